"""What an observation means for a goal: each promise of the semantics that judgement carries, case by case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.goals import classes, goals, hopeless, recurs
from mlwaiters.judge import NOTHING, Evidence, gather, judge, judge_spelling, replaced
from mlwaiters.model import GONE, Goal, InState, Observation, ResourceType, Updated, Verdict
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler
from mlwaiters.resources.sagemaker import CompilationJob, EdgePackagingJob, Endpoint, MlflowTrackingServer

if TYPE_CHECKING:
    from collections.abc import Iterable

PENDING, MET, FAILED, STRAY, UNKNOWN = Verdict
KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
BEGAN = 1000.0
GRACE = 60.0

job = CompilationJob("churn-7")
package = EdgePackagingJob("churn-7")
server = MlflowTrackingServer("experiments")
endpoint = Endpoint("churn")
crawler = Crawler("nightly")


def look(ref: object, state: str, **shown: object) -> Observation:
    return Observation(ref, state, time=BEGAN, **shown)  # type: ignore[arg-type]


def goals_of(kind: ResourceType) -> list[Goal]:
    return [*goals(kind), *map(InState, kind.states)]


def replay(
    goal: Goal, looks: Iterable[Observation], *, baseline: Observation | None = None, interval: float = 15.0
) -> list[Verdict]:
    """The verdicts of a wait that looks at the start and then every `interval` seconds; it ends where it would end."""
    verdicts: list[Verdict] = []
    evidence, state, since, now = NOTHING, "", 0.0, 0.0
    for seen in looks:
        since = since if seen.state == state else now
        state = seen.state
        evidence = gather(evidence, seen, goal)
        verdicts.append(
            judge(seen, goal, baseline=baseline, evidence=evidence, held=now - since, began=BEGAN, grace=GRACE)
        )
        if verdicts[-1] is not PENDING:
            break
        now += interval
    return verdicts


# --- 1: facts and goals are apart ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "verdict"),
    [("completed", FAILED), ("stopped", MET), ("settled", MET), (InState("STOPPED"), MET)],
)
def test_stopped_is_judged_by_the_goal(goal: Goal, verdict: Verdict) -> None:
    assert judge(look(job, "STOPPED"), goal) is verdict


# --- 2: without a baseline, a condition is met by a first look -------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "goal"),
    [
        (look(job, "COMPLETED"), "completed"),
        (look(job, "FAILED"), "settled"),
        (look(job, "STOPPED"), "stopped"),
        (look(job, GONE), "deleted"),
        (look(server, "Stopped"), "created"),
        (look(server, "Started"), "ready"),
        (look(server, "Started"), "started"),
        (look(server, "Stopped"), "stopped"),
        (look(server, "Started"), InState("Started", "Stopped")),
        (look(endpoint, "InService"), "ready"),
        (look(endpoint, "InService", configuration="cfg-2"), Updated("cfg-2")),
        (look(crawler, "SUCCEEDED", modified=10.0), "completed"),
    ],
)
def test_condition_that_holds_is_met_by_the_first_look(seen: Observation, goal: Goal) -> None:
    assert replay(goal, [seen]) == [MET]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_first_look_is_judged_by_class(kind: ResourceType) -> None:
    ref = kind(*("x" for _ in kind.identifiers))
    for goal in goals_of(kind):
        if goal == "updated":
            continue
        sorted_states = classes(kind, goal)
        for state in kind.states:
            expected = (
                MET if state in sorted_states.success
                else FAILED if state in sorted_states.failure
                else STRAY if state in sorted_states.stray and hopeless(kind, goal, state)
                else PENDING
            )  # fmt: skip
            assert judge(look(ref, state), goal) is expected, (goal, state)


# --- 2: `updated` names an event -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["Updated", "UpdateFailed"])
@pytest.mark.parametrize(
    ("held", "modified", "settles"),
    [
        (0.0, None, False),
        (59.9, None, False),
        (60.0, None, True),
        (0.0, 999.0, False),
        (59.9, 999.0, False),
        (60.0, 999.0, True),
        (0.0, 1000.0, True),
        (0.0, 1001.0, True),
    ],
)
def test_updated_at_first_look(state: str, held: float, modified: float | None, *, settles: bool) -> None:
    seen = look(server, state, modified=modified)
    verdict = judge(seen, "updated", evidence=gather(NOTHING, seen, "updated"), held=held, began=BEGAN, grace=GRACE)
    end = MET if state == "Updated" else FAILED
    assert verdict is (end if settles else PENDING)


def test_updated_once_updating_was_seen() -> None:
    assert replay("updated", [look(server, state) for state in ("Updated", "Updating", "Updated")]) == [
        PENDING, PENDING, MET,
    ]  # fmt: skip


def test_updated_by_a_wait_that_does_not_know_when_it_began() -> None:
    assert judge(look(server, "Updated", modified=5000.0), "updated", began=None) is PENDING


def test_updated_that_stays_so_through_the_grace() -> None:
    looks = [look(server, "Updated", modified=10.0)] * 9
    assert replay("updated", looks) == [PENDING] * 4 + [MET]


# --- 2: no stale success under a baseline ----------------------------------------------------------------------------

old = look(server, "Updated", modified=100.0, created=1.0)


def test_success_of_before_the_request_is_stray_in_the_end() -> None:
    assert replay("updated", [old] * 9, baseline=old) == [PENDING] * 4 + [STRAY]


@pytest.mark.parametrize(
    ("goal", "state"),
    [
        ("updated", "Updated"),
        ("started", "Started"),
        ("stopped", "Stopped"),
        ("ready", "Created"),
        ("settled", "Updated"),
    ],
)
@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, PENDING),
        ({"modified": 101.0}, MET),
        ({"modified": 99.0}, PENDING),
        ({"modified": None}, PENDING),
        ({"created": 1.5}, PENDING),
        ({"created": 7.0}, MET),
        ({"reason": "other", "time": 2000.0, "operation": "ListX"}, PENDING),
    ],
)
def test_evidence_that_a_request_took_effect(
    goal: Goal, state: str, changes: dict[str, float], verdict: Verdict
) -> None:
    before = replace(old, state=state)
    seen = replace(before, **changes)  # type: ignore[arg-type]
    assert replay(goal, [seen], baseline=before) == [verdict]


@pytest.mark.parametrize(
    ("goal", "moving", "state"),
    [
        ("updated", "Updating", "Updated"),
        ("updated", "Updating", "UpdateFailed"),
        ("started", "Starting", "Started"),
        ("started", "Starting", "StartFailed"),
        ("stopped", "Stopping", "Stopped"),
        ("stopped", "Stopping", "StopFailed"),
        ("ready", "Updating", "Updated"),
        ("ready", "MaintenanceInProgress", "MaintenanceComplete"),
        ("ready", "MaintenanceInProgress", "MaintenanceFailed"),
    ],
)
def test_moving_state_is_evidence(goal: Goal, moving: str, state: str) -> None:
    before = look(server, state, modified=100.0)
    end = MET if state in classes(MlflowTrackingServer, goal).success else FAILED
    assert replay(goal, [before, replace(before, state=moving), before], baseline=before) == [PENDING, PENDING, end]


def test_moving_elsewhere_is_no_evidence() -> None:
    before = look(server, "Updated", modified=100.0)
    looks = [before, replace(before, state="MaintenanceInProgress"), before]
    assert replay("updated", looks, baseline=before) == [PENDING] * 3


def test_failure_of_before_the_request_is_no_failure() -> None:
    before = look(server, "UpdateFailed", modified=100.0)
    assert replay("updated", [before] * 9, baseline=before) == [PENDING] * 4 + [STRAY]
    assert replay("updated", [replace(before, modified=101.0)], baseline=before) == [FAILED]


def test_refused_deletion_of_before_the_request_is_no_failure() -> None:
    before = look(server, "DeleteFailed", modified=100.0)
    looks = [before, replace(before, state="Deleting"), look(server, GONE)]
    assert replay("deleted", looks, baseline=before) == [PENDING, PENDING, MET]


def test_job_completes_but_once() -> None:
    before = look(job, "COMPLETED", modified=100.0)
    assert replay("completed", [before], baseline=before) == [MET]


@st.composite
def stale(draw: st.DrawFn) -> tuple[Observation, Goal]:
    kind = draw(st.sampled_from(KINDS))
    some = st.lists(st.sampled_from(kind.states), min_size=1, max_size=3).map(lambda states: InState(*states))
    wanted: list[st.SearchStrategy[Goal]] = [some, st.sampled_from(goals(kind))]
    names = st.sampled_from(["", "cfg-1", "cfg-2"])
    if kind.describe.fields.configuration:
        wanted.append(st.builds(Updated, st.sampled_from(["cfg-1", "cfg-2"])))
    goal: Goal = draw(st.one_of(wanted).filter(lambda goal: recurs(kind, goal)))
    moments = st.none() | st.floats(0, 5000)
    before = Observation(
        kind(*("x" for _ in kind.identifiers)),
        draw(st.sampled_from(kind.states)),
        time=draw(st.floats(0, 5000)),
        created=draw(moments),
        modified=draw(moments),
        configuration=draw(names),
        pending_configuration=draw(names),
    )
    return before, goal


@given(
    pair=stale(),
    time=st.floats(0, 9000),
    pending_configuration=st.sampled_from(["", "cfg-1", "cfg-2"]),
    held=st.floats(0, 9000),
    began=st.none() | st.floats(0, 9000),
    grace=st.floats(0, 900),
    strict=st.booleans(),
)
def test_what_was_so_before_the_request_is_never_its_result(
    *,
    pair: tuple[Observation, Goal],
    time: float,
    pending_configuration: str,
    held: float,
    began: float | None,
    grace: float,
    strict: bool,
) -> None:
    baseline, goal = pair
    seen = replace(baseline, time=time, pending_configuration=pending_configuration, response={"Status": "new"})
    evidence = gather(NOTHING, seen, goal)
    verdict = judge(
        seen, goal, baseline=baseline, evidence=evidence, held=held, began=began, grace=grace, strict=strict
    )
    assert verdict in (PENDING, STRAY)


@pytest.mark.parametrize("state", ["Available", "HydrateFailed", "COMPLETED_WITH_ERRORS"])
@pytest.mark.parametrize("goal", ["ready", "settled"])
def test_what_was_so_before_the_request_is_never_its_result_even_if_unknown(goal: Goal, state: str) -> None:
    before = look(server, state, modified=100.0)
    assert replay(goal, [before], baseline=before) in ([PENDING], [UNKNOWN])


@given(stale(), st.floats(1, 5000))
def test_success_with_a_later_modification_is_met(pair: tuple[Observation, Goal], later: float) -> None:
    before, goal = pair
    before = replace(before, modified=before.modified or 0.0, configuration="", pending_configuration="")
    if before.state in classes(before.ref.type, goal).success and not isinstance(goal, Updated):
        assert replay(goal, [replace(before, modified=(before.modified or 0.0) + later)], baseline=before) == [MET]


# --- 2: a rollback is no success -------------------------------------------------------------------------------------

serving = look(endpoint, "InService", configuration="cfg-1", modified=100.0, created=1.0)
arrived = replace(serving, configuration="cfg-2", modified=1100.0)
updating = replace(serving, state="Updating", modified=1050.0)
rolled_back = replace(serving, modified=1200.0)


def test_endpoint_updated_to_the_configuration() -> None:
    assert replay(Updated("cfg-2"), [serving, updating, arrived]) == [PENDING, PENDING, MET]


def test_endpoint_updated_to_the_configuration_without_a_sign_of_moving() -> None:
    assert replay(Updated("cfg-2"), [serving, arrived], baseline=serving) == [PENDING, MET]


def test_endpoint_that_never_takes_the_configuration() -> None:
    assert replay(Updated("cfg-2"), [serving] * 9) == [PENDING] * 4 + [STRAY]


def test_endpoint_rolled_back_from_the_configuration() -> None:
    assert replay(Updated("cfg-2"), [updating, rolled_back]) == [PENDING, FAILED]
    assert replay(Updated("cfg-2"), [updating, rolled_back], baseline=serving) == [PENDING, FAILED]


def test_endpoint_that_had_the_configuration_before() -> None:
    assert replay(Updated("cfg-1"), [serving], baseline=serving) == [PENDING]
    assert replay(Updated("cfg-1"), [serving]) == [MET]


@pytest.mark.parametrize("baseline", [None, serving])
def test_endpoint_updated_to_what_was_seen_on_its_way_in(baseline: Observation | None) -> None:
    coming = replace(updating, pending_configuration="cfg-2")
    assert replay("updated", [coming, arrived], baseline=baseline) == [PENDING, MET]
    assert replay("updated", [coming, rolled_back], baseline=baseline) == [PENDING, FAILED]


def test_endpoint_updated_from_what_it_was() -> None:
    assert replay("updated", [serving, updating, arrived], baseline=serving) == [PENDING, PENDING, MET]
    assert replay("updated", [serving, arrived], baseline=serving) == [PENDING, MET]
    assert replay("updated", [updating, rolled_back], baseline=serving) == [PENDING, FAILED]
    assert replay("updated", [serving] * 9, baseline=serving) == [PENDING] * 4 + [STRAY]


@pytest.mark.parametrize("state", ["RollingBack", "UpdateRollbackFailed", "Failed", "Deleting"])
@pytest.mark.parametrize("goal", ["updated", Updated("cfg-2")])
def test_endpoint_that_says_the_update_has_failed(goal: Goal, state: str) -> None:
    assert replay(goal, [updating, replace(serving, state=state)], baseline=serving) == [PENDING, FAILED]


def test_endpoint_first_seen_rolling_back() -> None:
    verdicts = replay("updated", [replace(serving, state="RollingBack"), rolled_back])
    assert verdicts[-1] is FAILED


@pytest.mark.parametrize("goal", ["updated", Updated("cfg-2")])
def test_endpoint_that_the_service_itself_updates_before_the_request_takes_effect(goal: Goal) -> None:
    # A rollback is known by Updating or RollingBack; SystemUpdating comes to rest with the old configuration always.
    system = replace(serving, state="SystemUpdating")
    looks = [system, serving, updating, arrived]
    assert replay(goal, looks, baseline=serving) == [PENDING, PENDING, PENDING, MET]


def test_endpoint_ready_again_whatever_its_configuration() -> None:
    assert replay("ready", [updating, rolled_back], baseline=serving) == [PENDING, MET]


# --- 2: a crawler, whose READY is both before and after --------------------------------------------------------------

crawled = look(crawler, "SUCCEEDED", modified=100.0, created=1.0)


def test_crawler_of_an_earlier_crawl() -> None:
    assert replay("completed", [crawled] * 9, baseline=crawled) == [PENDING] * 4 + [STRAY]


def test_crawler_seen_running() -> None:
    looks = [crawled, replace(crawled, state="RUNNING"), replace(crawled, state="STOPPING"), crawled]
    assert replay("completed", looks, baseline=crawled) == [PENDING, PENDING, PENDING, MET]


def test_crawler_whose_crawl_was_between_two_looks() -> None:
    assert replay("completed", [crawled, replace(crawled, modified=1003.0)], baseline=crawled) == [PENDING, MET]
    failed = replace(crawled, state="FAILED", modified=1003.0)
    assert replay("completed", [crawled, failed], baseline=crawled) == [PENDING, FAILED]
    assert replay("completed", [failed, failed], baseline=failed) == [PENDING, PENDING]


def test_crawler_that_never_crawled() -> None:
    ready = look(crawler, "READY", created=1.0)
    assert replay("completed", [ready] * 9, baseline=ready) == [PENDING] * 4 + [STRAY]
    assert replay("completed", [ready, replace(ready, state="SUCCEEDED", modified=1003.0)], baseline=ready) == [
        PENDING, MET,
    ]  # fmt: skip


# --- 3: a poll may skip states ---------------------------------------------------------------------------------------


def test_states_may_be_skipped() -> None:
    created = look(server, "Created", modified=100.0)
    assert replay("updated", [created, look(server, "Updated")], baseline=created) == [PENDING, MET]
    assert replay("started", [look(server, "Stopped"), look(server, "Started")]) == [PENDING, MET]
    assert replay("completed", [look(job, GONE), look(job, "COMPLETED")]) == [PENDING, MET]
    assert replay("deleted", [created, look(server, GONE)], baseline=created) == [PENDING, MET]


# --- 4: not found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("goal", ["completed", "stopped", "settled", InState("COMPLETED")])
@pytest.mark.parametrize(("held", "verdict"), [(0.0, PENDING), (59.9, PENDING), (60.0, FAILED), (9000.0, FAILED)])
def test_thing_not_found_yet_is_borne_with(goal: Goal, held: float, verdict: Verdict) -> None:
    assert judge(look(job, GONE), goal, held=held, grace=GRACE) is verdict
    assert judge(look(job, GONE), goal, baseline=look(job, GONE), held=held, grace=GRACE) is verdict


@pytest.mark.parametrize("goal", ["completed", "stopped", "settled", InState("COMPLETED")])
def test_thing_that_vanishes_ends_the_wait_at_once(goal: Goal) -> None:
    assert replay(goal, [look(job, "STARTING"), look(job, GONE)]) == [PENDING, FAILED]
    assert replay(goal, [look(job, GONE)], baseline=look(job, "STARTING")) == [FAILED]


def test_thing_that_appears_after_a_while() -> None:
    looks = [look(job, GONE), look(job, GONE), look(job, "STARTING"), look(job, "COMPLETED")]
    assert replay("completed", looks) == [PENDING, PENDING, PENDING, MET]


@pytest.mark.parametrize("baseline", [None, look(job, "COMPLETED"), look(job, GONE)])
@pytest.mark.parametrize("evidence", [NOTHING, Evidence(found=True), Evidence(found=True, moved=True, created=1.0)])
@pytest.mark.parametrize("held", [0.0, 9000.0])
def test_thing_not_found_is_deleted(baseline: Observation | None, evidence: Evidence, held: float) -> None:
    assert judge(look(job, GONE), "deleted", baseline=baseline, evidence=evidence, held=held) is MET


def test_refused_deletion() -> None:
    looks = [look(server, state) for state in ("Started", "Deleting", "DeleteFailed")]
    assert replay("deleted", looks) == [PENDING, PENDING, FAILED]


@pytest.mark.parametrize(
    ("created", "is_other"), [(100.0, False), (101.0, False), (99.0, False), (101.5, True), (98.0, True), (None, False)]
)
@pytest.mark.parametrize("goal", ["completed", "deleted", "settled"])
def test_thing_recreated_under_the_same_name(goal: Goal, created: float | None, *, is_other: bool) -> None:
    first = look(job, "INPROGRESS", created=100.0)
    evidence = gather(NOTHING, first, goal)
    again = replace(first, created=created)
    both = gather(evidence, again, goal)
    assert replaced(again, both.created) is is_other
    verdict = judge(again, goal, evidence=both)
    assert verdict is ((MET if goal == "deleted" else FAILED) if is_other else PENDING)


def test_thing_recreated_since_the_baseline() -> None:
    before = look(server, "Started", created=100.0)
    again = replace(before, created=200.0)
    assert replay("deleted", [again], baseline=before) == [MET]
    assert replay("deleted", [replace(before, created=101.0)], baseline=before) == [PENDING]
    assert replay("ready", [again], baseline=before) == [MET]


def test_thing_that_shows_no_creation_is_never_another() -> None:
    assert replay("completed", [look(job, "INPROGRESS"), look(job, "COMPLETED", created=5.0)]) == [PENDING, MET]
    assert replay("completed", [look(job, "INPROGRESS", created=5.0), look(job, "COMPLETED")]) == [PENDING, MET]


# --- 6: a stray state gets a grace period ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "grace", "verdict"),
    [
        (0.0, 60.0, PENDING),
        (59.9, 60.0, PENDING),
        (60.0, 60.0, STRAY),
        (4.9, 5.0, PENDING),
        (5.0, 5.0, STRAY),
        (0.0, 0.0, STRAY),
    ],
)
def test_stray_state_is_borne_with_for_the_grace(held: float, grace: float, verdict: Verdict) -> None:
    assert judge(look(package, "INPROGRESS"), "stopped", held=held, grace=grace) is verdict
    assert judge(look(server, "Created"), "started", held=held, grace=grace) is verdict
    assert judge(look(endpoint, "OutOfService"), "ready", held=held, grace=grace) is verdict


def test_hopeless_state_ends_the_wait_at_once() -> None:
    assert judge(look(package, "COMPLETED"), "stopped", held=0.0, grace=GRACE) is STRAY
    assert judge(look(job, "COMPLETED"), "stopped", held=0.0, grace=GRACE) is STRAY


def test_pending_state_is_borne_with_for_ever() -> None:
    assert judge(look(job, "INPROGRESS"), "completed", held=1e9, grace=GRACE) is PENDING


# --- 7: an unknown state is judged by its spelling -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "goal", "verdict"),
    [
        ("Resuming", "completed", PENDING),
        ("Resuming", "deleted", PENDING),
        ("RESUMING", InState("COMPLETED"), PENDING),
        ("Pending", "completed", PENDING),
        ("PENDING_APPROVAL", "completed", PENDING),
        ("Queued", "completed", PENDING),
        ("SUBMITTED", "completed", PENDING),
        ("InProgress", "completed", PENDING),
        ("IN_PROGRESS", "completed", PENDING),
        ("INPROGRESS", "completed", PENDING),
        ("PatchInProgress", "updated", PENDING),
        ("CREATE_IN_PROGRESS", "created", PENDING),
        ("HydrateFailed", "completed", FAILED),
        ("HydrateFailed", "ready", FAILED),
        ("HydrateFailed", "deleted", FAILED),
        ("HydrateFailed", InState("COMPLETED"), FAILED),
        ("HydrateFailed", Updated("cfg-2"), FAILED),
        ("HydrateFailed", "settled", MET),
        ("COMPLETED_WITH_ERRORS", "completed", FAILED),
        ("COMPLETED_WITH_ERRORS", "settled", MET),
        ("PartiallyFailed", "completed", FAILED),
        ("TimedOut", "completed", FAILED),
        ("TIMEOUT", "completed", FAILED),
        ("Timed_Out", "completed", FAILED),
        ("Expired", "completed", FAILED),
        ("Aborted", "completed", FAILED),
        ("Rejected", "ready", FAILED),
        ("Unhealthy", "ready", FAILED),
        ("Completed", "completed", MET),
        ("COMPLETE", "completed", MET),
        ("Succeeded", "completed", MET),
        ("SUCCESS", "settled", MET),
        ("Succeeded", "ready", UNKNOWN),
        ("Available", "ready", MET),
        ("ACTIVE", "ready", MET),
        ("InService", "ready", MET),
        ("Available", "created", MET),
        ("Available", "completed", UNKNOWN),
        ("UPDATED", "updated", MET),
        ("Started", "started", MET),
        ("Cancelled", "stopped", MET),
        ("CANCELED", "stopped", MET),
        ("Terminated", "stopped", MET),
        ("Cancelled", "completed", FAILED),
        ("Stopped", "settled", MET),
        ("Stopped", "ready", UNKNOWN),
        ("Completed", InState("FAILED"), UNKNOWN),
        ("xyzzy", "completed", UNKNOWN),
        ("xyzzy", "settled", UNKNOWN),
        ("", "completed", UNKNOWN),
    ],
)
def test_spelling(state: str, goal: Goal, verdict: Verdict) -> None:
    assert judge_spelling(state, goal) is verdict


@pytest.mark.parametrize("state", ["Aborting", "REJECTING", "Failing"])
def test_state_that_moves_is_not_settled_however_badly_it_goes(state: str) -> None:
    assert judge_spelling(state, "settled") is PENDING


@pytest.mark.parametrize(
    ("state", "verdict"), [("Resuming", PENDING), ("HydrateFailed", FAILED), ("SUCCEEDED", MET), ("xyzzy", UNKNOWN)]
)
def test_unknown_state(state: str, verdict: Verdict) -> None:
    seen = look(job, state)
    assert judge(seen, "completed") is verdict
    assert judge(seen, "completed", held=9000.0) is verdict
    assert judge(seen, "completed", strict=True) is UNKNOWN


def test_strictness_is_about_unknown_states_alone() -> None:
    for kind in KINDS:
        ref = kind(*("x" for _ in kind.identifiers))
        for goal in goals(kind):
            for state in (*kind.states, GONE):
                seen = look(ref, state)
                assert judge(seen, goal, strict=True) is judge(seen, goal), (goal, state)


@given(st.text(st.characters()), st.sampled_from([*(g for k in KINDS for g in goals(k)), InState("A"), Updated("B")]))
def test_any_spelling_is_judged(state: str, goal: Goal) -> None:
    assert judge_spelling(state, goal) in (PENDING, MET, FAILED, UNKNOWN)


# --- evidence --------------------------------------------------------------------------------------------------------


def test_gather() -> None:
    assert gather(NOTHING, look(server, GONE), "updated") is NOTHING
    found = gather(NOTHING, look(server, "Created", created=5.0), "updated")
    assert found == Evidence(found=True, moved=False, created=5.0)
    moved = gather(found, look(server, "Updating", created=9.0, pending_configuration="cfg-2"), "updated")
    assert moved == Evidence(found=True, moved=True, created=5.0, target="cfg-2")
    assert gather(moved, look(server, "Updated"), "updated") is moved
    assert gather(moved, look(server, GONE), "updated") is moved


def test_gather_takes_the_latest_target() -> None:
    first = gather(NOTHING, replace(updating, pending_configuration="cfg-2"), "updated")
    assert gather(first, replace(updating, pending_configuration="cfg-3"), "updated").target == "cfg-3"
    assert gather(first, updating, "updated").target == "cfg-2"


# --- purity ----------------------------------------------------------------------------------------------------------


@st.composite
def observations(draw: st.DrawFn, kind: ResourceType) -> Observation:
    moments = st.none() | st.floats(0, 5000)
    names = st.sampled_from(["", "cfg-1", "cfg-2"])
    return Observation(
        kind(*("x" for _ in kind.identifiers)),
        draw(st.sampled_from([*kind.states, GONE, "Resuming", "HydrateFailed", "xyzzy"])),
        time=draw(st.floats(0, 5000)),
        created=draw(moments),
        modified=draw(moments),
        configuration=draw(names),
        pending_configuration=draw(names),
    )


@given(st.data())
def test_judgement_is_pure_and_total(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    goal = data.draw(st.sampled_from(goals_of(kind)))
    seen = data.draw(observations(kind))
    baseline = data.draw(st.none() | observations(kind))
    before = data.draw(st.just(NOTHING) | observations(kind).map(lambda first: gather(NOTHING, first, goal)))
    copies = replace(seen), replace(baseline) if baseline else None, replace(before)
    held, began = data.draw(st.floats(0, 900)), data.draw(st.none() | st.floats(0, 5000))

    evidence = gather(before, seen, goal)
    assert evidence == gather(copies[2], copies[0], goal)
    assert gather(evidence, seen, goal) is evidence
    first = judge(seen, goal, baseline=baseline, evidence=evidence, held=held, began=began)
    assert isinstance(first, Verdict)
    assert judge(copies[0], goal, baseline=copies[1], evidence=evidence, held=held, began=began) is first
    assert (seen, baseline, before) == copies
    if seen.state == GONE:
        assert (first is MET) is (goal == "deleted")


def test_endpoint_that_shows_no_configuration_is_judged_by_its_state() -> None:
    bare, moving = look(endpoint, "InService"), look(endpoint, "Updating")
    assert replay("updated", [bare] * 9) == [PENDING] * 4 + [MET]
    assert replay("updated", [moving, bare]) == [PENDING, MET]
    assert replay("updated", [moving, bare], baseline=bare) == [PENDING, MET]
    assert replay(Updated("cfg-2"), [moving, bare]) == [PENDING, FAILED]
