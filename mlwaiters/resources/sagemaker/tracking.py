"""Amazon SageMaker: MLflow, pipelines, and the records of what was done."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import ABSENT, DESCRIBES, LISTINGS, NEWEST, NO_JOB, SINCE

_ACTION = Fields("Status", created="CreationTime", modified="LastModifiedTime", arn="ActionArn")
# Its status is what its creator, or whoever updates it, says that it is.
Action = ResourceType(
    service="sagemaker",
    name="Action",
    identifiers=("ActionName",),
    requests=(
        Request("run", ("CreateAction",), ("InProgress", "Stopping"), ("Completed",), ("Failed", "Stopped")),
        Request(
            "delete", ("DeleteAction",), (), (GONE,),
            when=("InProgress", "Completed", "Failed", "Stopping", "Stopped", "Unknown"),
        ),
    ),
    describe=Describe("DescribeAction", _ACTION, quota=DESCRIBES),
    lists=Lists(
        "ListActions",
        "ActionSummaries",
        _ACTION,
        identifiers={"ActionName": "ActionName"},
        limit=100,
        page=10,
        filters=SINCE,
        equals={"SourceUri": "Source.SourceUri", "ActionType": "ActionType"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ActionName"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=86400,
    others=("Unknown",),
)

_MLFLOW_APP = Fields("Status", created="CreationTime", modified="LastModifiedTime", arn="Arn")
MlflowApp = ResourceType(
    service="sagemaker",
    name="MlflowApp",
    identifiers=("Arn",),
    requests=(
        Request("create", ("CreateMlflowApp",), ("Creating",), ("Created",), ("CreateFailed",)),
        Request(
            "update", ("UpdateMlflowApp",), ("Updating",), ("Updated",), ("UpdateFailed",),
            when=("Created", "Updated", "UpdateFailed"),
        ),
        Request(
            "delete", ("DeleteMlflowApp",), ("Deleting",), (GONE, "Deleted"), ("DeleteFailed",),
            when=("Created", "CreateFailed", "Updated", "UpdateFailed", "DeleteFailed"),
        ),
    ),
    describe=Describe("DescribeMlflowApp", _MLFLOW_APP, quota=DESCRIBES),
    lists=Lists(
        "ListMlflowApps",
        "Summaries",
        _MLFLOW_APP,
        identifiers={"Arn": "Arn"},
        limit=100,
        page=10,
        filters={"status": "Status", **SINCE},
        equals={"MlflowVersion": "MlflowVersion", "DefaultForDomainId": "", "AccountDefaultStatus": ""},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "Name", "Status": "Status"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

MlflowTrackingServer = ResourceType(
    service="sagemaker",
    name="MlflowTrackingServer",
    identifiers=("TrackingServerName",),
    # What a request is accepted in (`when`) is inferred from the names, but for update and delete: a server that is
    # Updating refuses both (aws/amazon-sagemaker-feedback#104).
    requests=(
        Request("create", ("CreateMlflowTrackingServer",), ("Creating",), ("Created",), ("CreateFailed",)),
        Request(
            "update", ("UpdateMlflowTrackingServer",), ("Updating",), ("Updated",), ("UpdateFailed",),
            when=("Created", "Updated", "Started", "Stopped", "UpdateFailed", "MaintenanceComplete"),
        ),
        Request(
            "start", ("StartMlflowTrackingServer",), ("Starting",), ("Started",), ("StartFailed",),
            when=("Stopped", "StartFailed"),
        ),
        Request(
            "stop", ("StopMlflowTrackingServer",), ("Stopping",), ("Stopped",), ("StopFailed",),
            when=("Created", "Updated", "Started", "MaintenanceComplete"),
        ),
        Request(
            "delete", ("DeleteMlflowTrackingServer",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=(
                "Created", "CreateFailed", "Updated", "UpdateFailed", "Started", "StartFailed", "Stopped", "StopFailed",
                "DeleteFailed", "MaintenanceComplete", "MaintenanceFailed",
            ),
        ),
        # The weekly maintenance window: the service's own doing.
        Request(
            "maintain", (), ("MaintenanceInProgress",), ("MaintenanceComplete",), ("MaintenanceFailed",),
            when=("Created", "Updated", "Started"),
        ),
    ),
    describe=Describe(
        "DescribeMlflowTrackingServer",
        Fields(
            "TrackingServerStatus", created="CreationTime", modified="LastModifiedTime", arn="TrackingServerArn"
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListMlflowTrackingServers",
        "TrackingServerSummaries",
        Fields(
            "TrackingServerStatus", created="CreationTime", modified="LastModifiedTime", arn="TrackingServerArn"
        ),
        identifiers={"TrackingServerName": "TrackingServerName"},
        limit=100,
        page=10,
        filters={"status": "TrackingServerStatus", "created_after": "CreatedAfter", "created_before": "CreatedBefore"},
        equals={"MlflowVersion": "MlflowVersion"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TrackingServerName", "Status": "TrackingServerStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=(Absent("ResourceNotFound"),),
    timeout=2700,  # 25 to 35 minutes are usual: hashicorp/terraform-provider-aws#41436 settled on 45
)

Pipeline = ResourceType(
    service="sagemaker",
    name="Pipeline",
    identifiers=("PipelineName",),
    requests=(
        Request("create", ("CreatePipeline",), (), ("Active",)),
        Request("delete", ("DeletePipeline",), ("Deleting",), (GONE,), when=("Active",)),
    ),
    describe=Describe(
        "DescribePipeline",
        Fields("PipelineStatus", created="CreationTime", modified="LastModifiedTime", arn="PipelineArn"),
        quota=DESCRIBES,
    ),
    # Its summaries show no status.
    lists=None,
    absent=ABSENT,
    timeout=600,
)

PipelineExecution = ResourceType(
    service="sagemaker",
    name="PipelineExecution",
    identifiers=("PipelineExecutionArn",),
    requests=(
        # CompletedWithFailures: some steps failed, and those that don't hang on them were done.
        Request(
            "run", ("StartPipelineExecution",), ("Executing",), ("Succeeded",), ("Failed",),
            partial=("CompletedWithFailures",),
        ),
        Request("stop", ("StopPipelineExecution",), ("Stopping",), ("Stopped",), when=("Executing",)),
    ),
    describe=Describe(
        "DescribePipelineExecution",
        Fields(
            "PipelineExecutionStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="PipelineExecutionArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListPipelineExecutions",
        "PipelineExecutionSummaries",
        Fields(
            "PipelineExecutionStatus",
            reason=("PipelineExecutionFailureReason",),
            created="StartTime",
            arn="PipelineExecutionArn",
        ),
        identifiers={"PipelineExecutionArn": "PipelineExecutionArn"},
        limit=100,
        page=10,
        parent=Parent(
            "PipelineName", "ListPipelines", "PipelineSummaries", "PipelineName", limit=100, of=r":pipeline/([^/]+)/",
            quota=LISTINGS,
        ),
        filters={"created_after": "CreatedAfter", "created_before": "CreatedBefore"},
        sort_by="SortBy",
        sort={"CreationTime": "StartTime", "PipelineExecutionArn": "PipelineExecutionArn"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    minted=True,
    timeout=86400,
)

_TRIAL_COMPONENT = Fields(
    "Status.PrimaryStatus",
    reason=("Status.Message",),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="TrialComponentArn",
)
# Its status is what its creator, or whoever updates it, says that it is.
TrialComponent = ResourceType(
    service="sagemaker",
    name="TrialComponent",
    identifiers=("TrialComponentName",),
    requests=(
        Request("run", ("CreateTrialComponent",), ("InProgress", "Stopping"), ("Completed",), ("Failed", "Stopped")),
        Request(
            "delete", ("DeleteTrialComponent",), (), (GONE,),
            when=("InProgress", "Completed", "Failed", "Stopping", "Stopped"),
        ),
    ),
    describe=Describe("DescribeTrialComponent", _TRIAL_COMPONENT, quota=DESCRIBES),
    lists=Lists(
        "ListTrialComponents",
        "TrialComponentSummaries",
        _TRIAL_COMPONENT,
        identifiers={"TrialComponentName": "TrialComponentName"},
        limit=100,
        page=10,
        filters=SINCE,
        equals={"ExperimentName": "", "TrialName": "", "SourceArn": "TrialComponentSource.SourceArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TrialComponentName"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=86400,
)
