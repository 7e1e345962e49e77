"""Amazon Forecast: the tables of its resource types."""

from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="forecast", absent=(Absent("ResourceNotFoundException"),), minted=True)
_Lists = partial(Lists, limit=100, page=100, equals={"Filters": ""})
_Fields = partial(Fields, "Status", reason=("Message",), created="CreationTime", modified="LastModificationTime")
_Bare = partial(Fields, "Status", created="CreationTime", modified="LastModificationTime")
_PENDING = ("CREATE_PENDING", "CREATE_IN_PROGRESS")
_Create = partial(Request, "create", via=_PENDING, to=("ACTIVE",), fail=("CREATE_FAILED",))
_Run = partial(Request, "run", via=_PENDING, to=("ACTIVE",), fail=("CREATE_FAILED",))
_STOP = Request("stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",), when=_PENDING)
_Delete = partial(
    Request, "delete", via=("DELETE_PENDING", "DELETE_IN_PROGRESS"), to=(GONE,), fail=("DELETE_FAILED",),
)
_DeleteRun = partial(_Delete, when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"))

AutoPredictor = _Type(
    name="AutoPredictor",
    identifiers=("PredictorArn",),
    requests=(
        _Create(("CreateAutoPredictor",)),
        _STOP,
        # There is none but the operation of the older predictors, which takes the ARN of any.
        _DeleteRun(("DeletePredictor",)),
    ),
    describe=Describe("DescribeAutoPredictor", _Fields(arn="PredictorArn")),
    # ListPredictors shows these among the older predictors, which DescribePredictor alone describes.
    lists=None,
    timeout=172800,
)

Dataset = _Type(
    name="Dataset",
    identifiers=("DatasetArn",),
    requests=(
        _Create(("CreateDataset",)),
        # An import of data shows on the dataset, too.
        Request(
            "update", ("CreateDatasetImportJob",), ("UPDATE_PENDING", "UPDATE_IN_PROGRESS"), ("ACTIVE",),
            ("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
        ),
        _Delete(("DeleteDataset",), when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")),
    ),
    describe=Describe("DescribeDataset", _Bare(arn="DatasetArn")),
    # Its summaries show no status.
    lists=None,
    timeout=86400,
)

DatasetGroup = _Type(
    name="DatasetGroup",
    identifiers=("DatasetGroupArn",),
    requests=(
        _Create(("CreateDatasetGroup",)),
        Request(
            "update", ("UpdateDatasetGroup",), ("UPDATE_PENDING", "UPDATE_IN_PROGRESS"), ("ACTIVE",),
            ("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
        ),
        _Delete(("DeleteDatasetGroup",), when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")),
    ),
    describe=Describe("DescribeDatasetGroup", _Bare(arn="DatasetGroupArn")),
    # Its summaries show no status.
    lists=None,
    timeout=86400,
)

DatasetImportJob = _Type(
    name="DatasetImportJob",
    identifiers=("DatasetImportJobArn",),
    requests=(_Run(("CreateDatasetImportJob",)), _STOP, _DeleteRun(("DeleteDatasetImportJob",))),
    describe=Describe("DescribeDatasetImportJob", _Fields(arn="DatasetImportJobArn")),
    lists=_Lists(
        "ListDatasetImportJobs", "DatasetImportJobs", _Fields(arn="DatasetImportJobArn"),
        identifiers={"DatasetImportJobArn": "DatasetImportJobArn"},
    ),
    timeout=86400,
)

Explainability = _Type(
    name="Explainability",
    identifiers=("ExplainabilityArn",),
    requests=(_Create(("CreateExplainability",)), _STOP, _DeleteRun(("DeleteExplainability",))),
    describe=Describe("DescribeExplainability", _Fields(arn="ExplainabilityArn")),
    lists=_Lists(
        "ListExplainabilities", "Explainabilities", _Fields(arn="ExplainabilityArn"),
        identifiers={"ExplainabilityArn": "ExplainabilityArn"},
    ),
    timeout=86400,
)

ExplainabilityExport = _Type(
    name="ExplainabilityExport",
    identifiers=("ExplainabilityExportArn",),
    requests=(_Run(("CreateExplainabilityExport",)), _STOP, _DeleteRun(("DeleteExplainabilityExport",))),
    describe=Describe("DescribeExplainabilityExport", _Fields(arn="ExplainabilityExportArn")),
    lists=_Lists(
        "ListExplainabilityExports", "ExplainabilityExports", _Fields(arn="ExplainabilityExportArn"),
        identifiers={"ExplainabilityExportArn": "ExplainabilityExportArn"},
    ),
    timeout=86400,
)

Forecast = _Type(
    name="Forecast",
    identifiers=("ForecastArn",),
    requests=(_Create(("CreateForecast",)), _STOP, _DeleteRun(("DeleteForecast",))),
    describe=Describe("DescribeForecast", _Fields(arn="ForecastArn")),
    lists=_Lists("ListForecasts", "Forecasts", _Fields(arn="ForecastArn"), identifiers={"ForecastArn": "ForecastArn"}),
    timeout=86400,
)

ForecastExportJob = _Type(
    name="ForecastExportJob",
    identifiers=("ForecastExportJobArn",),
    requests=(_Run(("CreateForecastExportJob",)), _STOP, _DeleteRun(("DeleteForecastExportJob",))),
    describe=Describe("DescribeForecastExportJob", _Fields(arn="ForecastExportJobArn")),
    lists=_Lists(
        "ListForecastExportJobs", "ForecastExportJobs", _Fields(arn="ForecastExportJobArn"),
        identifiers={"ForecastExportJobArn": "ForecastExportJobArn"},
    ),
    timeout=86400,
)

Monitor = _Type(
    name="Monitor",
    identifiers=("MonitorArn",),
    requests=(
        _Create(("CreateMonitor",)),
        # Inferred: no other request leads to UPDATE_IN_PROGRESS.
        Request("start", ("ResumeResource",), ("UPDATE_IN_PROGRESS",), ("ACTIVE",), when=("ACTIVE_STOPPED",)),
        Request("stop", ("StopResource",), ("ACTIVE_STOPPING",), ("ACTIVE_STOPPED",), when=("ACTIVE",)),
        _Delete(("DeleteMonitor",), when=("ACTIVE", "ACTIVE_STOPPED", "CREATE_FAILED", "DELETE_FAILED")),
    ),
    # The states are those that ListMonitors tells of.
    describe=Describe("DescribeMonitor", _Fields(arn="MonitorArn")),
    lists=_Lists("ListMonitors", "Monitors", _Bare(arn="MonitorArn"), identifiers={"MonitorArn": "MonitorArn"}),
    timeout=14400,
)

Predictor = _Type(
    name="Predictor",
    identifiers=("PredictorArn",),
    requests=(_Create(("CreatePredictor",)), _STOP, _DeleteRun(("DeletePredictor",))),
    describe=Describe("DescribePredictor", _Fields(arn="PredictorArn")),
    # Shows those of AutoPredictor, too (IsAutoPredictor), which only DescribeAutoPredictor describes.
    lists=_Lists(
        "ListPredictors", "Predictors", _Fields(arn="PredictorArn"), identifiers={"PredictorArn": "PredictorArn"},
    ),
    timeout=172800,
)

PredictorBacktestExportJob = _Type(
    name="PredictorBacktestExportJob",
    identifiers=("PredictorBacktestExportJobArn",),
    requests=(
        _Run(("CreatePredictorBacktestExportJob",)),
        _STOP,
        _DeleteRun(("DeletePredictorBacktestExportJob",)),
    ),
    describe=Describe("DescribePredictorBacktestExportJob", _Fields(arn="PredictorBacktestExportJobArn")),
    lists=_Lists(
        "ListPredictorBacktestExportJobs", "PredictorBacktestExportJobs", _Fields(arn="PredictorBacktestExportJobArn"),
        identifiers={"PredictorBacktestExportJobArn": "PredictorBacktestExportJobArn"},
    ),
    timeout=86400,
)

WhatIfAnalysis = _Type(
    name="WhatIfAnalysis",
    identifiers=("WhatIfAnalysisArn",),
    requests=(_Create(("CreateWhatIfAnalysis",)), _STOP, _DeleteRun(("DeleteWhatIfAnalysis",))),
    describe=Describe("DescribeWhatIfAnalysis", _Fields(arn="WhatIfAnalysisArn")),
    lists=_Lists(
        "ListWhatIfAnalyses", "WhatIfAnalyses", _Fields(arn="WhatIfAnalysisArn"),
        identifiers={"WhatIfAnalysisArn": "WhatIfAnalysisArn"},
    ),
    timeout=86400,
)

WhatIfForecast = _Type(
    name="WhatIfForecast",
    identifiers=("WhatIfForecastArn",),
    requests=(_Create(("CreateWhatIfForecast",)), _STOP, _DeleteRun(("DeleteWhatIfForecast",))),
    describe=Describe("DescribeWhatIfForecast", _Fields(arn="WhatIfForecastArn")),
    lists=_Lists(
        "ListWhatIfForecasts", "WhatIfForecasts", _Fields(arn="WhatIfForecastArn"),
        identifiers={"WhatIfForecastArn": "WhatIfForecastArn"},
    ),
    timeout=86400,
)

WhatIfForecastExport = _Type(
    name="WhatIfForecastExport",
    identifiers=("WhatIfForecastExportArn",),
    requests=(_Run(("CreateWhatIfForecastExport",)), _STOP, _DeleteRun(("DeleteWhatIfForecastExport",))),
    describe=Describe("DescribeWhatIfForecastExport", _Fields(arn="WhatIfForecastExportArn")),
    lists=_Lists(
        "ListWhatIfForecastExports", "WhatIfForecastExports", _Fields(arn="WhatIfForecastExportArn"),
        identifiers={"WhatIfForecastExportArn": "WhatIfForecastExportArn"},
    ),
    timeout=86400,
)
