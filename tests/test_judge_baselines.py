"""Judgement under a baseline: an old success is no new one, nor is a rollback."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import FAILED, KINDS, MET, PENDING, STRAY, UNKNOWN, crawler, endpoint, job, look, replay, server

from mlwaiters.goals import classes, goals, recurs
from mlwaiters.judge import NOTHING, gather, judge
from mlwaiters.model import GONE, Goal, InState, Observation, Updated, Verdict
from mlwaiters.resources.sagemaker import MlflowTrackingServer

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


def test_gather_takes_the_latest_target() -> None:
    first = gather(NOTHING, replace(updating, pending_configuration="cfg-2"), "updated")
    assert gather(first, replace(updating, pending_configuration="cfg-3"), "updated").target == "cfg-3"
    assert gather(first, updating, "updated").target == "cfg-2"
