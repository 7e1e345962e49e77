"""What is known so far: of each thing every change, and how its wait ended. Survives whatever ends the waiting."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from mlwaiters.goals import default_goal, parse_goal, partly
from mlwaiters.model import Change, Outcome, Ref, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mlwaiters.errors import WaiterError
    from mlwaiters.model import Goal


class Ledger:
    """Keeps the events of one command.

    `refs` are the things named on the command line; a listing shows others. `until` is what they are waited for. `ago`
    is for how many seconds that has been so already.
    """

    def __init__(
        self,
        refs: Iterable[Ref] = (),
        until: Goal | None = None,
        clock: Callable[[], float] = time.monotonic,
        ago: float = 0.0,
    ) -> None:
        self._until = until
        self._clock = clock
        self._began = clock() - ago
        self._since = dict.fromkeys(refs, self._began)
        self._changes: dict[Ref, tuple[Change, ...]] = {}
        self._counts = Counter({"": len(self._since)})
        self.outcomes: dict[Ref, Outcome] = {}

    @property
    def elapsed(self) -> float:
        """Seconds since the command began to wait."""
        return self._clock() - self._began

    @property
    def pending(self) -> dict[str, int]:
        """How many of the things still waited for are in each state, most first; not yet seen is the empty word."""
        return {state: count for state, count in self._counts.most_common() if count > 0}

    def take(self, event: Change | Outcome) -> None:
        """Take in an event."""
        if event.ref not in self._since:
            self._since[event.ref] = self._clock() - event.elapsed
            self._counts[""] += 1
        if self.outcomes.pop(event.ref, None) is None:  # else it had come to its end, and has moved again since
            self._counts[self._state(event.ref)] -= 1
        if isinstance(event, Outcome):
            self.outcomes[event.ref] = event
        else:
            self._changes[event.ref] = (*self._changes.get(event.ref, ()), event)
            self._counts[event.after] += 1

    def close(self, error: WaiterError) -> list[Outcome]:
        """End what is still waited for because of an error that ended everything; returns these outcomes."""
        ended = [self._cut_short(ref, error) for ref in self._since if ref not in self.outcomes]
        self.outcomes |= {outcome.ref: outcome for outcome in ended}
        return ended

    def in_order(self) -> list[Outcome]:
        """All outcomes, in the order in which the things were named or first seen."""
        return [self.outcomes[ref] for ref in self._since if ref in self.outcomes]

    def _state(self, ref: Ref) -> str:
        changes = self._changes.get(ref)
        return changes[-1].after if changes else ""

    def _cut_short(self, ref: Ref, error: WaiterError) -> Outcome:
        changes = self._changes.get(ref, ())
        last = changes[-1].observation if changes else None
        elapsed, goal = self._clock() - self._since[ref], wanted(ref, self._until)
        calls = sum(change.observation.calls for change in changes)  # those that showed something new: at least so many
        return Outcome(ref, goal, Verdict.PENDING, last, changes, elapsed, calls).with_error(error)


def wanted(ref: Ref, until: Goal | str | None, *, allow_partial: bool = False) -> Goal:
    """What a thing is waited for, or judged by: the goal that was asked for, or that of its type."""
    goal = parse_goal(ref.type, default_goal(ref.type) if until is None else until)
    return partly(ref.type, goal) if allow_partial else goal
