"""Amazon Comprehend Medical: the tables of its resource types."""

from mlwaiters.model import Absent, Describe, Fields, Lists, Request, ResourceType

EntitiesDetectionV2Job = ResourceType(
    service="comprehendmedical",
    name="EntitiesDetectionV2Job",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some of the documents were analysed; ManifestFilePath leads to what became of each.
        Request(
            "run", ("StartEntitiesDetectionV2Job",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
        Request(
            "stop", ("StopEntitiesDetectionV2Job",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeEntitiesDetectionV2Job",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="ComprehendMedicalAsyncJobProperties",
    ),
    lists=Lists(
        "ListEntitiesDetectionV2Jobs",
        "ComprehendMedicalAsyncJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

ICD10CMInferenceJob = ResourceType(
    service="comprehendmedical",
    name="ICD10CMInferenceJob",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some of the documents were analysed; ManifestFilePath leads to what became of each.
        Request(
            "run", ("StartICD10CMInferenceJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
        Request(
            "stop", ("StopICD10CMInferenceJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeICD10CMInferenceJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="ComprehendMedicalAsyncJobProperties",
    ),
    lists=Lists(
        "ListICD10CMInferenceJobs",
        "ComprehendMedicalAsyncJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

PHIDetectionJob = ResourceType(
    service="comprehendmedical",
    name="PHIDetectionJob",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some of the documents were analysed; ManifestFilePath leads to what became of each.
        Request(
            "run", ("StartPHIDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
        Request("stop", ("StopPHIDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS")),
    ),
    describe=Describe(
        "DescribePHIDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="ComprehendMedicalAsyncJobProperties",
    ),
    lists=Lists(
        "ListPHIDetectionJobs",
        "ComprehendMedicalAsyncJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

RxNormInferenceJob = ResourceType(
    service="comprehendmedical",
    name="RxNormInferenceJob",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some of the documents were analysed; ManifestFilePath leads to what became of each.
        Request(
            "run", ("StartRxNormInferenceJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
        Request(
            "stop", ("StopRxNormInferenceJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeRxNormInferenceJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="ComprehendMedicalAsyncJobProperties",
    ),
    lists=Lists(
        "ListRxNormInferenceJobs",
        "ComprehendMedicalAsyncJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

SNOMEDCTInferenceJob = ResourceType(
    service="comprehendmedical",
    name="SNOMEDCTInferenceJob",
    identifiers=("JobId",),
    requests=(
        # PARTIAL_SUCCESS: some of the documents were analysed; ManifestFilePath leads to what became of each.
        Request(
            "run", ("StartSNOMEDCTInferenceJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("PARTIAL_SUCCESS",),
        ),
        Request(
            "stop", ("StopSNOMEDCTInferenceJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeSNOMEDCTInferenceJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="ComprehendMedicalAsyncJobProperties",
    ),
    lists=Lists(
        "ListSNOMEDCTInferenceJobs",
        "ComprehendMedicalAsyncJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)
