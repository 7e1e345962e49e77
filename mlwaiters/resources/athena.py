"""Amazon Athena: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Batch, Describe, Fields, Lists, Request, ResourceType

# What Athena answers for what isn't there; InvalidRequestException is also its answer to whatever else is wrong. Not in
# the model: "QueryExecution … was not found" is as moto has it, "was not found" for catalogs and "not found" for
# reservations as hashicorp/terraform-provider-aws (internal/service/athena) looks for.
_NOT_FOUND = (Absent("InvalidRequestException", r"(?i)(was|is) not found|not found\.?$|does(n't| not) exist"),)
_SESSION = Fields(
    "Status.State",
    reason=("Status.StateChangeReason",),
    created="Status.StartDateTime",
    modified="Status.LastModifiedDateTime",
)
_CALCULATION_EXECUTION = Fields(
    "Status.State", reason=("Status.StateChangeReason",), created="Status.SubmissionDateTime"
)
_QUERY_EXECUTION = Fields(
    "Status.State",
    reason=("Status.StateChangeReason", "Status.AthenaError.ErrorMessage"),
    created="Status.SubmissionDateTime",
)
_MONITORING = "MonitoringConfiguration"
_LOGS = (
    Log(uri=f"{{{_MONITORING}.S3LoggingConfiguration.LogLocation}}"),
    Log(
        f"{{{_MONITORING}.CloudWatchLoggingConfiguration.LogGroup}}",
        f"{{{_MONITORING}.CloudWatchLoggingConfiguration.LogStreamNamePrefix|}}",
    ),
)

CalculationExecution = ResourceType(
    service="athena",
    name="CalculationExecution",
    identifiers=("CalculationExecutionId",),
    requests=(
        # CREATED: ready to run, which the service sees to.
        Request(
            "run", ("StartCalculationExecution",), ("CREATING", "CREATED", "QUEUED", "RUNNING"), ("COMPLETED",),
            ("FAILED",),
        ),
        Request(
            "stop", ("StopCalculationExecution",), ("CANCELING",), ("CANCELED",),
            when=("CREATING", "CREATED", "QUEUED", "RUNNING"),
        ),
    ),
    describe=Describe("GetCalculationExecution", _CALCULATION_EXECUTION),
    lists=Lists(
        "ListCalculationExecutions",
        "Calculations",
        _CALCULATION_EXECUTION,
        identifiers={"CalculationExecutionId": "CalculationExecutionId"},
        limit=100,
        page=100,
        filters={"status": "StateFilter"},
        needs={"SessionId": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

CapacityReservation = ResourceType(
    service="athena",
    name="CapacityReservation",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateCapacityReservation",), ("PENDING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("UpdateCapacityReservation",), ("UPDATE_PENDING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE",),
        ),
        Request(
            "stop", ("CancelCapacityReservation",), ("CANCELLING",), ("CANCELLED",),
            when=("PENDING", "ACTIVE", "FAILED"),
        ),
        # A reservation must be cancelled before it can be deleted.
        Request("delete", ("DeleteCapacityReservation",), (), (GONE,), when=("CANCELLED",)),
    ),
    describe=Describe(
        "GetCapacityReservation",
        Fields("Status", reason=("LastAllocation.StatusMessage",), created="CreationTime"),
        within="CapacityReservation",
    ),
    lists=Lists(
        "ListCapacityReservations",
        "CapacityReservations",
        Fields("Status", created="CreationTime"),
        identifiers={"Name": "Name"},
        limit=50,
        page=50,
        whole=True,
    ),
    absent=_NOT_FOUND,
    timeout=3600,
)

DataCatalog = ResourceType(
    service="athena",
    name="DataCatalog",
    identifiers=("Name",),
    requests=(
        # Only a FEDERATED catalog is made and deleted step by step. One whose creation failed is removed by
        # the service itself.
        Request(
            "create", ("CreateDataCatalog",), ("CREATE_IN_PROGRESS",), ("CREATE_COMPLETE",),
            ("CREATE_FAILED", "CREATE_FAILED_CLEANUP_COMPLETE", "CREATE_FAILED_CLEANUP_FAILED"),
            rollback=("CREATE_FAILED_CLEANUP_IN_PROGRESS",),
        ),
        Request(
            "delete", ("DeleteDataCatalog",), ("DELETE_IN_PROGRESS",), (GONE, "DELETE_COMPLETE"), ("DELETE_FAILED",),
            when=(
                "CREATE_COMPLETE", "CREATE_FAILED", "CREATE_FAILED_CLEANUP_COMPLETE", "CREATE_FAILED_CLEANUP_FAILED",
                "DELETE_FAILED",
            ),
        ),
    ),
    describe=Describe("GetDataCatalog", Fields("Status", reason=("Error",)), within="DataCatalog"),
    lists=Lists(
        "ListDataCatalogs",
        "DataCatalogsSummary",
        Fields("Status", reason=("Error",)),
        identifiers={"Name": "CatalogName"},
        limit=50,
        page=50,
        equals={"WorkGroup": ""},
    ),
    absent=_NOT_FOUND,
    timeout=3600,
)

QueryExecution = ResourceType(
    service="athena",
    name="QueryExecution",
    identifiers=("QueryExecutionId",),
    requests=(
        # After a transient error a query goes from RUNNING back to QUEUED.
        Request("run", ("StartQueryExecution",), ("QUEUED", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("StopQueryExecution",), (), ("CANCELLED",), when=("QUEUED", "RUNNING")),
    ),
    describe=Describe("GetQueryExecution", _QUERY_EXECUTION, within="QueryExecution"),
    lists=None,
    absent=_NOT_FOUND,
    # 600 minutes at most, of DDL, unless the quota is raised (user guide, service quotas); and queries queue.
    timeout=43200,
    minted=True,
    batch=Batch(
        "BatchGetQueryExecution",
        "QueryExecutionIds",
        "QueryExecutions",
        "QueryExecutionId",
        _QUERY_EXECUTION,
        limit=50,
    ),
)

Session = ResourceType(
    service="athena",
    name="Session",
    identifiers=("SessionId",),
    requests=(
        Request("create", ("StartSession",), ("CREATING",), ("CREATED", "IDLE"), ("FAILED",)),
        # BUSY: it computes, and accepts no calculation until it is IDLE again.
        Request("maintain", (), ("BUSY",), ("IDLE",), ("FAILED",), when=("CREATED", "IDLE")),
        # What is terminated is never started again.
        Request(
            "delete", ("TerminateSession",), ("TERMINATING",), (GONE, "TERMINATED"),
            when=("CREATING", "CREATED", "IDLE", "BUSY", "DEGRADED"),
        ),
    ),
    describe=Describe("GetSession", _SESSION),
    # Only sessions that are active are listed.
    lists=Lists(
        "ListSessions",
        "Sessions",
        _SESSION,
        identifiers={"SessionId": "SessionId"},
        limit=100,
        page=100,
        filters={"status": "StateFilter"},
        needs={"WorkGroup": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=1800,
    minted=True,
    others=("DEGRADED",),
    logs=_LOGS,
)
