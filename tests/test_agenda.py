"""The agenda of one call, without any I/O: what is to be done, in which order, and when there is something again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from mlwaiters.agenda import Agenda, Listen, Look, Turn
from mlwaiters.budget import Budget
from mlwaiters.errors import AccessDeniedError
from mlwaiters.feed import Terms, Wait
from mlwaiters.group import STALE, Group
from mlwaiters.model import Observation
from mlwaiters.pace import Constant
from mlwaiters.resources import glue, sagemaker
from mlwaiters.sweep import Sweep

if TYPE_CHECKING:
    from mlwaiters.agenda import Errand
    from mlwaiters.model import Listing, Ref, Roll

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1").scope
OTHERS = glue.MLTaskRun.listing(TransformId="tfm-2").scope


def terms(began: float = 0.0, deadline: float = 1000.0, interval: float = 10.0) -> Terms:
    return Terms("completed", began, began, deadline, Constant(interval), 60.0)


def server(name: str) -> Ref:
    return sagemaker.MlflowTrackingServer(name)


def task(number: int) -> Ref:
    return glue.MLTaskRun("tfm-1", f"tsk-{number}")


def waiting(
    agenda: Agenda, ref: Ref, group: Group | None = None, *, due: float = 0.0, deadline: float = 1000.0
) -> Wait:
    """A wait that the agenda has taken on: by itself, or in a group."""
    wait = Wait(ref, terms(deadline=deadline))
    wait.due, wait.group = due, group
    agenda.add(wait)
    return wait


def agenda_of(limit: int = 32, *, rate: float = math.inf) -> Agenda:
    """One whose operations have a budget of so many calls a second, each its own."""
    budgets: dict[str, Budget] = {}

    def budget(target: Ref | Listing | Roll) -> Budget:
        return budgets.setdefault(f"{type(target).__name__} {target.type}", Budget(rate=rate))

    return Agenda(budget, limit)


def named(errands: list[Errand]) -> list[str]:
    """What errands are for, in short."""
    return [
        "+".join(wait.ref.label for wait in errand.waits) if isinstance(errand, Look)
        else f"{type(errand).__name__} {dict(errand.flock.group.listing.parameters)['TransformId']}"  # type: ignore[union-attr]
        for errand in errands
    ]  # fmt: skip


def over(agenda: Agenda, errands: list[Errand], now: float) -> None:
    """Let looks land that have seen nothing new."""
    for errand in errands:
        if isinstance(errand, Look):
            for wait in errand.waits:
                wait.asked = False
                wait.see(Observation(wait.ref, "Creating", now), now)
        agenda.landed(errand, now)


# --- in which order --------------------------------------------------------------------------------------------------


def test_the_longest_due_comes_first_and_what_is_not_due_not_at_all() -> None:
    agenda = agenda_of()
    for name, due in (("c", 3), ("a", 1), ("later", 6), ("b", 2), ("also-b", 2)):
        waiting(agenda, server(name), due=due)
    assert named(agenda.errands(5)) == ["a", "b", "also-b", "c"]
    assert agenda.next_due == 6
    assert named(agenda.errands(5)) == []
    assert named(agenda.errands(6)) == ["later"]


def test_no_more_than_the_limit_are_under_way() -> None:
    agenda = agenda_of(limit=2)
    for name in "abcde":
        waiting(agenda, server(name))
    first = agenda.errands(0)
    assert named(first) == ["a", "b"]
    assert named(agenda.errands(0)) == []
    assert agenda.next_due == 1010, "nothing before one lands, but the last looks"
    agenda.landed(first[0], 0)
    assert agenda.next_due == 0
    assert named(agenda.errands(0)) == ["c"]


def test_the_limit_is_of_each_operation() -> None:
    agenda = agenda_of(limit=1)
    for name in "ab":
        waiting(agenda, server(name))
        waiting(agenda, sagemaker.Endpoint(name.upper()))
    assert named(agenda.errands(0)) == ["a", "A"]


def test_nobody_starves() -> None:
    """Of ten that are due again after a second, at a call a second, each has its turn before any other has two."""
    agenda, turns = agenda_of(rate=1), []
    for number in range(10):
        wait = waiting(agenda, server(str(number)))
        wait.terms = terms(interval=1)
    for now in range(50):
        errands = agenda.errands(now)
        turns += named(errands)
        over(agenda, errands, now)
    assert turns == [str(number) for number in range(10)] * 5


def test_a_call_is_made_when_the_budget_grants_it() -> None:
    agenda = agenda_of(rate=0.5)
    for name in "abc":
        waiting(agenda, server(name))
    assert named(agenda.errands(0)) == ["a"]
    assert agenda.next_due == 2
    assert named(agenda.errands(1.9)) == []
    assert named(agenda.errands(2)) == ["b"]
    assert agenda.next_due == 4


def test_who_rests_stands_in_no_line() -> None:
    budget = Budget(rate=1)
    agenda, other = Agenda(lambda _: budget, 32), Agenda(lambda _: budget, 32)
    for name in "ab":
        waiting(agenda, server(name))
    waiting(other, server("c"))
    assert named(agenda.errands(0)) == ["a"]
    assert named(other.errands(1)) == [], "b is before it"
    agenda.rest()
    assert named(other.errands(1)) == ["c"]


# --- who is served together ------------------------------------------------------------------------------------------


def test_waits_on_one_thing_take_one_look() -> None:
    agenda = agenda_of()
    twins = [waiting(agenda, server("a")) for _ in range(3)]
    waiting(agenda, server("a"), due=5)
    errands = agenda.errands(0)
    assert named(errands) == ["a+a+a"]
    assert isinstance(errands[0], Look)
    assert {*errands[0].waits} == {*twins}
    assert named(agenda.errands(0)) == []
    over(agenda, errands, 0)
    assert [wait.due for wait in twins] == [10] * 3
    assert named(agenda.errands(5)) == ["a"]


def test_what_is_due_in_a_listing_is_one_page() -> None:
    agenda, group = agenda_of(), Group(RUNS)
    for number in range(5):
        waiting(agenda, task(number), group)
    waiting(agenda, server("a"))
    errands = agenda.errands(0)
    assert sorted(named(errands)) == ["Turn tfm-1", "a"]
    assert named(agenda.errands(0)) == [], "until the page has landed"


def test_one_thing_alone_is_described() -> None:
    agenda = agenda_of()
    waiting(agenda, task(1), Group(RUNS))
    assert named(agenda.errands(0)) == ["tfm-1/tsk-1"]


def test_what_is_asked_for_is_described_whatever_its_group_does() -> None:
    agenda, group = agenda_of(), Group(RUNS)
    waits = [waiting(agenda, task(number), group) for number in range(3)]
    errands = agenda.errands(0)
    waits[1].describe(0)
    assert [item.ref for item in agenda.inbox.take() if isinstance(item, Wait)] == [waits[1].ref]
    agenda.line_up(waits[1])
    assert named(errands + agenda.errands(0)) == ["Turn tfm-1", "tfm-1/tsk-1"]


def test_a_page_that_somebody_else_reads_is_listened_for() -> None:
    group = Group(RUNS)
    mine, theirs = agenda_of(), agenda_of()
    for agenda in (mine, theirs):
        for number in range(2):
            waiting(agenda, task(number), group)
    assert named(theirs.errands(0)) == ["Turn tfm-1"]
    group.reading = object()
    (listen,) = mine.errands(0)
    assert isinstance(listen, Listen)
    assert mine.errands(0) == [], "once"
    group.reading = None
    mine.landed(listen, 1)
    assert named(mine.errands(1)) == ["Turn tfm-1"], "and gone on with, whoever began"


def test_a_round_that_nobody_goes_on_with_is_begun_anew() -> None:
    group = Group(RUNS)
    first, second = agenda_of(), agenda_of()
    for agenda in (first, second):
        for number in range(2):
            waiting(agenda, task(number), group)
    first.errands(0)
    begun = group.round
    assert named(second.errands(STALE)) == ["Turn tfm-1"]
    assert group.round is begun
    third = agenda_of()
    for number in range(2):
        waiting(third, task(number), group)
    assert named(third.errands(STALE + 1)) == ["Turn tfm-1"]
    assert group.round is not begun


def test_two_listings_share_a_lane() -> None:
    agenda = agenda_of(limit=1)
    for group in (Group(RUNS), Group(OTHERS)):
        for number in range(2):
            transform = dict(group.listing.parameters)["TransformId"]  # type: ignore[union-attr] # a listing
            waiting(agenda, glue.MLTaskRun(transform, f"tsk-{number}"), group)
    (turn,) = agenda.errands(0)
    assert isinstance(turn, Turn)
    assert named([turn]) == ["Turn tfm-1"]
    agenda.landed(turn, 0)
    assert named(agenda.errands(0)) == ["Turn tfm-2"], "in turns, not the same again"


def test_a_listing_that_is_closed_is_not_read() -> None:
    agenda, group = agenda_of(), Group(RUNS)
    for number in range(3):
        waiting(agenda, task(number), group)
    group.shun()
    assert named(agenda.errands(0)) == [f"tfm-1/tsk-{number}" for number in range(3)]


# --- the end ---------------------------------------------------------------------------------------------------------


def test_what_has_ended_is_dropped() -> None:
    agenda, group = agenda_of(), Group(RUNS)
    alone, grouped = waiting(agenda, server("a")), waiting(agenda, task(1), group)
    assert agenda.waiting
    for wait in (alone, grouped):
        wait.expire(0)
        agenda.drop(wait)
    assert not agenda.waiting
    assert agenda.errands(0) == []
    assert len(group) == 0


@pytest.mark.parametrize("now", [29.9, 30])
def test_what_had_no_last_look_is_overdue(now: float) -> None:
    agenda = agenda_of()
    wait = waiting(agenda, server("a"), deadline=20)  # and ten seconds for the last look
    other = waiting(agenda, server("b"), deadline=500)
    assert agenda.next_due == 0
    assert agenda.overdue(now) == (([], []) if now < 30 else ([wait], []))
    assert other in agenda.waits()


def test_what_is_being_looked_at_is_not_overdue() -> None:
    agenda = agenda_of()
    waiting(agenda, server("a"), deadline=20)
    agenda.errands(0)
    assert agenda.overdue(1000) == ([], [])


def test_a_sweep_is_due_with_its_listing() -> None:
    agenda, group = agenda_of(), Group(RUNS)
    sweep = Sweep(RUNS, terms())
    agenda.watch(sweep, group)
    assert agenda.waiting
    assert named(agenda.errands(0)) == ["Turn tfm-1"]
    sweep.finish(0)
    assert sweep.due == 10
    assert not sweep.going
    agenda.forget(sweep)
    assert not agenda.waiting
    assert list(agenda.sweeps()) == group.sweeps == []


@pytest.mark.parametrize("way", ["forgotten", "left"])
def test_a_sweep_that_was_let_go_is_heard_of_no_more_whatever_a_round_still_tells_it(way: str) -> None:
    agenda, group = agenda_of(), Group(RUNS)
    sweep = Sweep(RUNS, terms())
    agenda.watch(sweep, group)
    round_ = group.consider(0.0, whole=True)
    assert round_ is not None
    sweep.give_up(1.0)
    assert agenda.inbox.take() == [sweep]
    if way == "forgotten":
        agenda.forget(sweep)
    else:
        agenda.flocks[group].leave()
    round_.fail(AccessDeniedError("no"), 2.0, heard=False)
    assert agenda.inbox.take() == []
    agenda.forget(sweep)
    assert (group.sweeps, list(agenda.sweeps())) == ([], [])
