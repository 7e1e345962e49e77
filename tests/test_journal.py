"""`--journal` and `--resume`: whatever has ended a wait, at whatever byte, it is gone on with as if nothing had."""

from __future__ import annotations

import asyncio
import fcntl
import json
import math
import os
import shlex
import signal
import stat
import threading
from typing import TYPE_CHECKING, Any

import pytest
from worlds import World, assert_torn_anywhere, events, refusal

from mlwaiters.cli import main
from mlwaiters.cli.journal import MAGIC
from mlwaiters.errors import AccessDeniedError
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import Step

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

A, B = sagemaker.CompilationJob("a"), sagemaker.CompilationJob("b")
WAIT = ("wait", "sagemaker", "compilation-job")
BOTH = (*WAIT, "a", "b", "--interval", "1", "--timeout", "1m", "-o", "jsonl")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    lives = {A: "STARTING 3s, INPROGRESS 5s, COMPLETED", B: [("INPROGRESS", 6.0), Step("FAILED", reason="no space")]}
    return World(lives, monkeypatch)


# --- what it is for --------------------------------------------------------------------------------------------------


def test_at_every_byte(world: World, tmp_path: Path, capsys: Capture) -> None:
    """From every line the command goes on with nothing lost or told twice; within one, it is the line before."""
    path = tmp_path / "a.journal"
    assert main([*BOTH, "--journal", str(path)]) == 1
    whole, told = path.read_bytes(), events(capsys.readouterr().out)
    lines = whole.splitlines(keepends=True)
    assert len(told) == len(lines) - 1 == 7
    for kept in range(len(lines)):
        start = sum(map(len, lines[: kept + 1]))
        further = b"".join(lines[kept + 1 : kept + 2])
        for torn in dict.fromkeys((b"", further[:1], further[:-1])):
            world.at(told[kept - 1][2] if kept else 0.0)
            path.write_bytes(whole[:start] + torn)
            assert main(["wait", "--resume", str(path)]) == 1
            assert told[:kept] + events(capsys.readouterr().out) == told
            assert len(path.read_bytes().splitlines()) == len(lines)
        path.write_bytes(whole[:start])
        assert_torn_anywhere(path, "wait", further)


def test_a_first_line_without_its_end_is_no_journal(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=1)
    whole = path.read_bytes()
    for size in (0, 1, 20, len(MAGIC), len(MAGIC) + 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert "is no journal" in refusal(capsys, "wait", "--resume", str(path))
        assert path.read_bytes() == whole[:size]


@pytest.mark.usefixtures("world")
def test_each_event_is_on_the_disk_before_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.journal"
    synced: list[int] = []
    printed: list[str] = []
    monkeypatch.setattr("os.fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))

    def write(text: str) -> None:
        if text:
            printed.append(text)
            assert path.read_bytes()[: synced[-1]].count(b"\n") >= 1 + len(printed)

    monkeypatch.setattr("mlwaiters.cli.output.write", write)
    assert main([*BOTH, "--journal", str(path)]) == 1
    assert len(printed) == 7
    assert len(synced) == 2 + 4  # the file, its folder, and at each of four moments what was seen, all together


@pytest.mark.usefixtures("world")
def test_a_journal_is_whole_on_the_disk_before_it_has_its_name_and_then_so_is_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.journal"
    synced: list[tuple[bool, int, bool]] = []

    def sync(descriptor: int) -> None:
        known = os.fstat(descriptor)
        synced.append((stat.S_ISDIR(known.st_mode), known.st_ino, path.exists()))

    monkeypatch.setattr("os.fsync", sync)
    assert main([*WAIT, "a", "--interval", "1", "--timeout", "0", "--journal", str(path)]) == 124
    assert synced[:2] == [(False, path.stat().st_ino, False), (True, tmp_path.stat().st_ino, True)]


def test_time_goes_on_meanwhile(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=3)
    world.at(7)
    assert main(["wait", "--resume", str(path)]) == 1
    assert events(capsys.readouterr().out) == [
        ("a", "INPROGRESS", 7), ("b", "FAILED", 7), ("b", "failed", 7), ("a", "COMPLETED", 8), ("a", "met", 8)
    ]  # fmt: skip
    world.at(100)
    path = cut(world, tmp_path, capsys, lines=1, name="b.journal", life={A: "INPROGRESS", B: "INPROGRESS"})
    world.at(300)
    assert main(["wait", "--resume", str(path)]) == 124
    assert {(name, what) for name, what, _ in events(capsys.readouterr().out)} >= {("a", "pending"), ("b", "pending")}


def cut(world: World, tmp_path: Path, capsys: Capture, *, lines: int, name: str = "a.journal", life: Any = ()) -> Path:
    """A journal as it is when the command is killed after so many lines."""
    for ref, timeline in dict(life).items():
        world.reader.add(ref, timeline)
    path = tmp_path / name
    main([*BOTH, "--journal", str(path)])
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))
    capsys.readouterr()
    return path


