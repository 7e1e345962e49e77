"""EMR Serverless: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_FIELDS = Fields("state", reason=("stateDetails",), created="createdAt", modified="updatedAt", arn="arn")
_ABSENT = (Absent("ResourceNotFoundException"),)
_MONITORING = "configurationOverrides.monitoringConfiguration"
_LOGS = (
    Log(uri=f"{{{_MONITORING}.s3MonitoringConfiguration.logUri}}"),
    Log(
        f"{{{_MONITORING}.cloudWatchLoggingConfiguration.logGroupName}}",
        f"{{{_MONITORING}.cloudWatchLoggingConfiguration.logStreamNamePrefix|}}",
    ),
)

Application = ResourceType(
    service="emr-serverless",
    name="Application",
    identifiers=("applicationId",),
    requests=(
        Request("create", ("CreateApplication",), ("CREATING",), ("CREATED",)),
        # A job that is submitted starts it too, and idleness stops it, unless it is told otherwise.
        Request("start", ("StartApplication",), ("STARTING",), ("STARTED",), when=("CREATED", "STOPPED")),
        Request("stop", ("StopApplication",), ("STOPPING",), ("STOPPED",), when=("STARTED",)),
        Request("delete", ("DeleteApplication",), (), (GONE, "TERMINATED"), when=("CREATED", "STOPPED")),
    ),
    describe=Describe("GetApplication", _FIELDS, within="application"),
    lists=Lists(
        "ListApplications",
        "applications",
        _FIELDS,
        identifiers={"applicationId": "id"},
        limit=50,
        page=50,
        filters={"status": "states"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=1800,
    minted=True,
)

JobRun = ResourceType(
    service="emr-serverless",
    name="JobRun",
    identifiers=("applicationId", "jobRunId"),
    requests=(
        Request(
            "run", ("StartJobRun",), ("SUBMITTED", "QUEUED", "PENDING", "SCHEDULED", "RUNNING"), ("SUCCESS",),
            ("FAILED",),
        ),
        Request(
            "stop", ("CancelJobRun",), ("CANCELLING",), ("CANCELLED",),
            when=("SUBMITTED", "QUEUED", "PENDING", "SCHEDULED", "RUNNING"),
        ),
    ),
    describe=Describe("GetJobRun", _FIELDS, within="jobRun"),
    lists=Lists(
        "ListJobRuns",
        "jobRuns",
        _FIELDS,
        identifiers={"applicationId": "applicationId", "jobRunId": "id"},
        limit=50,
        page=50,
        parent=Parent("applicationId", "ListApplications", "applications", "id", limit=50),
        filters={"created_after": "createdAtAfter", "created_before": "createdAtBefore", "status": "states"},
        equals={"mode": "mode"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    # executionTimeoutMinutes of a batch job is 7 days at most (botocore's model): a day is ours.
    timeout=86400,
    minted=True,
    logs=_LOGS,
)

Session = ResourceType(
    service="emr-serverless",
    name="Session",
    identifiers=("applicationId", "sessionId"),
    requests=(
        Request("create", ("StartSession",), ("SUBMITTED", "STARTING"), ("STARTED", "IDLE", "BUSY"), ("FAILED",)),
        Request("maintain", (), ("BUSY",), ("IDLE",), ("FAILED",), when=("STARTED", "IDLE")),
        Request(
            "delete", ("TerminateSession",), ("TERMINATING",), (GONE, "TERMINATED"),
            when=("SUBMITTED", "STARTING", "STARTED", "IDLE", "BUSY"),
        ),
    ),
    describe=Describe("GetSession", _FIELDS, within="session"),
    lists=Lists(
        "ListSessions",
        "sessions",
        _FIELDS,
        identifiers={"applicationId": "applicationId", "sessionId": "sessionId"},
        limit=50,
        page=50,
        parent=Parent("applicationId", "ListApplications", "applications", "id", limit=50),
        filters={"status": "states", "created_after": "createdAtAfter", "created_before": "createdAtBefore"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=1800,
    minted=True,
)
