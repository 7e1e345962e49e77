"""The operations of a table are about the same thing: what is stopped, deleted or listed is what is described."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mlwaiters.aws.models import service_model
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.batch import Job
from mlwaiters.resources.glue import Crawler, JobRun, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Pipeline, PipelineExecution, ProcessingJob
from tools.pairing import ALIKE, akin, mismatches, noun

if TYPE_CHECKING:
    from mlwaiters.model import ResourceType

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]


def found(kind: ResourceType) -> list[str]:
    return list(mismatches(kind, service_model(kind.service)))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_operations_are_about_the_same_thing(kind: ResourceType) -> None:
    assert found(kind) == []


def test_no_excuse_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    excused = [(service, operation) for service, reasons in ALIKE.items() for operation in reasons]
    monkeypatch.setattr("tools.pairing.ALIKE", {})
    wanting = {(kind.service, problem) for kind in KINDS for problem in found(kind)}
    for service, operation in excused:
        assert any(
            where == service and (operation in problem or problem.startswith("lists")) for where, problem in wanting
        ), operation


def asked_by(kind: ResourceType, name: str, *operations: str) -> ResourceType:
    rows = tuple(replace(row, by=operations) if row.name == name else row for row in kind.requests)
    return replace(kind, requests=rows)


WRONG = {
    "the schedule is stopped": (
        asked_by(Crawler, "stop", "StopCrawlerSchedule"),
        "stop: StopCrawlerSchedule is of a crawlerschedule, not of a crawler",
    ),
    "a setting is deleted": (
        asked_by(Crawler, "delete", "DeleteResourcePolicy"),
        "delete: DeleteResourcePolicy is of a resourcepolicy, not of a crawler",
    ),
    "another kind is stopped": (
        asked_by(ProcessingJob, "stop", "StopTransformJob"),
        "stop: StopTransformJob is of a transformjob, not of a processingjob",
    ),
    "what it is a part of is deleted": (
        asked_by(MLTaskRun, "stop", "DeleteMLTransform"),
        "stop: DeleteMLTransform doesn't take TaskRunId",
    ),
    "one of many is deleted without its name": (
        asked_by(replace(CompilationJob, identifiers=("CompilationJobName", "Version")), "stop", "StopCompilationJob"),
        "stop: StopCompilationJob doesn't take Version",
    ),
    "another's name is listed": (
        replace(
            PipelineExecution,
            lists=replace(PipelineExecution.lists, identifiers={"PipelineExecutionArn": "StartTime"}),  # type: ignore[type-var]
        ),
        "lists: StartTime is no PipelineExecutionArn",
    ),
    "another's name is batched": (
        replace(Job, batch=replace(Job.batch, identifier="jobQueue")),  # type: ignore[type-var]
        "batch: jobQueue is no jobId",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_pair_is_caught(name: str) -> None:
    kind, says = WRONG[name]
    assert says in found(kind)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("RunId", "JobRunIds", True),
        ("jobIdentifier", "jobArn", True),
        ("DatasetArn", "ResourceArn", True),
        ("graphIdentifier", "id", True),
        ("DocumentId", "DocumentIdList", True),
        ("SolutionVersionArn", "solutionArn", False),
        ("JobName", "TriggerName", False),
        ("Model.ModelArn", "Project.ProjectArn", False),
    ],
)
def test_names_of_the_same_thing(one: str, other: str, alike: bool) -> None:  # noqa: FBT001
    assert akin(one, other) is akin(other, one) is alike


@pytest.mark.parametrize(
    ("operation", "about"),
    [
        ("BatchStopJobRun", "jobrun"),
        ("StopTrainingJob", "trainingjob"),
        ("ListListings", "listing"),
        ("DeletePipeline", noun("DescribePipeline")),
    ],
)
def test_what_an_operation_is_about(operation: str, about: str) -> None:
    assert noun(operation) == about


def test_rows_that_end_nothing_may_be_asked_by_whatever_leads_there() -> None:
    assert found(asked_by(Pipeline, "create", "DeletePipeline")) == []
    assert found(asked_by(JobRun, "run", "ResetJobBookmark")) == []
