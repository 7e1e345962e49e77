"""Waiting for one thing and for many, in virtual time: every look at its exact second, every ending as promised."""

from __future__ import annotations

import gc
import logging
import math
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    FailureStateError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    StrayStateError,
    UnknownNameError,
    UnknownStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import GONE, Completed, InState, Observation, Outcome, Ref, Updated, Verdict
from mlwaiters.pace import backoff
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import EPOCH, ScriptedReader, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mlwaiters.errors import ReadError
    from mlwaiters.model import Goal
    from mlwaiters.testing.scripted import Target, Timeline

pytestmark = pytest.mark.anyio

JOB = sagemaker.CompilationJob("churn-7")
SERVER = sagemaker.MlflowTrackingServer("experiments")
ENDPOINT = sagemaker.Endpoint("live")
CRAWLER = glue.Crawler("lake")
THROTTLE = ServiceError("Rate exceeded", code="ThrottlingException", transient=True, throttled=True)
FAULT = ServiceError("we are sorry", code="InternalFailure", transient=True)
SILENCE = ServiceError("connection refused", transient=True, answered=False)


def task(number: int) -> Ref:
    return glue.MLTaskRun(f"tfm-{number}", f"tsk-{number}")  # each in a listing of its own: described, not swept


def polling(timelines: Mapping[Ref, Timeline], *, limit: int = 32, **others: Any) -> tuple[ScriptedReader, Poller]:
    """A scripted reader, and a poller that looks through it every 5 seconds."""
    reader = ScriptedReader(timelines, **others)
    return reader, Poller(reader, interval=5, limit=limit, clock=reader.wall)


async def ending(poller: Poller, ref: Ref, until: Goal | None = None, **others: Any) -> WaiterError:
    """How a wait ends that ends badly."""
    with pytest.raises(WaiterError) as caught:
        await poller.wait(ref, until, **others)
    error = caught.value
    assert (error.ref, error.__cause__) == (ref, None)
    return error


# --- one thing: how it ends ------------------------------------------------------------------------------------------


async def test_goal_reached() -> None:
    reader, poller = polling({JOB: "STARTING 7s, INPROGRESS 10s, COMPLETED"})
    outcome = await poller.wait(JOB)
    assert reader.looks(JOB) == [0, 5, 10, 15, 20]
    assert [(change.elapsed, change.before, change.after) for change in outcome.changes] == [
        (0, None, "STARTING"),
        (10, "STARTING", "INPROGRESS"),
        (20, "INPROGRESS", "COMPLETED"),
    ]
    assert (outcome.ref, outcome.goal, outcome.verdict, outcome.reached) == (JOB, "completed", Verdict.MET, True)
    assert (outcome.state, outcome.elapsed, outcome.calls) == ("COMPLETED", 20, 5)
    assert outcome.observation is not None
    assert outcome.observation.time == EPOCH + 20
    assert outcome.response["CompilationJobStatus"] == "COMPLETED"


async def test_what_already_is_returns_at_once() -> None:
    reader, poller = polling({JOB: "COMPLETED", SERVER: "Started"})
    assert (await poller.wait(JOB)).elapsed == 0
    assert (await poller.wait(SERVER, "started")).elapsed == 0
    assert (await poller.wait(SERVER, "ready", timeout=0)).elapsed == 0
    assert reader.looks(JOB) == [0]


async def test_default_pace_stretches_until_something_changes() -> None:
    reader = ScriptedReader({JOB: "STARTING 70s, INPROGRESS 4s, COMPLETED"})
    poller = Poller(reader, interval=backoff(jitter=0), clock=reader.wall)
    await poller.wait(JOB)
    steady = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]
    assert reader.looks(JOB) == pytest.approx([*steady, 60.5, 66.55, 73.205, 78.205], abs=1e-9)


async def test_jitter_comes_from_the_randomness_given() -> None:
    drawn = iter([0.5, 0.5, 0.75, 0.25])
    reader, poller = polling({JOB: "STARTING 18s, COMPLETED"})
    await poller.wait(JOB, interval=backoff(randomness=lambda: next(drawn)))
    assert reader.looks(JOB) == [0, 5, 10, 15.5, 20]


