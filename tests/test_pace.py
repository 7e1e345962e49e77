"""When to look again: exact delays, whatever way the caller says it."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import tenacity
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.pace import as_pace, backoff

if TYPE_CHECKING:
    from mlwaiters.pace import Interval, Pace


def delays(pace: Pace, looks: int) -> list[float]:
    """The delays after each look at a thing that doesn't change."""
    made: list[float] = []
    for look in range(looks):
        made.append(pace(sum(made), look + 1))
    return made


@pytest.mark.parametrize(
    ("held", "delay"),
    [(0, 5), (10, 5), (50, 5), (60, 6), (300, 30), (600, 60), (601, 60), (86400, 60), (math.inf, 60)],
)
def test_backoff_takes_a_share_between_floor_and_ceiling(held: float, delay: float) -> None:
    assert backoff(jitter=0)(held, 1) == delay


def test_backoff_of_other_measures() -> None:
    pace = backoff(floor=1, ceiling=8, share=0.5, jitter=0)
    assert delays(pace, 9) == [1, 1, 1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 8]


@pytest.mark.parametrize(("drawn", "delay"), [(0, 4), (0.25, 4.5), (0.5, 5), (0.75, 5.5), (1, 6)])
def test_jitter_is_a_share_either_way(drawn: float, delay: float) -> None:
    assert backoff(randomness=lambda: drawn)(0, 1) == delay


def test_jitter_stretches_the_ceiling_too() -> None:
    assert backoff(jitter=0.5, randomness=lambda: 1.0)(10_000, 1) == 90


@given(held=st.floats(0, 1e9), looks=st.integers(1, 10_000))
def test_default_stays_within_its_bounds(held: float, looks: int) -> None:
    assert 4 <= as_pace(None)(held, looks) <= 72


@pytest.mark.parametrize("interval", [0, 7, 7.5, True])
def test_constant(interval: float) -> None:
    assert delays(as_pace(interval), 3) == [float(interval)] * 3


def test_function_is_a_pace_already() -> None:
    def pace(held: float, looks: int) -> float:
        return held + looks

    assert as_pace(pace) is pace


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (tenacity.wait_none(), [0, 0, 0]),
        (tenacity.wait_fixed(3), [3, 3, 3]),
        (tenacity.wait_incrementing(start=1, increment=2, max=4), [1, 3, 4]),
        (tenacity.wait_exponential(multiplier=2, max=10), [2, 4, 8, 10, 10]),
        (tenacity.wait_exponential(min=3), [3, 3, 4, 8]),
        (tenacity.wait_exponential_jitter(max=8, jitter=0), [1, 2, 4, 8, 8]),
        (tenacity.wait_chain(*map(tenacity.wait_fixed, (1, 2, 5))), [1, 2, 5, 5]),
        (tenacity.wait_fixed(3) + tenacity.wait_exponential(), [4, 5, 7, 11]),
        (sum([tenacity.wait_fixed(1), tenacity.wait_fixed(2)]), [3, 3]),
    ],
)
def test_tenacity_strategies_count_the_looks(strategy: Any, expected: list[float]) -> None:
    made = delays(as_pace(strategy), len(expected))
    assert made == expected
    assert all(type(delay) is float for delay in made)


def test_tenacity_jitter_stays_within_its_bounds() -> None:
    pace = as_pace(tenacity.wait_exponential_jitter(max=20, jitter=1))
    for delay, least in zip(delays(pace, 4), [1, 2, 4, 8], strict=True):
        assert least <= delay <= least + 1


def test_strategy_that_reads_the_time_gets_how_long_nothing_has_changed() -> None:
    class Half(tenacity.wait.wait_base):
        def __call__(self, retry_state: tenacity.RetryCallState) -> float:
            assert retry_state.seconds_since_start is not None
            return retry_state.seconds_since_start / 2

    assert as_pace(Half())(30, 4) == pytest.approx(15)


@pytest.mark.parametrize("interval", [-1, -0.001, math.inf, -math.inf, math.nan])
def test_constant_that_is_no_delay(interval: float) -> None:
    with pytest.raises(ValueError, match=r"interval must be a number of seconds, 0 or more, not (-|inf|nan)"):
        as_pace(interval)


@pytest.mark.parametrize("interval", ["5", "5s", b"5", [5], {}, object(), timedelta(seconds=5), Decimal(5)])
def test_what_says_no_pace(interval: Interval) -> None:
    with pytest.raises(TypeError, match="interval must be seconds, a function or a tenacity wait strategy, not "):
        as_pace(interval)
