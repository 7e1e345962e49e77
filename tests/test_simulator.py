"""The simulated endpoint over real sockets: boto3 and aiobotocore, failures on order, the command, the fixture."""

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import anyio
import boto3
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing import SimulatedAWS, World, pytest_plugin
from mlwaiters.testing.facts import Job

START = 1_700_000_000.0
ROLE = "arn:aws:iam::123456789012:role/simulated"
ONCE = {"total_max_attempts": 1, "mode": "standard"}


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def aws(clock: Clock) -> Iterator[SimulatedAWS]:
    with SimulatedAWS.in_thread(clock=clock) as running:
        yield running


def client(aws: SimulatedAWS, service: str, **options: Any) -> Any:
    return boto3.client(service, config=Config(retries=ONCE, **options), **aws.client_options)


# --- boto3 -----------------------------------------------------------------------------------------------------------


def test_boto3_sees_a_job_through(aws: SimulatedAWS, clock: Clock) -> None:
    sm = client(aws, "sagemaker")
    aws.world.script(sagemaker.CompilationJob, "run", "STARTING 2s, INPROGRESS 5s, FAILED: out of memory")
    arn = sm.create_compilation_job(
        CompilationJobName="churn-7",
        RoleArn=ROLE,
        InputConfig={"S3Uri": "s3://b/in", "DataInputConfig": "{}", "Framework": "ONNX"},
        OutputConfig={"S3OutputLocation": "s3://b/out", "TargetDevice": "ml_c5"},
        StoppingCondition={"MaxRuntimeInSeconds": 900},
    )["CompilationJobArn"]
    seen = sm.describe_compilation_job(CompilationJobName="churn-7")
    assert (seen["CompilationJobArn"], seen["CompilationJobStatus"]) == (arn, "STARTING")
    assert seen["CreationTime"].timestamp() == START
    assert seen["OutputConfig"]["TargetDevice"] == "ml_c5"
    clock.now += 7
    seen = sm.describe_compilation_job(CompilationJobName="churn-7")
    assert (seen["CompilationJobStatus"], seen["FailureReason"]) == ("FAILED", "out of memory")
    with pytest.raises(sm.exceptions.ResourceInUse):
        sm.create_compilation_job(
            CompilationJobName="churn-7",
            RoleArn=ROLE,
            OutputConfig={"S3OutputLocation": "s3://b/out"},
            StoppingCondition={"MaxRuntimeInSeconds": 900},
        )
    sm.delete_compilation_job(CompilationJobName="churn-7")
    with pytest.raises(sm.exceptions.ResourceNotFound):
        sm.describe_compilation_job(CompilationJobName="churn-7")
    assert aws.counts["DescribeCompilationJob"] == 3
    assert [call.operation for call in aws.calls][:2] == ["CreateCompilationJob", "DescribeCompilationJob"]
    assert aws.calls[1].given == {"CompilationJobName": "churn-7"}


def test_boto3_waits_for_an_endpoint_with_its_own_waiter(aws: SimulatedAWS, clock: Clock) -> None:
    sm = client(aws, "sagemaker")
    sm.create_endpoint(EndpointName="e", EndpointConfigName="c")
    clock.now += 600
    sm.get_waiter("endpoint_in_service").wait(EndpointName="e")
    sm.delete_endpoint(EndpointName="e")
    clock.now += 600
    sm.get_waiter("endpoint_deleted").wait(EndpointName="e")


