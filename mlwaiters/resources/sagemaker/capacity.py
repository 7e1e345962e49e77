"""Amazon SageMaker: HyperPod clusters, and compute that is reserved."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Describe, Fields, Lists, Parent, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import ABSENT, CREATION, DESCRIBES, LISTINGS, NEWEST, SINCE

Cluster = ResourceType(
    service="sagemaker",
    name="Cluster",
    identifiers=("ClusterName",),
    requests=(
        Request("create", ("CreateCluster",), ("Creating",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateCluster", "UpdateClusterSoftware"), ("Updating", "SystemUpdating"), ("InService",),
            ("Failed",), rollback=("RollingBack",), when=("InService",),
        ),
        Request("delete", ("DeleteCluster",), ("Deleting",), (GONE,), when=("InService", "Failed")),
    ),
    describe=Describe(
        "DescribeCluster",
        Fields("ClusterStatus", reason=("FailureMessage",), created="CreationTime", arn="ClusterArn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListClusters",
        "ClusterSummaries",
        Fields("ClusterStatus", created="CreationTime", arn="ClusterArn"),
        identifiers={"ClusterName": "ClusterName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        equals={"TrainingPlanArn": ""},
        sort_by="SortBy",
        sort={"CREATION_TIME": "CreationTime", "NAME": "ClusterName"},
        sort_order="SortOrder",
        newest={"SortBy": "CREATION_TIME", "SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=14400,
    # What its lifecycle scripts say; the group's name ends in the cluster's own identifier. Not in the guide's list
    # of logs; seen in public code that reads them.
    logs=(Log("/aws/sagemaker/Clusters/{ClusterName}/", "LifecycleConfig/"),),
)

_CLUSTER_NODE = Fields(
    "InstanceStatus.Status",
    reason=("InstanceStatus.Message",),
    created="LaunchTime",
    modified="LastSoftwareUpdateTime",
)
ClusterNode = ResourceType(
    service="sagemaker",
    name="ClusterNode",
    identifiers=("ClusterName", "NodeId"),
    requests=(
        Request(
            "create", ("CreateCluster", "UpdateCluster", "BatchAddClusterNodes"),
            ("Pending", "DeepHealthCheckInProgress"), ("Running",), ("Failure",),
        ),
        Request(
            "update", ("UpdateClusterSoftware",), ("SystemUpdating",), ("Running",), ("Failure",), when=("Running",),
        ),
        Request(
            "delete", ("BatchDeleteClusterNodes", "UpdateCluster", "DeleteCluster"), ("ShuttingDown",),
            (GONE, "NotFound"), when=("Running", "Failure"),
        ),
    ),
    describe=Describe("DescribeClusterNode", _CLUSTER_NODE, within="NodeDetails", quota=DESCRIBES),
    lists=Lists(
        "ListClusterNodes",
        "ClusterNodeSummaries",
        _CLUSTER_NODE,
        identifiers={"ClusterName": "", "NodeId": "InstanceId"},
        limit=100,
        page=10,
        parent=Parent("ClusterName", "ListClusters", "ClusterSummaries", "ClusterName", limit=100, quota=LISTINGS),
        filters=CREATION,
        equals={"InstanceGroupNameContains": "InstanceGroupName", "IncludeNodeLogicalIds": ""},
        sort_by="SortBy",
        sort={"CREATION_TIME": "LaunchTime", "NAME": "InstanceGroupName"},
        sort_order="SortOrder",
        newest={"SortBy": "CREATION_TIME", "SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=14400,
    minted=True,
)

ClusterSchedulerConfig = ResourceType(
    service="sagemaker",
    name="ClusterSchedulerConfig",
    identifiers=("ClusterSchedulerConfigId",),
    requests=(
        Request(
            "create", ("CreateClusterSchedulerConfig",), ("Creating",), ("Created",),
            ("CreateFailed", "CreateRollbackFailed"),
        ),
        Request(
            "update", ("UpdateClusterSchedulerConfig",), ("Updating",), ("Updated",),
            ("UpdateFailed", "UpdateRollbackFailed"),
            when=("Created", "Updated", "UpdateFailed", "UpdateRollbackFailed"),
        ),
        Request(
            "delete", ("DeleteClusterSchedulerConfig",), ("Deleting",), (GONE, "Deleted"),
            ("DeleteFailed", "DeleteRollbackFailed"),
            when=(
                "Created", "CreateFailed", "CreateRollbackFailed", "Updated", "UpdateFailed", "UpdateRollbackFailed",
                "DeleteFailed", "DeleteRollbackFailed",
            ),
        ),
    ),
    describe=Describe(
        "DescribeClusterSchedulerConfig",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ClusterSchedulerConfigArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListClusterSchedulerConfigs",
        "ClusterSchedulerConfigSummaries",
        Fields("Status", created="CreationTime", modified="LastModifiedTime", arn="ClusterSchedulerConfigArn"),
        identifiers={"ClusterSchedulerConfigId": "ClusterSchedulerConfigId"},
        limit=100,
        page=10,
        filters={"status": "Status", "name": "NameContains", **SINCE},
        equals={"ClusterArn": "ClusterArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "Name", "Status": "Status"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

ComputeQuota = ResourceType(
    service="sagemaker",
    name="ComputeQuota",
    identifiers=("ComputeQuotaId",),
    requests=(
        Request(
            "create", ("CreateComputeQuota",), ("Creating",), ("Created",), ("CreateFailed", "CreateRollbackFailed"),
        ),
        Request(
            "update", ("UpdateComputeQuota",), ("Updating",), ("Updated",), ("UpdateFailed", "UpdateRollbackFailed"),
            when=("Created", "Updated", "UpdateFailed", "UpdateRollbackFailed"),
        ),
        Request(
            "delete", ("DeleteComputeQuota",), ("Deleting",), (GONE, "Deleted"),
            ("DeleteFailed", "DeleteRollbackFailed"),
            when=(
                "Created", "CreateFailed", "CreateRollbackFailed", "Updated", "UpdateFailed", "UpdateRollbackFailed",
                "DeleteFailed", "DeleteRollbackFailed",
            ),
        ),
    ),
    describe=Describe(
        "DescribeComputeQuota",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ComputeQuotaArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListComputeQuotas",
        "ComputeQuotaSummaries",
        Fields("Status", created="CreationTime", modified="LastModifiedTime", arn="ComputeQuotaArn"),
        identifiers={"ComputeQuotaId": "ComputeQuotaId"},
        limit=100,
        page=10,
        filters={"status": "Status", "name": "NameContains", **SINCE},
        equals={"ClusterArn": "ClusterArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "Name", "Status": "Status", "ClusterArn": "ClusterArn"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

# A part of a training plan, with states of its own.
ReservedCapacity = ResourceType(
    service="sagemaker",
    name="ReservedCapacity",
    identifiers=("ReservedCapacityArn",),
    requests=(
        Request("create", ("CreateTrainingPlan",), ("Pending", "Scheduled"), ("Active",), ("Failed",)),
    ),
    describe=Describe("DescribeReservedCapacity", Fields("Status", arn="ReservedCapacityArn"), quota=DESCRIBES),
    # No listing but that of the plans, which have several each.
    lists=None,
    absent=ABSENT,
    timeout=5184000,
    minted=True,
    # Its term is over.
    others=("Expired",),
)

_TRAINING_PLAN = Fields("Status", reason=("StatusMessage",), arn="TrainingPlanArn")
TrainingPlan = ResourceType(
    service="sagemaker",
    name="TrainingPlan",
    identifiers=("TrainingPlanName",),
    requests=(
        # Scheduled: paid for, and waiting for the day on which it begins, which may be weeks away. Jobs may be queued
        # already: who waits for no more than that waits for state=Scheduled,Active.
        Request("create", ("CreateTrainingPlan",), ("Pending", "Scheduled"), ("Active",), ("Failed",)),
    ),
    describe=Describe("DescribeTrainingPlan", _TRAINING_PLAN, quota=DESCRIBES),
    lists=Lists(
        "ListTrainingPlans",
        "TrainingPlanSummaries",
        _TRAINING_PLAN,
        identifiers={"TrainingPlanName": "TrainingPlanName"},
        limit=100,
        page=10,
        equals={"StartTimeAfter": "", "StartTimeBefore": "", "Filters": ""},
        sort_by="SortBy",
        sort={"StartTime": "StartTime", "TrainingPlanName": "TrainingPlanName", "Status": "Status"},
        sort_order="SortOrder",
        newest={"SortBy": "StartTime", "SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=5184000,
    # Its term is over.
    others=("Expired",),
)

TrainingSession = ResourceType(
    service="sagemaker",
    name="TrainingSession",
    identifiers=("TrainingSessionName",),
    requests=(
        Request("create", ("CreateTrainingSession",), ("Created", "Scheduled"), ("Running",), ("Failed",)),
        Request("stop", ("StopTrainingSession",), ("Stopping",), ("Stopped",), when=("Running",)),
        Request(
            "delete", ("DeleteTrainingSession",), ("Deleting",), (GONE,), ("DeletionFailed",),
            when=("Failed", "Stopped", "Expired", "DeletionFailed"),
        ),
    ),
    describe=Describe(
        "DescribeTrainingSession",
        Fields(
            "TrainingSessionStatus",
            reason=("ErrorDetails",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="TrainingSessionArn",
        ),
        within="TrainingSessionDetail",
        quota=DESCRIBES,
    ),
    # Its summaries show ARNs; names are what is described.
    lists=None,
    absent=ABSENT,
    timeout=86400,
    # Blocked: with an error to read; nothing tells whether it goes on from there.
    others=("Blocked", "Expired"),
)
