"""What a group decides of its rounds: how far each reads, for whom, and what is left out for it. No loop, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rounds import RUNS, task

from mlwaiters.errors import ServiceError
from mlwaiters.feed import Terms, Wait
from mlwaiters.group import Group
from mlwaiters.model import Observation, Page, Roll
from mlwaiters.pace import Constant
from mlwaiters.plan import FAR, UNKNOWN
from mlwaiters.resources import athena, sagemaker
from mlwaiters.sweep import Sweep

if TYPE_CHECKING:
    from mlwaiters.model import Listing, Ref

JOBS = sagemaker.CompilationJob.listing()


def waiting(ref: Ref, *, due: float = 0, looked: float = -10, page: int = UNKNOWN, **given: Any) -> Wait:
    wait = Wait(ref, Terms("completed", -100, 0, **{"deadline": 1000, "pace": Constant(10), "grace": 60, **given}))
    wait.due, wait.looked, wait.page = due, looked, page
    return wait


def grouped(*waits: Wait, listing: Listing | Roll = RUNS) -> Group:
    group = Group(listing)
    for wait in waits:
        group.join(wait)
    return group


def test_a_listing_that_has_shown_nothing_tempts_two_after_a_minute_if_it_can_be_read() -> None:
    waits = [waiting(task(number)) for number in range(3)]
    group = grouped(*waits)
    assert not group.tempts(0), "nothing was lost"
    group.rounded(0, found=False, saved=-1)
    assert [group.tempts(now) for now in (59, 60)] == [False, True]
    group.leave(waits[0])
    assert group.tempts(60)
    group.leave(waits[1])
    assert not group.tempts(60), "one alone is described"
    group.join(waits[1])
    group.shun()
    assert not group.tempts(60)


@pytest.mark.parametrize(
    ("due", "read", "pages"),
    [
        ({}, 1, 0),
        ({0: 9}, 1, 0),  # it has been passed
        ({1: 1}, 1, 0),
        ({1: 2}, 1, 1),
        ({5: 2}, 5, 1),  # pages behind, not pages in all
        ({6: 2}, 5, 0),
        ({6: 3}, 5, 2),
        ({5: 2, 6: 2}, 5, 2),
    ],
)
def test_how_far_a_round_goes_on_for_what_has_become_due_meanwhile(due: dict[int, int], read: int, pages: int) -> None:
    places = [page for page, count in due.items() for _ in range(count)]
    group = grouped(*(waiting(task(number), page=page) for number, page in enumerate(places)))
    assert group.further(read, 0) == pages


def test_a_thing_is_due_when_any_of_those_who_wait_for_it_is() -> None:
    first = [waiting(task(number), deadline=100 + number) for number in range(3)]
    later = [waiting(task(number), due=9, looked=-1, deadline=50) for number in range(3)]
    group = grouped(*first, *later)
    going = group.consider(0)
    assert going is not None
    assert going.deadline == 100, "of those who are due"
    assert grouped(*later).consider(0) is None


def test_who_has_come_to_the_end_and_has_not_left_yet_is_not_due() -> None:
    """As a stream that nobody reads: what ends meanwhile stays in its group."""
    waits = [waiting(task(number)) for number in range(3)]
    group = grouped(*waits)
    for wait in waits[:2]:
        wait.expire(0)
    assert group.consider(0) is None
    assert grouped(waits[2], waiting(task(3))).consider(0) is not None


def test_what_is_due_is_called_for_before_what_will_be_soon_and_what_was_not_there_not_at_all() -> None:
    kind = athena.QueryExecution
    assert kind.batch is not None
    soon = [waiting(kind(f"soon-{number}"), due=2, looked=-8) for number in range(kind.batch.limit)]
    due = [waiting(kind(f"due-{number}")) for number in range(20)]
    gone = [waiting(kind("gone"), page=FAR)]
    late = [waiting(kind("late"), due=9, looked=-1)]
    group = grouped(*soon, *due, *gone, *late, listing=Roll(kind))
    going = group.consider(0)
    assert going is not None
    assert isinstance(going.paging.target, Roll)
    called = {ref.values[0] for ref in going.paging.target.refs}
    assert called == {wait.ref.values[0] for wait in [*due, *soon[:-20]]}
    assert (gone[0].page, late[0].page) == (FAR, UNKNOWN)


@pytest.mark.parametrize(
    ("found", "far", "further"),
    [
        (1, 0, False),  # two pages, and three describes, are one call more than four describes
        (2, 0, True),
        (4, 0, False),  # nothing is missing
        (3, 1, False),  # what was not there the last time isn't looked for again
        (0, 0, False),
    ],
)
def test_how_far_a_round_goes_on_for_what_it_has_not_found(found: int, far: int, *, further: bool) -> None:
    waits = [waiting(task(number), page=FAR if number >= 4 - far else UNKNOWN) for number in range(4)]
    group = grouped(*waits)
    going = group.consider(0)
    assert going is not None
    going.show(going.match([seen(wait.ref, "RUNNING", 0) for wait in waits[:found]]), 0, 0.25)
    assert going.turn(Page(token="2"), 0) is further


@pytest.mark.parametrize(("state", "further"), [("INPROGRESS", True), ("COMPLETED", False)])
def test_what_has_to_be_described_anyway_counts_as_what_is_missing(state: str, *, further: bool) -> None:
    waits = [waiting(sagemaker.CompilationJob(f"churn-{number}")) for number in range(4)]
    group = grouped(*waits, listing=JOBS)
    going = group.consider(0)
    assert going is not None
    going.show(going.match([seen(wait.ref, state, 0) for wait in waits[:2]]), 0, 0.5)
    assert going.turn(Page(token="2"), 0) is further


def test_a_look_before_its_time_is_worth_the_part_of_the_pause_that_has_passed() -> None:
    waits = [waiting(task(number), looked=-10, due=number * 2.5) for number in range(3)]
    group = grouped(*waits)
    going = group.consider(5)
    assert going is not None
    going.show(going.match([seen(wait.ref, "RUNNING", 5, calls=0) for wait in waits]), 0, 0.25)
    assert [(wait.calls, wait.naive) for wait in waits] == [(0.25, 1), (0.25, 0.8), (0.25, pytest.approx(2 / 3))]


def test_what_is_further_back_than_was_read_is_described_and_still_looked_for_there() -> None:
    waits = [waiting(task(number), page=5 if number == 3 else 0) for number in range(4)]
    group = grouped(*waits)
    going = group.consider(0)
    assert going is not None
    going.show(going.match([seen(wait.ref, "RUNNING", 0) for wait in waits[:1]]), 0, 1)
    assert not going.turn(Page(token="2"), 0)
    going.finish(0)
    assert [wait.asked for wait in waits] == [False, True, True, True]
    assert [wait.page for wait in waits] == [0, FAR, FAR, 5]


@pytest.mark.parametrize(("watched", "calls"), [(False, 3), (True, 0)])
def test_what_a_round_has_saved_that_nobody_goes_on_with_is_kept(calls: int, *, watched: bool) -> None:
    waits = [waiting(task(number)) for number in range(10)]
    group = grouped(*waits)
    if watched:
        group.sweeps.append(Sweep(RUNS, waits[0].terms))
    going = group.round = group.consider(0, whole=watched)
    assert going is not None
    shown = going.match([seen(wait.ref, "RUNNING", 0) for wait in waits[:4]])
    going.show(shown, 0, going.share(Page(), len(shown)))
    assert group.resume(30) is going
    assert group.resume(31) is None
    assert [group.afford() for _ in range(5)] == [number < calls for number in range(5)]


def test_a_page_that_hangs_is_given_up_for_each_when_that_ones_time_is_up() -> None:
    silence = ServiceError.unanswered("ListRuns")
    waits = [waiting(task(number), deadline=20 + 10 * number) for number in range(3)]
    group = grouped(*waits)
    going = group.round = group.consider(0)
    assert going is not None
    cuts = [going.cut]
    for _ in range(2):
        going.cut_short(silence, going.cut)
        cuts.append(going.cut)
    assert cuts == [30, 40, 50]
    assert [wait.outcome is not None for wait in waits] == [True, True, False]


@pytest.mark.parametrize(("now", "goes_on"), [(29, True), (30, False)])
def test_a_page_that_is_throttled_is_asked_for_again_while_somebody_can_wait_for_it(
    now: float, *, goes_on: bool
) -> None:
    throttle = ServiceError("Rate exceeded", transient=True, throttled=True)
    group = grouped(*(waiting(task(number), deadline=20) for number in range(3)))
    going = group.round = group.consider(0)
    assert going is not None
    going.fail(throttle, now, heard=True)
    assert (group.round is going) is goes_on


@pytest.mark.parametrize(("saved", "left_out"), [(-0.5, 0), (-1, 1), (-1.5, 1), (-2, 2), (-9, 3)])
def test_as_many_looks_are_left_out_as_are_owed_in_full(saved: float, left_out: int) -> None:
    waits = [looked(waiting(task(number))) for number in range(3)]
    group = grouped(*waits)
    group.rounded(0, found=True, saved=saved)
    assert [group.spare(wait, 10) for wait in waits] == [True] * left_out + [False] * (3 - left_out)
    assert [wait.due for wait in waits] == [20] * left_out + [10] * (3 - left_out)


def test_no_first_look_is_left_out_and_no_last() -> None:
    waits = [waiting(task(1)), looked(waiting(task(2), deadline=10)), looked(waiting(task(3)))]
    group = grouped(*waits)
    group.rounded(0, found=True, saved=-5)
    assert [group.spare(wait, 10) for wait in waits] == [False, False, True]


def looked(wait: Wait) -> Wait:
    wait.see(seen(wait.ref, "RUNNING", 0), 0)
    return wait


# --- when a listing is put to the test -------------------------------------------------------------------------------


def seen(ref: Ref, state: str, time: float, **facts: Any) -> Observation:
    return Observation(ref, state, time, **facts)


def shown(*since: float) -> tuple[Group, list[Wait]]:
    """Things that a listing shows, unchanged for so long, at 1000; its first round was at 0, and calls are saved."""
    waits = [waiting(task(number), due=1005, looked=995, page=0) for number in range(len(since))]
    for wait, moment in zip(waits, since, strict=True):
        wait.since, wait.last = moment, seen(wait.ref, "RUNNING", 1000)
    group = grouped(*waits)
    group.rounded(0, found=True, saved=5)
    group.doubt(0)
    return group, waits


def test_what_has_been_unchanged_for_longest_is_described() -> None:
    group, waits = shown(200, 100, 300)
    group.doubt(1000)
    assert [wait.asked for wait in waits] == [False, True, False]
    group.doubt(1500)
    assert [wait.asked for wait in waits] == [False, True, False], "once in ten minutes"


@pytest.mark.parametrize(("since", "asked"), [(400, True), (401, False)])
def test_what_has_changed_within_ten_minutes_shows_that_the_listing_goes_on(since: float, *, asked: bool) -> None:
    group, waits = shown(since, 900)
    group.doubt(1000)
    assert [wait.asked for wait in waits] == [asked, False]


@pytest.mark.parametrize(
    ("now", "modified", "is_left"),
    [
        ("SUCCEEDED", 879, True),
        ("SUCCEEDED", 880, False),  # two minutes behind
        ("SUCCEEDED", None, False),
        ("RUNNING", 100, False),
    ],
)
def test_a_listing_is_left_alone_that_is_more_than_two_minutes_behind(
    now: str, modified: float | None, *, is_left: bool
) -> None:
    group, waits = shown(200, 100)
    group.doubt(1000)
    group.compare(waits[0], seen(waits[0].ref, "SUCCEEDED", 1001, modified=0))
    assert waits[0].page == 0, "it isn't what was put to the test"
    group.compare(waits[1], seen(waits[1].ref, now, 1001, modified=modified))
    assert (group.closed, [wait.page for wait in waits]) == (is_left, [FAR if is_left else 0] * 2)
