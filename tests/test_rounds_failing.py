"""A listing that fails, hangs, lags behind or is stuck: what is missed for that, and what it costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import anyio
import pytest
from rounds import PARTIES, RUNS, THROTTLE, polling, stuck, task

from mlwaiters.errors import AccessDeniedError, InvalidRequestError, NotFoundError, ServiceError, WaitTimeoutError
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import GONE, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from rounds import Party

pytestmark = pytest.mark.anyio

# --- when the listing fails ------------------------------------------------------------------------------------------


async def test_a_listing_that_is_throttled_is_tried_again() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    reader.fail(RUNS, None, THROTTLE, THROTTLE)
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert sum(reader.counts.values()) <= 13


@pytest.mark.parametrize("error", [AccessDeniedError("no listing for you"), InvalidRequestError("no such operation")])
@PARTIES
async def test_a_listing_that_is_denied_is_left_alone(party: Party, error: Exception) -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    reader.fail(RUNS, error)
    outcomes = await party(polling(reader), refs)
    assert all(outcome.reached for outcome in outcomes)
    assert dict(reader.counts) == {"GetMLTaskRuns": 1, "GetMLTaskRun": 20 * 11 - 1}  # the naive loop's calls


async def test_a_listing_whose_parent_is_not_there_says_nothing_of_its_things() -> None:
    refs = [task(number) for number in range(3)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 95s, SUCCEEDED"))
    reader.fail(RUNS, NotFoundError("no such transform"))
    outcomes = await polling(reader).wait_all(refs)
    assert all(outcome.reached for outcome in outcomes)
    assert dict(reader.counts) == {"GetMLTaskRuns": 1, "GetMLTaskRun": 3 * 11 - 1}


async def test_a_listing_that_hangs_holds_nobody_past_the_deadline() -> None:
    refs = [task(number) for number in range(3)]
    reader = ScriptedReader(
        dict.fromkeys(refs, "RUNNING"), latency=lambda target: 0 if isinstance(target, Ref) else math.inf
    )
    outcomes = await polling(reader).wait_all(refs, timeout=50)
    assert all(outcome.error is not None and outcome.elapsed <= 60 for outcome in outcomes)


async def test_a_deadline_has_its_last_look() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs[:10], "RUNNING 49s, SUCCEEDED") | dict.fromkeys(refs[10:], "RUNNING"))
    outcomes = await polling(reader, interval=20).wait_all(refs, timeout=50)
    assert [outcome.reached for outcome in outcomes] == [True] * 10 + [False] * 10
    assert all(isinstance(outcome.error, WaitTimeoutError) for outcome in outcomes[10:])
    assert {outcome.elapsed for outcome in outcomes} == {50}


@pytest.mark.parametrize("alone", [False, True])
async def test_a_listing_that_wants_to_be_left_alone_holds_nobody_past_the_deadline(*, alone: bool) -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 40s, SUCCEEDED"))
    reader.fail(RUNS, None, ServiceError("slow down", transient=True, throttled=True, retry_after=3600))
    poller = polling(reader)
    outcomes: list[Outcome] = []

    async def wait(ref: Ref) -> None:
        outcomes.append(await poller.wait(ref, timeout=50))

    if alone:
        async with anyio.create_task_group() as tasks:
            for ref in refs:
                tasks.start_soon(wait, ref)
    else:
        outcomes = await poller.wait_all(refs, timeout=50)
    assert all(outcome.reached and outcome.elapsed <= 51 for outcome in outcomes)


async def test_what_vanishes_from_the_listing_is_described() -> None:
    refs = [task(number) for number in range(10)]
    reader = ScriptedReader(dict.fromkeys(refs[:9], "RUNNING 95s, SUCCEEDED") | {refs[9]: f"RUNNING 55s, {GONE}"})
    outcomes = await polling(reader).wait_all(refs)
    assert [outcome.state for outcome in outcomes] == ["SUCCEEDED"] * 9 + [GONE]
    assert reader.looks(refs[9]) == [60]


# --- when the listing is far behind ----------------------------------------------------------------------------------


async def test_a_listing_that_is_stuck_hides_no_end_from_the_deadline() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 55s, SUCCEEDED"), lag=stuck(5))
    outcomes = await polling(reader).wait_all(refs, timeout=100)
    assert {(outcome.state, outcome.elapsed) for outcome in outcomes} == {("SUCCEEDED", 100)}
    assert dict(reader.counts) == {"GetMLTaskRuns": 11, "GetMLTaskRun": 20}
    assert reader.looks(refs[0]) == [100]
    assert sum(outcome.saved for outcome in outcomes) == pytest.approx(20 * 11 - 31)


async def test_who_waits_alone_has_a_describe_at_the_deadline_too() -> None:
    refs = [task(number) for number in range(5)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 55s, SUCCEEDED"), lag=stuck(5))
    poller, ended = polling(reader), []

    async def wait(ref: Ref) -> None:
        ended.append(await poller.wait(ref, timeout=100))

    async with anyio.create_task_group() as tasks:
        for ref in refs:
            tasks.start_soon(wait, ref)
    assert [outcome.elapsed for outcome in ended] == [100] * 5


async def test_a_describe_at_the_deadline_is_paid_for_by_what_pages_have_saved() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING"))
    await polling(reader).wait_all(refs, timeout=5)
    assert dict(reader.counts) == {"GetMLTaskRuns": 2, "GetMLTaskRun": 19}, "a page has saved 19"


async def test_a_describe_at_the_deadline_that_comes_too_late_is_done_without() -> None:
    refs = [task(number) for number in range(40)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 55s, SUCCEEDED"), lag=stuck(5))
    poller = Poller(reader, interval=10, budget={"GetMLTaskRun": 1}, clock=reader.wall)
    outcomes = await poller.wait_all(refs, timeout=100)
    described = sum(outcome.reached for outcome in outcomes)
    assert 10 <= described == reader.counts["GetMLTaskRun"] < 20
    assert {outcome.elapsed for outcome in outcomes if not outcome.reached} == {100 + LAST_LOOK}
    assert all("still listed as RUNNING after" in str(outcome.error) for outcome in outcomes if outcome.error)


async def test_a_listing_is_put_to_the_test_from_time_to_time() -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "RUNNING 4000s, SUCCEEDED"))
    outcomes = await polling(reader).wait_all(refs)
    assert dict(reader.counts) == {"GetMLTaskRuns": 401, "GetMLTaskRun": 6}, "one in ten minutes"
    assert {outcome.elapsed for outcome in outcomes} == {4000}
    assert all(len(outcome.changes) == 2 for outcome in outcomes)


@pytest.mark.parametrize("life", ["RUNNING 455s, SUCCEEDED", "RUNNING 455s, STOPPING 300s, SUCCEEDED"])
async def test_a_listing_that_is_stuck_is_found_out(life: str) -> None:
    refs = [task(number) for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, life), lag=stuck(5))
    outcomes = await polling(reader).wait_all(refs, timeout=20_000)
    assert all(outcome.reached for outcome in outcomes)
    assert max(outcome.elapsed for outcome in outcomes) == (610 if life.count(",") == 1 else 760)
    assert reader.counts["GetMLTaskRuns"] == 61, "and is left alone then"
