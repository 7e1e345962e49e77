"""Waiting for many things at once: every outcome in order, and nobody held up by another."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters.errors import (
    AccessDeniedError,
    FailureStateError,
    NotFoundError,
    ServiceError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.model import Ref
    from mlwaiters.testing.scripted import Target, Timeline
from polling import JOB, SERVER, polling, task

pytestmark = pytest.mark.anyio


async def test_every_outcome_in_order() -> None:
    reader, poller = polling(
        {
            task(1): "RUNNING 17s, SUCCEEDED",
            task(2): [Step("RUNNING", 2), Step("FAILED", reason="boom")],
            task(3): "RUNNING",
            task(5): "SUCCEEDED",
            task(6): "RUNNING 6s, GONE",
        }
    )
    reader.fail(task(7), AccessDeniedError("no"))
    refs = [task(number) for number in range(1, 8)]
    outcomes = await poller.wait_all(refs, timeout=30, grace=12)
    assert [outcome.ref for outcome in outcomes] == refs
    assert [(type(outcome.error), outcome.elapsed, outcome.calls) for outcome in outcomes] == [
        (type(None), 20, 5),
        (FailureStateError, 5, 2),
        (WaitTimeoutError, 30, 7),
        (NotFoundError, 15, 4),
        (type(None), 0, 1),
        (NotFoundError, 10, 3),
        (AccessDeniedError, 0, 1),
    ]
    assert outcomes[1].reason == "boom"
    with pytest.raises(FailureStateError, match="boom"):
        outcomes[1].raise_for_failure()
    outcomes[0].raise_for_failure()
    assert sum(reader.counts.values()) == 23


async def test_one_thing_twice_takes_one_call() -> None:
    reader, poller = polling({JOB: "INPROGRESS 7s, COMPLETED"})
    first, other, second = await poller.wait_all([JOB, SERVER, JOB], "settled", grace=0)
    assert (first, second.reached, other.reached) == (second, True, False)
    assert reader.looks(JOB) == [0, 5, 10]
    assert [outcome.ref async for outcome in poller.as_completed([JOB, JOB])] == [JOB, JOB]


async def test_nothing_to_wait_for() -> None:
    reader, poller = polling({})
    assert await poller.wait_all([]) == []
    assert [outcome async for outcome in poller.as_completed([])] == []
    assert reader.calls == []


async def test_fail_fast_gives_up_the_others() -> None:
    reader, poller = polling({task(1): "RUNNING", task(2): "RUNNING 7s, FAILED", task(3): "RUNNING 3s, SUCCEEDED"})
    outcomes = await poller.wait_all([task(1), task(2), task(3)], fail_fast=True)
    assert [type(outcome.error) for outcome in outcomes] == [WaiterError, FailureStateError, type(None)]
    assert [(outcome.state, outcome.elapsed) for outcome in outcomes] == [
        ("RUNNING", 10),
        ("FAILED", 10),
        ("SUCCEEDED", 5),
    ]
    assert "given up, since tfm-2/tsk-2 failed" in str(outcomes[0].error)
    assert reader.looks(task(1)) == [0, 5, 10]


async def test_fail_fast_does_not_wait_for_calls_under_way() -> None:
    slow: Callable[[Target], float] = lambda target: 0.0 if target == task(2) else 100.0  # noqa: E731 - a table of two
    _, poller = polling({task(1): "RUNNING", task(2): "RUNNING 7s, FAILED"}, latency=slow)
    with anyio.fail_after(11):
        outcomes = await poller.wait_all([task(1), task(2)], fail_fast=True)
    assert [outcome.elapsed for outcome in outcomes] == [10, 10]


async def test_as_completed_in_the_order_of_completion() -> None:
    _, poller = polling({task(1): "RUNNING 22s, SUCCEEDED", task(2): "RUNNING 3s, FAILED", task(3): "SUCCEEDED"})
    told = [
        (outcome.ref, outcome.reached, anyio.current_time())
        async for outcome in poller.as_completed([task(1), task(2), task(3)])
    ]
    assert told == [(task(3), True, 0), (task(2), False, 5), (task(1), True, 25)]


async def test_slow_call_does_not_hold_back_what_is_known() -> None:
    def latency(target: Target) -> float:
        return 60.0 if target == task(1) else 0.0

    reader, poller = polling({task(1): "SUCCEEDED", task(2): "RUNNING 3s, SUCCEEDED"}, latency=latency)
    told = [
        (outcome.ref, anyio.current_time()) async for outcome in poller.as_completed([task(1), task(2)], timeout=300)
    ]
    assert told == [(task(2), 6), (task(1), 66)]  # cut short after a second, and made again
    assert reader.looks(task(1)) == [0, 6]


async def test_call_under_way_ends_if_it_is_quick_about_it() -> None:
    def latency(target: Target) -> float:
        return 0.75 if target == task(1) else 0.0

    reader, poller = polling({task(1): "SUCCEEDED", task(2): "SUCCEEDED"}, latency=latency)
    told = [(outcome.ref, anyio.current_time()) async for outcome in poller.as_completed([task(1), task(2)])]
    assert told == [(task(2), 0.75), (task(1), 0.75)]
    assert len(reader.calls) == 2


async def test_slow_call_comes_to_its_end_however_much_there_is_to_tell() -> None:
    quick: dict[Ref, Timeline] = {task(number): f"RUNNING {number * 5 - 2}s, SUCCEEDED" for number in range(2, 60)}
    _, poller = polling({task(1): "SUCCEEDED", **quick}, latency=lambda target: 20.0 if target == task(1) else 0.0)
    at = {outcome.ref: anyio.current_time() async for outcome in poller.as_completed([task(1), *quick])}
    assert len(at) == 59
    assert at[task(1)] < 120


async def test_limit_of_calls_under_way() -> None:
    refs = [task(number) for number in range(7)]
    reader, poller = polling(dict.fromkeys(refs, "RUNNING 3s, SUCCEEDED"), limit=3, latency=1)
    outcomes = await poller.wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert reader.most_at_once == 3
    assert [call.time for call in reader.calls] == [0, 0, 0, 1, 1, 1, 2, 6, 6, 6, 7, 7, 7]


async def test_limit_of_one() -> None:
    refs = [task(number) for number in range(3)]
    reader, poller = polling(dict.fromkeys(refs, "SUCCEEDED"), limit=1, latency=2)
    assert [outcome.elapsed for outcome in await poller.wait_all(refs)] == [2, 4, 6]
    assert reader.most_at_once == 1


async def test_hanging_call_holds_up_none_of_the_others() -> None:
    def latency(target: Target) -> float:
        return math.inf if target == task(1) else 0.0

    _, poller = polling({task(1): "SUCCEEDED", task(2): "RUNNING 3s, SUCCEEDED"}, latency=latency)
    outcomes = await poller.wait_all([task(1), task(2)], timeout=12)
    assert [(type(outcome.error), outcome.elapsed) for outcome in outcomes] == [(ServiceError, 22), (type(None), 5)]


async def test_what_somebody_elses_page_shows_is_told_at_once() -> None:
    """Four look every second, and read the listing; the fifth would sleep for a minute."""
    runs = [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(5)]
    reader, poller = polling(dict.fromkeys(runs, "RUNNING 3s, SUCCEEDED"))
    ended: dict[int, tuple[float, float]] = {}

    async def one(number: int, interval: float) -> None:
        outcome = await poller.wait(runs[number], interval=interval)
        ended[number] = (outcome.elapsed, anyio.current_time())

    async with anyio.create_task_group() as tasks:
        for number in range(5):
            tasks.start_soon(one, number, 60 if number == 4 else 1)
    assert ended == dict.fromkeys(range(5), (3, 3))
    assert reader.looks(runs[4]) == []


async def test_what_a_page_shows_and_does_not_explain_is_described_at_once() -> None:
    timelines: dict[Ref, Timeline] = {
        sagemaker.CompilationJob(f"j{number}"): "INPROGRESS 3s, FAILED" for number in range(5)
    }
    reader, poller = polling(timelines)
    *quick, slow = timelines
    ended: list[float] = []

    async def one(ref: Ref, interval: float) -> None:
        with pytest.raises(FailureStateError):
            await poller.wait(ref, interval=interval)
        ended.append(anyio.current_time())

    async with anyio.create_task_group() as tasks:
        for ref in quick:
            tasks.start_soon(one, ref, 1)
        tasks.start_soon(one, slow, 60)
    assert ended == [3] * 5
    assert [time for time in reader.looks(slow) if time > 0] == [3]  # whoever comes first is described first


async def test_a_state_that_no_table_has_is_logged_as_soon_as_it_is_seen(caplog: pytest.LogCaptureFixture) -> None:
    _, poller = polling({JOB: "INPROGRESS 3s, Pondering"})
    with anyio.move_on_after(7) as scope, caplog.at_level(logging.WARNING, "mlwaiters"):
        await poller.wait(JOB)
    assert scope.cancelled_caught
    assert [record.getMessage() for record in caplog.records] == [
        "sagemaker compilation-job churn-7 shows a state that its table doesn't have: 'Pondering'"
    ]
