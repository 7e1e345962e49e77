"""A journal of a listing: which one it is, and all that it has shown, are kept as what is named is."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from worlds import World, assert_torn_anywhere, events, refusal

from mlwaiters.cli import main
from mlwaiters.model import Listing
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import EPOCH

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

RUNS = ("glue", "ml-task-run")
PACE = ("--interval", "1", "--timeout", "1m", "-o", "jsonl")


def task(number: int, transform: str = "t-1") -> Any:
    return glue.MLTaskRun(transform, f"r-{number}")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Two pages of runs below one transform, and another transform that is made after two seconds, with runs."""
    made = World(
        {
            task(1): "SUCCEEDED",
            task(2): "RUNNING 3s, SUCCEEDED",
            task(3): "FAILED",
            task(4): "STARTING 2s, RUNNING 4s, FAILED",
        },
        monkeypatch,
        page_size=2,
    )
    made.reader.add(task(5), "RUNNING 2s, STOPPED", delay=2)
    made.reader.add(task(6, "t-2"), "RUNNING 3s, SUCCEEDED", delay=2)
    made.reader.add(task(7, "t-2"), "SUCCEEDED", delay=2)
    made.reader.parent(glue.MLTaskRun, "t-2", since=2)
    return made


def told_at(line: bytes) -> float:
    """When a line was written, in seconds since the world began."""
    record = json.loads(line)
    if "journal" in record:
        return 0.0
    if record.get("end"):
        return float(record["end"]["elapsed"])
    return float((record if "listing" in record else record["change"]["sight"])["time"] - EPOCH)


def by_moment(told: list[Any]) -> list[Any]:
    """In an order that doesn't depend on which of two calls at one moment was answered first."""
    return sorted(told, key=lambda event: (event[-1], event[:-2]))


@pytest.mark.parametrize(
    ("command", "scope"),
    [("wait", ("--transform-id", "t-1", "--all")), ("watch", ()), ("watch", ("--history",))],
    ids=["one listing", "that of every parent", "with what was at rest"],
)
def test_at_every_byte(command: str, scope: tuple[str, ...], world: World, tmp_path: Path, capsys: Capture) -> None:
    """From every line the command goes on with nothing lost or told twice; within one, it is the line before."""
    path = tmp_path / "a.journal"
    assert main([command, *RUNS, *scope, *PACE, "--journal", str(path)]) == 1
    whole, told = path.read_bytes(), events(capsys.readouterr().out)
    assert {event[1] for event in told} >= {"r-2", "r-4", "r-5"}
    lines = whole.splitlines(keepends=True)
    printed = 0
    for number, line in enumerate(lines):
        start = sum(map(len, lines[: number + 1]))
        printed += "thing" in json.loads(line)
        further = b"".join(lines[number + 1 : number + 2])
        for torn in dict.fromkeys((b"", further[:1], further[:-1])):
            world.at(told_at(line))
            path.write_bytes(whole[:start] + torn)
            assert main([command, "--resume", str(path)]) == 1
            assert by_moment(told[:printed] + events(capsys.readouterr().out)) == by_moment(told)
        path.write_bytes(whole[:start])
        assert_torn_anywhere(path, command, further)


def begun(world: World, path: Path, capsys: Capture, *argv: str) -> list[bytes]:
    """The lines of the journal of a command that has come to its end."""
    main([*argv, *PACE, "--journal", str(path)])
    capsys.readouterr()
    world.reader.calls.clear()
    return path.read_bytes().splitlines(keepends=True)


def test_what_comes_and_goes_meanwhile_is_told(world: World, tmp_path: Path, capsys: Capture) -> None:
    """What has begun, or ended, while nobody looked is new; what was at rest from the first isn't."""
    path = tmp_path / "j"
    lines = begun(world, path, capsys, "watch", *RUNS)
    first = next(number for number, line in enumerate(lines) if told_at(line) > 0)
    path.write_bytes(b"".join(lines[:first]))
    world.at(30)
    assert main(["watch", "--resume", str(path)]) == 1
    told = {event[1]: event[2] for event in events(capsys.readouterr().out)}
    assert told == {"r-2": "met", "r-4": "failed", "r-5": "failed", "r-6": "met", "r-7": "met"}


