"""What is described before the first page of a listing that doesn't show all: it is in vain if all are at their end."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from rounds import PARTIES

from mlwaiters.errors import AccessDeniedError, ServiceError
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from rounds import Party

    from mlwaiters.model import Outcome, Ref

pytestmark = pytest.mark.anyio

DONE, GOING = "COMPLETED", "INPROGRESS 15s, COMPLETED"
BROKEN = ServiceError("Internal Server Error", code="InternalFailure", transient=True, answered=True)
JOBS = sagemaker.CompilationJob.listing().scope


def jobs(count: int) -> list[Ref]:
    return [sagemaker.CompilationJob(f"churn-{number}") for number in range(count)]


def polling(reader: ScriptedReader, **given: Any) -> Poller:
    return Poller(reader, interval=10, clock=reader.wall, **given)


def story(reader: ScriptedReader, until: float = 0) -> list[tuple[str, int]]:
    """The calls up to a moment: how many in a row describe a thing, or read a page."""
    words = ["page" if call.operation.startswith("List") else "describe" for call in reader.calls if call.time <= until]
    return [(word, len(list(same))) for word, same in groupby(words)]


@PARTIES
@pytest.mark.parametrize("latency", [0, 0.5])
@pytest.mark.parametrize("count", [1, 2, 3, 20])
async def test_things_that_are_done_cost_a_describe_each(party: Party, count: int, latency: float) -> None:
    reader = ScriptedReader(dict.fromkeys(jobs(count), DONE), latency=latency)
    outcomes = await party(polling(reader), jobs(count))
    assert story(reader, 100) == [("describe", count)]
    assert {(outcome.calls, outcome.saved) for outcome in outcomes} == {(1, 0)}


@pytest.mark.parametrize(
    ("done", "count", "expected"),
    [
        (0, 2, [("describe", 2)]),  # a page costs as much as describing the other
        (0, 3, [("describe", 1), ("page", 1)]),
        (1, 3, [("describe", 3)]),
        (0, 20, [("describe", 1), ("page", 1)]),
        (3, 20, [("describe", 4), ("page", 1)]),
        (4, 20, [("describe", 5), ("page", 1)]),
        (5, 20, [("describe", 20)]),  # as many as the number of things has binary digits
    ],
)
async def test_a_page_is_read_once_a_describe_has_shown_something_on_its_way(
    done: int, count: int, expected: list[tuple[str, int]]
) -> None:
    refs = jobs(count)
    reader = ScriptedReader({ref: DONE if place < done else GOING for place, ref in enumerate(refs)})
    outcomes = await polling(reader).wait_all(refs)
    assert story(reader)[: len(expected)] == expected
    assert Counter(outcome.elapsed for outcome in outcomes) == Counter([0] * done + [20] * (count - done))


async def test_things_are_described_one_after_the_other_until_one_is_on_its_way() -> None:
    refs = jobs(20)
    reader = ScriptedReader({ref: DONE if place < 2 else GOING for place, ref in enumerate(refs)}, latency=0.25)
    await polling(reader).wait_all(refs)
    assert [(call.operation[:4], call.time) for call in reader.calls if call.time < 1] == [
        ("Desc", 0), ("Desc", 0.25), ("Desc", 0.5), ("List", 0.75),
    ]  # fmt: skip


async def test_two_things_are_described_at_once() -> None:
    reader = ScriptedReader(dict.fromkeys(jobs(2), GOING), latency=1)
    await polling(reader).wait_all(jobs(2))
    assert [call.time for call in reader.calls][:2] == [0, 0]


async def test_what_somebody_is_describing_is_not_described_besides() -> None:
    refs = jobs(20)
    reader = ScriptedReader(dict.fromkeys(refs, DONE), latency=1)
    poller = polling(reader)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(poller.wait, refs[0])
        await anyio.sleep(0.5)
        await poller.wait_all(refs[1:])
    assert Counter(call.target for call in reader.calls) == Counter(refs)


async def test_what_was_described_is_not_looked_for_on_further_pages() -> None:
    refs = jobs(20)
    reader = ScriptedReader(dict.fromkeys(reversed(refs), GOING), page_size=19)  # the first stands on the second page
    await polling(reader).wait_all(refs)
    assert story(reader) == [("describe", 1), ("page", 1)]


@pytest.mark.parametrize(("error", "reached"), [(AccessDeniedError("not that one"), 19), (BROKEN, 20)])
async def test_a_describe_that_fails_tells_nothing_and_the_page_is_read(error: Exception, reached: int) -> None:
    refs = jobs(20)
    reader = ScriptedReader(dict.fromkeys(refs, GOING))
    reader.fail(refs[0], error)
    outcomes = await polling(reader).wait_all(refs)
    assert story(reader) == [("describe", 1), ("page", 1)]
    assert sum(outcome.reached for outcome in outcomes) == reached


@PARTIES
async def test_after_a_fault_that_struck_all_a_page_serves_them_all_the_same(party: Party) -> None:
    refs = jobs(20)
    began = anyio.current_time()
    reader = ScriptedReader(
        dict.fromkeys(refs, GOING), faults=lambda _: BROKEN if anyio.current_time() == began else None
    )
    await party(polling(reader), refs)
    assert story(reader) == [("describe", 1), ("page", 1)]
    assert story(reader, 15) == [("describe", 1), ("page", 1)] * 2


@PARTIES
async def test_nothing_is_described_first_that_a_page_shows_whole(party: Party) -> None:
    refs = [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(20)]
    reader = ScriptedReader(dict.fromkeys(refs, "SUCCEEDED"))
    await party(polling(reader), refs)
    assert dict(reader.counts) == {"GetMLTaskRuns": 1}


async def test_nothing_is_described_first_for_who_is_content_with_summaries() -> None:
    reader = ScriptedReader(dict.fromkeys(jobs(20), DONE))
    outcomes = await polling(reader).wait_all(jobs(20), summaries=True)
    assert story(reader) == [("page", 1)]
    assert {outcome.saved for outcome in outcomes} == {0.95}


async def test_what_is_on_its_way_at_the_deadline_is_on_its_way() -> None:
    reader = ScriptedReader(dict.fromkeys(jobs(20), GOING))
    outcomes = await polling(reader).wait_all(jobs(20), timeout=0)
    assert story(reader) == [("describe", 1), ("page", 1)]
    assert {outcome.state for outcome in outcomes} == {"INPROGRESS"}


async def test_nothing_is_described_first_where_something_is_known_to_be_on_its_way() -> None:
    refs = jobs(20)
    reader = ScriptedReader(dict.fromkeys(refs, GOING))
    poller = polling(reader)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(poller.wait_all, refs[:3])
        await anyio.sleep(1)
        await poller.wait_all(refs[3:])
    assert story(reader, 1) == [("describe", 1), ("page", 2)]


@PARTIES
@pytest.mark.parametrize("left", [0.5, 1.5, 2.5, 3.5])
async def test_what_is_described_first_is_handed_on_when_its_caller_leaves(party: Party, left: float) -> None:
    refs = jobs(20)
    reader = ScriptedReader({ref: DONE if place < 3 else GOING for place, ref in enumerate(refs)}, latency=1)
    poller = polling(reader)
    outcomes: list[Outcome] = []

    async def stay() -> None:
        await anyio.sleep(0.1)
        outcomes.extend(await party(poller, refs[10:]))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(stay)
        with anyio.move_on_after(left):
            await poller.wait_all(refs[:10])
    first = next(call.time for call in reader.calls if call.target == JOBS)
    assert first <= left + 2  # two describes in between, where one is of what is still being left
    assert {outcome.state for outcome in outcomes} == {"COMPLETED"}
    assert len(outcomes) == 10


async def test_what_is_described_first_is_paid_from_the_budget_of_describes() -> None:
    refs = jobs(20)
    reader = ScriptedReader({ref: DONE if place < 2 else GOING for place, ref in enumerate(refs)})
    budget = {"DescribeCompilationJob": 0.5, "ListCompilationJobs": 100}
    with anyio.move_on_after(5):
        await Poller(reader, interval=10, clock=reader.wall, budget=budget).wait_all(refs)
    assert [(call.operation[:4], call.time) for call in reader.calls] == [
        ("Desc", 0), ("Desc", 2), ("Desc", 4), ("List", 4),
    ]  # fmt: skip


@PARTIES
async def test_pages_are_paid_from_the_budget_of_pages_whoever_stood_in_line_for_a_describe(party: Party) -> None:
    refs = jobs(20)
    reader = ScriptedReader({ref: DONE if ref in refs[::10] else GOING for ref in refs}, page_size=10)
    poller = polling(reader, budget={"DescribeCompilationJob": 0.5, "ListCompilationJobs": 0.1})
    with anyio.move_on_after(40):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(party, poller, refs[:10])
            tasks.start_soon(party, poller, refs[10:])
    pages = [call.time for call in reader.calls if call.target == JOBS]
    assert pages == [pages[0] + 10 * turn for turn in range(len(pages))]
    assert len(pages) > 2
