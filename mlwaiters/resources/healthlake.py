"""Amazon HealthLake: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_DATASTORE = Fields(
    "DatastoreStatus", reason=("ErrorCause.ErrorMessage",), created="CreatedAt", arn="DatastoreArn"
)
_FIELDS = Fields("JobStatus", reason=("Message",), created="SubmitTime")
_ABSENT = (Absent("ResourceNotFoundException"),)

DataTransformationJob = ResourceType(
    service="healthlake",
    name="DataTransformationJob",
    identifiers=("JobId",),
    requests=(
        Request(
            "run", ("StartDataTransformationJob",), ("SUBMITTED", "QUEUED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_ERRORS",),
        ),
    ),
    describe=Describe("DescribeDataTransformationJob", _FIELDS, within="TransformationJobProperties"),
    lists=Lists(
        "ListDataTransformationJobs",
        "Items",
        Fields("JobStatus", created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=100,
        page=100,
        filters={
            "status": "JobStatus",
            "created_after": "SubmittedAfter",
            "created_before": "SubmittedBefore",
        },
        equals={"JobName": "JobName"},
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

FHIRDatastore = ResourceType(
    service="healthlake",
    name="FHIRDatastore",
    identifiers=("DatastoreId",),
    requests=(
        Request("create", ("CreateFHIRDatastore",), ("CREATING",), ("ACTIVE",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateFHIRDatastore",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteFHIRDatastore",), ("DELETING",), (GONE, "DELETED"),
            when=("ACTIVE", "CREATE_FAILED", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe("DescribeFHIRDatastore", _DATASTORE, within="DatastoreProperties"),
    lists=Lists(
        "ListFHIRDatastores",
        "DatastorePropertiesList",
        _DATASTORE,
        identifiers={"DatastoreId": "DatastoreId"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.DatastoreStatus",
            "created_before": "Filter.CreatedBefore",
            "created_after": "Filter.CreatedAfter",
        },
        equals={"Filter.DatastoreName": "DatastoreName"},
        whole=True,
    ),
    absent=_ABSENT,
    timeout=7200,
    minted=True,
)

FHIRExportJob = ResourceType(
    service="healthlake",
    name="FHIRExportJob",
    identifiers=("DatastoreId", "JobId"),
    requests=(
        # A job that is cancelled is so by FHIR's own REST interface: no operation of the service does it.
        Request(
            "run", ("StartFHIRExportJob",),
            ("SUBMITTED", "QUEUED", "IN_PROGRESS", "CANCEL_SUBMITTED", "CANCEL_IN_PROGRESS"), ("COMPLETED",),
            ("FAILED", "CANCEL_COMPLETED", "CANCEL_FAILED"), partial=("COMPLETED_WITH_ERRORS",),
        ),
    ),
    describe=Describe("DescribeFHIRExportJob", _FIELDS, within="ExportJobProperties"),
    lists=Lists(
        "ListFHIRExportJobs",
        "ExportJobPropertiesList",
        _FIELDS,
        identifiers={"DatastoreId": "DatastoreId", "JobId": "JobId"},
        limit=500,
        page=100,
        parent=Parent("DatastoreId", "ListFHIRDatastores", "DatastorePropertiesList", "DatastoreId", limit=500),
        filters={
            "status": "JobStatus",
            "created_before": "SubmittedBefore",
            "created_after": "SubmittedAfter",
        },
        equals={"JobName": "JobName"},
        whole=True,
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

FHIRImportJob = ResourceType(
    service="healthlake",
    name="FHIRImportJob",
    identifiers=("DatastoreId", "JobId"),
    requests=(
        # A job that is cancelled is so by FHIR's own REST interface: no operation of the service does it.
        Request(
            "run", ("StartFHIRImportJob",),
            ("SUBMITTED", "QUEUED", "IN_PROGRESS", "CANCEL_SUBMITTED", "CANCEL_IN_PROGRESS"), ("COMPLETED",),
            ("FAILED", "CANCEL_COMPLETED", "CANCEL_FAILED"), partial=("COMPLETED_WITH_ERRORS",),
        ),
    ),
    describe=Describe("DescribeFHIRImportJob", _FIELDS, within="ImportJobProperties"),
    lists=Lists(
        "ListFHIRImportJobs",
        "ImportJobPropertiesList",
        _FIELDS,
        identifiers={"DatastoreId": "DatastoreId", "JobId": "JobId"},
        limit=500,
        page=100,
        parent=Parent("DatastoreId", "ListFHIRDatastores", "DatastorePropertiesList", "DatastoreId", limit=500),
        filters={
            "status": "JobStatus",
            "created_before": "SubmittedBefore",
            "created_after": "SubmittedAfter",
        },
        equals={"JobName": "JobName"},
        whole=True,
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)
