"""AWS as the reader reads it: over real sockets, from the simulated endpoint, on both event loops."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from aiobotocore.config import AioConfig

import mlwaiters
from mlwaiters.aws import check, clients
from mlwaiters.model import GONE, Goal, Listing, Ref
from mlwaiters.resources import glue, neptunedata, sagemaker
from mlwaiters.testing import SimulatedAWS

pytestmark = pytest.mark.anyio

JOB = {"STARTING": 2, "INPROGRESS": 7, "COMPLETED": 8}  # the last call that sees each state
RUN = {"STARTING": 2, "RUNNING": 7, "SUCCEEDED": 8}
CRAWL = {"RUNNING": 2, "STOPPING": 3, "SUCCEEDED": 4}
ARN = "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/train/execution/0123456789ab"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class Calls:
    """A clock on which a second passes with each call that the endpoint receives."""

    aws: SimulatedAWS | None = None

    def __call__(self) -> float:
        return 1.8e9 + (self.aws.counts.total() if self.aws else 0)


A_SECOND_A_CALL = pytest.mark.parametrize("aws", ["a second a call"], indirect=True)


@pytest.fixture
def aws(
    request: pytest.FixtureRequest,
    simulated_aws: Callable[..., SimulatedAWS],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> SimulatedAWS:
    calls = Calls()
    running = calls.aws = simulated_aws(**({"clock": calls} if hasattr(request, "param") else {"speed": 100}))
    for name, value in {
        "AWS_ENDPOINT_URL": running.url,
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }.items():
        monkeypatch.setenv(name, value)
    return running


# --- the seed operations, end to end ---------------------------------------------------------------------------------


@A_SECOND_A_CALL
@pytest.mark.parametrize(
    ("ref", "timeline", "goal", "seen"),
    [
        (sagemaker.MlflowTrackingServer("m"), "Creating 3s, Created", "created", {"Creating": 2, "Created": 3}),
        (sagemaker.EdgePackagingJob("e"), "STARTING 3s, INPROGRESS 5s, COMPLETED", "completed", JOB),
        (sagemaker.CompilationJob("c"), "STARTING 3s, INPROGRESS 5s, COMPLETED", "completed", JOB),
        (sagemaker.TrainingJob("t"), "InProgress 3s, Completed", "completed", {"InProgress": 2, "Completed": 3}),
        (sagemaker.PipelineExecution(ARN), "Executing 3s, Succeeded", "completed", {"Executing": 2, "Succeeded": 3}),
        (glue.MLTaskRun("t", "r"), "STARTING 3s, RUNNING 5s, SUCCEEDED", "completed", RUN),
        (glue.JobRun("j", "jr_1"), "STARTING 3s, RUNNING 5s, SUCCEEDED", "completed", RUN),
        (glue.Crawler("c"), "RUNNING 3s, STOPPING 1s, SUCCEEDED", "completed", CRAWL),
    ],
    ids=str,
)
async def test_a_thing_is_awaited_to_its_end(
    aws: SimulatedAWS, ref: Ref, timeline: str, goal: Goal, seen: dict[str, int]
) -> None:
    aws.world.add(ref, timeline)
    async with mlwaiters.connect(interval=0) as poller:
        outcome = await poller.wait(ref, until=goal)
    assert [change.after for change in outcome.changes] == [*seen]
    assert outcome.calls == aws.counts[ref.type.describe.operation] == [*seen.values()][-1]
    assert outcome.observation is not None
    assert outcome.observation.created is not None


@pytest.mark.parametrize("kind", [sagemaker.CompilationJob, sagemaker.EdgePackagingJob, sagemaker.MlflowTrackingServer])
async def test_a_listing_of_many_pages_is_read_whole(aws: SimulatedAWS, kind: mlwaiters.ResourceType) -> None:
    refs = [kind(f"thing-{number:03}") for number in range(250)]
    for ref in refs:
        aws.world.add(ref, kind.requests[0].to[0])
    async with mlwaiters.connect() as poller:
        seen = await poller.sweep(kind.listing())
    assert sorted(look.ref.label for look in seen) == [ref.label for ref in refs]
    assert {look.calls for look in seen} == {0}  # a page is shared by all that it shows
    assert kind.lists is not None
    assert aws.counts[kind.lists.operation] == 3


@A_SECOND_A_CALL
async def test_task_runs_of_every_transform(aws: SimulatedAWS) -> None:
    runs = [glue.MLTaskRun(f"tfm-{t}", f"tsk-{n}") for t in range(4) for n in range(10)]
    for number, run in enumerate(runs):
        aws.world.add(run, f"STARTING {5 + number}s, RUNNING 10s, SUCCEEDED")
    states: dict[Ref, list[str]] = {}
    async with mlwaiters.connect(interval=0) as poller:
        async for change in poller.watch(glue.MLTaskRun.listing()):
            states.setdefault(change.ref, []).append(change.after)
    assert set(states) == set(runs)
    assert all(seen[-1] == "SUCCEEDED" for seen in states.values())
    assert aws.counts["GetMLTaskRun"] == 0
    assert {call.given["TransformId"] for call in aws.calls if call.operation == "GetMLTaskRuns"} == {
        f"tfm-{t}" for t in range(4)
    }


async def test_as_many_parents_are_read_at_once_as_the_service_gives(aws: SimulatedAWS) -> None:
    for number in range(25):
        aws.world.add(glue.MLTaskRun(f"tfm-{number}", "tsk"), "SUCCEEDED")
    async with mlwaiters.connect() as poller:
        assert len(await poller.sweep(glue.MLTaskRun.listing())) == 25
    assert aws.counts == {"ListMLTransforms": 1, "GetMLTaskRuns": 25}
    assert aws.calls[0].given["MaxResults"] == 1000


async def test_aws_own_filters_narrow_a_listing(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.CompilationJob("churn-1"), "COMPLETED")
    aws.world.add(sagemaker.CompilationJob("churn-2"), "FAILED: no")
    aws.world.add(sagemaker.CompilationJob("other"), "COMPLETED")
    aws.world.add(glue.MLTaskRun("tfm-1", "tsk-1"), "SUCCEEDED")
    aws.world.add(glue.MLTaskRun("tfm-1", "tsk-2"), "RUNNING 900s, SUCCEEDED")
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    async with mlwaiters.connect() as poller:

        async def labels(listing: Listing) -> set[str]:
            return {seen.ref.values[-1] for seen in await poller.sweep(listing)}

        assert await labels(sagemaker.CompilationJob.listing(NameContains="churn")) == {"churn-1", "churn-2"}
        assert await labels(sagemaker.CompilationJob.listing(StatusEquals="FAILED")) == {"churn-2"}
        assert await labels(sagemaker.CompilationJob.listing(CreationTimeBefore=hour_ago)) == set()
        assert await labels(glue.MLTaskRun.listing(Filter={"Status": "RUNNING"})) == {"tsk-2"}


@A_SECOND_A_CALL
async def test_a_failed_job_of_a_listing_is_described_once_for_its_reason(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.CompilationJob("churn-1"), "INPROGRESS 5s, FAILED: no such operator")
    async with mlwaiters.connect(interval=0) as poller:
        changes = [change async for change in poller.watch(sagemaker.CompilationJob.listing())]
    assert [(change.after, change.reason) for change in changes] == [("INPROGRESS", ""), ("FAILED", "no such operator")]
    assert aws.counts["DescribeCompilationJob"] == 1


async def test_a_thing_that_is_not_there(aws: SimulatedAWS) -> None:
    refs = [
        sagemaker.MlflowTrackingServer("nothing"),
        sagemaker.EdgePackagingJob("nothing"),
        sagemaker.CompilationJob("nothing"),
        sagemaker.TrainingJob("nothing"),
        sagemaker.Endpoint("nothing"),
        sagemaker.PipelineExecution(ARN),
        glue.MLTaskRun("tfm-0", "tsk-0"),
        glue.JobRun("nothing", "jr_0"),
        glue.Crawler("nothing"),
    ]
    async with mlwaiters.connect() as poller:
        assert [(await poller.observe(ref)).state for ref in refs] == [GONE] * len(refs)
        with pytest.raises(mlwaiters.NotFoundError):
            await poller.sweep(glue.MLTaskRun.listing(TransformId="tfm-0"))
    assert aws.counts["GetMLTaskRuns"] == 1


# --- calls that fail -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle"},
        {"code": "InternalFailure", "status": 500},
        {"kind": "html", "status": 503},
        {"kind": "reset"},
        {"kind": "length-over"},
    ],
    ids=str,
)
async def test_a_passing_fault_is_outlived(aws: SimulatedAWS, fault: dict[str, object]) -> None:
    job = sagemaker.CompilationJob("churn")
    aws.world.add(job, "COMPLETED")
    aws.fail("DescribeCompilationJob", times=2, **fault)  # type: ignore[arg-type] # each is a keyword of fail's
    async with mlwaiters.connect(interval=0.05, budget=1000) as poller:
        outcome = await poller.wait(job)
    assert outcome.calls == aws.counts["DescribeCompilationJob"] == 3


async def test_faults_that_go_on_are_outlived_once_the_service_has_answered(aws: SimulatedAWS) -> None:
    job = sagemaker.CompilationJob("churn")
    aws.world.add(job, "INPROGRESS 20s, COMPLETED")
    async with mlwaiters.connect(interval=0.05, budget=1000) as poller:
        await poller.observe(job)
        aws.fail("DescribeCompilationJob", times=5, code="ThrottlingException")
        outcome = await poller.wait(job)
    assert outcome.reached
    assert outcome.calls == 6


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("AccessDeniedException", mlwaiters.AccessDeniedError),
        ("ExpiredTokenException", mlwaiters.CredentialsError),
        ("UnknownOperationException", mlwaiters.InvalidRequestError),
        ("SomethingElse", mlwaiters.ServiceError),
    ],
)
async def test_what_ends_a_wait_at_once(aws: SimulatedAWS, code: str, meaning: type[mlwaiters.ReadError]) -> None:
    job = sagemaker.CompilationJob("churn")
    aws.world.add(job, "INPROGRESS 20s, COMPLETED")
    aws.fail("DescribeCompilationJob", code=code, message="because")
    async with mlwaiters.connect() as poller:
        with pytest.raises(meaning, match="because") as caught:
            await poller.wait(job)
    assert (caught.value.ref, caught.value.polls, caught.value.code) == (job, 1, code)


async def test_an_endpoint_that_hangs(aws: SimulatedAWS) -> None:
    aws.fail("DescribeCompilationJob", kind="hang", times=9)
    async with mlwaiters.connect(config=AioConfig(read_timeout=0.05)) as poller:
        with pytest.raises(mlwaiters.ServiceError, match="Read timeout") as caught:
            await poller.wait(sagemaker.CompilationJob("churn"))
    assert caught.value.polls == 4


async def test_an_endpoint_that_refuses(aws: SimulatedAWS) -> None:
    async with mlwaiters.connect(endpoint_url="http://127.0.0.1:1", region="eu-west-1") as poller:
        with pytest.raises(mlwaiters.ServiceError) as caught:
            await poller.wait(sagemaker.CompilationJob("churn"))
    assert not caught.value.answered
    assert not aws.counts


async def test_a_wait_that_is_cancelled_leaves_nothing_behind(aws: SimulatedAWS) -> None:
    job = sagemaker.CompilationJob("churn")
    aws.world.add(job, "INPROGRESS 2000s, COMPLETED")
    async with mlwaiters.connect(interval=0.01) as poller:
        await poller.observe(job)
        with anyio.move_on_after(0.15):
            await poller.wait(job)
        await anyio.sleep(0.05)  # the endpoint may be about to count a call that was under way
        made = aws.counts["DescribeCompilationJob"]
        await anyio.sleep(0.1)
        assert aws.counts["DescribeCompilationJob"] == made > 1
        assert (await poller.observe(job)).state == "INPROGRESS"


# --- what is refused before any call ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        (sagemaker.CompilationJob("no spaces"), "CompilationJobName 'no spaces': Member must satisfy"),
        (sagemaker.CompilationJob("x" * 64), "length less than or equal to 63"),
        (sagemaker.CompilationJob("-leading"), "regular expression pattern"),
        (
            sagemaker.CompilationJob.listing(NameContain="x"),
            "unknown parameter 'NameContain'; did you mean 'NameContains'",
        ),
        (sagemaker.CompilationJob.listing(StatusEquals="DONE"), "enum value set"),
        (sagemaker.CompilationJob.listing(CreationTimeAfter=[]), "CreationTimeAfter"),
        (glue.MLTaskRun("t", "line\nbreak"), "TaskRunId"),
        (glue.MLTaskRun.listing(Filter={"Status": "DONE"}), "Filter.Status"),
        (
            glue.MLTaskRun.listing(Filter={"Statis": "RUNNING"}),
            "Filter.Statis 'RUNNING': unknown member 'Statis'; did you",
        ),
    ],
    ids=str,
)
async def test_what_the_model_refuses_is_never_asked(aws: SimulatedAWS, target: Ref | Listing, complaint: str) -> None:
    with pytest.raises(mlwaiters.InvalidRequestError, match=complaint):
        check(target)
    async with mlwaiters.connect() as poller:
        with pytest.raises(mlwaiters.InvalidRequestError, match=complaint):
            await (poller.observe(target) if isinstance(target, Ref) else poller.sweep(target))
    assert not aws.counts


def test_what_lies_beyond_the_basic_plane_is_a_name_too() -> None:
    check(glue.MLTaskRun("transform-🦆", "run-é"))


# --- connections -----------------------------------------------------------------------------------------------------


async def test_no_region(aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    async with mlwaiters.connect() as poller:
        with pytest.raises(mlwaiters.InvalidRequestError, match="region"):
            await poller.observe(sagemaker.CompilationJob("x"))
    assert not aws.counts


async def test_no_such_profile(aws: SimulatedAWS) -> None:
    async with mlwaiters.connect(profile="nobody") as poller:
        with pytest.raises(mlwaiters.CredentialsError, match="nobody"):
            await poller.observe(sagemaker.CompilationJob("x"))
    assert not aws.counts


async def test_no_credentials(aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    async with mlwaiters.connect() as poller:
        with pytest.raises(mlwaiters.CredentialsError, match="credentials"):
            await poller.observe(sagemaker.CompilationJob("x"))
    assert not aws.counts


async def test_no_endpoint_url() -> None:
    async with mlwaiters.connect(endpoint_url="nonsense", region="eu-west-1") as poller:
        with pytest.raises(mlwaiters.InvalidRequestError, match="nonsense"):
            await poller.observe(sagemaker.CompilationJob("x"))


async def test_a_service_without_an_endpoint_for_all(aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neptune's data is where its cluster is: botocore makes up a name that nobody has."""
    job = neptunedata.LoaderJob("l-1")
    aws.world.add(job, "LOAD_COMPLETED")
    async with mlwaiters.connect() as poller:
        assert (await poller.observe(job)).state == "LOAD_COMPLETED"
        assert (await poller.observe(neptunedata.LoaderJob("l-2"))).state == mlwaiters.GONE
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    async with mlwaiters.connect(region="eu-west-1") as poller:
        with pytest.raises(mlwaiters.InvalidRequestError, match="a cluster's own, which endpoint_url must name"):
            await poller.observe(job)


