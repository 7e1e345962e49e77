"""Amazon DataZone: the tables of its resource types."""

from dataclasses import replace
from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_FIELDS = Fields("status", created="createdAt", modified="updatedAt")
_DOMAIN = Fields("status", created="createdAt", modified="lastUpdatedAt", arn="arn")
_LINEAGE_EVENT = Fields("processingStatus", created="createdAt")
_SUBSCRIPTION_REQUEST = Fields("status", reason=("decisionComment",), created="createdAt", modified="updatedAt")
_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_DOMAINS = Parent("domainIdentifier", "ListDomains", "items", "id", limit=25)
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="datazone", absent=_ABSENT, minted=True)
_Lists = partial(Lists, limit=50, page=50, limit_parameter="maxResults", token="nextToken")

DataProduct = _Type(
    name="DataProduct",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("create", ("CreateDataProduct",), ("CREATING",), ("CREATED",), ("CREATE_FAILED",)),
        Request("delete", ("DeleteDataProduct",), (), (GONE,), when=("CREATED", "CREATE_FAILED")),
    ),
    describe=Describe("GetDataProduct", Fields("status", created="createdAt")),
    lists=None,
    timeout=3600,
)

DataSource = _Type(
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
    lists=_Lists(
        "ListDataSources", "items", _FIELDS, identifiers={"domainIdentifier": "domainId", "identifier": "dataSourceId"},
        filters={"status": "status"},
        equals={"name": "name", "environmentIdentifier": "", "connectionIdentifier": "", "type": "type"},
        needs={"domainIdentifier": "domainIdentifier", "projectIdentifier": ""},
    ),
    timeout=3600,
)

DataSourceRun = _Type(
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
    lists=_Lists(
        "ListDataSourceRuns", "items",
        Fields("status", reason=("errorMessage.errorDetail",), created="createdAt", modified="updatedAt"),
        identifiers={"domainIdentifier": "", "identifier": "id"}, filters={"status": "status"},
        needs={"domainIdentifier": "domainIdentifier", "dataSourceIdentifier": ""},
    ),
    timeout=86400,
)

Domain = _Type(
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
        "ListDomains", "items", _DOMAIN, identifiers={"identifier": "id"}, limit=25, page=25,
        filters={"status": "status"}, limit_parameter="maxResults", token="nextToken",
    ),
    timeout=3600,
)

