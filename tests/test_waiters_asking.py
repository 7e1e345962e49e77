"""Waiters in botocore's format over real sockets: SageMaker's own against the simulated endpoint, and the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from seeds import operations
from test_waiters import ASKED, GOOD

import mlwaiters
from mlwaiters import resources
from mlwaiters.aws.waiters import listed, services
from mlwaiters.cli import grammar, main
from mlwaiters.cli.waiter_options import options_of
from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mlwaiters.testing import SimulatedAWS

Capture = pytest.CaptureFixture[str]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class Calls:
    """A clock on which a second passes with each call that the endpoint receives."""

    aws: SimulatedAWS | None = None

    def __call__(self) -> float:
        return 1.8e9 + (self.aws.counts.total() if self.aws else 0)


@pytest.fixture
def aws(simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch) -> SimulatedAWS:
    calls = Calls()
    running = calls.aws = simulated_aws(clock=calls)
    for name, value in {
        "AWS_ENDPOINT_URL": running.url,
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    return running


# --- SageMaker's own --------------------------------------------------------------------------------------------------

LIVES = [
    ("endpoint_in_service", "endpoint", "Creating 5s, InService"),
    ("endpoint_deleted", "endpoint", "Deleting 5s, GONE"),
    ("training_job_completed_or_stopped", "training-job", "InProgress 5s, Completed"),
    ("training_job_completed_or_stopped", "training-job", "Stopping 5s, Stopped"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "resource", "life"), LIVES)
async def test_sagemaker_s_own_waiters(aws: SimulatedAWS, name: str, resource: str, life: str) -> None:
    ref = resources.find("sagemaker", resource)("churn")
    aws.world.add(ref, life)
    waiter = mlwaiters.botocore_waiter("sagemaker", name)
    async with mlwaiters.connect(interval=0.01, budget=1000) as poller:
        outcome = await poller.wait(waiter(**ref.id))
    seen = life.replace(" 5s", "").replace("GONE", "ValidationException").split(", ")
    assert [change.after for change in outcome.changes] == seen
    assert outcome.calls == aws.counts[waiter.describe.operation] > 2


@pytest.mark.anyio
async def test_a_failure_and_its_reason(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.Endpoint("e"), "Creating 2s, Failed")
    waiter = mlwaiters.botocore_waiter("sagemaker", "endpoint_in_service")
    async with mlwaiters.connect(interval=0.01, budget=1000) as poller:
        with pytest.raises(mlwaiters.FailureStateError, match="Failed instead of endpoint_in_service"):
            await poller.wait(waiter(EndpointName="e"))
        with pytest.raises(mlwaiters.FailureStateError, match=r"ValidationException instead of .*: Could not find"):
            await poller.wait(waiter(EndpointName="nowhere"))


@pytest.mark.anyio
@pytest.mark.parametrize(
    "fault",
    [{"kind": "throttle"}, {"code": "InternalFailure", "status": 500}, {"kind": "html", "status": 503}],
    ids=str,
)
async def test_a_passing_fault_says_nothing_of_the_thing(aws: SimulatedAWS, fault: dict[str, Any]) -> None:
    """Not even to an acceptor that takes any error for success."""
    acceptors = [{"matcher": "error", "expected": True, "state": "success"}]
    document = {"operation": "DescribeEndpoint", "delay": 1, "maxAttempts": 60, "acceptors": acceptors}
    waiter = mlwaiters.botocore_waiter({"version": 2, "waiters": {"AnyError": document}}, "any_error",
                                       service="sagemaker")  # fmt: skip
    aws.world.add(sagemaker.Endpoint("e"), "Deleting 9s, GONE")
    aws.fail("DescribeEndpoint", times=2, **fault)
    async with mlwaiters.connect(interval=0.02, budget=1000) as poller:
        outcome = await poller.wait(waiter(EndpointName="e"))
    assert [change.after for change in outcome.changes] == ["HTTP 200", "ValidationException"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("code", "meaning"),
    [("AccessDeniedException", mlwaiters.AccessDeniedError), ("SomethingElse", mlwaiters.ServiceError)],
)
async def test_an_error_that_no_acceptor_takes_ends_it(
    aws: SimulatedAWS, code: str, meaning: type[mlwaiters.ReadError]
) -> None:
    aws.world.add(sagemaker.Endpoint("e"), "Creating")
    aws.fail("DescribeEndpoint", code=code, message="because")
    async with mlwaiters.connect(interval=0.01) as poller:
        with pytest.raises(meaning, match="because") as caught:
            await poller.wait(mlwaiters.botocore_waiter("sagemaker", "endpoint_in_service")(EndpointName="e"))
    assert caught.value.polls == 1


# --- the command ------------------------------------------------------------------------------------------------------

WAIT = ("wait", "--waiter", "sagemaker", "endpoint_in_service")
PACE = ("--interval", "0.01", "--budget", "1000")


def test_wait(aws: SimulatedAWS, capsys: Capture) -> None:
    aws.world.add(sagemaker.Endpoint("a"), "Creating 5s, InService")
    aws.world.add(sagemaker.Endpoint("b"), "Creating 5s, Failed")
    assert main([*WAIT, "--endpoint-name", "a", *PACE, "-q"]) == 0
    assert capsys.readouterr().out.split()[:3] == ["a", "InService", "reached"]
    assert main([*WAIT, "--endpoint-name", "a", "--endpoint-name", "b", *PACE, "-o", "json"]) == 1
    done, failed = json.loads(capsys.readouterr().out)
    assert (done["state"], done["goal"], done["id"]) == ("InService", "endpoint_in_service", {"EndpointName": "a"})
    assert failed["error"]["type"] == "FailureStateError"
    assert main([*WAIT, "--endpoint-name", "nowhere", *PACE, "-q", "-o", "jsonl"]) == 1
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["change", "outcome"]


def test_wait_times_out(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.Endpoint("a"), "Creating")
    assert main([*WAIT, "--endpoint-name", "a", "--timeout", "0.05", "-q"]) == 124


def test_watch(aws: SimulatedAWS, capsys: Capture) -> None:
    aws.world.add(sagemaker.Endpoint("a"), "Creating 3s, InService 3s, Updating 3s, Failed 3s, GONE")
    watch = ("watch", *WAIT[1:], "--endpoint-name", "a", *PACE)
    assert main([*watch, "--timeout", "0.5", "-o", "jsonl"]) == 124
    *changes, outcome = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(change["after"], change["verdict"]) for change in changes] == [
        ("Creating", "pending"),
        ("InService", "met"),
        ("Updating", "pending"),
        ("Failed", "failed"),
        ("ValidationException", "failed"),
    ]
    assert (outcome["verdict"], outcome["goal"]) == ("pending", "endpoint_in_service")
    aws.fail("DescribeEndpoint", times=None, code="AccessDeniedException", message="not any more")
    assert main([*watch]) == 4


def test_what_was_waited_for_can_be_waited_for_again(aws: SimulatedAWS, capsys: Capture, tmp_path: Path) -> None:
    for name in "ab":
        aws.world.add(sagemaker.Endpoint(name), "InService")
    main([*WAIT, "--endpoint-name", "a", "--endpoint-name", "b", "-q", "-o", "jsonl"])
    file = tmp_path / "events.jsonl"
    file.write_text(capsys.readouterr().out + '{"EndpointName": "a"}\n')
    assert main([*WAIT, "--from-file", str(file), "-q"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["a", "b"]


def test_status(aws: SimulatedAWS, capsys: Capture) -> None:
    aws.world.add(sagemaker.Endpoint("a"), "Creating")
    assert main(["status", *WAIT[1:], "--endpoint-name", "a"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["a", "Creating", "pending"]


def test_a_file_of_one_s_own(aws: SimulatedAWS, capsys: Capture, tmp_path: Path) -> None:
    aws.world.add(glue.MLTaskRun(**ASKED), "RUNNING 5s, SUCCEEDED")
    file = tmp_path / "waiters.json"
    file.write_text(GOOD)
    asked = ("--transform-id", "tfm-1", "--task-run-id", "tsk-1", "--interval", "0.01")
    arguments = ("wait", "--waiter-file", str(file), "--waiter", "glue", "run-done", *asked)
    assert main(arguments) == 0
    assert "RUNNING -> SUCCEEDED" in capsys.readouterr().err
    file.write_text(GOOD.replace("failure", "failed"))
    with_mistake = f"{str(file)!r}, line 10: 'run_done': acceptor 2: unknown state 'failed'; did you mean 'failure'?"
    assert main(arguments) == 2
    assert with_mistake in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("wait", "--waiter", "ec2"), "argument --waiter: expected 2 arguments"),
        (("wait", "--waiter", "ec3", "x"), "unknown service 'ec3'"),
        (("wait", "--waiter", "glue", "x"), "botocore has no waiters for glue"),
        (("wait", "--waiter", "ec2", "instance_runing"), "unknown waiter 'instance_runing'; did you mean"),
        (("wait", "--waiter-file", "f"), "--waiter-file needs --waiter SERVICE NAME"),
        (("wait", "--waiter-file", "/no/where", "--waiter", "ec2", "x"), "'/no/where' can't be read"),
        ((*WAIT,), "--endpoint-name is missing; DescribeEndpoint requires it"),
        ((*WAIT, "a"), "'a' has no place beside --waiter; name things by AWS's parameters"),
        ((*WAIT, "--", "a"), "'a' has no place beside --waiter"),
        ((*WAIT, "--endpoint-nam", "a"), "unknown parameter '--endpoint-nam'; did you mean '--endpoint-name'?"),
        ((*WAIT, "--endpoint-name", ""), "--endpoint-name: a value is empty"),
        ((*WAIT, "--endpoint-name", "a b"), "EndpointName 'a b': Member must satisfy regular expression"),
        ((*WAIT, "--endpoint-name", "a", "--until", "ready"), "--until has no place beside --waiter"),
        ((*WAIT, "--journal", "f"), "--journal has no place beside --waiter"),
        ((*WAIT, "--resume", "f"), "--resume "),
        ((*WAIT, "--stop-on-interrupt"), "--stop-on-interrupt has no place beside --waiter"),
        ((*WAIT, "--all"), "--all has no place beside --waiter"),
        ((*WAIT, "--allow-partial"), "--allow-partial has no place beside --waiter"),
        ((*WAIT, "--grace", "3"), "--grace has no place beside --waiter"),
        ((*WAIT, "--strict"), "--strict has no place beside --waiter"),
        (("watch", *WAIT[1:], "--history"), "--history has no place beside --waiter"),
        (("watch", *WAIT[1:], "--journal", "f"), "--journal has no place beside --waiter"),
        (("watch", *WAIT[1:]), "--endpoint-name is missing; DescribeEndpoint requires it"),
        (("watch", *WAIT[1:], "--endpoint-name", "a", "--until", "settled"), "--until has no place beside --waiter"),
        ((*WAIT, "--from-file", "f", "--endpoint-name", "a"), "--from-file names everything; leave out --endp"),
        (("wait", "--waiter", "ec2", "instance_running", "--max-results", "x"), "--max-results: 'x' is no whole"),
        (("wait", "--waiter", "ec2", "instance_running", "--dry-run", "yes"), "--dry-run: 'yes' is neither true nor"),
        (("wait", "--waiter", "ec2", "instance_running", "--filters", "{"), "--filters: '{' is no JSON"),
        (("wait", "--waiter", "ec2", "instance_running", "--filters", '{"Nam": "x"}'), "unknown member 'Nam'"),
        (("wait", "--waiter", "s3", "object_exists", *["--bucket", "a"] * 2, *["--key", "k"] * 3),
         "parameters don't pair up: 2 of --bucket, 3 of --key; give --bucket once"),
        (("resources", "--waiters", "glue"), "botocore has no waiters for glue"),
    ],
)  # fmt: skip
def test_bad_usage(arguments: tuple[str, ...], complaint: str, capsys: Capture) -> None:
    assert main(arguments) == 2
    assert complaint in capsys.readouterr().err


def test_lists_by_repetition_and_whatever_is_deeper_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("mlwaiters.cli.follow.run", lambda _command, _options, targets: asked.append(targets))
    one, two = '{"Name": "n", "Values": ["v"]}', '[{"Name": "a"}, {"Name": "b"}]'
    main(["wait", "--waiter", "ec2", "instance_running", "--instance-ids", "i-1", "--instance-ids", "i-2",
          "--filters", one, "--filters", two, "--dry-run", "false"])  # fmt: skip
    main(["wait", "--waiter", "s3", "object_exists", "--bucket", "b", "--key", "k", "--key", "l",
          "--if-modified-since", "2026-01-31"])  # fmt: skip
    (first,), others = asked
    assert first.arguments == {
        "InstanceIds": ["i-1", "i-2"],
        "Filters": [{"Name": "n", "Values": ["v"]}, {"Name": "a"}, {"Name": "b"}],
        "DryRun": False,
    }
    assert [each.arguments["Key"] for each in others] == ["k", "l"]
    assert {each.arguments["IfModifiedSince"].isoformat() for each in others} == {"2026-01-31T00:00:00+00:00"}


def test_backoff_by_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    paces: list[Any] = []
    monkeypatch.setattr("mlwaiters.cli.follow.run", lambda _command, options, _targets: paces.append(options.interval))
    for interval in (("--interval", "backoff"), ("--interval", "3s"), ()):
        main([*WAIT, "--endpoint-name", "a", *interval])
    assert 4 <= paces[0](0, 1) <= 6
    assert paces[1:] == [3, None]


def test_help(capsys: Capture) -> None:
    assert main([*WAIT, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "AWS's parameters for sagemaker describe-endpoint:" in shown
    assert "--endpoint-name VALUE\n                        required; repeat it" in shown


def test_the_list_of_waiters(capsys: Capture) -> None:
    assert main(["resources", "--waiters"]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split() == ["SERVICE", "WAITER", "OPERATION", "EVERY", "TIMEOUT"]
    assert "instance_running " in shown
    assert len({line.split()[0] for line in shown.splitlines()[1:]}) == len(services()) > 70
    assert main(["resources", "--waiters", "sagemaker", "-o", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 13
    assert rows[1] == {
        "service": "sagemaker",
        "waiter": "endpoint_in_service",
        "operation": "DescribeEndpoint",
        "interval": 30,
        "timeout": 3600,
    }


def test_every_waiter_s_parameters_are_options_of_their_own_name() -> None:
    taken = {*grammar.selecting("wait").options, *grammar.selecting("watch").options}
    for service in services():
        for row in listed(service):
            waiter = mlwaiters.botocore_waiter(service, row["waiter"])
            flags = [each.flag for each in options_of(waiter, taken)]
            assert not {*flags}.intersection(taken)
            assert not any(flag.startswith("--aws-") for flag in flags)


def test_a_parameter_that_is_named_as_an_option_of_ours() -> None:
    waiter = mlwaiters.botocore_waiter("sagemaker", "endpoint_in_service")
    assert [each.flag for each in options_of(waiter, ["--endpoint-name"])] == ["--aws-endpoint-name"]


def test_all_of_sagemaker_s_that_are_simulated_are_tried() -> None:
    known = {row["waiter"] for row in listed("sagemaker") if ("sagemaker", row["operation"]) in operations()}
    assert {name for name, *_ in LIVES} == known
