"""Waits that are written down as JSON, and gone on with: nothing lost, nothing told twice, at the deadlines of old."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters import document as documents
from mlwaiters import snapshot
from mlwaiters.document import plain, restored
from mlwaiters.errors import FailureStateError, ServiceError, WaiterError, WaitTimeoutError
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import Change, InState, Outcome, Updated
from mlwaiters.pace import backoff
from mlwaiters.poller import Poller
from mlwaiters.resources import sagemaker
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import EPOCH, ScriptedReader, Step

if TYPE_CHECKING:
    from mlwaiters.feed import Event
    from mlwaiters.model import Ref
    from mlwaiters.stream import Stream
    from mlwaiters.testing.scripted import Timeline

pytestmark = pytest.mark.anyio

A, B = sagemaker.CompilationJob("a"), sagemaker.CompilationJob("b")
ENDPOINT = sagemaker.Endpoint("live")
SERVER = sagemaker.MlflowTrackingServer("experiments")
LIVES: dict[Ref, Timeline] = {
    A: "STARTING 10s, INPROGRESS 20s, COMPLETED",
    B: [("INPROGRESS", 50.0), Step("FAILED", reason="no space")],
}


def again(reader: ScriptedReader) -> Poller:
    """A poller as another process would have it: nothing is common with the first but the world."""
    return Poller(reader, interval=5, clock=reader.wall)


def kept(stream: Stream[Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(stream.dump(), allow_nan=False))
    return document


def steps(events: list[Event]) -> list[tuple[str, str]]:
    """What was told, in short: the thing, and its state or `=` and how it ended."""
    return [(event.ref.label, event.after if isinstance(event, Change) else f"={event.verdict}") for event in events]


async def told(stream: Stream[Any], most: float = math.inf) -> list[Event]:
    events: list[Event] = []
    while len(events) < most and (event := await anext(stream, None)) is not None:
        events.append(event)
    return events


@pytest.mark.parametrize("taken", range(9))
async def test_nothing_is_lost_and_nothing_told_twice(taken: int) -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(A, B, timeout=100)
    events = await told(first, taken)
    await anyio.sleep(7)
    second = again(reader).resume(kept(first))
    events += await told(second)
    of = {ref: [step for label, step in steps(events) if label == ref.label] for ref in (A, B)}
    assert of == {A: ["STARTING", "INPROGRESS", "COMPLETED", "=met"], B: ["INPROGRESS", "FAILED", "=failed"]}
    done, failed = second.outcomes
    assert [change.after for change in done.changes] == ["STARTING", "INPROGRESS", "COMPLETED"]
    assert done.response["CreationTime"] == datetime.fromtimestamp(EPOCH, UTC)
    assert [change.after for change in failed.changes] == ["INPROGRESS", "FAILED"]
    assert isinstance(failed.error, FailureStateError)
    assert failed.error.ref == B
    assert failed.error.last is not None
    assert failed.error.last.reason == "no space"
    assert failed.elapsed >= 50


async def test_what_was_seen_and_not_yielded_is_told_by_the_next() -> None:
    reader = ScriptedReader({A: "COMPLETED", B: "FAILED"})
    first = again(reader).stream(A, B)
    before = await told(first, 1)
    calls = len(reader.calls)
    second = again(reader).resume(kept(first))
    assert sorted(steps(before + await told(second))) == [
        ("a", "=met"),
        ("a", "COMPLETED"),
        ("b", "=failed"),
        ("b", "FAILED"),
    ]
    assert len(reader.calls) == calls
    assert (await told(again(reader).resume(kept(second)))) == []
    assert [outcome.reached for outcome in again(reader).resume(kept(second)).outcomes] == [True, False]


async def test_only_what_was_asked_for_is_told() -> None:
    reader = ScriptedReader(LIVES)
    watching, completing = again(reader).watch(A, B), again(reader).as_completed([A, B])
    await told(watching, 1)
    await told(completing, 1)
    assert {type(event) for event in await told(again(reader).resume(kept(watching)))} == {Change}
    (last,) = await told(again(reader).resume(kept(completing)))
    assert isinstance(last, Outcome)
    assert last.ref == B


async def test_the_deadline_is_of_the_wall_clock() -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    first = again(reader).stream(A, timeout=60)
    await told(first, 1)
    document = kept(first)
    await anyio.sleep(30)
    (outcome,) = await told(again(reader).resume(document))
    assert isinstance(outcome, Outcome)
    assert isinstance(outcome.error, WaitTimeoutError)
    assert outcome.elapsed == pytest.approx(60)
    assert reader.time == pytest.approx(60)


@pytest.mark.parametrize(("life", "state"), [("INPROGRESS", "INPROGRESS"), ("INPROGRESS 90s, COMPLETED", "COMPLETED")])
async def test_a_deadline_that_has_passed_has_a_last_look(life: str, state: str) -> None:
    reader = ScriptedReader({A: life}, latency=3)
    first = again(reader).stream(A, timeout=60)
    await told(first, 1)
    await anyio.sleep(3600)
    second = again(reader).resume(kept(first))
    looks = len(reader.looks(A))
    await told(second)
    assert len(reader.looks(A)) == looks + 1
    (outcome,) = second.outcomes
    assert (outcome.state, outcome.reached) == (state, state == "COMPLETED")
    assert outcome.elapsed == pytest.approx(3606)


async def test_the_last_look_of_a_deadline_that_has_passed_has_all_its_time() -> None:
    reader = ScriptedReader({A: "INPROGRESS"}, latency=lambda _target: math.inf if reader.time > 60 else 0)
    first = again(reader).stream(A, timeout=60)
    await told(first, 1)
    document = kept(first)
    await anyio.sleep(65)
    (outcome,) = await told(again(reader).resume(document))
    assert isinstance(outcome, Outcome)
    assert outcome.elapsed == pytest.approx(65 + LAST_LOOK)


async def test_no_wait_began_after_it_is_gone_on_with() -> None:
    """As a clock that has been set back would say."""
    reader = ScriptedReader({A: "INPROGRESS"})
    first = again(reader).stream(A, timeout=7200)
    await told(first, 1)
    document = documents.read(kept(first))
    (wait,) = snapshot.restore(document, backoff(), snapshot.Clocks(50.0, EPOCH - 3600)).waits
    assert (wait.terms.began, wait.since, wait.due) == (50, 50, 50)
    assert wait.terms.deadline == 50 + 3600 + 7200


async def test_a_baseline_proves_staleness_still() -> None:
    reader = ScriptedReader({SERVER: "Stopped 20s, Starting 20s, Started 100s, Stopping 10s, Stopped"})
    before = await again(reader).observe(SERVER)
    first = again(reader).stream(SERVER, until="stopped", after=[before], grace=math.inf, timeout=math.inf)
    await told(first, 1)
    second = again(reader).resume(kept(first))
    await told(second)
    assert second.outcomes[0].reached
    assert second.outcomes[0].elapsed == pytest.approx(150)


async def test_what_was_on_its_way_is_known_still() -> None:
    """A rollback: that the update had begun, only the first process has seen."""
    reader = ScriptedReader({
        ENDPOINT: [
            Step("Updating", 20, configuration="old", pending_configuration="new"),
            Step("InService", configuration="old"),
        ]
    })  # fmt: skip
    first = again(reader).stream(ENDPOINT, until="updated")
    await told(first, 1)
    await anyio.sleep(30)
    second = again(reader).resume(kept(first))
    await told(second)
    assert isinstance(second.outcomes[0].error, FailureStateError)


async def test_fail_fast_stays_so() -> None:
    reader = ScriptedReader({A: "FAILED", B: "INPROGRESS"})
    first = again(reader).stream(A, B, fail_fast=True)
    await told(first)
    document = kept(first) | {"fail_fast": True}
    cut_short = document["waits"][1]  # as if the process had been killed before this one was given up
    cut_short |= {"end": None, "told": len(cut_short["changes"])}
    second = again(reader).resume(document)
    looks = len(reader.calls)
    assert steps(await told(second)) == [("b", "=pending")]
    assert "given up" in str(second.outcomes[1].error)
    assert len(reader.calls) == looks


@pytest.mark.parametrize("goal", ["deleted", InState("FAILED", "STOPPED"), "settled"])
async def test_goals(goal: Any) -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    first = again(reader).stream(A, until=goal, strict=True, grace=12, interval=7)
    (wait,) = kept(first)["waits"]
    assert (wait["goal"], wait["strict"], wait["grace"], wait["interval"]) == (str(goal), True, 12, 7)
    assert kept(again(reader).resume(kept(first))) == kept(first)


async def test_a_goal_with_a_configuration() -> None:
    first = again(ScriptedReader()).stream(ENDPOINT, until=Updated("live=2"))
    document = kept(first)
    assert document["waits"][0]["goal"] == "updated=live=2"
    assert kept(again(ScriptedReader()).resume(document))["waits"][0]["goal"] == "updated=live=2"


async def test_a_pace_that_is_no_number_is_given_anew() -> None:
    reader = ScriptedReader({A: "INPROGRESS 30s, COMPLETED"})
    first = again(reader).stream(A, interval=lambda _held, _looks: 10)
    document = kept(first)
    assert document["waits"][0]["interval"] is None
    await told(again(reader).resume(document, interval=11))
    assert reader.looks(A) == [0, 11, 22, 33]


async def test_what_never_comes_is_kept() -> None:
    reader = ScriptedReader(LIVES)
    document = kept(again(reader).stream(A, timeout=1e18, interval=1e300, grace=1e300))
    (bounds,) = document["waits"]
    assert (bounds["deadline"], bounds["interval"], bounds["grace"]) == (None, 1e18, None)
    assert kept(again(reader).resume(document)) == document


async def test_errors_come_back_as_they_were() -> None:
    reader = ScriptedReader(LIVES)
    first = again(reader).stream(B)
    await told(first)
    (was,), (now,) = first.outcomes, again(reader).resume(kept(first)).outcomes
    assert isinstance(now.error, FailureStateError)
    assert vars(now.error) == vars(was.error)
    assert str(now.error) == str(was.error)


async def test_an_error_of_somebodys_own_is_kept_as_what_it_is_of_ours() -> None:
    class OddError(ServiceError):
        pass

    reader = ScriptedReader({A: "INPROGRESS"})
    reader.fail(A, OddError("odd"))
    first = again(reader).stream(A)
    await told(first)
    assert kept(first)["waits"][0]["end"]["complaint"]["type"] == ServiceError.__name__


# --- reading ---------------------------------------------------------------------------------------------------------


def spoilt(document: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """A document with another value in one place; none at all where it is `...`."""
    document = deepcopy(document)
    *path, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    within: Any = document
    for step in path:
        within = within[step]
    if value is ...:
        del within[last]
    else:
        within[last] = value
    return document


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    async def make() -> dict[str, Any]:
        reader = ScriptedReader(LIVES)
        stream = again(reader).stream(A, B)
        await told(stream, 4)
        return kept(stream)

    return run(make)


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("version", 2, "version must be 1, not 2"),
        ("version", ..., "missing required field `version`"),
        ("waits", ..., "missing required field `waits`"),
        ("waits", {}, r"Expected `array`, got `object` - at `\$.waits`"),
        ("tells", ["changes"], "Invalid enum value 'changes'"),
        ("more", 1, "unknown field `more`"),
        ("waits.0.goal", ..., r"missing required field `goal` - at `\$.waits\[0\]`"),
        ("waits.0.goal", "complete", r"waits\[0\]: .*unknown goal 'complete'; did you mean 'completed'"),
        ("waits.0.goal", 3, r"Expected `str`, got `int` - at `\$.waits\[0\].goal`"),
        ("waits.0.deadline", "soon", r"Expected `float \| null`, got `str` - at `\$.waits\[0\].deadline`"),
        ("waits.0.deadline", math.nan, r"\$.waits\[0\].deadline"),
        ("waits.0.deadline", math.inf, r"\$.waits\[0\].deadline"),
        ("waits.0.strict", 1, "Expected `bool`, got `int`"),
        ("waits.0.told", 99, r"waits\[0\]: told: 99 is more than there is to tell"),
        ("waits.0.told", -1, r"waits\[0\].told"),
        ("waits.0.thing.service", "sagemaker2", r"waits\[0\]: unknown service 'sagemaker2'"),
        ("waits.1.thing.resource", "compilation-jobs", r"waits\[1\]: .*did you mean 'compilation-job'"),
        ("waits.1.thing.id", {"JobName": "a"}, r"waits\[1\]: .*unknown identifier 'JobName'"),
        ("waits.1.thing.id", {}, r"waits\[1\]: .*CompilationJobName is missing"),
        ("waits.0.changes.0.verdict", "great", "Invalid enum value 'great'"),
        ("waits.0.last.state", None, r"Expected `str`, got `null` - at `\$.waits\[0\].last.state`"),
        ("waits.0.last.response", {"X": {"$moment": "noon"}}, r"waits\[0\]: .*noon"),
        ("waits.0.last.response", {"X": {"$bytes": 3}}, r"waits\[0\]: "),
        ("waits.0.interval", -1, r"waits\[0\].interval"),
    ],
)  # fmt: skip
async def test_a_document_that_makes_no_sense(
    document: dict[str, Any], place: str, value: object, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        again(ScriptedReader()).resume(spoilt(document, place, value))


@pytest.mark.parametrize("value", [None, 3, "x", [], True])
async def test_what_is_no_document(value: Any) -> None:
    with pytest.raises(ValueError, match="must be a JSON object"):
        again(ScriptedReader()).resume(value)


def places(value: Any, path: str = "") -> list[str]:
    """Every place in a document, by its path."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [at for name, each in inner for at in places(each, f"{path}.{name}".lstrip("."))]


