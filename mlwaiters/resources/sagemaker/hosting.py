"""Amazon SageMaker: endpoints, what runs on them, and what watches them."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import ABSENT, DESCRIBES, FILTERS, LISTINGS, NEWEST, NO_RECORD

# Logs: the list of log groups and streams in the developer guide (CloudWatch Logs for Amazon SageMaker AI).

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
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListEndpoints",
        "Endpoints",
        Fields("EndpointStatus", created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        identifiers={"EndpointName": "EndpointName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "EndpointName", "Status": "EndpointStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=(
        Absent("ResourceNotFound"),
        # An update may also answer that the endpoint *configuration* could not be found: another thing.
        Absent("ValidationException", r"^Could not find endpoint (?!config)"),
    ),
    timeout=3600,
    logs=(Log("/aws/sagemaker/Endpoints/{EndpointName}"),),
)

InferenceComponent = ResourceType(
    service="sagemaker",
    name="InferenceComponent",
    identifiers=("InferenceComponentName",),
    requests=(
        Request("create", ("CreateInferenceComponent",), ("Creating",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateInferenceComponent", "UpdateInferenceComponentRuntimeConfig"), ("Updating",),
            ("InService",), ("Failed",), when=("InService",),
        ),
        Request("delete", ("DeleteInferenceComponent",), ("Deleting",), (GONE,), when=("InService", "Failed")),
    ),
    describe=Describe(
        "DescribeInferenceComponent",
        Fields(
            "InferenceComponentStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="InferenceComponentArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListInferenceComponents",
        "InferenceComponents",
        Fields(
            "InferenceComponentStatus",
            created="CreationTime",
            modified="LastModifiedTime",
            arn="InferenceComponentArn",
        ),
        identifiers={"InferenceComponentName": "InferenceComponentName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={"EndpointNameEquals": "EndpointName", "VariantNameEquals": "VariantName"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "InferenceComponentName", "Status": "InferenceComponentStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
    # Not in the guide; seen in public code that reads them.
    logs=(Log("/aws/sagemaker/InferenceComponents/{InferenceComponentName}"),),
)

InferenceExperiment = ResourceType(
    service="sagemaker",
    name="InferenceExperiment",
    identifiers=("Name",),
    requests=(
        # Once Created it starts by itself, when its schedule says so. It is Cancelled, too, when anything fails.
        Request(
            "run", ("CreateInferenceExperiment",), ("Creating", "Created", "Updating", "Starting", "Running"),
            ("Completed",), ("Cancelled",),
        ),
        Request(
            "update", ("UpdateInferenceExperiment",), ("Updating",), ("Created", "Running"),
            when=("Created", "Running"),
        ),
        Request("start", ("StartInferenceExperiment",), ("Created", "Starting"), ("Running",), when=("Created",)),
        # Whoever stops it says which of the two it is to end in.
        Request(
            "stop", ("StopInferenceExperiment",), ("Stopping",), ("Cancelled", "Completed"),
            when=("Created", "Running"),
        ),
        Request("delete", ("DeleteInferenceExperiment",), (), (GONE,), when=("Created", "Completed", "Cancelled")),
    ),
    describe=Describe(
        "DescribeInferenceExperiment",
        Fields("Status", reason=("StatusReason",), created="CreationTime", modified="LastModifiedTime", arn="Arn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListInferenceExperiments",
        "InferenceExperiments",
        Fields("Status", reason=("StatusReason",), created="CreationTime", modified="LastModifiedTime"),
        identifiers={"Name": "Name"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={"Type": "Type"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "Name", "Status": "Status"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    # A schedule spans 30 days at most (InferenceExperimentSchedule in botocore's model).
    timeout=2678400,
)

MonitoringSchedule = ResourceType(
    service="sagemaker",
    name="MonitoringSchedule",
    identifiers=("MonitoringScheduleName",),
    # Whatever is asked of a schedule, it is Pending until that is done.
    requests=(
        Request("create", ("CreateMonitoringSchedule",), ("Pending",), ("Scheduled",), ("Failed",)),
        Request(
            "update", ("UpdateMonitoringSchedule",), ("Pending",), ("Scheduled",), ("Failed",),
            when=("Scheduled", "Failed"),
        ),
        Request("start", ("StartMonitoringSchedule",), ("Pending",), ("Scheduled",), ("Failed",), when=("Stopped",)),
        Request("stop", ("StopMonitoringSchedule",), ("Pending",), ("Stopped",), ("Failed",), when=("Scheduled",)),
        Request("delete", ("DeleteMonitoringSchedule",), (), (GONE,), when=("Scheduled", "Failed", "Stopped")),
    ),
    describe=Describe(
        "DescribeMonitoringSchedule",
        Fields(
            "MonitoringScheduleStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="MonitoringScheduleArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListMonitoringSchedules",
        "MonitoringScheduleSummaries",
        Fields(
            "MonitoringScheduleStatus",
            created="CreationTime",
            modified="LastModifiedTime",
            arn="MonitoringScheduleArn",
        ),
        identifiers={"MonitoringScheduleName": "MonitoringScheduleName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={
            "EndpointName": "EndpointName",
            "MonitoringJobDefinitionName": "MonitoringJobDefinitionName",
            "MonitoringTypeEquals": "MonitoringType",
        },
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "MonitoringScheduleName", "Status": "MonitoringScheduleStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)
