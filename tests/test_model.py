"""The words: how things are named, written, compared and carried from one process to another."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters import model
from mlwaiters.errors import FailureStateError, UnknownNameError
from mlwaiters.model import (
    GOALS,
    GONE,
    Absent,
    Change,
    InState,
    Listing,
    Observation,
    Outcome,
    Ref,
    ResourceType,
    Updated,
    Verdict,
    kebab,
)
from mlwaiters.resources import SERVICES, catalogue, find
from mlwaiters.resources.glue import Crawler, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Endpoint, MlflowTrackingServer, PipelineExecution

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
RECORDS = [
    record
    for record in vars(model).values()
    if isinstance(record, type) and dataclasses.is_dataclass(record) and record.__module__ == model.__name__
]

run = MLTaskRun("tfm-1", "tsk-4")
job = CompilationJob("churn-7")


# --- naming one thing ------------------------------------------------------------------------------------------------


def test_ref_by_position_by_name_and_both() -> None:
    assert MLTaskRun(TransformId="tfm-1", TaskRunId="tsk-4") == run
    assert MLTaskRun(TaskRunId="tsk-4", TransformId="tfm-1") == run
    assert MLTaskRun("tfm-1", TaskRunId="tsk-4") == run
    assert hash(MLTaskRun("tfm-1", TaskRunId="tsk-4")) == hash(run)
    assert MLTaskRun("tsk-4", "tfm-1") != run


@pytest.mark.parametrize(
    ("values", "named", "error", "message"),
    [
        ((), {}, TypeError, "glue.MLTaskRun: TransformId is missing; a reference needs TransformId, TaskRunId"),
        (("tfm-1",), {}, TypeError, "glue.MLTaskRun: TaskRunId is missing"),
        ((), {"TaskRunId": "tsk-4"}, TypeError, "glue.MLTaskRun: TransformId is missing"),
        (("a", "b", "c"), {}, TypeError, "glue.MLTaskRun takes TransformId, TaskRunId; 3 identifiers are given"),
        (("tfm-1",), {"TransformId": "x"}, TypeError, "glue.MLTaskRun: TransformId is given twice"),
        (
            ("tfm-1",), {"TaskRunID": "x"}, TypeError,
            "glue.MLTaskRun: unknown identifier 'TaskRunID'; did you mean 'TaskRunId'",
        ),
        (("tfm-1",), {"Zyx": "x"}, TypeError, "unknown identifier 'Zyx'; expected one of: TransformId, TaskRunId"),
        (("tfm-1", ""), {}, ValueError, "glue.MLTaskRun: TaskRunId must be a string that isn't empty, not ''"),
        (("tfm-1", 7), {}, ValueError, "TaskRunId must be a string that isn't empty, not 7"),
        (("tfm-1", None), {}, ValueError, "TaskRunId must be a string that isn't empty, not None"),
        ((b"tfm-1", "x"), {}, ValueError, "TransformId must be a string that isn't empty, not b'tfm-1'"),
    ],
)  # fmt: skip
def test_ref_refuses(values: tuple[Any, ...], named: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        MLTaskRun(*values, **named)
    assert message in str(caught.value)


def test_ref_in_words() -> None:
    assert run.id == {"TransformId": "tfm-1", "TaskRunId": "tsk-4"}
    assert run.label == "tfm-1/tsk-4"
    assert str(run) == "glue ml-task-run tfm-1/tsk-4"
    assert repr(run) == "glue.MLTaskRun(TransformId='tfm-1', TaskRunId='tsk-4')"
    assert job.id == {"CompilationJobName": "churn-7"}
    assert job.label == "churn-7"
    assert str(job) == "sagemaker compilation-job churn-7"
    assert repr(job) == "sagemaker.CompilationJob('churn-7')"


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_repr_is_how_it_is_made(kind: ResourceType) -> None:
    ref = kind(*(f"it's {name}" for name in kind.identifiers))
    service = type("service", (), {kind.name: kind})
    module = kind.service.replace("-", "_")
    assert eval(repr(ref), {module: service}) == ref
    assert repr(kind) == f"{module}.{kind.name}"


# --- naming a listing ------------------------------------------------------------------------------------------------


def test_listing() -> None:
    listing = MLTaskRun.listing(TransformId="tfm-1")
    assert listing == Listing(MLTaskRun, (("TransformId", "tfm-1"),))
    assert listing.lists is MLTaskRun.lists
    assert not listing.orphaned
    assert str(listing) == "glue ml-task-run listing TransformId=tfm-1"
    assert repr(listing) == "glue.MLTaskRun.listing(TransformId='tfm-1')"
    assert str(CompilationJob.listing()) == "sagemaker compilation-job listing"
    assert repr(CompilationJob.listing()) == "sagemaker.CompilationJob.listing()"


def test_listing_without_its_parent_fans_out() -> None:
    orphan = PipelineExecution.listing(SortOrder="Descending")
    assert orphan.orphaned
    below = orphan.below("churn")
    assert not below.orphaned
    assert below == PipelineExecution.listing(SortOrder="Descending", PipelineName="churn")
    assert not CompilationJob.listing().orphaned


def test_listing_of_parameters_that_have_no_hash() -> None:
    listing = MLTaskRun.listing(Filter={"Status": "RUNNING"})
    assert hash(listing) == hash(MLTaskRun.listing(Filter={"Status": "FAILED"}))
    assert listing != MLTaskRun.listing(Filter={"Status": "FAILED"})
    assert len({listing, MLTaskRun.listing(Filter={"Status": "RUNNING"})}) == 1
    assert listing.orphaned


@pytest.mark.parametrize("name", ["MaxResults", "NextToken"])
def test_listing_sets_its_pages_itself(name: str) -> None:
    with pytest.raises(TypeError, match=f"MLTaskRun: {name} is set by paging itself"):
        MLTaskRun.listing(**{name: "1"})


def test_type_without_a_listing() -> None:
    with pytest.raises(TypeError, match="Endpoint has no listing"):
        dataclasses.replace(Endpoint, lists=None).listing()


# --- spelling --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MLTaskRun", "ml-task-run"),
        ("MlflowTrackingServer", "mlflow-tracking-server"),
        ("TransformId", "transform-id"),
        ("PipelineExecutionArn", "pipeline-execution-arn"),
        ("HTMLPage", "html-page"),
        ("S3Uri", "s3-uri"),
        ("AutoMLJobV2", "auto-ml-job-v2"),
        ("name", "name"),
        ("trainingJobId", "training-job-id"),
        ("", ""),
    ],
)
def test_kebab(name: str, expected: str) -> None:
    assert kebab(name) == expected


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_resource_is_found_by_both_spellings(kind: ResourceType) -> None:
    assert find(kind.service, kind.resource) is kind
    assert find(kind.service, kind.name) is kind


@pytest.mark.parametrize(
    ("service", "resource", "message"),
    [
        ("sagmaker", "endpoint", "unknown service 'sagmaker'; did you mean 'sagemaker'"),
        ("os", "path", "unknown service 'os'"),
        ("sagemaker", "endpoints", "sagemaker: unknown resource 'endpoints'; did you mean 'endpoint'"),
        ("sagemaker", "", "sagemaker: unknown resource ''"),
    ],
)
def test_resource_that_is_not_there(service: str, resource: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find(service, resource)
    assert message in str(caught.value)


# --- the table's own derivations -------------------------------------------------------------------------------------


def test_states_in_the_order_of_the_table() -> None:
    assert CompilationJob.states == ("STARTING", "INPROGRESS", "COMPLETED", "FAILED", "STOPPING", "STOPPED")
    assert Crawler.states == ("RUNNING", "SUCCEEDED", "FAILED", "STOPPING", "CANCELLED", "READY")
    assert Endpoint.states[-1] == "OutOfService"
    assert all(GONE not in kind.states for kind in KINDS)
    assert all(len({*kind.states}) == len(kind.states) for kind in KINDS)


def test_moving_states() -> None:
    assert CompilationJob.moving == {"STARTING", "INPROGRESS", "STOPPING"}
    assert Endpoint.moving == {"Creating", "Updating", "RollingBack", "Deleting", "SystemUpdating"}


def test_request() -> None:
    stop = CompilationJob.request("stop")
    assert stop is not None
    assert stop.by == ("StopCompilationJob",)
    assert CompilationJob.request("update") is None


@pytest.mark.parametrize(
    ("absent", "code", "message", "expected"),
    [
        (Absent("ResourceNotFound"), "ResourceNotFound", "", True),
        (Absent("ResourceNotFound"), "ResourceNotFound", "anything", True),
        (Absent("ResourceNotFound"), "ValidationException", "ResourceNotFound", False),
        (Absent("ValidationException", "^Could not find"), "ValidationException", "Could not find it", True),
        (Absent("ValidationException", "^Could not find"), "ValidationException", "1 validation error", False),
        (Absent("ValidationException", "^Could not find"), "ValidationException", "", False),
    ],
)
def test_absence_is_a_code_and_a_message(absent: Absent, code: str, message: str, *, expected: bool) -> None:
    assert absent.matches(code, message) is expected


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        (CompilationJob, "Could not find requested job", True),
        (CompilationJob, "Requested resource not found.", True),
        (CompilationJob, "Compilation job x does not exist.", True),
        (CompilationJob, "1 validation error detected: Value 'a b' at 'compilationJobName' failed", False),
        (Endpoint, 'Could not find endpoint "arn:aws:sagemaker:eu-west-1:1:endpoint/churn".', True),
        (Endpoint, 'Could not find endpoint configuration "arn:aws:sagemaker:eu-west-1:1:endpoint-config/c".', False),
        (MlflowTrackingServer, "Could not find it", False),
    ],
)
def test_validation_exceptions_that_mean_absence(kind: ResourceType, message: str, *, expected: bool) -> None:
    assert any(absent.matches("ValidationException", message) for absent in kind.absent) is expected


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_type_is_pickled_by_its_name(kind: ResourceType, protocol: int) -> None:
    data = pickle.dumps(kind, protocol)
    assert pickle.loads(data) is kind
    assert len(data) < 200
    ref = kind(*(f"x-{name}" for name in kind.identifiers))
    assert pickle.loads(pickle.dumps(ref, protocol)) == ref


def test_type_is_copied_as_itself() -> None:
    assert copy.copy(Endpoint) is Endpoint
    assert copy.deepcopy([Endpoint("churn")]) == [Endpoint("churn")]


@pytest.mark.parametrize(
    "thing",
    [
        MLTaskRun.listing(TransformId="tfm-1"),
        InState("InService", "Failed"),
        Updated("cfg-2"),
        Observation(run, "RUNNING", time=1.5, created=1.0, response={"Status": "RUNNING"}),
        Change(run, None, "RUNNING", Observation(run, "RUNNING", time=1.5), Verdict.PENDING, 3.0),
        Absent("ResourceNotFound"),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_records_are_pickled(thing: object) -> None:
    assert pickle.loads(pickle.dumps(thing)) == thing
    assert copy.deepcopy(thing) == thing


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, max_size=2))
def test_ref_survives_any_name(values: list[str]) -> None:
    ref = MLTaskRun(*values)
    assert pickle.loads(pickle.dumps(ref)) == ref
    assert MLTaskRun(**ref.id) == ref
    assert tuple(ref.id.values()) == ref.values


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen_and_small(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert {*record.__slots__} == {field.name for field in dataclasses.fields(record)}  # type: ignore[attr-defined]


def test_records_have_no_other_attributes() -> None:
    assert len(RECORDS) >= 12
    assert not hasattr(run, "__dict__")
    assert not hasattr(Endpoint, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.values = ("x", "y")  # type: ignore[misc]


# --- goals, observations, outcomes -----------------------------------------------------------------------------------


def test_goals_in_words() -> None:
    assert str(InState("InService", "Failed")) == "state=InService,Failed"
    assert str(Updated("cfg-2")) == "updated=cfg-2"
    assert InState("A", "B") == InState("A", "B")
    assert InState("A", "B") != InState("B", "A")
    assert len({InState("A"), InState("A"), Updated("A"), Updated("A")}) == 2
    assert len({*GOALS}) == 8


def test_what_aws_answered_makes_no_difference() -> None:
    one = Observation(job, "FAILED", time=1.0, response={"a": [1]})
    assert one == dataclasses.replace(one, response={"a": [2]})
    assert hash(one) == hash(dataclasses.replace(one, response={}))
    assert one != dataclasses.replace(one, reason="because")
    assert "'a'" not in repr(one)


def test_change() -> None:
    change = Change(job, "STARTING", "FAILED", Observation(job, "FAILED", time=7.0, reason="why"), Verdict.FAILED, 3.0)
    assert (change.reason, change.time, change.known) == ("why", 7.0, True)


def test_outcome_that_reached_its_goal() -> None:
    seen = Observation(job, "COMPLETED", time=1.0, reason="r", response={"ModelArtifacts": {}})
    outcome = Outcome(job, "completed", Verdict.MET, seen, (), 1.0, 2)
    assert outcome.reached
    assert (outcome.state, outcome.reason, outcome.response) == ("COMPLETED", "r", {"ModelArtifacts": {}})
    outcome.raise_for_failure()


def test_outcome_that_did_not() -> None:
    error = FailureStateError("FAILED instead of completed")
    outcome = Outcome(job, "completed", Verdict.FAILED, None, (), 1.0, 2, error)
    assert not outcome.reached
    assert (outcome.state, outcome.reason, outcome.response) == ("", "", {})
    with pytest.raises(FailureStateError) as caught:
        outcome.raise_for_failure()
    assert caught.value is error


def test_verdicts_are_plain_words() -> None:
    assert [str(verdict) for verdict in Verdict] == ["pending", "met", "failed", "stray", "unknown"]


def test_ref_is_what_a_type_makes() -> None:
    assert isinstance(job, Ref)
    assert job.type is CompilationJob
    assert job != Ref(Endpoint, ("churn-7",))
