"""Who waits for what, what is due, and what each observation changes. No I/O, and no clock but the one passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from mlwaiters.errors import (
    FailureStateError,
    NotFoundError,
    ReadError,
    ServiceError,
    StrayStateError,
    UnknownStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.goals import classes, goal_name, hopeless, is_endless
from mlwaiters.judge import NOTHING, gather, judge, replaced
from mlwaiters.model import GONE, Change, Listing, Outcome, Verdict
from mlwaiters.plan import UNKNOWN
from mlwaiters.text import format_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.group import Group
    from mlwaiters.model import Goal, Observation, Ref
    from mlwaiters.pace import Pace
    from mlwaiters.sweep import Sweep

Event: TypeAlias = Change | Outcome


@dataclass(frozen=True, slots=True)
class Reading:
    """What a listing has shown for the first time, which is no event: only whoever keeps a journal wants to know.

    `begun` are the things that are waited for from now on, or again since they have moved, `rested` those that were at
    rest already, `below` the listings of parents, and `swept` says that it has been read to its end.
    """

    listing: Listing
    begun: tuple[Ref, ...] = ()
    rested: tuple[Ref, ...] = ()
    below: tuple[Listing, ...] = ()
    swept: bool = False


News: TypeAlias = Event | Reading

LAST_LOOK = 10.0
"""Seconds, at the most, that a wait gives its last look: enough to open a client and to be given credentials, too."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What many waits have in common. `began` and `deadline` are on the monotonic clock, `began_at` on the wall's.

    With `summaries` the item of a listing will do for the last response, where it tells the state and why.
    """

    goal: Goal
    began: float
    began_at: float
    deadline: float
    pace: Pace
    grace: float
    strict: bool = False
    summaries: bool = False

    @property
    def cut(self) -> float:
        """When even the last look, that at the deadline, is given up, so that a call that hangs can't hold the wait."""
        return self.deadline + LAST_LOOK


class Listener(Protocol):
    """Whoever wants to hear of news of a wait or a sweep."""

    @property
    def awake(self) -> bool:
        """Whether it is looking at this moment, rather than busy with what it was told."""
        ...

    def put(self, item: Wait | Sweep, /) -> None:
        """Say that there is news of it."""
        ...


class Inbox:
    """The waits and sweeps of one call of which there is news, or that want to be lined up; `bell` wakes the caller.

    `awake` is whether the caller is looking at this moment, rather than busy with what it was told.
    """

    __slots__ = ("_items", "awake", "bell")

    def __init__(self) -> None:
        self._items: dict[Wait | Sweep, None] = {}
        self.awake = False
        self.bell: Callable[[], object] = int

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Wait | Sweep) -> None:
        """Say that there is news of it."""
        self._items[item] = None
        self.bell()

    def take(self) -> list[Wait | Sweep]:
        """Take out all of which there is news, in the order in which it came."""
        items = list(self._items)
        self._items.clear()
        return items