async def test_latency_is_no_part_of_the_interval() -> None:
    reader, poller = polling({JOB: "STARTING 11s, COMPLETED"}, latency=0.5)
    outcome = await poller.wait(JOB)
    assert reader.looks(JOB) == [0, 5.5, 11]
    assert outcome.elapsed == 11.5


async def test_failure_says_why() -> None:
    steps = [Step("INPROGRESS", 12), Step("FAILED", reason="ClientError: no such framework")]
    reader, poller = polling({JOB: steps})
    error = await ending(poller, JOB)
    assert type(error) is FailureStateError
    assert reader.looks(JOB) == [0, 5, 10, 15]
    assert error.last is not None
    assert (error.last.state, error.last.reason) == ("FAILED", "ClientError: no such framework")
    assert (error.elapsed, error.polls, error.goal) == (15, 4, "completed")
    assert str(error) == (
        "sagemaker compilation-job churn-7: FAILED instead of completed: ClientError: no such framework (15s, 4 calls)"
    )


@pytest.mark.parametrize(("goal", "reached"), [("stopped", True), ("settled", True), ("completed", False)])
async def test_the_goal_says_whether_stopped_is_good(goal: str, *, reached: bool) -> None:
    reader, poller = polling({JOB: "INPROGRESS 3s, STOPPING 3s, STOPPED"})
    (outcome,) = await poller.wait_all([JOB], goal)
    assert outcome.reached is reached
    assert reader.looks(JOB) == [0, 5, 10]


async def test_states_by_name() -> None:
    reader, poller = polling({JOB: "STARTING 7s, INPROGRESS 10s, COMPLETED"})
    assert (await poller.wait(JOB, InState("INPROGRESS", "STOPPED"))).state == "INPROGRESS"
    assert (await poller.wait(JOB, "state=COMPLETED")).state == "COMPLETED"
    assert reader.looks(JOB) == [0, 5, 10, 10, 15, 20]


async def test_stray_that_comes_right_within_its_grace() -> None:
    reader, poller = polling({SERVER: "Created 20s, Stopping 10s, Stopped"})
    assert (await poller.wait(SERVER, "stopped")).elapsed == 30
    assert reader.looks(SERVER) == [0, 5, 10, 15, 20, 25, 30]


async def test_stray_after_its_grace() -> None:
    reader, poller = polling({SERVER: "Created"})
    error = await ending(poller, SERVER, "stopped")
    assert type(error) is StrayStateError
    assert error.detail == "Created, and no longer on the way to stopped"
    assert reader.looks(SERVER) == [*range(0, 65, 5)]


async def test_grace_is_the_callers_to_say() -> None:
    reader, poller = polling({SERVER: "Created"})
    assert type(await ending(poller, SERVER, "stopped", grace=8)) is StrayStateError
    assert type(await ending(poller, SERVER, "stopped", grace=0)) is StrayStateError
    assert reader.looks(SERVER) == [0, 5, 10, 10]


async def test_hopeless_wait_ends_at_once() -> None:
    reader, poller = polling({JOB: "COMPLETED"})
    error = await ending(poller, JOB, "stopped")
    assert type(error) is StrayStateError
    assert error.detail == "COMPLETED, and no longer on the way to stopped (nothing leads there from this state)"
    assert reader.looks(JOB) == [0]


async def test_not_found_after_its_grace() -> None:
    reader, poller = polling({})
    error = await ending(poller, JOB)
    assert type(error) is NotFoundError
    assert error.detail == "there is no such thing"
    assert reader.looks(JOB) == [*range(0, 65, 5)]


async def test_not_yet_there() -> None:
    reader, poller = polling({JOB: "GONE 12s, STARTING 3s, COMPLETED"})
    outcome = await poller.wait(JOB)
    assert [(change.before, change.after) for change in outcome.changes] == [(None, GONE), (GONE, "COMPLETED")]
    assert reader.looks(JOB) == [0, 5, 10, 15]


