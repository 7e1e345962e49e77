"""AWS Glue: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_NO_ENTITY = (Absent("EntityNotFoundException"),)

_TASK_RUN = Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn")
_JOB_RUN = Fields(
    "JobRunState", reason=("ErrorMessage", "StateDetail"), created="StartedOn", modified="LastModifiedOn"
)
# READY is both before a crawl and after it: how the last crawl ended stands for it, and its start tells one crawl from
# the next. (LastUpdated is the crawler's definition, not its run.)
_CRAWLER = Fields(
    "State",
    reason=("LastCrawl.ErrorMessage",),
    created="CreationTime",
    modified="LastCrawl.StartTime",
    resting=("READY", "LastCrawl.Status"),
)


MLTaskRun = ResourceType(
    service="glue",
    name="MLTaskRun",
    identifiers=("TransformId", "TaskRunId"),
    requests=(
        Request(
            "run",
            (
                "StartMLEvaluationTaskRun",
                "StartMLLabelingSetGenerationTaskRun",
                "StartImportLabelsTaskRun",
                "StartExportLabelsTaskRun",
            ),
            ("STARTING", "RUNNING"),
            ("SUCCEEDED",),
            ("FAILED", "TIMEOUT"),
        ),
        Request("stop", ("CancelMLTaskRun",), ("STOPPING",), ("STOPPED",), when=("STARTING", "RUNNING")),
    ),
    describe=Describe("GetMLTaskRun", _TASK_RUN),
    lists=Lists(
        "GetMLTaskRuns",
        "TaskRuns",
        _TASK_RUN,
        identifiers={"TransformId": "TransformId", "TaskRunId": "TaskRunId"},
        limit=1000,
        page=100,
        parent=Parent("TransformId", "ListMLTransforms", "TransformIds", "", limit=1000),
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.StartedAfter",
            "created_before": "Filter.StartedBefore",
        },
        equals={"Filter.TaskRunType": "Properties.TaskType"},
        sort_by="Sort.Column",
        sort={"STARTED": "StartedOn", "STATUS": "Status", "TASK_RUN_TYPE": "Properties.TaskType"},
        sort_order="Sort.SortDirection",
        newest={"Sort": {"Column": "STARTED", "SortDirection": "DESCENDING"}},
        whole=True,
    ),
    absent=_NO_ENTITY,
    minted=True,
    timeout=172800,  # MLTransform.Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT
)

JobRun = ResourceType(
    service="glue",
    name="JobRun",
    identifiers=("JobName", "RunId"),
    requests=(
        # WAITING: queued for capacity (JobRunQueuingEnabled). EXPIRED: queued for too long, or a day old in streaming.
        Request(
            "run", ("StartJobRun",), ("WAITING", "STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED", "TIMEOUT", "ERROR", "EXPIRED"),
        ),
        Request("stop", ("BatchStopJobRun",), ("STOPPING",), ("STOPPED",), when=("WAITING", "STARTING", "RUNNING")),
    ),
    describe=Describe("GetJobRun", _JOB_RUN, within="JobRun"),
    lists=Lists(
        "GetJobRuns",
        "JobRuns",
        _JOB_RUN,
        identifiers={"JobName": "JobName", "RunId": "Id"},
        limit=200,
        page=200,
        parent=Parent("JobName", "ListJobs", "JobNames", "", limit=1000),
        whole=True,
    ),
    absent=_NO_ENTITY,
    minted=True,
    timeout=172800,  # Job.Timeout is 480 minutes from Glue 5.0 on, and was 2880 before
)

Crawler = ResourceType(
    service="glue",
    name="Crawler",
    identifiers=("Name",),
    requests=(
        Request(
            "run", ("StartCrawler",), ("RUNNING",), ("SUCCEEDED",), ("FAILED",),
            when=("READY", "SUCCEEDED", "FAILED", "CANCELLED"),
        ),
        # A crawl that ends by itself goes via STOPPING too: what LastCrawl then says decides.
        Request("stop", ("StopCrawler",), ("STOPPING",), ("CANCELLED",), when=("RUNNING",)),
        Request("delete", ("DeleteCrawler",), (), (GONE,), when=("READY", "SUCCEEDED", "FAILED", "CANCELLED")),
    ),
    others=("READY",),
    describe=Describe("GetCrawler", _CRAWLER, within="Crawler"),
    lists=Lists(
        "GetCrawlers",
        "Crawlers",
        _CRAWLER,
        identifiers={"Name": "Name"},
        limit=1000,
        page=100,
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=86400,
)
