"""Who waits for what, what is due, and what each observation changes. No I/O, and no clock but the one passed in."""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

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
from mlwaiters.goals import classes, goal_name, hopeless
from mlwaiters.group import UNKNOWN
from mlwaiters.judge import NOTHING, gather, judge, replaced
from mlwaiters.model import GONE, Change, Listing, Outcome, Verdict
from mlwaiters.text import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.group import Group
    from mlwaiters.model import Goal, Observation, Page, Ref
    from mlwaiters.pace import Pace

Event: TypeAlias = Change | Outcome

LAST_LOOK = 10.0
"""Seconds, at the most, that a wait gives its last look; with a shorter timeout no more than that, or a second."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What many waits have in common. `began` and `deadline` are on the monotonic clock, `began_at` on the wall's."""

    goal: Goal
    began: float
    began_at: float
    deadline: float
    pace: Pace
    grace: float
    strict: bool = False

    @property
    def cut(self) -> float:
        """When even the last look, that at the deadline, is given up, so that a call that hangs can't hold the wait."""
        return self.deadline + min(LAST_LOOK, max(self.deadline - self.began, 1.0))


class Wait:
    """One thing that somebody waits for: what has been seen of it, and when to look again."""

    __slots__ = (
        "asked", "baseline", "calls", "changes", "due", "error", "evidence", "group", "last", "looks", "outcome",
        "place", "queued", "ref", "since", "sweep", "terms", "told",
    )  # fmt: skip

    def __init__(
        self, ref: Ref, terms: Terms, baseline: Observation | None = None, *, sweep: Sweep | None = None
    ) -> None:
        self.ref = ref
        self.terms = terms
        self.baseline = baseline
        self.sweep = sweep
        self.asked = False  # to be described, since its listing doesn't show enough
        self.group: Group | None = None
        self.place = UNKNOWN  # in the group's listing, from 0
        self.queued: float | None = None
        self.told = 0
        self.outcome: Outcome | None = None
        self.due = terms.began
        self.since = terms.began
        self.last: Observation | None = None
        self.evidence = NOTHING
        self.changes: tuple[Change, ...] = ()
        self.calls = 0
        self.looks = 0
        self.error: ReadError | None = None

    def see(self, seen: Observation, now: float) -> list[Event]:
        """Take in an observation; returns the change that it is, if any, and the outcome, if it ends the wait."""
        was = self.last
        self.calls += seen.calls
        is_other = replaced(seen, self.evidence)
        changed = was is None or was.state != seen.state or is_other
        if changed:
            self.since = now
            self.looks = 0
        self.error = None
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
        self.last = seen
        events: list[Event] = []
        if changed:
            known = seen.state == GONE or seen.state in self.ref.type.states
            before = None if was is None else was.state
            change = Change(self.ref, before, seen.state, seen, verdict, now - self.terms.began, known)
            self.changes += (change,)
            events.append(change)
        if verdict is Verdict.UNKNOWN and not self.terms.strict:
            verdict = Verdict.PENDING
        if verdict is not Verdict.PENDING:
            events.append(self._end(verdict, now, self._complaint(verdict, seen, is_other=is_other)))
        elif now >= self.terms.deadline:
            events.append(self.expire(now))
        else:
            self._schedule(now)
        return events

    def news(self) -> list[Event]:
        """What has been seen since this was last asked: the changes, and the outcome, if there is one."""
        events: list[Event] = list(self.changes[self.told :])
        self.told = len(self.changes)
        if self.outcome is not None:
            events.append(self.outcome)
        return events

    def miss(self, error: ReadError, now: float, *, heard: bool = False) -> list[Event]:
        """Take in a call that failed; returns the outcome, if the wait can't go on.

        `heard`: the service has answered some other call already.
        """
        self.error = error
        self.calls += error.calls
        if not survivable(error, answered=heard or self.last is not None):
            return [self.abandon(error, now)]
        if now >= self.terms.deadline:
            return [self.expire(now)]
        self._schedule(now, at_least=error.retry_after if isinstance(error, ServiceError) else None)
        return []

    def expire(self, now: float) -> Outcome:
        """End the wait because its time is up."""
        if self.last is None and isinstance(self.error, ServiceError) and not self.error.answered:
            return self.abandon(self.error, now)
        if self.last is not None and self.last.state == GONE:
            return self._end(Verdict.FAILED, now, NotFoundError("there is no such thing yet, and the time is up"))
        state = "not yet seen" if self.last is None else f"still {self.last.state}"
        failing = f"; the latest call failed: {self.error.detail}" if self.error else ""
        detail = (
            f"{state} after {format_duration(now - self.terms.began)}, not {self.terms.goal}; "
            f"only the wait has ended, the resource goes on{failing}"
        )
        return self._end(Verdict.PENDING, now, WaitTimeoutError(detail))

    def abandon(self, error: WaiterError, now: float) -> Outcome:
        """End the wait because of an error that isn't the thing's own."""
        return self._end(Verdict.PENDING, now, error)

    def _schedule(self, now: float, at_least: float | None = None) -> None:
        self.looks += 1
        delay = max(self.terms.pace(now - self.since, self.looks), at_least or 0.0)
        self.due = min(now + delay, self.terms.deadline)

    def _end(self, verdict: Verdict, now: float, error: WaiterError | None) -> Outcome:
        elapsed = now - self.terms.began
        if error is not None:
            error = error.of(self.ref, self.terms.goal, self.last, elapsed, self.calls)
        goal = self.terms.goal
        self.outcome = Outcome(self.ref, goal, verdict, self.last, self.changes, elapsed, self.calls, error)
        return self.outcome

    def _complaint(self, verdict: Verdict, seen: Observation, *, is_other: bool) -> WaiterError | None:
        goal, because = self.terms.goal, f": {seen.reason}" if seen.reason else ""
        if verdict is Verdict.MET:
            return None
        if verdict is Verdict.UNKNOWN:
            return UnknownStateError(f"{seen.state!r} is no state that {self.ref.type} is known to have{because}")
        if verdict is Verdict.STRAY:
            return StrayStateError(f"{seen.state}, and no longer on the way to {goal}{_why_stray(seen, goal)}{because}")
        if seen.state == GONE:
            vanished = self.evidence.found or self.baseline is not None
            return NotFoundError("it has vanished" if vanished else "there is no such thing")
        if is_other:
            return NotFoundError(f"it has vanished, and another of the same name is {seen.state}")
        if seen.state in classes(seen.ref.type, goal).success:
            return FailureStateError(f"{seen.state}, but with {seen.configuration!r}: rolled back{because}")
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