class Wait:
    """One thing that somebody waits for: what has been seen of it, and when to look again.

    `inbox` is where whoever waits finds it when there is news of it, or when it is to be described. `calls` are those
    that it took, its share of those that served many included; `naive` those that looking alone would have taken.
    """

    __slots__ = (
        "asked", "baseline", "calls", "changes", "due", "error", "evidence", "group", "inbox", "last", "looked",
        "looks", "naive", "outcome", "page", "queued", "ref", "since", "steady", "sweep", "terms", "told", "twin",
    )  # fmt: skip

    def __init__(
        self, ref: Ref, terms: Terms, baseline: Observation | None = None, *, sweep: Sweep | None = None
    ) -> None:
        self.ref = ref
        self.terms = terms
        self.baseline = baseline
        self.sweep = sweep
        self.inbox: Listener | None = None
        self.asked = False  # to be described, since its listing doesn't show enough
        self.group: Group | None = None
        self.twin: Wait | None = None  # another wait on the same thing
        self.page = UNKNOWN  # of the group's listing, from 0, on which it was last seen
        self.queued: float | None = None
        self.told = 0
        self.outcome: Outcome | None = None
        self.due = self.looked = self.since = terms.began
        self.last: Observation | None = None
        self.steady = False  # as long as the state is the same, so is the verdict: pending
        self.evidence = NOTHING
        self.changes: tuple[Change, ...] = ()
        self.calls = 0.0
        self.naive: float = 0  # whole, as long as no look comes early: small numbers take no memory of their own
        self.looks = 0
        self.error: ReadError | None = None

    @property
    def attended(self) -> bool:
        """Whether whoever waits would notice that its time is up; who comes back later has its last look then."""
        return self.inbox is None or self.inbox.awake

    def twins(self) -> Iterator[Wait]:
        """The other waits on the same thing that have joined its group before this one."""
        wait = self.twin
        while wait is not None:
            yield wait
            wait = wait.twin

    def see(self, seen: Observation, now: float, calls: float | None = None) -> None:
        """Take in an observation: the change that it is, if any, and the outcome, if it ends the wait.

        `calls` is this wait's share of the calls that it took, all of them where left out.
        """
        was = self.last
        self.last = seen
        self.error = None
        self.calls += seen.calls if calls is None else calls
        self.naive += seen.calls or 1
        same = was is not None and was.state == seen.state
        steady = same and self.steady and not seen.pending_configuration
        if steady and was.created == seen.created:  # type: ignore[union-attr] # it is the same
            self._go_on(now)  # as nearly always
            return
        is_other = replaced(seen, self.evidence.created)
        if is_other or not same:
            self.since = now
            self.looks = 0
        self._weigh(seen, now, seen if same and not is_other else was, is_other=is_other)

    def _weigh(self, seen: Observation, now: float, was: Observation | None, *, is_other: bool) -> None:
        """Judge an observation; it is a change where it isn't what `was`."""
        self.evidence = gather(self.evidence, seen, self.terms.goal)
        verdict = judge(
            seen,
            self.terms.goal,
            baseline=self.baseline,
            evidence=self.evidence,
            held=now - self.since,
            began=self.terms.began_at,
            grace=self.terms.grace,
            strict=self.terms.strict,
        )
        if was is not seen:
            known = self.ref.type.knows(seen.state)
            before = None if was is None else was.state
            self.changes += (Change(self.ref, before, seen.state, seen, verdict, now - self.terms.began, known),)
            self._report()
        if verdict is Verdict.UNKNOWN and not self.terms.strict:
            verdict = Verdict.PENDING
        self.steady = seen.state in classes(self.ref.type, self.terms.goal).pending and not seen.pending_configuration
        if verdict is Verdict.PENDING or is_endless(self.terms.goal):
            self._go_on(now)
        else:
            self._end(verdict, now, self._complaint(verdict, seen, is_other=is_other))

    def _go_on(self, now: float) -> None:
        if now < self.terms.deadline:
            self._schedule(now)
        elif self.asked:
            pass  # a describe has the last word
        elif self._is_hearsay() and self.group is not None and self.group.afford():
            self.doubt(now)
        else:
            self.expire(now)

    def _is_hearsay(self) -> bool:
        """Whether it was a listing that showed what was seen last: it may be behind."""
        lists, describe = self.ref.type.lists, self.ref.type.describe
        if self.last is None or lists is None or lists.operation == describe.operation:
            return False
        return self.last.operation == lists.operation

    def news(self) -> list[Event]:
        """What has been seen since this was last asked: the changes, and the outcome, if there is one."""
        events: list[Event] = list(self.changes[self.told :])
        if self.outcome is not None and self.told <= len(self.changes):
            events.append(self.outcome)
        self.told = len(self.changes) + (self.outcome is not None)
        return events

    def miss(
        self, error: ReadError, now: float, *, heard: bool = False, again: bool = True, calls: float | None = None
    ) -> None:
        """Take in a call that failed, which ends the wait if it can't go on.

        The first of several throttles in a row is looked past as soon as the budget allows, if it may be made `again`;
        after all others the pace is kept. `heard`: the service has answered some other call already. `calls` as with
        `see`.
        """
        again = again and _is_throttle(error) and not _is_throttle(self.error)
        self.error = error
        self.calls += error.calls if calls is None else calls
        self.naive += error.calls
        if not survivable(error, answered=heard or self.last is not None):
            self.abandon(error, now)
            return
        at_least = (error.retry_after or 0.0) if isinstance(error, ServiceError) else 0.0
        if now >= self.terms.deadline:
            self.expire(now)
        elif again:
            self.due = min(now + at_least, self.terms.deadline)
        else:
            self._schedule(now, at_least)

    def describe(self, now: float) -> None:
        """Have it described at once: what its listing shows isn't enough, or doesn't show it at all."""
        if self.outcome is None and not self.asked:
            self.asked, self.due = True, now
            self._report()

    def doubt(self, now: float) -> None:
        """Have it described besides: what its listing shows may be behind."""
        self.naive -= 1
        self.describe(now)

    def skip(self, now: float) -> None:
        """Leave out the look that is due."""
        self._schedule(now)

    def expire(self, now: float) -> Outcome:
        """End the wait because its time is up."""
        if self.last is None and isinstance(self.error, ServiceError) and not self.error.answered:
            return self.abandon(self.error, now)
        if self.last is not None and self.last.state == GONE:
            return self._end(Verdict.FAILED, now, NotFoundError("there is no such thing yet, and the time is up"))
        still = "still listed as" if self._is_hearsay() else "still"
        state = "not yet seen" if self.last is None else f"{still} {self.last.state}"
        failing = f"; the latest call failed: {self.error.detail}" if self.error else ""
        missed = "" if is_endless(self.terms.goal) else f", not {self.terms.goal}"
        detail = (
            f"{state} after {format_duration(now - self.terms.began)}{missed}; "
            f"only the wait has ended, the resource goes on{failing}"
        )
        return self._end(Verdict.PENDING, now, WaitTimeoutError(detail))

    def abandon(self, error: WaiterError, now: float) -> Outcome:
        """End the wait because of an error that isn't the thing's own."""
        return self._end(Verdict.PENDING, now, error)

    def _schedule(self, now: float, at_least: float = 0.0) -> None:
        self.looks += 1
        self.looked = now
        delay = max(self.terms.pace(now - self.since, self.looks), at_least)
        self.due = min(now + delay, self.terms.deadline)

    def _end(self, verdict: Verdict, now: float, error: WaiterError | None) -> Outcome:
        elapsed, saved = now - self.terms.began, self.naive - self.calls
        ended = Outcome(self.ref, self.terms.goal, verdict, self.last, self.changes, elapsed, self.calls, saved=saved)
        self.outcome = ended.with_error(error)
        self._report()
        return self.outcome

    def _report(self) -> None:
        if self.inbox is not None:
            self.inbox.put(self)

    def _complaint(self, verdict: Verdict, seen: Observation, *, is_other: bool) -> WaiterError | None:
        goal, because = self.terms.goal, f": {seen.reason}" if seen.reason else ""
        if verdict is Verdict.MET:
            return None
        if verdict is Verdict.UNKNOWN:
            return UnknownStateError(f"{seen.state!r} is no state that {self.ref.type} is known to have{because}")
        if verdict is Verdict.STRAY:
            return StrayStateError(f"{seen.state}, and no longer on the way to {goal}{_why_stray(seen, goal)}{because}")
        if seen.state == GONE and (self.evidence.found or self.baseline is not None):
            return NotFoundError("it has vanished")
        if is_other:
            return NotFoundError(f"it has vanished, and another of the same name is {seen.state}")
        if seen.state in classes(seen.ref.type, goal).success:
            return FailureStateError(f"{seen.state}, but with {seen.configuration!r}: rolled back{because}")
        return failure(seen, goal)


