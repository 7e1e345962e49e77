"""Amazon Q Business: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_APPLICATIONS = Parent("applicationId", "ListApplications", "applications", "applicationId", limit=100)

Application = ResourceType(
    service="qbusiness",
    name="Application",
    identifiers=("applicationId",),
    requests=(
        Request("create", ("CreateApplication",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateApplication",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteApplication",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetApplication",
        Fields(
            "status",
            reason=("error.errorMessage",),
            created="createdAt",
            modified="updatedAt",
            arn="applicationArn",
        ),
    ),
    lists=Lists(
        "ListApplications",
        "applications",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"applicationId": "applicationId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

ChatResponseConfiguration = ResourceType(
    service="qbusiness",
    name="ChatResponseConfiguration",
    identifiers=("applicationId", "chatResponseConfigurationId"),
    requests=(
        Request("create", ("CreateChatResponseConfiguration",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("UpdateChatResponseConfiguration",), ("UPDATING",), ("ACTIVE",), ("FAILED",),
            when=("ACTIVE", "FAILED"),
        ),
        Request("delete", ("DeleteChatResponseConfiguration",), (), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetChatResponseConfiguration",
        Fields("status", reason=("error.errorMessage",), modified="updatedAt"),
        within="inUseConfiguration",
    ),
    lists=Lists(
        "ListChatResponseConfigurations",
        "chatResponseConfigurations",
        Fields("status", created="createdAt", modified="updatedAt", arn="chatResponseConfigurationArn"),
        identifiers={"applicationId": "", "chatResponseConfigurationId": "chatResponseConfigurationId"},
        limit=100,
        page=100,
        parent=_IN_APPLICATIONS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

DataSource = ResourceType(
    service="qbusiness",
    name="DataSource",
    identifiers=("applicationId", "indexId", "dataSourceId"),
    requests=(
        Request("create", ("CreateDataSource",), ("PENDING_CREATION", "CREATING"), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateDataSource",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteDataSource",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetDataSource",
        Fields(
            "status",
            reason=("error.errorMessage",),
            created="createdAt",
            modified="updatedAt",
            arn="dataSourceArn",
        ),
    ),
    lists=Lists(
        "ListDataSources",
        "dataSources",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"applicationId": "", "indexId": "", "dataSourceId": "dataSourceId"},
        limit=10,
        page=10,
        needs={"applicationId": "applicationId", "indexId": "indexId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Group = ResourceType(
    service="qbusiness",
    name="Group",
    identifiers=("applicationId", "indexId", "groupName"),
    requests=(
        # A mapping of users, put again and again.
        Request(
            "run", ("PutGroup",), ("PROCESSING",), ("SUCCEEDED",), ("FAILED",), when=("SUCCEEDED", "FAILED", "DELETED"),
        ),
        Request("delete", ("DeleteGroup",), ("DELETING",), (GONE, "DELETED"), when=("SUCCEEDED", "FAILED")),
    ),
    describe=Describe(
        "GetGroup",
        Fields("status", reason=("errorDetail.errorMessage",), modified="lastUpdatedAt"),
        within="status",
    ),
    # ListGroups shows names alone.
    lists=None,
    absent=_ABSENT,
    timeout=3600,
)

Index = ResourceType(
    service="qbusiness",
    name="Index",
    identifiers=("applicationId", "indexId"),
    requests=(
        Request("create", ("CreateIndex",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateIndex",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteIndex",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetIndex",
        Fields("status", reason=("error.errorMessage",), created="createdAt", modified="updatedAt", arn="indexArn"),
    ),
    lists=Lists(
        "ListIndices",
        "indices",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"applicationId": "", "indexId": "indexId"},
        limit=100,
        page=100,
        parent=_IN_APPLICATIONS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=7200,
    minted=True,
)

Plugin = ResourceType(
    service="qbusiness",
    name="Plugin",
    identifiers=("applicationId", "pluginId"),
    requests=(
        Request("create", ("CreatePlugin",), ("CREATE_IN_PROGRESS",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdatePlugin",), ("UPDATE_IN_PROGRESS",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeletePlugin",), ("DELETE_IN_PROGRESS",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetPlugin", Fields("buildStatus", created="createdAt", modified="updatedAt", arn="pluginArn")),
    lists=Lists(
        "ListPlugins",
        "plugins",
        Fields("buildStatus", created="createdAt", modified="updatedAt"),
        identifiers={"applicationId": "", "pluginId": "pluginId"},
        limit=50,
        page=50,
        parent=_IN_APPLICATIONS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Retriever = ResourceType(
    service="qbusiness",
    name="Retriever",
    identifiers=("applicationId", "retrieverId"),
    requests=(
        Request("create", ("CreateRetriever",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteRetriever",), (), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetRetriever", Fields("status", created="createdAt", modified="updatedAt", arn="retrieverArn")),
    lists=Lists(
        "ListRetrievers",
        "retrievers",
        Fields("status"),
        identifiers={"applicationId": "", "retrieverId": "retrieverId"},
        limit=50,
        page=50,
        parent=_IN_APPLICATIONS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

WebExperience = ResourceType(
    service="qbusiness",
    name="WebExperience",
    identifiers=("applicationId", "webExperienceId"),
    requests=(
        Request("create", ("CreateWebExperience",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "delete", ("DeleteWebExperience",), ("DELETING",), (GONE,),
            when=("ACTIVE", "FAILED", "PENDING_AUTH_CONFIG"),
        ),
    ),
    describe=Describe(
        "GetWebExperience",
        Fields(
            "status",
            reason=("error.errorMessage",),
            created="createdAt",
            modified="updatedAt",
            arn="webExperienceArn",
        ),
    ),
    lists=Lists(
        "ListWebExperiences",
        "webExperiences",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"applicationId": "", "webExperienceId": "webExperienceId"},
        limit=100,
        page=100,
        parent=_IN_APPLICATIONS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    # Until its sign-in has been set up.
    others=("PENDING_AUTH_CONFIG",),
)
