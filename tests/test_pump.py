"""One call that waits for many things: what a look under way holds up, and for how long; and what is given up."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from polling import ENDPOINT, JOB, SERVER, polling, task
from torture.trial import leaks
from watching import JOBS, RUNS
from watching import task as run_of

from mlwaiters.errors import AccessDeniedError, WaitTimeoutError
from mlwaiters.model import Outcome
from mlwaiters.poller import Poller
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from mlwaiters.feed import Event
    from mlwaiters.model import Change, Observation, Ref
    from mlwaiters.stream import Stream

pytestmark = pytest.mark.anyio


class Flipping(ScriptedReader):
    """One in which the endpoint is in another state at each look, and never done."""

    def __init__(self, *given: object, **others: object) -> None:
        super().__init__(*given, **others)  # type: ignore[arg-type]
        self.states = itertools.cycle(["Creating", "Updating"])

    async def describe(self, ref: Ref) -> Observation:
        seen = await super().describe(ref)
        return replace(seen, state=next(self.states)) if ref == ENDPOINT else seen


def hangs(ref: object) -> float:
    return math.inf if ref == SERVER else 0


async def short(stream: Stream[Event]) -> list[tuple[float, str, str]]:
    """All that a stream tells, with when it was told: the thing, and what became of it."""
    return [
        (anyio.current_time(), event.ref.label, event.verdict if isinstance(event, Outcome) else event.after)
        async for event in stream
    ]


async def test_what_is_told_is_kept_back_for_a_look_that_hangs_twice_as_long_each_time() -> None:
    reader, poller = polling({ENDPOINT: "Creating", SERVER: "Creating"}, kind=Flipping, latency=hangs)
    stream = poller.watch(ENDPOINT, SERVER, timeout=10_000)
    kept = []
    for _ in range(10):
        assert (await anext(stream)).ref == ENDPOINT
        kept.append(anyio.current_time() - reader.looks(ENDPOINT)[-1])
    assert kept == [1, 2, 4, 8, 16, 32, 64, 90, 90, 90]


async def test_a_look_that_comes_to_its_end_is_forgiven() -> None:
    taken = iter([10, 10, 10, 3])
    reader, poller = polling(
        {ENDPOINT: "Creating", SERVER: "Creating"},
        kind=Flipping,
        latency=lambda ref: next(taken, math.inf) if ref == SERVER else 0,
    )
    stream = poller.watch(ENDPOINT, SERVER, timeout=10_000)
    kept: list[float] = []
    while len(kept) < 7:
        if (await anext(stream)).ref == ENDPOINT:
            kept.append(anyio.current_time() - reader.looks(ENDPOINT)[-1])
    assert kept == [1, 2, 4, 2, 0, 1, 2]


async def test_whoever_hears_of_a_page_that_another_reads_waits_for_looks_of_its_own() -> None:
    reader, poller = polling(
        {SERVER: "Creating", run_of(1): "RUNNING"}, latency=lambda target: 2 if target == RUNS else 2.5
    )
    reading, hearing = poller.watch(RUNS), poller.watch(RUNS, SERVER)

    async def first() -> None:
        await anext(reading)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(first)
        await anyio.sleep(0.25)
        assert {(await anext(hearing)).after, (await anext(hearing)).after} == {"RUNNING", "Creating"}
    assert anyio.current_time() == 2.75
    assert (reader.looks(RUNS), reader.looks(SERVER)) == ([0], [0.25])


async def test_nothing_is_kept_back_past_a_last_look_that_is_given_up() -> None:
    """A wait that the budget keeps from being looked at ends at its own time, and is told then, whatever else hangs."""
    reader = Flipping({ENDPOINT: "Creating", SERVER: "Creating", JOB: "INPROGRESS"}, latency=hangs)
    poller = Poller(reader, interval=5, budget={"DescribeCompilationJob": 0.0001}, clock=reader.wall)
    told = []
    async for event in poller.stream(ENDPOINT, SERVER, JOB):
        told.append(anyio.current_time())
        if isinstance(event, Outcome):
            break
    assert isinstance(event, Outcome)
    assert event.ref == JOB
    assert isinstance(event.error, WaitTimeoutError)
    assert event.elapsed == told[-2] == told[-1] == JOB.type.timeout + 10
    assert [late - early for early, late in itertools.pairwise(told[-4:-1])] == [45, 10], "up to the deadline"


async def test_a_describe_that_the_budget_keeps_ends_with_all_else_of_the_listing() -> None:
    """The listing doesn't say why the job has failed, and nobody can be asked in time."""
    reader = ScriptedReader({JOB: "INPROGRESS 3s, FAILED"})
    poller = Poller(reader, interval=5, budget={"DescribeCompilationJob": 0.0001}, clock=reader.wall)
    await poller.observe(JOB)
    told = await short(poller.stream(JOBS, timeout=12))
    assert told == [(0, "churn-7", "INPROGRESS"), (22, "churn-7", "pending")]
    assert reader.looks(JOB) == [0]


