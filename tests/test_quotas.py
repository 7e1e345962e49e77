"""Quotas: token buckets on a clock set by hand, as the endpoint keeps them, and how they are written."""

import json
import math
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.resources import find, glue, sagemaker
from mlwaiters.testing import Quota, SimulatedAWS
from mlwaiters.testing.quotas import Quotas, TokenBucket, parse_quotas, read_quotas
from mlwaiters.testing.served import CATALOGUE

START = 1_700_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


# --- the bucket ------------------------------------------------------------------------------------------------------


def test_bucket_grants_a_burst_and_then_its_rate() -> None:
    bucket = TokenBucket(Quota(2, 4), START)
    granted = [step / 4 for step in range(20) for _ in range(5) if bucket.take(START + step / 4)]
    assert granted == [0.0] * 4 + [0.5 * number for number in range(1, 10)]


def test_rested_bucket_holds_no_more_than_its_burst() -> None:
    bucket = TokenBucket(Quota(5), START)
    assert sum(bucket.take(START + 3600) for _ in range(100)) == 5


def test_calls_in_step_with_the_rate_are_all_granted() -> None:
    bucket = TokenBucket(Quota(5, 1), START)
    assert all(bucket.take(START + number / 5) for number in range(10_000))


def test_clock_that_is_set_back_fills_nothing() -> None:
    bucket = TokenBucket(Quota(1), START)
    assert bucket.take(START)
    assert not bucket.take(START - 100)
    assert not bucket.take(START)
    assert bucket.take(START + 1)


@given(
    st.floats(0.01, 1000), st.floats(1, 1000), st.lists(st.floats(-5, 50) | st.just(0.0), max_size=300),
)  # fmt: skip
def test_bucket_never_grants_more_than_rate_and_burst_in_any_stretch(
    rate: float, burst: float, pauses: list[float]
) -> None:
    bucket, now, granted = TokenBucket(Quota(rate, burst), START), START, []
    latest = START
    for pause in pauses:
        now += pause
        latest = max(latest, now)
        if bucket.take(now):
            granted.append(latest)
    for first in range(len(granted)):
        for count, last in enumerate(granted[first:], 1):
            assert count <= rate * (last - granted[first]) + burst + 1e-3


# --- the endpoint ----------------------------------------------------------------------------------------------------


@pytest.fixture
def aws(clock: Clock) -> Iterator[SimulatedAWS]:
    with SimulatedAWS.in_thread(clock=clock, quotas={"DescribeCompilationJob": 5, "Get*": 1}) as running:
        yield running


def client(aws: SimulatedAWS, service: str) -> Any:
    return boto3.client(service, config=Config(retries={"total_max_attempts": 1}), **aws.client_options)


