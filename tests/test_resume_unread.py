"""What ended because AWS couldn't be asked has not come to its end: it is gone on with, once it can be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import anyio
import pytest
from worlds import World, events

from mlwaiters.cli import main
from mlwaiters.errors import AccessDeniedError, CredentialsError, FailureStateError, ReadError, ServiceError
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader, Step

if TYPE_CHECKING:
    from pathlib import Path

    from mlwaiters.model import Outcome, Ref
    from mlwaiters.testing.scripted import Timeline

Capture = pytest.CaptureFixture[str]

A, B = sagemaker.CompilationJob("a"), sagemaker.CompilationJob("b")
LIVES: dict[Ref, Timeline] = {
    A: "STARTING 3s, INPROGRESS 5s, COMPLETED",
    B: [("INPROGRESS", 6.0), Step("FAILED", reason="no space")],
}
BOTH = ("wait", "sagemaker", "compilation-job", "a", "b", "--interval", "1", "--timeout", "1m", "-o", "jsonl")
REFUSALS = [
    CredentialsError("ExpiredTokenException: expired", code="ExpiredTokenException"),
    AccessDeniedError("not for you"),
    ServiceError("nobody there"),
]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(LIVES, monkeypatch)


def refuse(world: World, error: ReadError | None, *, at: float = 0.0) -> None:
    """Let every call fail from a moment on, or none any more."""
    world.reader._faults = lambda _: error if world.now() >= at else None


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
def test_a_journal_is_gone_on_with(error: ReadError, world: World, tmp_path: Path, capsys: Capture) -> None:
    path = str(tmp_path / "j")
    refuse(world, error, at=4)
    first = main([*BOTH, "--journal", path])
    shown = capsys.readouterr()
    assert first in (4, 6)
    assert events(shown.out)[-2:] == [("a", "pending", 4), ("b", "pending", 4)]
    assert shown.err.splitlines()[-1] == f"mlwaiters: resume with: mlwaiters wait --resume {path}"
    world.at(5)
    assert main(["wait", "--resume", path]) == first  # nothing has changed
    assert {each[:2] for each in events(capsys.readouterr().out)} == {("a", "pending"), ("b", "pending")}
    refuse(world, None)
    world.at(7)
    assert main(["wait", "--resume", path]) == 1
    assert events(capsys.readouterr().out) == [
        ("b", "FAILED", 7), ("b", "failed", 7), ("a", "COMPLETED", 8), ("a", "met", 8)
    ]  # fmt: skip
    calls = len(world.reader.calls)
    assert main(["wait", "--resume", path, "-o", "json"]) == 1  # now all is over
    done, failed = json.loads(capsys.readouterr().out)
    assert [change["after"] for change in done["changes"]] == ["STARTING", "INPROGRESS", "COMPLETED"]
    assert [change["after"] for change in failed["changes"]] == ["INPROGRESS", "FAILED"]
    assert len(world.reader.calls) == calls


def test_a_deadline_that_has_passed_meanwhile_has_its_last_look(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = str(tmp_path / "j")
    refuse(world, REFUSALS[0])
    assert main([*BOTH, "--journal", path]) == 4
    capsys.readouterr()
    refuse(world, None)
    world.at(600)
    assert main(["wait", "--resume", path]) == 1
    assert ("a", "met", 600) in events(capsys.readouterr().out)


def test_what_was_given_up_because_of_it_is_gone_on_with_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    run = glue.MLTaskRun("t", "r")
    world = World({A: [("INPROGRESS", 6.0), Step("FAILED")], run: "RUNNING 9s, SUCCEEDED"}, monkeypatch)
    things, path = tmp_path / "things", str(tmp_path / "j")
    things.write_text("".join(f"{json.dumps(name(ref))}\n" for ref in (A, run)))
    world.reader._faults = lambda target: REFUSALS[0] if target in (run, run.listing) and world.now() >= 2 else None
    argv = ("wait", "--from-file", str(things), "--interval", "1", "-o", "jsonl", "--fail-fast", "--journal", path)
    assert main(argv) == 4
    assert "given up, since" in capsys.readouterr().out
    refuse(world, None)
    world.at(5)
    assert main(["wait", "--resume", path]) == 1
    assert [list(each)[-3:-1] for each in events(capsys.readouterr().out)] == [
        ["a", "FAILED"], ["a", "failed"], ["r", "pending"]
    ]  # fmt: skip
    assert main(["wait", "--resume", path]) == 1  # and what was given up for a failure stays so
    assert capsys.readouterr().out == ""


def name(ref: Ref) -> dict[str, object]:
    return {"service": ref.type.service, "resource": ref.type.resource, "id": ref.id}


def test_what_a_listing_has_shown_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    runs = [glue.MLTaskRun("t", "a"), glue.MLTaskRun("t", "b")]
    world = World({runs[0]: "RUNNING 5s, SUCCEEDED", runs[1]: "RUNNING 9s, SUCCEEDED"}, monkeypatch)
    path = str(tmp_path / "j")
    watch = ("watch", "glue", "ml-task-run", "--transform-id", "t", "--interval", "1", "-o", "jsonl")
    refuse(world, REFUSALS[0], at=3)
    assert main([*watch, "--journal", path]) == 4
    capsys.readouterr()
    refuse(world, None)
    world.at(4)
    assert main(["watch", "--resume", path]) == 0
    assert [each[1:3] for each in events(capsys.readouterr().out)] == [
        ("a", "SUCCEEDED"), ("a", "met"), ("b", "SUCCEEDED"), ("b", "met")
    ]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
async def test_a_stream_is_gone_on_with(error: ReadError) -> None:
    reader = ScriptedReader(LIVES)
    reader._faults = lambda _: error if anyio.current_time() >= 4 else None
    poller = Poller(reader, interval=1, clock=reader.wall)
    stream = poller.as_completed([A, B])
    assert [type(outcome.error) async for outcome in stream] == [type(error)] * 2
    reader._faults = None
    again = Poller(reader, clock=reader.wall).resume(stream.dump())
    ended: list[Outcome] = [event async for event in again]  # type: ignore[misc] # it tells of outcomes alone
    assert [(outcome.ref, type(outcome.error)) for outcome in ended] == [(B, FailureStateError), (A, type(None))]
    assert [change.after for change in ended[1].changes] == ["STARTING", "INPROGRESS", "COMPLETED"]