async def test_vanished_is_an_error_at_once() -> None:
    reader, poller = polling({JOB: "INPROGRESS 12s, GONE"})
    error = await ending(poller, JOB)
    assert (type(error), error.detail) == (NotFoundError, "it has vanished")
    assert reader.looks(JOB) == [0, 5, 10, 15]


async def test_vanished_is_what_deletion_waits_for() -> None:
    reader, poller = polling({SERVER: "Deleting 12s, GONE"})
    assert (await poller.wait(SERVER, "deleted")).state == GONE
    assert reader.looks(SERVER) == [0, 5, 10, 15]


async def test_recreated_is_another_thing() -> None:
    timeline = "InService 12s, Deleting 0.5s, GONE 1s, Creating"
    reader, poller = polling({ENDPOINT: timeline})
    error = await ending(poller, ENDPOINT, InState("Failed"))
    assert (type(error), error.detail) == (
        NotFoundError,
        "it has vanished, and another of the same name is Creating",
    )
    assert reader.looks(ENDPOINT) == [0, 5, 10, 15]
    reader, poller = polling({ENDPOINT: timeline})
    assert (await poller.wait(ENDPOINT, "deleted")).elapsed == 15, "the one that was to be deleted is gone"


async def test_unknown_state_is_judged_by_its_spelling_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    other = sagemaker.CompilationJob("churn-8")
    reader, poller = polling({JOB: "RESUMING 12s, FROBBED 10s, COMPLETED", other: "RESUMING 7s, COMPLETED"})
    with caplog.at_level(logging.WARNING, logger="mlwaiters"):
        outcome = await poller.wait(JOB)
        await poller.wait_all([other, JOB])
    assert [(change.after, change.known) for change in outcome.changes] == [
        ("RESUMING", False),
        ("FROBBED", False),
        ("COMPLETED", True),
    ]
    assert reader.looks(JOB) == [0, 5, 10, 15, 20, 25, 25]
    assert [record.getMessage() for record in caplog.records] == [
        "sagemaker compilation-job churn-7 shows a state that its table doesn't have: 'RESUMING'",
        "sagemaker compilation-job churn-7 shows a state that its table doesn't have: 'FROBBED'",
    ]


@pytest.mark.parametrize(
    ("state", "strict", "kind", "looks"),
    [
        ("RESUME_FAILED", False, FailureStateError, [0]),
        ("FROBBED", False, WaitTimeoutError, [0, 5, 10, 12]),
        ("RESUMING", False, WaitTimeoutError, [0, 5, 10, 12]),
        ("RESUMING", True, UnknownStateError, [0]),
        ("FROBBED", True, UnknownStateError, [0]),
    ],
)
async def test_unknown_state_never_waits_for_ever(
    state: str, kind: type[WaiterError], looks: list[float], *, strict: bool
) -> None:
    reader, poller = polling({JOB: state})
    assert type(await ending(poller, JOB, timeout=12, strict=strict)) is kind
    assert reader.looks(JOB) == looks


# --- one thing: the deadline -----------------------------------------------------------------------------------------


async def test_timeout_says_so_after_a_last_look() -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    error = await ending(poller, JOB, timeout=12)
    assert isinstance(error, WaitTimeoutError)
    assert isinstance(error, TimeoutError)
    assert reader.looks(JOB) == [0, 5, 10, 12]
    assert str(error) == (
        "sagemaker compilation-job churn-7: still INPROGRESS after 12s, not completed; "
        "only the wait has ended, the resource goes on (12s, 4 calls)"
    )
    assert error.last is not None
    assert error.last.time == EPOCH + 12


async def test_goal_reached_on_the_deadline() -> None:
    reader, poller = polling({JOB: "INPROGRESS 12s, COMPLETED"})
    assert (await poller.wait(JOB, timeout=12)).elapsed == 12
    assert reader.looks(JOB) == [0, 5, 10, 12]


async def test_deadline_of_the_type_where_none_is_given() -> None:
    reader, poller = polling({SERVER: "Creating"})
    error = await ending(poller, SERVER, interval=1000)
    assert type(error) is WaitTimeoutError
    assert reader.looks(SERVER) == [0, 1000, 2000, 2700]


