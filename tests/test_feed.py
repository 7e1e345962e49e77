"""Who waits for what and what is due: all of it without a loop, a clock or a call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from feeding import BEGAN, JOB, SERVER, WALL, error_of, miss, see, seen, terms, told

from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    FailureStateError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    StrayStateError,
    UnknownStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.feed import Inbox, Wait, outdated
from mlwaiters.model import GONE, Change, Verdict
from mlwaiters.pace import backoff
from mlwaiters.resources import batch, sagemaker

if TYPE_CHECKING:
    from mlwaiters.errors import ReadError
    from mlwaiters.feed import Event
    from mlwaiters.model import Goal, Ref

QUEUE = batch.JobQueue("queue")
ENDPOINT = sagemaker.Endpoint("churn")


# --- one wait --------------------------------------------------------------------------------------------------------


def test_wait_is_due_at_once() -> None:
    wait = Wait(JOB, terms())
    assert (wait.due, wait.last, wait.outcome) == (BEGAN, None, None)


def test_wait_from_first_sight_to_its_goal() -> None:
    wait = Wait(JOB, terms())
    assert told(see(wait, seen(JOB, "STARTING"), 100)) == ["None->STARTING"]
    assert wait.due == 105
    assert told(see(wait, seen(JOB, "STARTING"), 105)) == []
    assert told(see(wait, seen(JOB, "INPROGRESS", calls=3), 111)) == ["STARTING->INPROGRESS"]
    assert wait.due == 116
    events = see(wait, seen(JOB, "COMPLETED"), 120)
    assert told(events) == ["INPROGRESS->COMPLETED", "COMPLETED met"]
    assert wait.outcome is events[-1]
    assert wait.outcome is not None
    assert wait.outcome.reached
    assert (wait.outcome.elapsed, wait.outcome.calls, wait.outcome.goal) == (20, 6, "completed")
    assert [(change.elapsed, change.verdict) for change in wait.outcome.changes] == [
        (0, Verdict.PENDING),
        (11, Verdict.PENDING),
        (20, Verdict.MET),
    ]


def test_pace_gets_the_seconds_and_the_looks_since_the_last_change() -> None:
    asked: list[tuple[float, int]] = []

    def pace(held: float, looks: int) -> float:
        asked.append((held, looks))
        return 1.0

    wait = Wait(JOB, terms(pace=pace))
    for now, state in [
        (100, "STARTING"),
        (101, "STARTING"),
        (104, "STARTING"),
        (110, "INPROGRESS"),
        (112, "INPROGRESS"),
    ]:
        see(wait, seen(JOB, state), now)
    miss(wait, ServiceError("500", transient=True), 113)
    assert asked == [(0, 1), (1, 2), (4, 3), (0, 1), (2, 2), (3, 3)]


def test_default_pace_stretches_and_falls_back_to_the_floor_on_a_change() -> None:
    wait = Wait(JOB, terms(pace=backoff(jitter=0), deadline=math.inf))
    see(wait, seen(JOB, "STARTING"), 100)
    assert wait.due == 105
    see(wait, seen(JOB, "STARTING"), 200)
    assert wait.due == 210
    see(wait, seen(JOB, "STARTING"), 2000)
    assert wait.due == 2060
    see(wait, seen(JOB, "INPROGRESS"), 2060)
    assert wait.due == 2065


def test_wait_is_never_due_after_its_deadline() -> None:
    wait = Wait(JOB, terms(deadline=BEGAN + 7))
    see(wait, seen(JOB, "STARTING"), 100)
    assert wait.due == 105
    see(wait, seen(JOB, "STARTING"), 105)
    assert wait.due == 107
    events = see(wait, seen(JOB, "INPROGRESS"), 107)
    assert told(events) == ["STARTING->INPROGRESS", "INPROGRESS pending"]
    error = error_of(events)
    assert isinstance(error, WaitTimeoutError)
    assert isinstance(error, TimeoutError)
    assert (error.last, error.elapsed, error.polls) == (seen(JOB, "INPROGRESS"), 7, 3)
    assert str(error) == (
        "sagemaker compilation-job churn-7: still INPROGRESS after 7.0s, not completed; "
        "only the wait has ended, the resource goes on (7.0s, 3 calls)"
    )


def test_goal_reached_at_the_deadline_is_reached() -> None:
    wait = Wait(JOB, terms(deadline=BEGAN))
    assert told(see(wait, seen(JOB, "COMPLETED"), BEGAN)) == ["None->COMPLETED", "COMPLETED met"]


@pytest.mark.parametrize(
    ("goal", "states", "kind", "message"),
    [
        ("completed", ["FAILED"], FailureStateError, "FAILED instead of completed: out of memory"),
        ("completed", ["STOPPED"], FailureStateError, "STOPPED instead of completed: out of memory"),
        ("stopped", ["COMPLETED"], StrayStateError,
         "COMPLETED, and no longer on the way to stopped (nothing leads there from this state): out of memory"),
        ("completed", ["STARTING", GONE], NotFoundError, "it has vanished"),
    ],
)  # fmt: skip
def test_endings(goal: Goal, states: list[str], kind: type[WaiterError], message: str) -> None:
    wait = Wait(JOB, terms(goal))
    events: list[Event] = []
    for state in states:
        events = see(wait, seen(JOB, state, reason="out of memory"), 100)
    error = error_of(events)
    assert type(error) is kind
    assert error.detail == message
    assert (error.ref, error.goal, error.last) == (JOB, goal, wait.last)


def test_stray_after_its_grace() -> None:
    wait = Wait(SERVER, terms("stopped", grace=10.0))
    assert told(see(wait, seen(SERVER, "Created"), 100)) == ["None->Created"]
    assert told(see(wait, seen(SERVER, "Created"), 109)) == []
    assert told(see(wait, seen(SERVER, "Updated"), 110)) == ["Created->Updated"], "another state, another grace"
    assert told(see(wait, seen(SERVER, "Updated"), 119)) == []
    error = error_of(see(wait, seen(SERVER, "Updated"), 120))
    assert isinstance(error, StrayStateError)
    assert error.detail == "Updated, and no longer on the way to stopped"


def test_not_found_after_its_grace() -> None:
    wait = Wait(JOB, terms(grace=10.0))
    assert told(see(wait, seen(JOB, GONE), 100)) == ["None->GONE"]
    assert told(see(wait, seen(JOB, GONE), 109)) == []
    error = error_of(see(wait, seen(JOB, GONE), 110))
    assert isinstance(error, NotFoundError)
    assert error.detail == "there is no such thing"


def test_another_of_the_same_name() -> None:
    wait = Wait(JOB, terms())
    see(wait, seen(JOB, "INPROGRESS", created=WALL), 100)
    events = see(wait, seen(JOB, "INPROGRESS", created=WALL + 30), 105)
    assert told(events) == ["INPROGRESS->INPROGRESS", "INPROGRESS failed"]
    error = error_of(events)
    assert isinstance(error, NotFoundError)
    assert error.detail == "it has vanished, and another of the same name is INPROGRESS"


def test_unknown_state_is_marked_and_judged_by_its_spelling() -> None:
    wait = Wait(JOB, terms())
    (change,) = see(wait, seen(JOB, "RESUMING"), 100)
    assert isinstance(change, Change)
    assert (change.known, change.verdict) == (False, Verdict.PENDING)
    (change,) = see(wait, seen(JOB, "FROBBED"), 105)
    assert isinstance(change, Change)
    assert (change.known, change.verdict) == (False, Verdict.UNKNOWN)
    assert wait.outcome is None
    assert isinstance(error_of(see(wait, seen(JOB, "TIMED_OUT"), 110)), FailureStateError)


def test_unknown_state_when_strict() -> None:
    wait = Wait(JOB, terms(strict=True))
    events = see(wait, seen(JOB, "RESUMING", reason="who knows"), 100)
    assert told(events) == ["None->RESUMING", "RESUMING unknown"]
    error = error_of(events)
    assert isinstance(error, UnknownStateError)
    assert error.detail == "'RESUMING' is no state that sagemaker.CompilationJob is known to have: who knows"


# --- a call that failed ----------------------------------------------------------------------------------------------


def test_passing_fault_is_survived() -> None:
    wait = Wait(JOB, terms())
    assert miss(wait, ServiceError("internal failure", transient=True), 100) == []
    assert wait.due == 105
    assert miss(wait, ServiceError("unavailable", transient=True, retry_after=3), 105) == []
    assert wait.due == 110, "the pace is slower than what was asked for"
    assert miss(wait, ServiceError("unavailable", transient=True, retry_after=30), 110) == []
    assert wait.due == 140
    assert miss(wait, ServiceError("unavailable", transient=True, retry_after=3000), 140) == []
    assert wait.due == BEGAN + 1000, "there is a last look at the deadline all the same"
    assert wait.calls == 4


def test_the_first_throttle_is_looked_past_as_soon_as_the_budget_allows() -> None:
    wait = Wait(JOB, terms())
    throttle = ServiceError("throttled", transient=True, throttled=True)
    assert miss(wait, throttle, 100) == []
    assert wait.due == 100
    assert miss(wait, throttle, 101) == []
    assert wait.due == 106, "the second keeps the pace"
    see(wait, seen(JOB, "STARTING"), 106)
    assert miss(wait, ServiceError("throttled", transient=True, throttled=True, retry_after=2), 111) == []
    assert wait.due == 113


@pytest.mark.parametrize("kind", [AccessDeniedError, CredentialsError, InvalidRequestError, ServiceError])
def test_lasting_fault_ends_the_wait(kind: type[ReadError]) -> None:
    wait = Wait(JOB, terms())
    see(wait, seen(JOB, "STARTING"), 100)
    fault = kind("no", code="No")
    fault.calls = 4
    error = error_of(miss(wait, fault, 105))
    assert type(error) is kind
    assert (error.ref, error.goal, error.last, error.elapsed, error.polls) == (JOB, "completed", wait.last, 5, 5)
    assert fault.ref is None, "others may share the call that failed"


def test_nobody_answers() -> None:
    silence = ServiceError("connection refused", transient=True, answered=False)
    assert type(error_of(miss(Wait(JOB, terms()), silence, 100))) is ServiceError
    wait = Wait(JOB, terms())
    see(wait, seen(JOB, "STARTING"), 100)
    assert miss(wait, silence, 105) == [], "it has been heard of"


def test_deadline_after_faults() -> None:
    fault = ServiceError("throttled", transient=True)
    never = Wait(JOB, terms(deadline=BEGAN + 5))
    assert miss(never, fault, 100) == []
    assert type(error_of(miss(never, fault, 105))) is WaitTimeoutError
    silent = Wait(JOB, terms(deadline=BEGAN + 5))
    silence = ServiceError("nobody is there", transient=True, answered=False)
    assert type(error_of(miss(silent, silence, 105, heard=True))) is ServiceError
    once = Wait(JOB, terms(deadline=BEGAN + 5))
    see(once, seen(JOB, "STARTING"), 100)
    error = error_of(miss(once, fault, 105))
    assert type(error) is WaitTimeoutError
    assert error.detail.endswith("the resource goes on; the latest call failed: throttled")


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        (None, WaitTimeoutError, "not yet seen after"),
        (GONE, NotFoundError, "there is no such thing yet, and the time is up"),
        ("STARTING", WaitTimeoutError, "still STARTING after"),
    ],
)
def test_timeout_says_what_was_last_seen(state: str | None, kind: type[WaiterError], words: str) -> None:
    wait = Wait(JOB, terms())
    if state is not None:
        see(wait, seen(JOB, state), 100)
    error = wait.expire(130).error
    assert type(error) is kind
    assert error.detail.startswith(words)


# --- what is told, and what it took -----------------------------------------------------------------------------------


def test_news_is_told_once_and_in_order() -> None:
    inbox = Inbox()
    rung: list[int] = []
    inbox.bell = lambda: rung.append(1)
    first, second = Wait(JOB, terms()), Wait(SERVER, terms("created"))
    first.inbox = second.inbox = inbox
    second.see(seen(SERVER, "Creating"), 100)
    first.see(seen(JOB, "STARTING"), 100)
    first.see(seen(JOB, "STARTING"), 105)
    first.see(seen(JOB, "COMPLETED"), 110)
    assert len(rung) == 4, "a look that shows nothing new rings no bell; an end is news besides its change"
    assert inbox.take() == [second, first]
    assert inbox.take() == []
    assert told(first.news()) == ["None->STARTING", "STARTING->COMPLETED", "COMPLETED met"]
    assert first.news() == []


def test_calls_and_what_a_loop_of_its_own_would_have_made() -> None:
    wait = Wait(JOB, terms())
    wait.see(seen(JOB, "STARTING", calls=2), 100)
    wait.see(seen(JOB, "STARTING", calls=0), 105, 0.25)
    fault = ServiceError("throttled", transient=True)
    fault.calls = 4
    wait.miss(fault, 110, calls=0.5)
    wait.see(seen(JOB, "COMPLETED", calls=0), 115, 0.25)
    assert wait.outcome is not None
    assert (wait.outcome.calls, wait.outcome.saved) == (3, 2 + 1 + 4 + 1 - 3)


# --- what a listing shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("modified", "is_behind"), [(9, True), (10, False), (11, False), (None, False)])
def test_only_what_was_changed_before_it_was_last_seen_is_outdated(modified: float | None, *, is_behind: bool) -> None:
    last = seen(JOB, "INPROGRESS", modified=10)
    assert outdated(seen(JOB, "STARTING", modified=modified), last) is is_behind
    assert not outdated(seen(JOB, "INPROGRESS", modified=modified), last)
    assert not outdated(seen(JOB, "STARTING", modified=modified), None)


def test_a_describe_that_is_asked_for_has_the_last_word_at_the_deadline() -> None:
    wait = Wait(JOB, terms(deadline=BEGAN + 5))
    wait.describe(105)
    assert see(wait, seen(JOB, "STARTING"), 105) == [wait.changes[0]]
    wait.asked = False
    assert told(see(wait, seen(JOB, "COMPLETED"), 106)) == ["STARTING->COMPLETED", "COMPLETED met"]


@pytest.mark.parametrize(
    ("ref", "goal", "state", "words"),
    [(JOB, "completed", "STARTING", "still listed as"), (QUEUE, "ready", "CREATING", "still")],
)
def test_only_what_a_listing_alone_has_shown_is_said_to_be_listed(ref: Ref, goal: Goal, state: str, words: str) -> None:
    """What is described by a list of one can't be told from what is listed."""
    assert ref.type.lists is not None
    wait = Wait(ref, terms(goal, deadline=BEGAN + 5))
    error = error_of(see(wait, seen(ref, state, operation=ref.type.lists.operation), 105))
    assert error.detail.startswith(f"{words} {state} after")


def test_a_configuration_that_takes_the_place_of_another_meanwhile_is_what_is_to_arrive() -> None:
    wait = Wait(ENDPOINT, terms("updated"))
    for pending in ("config-2", "config-3"):
        see(wait, seen(ENDPOINT, "Updating", configuration="config-1", pending_configuration=pending), 100)
    assert told(see(wait, seen(ENDPOINT, "InService", configuration="config-3"), 110))[1:] == ["InService met"]


def test_a_configuration_that_is_shown_late_has_been_on_its_way_all_the_same() -> None:
    wait = Wait(ENDPOINT, terms("updated"))
    see(wait, seen(ENDPOINT, "Updating", configuration="config-1"), 100)
    see(wait, seen(ENDPOINT, "Updating", configuration="config-1", pending_configuration="config-2"), 105)
    events = see(wait, seen(ENDPOINT, "InService", configuration="config-1"), 110)
    assert told(events) == ["Updating->InService", "InService failed"]  # rolled back