Environment = _Type(
    name="Environment",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        # EXPIRED, SUSPENDED, DISABLED and INACCESSIBLE befall an environment that was ACTIVE.
        Request("create", ("CreateEnvironment",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED", "VALIDATION_FAILED")),
        Request(
            "update", ("UpdateEnvironment",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteEnvironment",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=(
                "ACTIVE", "CREATE_FAILED", "VALIDATION_FAILED", "UPDATE_FAILED", "DELETE_FAILED", "SUSPENDED",
                "DISABLED", "EXPIRED", "INACCESSIBLE",
            ),
        ),
    ),
    describe=Describe(
        "GetEnvironment",
        Fields("status", reason=("lastDeployment.failureReason.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=_Lists(
        "ListEnvironments", "items", _FIELDS, identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        filters={"status": "status"},
        equals={
            "name": "name", "awsAccountId": "awsAccountId", "awsAccountRegion": "awsAccountRegion",
            "environmentProfileIdentifier": "environmentProfileId", "environmentBlueprintIdentifier": "",
            "provider": "provider",
        },
        needs={"domainIdentifier": "domainIdentifier", "projectIdentifier": ""},
    ),
    timeout=3600,
    others=("SUSPENDED", "DISABLED", "EXPIRED", "INACCESSIBLE"),
)

LineageEvent = _Type(
    name="LineageEvent",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("run", ("PostLineageEvent",), ("REQUESTED", "PROCESSING"), ("SUCCESS",), ("FAILED",)),
        Request("delete", ("DeleteLineageEvent",), (), (GONE,), when=("SUCCESS", "FAILED")),
    ),
    describe=Describe("GetLineageEvent", _LINEAGE_EVENT),
    lists=_Lists(
        "ListLineageEvents", "items", _LINEAGE_EVENT, identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        parent=_IN_DOMAINS, filters={"status": "processingStatus"},
        equals={"timestampAfter": "", "timestampBefore": ""}, sort_order="sortOrder",
        newest={"sortOrder": "DESCENDING"},
    ),
    timeout=86400,
)

Listing = _Type(
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
    timeout=3600,
)

MetadataGenerationRun = _Type(
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
    lists=_Lists(
        "ListMetadataGenerationRuns", "items", Fields("status", created="createdAt"),
        identifiers={"domainIdentifier": "domainId", "identifier": "id"}, parent=_IN_DOMAINS,
        filters={"status": "status"}, equals={"type": "type", "targetIdentifier": ""},
    ),
    timeout=86400,
)

Notebook = _Type(
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
        "GetNotebook", Fields("status", reason=("error.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=_Lists(
        "ListNotebooks", "items", _FIELDS, identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        filters={"status": "status"}, equals={"type": "type"}, sort_by="sortBy",
        sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"}, sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"},
        needs={"domainIdentifier": "domainIdentifier", "owningProjectIdentifier": ""},
    ),
    timeout=3600,
    others=("ARCHIVED",),
)

NotebookExport = _Type(
    name="NotebookExport",
    identifiers=("domainIdentifier", "identifier"),
    requests=(Request("run", ("StartNotebookExport",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),),
    describe=Describe("GetNotebookExport", Fields("status", reason=("error.message",), created="createdAt")),
    lists=None,
    timeout=86400,
)

NotebookRun = _Type(
    name="NotebookRun",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        Request("run", ("StartNotebookRun",), ("QUEUED", "STARTING", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("StopNotebookRun",), ("STOPPING",), ("STOPPED",), when=("QUEUED", "STARTING", "RUNNING")),
    ),
    describe=Describe(
        "GetNotebookRun", Fields("status", reason=("error.message",), created="createdAt", modified="updatedAt"),
    ),
    lists=_Lists(
        "ListNotebookRuns", "items", _FIELDS, identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        filters={"status": "status"}, equals={"notebookIdentifier": "notebookId", "scheduleIdentifier": "scheduleId"},
        sort_order="sortOrder", newest={"sortOrder": "DESCENDING"},
        needs={"domainIdentifier": "domainIdentifier", "owningProjectIdentifier": ""},
    ),
    # runTimeoutInMinutes is a day at most (botocore's model); and the notebook has to start.
    timeout=90000,
)

Project = _Type(
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
        Fields("projectStatus", reason=("failureReasons[].message",), created="createdAt", modified="lastUpdatedAt"),
    ),
    lists=_Lists(
        "ListProjects", "items", Fields("projectStatus", created="createdAt", modified="updatedAt"),
        identifiers={"domainIdentifier": "domainId", "identifier": "id"}, parent=_IN_DOMAINS,
        equals={"name": "name", "userIdentifier": "", "groupIdentifier": "", "projectCategory": "projectCategory"},
    ),
    timeout=3600,
)

SubscriptionGrant = _Type(
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
    lists=_Lists(
        "ListSubscriptionGrants", "items", _FIELDS, identifiers={"domainIdentifier": "domainId", "identifier": "id"},
        parent=_IN_DOMAINS,
        equals={
            "environmentId": "environmentId", "subscriptionTargetId": "subscriptionTargetId", "subscribedListingId": "",
            "subscriptionId": "subscriptionId", "owningProjectId": "", "owningIamPrincipalArn": "", "owningUserId": "",
            "owningGroupId": "",
        },
        sort_by="sortBy", sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"}, sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"}, whole=True,
    ),
    timeout=86400,
    others=("INACCESSIBLE",),
)

SubscriptionRequest = _Type(
    name="SubscriptionRequest",
    identifiers=("domainIdentifier", "identifier"),
    requests=(
        # PENDING: until its approver accepts or rejects it.
        Request("create", ("CreateSubscriptionRequest",), ("PENDING",), ("ACCEPTED",), ("REJECTED",)),
        Request("delete", ("DeleteSubscriptionRequest",), (), (GONE,), when=("PENDING", "ACCEPTED", "REJECTED")),
    ),
    describe=Describe("GetSubscriptionRequestDetails", _SUBSCRIPTION_REQUEST),
    lists=_Lists(
        "ListSubscriptionRequests", "items", _SUBSCRIPTION_REQUEST,
        identifiers={"domainIdentifier": "domainId", "identifier": "id"}, parent=_IN_DOMAINS,
        filters={"status": "status"},
        equals={
            "subscribedListingId": "", "owningProjectId": "", "owningIamPrincipalArn": "", "approverProjectId": "",
            "owningUserId": "", "owningGroupId": "",
        },
        sort_by="sortBy", sort={"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt"}, sort_order="sortOrder",
        newest={"sortBy": "CREATED_AT", "sortOrder": "DESCENDING"},
    ),
    timeout=604800,
)
