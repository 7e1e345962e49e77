"""Judgement: what an observation means for a goal, by the rules that callers rely on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import (
    BEGAN,
    FAILED,
    GRACE,
    KINDS,
    MET,
    PENDING,
    STRAY,
    crawler,
    endpoint,
    goals_of,
    job,
    look,
    package,
    replay,
    server,
)

from mlwaiters.goals import classes, hopeless
from mlwaiters.judge import NOTHING, Evidence, gather, judge, replaced
from mlwaiters.model import GONE, Goal, InState, Observation, ResourceType, Updated, Verdict

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


# --- evidence --------------------------------------------------------------------------------------------------------


def test_gather() -> None:
    assert gather(NOTHING, look(server, GONE), "updated") is NOTHING
    found = gather(NOTHING, look(server, "Created", created=5.0), "updated")
    assert found == Evidence(found=True, moved=False, created=5.0)
    moved = gather(found, look(server, "Updating", created=9.0, pending_configuration="cfg-2"), "updated")
    assert moved == Evidence(found=True, moved=True, created=5.0, target="cfg-2")
    assert gather(moved, look(server, "Updated"), "updated") is moved
    assert gather(moved, look(server, GONE), "updated") is moved


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