def failure(seen: Observation, goal: Goal) -> WaiterError:
    """Make the error of a state that is a failure of the goal, or of a thing that isn't there."""
    if seen.state == GONE:
        return NotFoundError("there is no such thing")
    because = f": {seen.reason}" if seen.reason else ""
    return FailureStateError(f"{seen.state} instead of {goal}{because}")


def _why_stray(seen: Observation, goal: Goal) -> str:
    sorted_states = classes(seen.ref.type, goal)
    if seen.state in sorted_states.success and seen.configuration and goal_name(goal) == "updated":
        return f" (still with {seen.configuration!r}; updated={seen.configuration} waits for that)"
    if seen.state in sorted_states.success or seen.state in sorted_states.failure:
        return " (nothing has changed since before the request)"
    return " (nothing leads there from this state)" if hopeless(seen.ref.type, goal, seen.state) else ""


def survivable(error: ReadError, *, answered: bool) -> bool:
    """Whether a wait outlives a failed call: a passing fault, of a service that has been heard of at all."""
    return isinstance(error, ServiceError) and error.transient and (error.answered or answered)


def _is_throttle(error: ReadError | None) -> bool:
    return isinstance(error, ServiceError) and error.throttled


def outdated(seen: Observation, last: Observation | None) -> bool:
    """Whether a listing that lags behind shows a thing as it was before it was last seen."""
    if last is None or seen.state == last.state:
        return False
    return seen.modified is not None and last.modified is not None and seen.modified < last.modified
