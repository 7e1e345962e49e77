"""Amazon Personalize: the tables of its resource types."""

from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="personalize", absent=(Absent("ResourceNotFoundException"),))
_Lists = partial(Lists, limit=100, page=100, limit_parameter="maxResults", token="nextToken")
_Fields = partial(
    Fields, "status", reason=("failureReason",), created="creationDateTime", modified="lastUpdatedDateTime",
)
_Bare = partial(Fields, "status", created="creationDateTime", modified="lastUpdatedDateTime")
_LAST_UPDATE = Fields("status", reason=("failureReason",), modified="lastUpdatedDateTime")
_PENDING = ("CREATE PENDING", "CREATE IN_PROGRESS")
# The documentation of batch jobs says PENDING and IN PROGRESS; the service is also seen to say CREATE before them.
_BATCH_PENDING = ("PENDING", "CREATE PENDING", "IN PROGRESS", "CREATE IN_PROGRESS")
_Create = partial(Request, "create", via=_PENDING, to=("ACTIVE",), fail=("CREATE FAILED",))
_RunBatch = partial(Request, "run", via=_BATCH_PENDING, to=("ACTIVE",), fail=("CREATE FAILED",))
_Run = partial(Request, "run", via=_PENDING, to=("ACTIVE",), fail=("CREATE FAILED",))
_Update = partial(
    Request, "run", via=_PENDING, to=("ACTIVE",), fail=("CREATE FAILED",), when=("ACTIVE", "CREATE FAILED"),
)
_Delete = partial(
    Request, "delete", via=("DELETE PENDING", "DELETE IN_PROGRESS"), to=(GONE,), when=("ACTIVE", "CREATE FAILED"),
)

BatchInferenceJob = _Type(
    name="BatchInferenceJob",
    identifiers=("batchInferenceJobArn",),
    requests=(_RunBatch(("CreateBatchInferenceJob",)),),
    describe=Describe("DescribeBatchInferenceJob", _Fields(arn="batchInferenceJobArn"), within="batchInferenceJob"),
    lists=_Lists(
        "ListBatchInferenceJobs", "batchInferenceJobs", _Fields(arn="batchInferenceJobArn"),
        identifiers={"batchInferenceJobArn": "batchInferenceJobArn"},
        equals={"solutionVersionArn": "solutionVersionArn"},
    ),
    timeout=86400,
    minted=True,
)

BatchSegmentJob = _Type(
    name="BatchSegmentJob",
    identifiers=("batchSegmentJobArn",),
    requests=(_RunBatch(("CreateBatchSegmentJob",)),),
    describe=Describe("DescribeBatchSegmentJob", _Fields(arn="batchSegmentJobArn"), within="batchSegmentJob"),
    lists=_Lists(
        "ListBatchSegmentJobs", "batchSegmentJobs", _Fields(arn="batchSegmentJobArn"),
        identifiers={"batchSegmentJobArn": "batchSegmentJobArn"}, equals={"solutionVersionArn": "solutionVersionArn"},
    ),
    timeout=86400,
    minted=True,
)

Campaign = _Type(
    name="Campaign",
    identifiers=("campaignArn",),
    requests=(
        # An update has a status of its own (latestCampaignUpdate), and leaves this one ACTIVE.
        _Create(("CreateCampaign",)),
        _Delete(("DeleteCampaign",)),
    ),
    describe=Describe("DescribeCampaign", _Fields(arn="campaignArn"), within="campaign"),
    lists=_Lists(
        "ListCampaigns", "campaigns", _Fields(arn="campaignArn"), identifiers={"campaignArn": "campaignArn"},
        equals={"solutionArn": ""},
    ),
    timeout=14400,
    minted=True,
)

# The last update of a campaign, which stays ACTIVE meanwhile. One that was never updated shows none, by the model; it
# is taken that so do datasets, recommenders and solutions.
CampaignUpdate = _Type(
    name="CampaignUpdate",
    identifiers=("campaignArn",),
    requests=(_Update(("UpdateCampaign",)), _Delete(("DeleteCampaign",))),
    describe=Describe("DescribeCampaign", _LAST_UPDATE, within="campaign.latestCampaignUpdate", unsaid=GONE),
    # Its summaries don't show how the last update went.
    lists=None,
    timeout=86400,
)