class Sweep:
    """One listing that somebody watches: each thing that it shows is waited for until it comes to rest.

    What is at rest when the listing is first swept is history, and told only where `history` is asked for.
    """

    __slots__ = (
        "answered", "child", "due", "found", "history", "listing", "looks", "queued", "rested", "since", "swept",
        "terms", "waits",
    )  # fmt: skip

    def __init__(self, listing: Listing, terms: Terms, *, history: bool = False, child: bool = False) -> None:
        self.listing = listing
        self.terms = terms
        self.history = history
        self.child = child  # found by sweeping an orphaned listing, not asked for by name
        self.due = terms.began
        self.queued: float | None = None
        self.since = terms.began
        self.looks = 0
        self.answered = False
        self.swept = False
        self.waits: dict[Ref, Wait] = {}
        self.rested: set[Ref] = set()
        self.found: set[Ref | Listing] = set()

    def read(self, page: Page, now: float) -> tuple[list[Event], list[Wait | Sweep]]:
        """Take in one page; returns what it tells, and what has to be looked at because of it.

        A listing below a parent not seen before is to be swept. A thing that ended badly is to be described, where the
        listing doesn't show why.
        """
        self.answered = True
        events: list[Event] = []
        looks: list[Wait | Sweep] = []
        for listing in page.listings:
            if listing not in self.found:
                self.found.add(listing)
                below = Sweep(listing, self.terms, history=self.history or self.swept, child=True)
                below.due = below.since = now
                looks.append(below)
        for seen in page.observations:
            wait = self._wait_for(seen, now)
            if wait is None:
                continue
            self.found.add(seen.ref)
            if explains(self.listing, seen, self.terms.goal):
                wait.see(seen, now)
                events += wait.news()
            elif not wait.asked:
                wait.asked, wait.due = True, now
                looks.append(wait)
        self.settle(events, now)
        return events, looks

    def finish(self, now: float) -> list[Wait]:
        """Close a complete sweep; returns the waits that it didn't show: absence proves nothing, a describe does."""
        missing = [wait for ref, wait in self.waits.items() if ref not in self.found and not wait.asked]
        for wait in missing:
            wait.asked, wait.due = True, now
        self.found = {listing for listing in self.found if isinstance(listing, Listing)}
        self.swept = True
        return missing

    def expire(self, now: float) -> list[Event]:
        """End all that is still waited for because its time is up, but for what is about to be described."""
        self.swept = True
        self.due = math.inf
        events: list[Event] = [wait.expire(now) for wait in self.waits.values() if not wait.asked]
        self.settle(events, now)
        return events

    def settle(self, events: Iterable[Event], now: float) -> None:
        """Note what has changed, and wait no longer for what has come to its end."""
        for event in events:
            self.since, self.looks = now, 0
            if isinstance(event, Outcome):
                self.waits.pop(event.ref, None)
                self.rested.add(event.ref)

    def sleep(self, now: float, at_least: float | None = None) -> None:
        """Set when to sweep again."""
        self.looks += 1
        delay = max(self.terms.pace(now - self.since, self.looks), at_least or 0.0)
        self.due = min(now + delay, max(self.terms.deadline, now))

    def _wait_for(self, seen: Observation, now: float) -> Wait | None:
        if seen.ref in self.rested:
            return None
        wait = self.waits.get(seen.ref)
        if wait is None and not self.history and not self.swept and _at_rest(seen):
            self.rested.add(seen.ref)
        elif wait is None:
            wait = self.waits[seen.ref] = Wait(seen.ref, self.terms, sweep=self)
            wait.since = now
        return wait


