"""What a simulation must know of some types besides their tables and their services' models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

if TYPE_CHECKING:
    from collections.abc import Mapping

Name: TypeAlias = tuple[str, str]
"""A service, by botocore's name, and what it has there: a type, or an operation."""

_JOB: Final = Fields("", created="CreatedOn", modified="LastModifiedOn")
_TRANSFORM: Final = Fields("Status", created="CreatedOn", modified="LastModifiedOn")
_PIPELINE: Final = Fields("PipelineStatus", created="CreationTime", modified="LastModifiedTime", arn="PipelineArn")

Job: Final = ResourceType(
    service="glue",
    name="Job",
    identifiers=("JobName",),
    requests=(
        Request("create", ("CreateJob",), (), ("READY",)),  # a word of ours: AWS shows no state
        Request("delete", ("DeleteJob",), (), (GONE,), when=("READY",)),
    ),
    describe=Describe("GetJob", _JOB, within="Job"),
    lists=Lists("GetJobs", "Jobs", _JOB, identifiers={"JobName": "Name"}, limit=1000, page=100),
    absent=(Absent("EntityNotFoundException"),),
    timeout=60,
)

UNWAITED: Final = (Job,)
"""Types that nothing waits for, as they come into being at once, but that others hang below."""

MADE_BY: Final[Mapping[Name, Request]] = {
    # The table of a crawler begins with its run: it exists before, and is then READY.
    ("glue", "Crawler"): Request("create", ("CreateCrawler",), (), ("READY",)),
}
"""Requests that bring a thing into being and that its own table has no use for."""

LISTINGS: Final[Mapping[Name, Lists]] = {
    ("glue", "MLTransform"): Lists(
        "ListMLTransforms",
        "TransformIds",
        _TRANSFORM,
        identifiers={"TransformId": ""},
        limit=1000,
        page=100,
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.CreatedAfter",
            "created_before": "Filter.CreatedBefore",
            "modified_after": "Filter.LastModifiedAfter",
            "modified_before": "Filter.LastModifiedBefore",
        },
    ),
    ("glue", "Job"): Lists("ListJobs", "JobNames", _JOB, identifiers={"JobName": ""}, limit=1000, page=100),
    ("glue", "Crawler"): Lists(
        "ListCrawlers",
        "CrawlerNames",
        Fields("State", created="CreationTime", modified="LastUpdated"),
        identifiers={"Name": ""},
        limit=1000,
        page=100,
    ),
    ("sagemaker", "Pipeline"): Lists(
        "ListPipelines",
        "PipelineSummaries",
        _PIPELINE,
        identifiers={"PipelineName": "PipelineName"},
        limit=100,
        page=10,
        filters={"name": "PipelineNamePrefix", "created_after": "CreatedAfter", "created_before": "CreatedBefore"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "PipelineName"},
        sort_order="SortOrder",
        quota=2,
    ),
}
"""Listings that no table has a use for: of names alone, or without a status."""

MINTED: Final[Mapping[str, str]] = {"TransformId": "tfm-{:.40}", "TaskRunId": "tsk-{:.40}", "RunId": "jr_{:.64}"}
"""How an identifier looks that the service makes up: filled with hexadecimal digits."""

SHOWN: Final[Mapping[str, Mapping[str, Any]]] = {
    "StartMLEvaluationTaskRun": {"Properties": {"TaskType": "EVALUATION"}},
    "StartMLLabelingSetGenerationTaskRun": {"Properties": {"TaskType": "LABELING_SET_GENERATION"}},
    "StartImportLabelsTaskRun": {"Properties": {"TaskType": "IMPORT_LABELS"}},
    "StartExportLabelsTaskRun": {"Properties": {"TaskType": "EXPORT_LABELS"}},
}
"""What a thing shows of the very operation that made it."""

NOT_FOUND: Final[Mapping[Name, tuple[str, str]]] = {
    ("sagemaker", "TrainingJob"): ("ValidationException", "Requested resource not found."),
    ("sagemaker", "Endpoint"): ("ValidationException", 'Could not find endpoint "{arn}".'),
}
"""How the service answers for a thing that isn't there, where it isn't by the first code of its table."""

PLACES: Final[Mapping[tuple[str, str, str], Mapping[str, str]]] = {
    ("bedrock-agentcore-control", "GatewayRateLimit", "BatchPutGatewayRateLimits"): {
        "rateLimitId": "rateLimits[].rateLimitId"
    },
    ("emr", "Step", "AddJobFlowSteps"): {"ClusterId": "JobFlowId"},
    ("glue", "Connection", "CreateConnection"): {"Name": "ConnectionInput.Name"},
    ("kendra", "Document", "BatchPutDocument"): {"DocumentId": "Documents[].Id"},
    ("omics", "ReadSet", "StartReadSetActivationJob"): {"id": "sources[].readSetId"},
    ("rekognition", "Dataset", "DistributeDatasetEntries"): {"DatasetArn": "Datasets[].Arn"},
    ("rekognition", "ProjectVersion", "CopyProjectVersion"): {"ProjectArn": "DestinationProjectArn"},
}
"""Where a request has the identifiers of a type that are there by no name of theirs."""


def listings(kind: ResourceType) -> tuple[Lists, ...]:
    """Every listing of a type."""
    further = LISTINGS.get((kind.service, kind.name))
    return tuple(lists for lists in (kind.lists, further) if lists is not None)


def rows(kind: ResourceType) -> tuple[Request, ...]:
    """Every request of a type, the one that brings a thing into being first."""
    first = MADE_BY.get((kind.service, kind.name))
    return kind.requests if first is None else (first, *kind.requests)
