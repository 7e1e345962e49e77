"""Amazon Transcribe: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Request, ResourceType

# The quotas are those of an account, in calls a second: 30 for each Get operation, 5 for each List.

# The model's NotFoundException, or a BadRequestException: "The requested job couldn't be found. Check the job name and
# try your request again." That was seen for transcription jobs and vocabularies; moto has it for medical ones, too, and
# language models are taken to be alike.
_ABSENT = (Absent("NotFoundException"), Absent("BadRequestException", "(?i)couldn.t be found|not found"))

CallAnalyticsJob = ResourceType(
    service="transcribe",
    name="CallAnalyticsJob",
    identifiers=("CallAnalyticsJobName",),
    requests=(
        Request("run", ("StartCallAnalyticsJob",), ("QUEUED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteCallAnalyticsJob",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetCallAnalyticsJob",
        Fields("CallAnalyticsJobStatus", reason=("FailureReason",), created="CreationTime"),
        within="CallAnalyticsJob",
        quota=30,
    ),
    lists=Lists(
        "ListCallAnalyticsJobs",
        "CallAnalyticsJobSummaries",
        Fields("CallAnalyticsJobStatus", reason=("FailureReason",), created="CreationTime"),
        identifiers={"CallAnalyticsJobName": "CallAnalyticsJobName"},
        limit=100,
        page=5,
        filters={"status": "Status", "name": "JobNameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    timeout=43200,
)

LanguageModel = ResourceType(
    service="transcribe",
    name="LanguageModel",
    identifiers=("ModelName",),
    requests=(
        Request("run", ("CreateLanguageModel",), ("IN_PROGRESS",), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteLanguageModel",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "DescribeLanguageModel",
        Fields("ModelStatus", reason=("FailureReason",), created="CreateTime", modified="LastModifiedTime"),
        within="LanguageModel",
    ),
    lists=Lists(
        "ListLanguageModels",
        "Models",
        Fields("ModelStatus", reason=("FailureReason",), created="CreateTime", modified="LastModifiedTime"),
        identifiers={"ModelName": "ModelName"},
        limit=100,
        page=5,
        filters={"status": "StatusEquals", "name": "NameContains"},
        whole=True,
        quota=5,
    ),
    absent=_ABSENT,
    # Its training takes hours; no maximum is documented.
    timeout=172800,
)

MedicalScribeJob = ResourceType(
    service="transcribe",
    name="MedicalScribeJob",
    identifiers=("MedicalScribeJobName",),
    requests=(
        Request("run", ("StartMedicalScribeJob",), ("QUEUED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteMedicalScribeJob",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetMedicalScribeJob",
        Fields("MedicalScribeJobStatus", reason=("FailureReason",), created="CreationTime"),
        within="MedicalScribeJob",
        quota=30,
    ),
    lists=Lists(
        "ListMedicalScribeJobs",
        "MedicalScribeJobSummaries",
        Fields("MedicalScribeJobStatus", reason=("FailureReason",), created="CreationTime"),
        identifiers={"MedicalScribeJobName": "MedicalScribeJobName"},
        limit=100,
        page=5,
        filters={"status": "Status", "name": "JobNameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    # Four hours of sound at most (developer guide, quotas), and jobs queue behind each other.
    timeout=43200,
)

MedicalTranscriptionJob = ResourceType(
    service="transcribe",
    name="MedicalTranscriptionJob",
    identifiers=("MedicalTranscriptionJobName",),
    requests=(
        Request("run", ("StartMedicalTranscriptionJob",), ("QUEUED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteMedicalTranscriptionJob",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetMedicalTranscriptionJob",
        Fields("TranscriptionJobStatus", reason=("FailureReason",), created="CreationTime"),
        within="MedicalTranscriptionJob",
        quota=30,
    ),
    lists=Lists(
        "ListMedicalTranscriptionJobs",
        "MedicalTranscriptionJobSummaries",
        Fields("TranscriptionJobStatus", reason=("FailureReason",), created="CreationTime"),
        identifiers={"MedicalTranscriptionJobName": "MedicalTranscriptionJobName"},
        limit=100,
        page=5,
        filters={"status": "Status", "name": "JobNameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    # Four hours of sound at most (developer guide, quotas), and jobs queue behind each other.
    timeout=43200,
)

MedicalVocabulary = ResourceType(
    service="transcribe",
    name="MedicalVocabulary",
    identifiers=("VocabularyName",),
    requests=(
        Request("create", ("CreateMedicalVocabulary",), ("PENDING",), ("READY",), ("FAILED",)),
        # Through the same states as its creation; the time of its last change tells one from the other.
        Request(
            "update", ("UpdateMedicalVocabulary",), ("PENDING",), ("READY",), ("FAILED",), when=("READY", "FAILED"),
        ),
        Request("delete", ("DeleteMedicalVocabulary",), (), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe(
        "GetMedicalVocabulary",
        Fields("VocabularyState", reason=("FailureReason",), modified="LastModifiedTime"),
        quota=30,
    ),
    lists=Lists(
        "ListMedicalVocabularies",
        "Vocabularies",
        Fields("VocabularyState", modified="LastModifiedTime"),
        identifiers={"VocabularyName": "VocabularyName"},
        limit=100,
        page=5,
        filters={"status": "StateEquals", "name": "NameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    timeout=3600,
)

TranscriptionJob = ResourceType(
    service="transcribe",
    name="TranscriptionJob",
    identifiers=("TranscriptionJobName",),
    requests=(
        Request("run", ("StartTranscriptionJob",), ("QUEUED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("delete", ("DeleteTranscriptionJob",), (), (GONE,), when=("COMPLETED", "FAILED")),
    ),
    describe=Describe(
        "GetTranscriptionJob",
        Fields("TranscriptionJobStatus", reason=("FailureReason",), created="CreationTime"),
        within="TranscriptionJob",
        quota=30,
    ),
    lists=Lists(
        "ListTranscriptionJobs",
        "TranscriptionJobSummaries",
        Fields("TranscriptionJobStatus", reason=("FailureReason",), created="CreationTime"),
        identifiers={"TranscriptionJobName": "TranscriptionJobName"},
        limit=100,
        page=5,
        filters={"status": "Status", "name": "JobNameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    # Four hours of sound at most (developer guide, quotas), and jobs queue behind each other.
    timeout=43200,
)

Vocabulary = ResourceType(
    service="transcribe",
    name="Vocabulary",
    identifiers=("VocabularyName",),
    requests=(
        Request("create", ("CreateVocabulary",), ("PENDING",), ("READY",), ("FAILED",)),
        # Through the same states as its creation; the time of its last change tells one from the other.
        Request("update", ("UpdateVocabulary",), ("PENDING",), ("READY",), ("FAILED",), when=("READY", "FAILED")),
        Request("delete", ("DeleteVocabulary",), (), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe(
        "GetVocabulary",
        Fields("VocabularyState", reason=("FailureReason",), modified="LastModifiedTime"),
        quota=30,
    ),
    lists=Lists(
        "ListVocabularies",
        "Vocabularies",
        Fields("VocabularyState", modified="LastModifiedTime"),
        identifiers={"VocabularyName": "VocabularyName"},
        limit=100,
        page=5,
        filters={"status": "StateEquals", "name": "NameContains"},
        quota=5,
    ),
    absent=_ABSENT,
    timeout=3600,
)