async def test_no_deadline() -> None:
    reader, poller = polling({JOB: "INPROGRESS 1000000s, COMPLETED"})
    outcome = await poller.wait(JOB, timeout=math.inf, interval=100_000)
    assert (outcome.elapsed, len(reader.calls)) == (1_000_000, 11)


@pytest.mark.parametrize("seconds", [0, 0.5, 3])
async def test_a_short_wait_has_as_long_for_its_last_look_as_any_other(seconds: float) -> None:
    """To open a client, and to be given credentials by a process, takes seconds."""
    _, poller = polling({JOB: "COMPLETED", task(1): "SUCCEEDED"}, latency=LAST_LOOK - 1)
    assert (await poller.wait(JOB, timeout=seconds)).reached
    outcomes = await poller.wait_all([JOB, task(1)], timeout=seconds)
    assert [outcome.reached for outcome in outcomes] == [True, True]


async def test_hanging_call_is_cut_after_the_deadline() -> None:
    answered = iter([0.0, 0.0, math.inf])
    reader, poller = polling({JOB: "INPROGRESS"}, latency=lambda _: next(answered))
    error = await ending(poller, JOB, timeout=12)
    assert type(error) is WaitTimeoutError
    assert error.elapsed == 12 + LAST_LOOK
    assert error.detail.endswith("the latest call failed: DescribeCompilationJob: no answer in time")
    assert reader.looks(JOB) == [0, 5, 10]


async def test_service_that_never_answers_the_first_call() -> None:
    _, poller = polling({JOB: "INPROGRESS"}, latency=math.inf)
    error = await ending(poller, JOB, timeout=12)
    assert (type(error), error.elapsed, error.last) == (ServiceError, 22, None)
    (outcome,) = await poller.wait_all([JOB], timeout=12)
    assert (type(outcome.error), outcome.elapsed) == (ServiceError, 22)


# --- one thing: calls that fail --------------------------------------------------------------------------------------


async def test_passing_faults_are_survived() -> None:
    reader, poller = polling({JOB: "INPROGRESS 14s, COMPLETED"})
    reader.fail(JOB, THROTTLE, None, FAULT, SILENCE)
    outcome = await poller.wait(JOB)
    assert reader.looks(JOB) == [0, 1, 6, 11, 16], "after a throttle, as soon as the budget allows"
    assert [change.after for change in outcome.changes] == ["INPROGRESS", "COMPLETED"], "a failed call is no state"
    assert outcome.calls == 5


async def test_retry_after_is_honoured() -> None:
    reader, poller = polling({JOB: "INPROGRESS 20s, COMPLETED"})
    reader.fail(JOB, None, ServiceError("slow down", transient=True, throttled=True, retry_after=17.5))
    await poller.wait(JOB)
    assert reader.looks(JOB) == [0, 5, 22.5]


async def test_retry_after_the_deadline_still_leaves_a_last_look() -> None:
    reader, poller = polling({JOB: "INPROGRESS 10s, COMPLETED"})
    reader.fail(JOB, ServiceError("slow down", transient=True, throttled=True, retry_after=3600))
    assert (await poller.wait(JOB, timeout=12)).reached
    assert reader.looks(JOB) == [0, 12]


async def test_attempts_of_the_reader_are_counted() -> None:
    reader, poller = polling({JOB: "INPROGRESS 3s, COMPLETED"})
    fault = ServiceError("we are sorry", transient=True)
    fault.calls = 4
    reader.fail(JOB, fault)
    assert (await poller.wait(JOB)).calls == 5


@pytest.mark.parametrize("seen_before", [False, True])
@pytest.mark.parametrize(
    "fault",
    [
        AccessDeniedError("not authorized", code="AccessDeniedException"),
        CredentialsError("expired", code="ExpiredTokenException"),
        InvalidRequestError("malformed", code="ValidationException"),
        ServiceError("no such operation", code="UnknownOperationException"),
    ],
)
async def test_lasting_faults_end_the_wait_at_once(fault: ReadError, *, seen_before: bool) -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    reader.fail(JOB, *[None] * seen_before, fault)
    error = await ending(poller, JOB)
    assert type(error) is type(fault)
    assert reader.looks(JOB) == [0, 5][: 1 + seen_before]
    assert (error.last is not None) is seen_before
    assert (error.goal, error.polls) == ("completed", 1 + seen_before)


