"""Watching things and listings, in virtual time: every change once and in order, every call at its exact second."""

from __future__ import annotations

import gc
import logging
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlwaiters.errors import (
    AccessDeniedError,
    FailureStateError,
    NotFoundError,
    ReadError,
    ServiceError,
    UnknownNameError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import GONE, Change, Listing, Outcome, Page, Ref, Roll
from mlwaiters.poller import Poller
from mlwaiters.pump import PATIENCE
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader, Step

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Mapping

    from mlwaiters.feed import Event
    from mlwaiters.testing.scripted import Target, Timeline

pytestmark = pytest.mark.anyio

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1").scope
ALL_RUNS = glue.MLTaskRun.listing()
JOBS = sagemaker.CompilationJob.listing().scope
JOB = sagemaker.CompilationJob("churn-7")
THROTTLE = ServiceError("Rate exceeded", transient=True, throttled=True)


def task(number: int, transform: str = "tfm-1") -> Ref:
    return glue.MLTaskRun(transform, f"tsk-{number}")


def polling(
    timelines: Mapping[Ref, Timeline], *, kind: type[ScriptedReader] = ScriptedReader, **others: Any
) -> tuple[ScriptedReader, Poller]:
    """A scripted reader, and a poller that looks through it every 5 seconds."""
    reader = kind(timelines, **others)
    return reader, Poller(reader, interval=5, clock=reader.wall)


async def told(stream: AsyncIterable[Change]) -> list[tuple[float, str, str | None, str]]:
    """All that a stream tells, with when it was told; what is told at one moment by name, since calls run together."""
    rows = [
        (anyio.current_time(), change.ref.label.rpartition("/")[2], change.before, change.after)
        async for change in stream
    ]
    return sorted(rows, key=lambda row: row[:2])


class Hiding(ScriptedReader):
    """Leaves things out of its listings, at times."""

    hidden: Callable[[Ref, float], bool] = staticmethod(lambda _ref, _time: False)

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        page = await super().page(listing, token)
        return replace(page, observations=tuple(o for o in page.observations if not self.hidden(o.ref, self.time)))


# --- things ----------------------------------------------------------------------------------------------------------


async def test_things_until_each_rests() -> None:
    reader, poller = polling({task(1): "STARTING 7s, RUNNING 10s, SUCCEEDED", JOB: "INPROGRESS 7s, FAILED"})
    assert await told(poller.watch(task(1), JOB)) == [
        (0, "churn-7", None, "INPROGRESS"),
        (0, "tsk-1", None, "STARTING"),
        (10, "churn-7", "INPROGRESS", "FAILED"),
        (10, "tsk-1", "STARTING", "RUNNING"),
        (20, "tsk-1", "RUNNING", "SUCCEEDED"),
    ]
    assert (reader.looks(task(1)), reader.looks(JOB)) == ([0, 5, 10, 15, 20], [0, 5, 10])


async def test_another_goal() -> None:
    _, poller = polling({task(1): "STARTING 7s, RUNNING 10s, SUCCEEDED"})
    assert [change[3] for change in await told(poller.watch(task(1), until="state=RUNNING"))] == ["STARTING", "RUNNING"]


async def test_thing_that_vanishes() -> None:
    _, poller = polling({task(1): "RUNNING 7s, GONE"})
    assert await told(poller.watch(task(1))) == [(0, "tsk-1", None, "RUNNING"), (10, "tsk-1", "RUNNING", GONE)]


async def test_watching_ends_quietly_with_its_time() -> None:
    reader, poller = polling({task(1): "RUNNING"})
    assert await told(poller.watch(task(1), RUNS, timeout=12)) == [
        (0, "tsk-1", None, "RUNNING"),
        (0, "tsk-1", None, "RUNNING"),
    ]
    assert anyio.current_time() == 12
    assert reader.looks(RUNS) == [0, 5, 10, 12]
    assert reader.looks(task(1)) == [], "the listing shows it"


async def test_nothing_to_watch() -> None:
    reader, poller = polling({})
    assert await told(poller.watch()) == []
    assert await told(poller.watch(JOBS)) == []
    assert reader.looks(JOBS) == [0]


# --- a listing -------------------------------------------------------------------------------------------------------


async def test_listing_takes_one_call_for_all() -> None:
    timelines: dict[Ref, Timeline] = {task(number): "RUNNING 22s, SUCCEEDED" for number in range(40)}
    reader, poller = polling(timelines)
    changes = await told(poller.watch(RUNS))
    assert len(changes) == 80
    assert {change[0] for change in changes} == {0, 25}
    assert reader.looks(RUNS) == [0, 5, 10, 15, 20, 25]
    assert reader.counts == {"GetMLTaskRuns": 6}


async def test_what_rests_at_first_is_left_out_and_what_appears_is_not() -> None:
    reader, poller = polling({task(1): "SUCCEEDED", task(2): "RUNNING 33s, SUCCEEDED"})
    reader.add(task(3), "RUNNING 10s, FAILED", delay=12)
    reader.add(task(4), "SUCCEEDED", delay=17)
    assert await told(poller.watch(RUNS)) == [
        (0, "tsk-2", None, "RUNNING"),
        (15, "tsk-3", None, "RUNNING"),
        (20, "tsk-4", None, "SUCCEEDED"),
        (25, "tsk-3", "RUNNING", "FAILED"),
        (35, "tsk-2", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.counts == {"GetMLTaskRuns": 8}


async def test_history_where_asked_for() -> None:
    reader, poller = polling({task(1): "SUCCEEDED", task(2): "RUNNING 3s, FAILED", task(3): "STOPPED"})
    assert await told(poller.watch(RUNS, history=True)) == [
        (0, "tsk-1", None, "SUCCEEDED"),
        (0, "tsk-2", None, "RUNNING"),
        (0, "tsk-3", None, "STOPPED"),
        (5, "tsk-2", "RUNNING", "FAILED"),
    ]
    assert reader.looks(RUNS) == [0, 5]


async def test_every_page_is_read() -> None:
    timelines: dict[Ref, Timeline] = {task(number): "RUNNING 3s, SUCCEEDED" for number in range(5)}
    reader, poller = polling(timelines, page_size=2)
    assert len(await told(poller.watch(RUNS))) == 10
    assert [(call.time, call.token) for call in reader.calls] == [
        (0, ""),
        (0, "2"),
        (0, "4"),
        (5, ""),
        (5, "2"),
        (5, "4"),
    ]


async def test_vanished_from_the_listing_is_described() -> None:
    reader, poller = polling({task(1): "RUNNING 12s, GONE", task(2): "RUNNING 22s, SUCCEEDED"})
    assert await told(poller.watch(RUNS)) == [
        (0, "tsk-1", None, "RUNNING"),
        (0, "tsk-2", None, "RUNNING"),
        (15, "tsk-1", "RUNNING", GONE),
        (25, "tsk-2", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.looks(task(1)) == [15]
    assert reader.looks(RUNS) == [0, 5, 10, 15, 20, 25]


async def test_absence_from_the_listing_proves_nothing() -> None:
    reader, poller = polling({task(1): "RUNNING 22s, SUCCEEDED"}, kind=Hiding)
    assert isinstance(reader, Hiding)
    reader.hidden = lambda _ref, time: 4 < time < 14
    assert await told(poller.watch(RUNS)) == [(0, "tsk-1", None, "RUNNING"), (25, "tsk-1", "RUNNING", "SUCCEEDED")]
    assert reader.looks(task(1)) == [5, 10]


async def test_listing_that_lags_behind() -> None:
    reader, poller = polling({task(1): "RUNNING 12s, SUCCEEDED", task(2): "RUNNING"}, lag=4)
    stream = poller.watch(RUNS, task(2), timeout=30)
    assert await told(stream) == [
        (0, "tsk-2", None, "RUNNING"),
        (5, "tsk-1", None, "RUNNING"),
        (5, "tsk-2", None, "RUNNING"),
        (20, "tsk-1", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.looks(task(1)) == []


async def test_unknown_state_in_a_listing_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    timelines: dict[Ref, Timeline] = {task(number): "RESUMING 12s, SUCCEEDED" for number in range(3)}
    _, poller = polling(timelines)
    with caplog.at_level(logging.WARNING, logger="mlwaiters"):
        known = [change.known async for change in poller.watch(RUNS)]
    assert known == [False] * 3 + [True] * 3
    assert [record.getMessage() for record in caplog.records] == [
        "glue ml-task-run tfm-1/tsk-0 shows a state that its table doesn't have: 'RESUMING'"
    ]


# --- a listing that gives no reason ----------------------------------------------------------------------------------


async def test_failure_is_explained_by_one_describe() -> None:
    other = sagemaker.CompilationJob("churn-8")
    steps = [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")]
    reader, poller = polling({JOB: steps, other: "INPROGRESS 12s, COMPLETED"})
    events = [event async for event in poller.stream(JOBS, until="completed")]
    assert summary(events) == [
        "churn-7 ->INPROGRESS", "churn-8 ->INPROGRESS", "churn-7 ->FAILED", "churn-7 FAILED FailureStateError",
        "churn-8 ->COMPLETED", "churn-8 COMPLETED None",
    ]  # fmt: skip
    failed = events[3]
    assert isinstance(failed, Outcome)
    assert (failed.reason, failed.elapsed) == ("out of memory", 10)
    assert reader.looks(JOB) == [10]
    assert reader.counts == {"ListCompilationJobs": 4, "DescribeCompilationJob": 1}


@pytest.mark.parametrize("history", [False, True])
async def test_watching_tells_why_what_came_to_rest_has_failed(*, history: bool) -> None:
    life = [Step("INPROGRESS", 0 if history else 7), Step("FAILED", reason="out of memory")]
    reader, poller = polling({JOB: life})
    *_, last = [change async for change in poller.watch(JOBS, history=history)]
    assert (last.after, last.reason) == ("FAILED", "out of memory")
    assert len(reader.looks(JOB)) == 1


async def test_slow_explanation_is_asked_for_and_told_once() -> None:
    other = sagemaker.CompilationJob("churn-8")
    steps = [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")]
    reader, poller = polling(
        {JOB: steps, other: "INPROGRESS 33s, COMPLETED"}, latency=lambda target: 12 if isinstance(target, Ref) else 0
    )
    events = [event async for event in poller.stream(JOBS, until="completed")]
    assert [line for line in summary(events) if line.startswith("churn-7")] == [
        "churn-7 ->INPROGRESS",
        "churn-7 ->FAILED",
        "churn-7 FAILED FailureStateError",
    ]
    assert reader.looks(JOB) == [10]


async def test_explanation_that_was_cut_short_is_asked_for_again_at_once() -> None:
    steps = [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")]
    seconds: dict[Target, float] = {JOB: 3, task(1): 0.5, JOBS: 0}
    reader, poller = polling({JOB: steps, task(1): "STARTING 7s, RUNNING 60s, SUCCEEDED"}, latency=seconds.__getitem__)
    rows = await told(poller.watch(JOBS, task(1), until="completed"))
    assert [row for row in rows if row[3] in ("RUNNING", "FAILED")] == [
        (11.5 + PATIENCE, "tsk-1", "STARTING", "RUNNING"),
        (14.5 + PATIENCE, "churn-7", "INPROGRESS", "FAILED"),
    ]
    assert reader.looks(JOB) == [10, 11.5 + PATIENCE]


async def test_slow_look_at_what_is_missing_is_made_and_told_once() -> None:
    reader, poller = polling(
        {task(1): "RUNNING 7s, GONE", task(2): "RUNNING 33s, SUCCEEDED"},
        latency=lambda target: 12 if isinstance(target, Ref) else 0,
    )
    events = [event async for event in poller.stream(RUNS)]
    assert [line for line in summary(events) if line.startswith("tfm-1/tsk-1")] == [
        "tfm-1/tsk-1 ->RUNNING",
        "tfm-1/tsk-1 ->GONE",
        "tfm-1/tsk-1 GONE NotFoundError",
    ]
    assert reader.looks(task(1)) == [10]


async def test_failure_seen_by_the_last_look_is_no_timeout() -> None:
    _, poller = polling({JOB: [Step("INPROGRESS", 12), Step("FAILED", reason="out of memory")]})
    events = [event async for event in poller.stream(JOBS, until="completed", timeout=13)]
    outcome = events[-1]
    assert isinstance(outcome, Outcome)
    assert (type(outcome.error), outcome.state) == (FailureStateError, "FAILED")


async def test_disappearance_seen_by_the_last_look_is_no_timeout() -> None:
    reader, poller = polling({task(1): "RUNNING 12s, GONE"})
    reader.parent(glue.MLTaskRun, "tfm-1")
    events = [event async for event in poller.stream(RUNS, timeout=13)]
    assert summary(events) == ["tfm-1/tsk-1 ->RUNNING", "tfm-1/tsk-1 ->GONE", "tfm-1/tsk-1 GONE NotFoundError"]


async def test_explanation_that_fails_is_asked_for_again() -> None:
    reader, poller = polling({JOB: [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")]})
    reader.fail(JOB, THROTTLE)
    changes = [change async for change in poller.watch(JOBS, until="completed")]
    assert [(change.after, change.reason) for change in changes] == [("INPROGRESS", ""), ("FAILED", "out of memory")]
    assert reader.looks(JOB) == [10, 15]


async def test_time_runs_out_for_all_that_a_listing_shows() -> None:
    reader, poller = polling({task(1): "RUNNING", task(2): "RUNNING 7s, SUCCEEDED"})
    events = [event async for event in poller.stream(RUNS, timeout=12)]
    assert summary(events) == [
        "tfm-1/tsk-1 ->RUNNING", "tfm-1/tsk-2 ->RUNNING", "tfm-1/tsk-2 ->SUCCEEDED", "tfm-1/tsk-2 SUCCEEDED None",
        "tfm-1/tsk-1 RUNNING WaitTimeoutError",
    ]  # fmt: skip
    assert reader.looks(RUNS) == [0, 5, 10, 12]


def summary(events: list[Event]) -> list[str]:
    return [
        f"{event.ref.label} ->{event.after}"
        if isinstance(event, Change)
        else f"{event.ref.label} {event.state} {type(event.error).__name__.replace('NoneType', 'None')}"
        for event in events
    ]


# --- a listing of every parent ---------------------------------------------------------------------------------------


async def test_listing_of_every_parent() -> None:
    reader, poller = polling({task(1): "RUNNING 7s, SUCCEEDED", task(2, "tfm-2"): "RUNNING 12s, FAILED"})
    reader.parent(glue.MLTaskRun, "tfm-3")
    assert await told(poller.watch(ALL_RUNS)) == [
        (0, "tsk-1", None, "RUNNING"),
        (0, "tsk-2", None, "RUNNING"),
        (10, "tsk-1", "RUNNING", "SUCCEEDED"),
        (15, "tsk-2", "RUNNING", "FAILED"),
    ]
    assert reader.counts["ListMLTransforms"] == 4
    assert {call.target for call in reader.calls} == {
        ALL_RUNS,
        *(ALL_RUNS.below(name).scope for name in ("tfm-1", "tfm-2", "tfm-3")),
    }


async def test_parent_that_appears_later() -> None:
    reader, poller = polling({task(1): "RUNNING 33s, SUCCEEDED"})
    reader.add(task(2, "tfm-2"), "SUCCEEDED", delay=12)
    assert await told(poller.watch(ALL_RUNS)) == [
        (0, "tsk-1", None, "RUNNING"),
        (15, "tsk-2", None, "SUCCEEDED"),
        (35, "tsk-1", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.looks(ALL_RUNS.below("tfm-2").scope)[0] == 15


async def test_parent_that_vanishes() -> None:
    reader, poller = polling({task(1): "RUNNING 33s, SUCCEEDED", task(2, "tfm-2"): "RUNNING 13s, GONE"})
    reader.parent(glue.MLTaskRun, "tfm-2", until=12)
    assert await told(poller.watch(ALL_RUNS)) == [
        (0, "tsk-1", None, "RUNNING"),
        (0, "tsk-2", None, "RUNNING"),
        (15, "tsk-2", "RUNNING", GONE),
        (35, "tsk-1", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.looks(task(2, "tfm-2")) == [15]


async def test_no_parents() -> None:
    reader, poller = polling({})
    assert await told(poller.watch(ALL_RUNS)) == []
    assert reader.counts == {"ListMLTransforms": 1}


async def test_parents_are_swept_together_within_the_limit() -> None:
    timelines: dict[Ref, Timeline] = {task(1, f"tfm-{number}"): "RUNNING 8s, SUCCEEDED" for number in range(6)}
    reader = ScriptedReader(timelines, latency=1)
    poller = Poller(reader, interval=5, limit=4, clock=reader.wall)
    assert len(await told(poller.watch(ALL_RUNS))) == 12
    assert reader.most_at_once == 4


async def test_executions_below_pipelines_and_runs_below_jobs() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/churn/execution/4k2"
    execution, job_run = sagemaker.PipelineExecution(arn), glue.JobRun("etl", "jr-1")
    reader, poller = polling({job_run: "RUNNING 3s, SUCCEEDED"})
    reader.add(execution, "Executing 3s, Succeeded", parent="churn")
    stream = poller.watch(sagemaker.PipelineExecution.listing(), glue.JobRun.listing())
    assert await told(stream) == [
        (0, "4k2", None, "Executing"),
        (0, "jr-1", None, "RUNNING"),
        (5, "4k2", "Executing", "Succeeded"),
        (5, "jr-1", "RUNNING", "SUCCEEDED"),
    ]
    assert reader.counts == {"ListPipelines": 2, "ListPipelineExecutions": 2, "ListJobs": 2, "GetJobRuns": 2}


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
        poller.watch(RUNS, until="setled")
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


# --- against a perfect observer --------------------------------------------------------------------------------------

HALVES = st.integers(1, 24).map(lambda halves: halves / 2)
MOVING = ("STARTING", "RUNNING", "STOPPING")
LIVES = st.builds(
    lambda absent, moves, end: [*([(GONE, absent)] if absent else []), *moves, (end, math.inf)],
    st.sampled_from([0, 0, 0.5, 3]),
    st.lists(st.tuples(st.sampled_from(MOVING), HALVES), min_size=1, max_size=4),
    st.sampled_from(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", GONE]),
)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=60, deadline=None)
@given(
    lives=st.lists(LIVES, min_size=1, max_size=4),
    interval=st.sampled_from([0.5, 1, 2.5, 4]),
    latency=st.sampled_from([0, 0.25, 0.75]),
    page_size=st.sampled_from([1, 3, 100]),
)
def test_a_watched_listing_shows_what_a_perfect_observer_sees(
    backend: str, lives: list[list[tuple[str, float]]], interval: float, latency: float, page_size: int
) -> None:
    refs = [task(number) for number in range(len(lives))]

    async def watched() -> tuple[ScriptedReader, list[Change]]:
        reader = ScriptedReader(dict(zip(refs, lives, strict=True)), latency=latency, page_size=page_size)
        reader.parent(glue.MLTaskRun, "tfm-1")
        poller = Poller(reader, interval=interval, clock=reader.wall)
        return reader, [change async for change in poller.watch(RUNS)]

    reader, changes = run(watched, backend=backend)
    ended = reader.calls[-1].time + latency
    round_ = interval + latency * (1 + math.ceil(len(refs) / page_size))  # the longest between two looks at a thing
    for ref, life in zip(refs, lives, strict=True):
        shown = [change for change in changes if change.ref == ref]
        states = [change.after for change in shown]
        assert [change.before for change in shown] == [None, *states][: len(states)]
        assert all(before != after for before, after in zip([None, *states], states, strict=False)), "once"
        path = [state for state, _ in life]
        rest = iter(path)
        assert all(state in rest for state in states), "in order, and never what wasn't"
        start = 0.0
        for state, seconds in life:
            seen = any(change.after == state for change in shown)
            reached = start + min(seconds, round_) <= ended and state in MOVING
            assert seen or not reached or seconds <= round_, f"{state} was missed, for all its {seconds} s"
            start += seconds
        if states:
            assert states[-1] == path[-1], "watched to the end"
    sweeps = sum(1 for call in reader.calls if not call.token and call.target == RUNS)
    longest = max(sum(seconds for _, seconds in life[:-1]) for life in lives)
    assert sweeps <= 2 + (longest + latency) / (interval + latency), "as seldom as a loop for the longest alone"
