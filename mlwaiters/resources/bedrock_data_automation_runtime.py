"""Runtime for Amazon Bedrock Data Automation: the tables of its resource types."""

from mlwaiters.model import Absent, Describe, Fields, Request, ResourceType

DataAutomation = ResourceType(
    service="bedrock-data-automation-runtime",
    name="DataAutomation",
    identifiers=("invocationArn",),
    requests=(
        Request(
            "run", ("InvokeDataAutomationAsync",), ("Created", "InProgress"), ("Success",),
            ("ServiceError", "ClientError"),
        ),
    ),
    describe=Describe(
        "GetDataAutomationStatus",
        Fields("status", reason=("errorMessage",), created="jobSubmissionTime"),
    ),
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)