async def test_endpoint_that_never_answered_ends_the_wait_at_once() -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    reader.fail(JOB, SILENCE)
    assert type(await ending(poller, JOB)) is ServiceError
    assert reader.looks(JOB) == [0]


async def test_faults_until_the_deadline() -> None:
    reader, poller = polling({JOB: "INPROGRESS"}, faults=lambda _: THROTTLE)
    error = await ending(poller, JOB, timeout=12)
    assert (type(error), error.last, error.polls) == (WaitTimeoutError, None, 5)
    assert "Rate exceeded" in str(error)
    assert reader.looks(JOB) == [0, 1, 6, 11, 12]


async def test_timeout_tells_of_the_fault_that_hid_the_end() -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    reader.fail(JOB, None, None, None, THROTTLE)
    error = await ending(poller, JOB, timeout=12)
    assert type(error) is WaitTimeoutError
    assert error.detail.endswith("; the latest call failed: Rate exceeded")


# --- one thing: baselines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "goal", "timeline", "looks"),
    [
        (SERVER, "updated", "Updated 12s, Updating 10s, Updated", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "started", "Stopped 12s, Starting 10s, Started", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "stopped", "Stopped 12s, Stopping 10s, Stopped", [0, 0, 5, 10, 15, 20, 25]),
        (ENDPOINT, "ready", "InService 12s, Updating 10s, InService", [0, 0, 5, 10, 15, 20, 25]),
        (CRAWLER, "completed", "SUCCEEDED 12s, RUNNING 5s, STOPPING 5s, SUCCEEDED", [0, 0, 5, 10, 15, 20, 25]),
        (CRAWLER, "completed", "FAILED 12s, RUNNING 10s, SUCCEEDED", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "updated", "Updated 12s, Updating 1s, Updated", [0, 0, 5, 10, 15]),
        (SERVER, "stopped", "Started 2s, Stopping 1s, Stopped", [0, 0, 5]),
        (JOB, "completed", "COMPLETED", [0, 0]),
        (SERVER, "created", "Created", [0, 0]),
    ],
)
async def test_baseline_tells_the_new_success_from_the_old(
    ref: Ref, goal: str, timeline: str, looks: list[float]
) -> None:
    reader, poller = polling({ref: timeline})
    before = await poller.observe(ref)
    assert (await poller.wait(ref, goal, after=before)).reached
    assert reader.looks(ref) == looks


async def test_old_failure_is_not_taken_for_a_new_one() -> None:
    reader, poller = polling({SERVER: "UpdateFailed 12s, Updating 10s, Updated"})
    before = await poller.observe(SERVER)
    assert (await poller.wait(SERVER, "updated", after=before)).reached
    assert reader.looks(SERVER) == [0, 0, 5, 10, 15, 20, 25]


@pytest.mark.parametrize(
    ("ref", "goal", "state"),
    [
        (SERVER, "updated", "Updated"),
        (SERVER, "started", "Started"),
        (SERVER, "stopped", "Stopped"),
        (SERVER, "ready", "Created"),
        (ENDPOINT, "ready", "InService"),
        (CRAWLER, "completed", "SUCCEEDED"),
    ],
)
async def test_request_without_effect_is_an_error_after_the_grace(ref: Ref, goal: str, state: str) -> None:
    reader, poller = polling({ref: state})
    before = await poller.observe(ref)
    error = await ending(poller, ref, goal, after=before)
    assert type(error) is StrayStateError
    assert error.detail == f"{state}, and no longer on the way to {goal} (nothing has changed since before the request)"
    assert reader.looks(ref) == [0, *range(0, 65, 5)]


