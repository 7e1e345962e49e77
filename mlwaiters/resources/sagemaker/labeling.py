"""Amazon SageMaker: work that people do."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import ABSENT, CREATION, DESCRIBES, FILTERS, LISTINGS, NEWEST, NO_JOB

# Logs: the list of log groups and streams in the developer guide (CloudWatch Logs for Amazon SageMaker AI).

_FLOW_DEFINITION = Fields(
    "FlowDefinitionStatus",
    reason=("FailureReason",),
    created="CreationTime",
    arn="FlowDefinitionArn",
)
FlowDefinition = ResourceType(
    service="sagemaker",
    name="FlowDefinition",
    identifiers=("FlowDefinitionName",),
    requests=(
        Request("create", ("CreateFlowDefinition",), ("Initializing",), ("Active",), ("Failed",)),
        Request("delete", ("DeleteFlowDefinition",), ("Deleting",), (GONE,), when=("Active", "Failed")),
    ),
    describe=Describe("DescribeFlowDefinition", _FLOW_DEFINITION, quota=DESCRIBES),
    lists=Lists(
        "ListFlowDefinitions",
        "FlowDefinitionSummaries",
        _FLOW_DEFINITION,
        identifiers={"FlowDefinitionName": "FlowDefinitionName"},
        limit=100,
        page=10,
        filters=CREATION,
        sort_order="SortOrder",
        newest={"SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

HumanTaskUi = ResourceType(
    service="sagemaker",
    name="HumanTaskUi",
    identifiers=("HumanTaskUiName",),
    requests=(
        Request("create", ("CreateHumanTaskUi",), (), ("Active",)),
        Request("delete", ("DeleteHumanTaskUi",), ("Deleting",), (GONE,), when=("Active",)),
    ),
    describe=Describe(
        "DescribeHumanTaskUi",
        Fields("HumanTaskUiStatus", created="CreationTime", arn="HumanTaskUiArn"),
        quota=DESCRIBES,
    ),
    # Its summaries show no status.
    lists=None,
    absent=ABSENT,
    timeout=3600,
)

_LABELING_JOB = Fields(
    "LabelingJobStatus",
    reason=("FailureReason",),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="LabelingJobArn",
)
LabelingJob = ResourceType(
    service="sagemaker",
    name="LabelingJob",
    identifiers=("LabelingJobName",),
    requests=(
        Request("run", ("CreateLabelingJob",), ("Initializing", "InProgress"), ("Completed",), ("Failed",)),
        Request("stop", ("StopLabelingJob",), ("Stopping",), ("Stopped",), when=("Initializing", "InProgress")),
    ),
    describe=Describe("DescribeLabelingJob", _LABELING_JOB, quota=DESCRIBES),
    lists=Lists(
        "ListLabelingJobs",
        "LabelingJobSummaryList",
        _LABELING_JOB,
        identifiers={"LabelingJobName": "LabelingJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "LabelingJobName", "Status": "LabelingJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    # A labeling job fails after 30 days (LabelingJobStoppingConditions in botocore's model).
    timeout=2678400,
    logs=(Log("/aws/sagemaker/LabelingJobs", "{LabelingJobName}"),),
)

_WORKFORCE = Fields(
    "Status",
    reason=("FailureReason",),
    created="CreateDate",
    modified="LastUpdatedDate",
    arn="WorkforceArn",
)
Workforce = ResourceType(
    service="sagemaker",
    name="Workforce",
    identifiers=("WorkforceName",),
    requests=(
        Request("create", ("CreateWorkforce",), ("Initializing",), ("Active",), ("Failed",)),
        Request("update", ("UpdateWorkforce",), ("Updating",), ("Active",), ("Failed",), when=("Active",)),
        Request("delete", ("DeleteWorkforce",), ("Deleting",), (GONE,), when=("Active", "Failed")),
    ),
    describe=Describe("DescribeWorkforce", _WORKFORCE, within="Workforce", quota=DESCRIBES),
    lists=Lists(
        "ListWorkforces",
        "Workforces",
        _WORKFORCE,
        identifiers={"WorkforceName": "WorkforceName"},
        limit=100,
        page=10,
        filters={"name": "NameContains"},
        sort_by="SortBy",
        sort={"CreateDate": "CreateDate", "Name": "WorkforceName"},
        sort_order="SortOrder",
        newest={"SortBy": "CreateDate", "SortOrder": "Descending"},
        whole=True,
        quota=LISTINGS,
    ),
    # As hashicorp/terraform-provider-aws has seen it (internal/service/sagemaker/find.go).
    absent=(Absent("ResourceNotFound"), Absent("ValidationException", "No workforce")),
    timeout=3600,
)
