"""Amazon Neptune Data: the tables of its resource types.

Each cluster answers at an endpoint of its own, `https://NAME.cluster-….REGION.neptune.amazonaws.com:8182`, which has to
be named: there is none for all of them.
"""

from functools import partial

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Request, ResourceType

# The model has no words for any state. Those of jobs and endpoints are what aws/graph-notebook waits for; Stopping,
# Updating and Deleting were seen nowhere, and are taken from what SageMaker says, which does the work. Listings show
# identifiers alone.
_ABSENT = (Absent("MLResourceNotFoundException"),)
_Type = partial(ResourceType, service="neptunedata", identifiers=("id",), lists=None, absent=_ABSENT)
_Run = partial(Request, "run", via=("InProgress",), to=("Completed",), fail=("Failed",))
_Stop = partial(Request, "stop", via=("Stopping",), to=("Stopped",), when=("InProgress",))

# The states are those of the developer guide (Neptune loader response messages), as aws/graph-notebook has them.
LoaderJob = ResourceType(
    service="neptunedata",
    name="LoaderJob",
    identifiers=("loadId",),
    requests=(
        Request(
            "run", ("StartLoaderJob",), ("LOAD_NOT_STARTED", "LOAD_IN_QUEUE", "LOAD_IN_PROGRESS"), ("LOAD_COMPLETED",),
            (
                "LOAD_CANCELLED_DUE_TO_ERRORS", "LOAD_FAILED", "LOAD_UNEXPECTED_ERROR", "LOAD_DATA_DEADLOCK",
                "LOAD_DATA_FAILED_DUE_TO_FEED_MODIFIED_OR_DELETED", "LOAD_S3_READ_ERROR", "LOAD_S3_ACCESS_DENIED_ERROR",
                "LOAD_FAILED_BECAUSE_DEPENDENCY_NOT_SATISFIED", "LOAD_FAILED_INVALID_REQUEST",
            ),
            # Some records were in conflict with others, and were not loaded.
            partial=("LOAD_COMMITTED_W_WRITE_CONFLICTS",),
        ),
        Request(
            "stop", ("CancelLoaderJob",), (), ("LOAD_CANCELLED_BY_USER",),
            when=("LOAD_NOT_STARTED", "LOAD_IN_QUEUE", "LOAD_IN_PROGRESS"),
        ),
    ),
    # The status of the answer itself is that of HTTP.
    describe=Describe("GetLoaderJobStatus", Fields("payload.overallStatus.status")),
    lists=None,
    absent=(Absent("BulkLoadIdNotFoundException"),),
    timeout=86400,
    minted=True,
)

MLDataProcessingJob = _Type(
    name="MLDataProcessingJob",
    requests=(_Run(("StartMLDataProcessingJob",)), _Stop(("CancelMLDataProcessingJob",))),
    describe=Describe(
        "GetMLDataProcessingJob",
        Fields("status", reason=("processingJob.failureReason",), arn="processingJob.arn"),
    ),
    timeout=90000,  # processingTimeOutInSeconds is a day unless set, and the job has to start
    logs=(Log(uri="{processingJob.cloudwatchLogUrl}"),),
)

MLEndpoint = _Type(
    name="MLEndpoint",
    requests=(
        # An update is made by the same operation.
        Request("create", ("CreateMLEndpoint",), ("Creating",), ("InService",), ("Failed",)),
        Request("update", ("CreateMLEndpoint",), ("Updating",), ("InService",), ("Failed",), when=("InService",)),
        Request("delete", ("DeleteMLEndpoint",), ("Deleting",), (GONE,), when=("Creating", "InService", "Failed")),
    ),
    describe=Describe("GetMLEndpoint", Fields("status", reason=("endpoint.failureReason",), arn="endpoint.arn")),
    timeout=3600,
    logs=(Log(uri="{endpoint.cloudwatchLogUrl}"),),
)

MLModelTrainingJob = _Type(
    name="MLModelTrainingJob",
    requests=(_Run(("StartMLModelTrainingJob",)), _Stop(("CancelMLModelTrainingJob",))),
    describe=Describe(
        "GetMLModelTrainingJob",
        Fields(
            "status",
            reason=("hpoJob.failureReason", "processingJob.failureReason", "modelTransformJob.failureReason"),
            arn="hpoJob.arn",
        ),
    ),
    # trainingTimeOutInSeconds is a day unless set, but of each of the trainings that are tried.
    timeout=604800,
    logs=(
        Log(uri="{hpoJob.cloudwatchLogUrl}"), Log(uri="{processingJob.cloudwatchLogUrl}"),
        Log(uri="{modelTransformJob.cloudwatchLogUrl}"),
    ),
)

MLModelTransformJob = _Type(
    name="MLModelTransformJob",
    requests=(_Run(("StartMLModelTransformJob",)), _Stop(("CancelMLModelTransformJob",))),
    describe=Describe(
        "GetMLModelTransformJob",
        Fields(
            "status",
            reason=("remoteModelTransformJob.failureReason", "baseProcessingJob.failureReason"),
            arn="remoteModelTransformJob.arn",
        ),
    ),
    timeout=86400,
    logs=(Log(uri="{remoteModelTransformJob.cloudwatchLogUrl}"), Log(uri="{baseProcessingJob.cloudwatchLogUrl}")),
)
