"""When to look again."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mlwaiters.text import quoted

if TYPE_CHECKING:
    from tenacity.wait import wait_base

Pace: TypeAlias = Callable[[float, int], float]
"""From the seconds for which nothing has changed, and the looks made since, to the seconds until the next look."""

Interval: TypeAlias = "float | Pace | wait_base | None"
"""What a caller may say of pace: nothing, a constant number of seconds, a `Pace`, or a wait strategy of tenacity's."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The pace that is always the same number of seconds."""

    seconds: float

    def __call__(self, held: float, looks: int) -> float:  # noqa: ARG002 - as every pace
        """The seconds until the next look."""
        return self.seconds


def backoff(
    floor: float = 5.0,
    ceiling: float = 60.0,
    share: float = 0.1,
    jitter: float = 0.2,
    randomness: Callable[[], float] = random.random,
) -> Pace:
    """Look again after a share of the time that has passed without a change, between a floor and a ceiling, jittered.

    Args:
        floor: seconds; the pace right after a change.
        ceiling: seconds.
        share: of the seconds for which nothing has changed.
        jitter: the most by which a delay is stretched or shortened, as a share of it.
        randomness: gives numbers from 0 to 1.
    """

    def pace(held: float, looks: int) -> float:  # noqa: ARG001 - a pace may count looks; this one doesn't
        return min(max(share * held, floor), ceiling) * (1 + jitter * (2 * randomness() - 1))

    return pace


def as_pace(interval: Interval) -> Pace:
    """Make a pace of whatever a caller may say.

    Raises:
        ValueError: a constant below 0, or one that is no finite number.
        TypeError: none of the things that say a pace.
    """
    if interval is None:
        return backoff()
    if isinstance(interval, int | float):
        seconds = float(interval)
        if not 0 <= seconds < math.inf:
            raise ValueError(f"interval must be a number of seconds, 0 or more, not {quoted(interval)}")
        return Constant(seconds)
    if callable(interval):  # tenacity's strategies can be added up; a plain function can't
        return _tenacious(interval) if hasattr(interval, "__radd__") else interval
    raise TypeError(f"interval must be seconds, a function or a tenacity wait strategy, not {quoted(interval)}")


def _tenacious(strategy: Any) -> Pace:
    from tenacity import RetryCallState  # noqa: PLC0415 - slow to import, and few callers bring a strategy

    def pace(held: float, looks: int) -> float:
        state = RetryCallState(retry_object=None, fn=None, args=(), kwargs={})  # type: ignore[arg-type] # strategies read the count and the times only
        state.attempt_number = looks
        state.outcome_timestamp = state.start_time + held
        return float(strategy(state))

    return pace
