"""Amazon Lookout for Equipment: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)

DataIngestionJob = ResourceType(
    service="lookoutequipment",
    name="DataIngestionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartDataIngestionJob",), ("IN_PROGRESS", "IMPORT_IN_PROGRESS"), ("SUCCESS",), ("FAILED",)),
    ),
    describe=Describe("DescribeDataIngestionJob", Fields("Status", reason=("FailedReason",), created="CreatedAt")),
    lists=Lists(
        "ListDataIngestionJobs",
        "DataIngestionJobSummaries",
        Fields("Status"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={"status": "Status"},
        equals={"DatasetName": "DatasetName"},
    ),
    absent=_ABSENT,
    timeout=172800,
    minted=True,
)

Dataset = ResourceType(
    service="lookoutequipment",
    name="Dataset",
    identifiers=("DatasetName",),
    requests=(
        # CREATED: there is no data in it yet, which a job has to bring.
        Request("create", ("CreateDataset", "ImportDataset"), ("IMPORT_IN_PROGRESS",), ("CREATED", "ACTIVE")),
        Request(
            "update", ("StartDataIngestionJob",), ("INGESTION_IN_PROGRESS",), ("ACTIVE",), when=("CREATED", "ACTIVE"),
        ),
        Request("delete", ("DeleteDataset",), (), (GONE,), when=("CREATED", "ACTIVE")),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("Status", created="CreatedAt", modified="LastUpdatedAt", arn="DatasetArn"),
    ),
    lists=Lists(
        "ListDatasets",
        "DatasetSummaries",
        Fields("Status", created="CreatedAt", arn="DatasetArn"),
        identifiers={"DatasetName": "DatasetName"},
        limit=500,
        page=100,
        filters={"name": "DatasetNameBeginsWith"},
    ),
    absent=_ABSENT,
    timeout=86400,
)

InferenceScheduler = ResourceType(
    service="lookoutequipment",
    name="InferenceScheduler",
    identifiers=("InferenceSchedulerName",),
    requests=(
        Request("create", ("CreateInferenceScheduler",), ("PENDING",), ("RUNNING",)),
        Request("start", ("StartInferenceScheduler",), ("PENDING",), ("RUNNING",), when=("STOPPED",)),
        Request("stop", ("StopInferenceScheduler",), ("STOPPING",), ("STOPPED",), when=("RUNNING",)),
        Request("delete", ("DeleteInferenceScheduler",), (), (GONE,), when=("STOPPED",)),
    ),
    describe=Describe(
        "DescribeInferenceScheduler",
        Fields("Status", created="CreatedAt", modified="UpdatedAt", arn="InferenceSchedulerArn"),
    ),
    lists=Lists(
        "ListInferenceSchedulers",
        "InferenceSchedulerSummaries",
        Fields("Status", arn="InferenceSchedulerArn"),
        identifiers={"InferenceSchedulerName": "InferenceSchedulerName"},
        limit=500,
        page=100,
        filters={"name": "InferenceSchedulerNameBeginsWith", "status": "Status"},
        equals={"ModelName": "ModelName"},
    ),
    absent=_ABSENT,
    timeout=1800,
)

Model = ResourceType(
    service="lookoutequipment",
    name="Model",
    identifiers=("ModelName",),
    requests=(
        Request("run", ("CreateModel",), ("IN_PROGRESS", "IMPORT_IN_PROGRESS"), ("SUCCESS",), ("FAILED",)),
        Request("delete", ("DeleteModel",), (), (GONE,), when=("SUCCESS", "FAILED")),
    ),
    describe=Describe(
        "DescribeModel",
        Fields("Status", reason=("FailedReason",), created="CreatedAt", modified="LastUpdatedTime", arn="ModelArn"),
    ),
    lists=Lists(
        "ListModels",
        "ModelSummaries",
        Fields("Status", created="CreatedAt", arn="ModelArn"),
        identifiers={"ModelName": "ModelName"},
        limit=500,
        page=100,
        filters={"status": "Status", "name": "ModelNameBeginsWith"},
        equals={"DatasetNameBeginsWith": ""},
    ),
    absent=_ABSENT,
    timeout=172800,
)

RetrainingScheduler = ResourceType(
    service="lookoutequipment",
    name="RetrainingScheduler",
    identifiers=("ModelName",),
    requests=(
        Request("create", ("CreateRetrainingScheduler",), ("PENDING",), ("RUNNING",)),
        Request("start", ("StartRetrainingScheduler",), ("PENDING",), ("RUNNING",), when=("STOPPED",)),
        Request("stop", ("StopRetrainingScheduler",), ("STOPPING",), ("STOPPED",), when=("RUNNING",)),
        Request("delete", ("DeleteRetrainingScheduler",), (), (GONE,), when=("STOPPED",)),
    ),
    describe=Describe("DescribeRetrainingScheduler", Fields("Status", created="CreatedAt", modified="UpdatedAt")),
    lists=Lists(
        "ListRetrainingSchedulers",
        "RetrainingSchedulerSummaries",
        Fields("Status"),
        identifiers={"ModelName": "ModelName"},
        limit=500,
        page=100,
        filters={"name": "ModelNameBeginsWith", "status": "Status"},
    ),
    absent=_ABSENT,
    timeout=1800,
)
