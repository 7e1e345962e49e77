"""Judgement of a state that the table doesn't have: by its spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import FAILED, KINDS, MET, PENDING, UNKNOWN, job, look

from mlwaiters.goals import goals
from mlwaiters.judge import judge, judge_spelling
from mlwaiters.model import GONE, Goal, InState, Updated, Verdict


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
