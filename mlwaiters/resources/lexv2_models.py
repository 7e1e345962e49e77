"""Amazon Lex Model Building V2: the tables of its resource types."""

from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_BOTS = Parent("botId", "ListBots", "botSummaries", "botId", limit=1000)
_NEWEST = {"sortBy": {"attribute": "LastUpdatedDateTime", "order": "Descending"}}
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="lexv2-models", absent=_ABSENT)
_Lists = partial(Lists, limit=1000, page=100, limit_parameter="maxResults", token="nextToken")
_Run = partial(Request, "run", via=("InProgress",), to=("Completed",), fail=("Failed",))

Bot = _Type(
    name="Bot",
    identifiers=("botId",),
    requests=(
        Request("create", ("CreateBot", "StartImport"), ("Creating", "Importing"), ("Available",), ("Failed",)),
        Request(
            "update", ("UpdateBot", "StartImport", "CreateBotVersion"), ("Updating", "Importing", "Versioning"),
            ("Available",), ("Failed",), when=("Available", "Inactive", "Failed"),
        ),
        Request("delete", ("DeleteBot",), ("Deleting",), (GONE,), when=("Available", "Inactive", "Failed")),
    ),
    describe=Describe(
        "DescribeBot",
        Fields("botStatus", reason=("failureReasons",), created="creationDateTime", modified="lastUpdatedDateTime"),
    ),
    lists=_Lists(
        "ListBots", "botSummaries", Fields("botStatus", modified="lastUpdatedDateTime"), identifiers={"botId": "botId"},
        equals={"filters": ""}, sort_by="sortBy.attribute", sort={"BotName": "botName"}, sort_order="sortBy.order",
    ),
    timeout=3600,
    minted=True,
    others=("Inactive",),
)

_BOT_ALIAS = Fields("botAliasStatus", created="creationDateTime", modified="lastUpdatedDateTime")
BotAlias = _Type(
    name="BotAlias",
    identifiers=("botId", "botAliasId"),
    requests=(
        Request("create", ("CreateBotAlias",), ("Creating",), ("Available",), ("Failed",)),
        Request("delete", ("DeleteBotAlias",), ("Deleting",), (GONE,), when=("Available", "Failed")),
    ),
    describe=Describe("DescribeBotAlias", _BOT_ALIAS),
    lists=_Lists(
        "ListBotAliases", "botAliasSummaries", _BOT_ALIAS, identifiers={"botId": "", "botAliasId": "botAliasId"},
        parent=_IN_BOTS,
    ),
    timeout=3600,
    minted=True,
)

_BOT_ANALYZER_RECOMMENDATION = Fields("botAnalyzerStatus", created="creationDateTime")
BotAnalyzerRecommendation = _Type(
    name="BotAnalyzerRecommendation",
    identifiers=("botId", "botAnalyzerRequestId"),
    requests=(
        Request("run", ("StartBotAnalyzer",), ("Processing",), ("Available",), ("Failed",)),
        Request("stop", ("StopBotAnalyzer",), ("Stopping",), ("Stopped",), when=("Processing",)),
        Request("delete", ("DeleteBotAnalyzerRecommendation",), (), (GONE,), when=("Available", "Failed", "Stopped")),
    ),
    describe=Describe("DescribeBotAnalyzerRecommendation", _BOT_ANALYZER_RECOMMENDATION),
    lists=_Lists(
        "ListBotAnalyzerHistory", "botAnalyzerHistoryList", _BOT_ANALYZER_RECOMMENDATION,
        identifiers={"botId": "", "botAnalyzerRequestId": "botAnalyzerRequestId"}, parent=_IN_BOTS,
        equals={"localeId": "", "botVersion": ""},
    ),
    timeout=86400,
    minted=True,
)

BotLocale = _Type(
    name="BotLocale",
    identifiers=("botId", "botVersion", "localeId"),
    requests=(
        Request("create", ("CreateBotLocale", "StartImport"), ("Creating", "Importing"), ("NotBuilt",), ("Failed",)),
        # What isn't built isn't ready; ReadyExpressTesting may be tested while the build goes on.
        Request(
            "start", ("BuildBotLocale",), ("Building", "ReadyExpressTesting"), ("Built",), ("Failed",),
            when=("NotBuilt", "Built", "Failed"),
        ),
        Request("delete", ("DeleteBotLocale",), ("Deleting",), (GONE,), when=("NotBuilt", "Built", "Failed")),
        Request("maintain", (), ("Processing",), ("NotBuilt",), when=("NotBuilt", "Built")),
    ),
    describe=Describe(
        "DescribeBotLocale",
        Fields(
            "botLocaleStatus", reason=("failureReasons",), created="creationDateTime", modified="lastUpdatedDateTime",
        ),
    ),
    lists=_Lists(
        "ListBotLocales", "botLocaleSummaries", Fields("botLocaleStatus", modified="lastUpdatedDateTime"),
        identifiers={"botId": "", "botVersion": "", "localeId": "localeId"}, equals={"filters": ""},
        sort_by="sortBy.attribute", sort={"BotLocaleName": "localeName"}, sort_order="sortBy.order",
        needs={"botId": "botId", "botVersion": "botVersion"},
    ),
    timeout=3600,
)

