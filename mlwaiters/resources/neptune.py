"""Amazon Neptune: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# The model has no words for the states of clusters, instances and snapshots, nor has Neptune's guide. They are those
# that botocore's own waiters and hashicorp/terraform-provider-aws (internal/service/neptune/consts.go) wait for, and
# those that Aurora's guide lists, whose operations Neptune shares; a word that is in none is judged by its spelling.
_DB_CLUSTER_SNAPSHOT = Fields("Status", created="SnapshotCreateTime", arn="DBClusterSnapshotArn")
_DB_CLUSTER = Fields("Status", created="ClusterCreateTime", arn="DBClusterArn")
_DB_INSTANCE = Fields(
    "DBInstanceStatus", reason=("StatusInfos[].Message",), created="InstanceCreateTime", arn="DBInstanceArn"
)

DBClusterEndpoint = ResourceType(
    service="neptune",
    name="DBClusterEndpoint",
    identifiers=("DBClusterEndpointIdentifier",),
    requests=(
        # inactive: of no use to its cluster as it is, as a writer's endpoint is to a secondary one.
        Request("create", ("CreateDBClusterEndpoint",), ("creating",), ("available",)),
        Request("update", ("ModifyDBClusterEndpoint",), ("modifying",), ("available",), when=("available", "inactive")),
        Request("delete", ("DeleteDBClusterEndpoint",), ("deleting",), (GONE,), when=("available", "inactive")),
    ),
    describe=Describe(
        "DescribeDBClusterEndpoints",
        Fields("Status", arn="DBClusterEndpointArn"),
        within="DBClusterEndpoints[]",
    ),
    lists=Lists(
        "DescribeDBClusterEndpoints",
        "DBClusterEndpoints",
        Fields("Status", arn="DBClusterEndpointArn"),
        identifiers={"DBClusterEndpointIdentifier": "DBClusterEndpointIdentifier"},
        limit=100,
        page=100,
        equals={
            "DBClusterIdentifier": "DBClusterIdentifier",
            "DBClusterEndpointIdentifier": "DBClusterEndpointIdentifier",
            "Filters": "",
        },
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("DBClusterNotFoundFault"),),
    timeout=3600,
    others=("inactive",),
)

DBClusterSnapshot = ResourceType(
    service="neptune",
    name="DBClusterSnapshot",
    identifiers=("DBClusterSnapshotIdentifier",),
    requests=(
        Request(
            "create", ("CreateDBClusterSnapshot", "CopyDBClusterSnapshot"), ("creating", "copying"), ("available",),
            ("failed",),
        ),
        Request("delete", ("DeleteDBClusterSnapshot",), ("deleting",), (GONE,), when=("available", "failed")),
    ),
    describe=Describe("DescribeDBClusterSnapshots", _DB_CLUSTER_SNAPSHOT, within="DBClusterSnapshots[]"),
    lists=Lists(
        "DescribeDBClusterSnapshots",
        "DBClusterSnapshots",
        _DB_CLUSTER_SNAPSHOT,
        identifiers={"DBClusterSnapshotIdentifier": "DBClusterSnapshotIdentifier"},
        limit=100,
        page=100,
        equals={
            "DBClusterIdentifier": "DBClusterIdentifier",
            "DBClusterSnapshotIdentifier": "DBClusterSnapshotIdentifier",
            "SnapshotType": "SnapshotType",
            "Filters": "",
            "IncludeShared": "",
            "IncludePublic": "",
        },
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("DBClusterSnapshotNotFoundFault"),),
    timeout=21600,
)

DBCluster = ResourceType(
    service="neptune",
    name="DBCluster",
    identifiers=("DBClusterIdentifier",),
    requests=(
        Request(
            "create", ("CreateDBCluster", "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime"),
            ("creating", "preparing-data-migration", "migrating"), ("available",),
            ("migration-failed", "cloning-failed"),
        ),
        # It may stay available for a while before it shows that it is being changed.
        Request(
            "update", ("ModifyDBCluster", "FailoverDBCluster", "PromoteReadReplicaDBCluster"),
            (
                "modifying",
                "renaming",
                "upgrading",
                "failing-over",
                "promoting",
                "rebooting",
                "resetting-master-credentials",
                "configuring-enhanced-monitoring",
                "configuring-iam-database-auth",
                "update-iam-db-auth",
                "scaling-compute",
                "scaling-storage",
            ),
            ("available",), when=("available",),
        ),
        Request("start", ("StartDBCluster",), ("starting",), ("available",), when=("stopped",)),
        Request("stop", ("StopDBCluster",), ("stopping",), ("stopped",), when=("available",)),
        Request("maintain", (), ("backing-up", "maintenance"), ("available",), when=("available",)),
        Request(
            "delete", ("DeleteDBCluster",), ("deleting",), (GONE,),
            when=("available", "stopped", "migration-failed", "cloning-failed", "inaccessible-encryption-credentials"),
        ),
    ),
    describe=Describe("DescribeDBClusters", _DB_CLUSTER, within="DBClusters[]"),
    lists=Lists(
        "DescribeDBClusters",
        "DBClusters",
        _DB_CLUSTER,
        identifiers={"DBClusterIdentifier": "DBClusterIdentifier"},
        limit=100,
        page=100,
        equals={"DBClusterIdentifier": "DBClusterIdentifier", "Filters": ""},
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("DBClusterNotFoundFault"),),
    timeout=7200,
    others=("inaccessible-encryption-credentials",),
)

DBInstance = ResourceType(
    service="neptune",
    name="DBInstance",
    identifiers=("DBInstanceIdentifier",),
    requests=(
        Request(
            "create", ("CreateDBInstance",),
            (
                "creating",
                "configuring-enhanced-monitoring",
                "configuring-iam-database-auth",
                "configuring-log-exports",
            ),
            ("available",), ("failed", "incompatible-restore", "incompatible-parameters"),
        ),
        Request(
            "update", ("ModifyDBInstance", "RebootDBInstance"),
            (
                "modifying",
                "rebooting",
                "renaming",
                "upgrading",
                "resetting-master-credentials",
                "configuring-enhanced-monitoring",
                "configuring-iam-database-auth",
                "configuring-log-exports",
                "storage-optimization",
            ),
            ("available",), ("failed", "incompatible-parameters"), when=("available",),
        ),
        # It is started and stopped with its cluster: no operation does that to it alone.
        Request(
            "maintain", (), ("backing-up", "maintenance", "starting"), ("available",), when=("available", "stopped"),
        ),
        Request(
            "delete", ("DeleteDBInstance",), ("deleting",), (GONE, "deleted"),
            when=("available", "failed", "incompatible-restore", "incompatible-parameters"),
        ),
    ),
    describe=Describe("DescribeDBInstances", _DB_INSTANCE, within="DBInstances[]"),
    lists=Lists(
        "DescribeDBInstances",
        "DBInstances",
        _DB_INSTANCE,
        identifiers={"DBInstanceIdentifier": "DBInstanceIdentifier"},
        limit=100,
        page=100,
        equals={"DBInstanceIdentifier": "DBInstanceIdentifier", "Filters": ""},
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("DBInstanceNotFound"),),
    timeout=7200,
    others=("stopping", "stopped"),
)

EventSubscription = ResourceType(
    service="neptune",
    name="EventSubscription",
    identifiers=("SubscriptionName",),
    requests=(
        # no-permission, topic-not-exist: what it posts to is closed to it, or gone.
        Request("create", ("CreateEventSubscription",), ("creating",), ("active",)),
        Request(
            "update", ("ModifyEventSubscription",), ("modifying",), ("active",),
            when=("active", "no-permission", "topic-not-exist"),
        ),
        Request(
            "delete", ("DeleteEventSubscription",), ("deleting",), (GONE,),
            when=("active", "no-permission", "topic-not-exist"),
        ),
    ),
    describe=Describe(
        "DescribeEventSubscriptions",
        Fields("Status", arn="EventSubscriptionArn"),
        within="EventSubscriptionsList[]",
    ),
    lists=Lists(
        "DescribeEventSubscriptions",
        "EventSubscriptionsList",
        Fields("Status", arn="EventSubscriptionArn"),
        identifiers={"SubscriptionName": "CustSubscriptionId"},
        limit=100,
        page=100,
        equals={"SubscriptionName": "CustSubscriptionId", "Filters": ""},
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("SubscriptionNotFound"),),
    timeout=3600,
    others=("no-permission", "topic-not-exist"),
)

GlobalCluster = ResourceType(
    service="neptune",
    name="GlobalCluster",
    identifiers=("GlobalClusterIdentifier",),
    requests=(
        Request("create", ("CreateGlobalCluster",), ("creating",), ("available",)),
        Request(
            "update", ("ModifyGlobalCluster", "FailoverGlobalCluster", "SwitchoverGlobalCluster"),
            ("modifying", "upgrading", "failing-over", "switching-over"), ("available",), when=("available",),
        ),
        Request("delete", ("DeleteGlobalCluster",), ("deleting",), (GONE, "deleted"), when=("available",)),
    ),
    describe=Describe("DescribeGlobalClusters", Fields("Status", arn="GlobalClusterArn"), within="GlobalClusters[]"),
    lists=Lists(
        "DescribeGlobalClusters",
        "GlobalClusters",
        Fields("Status", arn="GlobalClusterArn"),
        identifiers={"GlobalClusterIdentifier": "GlobalClusterIdentifier"},
        limit=100,
        page=100,
        equals={"GlobalClusterIdentifier": "GlobalClusterIdentifier"},
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("GlobalClusterNotFoundFault"),),
    timeout=3600,
)