def test_all_is_in_the_end_whoever_has_seen_it(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=5)
    world.at(9)
    assert main(["wait", "--resume", str(path), "-o", "json"]) == 1
    done, failed = json.loads(capsys.readouterr().out)
    assert [change["after"] for change in done["changes"]] == ["STARTING", "INPROGRESS", "COMPLETED"]
    assert done["response"]["CreationTime"] == "2023-11-14T22:13:20.000Z"
    assert failed["error"]["type"] == "FailureStateError"
    again = path.read_bytes()
    assert main(["wait", "--resume", str(path), "-o", "text"]) == 1  # all is over: the table is there to be had again
    assert capsys.readouterr().out.splitlines() == [
        "a  COMPLETED  reached  9.0s",
        "b  FAILED     failed   9.0s  no space",
        "  logs: /aws/sagemaker/CompilationJobs b",
    ]
    assert path.read_bytes() == again


def test_the_options_are_those_of_old_unless_given_anew(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = str(tmp_path / "j")
    connection = ["--region", "eu-west-3", "--profile", "ci", "--budget", "Describe*=2", "--endpoint-url", "http://x:1"]
    assert main([*WAIT, "a", "--until", "settled", "--journal", path, "-o", "jsonl", *connection]) == 0
    began = world.connection
    assert began["budget"] == {"Describe*": 2}
    assert main(["wait", "--resume", path]) == 0
    assert world.connection == began
    assert main(["wait", "--resume", path, "--profile", "mine", "-o", "json"]) == 0
    assert world.connection == began | {"profile": "mine"}
    *_, document = capsys.readouterr().out.partition("[\n")
    assert json.loads("[" + document)[0]["goal"] == "settled"


def test_watch(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    assert main(["watch", *WAIT[1:], "a", "b", "--interval", "1", "--journal", str(path)]) == 1
    whole = capsys.readouterr().out
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))
    world.at(4)
    assert main(["watch", "--resume", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == whole.splitlines()[3:]
    assert "`mlwaiters watch --resume`" in refusal(capsys, "wait", "--resume", str(path))


def test_fail_fast(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    assert main([*BOTH, "--fail-fast", "--journal", str(path)]) == 1
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:-1]))
    capsys.readouterr()
    world.at(6)
    assert main(["wait", "--resume", str(path)]) == 1
    assert events(capsys.readouterr().out) == [("a", "pending", 6)]


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"hello\n" * 1000, b"\x00" * 5000, b'{"journal": "mlwaiters", "version": 2, "x": 1}\n',
     b'{"journal": "mlwaiters", "version": 1, "command": "wait"}\n', b'{"journal": "mlwaiters", "version": 1, ' * 9],
)  # fmt: skip
def test_what_is_no_journal_is_left_as_it_is(content: bytes, world: World, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "j"
    path.write_bytes(content)
    for option in ("--resume", "--journal"):
        argv = ["wait", option, str(path)] if option == "--resume" else [*BOTH, option, str(path)]
        assert ("exists already" if option == "--journal" else "is no journal of mlwaiters") in refusal(capsys, *argv)
    assert path.read_bytes() == content
    assert world.reader.calls == []
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_line_that_makes_no_sense(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=4)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for wrong, complaint in [
        (b"{}\n", "line 3: Object missing required field"),
        (lines[1][:40] + b"\n", "line 3: "),
        (
            lines[1].replace(b'"id": {"CompilationJobName": "', b'"id": {"CompilationJobName": "x'),
            "which nobody waits for",
        ),
        (lines[1].replace(b'"service": "sagemaker"', b'"service": "sagemakers"'), "which nobody waits for"),
    ]:
        path.write_bytes(b"".join([lines[0], lines[1], wrong, *lines[3:]]) + b'{"torn')
        spoilt = path.read_bytes()
        assert complaint in refusal(capsys, "wait", "--resume", str(path))
        assert path.read_bytes() == spoilt


def test_one_journal_is_one_process_alone(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=4)
    with path.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert "another process writes it" in refusal(capsys, "wait", "--resume", str(path))
    assert main(["wait", "--resume", str(path)]) == 1


def test_a_journal_that_is_there_is_not_begun_again(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=4)
    whole, calls = path.read_bytes(), len(world.reader.calls)
    assert refusal(capsys, *BOTH, "--journal", str(path)).endswith("exists already; --resume goes on with it")
    assert path.read_bytes() == whole
    assert len(world.reader.calls) == calls
    assert main(["wait", "--resume", str(path), "--journal", str(path)]) == 1


def test_no_journal_is_begun_that_can_not_be_gone_on_with(
    world: World, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def restore(*_: object) -> None:
        raise ValueError("it makes no sense")

    monkeypatch.setattr("mlwaiters.cli.journal.restore", restore)
    assert refusal(capsys, *BOTH, "--journal", str(tmp_path / "j")).endswith("it makes no sense")
    assert list(tmp_path.iterdir()) == []
    assert world.reader.calls == []


@pytest.mark.parametrize("given", [["--timeout", "1e13"], ["--timeout", "1e300", "--grace", "1e300"],
                                   ["--budget", "inf"], ["--budget", "List*=inf"]], ids=" ".join)  # fmt: skip
def test_whatever_is_given_is_kept(given: list[str], world: World, tmp_path: Path, capsys: Capture) -> None:
    path = str(tmp_path / "j")
    assert main([*WAIT, "a", "b", "--interval", "1", *given, "--journal", path]) == 1
    began = world.connection
    world.at(100)
    assert main(["wait", "--resume", path]) == 1
    assert world.connection == began
    assert "makes no sense" not in capsys.readouterr().err


def test_a_budget_that_makes_no_sense(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=2)
    whole = path.read_bytes()
    for wrong, complaint in [(b"-1", "above 0"), (b'{"List*": "x"}', "must be a number"), (b"{}", "")]:
        path.write_bytes(whole.replace(b'"budget": null', b'"budget": ' + wrong))
        assert main(["wait", "--resume", str(path)]) == (2 if complaint else 1)
        assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["a"], "leave out 'a'"),
        (["--", "a"], "leave out 'a'"),
        (["--until", "settled"], "leave out '--until'"),
        (["--timeout", "3"], "leave out '--timeout'"),
        (["--interval", "3"], "leave out '--interval'"),
        (["--grace", "3"], "leave out '--grace'"),
        (["--strict"], "leave out '--strict'"),
        (["--fail-fast"], "leave out '--fail-fast'"),
        (["--allow-partial"], "leave out '--allow-partial'"),
        (["--all"], "leave out '--all'"),
        (["--from-file", "x"], "leave out '--from-file'"),
        (["--compilation-job-name", "x"], "leave out '--compilation-job-name'"),
        (["--journal", "other"], "leave out --journal"),
    ],
)
def test_what_the_journal_holds_is_not_given_anew(
    argv: list[str], complaint: str, world: World, tmp_path: Path, capsys: Capture
) -> None:
    path = cut(world, tmp_path, capsys, lines=4)
    assert complaint in refusal(capsys, "wait", "--resume", str(path), *argv)