SPOILS: tuple[Any, ...] = (..., None, "x", -1, 1.5, [], {}, {"$moment": 1}, True)


async def test_whatever_is_spoilt_is_refused_or_read_but_never_stumbled_over(document: dict[str, Any]) -> None:
    read = refused = 0
    for place in places(document):
        for value in SPOILS:
            try:
                again(ScriptedReader()).resume(spoilt(document, place, value)).dump()
                read += 1
            except ValueError:
                refused += 1
    assert refused > read > 0


MOMENTS = st.datetimes(timezones=st.just(UTC))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | MOMENTS
NAMES = st.text() | st.sampled_from(["$moment", "$$bytes", "$number"])
ANSWERS: st.SearchStrategy[object] = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=10
)


@given(ANSWERS)
def test_answers_are_kept_whole(value: object) -> None:
    assert restored(json.loads(json.dumps(plain(value), allow_nan=False))) == value


def test_no_number_is_kept() -> None:
    assert math.isnan(restored(plain([math.nan]))[0])


def test_every_error_can_be_made_anew() -> None:
    from mlwaiters.snapshot import _ERRORS

    assert {WaiterError, ServiceError, WaitTimeoutError} <= {*_ERRORS.values()}
    assert all(str(kind("detail")) == "detail" for kind in _ERRORS.values())
