"""Amazon Bedrock AgentCore: the tables of its resource types."""

from dataclasses import replace

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)

ABTest = ResourceType(
    service="bedrock-agentcore",
    name="ABTest",
    identifiers=("abTestId",),
    requests=(
        # That it is there, not that it runs: executionStatus tells that.
        Request("create", ("CreateABTest",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED", "FAILED")),
        Request(
            "update", ("UpdateABTest",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteABTest",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetABTest",
        Fields("status", reason=("errorDetails",), created="createdAt", modified="updatedAt", arn="abTestArn"),
    ),
    lists=Lists(
        "ListABTests",
        "abTests",
        Fields("status", created="createdAt", modified="updatedAt", arn="abTestArn"),
        identifiers={"abTestId": "abTestId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

_BATCH_EVALUATION = Fields(
    "status",
    reason=("errorDetails",),
    created="createdAt",
    modified="updatedAt",
    arn="batchEvaluationArn",
)
BatchEvaluation = ResourceType(
    service="bedrock-agentcore",
    name="BatchEvaluation",
    identifiers=("batchEvaluationId",),
    requests=(
        Request(
            "run", ("StartBatchEvaluation",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_ERRORS",),
        ),
        Request("stop", ("StopBatchEvaluation",), ("STOPPING",), ("STOPPED",), when=("PENDING", "IN_PROGRESS")),
        Request(
            "delete", ("DeleteBatchEvaluation",), ("DELETING",), (GONE,),
            when=("COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED", "STOPPED"),
        ),
    ),
    describe=Describe("GetBatchEvaluation", _BATCH_EVALUATION),
    lists=Lists(
        "ListBatchEvaluations",
        "batchEvaluations",
        _BATCH_EVALUATION,
        identifiers={"batchEvaluationId": "batchEvaluationId"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

_PAYMENT_INSTRUMENT = Fields("status", created="createdAt", modified="updatedAt")
PaymentInstrument = ResourceType(
    service="bedrock-agentcore",
    name="PaymentInstrument",
    identifiers=("paymentManagerArn", "paymentInstrumentId"),
    requests=(
        Request("create", ("CreatePaymentInstrument",), ("INITIATED",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeletePaymentInstrument",), (), (GONE, "DELETED"), when=("ACTIVE", "FAILED", "BLOCKED")),
    ),
    describe=Describe("GetPaymentInstrument", _PAYMENT_INSTRUMENT, within="paymentInstrument"),
    lists=Lists(
        "ListPaymentInstruments",
        "paymentInstruments",
        _PAYMENT_INSTRUMENT,
        identifiers={"paymentManagerArn": "", "paymentInstrumentId": "paymentInstrumentId"},
        limit=100,
        page=100,
        equals={"userId": "userId", "agentName": "", "paymentConnectorId": "paymentConnectorId"},
        needs={"paymentManagerArn": "paymentManagerArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    others=("BLOCKED",),
)

_RECOMMENDATION = Fields("status", created="createdAt", modified="updatedAt", arn="recommendationArn")
Recommendation = ResourceType(
    service="bedrock-agentcore",
    name="Recommendation",
    identifiers=("recommendationId",),
    requests=(
        Request("run", ("StartRecommendation",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteRecommendation",), ("DELETING",), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetRecommendation",
        replace(
            _RECOMMENDATION,
            reason=(
                "recommendationResult.systemPromptRecommendationResult.errorMessage",
                "recommendationResult.toolDescriptionRecommendationResult.errorMessage",
            ),
        ),
    ),
    lists=Lists(
        "ListRecommendations",
        "recommendationSummaries",
        _RECOMMENDATION,
        identifiers={"recommendationId": "recommendationId"},
        limit=100,
        page=100,
        filters={"status": "statusFilter"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)