DataDeletionJob = _Type(
    name="DataDeletionJob",
    identifiers=("dataDeletionJobArn",),
    requests=(Request("run", ("CreateDataDeletionJob",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),),
    describe=Describe("DescribeDataDeletionJob", _Fields(arn="dataDeletionJobArn"), within="dataDeletionJob"),
    lists=_Lists(
        "ListDataDeletionJobs", "dataDeletionJobs", _Fields(arn="dataDeletionJobArn"),
        identifiers={"dataDeletionJobArn": "dataDeletionJobArn"}, equals={"datasetGroupArn": "datasetGroupArn"},
    ),
    timeout=86400,
    minted=True,
)

Dataset = _Type(
    name="Dataset",
    identifiers=("datasetArn",),
    requests=(_Create(("CreateDataset",)), _Delete(("DeleteDataset",))),
    describe=Describe("DescribeDataset", _Bare(arn="datasetArn"), within="dataset"),
    lists=_Lists(
        "ListDatasets", "datasets", _Bare(arn="datasetArn"), identifiers={"datasetArn": "datasetArn"},
        equals={"datasetGroupArn": ""},
    ),
    timeout=3600,
    minted=True,
)

# The last update of a dataset, which stays ACTIVE meanwhile.
DatasetUpdate = _Type(
    name="DatasetUpdate",
    identifiers=("datasetArn",),
    requests=(
        # The model lists no states, and none were seen anywhere: they are taken to be those of the other updates.
        _Update(("UpdateDataset",)),
    ),
    describe=Describe("DescribeDataset", _LAST_UPDATE, within="dataset.latestDatasetUpdate", unsaid=GONE),
    # Its summaries don't show how the last update went.
    lists=None,
    timeout=86400,
)

DatasetExportJob = _Type(
    name="DatasetExportJob",
    identifiers=("datasetExportJobArn",),
    requests=(_Run(("CreateDatasetExportJob",)),),
    describe=Describe("DescribeDatasetExportJob", _Fields(arn="datasetExportJobArn"), within="datasetExportJob"),
    lists=_Lists(
        "ListDatasetExportJobs", "datasetExportJobs", _Fields(arn="datasetExportJobArn"),
        identifiers={"datasetExportJobArn": "datasetExportJobArn"}, equals={"datasetArn": ""},
    ),
    timeout=86400,
    minted=True,
)

DatasetGroup = _Type(
    name="DatasetGroup",
    identifiers=("datasetGroupArn",),
    requests=(
        _Create(("CreateDatasetGroup",)),
        Request("delete", ("DeleteDatasetGroup",), ("DELETE PENDING",), (GONE,), when=("ACTIVE", "CREATE FAILED")),
    ),
    describe=Describe("DescribeDatasetGroup", _Fields(arn="datasetGroupArn"), within="datasetGroup"),
    lists=_Lists(
        "ListDatasetGroups", "datasetGroups", _Fields(arn="datasetGroupArn"),
        identifiers={"datasetGroupArn": "datasetGroupArn"},
    ),
    timeout=3600,
    minted=True,
)

DatasetImportJob = _Type(
    name="DatasetImportJob",
    identifiers=("datasetImportJobArn",),
    requests=(_Run(("CreateDatasetImportJob",)),),
    describe=Describe("DescribeDatasetImportJob", _Fields(arn="datasetImportJobArn"), within="datasetImportJob"),
    lists=_Lists(
        "ListDatasetImportJobs", "datasetImportJobs", _Fields(arn="datasetImportJobArn"),
        identifiers={"datasetImportJobArn": "datasetImportJobArn"}, equals={"datasetArn": ""},
    ),
    timeout=86400,
    minted=True,
)

EventTracker = _Type(
    name="EventTracker",
    identifiers=("eventTrackerArn",),
    requests=(_Create(("CreateEventTracker",)), _Delete(("DeleteEventTracker",))),
    describe=Describe("DescribeEventTracker", _Bare(arn="eventTrackerArn"), within="eventTracker"),
    lists=_Lists(
        "ListEventTrackers", "eventTrackers", _Bare(arn="eventTrackerArn"),
        identifiers={"eventTrackerArn": "eventTrackerArn"}, equals={"datasetGroupArn": ""},
    ),
    timeout=3600,
    minted=True,
)

Filter = _Type(
    name="Filter",
    identifiers=("filterArn",),
    requests=(_Create(("CreateFilter",)), _Delete(("DeleteFilter",))),
    # The model lists no states. Seen in public code (aws-samples/retail-demo-store): ACTIVE, CREATE FAILED, and
    # CREATE … before them.
    describe=Describe("DescribeFilter", _Fields(arn="filterArn"), within="filter"),
    lists=_Lists(
        "ListFilters", "Filters", _Fields(arn="filterArn"), identifiers={"filterArn": "filterArn"},
        equals={"datasetGroupArn": "datasetGroupArn"},
    ),
    timeout=3600,
    minted=True,
)

MetricAttribution = _Type(
    name="MetricAttribution",
    identifiers=("metricAttributionArn",),
    requests=(_Create(("CreateMetricAttribution",)), _Delete(("DeleteMetricAttribution",))),
    # The model lists no states, and none were seen anywhere: they are taken to be those of a filter.
    describe=Describe("DescribeMetricAttribution", _Fields(arn="metricAttributionArn"), within="metricAttribution"),
    lists=_Lists(
        "ListMetricAttributions", "metricAttributions", _Fields(arn="metricAttributionArn"),
        identifiers={"metricAttributionArn": "metricAttributionArn"}, equals={"datasetGroupArn": ""},
    ),
    timeout=3600,
    minted=True,
)

Recommender = _Type(
    name="Recommender",
    identifiers=("recommenderArn",),
    requests=(
        # An update has a status of its own (latestRecommenderUpdate), and leaves this one ACTIVE.
        _Create(("CreateRecommender",)),
        Request(
            "start", ("StartRecommender",), ("START PENDING", "START IN_PROGRESS"), ("ACTIVE",), when=("INACTIVE",),
        ),
        Request("stop", ("StopRecommender",), ("STOP PENDING", "STOP IN_PROGRESS"), ("INACTIVE",), when=("ACTIVE",)),
        Request(
            "delete", ("DeleteRecommender",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED", "INACTIVE"),
        ),
    ),
    describe=Describe("DescribeRecommender", _Fields(arn="recommenderArn"), within="recommender"),
    lists=_Lists(
        "ListRecommenders", "recommenders", _Bare(arn="recommenderArn"),
        identifiers={"recommenderArn": "recommenderArn"}, equals={"datasetGroupArn": "datasetGroupArn"},
    ),
    # It is trained first, which takes hours.
    timeout=86400,
    minted=True,
)

# The last update of a recommender, which stays ACTIVE meanwhile.
RecommenderUpdate = _Type(
    name="RecommenderUpdate",
    identifiers=("recommenderArn",),
    requests=(_Update(("UpdateRecommender",)),),
    describe=Describe("DescribeRecommender", _LAST_UPDATE, within="recommender.latestRecommenderUpdate", unsaid=GONE),
    # Its summaries don't show how the last update went.
    lists=None,
    timeout=86400,
)

Solution = _Type(
    name="Solution",
    identifiers=("solutionArn",),
    requests=(
        # An update has a status of its own (latestSolutionUpdate), and leaves this one ACTIVE.
        _Create(("CreateSolution",)),
        _Delete(("DeleteSolution",)),
    ),
    describe=Describe("DescribeSolution", _Bare(arn="solutionArn"), within="solution"),
    lists=_Lists(
        "ListSolutions", "solutions", _Bare(arn="solutionArn"), identifiers={"solutionArn": "solutionArn"},
        equals={"datasetGroupArn": ""},
    ),
    timeout=3600,
    minted=True,
)

# The last update of a solution, which stays ACTIVE meanwhile.
SolutionUpdate = _Type(
    name="SolutionUpdate",
    identifiers=("solutionArn",),
    requests=(_Update(("UpdateSolution",)),),
    describe=Describe("DescribeSolution", _LAST_UPDATE, within="solution.latestSolutionUpdate", unsaid=GONE),
    # Its summaries don't show how the last update went.
    lists=None,
    timeout=86400,
)

SolutionVersion = _Type(
    name="SolutionVersion",
    identifiers=("solutionVersionArn",),
    requests=(
        _Create(("CreateSolutionVersion",)),
        Request(
            "stop", ("StopSolutionVersionCreation",), ("CREATE STOPPING",), ("CREATE STOPPED",),
            when=("CREATE PENDING", "CREATE IN_PROGRESS"),
        ),
    ),
    describe=Describe("DescribeSolutionVersion", _Fields(arn="solutionVersionArn"), within="solutionVersion"),
    lists=_Lists(
        "ListSolutionVersions", "solutionVersions", _Fields(arn="solutionVersionArn"),
        identifiers={"solutionVersionArn": "solutionVersionArn"}, equals={"solutionArn": ""},
    ),
    # The training: of large datasets, days.
    timeout=259200,
    minted=True,
)
