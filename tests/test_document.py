"""The document in which waits are kept, and what is added to it: what is written, what is read, what is refused."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from mlwaiters import document as documents
from mlwaiters.document import plain, restored
from mlwaiters.errors import ServiceError
from mlwaiters.model import GONE, Outcome, Ref
from mlwaiters.pace import backoff
from mlwaiters.poller import Poller
from mlwaiters.replay import advanced
from mlwaiters.resources import glue, sagemaker
from mlwaiters.snapshot import Clocks, restore, written_record
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from mlwaiters.stream import Stream

pytestmark = pytest.mark.anyio

RUNS = glue.MLTaskRun.listing(TransformId="t-1")
SERVER = sagemaker.MlflowTrackingServer("experiments")


def task(number: int) -> Ref:
    return glue.MLTaskRun("t-1", f"r-{number}")


def again(reader: ScriptedReader) -> Poller:
    """A poller as another process would have it."""
    return Poller(reader, interval=5, clock=reader.wall)


def kept(stream: Stream[Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(stream.dump(), allow_nan=False))
    return document


# --- what AWS answered -----------------------------------------------------------------------------------------------

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ((NOON, b"hi"), [{"$moment": "2026-01-31T12:00:00+00:00"}, {"$bytes": "aGk="}]),
        (math.inf, {"$number": "inf"}),
        (-math.inf, {"$number": "-inf"}),
        ({"$moment": {"$x": None}}, {"$$moment": {"$$x": None}}),
    ],
)
def test_what_json_has_no_word_for(value: object, written: object) -> None:
    assert plain(value) == written
    assert restored(written) == (list(value) if isinstance(value, tuple) else value)


# --- what is added ---------------------------------------------------------------------------------------------------


async def events_of(reader: ScriptedReader) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document of a wait as it began, and each of its events."""
    stream = again(reader).stream(SERVER, until="stopped", timeout=100)
    began = kept(stream)
    return began, [written_record(event, reader.wall()) async for event in stream]


async def test_what_has_been_added_is_evidence() -> None:
    began, events = await events_of(ScriptedReader({SERVER: "Stopping 10s, Stopped"}))
    assert not began["waits"][0]["proof"]["moved"]
    document = advanced(documents.read(began), [documents.read_record(events[0])])
    (wait,) = restore(document, backoff(), Clocks(0.0, 0.0)).waits
    assert (wait.evidence.found, wait.evidence.moved) == (True, True)


async def test_an_event_is_a_change_or_an_end() -> None:
    _, (*_, change, end) = await events_of(ScriptedReader({SERVER: "Stopping 10s, Stopped"}))
    for each in (change, end):
        assert isinstance(documents.read_record(each), documents.Told)
    for both in (change | {"end": end["end"]}, change | {"change": None}):
        with pytest.raises(ValueError, match="either a change or an end"):
            documents.read_record(both)


@pytest.mark.parametrize("record", [None, 5, "listing", ["listing"]])
def test_what_is_no_record(record: object) -> None:
    with pytest.raises(ValueError, match="xpected `object`"):
        documents.read_record(record)


# --- what is gone on with --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("grace", "elapsed"), [(0, 0), (20, 20), (math.inf, 100)])
async def test_grace_is_as_it_was(grace: float, elapsed: float) -> None:
    reader = ScriptedReader({task(1): GONE})
    stream = again(reader).stream(task(1), grace=grace, timeout=100)
    outcomes = [event async for event in again(reader).resume(kept(stream)) if isinstance(event, Outcome)]
    assert [outcome.elapsed for outcome in outcomes] == [elapsed]


async def test_a_service_that_has_answered_before_may_be_silent_for_a_while() -> None:
    reader = ScriptedReader({task(1): "RUNNING 20s, SUCCEEDED"})
    stream = again(reader).watch(RUNS)
    await anext(stream)
    document = kept(stream)
    await anyio.sleep(4)
    reader.fail(RUNS.scope, *[ServiceError("connection refused", transient=True, answered=False)] * 2)
    events = [event async for event in again(reader).resume(document)]
    assert [(event.ref, event.observation and event.observation.state) for event in events] == [(task(1), "SUCCEEDED")]


@pytest.mark.parametrize("taken", range(3))
async def test_what_is_named_and_shown_too_is_kept_once_by_each(taken: int) -> None:
    life = {task(1): "RUNNING 12s, SUCCEEDED"}
    whole = [type(event) async for event in again(ScriptedReader(life)).stream(task(1), RUNS, timeout=100)]
    assert len(whole) > taken
    reader = ScriptedReader(life)
    first = again(reader).stream(task(1), RUNS, timeout=100)
    events = [await anext(first) for _ in range(taken)]
    document = kept(first)
    for listing in document["listings"]:
        rested = [json.dumps(each) for each in listing["rested"]]
        shown = [json.dumps(wait["thing"]["id"]) for wait in listing["waits"]]
        assert len({*rested, *shown}) == len(rested) + len(shown)
        ends = [(wait["naive"], wait["end"]) for wait in listing["waits"] if wait["end"]]
        assert all(naive == round(end["calls"] + end["saved"]) for naive, end in ends)
    events += [event async for event in again(reader).resume(document)]
    assert Counter(map(type, events)) == Counter(whole)
