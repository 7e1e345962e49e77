"""Waiting for one thing, in virtual time: every look at its exact second, every ending as promised."""

from __future__ import annotations

import logging

import pytest
from polling import ENDPOINT, JOB, SERVER, ending, polling

from mlwaiters.errors import (
    FailureStateError,
    NotFoundError,
    StrayStateError,
    UnknownStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.model import GONE, Goal, InState, Verdict
from mlwaiters.pace import backoff
from mlwaiters.poller import Poller
from mlwaiters.resources import sagemaker
from mlwaiters.testing.scripted import EPOCH, ScriptedReader, Step

pytestmark = pytest.mark.anyio


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
async def test_the_goal_says_whether_stopped_is_good(goal: Goal, *, reached: bool) -> None:
    reader, poller = polling({JOB: "INPROGRESS 3s, STOPPING 3s, STOPPED"})
    (outcome,) = await poller.wait_all([JOB], goal)
    assert outcome.reached is reached
    assert reader.looks(JOB) == [0, 5, 10]


async def test_states_by_name() -> None:
    reader, poller = polling({JOB: "STARTING 7s, INPROGRESS 10s, COMPLETED"})
    assert (await poller.wait(JOB, InState("INPROGRESS", "STOPPED"))).state == "INPROGRESS"
    assert (await poller.wait(JOB, "state=COMPLETED")).state == "COMPLETED"  # type: ignore[arg-type] # the shell's
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
