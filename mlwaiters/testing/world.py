"""The simulated world: things and their lives, as a pure function of a clock. No I/O, no wire format."""

from __future__ import annotations

import hashlib
import math
import re
import time
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

from mlwaiters.model import GONE, Json, Ref, Request, ResourceType
from mlwaiters.testing.parents import MINTED, PARENT_OF, rows
from mlwaiters.testing.timeline import Chance, Phase, check_timeline, draw_timeline, parse_timeline
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Timeline: TypeAlias = "str | Iterable[Phase]"
"""`"STARTING 2s, RUNNING 5s, SUCCEEDED"`, or the same as phases."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a thing is from `at` (seconds since the epoch) on, until its next moment.

    `members` is what AWS was told of it; `pending` the configuration that it is being moved to. `documents` keeps what
    it was once written as, for it never changes.
    """

    at: float
    state: str
    reason: str = ""
    members: Json = field(default_factory=dict)
    pending: str = ""
    documents: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(slots=True, eq=False)
class Thing:
    """One thing and its whole life, what is to come included, as long as nobody steps in.

    `number` counts the things of a world in the order in which they came.
    """

    ref: Ref
    number: int
    arn: str
    parent: Ref | None
    parent_arn: str
    moments: list[Moment]

    def index(self, now: float) -> int:
        """Where in its life it is; -1 before."""
        return bisect_right(self.moments, now, key=lambda moment: moment.at) - 1

    def state(self, now: float) -> str:
        """The state at a time; GONE before its life."""
        index = self.index(now)
        return self.moments[index].state if index >= 0 else GONE

    def created(self, index: int) -> float:
        """When it came into being, in seconds since the epoch."""
        while index and self.moments[index - 1].state != GONE:
            index -= 1
        return self.moments[index].at

    def ended(self, index: int) -> tuple[Moment, float] | None:
        """The last moment at which something that it did had ended, and when that had begun; None where nothing had."""
        kind = self.ref.type
        while index >= 0 and (self.moments[index].state in kind.moving or self.moments[index].state in kind.others):
            index -= 1
        if index < 0:
            return None
        start = index
        while start and self.moments[start - 1].state in kind.moving:
            start -= 1
        return self.moments[index], self.moments[start].at


