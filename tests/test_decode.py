"""From AWS's documents to observations."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.aws.decode import described, listed, parents, timestamp
from mlwaiters.errors import ServiceError
from mlwaiters.model import GONE
from mlwaiters.paths import dig, first_at
from mlwaiters.resources import glue, personalize, sagemaker

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_described_job() -> None:
    response = {
        "CompilationJobName": "j",
        "CompilationJobStatus": "FAILED",
        "FailureReason": "no such operator",
        "CreationTime": NOON,
        "LastModifiedTime": NOON,
        "CompilationJobArn": "arn:x",
    }
    seen = described(sagemaker.CompilationJob("j"), response, 5.0)
    assert (seen.state, seen.reason, seen.time, seen.operation) == (
        "FAILED",
        "no such operator",
        5.0,
        "DescribeCompilationJob",
    )
    assert (seen.created, seen.modified, seen.arn) == (NOON.timestamp(), NOON.timestamp(), "arn:x")
    assert seen.response is response


def test_an_endpoint_shows_its_configurations() -> None:
    response = {
        "EndpointStatus": "Updating",
        "EndpointConfigName": "one",
        "PendingDeploymentSummary": {"EndpointConfigName": "two"},
    }
    seen = described(sagemaker.Endpoint("e"), response, 0.0)
    assert (seen.configuration, seen.pending_configuration) == ("one", "two")


def test_the_first_reason_that_is_there() -> None:
    response = {"EdgePackagingJobStatus": "FAILED", "PresetDeploymentOutput": {"StatusMessage": "no bucket"}}
    assert described(sagemaker.EdgePackagingJob("e"), response, 0.0).reason == "no bucket"


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([{"ErrorMessage": "no role"}, {"ErrorCode": "2"}, {"ErrorMessage": "no key"}], "no role; no key"),
        ([{"ErrorMessage": "no role"}, {"ErrorMessage": "no role"}], "no role"),
        (["no structure"], ""),
        ("no list", ""),
        (None, ""),
    ],
)
def test_a_reason_is_what_all_items_of_a_list_say(errors: object, reason: str) -> None:
    response = {"Integrations": [{"Status": "FAILED", "Errors": errors}]}
    assert described(glue.Integration("i"), response, 0.0).reason == reason
    assert [seen.reason for seen in listed(glue.Integration.listing(), _named(response), 0.0)] == [reason]


def _named(response: dict[str, Any]) -> dict[str, Any]:
    return {"Integrations": [{"IntegrationArn": "i", **item} for item in response["Integrations"]]}


@pytest.mark.parametrize(
    ("crawler", "state"),
    [
        ({"State": "READY"}, "READY"),
        ({"State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}, "SUCCEEDED"),
        ({"State": "READY", "LastCrawl": {"Status": "CANCELLED"}}, "CANCELLED"),
        ({"State": "RUNNING", "LastCrawl": {"Status": "FAILED"}}, "RUNNING"),
    ],
)
def test_a_crawler_at_rest_shows_how_its_last_crawl_ended(crawler: dict[str, Any], state: str) -> None:
    assert described(glue.Crawler("c"), {"Crawler": crawler}, 0.0).state == state


@pytest.mark.parametrize(
    "response", [{}, {"Status": None}, {"Status": 7}, {"Status": ""}, {"Status": {"State": "RUNNING"}}]
)
def test_an_answer_without_a_status_names_operation_and_path(response: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="GetMLTaskRun answered with no status at Status") as caught:
        described(glue.MLTaskRun("t", "r"), response, 0.0)
    assert (caught.value.transient, caught.value.answered) == (True, False)


def test_a_page_of_job_runs() -> None:
    page = {
        "JobRuns": [{"JobName": "j", "Id": "jr_1", "JobRunState": "RUNNING"}, {"Id": "jr_2", "JobRunState": "ERROR"}]
    }
    first, second = listed(glue.JobRun.listing(JobName="j"), page, 3.0)
    assert (first.ref, first.state, first.operation) == (glue.JobRun("j", "jr_1"), "RUNNING", "GetJobRuns")
    assert (second.ref, second.state) == (glue.JobRun("j", "jr_2"), "ERROR")  # the listing's own JobName fills the gap
    assert first.response is page["JobRuns"][0]


@pytest.mark.parametrize(
    "page", [{"TaskRuns": None}, {"TaskRuns": "x"}, {"TaskRuns": [{"Status": "RUNNING"}]}, {"TaskRuns": [7]}]
)
def test_a_malformed_page_is_no_page(page: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="GetMLTaskRuns answered with"):
        listed(glue.MLTaskRun.listing(TransformId="t"), page, 0.0)


def test_an_empty_page() -> None:
    assert listed(glue.MLTaskRun.listing(TransformId="t"), {}, 0.0) == ()


def test_an_update_is_seen_below_what_it_updates() -> None:
    update = personalize.CampaignUpdate("arn:c")
    campaign = {"status": "ACTIVE", "latestCampaignUpdate": {"status": "CREATE FAILED", "failureReason": "no capacity"}}
    seen = described(update, {"campaign": campaign}, 0.0)
    assert (seen.state, seen.reason) == ("CREATE FAILED", "no capacity")
    assert described(personalize.Campaign("arn:c"), {"campaign": campaign}, 0.0).state == "ACTIVE"
    assert described(update, {"campaign": {"status": "ACTIVE"}}, 0.0).state == GONE  # never updated: there is none
    with pytest.raises(ServiceError, match="no status at status"):
        described(personalize.Campaign("arn:c"), {"campaign": {}}, 0.0)


def test_parents_by_name_and_by_member() -> None:
    assert parents(glue.MLTaskRun.listing(), {"TransformIds": ["t1", "t2"]}) == ("t1", "t2")
    pipelines = {"PipelineSummaries": [{"PipelineName": "p"}]}
    assert parents(sagemaker.PipelineExecution.listing(), pipelines) == ("p",)
    with pytest.raises(ServiceError, match="PipelineSummaries without PipelineName"):
        parents(sagemaker.PipelineExecution.listing(), {"PipelineSummaries": [{}]})


@given(st.one_of(st.integers(0, 4_000_000_000), st.floats(0, 4e9, allow_nan=False)))
def test_timestamps_are_the_moments_that_botocore_reads(value: float) -> None:
    assert timestamp(value) == parse_timestamp(value)


def test_timestamps_in_words() -> None:
    assert timestamp("2026-01-01T12:00:00Z") == NOON


def test_dig_ends_where_the_path_does() -> None:
    assert dig({"a": {"b": 1}}, "a.b") == 1
    assert dig({"a": 7}, "a.b") is None
    assert dig(None, "a") is None
    assert dig({"a": 7}, "") == {"a": 7}
    assert first_at({"a": [{"b": 1}, {"b": 2}]}, "a[].b") == 1
    assert first_at({"a": []}, "a[].b") is first_at({"a": {"b": 1}}, "a[].b") is None
    assert first_at({"a": [7]}, "a[]") == 7
