"""Amazon SageMaker: Studio's domains and what lives in them; images, notebooks, partners' applications, projects."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import (
    ABSENT,
    CREATION,
    DESCRIBES,
    FILTERS,
    LISTINGS,
    NEWEST,
    NO_RECORD,
    TIMES,
)

# Logs: the list of log groups and streams in the developer guide (CloudWatch Logs for Amazon SageMaker AI).

Domain = ResourceType(
    service="sagemaker",
    name="Domain",
    identifiers=("DomainId",),
    requests=(
        Request("create", ("CreateDomain",), ("Pending",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateDomain",), ("Updating",), ("InService",), ("Update_Failed",),
            when=("InService", "Update_Failed"),
        ),
        Request(
            "delete", ("DeleteDomain",), ("Deleting",), (GONE,), ("Delete_Failed",),
            when=("InService", "Failed", "Update_Failed", "Delete_Failed"),
        ),
    ),
    describe=Describe(
        "DescribeDomain",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="DomainArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListDomains",
        "Domains",
        Fields("Status", created="CreationTime", modified="LastModifiedTime", arn="DomainArn"),
        identifiers={"DomainId": "DomainId"},
        limit=100,
        page=10,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

UserProfile = ResourceType(
    service="sagemaker",
    name="UserProfile",
    identifiers=("DomainId", "UserProfileName"),
    requests=(
        Request("create", ("CreateUserProfile",), ("Pending",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateUserProfile",), ("Updating",), ("InService",), ("Update_Failed",),
            when=("InService", "Update_Failed"),
        ),
        Request(
            "delete", ("DeleteUserProfile",), ("Deleting",), (GONE,), ("Delete_Failed",),
            when=("InService", "Failed", "Update_Failed", "Delete_Failed"),
        ),
    ),
    describe=Describe(
        "DescribeUserProfile",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="UserProfileArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListUserProfiles",
        "UserProfiles",
        Fields("Status", created="CreationTime", modified="LastModifiedTime"),
        identifiers={"DomainId": "DomainId", "UserProfileName": "UserProfileName"},
        limit=100,
        page=10,
        filters={"name": "UserProfileNameContains"},
        equals={"DomainIdEquals": "DomainId"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "LastModifiedTime": "LastModifiedTime"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

Space = ResourceType(
    service="sagemaker",
    name="Space",
    identifiers=("DomainId", "SpaceName"),
    requests=(
        Request("create", ("CreateSpace",), ("Pending",), ("InService",), ("Failed",)),
        Request(
            "update", ("UpdateSpace",), ("Updating",), ("InService",), ("Update_Failed",),
            when=("InService", "Update_Failed"),
        ),
        Request(
            "delete", ("DeleteSpace",), ("Deleting",), (GONE,), ("Delete_Failed",),
            when=("InService", "Failed", "Update_Failed", "Delete_Failed"),
        ),
    ),
    describe=Describe(
        "DescribeSpace",
        Fields(
            "Status",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="SpaceArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListSpaces",
        "Spaces",
        Fields("Status", created="CreationTime", modified="LastModifiedTime"),
        identifiers={"DomainId": "DomainId", "SpaceName": "SpaceName"},
        limit=100,
        page=10,
        filters={"name": "SpaceNameContains"},
        equals={"DomainIdEquals": "DomainId"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "LastModifiedTime": "LastModifiedTime"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
)

SpaceApp = ResourceType(
    service="sagemaker",
    name="SpaceApp",
    identifiers=("DomainId", "SpaceName", "AppType", "AppName"),
    requests=(
        Request("create", ("CreateApp",), ("Pending",), ("InService",), ("Failed",)),
        Request("delete", ("DeleteApp",), ("Deleting",), (GONE, "Deleted"), when=("InService", "Failed")),
    ),
    describe=Describe(
        "DescribeApp",
        Fields("Status", reason=("FailureReason",), created="CreationTime", arn="AppArn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListApps",
        "Apps",
        Fields("Status", created="CreationTime"),
        identifiers={"DomainId": "DomainId", "SpaceName": "SpaceName", "AppType": "AppType", "AppName": "AppName"},
        limit=100,
        page=10,
        equals={"UserProfileNameEquals": ""},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime"},
        sort_order="SortOrder",
        newest=NEWEST,
        needs={"DomainIdEquals": "DomainId", "SpaceNameEquals": "SpaceName"},
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
    # As the guide has it where it tells how to debug lifecycle configurations.
    logs=(Log("/aws/sagemaker/studio", "{DomainId}/{SpaceName}/{AppType}/{AppName}"),),
)

UserProfileApp = ResourceType(
    service="sagemaker",
    name="UserProfileApp",
    identifiers=("DomainId", "UserProfileName", "AppType", "AppName"),
    requests=(
        Request("create", ("CreateApp",), ("Pending",), ("InService",), ("Failed",)),
        Request("delete", ("DeleteApp",), ("Deleting",), (GONE, "Deleted"), when=("InService", "Failed")),
    ),
    describe=Describe(
        "DescribeApp",
        Fields("Status", reason=("FailureReason",), created="CreationTime", arn="AppArn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListApps",
        "Apps",
        Fields("Status", created="CreationTime"),
        identifiers={
            "DomainId": "DomainId",
            "UserProfileName": "UserProfileName",
            "AppType": "AppType",
            "AppName": "AppName",
        },
        limit=100,
        page=10,
        equals={"SpaceNameEquals": ""},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime"},
        sort_order="SortOrder",
        newest=NEWEST,
        needs={"DomainIdEquals": "DomainId", "UserProfileNameEquals": "UserProfileName"},
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
    logs=(Log("/aws/sagemaker/studio", "{DomainId}/{UserProfileName}/{AppType}/{AppName}"),),
)

_IMAGE = Fields(
    "ImageStatus",
    reason=("FailureReason",),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="ImageArn",
)
Image = ResourceType(
    service="sagemaker",
    name="Image",
    identifiers=("ImageName",),
    requests=(
        Request("create", ("CreateImage",), ("CREATING",), ("CREATED",), ("CREATE_FAILED",)),
        Request(
            "update", ("UpdateImage",), ("UPDATING",), ("CREATED",), ("UPDATE_FAILED",),
            when=("CREATED", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteImage",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("CREATED", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe("DescribeImage", _IMAGE, quota=DESCRIBES),
    lists=Lists(
        "ListImages",
        "Images",
        _IMAGE,
        identifiers={"ImageName": "ImageName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **TIMES},
        sort_by="SortBy",
        sort={"CREATION_TIME": "CreationTime", "LAST_MODIFIED_TIME": "LastModifiedTime", "IMAGE_NAME": "ImageName"},
        sort_order="SortOrder",
        newest={"SortBy": "CREATION_TIME", "SortOrder": "DESCENDING"},
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
)

# The latest version: the others go by a number, and identifiers are text. Once it is gone, the one before is shown.
ImageVersion = ResourceType(
    service="sagemaker",
    name="ImageVersion",
    identifiers=("ImageName",),
    requests=(
        Request("create", ("CreateImageVersion",), ("CREATING",), ("CREATED",), ("CREATE_FAILED",)),
        Request(
            "delete", ("DeleteImageVersion",), ("DELETING",), (GONE,), ("DELETE_FAILED",),
            when=("CREATED", "CREATE_FAILED", "DELETE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeImageVersion",
        Fields(
            "ImageVersionStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ImageVersionArn",
        ),
        quota=DESCRIBES,
    ),
    lists=None,
    absent=ABSENT,
    timeout=3600,
)

NotebookInstance = ResourceType(
    service="sagemaker",
    name="NotebookInstance",
    identifiers=("NotebookInstanceName",),
    requests=(
        Request("create", ("CreateNotebookInstance",), ("Pending",), ("InService",), ("Failed",)),
        # Only what is stopped is updated, and it stays so.
        Request("update", ("UpdateNotebookInstance",), ("Updating",), ("Stopped",), ("Failed",), when=("Stopped",)),
        Request("start", ("StartNotebookInstance",), ("Pending",), ("InService",), ("Failed",), when=("Stopped",)),
        Request("stop", ("StopNotebookInstance",), ("Stopping",), ("Stopped",), ("Failed",), when=("InService",)),
        Request("delete", ("DeleteNotebookInstance",), ("Deleting",), (GONE,), when=("Stopped", "Failed")),
        Request("maintain", (), ("PendingMaintenance", "InMaintenance"), ("InService",), when=("InService",)),
    ),
    describe=Describe(
        "DescribeNotebookInstance",
        Fields(
            "NotebookInstanceStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="NotebookInstanceArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListNotebookInstances",
        "NotebookInstances",
        Fields(
            "NotebookInstanceStatus",
            created="CreationTime",
            modified="LastModifiedTime",
            arn="NotebookInstanceArn",
        ),
        identifiers={"NotebookInstanceName": "NotebookInstanceName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={
            "NotebookInstanceLifecycleConfigNameContains": "NotebookInstanceLifecycleConfigName",
            "DefaultCodeRepositoryContains": "DefaultCodeRepository",
            "AdditionalCodeRepositoryEquals": "",
        },
        sort_by="SortBy",
        sort={"Name": "NotebookInstanceName", "CreationTime": "CreationTime", "Status": "NotebookInstanceStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
    logs=(Log("/aws/sagemaker/NotebookInstances", "{NotebookInstanceName}/"),),
)

PartnerApp = ResourceType(
    service="sagemaker",
    name="PartnerApp",
    identifiers=("Arn",),
    requests=(
        Request("create", ("CreatePartnerApp",), ("Creating",), ("Available",), ("Failed",)),
        # UpdateFailed: available all the same, as it was.
        Request(
            "update", ("UpdatePartnerApp",), ("Updating",), ("Available",), ("UpdateFailed",),
            when=("Available", "UpdateFailed"),
        ),
        Request(
            "delete", ("DeletePartnerApp",), ("Deleting",), (GONE, "Deleted"),
            when=("Available", "Failed", "UpdateFailed"),
        ),
    ),
    describe=Describe(
        "DescribePartnerApp",
        Fields("Status", reason=("Error.Reason",), created="CreationTime", modified="LastModifiedTime", arn="Arn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListPartnerApps",
        "Summaries",
        Fields("Status", created="CreationTime", arn="Arn"),
        identifiers={"Arn": "Arn"},
        limit=100,
        page=10,
        quota=LISTINGS,
    ),
    absent=ABSENT,
    timeout=3600,
    minted=True,
)

Project = ResourceType(
    service="sagemaker",
    name="Project",
    identifiers=("ProjectName",),
    requests=(
        Request("create", ("CreateProject",), ("Pending", "CreateInProgress"), ("CreateCompleted",), ("CreateFailed",)),
        Request(
            "update", ("UpdateProject",), ("UpdateInProgress",), ("UpdateCompleted",), ("UpdateFailed",),
            when=("CreateCompleted", "UpdateCompleted", "UpdateFailed"),
        ),
        Request(
            "delete", ("DeleteProject",), ("DeleteInProgress",), (GONE, "DeleteCompleted"), ("DeleteFailed",),
            when=("CreateCompleted", "CreateFailed", "UpdateCompleted", "UpdateFailed", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeProject",
        Fields(
            "ProjectStatus",
            reason=("ServiceCatalogProvisionedProductDetails.ProvisionedProductStatusMessage",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="ProjectArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListProjects",
        "ProjectSummaryList",
        Fields("ProjectStatus", created="CreationTime", arn="ProjectArn"),
        identifiers={"ProjectName": "ProjectName"},
        limit=100,
        page=10,
        filters={"name": "NameContains", **CREATION},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ProjectName"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_RECORD,
    timeout=3600,
)
