"""moto's server once more: things that are described many at once, by an operation that lists them too."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

import mlwaiters
from mlwaiters.model import Ref
from mlwaiters.resources import batch, emr, emr_containers, emr_serverless, stepfunctions

pytestmark = pytest.mark.asyncio

ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def url(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    return server


def client(service: str, url: str) -> Any:
    return boto3.client(service, endpoint_url=url)


async def test_job_queues_of_batch(url: str) -> None:
    role = client("iam", url).create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    made = client("batch", url).create_compute_environment(
        computeEnvironmentName="spot", type="UNMANAGED", state="ENABLED", serviceRole=role
    )
    order = [{"order": 1, "computeEnvironment": made["computeEnvironmentArn"]}]
    for name in ("high", "low"):
        client("batch", url).create_job_queue(
            jobQueueName=name, state="ENABLED", priority=1, computeEnvironmentOrder=order
        )
    async with mlwaiters.connect(endpoint_url=url) as poller:
        ready = await poller.wait(batch.JobQueue("low"))
        both = await poller.wait_all([batch.JobQueue("low"), batch.JobQueue("high")])
        seen = await poller.sweep(batch.JobQueue.listing())
        environment = await poller.wait(batch.ComputeEnvironment("spot"))
        nothing = await poller.observe(batch.JobQueue("none"))
    assert (ready.state, ready.goal, environment.state) == ("VALID", "ready", "VALID")
    assert [outcome.response["jobQueueName"] for outcome in both] == ["low", "high"]
    assert {look.ref: look.state for look in seen} == {batch.JobQueue("high"): "VALID", batch.JobQueue("low"): "VALID"}
    assert nothing.state == mlwaiters.GONE


async def test_clusters_of_emr(url: str) -> None:
    made = client("emr", url).run_job_flow(
        Name="spark",
        ReleaseLabel="emr-7.0.0",
        Instances={"MasterInstanceType": "m5.xlarge", "InstanceCount": 1, "KeepJobFlowAliveWhenNoSteps": True},
        JobFlowRole="EMR_EC2_DefaultRole",
        ServiceRole="EMR_DefaultRole",
    )["JobFlowId"]
    async with mlwaiters.connect(endpoint_url=url) as poller:
        ready = await poller.wait(emr.Cluster(made))
        client("emr", url).terminate_job_flows(JobFlowIds=[made])
        ended = await poller.wait(emr.Cluster(made), until="deleted")
        seen = await poller.sweep(emr.Cluster.listing())
    assert (ready.state, ended.state) == ("WAITING", "TERMINATED")
    assert [(look.ref, look.state) for look in seen] == [(emr.Cluster(made), "TERMINATED")]


@pytest.mark.parametrize(
    "ref",
    [
        emr.Cluster("j-0000000000000"),
        emr_containers.VirtualCluster("0" * 25),
        emr_serverless.Application("0" * 16),
        stepfunctions.StateMachine("arn:aws:states:eu-west-1:123456789012:stateMachine:none"),
        stepfunctions.Execution("arn:aws:states:eu-west-1:123456789012:execution:none:none"),
    ],
    ids=lambda ref: repr(ref.type),
)
async def test_not_found_as_moto_says_it(url: str, ref: Ref) -> None:
    async with mlwaiters.connect(endpoint_url=url) as poller:
        assert (await poller.observe(ref)).state == mlwaiters.GONE
