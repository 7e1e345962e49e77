"""Amazon Omics: the tables of its resource types."""

from functools import partial

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_SEQUENCE_STORES = Parent("sequenceStoreId", "ListSequenceStores", "sequenceStores", "id", limit=100)
_IN_REFERENCE_STORES = Parent("referenceStoreId", "ListReferenceStores", "referenceStores", "id", limit=100)
_BY_STATUS = {"status": "filter.status"}
_BY_STATUS_AND_TIME = {
    "status": "filter.status", "created_after": "filter.createdAfter", "created_before": "filter.createdBefore",
}
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="omics", absent=_ABSENT)
_Lists = partial(Lists, limit=100, page=100, limit_parameter="maxResults", token="nextToken")
_ListsOfRuns = partial(
    Lists, limit=100, page=100, limit_parameter="maxResults", token="startingToken", next_token="nextToken",
)
_Fields = partial(Fields, "status", created="creationTime")
_WITH_SOURCES = _Fields(reason=("statusMessage", "sources[].statusMessage"))
_WITH_READSETS = _Fields(reason=("statusMessage", "readSets[].statusMessage"))
_FIELDS = _Fields(reason=("statusMessage",), modified="updateTime")
_REFERENCE = _Fields(modified="updateTime", arn="arn")
_SEQUENCE_STORE = _Fields(reason=("statusMessage",), modified="updateTime", arn="arn")
_Create = partial(Request, "create", via=("CREATING",), to=("ACTIVE",), fail=("FAILED",))
_Update = partial(Request, "update", via=("UPDATING",), to=("ACTIVE",), when=("ACTIVE",))
_Delete = partial(Request, "delete", via=("DELETING",), to=(GONE,), when=("ACTIVE", "FAILED"))
_Move = partial(
    Request, "run", via=("SUBMITTED", "IN_PROGRESS", "CANCELLING"), to=("COMPLETED",), fail=("FAILED", "CANCELLED"),
    partial=("COMPLETED_WITH_FAILURES",),
)
_Import = partial(
    Request, "run", via=("SUBMITTED", "IN_PROGRESS"), to=("COMPLETED",), fail=("FAILED",),
    partial=("COMPLETED_WITH_FAILURES",),
)
_Cancel = partial(Request, "stop", via=(), to=("CANCELLED",), when=("SUBMITTED", "IN_PROGRESS"))

AnnotationImportJob = _Type(
    name="AnnotationImportJob",
    identifiers=("jobId",),
    requests=(_Import(("StartAnnotationImportJob",)), _Cancel(("CancelAnnotationImportJob",))),
    describe=Describe("GetAnnotationImportJob", _FIELDS),
    lists=_Lists(
        "ListAnnotationImportJobs", "annotationImportJobs", _Fields(modified="updateTime"), identifiers={"jobId": "id"},
        filters=_BY_STATUS, equals={"ids": "", "filter.storeName": "destinationName"},
    ),
    timeout=86400,
    minted=True,
)

AnnotationStore = _Type(
    name="AnnotationStore",
    identifiers=("name",),
    requests=(
        _Create(("CreateAnnotationStore",)),
        _Update(("UpdateAnnotationStore",)),
        _Delete(("DeleteAnnotationStore",)),
    ),
    describe=Describe("GetAnnotationStore", _FIELDS),
    lists=_Lists(
        "ListAnnotationStores", "annotationStores", _FIELDS, identifiers={"name": "name"}, filters=_BY_STATUS,
        equals={"ids": ""},
    ),
    timeout=3600,
)

AnnotationStoreVersion = _Type(
    name="AnnotationStoreVersion",
    identifiers=("name", "versionName"),
    requests=(
        _Create(("CreateAnnotationStoreVersion",)),
        _Update(("UpdateAnnotationStoreVersion",)),
        _Delete(("DeleteAnnotationStoreVersions",)),
    ),
    describe=Describe("GetAnnotationStoreVersion", _FIELDS),
    lists=_Lists(
        "ListAnnotationStoreVersions", "annotationStoreVersions", _FIELDS,
        identifiers={"name": "name", "versionName": "versionName"}, filters=_BY_STATUS,
        parent=Parent("name", "ListAnnotationStores", "annotationStores", "name", limit=100),
    ),
    timeout=3600,
)

