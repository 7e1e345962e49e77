"""Watches whose calls fail, or that are cancelled: what is outlived, and what is left behind."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters.errors import (
    AccessDeniedError,
    NotFoundError,
    ReadError,
    ServiceError,
    UnknownNameError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import GONE, Listing, Outcome, Page, Ref, Roll
from mlwaiters.poller import Poller
from mlwaiters.pump import PATIENCE
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader, Step

if TYPE_CHECKING:
    from mlwaiters.testing.scripted import Target, Timeline
from polling import JOB, THROTTLE, polling
from watching import ALL_RUNS, JOBS, RUNS, task, told

pytestmark = pytest.mark.anyio


# --- calls that fail -------------------------------------------------------------------------------------------------


async def test_passing_faults_of_a_listing_are_survived() -> None:
    reader, poller = polling({task(1): "RUNNING 12s, SUCCEEDED"})
    silence = ServiceError("connection reset", transient=True, answered=False)
    reader.fail(RUNS, THROTTLE, None, silence, ServiceError("slow down", transient=True, retry_after=9.5))
    assert await told(poller.watch(RUNS)) == [(1, "tsk-1", None, "RUNNING"), (20.5, "tsk-1", "RUNNING", "SUCCEEDED")]
    assert reader.looks(RUNS) == [0, 1, 6, 11, 20.5], "a throttled page is read when the budget allows"


async def test_fault_on_a_later_page_loses_nothing() -> None:
    timelines: dict[Ref, Timeline] = {task(number): "RUNNING 7s, SUCCEEDED" for number in range(4)}
    reader = ScriptedReader(timelines, page_size=2)
    poller = Poller(reader, interval=5, budget=8, clock=reader.wall)
    reader.fail(RUNS, None, THROTTLE)
    assert sorted(await told(poller.watch(RUNS))) == [
        *((0, f"tsk-{number}", None, "RUNNING") for number in (0, 1)),
        *((0.25, f"tsk-{number}", None, "RUNNING") for number in (2, 3)),  # at 4 a second from the throttle on
        *((10.25, f"tsk-{number}", "RUNNING", "SUCCEEDED") for number in range(4)),
    ]
    assert reader.counts == {"GetMLTaskRuns": 7}, "the page that failed is read again, and no other"


@pytest.mark.parametrize(
    "fault",
    [
        AccessDeniedError("not authorized"),
        NotFoundError("no such transform"),
        ServiceError("no such operation"),
        ServiceError("connection refused", transient=True, answered=False),
        RuntimeError("a bug"),
    ],
)
async def test_lasting_faults_of_a_listing_are_raised(fault: Exception) -> None:
    reader, poller = polling({task(1): "RUNNING"})
    reader.fail(RUNS, fault)
    before = len(anyio.get_running_tasks())
    with pytest.raises(type(fault)) as caught:
        await told(poller.watch(RUNS, task(1)))
    assert (type(caught.value), caught.value.args) == (type(fault), fault.args)
    assert len(anyio.get_running_tasks()) == before


async def test_what_was_seen_before_the_fault_is_told_first() -> None:
    reader, poller = polling({task(1): "RUNNING", JOB: "INPROGRESS"})
    reader.fail(RUNS, AccessDeniedError("not authorized"))
    stream = poller.watch(JOB, RUNS)
    assert (await anext(stream)).ref == JOB
    with pytest.raises(AccessDeniedError):
        await anext(stream)


async def test_no_such_parent() -> None:
    _, poller = polling({})
    with pytest.raises(NotFoundError):
        await told(poller.watch(RUNS))


async def test_parent_that_is_named_and_vanishes() -> None:
    reader, poller = polling({task(1): "RUNNING 7s, GONE"})
    reader.parent(glue.MLTaskRun, "tfm-1", until=7)
    stream = poller.watch(RUNS)
    assert (await anext(stream)).after == "RUNNING"
    with pytest.raises((NotFoundError, ReadError)):
        await anext(stream)


async def test_listing_in_circles_is_refused() -> None:
    class Circling(ScriptedReader):
        async def page(self, listing: Listing | Roll, token: str = "") -> Page:
            return replace(await super().page(listing, token and ""), token="again")

    _, poller = polling({task(1): "RUNNING"}, kind=Circling)
    with pytest.raises(ServiceError, match="gave the same page token twice"):
        await told(poller.watch(RUNS))


async def test_page_that_hangs_is_cut_after_the_deadline() -> None:
    answered = iter([0.0, 0.0, math.inf])
    reader, poller = polling({task(1): "RUNNING"}, latency=lambda _: next(answered))
    events = [event async for event in poller.stream(RUNS, timeout=12)]
    assert anyio.current_time() == 12 + LAST_LOOK
    outcome = events[-1]
    assert isinstance(outcome, Outcome)
    assert isinstance(outcome.error, WaitTimeoutError)
    assert reader.looks(RUNS) == [0, 5, 10]


async def test_first_page_that_hangs() -> None:
    _, poller = polling({task(1): "RUNNING"}, latency=math.inf)
    with pytest.raises(ServiceError, match="no answer in time"):
        await told(poller.watch(RUNS, timeout=12))
    assert anyio.current_time() == 22


async def test_a_listing_that_nobody_was_asked_for_in_time_was_not_read() -> None:
    """It is the budget that has kept it, and no service that was silent."""
    reader = ScriptedReader({task(1): "RUNNING", glue.MLTaskRun("tfm-2", "tsk"): "RUNNING"})
    poller = Poller(reader, interval=5, budget={"GetMLTaskRuns": 0.01}, clock=reader.wall)
    await poller.sweep(RUNS)
    with pytest.raises(WaitTimeoutError, match=r"listing TransformId=tfm-2: not read after 24s"):
        await told(poller.watch(glue.MLTaskRun.listing(TransformId="tfm-2"), timeout=14))
    assert len(reader.calls) == 1


async def test_slow_page_does_not_hold_back_another_listing() -> None:
    reader, poller = polling(
        {task(1): "RUNNING 90s, SUCCEEDED", JOB: "INPROGRESS 3s, COMPLETED"},
        latency=lambda target: 60 if target == RUNS else 0,
    )
    assert await told(poller.watch(RUNS, JOBS)) == [
        (PATIENCE, "churn-7", None, "INPROGRESS"),
        (5 + 2 * PATIENCE, "churn-7", "INPROGRESS", "COMPLETED"),
        (65 + 2 * PATIENCE, "tsk-1", None, "RUNNING"),
        (130 + 2 * PATIENCE, "tsk-1", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.looks(RUNS) == [0, PATIENCE, 5 + 2 * PATIENCE, 70 + 2 * PATIENCE]


async def test_bad_input_is_refused_at_the_call() -> None:
    reader, poller = polling({})
    with pytest.raises(UnknownNameError, match="did you mean 'settled'"):
        poller.watch(RUNS, until="setled")  # type: ignore[arg-type] # a type checker knows, too
    with pytest.raises(ValueError, match="timeout must be"):
        poller.watch(RUNS, timeout=-1)
    assert reader.calls == []


# --- one look --------------------------------------------------------------------------------------------------------


async def test_observe_once() -> None:
    reader, poller = polling({JOB: "INPROGRESS 3s, COMPLETED"})
    assert (await poller.observe(JOB)).state == "INPROGRESS"
    assert (await poller.observe(task(1))).state == GONE
    reader.fail(JOB, AccessDeniedError("no"))
    with pytest.raises(AccessDeniedError):
        await poller.observe(JOB)


async def test_sweep_once() -> None:
    reader, poller = polling({task(1): "RUNNING", task(2): "SUCCEEDED", task(3, "tfm-2"): "RUNNING"}, page_size=1)
    assert [seen.ref for seen in await poller.sweep(RUNS)] == [task(1), task(2)]
    assert [seen.ref for seen in await poller.sweep(ALL_RUNS)] == [task(1), task(2), task(3, "tfm-2")]
    assert len(reader.calls) == 2 + 2 + 3
    with pytest.raises(NotFoundError):
        await poller.sweep(glue.MLTaskRun.listing(TransformId="tfm-9"))


# --- cancellation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slice_", [0.25, 0.75, 1.25, 2, 3.5])
async def test_watching_goes_on_after_each_cancellation(slice_: float) -> None:
    other = sagemaker.CompilationJob("churn-8")
    reader, poller = polling(
        {
            task(1): "STARTING 12s, RUNNING 20s, SUCCEEDED",
            task(2, "tfm-2"): "RUNNING 31s, GONE",
            JOB: [Step("INPROGRESS", 14), Step("FAILED", reason="out of memory")],
            other: "STARTING 7s, COMPLETED",
        },
        latency=0.0625,
        page_size=1,
    )
    reader.parent(glue.MLTaskRun, "tfm-2")
    stream = poller.watch(ALL_RUNS, JOBS, until="completed")
    before = len(anyio.get_running_tasks())
    lines: list[str] = []
    ended = False
    while not ended:
        with anyio.move_on_after(slice_):
            try:
                change = await anext(stream)
            except StopAsyncIteration:
                ended = True
            else:
                lines.append(f"{change.ref.label} {change.after}{change.reason and ': '}{change.reason}")
        assert len(anyio.get_running_tasks()) == before
        assert anyio.current_time() < 60
    assert sorted(lines) == sorted(
        [
            *("tfm-1/tsk-1 STARTING", "tfm-1/tsk-1 RUNNING", "tfm-1/tsk-1 SUCCEEDED"),
            *("tfm-2/tsk-2 RUNNING", "tfm-2/tsk-2 GONE"),
            *("churn-7 INPROGRESS", "churn-7 FAILED: out of memory"),
            *("churn-8 STARTING", "churn-8 COMPLETED"),
        ]
    )


async def test_watch_abandoned_half_way_leaves_nothing_behind() -> None:
    before = len(anyio.get_running_tasks())
    reader, poller = polling({task(1): "RUNNING", task(2, "tfm-2"): "RUNNING"}, latency=1)
    async for change in poller.watch(ALL_RUNS, RUNS):
        assert change.after == "RUNNING"
        break
    gc.collect()
    assert len(anyio.get_running_tasks()) == before
    calls = len(reader.calls)
    await anyio.sleep(1000)
    assert len(reader.calls) == calls


async def test_tasks_do_not_grow_with_time() -> None:
    most = 0

    def count(_: Target) -> None:
        nonlocal most
        most = max(most, len(anyio.get_running_tasks()))

    before = len(anyio.get_running_tasks())
    timelines: dict[Ref, Timeline] = {
        task(1, f"tfm-{number}"): f"RUNNING {900 + number}s, SUCCEEDED" for number in range(10)
    }
    reader = ScriptedReader(timelines, faults=count)
    poller = Poller(reader, interval=10, limit=4, clock=reader.wall)
    assert len(await told(poller.watch(ALL_RUNS))) == 20
    assert most <= before + 4 + 1  # of one operation; and of the other there is one
