"""From waits to the document that keeps them, and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import msgspec

from mlwaiters import errors
from mlwaiters.document import (
    LATEST,
    MOST,
    VERSION,
    Document,
    End,
    Kept,
    KeptError,
    KeptListing,
    Listed,
    Proof,
    Rested,
    Shown,
    Sight,
    Step,
    Thing,
    Told,
    plain,
    restored,
)
from mlwaiters.errors import MissingTableError, WaiterError
from mlwaiters.feed import Event, Reading, Terms, Wait
from mlwaiters.goals import parse_goal
from mlwaiters.judge import Evidence, gather
from mlwaiters.model import Change, Listing, Observation, Outcome, Ref
from mlwaiters.pace import Constant
from mlwaiters.replay import reopened
from mlwaiters.resources import find, of_catalogue
from mlwaiters.rest import Rest
from mlwaiters.sweep import Sweep, share
from mlwaiters.text import printable, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from mlwaiters.document import Bounds
    from mlwaiters.feed import News
    from mlwaiters.model import ResourceType
    from mlwaiters.pace import Pace

Given = TypeVar("Given")
Made = TypeVar("Made")
Types: TypeAlias = "Callable[[str, str], ResourceType]"

TELLS: dict[str, type[Event]] = {"change": Change, "outcome": Outcome}


@dataclass(frozen=True, slots=True)
class Clocks:
    """The same moment on the monotonic clock and on the wall's; both go at the same speed from there."""

    now: float
    wall: float

    def to_wall(self, moment: float) -> float | None:
        """A moment of the monotonic clock as seconds since the epoch; None for never, and for later than is written."""
        wall = self.wall + (moment - self.now)
        return wall if wall <= LATEST else None

    def from_wall(self, moment: float | None) -> float:
        """Seconds since the epoch as a moment of the monotonic clock."""
        return math.inf if moment is None else self.now + (moment - self.wall)


# ---------------------------------------------------------------------------------------------------------------------
# Writing
# ---------------------------------------------------------------------------------------------------------------------


def written(
    waits: Iterable[Wait],
    sweeps: Iterable[Sweep],
    tells: Collection[type[News]],
    clocks: Clocks,
    *,
    untold: Collection[News] = (),
    fail_fast: bool = False,
) -> dict[str, Any]:
    """Write waits, and listings that are watched, as a document.

    `untold` are the events that have been seen, and not been given to anybody yet.
    """
    waits, sweeps = list(waits), list(sweeps)
    kinds = dict.fromkeys([*(wait.ref.type for wait in waits), *(sweep.listing.type for sweep in sweeps)])
    late = {id(event): event for event in untold if not isinstance(event, Reading)}
    kept = [_kept(wait, clocks, late) for wait in waits]  # before the listings, which have what is left of the late
    document = Document(
        version=VERSION,
        tells=[word for word, kind in TELLS.items() if kind in tells],  # type: ignore[misc] # its keys are these words
        fail_fast=fail_fast,
        waits=kept,
        listings=[_kept_listing(sweep, clocks, late) for sweep in sweeps],
        own=[(kind.service, kind.resource) for kind in kinds if of_catalogue(kind) is None],
    )
    return _builtins(document)


def written_record(news: News, time: float) -> dict[str, Any]:
    """Write one event, or what a listing has shown, by itself, to be added to a document by `advanced`.

    `time` is the moment, in seconds since the epoch.
    """
    if isinstance(news, Reading):
        return _builtins(_shown(news, time))
    if isinstance(news, Change):
        return _builtins(Told(thing=_thing(news.ref), change=_step(news), end=None))
    return _builtins(Told(thing=_thing(news.ref), change=None, end=_end(news)))