def test_boto3_pages_through_a_listing(aws: SimulatedAWS) -> None:
    for number in range(250):
        aws.world.add(glue.MLTaskRun("tfm-1", f"tsk-{number}"), "SUCCEEDED")
    gl = client(aws, "glue")
    runs: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = gl.get_ml_task_runs(TransformId="tfm-1", MaxResults=100, **token)
        runs += [run["TaskRunId"] for run in page["TaskRuns"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert sorted(runs) == sorted(f"tsk-{number}" for number in range(250))
    assert aws.counts["GetMLTaskRuns"] == 3
    aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
    pages = client(aws, "sagemaker").get_paginator("list_compilation_jobs").paginate()
    assert [job["CompilationJobName"] for page in pages for job in page["CompilationJobSummaries"]] == ["c"]


def test_boto3_is_refused_as_by_the_service(aws: SimulatedAWS) -> None:
    with pytest.raises(ClientError, match=r"ValidationException.*Could not find endpoint") as error:
        client(aws, "sagemaker").describe_endpoint(EndpointName="e")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error.value.response["ResponseMetadata"]["RequestId"]
    gl = client(aws, "glue", parameter_validation=False)
    with pytest.raises(gl.exceptions.InvalidInputException, match="at 'transformId' failed to satisfy"):
        gl.get_ml_task_runs(TransformId="")


# --- failures on order -----------------------------------------------------------------------------------------------


def test_error_on_order_comes_so_many_times(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
    sm = client(aws, "sagemaker")
    aws.fail("DescribeCompilationJob", code="ThrottlingException", message="Rate exceeded", times=2, retry_after=3)
    for _ in range(2):
        with pytest.raises(ClientError, match=r"ThrottlingException.*Rate exceeded") as error:
            sm.describe_compilation_job(CompilationJobName="c")
        assert error.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "3"
    assert sm.list_compilation_jobs()["CompilationJobSummaries"]
    assert sm.describe_compilation_job(CompilationJobName="c")["CompilationJobStatus"] == "COMPLETED"


def test_page_that_aws_never_wrote(aws: SimulatedAWS) -> None:
    aws.fail("GetMLTaskRun", "html", status=502)
    with pytest.raises(ClientError) as error:
        client(aws, "glue").get_ml_task_run(TransformId="t", TaskRunId="r")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 502


def test_broken_connections(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
    sm = client(aws, "sagemaker", read_timeout=0.3)
    aws.fail(kind="reset")
    with pytest.raises((ConnectionClosedError, HTTPClientError)):
        sm.describe_compilation_job(CompilationJobName="c")
    aws.fail(kind="length-over")
    with pytest.raises(http.client.IncompleteRead):
        post(aws.url, {"X-Amz-Target": "SageMaker.ListCompilationJobs", "Authorization": "x"})
    aws.fail(kind="hang")
    with pytest.raises(HTTPClientError, match=r"(?i)timeout|timed out"):
        sm.describe_compilation_job(CompilationJobName="c")
    assert sm.describe_compilation_job(CompilationJobName="c")["CompilationJobStatus"] == "COMPLETED"


def test_fault_that_makes_no_sense_is_refused(aws: SimulatedAWS) -> None:
    with pytest.raises(ValueError, match="error: code must be the code of an error, not ''"):
        aws.fail("GetMLTaskRun")
    with pytest.raises(ValueError, match="hang: unknown option 'status'"):
        aws.fail("GetMLTaskRun", "hang", status=500)
    with pytest.raises(ValueError, match="unknown operation 'GetMLTaskRunz'; did you mean 'GetMLTaskRun'"):
        aws.fail("GetMLTaskRunz", "hang")
    with pytest.raises(ValueError, match="status must be the HTTP status of an error, not 99"):
        aws.fail("GetMLTaskRun", "html", status=99)


# --- plain HTTP ------------------------------------------------------------------------------------------------------


def post(url: str, headers: Mapping[str, str], body: bytes = b"{}") -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, dict(headers)), timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_what_is_no_call_of_aws(aws: SimulatedAWS) -> None:
    target = {"X-Amz-Target": "AWSGlue.ListJobs"}
    assert post(aws.url, target)[1]["__type"] == "MissingAuthenticationTokenException"
    assert post(aws.url, {}) == (404, {"__type": "UnknownOperationException", "message": ""})
    assert post(f"{aws.url}/elsewhere", target)[0] == 404
    big = b'{"NextToken": "' + b"x" * (1024 * 1024) + b'"}'
    assert post(aws.url, {"Authorization": "x", **target}, big)[0] == 413
    assert post(aws.url, {"Authorization": "x", **target}) == (200, {"JobNames": []})


# --- steering ------------------------------------------------------------------------------------------------------


def steer(aws: SimulatedAWS, document: Any) -> tuple[int, Any]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return post(f"{aws.url}/simulated", {"Content-Type": "application/json"}, body)


def test_endpoint_of_another_process_is_steered_and_asked(aws: SimulatedAWS) -> None:
    jobs = {"service": "glue", "resource": "job", "id": "j{n}", "count": 3}
    status, told = steer(aws, {"resources": [jobs], "quotas": {"ListJobs": 2}, "listings": {"ListJobs": {"lag": 0}}})
    assert (status, told["counts"], told["throttled"]) == (200, {}, {})
    target = {"X-Amz-Target": "AWSGlue.ListJobs", "Authorization": "x"}
    assert [post(aws.url, target)[0] for _ in range(4)] == [200, 200, 400, 400]
    with urllib.request.urlopen(f"{aws.url}/simulated", timeout=5) as answer:
        told = json.loads(answer.read())
    assert (told["counts"], told["throttled"], told["most_at_once"]) == ({"ListJobs": 4}, {"ListJobs": 2}, 1)
    assert told["cpu_seconds"] > 0
    steer(aws, {"listings": {"ListJobs": {"lag": "1h"}}})
    assert aws.world.habits.of("glue", "ListJobs").lag == 3600
    assert steer(aws, {"clear": True, "quotas": None, "listings": {}})[1]["counts"] == {}
    assert aws.world.habits.of("glue", "ListJobs").lag == 0
    assert [post(aws.url, target) for _ in range(4)] == [(200, {"JobNames": []})] * 4


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (b"{", "no JSON"),
        ([], "the scenario must be an object, not []"),
        ({"quotas": {"ListJob": 5}}, "quotas: unknown operation 'ListJob'; did you mean 'ListJobs'"),
        ({"clear": 1}, "clear must be true or false, not 1"),
        ({"seed": 1}, "seed is set when the endpoint starts"),
        ({"resources": [{"service": "glue", "resource": "crawler", "id": "a\nb"}]}, "glue.Crawler: Name "),
    ],
)
def test_steering_that_makes_no_sense_changes_nothing(aws: SimulatedAWS, document: Any, complaint: str) -> None:
    aws.world.add(Job("j"))
    status, told = steer(aws, document)
    assert status == 400
    assert complaint in told["error"]
    assert aws.world.state(Job("j")) == "READY"


# --- aiobotocore -----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_aiobotocore_in_the_same_loop(clock: Clock) -> None:
    async with SimulatedAWS(clock=clock) as aws, _sagemaker(aws) as sm:
        aws.world.add(sagemaker.MlflowTrackingServer("m"), "Creating 60s, Created")
        seen = await sm.describe_mlflow_tracking_server(TrackingServerName="m")
        assert seen["TrackingServerStatus"] == "Creating"
        clock.now += 60
        seen = await sm.describe_mlflow_tracking_server(TrackingServerName="m")
        assert seen["TrackingServerStatus"] == "Created"
        with pytest.raises(ClientError, match=r"Requested resource not found\."):
            await sm.describe_training_job(TrainingJobName="t")


@pytest.mark.asyncio
async def test_latency_delays_and_calls_run_together() -> None:
    async with SimulatedAWS() as aws, _sagemaker(aws) as sm:
        aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
        aws.latency["DescribeCompilationJob"] = 0.05
        await asyncio.gather(*(sm.describe_compilation_job(CompilationJobName="c") for _ in range(5)))
        assert aws.most_at_once == 5


@pytest.mark.asyncio
async def test_hanging_call_does_not_keep_the_endpoint_from_closing() -> None:
    async with aiohttp.ClientSession() as session:
        async with SimulatedAWS() as aws:
            aws.fail(kind="hang")
            headers = {"X-Amz-Target": "AWSGlue.ListJobs", "Authorization": "x"}
            call = asyncio.create_task(session.post(aws.url, headers=headers, data=b"{}"))
            await asyncio.sleep(0.1)
            assert aws.counts["ListJobs"] == 1
        with pytest.raises(aiohttp.ClientError):
            await call


def _sagemaker(aws: SimulatedAWS) -> Any:
    return AioSession().create_client("sagemaker", config=AioConfig(retries=ONCE), **aws.client_options)


# --- starting and stopping -------------------------------------------------------------------------------------------


def test_port_in_use_is_an_os_error(aws: SimulatedAWS) -> None:
    with pytest.raises(OSError, match=str(aws.port)), SimulatedAWS.in_thread(port=aws.port):
        pass


def test_nothing_is_left_running() -> None:
    before = threading.active_count()
    with SimulatedAWS.in_thread() as aws:
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", aws.port), 1):
        pass


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"speed": 0}, "speed must be a number above 0"),
        ({"port": 70000}, "port must be between 0 and 65535"),
        ({"scenario": {"resource": []}}, "unknown key 'resource'"),
        (
            {"scenario": {"resources": [{"service": "glue", "resource": "crawler", "id": "a\nb"}]}},
            "glue.Crawler: Name ",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_before_it_listens(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SimulatedAWS(**options)


def test_seed_and_scenario_make_the_world() -> None:
    scenario = {"seed": 3, "resources": [{"service": "glue", "resource": "job", "id": "j"}]}
    assert SimulatedAWS(scenario).world.seed == 3
    with SimulatedAWS.in_thread(scenario, seed=4) as aws:
        assert aws.world.seed == 4
        assert client(aws, "glue").list_jobs()["JobNames"] == ["j"]


# --- the fixture -----------------------------------------------------------------------------------------------------

Start = Callable[..., SimulatedAWS]
simulated_aws = pytest_plugin.simulated_aws  # for a tree that isn't installed


def test_fixture_in_a_plain_test(simulated_aws: Start) -> None:
    first, second = simulated_aws(), simulated_aws(speed=100)
    assert first.url != second.url
    assert isinstance(second.world, World)
    assert client(first, "glue").list_jobs()["JobNames"] == []


@pytest.mark.asyncio
async def test_fixture_under_pytest_asyncio(simulated_aws: Start) -> None:
    async with _sagemaker(simulated_aws()) as sm:
        assert (await sm.list_endpoints())["Endpoints"] == []


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.anyio
async def test_fixture_under_anyio(simulated_aws: Start) -> None:
    aws = simulated_aws()
    listed = await anyio.to_thread.run_sync(client(aws, "sagemaker").list_endpoints)
    assert listed["Endpoints"] == []


@pytest.mark.parametrize("module", ["mlwaiters.testing", "mlwaiters.testing.pytest_plugin", "mlwaiters.cli.simulate"])
def test_import_costs_nothing(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('aiohttp', 'botocore', 'anyio') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


# --- the command -----------------------------------------------------------------------------------------------------

SERVE = """
import argparse, sys
from mlwaiters.cli import simulate
parser = argparse.ArgumentParser()
simulate.add_arguments(parser)
sys.exit(simulate.run(parser.parse_args()))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_serves_until_it_is_told_to_stop(number: signal.Signals, tmp_path: Path) -> None:
    scenario = tmp_path / "s.json"
    entry = {"service": "sagemaker", "resource": "endpoint", "id": "e", "timeline": "InService"}
    scenario.write_text(json.dumps({"resources": [entry]}), encoding="utf-8")
    flaws = ["--quotas", "DescribeEndpoint=0.01", "--lag", "1h", "--late-filters"]
    flaws += ["--faults", "ListJobs=denied", "--faults", "ListEndpoints=ok+throttle"]
    command = [sys.executable, "-c", SERVE, "--port", "0", "--speed", "10", "--scenario", str(scenario), *flaws]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline()
        try:
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", url)
            body = json.dumps({"EndpointName": "e"}).encode()
            target = {"X-Amz-Target": "SageMaker.DescribeEndpoint", "Authorization": "x"}
            assert post(url.strip(), target, body)[1]["EndpointStatus"] == "InService"
            assert post(url.strip(), target, body)[1]["__type"] == "ThrottlingException"
            listing = {"X-Amz-Target": "SageMaker.ListEndpoints", "Authorization": "x"}
            assert post(url.strip(), listing) == (200, {"Endpoints": []})
            assert post(url.strip(), listing)[1]["__type"] == "ThrottlingException"
            jobs = {"X-Amz-Target": "AWSGlue.ListJobs", "Authorization": "x"}
            assert post(url.strip(), jobs)[1]["__type"] == "AccessDeniedException"
        finally:
            os.kill(process.pid, number)
        assert process.wait(5) == 0
        told = process.stderr.read()
        assert f"AWS_ENDPOINT_URL={url.strip()}" in told
        assert "Traceback" not in told
        assert process.stdout.read() == ""