async def test_who_does_not_go_on_stands_in_nobodys_way() -> None:
    reader = ScriptedReader(dict.fromkeys(map(task, range(4)), "RUNNING"))
    poller = Poller(reader, interval=5, budget=1, clock=reader.wall)
    paused, other = poller.watch(*map(task, range(3))), poller.watch(task(3))
    assert (await anext(paused)).after == "RUNNING"
    assert anyio.current_time() == 0
    assert (await anext(other)).after == "RUNNING"
    assert anyio.current_time() == 1


async def test_what_is_over_is_served_by_nobodys_rounds() -> None:
    before = len(anyio.get_running_tasks())
    _, poller = polling({run_of(1): "RUNNING 7s, SUCCEEDED"})
    stream = poller.watch(RUNS)
    assert [change.after async for change in stream] == ["RUNNING", "SUCCEEDED"]
    assert list(leaks(poller, before)) == [], "though it is held on to"
    assert await stream.arrived() == []


# --- errors ----------------------------------------------------------------------------------------------------------


async def test_each_call_raises_an_error_of_its_own_where_they_share_a_listing() -> None:
    reader, poller = polling({run_of(1): "RUNNING"})
    reader.fail(RUNS, AccessDeniedError("not for you"))
    raised: list[BaseException] = []

    async def read(stream: Stream[Change]) -> None:
        with pytest.raises(AccessDeniedError, match="not for you") as caught:
            await anext(stream)
        raised.append(caught.value)

    async with anyio.create_task_group() as tasks:
        for stream in [poller.watch(RUNS) for _ in range(3)]:
            tasks.start_soon(read, stream)
    assert len(set(map(id, raised))) == 3, "or one's traceback would be in the others'"
    assert reader.looks(RUNS) == [0]


async def test_the_first_of_two_errors_is_raised() -> None:
    class Broken(ScriptedReader):
        async def describe(self, ref: Ref) -> Observation:
            await super().describe(ref)
            raise RuntimeError(ref.label)

    _, poller = polling(
        {task(1): "RUNNING", task(2): "RUNNING"}, kind=Broken, latency=lambda ref: 0.5 if ref == task(2) else 0.75
    )
    with pytest.raises(RuntimeError, match="tsk-2"):
        await anext(poller.watch(task(1), task(2)))
    assert anyio.current_time() == 0.75, "the other was under way"


# --- giving up -------------------------------------------------------------------------------------------------------


async def test_a_listing_is_given_up_with_all_else() -> None:
    reader, poller = polling({JOB: "FAILED", run_of(1): "RUNNING"}, latency=lambda target: 60 if target == RUNS else 0)
    told = await short(poller.stream(JOB, RUNS, fail_fast=True))
    assert told == [(0, "churn-7", "FAILED"), (0, "churn-7", "failed")]
    assert reader.looks(RUNS) == [0]


async def test_what_a_listing_shows_is_given_up_and_that_is_told() -> None:
    lives = {run_of(1): "RUNNING 7s, FAILED", run_of(2): "RUNNING", run_of(3): "STARTING"}
    reader, poller = polling(lives)
    stream = poller.stream(RUNS, fail_fast=True)
    told = await short(stream)
    assert told[3:] == [
        (10, "tfm-1/tsk-1", "FAILED"),
        (10, "tfm-1/tsk-1", "failed"),
        (10, "tfm-1/tsk-2", "pending"),
        (10, "tfm-1/tsk-3", "pending"),
    ]
    assert reader.looks(RUNS) == [0, 5, 10]


async def test_nothing_is_given_up_for_what_succeeds() -> None:
    _, poller = polling({task(1): "RUNNING 3s, SUCCEEDED", task(2): "RUNNING 8s, SUCCEEDED"})
    told = await short(poller.stream(task(1), task(2), fail_fast=True))
    assert [each for each in told if each[2] == "met"] == [(5, "tfm-1/tsk-1", "met"), (10, "tfm-2/tsk-2", "met")]


async def test_whoever_goes_on_with_what_was_given_up_gives_up_as_soon() -> None:
    """Where AWS refused the call, and nothing had failed, all is gone on with; until something fails."""
    reader, poller = polling({JOB: "INPROGRESS 7s, FAILED", task(1): "RUNNING"})
    reader.fail(JOB, AccessDeniedError("not for you"))
    stream = poller.stream(JOB, task(1), fail_fast=True)
    assert ("churn-7", "pending") in [each[1:] for each in await short(stream)]
    told = await short(poller.resume(stream.dump()))
    assert [what for _, name, what in told if name == "churn-7"] == ["INPROGRESS", "FAILED", "failed"]
    assert told[-1] == (10, "tfm-1/tsk-1", "pending")


async def test_whoever_goes_on_with_what_failed_reads_no_listing_that_was_given_up() -> None:
    reader, poller = polling({JOB: "FAILED", run_of(1): "RUNNING"}, latency=lambda target: 60 if target == RUNS else 0)
    stream = poller.stream(JOB, RUNS, fail_fast=True)
    assert len(await short(stream)) == 2
    assert await short(poller.resume(stream.dump())) == []
    assert reader.looks(RUNS) == [0]
