"""A reader that asks nobody: it shows things whose whole lives are written down beforehand."""

from __future__ import annotations

import math
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio

from mlwaiters.errors import NotFoundError, ServiceError
from mlwaiters.model import GONE, Listing, Observation, Page, Ref, Roll
from mlwaiters.testing.timeline import parse_timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mlwaiters.model import Fields, ResourceType
    from mlwaiters.testing.timeline import Phase

EPOCH = 1_700_000_000.0
"""When scripted lives begin unless told otherwise, in seconds since the epoch: 14 November 2023, 22:13:20 UTC."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a scripted life, for so many seconds; the last of a life stays for ever.

    `created` and `modified` are seconds since the epoch. Where they are left out, a thing is created when it first
    isn't `GONE`, again after each time that it was, and modified when it comes to a state.
    """

    state: str
    seconds: float = math.inf
    reason: str = ""
    created: float | None = None
    modified: float | None = None
    configuration: str = ""
    pending_configuration: str = ""


Timeline: TypeAlias = "str | Iterable[Step | Phase | tuple[str, float] | str]"
"""`"STARTING 2s, RUNNING 5s, SUCCEEDED"`, or the same as steps, or as pairs of a state and its seconds."""

Target: TypeAlias = "Ref | Listing | Roll"


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was made: `time` is in seconds since the reader began, when the call did."""

    time: float
    operation: str
    target: Target
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Life:
    """A timeline with its moments filled in: each step, and the seconds since the reader began at which it begins."""

    steps: tuple[tuple[float, Step], ...]
    parent: str
    response: Mapping[str, Any]

    def at(self, time: float) -> Step:
        """The step at a moment; a thing is `GONE` before its life begins."""
        return next((step for start, step in reversed(self.steps) if start <= time), Step(GONE))


class ScriptedReader:
    """A `Reader` of things with scripted lives, on the clock of the event loop or any other.

        reader = ScriptedReader({glue.MLTaskRun("tfm-1", "tsk-1"): "STARTING 2s, RUNNING 5s, SUCCEEDED"})
        poller = Poller(reader, interval=1, clock=reader.wall)

    Listings show all the things of their kind, or those below their parent, in the order in which they were added;
    parameters other than the parent narrow nothing. A fact that the type's table has no place for isn't shown: a
    SageMaker listing gives no reason, a Glue run no ARN.

    `calls` is the log of the calls made, `counts` how many of each operation, `most_at_once` the most that were under
    way together.
    """

    def __init__(
        self,
        timelines: Mapping[Ref, Timeline] | None = None,
        *,
        clock: Callable[[], float] | None = None,
        epoch: float = EPOCH,
        latency: float | Callable[[Target], float] = 0.0,
        lag: float | Callable[[float], float] = 0.0,
        page_size: int | None = None,
        faults: Callable[[Target], Exception | None] | None = None,
    ) -> None:
        """Begin now; where no event loop runs yet and no clock is given, with the first call.

        Args:
            timelines: the lives that begin with the reader.
            clock: gives seconds; `anyio.current_time` where left out.
            epoch: when the reader begins, for the wall clock, in seconds since the epoch.
            latency: seconds that each call takes before it looks; infinite for one that never returns.
            lag: seconds by which listings are behind; or a function of the seconds since the reader began that gives
                them: `lambda now: max(now - 60, 0)` shows for ever what was there in the first minute.
            page_size: items on a page of a listing; the largest that the service gives where left out.
            faults: asked at each call, once its latency is over; what it returns is raised.
        """
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.most_at_once = 0
        self._clock = clock or anyio.current_time
        self._epoch = epoch
        self._latency = latency
        self._lag = lag
        self._page_size = page_size
        self._faults = faults
        self._queued: dict[Target, deque[Exception | None]] = {}
        self._lives: dict[Ref, _Life] = {}
        self._parents: dict[tuple[ResourceType, str], tuple[float, float]] = {}
        self._under_way = 0
        self._began = _now_or_never(self._clock)
        for ref, timeline in (timelines or {}).items():
            self.add(ref, timeline)

    @property
    def time(self) -> float:
        """Seconds since the reader began; 0 before."""
        return 0.0 if self._began is None else self._clock() - self._began

    def wall(self) -> float:
        """The time in seconds since the epoch, as observations show it: a clock for a `Poller`."""
        return self._epoch + self.time

    def add(
        self,
        ref: Ref,
        timeline: Timeline,
        *,
        delay: float = 0.0,
        parent: str = "",
        response: Mapping[str, Any] | None = None,
    ) -> None:
        """Script a life that begins now, or replace it by another.

        Args:
            ref: whose.
            timeline: the states and for how long each.
            delay: seconds from now until it begins; until then the thing is `GONE`.
            parent: what lists it, where none of its identifiers says so (a pipeline's name for an execution).
            response: further members of what the describe operation answers.

        Raises:
            ValueError: the timeline can't be read, or has no state.
        """
        steps = _steps(timeline)
        if not steps:
            raise ValueError(f"{ref}: a timeline needs at least one state")
        start = self.time + delay
        self._lives[ref] = _Life(tuple(self._dated(steps, start)), parent or _parent_of(ref), response or {})

    def parent(self, kind: ResourceType, name: str, *, since: float = 0.0, until: float = math.inf) -> None:
        """Say from when until when a listing's parent is there; one not told of is, once something is below it.

        Args:
            kind: of the things below it.
            name: the value of the listing's required parameter.
            since: seconds since the reader began.
            until: seconds since the reader began.
        """
        self._parents[kind, name] = (since, until)

    def fail(self, target: Target, *errors: Exception | None) -> None:
        """Let the next calls for a thing or a listing fail, one with each error; None lets one through."""
        self._queued.setdefault(target, deque()).extend(errors)

    def looks(self, target: Target) -> list[float]:
        """When calls for a thing or a listing were made, in seconds since the reader began: every page is a call."""
        return [call.time for call in self.calls if call.target == target]

    async def describe(self, ref: Ref) -> Observation:
        """Look at one thing, one that was never added being `GONE`.

        Raises:
            Exception: what was scripted to fail.
        """
        operation = ref.type.describe.operation
        await self._call(operation, ref)
        step = self._step(ref, self.time)
        if step.state == GONE:
            return Observation(ref, GONE, self.wall(), operation)
        seen = self._observation(ref, step, ref.type.describe.fields, operation)
        document = _document(ref.type.describe.fields, seen)
        within = ref.type.describe.within
        extra = self._lives[ref].response
        return replace(seen, response={within: {**document, **extra}} if within else {**document, **extra})

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read one page of a listing, or of an orphaned listing's parents, or what is there of a roll.

        Raises:
            NotFoundError: the parent isn't there.
            ServiceError: the token is none that a page gave.
            Exception: what was scripted to fail.
        """
        if isinstance(listing, Roll):
            return await self._called(listing)
        parent = listing.lists.parent
        orphaned = parent is not None and listing.orphaned
        await self._call(parent.operation if parent and orphaned else listing.lists.operation, listing, token)
        time = self.time - (self._lag(self.time) if callable(self._lag) else self._lag)
        if parent and orphaned:
            names = [name for name in self._parents_of(listing.type) if self._has_parent(listing.type, name, time)]
            shown, further = self._cut([listing.below(name) for name in names], token, parent.limit)
            return Page(listings=tuple(shown), token=further)
        name = dict(listing.parameters)[parent.parameter] if parent else ""
        if parent and not self._has_parent(listing.type, name, self.time):
            raise NotFoundError(f"{listing}: there is no such {parent.parameter}")
        refs = [ref for ref, life in self._lives.items() if ref.type is listing.type and name in ("", life.parent)]
        items = [(ref, step) for ref in refs if (step := self._step(ref, time)).state != GONE]
        cut, further = self._cut(items, token, listing.lists.limit)
        return Page(tuple(self._item(listing, ref, step) for ref, step in cut), token=further)

    async def _called(self, roll: Roll) -> Page:
        await self._call(roll.batch.operation, roll)
        steps = [(ref, self._step(ref, self.time)) for ref in roll.refs[: roll.limit]]
        fields, operation = roll.batch.fields, roll.batch.operation
        seen = [self._observation(ref, step, fields, operation) for ref, step in steps if step.state != GONE]
        return Page(tuple(replace(each, response=_document(fields, each), calls=0) for each in seen))

    def stoppable(self, kind: ResourceType) -> bool:
        """Whether the table of a type has a stop request."""
        return kind.request("stop") is not None

    async def stop(self, ref: Ref) -> None:
        """Make the stop request of a thing: a second each on the way that its table gives, and then it is stopped.

        Raises:
            NotFoundError: it isn't there.
            Exception: what was scripted to fail.
        """
        request = ref.type.request("stop")
        assert request is not None  # nobody asks for what isn't in the table
        await self._call(request.by[0], ref)
        step = self._step(ref, self.time)
        if step.state == GONE:
            raise NotFoundError(f"{ref}: there is no such thing")
        route = [*((state, 1.0) for state in request.via), (request.to[0], math.inf)]
        life = self._lives[ref]
        steps = [Step(state, seconds, created=step.created) for state, seconds in route]
        self._lives[ref] = replace(life, steps=tuple(self._dated(steps, self.time)))

    async def _call(self, operation: str, target: Target, token: str = "") -> None:
        if self._began is None:
            self._began = self._clock()
        self.calls.append(Call(self.time, operation, target, token))
        self.counts[operation] += 1
        with self._counted():
            latency = self._latency(target) if callable(self._latency) else self._latency
            await (anyio.sleep(latency) if latency < math.inf else anyio.sleep_forever())
        queued = self._queued.get(target)
        error = queued.popleft() if queued else None
        if error is None and self._faults is not None:
            error = self._faults(target)
        if error is not None:
            raise error

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            self._under_way -= 1

    def _step(self, ref: Ref, time: float) -> Step:
        life = self._lives.get(ref)
        return life.at(time) if life else Step(GONE)

    def _dated(self, steps: Iterable[Step], start: float) -> Iterator[tuple[float, Step]]:
        created: float | None = None
        for step in steps:
            moment = self._epoch + start
            if step.state == GONE:
                created = None
            elif step.created is not None or created is None:
                created = moment if step.created is None else step.created
            yield start, replace(step, created=created, modified=moment if step.modified is None else step.modified)
            start += step.seconds

    def _parents_of(self, kind: ResourceType) -> dict[str, None]:
        told = {name: None for of, name in self._parents if of is kind}
        return told | {life.parent: None for ref, life in self._lives.items() if ref.type is kind and life.parent}

    def _has_parent(self, kind: ResourceType, name: str, time: float) -> bool:
        if (kind, name) in self._parents:
            since, until = self._parents[kind, name]
            return since <= time < until
        lives = [life for ref, life in self._lives.items() if ref.type is kind and life.parent == name]
        return any(life.at(time).state != GONE for life in lives)

    def _cut(self, items: list[Any], token: str, most: int) -> tuple[list[Any], str]:
        if token and not token.isdigit():
            raise ServiceError(f"no page has given the token {token!r}")
        start, size = int(token or 0), self._page_size or most
        end = start + size
        return items[start:end], str(end) if end < len(items) else ""

    def _item(self, listing: Listing, ref: Ref, step: Step) -> Observation:
        lists = listing.lists
        seen = self._observation(ref, step, lists.fields, lists.operation)
        document = _document(lists.fields, seen)
        for name, path in lists.identifiers.items():
            _put(document, path, ref.id[name])
        return replace(seen, response=document, calls=0)

    def _observation(self, ref: Ref, step: Step, fields: Fields, operation: str) -> Observation:
        arn = f"arn:aws:{ref.type.service}:eu-west-1:123456789012:{ref.type.resource}/{ref.label}"
        return Observation(
            ref,
            step.state,
            self.wall(),
            operation,
            reason=step.reason if fields.reason else "",
            created=step.created if fields.created else None,
            modified=step.modified if fields.modified else None,
            arn=arn if fields.arn else "",
            configuration=step.configuration if fields.configuration else "",
            pending_configuration=step.pending_configuration if fields.pending_configuration else "",
        )


def _now_or_never(clock: Callable[[], float]) -> float | None:
    try:
        return clock()
    except RuntimeError:  # no event loop runs here
        return None


def _steps(timeline: Timeline) -> list[Step]:
    if isinstance(timeline, str):
        return [Step(*phase) for phase in parse_timeline(timeline)]
    return [_step(step) for step in timeline]


def _step(step: Step | Phase | tuple[str, float] | str) -> Step:
    if isinstance(step, Step):
        return step
    return Step(step) if isinstance(step, str) else Step(*step)


def _parent_of(ref: Ref) -> str:
    parent = ref.type.lists.parent if ref.type.lists else None
    return ref.id.get(parent.parameter, "") if parent else ""


def _document(fields: Fields, seen: Observation) -> dict[str, Any]:
    """Write an observation as AWS's own document, by the paths of a table."""
    document: dict[str, Any] = {}
    if fields.resting and seen.state not in seen.ref.type.moving:
        resting, ending = fields.resting
        _put(document, fields.status, resting)
        _put(document, ending, "" if seen.state == resting else seen.state)
    else:
        _put(document, fields.status, seen.state)
    for path in fields.reason[:1]:
        _put(document, path, seen.reason)
    for path, moment in ((fields.created, seen.created), (fields.modified, seen.modified)):
        _put(document, path, None if moment is None else datetime.fromtimestamp(moment, UTC))
    _put(document, fields.arn, seen.arn)
    _put(document, fields.configuration, seen.configuration)
    _put(document, fields.pending_configuration, seen.pending_configuration)
    return document


def _put(document: dict[str, Any], path: str, value: object) -> None:
    if not path or value in (None, ""):
        return
    *above, name = path.split(".")
    for step in above:
        many = step.endswith("[]")
        part = document.setdefault(step.removesuffix("[]"), [{}] if many else {})
        document = part[0] if many else part
    document[name] = value
