"""Deadlines and calls that fail, in virtual time: the last look, and what a wait outlives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    InvalidRequestError,
    ServiceError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.testing.scripted import EPOCH

if TYPE_CHECKING:
    from mlwaiters.errors import ReadError
from polling import FAULT, JOB, SERVER, SILENCE, THROTTLE, ending, polling, task

pytestmark = pytest.mark.anyio


# --- the deadline ----------------------------------------------------------------------------------------------------


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


# --- calls that fail -------------------------------------------------------------------------------------------------


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
