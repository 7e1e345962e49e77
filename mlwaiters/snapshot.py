"""From waits to the document that keeps them, and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from mlwaiters import errors
from mlwaiters.document import VERSION, Complaint, Document, End, Kept, Proof, Sight, Step, Thing, Told, plain, restored
from mlwaiters.errors import WaiterError
from mlwaiters.feed import Event, Terms, Wait
from mlwaiters.goals import parse_goal
from mlwaiters.judge import Evidence, gather
from mlwaiters.model import Change, Observation, Outcome, Ref
from mlwaiters.pace import Constant
from mlwaiters.resources import find
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from mlwaiters.model import ResourceType
    from mlwaiters.pace import Pace

Given = TypeVar("Given")
Made = TypeVar("Made")

TELLS: dict[str, type[Event]] = {"change": Change, "outcome": Outcome}


@dataclass(frozen=True, slots=True)
class Clocks:
    """The same moment on the monotonic clock and on the wall's; both go at the same speed from there."""

    now: float
    wall: float

    def to_wall(self, moment: float) -> float | None:
        """A moment of the monotonic clock as seconds since the epoch; None for never."""
        return None if moment == math.inf else self.wall + (moment - self.now)

    def from_wall(self, moment: float | None) -> float:
        """Seconds since the epoch as a moment of the monotonic clock."""
        return math.inf if moment is None else self.now + (moment - self.wall)


# ---------------------------------------------------------------------------------------------------------------------
# Writing
# ---------------------------------------------------------------------------------------------------------------------


def written(
    waits: Iterable[Wait],
    tells: Collection[type[Event]],
    clocks: Clocks,
    *,
    untold: Collection[Event] = (),
    fail_fast: bool = False,
) -> dict[str, Any]:
    """Write waits as a document. `untold` are the events that have been seen, and not been given to anybody yet."""
    late = {id(event) for event in untold}
    document = Document(
        version=VERSION,
        tells=[word for word, kind in TELLS.items() if kind in tells],  # type: ignore[misc] # its keys are these words
        fail_fast=fail_fast,
        waits=[_kept(wait, clocks, late) for wait in waits],
    )
    return _builtins(document)


def written_event(event: Event) -> dict[str, Any]:
    """Write one event by itself, to be added to a document by `advanced`."""
    if isinstance(event, Change):
        return _builtins(Told(thing=_thing(event.ref), change=_step(event), end=None))
    return _builtins(Told(thing=_thing(event.ref), change=None, end=_end(event)))


def _builtins(written: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(written)
    return plain


def _thing(ref: Ref) -> Thing:
    return Thing(service=ref.type.service, resource=ref.type.resource, id=ref.id)


def _kept(wait: Wait, clocks: Clocks, late: Collection[int]) -> Kept:
    terms, pace = wait.terms, wait.terms.pace
    known = wait.evidence
    return Kept(
        thing=_thing(wait.ref),
        goal=str(terms.goal),
        began=terms.began_at,
        deadline=clocks.to_wall(terms.deadline),
        interval=pace.seconds if isinstance(pace, Constant) else None,
        grace=None if terms.grace == math.inf else terms.grace,
        strict=terms.strict,
        summaries=terms.summaries,
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


def _told(wait: Wait, late: Collection[int]) -> int:
    """How many of a wait's events have been given to whoever waits."""
    if not late:
        return wait.told
    events = [*wait.changes, wait.outcome][: wait.told]
    return next((number for number, event in enumerate(events) if id(event) in late), wait.told)


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
        complaint=_maybe(_complaint, outcome.error),
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


def _complaint(error: WaiterError) -> Complaint:
    kind = next(kind for kind in type(error).__mro__ if kind in _ERRORS.values())
    attributes = {name: getattr(error, name, None) for name in _ATTRIBUTES}
    return Complaint(type=kind.__name__, detail=error.detail, **attributes)


# ---------------------------------------------------------------------------------------------------------------------
# Reading
# ---------------------------------------------------------------------------------------------------------------------


def restore(document: Document, pace: Pace, clocks: Clocks, own: Sequence[ResourceType] = ()) -> list[Wait]:
    """Make the waits of a document anew, to be gone on with from this moment on.

    Args:
        document: as `read` gives it.
        pace: of those whose interval is no number.
        clocks: what time it is.
        own: types that the catalogue doesn't have.

    Raises:
        ValueError: a type, an identifier, a goal or a state makes no sense; the message names it.
    """
    waits = []
    for number, kept in enumerate(document.waits):
        try:
            waits.append(_restored(kept, pace, clocks, own))
        except (TypeError, ValueError) as error:
            raise ValueError(f"$.waits[{number}]: {error}") from None
    return waits


def _restored(kept: Kept, pace: Pace, clocks: Clocks, own: Sequence[ResourceType]) -> Wait:
    ref = find(kept.thing.service, kept.thing.resource, own)(**kept.thing.id)
    terms = _terms(ref, kept, pace, clocks)
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


def _terms(ref: Ref, kept: Kept, pace: Pace, clocks: Clocks) -> Terms:
    return Terms(
        goal=parse_goal(ref.type, kept.goal),
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
    error = _maybe(_error, end.complaint)
    if error is not None:
        error = error.of(ref, terms.goal, seen, end.elapsed, end.calls)
    return Outcome(ref, terms.goal, end.verdict, seen, changes, end.elapsed, end.calls, error, end.saved)


def _error(complaint: Complaint) -> WaiterError:
    if complaint.type not in _ERRORS:
        raise ValueError(unknown("error", complaint.type, _ERRORS))
    error = _ERRORS[complaint.type](complaint.detail)
    for name in _ATTRIBUTES:
        if hasattr(error, name):
            setattr(error, name, getattr(complaint, name))
    return error


def _maybe(make: Callable[[Given], Made], given: Given | None) -> Made | None:
    return None if given is None else make(given)
