"""Amazon SageMaker: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_BY_TIME = {
    "created_after": "CreationTimeAfter",
    "created_before": "CreationTimeBefore",
    "modified_after": "LastModifiedTimeAfter",
    "modified_before": "LastModifiedTimeBefore",
}
# Calls per second and account, neither adjustable: published for training and transform jobs and endpoints (notebook
# instances, too, for listings); SageMaker's other operations are taken to be alike.
_DESCRIBES, _LISTINGS = 5.0, 2.0
_NEWEST = {"SortBy": "CreationTime", "SortOrder": "Descending"}
_FILTERS = {"status": "StatusEquals", "name": "NameContains", **_BY_TIME}

# What SageMaker answers for a job that isn't there: the code of the model, or, seen for training, processing, transform
# and labeling jobs (generator.yaml of aws-controllers-k8s/sagemaker-controller), a ValidationException of many
# wordings. A malformed name is a ValidationException too, and no absence.
_NO_JOB = (
    Absent("ResourceNotFound"),
    Absent("ValidationException", r"(?i)^(could not|cannot) find|not found|does not exist"),
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
        quota=_DESCRIBES,
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
        newest=_NEWEST,
        quota=_LISTINGS,
    ),
    absent=(Absent("ResourceNotFound"),),
    timeout=2700,  # 25 to 35 minutes are usual: hashicorp/terraform-provider-aws#41436 settled on 45
)

EdgePackagingJob = ResourceType(
    service="sagemaker",
    name="EdgePackagingJob",
    identifiers=("EdgePackagingJobName",),
    requests=(
        Request("run", ("CreateEdgePackagingJob",), ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("StopEdgePackagingJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "INPROGRESS")),
    ),
    describe=Describe(
        "DescribeEdgePackagingJob",
        Fields(
            "EdgePackagingJobStatus",
            reason=("EdgePackagingJobStatusMessage", "PresetDeploymentOutput.StatusMessage"),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="EdgePackagingJobArn",
        ),
        quota=_DESCRIBES,
    ),
    lists=Lists(
        "ListEdgePackagingJobs",
        "EdgePackagingJobSummaries",
        Fields(
            "EdgePackagingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="EdgePackagingJobArn"
        ),
        identifiers={"EdgePackagingJobName": "EdgePackagingJobName"},
        limit=100,
        page=10,
        filters=_FILTERS,
        equals={"ModelNameContains": "ModelName"},
        sort_by="SortBy",
        sort={
            "CREATION_TIME": "CreationTime",
            "NAME": "EdgePackagingJobName",
            "MODEL_NAME": "ModelName",
            "LAST_MODIFIED_TIME": "LastModifiedTime",
            "STATUS": "EdgePackagingJobStatus",
        },
        sort_order="SortOrder",
        newest={"SortBy": "CREATION_TIME", "SortOrder": "Descending"},
        quota=_LISTINGS,
    ),
    absent=_NO_JOB,
    timeout=1800,
    retired="SageMaker Edge Manager was retired by AWS on 26 April 2024; the API is still in botocore's model",
)

CompilationJob = ResourceType(
    service="sagemaker",
    name="CompilationJob",
    identifiers=("CompilationJobName",),
    requests=(
        Request("run", ("CreateCompilationJob",), ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("StopCompilationJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "INPROGRESS")),
        Request("delete", ("DeleteCompilationJob",), (), (GONE,), when=("COMPLETED", "FAILED", "STOPPED")),
    ),
    describe=Describe(
        "DescribeCompilationJob",
        Fields(
            "CompilationJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="CompilationJobArn",
        ),
        quota=_DESCRIBES,
    ),
    lists=Lists(
        "ListCompilationJobs",
        "CompilationJobSummaries",
        Fields("CompilationJobStatus", created="CreationTime", modified="LastModifiedTime", arn="CompilationJobArn"),
        identifiers={"CompilationJobName": "CompilationJobName"},
        limit=100,
        page=10,
        filters=_FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "CompilationJobName", "Status": "CompilationJobStatus"},
        sort_order="SortOrder",
        newest=_NEWEST,
        quota=_LISTINGS,
    ),
    absent=_NO_JOB,
    timeout=1800,  # StoppingCondition.MaxRuntimeInSeconds is 900 unless set
)

TrainingJob = ResourceType(
    service="sagemaker",
    name="TrainingJob",
    identifiers=("TrainingJobName",),
    requests=(
        Request("run", ("CreateTrainingJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopTrainingJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request("delete", ("DeleteTrainingJob",), ("Deleting",), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=Describe(
        "DescribeTrainingJob",
        Fields(
            "TrainingJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="TrainingJobArn",
        ),
        quota=_DESCRIBES,
    ),
    lists=Lists(
        "ListTrainingJobs",
        "TrainingJobSummaries",
        Fields("TrainingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="TrainingJobArn"),
        identifiers={"TrainingJobName": "TrainingJobName"},
        limit=100,
        page=10,
        filters=_FILTERS,
        equals={"WarmPoolStatusEquals": "WarmPoolStatus.Status", "TrainingPlanArnEquals": "TrainingPlanArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TrainingJobName", "Status": "TrainingJobStatus"},
        sort_order="SortOrder",
        newest=_NEWEST,
        quota=_LISTINGS,
    ),
    absent=_NO_JOB,  # "Requested resource not found." is what DescribeTrainingJob is seen to answer
    timeout=90000,  # StoppingCondition.MaxRuntimeInSeconds is a day unless set, and the job has to start and upload
)

Endpoint = ResourceType(
    service="sagemaker",
    name="Endpoint",
    identifiers=("EndpointName",),
    requests=(
        Request("create", ("CreateEndpoint",), ("Creating",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateEndpoint", "UpdateEndpointWeightsAndCapacities"), ("Updating",), ("InService",),
            ("Failed", "UpdateRollbackFailed"), rollback=("RollingBack",), when=("InService", "UpdateRollbackFailed"),
        ),
        Request(
            "delete", ("DeleteEndpoint",), ("Deleting",), (GONE,),
            when=("InService", "OutOfService", "Failed", "UpdateRollbackFailed"),
        ),
        Request("maintain", (), ("SystemUpdating",), ("InService",), when=("InService",)),
    ),
    others=("OutOfService",),
    describe=Describe(
        "DescribeEndpoint",
        Fields(
            "EndpointStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="EndpointArn",
            configuration="EndpointConfigName",
            pending_configuration="PendingDeploymentSummary.EndpointConfigName",
        ),
        quota=_DESCRIBES,
    ),
    lists=Lists(
        "ListEndpoints",
        "Endpoints",
        Fields("EndpointStatus", created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        identifiers={"EndpointName": "EndpointName"},
        limit=100,
        page=10,
        filters=_FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "EndpointName", "Status": "EndpointStatus"},
        sort_order="SortOrder",
        newest=_NEWEST,
        quota=_LISTINGS,
    ),
    absent=(
        Absent("ResourceNotFound"),
        # An update may also answer that the endpoint *configuration* could not be found: another thing.
        Absent("ValidationException", r"^Could not find endpoint (?!config)"),
    ),
    timeout=3600,
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
        quota=_DESCRIBES,
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
            "PipelineName", "ListPipelines", "PipelineSummaries", "PipelineName", limit=100, of=r":pipeline/([^/]+)/"
        ),
        filters={"created_after": "CreatedAfter", "created_before": "CreatedBefore"},
        sort_by="SortBy",
        sort={"CreationTime": "StartTime", "PipelineExecutionArn": "PipelineExecutionArn"},
        sort_order="SortOrder",
        newest=_NEWEST,
        quota=_LISTINGS,
    ),
    absent=_NO_JOB,
    minted=True,
    timeout=86400,
)
