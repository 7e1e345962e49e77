"""The second opinion: moto's server, over HTTP, through our own waits."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

import mlwaiters
from mlwaiters.resources import glue, sagemaker

pytestmark = pytest.mark.asyncio

ROLE = "arn:aws:iam::123456789012:role/mlwaiters"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def url(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    post(f"{server}/moto-api/reset", {})


def post(url: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def compile_models(url: str, *names: str) -> None:
    client = boto3.client("sagemaker", endpoint_url=url)
    for name in names:
        client.create_compilation_job(
            CompilationJobName=name,
            RoleArn=ROLE,
            InputConfig={"S3Uri": "s3://b/in", "DataInputConfig": "{}", "Framework": "ONNX"},
            OutputConfig={"S3OutputLocation": "s3://b/out", "TargetDevice": "ml_c5"},
            StoppingCondition={"MaxRuntimeInSeconds": 900},
        )


def start_job_runs(url: str, job: str, runs: int) -> list[str]:
    client = boto3.client("glue", endpoint_url=url)
    client.create_job(Name=job, Role=ROLE, Command={"Name": "glueetl"}, ExecutionProperty={"MaxConcurrentRuns": runs})
    return [client.start_job_run(JobName=job)["JobRunId"] for _ in range(runs)]


async def test_compilation_jobs_by_wait_and_by_listing(url: str) -> None:
    names = [f"churn-{n:03}" for n in range(205)]
    compile_models(url, *names)
    async with mlwaiters.connect(endpoint_url=url) as poller:
        outcome = await poller.wait(sagemaker.CompilationJob("churn-004"))
        seen = await poller.sweep(sagemaker.CompilationJob.listing())
        named = await poller.sweep(sagemaker.CompilationJob.listing(NameContains="churn-00"))
        changes = [change async for change in poller.watch(sagemaker.CompilationJob.listing(), history=True)]
    assert outcome.state == "COMPLETED"
    assert outcome.response["CompilationJobName"] == "churn-004"
    assert outcome.observation is not None
    assert outcome.observation.arn.endswith("compilation-job/churn-004")
    assert sorted(look.ref.label for look in seen) == names  # three pages
    assert sorted(look.ref.label for look in named) == names[:10]
    assert sorted(change.ref.label for change in changes) == names


async def test_training_jobs(url: str) -> None:
    client = boto3.client("sagemaker", endpoint_url=url)
    for name in ("a", "b", "c"):
        client.create_training_job(
            TrainingJobName=name,
            AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
            RoleArn=ROLE,
            OutputDataConfig={"S3OutputPath": "s3://b/out"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            StoppingCondition={"MaxRuntimeInSeconds": 60},
        )
    async with mlwaiters.connect(endpoint_url=url) as poller:
        outcomes = await poller.wait_all(map(sagemaker.TrainingJob, "abc"))
        seen = await poller.sweep(sagemaker.TrainingJob.listing())
        with pytest.raises(mlwaiters.StrayStateError, match="Completed, and no longer on the way to stopped"):
            await poller.wait(sagemaker.TrainingJob("a"), until="stopped")
    assert [(outcome.state, outcome.reached) for outcome in outcomes] == [("Completed", True)] * 3
    assert {look.state for look in seen} == {"Completed"}


async def test_glue_job_runs_driven_through_their_states(url: str) -> None:
    post(
        f"{url}/moto-api/state-manager/set-transition",
        {"model_name": "glue::job_run", "transition": {"progression": "manual", "times": 3}},
    )
    runs = [glue.JobRun("etl", run) for run in start_job_runs(url, "etl", 4)]
    async with mlwaiters.connect(endpoint_url=url, interval=0.01) as poller:
        outcome = await poller.wait(runs[0])
        outcomes = await poller.wait_all(runs)
    assert [change.after for change in outcome.changes] == ["STARTING", "RUNNING", "SUCCEEDED"]
    assert outcome.calls == 6
    assert all(each.state == "SUCCEEDED" for each in outcomes)


async def test_glue_job_runs_of_every_job_by_listing(url: str) -> None:
    post(
        f"{url}/moto-api/state-manager/set-transition",
        {"model_name": "glue::job_run", "transition": {"progression": "manual", "times": 2}},
    )
    runs = {run for job in ("one", "two", "three") for run in start_job_runs(url, job, 2)}
    states: dict[str, list[str]] = {}
    async with mlwaiters.connect(endpoint_url=url, interval=0.01) as poller:
        async for change in poller.watch(glue.JobRun.listing()):
            states.setdefault(change.ref.id["RunId"], []).append(change.after)
    assert set(states) == runs
    assert all(seen == ["STARTING", "RUNNING", "SUCCEEDED"] for seen in states.values())


async def test_not_found_as_moto_says_it(url: str) -> None:
    start_job_runs(url, "etl", 1)
    refs = [
        sagemaker.CompilationJob("nothing"),
        sagemaker.TrainingJob("nothing"),
        sagemaker.Endpoint("nothing"),
        sagemaker.PipelineExecution("arn:aws:sagemaker:eu-west-1:123456789012:pipeline/p/execution/0123456789ab"),
        glue.JobRun("etl", "jr_nothing"),
        glue.JobRun("nothing", "jr_nothing"),
        glue.Crawler("nothing"),
    ]
    async with mlwaiters.connect(endpoint_url=url) as poller:
        for ref in refs:
            assert (await poller.observe(ref)).state == mlwaiters.GONE, ref
        gone = await poller.wait(sagemaker.CompilationJob("nothing"), until="deleted")
        with pytest.raises(mlwaiters.NotFoundError, match="there is no such thing"):
            await poller.wait(glue.JobRun("etl", "jr_nothing"), grace=0)
    assert gone.reached


async def test_an_operation_that_is_not_there_ends_the_wait(url: str) -> None:
    async with mlwaiters.connect(endpoint_url=url) as poller:
        with pytest.raises(
            mlwaiters.ServiceError, match="GetMLTaskRun: HTTP status 500, and no answer of AWS's"
        ) as caught:
            await poller.wait(glue.MLTaskRun("tfm-1", "tsk-1"))
    assert caught.value.polls == 4


async def test_a_table_of_ones_own(url: str) -> None:
    """Athena's queries, by the table in the documentation."""
    (query_execution,) = mlwaiters.load_tables(Path(__file__).parent.parent / "docs" / "athena.toml")
    client = boto3.client("athena", endpoint_url=url)
    query = client.start_query_execution(QueryString="select 1", ResultConfiguration={"OutputLocation": "s3://b/"})
    async with mlwaiters.connect(endpoint_url=url) as poller:
        outcome = await poller.wait(query_execution(query["QueryExecutionId"]), interval=0.01, timeout=5)
    assert outcome.state == "SUCCEEDED"
    assert outcome.response["QueryExecution"]["Query"] == "select 1"


