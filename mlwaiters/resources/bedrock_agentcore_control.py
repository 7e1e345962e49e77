"""Amazon Bedrock AgentCore Control: the tables of its resource types."""

from functools import partial

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_GATEWAYS = Parent("gatewayIdentifier", "ListGateways", "items", "gatewayId", limit=1000)
_IN_POLICY_ENGINES = Parent("policyEngineId", "ListPolicyEngines", "policyEngines", "policyEngineId", limit=100)
# One kind of thing is as another here, but for its name: which the service makes up, or whoever asks for it.
_Type = partial(ResourceType, service="bedrock-agentcore-control", absent=_ABSENT, timeout=3600, minted=True)
_Named = partial(ResourceType, service="bedrock-agentcore-control", absent=_ABSENT, timeout=3600)
_Pages = partial(Lists, limit_parameter="maxResults", token="nextToken")
_Lists = partial(_Pages, limit=100, page=100)
_Fields = partial(Fields, "status", created="createdAt", modified="updatedAt")
_FieldsLast = partial(Fields, "status", created="createdAt", modified="lastUpdatedAt")
_CreateReady = partial(Request, "create", via=("CREATING",), to=("READY",), fail=("CREATE_FAILED",))
_CreateActive = partial(Request, "create", via=("CREATING",), to=("ACTIVE",), fail=("CREATE_FAILED",))
_UpdateReady = partial(
    Request, "update", via=("UPDATING",), to=("READY",), fail=("UPDATE_FAILED",), when=("READY", "UPDATE_FAILED"),
)
_UpdateActive = partial(
    Request, "update", via=("UPDATING",), to=("ACTIVE",), fail=("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
)
_DeleteReady = partial(
    Request, "delete", via=("DELETING",), to=(GONE,), fail=("DELETE_FAILED",),
    when=("READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
)
_DeleteActive = partial(
    Request, "delete", via=("DELETING",), to=(GONE,), fail=("DELETE_FAILED",),
    when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
)

AgentRuntime = _Type(
    name="AgentRuntime",
    identifiers=("agentRuntimeId",),
    requests=(
        _CreateReady(("CreateAgentRuntime",)),
        _UpdateReady(("UpdateAgentRuntime",)),
        _DeleteReady(("DeleteAgentRuntime",)),
    ),
    describe=Describe("GetAgentRuntime", _FieldsLast(reason=("failureReason",), arn="agentRuntimeArn")),
    lists=_Lists(
        "ListAgentRuntimes", "agentRuntimes", Fields("status", modified="lastUpdatedAt", arn="agentRuntimeArn"),
        identifiers={"agentRuntimeId": "agentRuntimeId"},
    ),
    # Of its own endpoint (seen in public code that reads them; the model tells nothing).
    logs=(Log("/aws/bedrock-agentcore/runtimes/{agentRuntimeId}-DEFAULT"),),
)

AgentRuntimeEndpoint = _Named(
    name="AgentRuntimeEndpoint",
    identifiers=("agentRuntimeId", "endpointName"),
    requests=(
        _CreateReady(("CreateAgentRuntimeEndpoint",)),
        _UpdateReady(("UpdateAgentRuntimeEndpoint",)),
        _DeleteReady(("DeleteAgentRuntimeEndpoint",)),
    ),
    describe=Describe("GetAgentRuntimeEndpoint", _FieldsLast(reason=("failureReason",), arn="agentRuntimeEndpointArn")),
    lists=_Lists(
        "ListAgentRuntimeEndpoints", "runtimeEndpoints", _FieldsLast(arn="agentRuntimeEndpointArn"),
        identifiers={"agentRuntimeId": "", "endpointName": "name"},
        parent=Parent("agentRuntimeId", "ListAgentRuntimes", "agentRuntimes", "agentRuntimeId", limit=100),
    ),
    logs=(Log("/aws/bedrock-agentcore/runtimes/{agentRuntimeId}-{endpointName}"),),
)

Browser = _Type(
    name="Browser",
    identifiers=("browserId",),
    requests=(
        _CreateReady(("CreateBrowser",)),
        Request(
            "delete", ("DeleteBrowser",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetBrowser", _FieldsLast(reason=("failureReason",), arn="browserArn")),
    lists=_Pages(
        "ListBrowsers", "browserSummaries", _FieldsLast(arn="browserArn"), identifiers={"browserId": "browserId"},
        limit=50, page=10, equals={"type": ""},
    ),
)

BrowserProfile = _Type(
    name="BrowserProfile",
    identifiers=("profileId",),
    requests=(
        Request("create", ("CreateBrowserProfile",), (), ("READY",)),
        Request("delete", ("DeleteBrowserProfile",), ("DELETING",), (GONE, "DELETED"), when=("READY",)),
        # SaveBrowserSessionProfile, of bedrock-agentcore, saves a session into it.
        Request("maintain", (), ("SAVING",), ("READY",), when=("READY",)),
    ),
    describe=Describe("GetBrowserProfile", _FieldsLast()),
    lists=_Lists(
        "ListBrowserProfiles", "profileSummaries", _FieldsLast(), identifiers={"profileId": "profileId"},
        equals={"name": "name"}, whole=True,
    ),
)

CapacityProvider = _Type(
    name="CapacityProvider",
    identifiers=("capacityProviderId",),
    requests=(
        _CreateReady(("CreateCapacityProvider",)),
        _UpdateReady(("UpdateCapacityProvider",)),
        _DeleteReady(("DeleteCapacityProvider",)),
    ),
    describe=Describe("GetCapacityProvider", _FieldsLast(reason=("statusReason",), arn="capacityProviderArn")),
    lists=_Lists(
        "ListCapacityProviders", "capacityProviders",
        Fields("status", modified="lastUpdatedAt", arn="capacityProviderArn"),
        identifiers={"capacityProviderId": "capacityProviderId"},
    ),
)

CodeInterpreter = _Type(
    name="CodeInterpreter",
    identifiers=("codeInterpreterId",),
    requests=(
        _CreateReady(("CreateCodeInterpreter",)),
        Request(
            "delete", ("DeleteCodeInterpreter",), ("DELETING",), (GONE, "DELETED"), ("DELETE_FAILED",),
            when=("READY", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("GetCodeInterpreter", _FieldsLast(reason=("failureReason",), arn="codeInterpreterArn")),
    lists=_Lists(
        "ListCodeInterpreters", "codeInterpreterSummaries", _FieldsLast(arn="codeInterpreterArn"),
        identifiers={"codeInterpreterId": "codeInterpreterId"}, equals={"type": ""},
    ),
)

ConsentPortal = _Type(
    name="ConsentPortal",
    identifiers=("consentPortalIdentifier",),
    requests=(
        Request("create", ("CreateConsentPortal",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        _UpdateActive(("UpdateConsentPortal",)),
        Request("delete", ("DeleteConsentPortal",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED", "UPDATE_FAILED")),
    ),
    describe=Describe("GetConsentPortal", _Fields(reason=("statusReason",), arn="consentPortalArn")),
    lists=_Lists(
        "ListConsentPortals", "consentPortals", _Fields(arn="consentPortalArn"),
        identifiers={"consentPortalIdentifier": "consentPortalId"},
    ),
)

Dataset = _Type(
    name="Dataset",
    identifiers=("datasetId",),
    requests=(
        _CreateActive(("CreateDataset",)),
        _UpdateActive(
            (
                "UpdateDataset", "AddDatasetExamples", "UpdateDatasetExamples", "DeleteDatasetExamples",
                "CreateDatasetVersion",
            ),
        ),
        _DeleteActive(("DeleteDataset",)),
    ),
    describe=Describe("GetDataset", _Fields(reason=("failureReason",), arn="datasetArn")),
    lists=_Lists("ListDatasets", "datasets", _Fields(arn="datasetArn"), identifiers={"datasetId": "datasetId"}),
)

_EVALUATOR = _Fields(arn="evaluatorArn")
Evaluator = _Type(
    name="Evaluator",
    identifiers=("evaluatorId",),
    requests=(
        _CreateActive(("CreateEvaluator",)),
        _UpdateActive(("UpdateEvaluator",)),
        Request(
            "delete", ("DeleteEvaluator",), ("DELETING",), (GONE,), when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe("GetEvaluator", _EVALUATOR),
    lists=_Lists("ListEvaluators", "evaluators", _EVALUATOR, identifiers={"evaluatorId": "evaluatorId"}),
)

Gateway = _Type(
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
    describe=Describe("GetGateway", _Fields(reason=("statusReasons",), arn="gatewayArn")),
    lists=_Pages(
        "ListGateways", "items", _Fields(), identifiers={"gatewayIdentifier": "gatewayId"}, limit=1000, page=100,
    ),
)

GatewayRateLimit = _Named(
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
    describe=Describe("GetGatewayRateLimit", _Fields()),
    lists=_Lists(
        "ListGatewayRateLimits", "rateLimits", _Fields(),
        identifiers={"gatewayIdentifier": "", "rateLimitId": "rateLimitId"}, parent=_IN_GATEWAYS, whole=True,
    ),
)

GatewayRule = _Type(
    name="GatewayRule",
    identifiers=("gatewayIdentifier", "ruleId"),
    requests=(
        Request("create", ("CreateGatewayRule",), ("CREATING",), ("ACTIVE",)),
        Request("update", ("UpdateGatewayRule",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteGatewayRule",), ("DELETING",), (GONE,), when=("ACTIVE",)),
    ),
    describe=Describe("GetGatewayRule", _Fields()),
    lists=_Lists(
        "ListGatewayRules", "gatewayRules", _Fields(), identifiers={"gatewayIdentifier": "", "ruleId": "ruleId"},
        parent=_IN_GATEWAYS, whole=True,
    ),
)

GatewayTarget = _Type(
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
    describe=Describe("GetGatewayTarget", _Fields(reason=("statusReasons",))),
    lists=_Pages(
        "ListGatewayTargets", "items", _Fields(), identifiers={"gatewayIdentifier": "", "targetId": "targetId"},
        limit=1000, page=100, parent=_IN_GATEWAYS,
    ),
    # Until somebody has given leave, at authorizationData's address.
    others=("CREATE_PENDING_AUTH", "UPDATE_PENDING_AUTH", "SYNCHRONIZE_PENDING_AUTH"),
)

Harness = _Type(
    name="Harness",
    identifiers=("harnessId",),
    requests=(_CreateReady(("CreateHarness",)), _UpdateReady(("UpdateHarness",)), _DeleteReady(("DeleteHarness",))),
    describe=Describe("GetHarness", _Fields(reason=("failureReason",), arn="arn"), within="harness"),
    lists=_Lists("ListHarnesses", "harnesses", _Fields(arn="arn"), identifiers={"harnessId": "harnessId"}),
)

HarnessEndpoint = _Named(
    name="HarnessEndpoint",
    identifiers=("harnessId", "endpointName"),
    requests=(
        _CreateReady(("CreateHarnessEndpoint",)),
        _UpdateReady(("UpdateHarnessEndpoint",)),
        _DeleteReady(("DeleteHarnessEndpoint",)),
    ),
    describe=Describe("GetHarnessEndpoint", _Fields(reason=("failureReason",), arn="arn"), within="endpoint"),
    lists=_Lists(
        "ListHarnessEndpoints", "endpoints", _Fields(reason=("failureReason",), arn="arn"),
        identifiers={"harnessId": "", "endpointName": "endpointName"},
        parent=Parent("harnessId", "ListHarnesses", "harnesses", "harnessId", limit=100), whole=True,
    ),
)

Memory = _Type(
    name="Memory",
    identifiers=("memoryId",),
    requests=(
        Request("create", ("CreateMemory",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateMemory",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteMemory",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetMemory", _Fields(reason=("failureReason",), arn="arn"), within="memory"),
    lists=_Pages("ListMemories", "memories", _Fields(arn="arn"), identifiers={"memoryId": "id"}, limit=50, page=10),
)

Oauth2CredentialProvider = _Named(
    name="Oauth2CredentialProvider",
    identifiers=("name",),
    requests=(
        _CreateReady(("CreateOauth2CredentialProvider",)),
        _UpdateReady(("UpdateOauth2CredentialProvider",)),
        _DeleteReady(("DeleteOauth2CredentialProvider",)),
    ),
    describe=Describe(
        "GetOauth2CredentialProvider",
        Fields("status", reason=("failureReason",), created="createdTime", modified="lastUpdatedTime"),
    ),
    lists=None,
)

_ONLINE_EVALUATION_CONFIG = _Fields(reason=("failureReason",), arn="onlineEvaluationConfigArn")
OnlineEvaluationConfig = _Type(
    name="OnlineEvaluationConfig",
    identifiers=("onlineEvaluationConfigId",),
    requests=(
        # That it is there, not that it is enabled: executionStatus tells that.
        Request("create", ("CreateOnlineEvaluationConfig",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED", "ERROR")),
        _UpdateActive(("UpdateOnlineEvaluationConfig",)),
        Request(
            "delete", ("DeleteOnlineEvaluationConfig",), ("DELETING",), (GONE,),
            when=("ACTIVE", "CREATE_FAILED", "ERROR", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe("GetOnlineEvaluationConfig", _ONLINE_EVALUATION_CONFIG),
    lists=_Lists(
        "ListOnlineEvaluationConfigs", "onlineEvaluationConfigs", _ONLINE_EVALUATION_CONFIG,
        identifiers={"onlineEvaluationConfigId": "onlineEvaluationConfigId"},
    ),
)

PaymentConnector = _Type(
    name="PaymentConnector",
    identifiers=("paymentManagerId", "paymentConnectorId"),
    requests=(
        Request(
            "create", ("CreatePaymentConnector",), ("CREATING", "PROVISIONING"), ("READY",),
            ("CREATE_FAILED", "AUTHENTICATION_EXPIRED", "AUTHENTICATION_FAILED"),
        ),
        _UpdateReady(("UpdatePaymentConnector",)),
        Request(
            "delete", ("DeletePaymentConnector",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=(
                "READY", "CREATE_FAILED", "AUTHENTICATION_EXPIRED", "AUTHENTICATION_FAILED", "UPDATE_FAILED",
                "DELETE_FAILED", "AWS_MARKETPLACE_SUBSCRIPTION_REQUIRED", "PENDING_AUTHENTICATION",
            ),
        ),
    ),
    describe=Describe("GetPaymentConnector", _FieldsLast()),
    lists=_Lists(
        "ListPaymentConnectors", "paymentConnectors", Fields("status", modified="lastUpdatedAt"),
        identifiers={"paymentManagerId": "", "paymentConnectorId": "paymentConnectorId"},
        parent=Parent("paymentManagerId", "ListPaymentManagers", "paymentManagers", "paymentManagerId", limit=100),
    ),
    # Until somebody has subscribed, or given leave at authorizationUrl.
    others=("AWS_MARKETPLACE_SUBSCRIPTION_REQUIRED", "PENDING_AUTHENTICATION"),
)

PaymentManager = _Type(
    name="PaymentManager",
    identifiers=("paymentManagerId",),
    requests=(
        _CreateReady(("CreatePaymentManager",)),
        _UpdateReady(("UpdatePaymentManager",)),
        _DeleteReady(("DeletePaymentManager",)),
    ),
    describe=Describe("GetPaymentManager", _FieldsLast(arn="paymentManagerArn")),
    lists=_Lists(
        "ListPaymentManagers", "paymentManagers", _FieldsLast(arn="paymentManagerArn"),
        identifiers={"paymentManagerId": "paymentManagerId"},
    ),
)

_POLICY = _Fields(reason=("statusReasons",), arn="policyArn")
Policy = _Type(
    name="Policy",
    identifiers=("policyEngineId", "policyId"),
    requests=(_CreateActive(("CreatePolicy",)), _UpdateActive(("UpdatePolicy",)), _DeleteActive(("DeletePolicy",))),
    describe=Describe("GetPolicy", _POLICY),
    lists=_Pages(
        "ListPolicies", "policies", _POLICY, identifiers={"policyEngineId": "", "policyId": "policyId"}, limit=100,
        page=10, parent=_IN_POLICY_ENGINES, equals={"targetResourceScope": ""}, whole=True,
    ),
)

_POLICY_ENGINE = _Fields(reason=("statusReasons",), arn="policyEngineArn")
PolicyEngine = _Type(
    name="PolicyEngine",
    identifiers=("policyEngineId",),
    requests=(
        _CreateActive(("CreatePolicyEngine",)),
        _UpdateActive(("UpdatePolicyEngine",)),
        _DeleteActive(("DeletePolicyEngine",)),
    ),
    describe=Describe("GetPolicyEngine", _POLICY_ENGINE),
    lists=_Pages(
        "ListPolicyEngines", "policyEngines", _POLICY_ENGINE, identifiers={"policyEngineId": "policyEngineId"},
        limit=100, page=10, whole=True,
    ),
)

PolicyGeneration = _Type(
    name="PolicyGeneration",
    identifiers=("policyEngineId", "policyGenerationId"),
    requests=(Request("run", ("StartPolicyGeneration",), ("GENERATING",), ("GENERATED",), ("GENERATE_FAILED",)),),
    describe=Describe("GetPolicyGeneration", _Fields(reason=("statusReasons",), arn="policyGenerationArn")),
    lists=_Lists(
        "ListPolicyGenerations", "policyGenerations", _Fields(reason=("statusReasons",), arn="policyGenerationArn"),
        identifiers={"policyEngineId": "", "policyGenerationId": "policyGenerationId"}, parent=_IN_POLICY_ENGINES,
        whole=True,
    ),
    others=("DELETE_FAILED",),
)

_REGISTRY = _Fields(reason=("statusReason",), arn="registryArn")
Registry = _Type(
    name="Registry",
    identifiers=("registryId",),
    requests=(
        _CreateReady(("CreateRegistry",)),
        _UpdateReady(("UpdateRegistry",)),
        _DeleteReady(("DeleteRegistry",)),
    ),
    describe=Describe("GetRegistry", _REGISTRY),
    lists=_Lists(
        "ListRegistries", "registries", _REGISTRY, identifiers={"registryId": "registryId"},
        filters={"status": "status"}, equals={"authorizerType": "authorizerType"},
    ),
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
    describe=Describe("GetRegistryRecord", _Fields(reason=("statusReason",))),
    lists=_Lists(
        "ListRegistryRecords", "registryRecords", _Fields(), identifiers={"registryId": "", "recordId": "recordId"},
        parent=Parent("registryId", "ListRegistries", "registries", "registryId", limit=100),
        filters={"status": "status"}, equals={"name": "name", "descriptorType": "descriptorType"},
    ),
    absent=_ABSENT,
    # Somebody may have to approve of it.
    timeout=86400,
    minted=True,
    others=("DEPRECATED",),
)
