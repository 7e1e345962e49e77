"""A short torture, and what longer ones have brought to light, each by itself."""

from __future__ import annotations

import asyncio
import gc
import math
from typing import TYPE_CHECKING

import anyio
import pytest
from torture.memory import measure
from torture.roaming import Roaming
from torture.sockets import THINGS, compare
from torture.trial import torture
from torture.trouble import KINDS

import mlwaiters
from mlwaiters.errors import AccessDeniedError, ServiceError, WaiterError, WaitTimeoutError
from mlwaiters.feed import LAST_LOOK, Terms, Wait
from mlwaiters.group import Group
from mlwaiters.model import Outcome
from mlwaiters.pace import as_pace
from mlwaiters.plan import FAR
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing import SimulatedAWS
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.feed import Event
    from mlwaiters.model import Change, Ref
    from mlwaiters.stream import Stream

pytestmark = pytest.mark.anyio

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1")


def task(number: int) -> Ref:
    return glue.MLTaskRun("tfm-1", f"tsk-{number}")


def test_no_wait_ends_wrongly_and_nothing_is_left_behind() -> None:
    total = torture(range(40))
    assert (total.wrong, total.leaks) == ([], [])
    assert total.waits > 500
    assert set(total.injected) == set(KINDS)


def test_nothing_goes_wrong_whatever_is_asked_for() -> None:
    total = torture(range(30), sort=Roaming)
    assert (total.wrong, total.leaks) == ([], [])
    assert total.waits > 200
    assert total.resumed > 30


def test_no_wait_ends_wrongly_over_real_sockets_where_those_of_others_do() -> None:
    mine, others = compare(range(2, 5))
    assert (mine.wrong, mine.leaks, mine.wrongly, others.leaks) == ([], [], 0, [])
    assert mine.ends.total() == others.ends.total() == 3 * THINGS
    assert mine.ends["ended rightly"] > others.ends["ended rightly"] > 0
    assert others.wrongly > 0
    assert mine.calls < others.calls


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_memory_is_flat(backend: str) -> None:
    half, end = measure(20_000, (0.5, 0.98), backend=backend)
    assert end.looks - half.looks > 9000
    assert end.objects - half.objects <= 20
    assert end.blocks - half.blocks <= 100


def test_a_listing_tempts_nobody_who_is_alone() -> None:
    group, terms = Group(RUNS), Terms("completed", 0, 0, math.inf, as_pace(5), 60)
    waits = [Wait(task(number), terms) for number in range(2)]
    for wait in waits:
        group.join(wait)
    group.rounded(0, found=False, saved=0)
    assert group.tempts(1e6)
    group.leave(waits[0])
    assert not group.tempts(1e6), "no round is made for one: it would be tempted again at the same moment"


def test_a_listing_tempts_nobody_once_it_is_found_not_to_be_worth_it() -> None:
    jobs = [sagemaker.CompilationJob(f"job-{number}") for number in range(4)]
    assert jobs[0].listing is not None
    group, terms = Group(jobs[0].listing), Terms("completed", 0, 0, math.inf, as_pace(5), 60)
    for job in jobs:
        wait = Wait(job, terms)
        wait.page, wait.queued = FAR, 0.0  # lined up to be described
        group.join(wait)
    group.rounded(0, found=False, saved=0)
    assert group.tempts(60)
    assert group.consider(60) is None
    assert not group.tempts(60), "it would be considered again at the same moment, and for ever"