async def test_botocore_s_own_waiters(url: str) -> None:
    waiter = mlwaiters.botocore_waiter
    client = boto3.client("ec2", endpoint_url=url)
    made = client.run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2)["Instances"]
    instances = {"InstanceIds": [each["InstanceId"] for each in made]}
    bucket = {"Bucket": "churn"}
    storage = boto3.client("s3", endpoint_url=url)
    table = {"TableName": "churn"}
    boto3.client("dynamodb", endpoint_url=url).create_table(
        **table,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    async with mlwaiters.connect(endpoint_url=url, interval=0.01) as poller:
        running = await poller.wait(waiter("ec2", "instance_running")(**instances))
        absent = await poller.wait(waiter("s3", "bucket_not_exists")(**bucket))
        with pytest.raises(mlwaiters.WaitTimeoutError, match=r"still HTTP 404 after .*, not bucket_exists"):
            await poller.wait(waiter("s3", "bucket_exists")(**bucket), timeout=0.05)
        storage.create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        storage.put_object(**bucket, Key="model/1", Body=b"")
        there = await poller.wait_all([
            waiter("s3", "bucket_exists")(**bucket),
            waiter("s3", "object_exists")(**bucket, Key="model/1"),
            waiter("dynamodb", "table_exists")(**table),
        ])  # fmt: skip
        client.terminate_instances(**instances)
        with pytest.raises(mlwaiters.FailureStateError, match="terminated instead of instance_running"):
            await poller.wait(waiter("ec2", "instance_running")(**instances))
        unknown = waiter("ec2", "instance_running")(InstanceIds=["i-0123456789abcdef0"])
        with pytest.raises(mlwaiters.WaitTimeoutError, match=r"still InvalidInstanceID\.NotFound"):
            await poller.wait(unknown, timeout=0.05)
    assert running.state == "running"
    assert len(running.response["Reservations"][0]["Instances"]) == 2
    assert absent.state == "HTTP 404"
    assert [outcome.state for outcome in there] == ["HTTP 200", "HTTP 200", "ACTIVE"]
    assert there[1].ref.label == "churn/model/1"


async def test_botocore_s_own_waiters_for_notebooks(url: str) -> None:
    name = {"NotebookInstanceName": "churn"}
    client = boto3.client("sagemaker", endpoint_url=url)
    client.create_notebook_instance(**name, InstanceType="ml.t2.medium", RoleArn=ROLE)
    seen = []
    async with mlwaiters.connect(endpoint_url=url, interval=0.01) as poller:
        for waiter, then in (
            ("notebook_instance_in_service", client.stop_notebook_instance),
            ("notebook_instance_stopped", client.delete_notebook_instance),
            ("notebook_instance_deleted", lambda **_: None),
        ):
            outcome = await poller.wait(mlwaiters.botocore_waiter("sagemaker", waiter)(**name), timeout=5)
            seen.append(outcome.state)
            then(**name)
    assert seen == ["InService", "Stopped", "ValidationException"]
