"""Amazon Machine Learning: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

_FIELDS = Fields("Status", reason=("Message",), created="CreatedAt", modified="LastUpdatedAt")
_FILTERS = dict.fromkeys(("FilterVariable", "EQ", "GT", "LT", "GE", "LE", "NE", "Prefix"), "")
_ABSENT = (Absent("ResourceNotFoundException"),)

BatchPrediction = ResourceType(
    service="machinelearning",
    name="BatchPrediction",
    identifiers=("BatchPredictionId",),
    requests=(
        Request("run", ("CreateBatchPrediction",), ("PENDING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        # What is deleted is still shown, as DELETED.
        Request(
            "delete", ("DeleteBatchPrediction",), (), (GONE, "DELETED"),
            when=("PENDING", "INPROGRESS", "COMPLETED", "FAILED"),
        ),
    ),
    describe=Describe("GetBatchPrediction", _FIELDS),
    lists=Lists(
        "DescribeBatchPredictions",
        "Results",
        _FIELDS,
        identifiers={"BatchPredictionId": "BatchPredictionId"},
        limit=100,
        page=100,
        equals=_FILTERS,
        sort_order="SortOrder",
        limit_parameter="Limit",
    ),
    absent=_ABSENT,
    timeout=86400,
    logs=(Log(uri="{LogUri}"),),
)

DataSource = ResourceType(
    service="machinelearning",
    name="DataSource",
    identifiers=("DataSourceId",),
    requests=(
        Request(
            "run", ("CreateDataSourceFromS3", "CreateDataSourceFromRDS", "CreateDataSourceFromRedshift"),
            ("PENDING", "INPROGRESS"), ("COMPLETED",), ("FAILED",),
        ),
        # What is deleted is still shown, as DELETED.
        Request(
            "delete", ("DeleteDataSource",), (), (GONE, "DELETED"),
            when=("PENDING", "INPROGRESS", "COMPLETED", "FAILED"),
        ),
    ),
    describe=Describe("GetDataSource", _FIELDS),
    lists=Lists(
        "DescribeDataSources",
        "Results",
        _FIELDS,
        identifiers={"DataSourceId": "DataSourceId"},
        limit=100,
        page=100,
        equals=_FILTERS,
        sort_order="SortOrder",
        limit_parameter="Limit",
    ),
    absent=_ABSENT,
    timeout=86400,
    logs=(Log(uri="{LogUri}"),),
)

Evaluation = ResourceType(
    service="machinelearning",
    name="Evaluation",
    identifiers=("EvaluationId",),
    requests=(
        Request("run", ("CreateEvaluation",), ("PENDING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        # What is deleted is still shown, as DELETED.
        Request(
            "delete", ("DeleteEvaluation",), (), (GONE, "DELETED"),
            when=("PENDING", "INPROGRESS", "COMPLETED", "FAILED"),
        ),
    ),
    describe=Describe("GetEvaluation", _FIELDS),
    lists=Lists(
        "DescribeEvaluations",
        "Results",
        _FIELDS,
        identifiers={"EvaluationId": "EvaluationId"},
        limit=100,
        page=100,
        equals=_FILTERS,
        sort_order="SortOrder",
        limit_parameter="Limit",
    ),
    absent=_ABSENT,
    timeout=86400,
    logs=(Log(uri="{LogUri}"),),
)

MLModel = ResourceType(
    service="machinelearning",
    name="MLModel",
    identifiers=("MLModelId",),
    requests=(
        Request("run", ("CreateMLModel",), ("PENDING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        # What is deleted is still shown, as DELETED.
        Request(
            "delete", ("DeleteMLModel",), (), (GONE, "DELETED"), when=("PENDING", "INPROGRESS", "COMPLETED", "FAILED"),
        ),
    ),
    describe=Describe("GetMLModel", _FIELDS),
    lists=Lists(
        "DescribeMLModels",
        "Results",
        _FIELDS,
        identifiers={"MLModelId": "MLModelId"},
        limit=100,
        page=100,
        equals=_FILTERS,
        sort_order="SortOrder",
        limit_parameter="Limit",
    ),
    absent=_ABSENT,
    timeout=86400,
    logs=(Log(uri="{LogUri}"),),
)
