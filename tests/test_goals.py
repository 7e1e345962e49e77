"""From requests to goals: what sorts where, what recurs, and what can still be reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.errors import UnknownNameError
from mlwaiters.goals import (
    Classes,
    classes,
    default_goal,
    follows,
    goal_name,
    goals,
    hopeless,
    parse_goal,
    partly,
    reachable,
    recurs,
)
from mlwaiters.model import GOALS, GONE, Completed, Goal, InState, ResourceType, Updated
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler, JobRun, MLTaskRun
from mlwaiters.resources.personalize import CampaignUpdate, Recommender, SolutionVersion
from mlwaiters.resources.sagemaker import (
    CompilationJob,
    EdgePackagingJob,
    Endpoint,
    InferenceExperiment,
    MlflowTrackingServer,
    PipelineExecution,
    TrainingJob,
)

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
kinds = st.sampled_from(KINDS)


@st.composite
def kind_and_goal(draw: st.DrawFn) -> tuple[ResourceType, Goal]:
    kind = draw(kinds)
    states = st.lists(st.sampled_from(kind.states), min_size=1, max_size=4).map(lambda some: InState(*some))
    return kind, draw(st.one_of(st.sampled_from(goals(kind)), states))


# --- the goals of a type ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (MLTaskRun, ("completed", "stopped", "settled")),
        (JobRun, ("completed", "stopped", "settled")),
        (Crawler, ("completed", "stopped", "deleted", "settled")),
        (EdgePackagingJob, ("completed", "stopped", "settled")),
        (CompilationJob, ("completed", "stopped", "deleted", "settled")),
        (TrainingJob, ("completed", "stopped", "deleted", "settled")),
        (PipelineExecution, ("completed", "stopped", "settled")),
        (Endpoint, ("created", "ready", "updated", "deleted", "settled")),
        (MlflowTrackingServer, ("created", "ready", "updated", "started", "stopped", "deleted", "settled")),
    ],
    ids=repr,
)
def test_goals_of_a_type(kind: ResourceType, expected: tuple[str, ...]) -> None:
    assert goals(kind) == expected


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_goals_come_in_the_usual_order(kind: ResourceType) -> None:
    assert goals(kind) == tuple(goal for goal in GOALS if goal in goals(kind))
    assert "settled" in goals(kind)
    assert default_goal(kind) in goals(kind)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(MLTaskRun, "completed"), (Crawler, "completed"), (Endpoint, "ready"), (MlflowTrackingServer, "ready")],
    ids=repr,
)
def test_default_goal(kind: ResourceType, expected: str) -> None:
    assert default_goal(kind) == expected


# --- sorting ---------------------------------------------------------------------------------------------------------


@given(kind_and_goal())
def test_each_state_is_in_exactly_one_class(pair: tuple[ResourceType, Goal]) -> None:
    kind, goal = pair
    sorted_states = classes(kind, goal)
    parts = (sorted_states.pending, sorted_states.success, sorted_states.failure, sorted_states.stray)
    assert sorted(state for part in parts for state in part) == sorted(kind.states)


@given(kind_and_goal())
def test_sorting_is_the_same_each_time(pair: tuple[ResourceType, Goal]) -> None:
    kind, goal = pair
    assert classes(kind, goal) == classes.__wrapped__(kind, goal)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_settled_takes_any_settled_state(kind: ResourceType) -> None:
    sorted_states = classes(kind, "settled")
    assert {*sorted_states.pending} == kind.moving
    assert {*sorted_states.success} == {*kind.states} - kind.moving
    assert (sorted_states.failure, sorted_states.stray) == ((), ())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "stopped" in goals(kind)], ids=repr)
def test_stopped_is_good_for_one_goal_and_bad_for_the_other(kind: ResourceType) -> None:
    stop, run = kind.request("stop"), kind.request("run")
    assert stop is not None
    assert {*stop.to} == {*classes(kind, "stopped").success}
    if run is not None:  # whoever stops an experiment may call it completed
        assert {*stop.to} - {*run.to}
        assert {*stop.to} - {*run.to} <= {*classes(kind, "completed").failure}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "deleted" in goals(kind)], ids=repr)
def test_only_what_is_left_of_a_deleted_thing_is_a_success_of_deleted(kind: ResourceType) -> None:
    delete = kind.request("delete")
    assert delete is not None
    assert {*classes(kind, "deleted").success} == {*delete.to} - {GONE}


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_only_moving_states_are_pending(kind: ResourceType) -> None:
    for goal in goals(kind):
        assert {*classes(kind, goal).pending} <= kind.moving, goal


def test_exact_classes_of_a_job() -> None:
    assert classes(JobRun, "completed") == Classes(
        pending=("WAITING", "STARTING", "RUNNING", "STOPPING"),
        success=("SUCCEEDED",),
        failure=("FAILED", "TIMEOUT", "ERROR", "EXPIRED", "STOPPED"),
        stray=(),
    )
    assert classes(JobRun, "stopped") == Classes(
        pending=("STOPPING",),
        success=("STOPPED",),
        failure=("FAILED", "TIMEOUT", "ERROR", "EXPIRED"),
        stray=("WAITING", "STARTING", "RUNNING", "SUCCEEDED"),
    )


def test_exact_classes_of_a_crawler_whose_rest_is_ambiguous() -> None:
    assert classes(Crawler, "completed") == Classes(
        pending=("RUNNING", "STOPPING"), success=("SUCCEEDED",), failure=("FAILED", "CANCELLED"), stray=("READY",)
    )


def test_the_services_own_update_is_waited_out() -> None:
    assert "SystemUpdating" in classes(Endpoint, "updated").pending
    assert "MaintenanceInProgress" in classes(MlflowTrackingServer, "updated").stray


# --- InState ---------------------------------------------------------------------------------------------------------


def test_exact_classes_of_a_state() -> None:
    assert classes(EdgePackagingJob, InState("INPROGRESS")) == Classes(
        pending=("STARTING",),
        success=("INPROGRESS",),
        failure=("COMPLETED", "FAILED", "STOPPING", "STOPPED"),
        stray=(),
    )


def test_several_states_are_all_successes() -> None:
    sorted_states = classes(MlflowTrackingServer, InState("Stopped", "Started"))
    assert {*sorted_states.success} == {"Started", "Stopped"}
    assert {"Starting", "Stopping", "Updating"} <= {*sorted_states.pending}
    assert {"Created", "Updated"} <= {*sorted_states.stray}


def test_state_that_a_deletable_job_never_comes_to_is_a_failure() -> None:
    # What is created under the same name after a deletion is another thing: no way leads through it.
    assert {*classes(CompilationJob, InState("STOPPED")).failure} == {"COMPLETED", "FAILED"}


# --- parsing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "goal"),
    [
        (CompilationJob, "completed", "completed"),
        (Endpoint, "state=InService", InState("InService")),
        (Endpoint, "state=InService,Failed", InState("InService", "Failed")),
        (Endpoint, "updated=cfg-2", Updated("cfg-2")),
        (Endpoint, "updated=a=b", Updated("a=b")),
        (Endpoint, "updated", "updated"),
        (Endpoint, InState("Failed"), InState("Failed")),
        (Endpoint, Updated("cfg-2"), Updated("cfg-2")),
    ],
)
def test_parse_goal(kind: ResourceType, text: Goal, goal: Goal) -> None:
    assert parse_goal(kind, text) == goal


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (CompilationJob, "complete", "sagemaker.CompilationJob: unknown goal 'complete'; did you mean 'completed'"),
        (CompilationJob, "updated", "unknown goal 'updated'"),
        (CompilationJob, "updated=cfg", "unknown goal 'updated'"),
        (CompilationJob, "", "unknown goal ''; expected one of: completed, stopped, deleted, settled"),
        (CompilationJob, "state", "unknown goal 'state'"),
        (Endpoint, "state=InServise", "unknown state 'InServise'; did you mean 'InService'"),
        (Endpoint, "state=InService,Fialed", "unknown state 'Fialed'; did you mean 'Failed'"),
        (Endpoint, "state=inservice", "unknown state 'inservice'; did you mean 'InService'"),
        (Endpoint, "state=", "unknown state ''"),
        (Endpoint, InState(), "unknown state ''"),
        (Endpoint, "state=GONE", "unknown state 'GONE'"),
        (Endpoint, "updated=", "updated= needs the configuration's name"),
        (Endpoint, "ready=now", "'ready=now' is no goal; expected a name, state=STATE"),
        (MlflowTrackingServer, "updated=cfg", "shows no configuration to compare with 'cfg'; use 'updated' alone"),
        (MlflowTrackingServer, Updated("cfg"), "shows no configuration"),
    ],
)
def test_parse_goal_refuses(kind: ResourceType, text: Goal, message: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_goal(kind, text)
    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)


@given(kind_and_goal())
def test_goal_is_parsed_back_from_its_text(pair: tuple[ResourceType, Goal]) -> None:
    kind, goal = pair
    assert parse_goal(kind, str(goal)) == goal


@given(st.text(min_size=1))
def test_configuration_goal_is_parsed_back_from_its_text(configuration: str) -> None:
    assert parse_goal(Endpoint, str(Updated(configuration))) == Updated(configuration)


def test_goal_name() -> None:
    assert [goal_name(goal) for goal in ("ready", InState("Failed"), Updated("cfg-2"))] == ["ready", "state", "updated"]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("created", Classes(("CREATE PENDING", "CREATE IN_PROGRESS", "CREATE STOPPING"), ("ACTIVE",),
                            ("CREATE FAILED", "CREATE STOPPED"), ())),
        ("ready", Classes(("CREATE PENDING", "CREATE IN_PROGRESS", "CREATE STOPPING"), ("ACTIVE",),
                          ("CREATE FAILED", "CREATE STOPPED"), ())),
        ("stopped", Classes(("CREATE STOPPING",), ("CREATE STOPPED",), ("CREATE FAILED",),
                            ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"))),
    ],
)  # fmt: skip
def test_what_is_stopped_while_it_is_made_never_comes_to_be(goal: str, expected: Classes) -> None:
    assert classes(SolutionVersion, goal) == expected


def test_what_is_stopped_later_was_created_all_the_same() -> None:
    assert "Stopped" in classes(MlflowTrackingServer, "created").success
    assert "INACTIVE" in classes(Recommender, "created").success


# --- what recurs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (MLTaskRun, ("stopped",)),
        (CompilationJob, ("stopped",)),
        (Crawler, ("completed", "stopped", "deleted", "settled")),
        (Endpoint, ("ready", "updated", "deleted", "settled")),
        (MlflowTrackingServer, ("ready", "updated", "started", "stopped", "deleted", "settled")),
        (CampaignUpdate, ("completed", "deleted", "settled")),
        (InferenceExperiment, ("updated", "started", "stopped")),  # runs once, whatever else is asked of it
    ],
    ids=repr,
)
def test_what_can_be_asked_again_and_again(kind: ResourceType, expected: tuple[str, ...]) -> None:
    assert tuple(goal for goal in goals(kind) if recurs(kind, goal)) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(MLTaskRun, False), (CompilationJob, False), (Crawler, True), (Endpoint, True), (MlflowTrackingServer, True)],
    ids=repr,
)
def test_states_recur_where_requests_do(kind: ResourceType, *, expected: bool) -> None:
    assert all(recurs(kind, InState(state)) is expected for state in kind.states)


def test_configurations_recur() -> None:
    assert recurs(Endpoint, Updated("cfg-2"))


# --- what can be reached ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        (EdgePackagingJob, "COMPLETED", {"COMPLETED"}),
        (EdgePackagingJob, "STOPPING", {"STOPPING", "STOPPED"}),
        (EdgePackagingJob, "STARTING", {"STARTING", "INPROGRESS", "COMPLETED", "FAILED", "STOPPING", "STOPPED"}),
        (JobRun, "RUNNING", {
            "RUNNING", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED", "STOPPING", "STOPPED",
        }),
        (Endpoint, "OutOfService", {"OutOfService", "Deleting", GONE}),
        (CompilationJob, "COMPLETED", {"COMPLETED", GONE}),
        (MlflowTrackingServer, "DeleteFailed", {"DeleteFailed", "Deleting", GONE}),
    ],
)  # fmt: skip
def test_reachable(kind: ResourceType, state: str, expected: set[str]) -> None:
    assert reachable(kind, state) == expected


@given(kinds.flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(kind.states))))
def test_reachable_is_closed(pair: tuple[ResourceType, str]) -> None:
    kind, state = pair
    found = reachable(kind, state)
    assert state in found
    assert found <= {*kind.states, GONE}
    assert all(reachable(kind, other) <= found for other in found - {GONE})


@pytest.mark.parametrize(
    ("kind", "goal", "state", "expected"),
    [
        (EdgePackagingJob, "stopped", "COMPLETED", True),
        (EdgePackagingJob, "stopped", "INPROGRESS", False),
        (EdgePackagingJob, "stopped", "STARTING", False),
        (CompilationJob, "stopped", "COMPLETED", True),
        (TrainingJob, "stopped", "Completed", True),
        (PipelineExecution, "stopped", "Succeeded", True),
        (Crawler, "stopped", "SUCCEEDED", False),  # it can be run once more, and stopped then
        (MlflowTrackingServer, "started", "Updated", False),
        (MlflowTrackingServer, "updated", "Started", False),
        (MlflowTrackingServer, "ready", "Stopped", False),
        (MlflowTrackingServer, "started", "CreateFailed", True),  # it can only be deleted
        (MlflowTrackingServer, "deleted", "CreateFailed", False),
        (Endpoint, "ready", "OutOfService", False),  # no request leads there: the table doesn't know what may follow
        (Endpoint, "updated", "Creating", False),  # moving
        (Endpoint, "ready", "Hibernated", False),  # unknown
        (Endpoint, "ready", GONE, False),
        (Endpoint, InState("Creating"), "InService", True),
    ],
)
def test_hopeless(kind: ResourceType, goal: Goal, state: str, *, expected: bool) -> None:
    assert hopeless(kind, goal, state) is expected


@given(kind_and_goal())
def test_nothing_on_its_way_is_hopeless(pair: tuple[ResourceType, Goal]) -> None:
    kind, goal = pair
    sorted_states = classes(kind, goal)
    on_its_way = {*sorted_states.success, *sorted_states.pending, *kind.moving, *kind.others}
    assert not any(hopeless(kind, goal, state) for state in on_its_way)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "deleted" in goals(kind)], ids=repr)
def test_hope_for_a_deletion_is_only_lost_where_it_is_refused(kind: ResourceType) -> None:
    delete = kind.request("delete")
    assert delete is not None
    assert not any(hopeless(kind, "deleted", state) for state in delete.when)


def test_a_partial_success_will_do_only_where_there_is_any() -> None:
    assert partly(PipelineExecution, "completed") == Completed()
    assert partly(CompilationJob, "completed") == "completed"
    assert partly(PipelineExecution, "settled") == "settled"


def test_what_can_follow_a_rollback() -> None:
    assert follows(Endpoint, "RollingBack") == ("InService", "Failed", "UpdateRollbackFailed")
    assert "InService" in reachable(Endpoint, "RollingBack")


def test_only_what_can_still_lead_to_a_state_is_waited_out() -> None:
    assert classes(CompilationJob, InState("COMPLETED")) == Classes(
        ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED", "STOPPING", "STOPPED"), ()
    )
