"""Amazon SageMaker: models, algorithms and features that are kept for later."""

from dataclasses import replace

from mlwaiters.model import GONE, Describe, Fields, Lists, Parent, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import ABSENT, CREATION, DESCRIBES, LISTINGS, NEWEST, NO_RECORD, TIMES

_ALGORITHM = Fields("AlgorithmStatus", created="CreationTime", arn="AlgorithmArn")
Algorithm = ResourceType(
    service="sagemaker",
    name="Algorithm",
    identifiers=("AlgorithmName",),
    requests=(
        Request("create", ("CreateAlgorithm",), ("Pending", "InProgress"), ("Completed",), ("Failed",)),
        Request("delete", ("DeleteAlgorithm",), ("Deleting",), (GONE,), when=("Completed", "Failed")),
    ),
    describe=Describe(
        "DescribeAlgorithm",
        replace(
            _ALGORITHM,
            reason=(
                "AlgorithmStatusDetails.ValidationStatuses[].FailureReason",
                "AlgorithmStatusDetails.ImageScanStatuses[].FailureReason",
            ),
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListAlgorithms",
        "AlgorithmSummaryList",
        _ALGORITHM,
        identifiers={"AlgorithmName": "AlgorithmName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "AlgorithmName"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=14400,
)

FeatureGroup = ResourceType(
    service="sagemaker",
    name="FeatureGroup",
    identifiers=("FeatureGroupName",),
    requests=(
        Request("create", ("CreateFeatureGroup",), ("Creating",), ("Created",), ("CreateFailed",)),
        Request(
            "delete", ("DeleteFeatureGroup",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Created", "CreateFailed", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeFeatureGroup",
        Fields(
            "FeatureGroupStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="FeatureGroupArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListFeatureGroups",
        "FeatureGroupSummaries",
        Fields("FeatureGroupStatus", created="CreationTime", arn="FeatureGroupArn"),
        identifiers={"FeatureGroupName": "FeatureGroupName"},
        limit=100,
        page=10,
        filters={"status": "FeatureGroupStatusEquals", "name": "NameContains", **CREATION},
        equals={"OfflineStoreStatusEquals": "OfflineStoreStatus.Status"},
        sort_by="SortBy",
        sort={
            "CreationTime": "CreationTime",
            "Name": "FeatureGroupName",
            "FeatureGroupStatus": "FeatureGroupStatus",
            "OfflineStoreStatus": "OfflineStoreStatus.Status",
        },
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

# The last update of a feature group, which stays Created meanwhile. One that was never updated shows none.
FeatureGroupUpdate = ResourceType(
    service="sagemaker",
    name="FeatureGroupUpdate",
    identifiers=("FeatureGroupName",),
    requests=(
        Request(
            "run", ("UpdateFeatureGroup",), ("InProgress",), ("Successful",), ("Failed",),
            when=("Successful", "Failed"),
        ),
    ),
    describe=Describe(
        "DescribeFeatureGroup",
        Fields(
            "LastUpdateStatus.Status",
            reason=("LastUpdateStatus.FailureReason",),
            modified="LastModifiedTime",
            arn="FeatureGroupArn",
        ),
        quota=DESCRIBES,
        unsaid=GONE,  # LastUpdateStatus need not be there, by the model: taken to mean that there was no update
    ),
    # Its summaries don't show how the last update went.
    lists=None,
    absent=ABSENT,
    timeout=3600,
)

Hub = ResourceType(
    service="sagemaker",
    name="Hub",
    identifiers=("HubName",),
    requests=(
        Request("create", ("CreateHub",), ("Creating",), ("InService",), ("CreateFailed",)),
        Request(
            "update", ("UpdateHub",), ("Updating",), ("InService",), ("UpdateFailed",),
            when=("InService", "UpdateFailed"),
        ),
        Request(
            "delete", ("DeleteHub",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("InService", "CreateFailed", "UpdateFailed", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeHub",
        Fields(
            "HubStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="HubArn",
        ),
        quota=DESCRIBES,
    ),
    # The owner's account is a part of the ARN.
    lists=Lists(
        "ListHubs",
        "HubSummaries",
        Fields("HubStatus", created="CreationTime", modified="LastModifiedTime", arn="HubArn"),
        identifiers={"HubName": "HubName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **TIMES},
        sort_by="SortBy",
        sort={
            "CreationTime": "CreationTime",
            "HubName": "HubName",
            "HubStatus": "HubStatus",
            "AccountIdOwner": "HubArn",
        },
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

# The latest version, where it has several.
HubContent = ResourceType(
    service="sagemaker",
    name="HubContent",
    identifiers=("HubName", "HubContentType", "HubContentName"),
    requests=(
        Request(
            "create", ("ImportHubContent", "CreateHubContentReference"), ("PendingImport", "Importing"), ("Available",),
            ("ImportFailed",),
        ),
        Request(
            "delete", ("DeleteHubContent", "DeleteHubContentReference"), ("PendingDelete", "Deleting"), (GONE,),
            ("DeleteFailed",), when=("Available", "ImportFailed", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeHubContent",
        Fields(
            "HubContentStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="HubContentArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListHubContents",
        "HubContentSummaries",
        Fields("HubContentStatus", created="CreationTime", arn="HubContentArn"),
        identifiers={"HubName": "", "HubContentType": "HubContentType", "HubContentName": "HubContentName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        equals={"MaxSchemaVersion": ""},
        sort_by="SortBy",
        sort={
            "CreationTime": "CreationTime",
            "HubContentName": "HubContentName",
            "HubContentStatus": "HubContentStatus",
        },
        sort_order="SortOrder",
        newest=NEWEST,
        needs={"HubName": "HubName", "HubContentType": "HubContentType"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

# Its deletion alone has states, and shows none before it has been asked for.
ModelCard = ResourceType(
    service="sagemaker",
    name="ModelCard",
    identifiers=("ModelCardName",),
    requests=(
        Request(
            "delete", ("DeleteModelCard",),
            ("DeletePending", "DeleteInProgress", "ContentDeleted", "ExportJobsDeleted"), (GONE, "DeleteCompleted"),
            ("DeleteFailed",), when=("DeleteFailed", "Draft", "PendingReview", "Approved", "Archived"),
        ),
    ),
    # The processing is that of a deletion, and shown once there is one. Until then the card is as people have set it.
    describe=Describe(
        "DescribeModelCard",
        Fields(
            "ModelCardProcessingStatus",
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ModelCardArn",
            resting=("", "ModelCardStatus"),
        ),
        quota=DESCRIBES,
    ),
    # Its summaries show how far it is approved, which nothing moves but people.
    lists=None,
    absent=ABSENT,
    timeout=3600,
    others=("Draft", "PendingReview", "Approved", "Archived"),
)

ModelCardExportJob = ResourceType(
    service="sagemaker",
    name="ModelCardExportJob",
    identifiers=("ModelCardExportJobArn",),
    requests=(
        Request("run", ("CreateModelCardExportJob",), ("InProgress",), ("Completed",), ("Failed",)),
    ),
    describe=Describe(
        "DescribeModelCardExportJob",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreatedAt",
            modified="LastModifiedAt",
            arn="ModelCardExportJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListModelCardExportJobs",
        "ModelCardExportJobSummaries",
        Fields("Status", created="CreatedAt", modified="LastModifiedAt", arn="ModelCardExportJobArn"),
        identifiers={"ModelCardExportJobArn": "ModelCardExportJobArn"},
        limit=100,
        page=10,
        parent=Parent(
            "ModelCardName", "ListModelCards", "ModelCardSummaries", "ModelCardName", limit=100,
            of=r":model-card/([^/]+)/", quota=LISTINGS,
        ),
        filters={"status": "StatusEquals", "name": "ModelCardExportJobNameContains", **CREATION},
        equals={"ModelCardVersion": "ModelCardVersion"},
        sort_by="SortBy",
        sort={"CreationTime": "CreatedAt", "Name": "ModelCardExportJobName", "Status": "Status"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

ModelPackage = ResourceType(
    service="sagemaker",
    name="ModelPackage",
    identifiers=("ModelPackageName",),
    requests=(
        Request("create", ("CreateModelPackage",), ("Pending", "InProgress"), ("Completed",), ("Failed",)),
        Request("delete", ("DeleteModelPackage",), ("Deleting",), (GONE,), when=("Completed", "Failed")),
    ),
    describe=Describe(
        "DescribeModelPackage",
        Fields(
            "ModelPackageStatus",
            reason=(
                "ModelPackageStatusDetails.ValidationStatuses[].FailureReason",
                "ModelPackageStatusDetails.ImageScanStatuses[].FailureReason",
            ),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ModelPackageArn",
        ),
        quota=DESCRIBES,
    ),
    # A version of a model has no name, only an ARN, which does for one. Versions aren't listed unless asked for.
    lists=Lists(
        "ListModelPackages",
        "ModelPackageSummaryList",
        Fields("ModelPackageStatus", created="CreationTime", arn="ModelPackageArn"),
        identifiers={"ModelPackageName": "ModelPackageArn"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        equals={
            "ModelApprovalStatus": "ModelApprovalStatus",
            "ModelPackageGroupName": "ModelPackageGroupName",
            "ModelPackageType": "",
        },
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ModelPackageName"},
        sort_order="SortOrder",
        newest={"ModelPackageType": "Both", "SortBy": "CreationTime", "SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=14400,
)

_MODEL_PACKAGE_GROUP = Fields("ModelPackageGroupStatus", created="CreationTime", arn="ModelPackageGroupArn")
ModelPackageGroup = ResourceType(
    service="sagemaker",
    name="ModelPackageGroup",
    identifiers=("ModelPackageGroupName",),
    requests=(
        Request("create", ("CreateModelPackageGroup",), ("Pending", "InProgress"), ("Completed",), ("Failed",)),
        Request(
            "delete", ("DeleteModelPackageGroup",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Completed", "Failed", "DeleteFailed"),
        ),
    ),
    describe=Describe("DescribeModelPackageGroup", _MODEL_PACKAGE_GROUP, quota=DESCRIBES),
    lists=Lists(
        "ListModelPackageGroups",
        "ModelPackageGroupSummaryList",
        _MODEL_PACKAGE_GROUP,
        identifiers={"ModelPackageGroupName": "ModelPackageGroupName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        equals={"CrossAccountFilterOption": ""},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ModelPackageGroupName"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
)