def _builtins(written: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(written)
    return plain


def _thing(ref: Ref) -> Thing:
    return Thing(service=ref.type.service, resource=ref.type.resource, id=ref.id)


def _listed(listing: Listing) -> Listed:
    kind = listing.type
    return Listed(service=kind.service, resource=kind.resource, parameters=plain(dict(listing.parameters)))


def _shown(reading: Reading, time: float) -> Shown:
    return Shown(
        listing=_listed(reading.listing),
        time=time,
        begun=[ref.id for ref in reading.begun],
        rested=[ref.id for ref in reading.rested],
        below=[plain(dict(listing.parameters)) for listing in reading.below],
        swept=reading.swept,
    )


def _bounds(terms: Terms, clocks: Clocks) -> dict[str, Any]:
    return {
        "goal": str(terms.goal),
        "began": terms.began_at,
        "deadline": clocks.to_wall(terms.deadline),
        "interval": min(terms.pace.seconds, MOST) if isinstance(terms.pace, Constant) else None,
        "grace": terms.grace if terms.grace <= MOST else None,
        "strict": terms.strict,
        "summaries": terms.summaries,
    }


def _kept(wait: Wait, clocks: Clocks, late: dict[int, Event]) -> Kept:
    known = wait.evidence
    return Kept(
        **_bounds(wait.terms, clocks),
        thing=_thing(wait.ref),
        baseline=_maybe(_sight, wait.baseline),
        changes=[_step(change) for change in wait.changes],
        last=_maybe(_sight, wait.last),
        proof=Proof(found=known.found, moved=known.moved, created=known.created, target=known.target),
        since=clocks.wall + (wait.since - clocks.now),
        calls=wait.calls,
        naive=wait.naive,
        end=_maybe(_end, wait.outcome),
        told=_told(wait, late),
    )


def _kept_listing(sweep: Sweep, clocks: Clocks, late: dict[int, Event]) -> KeptListing:
    outcomes = [event for event in late.values() if isinstance(event, Outcome)]
    ended = [_ended(outcome, sweep) for outcome in outcomes if outcome.ref in sweep.rested]
    kept_ended = [_kept(wait, clocks, late) for wait in ended]
    going = [_kept(wait, clocks, late) for wait in sweep.waits.values()]
    changed = _changed(sweep, late)
    kept_changed = [_kept(wait, clocks, late) for wait in changed]
    over = {wait.ref for wait in (*ended, *changed)}
    rested = {ref: rest for ref, rest in sweep.rested.items() if ref not in over and ref not in sweep.waits}
    return KeptListing(
        **_bounds(sweep.terms, clocks),
        listing=_listed(sweep.listing),
        history=sweep.history,
        child=sweep.child,
        swept=sweep.swept,
        rested=[ref.id for ref in rested],
        waits=[*kept_ended, *kept_changed, *going],
        rests=[_rested(rest) for rest in rested.values()],
    )


def _rested(rest: Rest | None) -> Rested | None:
    if rest is None or not rest.state:
        return None
    return Rested(state=rest.state, time=rest.time, created=rest.created, modified=rest.modified)


def _ended(outcome: Outcome, sweep: Sweep) -> Wait:
    """The wait that a sweep has let go, since it has come to its end: all that is left of it is how."""
    wait = Wait(outcome.ref, sweep.terms, sweep=sweep)
    wait.last, wait.changes, wait.outcome = outcome.observation, outcome.changes, outcome
    wait.calls, wait.naive = outcome.calls, max(round(outcome.calls + outcome.saved), 0)
    wait.told = len(wait.changes) + 1
    return wait


def _changed(sweep: Sweep, late: dict[int, Event]) -> list[Wait]:
    """Waits that a sweep has let go, of which changes are left to tell, but no end: it is for whoever asks for changes.

    What they have come to is seen anew.
    """
    changes: dict[Ref, list[Change]] = {}
    for event in late.values():
        if isinstance(event, Change) and event.ref in sweep.rested:
            changes.setdefault(event.ref, []).append(event)
    waits = []
    for ref, several in changes.items():
        wait = Wait(ref, sweep.terms, sweep=sweep)
        wait.last, wait.changes, wait.told = several[-1].observation, tuple(several), len(several)
        waits.append(wait)
    return waits


def _told(wait: Wait, late: dict[int, Event]) -> int:
    """How many of a wait's events have been given to whoever waits. What is late of it is nobody else's."""
    if not late:
        return wait.told
    events = [*wait.changes, wait.outcome][: wait.told]
    told = next((number for number, event in enumerate(events) if id(event) in late), wait.told)
    for event in events[told:]:
        late.pop(id(event), None)
    return told


def _step(change: Change) -> Step:
    return Step(
        before=change.before,
        verdict=change.verdict,
        elapsed=change.elapsed,
        known=change.known,
        sight=_sight(change.observation),
    )


def _end(outcome: Outcome) -> End:
    return End(
        verdict=outcome.verdict,
        sight=_maybe(_sight, outcome.observation),
        elapsed=outcome.elapsed,
        calls=outcome.calls,
        saved=outcome.saved,
        complaint=_maybe(_kept_error, outcome.error),
    )


def _sight(seen: Observation) -> Sight:
    return Sight(
        state=seen.state,
        time=seen.time,
        operation=seen.operation,
        reason=seen.reason,
        created=seen.created,
        modified=seen.modified,
        arn=seen.arn,
        configuration=seen.configuration,
        pending_configuration=seen.pending_configuration,
        response=plain(seen.response),
        calls=seen.calls,
    )


_ATTRIBUTES = ("code", "calls", "transient", "answered", "throttled", "retry_after")
_ERRORS = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WaiterError)
}


