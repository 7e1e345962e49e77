"""Amazon OpenSearch Service: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_APPLICATION = Fields("status", created="createdAt", modified="lastUpdatedAt", arn="arn")
_DOMAIN_MAINTENANCE = Fields("Status", reason=("StatusMessage",), created="CreatedAt", modified="UpdatedAt")
_MIGRATION = Fields("status", reason=("error.message",), created="createdAt", modified="updatedAt")
_ABSENT = (Absent("ResourceNotFoundException"),)

Application = ResourceType(
    service="opensearch",
    name="Application",
    identifiers=("id",),
    requests=(
        Request("create", ("CreateApplication",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateApplication",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteApplication",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetApplication", _APPLICATION),
    lists=Lists(
        "ListApplications",
        "ApplicationSummaries",
        _APPLICATION,
        identifiers={"id": "id"},
        limit=100,
        page=100,
        filters={"status": "statuses"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Capability = ResourceType(
    service="opensearch",
    name="Capability",
    identifiers=("applicationId", "capabilityName"),
    requests=(
        Request("create", ("RegisterCapability",), ("creating",), ("active",), ("create_failed",)),
        Request("maintain", (), ("updating",), ("active",), ("update_failed",), when=("active", "update_failed")),
        Request(
            "delete", ("DeregisterCapability",), ("deleting",), (GONE,), ("delete_failed",),
            when=("active", "create_failed", "update_failed", "delete_failed"),
        ),
    ),
    describe=Describe("GetCapability", Fields("status", reason=("failures[].details", "failures[].reason"))),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
)

DataSourceAttachment = ResourceType(
    service="opensearch",
    name="DataSourceAttachment",
    identifiers=("id", "dataSourceArn"),
    requests=(
        Request("create", ("AttachDataSource",), ("PENDING",), ("ATTACHED",), ("FAILED",)),
    ),
    describe=Describe("DescribeDataSourceAttachment", Fields("status", arn="arn")),
    lists=Lists(
        "ListDataSourceAttachments",
        "attachments",
        Fields("status"),
        identifiers={"id": "", "dataSourceArn": "dataSourceArn"},
        limit=100,
        page=50,
        parent=Parent("id", "ListApplications", "ApplicationSummaries", "id", limit=100),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

Domain = ResourceType(
    service="opensearch",
    name="Domain",
    identifiers=("DomainName",),
    requests=(
        Request("create", ("CreateDomain",), ("Creating",), ("Active",)),
        # UpdatingServiceSoftware: asked for, or the service's own.
        Request(
            "update", ("UpdateDomainConfig", "UpgradeDomain", "StartServiceSoftwareUpdate"),
            ("Modifying", "UpgradingEngineVersion", "UpdatingServiceSoftware"), ("Active",), when=("Active",),
        ),
        Request("delete", ("DeleteDomain",), ("Deleting",), (GONE,), when=("Active", "Isolated")),
    ),
    describe=Describe(
        "DescribeDomain",
        Fields("DomainProcessingStatus", reason=("ChangeProgressDetails.Message",), arn="ARN"),
        within="DomainStatus",
    ),
    # DescribeDomains has to be told the names, and ListDomainNames shows no status.
    lists=None,
    absent=_ABSENT,
    timeout=14400,
    others=("Isolated",),
)

DomainMaintenance = ResourceType(
    service="opensearch",
    name="DomainMaintenance",
    identifiers=("DomainName", "MaintenanceId"),
    requests=(
        Request(
            "run", ("StartDomainMaintenance",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED", "TIMED_OUT"),
        ),
    ),
    describe=Describe("GetDomainMaintenanceStatus", _DOMAIN_MAINTENANCE),
    lists=Lists(
        "ListDomainMaintenances",
        "DomainMaintenances",
        _DOMAIN_MAINTENANCE,
        identifiers={"DomainName": "DomainName", "MaintenanceId": "MaintenanceId"},
        limit=100,
        page=100,
        filters={"status": "Status"},
        equals={"Action": "Action"},
        whole=True,
        needs={"DomainName": "DomainName"},
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Migration = ResourceType(
    service="opensearch",
    name="Migration",
    identifiers=("migrationId",),
    requests=(
        Request("run", ("StartMigration",), ("PENDING", "IN_PROGRESS"), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetMigration", _MIGRATION),
    lists=Lists(
        "ListMigrations",
        "migrations",
        _MIGRATION,
        identifiers={"migrationId": "migrationId"},
        limit=100,
        page=100,
        parent=Parent("applicationId", "ListApplications", "ApplicationSummaries", "id", limit=100),
        filters={"status": "status"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

VpcEndpoint = ResourceType(
    service="opensearch",
    name="VpcEndpoint",
    identifiers=("VpcEndpointId",),
    requests=(
        Request("create", ("CreateVpcEndpoint",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateVpcEndpoint",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteVpcEndpoint",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeVpcEndpoints",
        Fields("Status"),
        within="VpcEndpoints[]",
        sends={"VpcEndpointId": "VpcEndpointIds[]"},
    ),
    lists=Lists(
        "ListVpcEndpoints",
        "VpcEndpointSummaryList",
        Fields("Status"),
        identifiers={"VpcEndpointId": "VpcEndpointId"},
        limit=100,
        page=100,
        limit_parameter="",
    ),
    absent=(),
    timeout=3600,
    minted=True,
)
