"""The simulated world: things and their lives, as a pure function of a clock. No I/O, no wire format."""

from __future__ import annotations

import math
import re
import time
from collections import deque
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

from mlwaiters.model import GONE, Json, Ref, Request, ResourceType
from mlwaiters.testing import naming
from mlwaiters.testing.facts import rows
from mlwaiters.testing.habits import Habits
from mlwaiters.testing.served import CATALOGUE, Served
from mlwaiters.testing.shelves import Crowd, Shelf, Span, walk
from mlwaiters.testing.things import Moment, Thing
from mlwaiters.testing.timeline import Chance, Phase, check_timeline, draw_timeline, parse_timeline
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mlwaiters.testing.things import Place

OLDEST = 30 * 86400.0
"""Seconds since the first of a crowd was created, where nothing else is said."""

Hidden: TypeAlias = "Ref | Callable[[Ref], bool]"
"""What listings don't show: one thing, or whatever a predicate picks."""

Timeline: TypeAlias = "str | Iterable[Phase]"
"""`"STARTING 2s, RUNNING 5s, SUCCEEDED"`, or the same as phases."""


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
        listings: Mapping[str, Any] | None = None,
        served: Served | None = None,
    ) -> None:
        """Begin, empty.

        Args:
            clock: gives the time in seconds since the epoch.
            seed: of all that is drawn at random.
            speed: how many times faster than written lives pass; AWS's timestamps remain those of the clock.
            chance: how lives are drawn where none is scripted.
            region: in ARNs.
            account: in ARNs.
            listings: the habits of listings, as `Habits` takes them.
            served: the types that there are; those of the catalogue where left out.

        Raises:
            ValueError: the speed isn't a number above 0, or a habit makes no sense.
        """
        if not 0 < speed < math.inf:
            raise ValueError(f"speed must be a number above 0, not {speed!r}")
        self.clock = clock
        self.seed = seed
        self.speed = speed
        self.chance = chance or Chance()
        self.region = region
        self.account = account
        self.served = served or CATALOGUE
        self.habits = Habits(listings, self.served)
        self._things: dict[Ref, Thing] = {}
        self._by_arn: dict[tuple[ResourceType, str], Ref] = {}
        self._shelves: dict[Place, Shelf] = {}
        self._crowds: dict[Place, list[Crowd]] = {}
        self._hidden: dict[Hidden, float] = {}
        self._scripts: dict[tuple[Ref | ResourceType, str], deque[tuple[Phase, ...]]] = {}
        self._count = 0

    # --- looking ----------------------------------------------------------------------------------------------------

    def state(self, ref: Ref) -> str:
        """The state of a thing now, as its table says it; GONE for what isn't there."""
        thing = self.find(ref)
        return thing.state(self.clock()) if thing else GONE

    def find(self, ref: Ref) -> Thing | None:
        """The thing of that name that is there now, its parent being there, too."""
        thing, now = self._known(ref), self.clock()
        if thing is None or thing.state(now) == GONE:
            return None
        if thing.parent is not None and self.find(thing.parent) is None:
            return None
        return thing

    def things(self, kind: ResourceType) -> list[Thing]:
        """All things of a type that are there now; strangers are not looked for."""
        found = (self.find(ref) for ref in tuple(self._things) if ref.type == kind)
        return [thing for thing in found if thing is not None]

    def listed(self, places: Iterable[Place], span: Span, lag: float = 0.0) -> Iterator[tuple[Thing, int, float]]:
        """What a listing may show, in the order of creation: each thing, where in its life, and when created.

        Args:
            places: the types of the things, and what each of them hangs below, if anything.
            span: the stretch that is wanted.
            lag: how many seconds the listing is behind.
        """
        now = self.clock()
        shelves: list[Shelf | Crowd] = []
        for place in places:
            shelves += [self._shelves[place]] if place in self._shelves else []
            shelves += self._crowds.get(place, ())
        for (created, _), thing in walk(shelves, span):
            index = thing.index(now - lag)
            if index < 0 or thing.moments[index].state == GONE or round(thing.created(index), 3) != created:
                continue
            if not self._hidden or not self._is_hidden(thing.ref, now):
                yield thing, index, created

    # --- driving ----------------------------------------------------------------------------------------------------

    def add(
        self,
        ref: Ref,
        timeline: Timeline | None = None,
        *,
        after: float = 0.0,
        age: float = 0.0,
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
            age: seconds of the clock since it was created: a straggler, which has been in the first state of its
                timeline ever since; what is written of that state's duration is what is left of it.
            reason: AWS's words for why it came to its last state, where the timeline has none.
            parent: what it hangs below, where no identifier tells (the pipeline of an execution's ARN does).
            members: further members of what the service shows of it, by AWS's names.

        Raises:
            ValueError: the timeline can't be read, or names a state that the type doesn't have; the age is below 0, or
                that of a thing yet to come.
        """
        _check_age(age, after)
        row = rows(ref.type)[0]
        phases = self._life(ref, row, timeline)
        if reason and not phases[-1].reason:
            phases = (*phases[:-1], phases[-1]._replace(reason=reason))
        above = self._parent(ref, parent)
        self._ensure(above, age)
        self._count += 1
        start = self.clock() + after / self.speed
        moments = list(self._lay(row, phases, start, kind=ref.type, before=members, after=members))
        moments[0] = replace(moments[0], at=moments[0].at - age)
        thing = Thing(ref, self._count, self.arn(ref), above, self.arn(above) if above else "", moments)
        self.remove(ref)  # if it is a stranger's
        if ref in self._things:
            self._shelf(self._things[ref]).drop(self._things[ref])
        self._things[ref] = thing
        self._by_arn[ref.type, thing.arn] = ref
        self._shelf(thing).put(thing)
        return thing

    def crowd(
        self,
        kind: ResourceType,
        count: int,
        timeline: Timeline | None = None,
        *,
        oldest: float = OLDEST,
        youngest: float = 0.0,
        parent: str = "",
        **members: Any,
    ) -> None:
        """Let there be strangers: so many things of a kind, which somebody else has made, one after the other, evenly.

        They cost next to nothing until a page or a describe shows them, and are known by name like any other thing.

        Args:
            kind: of all of them.
            count: how many.
            timeline: the life of each, from its creation on; where left out, all are long settled in the state that
                their type's first request leads to.
            oldest: seconds of the clock since the first was created.
            youngest: seconds since the last was.
            parent: what they hang below, by its name, where the kind hangs below anything.
            members: further members of what the service shows of each.

        Raises:
            ValueError: the count is no whole number above 0, the ages aren't finite with 0 <= youngest <= oldest, or
                the timeline is wrong.
        """
        if not count >= 1:
            raise ValueError(f"count must be a whole number, 1 or more, not {count!r}")
        if not 0 <= youngest <= oldest < math.inf:
            raise ValueError(f"ages must be finite, 0 or more, and youngest <= oldest, not {youngest!r} and {oldest!r}")
        row = rows(kind)[0]
        phases = _read(kind, timeline) if timeline is not None else (Phase(row.to[0]),)
        above = self._above(kind, parent)
        above_arn = self.arn(above) if above else ""
        self._ensure(above, oldest)
        *others, last = kind.identifiers
        first = [self._shared(kind, name, above) for name in others]
        like = self._like(kind, last, above, "strangers")
        naming.numbered(kind, last, like, 0)  # refused at once where there are no such names

        def make(number: int, created: float) -> Thing:
            ref = kind(*first, naming.numbered(kind, last, like, number))
            moments = list(self._lay(row, phases, created, kind=kind, before=members, after=members))
            return Thing(ref, number, self.arn(ref), above, above_arn, moments)

        now = self.clock()
        crowd = Crowd(count, now - oldest, now - youngest, self._count + 1, make)
        self._crowds.setdefault((kind, above), []).append(crowd)
        self._count += count

    def hide(self, what: Hidden, after: float = 0.0) -> None:
        """Let a thing, or all that a predicate picks, vanish from every listing; a describe goes on to know it.

        Args:
            what: which; a predicate is asked of every thing that a page may show.
            after: seconds, in the world's own speed, until it does.
        """
        self._hidden[what] = self.clock() + after / self.speed

    def show(self, what: Hidden) -> None:
        """Let listings show again what was hidden."""
        self._hidden.pop(what, None)

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
        self._relive(thing, index, self._lay(row, phases, now, kind=ref.type, before=before, after=after))
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
        thing, now = self._known(ref), self.clock()
        if thing is not None:
            self._relive(thing, thing.index(now), [Moment(now, GONE)])

    def clear(self) -> None:
        """Let there be nothing at all, now and in the past."""
        for everything in (self._things, self._by_arn, self._shelves, self._crowds, self._hidden, self._scripts):
            everything.clear()

    # --- naming -----------------------------------------------------------------------------------------------------

    def mint(self, kind: ResourceType, identifier: str, parent: Ref | None) -> str:
        """Make up an identifier, as the service does."""
        self._count += 1
        return self._like(kind, identifier, parent, str(self._count))

    def arn(self, ref: Ref) -> str:
        """The ARN of a thing."""
        return naming.arn(ref, self.region, self.account)

    def named(self, kind: ResourceType, arn: str) -> Ref | None:
        """The thing of a type that has, or once had, this ARN; None where there never was any."""
        return self._by_arn.get((kind, arn))

    def _like(self, kind: ResourceType, identifier: str, parent: Ref | None, which: str) -> str:
        above = self.arn(parent) if parent else ""
        seed = f"{self.seed} {kind} {which}"
        return naming.mint(kind, identifier, seed, region=self.region, account=self.account, parent=above)

    def _shared(self, kind: ResourceType, identifier: str, above: Ref | None) -> str:
        """What strangers have in common: an identifier that isn't theirs alone."""
        parameter = kind.lists.parent.parameter if kind.lists and kind.lists.parent else ""
        return above.values[0] if above and identifier == parameter else naming.usual(kind, identifier)

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

    def _relive(self, thing: Thing, index: int, moments: Iterable[Moment]) -> None:
        """Let another life follow the moment of that index."""
        shelf = self._shelf(thing) if self._things.get(thing.ref) is thing else None
        if shelf:
            shelf.drop(thing)
        thing.moments[index + 1 :] = moments
        if shelf:
            shelf.put(thing)

    # --- who is there -----------------------------------------------------------------------------------------------

    def _shelf(self, thing: Thing) -> Shelf:
        return self._shelves.setdefault((thing.ref.type, thing.parent), Shelf())

    def _known(self, ref: Ref) -> Thing | None:
        """The thing of that name, if there ever was one."""
        thing = self._things.get(ref)
        if thing is not None or not self._crowds:
            return thing
        number = naming.number_at_end(ref.values[-1])
        if number is None:
            return None
        crowds = self._crowds.get((ref.type, self._parent(ref, "")), ())
        strangers = (crowd.get(number) for crowd in crowds)
        return next((stranger for stranger in strangers if stranger is not None and stranger.ref == ref), None)

    def _is_hidden(self, ref: Ref, now: float) -> bool:
        if ref in self._hidden:
            return now >= self._hidden[ref]
        return any(now >= since and callable(what) and what(ref) for what, since in self._hidden.items())

    def _ensure(self, parent: Ref | None, age: float) -> None:
        """Let a parent be there before its children."""
        if parent is not None and self.find(parent) is None:
            self.add(parent, age=age)

    def _parent(self, ref: Ref, given: str) -> Ref | None:
        """What a thing hangs below: as one of its identifiers says, or its ARN, or whoever made it."""
        above = self.served.parent_of(ref.type)
        if above is None or ref.type.lists is None or ref.type.lists.parent is None:
            return None
        parent = ref.type.lists.parent
        name = ref.id.get(parent.parameter, given)
        if not name:
            within = re.search(parent.of or rf":{above.resource}/([^/]+)/", ref.values[-1])
            name = within[1] if within else ""
        return self._above(ref.type, name)

    def _above(self, kind: ResourceType, name: str) -> Ref | None:
        """The parent of that name, or of that ARN; a usual one where there is no name."""
        above = self.served.parent_of(kind)
        if above is None:
            return None
        return self.called(above, name or naming.usual(above, above.identifiers[0]))

    def called(self, kind: ResourceType, *values: str) -> Ref:
        """The thing of these identifiers, the last of which may be given as its ARN."""
        last = values[-1]
        if not last.startswith("arn:"):
            return kind(*values)
        known = self.named(kind, last)
        if known is not None and known.values[:-1] == values[:-1]:
            return known
        plain = kind(*values[:-1], last.rpartition("/")[2] or last)
        return plain if not naming.is_arn(kind, kind.identifiers[-1]) and self.arn(plain) == last else kind(*values)


def _row(kind: ResourceType, request: str) -> Request:
    for row in rows(kind):
        if row.name == request:
            return row
    raise ValueError(f"{kind}: {unknown('request', request, [row.name for row in rows(kind)])}")


def _check_age(age: float, after: float) -> None:
    if not 0 <= age < math.inf:
        raise ValueError(f"age must be a number of seconds, 0 or more, not {age!r}")
    if age and after:
        raise ValueError("a thing has an age, or is yet to come (after): not both")


def _read(kind: ResourceType, timeline: Timeline) -> tuple[Phase, ...]:
    phases = parse_timeline(timeline) if isinstance(timeline, str) else tuple(timeline)
    if not phases:
        raise ValueError(f"{kind}: a timeline needs at least one state")
    check_timeline(kind, phases)
    return phases
