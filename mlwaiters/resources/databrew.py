"""AWS Glue DataBrew: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_JOB_RUN = Fields("State", reason=("ErrorMessage",), created="StartedOn")

JobRun = ResourceType(
    service="databrew",
    name="JobRun",
    identifiers=("Name", "RunId"),
    requests=(
        Request("run", ("StartJobRun",), ("STARTING", "RUNNING"), ("SUCCEEDED",), ("FAILED", "TIMEOUT")),
        Request("stop", ("StopJobRun",), ("STOPPING",), ("STOPPED",), when=("STARTING", "RUNNING")),
    ),
    describe=Describe("DescribeJobRun", _JOB_RUN),
    lists=Lists(
        "ListJobRuns",
        "JobRuns",
        _JOB_RUN,
        identifiers={"Name": "JobName", "RunId": "RunId"},
        limit=100,
        page=100,
        parent=Parent("Name", "ListJobs", "Jobs", "Name", limit=100),
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
    logs=(Log("{LogGroupName}"),),
)

# A project shows no state but that of its interactive session, which is begun anew after each end.
ProjectSession = ResourceType(
    service="databrew",
    name="ProjectSession",
    identifiers=("Name",),
    requests=(
        # ASSIGNED: ready for use.
        Request(
            "create", ("StartProjectSession",), ("PROVISIONING", "INITIALIZING"), ("ASSIGNED", "READY"), ("FAILED",),
        ),
        Request(
            "maintain", (), ("UPDATING", "RECYCLING", "ROTATING"), ("ASSIGNED", "READY"), ("FAILED",),
            when=("ASSIGNED", "READY"),
        ),
        Request("delete", ("DeleteProject",), (), (GONE,), when=("ASSIGNED", "READY", "FAILED", "TERMINATED")),
    ),
    describe=Describe(
        "DescribeProject",
        Fields("SessionStatus", created="CreateDate", modified="OpenDate", arn="ResourceArn"),
    ),
    lists=None,
    absent=(Absent("ResourceNotFoundException"),),
    timeout=1800,
    others=("TERMINATING", "TERMINATED"),
)
