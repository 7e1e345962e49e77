"""The scripted reader: what it shows, when, and in which form."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import anyio
import pytest

from mlwaiters.errors import NotFoundError, ServiceError
from mlwaiters.model import GONE, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing import ScriptedReader, Step
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import EPOCH, Call

if TYPE_CHECKING:
    from mlwaiters.reader import Reader
    from mlwaiters.testing.scripted import Timeline

pytestmark = pytest.mark.anyio

JOB = sagemaker.CompilationJob("churn-7")
RUN = glue.MLTaskRun("tfm-1", "tsk-1")
RUNS = glue.MLTaskRun.listing(TransformId="tfm-1")


async def states(reader: ScriptedReader, ref: Ref, *times: float) -> list[str]:
    shown = []
    for time in times:
        await anyio.sleep_until(time)
        shown.append((await reader.describe(ref)).state)
    return shown


@pytest.mark.parametrize(
    "timeline",
    [
        "STARTING 2s, RUNNING 5s, SUCCEEDED",
        [("STARTING", 2), ("RUNNING", 5), ("SUCCEEDED", math.inf)],
        [Step("STARTING", 2), ("RUNNING", 5), "SUCCEEDED"],
    ],
)
async def test_states_by_time(timeline: Timeline) -> None:
    reader: Reader = ScriptedReader({RUN: timeline})
    assert isinstance(reader, ScriptedReader)
    assert await states(reader, RUN, 0, 1.5, 2, 6.5, 7, 1000) == [
        *("STARTING", "STARTING", "RUNNING", "RUNNING", "SUCCEEDED", "SUCCEEDED")
    ]
    assert await states(reader, JOB, 1000) == [GONE]


async def test_added_later_and_replaced() -> None:
    reader = ScriptedReader()
    await anyio.sleep(10)
    reader.add(RUN, "RUNNING 5s, SUCCEEDED", delay=2)
    assert await states(reader, RUN, 10, 12, 17) == [GONE, "RUNNING", "SUCCEEDED"]
    reader.add(RUN, "FAILED")
    assert await states(reader, RUN, 18) == ["FAILED"]


async def test_facts_where_the_table_has_a_place_for_them() -> None:
    reader = ScriptedReader({JOB: [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")]})
    reader.add(JOB, [Step("INPROGRESS", 7), Step("FAILED", reason="out of memory")], response={"RoleArn": "arn:role"})
    await anyio.sleep(8)
    seen = await reader.describe(JOB)
    (listed,) = (await reader.page(sagemaker.CompilationJob.listing())).observations
    assert (seen.state, seen.reason, seen.time, seen.operation) == (
        *("FAILED", "out of memory", EPOCH + 8, "DescribeCompilationJob"),
    )
    assert (seen.created, seen.modified) == (EPOCH, EPOCH + 7)
    assert (listed.state, listed.reason, listed.operation, listed.arn) == (
        "FAILED",
        "",
        "ListCompilationJobs",
        seen.arn,
    )
    common = {
        "CompilationJobStatus": "FAILED",
        "CreationTime": datetime.fromtimestamp(EPOCH, UTC),
        "LastModifiedTime": datetime.fromtimestamp(EPOCH + 7, UTC),
        "CompilationJobArn": seen.arn,
    }
    assert seen.response == {**common, "FailureReason": "out of memory", "RoleArn": "arn:role"}
    assert listed.response == {**common, "CompilationJobName": "churn-7"}


async def test_crawler_at_rest_shows_how_its_last_crawl_ended() -> None:
    reader = ScriptedReader({glue.Crawler("lake"): "READY 2s, RUNNING 2s, SUCCEEDED"})
    documents = []
    for time in (0, 2, 4):
        await anyio.sleep_until(time)
        crawler = (await reader.describe(glue.Crawler("lake"))).response["Crawler"]
        documents.append((crawler["State"], crawler["LastCrawl"].get("Status")))
    assert documents == [("READY", None), ("RUNNING", None), ("READY", "SUCCEEDED")]


async def test_created_anew_after_it_was_gone() -> None:
    reader = ScriptedReader({JOB: "INPROGRESS 5s, GONE 5s, STARTING 5s, INPROGRESS"})
    created = []
    for time in (0, 6, 11, 16):
        await anyio.sleep_until(time)
        created.append((await reader.describe(JOB)).created)
    assert created == [EPOCH, None, EPOCH + 10, EPOCH + 10]


async def test_pages_and_parents() -> None:
    runs = [glue.MLTaskRun(f"tfm-{number % 2}", f"tsk-{number}") for number in range(6)]
    reader = ScriptedReader(dict.fromkeys(runs, "RUNNING"), page_size=2)
    reader.parent(glue.MLTaskRun, "tfm-9", since=5, until=10)
    listing = glue.MLTaskRun.listing()
    first = await reader.page(listing.below("tfm-1"))
    assert ([seen.ref for seen in first.observations], first.token) == ([runs[1], runs[3]], "2")
    last = await reader.page(listing.below("tfm-1"), first.token)
    assert ([seen.ref for seen in last.observations], last.token) == ([runs[5]], "")
    names = []
    for time in (0, 5, 10):
        await anyio.sleep_until(time)
        page = await reader.page(listing)
        below = [*page.listings, *((await reader.page(listing, page.token)).listings if page.token else ())]
        names.append([dict(each.parameters)["TransformId"] for each in below])
    assert names == [["tfm-0", "tfm-1"], ["tfm-9", "tfm-0", "tfm-1"], ["tfm-0", "tfm-1"]]
    with pytest.raises(NotFoundError, match="there is no such TransformId"):
        await reader.page(listing.below("tfm-9"))
    with pytest.raises(ServiceError, match="no page has given the token 'x'"):
        await reader.page(listing, "x")


async def test_listings_lag_behind() -> None:
    reader = ScriptedReader({RUN: "RUNNING 5s, SUCCEEDED"}, lag=2)
    shown = []
    for time in (0, 2, 6, 7):
        await anyio.sleep_until(time)
        shown.append([(seen.state, seen.time - EPOCH) for seen in (await reader.page(RUNS)).observations])
    assert shown == [[], [("RUNNING", 2)], [("RUNNING", 6)], [("SUCCEEDED", 7)]]


async def test_a_listing_that_is_stuck_shows_for_ever_what_it_showed() -> None:
    reader = ScriptedReader({RUN: "RUNNING 5s, SUCCEEDED"}, lag=lambda now: max(now - 6, 0))
    shown = []
    for time in (0, 4, 6, 60):
        await anyio.sleep_until(time)
        shown += [seen.state for seen in (await reader.page(RUNS)).observations]
    assert shown == ["RUNNING", "RUNNING", "SUCCEEDED", "SUCCEEDED"]


async def test_calls_are_logged_and_fail_as_told() -> None:
    asked: list[object] = []

    def fault(target: object) -> Exception | None:
        asked.append(target)
        return KeyError("third") if len(asked) == 2 else None

    reader = ScriptedReader({RUN: "RUNNING"}, latency=0.5, faults=fault)
    reader.fail(RUN, RuntimeError("first"), None)
    with pytest.raises(RuntimeError, match="first"):
        await reader.describe(RUN)
    await reader.describe(RUN)
    with pytest.raises(KeyError, match="third"):
        await reader.describe(RUN)
    await reader.page(RUNS)
    assert asked == [RUN, RUN, RUNS]
    assert reader.calls == [
        *(Call(time, "GetMLTaskRun", RUN) for time in (0, 0.5, 1)),
        Call(1.5, "GetMLTaskRuns", RUNS),
    ]
    assert reader.counts == {"GetMLTaskRun": 3, "GetMLTaskRuns": 1}
    assert (reader.looks(RUN), reader.most_at_once) == ([0, 0.5, 1], 1)


async def test_a_clock_of_ones_own() -> None:
    hands = [100.0]
    reader = ScriptedReader({RUN: "RUNNING 5s, SUCCEEDED"}, clock=lambda: hands[0], epoch=0)
    assert (await reader.describe(RUN)).state == "RUNNING"
    hands[0] = 105
    seen = await reader.describe(RUN)
    assert (seen.state, seen.time, reader.wall(), reader.time) == ("SUCCEEDED", 5, 5, 5)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_made_before_any_loop_it_begins_with_the_first_call(backend: str) -> None:
    reader = ScriptedReader({RUN: "RUNNING 5s, SUCCEEDED"})
    assert (reader.time, reader.wall()) == (0, EPOCH)

    async def main() -> float:
        await anyio.sleep(100)
        return (await Poller(reader, interval=2, clock=reader.wall).wait(RUN)).elapsed

    assert run(main, backend=backend) == 6
    assert reader.looks(RUN) == [0, 2, 4, 6]


async def test_timelines_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="a timeline needs at least one state"):
        ScriptedReader({RUN: []})
    with pytest.raises(ValueError, match="is no timeline"):
        ScriptedReader({RUN: "RUNNING for ever"})