def test_other_refusals(world: World, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No such file" in refusal(capsys, "wait", "--resume", str(tmp_path / "nowhere"))
    assert "No such file" in refusal(capsys, *BOTH, "--journal", str(tmp_path / "no" / "where"))
    assert "directory" in refusal(capsys, "wait", "--resume", str(tmp_path)).lower()
    os.mkfifo(tmp_path / "pipe")
    assert "is no journal" in refusal(capsys, "wait", "--resume", str(tmp_path / "pipe"))
    assert "can't be used" in refusal(capsys, "wait", "--resume", "\0")
    assert "no stop request" in refusal(capsys, "wait", "sagemaker", "endpoint", "x", "--stop-on-interrupt")
    monkeypatch.setattr(world.reader, "stoppable", lambda _: False)
    assert "takes more than its identifiers" in refusal(capsys, *BOTH, "--stop-on-interrupt")
    assert "somebody else's" in refusal(capsys, *WAIT, "--all", "--stop-on-interrupt")
    assert world.reader.calls == []


def test_a_journal_is_nobody_elses_to_read(world: World, tmp_path: Path, capsys: Capture) -> None:
    path = cut(world, tmp_path, capsys, lines=9)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_room_for_the_journal(
    world: World, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(descriptor: int, data: bytes, write: Any = os.write) -> int:
        if data.startswith(b'{"journal'):
            return int(write(descriptor, data[:10_000]))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", write)
    assert main([*BOTH, "--journal", str(tmp_path / "j")]) == 141
    shown = capsys.readouterr()
    assert "mlwaiters: the journal can't be written: No space left on device" in shown.err
    assert shown.out == ""
    assert world.reader.calls


# --- interruptions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(number: int, status: int, world: World, tmp_path: Path, capsys: Capture) -> None:
    interrupt(world, number, at=4)
    path = tmp_path / "a journal"
    assert main([*BOTH, "--journal", str(path)]) == status
    shown = capsys.readouterr()
    assert [(name, what) for name, what, _ in events(shown.out)][-2:] == [("a", "pending"), ("b", "pending")]
    assert shown.err.splitlines()[-1] == f"mlwaiters: resume with: mlwaiters wait --resume {shlex.quote(str(path))}"
    assert stops(world) == []
    assert main(["wait", "--resume", str(path)]) == 1
    assert {("a", "met"), ("b", "failed")} <= {(name, what) for name, what, _ in events(capsys.readouterr().out)}


@pytest.mark.parametrize("sync", range(3, 7))
def test_interrupted_while_the_disk_is_busy(
    sync: int, world: World, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on its way to the disk is told before the command ends; the disk keeps nobody else waiting."""
    in_threads: list[bool] = []

    def fsync(_: int) -> None:
        in_threads.append(threading.current_thread() is not threading.main_thread())
        if len(in_threads) == sync:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("os.fsync", fsync)
    path = tmp_path / "j"
    assert main([*BOTH, "--journal", str(path)]) in (130, 1)
    assert in_threads == [False, False, *[True] * (len(in_threads) - 2)]  # the file, its folder, and then what is seen
    kept = [json.loads(line) for line in path.read_bytes().splitlines()[1:]]
    told = [event for event in events(capsys.readouterr().out) if event[1] != "pending"]
    assert len(told) == len(kept)
    reached = told[-1][2] if told else 0.0
    world.at(reached)
    assert main(["wait", "--resume", str(path)]) == 1
    everything = told + events(capsys.readouterr().out)
    assert len({event[:2] for event in everything}) == len(everything) == 7


@pytest.mark.parametrize("kept", [True, False])
def test_what_has_been_seen_is_told_though_a_call_under_way_has_kept_it_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture, *, kept: bool
) -> None:
    def latency(target: object) -> float:
        if target != B or hung.now() < 3 or len(hung.reader.looks(B)) > 4:
            return 0.0
        asyncio.get_running_loop().call_later(0.5, signal.raise_signal, signal.SIGINT)
        return math.inf

    hung = World({A: "INPROGRESS 3s, COMPLETED", B: "INPROGRESS 9s, COMPLETED"}, monkeypatch, latency=latency)
    assert A.listing is not None
    hung.reader.fail(A.listing, AccessDeniedError("no listing for you"))
    path = tmp_path / "j"
    assert main([*BOTH, *(["--journal", str(path)] if kept else [])]) == 130
    assert events(capsys.readouterr().out)[2:] == [("a", "COMPLETED", 3), ("a", "met", 3), ("b", "pending", 3.5)]
    if kept:
        assert main(["wait", "--resume", str(path)]) == 0
        assert [event[:2] for event in events(capsys.readouterr().out)] == [("b", "COMPLETED"), ("b", "met")]


def interrupt(world: World, number: int, *, at: float) -> None:
    """Send a signal as soon as something is looked at that late."""
    sent: list[int] = []

    def fault(_: object) -> None:
        if world.now() >= at and not sent:
            sent.append(number)
            signal.raise_signal(number)

    world.reader._faults = fault


def stops(world: World) -> list[str]:
    return [call.operation for call in world.reader.calls if call.operation.startswith(("Stop", "Cancel"))]


def test_stop_on_interrupt(world: World, tmp_path: Path, capsys: Capture) -> None:
    interrupt(world, signal.SIGTERM, at=7)
    assert main([*BOTH, "--stop-on-interrupt", "--journal", str(tmp_path / "j")]) == 143
    shown = capsys.readouterr()
    assert stops(world) == ["StopCompilationJob"]  # of a alone: b has failed by then
    assert "mlwaiters: interrupted by SIGTERM; 1 of 1 asked to stop" in shown.err
    assert main(["wait", "--resume", str(tmp_path / "j")]) == 1
    assert events(capsys.readouterr().out)[-1][:2] == ("a", "failed")
    assert stops(world) == ["StopCompilationJob"]


def test_a_stop_that_fails_is_told_beside_the_interruption(world: World, capsys: Capture) -> None:
    interrupt(world, signal.SIGINT, at=4)
    fault = world.reader._faults
    assert fault is not None

    def refuse(target: object, fault: Any = fault) -> Exception | None:
        fault(target)
        return AccessDeniedError("StopX: no") if world.reader.calls[-1].operation.startswith("Stop") else None

    world.reader._faults = refuse
    assert main([*BOTH, "--stop-on-interrupt"]) == 130
    err = capsys.readouterr().err
    assert "mlwaiters: warning: sagemaker compilation-job a was not stopped: StopX: no" in err
    assert "mlwaiters: interrupted by SIGINT; 0 of 2 asked to stop" in err
    assert "resume with" not in err


def test_a_wait_for_runs_is_stopped_too(world: World, capsys: Capture) -> None:
    world.reader.add(glue.MLTaskRun("t", "r"), "RUNNING")
    interrupt(world, signal.SIGINT, at=4)
    argv = ["wait", "glue", "ml-task-run", "--transform-id", "t", "--task-run-id", "r", "--stop-on-interrupt"]
    assert main(argv) == 130
    assert stops(world) == ["CancelMLTaskRun"]
    assert "1 of 1 asked to stop" in capsys.readouterr().err