async def test_updated_without_baseline_is_held_through_the_grace() -> None:
    reader, poller = polling({SERVER: [Step("Updated", modified=EPOCH - 3600)]})
    assert (await poller.wait(SERVER, "updated")).elapsed == 60
    assert reader.looks(SERVER) == [*range(0, 65, 5)]


async def test_updated_without_baseline_but_modified_since() -> None:
    steps = [Step("Updated", 12, modified=EPOCH - 3600), Step("Updated", modified=EPOCH + 12)]
    reader, poller = polling({SERVER: steps})
    assert (await poller.wait(SERVER, "updated")).reached
    assert reader.looks(SERVER) == [0, 5, 10, 15]


async def test_updated_without_baseline_but_seen_to_move() -> None:
    steps: Timeline = [Step("Updated", 12, modified=EPOCH - 3600), ("Updating", 10), "Updated"]
    reader, poller = polling({SERVER: steps})
    assert (await poller.wait(SERVER, "updated")).reached
    assert reader.looks(SERVER) == [0, 5, 10, 15, 20, 25]


async def test_rollback_to_the_old_configuration_is_a_failure() -> None:
    steps = [
        Step("InService", 2, configuration="config-1"),
        Step("Updating", 10, configuration="config-1", pending_configuration="config-2"),
        Step("InService", configuration="config-1"),
    ]
    reader, poller = polling({ENDPOINT: steps})
    before = await poller.observe(ENDPOINT)
    for goal in ("updated", Updated("config-2")):
        error = await ending(poller, ENDPOINT, goal, after=before)
        assert type(error) is (FailureStateError if goal == "updated" else StrayStateError)
    assert reader.looks(ENDPOINT)[:5] == [0, 0, 5, 10, 15]


async def test_new_configuration_is_a_success() -> None:
    steps = [
        Step("InService", 7, configuration="config-1"),
        Step("Updating", 10, configuration="config-1", pending_configuration="config-2"),
        Step("InService", configuration="config-2"),
    ]
    reader, poller = polling({ENDPOINT: steps})
    outcome = await poller.wait(ENDPOINT, Updated("config-2"))
    assert outcome.observation is not None
    assert outcome.observation.configuration == "config-2"
    assert reader.looks(ENDPOINT) == [0, 5, 10, 15, 20]


async def test_baselines_of_many() -> None:
    other = sagemaker.MlflowTrackingServer("other")
    reader, poller = polling({SERVER: "Stopped 7s, Stopping 5s, Stopped", other: "Stopped"})
    before = await poller.observe(SERVER)
    outcomes = await poller.wait_all([SERVER, other], "stopped", after=[before])
    assert [outcome.elapsed for outcome in outcomes] == [15, 0]
    assert reader.looks(other) == [0]


# --- many things -----------------------------------------------------------------------------------------------------


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
    assert reader.looks(slow) == [3]


async def test_a_state_that_no_table_has_is_logged_as_soon_as_it_is_seen(caplog: pytest.LogCaptureFixture) -> None:
    _, poller = polling({JOB: "INPROGRESS 3s, Pondering"})
    with anyio.move_on_after(7) as scope, caplog.at_level(logging.WARNING, "mlwaiters"):
        await poller.wait(JOB)
    assert scope.cancelled_caught
    assert [record.getMessage() for record in caplog.records] == [
        "sagemaker compilation-job churn-7 shows a state that its table doesn't have: 'Pondering'"
    ]


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


