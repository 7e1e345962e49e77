"""A listing that is watched is written down as JSON too, with all that it has shown, and gone on with."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from mlwaiters.errors import MissingTableError
from mlwaiters.feed import Reading
from mlwaiters.model import Change, Listing, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from mlwaiters.feed import Event
    from mlwaiters.stream import Stream
    from mlwaiters.testing.scripted import Timeline

pytestmark = pytest.mark.anyio

RUNS = glue.MLTaskRun.listing(TransformId="t-1")
ALL_RUNS = glue.MLTaskRun.listing()
JOB = sagemaker.CompilationJob("a")


def task(number: int, transform: str = "t-1") -> Ref:
    return glue.MLTaskRun(transform, f"r-{number}")


LIVES: dict[Ref, Timeline] = {
    task(1): "SUCCEEDED",
    task(2): "RUNNING 12s, SUCCEEDED",
    task(3): "STARTING 8s, RUNNING 12s, FAILED",
    task(4, "t-2"): "RUNNING 3s, SUCCEEDED",
    task(5, "t-2"): "FAILED",
    JOB: "INPROGRESS 17s, COMPLETED",
}
OF_T1 = {
    "t-1/r-2": ["RUNNING", "SUCCEEDED", "=met"],
    "t-1/r-3": ["STARTING", "RUNNING", "FAILED", "=failed"],
}
OF_T2 = {"t-2/r-4": ["RUNNING", "SUCCEEDED", "=met"]}
OF_JOB = {"a": ["INPROGRESS", "COMPLETED", "=met"]}


def again(reader: ScriptedReader) -> Poller:
    """A poller as another process would have it."""
    return Poller(reader, interval=5, clock=reader.wall)


def kept(stream: Stream[Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(stream.dump(), allow_nan=False))
    return document


async def told(stream: Stream[Any], most: float = math.inf) -> list[Event]:
    events: list[Event] = []
    while len(events) < most and (event := await anext(stream, None)) is not None:
        events.append(event)
    return events


def steps(events: list[Event]) -> dict[str, list[str]]:
    """What was told of each thing, in its order."""
    of: dict[str, list[str]] = {}
    for event in events:
        word = event.after if isinstance(event, Change) else f"={event.verdict}"
        of.setdefault(event.ref.label, []).append(word)
    return of


@pytest.mark.parametrize("taken", range(11))
async def test_nothing_is_lost_and_nothing_told_twice(taken: int) -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(RUNS, JOB, timeout=100)
    events = await told(first, taken)
    second = again(reader).resume(kept(first))
    events += await told(second)
    assert steps(events) == OF_T1 | OF_JOB
    assert [outcome.state for outcome in second.outcomes] == ["COMPLETED"]
    ended = [event for event in events if isinstance(event, Outcome) and event.ref == task(3)]
    assert [change.after for change in ended[0].changes] == ["STARTING", "RUNNING", "FAILED"]


@pytest.mark.parametrize("taken", range(11))
async def test_the_listings_of_every_parent(taken: int) -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(ALL_RUNS)
    events = await told(first, taken)
    reader.add(task(6, "t-3"), "SUCCEEDED")  # below a parent that has come since it was first read
    events += await told(again(reader).resume(kept(first)))
    expected = OF_T1 | OF_T2 | ({"t-3/r-6": ["SUCCEEDED", "=met"]} if 0 < taken < 9 else {})
    assert steps(events) == expected


@pytest.mark.parametrize("taken", range(6))
@pytest.mark.parametrize("history", [True, False])
async def test_a_change_that_a_watch_has_yet_to_tell_is_told_though_the_thing_is_at_rest(
    taken: int, *, history: bool
) -> None:
    runs = [task(number) for number in range(3)]
    reader = ScriptedReader(dict.fromkeys(runs, "SUCCEEDED" if history else "RUNNING 7s, SUCCEEDED"))
    stream = again(reader).watch(RUNS, history=history)
    events = await told(stream, taken)
    events += await told(again(reader).resume(kept(stream)))
    ends = ["SUCCEEDED"] if history else ["RUNNING", "SUCCEEDED"]
    assert steps(events) == dict.fromkeys((run.label for run in runs), ends)


async def test_a_thing_that_is_named_and_has_moved_since_it_was_at_rest_is_told_of_once() -> None:
    moves, server = sagemaker.MlflowTrackingServer("moves"), sagemaker.MlflowTrackingServer("slow")
    reader = ScriptedReader({moves: "Created 12s, Stopping 4s, Stopped", server: "Creating 40s, Created"})
    stream = again(reader).watch(moves, moves.type.listing())
    events: list[Event] = [await anext(stream) for _ in range(4)]
    events += await told(again(reader).resume(kept(stream)))
    assert steps(events) == {"moves": ["Created", "Stopping", "Stopped"], "slow": ["Creating", "Created"]}


async def test_only_what_was_asked_for_is_told() -> None:
    reader = ScriptedReader(LIVES)
    watching = again(reader).watch(RUNS, history=True)
    await told(watching, 1)
    rest = await told(again(reader).resume(kept(watching)))
    assert {type(event) for event in rest} == {Change}
    document = kept(watching)
    assert document["listings"][0]["history"] is True
    assert kept(again(reader).resume(document)) == document


async def test_filters_and_terms_are_kept() -> None:
    reader = ScriptedReader({JOB: "INPROGRESS 10s, COMPLETED"})
    since = datetime(2023, 1, 31, tzinfo=UTC)
    listing = sagemaker.CompilationJob.listing(NameContains="a", CreationTimeAfter=since)
    first = again(reader).stream(listing, until="settled", timeout=60, grace=7, interval=5, strict=True)
    await told(first, 1)
    document = kept(first)
    (one,) = document["listings"]
    assert (one["goal"], one["deadline"] - one["began"], one["grace"], one["strict"]) == ("settled", 60, 7, True)
    second = again(reader).resume(document)
    assert steps(await told(second)) == {"a": ["COMPLETED", "=met"]}
    assert {call.target for call in reader.calls if isinstance(call.target, Listing)} == {listing}


async def test_what_rests_was_seen_once_and_is_looked_at_no_more() -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(RUNS)
    await told(first, 3)
    assert kept(first)["listings"][0]["rested"] == [task(1).id]
    second = again(reader).resume(kept(first))
    await told(second)
    assert reader.looks(task(1)) == []
    assert [wait["end"] for wait in kept(second)["listings"][0]["waits"]] == []  # all has been told of them
    looks = len(reader.calls)
    assert await told(again(reader).resume(kept(second))) == []
    assert len(reader.calls) == looks


async def test_one_thing_named_and_shown_twice_is_told_once() -> None:
    reader = ScriptedReader({task(2): "RUNNING 12s, SUCCEEDED"})
    newest = glue.MLTaskRun.listing(TransformId="t-1", Sort={"Column": "STARTED", "SortDirection": "DESCENDING"})
    first = again(reader).stream(task(2), RUNS, newest)
    events = await told(first, 1)
    assert len(kept(first)["listings"]) == 2
    events += await told(again(reader).resume(kept(first)))
    assert steps(events) == {"t-1/r-2": ["RUNNING", "SUCCEEDED", "=met"]}


async def test_a_deadline_that_has_passed_has_a_last_look() -> None:
    reader = ScriptedReader({task(2): "RUNNING"})
    first = again(reader).stream(RUNS, timeout=20)
    await told(first, 1)
    await anyio.sleep(100)
    reader.calls.clear()
    (outcome,) = await told(again(reader).resume(kept(first)))
    assert isinstance(outcome, Outcome)
    assert (str(outcome.verdict), outcome.elapsed) == ("pending", 100)
    assert reader.counts["GetMLTaskRuns"] == 2


async def test_readings_are_given_to_who_asks_for_them() -> None:
    reader = ScriptedReader({task(1): "SUCCEEDED", task(2): "RUNNING 12s, SUCCEEDED"})
    stream = again(reader).stream(ALL_RUNS, readings=True)
    news: list[object] = []
    while some := await stream.arrived():
        news += some
    below = glue.MLTaskRun.listing(TransformId="t-1")
    assert [each for each in news if isinstance(each, Reading)] == [
        Reading(ALL_RUNS, below=(below,)),
        Reading(ALL_RUNS, swept=True),
        Reading(below, begun=(task(2),), rested=(task(1),)),
        Reading(below, swept=True),
    ]
    assert [type(each) for each in news if not isinstance(each, Reading)] == [Change, Change, Outcome]
    plain = again(reader).stream(RUNS, history=True)
    assert {type(each) for each in await plain.arrived()} == {Change, Outcome}


async def test_what_is_stopped_is_named() -> None:
    document = again(ScriptedReader()).stream(RUNS).dump()
    with pytest.raises(ValueError, match="only what is named is stopped"):
        again(ScriptedReader()).resume(document, on_cancel="stop")


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("resource", "ml-task-runs", r"listings\[0\]: .*did you mean 'ml-task-run'"),
        ("parameters", {"MaxResults": 3}, r"listings\[0\]: glue.MLTaskRun: MaxResults is set by paging itself"),
        ("parameters", {"TransformId": {"$moment": "noon"}}, r"listings\[0\]: .*noon"),
        ("parameters", [], r"Expected `object`, got `array` - at `\$.listings\[0\].listing.parameters`"),
    ],
)
async def test_a_listing_that_makes_no_sense(place: str, value: object, complaint: str) -> None:
    document = deepcopy(again(ScriptedReader()).stream(RUNS).dump())
    document["listings"][0]["listing"][place] = value
    with pytest.raises(ValueError, match=complaint):
        again(ScriptedReader()).resume(document)


async def test_no_more_things_rest_in_some_way_than_rest() -> None:
    first = again(ScriptedReader(LIVES)).stream(RUNS)
    await told(first, 3)
    document = kept(first)
    document["listings"][0]["rests"] *= 2
    with pytest.raises(ValueError, match=r"listings\[0\]: rests: there are more than things that have come to rest"):
        again(ScriptedReader()).resume(document)


async def test_in_what_state_a_thing_rested_is_known_in_another_process() -> None:
    server, slow = sagemaker.MlflowTrackingServer("s"), sagemaker.MlflowTrackingServer("slow")
    reader = ScriptedReader({server: "Stopped 10s, Starting 20s, Started", slow: "Creating"})
    first = again(reader).watch(server.type.listing())
    await told(first, 1)
    document = kept(first)
    older = deepcopy(document)
    del older["listings"][0]["rests"]  # as it was once written
    await anyio.sleep_until(20)
    for each, before in ((document, "Stopped"), (older, None)):
        change = await anext(again(reader).resume(each))
        assert isinstance(change, Change)
        assert (change.ref, change.before, change.after) == (server, before, "Starting")


async def test_a_document_from_before_there_were_listings_is_read() -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(JOB)
    document = kept(first)
    del document["listings"], document["own"]
    assert steps(await told(again(reader).resume(document))) == OF_JOB


async def test_a_type_of_ones_own_needs_its_table() -> None:
    document = again(ScriptedReader()).stream(JOB).dump() | {"own": [("athena", "query")]}
    with pytest.raises(MissingTableError, match=r"athena query is a type of your own: give its table again \(--table"):
        again(ScriptedReader()).resume(document)
