"""Amazon Personalize: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

BatchInferenceJob = ResourceType(
    service="personalize",
    name="BatchInferenceJob",
    identifiers=("batchInferenceJobArn",),
    requests=(
        # The documentation says PENDING and IN PROGRESS; the service is also seen to say CREATE before them.
        Request(
            "run", ("CreateBatchInferenceJob",), ("PENDING", "CREATE PENDING", "IN PROGRESS", "CREATE IN_PROGRESS"),
            ("ACTIVE",), ("CREATE FAILED",),
        ),
    ),
    describe=Describe(
        "DescribeBatchInferenceJob",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="batchInferenceJobArn",
        ),
        within="batchInferenceJob",
    ),
    lists=Lists(
        "ListBatchInferenceJobs",
        "batchInferenceJobs",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="batchInferenceJobArn",
        ),
        identifiers={"batchInferenceJobArn": "batchInferenceJobArn"},
        limit=100,
        page=100,
        equals={"solutionVersionArn": "solutionVersionArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

BatchSegmentJob = ResourceType(
    service="personalize",
    name="BatchSegmentJob",
    identifiers=("batchSegmentJobArn",),
    requests=(
        # The documentation says PENDING and IN PROGRESS; the service is also seen to say CREATE before them.
        Request(
            "run", ("CreateBatchSegmentJob",), ("PENDING", "CREATE PENDING", "IN PROGRESS", "CREATE IN_PROGRESS"),
            ("ACTIVE",), ("CREATE FAILED",),
        ),
    ),
    describe=Describe(
        "DescribeBatchSegmentJob",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="batchSegmentJobArn",
        ),
        within="batchSegmentJob",
    ),
    lists=Lists(
        "ListBatchSegmentJobs",
        "batchSegmentJobs",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="batchSegmentJobArn",
        ),
        identifiers={"batchSegmentJobArn": "batchSegmentJobArn"},
        limit=100,
        page=100,
        equals={"solutionVersionArn": "solutionVersionArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

Campaign = ResourceType(
    service="personalize",
    name="Campaign",
    identifiers=("campaignArn",),
    requests=(
        # An update has a status of its own (latestCampaignUpdate), and leaves this one ACTIVE.
        Request(
            "create", ("CreateCampaign",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
        ),
        Request(
            "delete", ("DeleteCampaign",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeCampaign",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="campaignArn",
        ),
        within="campaign",
    ),
    lists=Lists(
        "ListCampaigns",
        "campaigns",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="campaignArn",
        ),
        identifiers={"campaignArn": "campaignArn"},
        limit=100,
        page=100,
        equals={"solutionArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=14400,
    minted=True,
)

# The last update of a campaign, which stays ACTIVE meanwhile. One that was never updated shows none.
CampaignUpdate = ResourceType(
    service="personalize",
    name="CampaignUpdate",
    identifiers=("campaignArn",),
    requests=(
        Request(
            "run", ("UpdateCampaign",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
            when=("ACTIVE", "CREATE FAILED"),
        ),
        Request(
            "delete", ("DeleteCampaign",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeCampaign",
        Fields("status", reason=("failureReason",), modified="lastUpdatedDateTime"),
        within="campaign.latestCampaignUpdate",
    ),
    # Its summaries don't show how the last update went.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
)

DataDeletionJob = ResourceType(
    service="personalize",
    name="DataDeletionJob",
    identifiers=("dataDeletionJobArn",),
    requests=(
        Request("run", ("CreateDataDeletionJob",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
    ),
    describe=Describe(
        "DescribeDataDeletionJob",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="dataDeletionJobArn",
        ),
        within="dataDeletionJob",
    ),
    lists=Lists(
        "ListDataDeletionJobs",
        "dataDeletionJobs",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="dataDeletionJobArn",
        ),
        identifiers={"dataDeletionJobArn": "dataDeletionJobArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": "datasetGroupArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

Dataset = ResourceType(
    service="personalize",
    name="Dataset",
    identifiers=("datasetArn",),
    requests=(
        Request(
            "create", ("CreateDataset",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
        ),
        Request(
            "delete", ("DeleteDataset",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="datasetArn"),
        within="dataset",
    ),
    lists=Lists(
        "ListDatasets",
        "datasets",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="datasetArn"),
        identifiers={"datasetArn": "datasetArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

# The last update of a dataset, which stays ACTIVE meanwhile. One that was never updated shows none.
DatasetUpdate = ResourceType(
    service="personalize",
    name="DatasetUpdate",
    identifiers=("datasetArn",),
    requests=(
        # The states aren't documented: those of every other update.
        Request(
            "run", ("UpdateDataset",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("status", reason=("failureReason",), modified="lastUpdatedDateTime"),
        within="dataset.latestDatasetUpdate",
    ),
    # Its summaries don't show how the last update went.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
)

DatasetExportJob = ResourceType(
    service="personalize",
    name="DatasetExportJob",
    identifiers=("datasetExportJobArn",),
    requests=(
        Request(
            "run", ("CreateDatasetExportJob",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
    ),
    describe=Describe(
        "DescribeDatasetExportJob",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetExportJobArn",
        ),
        within="datasetExportJob",
    ),
    lists=Lists(
        "ListDatasetExportJobs",
        "datasetExportJobs",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetExportJobArn",
        ),
        identifiers={"datasetExportJobArn": "datasetExportJobArn"},
        limit=100,
        page=100,
        equals={"datasetArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

DatasetGroup = ResourceType(
    service="personalize",
    name="DatasetGroup",
    identifiers=("datasetGroupArn",),
    requests=(
        Request(
            "create", ("CreateDatasetGroup",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
        Request("delete", ("DeleteDatasetGroup",), ("DELETE PENDING",), (GONE,), when=("ACTIVE", "CREATE FAILED")),
    ),
    describe=Describe(
        "DescribeDatasetGroup",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetGroupArn",
        ),
        within="datasetGroup",
    ),
    lists=Lists(
        "ListDatasetGroups",
        "datasetGroups",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetGroupArn",
        ),
        identifiers={"datasetGroupArn": "datasetGroupArn"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

DatasetImportJob = ResourceType(
    service="personalize",
    name="DatasetImportJob",
    identifiers=("datasetImportJobArn",),
    requests=(
        Request(
            "run", ("CreateDatasetImportJob",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
    ),
    describe=Describe(
        "DescribeDatasetImportJob",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetImportJobArn",
        ),
        within="datasetImportJob",
    ),
    lists=Lists(
        "ListDatasetImportJobs",
        "datasetImportJobs",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="datasetImportJobArn",
        ),
        identifiers={"datasetImportJobArn": "datasetImportJobArn"},
        limit=100,
        page=100,
        equals={"datasetArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

EventTracker = ResourceType(
    service="personalize",
    name="EventTracker",
    identifiers=("eventTrackerArn",),
    requests=(
        Request(
            "create", ("CreateEventTracker",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
        Request(
            "delete", ("DeleteEventTracker",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeEventTracker",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="eventTrackerArn"),
        within="eventTracker",
    ),
    lists=Lists(
        "ListEventTrackers",
        "eventTrackers",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="eventTrackerArn"),
        identifiers={"eventTrackerArn": "eventTrackerArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

Filter = ResourceType(
    service="personalize",
    name="Filter",
    identifiers=("filterArn",),
    requests=(
        Request("create", ("CreateFilter",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",)),
        Request(
            "delete", ("DeleteFilter",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    # The states aren't documented: those of everything else in a dataset group.
    describe=Describe(
        "DescribeFilter",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="filterArn",
        ),
        within="filter",
    ),
    lists=Lists(
        "ListFilters",
        "Filters",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="filterArn",
        ),
        identifiers={"filterArn": "filterArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": "datasetGroupArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

MetricAttribution = ResourceType(
    service="personalize",
    name="MetricAttribution",
    identifiers=("metricAttributionArn",),
    requests=(
        Request(
            "create", ("CreateMetricAttribution",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
        Request(
            "delete", ("DeleteMetricAttribution",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    # The states aren't documented: those of everything else in a dataset group.
    describe=Describe(
        "DescribeMetricAttribution",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="metricAttributionArn",
        ),
        within="metricAttribution",
    ),
    lists=Lists(
        "ListMetricAttributions",
        "metricAttributions",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="metricAttributionArn",
        ),
        identifiers={"metricAttributionArn": "metricAttributionArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

Recommender = ResourceType(
    service="personalize",
    name="Recommender",
    identifiers=("recommenderArn",),
    requests=(
        # An update has a status of its own (latestRecommenderUpdate), and leaves this one ACTIVE.
        Request(
            "create", ("CreateRecommender",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
        ),
        Request(
            "start", ("StartRecommender",), ("START PENDING", "START IN_PROGRESS"), ("ACTIVE",), when=("INACTIVE",),
        ),
        Request("stop", ("StopRecommender",), ("STOP PENDING", "STOP IN_PROGRESS"), ("INACTIVE",), when=("ACTIVE",)),
        Request(
            "delete", ("DeleteRecommender",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED", "INACTIVE"),
        ),
    ),
    describe=Describe(
        "DescribeRecommender",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="recommenderArn",
        ),
        within="recommender",
    ),
    lists=Lists(
        "ListRecommenders",
        "recommenders",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="recommenderArn"),
        identifiers={"recommenderArn": "recommenderArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": "datasetGroupArn"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    # It is trained first, which takes hours.
    timeout=86400,
    minted=True,
)

# The last update of a recommender, which stays ACTIVE meanwhile. One that was never updated shows none.
RecommenderUpdate = ResourceType(
    service="personalize",
    name="RecommenderUpdate",
    identifiers=("recommenderArn",),
    requests=(
        Request(
            "run", ("UpdateRecommender",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeRecommender",
        Fields("status", reason=("failureReason",), modified="lastUpdatedDateTime"),
        within="recommender.latestRecommenderUpdate",
    ),
    # Its summaries don't show how the last update went.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
)

Solution = ResourceType(
    service="personalize",
    name="Solution",
    identifiers=("solutionArn",),
    requests=(
        # An update has a status of its own (latestSolutionUpdate), and leaves this one ACTIVE.
        Request(
            "create", ("CreateSolution",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
        ),
        Request(
            "delete", ("DeleteSolution",), ("DELETE PENDING", "DELETE IN_PROGRESS"), (GONE,),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeSolution",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="solutionArn"),
        within="solution",
    ),
    lists=Lists(
        "ListSolutions",
        "solutions",
        Fields("status", created="creationDateTime", modified="lastUpdatedDateTime", arn="solutionArn"),
        identifiers={"solutionArn": "solutionArn"},
        limit=100,
        page=100,
        equals={"datasetGroupArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

# The last update of a solution, which stays ACTIVE meanwhile. One that was never updated shows none.
SolutionUpdate = ResourceType(
    service="personalize",
    name="SolutionUpdate",
    identifiers=("solutionArn",),
    requests=(
        Request(
            "run", ("UpdateSolution",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",), ("CREATE FAILED",),
            when=("ACTIVE", "CREATE FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeSolution",
        Fields("status", reason=("failureReason",), modified="lastUpdatedDateTime"),
        within="solution.latestSolutionUpdate",
    ),
    # Its summaries don't show how the last update went.
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
)

SolutionVersion = ResourceType(
    service="personalize",
    name="SolutionVersion",
    identifiers=("solutionVersionArn",),
    requests=(
        Request(
            "create", ("CreateSolutionVersion",), ("CREATE PENDING", "CREATE IN_PROGRESS"), ("ACTIVE",),
            ("CREATE FAILED",),
        ),
        Request(
            "stop", ("StopSolutionVersionCreation",), ("CREATE STOPPING",), ("CREATE STOPPED",),
            when=("CREATE PENDING", "CREATE IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeSolutionVersion",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="solutionVersionArn",
        ),
        within="solutionVersion",
    ),
    lists=Lists(
        "ListSolutionVersions",
        "solutionVersions",
        Fields(
            "status",
            reason=("failureReason",),
            created="creationDateTime",
            modified="lastUpdatedDateTime",
            arn="solutionVersionArn",
        ),
        identifiers={"solutionVersionArn": "solutionVersionArn"},
        limit=100,
        page=100,
        equals={"solutionArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ResourceNotFoundException"),),
    # The training: of large datasets, days.
    timeout=259200,
    minted=True,
)
