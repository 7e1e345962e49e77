"""Agents for Amazon Bedrock: the tables of its resource types."""

from dataclasses import replace

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_KNOWLEDGE_BASES = Parent(
    "knowledgeBaseId",
    "ListKnowledgeBases",
    "knowledgeBaseSummaries",
    "knowledgeBaseId",
    limit=1000,
)

Agent = ResourceType(
    service="bedrock-agent",
    name="Agent",
    identifiers=("agentId",),
    requests=(
        Request("create", ("CreateAgent",), ("CREATING",), ("NOT_PREPARED",), ("FAILED",)),
        Request(
            "update", ("UpdateAgent",), ("UPDATING",), ("NOT_PREPARED", "PREPARED"), ("FAILED",),
            when=("NOT_PREPARED", "PREPARED", "FAILED"),
        ),
        # Only then can it be invoked: what isn't prepared isn't ready.
        Request(
            "start", ("PrepareAgent",), ("PREPARING",), ("PREPARED",), ("FAILED",),
            when=("NOT_PREPARED", "PREPARED", "FAILED"),
        ),
        Request("delete", ("DeleteAgent",), ("DELETING",), (GONE,), when=("NOT_PREPARED", "PREPARED", "FAILED")),
        # For an alias, which may be made with a version of its own.
        Request("maintain", (), ("VERSIONING",), ("PREPARED",), when=("PREPARED",)),
    ),
    describe=Describe(
        "GetAgent",
        Fields("agentStatus", reason=("failureReasons",), created="createdAt", modified="updatedAt", arn="agentArn"),
        within="agent",
    ),
    lists=Lists(
        "ListAgents",
        "agentSummaries",
        Fields("agentStatus", modified="updatedAt"),
        identifiers={"agentId": "agentId"},
        limit=1000,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

AgentAlias = ResourceType(
    service="bedrock-agent",
    name="AgentAlias",
    identifiers=("agentId", "agentAliasId"),
    requests=(
        Request("create", ("CreateAgentAlias",), ("CREATING",), ("PREPARED",), ("FAILED",)),
        Request(
            "update", ("UpdateAgentAlias",), ("UPDATING",), ("PREPARED",), ("FAILED",),
            when=("PREPARED", "FAILED", "DISSOCIATED"),
        ),
        Request("delete", ("DeleteAgentAlias",), ("DELETING",), (GONE,), when=("PREPARED", "FAILED", "DISSOCIATED")),
    ),
    describe=Describe(
        "GetAgentAlias",
        Fields(
            "agentAliasStatus",
            reason=("failureReasons",),
            created="createdAt",
            modified="updatedAt",
            arn="agentAliasArn",
        ),
        within="agentAlias",
    ),
    lists=Lists(
        "ListAgentAliases",
        "agentAliasSummaries",
        Fields("agentAliasStatus", created="createdAt", modified="updatedAt"),
        identifiers={"agentId": "", "agentAliasId": "agentAliasId"},
        limit=1000,
        page=100,
        parent=Parent("agentId", "ListAgents", "agentSummaries", "agentId", limit=1000),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    # No version is associated with it.
    others=("DISSOCIATED",),
)

DataSource = ResourceType(
    service="bedrock-agent",
    name="DataSource",
    identifiers=("knowledgeBaseId", "dataSourceId"),
    requests=(
        Request("create", ("CreateDataSource",), ("CREATING",), ("AVAILABLE",), ("FAILED",)),
        Request(
            "update", ("UpdateDataSource",), ("UPDATING",), ("AVAILABLE",), ("FAILED",), when=("AVAILABLE", "FAILED"),
        ),
        Request(
            "delete", ("DeleteDataSource",), ("DELETING",), (GONE,), ("DELETE_UNSUCCESSFUL",),
            when=("AVAILABLE", "FAILED", "DELETE_UNSUCCESSFUL"),
        ),
    ),
    describe=Describe(
        "GetDataSource",
        Fields("status", reason=("failureReasons",), created="createdAt", modified="updatedAt"),
        within="dataSource",
    ),
    lists=Lists(
        "ListDataSources",
        "dataSourceSummaries",
        Fields("status", modified="updatedAt"),
        identifiers={"knowledgeBaseId": "knowledgeBaseId", "dataSourceId": "dataSourceId"},
        limit=1000,
        page=100,
        parent=_IN_KNOWLEDGE_BASES,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_FLOW = Fields("status", created="createdAt", modified="updatedAt", arn="arn")
Flow = ResourceType(
    service="bedrock-agent",
    name="Flow",
    identifiers=("flowIdentifier",),
    requests=(
        Request("create", ("CreateFlow",), (), ("NotPrepared",), ("Failed",)),
        # Only then can it be tested: what isn't prepared isn't ready. An update goes back to NotPrepared at once.
        Request(
            "start", ("PrepareFlow",), ("Preparing",), ("Prepared",), ("Failed",),
            when=("NotPrepared", "Prepared", "Failed"),
        ),
        Request("delete", ("DeleteFlow",), (), (GONE,), when=("NotPrepared", "Prepared", "Failed")),
    ),
    describe=Describe("GetFlow", replace(_FLOW, reason=("validations[].message",))),
    lists=Lists(
        "ListFlows",
        "flowSummaries",
        _FLOW,
        identifiers={"flowIdentifier": "id"},
        limit=1000,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

IngestionJob = ResourceType(
    service="bedrock-agent",
    name="IngestionJob",
    identifiers=("knowledgeBaseId", "dataSourceId", "ingestionJobId"),
    requests=(
        # COMPLETE though some documents failed: statistics counts them.
        Request("run", ("StartIngestionJob",), ("STARTING", "IN_PROGRESS"), ("COMPLETE",), ("FAILED",)),
        Request("stop", ("StopIngestionJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "IN_PROGRESS")),
    ),
    describe=Describe(
        "GetIngestionJob",
        Fields("status", reason=("failureReasons",), created="startedAt", modified="updatedAt"),
        within="ingestionJob",
    ),
    lists=Lists(
        "ListIngestionJobs",
        "ingestionJobSummaries",
        Fields("status", created="startedAt", modified="updatedAt"),
        identifiers={
            "knowledgeBaseId": "knowledgeBaseId",
            "dataSourceId": "dataSourceId",
            "ingestionJobId": "ingestionJobId",
        },
        limit=1000,
        page=100,
        equals={"filters": ""},
        sort_by="sortBy.attribute",
        sort={"STATUS": "status", "STARTED_AT": "startedAt"},
        sort_order="sortBy.order",
        newest={"sortBy": {"attribute": "STARTED_AT", "order": "DESCENDING"}},
        needs={"knowledgeBaseId": "knowledgeBaseId", "dataSourceId": "dataSourceId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

KnowledgeBase = ResourceType(
    service="bedrock-agent",
    name="KnowledgeBase",
    identifiers=("knowledgeBaseId",),
    requests=(
        Request("create", ("CreateKnowledgeBase",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("UpdateKnowledgeBase",), ("UPDATING",), ("ACTIVE",), ("FAILED", "UPDATE_UNSUCCESSFUL"),
            when=("ACTIVE", "FAILED", "UPDATE_UNSUCCESSFUL"),
        ),
        Request(
            "delete", ("DeleteKnowledgeBase",), ("DELETING",), (GONE,), ("DELETE_UNSUCCESSFUL",),
            when=("ACTIVE", "FAILED", "DELETE_UNSUCCESSFUL", "UPDATE_UNSUCCESSFUL"),
        ),
    ),
    describe=Describe(
        "GetKnowledgeBase",
        Fields("status", reason=("failureReasons",), created="createdAt", modified="updatedAt", arn="knowledgeBaseArn"),
        within="knowledgeBase",
    ),
    lists=Lists(
        "ListKnowledgeBases",
        "knowledgeBaseSummaries",
        Fields("status", modified="updatedAt"),
        identifiers={"knowledgeBaseId": "knowledgeBaseId"},
        limit=1000,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_RETRIEVAL_INSTRUCTION = Fields(
    "lastTransitionStatus",
    created="createdAt",
    modified="updatedAt",
    arn="retrievalInstructionArn",
)
RetrievalInstruction = ResourceType(
    service="bedrock-agent",
    name="RetrievalInstruction",
    identifiers=("retrievalInstructionId",),
    requests=(
        Request("create", ("CreateRetrievalInstruction",), ("CREATING",), ("CREATE_SUCCESSFUL",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateRetrievalInstruction",), ("UPDATING",), ("UPDATE_SUCCESSFUL",), ("UPDATE_FAILED",),
            when=("CREATE_SUCCESSFUL", "CREATE_FAILED", "UPDATE_SUCCESSFUL", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteRetrievalInstruction",), (), (GONE,),
            when=("CREATE_SUCCESSFUL", "CREATE_FAILED", "UPDATE_SUCCESSFUL", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetRetrievalInstruction", replace(_RETRIEVAL_INSTRUCTION, reason=("lastTransitionStatusReasons[].message",)),
    ),
    lists=Lists(
        "ListRetrievalInstructions",
        "retrievalInstructionSummaries",
        _RETRIEVAL_INSTRUCTION,
        identifiers={"retrievalInstructionId": "retrievalInstructionId"},
        limit=100,
        page=100,
        equals={"status": "status"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

VpcConfiguration = ResourceType(
    service="bedrock-agent",
    name="VpcConfiguration",
    identifiers=("knowledgeBaseId", "vpcConfigurationId"),
    requests=(
        Request("create", ("CreateVpcConfiguration",), ("CREATING",), ("CREATED",), ("CREATE_FAILED",)),
        Request(
            "delete", ("DeleteVpcConfiguration",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("CREATED", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetVpcConfiguration",
        Fields("status", reason=("statusMessage",), created="createdAt", modified="updatedAt"),
        within="vpcConfiguration",
    ),
    lists=Lists(
        "ListVpcConfigurations",
        "items",
        Fields("status", reason=("statusMessage",), created="createdAt"),
        identifiers={"knowledgeBaseId": "", "vpcConfigurationId": "vpcConfigurationId"},
        limit=100,
        page=100,
        parent=_IN_KNOWLEDGE_BASES,
        filters={"status": "statusFilter"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)
