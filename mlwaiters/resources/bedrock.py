"""Amazon Bedrock: the tables of its resource types."""

from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_NEWEST = {"sortBy": "CreationTime", "sortOrder": "Descending"}
_FILTERS = {
    "created_after": "creationTimeAfter", "created_before": "creationTimeBefore", "status": "statusEquals",
    "name": "nameContains",
}
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="bedrock", absent=_ABSENT)
_Lists = partial(
    Lists, limit=1000, page=100, limit_parameter="maxResults", token="nextToken", sort_by="sortBy",
    sort={"CreationTime": "creationTime"}, sort_order="sortOrder", newest=_NEWEST,
)
_Run = partial(Request, "run", via=("InProgress",), to=("Completed",), fail=("Failed",))
_Stop = partial(Request, "stop", via=("Stopping",), to=("Stopped",), when=("InProgress",))

AdvancedPromptOptimizationJob = _Type(
    name="AdvancedPromptOptimizationJob",
    identifiers=("jobIdentifier",),
    requests=(
        _Run(("CreateAdvancedPromptOptimizationJob",), partial=("PartiallyCompleted",)),
        _Stop(("StopAdvancedPromptOptimizationJob",)),
        Request(
            "delete", ("BatchDeleteAdvancedPromptOptimizationJob",), ("Deleting",), (GONE,),
            when=("Completed", "PartiallyCompleted", "Failed", "Stopped"),
        ),
    ),
    describe=Describe(
        "GetAdvancedPromptOptimizationJob",
        Fields(
            "jobStatus", reason=("failureMessage",), created="creationTime", modified="lastModifiedTime", arn="jobArn",
        ),
    ),
    lists=_Lists(
        "ListAdvancedPromptOptimizationJobs", "jobSummaries",
        Fields("jobStatus", created="creationTime", modified="lastModifiedTime", arn="jobArn"),
        identifiers={"jobIdentifier": "jobArn"},
    ),
    timeout=86400,
    minted=True,
)

_AUTOMATED_REASONING_POLICY_BUILD_WORKFLOW = Fields("status", created="createdAt", modified="updatedAt")
AutomatedReasoningPolicyBuildWorkflow = _Type(
    name="AutomatedReasoningPolicyBuildWorkflow",
    identifiers=("policyArn", "buildWorkflowId"),
    requests=(
        Request(
            "run", ("StartAutomatedReasoningPolicyBuildWorkflow",),
            ("SCHEDULED", "PREPROCESSING", "BUILDING", "TESTING"), ("COMPLETED",), ("FAILED",),
        ),
        Request(
            "stop", ("CancelAutomatedReasoningPolicyBuildWorkflow",), ("CANCEL_REQUESTED",), ("CANCELLED",),
            when=("SCHEDULED", "PREPROCESSING", "BUILDING", "TESTING"),
        ),
        Request(
            "delete", ("DeleteAutomatedReasoningPolicyBuildWorkflow",), (), (GONE,),
            when=("COMPLETED", "FAILED", "CANCELLED"),
        ),
    ),
    describe=Describe("GetAutomatedReasoningPolicyBuildWorkflow", _AUTOMATED_REASONING_POLICY_BUILD_WORKFLOW),
    lists=Lists(
        "ListAutomatedReasoningPolicyBuildWorkflows", "automatedReasoningPolicyBuildWorkflowSummaries",
        _AUTOMATED_REASONING_POLICY_BUILD_WORKFLOW, identifiers={"policyArn": "", "buildWorkflowId": "buildWorkflowId"},
        limit=100, page=100,
        parent=Parent(
            "policyArn", "ListAutomatedReasoningPolicies", "automatedReasoningPolicySummaries", "policyArn", limit=1000,
        ),
        limit_parameter="maxResults", token="nextToken",
    ),
    timeout=86400,
    minted=True,
)

