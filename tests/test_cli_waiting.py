"""`wait`, `watch` and `status` on scripted lives: what is printed where, and the exit code."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
import pytest

from mlwaiters.cli import main, progress
from mlwaiters.cli.interruption import InterruptedWaitError
from mlwaiters.cli.ledger import Ledger
from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    InvalidRequestError,
    ServiceError,
)
from mlwaiters.model import Listing, Outcome, Ref, Verdict
from mlwaiters.poller import Poller
from mlwaiters.resources.glue import Crawler, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Endpoint, MlflowTrackingServer
from mlwaiters.testing import ScriptedReader, Step, VirtualTimeLoop

Capture = pytest.CaptureFixture[str]
Script = Callable[..., ScriptedReader]

KEYS = ["event", "time", "service", "resource", "id", "before", "after", "verdict", "reason", "elapsed"]
JOB = CompilationJob("churn-7")
WAIT = ("wait", "sagemaker", "compilation-job")
PACE = ("--interval", "1")


@pytest.fixture(autouse=True)
def _virtual_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command wait in no time at all, and the seconds that it tells be exact."""
    loops: list[VirtualTimeLoop] = []

    def loop() -> VirtualTimeLoop:
        loops.append(VirtualTimeLoop())
        return loops[-1]

    run = partial(anyio.run, backend_options={"loop_factory": loop})
    monkeypatch.setattr("anyio.run", run)
    ledger = partial(Ledger, clock=lambda: loops[-1].time() if loops else 0.0)
    monkeypatch.setattr("mlwaiters.cli.follow.Ledger", ledger)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Let the command read scripted lives instead of AWS. Records what it connects with."""

    def write(lives: Any = (), **options: Any) -> ScriptedReader:
        reader = ScriptedReader(dict(lives), **options)

        @asynccontextmanager
        async def connect(**connection: object) -> AsyncIterator[Poller]:
            reader.connection = connection  # type: ignore[attr-defined] # for the test to look at
            yield Poller(reader)

        monkeypatch.setattr("mlwaiters.aws.connect", connect)
        return reader

    return write


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# --- wait ------------------------------------------------------------------------------------------------------------


def test_text(script: Script, capsys: Capture) -> None:
    script({JOB: "STARTING 20s, INPROGRESS 20s, COMPLETED"})
    assert main([*WAIT, "churn-7", *PACE]) == 0
    shown = capsys.readouterr()
    assert shown.out == "churn-7  COMPLETED  reached  40s\n"
    assert shown.err == (
        "   0.0s  churn-7  STARTING\n"
        "    20s  churn-7  STARTING -> INPROGRESS\n"
        "waiting: 1 INPROGRESS, 30s\n"
        "    40s  churn-7  INPROGRESS -> COMPLETED\n"
        "mlwaiters: 1 reached, after 40s\n"
    )


def test_quiet(script: Script, capsys: Capture) -> None:
    script({JOB: "COMPLETED"})
    assert main([*WAIT, "churn-7", "-q"]) == 0
    assert capsys.readouterr() == ("churn-7  COMPLETED  reached  0.0s\n", "")


def test_json(script: Script, capsys: Capture) -> None:
    script({JOB: "INPROGRESS 20s, COMPLETED", CompilationJob("b"): [Step("FAILED", reason="no\nspace")]})
    assert main([*WAIT, "churn-7", "b", *PACE, "-o", "json"]) == 1
    done, failed = json.loads(capsys.readouterr().out)
    assert done["id"] == {"CompilationJobName": "churn-7"}
    assert done["error"] is None
    assert done["calls"] > 1
    assert [change["after"] for change in done["changes"]] == ["INPROGRESS", "COMPLETED"]
    assert done["response"]["CreationTime"] == "2023-11-14T22:13:20.000Z"
    assert failed["verdict"] == "failed"
    assert failed["reason"] == "no\nspace"
    assert failed["error"]["type"] == "FailureStateError"


def test_jsonl(script: Script, capsys: Capture) -> None:
    script({JOB: "INPROGRESS 20s, COMPLETED"})
    assert main([*WAIT, "churn-7", *PACE, "-o", "jsonl"]) == 0
    first, second, last = lines(capsys.readouterr().out)
    assert list(first) == KEYS
    assert (first["before"], first["after"], first["verdict"]) == (None, "INPROGRESS", "pending")
    assert (second["before"], second["after"], second["verdict"]) == ("INPROGRESS", "COMPLETED", "met")
    assert (last["event"], last["state"], last["error"]) == ("outcome", "COMPLETED", None)


def test_jsonl_can_be_waited_for_again(
    script: Script, capsys: Capture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script({JOB: "COMPLETED", MLTaskRun("t", "r"): "SUCCEEDED"})
    file = tmp_path_factory.mktemp("refs") / "events.jsonl"
    main([*WAIT, "churn-7", "-o", "jsonl"])
    main(["wait", "glue", "ml-task-run", "--transform-id", "t", "--task-run-id", "r", "-o", "jsonl"])
    file.write_text(capsys.readouterr().out)
    assert main(["wait", "--from-file", str(file)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["churn-7", "t/r"]


@pytest.mark.parametrize(
    ("life", "options", "status", "word"),
    [
        ("FAILED", (), 1, "failed"),
        ("STOPPED", (), 3, "stopped"),
        ("COMPLETED", ("--until", "stopped", "--grace", "0"), 3, "stray"),
        ("ASLEEP", ("--strict",), 3, "unknown"),
        ("GONE", ("--grace", "0"), 5, "not found"),
        ("INPROGRESS", ("--timeout", "30"), 124, "timed out"),
        ("INPROGRESS", ("--timeout", "0"), 124, "timed out"),
        ("GONE", ("--until", "deleted"), 0, "reached"),
        ("FAILED", ("--until", "settled"), 0, "reached"),
        ("FAILED", ("--until", "state=COMPLETED,FAILED"), 0, "reached"),
    ],
)
def test_exit_status(
    script: Script, capsys: Capture, *, life: str, options: tuple[str, ...], status: int, word: str
) -> None:
    script({JOB: life})
    assert main([*WAIT, "churn-7", *PACE, *options]) == status
    assert f"  {word}  " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (AccessDeniedError("Describe: AccessDenied: no"), 4, "denied"),
        (CredentialsError("Describe: ExpiredToken: old"), 4, "no credentials"),
        (ServiceError("Describe: broken"), 6, "error"),
        (InvalidRequestError("Describe: ValidationException: no", code="ValidationException"), 6, "error"),
        (InvalidRequestError("You must specify a region."), 2, "refused"),
    ],
)
def test_calls_that_fail(script: Script, capsys: Capture, error: Exception, status: int, word: str) -> None:
    script({JOB: "INPROGRESS 10s, COMPLETED"}).fail(CompilationJob("b"), error)
    script_again = (*WAIT, "churn-7", "b", *PACE)
    assert main(script_again) == status
    done, failed = capsys.readouterr().out.splitlines()
    assert "reached" in done, "what else was learned is printed"
    assert f"  -          {word}" in failed
    assert str(error) in failed


def test_an_updated_endpoint(script: Script) -> None:
    endpoint = Endpoint("churn")
    script({endpoint: [Step("Updating", 20, configuration="c-1"), Step("InService", configuration="c-2")]})
    assert main(["wait", "sagemaker", "endpoint", "churn", "--until", "updated=c-2", *PACE]) == 0


def test_a_rolled_back_endpoint(script: Script, capsys: Capture) -> None:
    endpoint = Endpoint("churn")
    script({endpoint: [Step("Updating", 20, configuration="c-1"), Step("InService", configuration="c-1")]})
    assert main(["wait", "sagemaker", "endpoint", "churn", "--until", "updated=c-2", *PACE]) == 1
    assert "InService, but with 'c-1': rolled back" in capsys.readouterr().out


def test_everything_unsettled(script: Script, capsys: Capture) -> None:
    lives = {CompilationJob("old"): "COMPLETED", JOB: "INPROGRESS 20s, COMPLETED"}
    script(lives)
    assert main([*WAIT, "--all", *PACE]) == 0
    assert capsys.readouterr().out.split()[0] == "churn-7"


def test_nothing_unsettled(script: Script, capsys: Capture) -> None:
    script({CompilationJob("old"): "FAILED"})
    assert main([*WAIT, "--all"]) == 0
    assert capsys.readouterr() == ("", "mlwaiters: nothing is on its way, after 0.0s\n")
    assert main([*WAIT, "--all", "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_fail_fast(script: Script, capsys: Capture) -> None:
    script({JOB: "INPROGRESS", CompilationJob("b"): "STARTING 20s, FAILED"})
    assert main([*WAIT, "churn-7", "b", "--fail-fast", *PACE]) == 1
    assert "given up, since b failed" in capsys.readouterr().out


def test_the_same_thing_twice_is_one(script: Script, capsys: Capture) -> None:
    script({JOB: "COMPLETED"})
    main([*WAIT, "churn-7", "churn-7"])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_the_connection(script: Script) -> None:
    reader = script({JOB: "COMPLETED"})
    main([*WAIT, "churn-7", "--region", "eu-west-1", "--profile", "me", "--endpoint-url", "http://localhost:1",
          "--budget", "DescribeCompilationJob=2,List*=0.5"])  # fmt: skip
    expected = {
        "region": "eu-west-1",
        "profile": "me",
        "endpoint_url": "http://localhost:1",
        "budget": {"DescribeCompilationJob": 2, "List*": 0.5},
        "tables": [CompilationJob],
    }
    assert reader.connection == expected  # type: ignore[attr-defined] # recorded by the fixture


def test_an_unknown_state_is_told_once(script: Script, capsys: Capture) -> None:
    script({JOB: "ASLEEP 30s, COMPLETED"})
    assert main([*WAIT, "churn-7", *PACE, "-q"]) == 0
    warning = "mlwaiters: warning: sagemaker compilation-job churn-7 shows a state"
    assert capsys.readouterr().err.startswith(warning)
    assert logging.getLogger("mlwaiters").handlers == []


def test_what_aws_says_cannot_move_the_cursor(script: Script, capsys: Capture) -> None:
    script({JOB: [Step("INPROGRESS", 20, reason="\x1b[2J"), Step("FAILED", reason="a\r\n::error::b")]})
    assert main([*WAIT, "churn-7", *PACE]) == 1
    shown = capsys.readouterr()
    assert "a\\r\\n::error::b" in shown.out
    assert "\x1b" not in shown.out + shown.err
    assert "\r" not in shown.out + shown.err


# --- progress --------------------------------------------------------------------------------------------------------


def test_heartbeat(script: Script, capsys: Capture) -> None:
    script({JOB: "INPROGRESS 100s, COMPLETED", CompilationJob("b"): "COMPLETED", CompilationJob("c"): "STARTING"})
    assert main([*WAIT, "churn-7", "b", "c", *PACE, "--timeout", "130"]) == 124
    beats = [line for line in capsys.readouterr().err.splitlines() if line.startswith("waiting")]
    assert beats == [
        "waiting: 1 INPROGRESS, 1 STARTING, 1 ended, 30s",
        "waiting: 1 INPROGRESS, 1 STARTING, 1 ended, 1m 00s",
        "waiting: 1 INPROGRESS, 1 STARTING, 1 ended, 1m 30s",
        "waiting: 1 STARTING, 2 ended, 2m 00s",
    ]


def test_live_line(script: Script, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_is_terminal", lambda _: True)
    monkeypatch.setattr(progress, "_columns", lambda _: 25)
    script({JOB: "INPROGRESS 4s, COMPLETED"})
    assert main([*WAIT, "churn-7", "--interval", "2"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "churn-7  COMPLETED  reached  4.0s\n"
    painted = shown.err.split("\r\x1b[K")
    assert "waiting: 1 INPROGRESS, 3" in painted, "no wider than the terminal"
    assert max(map(len, painted[:-1])) == 24
    assert painted[-1] == "mlwaiters: 1 reached, after 4.0s\n", "nothing of the line stays"


# --- watch -----------------------------------------------------------------------------------------------------------


RUNS = {
    MLTaskRun("t", "1"): "STARTING 20s, RUNNING 20s, SUCCEEDED",
    MLTaskRun("u", "1"): "RUNNING 50s, FAILED",
    MLTaskRun("u", "2"): "SUCCEEDED",
}
WATCH = ("watch", "glue", "ml-task-run")


def test_watch_every_parent(script: Script, capsys: Capture) -> None:
    script(RUNS)
    assert main([*WATCH, *PACE]) == 1
    shown = capsys.readouterr()
    changes, table = shown.out.split("\n\n")
    assert [line.split(None, 1)[1] for line in changes.splitlines() if "t/1" in line] == [
        "t/1  STARTING",
        "t/1  STARTING -> RUNNING",
        "t/1  RUNNING -> SUCCEEDED",
    ]
    assert [line.split()[:3] for line in table.splitlines()] == [
        ["t/1", "SUCCEEDED", "reached"],
        ["u/1", "FAILED", "failed"],
    ]
    expected = "waiting: 2 RUNNING, 30s\nmlwaiters: 1 reached, 1 failed, after 50s\n"
    assert shown.err == expected, "the changes are told once"


def test_watch_one_parent(script: Script, capsys: Capture) -> None:
    script(RUNS)
    assert main([*WATCH, "--transform-id", "t", *PACE, "-o", "jsonl"]) == 0
    assert {event["id"]["TransformId"] for event in lines(capsys.readouterr().out)} == {"t"}


def test_watch_history(script: Script, capsys: Capture) -> None:
    script(RUNS)
    assert main([*WATCH, "--history", *PACE, "-o", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 3


def test_watch_things(script: Script, capsys: Capture) -> None:
    script(RUNS)
    assert main([*WATCH, "--transform-id", "u", "--task-run-id", "2", "--task-run-id", "1", *PACE]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.split("\n\n")[1].splitlines()] == ["u/2", "u/1"]


def test_watch_without_a_run_ends_at_rest(script: Script) -> None:
    script({MlflowTrackingServer("experiments"): "Stopping 20s, Stopped"})
    assert main(["watch", "sagemaker", "mlflow-tracking-server", *PACE]) == 0


def test_watch_a_listing_that_breaks(script: Script, capsys: Capture) -> None:
    reader = script({JOB: "INPROGRESS"})
    reader.fail(CompilationJob.listing().scope, None, None, AccessDeniedError("ListCompilationJobs: AccessDenied: no"))
    assert main(["watch", "sagemaker", "compilation-job", *PACE, "-o", "jsonl"]) == 4
    shown = capsys.readouterr()
    change, outcome = lines(shown.out)
    assert change["after"] == "INPROGRESS"
    assert (outcome["state"], outcome["error"]["type"]) == ("INPROGRESS", "AccessDeniedError")
    assert "mlwaiters: ListCompilationJobs: AccessDenied: no\n" in shown.err


# --- status ----------------------------------------------------------------------------------------------------------


def test_status(script: Script, capsys: Capture) -> None:
    script({JOB: "INPROGRESS", CompilationJob("b"): "COMPLETED"})
    assert main(["status", "sagemaker", "compilation-job", "b", "churn-7"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["NAME", "STATE", "VERDICT", "MODIFIED", "REASON"],
        ["b", "COMPLETED", "reached", "2023-11-14", "22:13:20Z"],
        ["churn-7", "INPROGRESS", "pending", "2023-11-14", "22:13:20Z"],
    ]


@pytest.mark.parametrize(
    ("life", "options", "status", "word"),
    [
        ("FAILED", (), 1, "failed"),
        ("STOPPED", (), 3, "stopped"),
        ("GONE", (), 5, "not found"),
        ("GONE", ("--until", "deleted"), 0, "reached"),
        ("COMPLETED", ("--until", "stopped"), 0, "stray"),
        ("ASLEEP", (), 0, "unknown"),
        ("FAILED", ("--until", "settled"), 0, "reached"),
    ],
)
def test_status_of_one(
    script: Script, capsys: Capture, *, life: str, options: tuple[str, ...], status: int, word: str
) -> None:
    script({JOB: life})
    assert main(["status", "sagemaker", "compilation-job", "churn-7", *options]) == status
    assert f"  {word}  " in capsys.readouterr().out


def test_status_of_every_parent(script: Script, capsys: Capture) -> None:
    script(RUNS)
    assert main(["status", "glue", "ml-task-run", "-o", "jsonl"]) == 0
    shown = lines(capsys.readouterr().out)
    assert [event["event"] for event in shown] == ["status"] * 3
    assert [event["id"]["TransformId"] for event in shown] == ["t", "u", "u"]


def test_status_reads_all_pages(script: Script, capsys: Capture) -> None:
    script({CompilationJob(f"job-{n}"): "COMPLETED" for n in range(7)}, page_size=3)
    assert main(["status", "sagemaker", "compilation-job", "-o", "json"]) == 0
    names = [each["id"]["CompilationJobName"] for each in json.loads(capsys.readouterr().out)]
    assert names == [f"job-{n}" for n in range(7)]


def test_status_of_what_never_ran(script: Script, capsys: Capture) -> None:
    script({Crawler("nightly"): "READY"})
    assert main(["status", "glue", "crawler"]) == 0
    assert "stray" in capsys.readouterr().out


def test_status_of_nothing(script: Script, capsys: Capture) -> None:
    script()
    assert main(["status", "sagemaker", "compilation-job"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("target", "names", "shown"),
    [
        (CompilationJob("b"), ("churn-7", "b"), "churn-7"),
        (CompilationJob.listing(), ("--all",), "job-0"),
    ],
)
def test_status_tells_what_it_could_learn(
    script: Script, capsys: Capture, target: Ref | Listing, names: tuple[str, ...], shown: str
) -> None:
    reader = script({JOB: "COMPLETED"}, page_size=1)
    if isinstance(target, Listing):
        reader.add(CompilationJob("job-0"), "COMPLETED")
        reader.fail(target, None, None, ServiceError("ListCompilationJobs: broken"))
        reader.add(CompilationJob("job-1"), "COMPLETED")
    else:
        reader.fail(target, ServiceError("DescribeCompilationJob: broken"))
    assert main(["status", "sagemaker", "compilation-job", *names]) == 6
    captured = capsys.readouterr()
    assert f"{shown}  " in captured.out
    assert "broken" in captured.out + captured.err


def test_status_of_a_missing_parent(script: Script, capsys: Capture) -> None:
    script()
    assert main(["status", "glue", "ml-task-run", "--transform-id", "t"]) == 5
    assert "there is no such TransformId" in capsys.readouterr().err


# --- output that can't be written ------------------------------------------------------------------------------------


class Broken:
    """A standard output that takes so many writes, and then no more."""

    def __init__(self, most: int, error: OSError) -> None:
        self.written: list[str] = []
        self._most = most
        self._error = error

    def write(self, text: str) -> int:
        if len(self.written) >= self._most:
            raise self._error
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        pass


def test_a_reader_that_has_gone(script: Script, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    script({JOB: "STARTING 20s, INPROGRESS 20s, COMPLETED"})
    out = Broken(1, BrokenPipeError(32, "Broken pipe"))
    monkeypatch.setattr("sys.stdout", out)
    assert main([*WAIT, "churn-7", *PACE, "-o", "jsonl", "-q"]) == 141
    assert len(out.written) == 1
    assert capsys.readouterr().err == ""


def test_a_full_disk(script: Script, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    script({JOB: "COMPLETED"})
    monkeypatch.setattr("sys.stdout", Broken(0, OSError(28, "No space left on device")))
    assert main([*WAIT, "churn-7", "-q"]) == 141
    assert capsys.readouterr().err == "mlwaiters: standard output can't be written: No space left on device\n"


def test_progress_that_nobody_reads_stops_nothing(
    script: Script, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    script({JOB: "STARTING 20s, COMPLETED"})
    monkeypatch.setattr("sys.stderr", Broken(0, BrokenPipeError(32, "Broken pipe")))
    monkeypatch.setattr(progress, "_is_terminal", lambda _: False)
    assert main([*WAIT, "churn-7", *PACE]) == 0
    assert capsys.readouterr().out == "churn-7  COMPLETED  reached  20s\n"


def test_an_interruption_is_told_of_each_thing() -> None:
    interruption = InterruptedWaitError.by(signal.SIGTERM)
    mine = interruption.of(Outcome(JOB, "completed", Verdict.PENDING, None, (), 12.0, 3))
    assert mine.status == 143
    assert str(mine) == (
        "sagemaker compilation-job churn-7: interrupted by SIGTERM; only the wait has ended, the resource goes on "
        "(12s, 3 calls)"
    )
