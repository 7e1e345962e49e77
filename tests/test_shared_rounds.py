"""What many parties pay together, call by call: the same pages as one of them alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters.poller import Poller
from mlwaiters.resources import glue
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlwaiters.model import Listing, Outcome, Ref

pytestmark = pytest.mark.anyio

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1").scope
FILTERED = glue.MLTaskRun.listing(TransformId="tfm-1", Filter={"TaskRunType": "EVALUATION"})
LIFE = "RUNNING 95s, SUCCEEDED"
ONE_PAGE_A_LOOK = [("GetMLTaskRuns", 10 * n) for n in range(11)]


def tasks_of(count: int) -> list[Ref]:
    return [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(count)]


def polling(reader: ScriptedReader, budget: float | None = None) -> Poller:
    return Poller(reader, interval=10, clock=reader.wall, budget=budget)


def calls(reader: ScriptedReader) -> list[tuple[str, float]]:
    return [(call.operation, call.time) for call in reader.calls]


class Parties:
    """All that goes on at one poller; `ended` is what they were told in the end, all together."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self.ended: list[Outcome] = []
        self.changes = 0

    async def wait(self, ref: Ref) -> None:
        self.ended.append(await self._poller.wait(ref))

    async def wait_all(self, refs: Sequence[Ref]) -> None:
        self.ended += await self._poller.wait_all(refs)

    async def watch(self, listing: Listing = RUNS, interval: float = 10) -> None:
        async for _ in self._poller.watch(listing, interval=interval):
            self.changes += 1


async def test_one_alone() -> None:
    reader = ScriptedReader(dict.fromkeys(tasks_of(30), LIFE))
    await polling(reader).wait_all(tasks_of(30))
    assert calls(reader) == ONE_PAGE_A_LOOK


async def test_many_waits_take_the_pages_of_one() -> None:
    refs = tasks_of(30)
    reader = ScriptedReader(dict.fromkeys(refs, LIFE))
    parties = Parties(polling(reader))
    async with anyio.create_task_group() as tasks:
        for ref in refs[:10]:
            tasks.start_soon(parties.wait, ref)
        tasks.start_soon(parties.wait_all, refs[5:20])
        tasks.start_soon(parties.wait_all, refs[15:])
    assert calls(reader) == ONE_PAGE_A_LOOK
    assert [outcome.elapsed for outcome in parties.ended] == [100] * 40


@pytest.mark.parametrize("page_size", [100, 10])
@pytest.mark.parametrize("watches", [1, 3])
async def test_waits_and_watches_take_the_pages_of_one(watches: int, page_size: int) -> None:
    """Once all have begun, whoever is the first to look reads for all of them."""
    refs = tasks_of(30)
    reader = ScriptedReader(dict.fromkeys(refs, LIFE), page_size=page_size)
    parties = Parties(polling(reader))
    async with anyio.create_task_group() as tasks:
        for _ in range(watches):
            tasks.start_soon(parties.watch)
        await anyio.sleep(1)
        tasks.start_soon(parties.wait_all, refs[:20])
        tasks.start_soon(parties.wait_all, refs[10:])
    pages = 30 // min(page_size, 30)
    later = Counter((operation, time) for operation, time in calls(reader) if time > 1)
    assert later.pop(("GetMLTaskRuns", 100)) - pages in (0, 1)  # who has come to the end leaves the page that it reads
    assert later == dict.fromkeys([("GetMLTaskRuns", time) for time in range(10, 100, 10)], pages)
    assert [outcome.elapsed for outcome in parties.ended] == [99] * 40
    assert parties.changes == 60 * watches


async def test_a_filtered_watch_reads_its_own_pages_and_serves_the_waits_with_them() -> None:
    refs = tasks_of(30)
    reader = ScriptedReader(dict.fromkeys(refs, LIFE))
    parties = Parties(polling(reader))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(parties.watch, FILTERED, 4)
        await anyio.sleep(1)
        tasks.start_soon(parties.wait_all, refs)
    of = {listing: [call.time for call in reader.calls if call.target == listing] for listing in (FILTERED, RUNS)}
    assert of[FILTERED] == [4 * n for n in range(25)]
    assert of[RUNS] == [1], "the filtered pages show them all from then on"
    assert len(reader.calls) == 26
    assert [outcome.elapsed for outcome in parties.ended] == [95] * 30


@pytest.mark.parametrize("taken", [0, 1])
async def test_a_watch_that_nobody_reads_costs_nothing_and_stalls_nobody(taken: int) -> None:
    refs = tasks_of(30)
    reader = ScriptedReader(dict.fromkeys(refs, LIFE))
    poller = polling(reader)
    stream = poller.watch(RUNS)
    for _ in range(taken):
        await anext(stream)
    outcomes = await poller.wait_all(refs)
    assert [outcome.elapsed for outcome in outcomes] == [100] * 30
    assert calls(reader) == [("GetMLTaskRuns", 0)] * taken + ONE_PAGE_A_LOOK
    before = len(reader.calls)
    changes = [change async for change in stream]
    assert len(changes) == (59 if taken else 0), "what was at rest when it was first read is left out"
    assert len(reader.calls) - before == 1


async def test_describes_and_pages_take_turns_within_their_budgets() -> None:
    """A call a second of each operation: neither of the two waits for the other, nor any thing for ever."""
    refs = tasks_of(30)
    others = [
        glue.MLTaskRun(f"alone-{number}", "tsk") for number in range(12)
    ]  # each by itself in a listing: described
    reader = ScriptedReader(dict.fromkeys([*refs, *others], LIFE))
    outcomes = await polling(reader, budget=1).wait_all([*refs, *others], timeout=500)
    assert all(outcome.reached for outcome in outcomes)
    pages = [time for operation, time in calls(reader) if operation == "GetMLTaskRuns"]
    describes = [time for operation, time in calls(reader) if operation == "GetMLTaskRun"]
    assert pages == [10 * n for n in range(11)]
    assert describes == [float(n) for n in range(len(describes))], "one a second, without a gap"
    looks = [reader.looks(ref) for ref in others]
    assert [times[:3] for times in looks] == [[n, n + 12, n + 24] for n in range(12)], "each in its turn"
