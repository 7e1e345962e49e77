"""AWS Step Functions: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

Execution = ResourceType(
    service="stepfunctions",
    name="Execution",
    identifiers=("executionArn",),
    requests=(
        # PENDING_REDRIVE: a failed child of a Map Run that the service is about to run again.
        Request("run", ("StartExecution",), ("PENDING_REDRIVE", "RUNNING"), ("SUCCEEDED",), ("FAILED", "TIMED_OUT")),
        Request("stop", ("StopExecution",), (), ("ABORTED",), when=("PENDING_REDRIVE", "RUNNING")),
    ),
    describe=Describe(
        "DescribeExecution",
        Fields("status", reason=("cause", "error"), created="startDate", arn="executionArn"),
    ),
    # Either the state machine or the Map Run must be named; the newest come first.
    lists=Lists(
        "ListExecutions",
        "executions",
        Fields("status", created="startDate", arn="executionArn"),
        identifiers={"executionArn": "executionArn"},
        limit=1000,
        page=100,
        filters={"status": "statusFilter"},
        equals={"mapRunArn": "mapRunArn", "redriveFilter": ""},
        needs={"stateMachineArn": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(Absent("ExecutionDoesNotExist"),),
    # A standard execution may take a year (developer guide, quotas): a week is ours.
    timeout=604800,
)

MapRun = ResourceType(
    service="stepfunctions",
    name="MapRun",
    identifiers=("mapRunArn",),
    requests=(
        # Begun by a Distributed Map state of an execution, and aborted with it: no operation does that to it alone.
        Request("run", ("StartExecution",), ("RUNNING",), ("SUCCEEDED",), ("FAILED", "ABORTED")),
    ),
    describe=Describe("DescribeMapRun", Fields("status", created="startDate", arn="mapRunArn")),
    lists=None,
    absent=(Absent("ResourceNotFound"),),
    timeout=604800,
    minted=True,
)

StateMachine = ResourceType(
    service="stepfunctions",
    name="StateMachine",
    identifiers=("stateMachineArn",),
    requests=(
        Request("create", ("CreateStateMachine",), (), ("ACTIVE",)),
        # It goes only when all its executions have ended.
        Request("delete", ("DeleteStateMachine",), ("DELETING",), (GONE,), when=("ACTIVE",)),
    ),
    describe=Describe("DescribeStateMachine", Fields("status", created="creationDate", arn="stateMachineArn")),
    lists=None,
    absent=(Absent("StateMachineDoesNotExist"),),
    timeout=3600,
)
