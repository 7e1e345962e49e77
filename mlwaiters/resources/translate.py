"""Amazon Translate: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

ParallelData = ResourceType(
    service="translate",
    name="ParallelData",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateParallelData",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateParallelData",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteParallelData",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    # ACTIVE goes on through an update, and says nothing of how it ended: the last attempt's status does.
    describe=Describe(
        "GetParallelData",
        Fields(
            "Status",
            reason=("Message",),
            created="CreatedAt",
            modified="LastUpdatedAt",
            arn="Arn",
            resting=("ACTIVE", "LatestUpdateAttemptStatus"),
        ),
        within="ParallelDataProperties",
    ),
    lists=Lists(
        "ListParallelData",
        "ParallelDataPropertiesList",
        Fields(
            "Status",
            reason=("Message",),
            created="CreatedAt",
            modified="LastUpdatedAt",
            arn="Arn",
            resting=("ACTIVE", "LatestUpdateAttemptStatus"),
        ),
        identifiers={"Name": "Name"},
        limit=500,
        page=100,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    # Minutes for small corpora; up to hours for the largest.
    timeout=14400,
)

TextTranslationJob = ResourceType(
    service="translate",
    name="TextTranslationJob",
    identifiers=("JobId",),
    requests=(
        # COMPLETED_WITH_ERROR: some documents were translated; the rest are told of in the output's details.
        Request(
            "run", ("StartTextTranslationJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_ERROR",),
        ),
        Request(
            "stop", ("StopTextTranslationJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeTextTranslationJob",
        Fields("JobStatus", reason=("Message",), created="SubmittedTime"),
        within="TextTranslationJobProperties",
    ),
    lists=Lists(
        "ListTextTranslationJobs",
        "TextTranslationJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmittedTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmittedBeforeTime",
            "created_after": "Filter.SubmittedAfterTime",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)