def _kept_error(error: WaiterError) -> KeptError:
    kind = next(kind for kind in type(error).__mro__ if kind in _ERRORS.values())
    attributes = {name: getattr(error, name, None) for name in _ATTRIBUTES}
    return KeptError(type=kind.__name__, detail=error.detail, **attributes)


# ---------------------------------------------------------------------------------------------------------------------
# Reading
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Going:
    """What a document comes to: the waits for what is named, and the sweeps, each with the waits for what it has shown.

    A sweep's own have those, too, of which all has been told, and which it doesn't look at any more.
    """

    waits: list[Wait]
    sweeps: list[tuple[Sweep, list[Wait]]]

    @property
    def all_waits(self) -> list[Wait]:
        """Those for what is named, and for what listings have shown."""
        return [*self.waits, *(wait for _, shown in self.sweeps for wait in shown)]

    @property
    def terms(self) -> list[Terms]:
        """What was asked for of each thing and each listing."""
        return [wait.terms for wait in self.waits] + [sweep.terms for sweep, _ in self.sweeps]


def restore(document: Document, pace: Pace, clocks: Clocks, own: Sequence[ResourceType] = ()) -> Going:
    """Make the waits and sweeps of a document anew, to be gone on with from this moment on.

    What has only ended because AWS couldn't be asked is gone on with, too.

    Args:
        document: as `read` gives it.
        pace: of those whose interval is no number.
        clocks: what time it is.
        own: types that the catalogue doesn't have.

    Raises:
        MissingTableError: a type of the caller's own isn't among those given.
        ValueError: a type, an identifier, a goal or a state makes no sense; the message names it.
    """
    for service, resource in document.own:
        if not any((kind.service, kind.resource) == (service, resource) for kind in own):
            name = printable(f"{service} {resource}")
            raise MissingTableError(f"{name} is a type of your own: give its table again (--table FILE, or tables=)")
    document = reopened(document)
    types: Types = cache(partial(find, own=own))  # there may be a hundred thousand things of one type
    waits = [
        _placed(f"$.waits[{number}]", _restored, kept, pace, clocks, types)
        for number, kept in enumerate(document.waits)
    ]
    sweeps = [
        _placed(f"$.listings[{number}]", _restored_listing, kept, pace, clocks, types)
        for number, kept in enumerate(document.listings)
    ]
    _adopt([sweep for sweep, _ in sweeps])
    share(waits, [sweep for sweep, _ in sweeps])
    going = Going(waits, sweeps)
    over = all(wait.outcome is not None for wait in going.all_waits) and all(sweep.swept for sweep, _ in sweeps)
    for sweep, _ in sweeps:
        sweep.complete = over  # while anything is waited for, what has come meanwhile is, too
    return going


def _placed(place: str, make: Callable[..., Made], *given: object) -> Made:
    try:
        return make(*given)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: {error}") from None


