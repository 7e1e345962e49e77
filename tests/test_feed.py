"""Who waits for what and what is due: all of it without a loop, a clock or a call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

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
from mlwaiters.feed import Feed, Sweep, Terms, Wait
from mlwaiters.model import GONE, Change, Outcome, Page, Verdict
from mlwaiters.pace import backoff
from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from mlwaiters.errors import ReadError, WaiterError
    from mlwaiters.feed import Event
    from mlwaiters.model import Observation, Ref

from mlwaiters.model import Observation as Seen

BEGAN, WALL = 100.0, 1_700_000_000.0
JOB = sagemaker.CompilationJob("churn-7")
SERVER = sagemaker.MlflowTrackingServer("experiments")
RUNS = glue.MLTaskRun.listing(TransformId="tfm-1")


def run(name: str) -> Ref:
    return glue.MLTaskRun("tfm-1", name)


def terms(goal: str = "completed", **others: Any) -> Terms:
    given: dict[str, Any] = {"pace": lambda _held, _looks: 5.0, "grace": 60.0, "deadline": BEGAN + 1000, **others}
    return Terms(goal, BEGAN, WALL, **given)


def seen(ref: Ref, state: str, **facts: Any) -> Observation:
    return Seen(ref, state, WALL, **facts)


def told(events: list[Event]) -> list[str]:
    return [
        f"{event.before}->{event.after}" if isinstance(event, Change) else f"{event.state} {event.verdict}"
        for event in events
    ]


def error_of(events: list[Event]) -> WaiterError:
    outcome = events[-1]
    assert isinstance(outcome, Outcome)
    assert outcome.error is not None
    return outcome.error


# --- one wait --------------------------------------------------------------------------------------------------------


def test_wait_is_due_at_once() -> None:
    wait = Wait(JOB, terms())
    assert (wait.due, wait.last, wait.outcome) == (BEGAN, None, None)


def test_wait_from_first_sight_to_its_goal() -> None:
    wait = Wait(JOB, terms())
    assert told(wait.see(seen(JOB, "STARTING"), 100)) == ["None->STARTING"]
    assert wait.due == 105
    assert told(wait.see(seen(JOB, "STARTING"), 105)) == []
    assert told(wait.see(seen(JOB, "INPROGRESS", calls=3), 111)) == ["STARTING->INPROGRESS"]
    assert wait.due == 116
    events = wait.see(seen(JOB, "COMPLETED"), 120)
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
        wait.see(seen(JOB, state), now)
    wait.miss(ServiceError("500", transient=True), 113)
    assert asked == [(0, 1), (1, 2), (4, 3), (0, 1), (2, 2), (3, 3)]


def test_default_pace_stretches_and_falls_back_to_the_floor_on_a_change() -> None:
    wait = Wait(JOB, terms(pace=backoff(jitter=0), deadline=math.inf))
    wait.see(seen(JOB, "STARTING"), 100)
    assert wait.due == 105
    wait.see(seen(JOB, "STARTING"), 200)
    assert wait.due == 210
    wait.see(seen(JOB, "STARTING"), 2000)
    assert wait.due == 2060
    wait.see(seen(JOB, "INPROGRESS"), 2060)
    assert wait.due == 2065


def test_wait_is_never_due_after_its_deadline() -> None:
    wait = Wait(JOB, terms(deadline=BEGAN + 7))
    wait.see(seen(JOB, "STARTING"), 100)
    assert wait.due == 105
    wait.see(seen(JOB, "STARTING"), 105)
    assert wait.due == 107
    events = wait.see(seen(JOB, "INPROGRESS"), 107)
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
    assert told(wait.see(seen(JOB, "COMPLETED"), BEGAN)) == ["None->COMPLETED", "COMPLETED met"]


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
def test_endings(goal: str, states: list[str], kind: type[WaiterError], message: str) -> None:
    wait = Wait(JOB, terms(goal))
    events: list[Event] = []
    for state in states:
        events = wait.see(seen(JOB, state, reason="out of memory"), 100)
    error = error_of(events)
    assert type(error) is kind
    assert error.detail == message
    assert (error.ref, error.goal, error.last) == (JOB, goal, wait.last)


def test_stray_after_its_grace() -> None:
    wait = Wait(SERVER, terms("stopped", grace=10.0))
    assert told(wait.see(seen(SERVER, "Created"), 100)) == ["None->Created"]
    assert told(wait.see(seen(SERVER, "Created"), 109)) == []
    assert told(wait.see(seen(SERVER, "Updated"), 110)) == ["Created->Updated"], "another state, another grace"
    assert told(wait.see(seen(SERVER, "Updated"), 119)) == []
    error = error_of(wait.see(seen(SERVER, "Updated"), 120))
    assert isinstance(error, StrayStateError)
    assert error.detail == "Updated, and no longer on the way to stopped"


def test_not_found_after_its_grace() -> None:
    wait = Wait(JOB, terms(grace=10.0))
    assert told(wait.see(seen(JOB, GONE), 100)) == ["None->GONE"]
    assert told(wait.see(seen(JOB, GONE), 109)) == []
    error = error_of(wait.see(seen(JOB, GONE), 110))
    assert isinstance(error, NotFoundError)
    assert error.detail == "there is no such thing"


def test_another_of_the_same_name() -> None:
    wait = Wait(JOB, terms())
    wait.see(seen(JOB, "INPROGRESS", created=WALL), 100)
    events = wait.see(seen(JOB, "INPROGRESS", created=WALL + 30), 105)
    assert told(events) == ["INPROGRESS->INPROGRESS", "INPROGRESS failed"]
    error = error_of(events)
    assert isinstance(error, NotFoundError)
    assert error.detail == "it has vanished, and another of the same name is INPROGRESS"


def test_unknown_state_is_marked_and_judged_by_its_spelling() -> None:
    wait = Wait(JOB, terms())
    (change,) = wait.see(seen(JOB, "RESUMING"), 100)
    assert isinstance(change, Change)
    assert (change.known, change.verdict) == (False, Verdict.PENDING)
    (change,) = wait.see(seen(JOB, "FROBBED"), 105)
    assert isinstance(change, Change)
    assert (change.known, change.verdict) == (False, Verdict.UNKNOWN)
    assert wait.outcome is None
    assert isinstance(error_of(wait.see(seen(JOB, "TIMED_OUT"), 110)), FailureStateError)


def test_unknown_state_when_strict() -> None:
    wait = Wait(JOB, terms(strict=True))
    events = wait.see(seen(JOB, "RESUMING", reason="who knows"), 100)
    assert told(events) == ["None->RESUMING", "RESUMING unknown"]
    error = error_of(events)
    assert isinstance(error, UnknownStateError)
    assert error.detail == "'RESUMING' is no state that sagemaker.CompilationJob is known to have: who knows"


# --- a call that failed ----------------------------------------------------------------------------------------------


def test_passing_fault_is_survived() -> None:
    wait = Wait(JOB, terms())
    assert wait.miss(ServiceError("throttled", transient=True, throttled=True), 100) == []
    assert wait.due == 105
    assert wait.miss(ServiceError("throttled", transient=True, retry_after=3), 105) == []
    assert wait.due == 110, "the pace is slower than what was asked for"
    assert wait.miss(ServiceError("throttled", transient=True, retry_after=30), 110) == []
    assert wait.due == 140
    assert wait.miss(ServiceError("throttled", transient=True, retry_after=3000), 140) == []
    assert wait.due == BEGAN + 1000, "there is a last look at the deadline all the same"
    assert wait.calls == 4


@pytest.mark.parametrize("kind", [AccessDeniedError, CredentialsError, InvalidRequestError, ServiceError])
def test_lasting_fault_ends_the_wait(kind: type[ReadError]) -> None:
    wait = Wait(JOB, terms())
    wait.see(seen(JOB, "STARTING"), 100)
    fault = kind("no", code="No")
    fault.calls = 4
    error = error_of(wait.miss(fault, 105))
    assert type(error) is kind
    assert (error.ref, error.goal, error.last, error.elapsed, error.polls) == (JOB, "completed", wait.last, 5, 5)
    assert fault.ref is None, "others may share the call that failed"


def test_nobody_answers() -> None:
    silence = ServiceError("connection refused", transient=True, answered=False)
    assert type(error_of(Wait(JOB, terms()).miss(silence, 100))) is ServiceError
    wait = Wait(JOB, terms())
    wait.see(seen(JOB, "STARTING"), 100)
    assert wait.miss(silence, 105) == [], "it has been heard of"


def test_deadline_after_faults() -> None:
    fault = ServiceError("throttled", transient=True)
    never = Wait(JOB, terms(deadline=BEGAN + 5))
    assert never.miss(fault, 100) == []
    assert type(error_of(never.miss(fault, 105))) is WaitTimeoutError
    silent = Wait(JOB, terms(deadline=BEGAN + 5))
    silence = ServiceError("nobody is there", transient=True, answered=False)
    assert type(error_of(silent.miss(silence, 105, heard=True))) is ServiceError
    once = Wait(JOB, terms(deadline=BEGAN + 5))
    once.see(seen(JOB, "STARTING"), 100)
    error = error_of(once.miss(fault, 105))
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
        wait.see(seen(JOB, state), 100)
    error = wait.expire(130).error
    assert type(error) is kind
    assert error.detail.startswith(words)


# --- sweeps ----------------------------------------------------------------------------------------------------------


def test_what_rests_when_first_swept_is_history() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    page = Page((seen(run("old"), "SUCCEEDED"), seen(run("new"), "RUNNING")))
    events, looks = sweep.read(page, 100)
    assert (told(events), looks) == (["None->RUNNING"], [])
    assert sweep.finish(100) == []
    assert told(sweep.read(page, 105)[0]) == []
    assert list(sweep.waits) == [run("new")]


def test_history_is_told_where_asked_for() -> None:
    sweep = Sweep(RUNS, terms("settled"), history=True)
    events, looks = sweep.read(Page((seen(run("old"), "SUCCEEDED"),)), 100)
    assert (told(events), looks) == (["None->SUCCEEDED", "SUCCEEDED met"], [])
    assert sweep.waits == {}
    assert sweep.read(Page((seen(run("old"), "SUCCEEDED"),)), 105) == ([], []), "once"


def test_what_appears_later_is_no_history() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    sweep.read(Page(token="2"), 100)
    assert told(sweep.read(Page((seen(run("a"), "SUCCEEDED"),)), 100)[0]) == [], "the first sweep's second page"
    sweep.finish(100)
    events, _ = sweep.read(Page((seen(run("a"), "SUCCEEDED"), seen(run("b"), "FAILED"))), 105)
    assert told(events) == ["None->FAILED", "FAILED met"]


def test_absence_is_to_be_looked_at() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    sweep.read(Page((seen(run("a"), "RUNNING"), seen(run("b"), "RUNNING"))), 100)
    assert sweep.finish(100) == []
    sweep.read(Page((seen(run("b"), "RUNNING"),)), 105)
    (missing,) = sweep.finish(105)
    assert (missing.ref, missing.due) == (run("a"), 105)
    sweep.settle(missing.see(seen(run("a"), GONE), 106), 106)
    assert list(sweep.waits) == [run("b")]
    sweep.read(Page((seen(run("b"), "RUNNING"),)), 110)
    assert sweep.finish(110) == []


@pytest.mark.parametrize(
    ("ref", "state", "goal", "explained"),
    [
        (JOB, "FAILED", "completed", False),
        (JOB, "COMPLETED", "completed", True),
        (JOB, "INPROGRESS", "completed", True),
        (run("a"), "FAILED", "completed", True),
        (SERVER, "CreateFailed", "created", True),
    ],
)
def test_failure_is_described_where_the_listing_gives_no_reason(
    ref: Ref, state: str, goal: str, *, explained: bool
) -> None:
    sweep = Sweep(ref.type.listing(), terms(goal), history=True)
    events, looks = sweep.read(Page((seen(ref, state),)), 100)
    assert (bool(events), [type(look) for look in looks]) == (explained, [] if explained else [Wait])


def test_listings_below_are_swept_once_found() -> None:
    orphaned = glue.MLTaskRun.listing()
    sweep = Sweep(orphaned, terms("settled"))
    one, two = orphaned.below("tfm-1"), orphaned.below("tfm-2")
    _, (child,) = sweep.read(Page(listings=(one,)), 100)
    assert isinstance(child, Sweep)
    assert (child.listing, child.child, child.history, child.due) == (one, True, False, 100)
    sweep.finish(100)
    _, (child,) = sweep.read(Page(listings=(one, two)), 110)
    assert isinstance(child, Sweep)
    assert (child.listing, child.history, child.due) == (two, True, 110), "what is below a new parent is new"
    sweep.finish(110)
    assert sweep.read(Page(listings=(one, two)), 120) == ([], [])


def test_sweep_keeps_its_pace() -> None:
    sweep = Sweep(RUNS, terms("settled", pace=backoff(jitter=0), deadline=BEGAN + 400))
    sweep.sleep(100)
    assert sweep.due == 105
    sweep.sleep(200)
    assert sweep.due == 210
    sweep.sleep(210, at_least=90)
    assert sweep.due == 300
    sweep.settle(sweep.read(Page((seen(run("a"), "RUNNING"),)), 300)[0], 300)
    sweep.sleep(300)
    assert sweep.due == 305, "back to the floor after a change"
    sweep.sleep(498)
    assert sweep.due == 500, "a last look at the deadline"
    sweep.sleep(510)
    assert sweep.due == 510


def test_sweep_whose_time_is_up() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    sweep.read(Page((seen(run("a"), "RUNNING"), seen(run("b"), "STARTING"))), 100)
    assert told(sweep.expire(1100)) == ["RUNNING pending", "STARTING pending"]
    assert sweep.waits == {}


# --- the feed --------------------------------------------------------------------------------------------------------


def test_feed_gives_what_is_due_the_longest_due_first() -> None:
    feed = Feed()
    waits = {name: Wait(run(name), terms()) for name in "abcd"}
    for name, due in {"a": 3.0, "b": 1.0, "c": 2.0, "d": 1.0}.items():
        waits[name].due = due
        feed.put(waits[name])
    assert (len(feed), feed.next_due) == (4, 1.0)
    assert feed.take(0.5, 10) == []
    assert feed.take(2.0, 2) == [waits["b"], waits["d"]]
    assert feed.take(2.0, 2) == [waits["c"]]
    assert (len(feed), feed.next_due) == (1, 3.0)
    assert feed.take(9.0, 0) == []
    assert feed.take(9.0, 9) == [waits["a"]]
    assert (len(feed), feed.next_due, feed.take(9.0, 9)) == (0, math.inf, [])
