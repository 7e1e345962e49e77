"""One listing read for all who wait on what it shows: what that costs, and that nothing is missed, lost or held up."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import anyio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rounds import polling, stuck, task

from mlwaiters.errors import AccessDeniedError
from mlwaiters.model import GONE, Absent, Batch, Describe, Fields, Outcome, Ref, Request, ResourceType, Roll
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytestmark = pytest.mark.anyio

# --- what it costs ---------------------------------------------------------------------------------------------------


async def test_a_thousand_runs_for_one_call_a_look() -> None:
    refs = [task(number) for number in range(1000)]
    lives = {ref: f"RUNNING {100 + number % 200}s, SUCCEEDED" for number, ref in enumerate(refs)}
    reader = ScriptedReader(lives)
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert dict(reader.counts) == {"GetMLTaskRuns": 31}
    assert max(outcome.elapsed for outcome in outcomes) == 300


async def test_what_falls_due_while_pages_are_read_is_read_with_them() -> None:
    refs = [task(number) for number in range(500)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"), page_size=100, latency=1)
    outcomes = await polling(reader).wait_all(refs)
    assert [call.time for call in reader.calls if not call.token] == list(range(0, 100, 11))  # 10 s after a first page
    assert dict(reader.counts) == {"GetMLTaskRuns": 50}
    assert {(round(outcome.calls, 9), round(outcome.saved, 9)) for outcome in outcomes} == {(0.1, 9.9)}


async def test_what_a_listing_does_not_show_is_described_once_at_the_end() -> None:
    refs = [sagemaker.CompilationJob(f"churn-{number}") for number in range(50)]
    reader = ScriptedReader(dict.fromkeys(refs, "INPROGRESS 95s, FAILED: no such operator"), page_size=100)
    outcomes = await polling(reader).wait_all(refs)
    assert {outcome.reason for outcome in outcomes} == {"no such operator"}
    assert dict(reader.counts) == {
        "ListCompilationJobs": 11,
        "DescribeCompilationJob": 1 + 50,
    }  # before the first page, one
    first, *others = [(round(outcome.calls, 9), round(outcome.saved, 9)) for outcome in outcomes]
    assert first == (2.22, 8.78)
    assert set(others) == {(1.22, 9.78)}


@pytest.mark.parametrize(
    ("end", "described"),
    [("COMPLETED", 0), ("FAILED: no such operator", 50), ("STOPPED", 0), ("FROBBED", 50)],  # a timeout has a last look
)
async def test_a_summary_will_do_where_it_says_why(end: str, described: int) -> None:
    refs = [sagemaker.CompilationJob(f"churn-{number}") for number in range(50)]
    reader = ScriptedReader(dict.fromkeys(refs, f"INPROGRESS 95s, {end}"), page_size=100)
    outcomes = await polling(reader).wait_all(refs, "settled", timeout=105, summaries=True)
    assert {outcome.state for outcome in outcomes} == {end.partition(":")[0]}
    assert reader.counts["DescribeCompilationJob"] == described
    assert {bool(outcome.reason) for outcome in outcomes} == {"FAILED" in end}


async def test_one_thing_alone_is_described_as_ever() -> None:
    reader = ScriptedReader({task(1): "RUNNING 95s, SUCCEEDED"})
    await polling(reader).wait_all([task(1)])
    assert dict(reader.counts) == {"GetMLTaskRun": 11}


async def test_two_things_far_apart_are_described() -> None:
    refs = [sagemaker.CompilationJob(f"churn-{number:04}") for number in range(301)]
    reader = ScriptedReader(dict.fromkeys(refs, "INPROGRESS 95s, COMPLETED"), page_size=100)
    await polling(reader).wait_all([refs[0], refs[300]])
    assert reader.counts["ListCompilationJobs"] <= 2
    assert reader.counts["DescribeCompilationJob"] <= 22


async def test_strangers_are_paged_over_only_where_that_pays() -> None:
    refs = [sagemaker.CompilationJob(f"churn-{number:04}") for number in range(1000)]
    reader = ScriptedReader(dict.fromkeys(refs, "INPROGRESS 95s, COMPLETED"), page_size=100)
    await polling(reader).wait_all(refs[::100])
    assert sum(reader.counts.values()) <= 10 * 11 + 2


async def test_a_straggler_far_back_is_described_while_the_others_take_a_page() -> None:
    jobs = [sagemaker.CompilationJob(f"churn-{number:04}") for number in range(1000)]
    refs = [*jobs[:20], jobs[-1]]
    reader = ScriptedReader(dict.fromkeys(jobs, "INPROGRESS 295s, COMPLETED"), page_size=100)
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert reader.counts["ListCompilationJobs"] <= 31 + 19  # one a look, and at first as far back as could pay
    assert reader.counts["DescribeCompilationJob"] <= 31 + 20


# --- what is asked for by name ---------------------------------------------------------------------------------------

QUERY = ResourceType(
    service="athena",
    name="Query",
    identifiers=("QueryExecutionId",),
    requests=(Request("run", ("StartQueryExecution",), ("QUEUED", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),),
    describe=Describe("GetQueryExecution", Fields("Status.State"), within="QueryExecution"),
    lists=None,
    absent=(Absent("InvalidRequestException", "not found"),),
    minted=True,
    timeout=3600,
    batch=Batch(
        "BatchGetQueryExecution", "QueryExecutionIds", "QueryExecutions", "QueryExecutionId", Fields("Status.State"), 50
    ),
)


async def test_many_are_described_together() -> None:
    refs = [QUERY(f"query-{number}") for number in range(120)]
    reader = ScriptedReader(dict.fromkeys(refs, "QUEUED 15s, RUNNING 80s, SUCCEEDED"))
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached and outcome.elapsed == 100 for outcome in outcomes)
    assert dict(reader.counts) == {"BatchGetQueryExecution": 3 * 11}
    assert all(len(call.target.refs) <= 50 for call in reader.calls if isinstance(call.target, Roll))


async def test_one_more_than_fits_is_described_by_itself() -> None:
    refs = [QUERY(f"query-{number}") for number in range(51)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    await polling(reader).wait_all(refs)
    assert dict(reader.counts) == {"BatchGetQueryExecution": 11, "GetQueryExecution": 11}


async def test_what_is_not_among_those_described_together_is_described_by_itself() -> None:
    refs = [QUERY(f"query-{number}") for number in range(10)]
    reader = ScriptedReader(dict.fromkeys(refs[:9], "RUNNING 95s, SUCCEEDED"))
    outcomes = await polling(reader).wait_all(refs, grace=0)
    assert [outcome.state for outcome in outcomes] == ["SUCCEEDED"] * 9 + [GONE]
    assert dict(reader.counts) == {"BatchGetQueryExecution": 11, "GetQueryExecution": 1}


async def test_who_is_not_due_is_not_called() -> None:
    refs = [QUERY(f"query-{number}") for number in range(80)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    poller = polling(reader)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(poller.wait_all, refs[:40])
        await anyio.sleep(4)
        tasks.start_soon(lambda: poller.wait_all(refs[40:], interval=50))
    rolls = [(call.time, len(call.target.refs)) for call in reader.calls if isinstance(call.target, Roll)]
    assert rolls[:4] == [(0, 40), (4, 40), (10, 40), (20, 40)]


async def test_one_alone_is_described_though_many_could_be() -> None:
    reader = ScriptedReader({QUERY("a"): "RUNNING 95s, SUCCEEDED"})
    await polling(reader).wait(QUERY("a"))
    assert dict(reader.counts) == {"GetQueryExecution": 11}


# --- who is served ---------------------------------------------------------------------------------------------------


async def test_every_call_of_a_poller_is_served_by_the_same_round() -> None:
    refs = [task(number) for number in range(30)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    poller = polling(reader)
    ended: list[Outcome] = []

    async def wait(ref: Ref) -> None:
        ended.append(await poller.wait(ref))

    async def wait_all(some: Sequence[Ref]) -> None:
        ended.extend(await poller.wait_all(some))

    async def complete(some: Sequence[Ref]) -> None:
        ended.extend([outcome async for outcome in poller.as_completed(some)])

    async with anyio.create_task_group() as tasks:
        for ref in refs[:10]:
            tasks.start_soon(wait, ref)
        tasks.start_soon(wait_all, refs[5:20])
        tasks.start_soon(complete, refs[15:])
    assert len(ended) == 10 + 15 + 15
    assert all(outcome.reached and outcome.elapsed == 100 for outcome in ended)
    assert [(call.operation, call.time) for call in reader.calls] == [("GetMLTaskRuns", 10 * n) for n in range(11)]


async def test_whoever_makes_the_round_may_leave() -> None:
    refs = [task(number) for number in range(30)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"), latency=4)
    poller = polling(reader)
    ended: list[Outcome] = []

    async def wait(some: Sequence[Ref], seconds: float) -> None:
        with anyio.move_on_after(seconds):
            ended.extend(await poller.wait_all(some))

    async with anyio.create_task_group() as tasks:
        for number in range(9):  # each leaves in the middle of some call
            tasks.start_soon(wait, refs[number : number + 3], 2 + 9 * number)
        tasks.start_soon(wait, refs[20:], math.inf)
    assert [outcome.ref for outcome in ended] == refs[20:]
    assert all(outcome.reached and outcome.elapsed <= 115 for outcome in ended)


async def test_a_stream_that_nobody_reads_holds_nobody_up() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    poller = polling(reader)
    stream = poller.stream(*refs[:10])
    await anext(stream)  # and then its reader does something else
    outcomes = await poller.wait_all(refs[10:])
    assert all(outcome.reached and outcome.elapsed <= 110 for outcome in outcomes)
    events = [event async for event in stream]
    assert sum(isinstance(event, Outcome) for event in events) == 10


async def test_a_stream_that_is_let_go_is_served_no_more() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    poller = polling(reader)
    stream = poller.stream(*refs)
    await anext(stream)
    del stream
    reader.counts.clear()
    await poller.wait(refs[0])
    assert reader.counts["GetMLTaskRuns"] == 0


# --- against a perfect observer --------------------------------------------------------------------------------------

HALVES = st.integers(1, 40).map(lambda halves: halves / 2)
LIVES = st.builds(
    lambda moves, end: [*moves, (end, math.inf)],
    st.lists(st.tuples(st.sampled_from(["STARTING", "RUNNING", "STOPPING"]), HALVES), min_size=1, max_size=4),
    st.sampled_from(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"]),
)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=60, deadline=None)
@given(
    lives=st.lists(LIVES, min_size=2, max_size=12),
    page_size=st.integers(1, 12),
    latency=st.sampled_from([0, 0.25, 1]),
    jitter=st.booleans(),
    parties=st.integers(1, 4),
    leaving=st.lists(st.floats(0.1, 30), max_size=3),
)
def test_waits_end_as_a_perfect_observer_would_end_them(
    *,
    backend: str,
    lives: list[list[tuple[str, float]]],
    page_size: int,
    latency: float,
    jitter: bool,
    parties: int,
    leaving: list[float],
) -> None:
    refs = [task(number) for number in range(len(lives))]
    interval = 4.0
    strides = [1.0, 0.8, 1.2, 0.9]

    async def waited() -> list[Outcome]:
        reader = ScriptedReader(dict(zip(refs, lives, strict=True)), latency=latency, page_size=page_size)
        drawn = iter(strides * 10_000)
        pace = (lambda _held, _looks: interval * next(drawn)) if jitter else interval
        poller = Poller(reader, interval=pace, clock=reader.wall)
        outcomes: dict[Ref, Outcome] = {}

        async def stay(some: list[Ref]) -> None:
            outcomes.update({outcome.ref: outcome for outcome in await poller.wait_all(some, timeout=1000)})

        async def leave(seconds: float) -> None:
            with anyio.move_on_after(seconds):
                await poller.wait_all(refs)

        async with anyio.create_task_group() as tasks:
            for number, seconds in enumerate(leaving):
                tasks.start_soon(leave, seconds + number / 8)
            for party in range(parties):
                tasks.start_soon(stay, refs[party::parties])
        return [outcomes[ref] for ref in refs]

    for life, outcome in zip(lives, run(waited, backend=backend), strict=True):
        ended = sum(seconds for _, seconds in life[:-1])
        states = [change.after for change in outcome.changes]
        assert outcome.state == life[-1][0]
        assert all(before != after for before, after in pairwise(states))
        assert ended <= outcome.elapsed <= ended + 1.2 * interval * 1.5 + 4 * latency * (1 + len(lives))
        words = iter(state for state, _ in life)
        assert all(state in words for state in states)  # in order, none made up


# --- never more calls than a loop around each ------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from([glue.MLTaskRun, sagemaker.CompilationJob]),
    lives=st.lists(st.integers(0, 30), min_size=1, max_size=30),
    strangers=st.integers(0, 60),
    page_size=st.integers(1, 20),
    trouble=st.sampled_from(["none", "none", "denied", "lagging", "stuck"]),
    timeout=st.sampled_from([10, 1000]),
    seed=st.integers(0, 1000),
)
@example(
    kind=sagemaker.CompilationJob, lives=[0, 1, 0, 1], strangers=0, page_size=1, trouble="none", timeout=10, seed=0
)
@example(kind=sagemaker.CompilationJob, lives=[5, 0, 0], strangers=0, page_size=1, trouble="none", timeout=1000, seed=0)
@example(kind=glue.MLTaskRun, lives=[5, 5], strangers=0, page_size=1, trouble="denied", timeout=1000, seed=0)
def test_never_more_calls_than_a_loop_around_each(
    *, kind: ResourceType, lives: list[int], strangers: int, page_size: int, trouble: str, timeout: int, seed: int
) -> None:
    """But for a first page, if nothing is left to leave out a look at: strangers fill it, or but one is on its way.

    Where the listing is behind or stuck, a loop is counted for as long as the wait has gone on.
    """
    moving, done = ("RUNNING", "SUCCEEDED") if kind is glue.MLTaskRun else ("INPROGRESS", "COMPLETED")
    ours = [_named(kind, f"ours-{number}") for number in range(len(lives))]
    timelines = [f"{moving} {seconds}s, {done}" if seconds else done for seconds in lives]
    crowd = list(zip(ours, timelines, strict=True))
    crowd += [(_named(kind, f"strange-{number}"), moving) for number in range(strangers)]
    Random(seed).shuffle(crowd)

    async def waited() -> tuple[int, list[float]]:
        lags: dict[str, float | Callable[[float], float]] = {"lagging": 3.0, "stuck": stuck(2)}
        reader = ScriptedReader(dict(crowd), page_size=page_size, lag=lags.get(trouble, 0.0))
        if trouble == "denied":
            reader.fail(ours[0].listing, AccessDeniedError("no listing for you"))  # type: ignore[arg-type] # it has one
        outcomes = await Poller(reader, interval=4, clock=reader.wall).wait_all(ours, timeout=timeout)
        assert all(outcome.reached for outcome in outcomes) or timeout == 10 or trouble == "stuck"
        return sum(reader.counts.values()), [outcome.elapsed for outcome in outcomes]

    calls, elapsed = run(waited, backend="asyncio")
    spans = elapsed if trouble in ("lagging", "stuck") else [min(seconds, timeout) for seconds in lives]
    fills = kind is glue.MLTaskRun and strangers >= page_size
    alone = kind is sagemaker.CompilationJob and max(lives) > 0
    over = min(lives) <= 4 and (fills or alone or trouble != "none")
    assert calls <= sum(1 + math.ceil(seconds / 4) for seconds in spans) + over


def _named(kind: ResourceType, name: str) -> Ref:
    return kind(*["tfm-1"] * (len(kind.identifiers) - 1), name)