def _restored(kept: Kept, pace: Pace, clocks: Clocks, types: Types) -> Wait:
    ref = types(kept.thing.service, kept.thing.resource)(**kept.thing.id)
    terms = _terms(ref.type, kept, pace, clocks)
    observation = partial(_observation, ref)
    wait = Wait(ref, terms, _maybe(observation, kept.baseline))
    wait.due = wait.looked = clocks.now
    wait.since = min(clocks.from_wall(kept.since), clocks.now)
    wait.last = _maybe(observation, kept.last)
    wait.changes = tuple(_change(ref, step) for step in kept.changes)
    wait.calls, wait.naive = kept.calls, kept.naive
    proof = kept.proof
    wait.evidence = Evidence(proof.found, proof.moved, proof.created, proof.target)
    for change in wait.changes:
        wait.evidence = gather(wait.evidence, change.observation, terms.goal)
    wait.outcome = _maybe(partial(_outcome, ref, terms, wait.changes), kept.end)
    if kept.told > len(wait.changes) + (wait.outcome is not None):
        raise ValueError(f"told: {kept.told} is more than there is to tell")
    wait.told = kept.told
    return wait


def _restored_listing(kept: KeptListing, pace: Pace, clocks: Clocks, types: Types) -> tuple[Sweep, list[Wait]]:
    kind = types(kept.listing.service, kept.listing.resource)
    listing = kind.listing(**restored(kept.listing.parameters))
    sweep = Sweep(listing, _terms(kind, kept, pace, clocks), history=kept.history, child=kept.child)
    sweep.due = sweep.looked = sweep.since = clocks.now
    sweep.swept = kept.swept
    sweep.answered = kept.swept or bool(kept.waits)
    missing = len(kept.rested) - len(kept.rests)
    if missing < 0:
        raise ValueError("rests: there are more than things that have come to rest")
    rests = [*map(_rest, kept.rests), *[Rest()] * missing]
    sweep.rested = {kind(**identifiers): rest for identifiers, rest in zip(kept.rested, rests, strict=True)}
    shown = [_restored(wait, pace, clocks, types) for wait in kept.waits]
    for wait in shown:
        wait.sweep = sweep
        former = sweep.waits.pop(wait.ref, None)
        if former is not None:
            sweep.events += former.news()  # of its life before, from which it has moved on
        if wait.outcome is None or wait.told <= len(wait.changes):
            sweep.waits[wait.ref] = wait
        else:
            sweep.let_go(wait)
    return sweep, shown


def _rest(kept: Rested | None) -> Rest:
    return Rest() if kept is None else Rest(kept.state, kept.time, kept.created, kept.modified)


def _adopt(sweeps: Sequence[Sweep]) -> None:
    """Let each sweep of parents know which of their listings have been found."""
    children = [sweep.listing for sweep in sweeps if sweep.child]
    for sweep in sweeps:
        if not sweep.child and sweep.listing.orphaned:
            above = sweep.listing.parameters
            sweep.found |= {each for each in children if each.parameters[:-1] == above}


def _terms(kind: ResourceType, kept: Bounds, pace: Pace, clocks: Clocks) -> Terms:
    return Terms(
        goal=parse_goal(kind, kept.goal),
        began=min(clocks.from_wall(kept.began), clocks.now),
        began_at=kept.began,
        deadline=max(clocks.from_wall(kept.deadline), clocks.now),  # one that has passed still gets its last look
        pace=pace if kept.interval is None else Constant(kept.interval),
        grace=math.inf if kept.grace is None else kept.grace,
        strict=kept.strict,
        summaries=kept.summaries,
    )


def _observation(ref: Ref, sight: Sight) -> Observation:
    members = msgspec.structs.asdict(sight)
    return Observation(ref, **{**members, "response": restored(sight.response)})


def _change(ref: Ref, step: Step) -> Change:
    seen = _observation(ref, step.sight)
    return Change(ref, step.before, seen.state, seen, step.verdict, step.elapsed, step.known)


def _outcome(ref: Ref, terms: Terms, changes: tuple[Change, ...], end: End) -> Outcome:
    seen = _maybe(partial(_observation, ref), end.sight)
    ended = Outcome(ref, terms.goal, end.verdict, seen, changes, end.elapsed, end.calls, saved=end.saved)
    return ended.with_error(_maybe(_error, end.complaint))


def _error(kept: KeptError) -> WaiterError:
    if kept.type not in _ERRORS:
        raise ValueError(unknown("error", kept.type, _ERRORS))
    return _ERRORS[kept.type](kept.detail)


def _maybe(make: Callable[[Given], Made], given: Given | None) -> Made | None:
    return None if given is None else make(given)
