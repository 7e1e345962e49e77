"""Amazon Fraud Detector: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

_FIELDS = Fields("status", reason=("failureReason",), arn="arn")
_ABSENT = (Absent("ResourceNotFoundException"),)

BatchImportJob = ResourceType(
    service="frauddetector",
    name="BatchImportJob",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("CreateBatchImportJob",), ("IN_PROGRESS_INITIALIZING", "IN_PROGRESS"), ("COMPLETE",), ("FAILED",),
        ),
        Request(
            "stop", ("CancelBatchImportJob",), ("CANCEL_IN_PROGRESS",), ("CANCELED",),
            when=("IN_PROGRESS_INITIALIZING", "IN_PROGRESS"),
        ),
        Request("delete", ("DeleteBatchImportJob",), (), (GONE,), when=("COMPLETE", "FAILED", "CANCELED")),
    ),
    describe=Describe("GetBatchImportJobs", _FIELDS, within="batchImports[]"),
    lists=Lists(
        "GetBatchImportJobs",
        "batchImports",
        _FIELDS,
        identifiers={"jobId": "jobId"},
        limit=50,
        page=50,
        equals={"jobId": "jobId"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
)

BatchPredictionJob = ResourceType(
    service="frauddetector",
    name="BatchPredictionJob",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("CreateBatchPredictionJob",), ("IN_PROGRESS_INITIALIZING", "IN_PROGRESS"), ("COMPLETE",),
            ("FAILED",),
        ),
        Request(
            "stop", ("CancelBatchPredictionJob",), ("CANCEL_IN_PROGRESS",), ("CANCELED",),
            when=("IN_PROGRESS_INITIALIZING", "IN_PROGRESS"),
        ),
        Request("delete", ("DeleteBatchPredictionJob",), (), (GONE,), when=("COMPLETE", "FAILED", "CANCELED")),
    ),
    describe=Describe("GetBatchPredictionJobs", _FIELDS, within="batchPredictions[]"),
    lists=Lists(
        "GetBatchPredictionJobs",
        "batchPredictions",
        _FIELDS,
        identifiers={"jobId": "jobId"},
        limit=50,
        page=50,
        equals={"jobId": "jobId"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
)

# The deletion of all events of a type: the last one is what is shown.
EventsDeletion = ResourceType(
    service="frauddetector",
    name="EventsDeletion",
    identifiers=("eventTypeName",),
    requests=(
        Request(
            "run", ("DeleteEventsByEventType",), ("IN_PROGRESS_INITIALIZING", "IN_PROGRESS", "CANCEL_IN_PROGRESS"),
            ("COMPLETE",), ("FAILED", "CANCELED"),
        ),
    ),
    describe=Describe("GetDeleteEventsByEventTypeStatus", Fields("eventsDeletionStatus")),
    lists=None,
    absent=_ABSENT,
    timeout=86400,
)

ModelVersion = ResourceType(
    service="frauddetector",
    name="ModelVersion",
    identifiers=("modelId", "modelType", "modelVersionNumber"),
    requests=(
        # Training, activation and deactivation are three requests; a version predicts only when it is ACTIVE.
        Request(
            "create", ("CreateModelVersion", "UpdateModelVersion"), ("TRAINING_IN_PROGRESS",), ("TRAINING_COMPLETE",),
            ("ERROR", "TRAINING_CANCELLED"),
        ),
        Request(
            "start", ("UpdateModelVersionStatus",), ("ACTIVATE_REQUESTED", "ACTIVATE_IN_PROGRESS"), ("ACTIVE",),
            ("ERROR",),
            when=("TRAINING_COMPLETE", "INACTIVE"),
        ),
        Request(
            "stop", ("UpdateModelVersionStatus",), ("INACTIVATE_REQUESTED", "INACTIVATE_IN_PROGRESS"), ("INACTIVE",),
            ("ERROR",), when=("ACTIVE",),
        ),
        Request(
            "delete", ("DeleteModelVersion",), (), (GONE,),
            when=("TRAINING_COMPLETE", "TRAINING_CANCELLED", "INACTIVE", "ERROR"),
        ),
    ),
    # TRAINING_CANCELLED stands in the documentation of UpdateModelVersionStatus alone.
    describe=Describe("GetModelVersion", Fields("status", arn="arn")),
    lists=Lists(
        "DescribeModelVersions",
        "modelVersionDetails",
        Fields("status", arn="arn"),
        identifiers={"modelId": "modelId", "modelType": "modelType", "modelVersionNumber": "modelVersionNumber"},
        limit=10,
        page=10,
        equals={"modelId": "modelId", "modelVersionNumber": "modelVersionNumber", "modelType": "modelType"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=172800,
    minted=True,
)
