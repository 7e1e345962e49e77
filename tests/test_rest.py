"""What a listing shows of a thing that has come to rest: whether it rests still, has moved, or is another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from worlds import World, events

from mlwaiters.cli import main
from mlwaiters.model import GONE, Change, Listing, Observation, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.rest import Rest
from mlwaiters.testing.scripted import EPOCH, ScriptedReader

if TYPE_CHECKING:
    from pathlib import Path

    from mlwaiters.testing.scripted import Timeline

CHURN, SLOW = sagemaker.Endpoint("churn"), sagemaker.Endpoint("slow")
ENDPOINTS = CHURN.type.listing()
RUN = glue.MLTaskRun("tfm-1", "tsk-1")
LIVES: dict[Ref, Timeline] = {
    CHURN: "Creating 5s, InService 15s, Updating 5s, Failed",
    sagemaker.Endpoint("old"): "InService 12s, Updating 10s, InService",
    sagemaker.Endpoint("skips"): "Creating 5s, InService 12s, Failed",
    SLOW: "Creating 40s, InService",
}
TOLD = {
    "churn": ["Creating", "InService", "=met", "Updating", "Failed", "=met"],
    "old": ["Updating", "InService", "=met"],
    "skips": ["Creating", "InService", "=met", "Failed", "=met"],
    "slow": ["Creating", "InService", "=met"],
}


def seen(ref: Ref, state: str, **facts: float) -> Observation:
    return Observation(ref, state, EPOCH, created=facts.get("created"), modified=facts.get("modified"))


@pytest.mark.parametrize(
    ("ref", "rest", "state", "facts", "over"),
    [
        (CHURN, Rest("InService"), "InService", {}, False),
        (CHURN, Rest("InService"), "Updating", {}, True),
        (CHURN, Rest("InService"), "Failed", {}, True),
        (CHURN, Rest("InService"), "Creating", {}, False),
        (CHURN, Rest("InService"), "Pondering", {}, True),
        (CHURN, Rest("OutOfService"), "Creating", {}, True),
        (CHURN, Rest("InService", modified=9), "Updating", {"modified": 8}, False),
        (CHURN, Rest("InService", modified=9), "Updating", {"modified": 9}, True),
        (CHURN, Rest("InService", created=5), "InService", {"created": 9}, True),
        (CHURN, Rest("InService", created=5), "Creating", {"created": 5.5}, False),
        (CHURN, Rest("InService", created=9), "Failed", {"created": 5}, False),
        (CHURN, Rest(GONE, created=5), "Creating", {"created": 9}, True),
        (CHURN, Rest(GONE, created=5), "Deleting", {"created": 5}, False),
        (CHURN, Rest(), "Failed", {}, False),
        (CHURN, Rest(), "Updating", {}, True),
        (CHURN, Rest("Updating"), "InService", {}, False),
        (RUN, Rest("SUCCEEDED", created=5), "RUNNING", {"created": 9}, False),
        (RUN, Rest(), "RUNNING", {}, False),
    ],
)
def test_whether_a_rest_is_over(ref: Ref, rest: Rest, state: str, facts: dict[str, float], *, over: bool) -> None:
    assert rest.is_over(seen(ref, state, **facts)) is over


def steps(told: list[Any]) -> dict[str, list[str]]:
    of: dict[str, list[str]] = {}
    for event in told:
        word = event.after if isinstance(event, Change) else f"={event.verdict}"
        of.setdefault(event.ref.label, []).append(word)
    return of


@pytest.mark.anyio
async def test_what_moves_again_is_told_as_long_as_the_listing_is_watched() -> None:
    reader = ScriptedReader(LIVES)
    stream = Poller(reader, interval=5, clock=reader.wall).stream(CHURN.type.listing(), until="settled")
    told = [event async for event in stream]
    assert steps(told) == TOLD
    changes = [(event.before, event.after, event.elapsed) for event in told if isinstance(event, Change)]
    assert ("InService", "Updating", 20) in changes
    assert ("Updating", "Failed", 25) in changes
    assert reader.counts["ListEndpoints"] == 9, "until the last of them rests"
    ends = [event for event in told if isinstance(event, Outcome) and event.ref == CHURN]
    assert [[change.after for change in end.changes] for end in ends] == [
        ["Creating", "InService"],
        ["Updating", "Failed"],
    ]


@pytest.mark.anyio
async def test_another_of_the_same_name_is_watched_too() -> None:
    reader = ScriptedReader({CHURN: "Creating 5s, InService", SLOW: "Creating 40s, InService"})
    told: list[str] = []
    async for change in Poller(reader, interval=5, clock=reader.wall).watch(CHURN.type.listing()):
        told += [change.after] if change.ref == CHURN else []
        if told == ["Creating", "InService"]:
            reader.add(CHURN, "InService 10s, Updating 1s, Failed")
            told.append("another")
    assert told == ["Creating", "InService", "another", "InService", "Updating", "Failed"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "targets",
    [
        (CHURN, ENDPOINTS),
        (ENDPOINTS, CHURN, SLOW, CHURN),
        (ENDPOINTS, ENDPOINTS),
        (ENDPOINTS, CHURN.type.listing(StatusEquals="Creating")),
        (CHURN.type.listing(NameContains="churn"), ENDPOINTS, CHURN),
    ],
    ids=["named and listed", "named twice", "listed twice", "in two listings", "all of it"],
)
async def test_what_several_targets_show_is_told_once(targets: tuple[Ref | Listing, ...]) -> None:
    reader = ScriptedReader({CHURN: LIVES[CHURN], SLOW: LIVES[SLOW]})
    poller = Poller(reader, interval=5, clock=reader.wall)
    stream = poller.stream(*targets, until="settled")
    assert steps([event async for event in stream]) == {name: TOLD[name] for name in ("churn", "slow")}


@pytest.mark.anyio
async def test_runs_below_every_parent_and_below_one_are_told_once() -> None:
    reader = ScriptedReader({RUN: "RUNNING 12s, SUCCEEDED"})
    poller = Poller(reader, interval=5, clock=reader.wall)
    listings = RUN.type.listing(), RUN.type.listing(TransformId="tfm-1")
    for targets in (listings, listings[::-1]):
        assert [change.after async for change in poller.watch(*targets, timeout=60)] == ["RUNNING", "SUCCEEDED"]
        reader.add(RUN, "RUNNING 12s, SUCCEEDED")


@pytest.mark.anyio
@pytest.mark.parametrize("taken", range(1, 15))
async def test_a_stream_that_is_gone_on_with_tells_what_has_moved_again(taken: int) -> None:
    reader = ScriptedReader(LIVES)
    first = Poller(reader, interval=5, clock=reader.wall).stream(CHURN.type.listing(), until="settled")
    told = [await anext(first) for _ in range(taken)]
    document = json.loads(json.dumps(first.dump()))
    told += [event async for event in Poller(reader, interval=5, clock=reader.wall).resume(document)]
    assert steps(told) == TOLD


def test_so_does_a_journal_from_each_of_its_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(LIVES, monkeypatch)
    path = tmp_path / "j"
    command = ("watch", "sagemaker", "endpoint", "--interval", "5", "-o", "jsonl")
    assert main([*command, "--journal", str(path)]) == 0
    lines, whole = path.read_bytes().splitlines(keepends=True), capsys.readouterr().out
    told = [event[:2] for event in events(whole)]
    assert ("churn", "Updating") in told
    befores = [_step(line) for line in whole.splitlines()]
    printed = 0
    for number, line in enumerate(lines):
        record = json.loads(line)
        printed += "thing" in record
        sight = (record.get("end") or record.get("change") or {}).get("sight", record)
        world.at(sight.get("time", EPOCH) - EPOCH)
        path.write_bytes(b"".join(lines[: number + 1]))
        assert main(["watch", "--resume", str(path)]) == 0
        again = capsys.readouterr().out
        assert sorted(told[:printed] + [event[:2] for event in events(again)]) == sorted(told)
        assert sorted(befores[:printed] + [_step(line) for line in again.splitlines()]) == sorted(befores)


def _step(line: str) -> str:
    """What state an event's thing came from; of what rested at first, only that it did so is written down."""
    event = json.loads(line)
    name = event["id"]["EndpointName"]
    return name if name == "old" else f"{name} {event.get('before')}"
