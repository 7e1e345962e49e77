"""Waiters in botocore's format on our engine: their pace and deadlines, their files, and AWS as they read it."""

from __future__ import annotations

import json
import pickle
import re
from typing import TYPE_CHECKING, Any

import anyio
import pytest

import mlwaiters
from mlwaiters.aws import check
from mlwaiters.errors import ServiceError, UnknownNameError
from mlwaiters.goals import default_goal, goals, parse_goal, watched_goal
from mlwaiters.poller import Poller
from mlwaiters.report.events import dump, outcome_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mlwaiters.model import Listing, Observation, Page, Ref, Roll

RUNNING = mlwaiters.botocore_waiter("ec2", "instance_running")
ONE = RUNNING(InstanceIds=["i-1"])


def instances(*states: str) -> dict[str, Any]:
    return {"Reservations": [{"Instances": [{"State": {"Name": state}} for state in states]}]}


def refusal(code: str, message: str = "in the service's words") -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}


class Answers:
    """A reader of answers, one a look, the last for ever; it notes when it was asked."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[float] = []

    async def describe(self, ref: Ref) -> Observation:
        self.asked.append(anyio.current_time())
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        assert ref.type.accepted is not None
        return ref.type.accepted.observe(ref, answer, anyio.current_time())

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        raise NotImplementedError


# --- on our engine ----------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_it_looks_after_the_waiter_s_own_delay(caplog: pytest.LogCaptureFixture) -> None:
    pending = instances("pending", "pending")
    reader = Answers(pending, pending, instances("pending", "running"), instances("running", "running"))
    outcome = await Poller(reader).wait(ONE)
    assert reader.asked == [0, 15, 30, 45]
    assert [(change.before, change.after, change.elapsed, change.known) for change in outcome.changes] == [
        (None, "pending", 0, True),
        ("pending", "pending, running", 30, True),
        ("pending, running", "running", 45, True),
    ]
    assert outcome.reached
    assert str(outcome.goal) == "instance_running"
    assert (outcome.calls, outcome.elapsed, outcome.response) == (4, 45, instances("running", "running"))
    assert caplog.record_tuples == []  # no table lacks any of its states


@pytest.mark.anyio
async def test_it_waits_for_as_long_as_all_attempts_would_take() -> None:
    reader = Answers(instances("pending"))
    with pytest.raises(mlwaiters.WaitTimeoutError) as caught:
        await Poller(reader).wait(ONE)
    assert reader.asked == [15 * n for n in range(41)]  # the last of them at the deadline
    assert str(caught.value) == (
        "ec2 describe-instances i-1: still pending after 10m 00s, not instance_running; only the wait has ended, "
        "the resource goes on (10m 00s, 41 calls)"
    )


@pytest.mark.anyio
async def test_who_says_more_of_pace_and_deadline_is_heard() -> None:
    reader = Answers(instances("pending"))
    with pytest.raises(mlwaiters.WaitTimeoutError):
        await Poller(reader).wait(ONE, timeout=20, interval=8)
    assert reader.asked == [0, 8, 16, 20]
    again = Answers(instances("pending"))
    with pytest.raises(mlwaiters.WaitTimeoutError):
        await Poller(again, interval=7).wait(ONE, timeout=20)
    assert [at - again.asked[0] for at in again.asked] == [0, 7, 14, 20]
    backing_off = Answers(instances("pending"))
    with pytest.raises(mlwaiters.WaitTimeoutError):
        await Poller(backing_off).wait(ONE, timeout=200, interval=mlwaiters.backoff(jitter=0, share=0.5))
    assert [at - backing_off.asked[0] for at in backing_off.asked] == [0, 5, 10, 15, 22.5, 33.75, 50.625, 75.9375,
                                                                      113.90625, 170.859375, 200]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("answer", [{}, {"Reservations": None}, {"Reservations": []}, instances()])
async def test_an_answer_without_what_is_looked_for_is_pending(answer: dict[str, Any]) -> None:
    reader = Answers(answer)
    with pytest.raises(mlwaiters.WaitTimeoutError, match="still nothing at Reservations"):
        await Poller(reader).wait(ONE, timeout=30)
    assert reader.asked == [0, 15, 30]


@pytest.mark.anyio
async def test_a_failure_ends_it_at_once() -> None:
    reader = Answers(instances("pending"), instances("terminated"))
    with pytest.raises(mlwaiters.FailureStateError, match="terminated instead of instance_running") as caught:
        await Poller(reader).wait(ONE)
    assert reader.asked == [0, 15]
    assert caught.value.last is not None
    assert caught.value.last.response == instances("terminated")


@pytest.mark.anyio
async def test_an_error_may_be_what_is_waited_for() -> None:
    gone = mlwaiters.botocore_waiter("sagemaker", "endpoint_deleted")(EndpointName="churn")
    reader = Answers({"EndpointStatus": "Deleting"}, refusal("ValidationException", "Could not find endpoint"))
    outcome = await Poller(reader).wait(gone)
    assert [change.after for change in outcome.changes] == ["Deleting", "ValidationException"]
    assert outcome.reason == "Could not find endpoint"
    missing = Answers(refusal("InvalidInstanceID.NotFound"), instances("running"))
    assert (await Poller(missing).wait(ONE)).calls == 2


@pytest.mark.anyio
async def test_a_passing_fault_is_outlived_and_others_are_not() -> None:
    throttled = ServiceError("throttled", transient=True, throttled=True)
    reader = Answers(instances("pending"), throttled, instances("running"))
    assert (await Poller(reader).wait(ONE)).calls == 3
    with pytest.raises(mlwaiters.AccessDeniedError):
        await Poller(Answers(mlwaiters.AccessDeniedError("denied"))).wait(ONE)


@pytest.mark.anyio
async def test_who_asks_the_same_is_told_by_one_look() -> None:
    reader = Answers(instances("pending"), instances("running"))
    again = mlwaiters.botocore_waiter("ec2", "InstanceRunning")(InstanceIds=["i-1"])
    outcomes = await Poller(reader).wait_all([ONE, again])
    assert reader.asked == [0, 15]
    assert [(outcome.reached, outcome.calls) for outcome in outcomes] == [(True, 1)] * 2


@pytest.mark.anyio
async def test_a_stream_tells_of_it_as_of_all_else() -> None:
    reader = Answers(instances("pending"), instances("running"))
    events = [event async for event in Poller(reader).stream(ONE)]
    assert [type(event).__name__ for event in events] == ["Change", "Change", "Outcome"]
    last = events[-1]
    assert isinstance(last, mlwaiters.Outcome)
    document = json.loads(dump(outcome_event(last)))
    named = {name: document[name] for name in ("service", "resource", "id", "goal", "state", "verdict")}
    assert named == {
        "service": "ec2",
        "resource": "describe-instances",
        "id": {"InstanceIds": ["i-1"]},
        "goal": "instance_running",
        "state": "running",
        "verdict": "met",
    }


@pytest.mark.anyio
async def test_what_is_watched_is_told_until_the_time_is_up() -> None:
    """Success and failure are told as what they are, and end nothing."""
    states = ("pending", "running", "running", "stopping", "terminated", "pending", "running")
    reader = Answers(*(instances(state) for state in states))
    poller = Poller(reader)
    changes = [change async for change in poller.watch(ONE, timeout=120)]
    assert [(change.after, str(change.verdict), change.elapsed) for change in changes] == [
        ("pending", "pending", 0),
        ("running", "met", 15),
        ("stopping", "failed", 45),
        ("terminated", "failed", 60),
        ("pending", "pending", 75),
        ("running", "met", 90),
    ]
    assert reader.asked == [15 * n for n in range(9)]
    stream = poller.stream(ONE, until=watched_goal(RUNNING), timeout=20)
    _, outcome = [event async for event in stream]
    assert isinstance(outcome, mlwaiters.Outcome)
    assert "still running after 20s; only the wait has ended" in str(outcome.error)


@pytest.mark.anyio
async def test_a_watch_ends_with_an_error_that_no_acceptor_takes() -> None:
    reader = Answers(instances("running"), refusal("InvalidInstanceID.NotFound"), ServiceError("broken"))
    assert [change.after async for change in Poller(reader).watch(ONE)] == ["running", "InvalidInstanceID.NotFound"]
    assert reader.asked == [0, 15, 30]


@pytest.mark.anyio
async def test_another_waiter_s_goal_is_none_of_its_own() -> None:
    other = mlwaiters.botocore_waiter("ec2", "instance_stopped")
    with pytest.raises(UnknownNameError, match="unknown goal"):
        Poller(Answers({})).watch(ONE, until=watched_goal(other))


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_a_question_is_what_it_asks() -> None:
    same = RUNNING(Filters=[{"Name": "n", "Values": ["v"]}], InstanceIds=["i-1"])
    assert same == RUNNING(InstanceIds=["i-1"], Filters=[{"Name": "n", "Values": ["v"]}])
    assert len({same, ONE, RUNNING(InstanceIds=["i-1"])}) == 2
    assert RUNNING(InstanceIds=["a", "b"]) != RUNNING(InstanceIds=["a,b"])
    assert repr(ONE) == "ec2.DescribeInstances(InstanceIds=['i-1'])"
    assert (str(ONE), RUNNING().label) == ("ec2 describe-instances i-1", "describe-instances")
    assert ONE.listing is None


def test_a_question_is_not_changed_by_who_asked_it() -> None:
    ids = ["i-1"]
    asked = RUNNING(InstanceIds=ids)
    ids.append("i-2")
    asked.arguments["InstanceIds"].append("i-3")
    assert asked.arguments == {"InstanceIds": ["i-1"]}


def test_a_question_can_be_pickled() -> None:
    copied = pickle.loads(pickle.dumps(ONE))
    assert copied == ONE
    assert copied.type is RUNNING


def test_its_goal_is_its_acceptors_and_no_other() -> None:
    assert goals(RUNNING) == ("instance_running",)
    assert parse_goal(RUNNING, default_goal(RUNNING)) is RUNNING.accepted
    with pytest.raises(UnknownNameError, match="unknown goal 'completed'; expected one of: instance_running"):
        parse_goal(RUNNING, "completed")


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: RUNNING("i-1"), "ec2.DescribeInstances takes its parameters by name, not 'i-1' alone"),
        (lambda: RUNNING(InstanceId="i"), "unknown parameter 'InstanceId'; did you mean 'InstanceIds'"),
        (mlwaiters.botocore_waiter("s3", "bucket_exists"), "s3.HeadBucket: Bucket is missing; it needs"),
        (RUNNING.listing, "ec2.DescribeInstances has no listing"),
    ],
)
def test_what_the_operation_does_not_take_is_refused(ask: Any, complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        ask()


def test_values_are_held_to_the_service_s_own_model() -> None:
    check(ONE)
    with pytest.raises(mlwaiters.InvalidRequestError, match="InstanceIds 'i-1': Member must be a list"):
        check(RUNNING(InstanceIds="i-1"))


# --- files ------------------------------------------------------------------------------------------------------------

GOOD = """\
{
  "version": 2,
  "waiters": {
    "run_done": {
      "operation": "GetMLTaskRun",
      "delay": 20,
      "maxAttempts": 90,
      "acceptors": [
        {"matcher": "path", "argument": "Status", "expected": "SUCCEEDED", "state": "success"},
        {"matcher": "path", "argument": "Status", "expected": "FAILED", "state": "failure"},
        {"matcher": "error", "expected": "EntityNotFoundException", "state": "retry"}
      ]
    }
  }
}
"""
ASKED = {"TransformId": "tfm-1", "TaskRunId": "tsk-1"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "glue.json"
    path.write_text(GOOD)
    return path


@pytest.mark.parametrize("name", ["run_done", "run-done"])
@pytest.mark.anyio
async def test_a_file_of_one_s_own(file: Path, name: str) -> None:
    waiter = mlwaiters.botocore_waiter(file, name, service="glue")
    assert waiter is mlwaiters.botocore_waiter(str(file), name, service="glue")
    assert waiter is mlwaiters.botocore_waiter(json.loads(GOOD), name, service="glue")
    assert (waiter.timeout, waiter.interval) == (1800, 20)
    outcome = await Poller(Answers({"Status": "RUNNING"}, {"Status": "SUCCEEDED"})).wait(waiter(**ASKED))
    assert [change.after for change in outcome.changes] == ["RUNNING", "SUCCEEDED"]


FAILED = '"argument": "Status", "expected": "FAILED"'
MISSING = '{"matcher": "error", "expected": "EntityNotFoundException", "state": "retry"}'


@pytest.mark.parametrize(
    ("found", "put", "complaint"),
    [
        ('"matcher": "error"', '"matcher": "eror"', ", line 11: @acceptor 3: unknown matcher 'eror'; did you mean"),
        ('"state": "failure"', '"state": "failed"', ", line 10: @acceptor 2: unknown state 'failed'; did you mean"),
        ("GetMLTaskRun", "GetMLTaskRum", ", line 5: @unknown operation 'GetMLTaskRum'; did you mean 'GetMLTaskRun'"),
        (FAILED, FAILED.replace("at", "a["), ", line 10: @acceptor 2: 'Sta[us' is no JMESPath expression: "),
        ('"version": 2', '"version": 1', ", line 2: version 1; expected 2"),
        ('"version": 2,', "", ": version is missing"),
        ('"version": 2', '"version": "2"', ", line 2: version is '2'; expected a whole number"),
        ('"waiters"', '"waiter"', ", line 3: waiters is missing; is it 'waiter'?"),
        ('"delay": 20,', "", ", line 4: @delay is missing"),
        ('"delay": 20', '"delay": "20"', ", line 6: @delay is '20'; expected a whole number or a number"),
        ('"delay": 20', '"delay": -1', ", line 6: @delay -1; expected seconds, 0 or more"),
        ('"delay": 20', '"delay": NaN', ", line 6: @delay nan; expected seconds, 0 or more"),
        ('"maxAttempts"', '"maxattempts"', ", line 7: @maxAttempts is missing; is it 'maxattempts'?"),
        ('"maxAttempts": 90', '"maxAttempts": 0', ", line 7: @maxAttempts 0; expected 1 or more"),
        ('"maxAttempts": 90', '"maxAttempts": true', ", line 7: @maxAttempts is True; expected a whole number"),
        (FAILED, FAILED.replace("me", "em"), ", line 10: @acceptor 2: argument is missing; is it 'arguemnt'?"),
        (', "state": "retry"', "", ", line 4: @acceptor 3: state is missing"),
        ('"state": "success"', '"state": "retry"', ", line 8: @no acceptor's state is success: it could never end"),
        (MISSING, '"error"', ", line 4: @acceptor 3: 'error' is no JSON object"),
        (MISSING, '{"matcher": "status", "expected": "404", "state": "retry"}',
         ", line 11: @acceptor 3: expected is '404'; expected a whole number"),
        ('"EntityNotFoundException"', "404", ", line 11: @acceptor 3: expected is 404; expected a string or true"),
        ('"delay": 20,', '"delay": 20', ", line 7, column 7: no JSON: Expecting ',' delimiter"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told(file: Path, found: str, put: str, complaint: str) -> None:
    assert GOOD.count(found) == 1
    file.write_text(GOOD.replace(found, put))
    expected = f"'{file}'{complaint.replace('@', repr('run_done') + ': ')}"
    with pytest.raises(ValueError, match=re.escape(expected)):
        mlwaiters.botocore_waiter(file, "run_done", service="glue")


def test_a_mistake_in_another_waiter_of_the_file_is_told_too() -> None:
    document = json.loads(GOOD)
    document["waiters"]["Other"] = {**document["waiters"]["run_done"], "delay": None}
    with pytest.raises(ValueError, match="the waiters: 'Other': delay is None; expected a whole number or a number"):
        mlwaiters.botocore_waiter(document, "run_done", service="glue")


@pytest.mark.parametrize(
    ("arguments", "service", "complaint"),
    [
        (("ec3", "instance_running"), None, "unknown service 'ec3'; did you mean .*'ec2'"),
        (("ec2", "instance_runing"), None, "ec2: unknown waiter 'instance_runing'; did you mean 'instance_running'"),
        (("glue", "job_done"), None, "botocore has no waiters for glue"),
        (({}, "job_done"), None, "a waiter that isn't botocore's needs service="),
        (({}, "job_done"), "glu", "unknown service 'glu'; did you mean 'glue'"),
        (({}, "job_done"), "glue", "the waiters: version is missing"),
        (({"version": {1}}, "job_done"), "glue", "the waiters can't be written as JSON"),
        ((json.loads(GOOD), "run_dome"), "glue", "glue: unknown waiter 'run_dome'; did you mean 'run_done'"),
        (("/nowhere/at all.json", "run_done"), "glue", "'/nowhere/at all.json' can't be read: No such file"),
        (("with a \0", "run_done"), "glue", r"'with a \\x00' can't be read: embedded null byte"),
    ],
)
def test_what_is_no_waiter_is_refused(arguments: Sequence[Any], service: str | None, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        mlwaiters.botocore_waiter(*arguments, service=service)


def test_what_stands_in_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(ValueError, match="is no UTF-8 text"):
        mlwaiters.botocore_waiter(path, "x", service="glue")
    path.write_text("[" * 100_000)
    with pytest.raises(ValueError, match="JSON nested too deep"):
        mlwaiters.botocore_waiter(path, "x", service="glue")
