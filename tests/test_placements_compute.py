"""Where the tables of compute and of data services put the states that surprise: decisions, and none derived."""

from __future__ import annotations

import pytest

from mlwaiters.goals import classes, goals, hopeless
from mlwaiters.model import GONE, Goal, InState, ResourceType
from mlwaiters.resources import (
    athena,
    batch,
    cleanroomsml,
    databrew,
    datazone,
    emr,
    emr_containers,
    emr_serverless,
    frauddetector,
    healthlake,
    lookoutequipment,
    machinelearning,
    neptune,
    neptune_graph,
    omics,
    opensearch,
    rekognition,
    stepfunctions,
)

PENDING, SUCCESS, FAILURE, STRAY = "pending", "success", "failure", "stray"


@pytest.mark.parametrize(
    ("kind", "goal", "state", "placed"),
    [
        # What has been created goes on by itself; or somebody has to act.
        (athena.CalculationExecution, "completed", "CREATED", PENDING),
        (athena.Session, "ready", "CREATED", SUCCESS),
        (emr_serverless.Application, "created", "CREATED", SUCCESS),
        (emr_serverless.Application, "ready", "CREATED", STRAY),
        (emr_serverless.Application, "started", "CREATED", STRAY),
        (rekognition.MediaAnalysisJob, "completed", "CREATED", PENDING),
        (rekognition.FaceLivenessSession, "completed", "CREATED", PENDING),
        (rekognition.FaceLivenessSession, "completed", "EXPIRED", FAILURE),
        (rekognition.ProjectVersion, "started", "TRAINING_COMPLETED", STRAY),
        (rekognition.StreamProcessor, "created", "STOPPED", SUCCESS),
        (rekognition.StreamProcessor, "ready", "STOPPED", STRAY),
        (lookoutequipment.Dataset, "updated", "CREATED", STRAY),
        # A cluster that waits is ready; one that runs its steps is both ready and on its way to what comes next.
        (emr.Cluster, "ready", "WAITING", SUCCESS),
        (emr.Cluster, "ready", "RUNNING", SUCCESS),
        (emr.Cluster, "settled", "RUNNING", PENDING),
        (emr.Cluster, "settled", "WAITING", SUCCESS),
        (emr.Cluster, InState("TERMINATED"), "RUNNING", PENDING),
        (emr.Cluster, "created", "TERMINATED", FAILURE),
        (emr.Cluster, "deleted", "TERMINATED_WITH_ERRORS", FAILURE),
        # A session that computes: Athena's takes nothing more meanwhile, EMR's does.
        (athena.Session, "ready", "BUSY", PENDING),
        (emr.Session, "ready", "BUSY", SUCCESS),
        (emr_serverless.Session, "settled", "BUSY", PENDING),
        (athena.Session, "ready", "DEGRADED", STRAY),
        # What is terminated, or marked as deleted, is still shown.
        (emr.Session, "deleted", "TERMINATED", SUCCESS),
        (emr_containers.VirtualCluster, "deleted", "TERMINATED", SUCCESS),
        (emr_containers.VirtualCluster, "ready", "ARRESTED", STRAY),
        (emr_serverless.Application, "stopped", "TERMINATED", FAILURE),
        (machinelearning.MLModel, "deleted", "DELETED", SUCCESS),
        (machinelearning.MLModel, "completed", "DELETED", FAILURE),
        (athena.DataCatalog, "deleted", "DELETE_COMPLETE", SUCCESS),
        (batch.JobQueue, "deleted", "DELETED", SUCCESS),
        (omics.RunBatch, "deleted", "RUNS_DELETED", SUCCESS),
        (cleanroomsml.TrainedModel, "deleted", "INACTIVE", SUCCESS),
        # Moving, and failed already.
        (athena.DataCatalog, "created", "CREATE_FAILED_CLEANUP_IN_PROGRESS", FAILURE),
        (athena.DataCatalog, "settled", "CREATE_FAILED_CLEANUP_IN_PROGRESS", PENDING),
        (emr.NotebookExecution, "completed", "FAILING", FAILURE),
        # A job of Batch that is terminated ends as one that failed.
        (batch.Job, "completed", "FAILED", FAILURE),
        (batch.Job, "stopped", "FAILED", SUCCESS),
        (batch.Job, "stopped", "SUCCEEDED", STRAY),
        (batch.Job, "completed", "RUNNABLE", PENDING),
        (batch.ServiceJob, "completed", "SCHEDULED", PENDING),
        # Partly is not.
        (healthlake.FHIRImportJob, "completed", "COMPLETED_WITH_ERRORS", FAILURE),
        (omics.ReadSetImportJob, "completed", "COMPLETED_WITH_FAILURES", FAILURE),
        # Cancelled by no operation of the service.
        (healthlake.FHIRExportJob, "completed", "CANCEL_SUBMITTED", PENDING),
        (healthlake.FHIRExportJob, "completed", "CANCEL_COMPLETED", FAILURE),
        (omics.ReadSetExportJob, "completed", "CANCELLED", FAILURE),
        # Cancelled by one.
        (stepfunctions.Execution, "stopped", "ABORTED", SUCCESS),
        (stepfunctions.Execution, "completed", "ABORTED", FAILURE),
        (stepfunctions.Execution, "completed", "PENDING_REDRIVE", PENDING),
        (cleanroomsml.TrainedModel, "stopped", "INACTIVE", SUCCESS),
        (cleanroomsml.TrainedModelInferenceJob, "completed", "ACTIVE", SUCCESS),
        (cleanroomsml.TrainedModelInferenceJob, "completed", "CANCEL_PENDING", PENDING),
        # At rest, until somebody brings it back.
        (omics.ReadSet, "ready", "ARCHIVED", STRAY),
        (omics.ReadSet, "started", "ACTIVATING", PENDING),
        (omics.Share, "ready", "PENDING", PENDING),
        (omics.Workflow, "ready", "INACTIVE", STRAY),
        (frauddetector.ModelVersion, "created", "TRAINING_COMPLETE", SUCCESS),
        (frauddetector.ModelVersion, "started", "TRAINING_COMPLETE", STRAY),
        (frauddetector.ModelVersion, "stopped", "INACTIVE", SUCCESS),
        (databrew.ProjectSession, "ready", "ASSIGNED", SUCCESS),
        (databrew.ProjectSession, "ready", "TERMINATED", STRAY),
        (datazone.Environment, "created", "EXPIRED", SUCCESS),
        (datazone.Environment, "ready", "EXPIRED", STRAY),
        (datazone.DataSource, "ready", "RUNNING", PENDING),
        (datazone.DataSourceRun, "completed", "PARTIALLY_SUCCEEDED", FAILURE),
        (datazone.DataProduct, "ready", "CREATED", SUCCESS),
        (datazone.Listing, "stopped", "INACTIVE", SUCCESS),
        (datazone.Project, "updated", "MOVING", PENDING),
        (datazone.SubscriptionRequest, "ready", "PENDING", PENDING),
        (datazone.SubscriptionRequest, "ready", "REJECTED", FAILURE),
        (neptune.DBCluster, "ready", "backing-up", PENDING),
        (neptune.DBCluster, "ready", "stopped", STRAY),
        (neptune.DBInstance, "ready", "incompatible-parameters", FAILURE),
        (neptune.DBInstance, "deleted", "deleted", SUCCESS),
        (neptune_graph.ImportTask, "completed", "ROLLING_BACK", FAILURE),
        (neptune_graph.ImportTask, "settled", "ROLLING_BACK", PENDING),
        (neptune_graph.Graph, "ready", "SNAPSHOTTING", PENDING),
        (neptune_graph.Graph, "stopped", "AVAILABLE", STRAY),
        (opensearch.Domain, "updated", "UpgradingEngineVersion", PENDING),
        (opensearch.Domain, "ready", "Isolated", STRAY),
    ],
    ids=str,
)
def test_state_is_placed(kind: ResourceType, goal: Goal, state: str, placed: str) -> None:
    assert state in getattr(classes(kind, goal), placed)


@pytest.mark.parametrize(
    ("kind", "goal", "state", "vain"),
    [
        (emr.Cluster, "ready", "TERMINATED", True),
        (omics.ReadSet, "ready", "ARCHIVED", False),
        (athena.CapacityReservation, "deleted", "CANCELLED", False),
        (batch.Job, "stopped", "SUCCEEDED", True),
    ],
    ids=str,
)
def test_hopeless(kind: ResourceType, goal: str, state: str, *, vain: bool) -> None:
    assert hopeless(kind, goal, state) is vain


def test_a_session_ends_for_good() -> None:
    assert "stopped" not in goals(emr.Session)
    delete = emr.Session.request("delete")
    assert delete is not None
    assert delete.to == (GONE, "TERMINATED")