async def test_a_profile_brings_region_credentials_and_endpoint(
    aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(f"[profile lab]\nregion = eu-central-1\nendpoint_url = {aws.url}\n")
    (tmp_path / "credentials").write_text("[lab]\naws_access_key_id = simulated\naws_secret_access_key = simulated\n")
    aws.world.add(sagemaker.CompilationJob("churn"), "COMPLETED")
    async with mlwaiters.connect(profile="lab") as poller:
        assert (await poller.observe(sagemaker.CompilationJob("churn"))).state == "COMPLETED"


async def test_one_client_serves_all_waits_of_a_service(aws: SimulatedAWS) -> None:
    jobs = [sagemaker.CompilationJob(f"churn-{number}") for number in range(50)]
    for job in jobs:
        aws.world.add(job, "COMPLETED")
    async with clients.Clients() as kept, anyio.create_task_group() as tasks:
        found: set[int] = set()

        async def get() -> None:
            found.add(id(await kept.get("sagemaker")))

        for _ in jobs:
            tasks.start_soon(get)
    assert len(found) == 1


# --- whose account it is ---------------------------------------------------------------------------------------------


async def test_a_throttle_finds_out_who_else_is_of_the_account(
    aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sagemaker.CompilationJob("c")
    aws.world.add(job, "COMPLETED")
    async with mlwaiters.connect() as one, mlwaiters.connect() as other:
        for poller, key in ((one, "AKIA1"), (other, "AKIA2")):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
            await poller.wait(job)
        assert one.reader.budgets.known is not other.reader.budgets.known
        for poller in (one, other, one):
            aws.fail(times=1, code="ThrottlingException")
            await poller.wait(job, interval=0)
        assert one.reader.budgets.known is other.reader.budgets.known
    assert aws.counts["GetCallerIdentity"] == 2


async def test_who_is_known_by_the_account_stays_so_for_the_next_service(
    aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, crawler = sagemaker.CompilationJob("c"), glue.Crawler("c")
    aws.world.add(job, "COMPLETED")
    aws.world.add(crawler, "SUCCEEDED")
    async with mlwaiters.connect() as first, mlwaiters.connect() as same, mlwaiters.connect() as other:
        for poller, key in ((other, "AKIA2"), (same, "AKIA1"), (first, "AKIA1")):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
            await poller.wait(job)
        for poller in (other, first):
            aws.fail(times=1, code="ThrottlingException")
            await poller.wait(job, interval=0)
        await first.observe(crawler)
        assert first.reader.budgets.known is other.reader.budgets.known is not same.reader.budgets.known


async def test_who_is_of_the_same_key_shares_in_one_region_of_one_endpoint(aws: SimulatedAWS) -> None:
    job = sagemaker.CompilationJob("c")
    aws.world.add(job, "COMPLETED")
    known = []
    others: tuple[dict[str, Any], ...] = ({}, {}, {"region": "us-west-2"}, {"endpoint_url": aws.url})
    for given in others:
        async with mlwaiters.connect(**given) as poller:
            await poller.observe(job)
            known.append(poller.reader.budgets.known)
    assert [each is known[0] for each in known] == [True, True, False, False]


async def test_nobody_asks_whose_account_it_is_for_less_than_a_throttle(aws: SimulatedAWS) -> None:
    job = sagemaker.CompilationJob("c")
    aws.world.add(job, "COMPLETED")
    async with mlwaiters.connect() as poller:
        aws.fail(times=1, code="InternalFailure", status=500)
        assert (await poller.observe(job)).calls == 2
    assert aws.counts == {"DescribeCompilationJob": 2}


# --- the end ---------------------------------------------------------------------------------------------------------


async def test_a_poller_is_good_until_it_is_closed(aws: SimulatedAWS) -> None:
    job = sagemaker.CompilationJob("c")
    aws.world.add(job, "COMPLETED")
    async with mlwaiters.connect() as poller:
        await poller.wait(job)
    calls = aws.counts.total()
    for again in (poller.observe(job), poller.wait(job), poller.wait_all([job]), poller.sweep(job.type.listing())):
        with pytest.raises(RuntimeError, match="the poller is closed"):
            await again
    assert aws.counts.total() == calls
