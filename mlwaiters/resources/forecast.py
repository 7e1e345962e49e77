"""Amazon Forecast: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

AutoPredictor = ResourceType(
    service="forecast",
    name="AutoPredictor",
    identifiers=("PredictorArn",),
    requests=(
        Request(
            "create", ("CreateAutoPredictor",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        # By the operation of the older predictors, which takes its ARN, too (developer guide, deleting resources).
        Request(
            "delete", ("DeletePredictor",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeAutoPredictor",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="PredictorArn",
        ),
    ),
    # ListPredictors shows these among the older predictors, which DescribePredictor alone describes.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)

Dataset = ResourceType(
    service="forecast",
    name="Dataset",
    identifiers=("DatasetArn",),
    requests=(
        Request(
            "create", ("CreateDataset",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",), ("CREATE_FAILED",),
        ),
        # An import of data shows on the dataset, too.
        Request(
            "update", ("CreateDatasetImportJob",), ("UPDATE_PENDING", "UPDATE_IN_PROGRESS"), ("ACTIVE",),
            ("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteDataset",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("Status", created="CreationTime", modified="LastModificationTime", arn="DatasetArn"),
    ),
    # Its summaries show no status.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

DatasetGroup = ResourceType(
    service="forecast",
    name="DatasetGroup",
    identifiers=("DatasetGroupArn",),
    requests=(
        Request(
            "create", ("CreateDatasetGroup",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "update", ("UpdateDatasetGroup",), ("UPDATE_PENDING", "UPDATE_IN_PROGRESS"), ("ACTIVE",),
            ("UPDATE_FAILED",), when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteDatasetGroup",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDatasetGroup",
        Fields("Status", created="CreationTime", modified="LastModificationTime", arn="DatasetGroupArn"),
    ),
    # Its summaries show no status.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

DatasetImportJob = ResourceType(
    service="forecast",
    name="DatasetImportJob",
    identifiers=("DatasetImportJobArn",),
    requests=(
        Request(
            "run", ("CreateDatasetImportJob",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteDatasetImportJob",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDatasetImportJob",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="DatasetImportJobArn",
        ),
    ),
    lists=Lists(
        "ListDatasetImportJobs",
        "DatasetImportJobs",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="DatasetImportJobArn",
        ),
        identifiers={"DatasetImportJobArn": "DatasetImportJobArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

Explainability = ResourceType(
    service="forecast",
    name="Explainability",
    identifiers=("ExplainabilityArn",),
    requests=(
        Request(
            "create", ("CreateExplainability",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteExplainability",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeExplainability",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ExplainabilityArn",
        ),
    ),
    lists=Lists(
        "ListExplainabilities",
        "Explainabilities",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ExplainabilityArn",
        ),
        identifiers={"ExplainabilityArn": "ExplainabilityArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

ExplainabilityExport = ResourceType(
    service="forecast",
    name="ExplainabilityExport",
    identifiers=("ExplainabilityExportArn",),
    requests=(
        Request(
            "run", ("CreateExplainabilityExport",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteExplainabilityExport",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeExplainabilityExport",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ExplainabilityExportArn",
        ),
    ),
    lists=Lists(
        "ListExplainabilityExports",
        "ExplainabilityExports",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ExplainabilityExportArn",
        ),
        identifiers={"ExplainabilityExportArn": "ExplainabilityExportArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

Forecast = ResourceType(
    service="forecast",
    name="Forecast",
    identifiers=("ForecastArn",),
    requests=(
        Request(
            "create", ("CreateForecast",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",), ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteForecast",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeForecast",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ForecastArn",
        ),
    ),
    lists=Lists(
        "ListForecasts",
        "Forecasts",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ForecastArn",
        ),
        identifiers={"ForecastArn": "ForecastArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

ForecastExportJob = ResourceType(
    service="forecast",
    name="ForecastExportJob",
    identifiers=("ForecastExportJobArn",),
    requests=(
        Request(
            "run", ("CreateForecastExportJob",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteForecastExportJob",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeForecastExportJob",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ForecastExportJobArn",
        ),
    ),
    lists=Lists(
        "ListForecastExportJobs",
        "ForecastExportJobs",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="ForecastExportJobArn",
        ),
        identifiers={"ForecastExportJobArn": "ForecastExportJobArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

Monitor = ResourceType(
    service="forecast",
    name="Monitor",
    identifiers=("MonitorArn",),
    requests=(
        Request(
            "create", ("CreateMonitor",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",), ("CREATE_FAILED",),
        ),
        # Inferred: no other request leads to UPDATE_IN_PROGRESS.
        Request("start", ("ResumeResource",), ("UPDATE_IN_PROGRESS",), ("ACTIVE",), when=("ACTIVE_STOPPED",)),
        Request("stop", ("StopResource",), ("ACTIVE_STOPPING",), ("ACTIVE_STOPPED",), when=("ACTIVE",)),
        Request(
            "delete", ("DeleteMonitor",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "ACTIVE_STOPPED", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    # The states are those that ListMonitors tells of.
    describe=Describe(
        "DescribeMonitor",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="MonitorArn",
        ),
    ),
    lists=Lists(
        "ListMonitors",
        "Monitors",
        Fields("Status", created="CreationTime", modified="LastModificationTime", arn="MonitorArn"),
        identifiers={"MonitorArn": "MonitorArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=14400,
    minted=True,
)

Predictor = ResourceType(
    service="forecast",
    name="Predictor",
    identifiers=("PredictorArn",),
    requests=(
        Request(
            "create", ("CreatePredictor",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",), ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeletePredictor",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribePredictor",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="PredictorArn",
        ),
    ),
    # Shows those of AutoPredictor, too (IsAutoPredictor), which only DescribeAutoPredictor describes.
    lists=Lists(
        "ListPredictors",
        "Predictors",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="PredictorArn",
        ),
        identifiers={"PredictorArn": "PredictorArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)

PredictorBacktestExportJob = ResourceType(
    service="forecast",
    name="PredictorBacktestExportJob",
    identifiers=("PredictorBacktestExportJobArn",),
    requests=(
        Request(
            "run", ("CreatePredictorBacktestExportJob",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeletePredictorBacktestExportJob",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribePredictorBacktestExportJob",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="PredictorBacktestExportJobArn",
        ),
    ),
    lists=Lists(
        "ListPredictorBacktestExportJobs",
        "PredictorBacktestExportJobs",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="PredictorBacktestExportJobArn",
        ),
        identifiers={"PredictorBacktestExportJobArn": "PredictorBacktestExportJobArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

WhatIfAnalysis = ResourceType(
    service="forecast",
    name="WhatIfAnalysis",
    identifiers=("WhatIfAnalysisArn",),
    requests=(
        Request(
            "create", ("CreateWhatIfAnalysis",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteWhatIfAnalysis",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeWhatIfAnalysis",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfAnalysisArn",
        ),
    ),
    lists=Lists(
        "ListWhatIfAnalyses",
        "WhatIfAnalyses",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfAnalysisArn",
        ),
        identifiers={"WhatIfAnalysisArn": "WhatIfAnalysisArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

WhatIfForecast = ResourceType(
    service="forecast",
    name="WhatIfForecast",
    identifiers=("WhatIfForecastArn",),
    requests=(
        Request(
            "create", ("CreateWhatIfForecast",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteWhatIfForecast",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeWhatIfForecast",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfForecastArn",
        ),
    ),
    lists=Lists(
        "ListWhatIfForecasts",
        "WhatIfForecasts",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfForecastArn",
        ),
        identifiers={"WhatIfForecastArn": "WhatIfForecastArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

WhatIfForecastExport = ResourceType(
    service="forecast",
    name="WhatIfForecastExport",
    identifiers=("WhatIfForecastExportArn",),
    requests=(
        Request(
            "run", ("CreateWhatIfForecastExport",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("StopResource",), ("CREATE_STOPPING",), ("CREATE_STOPPED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteWhatIfForecastExport",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CREATE_STOPPED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeWhatIfForecastExport",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfForecastExportArn",
        ),
    ),
    lists=Lists(
        "ListWhatIfForecastExports",
        "WhatIfForecastExports",
        Fields(
            "Status",
            reason=("Message",),
            created="CreationTime",
            modified="LastModificationTime",
            arn="WhatIfForecastExportArn",
        ),
        identifiers={"WhatIfForecastExportArn": "WhatIfForecastExportArn"},
        limit=100,
        page=100,
        equals={"Filters": ""},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)
