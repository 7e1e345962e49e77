"""Tables of what the resource types hang below, in the words of theirs, and what else a simulation of them needs.

Nothing waits for these: they come into being at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources import glue, sagemaker
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NO_ENTITY = (Absent("EntityNotFoundException"),)
_TRANSFORM = Fields("Status", created="CreatedOn", modified="LastModifiedOn")
_JOB = Fields("", created="CreatedOn", modified="LastModifiedOn")
_PIPELINE = Fields("PipelineStatus", created="CreationTime", modified="LastModifiedTime", arn="PipelineArn")

MLTransform = ResourceType(
    service="glue",
    name="MLTransform",
    identifiers=("TransformId",),
    requests=(
        Request("create", ("CreateMLTransform",), (), ("READY",)),
        Request("delete", ("DeleteMLTransform",), (), (GONE,), when=("READY", "NOT_READY")),
    ),
    others=("NOT_READY",),
    describe=Describe("GetMLTransform", _TRANSFORM),
    lists=Lists(
        "GetMLTransforms",
        "Transforms",
        _TRANSFORM,
        identifiers={"TransformId": "TransformId"},
        limit=1000,
        page=100,
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.CreatedAfter",
            "created_before": "Filter.CreatedBefore",
            "modified_after": "Filter.LastModifiedAfter",
            "modified_before": "Filter.LastModifiedBefore",
        },
        sort_by="Sort.Column",
        sort={"CREATED": "CreatedOn", "NAME": "Name", "STATUS": "Status", "LAST_MODIFIED": "LastModifiedOn"},
        sort_order="Sort.SortDirection",
    ),
    absent=_NO_ENTITY,
    minted=True,
    timeout=60,
)

Job = ResourceType(
    service="glue",
    name="Job",
    identifiers=("JobName",),
    requests=(
        Request("create", ("CreateJob",), (), ("READY",)),  # a word of ours: AWS shows no state
        Request("delete", ("DeleteJob",), (), (GONE,), when=("READY",)),
    ),
    describe=Describe("GetJob", _JOB, within="Job"),
    lists=Lists("GetJobs", "Jobs", _JOB, identifiers={"JobName": "Name"}, limit=1000, page=100),
    absent=_NO_ENTITY,
    timeout=60,
)

Pipeline = ResourceType(
    service="sagemaker",
    name="Pipeline",
    identifiers=("PipelineName",),
    requests=(
        Request("create", ("CreatePipeline",), (), ("Active",)),
        Request("update", ("UpdatePipeline",), (), ("Active",), when=("Active",)),
        Request("delete", ("DeletePipeline",), (), (GONE,), when=("Active",)),
    ),
    describe=Describe("DescribePipeline", _PIPELINE),
    lists=Lists(
        "ListPipelines",
        "PipelineSummaries",
        _PIPELINE,
        identifiers={"PipelineName": "PipelineName"},
        limit=100,
        page=10,
        filters={
            "name": "PipelineNamePrefix",
            "created_after": "CreatedAfter",
            "created_before": "CreatedBefore",
        },
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "PipelineName"},
        sort_order="SortOrder",
    ),
    absent=(Absent("ResourceNotFound"),),
    timeout=60,
)

SIMULATED = (
    glue.Crawler,
    glue.JobRun,
    glue.MLTaskRun,
    sagemaker.CompilationJob,
    sagemaker.EdgePackagingJob,
    sagemaker.Endpoint,
    sagemaker.MlflowTrackingServer,
    sagemaker.PipelineExecution,
    sagemaker.TrainingJob,
)
"""The types of the catalogue that are simulated."""

SERVICES = tuple(dict.fromkeys(kind.service for kind in SIMULATED))

PARENT_OF = {glue.MLTaskRun: MLTransform, glue.JobRun: Job, sagemaker.PipelineExecution: Pipeline}

MADE_BY: Mapping[ResourceType, Request] = {
    # The table of a crawler begins with its run: it exists before, and is then READY.
    glue.Crawler: Request("create", ("CreateCrawler",), (), ("READY",)),
}
"""Requests that bring a thing into being and that its own table has no use for."""

NAMES_ONLY: Mapping[ResourceType, Lists] = {
    MLTransform: Lists(
        "ListMLTransforms",
        "TransformIds",
        _TRANSFORM,
        identifiers={"TransformId": ""},
        limit=1000,
        page=100,
        filters=MLTransform.lists.filters if MLTransform.lists else {},
    ),
    Job: Lists("ListJobs", "JobNames", _JOB, identifiers={"JobName": ""}, limit=1000, page=100),
    glue.Crawler: Lists(
        "ListCrawlers", "CrawlerNames", glue.Crawler.describe.fields, identifiers={"Name": ""}, limit=1000, page=100
    ),
}
"""Second listings, which show nothing but identifiers."""

MINTED = {"TransformId": "tfm-{:.40}", "TaskRunId": "tsk-{:.40}", "RunId": "jr_{:.64}"}
"""How an identifier looks that the service makes up: filled with hexadecimal digits."""

SHOWN: Mapping[str, Mapping[str, Any]] = {
    "StartMLEvaluationTaskRun": {"Properties": {"TaskType": "EVALUATION"}},
    "StartMLLabelingSetGenerationTaskRun": {"Properties": {"TaskType": "LABELING_SET_GENERATION"}},
    "StartImportLabelsTaskRun": {"Properties": {"TaskType": "IMPORT_LABELS"}},
    "StartExportLabelsTaskRun": {"Properties": {"TaskType": "EXPORT_LABELS"}},
}
"""What a thing shows of the very operation that made it."""

NOT_FOUND = {
    sagemaker.TrainingJob: ("ValidationException", "Requested resource not found."),
    sagemaker.Endpoint: ("ValidationException", 'Could not find endpoint "{arn}".'),
}
"""How the service answers for a thing that isn't there, where it isn't by the first code of its table."""


def rows(kind: ResourceType) -> tuple[Request, ...]:
    """Every request of a type, the one that brings a thing into being first."""
    return (MADE_BY[kind], *kind.requests) if kind in MADE_BY else kind.requests


def kinds() -> Iterator[ResourceType]:
    """Every type that is simulated, what hangs below others after them."""
    yield from PARENT_OF.values()
    yield from SIMULATED


def kind_of(service: str, resource: str) -> ResourceType:
    """Find a simulated type by its service and its name, spelled as on the command line or as AWS does.

    Raises:
        ValueError: no such service, or no such type in it; the message names the nearest.
    """
    known = [kind for kind in kinds() if kind.service == service]
    if not known:
        raise ValueError(unknown("service", service, SERVICES))
    for kind in known:
        if resource in (kind.resource, kind.name):
            return kind
    raise ValueError(f"{service}: {unknown('resource', resource, [kind.resource for kind in known])}")