_AUTOMATED_REASONING_POLICY_TEST_RESULT = Fields("testRunStatus", modified="updatedAt")
AutomatedReasoningPolicyTestResult = _Type(
    name="AutomatedReasoningPolicyTestResult",
    identifiers=("policyArn", "buildWorkflowId", "testCaseId"),
    requests=(
        # COMPLETED: the test has been run; testRunResult tells whether it was passed.
        Request(
            "run", ("StartAutomatedReasoningPolicyTestWorkflow",), ("SCHEDULED", "IN_PROGRESS"), ("COMPLETED",),
            ("FAILED",), when=("NOT_STARTED", "COMPLETED", "FAILED"),
        ),
    ),
    describe=Describe(
        "GetAutomatedReasoningPolicyTestResult", _AUTOMATED_REASONING_POLICY_TEST_RESULT, within="testResult",
    ),
    lists=Lists(
        "ListAutomatedReasoningPolicyTestResults", "testResults", _AUTOMATED_REASONING_POLICY_TEST_RESULT,
        identifiers={"policyArn": "", "buildWorkflowId": "", "testCaseId": "testCase.testCaseId"}, limit=100, page=100,
        whole=True, needs={"policyArn": "policyArn", "buildWorkflowId": "buildWorkflowId"},
        limit_parameter="maxResults", token="nextToken",
    ),
    timeout=3600,
    others=("NOT_STARTED",),
)

CustomModel = _Type(
    name="CustomModel",
    identifiers=("modelIdentifier",),
    requests=(
        Request("create", ("CreateCustomModel",), ("Creating",), ("Active",), ("Failed",)),
        Request("delete", ("DeleteCustomModel",), (), (GONE,), when=("Active", "Failed")),
    ),
    describe=Describe(
        "GetCustomModel", Fields("modelStatus", reason=("failureMessage",), created="creationTime", arn="modelArn"),
    ),
    lists=_Lists(
        "ListCustomModels", "modelSummaries", Fields("modelStatus", created="creationTime", arn="modelArn"),
        identifiers={"modelIdentifier": "modelArn"},
        filters={
            "created_before": "creationTimeBefore", "created_after": "creationTimeAfter", "name": "nameContains",
            "status": "modelStatus",
        },
        equals={"baseModelArnEquals": "baseModelArn", "foundationModelArnEquals": "", "isOwned": ""},
    ),
    timeout=86400,
    minted=True,
)

_CUSTOM_MODEL_DEPLOYMENT = Fields(
    "status", reason=("failureMessage",), created="createdAt", modified="lastUpdatedAt", arn="customModelDeploymentArn",
)

CustomModelDeployment = _Type(
    name="CustomModelDeployment",
    identifiers=("customModelDeploymentIdentifier",),
    requests=(
        # An update has a status of its own (updateDetails.updateStatus).
        Request("create", ("CreateCustomModelDeployment",), ("Creating",), ("Active",), ("Failed",)),
        Request("delete", ("DeleteCustomModelDeployment",), (), (GONE,), when=("Active", "Failed")),
    ),
    describe=Describe("GetCustomModelDeployment", _CUSTOM_MODEL_DEPLOYMENT),
    lists=Lists(
        "ListCustomModelDeployments", "modelDeploymentSummaries", _CUSTOM_MODEL_DEPLOYMENT,
        identifiers={"customModelDeploymentIdentifier": "customModelDeploymentArn"}, limit=1000, page=100,
        filters={
            "created_before": "createdBefore", "created_after": "createdAfter", "name": "nameContains",
            "status": "statusEquals",
        },
        equals={"modelArnEquals": "modelArn"}, sort_by="sortBy", sort={"CreationTime": "createdAt"},
        sort_order="sortOrder", newest=_NEWEST, limit_parameter="maxResults", token="nextToken",
    ),
    timeout=3600,
    minted=True,
)

EvaluationJob = _Type(
    name="EvaluationJob",
    identifiers=("jobIdentifier",),
    requests=(
        _Run(("CreateEvaluationJob",)),
        _Stop(("StopEvaluationJob",)),
        Request(
            "delete", ("BatchDeleteEvaluationJob",), ("Deleting",), (GONE,), when=("Completed", "Failed", "Stopped"),
        ),
    ),
    describe=Describe(
        "GetEvaluationJob",
        Fields(
            "status", reason=("failureMessages",), created="creationTime", modified="lastModifiedTime", arn="jobArn",
        ),
    ),
    lists=_Lists(
        "ListEvaluationJobs", "jobSummaries", Fields("status", created="creationTime", arn="jobArn"),
        identifiers={"jobIdentifier": "jobArn"}, filters=_FILTERS, equals={"applicationTypeEquals": "applicationType"},
    ),
    # People may be the judges, and take their time.
    timeout=604800,
    minted=True,
)

