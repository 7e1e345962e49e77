"""A perfect observer: knows each life from its beginning to its end, and what a wait on it may tell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlwaiters.errors import FailureStateError, ServiceError, WaitTimeoutError
from mlwaiters.feed import LAST_LOOK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlwaiters.errors import WaiterError
    from mlwaiters.model import Change, Outcome, Ref

Life = list[tuple[str, float]]
"""States, and for how many seconds each; the last stays for ever."""

GOOD = {"SUCCEEDED", "COMPLETED", "Completed"}
"""The ends that `completed` waits for."""

LONG = 3000.0
"""A timeout that no wait may need: the longest that a service closes a budget, and the slowest recovery, are in it."""

MISTAKE = 1e-6
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True)
class Ended:
    """How a wait ended, as whoever waited has it: `began` and `elapsed` in seconds, from when the lives began."""

    ref: Ref
    state: str | None
    error: WaiterError | None
    changes: Sequence[Change]
    began: float
    elapsed: float
    timeout: float

    @classmethod
    def of(cls, outcome: Outcome, began: float, timeout: float) -> Ended:
        """What an outcome tells."""
        told = outcome.ref, outcome.state, outcome.error, outcome.changes
        return cls(*told, began, outcome.elapsed, timeout)

    @classmethod
    def by(cls, error: WaiterError, ref: Ref, *span: float) -> Ended:
        """What an error tells."""
        return cls(ref, error.last.state if error.last else None, error, (), *span)


@dataclass(frozen=True)
class Observer:
    """Says what is wrong with what is told of these lives.

    `truths` are the errors that tell the truth about the service, as it is while they are told. `silent`: some calls
    have no answer, or none in time. `calm`: every look is answered, at once, and by what is so. Where states are shown
    that never were, `lied` is set: changes then are what was shown, and a state may be written in other capitals.
    """

    lives: Mapping[Ref, Life]
    truths: tuple[type[WaiterError], ...] = ()
    silent: bool = False
    calm: bool = False
    lied: bool = False

    def complaints(self, ended: Ended) -> Iterator[str]:
        """What is wrong with how a wait ended: nothing, mostly."""
        last = self.lives[ended.ref][-1][0]
        yield from self.misordered(ended.ref, ended.changes)
        error, state = ended.error, ended.state
        if self.lied and state is not None and state.casefold() == last.casefold():
            state = last
        if error is None and (last not in GOOD or state != last):
            yield f"{ended.ref}: reached at {state}, though it ends {last}"
        if isinstance(error, FailureStateError) and (last in GOOD or state != last):
            yield f"{ended.ref}: failed at {state}, though it ends {last}"
        if isinstance(error, WaitTimeoutError):
            yield from self._untimely(ended, error)
        elif isinstance(error, ServiceError):
            yield from self._unserved(ended, error)
        elif error is not None and not isinstance(error, (FailureStateError, *self.truths)):
            yield f"{ended.ref}: {type(error).__name__} that nothing bears out: {error}"
        if ended.elapsed > ended.timeout + LAST_LOOK + MISTAKE:
            late = ended.elapsed - ended.timeout
            yield f"{ended.ref}: ended {late:g} s after its deadline of {ended.timeout:g} s: {error}"

    def _untimely(self, ended: Ended, error: WaitTimeoutError) -> Iterator[str]:
        life = self.lives[ended.ref]
        if ended.elapsed < ended.timeout - MISTAKE:
            yield f"{ended.ref}: timed out before its time"
        if ended.timeout == LONG:
            yield f"{ended.ref}: {life[-1][0]} since long, and not seen: {error}"
        if self.calm and ended_at(life) < ended.began + ended.timeout:
            yield f"{ended.ref}: {life[-1][0]} at the deadline, and not seen: {error}"

    def _unserved(self, ended: Ended, error: ServiceError) -> Iterator[str]:
        cut = ended.elapsed >= ended.timeout and "no answer in time" in error.detail
        if not cut and not self.silent:
            yield f"{ended.ref}: {error}, though the service answers"

    def misordered(self, ref: Ref, changes: Sequence[Change]) -> Iterator[str]:
        """What is wrong with the changes told of a thing: made up, out of order, or not one after the other."""
        words = iter(state for state, _ in self.lives[ref])
        if not self.lied and not all(change.after in words for change in changes):
            yield f"{ref}: {[change.after for change in changes]} of {self.lives[ref]}"
        befores = [None, *(change.after for change in changes)]
        if [change.before for change in changes] != befores[: len(changes)]:
            yield f"{ref}: changes that don't follow one another"


def ended_at(life: Life) -> float:
    """When a life has come to its end, in seconds from its beginning."""
    return sum(seconds for _, seconds in life if seconds < math.inf)
