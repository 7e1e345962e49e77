"""Waits that are cancelled, and errors that nobody expects: nothing is left behind, lost, or disguised."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters import group, plan
from mlwaiters.model import Observation, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from mlwaiters.feed import Wait
    from mlwaiters.testing.scripted import Target, Timeline
from polling import JOB, SERVER, polling, task

pytestmark = pytest.mark.anyio


# --- cancellation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 0.5, 1, 1.5, 5, 6, 6.5, 7])
async def test_cancelled_wait_leaves_nothing_behind(after: float) -> None:
    reader, poller = polling({JOB: "INPROGRESS"}, latency=1)
    before = len(anyio.get_running_tasks())
    for wait in (poller.wait(JOB), poller.wait_all([JOB, SERVER])):
        start = anyio.current_time()
        with anyio.move_on_after(after) as scope:
            await wait
        assert scope.cancelled_caught
        assert anyio.current_time() - start == after
        assert len(anyio.get_running_tasks()) == before
    assert len(reader.calls) <= 6


@pytest.mark.parametrize("slice_", [0.25, 0.75, 1.25, 2, 3.5])
async def test_stream_goes_on_after_each_cancellation(slice_: float) -> None:
    timelines: dict[Ref, Timeline] = {
        task(1): "STARTING 12s, RUNNING 20s, SUCCEEDED",
        task(2): "RUNNING 31s, FAILED",
        task(3): "STARTING 7s, SUCCEEDED",
    }
    _, poller = polling(timelines, latency=0.125)
    stream = poller.stream(*timelines, until="completed")
    before = len(anyio.get_running_tasks())
    told: list[str] = []
    ended = False
    while not ended:
        with anyio.move_on_after(slice_):
            try:
                event = await anext(stream)
            except StopAsyncIteration:
                ended = True
            else:
                told.append(f"{event.ref.label} {event.state if isinstance(event, Outcome) else f'->{event.after}'}")
        assert len(anyio.get_running_tasks()) == before
        assert anyio.current_time() < 45
    assert sorted(told) == sorted(
        [
            *("tfm-1/tsk-1 ->STARTING", "tfm-1/tsk-1 ->RUNNING", "tfm-1/tsk-1 ->SUCCEEDED", "tfm-1/tsk-1 SUCCEEDED"),
            *("tfm-2/tsk-2 ->RUNNING", "tfm-2/tsk-2 ->FAILED", "tfm-2/tsk-2 FAILED"),
            *("tfm-3/tsk-3 ->STARTING", "tfm-3/tsk-3 ->SUCCEEDED", "tfm-3/tsk-3 SUCCEEDED"),
        ]
    )


class Cutting(ScriptedReader):
    """Cancels a scope at the very moment at which an answer arrives."""

    scope: anyio.CancelScope | None = None

    async def describe(self, ref: Ref) -> Observation:
        seen = await super().describe(ref)
        if self.scope is not None:
            self.scope.cancel()
        return seen


@pytest.mark.parametrize("timeline", ["SUCCEEDED", "RUNNING 3s, SUCCEEDED"])
async def test_nothing_is_lost_when_cancelled_as_the_answer_arrives(timeline: str) -> None:
    reader = Cutting({task(1): timeline})
    stream = Poller(reader, interval=5, clock=reader.wall).as_completed([task(1)])
    told: list[Outcome] = []
    ended = False
    while not ended:
        with anyio.CancelScope() as reader.scope:
            try:
                told.append(await anext(stream))
            except StopAsyncIteration:
                ended = True
    assert [outcome.state for outcome in told] == ["SUCCEEDED"]


async def test_no_error_is_lost_when_cancelled_as_it_arises() -> None:
    _, poller = polling({task(1): "RUNNING"})
    error = RuntimeError("broken")

    class Broken(Cutting):
        async def describe(self, ref: Ref) -> Observation:
            await super().describe(ref)
            raise error

    reader = Broken({task(1): "RUNNING"})
    stream = Poller(reader, interval=5).as_completed([task(1)])
    with anyio.CancelScope() as reader.scope:
        await anext(stream)
    reader.scope = None
    with pytest.raises(RuntimeError) as caught:
        await anext(stream)
    assert caught.value is error
    del poller


async def test_stream_abandoned_half_way_leaves_nothing_behind() -> None:
    before = len(anyio.get_running_tasks())
    reader, poller = polling({task(1): "RUNNING", task(2): "SUCCEEDED"})
    async for outcome in poller.as_completed([task(1), task(2)]):
        assert outcome.ref == task(2)
        break
    gc.collect()
    assert len(anyio.get_running_tasks()) == before
    await anyio.sleep(100)
    assert len(reader.calls) == 2, "nobody looks on behalf of nobody"


async def test_what_is_let_go_may_be_found_in_the_midst_of_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    refs = [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(3)]
    reader, poller = polling(dict.fromkeys(refs, "RUNNING 7s, SUCCEEDED"))

    def found(wait: Wait, now: float) -> float:
        gc.collect()
        return plan.calls_worth(wait, now)

    gc.disable()
    try:
        ring: list[object] = [poller.as_completed(refs[:1])]
        ring.append(ring)
        del ring
        monkeypatch.setattr(group, "calls_worth", found)
        assert [outcome.elapsed for outcome in await poller.wait_all(refs)] == [10, 10, 10]
    finally:
        gc.enable()
    assert reader.counts == {"GetMLTaskRuns": 3}


async def test_nothing_happens_between_two_events() -> None:
    reader, poller = polling({task(1): "STARTING 12s, RUNNING 13s, SUCCEEDED"})
    stream = poller.as_completed([task(1)])
    await anyio.sleep(30)
    assert reader.calls == []
    assert (await anext(stream)).elapsed == 30
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


# --- errors of others ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [RuntimeError, KeyError, TimeoutError, ExceptionGroup])
async def test_unexpected_errors_come_through_plain(kind: type[Exception]) -> None:
    unexpected = ExceptionGroup("two", [ValueError("of them")]) if kind is ExceptionGroup else kind("a bug")
    before = len(anyio.get_running_tasks())
    reader, poller = polling({task(1): "RUNNING", task(2): "RUNNING"}, latency=1)

    async def drain() -> None:
        async for _ in poller.watch(task(1), task(2)):
            pass

    for call in (lambda: poller.wait(task(1)), lambda: poller.wait_all([task(1), task(2)]), drain):
        reader.fail(task(1), None, unexpected)
        with pytest.raises(kind) as caught:
            await call()
        assert caught.value is unexpected
        assert len(anyio.get_running_tasks()) == before


async def test_stream_goes_on_after_an_unexpected_error() -> None:
    reader, poller = polling({task(1): "RUNNING 7s, SUCCEEDED"})
    reader.fail(task(1), None, RuntimeError("a bug"))
    stream = poller.as_completed([task(1)])
    with pytest.raises(RuntimeError, match="a bug"):
        await anext(stream)
    assert (await anext(stream)).reached
    assert reader.looks(task(1)) == [0, 5, 5, 10]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_interrupt_comes_through_plain(backend: str) -> None:
    async def interrupted(*, many: bool) -> None:
        reader, poller = polling({task(1): "RUNNING"})

        def interrupt(_: Target) -> None:
            raise KeyboardInterrupt

        reader._faults = interrupt
        await (poller.wait_all([task(1)]) if many else poller.wait(task(1)))

    for many in (False, True):
        with pytest.raises(KeyboardInterrupt):
            run(lambda many=many: interrupted(many=many), backend=backend)


# --- tasks and calls that grow with nothing --------------------------------------------------------------------------


async def test_tasks_do_not_grow_with_time() -> None:
    most = 0

    def count(_: Target) -> None:
        nonlocal most
        most = max(most, len(anyio.get_running_tasks()))

    refs = [task(number) for number in range(50)]
    before = len(anyio.get_running_tasks())
    reader, poller = polling(dict.fromkeys(refs, "RUNNING 1000s, SUCCEEDED"), limit=8, faults=count)
    await poller.wait_all(refs, interval=50)
    assert len(reader.calls) == 50 * 21
    assert most <= before + 8