FoundationModelAgreement = _Type(
    name="FoundationModelAgreement",
    identifiers=("modelId",),
    requests=(Request("create", ("CreateFoundationModelAgreement",), ("PENDING",), ("AVAILABLE",), ("ERROR",)),),
    describe=Describe(
        "GetFoundationModelAvailability", Fields("status", reason=("errorMessage",)), within="agreementAvailability",
    ),
    lists=None,
    timeout=3600,
    # Before an agreement, and after DeleteFoundationModelAgreement.
    others=("NOT_AVAILABLE",),
)

Guardrail = _Type(
    name="Guardrail",
    identifiers=("guardrailIdentifier",),
    requests=(
        Request("create", ("CreateGuardrail",), ("CREATING",), ("READY",), ("FAILED",)),
        # VERSIONING: a version is being made of the draft.
        Request(
            "update", ("UpdateGuardrail", "CreateGuardrailVersion"), ("UPDATING", "VERSIONING"), ("READY",),
            ("FAILED",), when=("READY", "FAILED"),
        ),
        Request("delete", ("DeleteGuardrail",), ("DELETING",), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe(
        "GetGuardrail",
        Fields("status", reason=("statusReasons",), created="createdAt", modified="updatedAt", arn="guardrailArn"),
    ),
    lists=Lists(
        "ListGuardrails", "guardrails", Fields("status", created="createdAt", modified="updatedAt", arn="arn"),
        identifiers={"guardrailIdentifier": "id"}, limit=1000, page=100, equals={"guardrailIdentifier": ""},
        limit_parameter="maxResults", token="nextToken",
    ),
    timeout=3600,
    minted=True,
)

MarketplaceModelEndpoint = _Type(
    name="MarketplaceModelEndpoint",
    identifiers=("endpointArn",),
    requests=(
        # The model has no words for it, and names four: the states of the endpoint of SageMaker that stands behind it.
        Request("create", ("CreateMarketplaceModelEndpoint",), ("Creating",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateMarketplaceModelEndpoint",), ("Updating",), ("InService",),
            ("Failed", "UpdateRollbackFailed"), rollback=("RollingBack",), when=("InService", "UpdateRollbackFailed"),
        ),
        Request(
            "delete", ("DeleteMarketplaceModelEndpoint",), ("Deleting",), (GONE,),
            when=("InService", "OutOfService", "Failed", "UpdateRollbackFailed"),
        ),
        Request("maintain", (), ("SystemUpdating",), ("InService",), when=("InService",)),
    ),
    describe=Describe(
        "GetMarketplaceModelEndpoint",
        Fields(
            "endpointStatus", reason=("endpointStatusMessage",), created="createdAt", modified="updatedAt",
            arn="endpointArn",
        ),
        within="marketplaceModelEndpoint",
    ),
    # ListMarketplaceModelEndpoints shows only whether the endpoint is registered.
    lists=None,
    timeout=3600,
    others=("OutOfService",),
)

_MODEL_COPY_JOB = Fields("status", reason=("failureMessage",), created="creationTime", arn="jobArn")
ModelCopyJob = _Type(
    name="ModelCopyJob",
    identifiers=("jobArn",),
    requests=(_Run(("CreateModelCopyJob",)),),
    describe=Describe("GetModelCopyJob", _MODEL_COPY_JOB),
    lists=_Lists(
        "ListModelCopyJobs", "modelCopyJobSummaries", _MODEL_COPY_JOB, identifiers={"jobArn": "jobArn"},
        filters={
            "created_after": "creationTimeAfter", "created_before": "creationTimeBefore", "status": "statusEquals",
            "name": "targetModelNameContains",
        },
        equals={"sourceAccountEquals": "sourceAccountId", "sourceModelArnEquals": "sourceModelArn"}, whole=True,
    ),
    timeout=86400,
    minted=True,
)

ModelCustomizationJob = _Type(
    name="ModelCustomizationJob",
    identifiers=("jobIdentifier",),
    requests=(_Run(("CreateModelCustomizationJob",)), _Stop(("StopModelCustomizationJob",))),
    describe=Describe(
        "GetModelCustomizationJob",
        Fields("status", reason=("failureMessage",), created="creationTime", modified="lastModifiedTime", arn="jobArn"),
    ),
    lists=_Lists(
        "ListModelCustomizationJobs", "modelCustomizationJobSummaries",
        Fields("status", created="creationTime", modified="lastModifiedTime", arn="jobArn"),
        identifiers={"jobIdentifier": "jobArn"}, filters=_FILTERS,
    ),
    # The training: of large models, days.
    timeout=604800,
    minted=True,
)

ModelImportJob = _Type(
    name="ModelImportJob",
    identifiers=("jobIdentifier",),
    requests=(_Run(("CreateModelImportJob",)),),
    describe=Describe(
        "GetModelImportJob",
        Fields("status", reason=("failureMessage",), created="creationTime", modified="lastModifiedTime", arn="jobArn"),
    ),
    lists=_Lists(
        "ListModelImportJobs", "modelImportJobSummaries",
        Fields("status", created="creationTime", modified="lastModifiedTime", arn="jobArn"),
        identifiers={"jobIdentifier": "jobArn"}, filters=_FILTERS,
    ),
    timeout=86400,
    minted=True,
)

_MODEL_INVOCATION_JOB = Fields(
    "status", reason=("message",), created="submitTime", modified="lastModifiedTime", arn="jobArn",
)

ModelInvocationJob = _Type(
    name="ModelInvocationJob",
    identifiers=("jobIdentifier",),
    requests=(
        # Expired: still queued at its timeout. PartiallyCompleted: not all records were processed in time.
        Request(
            "run", ("CreateModelInvocationJob",), ("Submitted", "Validating", "Scheduled", "InProgress"),
            ("Completed",), ("Failed", "Expired"), partial=("PartiallyCompleted",),
        ),
        Request(
            "stop", ("StopModelInvocationJob",), ("Stopping",), ("Stopped",),
            when=("Submitted", "Validating", "Scheduled", "InProgress"),
        ),
    ),
    describe=Describe("GetModelInvocationJob", _MODEL_INVOCATION_JOB),
    lists=Lists(
        "ListModelInvocationJobs", "invocationJobSummaries", _MODEL_INVOCATION_JOB,
        identifiers={"jobIdentifier": "jobArn"}, limit=1000, page=100,
        filters={
            "created_after": "submitTimeAfter", "created_before": "submitTimeBefore", "status": "statusEquals",
            "name": "nameContains",
        },
        sort_by="sortBy", sort={"CreationTime": "submitTime"}, sort_order="sortOrder", newest=_NEWEST, whole=True,
        limit_parameter="maxResults", token="nextToken",
    ),
    # timeoutDurationInHours is 168 at most.
    timeout=604800,
    minted=True,
)

ProvisionedModelThroughput = _Type(
    name="ProvisionedModelThroughput",
    identifiers=("provisionedModelId",),
    requests=(
        Request("create", ("CreateProvisionedModelThroughput",), ("Creating",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateProvisionedModelThroughput",), ("Updating",), ("InService",), ("Failed",),
            when=("InService",),
        ),
        Request("delete", ("DeleteProvisionedModelThroughput",), (), (GONE,), when=("InService", "Failed")),
    ),
    describe=Describe(
        "GetProvisionedModelThroughput",
        Fields(
            "status", reason=("failureMessage",), created="creationTime", modified="lastModifiedTime",
            arn="provisionedModelArn",
        ),
    ),
    lists=_Lists(
        "ListProvisionedModelThroughputs", "provisionedModelSummaries",
        Fields("status", created="creationTime", modified="lastModifiedTime", arn="provisionedModelArn"),
        identifiers={"provisionedModelId": "provisionedModelArn"}, filters=_FILTERS,
        equals={"modelArnEquals": "modelArn"},
    ),
    timeout=3600,
    minted=True,
)
