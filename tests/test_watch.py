"""Watching things and listings, in virtual time: every change once and in order, every call at its exact second."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters.errors import (
    FailureStateError,
    NotFoundError,
)
from mlwaiters.model import GONE, Change, InState, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.pump import PATIENCE
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader, Step

if TYPE_CHECKING:
    from mlwaiters.feed import Event
    from mlwaiters.testing.scripted import Target, Timeline
from polling import JOB, THROTTLE, polling
from watching import ALL_RUNS, JOBS, RUNS, Hiding, task, told

pytestmark = pytest.mark.anyio


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
    assert [change[3] for change in await told(poller.watch(task(1), until=InState("RUNNING")))] == [
        "STARTING",
        "RUNNING",
    ]


async def test_thing_that_vanishes() -> None:
    _, poller = polling({task(1): "RUNNING 7s, GONE"})
    assert await told(poller.watch(task(1))) == [(0, "tsk-1", None, "RUNNING"), (10, "tsk-1", "RUNNING", GONE)]


async def test_watching_ends_quietly_with_its_time() -> None:
    reader, poller = polling({task(1): "RUNNING"})
    assert await told(poller.watch(task(1), RUNS, timeout=12)) == [(0, "tsk-1", None, "RUNNING")]
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


async def test_parent_that_vanishes_while_all_are_read_once() -> None:
    reader, poller = polling({task(1): "RUNNING", task(2, "tfm-2"): "RUNNING"}, latency=1)
    reader.parent(glue.MLTaskRun, "tfm-1", until=1.5)
    assert [seen.ref for seen in await poller.sweep(ALL_RUNS)] == [task(2, "tfm-2")]
    with pytest.raises(NotFoundError):
        await poller.sweep(ALL_RUNS.below("tfm-1"))


async def test_what_is_found_below_parents_is_not_waited_for_once_all_is_given_up() -> None:
    reader, poller = polling({task(1): "RUNNING 33s, SUCCEEDED", JOB: "FAILED"})
    ended = [event.ref async for event in poller.stream(JOB, ALL_RUNS, fail_fast=True) if isinstance(event, Outcome)]
    assert (ended, anyio.current_time()) == ([JOB], 0)
    assert reader.counts == {"DescribeCompilationJob": 1, "ListMLTransforms": 1}


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
