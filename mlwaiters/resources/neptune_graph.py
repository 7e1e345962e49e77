"""Amazon Neptune Graph: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_GRAPH_SNAPSHOT = Fields("status", created="snapshotCreateTime", arn="arn")
_ABSENT = (Absent("ResourceNotFoundException"),)

ExportTask = ResourceType(
    service="neptune-graph",
    name="ExportTask",
    identifiers=("taskIdentifier",),
    requests=(
        Request("run", ("StartExportTask",), ("INITIALIZING", "EXPORTING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("CancelExportTask",), ("CANCELLING",), ("CANCELLED",), when=("INITIALIZING", "EXPORTING")),
    ),
    describe=Describe("GetExportTask", Fields("status", reason=("statusReason",))),
    lists=Lists(
        "ListExportTasks",
        "tasks",
        Fields("status", reason=("statusReason",)),
        identifiers={"taskIdentifier": "taskId"},
        limit=100,
        page=100,
        equals={"graphIdentifier": "graphId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=172800,
    minted=True,
    others=("DELETED",),
)

Graph = ResourceType(
    service="neptune-graph",
    name="Graph",
    identifiers=("graphIdentifier",),
    requests=(
        Request(
            "create", ("CreateGraph", "CreateGraphUsingImportTask", "RestoreGraphFromSnapshot"),
            ("CREATING", "IMPORTING"),
            ("AVAILABLE",), ("FAILED",),
        ),
        Request(
            "update", ("UpdateGraph", "ResetGraph", "StartImportTask"), ("UPDATING", "RESETTING", "IMPORTING"),
            ("AVAILABLE",),
            ("FAILED",), when=("AVAILABLE",),
        ),
        Request("start", ("StartGraph",), ("STARTING",), ("AVAILABLE",), ("FAILED",), when=("STOPPED",)),
        Request("stop", ("StopGraph",), ("STOPPING",), ("STOPPED",), ("FAILED",), when=("AVAILABLE",)),
        # While a snapshot is taken.
        Request("maintain", (), ("SNAPSHOTTING",), ("AVAILABLE",), when=("AVAILABLE",)),
        Request("delete", ("DeleteGraph",), ("DELETING",), (GONE,), when=("AVAILABLE", "FAILED", "STOPPED")),
    ),
    describe=Describe("GetGraph", Fields("status", reason=("statusReason",), created="createTime", arn="arn")),
    lists=Lists(
        "ListGraphs",
        "graphs",
        Fields("status", arn="arn"),
        identifiers={"graphIdentifier": "id"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=7200,
    minted=True,
)

GraphSnapshot = ResourceType(
    service="neptune-graph",
    name="GraphSnapshot",
    identifiers=("snapshotIdentifier",),
    requests=(
        Request("create", ("CreateGraphSnapshot",), ("CREATING",), ("AVAILABLE",), ("FAILED",)),
        Request("delete", ("DeleteGraphSnapshot",), ("DELETING",), (GONE,), when=("AVAILABLE", "FAILED")),
    ),
    describe=Describe("GetGraphSnapshot", _GRAPH_SNAPSHOT),
    lists=Lists(
        "ListGraphSnapshots",
        "graphSnapshots",
        _GRAPH_SNAPSHOT,
        identifiers={"snapshotIdentifier": "id"},
        limit=100,
        page=100,
        equals={"graphIdentifier": "sourceGraphId"},
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

ImportTask = ResourceType(
    service="neptune-graph",
    name="ImportTask",
    identifiers=("taskIdentifier",),
    requests=(
        # ROLLING_BACK: failed already, and what it made is being taken away.
        Request(
            "run", ("StartImportTask", "CreateGraphUsingImportTask"),
            ("INITIALIZING", "EXPORTING", "ANALYZING_DATA", "IMPORTING", "REPROVISIONING"), ("SUCCEEDED",),
            ("FAILED",), rollback=("ROLLING_BACK",),
        ),
        Request(
            "stop", ("CancelImportTask",), ("CANCELLING",), ("CANCELLED",),
            when=("INITIALIZING", "EXPORTING", "ANALYZING_DATA", "IMPORTING", "REPROVISIONING"),
        ),
    ),
    describe=Describe("GetImportTask", Fields("status", reason=("statusReason",))),
    lists=Lists(
        "ListImportTasks",
        "tasks",
        Fields("status"),
        identifiers={"taskIdentifier": "taskId"},
        limit=100,
        page=100,
        equals={"graphIdentifier": "graphId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=172800,
    minted=True,
    others=("DELETED",),
)

PrivateGraphEndpoint = ResourceType(
    service="neptune-graph",
    name="PrivateGraphEndpoint",
    identifiers=("graphIdentifier", "vpcId"),
    requests=(
        Request("create", ("CreatePrivateGraphEndpoint",), ("CREATING",), ("AVAILABLE",), ("FAILED",)),
        Request("delete", ("DeletePrivateGraphEndpoint",), ("DELETING",), (GONE,), when=("AVAILABLE", "FAILED")),
    ),
    describe=Describe("GetPrivateGraphEndpoint", Fields("status")),
    lists=Lists(
        "ListPrivateGraphEndpoints",
        "privateGraphEndpoints",
        Fields("status"),
        identifiers={"graphIdentifier": "", "vpcId": "vpcId"},
        limit=100,
        page=100,
        parent=Parent("graphIdentifier", "ListGraphs", "graphs", "id", limit=100),
        whole=True,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)