def throttled(call: Any, **given: Any) -> bool:
    try:
        call(**given)
    except ClientError as error:
        answer = error.response
    else:
        return False
    assert answer["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    return True


def test_call_over_quota_is_throttled_and_counted(aws: SimulatedAWS, clock: Clock) -> None:
    aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
    aws.world.add(glue.MLTaskRun("t", "r"), "SUCCEEDED")
    sm, gl = client(aws, "sagemaker"), client(aws, "glue")
    describe = [throttled(sm.describe_compilation_job, CompilationJobName="c") for _ in range(7)]
    assert describe == [False] * 5 + [True] * 2
    assert [throttled(gl.get_ml_task_run, TransformId="t", TaskRunId="r") for _ in range(2)] == [False, True]
    assert not throttled(gl.get_ml_task_runs, TransformId="t")
    assert not any(throttled(sm.list_compilation_jobs) for _ in range(9))
    assert aws.throttled == {"DescribeCompilationJob": 2, "GetMLTaskRun": 1}
    assert aws.counts["DescribeCompilationJob"] == 7
    assert len(aws.calls) == 7 + 2 + 1 + 9
    clock.now += 0.4
    assert [throttled(sm.describe_compilation_job, CompilationJobName="c") for _ in range(3)] == [False, False, True]
    aws.set_quotas(None)
    assert not any(throttled(sm.describe_compilation_job, CompilationJobName="c") for _ in range(9))


def test_throttled_call_leaves_what_is_on_order_to_the_next(aws: SimulatedAWS, clock: Clock) -> None:
    aws.world.add(glue.MLTaskRun("t", "r"), "SUCCEEDED")
    gl = client(aws, "glue")
    assert not throttled(gl.get_ml_task_run, TransformId="t", TaskRunId="r")
    aws.fail("GetMLTaskRun", code="InternalServiceException", status=500)
    assert throttled(gl.get_ml_task_run, TransformId="t", TaskRunId="r")
    clock.now += 1
    with pytest.raises(gl.exceptions.InternalServiceException):
        gl.get_ml_task_run(TransformId="t", TaskRunId="r")


def test_scenarios_quotas_hold_unless_others_are_given() -> None:
    scenario = {"quotas": {"*": 1}}
    for quotas, granted in ((None, 1), ("none", 9), ({"ListJobs": 3}, 3)):
        aws = SimulatedAWS(scenario, quotas=quotas, clock=lambda: START)
        assert sum(aws._quotas.grant("glue", "ListJobs") for _ in range(9)) == granted


# --- how they are written --------------------------------------------------------------------------------------------


def test_published_quotas_are_those_of_the_tables() -> None:
    quotas = parse_quotas("published")
    assert quotas["sagemaker", "DescribeTrainingJob"] == Quota(5, 5)
    assert quotas["sagemaker", "ListTrainingJobs"] == Quota(2, 2)
    assert quotas["sagemaker", "ListPipelines"] == Quota(2, 2)
    assert quotas["transcribe", "GetTranscriptionJob"].rate == find("transcribe", "TranscriptionJob").describe.quota
    assert ("sagemaker", "CreateTrainingJob") not in quotas
    assert ("glue", "GetJobRun") not in quotas


def test_name_goes_before_pattern_and_longer_before_shorter() -> None:
    given = {"ListJobs": 1, "glue:List*": 2, "*": 3, "L*": 4}
    for order in (given, dict(reversed(given.items()))):
        quotas = parse_quotas(order)
        assert {*quotas} == {*CATALOGUE.matching("*")}
        assert quotas["glue", "ListJobs"].rate == 1
        assert quotas["glue", "ListCrawlers"].rate == 2
        assert quotas["sagemaker", "ListEndpoints"].rate == 4
        assert quotas["sagemaker", "DescribeEndpoint"].rate == 3


def test_each_operation_has_a_bucket_of_its_own(clock: Clock) -> None:
    quotas = Quotas({"List*": {"rate": 0.5, "burst": 1}}, clock)
    assert [quotas.grant("glue", name) for name in ("ListJobs", "ListCrawlers", "ListJobs")] == [True, True, False]
    clock.now += 2
    assert quotas.grant("glue", "ListJobs")


def test_burst_is_a_seconds_worth() -> None:
    assert [Quota(rate).burst for rate in (0.1, 1, 2.5)] == [1, 1, 2.5]
    assert parse_quotas({"ListJobs": Quota(2, 7)})["glue", "ListJobs"].burst == 7


@pytest.mark.parametrize(
    ("quotas", "complaint"),
    [
        ({"DescribeCompilationJobs": 5}, "unknown operation 'DescribeCompilationJobs'; did you mean 'DescribeCompil"),
        ({"Lists*": 5}, r"unknown operation 'Lists\*'"),
        ({"glue:DescribeEndpoint": 5}, "unknown operation 'glue:DescribeEndpoint'; did you mean 'DescribeEndpoint'"),
        ({"ListJobs": 0}, "the quota of ListJobs: rate must be a finite number of calls above 0, not 0"),
        ({"ListJobs": -1}, "the quota of ListJobs: rate must be a finite number of calls above 0, not -1"),
        ({"ListJobs": math.nan}, "rate must be a finite number"),
        ({"ListJobs": math.inf}, "rate must be a finite number"),
        ({"ListJobs": True}, "rate must be a finite number of calls above 0, not True"),
        ({"ListJobs": "5"}, "rate must be a finite number of calls above 0, not '5'"),
        ({"ListJobs": None}, "rate must be a finite number of calls above 0, not None"),
        ({"ListJobs": {"burst": 5}}, "rate must be a finite number of calls above 0, not None"),
        ({"ListJobs": {"rate": 5, "burst": 0}}, "the quota of ListJobs: burst must be a finite number"),
        ({"ListJobs": {"rate": 5, "burst": 0.5}}, "burst must be 1 call or more, not 0.5"),
        ({"ListJobs": {"rates": 5}}, "the quota of ListJobs: unknown key 'rates'; did you mean 'rate'"),
        ("publishd", "unknown set of quotas 'publishd'; did you mean 'published'"),
        ([5], r"quotas must be an object or the name of a set, not \[5\]"),
    ],
)
def test_quota_that_makes_no_sense_is_refused_by_name(quotas: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_quotas(quotas)
    with pytest.raises(ValueError, match=complaint):
        SimulatedAWS(quotas=quotas)
    with pytest.raises(ValueError, match=f"quotas: .*{complaint}"):
        SimulatedAWS({"quotas": quotas})


@pytest.mark.parametrize(
    ("text", "quotas"),
    [
        ("published", "published"),
        ("ListJobs=2", {"ListJobs": {"rate": 2.0}}),
        ("DescribeTrainingJob=5, List*=2/4.5", {
            "DescribeTrainingJob": {"rate": 5.0}, "List*": {"rate": 2.0, "burst": 4.5},
        }),
    ],
)  # fmt: skip
def test_quotas_of_the_command_line(text: str, quotas: Any) -> None:
    assert read_quotas(text) == quotas
    assert json.loads(json.dumps(quotas)) == quotas


@pytest.mark.parametrize("text", ["ListJobs=", "ListJobs=x", "ListJobs=2/x", "ListJobs=1,", "=", "a=1=2"])
def test_quotas_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="is no quota; expected one such as"):
        read_quotas(text)
