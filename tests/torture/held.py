"""What has to be true of how a wait ended, whatever was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio

from mlwaiters.errors import (
    FailureStateError,
    NotFoundError,
    ReadError,
    ServiceError,
    StrayStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.goals import classes, default_goal, parse_goal
from mlwaiters.model import GONE
from torture.observer import LONG, MISTAKE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mlwaiters.goals import Classes
    from mlwaiters.model import Change, Goal, Outcome, Ref
    from torture.observer import Life

KEPT_BACK = 70.0
"""Seconds for which news is kept back, at the most, for a call under way."""


@dataclass
class Asked:
    """What a call asks for, and when it did.

    Whoever is `slow` between two events, or `cuts` a stream off so many times, may come back long after its time is up.
    """

    timeout: float
    goal: Goal | None = None
    options: dict[str, Any] = field(default_factory=dict)
    slow: float = 0.0
    cuts: int = 0
    began: float = field(default_factory=anyio.current_time)

    @property
    def unhurried(self) -> bool:
        """Whether nothing can be said of when it is told."""
        return bool(self.slow or self.cuts)


@dataclass(frozen=True)
class Held:
    """Says what is wrong with what is told of these lives.

    `bent`: listings show what isn't so. `silent`: some calls have no answer, or none in time. `brisk`: no budget holds
    any call back.
    """

    lives: Mapping[Ref, Life]
    bent: bool = False
    silent: bool = False
    brisk: bool = True

    def complaints(self, asked: Asked, outcome: Outcome, told: float | None) -> Iterator[str]:
        """What is wrong with an outcome: nothing, mostly. `told` is when whoever asked had it, where that is known."""
        befores = [None, *(change.after for change in outcome.changes)]
        if [change.before for change in outcome.changes] != befores[: len(outcome.changes)]:
            yield f"changes that don't follow one another, {steps(outcome.changes)}"
        if not self.bent and not self.is_lived(outcome.ref, outcome.changes):
            yield f"changes that never were, {steps(outcome.changes)}"
        if isinstance(outcome.error, WaitTimeoutError):
            yield from self._untimely(asked, outcome)
        elif isinstance(outcome.error, ServiceError):
            cut = "no answer in time" in outcome.error.detail and outcome.elapsed >= asked.timeout
            if not self.silent and not cut:
                yield "though the service answers"
        elif isinstance(outcome.error, NotFoundError):
            if GONE not in self._states(outcome.ref):
                yield "though it was always there"
        elif type(outcome.error) is not WaiterError:  # else it was given up
            yield from self._misjudged(asked, outcome)
        if not asked.unhurried:
            yield from _late(asked, outcome, told)

    def is_lived(self, ref: Ref, changes: Iterable[Change]) -> bool:
        """Whether a thing has come through these states, in this order."""
        states = iter(self._states(ref))
        return all(change.after in states for change in changes)

    def _states(self, ref: Ref) -> list[str]:
        return [state for state, _ in self.lives[ref]]

    def _untimely(self, asked: Asked, outcome: Outcome) -> Iterator[str]:
        if outcome.elapsed < asked.timeout - MISTAKE:
            yield "timed out before its time"
        last = self._states(outcome.ref)[-1]
        settled = last not in _classes(asked, outcome).pending and "grace" not in asked.options
        if asked.timeout == LONG and settled and self.brisk:
            yield f"{last} since long, and not seen"

    def _misjudged(self, asked: Asked, outcome: Outcome) -> Iterator[str]:
        state, error, sorted_states = outcome.state, outcome.error, _classes(asked, outcome)
        deploys = bool(outcome.ref.type.describe.fields.configuration)  # a success may be a rollback
        if not self.bent and state not in (*self._states(outcome.ref), GONE):
            yield f"ended at {state}, which never was"
        if error is None and state not in sorted_states.success and state != GONE:
            yield f"reached at {state}"
        if isinstance(error, FailureStateError) and not deploys and state not in sorted_states.failure:
            yield f"failed at {state}"
        if error is not None and not isinstance(error, (FailureStateError, StrayStateError)):
            yield "which nothing bears out"


def _classes(asked: Asked, outcome: Outcome) -> Classes:
    kind = outcome.ref.type
    return classes(kind, parse_goal(kind, default_goal(kind) if asked.goal is None else asked.goal))


def _late(asked: Asked, outcome: Outcome, told: float | None) -> Iterator[str]:
    latest = asked.timeout + LAST_LOOK + MISTAKE
    if outcome.elapsed > latest:
        yield f"ended late, after {outcome.elapsed:g} s"
    if told is not None and told - asked.began > latest:
        yield f"told late, after {told - asked.began:g} s"
    if told is not None and told - asked.began - outcome.elapsed > KEPT_BACK:
        yield f"told {told - asked.began - outcome.elapsed:g} s after it ended"


def steps(changes: Iterable[Change]) -> list[tuple[str | None, str]]:
    """The states before and after each change."""
    return [(change.before, change.after) for change in changes]


def is_tried_again(outcome: Outcome) -> bool:
    """Whether a wait that ended like that is begun anew by who resumes: it was no end of the thing's."""
    return isinstance(outcome.error, ReadError) or type(outcome.error) is WaiterError