# --- what makes no sense ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"until": "complete"}, UnknownNameError, "did you mean 'completed'"),
        ({"until": "started"}, UnknownNameError, "unknown goal 'started'"),
        ({"until": InState("Complete")}, UnknownNameError, "did you mean 'COMPLETED'"),
        ({"timeout": -1}, ValueError, "timeout must be a number of seconds, 0 or more, not -1"),
        ({"timeout": math.nan}, ValueError, "timeout must be a number of seconds, 0 or more, not nan"),
        ({"grace": -0.5}, ValueError, "grace must be a number of seconds, 0 or more, not -0.5"),
        ({"interval": -5}, ValueError, "interval must be a number of seconds, 0 or more, not -5"),
        ({"interval": "5s"}, TypeError, "interval must be seconds"),
        ({"timeout": "5"}, TypeError, "timeout must be a number of seconds, not '5'"),
        ({"grace": "5"}, TypeError, "grace must be a number of seconds, not '5'"),
        (
            {"timeout": timedelta(minutes=1)},
            TypeError,
            r"not datetime.timedelta\(seconds=60\); .total_seconds\(\) gives",
        ),
        ({"until": 5}, TypeError, r"a goal is a word, InState\(…\), Updated\(…\) or Completed\(\), not 5"),
        ({"until": Completed}, TypeError, "not <class 'mlwaiters.model.Completed'>"),
        ({"until": ["completed"]}, TypeError, r"not \['completed'\]"),
        ({"until": InState(["COMPLETED"])}, TypeError, r"InState takes words, each by itself, not \['COMPLETED'\]"),  # type: ignore[arg-type]
        ({"until": Updated(7)}, TypeError, "Updated takes words, each by itself, not 7"),  # type: ignore[arg-type]
        ({"after": 5}, TypeError, "after: expected an observation, not 5"),
        ({"after": ["churn-7"]}, TypeError, "after: expected an observation, not 'churn-7'"),
    ],
)
async def test_bad_input_is_refused_before_any_call(
    arguments: dict[str, Any], kind: type[Exception], message: str
) -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    with pytest.raises(kind, match=message):
        await poller.wait(JOB, **arguments)
    with pytest.raises(kind, match=message):
        await poller.wait_all([JOB], **arguments)
    with pytest.raises(kind, match=message):
        poller.as_completed([JOB], **arguments)
    with pytest.raises(kind, match=message):
        poller.stream(JOB, **arguments)
    assert reader.calls == []


async def test_what_was_observed_of_another_thing_is_refused() -> None:
    """It would be no baseline: an old success would be taken for a new one."""
    other = sagemaker.Endpoint("chrun")
    reader, poller = polling({ENDPOINT: "InService", other: "InService"})
    before = await poller.observe(other)
    reader.calls.clear()
    calls: list[Callable[[], Any]] = [
        lambda: poller.as_completed([ENDPOINT], "ready", after=[before]),
        lambda: poller.stream(ENDPOINT, other.type.listing(), after=[before]),
    ]
    for call in calls:
        with pytest.raises(
            ValueError, match="after: sagemaker endpoint chrun was observed, which isn't what is waited"
        ):
            call()
    with pytest.raises(ValueError, match="sagemaker endpoint chrun was observed"):
        await poller.wait(ENDPOINT, "ready", after=before)
    with pytest.raises(ValueError, match="sagemaker endpoint chrun was observed"):
        await poller.wait_all([ENDPOINT], "ready", after=[before])
    assert reader.calls == []
    assert (await poller.wait_all([ENDPOINT, other], "ready", after=[before], grace=0))[0].reached


@pytest.mark.parametrize("limit", [0, -1])
async def test_bad_limit(limit: int) -> None:
    with pytest.raises(ValueError, match=f"limit must be at least 1, not {limit}"):
        Poller(ScriptedReader(), limit=limit)


@pytest.mark.parametrize("wrong", [glue.MLTaskRun.listing(TransformId="tfm-1"), "churn-7", sagemaker.CompilationJob])
async def test_what_is_no_reference_is_refused_by_name(wrong: Any) -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.wait(wrong)
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.wait_all([JOB, wrong])
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.observe(wrong)
    assert reader.calls == []


async def test_what_is_no_listing_and_one_for_many_are_refused_by_name() -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    one: Any = JOB
    with pytest.raises(TypeError, match=r"expected a listing, not sagemaker.CompilationJob\('churn-7'\); glue"):
        await poller.sweep(one)
    with pytest.raises(TypeError, match="expected several references, not sagemaker"):
        await poller.wait_all(one)
    assert reader.calls == []


