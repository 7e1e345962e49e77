"""AWS Batch: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Batch, Describe, Fields, Lists, Parent, Request, ResourceType

# ClientException is Batch's one answer to all that a caller gets wrong: the words decide. Not in the model: "… does not
# exist" is what moto answers for queues and environments; quota shares and service jobs were seen nowhere.
_NOT_FOUND = (Absent("ClientException", r"(?i)not found|does(n't| not) exist"),)
_FIELDS = Fields("status", reason=("statusReason",), arn="jobArn")
_COMPUTE_ENVIRONMENT = Fields("status", reason=("statusReason",), arn="computeEnvironmentArn")
_JOB_QUEUE = Fields("status", reason=("statusReason",), arn="jobQueueArn")

ComputeEnvironment = ResourceType(
    service="batch",
    name="ComputeEnvironment",
    identifiers=("computeEnvironmentName",),
    requests=(
        Request("create", ("CreateComputeEnvironment",), ("CREATING",), ("VALID",), ("INVALID",)),
        Request(
            "update", ("UpdateComputeEnvironment",), ("UPDATING",), ("VALID",), ("INVALID",), when=("VALID", "INVALID"),
        ),
        # It must be DISABLED before it can be deleted, and may be shown as DELETED for a while.
        Request("delete", ("DeleteComputeEnvironment",), ("DELETING",), (GONE, "DELETED"), when=("VALID", "INVALID")),
    ),
    describe=Describe(
        "DescribeComputeEnvironments",
        _COMPUTE_ENVIRONMENT,
        within="computeEnvironments[]",
        sends={"computeEnvironmentName": "computeEnvironments[]"},
    ),
    lists=Lists(
        "DescribeComputeEnvironments",
        "computeEnvironments",
        _COMPUTE_ENVIRONMENT,
        identifiers={"computeEnvironmentName": "computeEnvironmentName"},
        limit=100,
        page=100,
        equals={"computeEnvironments": ""},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=1800,
)

JobQueue = ResourceType(
    service="batch",
    name="JobQueue",
    identifiers=("jobQueueName",),
    requests=(
        Request("create", ("CreateJobQueue",), ("CREATING",), ("VALID",), ("INVALID",)),
        Request("update", ("UpdateJobQueue",), ("UPDATING",), ("VALID",), ("INVALID",), when=("VALID", "INVALID")),
        # It must be DISABLED before it can be deleted, and may be shown as DELETED for a while.
        Request("delete", ("DeleteJobQueue",), ("DELETING",), (GONE, "DELETED"), when=("VALID", "INVALID")),
    ),
    describe=Describe("DescribeJobQueues", _JOB_QUEUE, within="jobQueues[]", sends={"jobQueueName": "jobQueues[]"}),
    lists=Lists(
        "DescribeJobQueues",
        "jobQueues",
        _JOB_QUEUE,
        identifiers={"jobQueueName": "jobQueueName"},
        limit=100,
        page=100,
        equals={"jobQueues": ""},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=1800,
)

Job = ResourceType(
    service="batch",
    name="Job",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("SubmitJob",), ("SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED",),
        ),
        # A job that is cancelled or terminated ends as FAILED; isCancelled and isTerminated tell it from one
        # that failed.
        Request(
            "stop", ("TerminateJob", "CancelJob"), (), ("FAILED",),
            when=("SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"),
        ),
    ),
    describe=Describe("DescribeJobs", _FIELDS, within="jobs[]", sends={"jobId": "jobs[]"}),
    # Without a filter only RUNNING jobs are listed; with one, jobs of any status, the newest first.
    lists=Lists(
        "ListJobs",
        "jobSummaryList",
        _FIELDS,
        identifiers={"jobId": "jobId"},
        limit=1000,
        page=100,
        filters={"status": "jobStatus"},
        equals={"arrayJobId": "", "multiNodeJobId": "", "filters": ""},
        newest={"filters": [{"name": "AFTER_CREATED_AT", "values": ["0"]}]},
        needs={"jobQueue": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    # Batch itself sets no limit, and Fargate one of 14 days (SubmitJob in botocore's model): a week is ours.
    timeout=604800,
    minted=True,
    batch=Batch("DescribeJobs", "jobs", "jobs", "jobId", _FIELDS, limit=100),
    # The model tells the group; a log configuration of its own may name another.
    logs=(Log("{container.logConfiguration.options.awslogs-group|/aws/batch/job}", "{container.logStreamName}"),),
)

QuotaShare = ResourceType(
    service="batch",
    name="QuotaShare",
    identifiers=("quotaShareArn",),
    requests=(
        Request("create", ("CreateQuotaShare",), ("CREATING",), ("VALID",), ("INVALID",)),
        Request("update", ("UpdateQuotaShare",), ("UPDATING",), ("VALID",), ("INVALID",), when=("VALID", "INVALID")),
        Request("delete", ("DeleteQuotaShare",), ("DELETING",), (GONE,), when=("VALID", "INVALID")),
    ),
    describe=Describe("DescribeQuotaShare", Fields("status", arn="quotaShareArn")),
    lists=Lists(
        "ListQuotaShares",
        "quotaShares",
        Fields("status", arn="quotaShareArn"),
        identifiers={"quotaShareArn": "quotaShareArn"},
        limit=100,
        page=100,
        parent=Parent("jobQueue", "DescribeJobQueues", "jobQueues", "jobQueueArn", limit=100),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_NOT_FOUND,
    timeout=1800,
    minted=True,
)

ServiceEnvironment = ResourceType(
    service="batch",
    name="ServiceEnvironment",
    identifiers=("serviceEnvironmentName",),
    requests=(
        Request("create", ("CreateServiceEnvironment",), ("CREATING",), ("VALID",), ("INVALID",)),
        Request(
            "update", ("UpdateServiceEnvironment",), ("UPDATING",), ("VALID",), ("INVALID",), when=("VALID", "INVALID"),
        ),
        # It must be DISABLED before it can be deleted, and may be shown as DELETED for a while.
        Request("delete", ("DeleteServiceEnvironment",), ("DELETING",), (GONE, "DELETED"), when=("VALID", "INVALID")),
    ),
    describe=Describe(
        "DescribeServiceEnvironments",
        Fields("status", arn="serviceEnvironmentArn"),
        within="serviceEnvironments[]",
        sends={"serviceEnvironmentName": "serviceEnvironments[]"},
    ),
    lists=Lists(
        "DescribeServiceEnvironments",
        "serviceEnvironments",
        Fields("status", arn="serviceEnvironmentArn"),
        identifiers={"serviceEnvironmentName": "serviceEnvironmentName"},
        limit=100,
        page=100,
        equals={"serviceEnvironments": ""},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=1800,
)

ServiceJob = ResourceType(
    service="batch",
    name="ServiceJob",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("SubmitServiceJob",), ("SUBMITTED", "PENDING", "RUNNABLE", "SCHEDULED", "STARTING", "RUNNING"),
            ("SUCCEEDED",), ("FAILED",),
        ),
        # A job that is terminated ends as FAILED; isTerminated tells it from one that failed.
        Request(
            "stop", ("TerminateServiceJob",), (), ("FAILED",),
            when=("SUBMITTED", "PENDING", "RUNNABLE", "SCHEDULED", "STARTING", "RUNNING"),
        ),
    ),
    describe=Describe("DescribeServiceJob", _FIELDS),
    # Without a filter only RUNNING jobs are listed; with one, jobs of any status, the newest first.
    lists=Lists(
        "ListServiceJobs",
        "jobSummaryList",
        _FIELDS,
        identifiers={"jobId": "jobId"},
        limit=100,
        page=100,
        filters={"status": "jobStatus"},
        equals={"filters": ""},
        newest={"filters": [{"name": "AFTER_CREATED_AT", "values": ["0"]}]},
        needs={"jobQueue": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_NOT_FOUND,
    timeout=604800,
    minted=True,
)
