"""Amazon EMR Containers: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

# What isn't there is a ResourceNotFoundException by the model; "VirtualCluster does not exist" as a
# ValidationException is how moto has it.
_NOT_FOUND = (Absent("ResourceNotFoundException"), Absent("ValidationException", r"(?i)not found|does(n't| not) exist"))
_FIELDS = Fields("state", reason=("stateDetails", "failureReason"), created="createdAt", arn="arn")
_VIRTUAL_CLUSTER = Fields("state", created="createdAt", arn="arn")
_MONITORING = "configurationOverrides.monitoringConfiguration"
_LOGS = (
    Log(uri=f"{{{_MONITORING}.s3MonitoringConfiguration.logUri}}"),
    Log(
        f"{{{_MONITORING}.cloudWatchMonitoringConfiguration.logGroupName}}",
        f"{{{_MONITORING}.cloudWatchMonitoringConfiguration.logStreamNamePrefix|}}",
    ),
)

JobRun = ResourceType(
    service="emr-containers",
    name="JobRun",
    identifiers=("virtualClusterId", "id"),
    requests=(
        Request("run", ("StartJobRun",), ("PENDING", "SUBMITTED", "RUNNING"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("CancelJobRun",), ("CANCEL_PENDING",), ("CANCELLED",), when=("PENDING", "SUBMITTED", "RUNNING"),
        ),
    ),
    describe=Describe("DescribeJobRun", _FIELDS, within="jobRun"),
    lists=Lists(
        "ListJobRuns",
        "jobRuns",
        _FIELDS,
        identifiers={"virtualClusterId": "virtualClusterId", "id": "id"},
        limit=50,
        page=50,
        parent=Parent("virtualClusterId", "ListVirtualClusters", "virtualClusters", "id", limit=50),
        filters={
            "created_before": "createdBefore",
            "created_after": "createdAfter",
            "status": "states",
        },
        equals={"name": "name"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_NOT_FOUND,
    timeout=86400,
    minted=True,
    logs=_LOGS,
)

ManagedEndpoint = ResourceType(
    service="emr-containers",
    name="ManagedEndpoint",
    identifiers=("virtualClusterId", "id"),
    requests=(
        Request("create", ("CreateManagedEndpoint",), ("CREATING",), ("ACTIVE",), ("TERMINATED_WITH_ERRORS",)),
        Request(
            "delete", ("DeleteManagedEndpoint",), ("TERMINATING",), (GONE, "TERMINATED"), ("TERMINATED_WITH_ERRORS",),
            when=("CREATING", "ACTIVE"),
        ),
    ),
    describe=Describe("DescribeManagedEndpoint", _FIELDS, within="endpoint"),
    lists=Lists(
        "ListManagedEndpoints",
        "endpoints",
        _FIELDS,
        identifiers={"virtualClusterId": "virtualClusterId", "id": "id"},
        limit=50,
        page=50,
        parent=Parent("virtualClusterId", "ListVirtualClusters", "virtualClusters", "id", limit=50),
        filters={"created_before": "createdBefore", "created_after": "createdAfter", "status": "states"},
        equals={"types": ""},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_NOT_FOUND,
    timeout=3600,
    minted=True,
    logs=_LOGS,
)

VirtualCluster = ResourceType(
    service="emr-containers",
    name="VirtualCluster",
    identifiers=("id",),
    requests=(
        # ARRESTED: it has lost its namespace, and can only be deleted.
        Request("create", ("CreateVirtualCluster",), (), ("RUNNING",)),
        Request(
            "delete", ("DeleteVirtualCluster",), ("TERMINATING",), (GONE, "TERMINATED"), when=("RUNNING", "ARRESTED"),
        ),
    ),
    describe=Describe("DescribeVirtualCluster", _VIRTUAL_CLUSTER, within="virtualCluster"),
    lists=Lists(
        "ListVirtualClusters",
        "virtualClusters",
        _VIRTUAL_CLUSTER,
        identifiers={"id": "id"},
        limit=50,
        page=50,
        filters={"created_after": "createdAfter", "created_before": "createdBefore", "status": "states"},
        equals={
            "containerProviderId": "containerProvider.id",
            "containerProviderType": "containerProvider.type",
            "eksAccessEntryIntegrated": "",
        },
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_NOT_FOUND,
    timeout=3600,
    minted=True,
    others=("ARRESTED",),
)