@pytest.mark.parametrize(
    ("budget", "kind", "message"),
    [
        (0, ValueError, "the budget must be a number of calls per second above 0, not 0"),
        (-1.5, ValueError, "not -1.5"),
        (math.nan, ValueError, "not nan"),
        ("5", TypeError, "the budget must be a number of calls per second, not '5'"),
        ({"DescribeCompilationJob": 0}, ValueError, "the budget of DescribeCompilationJob must be"),
        ({"DescribeCompilatonJob": 1}, UnknownNameError, "did you mean 'DescribeCompilationJob'"),
        ({"sagemaker:ListCompilatonJobs": 1}, UnknownNameError, "did you mean 'sagemaker:ListCompilationJobs'"),
    ],
)
async def test_bad_budget(budget: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        Poller(ScriptedReader(), budget=budget)


async def test_bad_interval_of_a_poller() -> None:
    with pytest.raises(ValueError, match="interval must be"):
        Poller(ScriptedReader(), interval=-1)


# --- against a perfect observer --------------------------------------------------------------------------------------

GRACE = 20
HALVES = st.integers(1, 24).map(lambda halves: halves / 2)
MOVING = ("STARTING", "RUNNING", "STOPPING")
MOVES = st.lists(st.tuples(st.sampled_from(MOVING), HALVES), max_size=4)
ENDINGS = st.sampled_from(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", GONE])
LIVES = st.builds(
    lambda absent, moves, end: [*([(GONE, absent)] if absent else []), *moves, (end, math.inf)],
    st.sampled_from([0, 0, 0.5, 3]),
    MOVES,
    ENDINGS,
)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=60, deadline=None)
@given(
    lives=st.lists(LIVES, min_size=1, max_size=4),
    interval=st.sampled_from([0.5, 1, 2.5, 4]),
    latency=st.sampled_from([0, 0.25, 1]),
    limit=st.sampled_from([1, 2, 8]),
)
def test_waits_end_as_a_perfect_observer_would_end_them(
    backend: str, lives: list[list[tuple[str, float]]], interval: float, latency: float, limit: int
) -> None:
    refs = [task(number) for number in range(len(lives))]

    async def waited() -> tuple[ScriptedReader, list[Outcome]]:
        reader = ScriptedReader(dict(zip(refs, lives, strict=True)), latency=latency)
        poller = Poller(reader, interval=interval, limit=limit, clock=reader.wall)
        return reader, await poller.wait_all(refs, grace=GRACE, timeout=1000)

    reader, outcomes = run(waited, backend=backend)
    for ref, life, outcome in zip(refs, lives, outcomes, strict=True):
        answers = [look + latency for look in reader.looks(ref)]
        assert outcome.ref == ref
        assert outcome.state == life[-1][0]
        assert outcome.reached is (life[-1][0] == "SUCCEEDED")
        assert [(change.elapsed, change.after) for change in outcome.changes] == changes_at(answers, life)
        crowd = math.ceil(len(refs) / limit)  # calls that wait for others to land
        assert all(after - before <= interval + latency * crowd for before, after in pairwise(answers))
        if limit >= len(refs):
            assert reader.looks(ref) == naive_looks(life, interval, latency)
    if limit >= len(refs):  # else a first look may come too late to see what was there
        assert len(reader.calls) <= sum(len(naive_looks(life, interval, latency)) for life in lives)
    assert reader.most_at_once <= limit


def state_at(time: float, life: list[tuple[str, float]]) -> str:
    for state, seconds in life:
        if time < seconds:
            return state
        time -= seconds
    raise AssertionError


def changes_at(answers: list[float], life: list[tuple[str, float]]) -> list[tuple[float, str]]:
    """What somebody who looks at these times sees change."""
    seen = [(time, state_at(time, life)) for time in answers]
    return [(time, state) for number, (time, state) in enumerate(seen) if not number or seen[number - 1][1] != state]


def naive_looks(life: list[tuple[str, float]], interval: float, latency: float) -> list[float]:
    """The looks of a loop of its own, that sleeps for an interval after each answer until it sees the end."""
    looks, found, first = [0.0], False, latency
    while True:
        answered = looks[-1] + latency
        state = state_at(answered, life)
        absent = state == GONE and not found and answered - first < GRACE
        if not absent and state not in MOVING:
            return looks
        found = found or state != GONE
        looks.append(answered + interval)