BotRecommendation = _Type(
    name="BotRecommendation",
    identifiers=("botId", "botVersion", "localeId", "botRecommendationId"),
    requests=(
        Request("run", ("StartBotRecommendation",), ("Downloading", "Processing"), ("Available",), ("Failed",)),
        Request(
            "update", ("UpdateBotRecommendation",), ("Updating",), ("Available",), ("Failed",), when=("Available",),
        ),
        Request("stop", ("StopBotRecommendation",), ("Stopping",), ("Stopped",), when=("Downloading", "Processing")),
        # It has no deletion of its own: it goes with its locale.
        Request(
            "delete", ("DeleteBotLocale",), ("Deleting",), (GONE, "Deleted"), when=("Available", "Failed", "Stopped"),
        ),
    ),
    describe=Describe(
        "DescribeBotRecommendation",
        Fields(
            "botRecommendationStatus", reason=("failureReasons",), created="creationDateTime",
            modified="lastUpdatedDateTime",
        ),
    ),
    lists=_Lists(
        "ListBotRecommendations", "botRecommendationSummaries",
        Fields("botRecommendationStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
        identifiers={"botId": "", "botVersion": "", "localeId": "", "botRecommendationId": "botRecommendationId"},
        needs={"botId": "botId", "botVersion": "botVersion", "localeId": "localeId"},
    ),
    timeout=86400,
    minted=True,
)

_BOT_REPLICA = Fields("botReplicaStatus", reason=("failureReasons",), created="creationDateTime")
BotReplica = _Type(
    name="BotReplica",
    identifiers=("botId", "replicaRegion"),
    requests=(
        Request("create", ("CreateBotReplica",), ("Enabling",), ("Enabled",), ("Failed",)),
        Request("delete", ("DeleteBotReplica",), ("Deleting",), (GONE,), when=("Enabled", "Failed")),
    ),
    describe=Describe("DescribeBotReplica", _BOT_REPLICA),
    lists=Lists(
        "ListBotReplicas", "botReplicaSummaries", _BOT_REPLICA,
        identifiers={"botId": "", "replicaRegion": "replicaRegion"}, limit=1000, page=1000, needs={"botId": "botId"},
        limit_parameter="", token="",
    ),
    timeout=3600,
)

BotResourceGeneration = _Type(
    name="BotResourceGeneration",
    identifiers=("botId", "botVersion", "localeId", "generationId"),
    requests=(Request("run", ("StartBotResourceGeneration",), ("InProgress",), ("Complete",), ("Failed",)),),
    describe=Describe(
        "DescribeBotResourceGeneration",
        Fields(
            "generationStatus", reason=("failureReasons",), created="creationDateTime", modified="lastUpdatedDateTime",
        ),
    ),
    lists=_Lists(
        "ListBotResourceGenerations", "generationSummaries",
        Fields("generationStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
        identifiers={"botId": "", "botVersion": "", "localeId": "", "generationId": "generationId"},
        sort_by="sortBy.attribute",
        sort={"creationStartTime": "creationDateTime", "lastUpdatedTime": "lastUpdatedDateTime"},
        sort_order="sortBy.order", newest={"sortBy": {"attribute": "creationStartTime", "order": "Descending"}},
        needs={"botId": "botId", "botVersion": "botVersion", "localeId": "localeId"},
    ),
    timeout=86400,
    minted=True,
)

BotVersion = _Type(
    name="BotVersion",
    identifiers=("botId", "botVersion"),
    requests=(
        Request("create", ("CreateBotVersion",), ("Creating", "Versioning"), ("Available",), ("Failed",)),
        Request("delete", ("DeleteBotVersion",), ("Deleting",), (GONE,), when=("Available", "Inactive", "Failed")),
    ),
    describe=Describe(
        "DescribeBotVersion", Fields("botStatus", reason=("failureReasons",), created="creationDateTime"),
    ),
    lists=_Lists(
        "ListBotVersions", "botVersionSummaries", Fields("botStatus", created="creationDateTime"),
        identifiers={"botId": "", "botVersion": "botVersion"}, parent=_IN_BOTS, sort_by="sortBy.attribute",
        sort={"BotVersion": "botVersion"}, sort_order="sortBy.order",
    ),
    timeout=3600,
    minted=True,
    # A version is never imported nor updated: the words are those of a bot.
    others=("Inactive", "Importing", "Updating"),
)

CustomVocabulary = _Type(
    name="CustomVocabulary",
    identifiers=("botId", "botVersion", "localeId"),
    requests=(
        Request("create", ("StartImport", "BatchCreateCustomVocabularyItem"), ("Creating", "Importing"), ("Ready",)),
        Request("delete", ("DeleteCustomVocabulary",), ("Deleting",), (GONE,), when=("Ready",)),
        Request("maintain", (), ("Exporting",), ("Ready",), when=("Ready",)),
    ),
    describe=Describe(
        "DescribeCustomVocabularyMetadata",
        Fields("customVocabularyStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
    ),
    lists=None,
    timeout=3600,
)

Export = _Type(
    name="Export",
    identifiers=("exportId",),
    requests=(
        _Run(("CreateExport",)),
        Request("delete", ("DeleteExport",), ("Deleting",), (GONE,), when=("Completed", "Failed")),
    ),
    describe=Describe(
        "DescribeExport",
        Fields("exportStatus", reason=("failureReasons",), created="creationDateTime", modified="lastUpdatedDateTime"),
    ),
    lists=_Lists(
        "ListExports", "exportSummaries",
        Fields("exportStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
        identifiers={"exportId": "exportId"}, equals={"botId": "", "botVersion": "", "filters": "", "localeId": ""},
        sort_by="sortBy.attribute", sort={"LastUpdatedDateTime": "lastUpdatedDateTime"}, sort_order="sortBy.order",
        newest=_NEWEST,
    ),
    timeout=86400,
    minted=True,
)

Import = _Type(
    name="Import",
    identifiers=("importId",),
    requests=(
        _Run(("StartImport",)),
        Request("delete", ("DeleteImport",), ("Deleting",), (GONE,), when=("Completed", "Failed")),
    ),
    describe=Describe(
        "DescribeImport",
        Fields("importStatus", reason=("failureReasons",), created="creationDateTime", modified="lastUpdatedDateTime"),
    ),
    lists=_Lists(
        "ListImports", "importSummaries",
        Fields("importStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
        identifiers={"importId": "importId"}, equals={"botId": "", "botVersion": "", "filters": "", "localeId": ""},
        sort_by="sortBy.attribute", sort={"LastUpdatedDateTime": "lastUpdatedDateTime"}, sort_order="sortBy.order",
        newest=_NEWEST,
    ),
    timeout=86400,
    # By CreateUploadUrl, before it begins.
    minted=True,
)

TestExecution = _Type(
    name="TestExecution",
    identifiers=("testExecutionId",),
    requests=(
        # No operation stops it.
        Request(
            "run", ("StartTestExecution",), ("Pending", "Waiting", "InProgress", "Stopping"), ("Completed",),
            ("Failed", "Stopped"),
        ),
    ),
    describe=Describe(
        "DescribeTestExecution",
        Fields(
            "testExecutionStatus", reason=("failureReasons",), created="creationDateTime",
            modified="lastUpdatedDateTime",
        ),
    ),
    lists=_Lists(
        "ListTestExecutions", "testExecutions",
        Fields("testExecutionStatus", created="creationDateTime", modified="lastUpdatedDateTime"),
        identifiers={"testExecutionId": "testExecutionId"}, sort_by="sortBy.attribute",
        sort={"TestSetName": "testSetName", "CreationDateTime": "creationDateTime"}, sort_order="sortBy.order",
        newest={"sortBy": {"attribute": "CreationDateTime", "order": "Descending"}},
    ),
    timeout=86400,
    minted=True,
)

_TEST_SET = Fields("status", created="creationDateTime", modified="lastUpdatedDateTime")
TestSet = _Type(
    name="TestSet",
    identifiers=("testSetId",),
    requests=(
        Request("create", ("StartImport", "StartTestSetGeneration"), ("Importing",), ("Ready",), ("ValidationError",)),
        Request(
            "delete", ("DeleteTestSet",), ("Deleting",), (GONE,),
            when=("Ready", "ValidationError", "PendingAnnotation"),
        ),
    ),
    describe=Describe("DescribeTestSet", _TEST_SET),
    lists=_Lists(
        "ListTestSets", "testSets", _TEST_SET, identifiers={"testSetId": "testSetId"}, sort_by="sortBy.attribute",
        sort={"TestSetName": "testSetName", "LastUpdatedDateTime": "lastUpdatedDateTime"}, sort_order="sortBy.order",
        newest=_NEWEST, whole=True,
    ),
    timeout=3600,
    minted=True,
    # Until somebody has annotated it.
    others=("PendingAnnotation",),
)

TestSetDiscrepancyReport = _Type(
    name="TestSetDiscrepancyReport",
    identifiers=("testSetDiscrepancyReportId",),
    requests=(_Run(("CreateTestSetDiscrepancyReport",)),),
    describe=Describe(
        "DescribeTestSetDiscrepancyReport",
        Fields(
            "testSetDiscrepancyReportStatus", reason=("failureReasons",), created="creationDateTime",
            modified="lastUpdatedDataTime",
        ),
    ),
    lists=None,
    timeout=86400,
    minted=True,
)

TestSetGeneration = _Type(
    name="TestSetGeneration",
    identifiers=("testSetGenerationId",),
    requests=(Request("run", ("StartTestSetGeneration",), ("Pending", "Generating"), ("Ready",), ("Failed",)),),
    describe=Describe(
        "DescribeTestSetGeneration",
        Fields(
            "testSetGenerationStatus", reason=("failureReasons",), created="creationDateTime",
            modified="lastUpdatedDateTime",
        ),
    ),
    lists=None,
    timeout=86400,
    minted=True,
)