def explains(listing: Listing, seen: Observation, goal: Goal) -> bool:
    """Whether a listing shows as much of this state as a describe would: why it failed, and what was deployed."""
    kind, shows, describes = seen.ref.type, listing.lists.fields, seen.ref.type.describe.fields
    sorted_states = classes(kind, goal)
    if seen.state in sorted_states.success and goal_name(goal) == "updated":
        return bool(shows.configuration or not describes.configuration)
    well = seen.state in sorted_states.success or seen.state in sorted_states.pending
    failed = any(seen.state in row.fail for row in kind.requests)
    return bool(shows.reason or not describes.reason) or (well and not failed)


def _at_rest(seen: Observation) -> bool:
    return seen.state in classes(seen.ref.type, "settled").success


class Feed:
    """The waits and sweeps of one call, by when they are due."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Wait | Sweep]] = []
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, item: Wait | Sweep) -> None:
        """Line up an item by its `due`, wherever it stood before."""
        item.queued = item.due
        heapq.heappush(self._heap, (item.due, next(self._order), item))

    def take(self, now: float, most: int) -> list[Wait | Sweep]:
        """Take out what is due, at the most so many items, the longest due first."""
        taken: list[Wait | Sweep] = []
        while self._heap and len(taken) < most and self._heap[0][0] <= now:
            due, _, item = heapq.heappop(self._heap)
            if item.queued == due:  # and not lined up elsewhere since
                item.queued = None
                taken.append(item)
        return taken

    @property
    def next_due(self) -> float:
        """When the next item is due; infinity where there is none."""
        return self._heap[0][0] if self._heap else float("inf")
