"""A listing that is watched: what its pages tell, what is described, and when it is read again. No loop, no clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from feeding import BEGAN, JOB, RUNS, SERVER, WALL, finish, miss, read, run, see, seen, terms, told

from mlwaiters.errors import AccessDeniedError, NotFoundError, ServiceError
from mlwaiters.feed import Wait
from mlwaiters.model import GONE, Page
from mlwaiters.pace import backoff
from mlwaiters.resources import glue
from mlwaiters.sweep import Sweep

if TYPE_CHECKING:
    from mlwaiters.errors import ReadError
    from mlwaiters.model import Goal, Ref


def test_what_rests_when_first_swept_is_history() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    page = Page((seen(run("old"), "SUCCEEDED"), seen(run("new"), "RUNNING")))
    events, looks = read(sweep, page, 100)
    assert (told(events), looks) == (["None->RUNNING"], [])
    assert finish(sweep, 100) == []
    assert told(read(sweep, page, 105)[0]) == []
    assert list(sweep.waits) == [run("new")]


def test_history_is_told_where_asked_for() -> None:
    sweep = Sweep(RUNS, terms("settled"), history=True)
    events, looks = read(sweep, Page((seen(run("old"), "SUCCEEDED"),)), 100)
    assert (told(events), looks) == (["None->SUCCEEDED", "SUCCEEDED met"], [])
    assert sweep.waits == {}
    assert read(sweep, Page((seen(run("old"), "SUCCEEDED"),)), 105) == ([], []), "once"


def test_what_appears_later_is_no_history() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    read(sweep, Page(token="2"), 100)
    assert told(read(sweep, Page((seen(run("a"), "SUCCEEDED"),)), 100)[0]) == [], "the first sweep's second page"
    finish(sweep, 100)
    events, _ = read(sweep, Page((seen(run("a"), "SUCCEEDED"), seen(run("b"), "FAILED"))), 105)
    assert told(events) == ["None->FAILED", "FAILED met"]


def test_absence_is_to_be_looked_at() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    read(sweep, Page((seen(run("a"), "RUNNING"), seen(run("b"), "RUNNING"))), 100)
    assert finish(sweep, 100) == []
    read(sweep, Page((seen(run("b"), "RUNNING"),)), 105)
    (missing,) = finish(sweep, 105)
    assert (missing.ref, missing.due) == (run("a"), 105)
    sweep.tell(see(missing, seen(run("a"), GONE), 106), 106)
    assert list(sweep.waits) == [run("b")]
    read(sweep, Page((seen(run("b"), "RUNNING"),)), 110)
    assert finish(sweep, 110) == []


@pytest.mark.parametrize(
    ("ref", "state", "goal", "explained"),
    [
        (JOB, "FAILED", "completed", False),
        (JOB, "FAILED", "settled", False),
        (JOB, "COMPLETED", "completed", True),
        (JOB, "INPROGRESS", "completed", True),
        (run("a"), "FAILED", "completed", True),
        (SERVER, "CreateFailed", "created", True),
    ],
)
def test_failure_is_described_where_the_listing_gives_no_reason(
    ref: Ref, state: str, goal: Goal, *, explained: bool
) -> None:
    sweep = Sweep(ref.type.listing(), terms(goal), history=True)
    events, looks = read(sweep, Page((seen(ref, state),)), 100)
    assert (bool(events), [type(look) for look in looks]) == (explained, [] if explained else [Wait])


def test_listings_below_are_swept_once_found() -> None:
    orphaned = glue.MLTaskRun.listing()
    sweep = Sweep(orphaned, terms("settled"))
    one, two = orphaned.below("tfm-1"), orphaned.below("tfm-2")
    _, (child,) = read(sweep, Page(listings=(one,)), 100)
    assert isinstance(child, Sweep)
    assert (child.listing, child.child, child.history, child.due) == (one, True, False, 100)
    finish(sweep, 100)
    _, (child,) = read(sweep, Page(listings=(one, two)), 110)
    assert isinstance(child, Sweep)
    assert (child.listing, child.history, child.due) == (two, True, 110), "what is below a new parent is new"
    finish(sweep, 110)
    assert read(sweep, Page(listings=(one, two)), 120) == ([], [])


def test_sweep_keeps_its_pace() -> None:
    sweep = Sweep(RUNS, terms("settled", pace=backoff(jitter=0), deadline=BEGAN + 400))
    sweep.finish(100)
    assert sweep.due == 105
    sweep.finish(200)
    assert sweep.due == 210
    sweep.miss(ServiceError("slow down", transient=True, retry_after=90), 210)
    assert sweep.due == 300
    read(sweep, Page((seen(run("a"), "RUNNING"),)), 300)
    sweep.finish(300)
    assert sweep.due == 305, "back to the floor after a change"
    sweep.finish(498)
    assert sweep.due == 500, "a last look at the deadline"


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        (AccessDeniedError("no"), (True, True)),
        (ServiceError("throttled", transient=True), (False, False)),
        (ServiceError("no such operation"), (True, True)),
        (ServiceError("connection refused", transient=True, answered=False), (True, False)),
        (NotFoundError("no such parent"), (True, True)),
    ],
)
def test_faults_of_a_sweep(fault: ReadError, broken: tuple[bool, bool], *, answered: bool) -> None:
    sweep = Sweep(RUNS, terms("settled"))
    if answered:
        read(sweep, Page(), 100)
    sweep.miss(fault, 105)
    assert (sweep.broken is fault) is broken[answered]
    assert sweep.going is not broken[answered]


def test_sweep_whose_time_is_up() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    read(sweep, Page((seen(run("a"), "RUNNING"), seen(run("b"), "STARTING"))), 100)
    sweep.finish(1100)
    assert told(sweep.events) == ["RUNNING pending", "STARTING pending"]
    assert (sweep.waits, sweep.going, sweep.due) == ({}, False, math.inf)


def test_a_sweep_that_nobody_has_answered_until_its_time_is_up_is_broken() -> None:
    fault = ServiceError("internal failure", transient=True)
    never, once = (Sweep(RUNS, terms("settled", deadline=BEGAN + 5)) for _ in range(2))
    read(once, Page(token="2"), 100)
    for sweep in (never, once):
        sweep.miss(fault, 102)
        assert (sweep.broken, sweep.due) == (None, 105)
        sweep.miss(fault, 105)
    assert (never.broken, once.broken) == (fault, None)
    assert (never.going, once.going) == (False, False)


def test_what_appears_late_is_described_at_the_pace_of_what_has_just_changed() -> None:
    sweep = Sweep(JOB.type.listing(), terms(pace=backoff(jitter=0)), history=True)
    _, (wait,) = read(sweep, Page((seen(JOB, "FAILED"),)), 900)
    assert isinstance(wait, Wait)
    assert miss(wait, ServiceError("internal failure", transient=True), 901) == []
    assert wait.due == 906


def test_what_is_known_to_be_at_rest_takes_no_part_in_what_a_page_costs() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    page = Page((seen(run("old"), "SUCCEEDED"), seen(run("a"), "RUNNING"), seen(run("b"), "RUNNING")))
    assert sweep.heeds(page.observations) == 3
    read(sweep, page, 100)
    assert sweep.heeds(page.observations) == 2


def test_a_page_that_is_behind_what_was_seen_is_put_to_the_test() -> None:
    sweep = Sweep(RUNS, terms("settled"))
    read(sweep, Page((seen(run("a"), "RUNNING", modified=WALL + 20),)), 100)
    events, (wait,) = read(sweep, Page((seen(run("a"), "STARTING", modified=WALL + 10),)), 105)
    assert (events, wait) == ([], sweep.waits[run("a")])


def test_the_page_that_showed_a_failure_is_paid_for_beside_the_describe_of_it() -> None:
    sweep = Sweep(JOB.type.listing(), terms(), history=True)
    sweep.read([seen(JOB, "FAILED", calls=0)], 100, 0.25)
    (wait,) = sweep.described
    wait.see(seen(JOB, "FAILED"), 101)
    assert wait.outcome is not None
    assert wait.outcome.calls == 1.25
