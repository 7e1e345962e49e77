"""Amazon DataZone: the tables of its resource types."""

from dataclasses import replace

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_FIELDS = Fields("status", created="createdAt", modified="updatedAt")
_DOMAIN = Fields("status", created="createdAt", modified="lastUpdatedAt", arn="arn")
_LINEAGE_EVENT = Fields("processingStatus", created="createdAt")
_SUBSCRIPTION_REQUEST = Fields("status", reason=("decisionComment",), created="createdAt", modified="updatedAt")
_ABSENT = (Absent("ResourceNotFoundException"),)

DataProduct = ResourceType(
    service="datazone",
    name="DataProduct",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("create", ("CreateDataProduct",), ("CREATING",), ("CREATED",), ("CREATE_FAILED",)),
        Request("delete", ("DeleteDataProduct",), (), (GONE,), when=("CREATED", "CREATE_FAILED")),
    ),
    describe=Describe("GetDataProduct", Fields("status", created="createdAt")),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

DataSource = ResourceType(
    service="datazone",
    name="DataSource",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("create", ("CreateDataSource",), ("CREATING",), ("READY",), ("FAILED_CREATION",)),
        Request(
            "update", ("UpdateDataSource",), ("UPDATING",), ("READY",), ("FAILED_UPDATE",),
            when=("READY", "FAILED_UPDATE"),
        ),
        # RUNNING: READY again when its run has ended, well or ill: DataSourceRun tells which.
        Request("maintain", (), ("RUNNING",), ("READY",), when=("READY",)),
        Request(
            "delete", ("DeleteDataSource",), ("DELETING",), (GONE,), ("FAILED_DELETION",),
            when=("READY", "FAILED_CREATION", "FAILED_UPDATE", "FAILED_DELETION"),
        ),
    ),
    describe=Describe(
        "GetDataSource",
        Fields("status", reason=("errorMessage.errorDetail",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListDataSources",
        "items",
        _FIELDS,
        identifiers={"domainIdentifier": "domainId", "identifier": "dataSourceId"},
        limit=50,
        page=50,
        filters={"status": "status"},
        equals={"name": "name", "environmentIdentifier": "", "connectionIdentifier": "", "type": "type"},
        needs={"domainIdentifier": "domainIdentifier", "projectIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

DataSourceRun = ResourceType(
    service="datazone",
    name="DataSourceRun",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request(
            "run", ("StartDataSourceRun",), ("REQUESTED", "RUNNING"), ("SUCCESS",), ("FAILED",),
            partial=("PARTIALLY_SUCCEEDED",),
        ),
    ),
    describe=Describe(
        "GetDataSourceRun",
        Fields("status", reason=("errorMessage.errorDetail",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListDataSourceRuns",
        "items",
        Fields("status", reason=("errorMessage.errorDetail",), created="createdAt", modified="updatedAt"),
        identifiers={"domainIdentifier": "", "identifier": "id"},
        limit=50,
        page=50,
        filters={"status": "status"},
        needs={"domainIdentifier": "domainIdentifier", "dataSourceIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Domain = ResourceType(
    service="datazone",
    name="Domain",
    identifiers=("identifier",),
    requests=(
        Request("create", ("CreateDomain",), ("CREATING",), ("AVAILABLE",), ("CREATION_FAILED",)),
        Request(
            "delete", ("DeleteDomain",), ("DELETING",), (GONE, "DELETED"), ("DELETION_FAILED",),
            when=("AVAILABLE", "CREATION_FAILED", "DELETION_FAILED"),
        ),
    ),
    describe=Describe("GetDomain", replace(_DOMAIN, reason=("failureReasons[].message",))),
    lists=Lists(
        "ListDomains",
        "items",
        _DOMAIN,
        identifiers={"identifier": "id"},
        limit=25,
        page=25,
        filters={"status": "status"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Environment = ResourceType(
    service="datazone",
    name="Environment",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        # EXPIRED, SUSPENDED, DISABLED and INACCESSIBLE befall an environment that was ACTIVE.
        Request(
            "create", ("CreateEnvironment",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED", "VALIDATION_FAILED"),
        ),
        Request(
            "update", ("UpdateEnvironment",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteEnvironment",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=(
                "ACTIVE", "CREATE_FAILED", "VALIDATION_FAILED", "UPDATE_FAILED", "DELETE_FAILED", "SUSPENDED",
                "DISABLED",
                "EXPIRED", "INACCESSIBLE",
            ),
        ),
    ),
    describe=Describe(
        "GetEnvironment",
        Fields("status", reason=("lastDeployment.failureReason.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListEnvironments",
        "items",
        _FIELDS,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        filters={"status": "status"},
        equals={
            "name": "name",
            "awsAccountId": "awsAccountId",
            "awsAccountRegion": "awsAccountRegion",
            "environmentProfileIdentifier": "environmentProfileId",
            "environmentBlueprintIdentifier": "",
            "provider": "provider",
        },
        needs={"domainIdentifier": "domainIdentifier", "projectIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    others=("SUSPENDED", "DISABLED", "EXPIRED", "INACCESSIBLE"),
)

LineageEvent = ResourceType(
    service="datazone",
    name="LineageEvent",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("run", ("PostLineageEvent",), ("REQUESTED", "PROCESSING"), ("SUCCESS",), ("FAILED",)),
        Request("delete", ("DeleteLineageEvent",), (), (GONE,), when=("SUCCESS", "FAILED")),
    ),
    describe=Describe("GetLineageEvent", _LINEAGE_EVENT),
    lists=Lists(
        "ListLineageEvents",
        "items",
        _LINEAGE_EVENT,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        parent=Parent("domainIdentifier", "ListDomains", "items", "id", limit=25),
        filters={"status": "processingStatus"},
        equals={"timestampAfter": "", "timestampBefore": ""},
        sort_order="sortOrder",
        newest={"sortOrder": "DESCENDING"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Listing = ResourceType(
    service="datazone",
    name="Listing",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        # INACTIVE: not published any more, by a change set too.
        Request("create", ("CreateListingChangeSet",), ("CREATING",), ("ACTIVE",)),
        Request("stop", ("CreateListingChangeSet",), (), ("INACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteListing",), (), (GONE,), when=("ACTIVE", "INACTIVE")),
    ),
    describe=Describe("GetListing", _FIELDS),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

MetadataGenerationRun = ResourceType(
    service="datazone",
    name="MetadataGenerationRun",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request(
            "run", ("StartMetadataGenerationRun",), ("SUBMITTED", "IN_PROGRESS"), ("SUCCEEDED",), ("FAILED",),
            partial=("PARTIALLY_SUCCEEDED",),
        ),
        Request("stop", ("CancelMetadataGenerationRun",), (), ("CANCELED",), when=("SUBMITTED", "IN_PROGRESS")),
    ),
    describe=Describe(
        "GetMetadataGenerationRun", Fields("status", reason=("typeStats[].errorMessage",), created="createdAt"),
    ),
    lists=Lists(
        "ListMetadataGenerationRuns",
        "items",
        Fields("status", created="createdAt"),
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        parent=Parent("domainIdentifier", "ListDomains", "items", "id", limit=25),
        filters={"status": "status"},
        equals={"type": "type", "targetIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Notebook = ResourceType(
    service="datazone",
    name="Notebook",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("create", ("CreateNotebook", "StartNotebookImport"), (), ("ACTIVE",)),
        Request(
            "update", ("StartNotebookSync",), ("SYNC_IN_PROGRESS",), ("ACTIVE",), ("SYNC_FAILED",),
            when=("ACTIVE", "SYNC_FAILED"),
        ),
        Request("delete", ("DeleteNotebook",), (), (GONE,), when=("ACTIVE", "SYNC_FAILED", "ARCHIVED")),
    ),
    describe=Describe(
        "GetNotebook",
        Fields("status", reason=("error.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListNotebooks",
        "items",
        _FIELDS,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        filters={"status": "status"},
        equals={"type": "type"},
        sort_by="sortBy",
        sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"},
        sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"},
        needs={"domainIdentifier": "domainIdentifier", "owningProjectIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    others=("ARCHIVED",),
)

NotebookExport = ResourceType(
    service="datazone",
    name="NotebookExport",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("run", ("StartNotebookExport",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetNotebookExport", Fields("status", reason=("error.message",), created="createdAt")),
    lists=None,
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

NotebookRun = ResourceType(
    service="datazone",
    name="NotebookRun",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("run", ("StartNotebookRun",), ("QUEUED", "STARTING", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("StopNotebookRun",), ("STOPPING",), ("STOPPED",), when=("QUEUED", "STARTING", "RUNNING")),
    ),
    describe=Describe(
        "GetNotebookRun",
        Fields("status", reason=("error.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListNotebookRuns",
        "items",
        _FIELDS,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        filters={"status": "status"},
        equals={"notebookIdentifier": "notebookId", "scheduleIdentifier": "scheduleId"},
        sort_order="sortOrder",
        newest={"sortOrder": "DESCENDING"},
        needs={"domainIdentifier": "domainIdentifier", "owningProjectIdentifier": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    # runTimeoutInMinutes is a day at most (botocore's model); and the notebook has to start.
    timeout=90000,
    minted=True,
)

Project = ResourceType(
    service="datazone",
    name="Project",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("create", ("CreateProject",), (), ("ACTIVE",)),
        # MOVING: to another unit of the domain.
        Request(
            "update", ("UpdateProject",), ("UPDATING", "MOVING"), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteProject",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetProject",
        Fields(
            "projectStatus", reason=("failureReasons[].message",), created="createdAt", modified="lastUpdatedAt",
        ),
    ),
    lists=Lists(
        "ListProjects",
        "items",
        Fields("projectStatus", created="createdAt", modified="updatedAt"),
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        parent=Parent("domainIdentifier", "ListDomains", "items", "id", limit=25),
        equals={"name": "name", "userIdentifier": "", "groupIdentifier": "", "projectCategory": "projectCategory"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

SubscriptionGrant = ResourceType(
    service="datazone",
    name="SubscriptionGrant",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request(
            "run", ("CreateSubscriptionGrant",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",),
            ("GRANT_FAILED", "REVOKE_FAILED", "GRANT_AND_REVOKE_FAILED"),
        ),
        Request(
            "delete", ("DeleteSubscriptionGrant",), (), (GONE,), ("REVOKE_FAILED",),
            when=("COMPLETED", "GRANT_FAILED", "REVOKE_FAILED", "GRANT_AND_REVOKE_FAILED", "INACCESSIBLE"),
        ),
    ),
    describe=Describe("GetSubscriptionGrant", replace(_FIELDS, reason=("assets[].failureCause.message",))),
    lists=Lists(
        "ListSubscriptionGrants",
        "items",
        _FIELDS,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        parent=Parent("domainIdentifier", "ListDomains", "items", "id", limit=25),
        equals={
            "environmentId": "environmentId",
            "subscriptionTargetId": "subscriptionTargetId",
            "subscribedListingId": "",
            "subscriptionId": "subscriptionId",
            "owningProjectId": "",
            "owningIamPrincipalArn": "",
            "owningUserId": "",
            "owningGroupId": "",
        },
        sort_by="sortBy",
        sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"},
        sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
    others=("INACCESSIBLE",),
)

SubscriptionRequest = ResourceType(
    service="datazone",
    name="SubscriptionRequest",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        # PENDING: until its approver accepts or rejects it.
        Request("create", ("CreateSubscriptionRequest",), ("PENDING",), ("ACCEPTED",), ("REJECTED",)),
        Request("delete", ("DeleteSubscriptionRequest",), (), (GONE,), when=("PENDING", "ACCEPTED", "REJECTED")),
    ),
    describe=Describe("GetSubscriptionRequestDetails", _SUBSCRIPTION_REQUEST),
    lists=Lists(
        "ListSubscriptionRequests",
        "items",
        _SUBSCRIPTION_REQUEST,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        limit=50,
        page=50,
        parent=Parent("domainIdentifier", "ListDomains", "items", "id", limit=25),
        filters={"status": "status"},
        equals={
            "subscribedListingId": "",
            "owningProjectId": "",
            "owningIamPrincipalArn": "",
            "approverProjectId": "",
            "owningUserId": "",
            "owningGroupId": "",
        },
        sort_by="sortBy",
        sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"},
        sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=604800,
    minted=True,
)
