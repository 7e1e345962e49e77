"""One stream and several tasks: one waits at a time, and any may close it, at once and with nothing left behind."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from anyio import wait_all_tasks_blocked
from polling import JOB, polling, task
from torture.trial import leaks
from watching import RUNS
from watching import task as run_of

from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mlwaiters.model import Observation, Ref
    from mlwaiters.stream import Stream

pytestmark = pytest.mark.anyio

LIFE = "STARTING 12s, INPROGRESS 10s, COMPLETED"


async def test_a_stream_is_closed_as_any_other() -> None:
    reader, poller = polling({task(1): "RUNNING", task(2): "SUCCEEDED"})
    stream = poller.stream(task(1), task(2), task(2).type.listing())
    async with aclosing(stream):
        assert (await anext(stream)).ref.label
    looks = len(reader.calls)
    assert [event async for event in stream] == [] == await stream.arrived()
    assert len(reader.calls) == looks
    assert [wait["thing"]["id"]["TaskRunId"] for wait in stream.dump()["waits"]] == ["tsk-1", "tsk-2"]
    assert (await poller.wait(task(2))).reached, "others go on"


async def test_what_a_closed_stream_has_not_given_whoever_goes_on_with_it_does() -> None:
    _, poller = polling({task(1): "SUCCEEDED", task(2): "FAILED"})
    stream = poller.as_completed([task(1), task(2)])
    given = [(await anext(stream)).ref]
    await stream.aclose()
    assert await stream.arrived() == []
    given += [outcome.ref async for outcome in poller.resume(stream.dump())]
    assert sorted(ref.label for ref in given) == ["tfm-1/tsk-1", "tfm-2/tsk-2"]


async def next_of(stream: Stream[Any]) -> object:
    return await anext(stream)


async def arrived(stream: Stream[Any]) -> object:
    return await stream.arrived()


WAYS = [next_of, arrived]


# --- two that wait ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
async def test_a_second_that_waits_is_refused_and_the_first_goes_on(
    first: Callable[[Stream[Any]], Awaitable[object]], second: Callable[[Stream[Any]], Awaitable[object]]
) -> None:
    reader, poller = polling({JOB: LIFE})
    stream = poller.watch(JOB)
    await anext(stream)
    told: list[tuple[float, object]] = []

    async def wait() -> None:
        event = await first(stream)
        told.append((anyio.current_time(), event))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(wait)
        for moment in (1, 7):
            await anyio.sleep_until(moment)
            with pytest.raises(RuntimeError, match="another task waits for what comes next in this stream already"):
                await second(stream)
            assert anyio.current_time() == moment
    assert [moment for moment, _ in told] == [15]
    assert [change.after async for change in stream] == ["COMPLETED"]
    assert reader.looks(JOB) == [0, 5, 10, 15, 20, 25]


async def test_who_is_refused_may_wait_later_and_take_turns() -> None:
    _, poller = polling({JOB: LIFE})
    stream = poller.watch(JOB)
    told: list[tuple[str, str]] = []
    turn = anyio.Lock()

    async def wait(name: str) -> None:
        while True:
            async with turn:
                try:
                    told.append((name, (await anext(stream)).after))
                except StopAsyncIteration:
                    return

    async with anyio.create_task_group() as tasks:
        for name in "ab":
            tasks.start_soon(wait, name)
    assert [state for _, state in told] == ["STARTING", "INPROGRESS", "COMPLETED"]
    assert {name for name, _ in told} == {"a", "b"}


# --- one that waits, and one that closes -----------------------------------------------------------------------------


async def closed_at(moment: float, stream: Stream[Any]) -> tuple[float, float]:
    """Close a stream while another task reads it; returns when that one has come to its end, and the closing to its."""
    ended: list[float] = []

    async def read() -> None:
        async for _ in stream:
            pass
        ended.append(anyio.current_time())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await anyio.sleep_until(moment)
        await stream.aclose()
        closed = anyio.current_time()
    return ended[0], closed


@pytest.mark.parametrize("latency", [0, 3], ids=["between two looks", "within a look"])
async def test_who_waits_is_told_at_once_that_nothing_comes(latency: float) -> None:
    reader, poller = polling({JOB: LIFE}, latency=latency)
    stream = poller.watch(JOB)
    assert await closed_at(8.5, stream) == (8.5, 8.5)
    assert reader.looks(JOB) == ([0, 5] if latency == 0 else [0, 8])
    assert reader._under_way == 0
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    await stream.aclose()
    await anyio.sleep(100)
    assert len(reader.calls) == 2


async def test_what_is_closed_is_served_by_nobodys_rounds() -> None:
    before = len(anyio.get_running_tasks())
    _, poller = polling(dict.fromkeys(map(run_of, range(3)), "RUNNING"))
    stream = poller.watch(RUNS)
    assert await closed_at(7, stream) == (7, 7)
    assert list(leaks(poller, before)) == [], "though it is held on to"
    assert await stream.arrived() == []


async def test_what_is_under_way_is_over_when_closing_is() -> None:
    class Slow(ScriptedReader):
        """One whose calls take their time to be cancelled."""

        async def describe(self, ref: Ref) -> Observation:
            try:
                return await super().describe(ref)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(1)

    reader, poller = polling({JOB: LIFE}, kind=Slow, latency=3)
    stream = poller.watch(JOB)
    assert await closed_at(2, stream) == (3, 3)
    assert reader.time == 3


async def test_nothing_that_was_seen_is_lost() -> None:
    reader, poller = polling({JOB: LIFE, task(1): "RUNNING"}, latency=lambda ref: 0.5 if ref == JOB else 20)
    stream = poller.stream(JOB, task(1))
    assert await closed_at(0.75, stream) == (0.75, 0.75), "what is seen is kept back while a look is under way"
    kept = stream.dump()
    resumed = poller.resume(kept)
    assert (await anext(resumed)).after == "STARTING"  # type: ignore[union-attr]
    assert len(reader.looks(JOB)) == 1


async def test_closing_stops_nothing() -> None:
    reader, poller = polling({JOB: LIFE})
    stream = poller.stream(JOB, on_cancel="stop")
    assert await closed_at(2, stream) == (2, 2)
    assert [call.operation for call in reader.calls] == ["DescribeCompilationJob"]
    assert stream.stopped == {}


async def test_closing_waits_for_the_stops_of_one_that_was_cancelled() -> None:
    reader, poller = polling({JOB: LIFE}, latency=1)
    stream = poller.stream(JOB, on_cancel="stop")
    await anext(stream)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(next_of, stream)
        await anyio.sleep(1)
        tasks.cancel_scope.cancel()
        with anyio.CancelScope(shield=True):
            await wait_all_tasks_blocked()
            assert stream.stopped[JOB] is not None, "it has been asked, and hasn't answered"
            await stream.aclose()
            assert stream.stopped == {JOB: None}
    assert reader.time == 3


async def test_closing_in_what_is_cancelled_closes() -> None:
    reader, poller = polling(dict.fromkeys(map(run_of, range(3)), "RUNNING"))
    before = len(anyio.get_running_tasks())
    with anyio.move_on_after(7):
        async with aclosing(poller.watch(RUNS)) as stream:
            async for _ in stream:
                pass
    assert list(leaks(poller, before)) == []
    assert [event async for event in stream] == []
    assert reader.looks(RUNS) == [0, 5]


def test_asyncios_own_cancellation_while_it_is_closed() -> None:
    async def work() -> list[bool]:
        _, poller = polling({JOB: LIFE}, latency=2)
        cancelled = []
        for cancel_first in (True, False):
            stream = poller.watch(JOB)
            reading = asyncio.create_task(next_of(stream))
            await asyncio.sleep(1)
            if cancel_first:
                reading.cancel()
            closing = asyncio.create_task(stream.aclose())
            await asyncio.sleep(0)
            if not cancel_first:
                reading.cancel()
            await closing
            await asyncio.wait([reading])
            cancelled.append(reading.cancelled())
        return cancelled

    assert run(work) == [True, True]