async def test_a_budget_holds_nobody_much_past_the_deadline() -> None:
    refs = [glue.MLTaskRun(f"tfm-{number}", "tsk") for number in range(100)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING"))
    poller = Poller(reader, interval=10, budget=1, clock=reader.wall)
    outcomes = await poller.wait_all(refs, timeout=20)
    assert {type(outcome.error) for outcome in outcomes} == {WaitTimeoutError}
    assert max(outcome.elapsed for outcome in outcomes) == 20 + LAST_LOOK
    ended: list[float] = []

    async def wait(ref: Ref) -> None:
        with pytest.raises(WaitTimeoutError) as caught:
            await poller.wait(ref, timeout=20)
        ended.append(caught.value.elapsed)

    async with anyio.create_task_group() as tasks:
        for ref in refs:
            tasks.start_soon(wait, ref)
    assert max(ended) == 20 + LAST_LOOK


async def test_whoever_stands_in_line_for_a_page_is_told_at_once_of_what_others_have_read() -> None:
    refs = [task(number) for number in range(50)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 20s, SUCCEEDED"))
    poller = Poller(reader, interval=5, budget=0.1, clock=reader.wall)
    ended: list[tuple[float, float]] = []

    async def wait(ref: Ref) -> None:
        outcome = await poller.wait(ref)
        ended.append((outcome.elapsed, anyio.current_time()))

    async with anyio.create_task_group() as tasks:
        for ref in refs:
            tasks.start_soon(wait, ref)
    assert ended == [(20, 20)] * 50


async def test_whoever_stands_in_line_for_a_describe_is_told_at_once_of_what_others_have_read() -> None:
    throttle = ServiceError("Rate exceeded", transient=True, throttled=True, retry_after=200)
    other, alone = glue.MLTaskRun("tfm-2", "tsk"), task(1)
    reader = ScriptedReader(dict.fromkeys([other, alone, task(2), task(3)], "RUNNING 10s, SUCCEEDED"))
    reader.fail(other, throttle)
    poller = Poller(reader, interval=5, clock=reader.wall)
    ended: dict[Ref, float] = {}

    async def wait(ref: Ref, delay: float) -> None:
        await anyio.sleep(delay)
        await poller.wait(ref)
        ended[ref] = anyio.current_time()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(wait, other, 0)
        tasks.start_soon(wait, alone, 1)
        await anyio.sleep(2)
        await poller.wait_all([task(2), task(3)])
    assert ended == {alone: 12, other: 200}


async def test_a_call_that_hangs_holds_none_of_those_who_share_it_past_its_deadline() -> None:
    hangs = iter([0.0, 0.0, math.inf])  # each looks by itself at first, and then they share
    reader = ScriptedReader({task(1): "RUNNING 95s, SUCCEEDED"}, latency=lambda _: next(hangs, 0.0))
    poller = Poller(reader, interval=5, clock=reader.wall)
    ended: dict[float, tuple[float, WaiterError | None]] = {}

    async def wait(timeout: float) -> None:  # noqa: ASYNC109
        (outcome,) = await poller.wait_all([task(1)], timeout=timeout)
        ended[timeout] = outcome.elapsed, outcome.error

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(wait, 1000)
        tasks.start_soon(wait, 12)
    assert ended[12][0] <= 12 + LAST_LOOK
    assert ended[1000][1] is None, "it has the time to look again"
    assert ended[1000][0] <= 110


@pytest.mark.parametrize("alone", [True, False])
async def test_a_page_that_hangs_is_read_again_by_those_who_have_more_time(*, alone: bool) -> None:
    hangs = iter([math.inf])
    refs = [task(number) for number in range(6)]
    latency = lambda target: next(hangs, 0.0) if target == RUNS else 0.0  # noqa: E731
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"), latency=latency)
    poller = Poller(reader, interval=5, clock=reader.wall)
    ended: dict[float, list[WaiterError | None]] = {12: [], 1000: []}

    async def wait(some: list[Ref], timeout: float) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        for outcome in await poller.wait_all(some, timeout=timeout):
            ended[timeout].append(outcome.error)
        assert anyio.current_time() - began <= timeout + LAST_LOOK

    async with anyio.create_task_group() as tasks:
        for ref, timeout in zip(refs, [1000, 12] * 3, strict=True) if alone else ():
            tasks.start_soon(wait, [ref], timeout)
        if not alone:
            tasks.start_soon(wait, refs[:3], 12)
            tasks.start_soon(wait, refs[3:], 1000)
    assert ended[1000] == [None] * 3
    assert all(isinstance(error, ServiceError | WaitTimeoutError) for error in ended[12])


async def test_a_listing_that_lags_takes_back_nothing() -> None:
    refs = [task(number) for number in range(3)]
    reader = ScriptedReader(dict.fromkeys(refs, "STARTING 30s, RUNNING 100s, SUCCEEDED"), lag=20)
    poller = Poller(reader, interval=5, clock=reader.wall)
    ended = []

    async def wait(some: list[Ref], delay: float) -> None:
        await anyio.sleep(delay)
        ended.extend(await poller.wait_all(some))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(wait, refs[:1], 0)  # alone, it describes
        tasks.start_soon(wait, refs[1:], 33)
    assert all([change.after for change in outcome.changes][-1] == "SUCCEEDED" for outcome in ended)
    assert all(len(outcome.changes) <= 3 for outcome in ended)


async def test_a_look_under_way_holds_nobody_else_past_the_deadline() -> None:
    """One is told of just before another's last look is given up, while a third's call, which has more time, hangs."""
    told, starved, hanging = sagemaker.CompilationJob("a"), sagemaker.CompilationJob("b"), task(1)
    deadline = sagemaker.CompilationJob.timeout

    def latency(target: object) -> float:
        late = reader.time >= deadline - 1
        return math.inf if target == hanging and late else 9.5 if target == told and late else 0.0

    reader = ScriptedReader(dict.fromkeys([told, starved], "INPROGRESS") | {hanging: "RUNNING"}, latency=latency)
    reader.fail(told.listing.scope, AccessDeniedError("no listing for you"))  # type: ignore[union-attr] # it has one
    poller = Poller(reader, interval=deadline / 2, limit=1, clock=reader.wall)
    ended = poller.as_completed([told, starved, hanging])
    assert [(outcome.ref, outcome.elapsed) for outcome in [await anext(ended), await anext(ended)]] == [
        (told, deadline + 9.5),
        (starved, deadline + LAST_LOOK),
    ]


@pytest.mark.parametrize(("life", "told", "ended"), [
    ("INPROGRESS 1795s, COMPLETED", 1810, 1800),
    ("INPROGRESS", 1810, 1800),
])  # fmt: skip
async def test_no_patience_with_a_call_that_hangs_takes_a_last_look_from_others(
    life: str, told: float, ended: float
) -> None:
    """It is given twice as long each time that something else ends, until that would be past another's deadline."""
    job, hanging = sagemaker.CompilationJob("a"), task(1)
    assert sagemaker.CompilationJob.timeout == 1800
    others = {sagemaker.TrainingJob(f"b-{n}"): f"InProgress {1600 + 30 * n}s, Completed" for n in range(7)}

    def latency(target: object) -> float:
        return math.inf if target == hanging and reader.time > 1000 else 0.0

    reader = ScriptedReader({job: life, hanging: "RUNNING", **others}, latency=latency)
    poller = Poller(reader, interval=10, clock=reader.wall)
    async for outcome in poller.as_completed([job, hanging, *others]):
        if outcome.ref == job:
            assert (anyio.current_time(), outcome.elapsed) == (told, ended)
            assert outcome.reached == life.endswith("COMPLETED")
            break


async def test_who_was_never_looked_at_is_told_of_when_its_last_look_is_given_up_and_no_later() -> None:
    job, hanging = sagemaker.CompilationJob("a"), task(1)

    def latency(target: object) -> float:
        return math.inf if target == hanging and reader.time > 1000 else 0.0

    reader = ScriptedReader({job: "INPROGRESS", hanging: "RUNNING"}, latency=latency)
    poller = Poller(reader, interval=10, budget={"DescribeCompilationJob": 1e-4}, clock=reader.wall)
    outcome = await anext(poller.as_completed([job, hanging]))
    assert (outcome.ref, outcome.elapsed, anyio.current_time()) == (job, 1800 + LAST_LOOK, 1800 + LAST_LOOK)


@pytest.mark.parametrize("back", [29.0, 29.9, 30.0])
async def test_the_last_look_of_whoever_reads_a_stream_slowly_has_as_much_time(back: float) -> None:
    reader = ScriptedReader({task(1): "RUNNING 15s, SUCCEEDED"}, latency=0.5)
    stream = Poller(reader, interval=5, clock=reader.wall).stream(task(1), timeout=20)
    await anext(stream)
    await anyio.sleep_until(back)
    _ = [event async for event in stream]
    assert (stream.outcomes[0].reached, stream.outcomes[0].elapsed) == (True, back + 0.5)


@pytest.mark.parametrize("begun", [True, False])
async def test_whoever_reads_a_stream_slowly_has_the_last_look_too(*, begun: bool) -> None:
    reader = ScriptedReader({task(1): "RUNNING 30s, SUCCEEDED"}, latency=0.5)
    stream = Poller(reader, interval=5, clock=reader.wall).stream(task(1), timeout=20)
    if begun:
        await anext(stream)
    await anyio.sleep_until(100)
    assert [event async for event in stream][-1] == stream.outcomes[0]
    assert (stream.outcomes[0].reached, stream.outcomes[0].elapsed) == (True, 100.5)


async def test_a_last_look_that_comes_late_is_given_up_all_the_same() -> None:
    hangs = iter([0.0, math.inf])
    reader = ScriptedReader({task(1): "RUNNING"}, latency=lambda _: next(hangs))
    stream = Poller(reader, interval=5, clock=reader.wall).stream(task(1), timeout=20)
    await anext(stream)
    await anyio.sleep_until(100)
    (outcome,) = [event async for event in stream]
    assert isinstance(outcome, Outcome)
    assert (type(outcome.error), outcome.elapsed) == (WaitTimeoutError, 100 + LAST_LOOK)


@pytest.mark.parametrize(("count", "watched"), [(1, False), (3, False), (3, True)])
async def test_whoever_is_busy_past_the_deadline_takes_no_look_from_others(count: int, *, watched: bool) -> None:
    refs = [task(number) for number in range(count)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 15s, SUCCEEDED"), latency=0.5)
    poller = Poller(reader, interval=5, clock=reader.wall)
    stream: Stream[Event] = poller.stream(*[RUNS] if watched else refs, timeout=8)
    await anext(stream)
    await anyio.sleep_until(19)  # when even the last look would have been given up
    assert {outcome.elapsed for outcome in await poller.wait_all(refs)} == {0.5}
    await anyio.sleep_until(40)
    told = [event async for event in stream]
    assert [event.error for event in told if isinstance(event, Outcome)] == [None] * count


async def test_an_error_that_two_are_told_of_keeps_neither() -> None:
    other = glue.MLTaskRun.listing(TransformId="tfm-2")
    reader = ScriptedReader({task(1): "RUNNING", glue.MLTaskRun("tfm-2", "tsk"): "RUNNING"})
    reader.fail(RUNS.scope, AccessDeniedError("no listing for you"))
    poller = Poller(reader, interval=5, clock=reader.wall)
    patient = [poller.watch(RUNS, other, history=True) for _ in range(2)]
    gc.collect()
    gc.disable()
    try:
        async with anyio.create_task_group() as tasks:
            for stream in patient:
                tasks.start_soon(_denied, stream)
        group = poller._groups[other.scope]
        assert len(group.sweeps) == 2
        del patient[0], stream
        assert len(group.sweeps) == 1, "at once, though the other was told of the same error"
    finally:
        gc.enable()


async def _denied(stream: Stream[Change]) -> None:
    with pytest.raises(AccessDeniedError):
        _ = [change async for change in stream]


def test_an_answer_that_never_ends_is_given_up(
    simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlwaiters.aws.reader.LONGEST", 0.2)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    aws, job = simulated_aws(), sagemaker.CompilationJob("churn-7")
    aws.world.add(job, "COMPLETED")
    aws.set_faults(["Describe*=endless:seconds=0.01@x1"])

    async def waited() -> Outcome:
        async with mlwaiters.connect(endpoint_url=aws.url, region="eu-west-1") as poller:
            await poller.sweep(sagemaker.CompilationJob.listing())  # what is loaded takes its time
            return await poller.wait(job, timeout=60)

    outcome = asyncio.run(waited())
    assert (outcome.state, outcome.calls >= 2) == ("COMPLETED", True)
    assert aws.injected == {"endless": 1}


def test_a_hanging_call_ends_at_the_endpoint_once_its_client_has_gone() -> None:
    async def left() -> int:
        async with SimulatedAWS(faults=["*=hang"]) as aws:
            _, writer = await asyncio.open_connection(aws.host, aws.port)
            headers = "X-Amz-Target: SageMaker.ListCompilationJobs\r\nAuthorization: x\r\nContent-Length: 2"
            writer.write(f"POST / HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{{}}".encode())
            while not aws.injected:  # noqa: ASYNC110 - it is another task's
                await asyncio.sleep(0.1)
            writer.close()
            await asyncio.sleep(2)
            return sum("RequestHandler" in repr(task) for task in asyncio.all_tasks())

    assert run(left) == 0
