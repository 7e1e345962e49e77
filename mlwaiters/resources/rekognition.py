"""Amazon Rekognition: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# Of what is found in stored videos, an account may ask five times a second, by each operation.
_FIELDS = Fields("JobStatus", reason=("StatusMessage",))
_MEDIA_ANALYSIS_JOB = Fields("Status", reason=("FailureDetails.Message",), created="CreationTimestamp")
_ABSENT = (Absent("ResourceNotFoundException"),)

CelebrityRecognition = ResourceType(
    service="rekognition",
    name="CelebrityRecognition",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartCelebrityRecognition",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetCelebrityRecognition", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    # Here and below: a stored video has six hours at most (developer guide, guidelines and quotas).
    timeout=21600,
    minted=True,
)

ContentModeration = ResourceType(
    service="rekognition",
    name="ContentModeration",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartContentModeration",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetContentModeration", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)

Dataset = ResourceType(
    service="rekognition",
    name="Dataset",
    identifiers=("DatasetArn",),
    requests=(
        Request("create", ("CreateDataset",), ("CREATE_IN_PROGRESS",), ("CREATE_COMPLETE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateDatasetEntries", "DistributeDatasetEntries"), ("UPDATE_IN_PROGRESS",),
            ("UPDATE_COMPLETE",),
            ("UPDATE_FAILED",), when=("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteDataset",), ("DELETE_IN_PROGRESS",), (GONE,),
            when=("CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("Status", reason=("StatusMessage",), created="CreationTimestamp", modified="LastUpdatedTimestamp"),
        within="DatasetDescription",
    ),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

FaceDetection = ResourceType(
    service="rekognition",
    name="FaceDetection",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartFaceDetection",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetFaceDetection", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)

FaceLivenessSession = ResourceType(
    service="rekognition",
    name="FaceLivenessSession",
    identifiers=("SessionId",),
    requests=(
        # CREATED: the person has not begun; EXPIRED: never did, or not in time.
        Request(
            "run", ("CreateFaceLivenessSession",), ("CREATED", "IN_PROGRESS"), ("SUCCEEDED",), ("FAILED", "EXPIRED"),
        ),
    ),
    describe=Describe("GetFaceLivenessSessionResults", Fields("Status")),
    lists=None,
    absent=(Absent("SessionNotFoundException"),),
    timeout=600,
    minted=True,
)

FaceSearch = ResourceType(
    service="rekognition",
    name="FaceSearch",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartFaceSearch",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetFaceSearch", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)

LabelDetection = ResourceType(
    service="rekognition",
    name="LabelDetection",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartLabelDetection",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetLabelDetection", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)

MediaAnalysisJob = ResourceType(
    service="rekognition",
    name="MediaAnalysisJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartMediaAnalysisJob",), ("CREATED", "QUEUED", "IN_PROGRESS"), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetMediaAnalysisJob", _MEDIA_ANALYSIS_JOB),
    lists=Lists(
        "ListMediaAnalysisJobs",
        "MediaAnalysisJobs",
        _MEDIA_ANALYSIS_JOB,
        identifiers={"JobId": "JobId"},
        limit=100,
        page=100,
        whole=True,
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

PersonTracking = ResourceType(
    service="rekognition",
    name="PersonTracking",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartPersonTracking",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetPersonTracking", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
    retired="People Pathing was discontinued by AWS on 31 October 2025; the API is still in botocore's model",
)

Project = ResourceType(
    service="rekognition",
    name="Project",
    identifiers=("ProjectName",),
    requests=(
        Request("create", ("CreateProject",), ("CREATING",), ("CREATED",)),
        Request("delete", ("DeleteProject",), ("DELETING",), (GONE,), when=("CREATED",)),
    ),
    describe=Describe(
        "DescribeProjects",
        Fields("Status", created="CreationTimestamp", arn="ProjectArn"),
        within="ProjectDescriptions[]",
        sends={"ProjectName": "ProjectNames[]"},
    ),
    # What is listed is told by its ARN alone, and described by its name.
    lists=None,
    absent=(),
    timeout=3600,
)

ProjectVersion = ResourceType(
    service="rekognition",
    name="ProjectVersion",
    identifiers=("ProjectArn", "VersionName"),
    requests=(
        Request(
            "create", ("CreateProjectVersion", "CopyProjectVersion"), ("TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS"),
            ("TRAINING_COMPLETED", "COPYING_COMPLETED"), ("TRAINING_FAILED", "COPYING_FAILED"),
        ),
        Request(
            "start", ("StartProjectVersion",), ("STARTING",), ("RUNNING",), ("FAILED",),
            when=("TRAINING_COMPLETED", "COPYING_COMPLETED", "STOPPED", "FAILED"),
        ),
        Request("stop", ("StopProjectVersion",), ("STOPPING",), ("STOPPED",), when=("RUNNING",)),
        Request(
            "delete", ("DeleteProjectVersion",), ("DELETING",), (GONE,),
            when=(
                "TRAINING_COMPLETED", "COPYING_COMPLETED", "TRAINING_FAILED", "COPYING_FAILED", "FAILED", "STOPPED",
                "DEPRECATED", "EXPIRED",
            ),
        ),
    ),
    describe=Describe(
        "DescribeProjectVersions",
        Fields("Status", reason=("StatusMessage",), created="CreationTimestamp", arn="ProjectVersionArn"),
        within="ProjectVersionDescriptions[]",
        sends={"VersionName": "VersionNames[]"},
    ),
    # What is listed is told by its ARN alone, and described by its name.
    lists=None,
    absent=_ABSENT,
    timeout=172800,
    others=("DEPRECATED", "EXPIRED"),
)

SegmentDetection = ResourceType(
    service="rekognition",
    name="SegmentDetection",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartSegmentDetection",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetSegmentDetection", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)

StreamProcessor = ResourceType(
    service="rekognition",
    name="StreamProcessor",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateStreamProcessor",), (), ("STOPPED",)),
        Request(
            "update", ("UpdateStreamProcessor",), ("UPDATING",), ("STOPPED", "RUNNING"), ("FAILED",),
            when=("STOPPED", "RUNNING", "FAILED"),
        ),
        Request(
            "start", ("StartStreamProcessor",), ("STARTING",), ("RUNNING",), ("FAILED",), when=("STOPPED", "FAILED"),
        ),
        Request("stop", ("StopStreamProcessor",), ("STOPPING",), ("STOPPED",), when=("STARTING", "RUNNING")),
        Request("delete", ("DeleteStreamProcessor",), (), (GONE,), when=("STOPPED", "FAILED")),
    ),
    describe=Describe(
        "DescribeStreamProcessor",
        Fields(
            "Status",
            reason=("StatusMessage",),
            created="CreationTimestamp",
            modified="LastUpdateTimestamp",
            arn="StreamProcessorArn",
        ),
    ),
    lists=Lists(
        "ListStreamProcessors",
        "StreamProcessors",
        Fields("Status"),
        identifiers={"Name": "Name"},
        limit=100,
        page=100,
    ),
    absent=_ABSENT,
    timeout=1800,
)

TextDetection = ResourceType(
    service="rekognition",
    name="TextDetection",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartTextDetection",), ("IN_PROGRESS",), ("SUCCEEDED",), ("FAILED",)),
    ),
    describe=Describe("GetTextDetection", _FIELDS, quota=5),
    lists=None,
    absent=_ABSENT,
    timeout=21600,
    minted=True,
)
