"""Amazon Bedrock AgentCore Control: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_GATEWAYS = Parent("gatewayIdentifier", "ListGateways", "items", "gatewayId", limit=1000)
_IN_POLICY_ENGINES = Parent("policyEngineId", "ListPolicyEngines", "policyEngines", "policyEngineId", limit=100)

AgentRuntime = ResourceType(
    service="bedrock-agentcore-control",
    name="AgentRuntime",
    identifiers=("agentRuntimeId",),
    requests=(
        Request("create", ("CreateAgentRuntime",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateAgentRuntime",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteAgentRuntime",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetAgentRuntime",
        Fields(
            "status",
            reason=("failureReason",),
            created="createdAt",
            modified="lastUpdatedAt",
            arn="agentRuntimeArn",
        ),
    ),
    lists=Lists(
        "ListAgentRuntimes",
        "agentRuntimes",
        Fields("status", modified="lastUpdatedAt", arn="agentRuntimeArn"),
        identifiers={"agentRuntimeId": "agentRuntimeId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    # Of its own endpoint (seen in public code that reads them; the model tells nothing).
    logs=(Log("/aws/bedrock-agentcore/runtimes/{agentRuntimeId}-DEFAULT"),),
)

AgentRuntimeEndpoint = ResourceType(
    service="bedrock-agentcore-control",
    name="AgentRuntimeEndpoint",
    identifiers=("agentRuntimeId", "endpointName"),
    requests=(
        Request("create", ("CreateAgentRuntimeEndpoint",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateAgentRuntimeEndpoint",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteAgentRuntimeEndpoint",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetAgentRuntimeEndpoint",
        Fields(
            "status",
            reason=("failureReason",),
            created="createdAt",
            modified="lastUpdatedAt",
            arn="agentRuntimeEndpointArn",
        ),
    ),
    lists=Lists(
        "ListAgentRuntimeEndpoints",
        "runtimeEndpoints",
        Fields("status", created="createdAt", modified="lastUpdatedAt", arn="agentRuntimeEndpointArn"),
        identifiers={"agentRuntimeId": "", "endpointName": "name"},
        limit=100,
        page=100,
        parent=Parent("agentRuntimeId", "ListAgentRuntimes", "agentRuntimes", "agentRuntimeId", limit=100),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    logs=(Log("/aws/bedrock-agentcore/runtimes/{agentRuntimeId}-{endpointName}"),),
)

Browser = ResourceType(
    service="bedrock-agentcore-control",
    name="Browser",
    identifiers=("browserId",),
    requests=(
        Request("create", ("CreateBrowser",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "delete", ("DeleteBrowser",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetBrowser",
        Fields("status", reason=("failureReason",), created="createdAt", modified="lastUpdatedAt", arn="browserArn"),
    ),
    lists=Lists(
        "ListBrowsers",
        "browserSummaries",
        Fields("status", created="createdAt", modified="lastUpdatedAt", arn="browserArn"),
        identifiers={"browserId": "browserId"},
        limit=50,
        page=10,
        equals={"type": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_BROWSER_PROFILE = Fields("status", created="createdAt", modified="lastUpdatedAt")
BrowserProfile = ResourceType(
    service="bedrock-agentcore-control",
    name="BrowserProfile",
    identifiers=("profileId",),
    requests=(
        Request("create", ("CreateBrowserProfile",), (), ("READY",)),
        Request("delete", ("DeleteBrowserProfile",), ("DELETING",), (GONE, "DELETED"), when=("READY",)),
        # SaveBrowserSessionProfile, of bedrock-agentcore, saves a session into it.
        Request("maintain", (), ("SAVING",), ("READY",), when=("READY",)),
    ),
    describe=Describe("GetBrowserProfile", _BROWSER_PROFILE),
    lists=Lists(
        "ListBrowserProfiles",
        "profileSummaries",
        _BROWSER_PROFILE,
        identifiers={"profileId": "profileId"},
        limit=100,
        page=100,
        equals={"name": "name"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

CapacityProvider = ResourceType(
    service="bedrock-agentcore-control",
    name="CapacityProvider",
    identifiers=("capacityProviderId",),
    requests=(
        Request("create", ("CreateCapacityProvider",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateCapacityProvider",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteCapacityProvider",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetCapacityProvider",
        Fields(
            "status",
            reason=("statusReason",),
            created="createdAt",
            modified="lastUpdatedAt",
            arn="capacityProviderArn",
        ),
    ),
    lists=Lists(
        "ListCapacityProviders",
        "capacityProviders",
        Fields("status", modified="lastUpdatedAt", arn="capacityProviderArn"),
        identifiers={"capacityProviderId": "capacityProviderId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

CodeInterpreter = ResourceType(
    service="bedrock-agentcore-control",
    name="CodeInterpreter",
    identifiers=("codeInterpreterId",),
    requests=(
        Request("create", ("CreateCodeInterpreter",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "delete", ("DeleteCodeInterpreter",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetCodeInterpreter",
        Fields(
            "status",
            reason=("failureReason",),
            created="createdAt",
            modified="lastUpdatedAt",
            arn="codeInterpreterArn",
        ),
    ),
    lists=Lists(
        "ListCodeInterpreters",
        "codeInterpreterSummaries",
        Fields("status", created="createdAt", modified="lastUpdatedAt", arn="codeInterpreterArn"),
        identifiers={"codeInterpreterId": "codeInterpreterId"},
        limit=100,
        page=100,
        equals={"type": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

ConsentPortal = ResourceType(
    service="bedrock-agentcore-control",
    name="ConsentPortal",
    identifiers=("consentPortalIdentifier",),
    requests=(
        Request("create", ("CreateConsentPortal",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("UpdateConsentPortal",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request("delete", ("DeleteConsentPortal",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED", "UPDATE_FAILED")),
    ),
    describe=Describe(
        "GetConsentPortal",
        Fields("status", reason=("statusReason",), created="createdAt", modified="updatedAt", arn="consentPortalArn"),
    ),
    lists=Lists(
        "ListConsentPortals",
        "consentPortals",
        Fields("status", created="createdAt", modified="updatedAt", arn="consentPortalArn"),
        identifiers={"consentPortalIdentifier": "consentPortalId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Dataset = ResourceType(
    service="bedrock-agentcore-control",
    name="Dataset",
    identifiers=("datasetId",),
    requests=(
        Request("create", ("CreateDataset",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update",
            (
                "UpdateDataset", "AddDatasetExamples", "UpdateDatasetExamples", "DeleteDatasetExamples",
                "CreateDatasetVersion",
            ),
            ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteDataset",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetDataset",
        Fields("status", reason=("failureReason",), created="createdAt", modified="updatedAt", arn="datasetArn"),
    ),
    lists=Lists(
        "ListDatasets",
        "datasets",
        Fields("status", created="createdAt", modified="updatedAt", arn="datasetArn"),
        identifiers={"datasetId": "datasetId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_EVALUATOR = Fields("status", created="createdAt", modified="updatedAt", arn="evaluatorArn")
Evaluator = ResourceType(
    service="bedrock-agentcore-control",
    name="Evaluator",
    identifiers=("evaluatorId",),
    requests=(
        Request("create", ("CreateEvaluator",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateEvaluator",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteEvaluator",), ("DELETING",), (GONE,), when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe("GetEvaluator", _EVALUATOR),
    lists=Lists(
        "ListEvaluators",
        "evaluators",
        _EVALUATOR,
        identifiers={"evaluatorId": "evaluatorId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Gateway = ResourceType(
    service="bedrock-agentcore-control",
    name="Gateway",
    identifiers=("gatewayIdentifier",),
    requests=(
        Request("create", ("CreateGateway",), ("CREATING",), ("READY",), ("FAILED",)),
        Request(
            "update", ("UpdateGateway",), ("UPDATING",), ("READY",), ("FAILED", "UPDATE_UNSUCCESSFUL"),
            when=("READY", "FAILED", "UPDATE_UNSUCCESSFUL"),
        ),
        Request("delete", ("DeleteGateway",), ("DELETING",), (GONE,), when=("READY", "FAILED", "UPDATE_UNSUCCESSFUL")),
    ),
    describe=Describe(
        "GetGateway",
        Fields("status", reason=("statusReasons",), created="createdAt", modified="updatedAt", arn="gatewayArn"),
    ),
    lists=Lists(
        "ListGateways",
        "items",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"gatewayIdentifier": "gatewayId"},
        limit=1000,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_GATEWAY_RATE_LIMIT = Fields("status", created="createdAt", modified="updatedAt")
GatewayRateLimit = ResourceType(
    service="bedrock-agentcore-control",
    name="GatewayRateLimit",
    identifiers=("gatewayIdentifier", "rateLimitId"),
    requests=(
        Request("create", ("CreateGatewayRateLimit", "BatchPutGatewayRateLimits"), ("CREATING",), ("ACTIVE",)),
        Request(
            "update", ("UpdateGatewayRateLimit", "BatchPutGatewayRateLimits"), ("UPDATING",), ("ACTIVE",),
            when=("ACTIVE",),
        ),
        Request("delete", ("DeleteGatewayRateLimit",), ("DELETING",), (GONE,), when=("ACTIVE",)),
    ),
    describe=Describe("GetGatewayRateLimit", _GATEWAY_RATE_LIMIT),
    lists=Lists(
        "ListGatewayRateLimits",
        "rateLimits",
        _GATEWAY_RATE_LIMIT,
        identifiers={"gatewayIdentifier": "", "rateLimitId": "rateLimitId"},
        limit=100,
        page=100,
        parent=_IN_GATEWAYS,
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

_GATEWAY_RULE = Fields("status", created="createdAt", modified="updatedAt")
GatewayRule = ResourceType(
    service="bedrock-agentcore-control",
    name="GatewayRule",
    identifiers=("gatewayIdentifier", "ruleId"),
    requests=(
        Request("create", ("CreateGatewayRule",), ("CREATING",), ("ACTIVE",)),
        Request("update", ("UpdateGatewayRule",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteGatewayRule",), ("DELETING",), (GONE,), when=("ACTIVE",)),
    ),
    describe=Describe("GetGatewayRule", _GATEWAY_RULE),
    lists=Lists(
        "ListGatewayRules",
        "gatewayRules",
        _GATEWAY_RULE,
        identifiers={"gatewayIdentifier": "", "ruleId": "ruleId"},
        limit=100,
        page=100,
        parent=_IN_GATEWAYS,
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

GatewayTarget = ResourceType(
    service="bedrock-agentcore-control",
    name="GatewayTarget",
    identifiers=("gatewayIdentifier", "targetId"),
    requests=(
        Request("create", ("CreateGatewayTarget",), ("CREATING",), ("READY",), ("FAILED",)),
        Request(
            "update", ("UpdateGatewayTarget", "SynchronizeGatewayTargets"), ("UPDATING", "SYNCHRONIZING"), ("READY",),
            ("FAILED", "UPDATE_UNSUCCESSFUL", "SYNCHRONIZE_UNSUCCESSFUL"),
            when=("READY", "FAILED", "UPDATE_UNSUCCESSFUL", "SYNCHRONIZE_UNSUCCESSFUL"),
        ),
        Request(
            "delete", ("DeleteGatewayTarget",), ("DELETING",), (GONE,),
            when=(
                "READY", "FAILED", "UPDATE_UNSUCCESSFUL", "SYNCHRONIZE_UNSUCCESSFUL", "CREATE_PENDING_AUTH",
                "UPDATE_PENDING_AUTH", "SYNCHRONIZE_PENDING_AUTH",
            ),
        ),
    ),
    describe=Describe(
        "GetGatewayTarget",
        Fields("status", reason=("statusReasons",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListGatewayTargets",
        "items",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"gatewayIdentifier": "", "targetId": "targetId"},
        limit=1000,
        page=100,
        parent=_IN_GATEWAYS,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    # Until somebody has given leave, at authorizationData's address.
    others=("CREATE_PENDING_AUTH", "UPDATE_PENDING_AUTH", "SYNCHRONIZE_PENDING_AUTH"),
)

Harness = ResourceType(
    service="bedrock-agentcore-control",
    name="Harness",
    identifiers=("harnessId",),
    requests=(
        Request("create", ("CreateHarness",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateHarness",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteHarness",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetHarness",
        Fields("status", reason=("failureReason",), created="createdAt", modified="updatedAt", arn="arn"),
        within="harness",
    ),
    lists=Lists(
        "ListHarnesses",
        "harnesses",
        Fields("status", created="createdAt", modified="updatedAt", arn="arn"),
        identifiers={"harnessId": "harnessId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_HARNESS_ENDPOINT = Fields("status", reason=("failureReason",), created="createdAt", modified="updatedAt", arn="arn")
HarnessEndpoint = ResourceType(
    service="bedrock-agentcore-control",
    name="HarnessEndpoint",
    identifiers=("harnessId", "endpointName"),
    requests=(
        Request("create", ("CreateHarnessEndpoint",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateHarnessEndpoint",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteHarnessEndpoint",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetHarnessEndpoint", _HARNESS_ENDPOINT, within="endpoint"),
    lists=Lists(
        "ListHarnessEndpoints",
        "endpoints",
        _HARNESS_ENDPOINT,
        identifiers={"harnessId": "", "endpointName": "endpointName"},
        limit=100,
        page=100,
        parent=Parent("harnessId", "ListHarnesses", "harnesses", "harnessId", limit=100),
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

Memory = ResourceType(
    service="bedrock-agentcore-control",
    name="Memory",
    identifiers=("memoryId",),
    requests=(
        Request("create", ("CreateMemory",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateMemory",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteMemory",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetMemory",
        Fields("status", reason=("failureReason",), created="createdAt", modified="updatedAt", arn="arn"),
        within="memory",
    ),
    lists=Lists(
        "ListMemories",
        "memories",
        Fields("status", created="createdAt", modified="updatedAt", arn="arn"),
        identifiers={"memoryId": "id"},
        limit=50,
        page=10,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Oauth2CredentialProvider = ResourceType(
    service="bedrock-agentcore-control",
    name="Oauth2CredentialProvider",
    identifiers=("name",),
    requests=(
        Request("create", ("CreateOauth2CredentialProvider",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateOauth2CredentialProvider",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteOauth2CredentialProvider",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetOauth2CredentialProvider",
        Fields("status", reason=("failureReason",), created="createdTime", modified="lastUpdatedTime"),
    ),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
)

_ONLINE_EVALUATION_CONFIG = Fields(
    "status",
    reason=("failureReason",),
    created="createdAt",
    modified="updatedAt",
    arn="onlineEvaluationConfigArn",
)
OnlineEvaluationConfig = ResourceType(
    service="bedrock-agentcore-control",
    name="OnlineEvaluationConfig",
    identifiers=("onlineEvaluationConfigId",),
    requests=(
        # That it is there, not that it is enabled: executionStatus tells that.
        Request("create", ("CreateOnlineEvaluationConfig",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED", "ERROR")),
        Request(
            "update", ("UpdateOnlineEvaluationConfig",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteOnlineEvaluationConfig",), ("DELETING",), (GONE,),
            when=("ACTIVE", "CREATE_FAILED", "ERROR", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe("GetOnlineEvaluationConfig", _ONLINE_EVALUATION_CONFIG),
    lists=Lists(
        "ListOnlineEvaluationConfigs",
        "onlineEvaluationConfigs",
        _ONLINE_EVALUATION_CONFIG,
        identifiers={"onlineEvaluationConfigId": "onlineEvaluationConfigId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

PaymentConnector = ResourceType(
    service="bedrock-agentcore-control",
    name="PaymentConnector",
    identifiers=("paymentManagerId", "paymentConnectorId"),
    requests=(
        Request(
            "create", ("CreatePaymentConnector",), ("CREATING", "PROVISIONING"), ("READY",),
            ("CREATE_FAILED", "AUTHENTICATION_EXPIRED", "AUTHENTICATION_FAILED"),
        ),
        Request(
            "update", ("UpdatePaymentConnector",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeletePaymentConnector",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=(
                "READY", "CREATE_FAILED", "AUTHENTICATION_EXPIRED", "AUTHENTICATION_FAILED", "UPDATE_FAILED",
                "DELETE_FAILED", "AWS_MARKETPLACE_SUBSCRIPTION_REQUIRED", "PENDING_AUTHENTICATION",
            ),
        ),
    ),
    describe=Describe("GetPaymentConnector", Fields("status", created="createdAt", modified="lastUpdatedAt")),
    lists=Lists(
        "ListPaymentConnectors",
        "paymentConnectors",
        Fields("status", modified="lastUpdatedAt"),
        identifiers={"paymentManagerId": "", "paymentConnectorId": "paymentConnectorId"},
        limit=100,
        page=100,
        parent=Parent("paymentManagerId", "ListPaymentManagers", "paymentManagers", "paymentManagerId", limit=100),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    # Until somebody has subscribed, or given leave at authorizationUrl.
    others=("AWS_MARKETPLACE_SUBSCRIPTION_REQUIRED", "PENDING_AUTHENTICATION"),
)

_PAYMENT_MANAGER = Fields("status", created="createdAt", modified="lastUpdatedAt", arn="paymentManagerArn")
PaymentManager = ResourceType(
    service="bedrock-agentcore-control",
    name="PaymentManager",
    identifiers=("paymentManagerId",),
    requests=(
        Request("create", ("CreatePaymentManager",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdatePaymentManager",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeletePaymentManager",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetPaymentManager", _PAYMENT_MANAGER),
    lists=Lists(
        "ListPaymentManagers",
        "paymentManagers",
        _PAYMENT_MANAGER,
        identifiers={"paymentManagerId": "paymentManagerId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_POLICY = Fields("status", reason=("statusReasons",), created="createdAt", modified="updatedAt", arn="policyArn")
Policy = ResourceType(
    service="bedrock-agentcore-control",
    name="Policy",
    identifiers=("policyEngineId", "policyId"),
    requests=(
        Request("create", ("CreatePolicy",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdatePolicy",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeletePolicy",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetPolicy", _POLICY),
    lists=Lists(
        "ListPolicies",
        "policies",
        _POLICY,
        identifiers={"policyEngineId": "", "policyId": "policyId"},
        limit=100,
        page=10,
        parent=_IN_POLICY_ENGINES,
        equals={"targetResourceScope": ""},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_POLICY_ENGINE = Fields(
    "status",
    reason=("statusReasons",),
    created="createdAt",
    modified="updatedAt",
    arn="policyEngineArn",
)
PolicyEngine = ResourceType(
    service="bedrock-agentcore-control",
    name="PolicyEngine",
    identifiers=("policyEngineId",),
    requests=(
        Request("create", ("CreatePolicyEngine",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdatePolicyEngine",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeletePolicyEngine",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetPolicyEngine", _POLICY_ENGINE),
    lists=Lists(
        "ListPolicyEngines",
        "policyEngines",
        _POLICY_ENGINE,
        identifiers={"policyEngineId": "policyEngineId"},
        limit=100,
        page=10,
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_POLICY_GENERATION = Fields(
    "status",
    reason=("statusReasons",),
    created="createdAt",
    modified="updatedAt",
    arn="policyGenerationArn",
)
PolicyGeneration = ResourceType(
    service="bedrock-agentcore-control",
    name="PolicyGeneration",
    identifiers=("policyEngineId", "policyGenerationId"),
    requests=(
        Request("run", ("StartPolicyGeneration",), ("GENERATING",), ("GENERATED",), ("GENERATE_FAILED",)),
    ),
    describe=Describe("GetPolicyGeneration", _POLICY_GENERATION),
    lists=Lists(
        "ListPolicyGenerations",
        "policyGenerations",
        _POLICY_GENERATION,
        identifiers={"policyEngineId": "", "policyGenerationId": "policyGenerationId"},
        limit=100,
        page=100,
        parent=_IN_POLICY_ENGINES,
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    others=("DELETE_FAILED",),
)

_REGISTRY = Fields("status", reason=("statusReason",), created="createdAt", modified="updatedAt", arn="registryArn")
Registry = ResourceType(
    service="bedrock-agentcore-control",
    name="Registry",
    identifiers=("registryId",),
    requests=(
        Request("create", ("CreateRegistry",), ("CREATING",), ("READY",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateRegistry",), ("UPDATING",), ("READY",), ("UPDATE_FAILED",),
            when=("READY", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteRegistry",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetRegistry", _REGISTRY),
    lists=Lists(
        "ListRegistries",
        "registries",
        _REGISTRY,
        identifiers={"registryId": "registryId"},
        limit=100,
        page=100,
        filters={"status": "status"},
        equals={"authorizerType": "authorizerType"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

RegistryRecord = ResourceType(
    service="bedrock-agentcore-control",
    name="RegistryRecord",
    identifiers=("registryId", "recordId"),
    requests=(
        Request("create", ("CreateRegistryRecord",), ("CREATING",), ("DRAFT",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateRegistryRecord",), ("UPDATING",), ("DRAFT", "APPROVED"), ("UPDATE_FAILED",),
            when=("DRAFT", "APPROVED", "REJECTED", "DEPRECATED", "CREATE_FAILED", "UPDATE_FAILED"),
        ),
        # At once where the registry approves by itself; else somebody does, by UpdateRegistryRecordStatus.
        Request(
            "start", ("SubmitRegistryRecordForApproval",), ("PENDING_APPROVAL",), ("APPROVED",), ("REJECTED",),
            when=("DRAFT",),
        ),
        # Via DELETING, by its documentation; the model has no such state.
        Request(
            "delete", ("DeleteRegistryRecord",), (), (GONE,),
            when=("DRAFT", "PENDING_APPROVAL", "APPROVED", "REJECTED", "DEPRECATED", "CREATE_FAILED", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetRegistryRecord",
        Fields("status", reason=("statusReason",), created="createdAt", modified="updatedAt"),
    ),
    lists=Lists(
        "ListRegistryRecords",
        "registryRecords",
        Fields("status", created="createdAt", modified="updatedAt"),
        identifiers={"registryId": "", "recordId": "recordId"},
        limit=100,
        page=100,
        parent=Parent("registryId", "ListRegistries", "registries", "registryId", limit=100),
        filters={"status": "status"},
        equals={"name": "name", "descriptorType": "descriptorType"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    # Somebody may have to approve of it.
    timeout=86400,
    minted=True,
    others=("DEPRECATED",),
)