class World:
    """Things that live by a clock.

        world = World(clock=lambda: now)
        world.add(glue.MLTaskRun("tfm-1", "tsk-1"), "STARTING 2s, RUNNING 5s, SUCCEEDED")

    The same seed and the same requests give the same lives and identifiers, whatever the order of requests for
    different things. The methods force what they are told; whether the service would allow it is not theirs to judge.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        *,
        seed: int = 0,
        speed: float = 1.0,
        chance: Chance | None = None,
        region: str = "eu-west-1",
        account: str = "123456789012",
    ) -> None:
        """Begin, empty.

        Args:
            clock: gives the time in seconds since the epoch.
            seed: of all that is drawn at random.
            speed: how many times faster than written lives pass; AWS's timestamps remain those of the clock.
            chance: how lives are drawn where none is scripted.
            region: in ARNs.
            account: in ARNs.

        Raises:
            ValueError: the speed isn't a number above 0.
        """
        if not 0 < speed < math.inf:
            raise ValueError(f"speed must be a number above 0, not {speed!r}")
        self.clock = clock
        self.seed = seed
        self.speed = speed
        self.chance = chance or Chance()
        self.region = region
        self.account = account
        self._things: dict[Ref, Thing] = {}
        self._scripts: dict[tuple[Ref | ResourceType, str], deque[tuple[Phase, ...]]] = {}
        self._count = 0

    # --- looking ----------------------------------------------------------------------------------------------------

    def state(self, ref: Ref) -> str:
        """The state of a thing now, as its table says it; GONE for what isn't there."""
        thing = self.find(ref)
        return thing.state(self.clock()) if thing else GONE

    def find(self, ref: Ref) -> Thing | None:
        """The thing of that name that is there now, its parent being there, too."""
        thing, now = self._things.get(ref), self.clock()
        if thing is None or thing.state(now) == GONE:
            return None
        if thing.parent is not None and self.find(thing.parent) is None:
            return None
        return thing

    def things(self, kind: ResourceType, parent: Ref | None = None) -> Iterator[Thing]:
        """All that are there now, below a parent if one is given, in the order in which they came."""
        now = self.clock()
        for thing in list(self._things.values()):
            if thing.ref.type is kind and (parent is None or thing.parent == parent) and thing.state(now) != GONE:
                yield thing

    # --- driving ----------------------------------------------------------------------------------------------------

    def add(
        self,
        ref: Ref,
        timeline: Timeline | None = None,
        *,
        after: float = 0.0,
        reason: str = "",
        parent: str = "",
        **members: Any,
    ) -> Thing:
        """Let a thing's life begin, in place of whatever bore its name.

        Its parent is added, too, unless it is there.

        Args:
            ref: which.
            timeline: its life; drawn at random where left out.
            after: seconds, in the world's own speed, until it begins.
            reason: AWS's words for why it came to its last state, where the timeline has none.
            parent: what it hangs below, where no identifier tells (the pipeline of an execution's ARN does).
            members: further members of what the service shows of it, by AWS's names.

        Raises:
            ValueError: the timeline can't be read, or names a state that the type doesn't have.
        """
        row = rows(ref.type)[0]
        phases = self._life(ref, row, timeline)
        if reason and not phases[-1].reason:
            phases = (*phases[:-1], phases[-1]._replace(reason=reason))
        above = self._parent(ref, parent)
        if above is not None and self.find(above) is None:
            self.add(above)
        self._count += 1
        start = self.clock() + after / self.speed
        moments = list(self._lay(row, phases, start, kind=ref.type, before=members, after=members))
        thing = Thing(ref, self._count, self.arn(ref), above, self.arn(above) if above else "", moments)
        self._things.pop(ref, None)  # in the order of coming, a thing that comes again is a new one
        self._things[ref] = thing
        return thing

    def begin(self, ref: Ref, request: str, timeline: Timeline | None = None, **members: Any) -> Thing:
        """Let a request take effect on a thing: whatever was to come of it, comes no more.

        Args:
            ref: which.
            request: the row of its table, such as `update`, `stop` or `maintain`.
            timeline: where it takes the thing; scripted earlier, or drawn at random, where left out.
            members: what the request changes, once it has succeeded.

        Raises:
            ValueError: there is no such thing, or no such request, or the timeline is wrong.
        """
        thing = self.find(ref)
        if thing is None:
            raise ValueError(f"there is no {ref}")
        row = _row(ref.type, request)
        phases, now = self._life(ref, row, timeline), self.clock()
        index = thing.index(now)
        before = thing.moments[index].members
        after = {**before, **members} if request == "update" and members else before
        thing.moments[index + 1 :] = self._lay(row, phases, now, kind=ref.type, before=before, after=after)
        return thing

    def script(self, target: Ref | ResourceType, request: str, *timelines: Timeline) -> None:
        """Say how the next requests of that name go, for one thing, or for whichever of a kind comes first.

        Args:
            target: a thing, which need not exist, or a resource type.
            request: the row of its table: `create` or `run` for the one that makes it.
            timelines: one for each request.

        Raises:
            ValueError: there is no such request, or a timeline is wrong.
        """
        kind = target.type if isinstance(target, Ref) else target
        _row(kind, request)
        lives = [_read(kind, timeline) for timeline in timelines]
        self._scripts.setdefault((target, request), deque()).extend(lives)

    def remove(self, ref: Ref) -> None:
        """Let a thing be gone at once, as if somebody else had deleted it."""
        thing, now = self._things.get(ref), self.clock()
        if thing is not None:
            thing.moments[thing.index(now) + 1 :] = [Moment(now, GONE)]

    # --- naming -----------------------------------------------------------------------------------------------------

    def mint(self, kind: ResourceType, identifier: str, parent: Ref | None) -> str:
        """Make up an identifier, as the service does."""
        self._count += 1
        digits = hashlib.sha512(f"{self.seed} {kind} {self._count}".encode()).hexdigest()
        if identifier in MINTED:
            return MINTED[identifier].format(digits)
        above = f"{self.arn(parent)}/" if parent else f"arn:aws:{kind.service}:{self.region}:{self.account}:"
        return f"{above}{kind.resource.rpartition('-')[2]}/{digits[:12]}"

    def arn(self, ref: Ref) -> str:
        """The ARN of a thing."""
        if ref.values[-1].startswith("arn:"):
            return ref.values[-1]
        return f"arn:aws:{ref.type.service}:{self.region}:{self.account}:{ref.type.resource}/{ref.label}"

    # --- the lives --------------------------------------------------------------------------------------------------

    def _life(self, ref: Ref, row: Request, timeline: Timeline | None) -> tuple[Phase, ...]:
        if timeline is not None:
            return _read(ref.type, timeline)
        for target in (ref, ref.type):
            queued = self._scripts.get((target, row.name))
            if queued:
                return queued.popleft()
        began = len(self._things[ref].moments) if ref in self._things else 0
        return draw_timeline(row, self.chance, Random(f"{self.seed} {ref} {row.name} {began}"))  # noqa: S311 - a simulation

    def _lay(
        self, row: Request, phases: Sequence[Phase], start: float, *, kind: ResourceType, before: Json, after: Json
    ) -> Iterator[Moment]:
        """Lay a life on the clock: `after` is what the thing shows once the request has succeeded."""
        configuration = kind.describe.fields.configuration
        moving, kept, rolled = kind.moving, before, False
        target = "" if before is after else str(after.get(configuration, ""))
        for phase in phases:
            rolled = rolled or phase.state in row.rollback
            if phase.state in row.to and not rolled:
                kept = after
            yield Moment(start, phase.state, phase.reason, kept, target if phase.state in moving else "")
            start += phase.seconds / self.speed

    def _parent(self, ref: Ref, given: str) -> Ref | None:
        above = PARENT_OF.get(ref.type)
        if above is None or ref.type.lists is None or ref.type.lists.parent is None:
            return None
        name = ref.id.get(ref.type.lists.parent.parameter, given)
        if not name:
            within = re.search(rf":{above.resource}/([^/]+)/", ref.values[-1])
            name = within[1] if within else "default"
        return above(name)


def _row(kind: ResourceType, request: str) -> Request:
    for row in rows(kind):
        if row.name == request:
            return row
    raise ValueError(f"{kind}: {unknown('request', request, [row.name for row in rows(kind)])}")


def _read(kind: ResourceType, timeline: Timeline) -> tuple[Phase, ...]:
    phases = parse_timeline(timeline) if isinstance(timeline, str) else tuple(timeline)
    if not phases:
        raise ValueError(f"{kind}: a timeline needs at least one state")
    check_timeline(kind, phases)
    return phases