Configuration = _Type(
    name="Configuration",
    identifiers=("name",),
    requests=(
        _Create(("CreateConfiguration",)),
        Request("delete", ("DeleteConfiguration",), ("DELETING",), (GONE, "DELETED"), when=("ACTIVE", "FAILED")),
        Request("maintain", (), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
    ),
    describe=Describe("GetConfiguration", _Fields(arn="arn")),
    lists=Lists(
        "ListConfigurations", "items", _Fields(arn="arn"), identifiers={"name": "name"}, limit=10, page=10,
        limit_parameter="maxResults", token="startingToken", next_token="nextToken",
    ),
    timeout=3600,
)

ReadSet = _Type(
    name="ReadSet",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        Request(
            "create", ("StartReadSetImportJob", "CompleteMultipartReadSetUpload"), ("PROCESSING_UPLOAD",), ("ACTIVE",),
            ("UPLOAD_FAILED",),
        ),
        # The service archives what is not used for long.
        Request("start", ("StartReadSetActivationJob",), ("ACTIVATING",), ("ACTIVE",), when=("ARCHIVED",)),
        Request(
            "delete", ("BatchDeleteReadSet",), ("DELETING",), (GONE, "DELETED"),
            when=("ACTIVE", "ARCHIVED", "UPLOAD_FAILED"),
        ),
    ),
    describe=Describe("GetReadSetMetadata", _Fields(reason=("statusMessage",), arn="arn")),
    lists=_Lists(
        "ListReadSets", "readSets", _Fields(reason=("statusMessage",), arn="arn"),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"}, parent=_IN_SEQUENCE_STORES,
        filters=_BY_STATUS_AND_TIME,
        equals={
            "filter.name": "name", "filter.referenceArn": "referenceArn", "filter.sampleId": "sampleId",
            "filter.subjectId": "subjectId", "filter.generatedFrom": "", "filter.creationType": "creationType",
        },
    ),
    timeout=86400,
    minted=True,
    others=("ARCHIVED",),
)

ReadSetActivationJob = _Type(
    name="ReadSetActivationJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        _Move(("StartReadSetActivationJob",)),
    ),
    describe=Describe("GetReadSetActivationJob", _WITH_SOURCES),
    lists=_Lists(
        "ListReadSetActivationJobs", "activationJobs", _Fields(),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"}, parent=_IN_SEQUENCE_STORES,
        filters=_BY_STATUS_AND_TIME,
    ),
    timeout=86400,
    minted=True,
)

ReadSetExportJob = _Type(
    name="ReadSetExportJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        _Move(("StartReadSetExportJob",)),
    ),
    describe=Describe("GetReadSetExportJob", _WITH_READSETS),
    lists=_Lists(
        "ListReadSetExportJobs", "exportJobs", _Fields(),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"}, parent=_IN_SEQUENCE_STORES,
        filters=_BY_STATUS_AND_TIME,
    ),
    timeout=86400,
    minted=True,
)

ReadSetImportJob = _Type(
    name="ReadSetImportJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        _Move(("StartReadSetImportJob",)),
    ),
    describe=Describe("GetReadSetImportJob", _WITH_SOURCES),
    lists=_Lists(
        "ListReadSetImportJobs", "importJobs", _Fields(),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"}, parent=_IN_SEQUENCE_STORES,
        filters=_BY_STATUS_AND_TIME,
    ),
    timeout=86400,
    minted=True,
)

Reference = _Type(
    name="Reference",
    identifiers=("referenceStoreId", "id"),
    requests=(
        Request("create", ("StartReferenceImportJob",), (), ("ACTIVE",)),
        Request("delete", ("DeleteReference",), ("DELETING",), (GONE, "DELETED"), when=("ACTIVE",)),
    ),
    describe=Describe("GetReferenceMetadata", _REFERENCE),
    lists=_Lists(
        "ListReferences", "references", _REFERENCE, identifiers={"referenceStoreId": "referenceStoreId", "id": "id"},
        parent=_IN_REFERENCE_STORES,
        filters={"created_after": "filter.createdAfter", "created_before": "filter.createdBefore"},
        equals={"filter.name": "name", "filter.md5": "md5"},
    ),
    timeout=3600,
    minted=True,
)

