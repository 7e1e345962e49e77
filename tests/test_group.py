"""The rules of a group, one by one: for how long each holds, who is served, and who pays for which call."""

from __future__ import annotations

import gc
import math
import weakref
from typing import TYPE_CHECKING

import anyio
import pytest
from anyio.lowlevel import checkpoint
from rounds import RUNS, THROTTLE, polling, task

from mlwaiters.errors import ServiceError
from mlwaiters.model import Observation, Outcome, Page, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import sagemaker
from mlwaiters.rounds import Round
from mlwaiters.sweep import Sweep
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlwaiters.model import Listing, Roll

pytestmark = pytest.mark.anyio

FAULT = ServiceError("internal failure", transient=True)


def shown_until(end: float) -> Callable[[float], float]:
    """The lag of a listing that shows everything as it is until a moment, and from then on nothing."""
    return lambda now: 0.0 if now < end else math.inf


# --- for how long ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "tokens"), [(30, ["", "50"]), (30.5, ["", ""])])
async def test_a_round_that_nobody_has_gone_on_with_for_half_a_minute_is_begun_anew(
    seconds: float, tokens: list[str]
) -> None:
    refs = [task(number) for number in range(200)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 15s, SUCCEEDED"), page_size=50)
    poller = polling(reader)
    stream = poller.stream(*refs)
    await anext(stream)  # the first page, and then its reader does something else
    await anyio.sleep(seconds)
    await poller.wait_all(refs[:100])
    assert [call.token for call in reader.calls][:2] == tokens


@pytest.mark.parametrize(
    ("interval", "seconds", "paged"), [(10, 70, True), (10, 71, False), (200, 400, True), (200, 401, False)]
)
async def test_nobody_looks_on_behalf_of_who_has_been_idle_for_long(
    interval: float, seconds: float, *, paged: bool
) -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING"))
    poller = polling(reader, interval)
    stream = poller.stream(*refs[:-1])
    await anext(stream)  # due after the interval: idle after as long again, or a minute if that is longer
    await anyio.sleep(seconds)
    reader.counts.clear()
    await poller.wait_all(refs[-1:], timeout=0)
    assert reader.counts["GetMLTaskRuns"] == paged


async def test_a_listing_that_shows_nothing_is_tried_again_half_as_often_each_time() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 1000s, SUCCEEDED"), lag=math.inf)
    outcomes = await polling(reader).wait_all(refs)
    assert reader.looks(RUNS) == [0, 60, 180, 420, 900]
    assert {outcome.elapsed for outcome in outcomes} == {1000}


# --- who pays --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "times"),
    [
        ([FAULT], [0, 10, 20]),
        ([THROTTLE] * 4, [0, 10, 11, 12, 13, 23]),
        ([THROTTLE, FAULT], [0, 10, 11, 21]),
        ([THROTTLE], [0, 10, 11, 21]),
    ],
)
async def test_a_page_that_fails_is_shared_by_all_who_are_told(answers: list[Exception], times: list[float]) -> None:
    refs = [task(number) for number in range(4)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 15s, SUCCEEDED"))
    reader.fail(RUNS, None, *answers)
    outcomes = await polling(reader).wait_all(refs)
    assert reader.looks(RUNS) == times
    assert {outcome.calls for outcome in outcomes} == {len(times) / 4}


async def test_a_page_that_shows_nothing_is_shared_by_all_for_whom_it_was_read() -> None:
    refs = [task(number) for number in range(4)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 15s, SUCCEEDED"), lag=shown_until(5))
    outcomes = await polling(reader).wait_all(refs)
    assert dict(reader.counts) == {"GetMLTaskRuns": 2, "GetMLTaskRun": 8}
    assert {outcome.calls for outcome in outcomes} == {10 / 4}


async def test_a_page_that_has_come_makes_good_for_the_throttles_before_it() -> None:
    refs = [task(number) for number in range(40)]
    reader = ScriptedReader(dict.fromkeys(refs, "SUCCEEDED"), page_size=20)
    reader.fail(RUNS, *[THROTTLE] * 3, None, *[THROTTLE] * 3)
    assert all(outcome.reached for outcome in await polling(reader).wait_all(refs))
    assert [call.token for call in reader.calls] == [""] * 4 + ["20"] * 4


@pytest.mark.parametrize(("offset", "times"), [(6, [0, 6, 10, 16, 20, 26]), (7, [0, 7, 17, 27])])
async def test_two_who_watch_one_listing_read_it_together_from_two_thirds_of_the_pause_on(
    offset: float, times: list[float]
) -> None:
    reader = ScriptedReader({task(1): "RUNNING"})
    poller = polling(reader)

    async def watch() -> None:
        async for _ in poller.watch(RUNS, timeout=1000):
            pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        await anyio.sleep(offset)
        tasks.start_soon(watch)
        await anyio.sleep(29 - offset)
        tasks.cancel_scope.cancel()
    assert reader.looks(RUNS) == times


async def test_a_page_of_a_part_of_a_listing_serves_who_waits_on_the_whole() -> None:
    jobs = [sagemaker.CompilationJob(f"churn-{number}") for number in range(3)]
    reader = ScriptedReader(dict.fromkeys(jobs, "INPROGRESS 12s, STOPPED"))
    poller = polling(reader)

    async def watch() -> None:
        async for _ in poller.watch(sagemaker.CompilationJob.listing(NameContains="churn"), interval=5):
            pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        outcomes = await poller.wait_all(jobs, interval=1000)
    assert {outcome.elapsed for outcome in outcomes} == {15}


# --- what is kept ----------------------------------------------------------------------------------------------------


async def test_whoever_leaves_while_a_listing_is_put_to_the_test_is_held_no_more() -> None:
    """The describe that tests it is under way when its wait is cancelled."""
    refs = [task(number) for number in range(5)]
    reader = ScriptedReader(
        dict.fromkeys(refs, "RUNNING 995s, SUCCEEDED"),
        latency=lambda target: math.inf if target == refs[0] else 0.0,
    )
    poller = polling(reader)

    async def leave() -> None:
        with anyio.move_on_after(700):
            await poller.wait(refs[0])

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(leave)
        await anyio.sleep(1)  # what has been unchanged for longest is what was seen first
        tasks.start_soon(poller.wait_all, refs[1:])
        await anyio.sleep(750)
        assert reader.looks(refs[0])
        (group,) = poller._groups.values()
        assert group._doubted is None


class Held:
    """Something large that a call has made."""


class Holding(ScriptedReader):
    """Notes what its calls hold as they fail, and how much of it is still there at the next call."""

    def __init__(self, *given: object, **others: object) -> None:
        super().__init__(*given, **others)  # type: ignore[arg-type] # as a scripted reader
        self.held: list[weakref.ref[Held]] = []
        self.kept: list[int] = []

    def count(self) -> Held:
        gc.collect()
        self.kept.append(sum(held() is not None for held in self.held))
        held = Held()
        self.held.append(weakref.ref(held))
        return held

    async def describe(self, ref: Ref) -> Observation:
        held = self.count()
        seen = await super().describe(ref)
        del held
        return seen

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        held = self.count()
        page = await super().page(listing, token)
        del held
        return page


@pytest.mark.parametrize("many", [1, 5])
async def test_a_call_that_failed_is_held_by_nobody_who_waits_on(many: int) -> None:
    refs = [task(number) for number in range(many)]
    reader = Holding(dict.fromkeys(refs, "RUNNING 25s, SUCCEEDED"))
    reader.fail(RUNS if many > 1 else refs[0], FAULT, FAULT)
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert reader.kept == [0, 0, 0, 0]


# --- what holds nobody up --------------------------------------------------------------------------------------------


async def test_a_watch_that_the_budget_keeps_waiting_ends_with_its_last_look() -> None:
    """The second page comes too late, and what may be on it isn't waited for."""
    reader = ScriptedReader({task(1): "RUNNING", task(2): "RUNNING"}, page_size=1)
    poller = Poller(reader, interval=5, budget={"GetMLTaskRuns": 0.01}, clock=reader.wall)
    events = [event async for event in poller.stream(RUNS, timeout=20)]
    assert reader.looks(RUNS) == [0]
    assert [event.elapsed for event in events if isinstance(event, Outcome)] == [30]
    assert reader.time == 30


@pytest.mark.parametrize("sweep", [False, True])
async def test_others_have_their_turn_while_a_large_page_is_looked_through(
    monkeypatch: pytest.MonkeyPatch, *, sweep: bool
) -> None:
    """Nowhere are more than 250 things looked through without one."""
    noted: list[tuple[str, int]] = []
    match, show, read = Round.match, Round.show, Sweep.read

    def spy(name: str, count: int) -> None:
        noted.append((name, count))

    def matching(self: Round, seen: Sequence[Observation]) -> object:
        spy("match", len(seen))
        return match(self, seen)

    def showing(self: Round, shown: Sequence[object], *given: float) -> None:
        spy("show", len(shown))
        show(self, shown, *given)  # type: ignore[arg-type] # as given

    def reading(self: Sweep, seen: Sequence[Observation], *given: float) -> None:
        spy("read", len(seen))
        read(self, seen, *given)

    monkeypatch.setattr(Round, "match", matching)
    monkeypatch.setattr(Round, "show", showing)
    monkeypatch.setattr(Sweep, "read", reading)

    async def tick() -> None:
        while True:
            spy("tick", 0)
            await checkpoint()

    refs = [task(number) for number in range(1000)]
    reader = ScriptedReader(dict.fromkeys(refs, "SUCCEEDED"))
    poller = polling(reader)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tick)
        if sweep:
            assert len([change async for change in poller.watch(RUNS, history=True)]) == 1000
        else:
            await poller.wait_all(refs)
        tasks.cancel_scope.cancel()
    steps = [name for name, count in noted if count > 0 or name == "tick"]
    assert {name: steps.count(name) for name in ("match", "read", "show")} == (
        {"match": 4, "read": 4, "show": 0} if sweep else {"match": 4, "read": 0, "show": 4}
    )
    assert max(count for _, count in noted) == 250
    together = zip(steps, steps[1:], steps[2:], strict=False)  # trio may let one have two turns before another has one
    assert all("tick" in some for some in together)
