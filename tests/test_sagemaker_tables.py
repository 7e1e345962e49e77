"""What SageMaker's tables decide against first appearances."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.aws.decode import described, listed
from mlwaiters.errors import ServiceError
from mlwaiters.goals import classes, default_goal, goals
from mlwaiters.judge import judge
from mlwaiters.model import GONE, Observation, ResourceType, Verdict
from mlwaiters.resources import catalogue, sagemaker
from mlwaiters.resources.sagemaker import conventions

if TYPE_CHECKING:
    from mlwaiters.goals import Classes


def class_of(sorted_states: Classes, state: str) -> list[str]:
    return [part.name for part in fields(sorted_states) if state in getattr(sorted_states, part.name)]


@pytest.mark.parametrize(
    ("kind", "goal", "state", "expected"),
    [
        # The service starts what is Created when the schedule says so; whoever stops it says how it is to end.
        (sagemaker.InferenceExperiment, "completed", "Created", "pending"),
        (sagemaker.InferenceExperiment, "completed", "Running", "pending"),
        (sagemaker.InferenceExperiment, "completed", "Updating", "pending"),
        (sagemaker.InferenceExperiment, "completed", "Cancelled", "failure"),
        (sagemaker.InferenceExperiment, "started", "Created", "pending"),
        (sagemaker.InferenceExperiment, "started", "Running", "success"),
        (sagemaker.InferenceExperiment, "stopped", "Cancelled", "success"),
        (sagemaker.InferenceExperiment, "stopped", "Completed", "success"),
        # Pending is on the way to whatever was asked for.
        (sagemaker.MonitoringSchedule, "ready", "Pending", "pending"),
        (sagemaker.MonitoringSchedule, "stopped", "Pending", "pending"),
        (sagemaker.MonitoringSchedule, "stopped", "Scheduled", "stray"),
        # A notebook instance is updated while it is stopped.
        (sagemaker.NotebookInstance, "updated", "Stopped", "success"),
        (sagemaker.NotebookInstance, "ready", "Stopped", "stray"),
        (sagemaker.NotebookInstance, "started", "InMaintenance", "pending"),
        (sagemaker.NotebookInstance, "deleted", "Failed", "stray"),
        # What is paid for isn't there yet, and what has run its term is no failure.
        (sagemaker.TrainingPlan, "ready", "Scheduled", "pending"),
        (sagemaker.TrainingPlan, "created", "Expired", "success"),
        (sagemaker.TrainingPlan, "ready", "Expired", "stray"),
        (sagemaker.TrainingSession, "ready", "Created", "pending"),
        (sagemaker.TrainingSession, "ready", "Blocked", "stray"),
        # Patches and rollbacks.
        (sagemaker.Cluster, "updated", "SystemUpdating", "pending"),
        (sagemaker.Cluster, "updated", "RollingBack", "failure"),
        (sagemaker.Cluster, "ready", "RollingBack", "pending"),
        (sagemaker.ClusterNode, "ready", "DeepHealthCheckInProgress", "pending"),
        (sagemaker.ClusterNode, "deleted", "NotFound", "success"),
        (sagemaker.ClusterNode, "ready", "NotFound", "failure"),
        (sagemaker.ClusterSchedulerConfig, "created", "CreateRollbackFailed", "failure"),
        (sagemaker.ComputeQuota, "updated", "UpdateRollbackFailed", "failure"),
        (sagemaker.ComputeQuota, "updated", "Created", "stray"),
        # Still shown when it is gone.
        (sagemaker.SpaceApp, "deleted", "Deleted", "success"),
        (sagemaker.SpaceApp, "ready", "Deleted", "failure"),
        (sagemaker.Project, "deleted", "DeleteCompleted", "success"),
        (sagemaker.Project, "ready", "UpdateCompleted", "success"),
        (sagemaker.ModelCard, "deleted", "ContentDeleted", "pending"),
        (sagemaker.InferenceRecommendationsJob, "completed", "DELETED", "stray"),
        # Words of a job, of things that are there for long.
        (sagemaker.ModelPackage, "ready", "Completed", "success"),
        (sagemaker.Algorithm, "created", "InProgress", "pending"),
        (sagemaker.HubContent, "ready", "PendingImport", "pending"),
        (sagemaker.HubContent, "deleted", "PendingDelete", "pending"),
        (sagemaker.PartnerApp, "created", "UpdateFailed", "success"),
        (sagemaker.PartnerApp, "updated", "UpdateFailed", "failure"),
        # Nobody can stop what only tells of other work.
        (sagemaker.TrialComponent, "completed", "Stopping", "pending"),
        (sagemaker.TrialComponent, "completed", "Stopped", "failure"),
        (sagemaker.Action, "completed", "Unknown", "stray"),
    ],
)
def test_state_is_sorted(kind: ResourceType, goal: str, state: str, expected: str) -> None:
    assert class_of(classes(kind, goal), state) == [expected]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (sagemaker.ModelCard, ("deleted", "settled")),
        (sagemaker.FeatureGroupUpdate, ("completed", "settled")),
        (sagemaker.ReservedCapacity, ("created", "ready", "settled")),
        (sagemaker.TrialComponent, ("completed", "deleted", "settled")),
    ],
    ids=repr,
)
def test_goals_of_the_odd_ones(kind: ResourceType, expected: tuple[str, ...]) -> None:
    assert goals(kind) == expected


def test_jobs_complete_and_things_get_ready() -> None:
    for kind in catalogue("sagemaker").values():
        expected = "completed" if kind.request("run") else "ready" if kind.request("create") else "settled"
        assert default_goal(kind) == expected


def test_an_experiment_that_is_started_again_is_not_taken_for_the_old_one() -> None:
    ref = sagemaker.InferenceExperiment("e")
    before = Observation(ref, "Running", time=0.0)
    assert judge(Observation(ref, "Running", time=9.0), "updated", baseline=before) is Verdict.PENDING
    assert judge(Observation(ref, "Completed", time=9.0), "completed", baseline=before) is Verdict.MET


@pytest.mark.parametrize("name", sagemaker.__all__)
def test_what_the_package_offers_is_in_the_catalogue(name: str) -> None:
    kind = getattr(sagemaker, name)
    assert kind.name == name
    assert catalogue("sagemaker")[kind.resource] is kind


def test_nothing_is_missing_from_what_the_package_offers() -> None:
    assert {kind.name for kind in catalogue("sagemaker").values()} == {*sagemaker.__all__}


# ---------------------------------------------------------------------------------------------------------------------
# What isn't there
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (sagemaker.NotebookInstance, "RecordNotFound"),
        (sagemaker.Space, "RecordNotFound"),
        (sagemaker.UserProfileApp, "RecordNotFound"),
        (sagemaker.ModelPackage, "ModelPackage arn:aws:sagemaker:eu-west-1:1:model-package/m/3 does not exist."),
        (sagemaker.ModelPackageGroup, "Cannot find Model Package Group: m"),
        (sagemaker.Project, "Project p does not exist."),
        (sagemaker.InferenceComponent, 'Could not find inference component "c".'),
        (sagemaker.ProcessingJob, "Could not find requested job with name: j"),
        (sagemaker.Workforce, "No workforce found in this account and region"),
    ],
)
def test_absence_in_other_words(kind: ResourceType, message: str) -> None:
    assert any(absent.matches("ValidationException", message) for absent in kind.absent)
    assert any(absent.matches("ResourceNotFound", "") for absent in kind.absent)


@pytest.mark.parametrize("absent", [conventions.ABSENT, conventions.NO_JOB, conventions.NO_RECORD])
def test_malformed_name_is_no_absence(absent: tuple[Any, ...]) -> None:
    message = (
        "1 validation error detected: Value '-' at 'name' failed to satisfy constraint: Member must satisfy regular"
    )
    assert not any(one.matches("ValidationException", message) for one in absent)


# ---------------------------------------------------------------------------------------------------------------------
# What describes and listings show
# ---------------------------------------------------------------------------------------------------------------------


def test_apps_are_listed_below_what_they_are_of() -> None:
    app = sagemaker.SpaceApp(DomainId="d-1", SpaceName="ours", AppType="JupyterLab", AppName="default")
    assert app.listing is not None
    assert app.listing.arguments == {
        "DomainIdEquals": "d-1", "SpaceNameEquals": "ours", "SortBy": "CreationTime", "SortOrder": "Descending",
        "MaxResults": 100,
    }  # fmt: skip
    item = {"DomainId": "d-1", "SpaceName": "ours", "AppType": "JupyterLab", "AppName": "default", "Status": "Deleted"}
    assert [(seen.ref, seen.state) for seen in listed(app.listing, {"Apps": [item]}, 0.0)] == [(app, "Deleted")]
    with pytest.raises(TypeError, match="DomainIdEquals and SpaceNameEquals is missing"):
        sagemaker.SpaceApp.listing()


def test_versions_of_a_model_go_by_their_arns_and_are_asked_for() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/churn/3"
    version = sagemaker.ModelPackage(arn)
    assert version.listing is not None
    assert version.listing.arguments["ModelPackageType"] == "Both"
    item = {"ModelPackageArn": arn, "ModelPackageGroupName": "churn", "ModelPackageStatus": "Completed"}
    assert [seen.ref for seen in listed(version.listing, {"ModelPackageSummaryList": [item]}, 0.0)] == [version]


def test_nodes_are_listed_below_their_cluster() -> None:
    node = sagemaker.ClusterNode(ClusterName="hyper", NodeId="i-0")
    assert node.listing is not None
    item = {"InstanceId": "i-0", "InstanceStatus": {"Status": "Failure", "Message": "no capacity"}}
    (seen,) = listed(node.listing, {"ClusterNodeSummaries": [item]}, 0.0)
    assert (seen.ref, seen.state, seen.reason) == (node, "Failure", "no capacity")


def test_content_of_a_hub_is_listed_by_its_kind() -> None:
    content = sagemaker.HubContent(HubName="ours", HubContentType="Model", HubContentName="churn")
    assert content.listing is not None
    item = {"HubContentType": "Model", "HubContentName": "churn", "HubContentStatus": "PendingImport"}
    assert [seen.ref for seen in listed(content.listing, {"HubContentSummaries": [item]}, 0.0)] == [content]


def test_export_of_a_model_card_is_listed_below_the_card_that_its_arn_names() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:model-card/churn/export-job/e1"
    listing = sagemaker.ModelCardExportJob(arn).listing
    assert listing is not None
    assert listing.arguments["ModelCardName"] == "churn"


def test_update_of_a_feature_group_is_described_apart_from_it() -> None:
    group = {"FeatureGroupStatus": "Created", "LastUpdateStatus": {"Status": "Failed", "FailureReason": "no such type"}}
    assert described(sagemaker.FeatureGroup("f"), group, 0.0).state == "Created"
    update = described(sagemaker.FeatureGroupUpdate("f"), group, 0.0)
    assert (update.state, update.reason) == ("Failed", "no such type")
    never = described(sagemaker.FeatureGroupUpdate("f"), {"FeatureGroupStatus": "Created"}, 0.0)
    assert never.state == GONE
    with pytest.raises(ServiceError, match="no status at FeatureGroupStatus"):
        described(sagemaker.FeatureGroup("f"), {}, 0.0)


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        ({}, "Draft"),
        ({"ModelCardProcessingStatus": None}, "Draft"),
        ({"ModelCardProcessingStatus": "DeleteInProgress"}, "DeleteInProgress"),
        ({"ModelCardProcessingStatus": "DeleteFailed"}, "DeleteFailed"),
    ],
)
def test_model_card_that_nobody_deletes_is_as_people_have_set_it(shown: dict[str, Any], state: str) -> None:
    card = sagemaker.ModelCard("c")
    seen = described(card, {"ModelCardStatus": "Draft", **shown}, 0.0)
    assert seen.state == state
    # What nobody deletes is borne with for as long as the grace: somebody may just be asking for it.
    assert judge(seen, "deleted") is (Verdict.FAILED if state == "DeleteFailed" else Verdict.PENDING)