ReferenceImportJob = _Type(
    name="ReferenceImportJob",
    identifiers=("referenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        _Move(("StartReferenceImportJob",)),
    ),
    describe=Describe("GetReferenceImportJob", _WITH_SOURCES),
    lists=_Lists(
        "ListReferenceImportJobs", "importJobs", _Fields(),
        identifiers={"referenceStoreId": "referenceStoreId", "id": "id"}, parent=_IN_REFERENCE_STORES,
        filters=_BY_STATUS_AND_TIME,
    ),
    timeout=86400,
    minted=True,
)

Run = _Type(
    name="Run",
    identifiers=("id",),
    requests=(
        Request("run", ("StartRun",), ("PENDING", "STARTING", "RUNNING"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("CancelRun",), ("STOPPING",), ("CANCELLED",), when=("PENDING", "STARTING", "RUNNING")),
        Request("delete", ("DeleteRun",), (), (GONE, "DELETED"), when=("COMPLETED", "FAILED", "CANCELLED")),
    ),
    describe=Describe("GetRun", _Fields(reason=("failureReason",), arn="arn")),
    lists=_ListsOfRuns(
        "ListRuns", "items", _Fields(arn="arn"), identifiers={"id": "id"}, filters={"status": "status"},
        equals={"name": "name", "runGroupId": "", "batchId": "batchId"},
    ),
    # Not minted: the identifier of a run that was deleted is used again (developer guide, using runs).
    timeout=604800,
    # And below it those of its engine and its tasks (developer guide, CloudWatch Logs).
    logs=(Log("/aws/omics/WorkflowLog", "run/{id}"),),
)

RunBatch = _Type(
    name="RunBatch",
    identifiers=("batchId",),
    requests=(
        # PROCESSED: every run of the batch has ended, each well or ill: runSummary tells how many of either.
        Request(
            "run", ("StartRunBatch",), ("CREATING", "PENDING", "SUBMITTING", "INPROGRESS"), ("PROCESSED",), ("FAILED",),
        ),
        Request(
            "stop", ("CancelRunBatch",), ("STOPPING",), ("CANCELLED",), when=("PENDING", "SUBMITTING", "INPROGRESS"),
        ),
        # RUNS_DELETED: its runs are deleted, and it is still shown until DeleteBatch.
        Request(
            "delete", ("DeleteRunBatch", "DeleteBatch"), ("RUNS_DELETING",), (GONE, "RUNS_DELETED"),
            ("RUNS_DELETE_FAILED",), when=("PROCESSED", "FAILED", "CANCELLED", "RUNS_DELETE_FAILED", "RUNS_DELETED"),
        ),
    ),
    describe=Describe("GetBatch", _Fields(reason=("failureReason",), arn="arn")),
    lists=Lists(
        "ListBatch", "items", Fields("status", created="createdAt"), identifiers={"batchId": "id"}, limit=100, page=100,
        filters={"status": "status"}, equals={"name": "name", "runGroupId": ""}, limit_parameter="maxItems",
        token="startingToken", next_token="nextToken",
    ),
    timeout=604800,
    minted=True,
)

RunTask = _Type(
    name="RunTask",
    identifiers=("id", "taskId"),
    requests=(
        # A task is begun and cancelled with its run: no operation does that to it alone.
        Request(
            "run", ("StartRun",), ("PENDING", "STARTING", "RUNNING", "STOPPING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
        ),
    ),
    describe=Describe("GetRunTask", _Fields(reason=("failureReason",))),
    lists=_ListsOfRuns(
        "ListRunTasks", "items", _Fields(), identifiers={"id": "", "taskId": "taskId"}, filters={"status": "status"},
        parent=Parent("id", "ListRuns", "items", "id", limit=100),
    ),
    timeout=604800,
    minted=True,
    logs=(Log("/aws/omics/WorkflowLog", "run/{id}/task/{taskId}"),),
)

SequenceStore = _Type(
    name="SequenceStore",
    identifiers=("id",),
    requests=(
        _Create(("CreateSequenceStore",)),
        _Update(("UpdateSequenceStore",)),
        _Delete(("DeleteSequenceStore",)),
    ),
    describe=Describe("GetSequenceStore", _SEQUENCE_STORE),
    lists=_Lists(
        "ListSequenceStores", "sequenceStores", _SEQUENCE_STORE, identifiers={"id": "id"},
        filters={
            "created_after": "filter.createdAfter", "created_before": "filter.createdBefore", "status": "filter.status",
            "modified_after": "filter.updatedAfter", "modified_before": "filter.updatedBefore",
        },
        equals={"filter.name": "name"},
    ),
    timeout=3600,
    minted=True,
)

Share = _Type(
    name="Share",
    identifiers=("shareId",),
    requests=(
        # PENDING: until the subscriber accepts it.
        Request("create", ("CreateShare",), ("PENDING", "ACTIVATING"), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteShare",), ("DELETING",), (GONE, "DELETED"), when=("PENDING", "ACTIVE", "FAILED")),
    ),
    describe=Describe("GetShare", _FIELDS, within="share"),
    lists=_Lists(
        "ListShares", "shares", _FIELDS, identifiers={"shareId": "shareId"}, filters=_BY_STATUS,
        equals={"filter.resourceArns": "resourceArn", "filter.type": ""}, whole=True, needs={"resourceOwner": ""},
    ),
    timeout=86400,
    minted=True,
)

VariantImportJob = _Type(
    name="VariantImportJob",
    identifiers=("jobId",),
    requests=(_Import(("StartVariantImportJob",)), _Cancel(("CancelVariantImportJob",))),
    describe=Describe("GetVariantImportJob", _FIELDS),
    lists=_Lists(
        "ListVariantImportJobs", "variantImportJobs", _Fields(modified="updateTime"), identifiers={"jobId": "id"},
        filters=_BY_STATUS, equals={"ids": "", "filter.storeName": "destinationName"},
    ),
    timeout=86400,
    minted=True,
)

VariantStore = _Type(
    name="VariantStore",
    identifiers=("name",),
    requests=(_Create(("CreateVariantStore",)), _Update(("UpdateVariantStore",)), _Delete(("DeleteVariantStore",))),
    describe=Describe("GetVariantStore", _FIELDS),
    lists=_Lists(
        "ListVariantStores", "variantStores", _FIELDS, identifiers={"name": "name"}, filters=_BY_STATUS,
        equals={"ids": ""},
    ),
    timeout=3600,
)

Workflow = _Type(
    name="Workflow",
    identifiers=("id",),
    requests=(
        _Create(("CreateWorkflow",)),
        _Update(("UpdateWorkflow",)),
        Request("delete", ("DeleteWorkflow",), (), (GONE, "DELETED"), when=("ACTIVE", "FAILED", "INACTIVE")),
    ),
    describe=Describe("GetWorkflow", _Fields(reason=("statusMessage",), arn="arn")),
    lists=_ListsOfRuns(
        "ListWorkflows", "items", _Fields(arn="arn"), identifiers={"id": "id"}, equals={"name": "name", "type": "type"},
    ),
    timeout=3600,
    minted=True,
    others=("INACTIVE",),
)

WorkflowVersion = _Type(
    name="WorkflowVersion",
    identifiers=("workflowId", "versionName"),
    requests=(
        _Create(("CreateWorkflowVersion",)),
        _Update(("UpdateWorkflowVersion",)),
        Request("delete", ("DeleteWorkflowVersion",), (), (GONE, "DELETED"), when=("ACTIVE", "FAILED", "INACTIVE")),
    ),
    describe=Describe("GetWorkflowVersion", _Fields(reason=("statusMessage",), arn="arn")),
    lists=_ListsOfRuns(
        "ListWorkflowVersions", "items", _Fields(arn="arn"),
        identifiers={"workflowId": "workflowId", "versionName": "versionName"},
        parent=Parent("workflowId", "ListWorkflows", "items", "id", limit=100),
        equals={"type": "type", "workflowOwnerId": ""},
    ),
    timeout=3600,
    others=("INACTIVE",),
)
