"""Amazon EMR: the tables of its resource types."""

from dataclasses import replace

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

# What EMR answers for an identifier that is not there, or never could be: the two are told apart by nothing. Not in the
# model: "Cluster id 'j-…' is not valid." is what hashicorp/terraform-provider-aws (internal/service/emr) and moto have;
# steps, sessions and notebook executions are taken to be alike.
_NOT_THERE = (Absent("InvalidRequestException", r"(?i)\bid\b.* is not valid|not found|does(n't| not) exist"),)
_CLUSTER = Fields(
    "Status.State",
    reason=("Status.StateChangeReason.Message",),
    created="Status.Timeline.CreationDateTime",
    arn="ClusterArn",
)
_CLUSTER_REASONS = ("Status.StateChangeReason.Message", "Status.ErrorDetails[].ErrorMessage")
_STEP = Fields(
    "Status.State",
    reason=("Status.FailureDetails.Message", "Status.FailureDetails.Reason", "Status.StateChangeReason.Message"),
    created="Status.Timeline.CreationDateTime",
)
_SESSION = Fields("State", reason=("StateChangeReason",), created="CreatedAt", modified="UpdatedAt", arn="Arn")
_MONITORING = "MonitoringConfiguration"
_LOGS = (
    Log(uri=f"{{{_MONITORING}.S3LoggingConfiguration.LogUri}}"),
    Log(
        f"{{{_MONITORING}.CloudWatchLoggingConfiguration.LogGroup}}",
        f"{{{_MONITORING}.CloudWatchLoggingConfiguration.LogStreamNamePrefix|}}",
    ),
)

Cluster = ResourceType(
    service="emr",
    name="Cluster",
    identifiers=("ClusterId",),
    requests=(
        Request(
            "create", ("RunJobFlow",), ("STARTING", "BOOTSTRAPPING"), ("WAITING", "RUNNING"),
            ("TERMINATED_WITH_ERRORS",),
        ),
        # RUNNING: it has steps to run and takes more of them. With none left it is WAITING, or terminates if
        # it was so made.
        Request("maintain", (), ("RUNNING",), ("WAITING",), ("TERMINATED_WITH_ERRORS",), when=("WAITING",)),
        # What is terminated is never started again, and is shown for two months.
        Request(
            "delete", ("TerminateJobFlows",), ("TERMINATING",), (GONE, "TERMINATED"), ("TERMINATED_WITH_ERRORS",),
            when=("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"),
        ),
    ),
    describe=Describe("DescribeCluster", replace(_CLUSTER, reason=_CLUSTER_REASONS), within="Cluster"),
    lists=Lists(
        "ListClusters",
        "Clusters",
        _CLUSTER,
        identifiers={"ClusterId": "Id"},
        limit=50,
        page=50,
        filters={"created_after": "CreatedAfter", "created_before": "CreatedBefore", "status": "ClusterStates"},
        limit_parameter="",
        token="Marker",
    ),
    absent=_NOT_THERE,
    timeout=3600,
    minted=True,
    # LogUri ends in a slash, and has a folder for each cluster (management guide, view log files).
    logs=(
        Log(uri="{LogUri}{ClusterId}/"),
        Log("{MonitoringConfiguration.CloudWatchLogConfiguration.LogGroupName}"),
    ),
)

NotebookExecution = ResourceType(
    service="emr",
    name="NotebookExecution",
    identifiers=("NotebookExecutionId",),
    requests=(
        Request(
            "run", ("StartNotebookExecution",), ("START_PENDING", "STARTING", "RUNNING", "FINISHING"), ("FINISHED",),
            ("FAILED",), rollback=("FAILING",),
        ),
        Request(
            "stop", ("StopNotebookExecution",), ("STOP_PENDING", "STOPPING"), ("STOPPED",),
            when=("START_PENDING", "STARTING", "RUNNING", "FINISHING"),
        ),
    ),
    describe=Describe(
        "DescribeNotebookExecution",
        Fields("Status", reason=("LastStateChangeReason",), created="StartTime", arn="Arn"),
        within="NotebookExecution",
    ),
    lists=Lists(
        "ListNotebookExecutions",
        "NotebookExecutions",
        Fields("Status", created="StartTime"),
        identifiers={"NotebookExecutionId": "NotebookExecutionId"},
        limit=50,
        page=50,
        filters={"status": "Status", "created_after": "From", "created_before": "To"},
        equals={"EditorId": "EditorId", "ExecutionEngineId": "ExecutionEngineId"},
        limit_parameter="",
        token="Marker",
    ),
    absent=_NOT_THERE,
    timeout=86400,
    minted=True,
)

Session = ResourceType(
    service="emr",
    name="Session",
    identifiers=("ClusterId", "SessionId"),
    requests=(
        Request("create", ("StartSession",), ("SUBMITTED", "STARTING"), ("STARTED", "IDLE", "BUSY"), ("FAILED",)),
        Request("maintain", (), ("BUSY",), ("IDLE",), ("FAILED",), when=("STARTED", "IDLE")),
        Request(
            "delete", ("TerminateSession",), ("TERMINATING",), (GONE, "TERMINATED"),
            when=("SUBMITTED", "STARTING", "STARTED", "IDLE", "BUSY"),
        ),
    ),
    describe=Describe("GetSession", _SESSION, within="Session"),
    lists=Lists(
        "ListSessions",
        "Sessions",
        _SESSION,
        identifiers={"ClusterId": "ClusterId", "SessionId": "Id"},
        limit=100,
        page=100,
        filters={"status": "SessionStates"},
        whole=True,
        needs={"ClusterId": "ClusterId"},
    ),
    absent=_NOT_THERE,
    timeout=1800,
    minted=True,
    logs=_LOGS,
)

Step = ResourceType(
    service="emr",
    name="Step",
    identifiers=("ClusterId", "StepId"),
    requests=(
        Request("run", ("AddJobFlowSteps",), ("PENDING", "RUNNING"), ("COMPLETED",), ("FAILED", "INTERRUPTED")),
        Request("stop", ("CancelSteps",), ("CANCEL_PENDING",), ("CANCELLED",), when=("PENDING", "RUNNING")),
    ),
    describe=Describe("DescribeStep", _STEP, within="Step"),
    lists=Lists(
        "ListSteps",
        "Steps",
        _STEP,
        identifiers={"ClusterId": "", "StepId": "Id"},
        limit=50,
        page=50,
        parent=Parent("ClusterId", "ListClusters", "Clusters", "Id", limit=50),
        filters={"status": "StepStates"},
        equals={"StepIds": ""},
        limit_parameter="",
        token="Marker",
    ),
    absent=_NOT_THERE,
    timeout=604800,
    minted=True,
    logs=(
        Log(uri="{Status.FailureDetails.LogFile}"),
        Log(uri="{LogUri}"),
    ),
)
