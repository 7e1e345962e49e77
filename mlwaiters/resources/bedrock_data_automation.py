"""Data Automation for Amazon Bedrock: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)

BlueprintOptimization = ResourceType(
    service="bedrock-data-automation",
    name="BlueprintOptimization",
    identifiers=("invocationArn",),
    requests=(
        Request(
            "run", ("InvokeBlueprintOptimizationAsync",), ("Created", "InProgress"), ("Success",),
            ("ServiceError", "ClientError"),
        ),
    ),
    describe=Describe("GetBlueprintOptimizationStatus", Fields("status", reason=("errorMessage",))),
    lists=None,
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

DataAutomationLibrary = ResourceType(
    service="bedrock-data-automation",
    name="DataAutomationLibrary",
    identifiers=("libraryArn",),
    requests=(
        Request("create", ("CreateDataAutomationLibrary",), (), ("ACTIVE",)),
        Request("delete", ("DeleteDataAutomationLibrary",), ("DELETING",), (GONE,), when=("ACTIVE",)),
    ),
    describe=Describe("GetDataAutomationLibrary", Fields("status", created="creationTime"), within="library"),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

DataAutomationLibraryIngestionJob = ResourceType(
    service="bedrock-data-automation",
    name="DataAutomationLibraryIngestionJob",
    identifiers=("libraryArn", "jobArn"),
    requests=(
        Request(
            "run", ("InvokeDataAutomationLibraryIngestionJob",), ("IN_PROGRESS",), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_ERRORS",),
        ),
    ),
    describe=Describe(
        "GetDataAutomationLibraryIngestionJob",
        Fields("jobStatus", reason=("errorMessage",), created="creationTime"),
        within="job",
    ),
    lists=Lists(
        "ListDataAutomationLibraryIngestionJobs",
        "jobs",
        Fields("jobStatus", created="creationTime"),
        identifiers={"libraryArn": "", "jobArn": "jobArn"},
        limit=1000,
        page=100,
        parent=Parent("libraryArn", "ListDataAutomationLibraries", "libraries", "libraryArn", limit=1000),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

DataAutomationProject = ResourceType(
    service="bedrock-data-automation",
    name="DataAutomationProject",
    identifiers=("projectArn",),
    requests=(
        Request("create", ("CreateDataAutomationProject",), ("IN_PROGRESS",), ("COMPLETED",), ("FAILED",)),
        # Through the same states as its creation; the time of its last change tells one from the other.
        Request(
            "update", ("UpdateDataAutomationProject",), ("IN_PROGRESS",), ("COMPLETED",), ("FAILED",),
            when=("COMPLETED", "FAILED"),
        ),
        Request("delete", ("DeleteDataAutomationProject",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetDataAutomationProject",
        Fields("status", created="creationTime", modified="lastModifiedTime"),
        within="project",
    ),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)
