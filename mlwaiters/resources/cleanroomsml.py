"""AWS Clean Rooms ML: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)

AudienceGenerationJob = ResourceType(
    service="cleanroomsml",
    name="AudienceGenerationJob",
    identifiers=("audienceGenerationJobArn",),
    requests=(
        # ACTIVE: the job is done, and its audience is there.
        Request(
            "run", ("StartAudienceGenerationJob",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "delete", ("DeleteAudienceGenerationJob",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetAudienceGenerationJob",
        Fields(
            "status",
            reason=("statusDetails.message",),
            created="createTime",
            modified="updateTime",
            arn="audienceGenerationJobArn",
        ),
    ),
    lists=Lists(
        "ListAudienceGenerationJobs",
        "audienceGenerationJobs",
        Fields("status", created="createTime", modified="updateTime", arn="audienceGenerationJobArn"),
        identifiers={"audienceGenerationJobArn": "audienceGenerationJobArn"},
        limit=100,
        page=100,
        equals={"configuredAudienceModelArn": "configuredAudienceModelArn", "collaborationId": "collaborationId"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

AudienceModel = ResourceType(
    service="cleanroomsml",
    name="AudienceModel",
    identifiers=("audienceModelArn",),
    requests=(
        Request(
            "create", ("CreateAudienceModel",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "delete", ("DeleteAudienceModel",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE,), ("DELETE_FAILED",),
            when=("ACTIVE", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetAudienceModel",
        Fields(
            "status",
            reason=("statusDetails.message",),
            created="createTime",
            modified="updateTime",
            arn="audienceModelArn",
        ),
    ),
    lists=Lists(
        "ListAudienceModels",
        "audienceModels",
        Fields("status", created="createTime", modified="updateTime", arn="audienceModelArn"),
        identifiers={"audienceModelArn": "audienceModelArn"},
        limit=100,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=172800,
    minted=True,
)

MLInputChannel = ResourceType(
    service="cleanroomsml",
    name="MLInputChannel",
    identifiers=("membershipIdentifier", "mlInputChannelArn"),
    requests=(
        Request(
            "create", ("CreateMLInputChannel",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        # INACTIVE: its data is deleted, and the channel itself is still shown.
        Request(
            "delete", ("DeleteMLInputChannelData",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE, "INACTIVE"),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetMLInputChannel",
        Fields(
            "status",
            reason=("statusDetails.message",),
            created="createTime",
            modified="updateTime",
            arn="mlInputChannelArn",
        ),
    ),
    lists=Lists(
        "ListMLInputChannels",
        "mlInputChannelsList",
        Fields("status", created="createTime", modified="updateTime", arn="mlInputChannelArn"),
        identifiers={"membershipIdentifier": "membershipIdentifier", "mlInputChannelArn": "mlInputChannelArn"},
        limit=100,
        page=100,
        needs={"membershipIdentifier": "membershipIdentifier"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

TrainedModel = ResourceType(
    service="cleanroomsml",
    name="TrainedModel",
    identifiers=("membershipIdentifier", "trainedModelArn"),
    requests=(
        # ACTIVE: trained. The training is the job, and can be cancelled.
        Request(
            "run", ("CreateTrainedModel",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",), ("CREATE_FAILED",),
        ),
        # A model that is cancelled, or whose output is deleted, is still shown, as INACTIVE.
        Request(
            "stop", ("CancelTrainedModel",), ("CANCEL_PENDING", "CANCEL_IN_PROGRESS"), ("INACTIVE",),
            ("CANCEL_FAILED",),
            when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
        Request(
            "delete", ("DeleteTrainedModelOutput",), ("DELETE_PENDING", "DELETE_IN_PROGRESS"), (GONE, "INACTIVE"),
            ("DELETE_FAILED",), when=("ACTIVE", "CREATE_FAILED", "CANCEL_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "GetTrainedModel",
        Fields(
            "status",
            reason=("statusDetails.message",),
            created="createTime",
            modified="updateTime",
            arn="trainedModelArn",
        ),
    ),
    lists=Lists(
        "ListTrainedModels",
        "trainedModels",
        Fields("status", created="createTime", modified="updateTime", arn="trainedModelArn"),
        identifiers={"membershipIdentifier": "membershipIdentifier", "trainedModelArn": "trainedModelArn"},
        limit=100,
        page=100,
        needs={"membershipIdentifier": "membershipIdentifier"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    # maxRuntimeInSeconds is 28 days at most (botocore's model): a week is ours.
    timeout=604800,
    minted=True,
)

TrainedModelInferenceJob = ResourceType(
    service="cleanroomsml",
    name="TrainedModelInferenceJob",
    identifiers=("membershipIdentifier", "trainedModelInferenceJobArn"),
    requests=(
        # ACTIVE: the job is done, and its output is there.
        Request(
            "run", ("StartTrainedModelInferenceJob",), ("CREATE_PENDING", "CREATE_IN_PROGRESS"), ("ACTIVE",),
            ("CREATE_FAILED",),
        ),
        Request(
            "stop", ("CancelTrainedModelInferenceJob",), ("CANCEL_PENDING", "CANCEL_IN_PROGRESS"), ("INACTIVE",),
            ("CANCEL_FAILED",), when=("CREATE_PENDING", "CREATE_IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "GetTrainedModelInferenceJob",
        Fields(
            "status",
            reason=("statusDetails.message",),
            created="createTime",
            modified="updateTime",
            arn="trainedModelInferenceJobArn",
        ),
    ),
    lists=Lists(
        "ListTrainedModelInferenceJobs",
        "trainedModelInferenceJobs",
        Fields("status", created="createTime", modified="updateTime", arn="trainedModelInferenceJobArn"),
        identifiers={
            "membershipIdentifier": "membershipIdentifier",
            "trainedModelInferenceJobArn": "trainedModelInferenceJobArn",
        },
        limit=100,
        page=100,
        equals={"trainedModelArn": "trainedModelArn", "trainedModelVersionIdentifier": "trainedModelVersionIdentifier"},
        needs={"membershipIdentifier": "membershipIdentifier"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=604800,
    minted=True,
)
