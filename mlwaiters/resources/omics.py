"""Amazon Omics: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_WITH_SOURCES = Fields("status", reason=("statusMessage", "sources[].statusMessage"), created="creationTime")
_WITH_READSETS = Fields("status", reason=("statusMessage", "readSets[].statusMessage"), created="creationTime")
_FIELDS = Fields("status", reason=("statusMessage",), created="creationTime", modified="updateTime")
_REFERENCE = Fields("status", created="creationTime", modified="updateTime", arn="arn")
_SEQUENCE_STORE = Fields("status", reason=("statusMessage",), created="creationTime", modified="updateTime", arn="arn")
_ABSENT = (Absent("ResourceNotFoundException"),)

AnnotationImportJob = ResourceType(
    service="omics",
    name="AnnotationImportJob",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("StartAnnotationImportJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
        Request("stop", ("CancelAnnotationImportJob",), (), ("CANCELLED",), when=("SUBMITTED", "IN_PROGRESS")),
    ),
    describe=Describe("GetAnnotationImportJob", _FIELDS),
    lists=Lists(
        "ListAnnotationImportJobs",
        "annotationImportJobs",
        Fields("status", created="creationTime", modified="updateTime"),
        identifiers={"jobId": "id"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        equals={"ids": "", "filter.storeName": "destinationName"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

AnnotationStore = ResourceType(
    service="omics",
    name="AnnotationStore",
    identifiers=("name",),
    requests=(
        Request("create", ("CreateAnnotationStore",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateAnnotationStore",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteAnnotationStore",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetAnnotationStore", _FIELDS),
    lists=Lists(
        "ListAnnotationStores",
        "annotationStores",
        _FIELDS,
        identifiers={"name": "name"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        equals={"ids": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

AnnotationStoreVersion = ResourceType(
    service="omics",
    name="AnnotationStoreVersion",
    identifiers=("name", "versionName"),
    requests=(
        Request("create", ("CreateAnnotationStoreVersion",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateAnnotationStoreVersion",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteAnnotationStoreVersions",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetAnnotationStoreVersion", _FIELDS),
    lists=Lists(
        "ListAnnotationStoreVersions",
        "annotationStoreVersions",
        _FIELDS,
        identifiers={"name": "name", "versionName": "versionName"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        parent=Parent("name", "ListAnnotationStores", "annotationStores", "name", limit=100),
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

Configuration = ResourceType(
    service="omics",
    name="Configuration",
    identifiers=("name",),
    requests=(
        Request("create", ("CreateConfiguration",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteConfiguration",), ("DELETING",), (GONE, "DELETED"), when=("ACTIVE", "FAILED")),
        Request("maintain", (), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
    ),
    describe=Describe("GetConfiguration", Fields("status", created="creationTime", arn="arn")),
    lists=Lists(
        "ListConfigurations",
        "items",
        Fields("status", created="creationTime", arn="arn"),
        identifiers={"name": "name"},
        limit=10,
        page=10,
        limit_parameter="maxResults",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

ReadSet = ResourceType(
    service="omics",
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
    describe=Describe(
        "GetReadSetMetadata",
        Fields("status", reason=("statusMessage",), created="creationTime", arn="arn"),
    ),
    lists=Lists(
        "ListReadSets",
        "readSets",
        Fields("status", reason=("statusMessage",), created="creationTime", arn="arn"),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("sequenceStoreId", "ListSequenceStores", "sequenceStores", "id", limit=100),
        filters={
            "status": "filter.status",
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        equals={
            "filter.name": "name",
            "filter.referenceArn": "referenceArn",
            "filter.sampleId": "sampleId",
            "filter.subjectId": "subjectId",
            "filter.generatedFrom": "",
            "filter.creationType": "creationType",
        },
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
    others=("ARCHIVED",),
)

ReadSetActivationJob = ResourceType(
    service="omics",
    name="ReadSetActivationJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        Request(
            "run", ("StartReadSetActivationJob",), ("SUBMITTED", "IN_PROGRESS", "CANCELLING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
    ),
    describe=Describe("GetReadSetActivationJob", _WITH_SOURCES),
    lists=Lists(
        "ListReadSetActivationJobs",
        "activationJobs",
        Fields("status", created="creationTime"),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("sequenceStoreId", "ListSequenceStores", "sequenceStores", "id", limit=100),
        filters={
            "status": "filter.status",
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

ReadSetExportJob = ResourceType(
    service="omics",
    name="ReadSetExportJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        Request(
            "run", ("StartReadSetExportJob",), ("SUBMITTED", "IN_PROGRESS", "CANCELLING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
    ),
    describe=Describe("GetReadSetExportJob", _WITH_READSETS),
    lists=Lists(
        "ListReadSetExportJobs",
        "exportJobs",
        Fields("status", created="creationTime"),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("sequenceStoreId", "ListSequenceStores", "sequenceStores", "id", limit=100),
        filters={
            "status": "filter.status",
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

ReadSetImportJob = ResourceType(
    service="omics",
    name="ReadSetImportJob",
    identifiers=("sequenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        Request(
            "run", ("StartReadSetImportJob",), ("SUBMITTED", "IN_PROGRESS", "CANCELLING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
    ),
    describe=Describe("GetReadSetImportJob", _WITH_SOURCES),
    lists=Lists(
        "ListReadSetImportJobs",
        "importJobs",
        Fields("status", created="creationTime"),
        identifiers={"sequenceStoreId": "sequenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("sequenceStoreId", "ListSequenceStores", "sequenceStores", "id", limit=100),
        filters={
            "status": "filter.status",
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Reference = ResourceType(
    service="omics",
    name="Reference",
    identifiers=("referenceStoreId", "id"),
    requests=(
        Request("create", ("StartReferenceImportJob",), (), ("ACTIVE",)),
        Request("delete", ("DeleteReference",), ("DELETING",), (GONE, "DELETED"), when=("ACTIVE",)),
    ),
    describe=Describe("GetReferenceMetadata", _REFERENCE),
    lists=Lists(
        "ListReferences",
        "references",
        _REFERENCE,
        identifiers={"referenceStoreId": "referenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("referenceStoreId", "ListReferenceStores", "referenceStores", "id", limit=100),
        filters={
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        equals={"filter.name": "name", "filter.md5": "md5"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

ReferenceImportJob = ResourceType(
    service="omics",
    name="ReferenceImportJob",
    identifiers=("referenceStoreId", "id"),
    requests=(
        # No operation cancels it: where it is CANCELLED, the service did so.
        Request(
            "run", ("StartReferenceImportJob",), ("SUBMITTED", "IN_PROGRESS", "CANCELLING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
    ),
    describe=Describe("GetReferenceImportJob", _WITH_SOURCES),
    lists=Lists(
        "ListReferenceImportJobs",
        "importJobs",
        Fields("status", created="creationTime"),
        identifiers={"referenceStoreId": "referenceStoreId", "id": "id"},
        limit=100,
        page=100,
        parent=Parent("referenceStoreId", "ListReferenceStores", "referenceStores", "id", limit=100),
        filters={
            "status": "filter.status",
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
        },
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

Run = ResourceType(
    service="omics",
    name="Run",
    identifiers=("id",),
    requests=(
        Request("run", ("StartRun",), ("PENDING", "STARTING", "RUNNING"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("CancelRun",), ("STOPPING",), ("CANCELLED",), when=("PENDING", "STARTING", "RUNNING")),
        Request("delete", ("DeleteRun",), (), (GONE, "DELETED"), when=("COMPLETED", "FAILED", "CANCELLED")),
    ),
    describe=Describe("GetRun", Fields("status", reason=("failureReason",), created="creationTime", arn="arn")),
    lists=Lists(
        "ListRuns",
        "items",
        Fields("status", created="creationTime", arn="arn"),
        identifiers={"id": "id"},
        limit=100,
        page=100,
        filters={"status": "status"},
        equals={"name": "name", "runGroupId": "", "batchId": "batchId"},
        limit_parameter="maxResults",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=604800,
    # Not minted: the identifier of a run that was deleted is used again (developer guide, using runs).
    # And below it those of its engine and its tasks (developer guide, CloudWatch Logs).
    logs=(Log("/aws/omics/WorkflowLog", "run/{id}"),),
)

RunBatch = ResourceType(
    service="omics",
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
            ("RUNS_DELETE_FAILED",),
            when=("PROCESSED", "FAILED", "CANCELLED", "RUNS_DELETE_FAILED", "RUNS_DELETED"),
        ),
    ),
    describe=Describe("GetBatch", Fields("status", reason=("failureReason",), created="creationTime", arn="arn")),
    lists=Lists(
        "ListBatch",
        "items",
        Fields("status", created="createdAt"),
        identifiers={"batchId": "id"},
        limit=100,
        page=100,
        filters={"status": "status"},
        equals={"name": "name", "runGroupId": ""},
        limit_parameter="maxItems",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=604800,
    minted=True,
)

RunTask = ResourceType(
    service="omics",
    name="RunTask",
    identifiers=("id", "taskId"),
    requests=(
        # A task is begun and cancelled with its run: no operation does that to it alone.
        Request(
            "run", ("StartRun",), ("PENDING", "STARTING", "RUNNING", "STOPPING"), ("COMPLETED",),
            ("FAILED", "CANCELLED"),
        ),
    ),
    describe=Describe("GetRunTask", Fields("status", reason=("failureReason",), created="creationTime")),
    lists=Lists(
        "ListRunTasks",
        "items",
        Fields("status", created="creationTime"),
        identifiers={"id": "", "taskId": "taskId"},
        limit=100,
        page=100,
        filters={"status": "status"},
        parent=Parent("id", "ListRuns", "items", "id", limit=100),
        limit_parameter="maxResults",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=604800,
    minted=True,
    logs=(Log("/aws/omics/WorkflowLog", "run/{id}/task/{taskId}"),),
)

SequenceStore = ResourceType(
    service="omics",
    name="SequenceStore",
    identifiers=("id",),
    requests=(
        Request("create", ("CreateSequenceStore",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateSequenceStore",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteSequenceStore",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetSequenceStore", _SEQUENCE_STORE),
    lists=Lists(
        "ListSequenceStores",
        "sequenceStores",
        _SEQUENCE_STORE,
        identifiers={"id": "id"},
        limit=100,
        page=100,
        filters={
            "created_after": "filter.createdAfter",
            "created_before": "filter.createdBefore",
            "status": "filter.status",
            "modified_after": "filter.updatedAfter",
            "modified_before": "filter.updatedBefore",
        },
        equals={"filter.name": "name"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Share = ResourceType(
    service="omics",
    name="Share",
    identifiers=("shareId",),
    requests=(
        # PENDING: until the subscriber accepts it.
        Request("create", ("CreateShare",), ("PENDING", "ACTIVATING"), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteShare",), ("DELETING",), (GONE, "DELETED"), when=("PENDING", "ACTIVE", "FAILED")),
    ),
    describe=Describe("GetShare", _FIELDS, within="share"),
    lists=Lists(
        "ListShares",
        "shares",
        _FIELDS,
        identifiers={"shareId": "shareId"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        equals={"filter.resourceArns": "resourceArn", "filter.type": ""},
        whole=True,
        needs={"resourceOwner": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

VariantImportJob = ResourceType(
    service="omics",
    name="VariantImportJob",
    identifiers=("jobId",),
    requests=(
        Request(
            "run", ("StartVariantImportJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
            partial=("COMPLETED_WITH_FAILURES",),
        ),
        Request("stop", ("CancelVariantImportJob",), (), ("CANCELLED",), when=("SUBMITTED", "IN_PROGRESS")),
    ),
    describe=Describe("GetVariantImportJob", _FIELDS),
    lists=Lists(
        "ListVariantImportJobs",
        "variantImportJobs",
        Fields("status", created="creationTime", modified="updateTime"),
        identifiers={"jobId": "id"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        equals={"ids": "", "filter.storeName": "destinationName"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=86400,
    minted=True,
)

VariantStore = ResourceType(
    service="omics",
    name="VariantStore",
    identifiers=("name",),
    requests=(
        Request("create", ("CreateVariantStore",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateVariantStore",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteVariantStore",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe("GetVariantStore", _FIELDS),
    lists=Lists(
        "ListVariantStores",
        "variantStores",
        _FIELDS,
        identifiers={"name": "name"},
        limit=100,
        page=100,
        filters={"status": "filter.status"},
        equals={"ids": ""},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
)

Workflow = ResourceType(
    service="omics",
    name="Workflow",
    identifiers=("id",),
    requests=(
        Request("create", ("CreateWorkflow",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateWorkflow",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteWorkflow",), (), (GONE, "DELETED"), when=("ACTIVE", "FAILED", "INACTIVE")),
    ),
    describe=Describe("GetWorkflow", Fields("status", reason=("statusMessage",), created="creationTime", arn="arn")),
    lists=Lists(
        "ListWorkflows",
        "items",
        Fields("status", created="creationTime", arn="arn"),
        identifiers={"id": "id"},
        limit=100,
        page=100,
        equals={"name": "name", "type": "type"},
        limit_parameter="maxResults",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
    others=("INACTIVE",),
)

WorkflowVersion = ResourceType(
    service="omics",
    name="WorkflowVersion",
    identifiers=("workflowId", "versionName"),
    requests=(
        Request("create", ("CreateWorkflowVersion",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateWorkflowVersion",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteWorkflowVersion",), (), (GONE, "DELETED"), when=("ACTIVE", "FAILED", "INACTIVE")),
    ),
    describe=Describe(
        "GetWorkflowVersion",
        Fields("status", reason=("statusMessage",), created="creationTime", arn="arn"),
    ),
    lists=Lists(
        "ListWorkflowVersions",
        "items",
        Fields("status", created="creationTime", arn="arn"),
        identifiers={"workflowId": "workflowId", "versionName": "versionName"},
        limit=100,
        page=100,
        parent=Parent("workflowId", "ListWorkflows", "items", "id", limit=100),
        equals={"type": "type", "workflowOwnerId": ""},
        limit_parameter="maxResults",
        token="startingToken",
        next_token="nextToken",
    ),
    absent=_ABSENT,
    timeout=3600,
    others=("INACTIVE",),
)
