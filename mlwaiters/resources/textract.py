"""Amazon Textract: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# What a job answers that isn't there, or whose results are older than seven days (for so long a JobId is valid, by the
# model).
_NO_JOB = (Absent("InvalidJobIdException"),)

AdapterVersion = ResourceType(
    service="textract",
    name="AdapterVersion",
    identifiers=("AdapterId", "AdapterVersion"),
    requests=(
        # AT_RISK: still to be used, soon to be deprecated.
        Request(
            "create", ("CreateAdapterVersion",), ("CREATION_IN_PROGRESS",), ("ACTIVE", "AT_RISK"), ("CREATION_ERROR",),
        ),
        Request(
            "delete", ("DeleteAdapterVersion",), (), (GONE,),
            when=("ACTIVE", "AT_RISK", "CREATION_ERROR", "DEPRECATED"),
        ),
    ),
    describe=Describe("GetAdapterVersion", Fields("Status", reason=("StatusMessage",), created="CreationTime")),
    lists=Lists(
        "ListAdapterVersions",
        "AdapterVersions",
        Fields("Status", reason=("StatusMessage",), created="CreationTime"),
        identifiers={"AdapterId": "AdapterId", "AdapterVersion": "AdapterVersion"},
        limit=100,
        page=100,
        filters={"created_after": "AfterCreationTime", "created_before": "BeforeCreationTime"},
        equals={"AdapterId": "AdapterId"},
    ),
    absent=(Absent("ResourceNotFoundException"),),
    # The training: no maximum is documented in the model.
    timeout=172800,
    minted=True,
    others=("DEPRECATED",),
)

DocumentAnalysis = ResourceType(
    service="textract",
    name="DocumentAnalysis",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some pages could not be read; Warnings tells which.
        Request(
            "run", ("StartDocumentAnalysis",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
    ),
    describe=Describe("GetDocumentAnalysis", Fields("JobStatus", reason=("StatusMessage",))),
    lists=None,
    absent=_NO_JOB,
    timeout=14400,
    minted=True,
)

DocumentTextDetection = ResourceType(
    service="textract",
    name="DocumentTextDetection",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some pages could not be read; Warnings tells which.
        Request(
            "run", ("StartDocumentTextDetection",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
    ),
    describe=Describe("GetDocumentTextDetection", Fields("JobStatus", reason=("StatusMessage",))),
    lists=None,
    absent=_NO_JOB,
    timeout=14400,
    minted=True,
)

ExpenseAnalysis = ResourceType(
    service="textract",
    name="ExpenseAnalysis",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some pages could not be read; Warnings tells which.
        Request(
            "run", ("StartExpenseAnalysis",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
    ),
    describe=Describe("GetExpenseAnalysis", Fields("JobStatus", reason=("StatusMessage",))),
    lists=None,
    absent=_NO_JOB,
    timeout=14400,
    minted=True,
)

LendingAnalysis = ResourceType(
    service="textract",
    name="LendingAnalysis",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some pages could not be read; Warnings tells which.
        Request(
            "run", ("StartLendingAnalysis",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
    ),
    describe=Describe("GetLendingAnalysis", Fields("JobStatus", reason=("StatusMessage",))),
    lists=None,
    absent=_NO_JOB,
    timeout=14400,
    minted=True,
)
