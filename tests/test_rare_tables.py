"""What few tables have: many described at once, listings that need more or come in one piece, partial success."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import mlwaiters
from mlwaiters.aws import pages
from mlwaiters.aws.decode import described, listed
from mlwaiters.aws.lint import problems
from mlwaiters.aws.models import check, service_model
from mlwaiters.cli import main
from mlwaiters.cli.targets import Selection, UsageError, parameters, select
from mlwaiters.errors import InvalidRequestError, ServiceError
from mlwaiters.goals import classes, goals, parse_goal, partly
from mlwaiters.model import GONE, Absent, Completed, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.report.diagram import states_mermaid, states_text
from mlwaiters.resources import find, glue, sagemaker
from mlwaiters.testing import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.testing import SimulatedAWS

RUN = (Request("run", ("SubmitJob",), ("SUBMITTED", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),)

Job = ResourceType(
    service="batch",
    name="Job",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("SubmitJob",), ("SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED",),
        ),
    ),
    describe=Describe("DescribeJobs", Fields("status"), within="jobs[]", sends={"jobId": "jobs[]"}),
    lists=None,
    absent=(),
    timeout=3600,
)  # fmt: skip

Document = replace(
    Job,
    service="kendra",
    name="Document",
    identifiers=("IndexId", "DocumentId"),
    describe=Describe(
        "BatchGetDocumentStatus",
        Fields("DocumentStatus"),
        within="DocumentStatusList[]",
        sends={"DocumentId": "DocumentInfoList[].DocumentId"},
    ),
)

Source = ResourceType(
    service="qbusiness",
    name="DataSource",
    identifiers=("applicationId", "indexId", "dataSourceId"),
    requests=(
        Request("create", ("CreateDataSource",), ("PENDING_CREATION", "CREATING"), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateDataSource",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteDataSource",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetDataSource", Fields("status")),
    lists=Lists(
        "ListDataSources",
        "dataSources",
        Fields("status", created="createdAt"),
        identifiers={"applicationId": "", "indexId": "", "dataSourceId": "dataSourceId"},
        limit=10,
        page=10,
        needs={"applicationId": "applicationId", "indexId": "indexId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
)


def scoped(**changes: Any) -> ResourceType:
    assert Source.lists is not None
    return replace(Source, lists=replace(Source.lists, **changes))


@pytest.mark.parametrize("kind", [Job, Source], ids=repr)
def test_these_tables_are_right(kind: ResourceType) -> None:
    assert problems(kind, service_model(kind.service)) == []


# ---------------------------------------------------------------------------------------------------------------------
# Many described at once
# ---------------------------------------------------------------------------------------------------------------------


def test_arguments_of_a_describe() -> None:
    assert sagemaker.CompilationJob("churn-7").arguments == {"CompilationJobName": "churn-7"}
    assert Job("j-1").arguments == {"jobs": ["j-1"]}
    schema = replace(Job, describe=replace(Job.describe, sends={"jobId": "SchemaId.SchemaArn"}))
    assert schema("arn:x").arguments == {"SchemaId": {"SchemaArn": "arn:x"}}
    assert Document("i", "d").arguments == {"IndexId": "i", "DocumentInfoList": [{"DocumentId": "d"}]}


def test_the_one_of_many_is_seen() -> None:
    seen = described(Job("j-1"), {"jobs": [{"status": "RUNNING"}]}, 5.0)
    assert (seen.state, seen.operation, seen.time) == ("RUNNING", "DescribeJobs", 5.0)


@pytest.mark.parametrize("answer", [{"jobs": []}, {}])
def test_none_of_many_is_gone(answer: dict[str, Any]) -> None:
    assert described(Job("j-1"), answer, 5.0).state == GONE


@pytest.mark.parametrize("answer", [{"jobs": "x"}, {"jobs": [7]}, {"jobs": [{}]}])
def test_malformed_many_are_the_services_fault(answer: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="DescribeJobs answered with"):
        described(Job("j-1"), answer, 5.0)


def test_identifiers_are_checked_as_they_are_sent() -> None:
    check(Document("i" * 36, "d"))
    with pytest.raises(InvalidRequestError, match=r"BatchGetDocumentStatus: DocumentInfoList\.1\.member\.DocumentId"):
        check(Document("i" * 36, "d" * 5000))


def test_a_reason_of_several_words() -> None:
    several = replace(Job, describe=replace(Job.describe, fields=Fields("status", reason=("reasons",))))
    seen = described(several("j"), {"jobs": [{"status": "FAILED", "reasons": ["no bucket", "no role"]}]}, 0.0)
    assert seen.reason == "no bucket; no role"


@pytest.mark.parametrize(
    ("sends", "problem"),
    [
        ({"jobId": "jobIds[]"}, "describe: identifiers are ('jobId',), required is ['jobs']"),
        ({"jobId": "jobIds[]"}, "describe: identifier jobId can't be sent as 'jobIds[]'"),
        ({"jobId": "jobs"}, "describe: identifier jobId can't be sent as 'jobs'"),
        ({"jobId": "jobs[]", "arn": "jobs[]"}, "describe: arn is sent, no identifier"),
    ],
)
def test_misspelt_sending_is_caught(sends: dict[str, str], problem: str) -> None:
    broken = replace(Job, describe=replace(Job.describe, sends=sends))
    assert problem in problems(broken, service_model("batch"))


# ---------------------------------------------------------------------------------------------------------------------
# Listings that need more than a parent, and in one piece
# ---------------------------------------------------------------------------------------------------------------------


def test_listing_of_a_thing_is_in_its_needs() -> None:
    listing = Source("a", "i", "d").listing
    assert listing is not None
    assert listing.arguments == {"applicationId": "a", "indexId": "i", "maxResults": 10}
    assert not listing.orphaned


def test_needs_that_no_identifier_gives_leaves_the_thing_to_be_described() -> None:
    assert scoped(needs={"applicationId": "applicationId", "indexId": ""})("a", "i", "d").listing is None


def test_needs_names_the_things() -> None:
    listing = Source.listing(applicationId="a", indexId="i")
    answer = {"dataSources": [{"dataSourceId": "d", "status": "ACTIVE", "createdAt": datetime(2026, 1, 1, tzinfo=UTC)}]}
    (seen,) = listed(listing, answer, 5.0)
    assert seen.ref == Source("a", "i", "d")
    read = pages.page_reader(listing, lambda: 5.0)
    assert read is not None
    sheet = read(b'{"dataSources": [{"dataSourceId": "d", "status": "ACTIVE", "createdAt": 1767225600}]}')
    assert [make() for make in sheet.slices] == [[seen]]


def test_listing_without_its_needs_is_refused() -> None:
    with pytest.raises(TypeError, match="indexId is missing"):
        Source.listing(applicationId="a")


def test_needs_on_the_command_line() -> None:
    values = {"applicationId": ["a"], "indexId": ["i"]}
    (listing,) = select(Selection(Source, (), values), listing_by_default=True)
    assert listing == Source.listing(applicationId="a", indexId="i")
    with pytest.raises(UsageError, match="a listing of qbusiness data-source needs --index-id"):
        select(Selection(Source, (), {"applicationId": ["a"]}), listing_by_default=True)


def test_needs_beside_the_identifiers_is_an_option() -> None:
    kind = scoped(needs={"applicationId": "applicationId", "groupName": ""})
    assert [parameter.name for parameter in parameters(kind)] == [*Source.identifiers, "groupName"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"needs": {}}, "lists: required is ['applicationId', 'indexId'], the parent's is []"),
        ({"needs": {"applicationId": "", "indexId": "", "x": ""}}, "lists: no parameter x to need"),
        (
            {"needs": {"applicationId": "appId", "indexId": ""}},
            "lists: appId gives what is needed, and is no identifier",
        ),
        ({"needs": {"applicationId": "", "indexId": ""}}, "lists: identifier indexId isn't at ''"),
        ({"token": ""}, "lists: no token  in the input"),
        ({"limit_parameter": ""}, "lists: no limit parameter "),
        ({"next_token": "more"}, "lists: no token more in the output"),
    ],
)
def test_misspelt_needs_and_paging_are_caught(changes: dict[str, Any], problem: str) -> None:
    assert problem in problems(scoped(**changes), service_model("qbusiness"))


def test_listing_in_one_piece() -> None:
    kind = scoped(limit_parameter="", token="")
    listing = kind.listing(applicationId="a", indexId="i")
    assert listing.arguments == {"applicationId": "a", "indexId": "i"}
    assert listing.lists.further({"nextToken": "t", "": "u"}) == ""
    read = pages.page_reader(listing, lambda: 5.0)
    assert read is not None
    assert read(b'{"dataSources": [], "nextToken": "t"}').page.token == ""


def test_token_of_another_name_in_the_answer() -> None:
    kind = scoped(token="startingToken", next_token="nextToken")
    assert kind.lists is not None
    assert kind.lists.further({"nextToken": "t"}) == "t"
    assert kind.lists.further({}) == ""


# ---------------------------------------------------------------------------------------------------------------------
# Partial success, and what is left of a deleted thing
# ---------------------------------------------------------------------------------------------------------------------


def test_partial_success_is_no_success() -> None:
    run = sagemaker.PipelineExecution
    assert "CompletedWithFailures" in classes(run, "completed").failure
    assert "CompletedWithFailures" in classes(run, "stopped").failure
    assert "CompletedWithFailures" in classes(run, "settled").success
    row = run.request("run")
    assert row is not None
    assert row.short == ("CompletedWithFailures", "Failed")


def test_partial_success_is_shown() -> None:
    assert "CompletedWithFailures" in states_text(sagemaker.PipelineExecution)
    assert "    Executing --> CompletedWithFailures" in states_mermaid(sagemaker.PipelineExecution).splitlines()


def test_what_is_still_shown_of_a_deleted_thing_is_a_deletion() -> None:
    rows = tuple(
        replace(row, to=(GONE, "CANCELLED")) if row.name == "delete" else row
        for row in glue.Crawler.requests
        if row.name != "stop"
    )
    kind = replace(glue.Crawler, requests=rows)
    assert classes(kind, "deleted").success == ("CANCELLED",)
    assert classes(kind, "completed").failure == ("FAILED", "CANCELLED")
    assert "CANCELLED" in classes(kind, "settled").success
    assert "deleted" in goals(kind)
    assert "GONE, CANCELLED" in states_text(kind)


@pytest.mark.anyio
async def test_partial_success_will_do_where_the_caller_says_so() -> None:
    job, whole = find("translate", "text-translation-job")("job-1"), glue.MLTaskRun("t", "r")
    script = {job: "IN_PROGRESS 5s, COMPLETED_WITH_ERROR", whole: "RUNNING 5s, FAILED"}
    refused = await mlwaiters.Poller(ScriptedReader(script)).wait_all([job])
    assert [(outcome.verdict, str(outcome.goal)) for outcome in refused] == [("failed", "completed")]
    allowed = await mlwaiters.Poller(ScriptedReader(script)).wait_all([job, whole], allow_partial=True)
    assert [(outcome.verdict, str(outcome.goal)) for outcome in allowed] == [
        ("met", "completed=partial"),
        ("failed", "completed"),  # of a type that knows no partial success
    ]


def test_partial_success_as_a_goal() -> None:
    run = sagemaker.PipelineExecution
    goal = parse_goal(run, "completed=partial")
    assert (goal, str(goal)) == (Completed(), "completed=partial")
    assert classes(run, goal).success == ("Succeeded", "CompletedWithFailures")
    assert {*classes(run, goal).pending, *classes(run, goal).failure} == {"Executing", "Stopping", "Stopped", "Failed"}
    assert partly(run, "settled") == "settled"
    with pytest.raises(mlwaiters.UnknownNameError, match="unknown goal 'completed'"):
        parse_goal(sagemaker.Endpoint, "completed=partial")


def test_partial_success_on_the_command_line(
    simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running = simulated_aws(speed=100_000)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    pipeline = sagemaker.PipelineExecution("arn:aws:sagemaker:eu-west-1:123456789012:pipeline/p/execution/abcdefghijkl")
    running.world.add(pipeline, "Executing 5s, CompletedWithFailures")
    here = ["--endpoint-url", running.url, "--region", "eu-west-1"]
    for command in (["wait", "-q"], ["status"], ["watch", "-q"]):
        named = [*command, "sagemaker", "pipeline-execution", pipeline.values[0], *here]
        assert main(named) == 1
        assert main([*named, "--allow-partial"]) == 0
    assert "CompletedWithFailures  reached" in capsys.readouterr().out