def test_the_filters_are_kept(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    argv = ["watch", "sagemaker", "compilation-job", "--name-contains", "x", "--creation-time-after", "2023-01-31"]
    world.reader.add(sagemaker.CompilationJob("x"), "INPROGRESS 5s, COMPLETED")
    lines = begun(world, path, capsys, *argv)
    path.write_bytes(b"".join(lines[:3]))
    world.at(2)
    assert main(["watch", "--resume", str(path), "-o", "text"]) == 0
    (listing,) = {call.target for call in world.reader.calls}
    assert isinstance(listing, Listing)
    given = dict(listing.parameters)
    assert (given["NameContains"], given["CreationTimeAfter"]) == ("x", datetime.fromisoformat("2023-01-31T00:00Z"))
    assert [line.split()[1:] for line in capsys.readouterr().out.splitlines()[:1]] == [["x", "INPROGRESS"]]


def test_all_is_in_the_end_whoever_has_seen_it(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    lines = begun(world, path, capsys, "wait", *RUNS, "--transform-id", "t-1", "--all")
    for kept in range(1, len(lines) + 1):
        path.write_bytes(b"".join(lines[:kept]))
        world.at(told_at(lines[kept - 1]))
        assert main(["wait", "--resume", str(path), "-o", "json"]) == 1
        outcomes = {each["id"]["TaskRunId"]: each for each in json.loads(capsys.readouterr().out)}
        shown = {name: [change["after"] for change in each["changes"]] for name, each in outcomes.items()}
        assert shown == {
            "r-2": ["RUNNING", "SUCCEEDED"],
            "r-4": ["STARTING", "RUNNING", "FAILED"],
            "r-5": ["RUNNING", "STOPPED"],
        }
        assert [outcomes[name]["elapsed"] for name in shown] == [3, 6, 4]


def test_a_command_that_has_come_to_its_end_asks_for_nothing_more(
    world: World, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "j"
    begun(world, path, capsys, "watch", *RUNS)
    world.reader.add(task(9), "RUNNING")
    assert main(["watch", "--resume", str(path), "-o", "text"]) == 1
    assert world.reader.calls == []
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        f"t-1/r-{number}" if number < 6 else f"t-2/r-{number}" for number in (2, 4, 5, 6, 7)
    ]


def test_the_deadline_is_that_of_old(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    world.reader.add(task(2), "RUNNING")
    lines = begun(world, path, capsys, "wait", *RUNS, "--transform-id", "t-1", "--all", "--strict")
    path.write_bytes(b"".join(lines[:5]))
    world.at(40)
    assert main(["wait", "--resume", str(path)]) == 1
    ended = {event[1]: event[2:] for event in events(capsys.readouterr().out)}
    assert ended["r-2"] == ("pending", 60)
    path.write_bytes(b"".join(lines[:5]))
    world.at(400)
    assert main(["wait", "--resume", str(path)]) == 1
    ended = {event[1]: event[2:] for event in events(capsys.readouterr().out)}
    assert ended["r-2"] == ("pending", 400), "a last look, however late"


def test_fail_fast(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    lines = begun(world, path, capsys, "wait", *RUNS, "--transform-id", "t-1", "--all", "--fail-fast")
    failed = next(number for number, line in enumerate(lines) if b'"verdict": "failed"' in line and b'"end": {' in line)
    path.write_bytes(b"".join(lines[: failed + 1]))
    world.at(told_at(lines[failed]))
    assert main(["wait", "--resume", str(path)]) == 3
    assert world.reader.calls == []
    assert events(capsys.readouterr().out) == [("t-1", "r-4", "pending", 4)]


def test_what_a_listing_shows_is_never_stopped(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    begun(world, path, capsys, "wait", *RUNS, "--transform-id", "t-1", "--all")
    assert "somebody else's" in refusal(capsys, "wait", "--resume", str(path), "--stop-on-interrupt")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"listing": {"service": "glue", "resource": "ml-task-run", "parameters": {"TransformId": "t-9"}}},
         "a listing is read that nobody watches: 'glue ml-task-run t-9'"),
        ({"begun": [{"TransformId": "t-1"}]}, "TaskRunId is missing"),
        ({"begun": "r-1"}, "line 3: Expected `array`, got `str`"),
        ({"rested": [{"TransformId": "t-1", "TaskRun": "x"}]}, "unknown identifier 'TaskRun'"),
        ({"swept": 1}, "line 3: Expected `bool`, got `int`"),
        ({"more": 1}, "line 3: Object contains unknown field `more`"),
        ({"time": math.inf}, "line 3: "),
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense(
    change: dict[str, Any], complaint: str, world: World, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "j"
    lines = begun(world, path, capsys, "wait", *RUNS, "--transform-id", "t-1", "--all")
    number = next(number for number, line in enumerate(lines) if b'"swept": true' in line)
    spoilt = json.dumps(json.loads(lines[number]) | change).encode() + b"\n"
    path.write_bytes(b"".join([lines[0], lines[1], spoilt]))
    said = refusal(capsys, "wait", "--resume", str(path))
    assert complaint in said
