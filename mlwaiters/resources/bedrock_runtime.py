"""Amazon Bedrock Runtime: the tables of its resource types."""

from mlwaiters.model import Absent, Describe, Fields, Lists, Request, ResourceType

_ASYNC_INVOKE = Fields(
    "status",
    reason=("failureMessage",),
    created="submitTime",
    modified="lastModifiedTime",
    arn="invocationArn",
)
AsyncInvoke = ResourceType(
    service="bedrock-runtime",
    name="AsyncInvoke",
    identifiers=("invocationArn",),
    requests=(
        Request("run", ("StartAsyncInvoke",), ("InProgress",), ("Completed",), ("Failed",)),
    ),
    describe=Describe("GetAsyncInvoke", _ASYNC_INVOKE),
    lists=Lists(
        "ListAsyncInvokes",
        "asyncInvokeSummaries",
        _ASYNC_INVOKE,
        identifiers={"invocationArn": "invocationArn"},
        limit=1000,
        page=100,
        filters={"created_after": "submitTimeAfter", "created_before": "submitTimeBefore", "status": "statusEquals"},
        sort_by="sortBy",
        sort={"SubmissionTime": "submitTime"},
        sort_order="sortOrder",
        newest={"sortBy": "SubmissionTime", "sortOrder": "Descending"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    # Not in the model, and seen nowhere: the wording is a guess, and with another one what isn't there is an error.
    absent=(Absent("ValidationException", "(?i)not found|could not find|does not exist"),),
    timeout=86400,
    minted=True,
)
