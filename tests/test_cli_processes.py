"""The command as a process of its own, over real sockets: signals, pipes, terminals, and endpoints that misbehave."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from processes import command, finished, lines, until

from mlwaiters.resources.glue import MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mlwaiters.testing import SimulatedAWS

JOB = CompilationJob("churn-7")
WAIT = ("wait", "sagemaker", "compilation-job", "churn-7", "--interval", "0.05")
WATCH = ("watch", "sagemaker", "compilation-job", "--interval", "0.05")


@pytest.fixture
def aws(simulated_aws: Callable[..., SimulatedAWS]) -> SimulatedAWS:
    return simulated_aws()


# --- as it should be -------------------------------------------------------------------------------------------------


def test_a_wait(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    aws.world.add(JOB, "STARTING 0.3s, INPROGRESS 0.3s, COMPLETED")
    done = finished(environment, *WAIT, "--endpoint-url", aws.url, "-o", "jsonl")
    assert done.returncode == 0
    *changes, outcome = lines(done.stdout)
    assert changes[-1]["after"] == "COMPLETED"
    assert outcome["response"]["CompilationJobArn"].startswith("arn:aws:sagemaker:")
    assert "ResponseMetadata" not in outcome["response"]


def test_a_watch_of_all_parents(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    refs = [MLTaskRun(f"tfm-{n % 3}", f"tsk-{n}") for n in range(6)]
    for ref in refs:
        aws.world.add(ref, "RUNNING")
    argv = command("watch", "glue", "ml-task-run", "--interval", "0.1", "--endpoint-url", aws.url)
    running = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True)
    until(lambda: aws.counts["GetMLTaskRuns"] > len(refs))
    for ref in refs:
        aws.world.begin(ref, "stop", "SUCCEEDED")
    out, _ = running.communicate(timeout=20)
    assert running.returncode == 0
    assert {line.split()[0] for line in out.split("\n\n")[1].splitlines()} == {ref.label for ref in refs}
    assert aws.counts["GetMLTaskRun"] == 0, "swept, not described"


# --- signals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "status", "word"), [(signal.SIGINT, 130, "SIGINT"), (signal.SIGTERM, 143, "SIGTERM")]
)
@pytest.mark.parametrize("argv", [WAIT, WATCH])
def test_a_signal(
    aws: SimulatedAWS,
    environment: dict[str, str],
    *,
    number: signal.Signals,
    status: int,
    word: str,
    argv: Sequence[str],
) -> None:
    aws.world.add(JOB, "INPROGRESS")
    running = subprocess.Popen(
        command(*argv, "--endpoint-url", aws.url, "-o", "jsonl"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    first = running.stdout.readline()
    running.send_signal(number)
    out, err = running.communicate(timeout=10)
    assert running.returncode == status
    assert "Traceback" not in err
    assert f"mlwaiters: interrupted by {word}; only the wait has ended, the resource goes on\n" in err
    change, outcome = lines(first + out)
    assert change["after"] == "INPROGRESS"
    assert (outcome["event"], outcome["state"], outcome["verdict"]) == ("outcome", "INPROGRESS", "pending")


INTERRUPTED = """
import signal, sys
class Signal:
    def find_spec(self, name, *_):
        if name == late:
            signal.raise_signal(signal.SIGINT)
late = sys.argv.pop(1)
sys.meta_path.insert(0, Signal())
from mlwaiters.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["aiohttp", "mlwaiters.cli", "aiobotocore.session"])
def test_a_signal_while_it_is_loaded(module: str, environment: dict[str, str], tmp_path: Path) -> None:
    argv = [sys.executable, "-c", INTERRUPTED, module, *WAIT, "--journal", str(tmp_path / "j")]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


def test_a_signal_while_a_call_hangs(aws: SimulatedAWS, environment: dict[str, str], tmp_path: Path) -> None:
    endpoint = Endpoint("b")
    aws.world.add(endpoint, "InService")
    aws.fail("DescribeCompilationJob", "hang", times=9)  # a look that is cut short is made again
    things = [{"service": "sagemaker", "resource": ref.type.resource, "id": ref.id} for ref in (JOB, endpoint)]
    (tmp_path / "things").write_text("\n".join(map(json.dumps, things)))
    running = subprocess.Popen(
        command("wait", "--from-file", str(tmp_path / "things"), "--endpoint-url", aws.url),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    first = running.stderr.readline()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert "Traceback" not in first + err
    assert [line.split()[:3] for line in out.splitlines()] == [["churn-7", "-", "given"], ["b", "InService", "reached"]]


@pytest.mark.parametrize(
    "what",
    [(*WAIT, "b", "c"), ("wait", "sagemaker", "compilation-job", "--all", "--interval", "0.05")],
    ids=["named", "listed"],
)
def test_killed_again_and_again(
    what: Sequence[str], aws: SimulatedAWS, environment: dict[str, str], tmp_path: Path
) -> None:
    """What was on its way to the pipe when it was killed may be lost there; it is in the journal, and comes once."""
    journal = tmp_path / "a.journal"
    jobs = [CompilationJob(name) for name in ("churn-7", "b", "c")]
    for job in jobs:
        aws.world.add(job, "INPROGRESS")
    aws.world.add(CompilationJob("old"), "COMPLETED")
    first = (*what, "--endpoint-url", aws.url, "-o", "jsonl", "--journal", str(journal))
    printed: list[dict[str, Any]] = []
    for job in jobs:
        argv = ("wait", "--resume", str(journal)) if journal.exists() else first
        calls = sum(aws.counts.values())
        running = subprocess.Popen(
            command(*argv), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until(lambda calls=calls: sum(aws.counts.values()) > calls + 2)  # type: ignore[misc]
        aws.world.begin(job, "stop", "COMPLETED")
        until(lambda ref=job: '"end": {"verdict": "met"' in _line_of(journal, ref.label))  # type: ignore[misc]
        running.kill()
        out, err = running.communicate(timeout=10)
        assert running.returncode == -signal.SIGKILL or job is jobs[-1], err
        printed += lines(out[: out.rfind("\n") + 1])
    done = finished(environment, "wait", "--resume", str(journal), "-o", "json")
    assert done.returncode == 0
    for outcome in json.loads(done.stdout):
        assert [change["after"] for change in outcome["changes"]] == ["INPROGRESS", "COMPLETED"]
    told = [(event["id"]["CompilationJobName"], event.get("after", "=")) for event in printed]
    assert len(set(told)) == len(told)
    kept = [json.loads(line) for line in journal.read_text().splitlines()[1:]]
    assert sum("thing" in record for record in kept) == 9
    assert {*told} <= {(job.label, what) for job in jobs for what in ("INPROGRESS", "COMPLETED", "=")}


def _line_of(journal: Path, name: str) -> str:
    """The latest line of a journal that is about one thing."""
    if not journal.exists():
        return ""
    return next((line for line in reversed(journal.read_text().splitlines()[1:]) if f'": "{name}"' in line), "")


def test_interrupted_with_a_journal(
    simulated_aws: Callable[..., SimulatedAWS], environment: dict[str, str], tmp_path: Path
) -> None:
    aws = simulated_aws(speed=1000)
    aws.world.add(JOB, "INPROGRESS")
    journal = str(tmp_path / "a.journal")
    argv = (*WAIT, "--endpoint-url", aws.url, "--journal", journal, "--stop-on-interrupt")
    running = subprocess.Popen(
        command(*argv), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(lambda: aws.counts["DescribeCompilationJob"] + aws.counts["ListCompilationJobs"] > 1)
    refused = finished(environment, "wait", "--resume", journal)
    assert (refused.returncode, "another process writes it" in refused.stderr) == (2, True)
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 143
    assert "Traceback" not in err
    assert err.splitlines()[-2:] == [
        "mlwaiters: interrupted by SIGTERM; 1 of 1 asked to stop",
        f"mlwaiters: resume with: mlwaiters wait --resume {journal}",
    ]
    assert aws.counts["StopCompilationJob"] == 1
    assert finished(environment, "wait", "--resume", journal).returncode == 3


# --- pipes and terminals ---------------------------------------------------------------------------------------------


def test_a_pipe_that_closes(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    aws.world.add(JOB, "INPROGRESS")
    running = subprocess.Popen(
        command(*WAIT, "--endpoint-url", aws.url, "-o", "jsonl", "-q"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    aws.world.begin(JOB, "stop", "STOPPED")
    assert running.wait(timeout=10) == 141
    assert running.stderr.read() == ""
    running.stderr.close()


@pytest.mark.parametrize("argv", [("resources",), ("--help",), ("states", "sagemaker", "endpoint")])
def test_a_pipe_that_is_closed_already(environment: dict[str, str], argv: Sequence[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command(*argv), env=environment, stdout=writing, stderr=subprocess.PIPE, timeout=10, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110 - a path of no file
@pytest.mark.parametrize("argv", [("resources",), ("--help",)])
def test_a_full_disk(environment: dict[str, str], argv: Sequence[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - likewise
        done = subprocess.run(
            command(*argv), env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=10, check=False
        )
    assert done.returncode == 141
    assert done.stderr == "mlwaiters: standard output can't be written: No space left on device\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_closed_descriptors(aws: SimulatedAWS, environment: dict[str, str], closed: str) -> None:
    aws.world.add(JOB, "INPROGRESS 0.2s, COMPLETED")
    shell = f"exec {' '.join(command(*WAIT, '--endpoint-url', aws.url))} {closed}"
    done = subprocess.run(["sh", "-c", shell], env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == (141 if closed == ">&-" else 0)


def test_a_terminal_without_the_letters(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    aws.world.add(JOB, "FAILED", FailureReason="no café left")
    done = finished(environment | {"PYTHONIOENCODING": "ascii"}, *WAIT, "--endpoint-url", aws.url)
    assert done.returncode == 1
    assert "no caf\\xe9 left" in done.stdout


def test_a_terminal(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    aws.world.add(JOB, "INPROGRESS")
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        command(*WAIT, "--endpoint-url", aws.url),
        env=environment | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    until(lambda: aws.counts["DescribeCompilationJob"] > 1)
    aws.world.begin(JOB, "stop", "COMPLETED")
    painted = _read(ours)
    out, _ = running.communicate(timeout=10)
    assert running.returncode == 0
    assert out.startswith("churn-7  COMPLETED  reached")
    assert "\r\x1b[Kwaiting: 1 INPROGRESS, " in painted
    assert painted.split("\x1b[K")[-1].startswith("mlwaiters: 1 reached")
    assert painted.count("\n") == 1


def _read(descriptor: int) -> str:
    """Read all that is painted on a terminal, until the other side is closed."""
    painted = b""
    while select.select([descriptor], [], [], 20)[0]:
        try:
            chunk = os.read(descriptor, 4096)
        except OSError:  # Linux's way to say that nobody holds the other side
            break
        if not chunk:
            break
        painted += chunk
    os.close(descriptor)
    return painted.decode()


# --- endpoints that misbehave ----------------------------------------------------------------------------------------


FOREVER = 1000


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ({"kind": "html", "status": 404}, 6, "HTTP status 404"),
        ({"kind": "html"}, 6, "HTTP status 500"),
        ({"kind": "length-over"}, 6, "DescribeCompilationJob: "),
        ({"kind": "reset"}, 6, "DescribeCompilationJob: "),
        ({"code": "AccessDeniedException", "message": "not yours"}, 4, "AccessDeniedException: not yours"),
        ({"code": "ExpiredTokenException", "message": "old"}, 4, "ExpiredTokenException: old"),
        ({"code": "UnknownOperationException"}, 6, "UnknownOperationException"),
        ({"code": "ValidationException", "message": "odd"}, 6, "ValidationException: odd"),
    ],
)
def test_a_call_that_fails_for_good(
    aws: SimulatedAWS, environment: dict[str, str], fault: dict[str, Any], status: int, words: str
) -> None:
    aws.fail("DescribeCompilationJob", times=FOREVER, **fault)
    done = finished(environment, *WAIT, "--endpoint-url", aws.url, "--timeout", "5")
    assert done.returncode == status
    assert done.stdout.startswith("churn-7  -  ")
    assert words in done.stdout


@pytest.mark.parametrize(
    "fault",
    [{"kind": "throttle"}, {"code": "InternalFailure", "status": 500}, {"kind": "reset"}, {"kind": "length-over"}],
)
def test_a_fault_that_passes(aws: SimulatedAWS, environment: dict[str, str], fault: dict[str, Any]) -> None:
    aws.world.add(JOB, "COMPLETED")
    aws.fail("DescribeCompilationJob", **fault)
    done = finished(environment, *WAIT, "--endpoint-url", aws.url)
    assert (done.returncode, done.stdout.split()[:3]) == (0, ["churn-7", "COMPLETED", "reached"])


def test_a_listing_that_breaks_later(aws: SimulatedAWS, environment: dict[str, str]) -> None:
    aws.world.add(JOB, "INPROGRESS")
    running = subprocess.Popen(
        command(*WATCH, "--endpoint-url", aws.url),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    first = running.stdout.readline()
    aws.fail("ListCompilationJobs", times=FOREVER, code="AccessDeniedException", message="not any more")
    out, err = running.communicate(timeout=10)
    assert running.returncode == 4
    assert "INPROGRESS" in first
    assert out.split()[:3] == ["churn-7", "INPROGRESS", "denied"]
    assert "Traceback" not in err
    assert "AccessDeniedException: not any more" in err


@pytest.mark.parametrize("argv", [WAIT, WATCH, ("status", "sagemaker", "compilation-job")])
def test_an_endpoint_that_refuses(environment: dict[str, str], argv: Sequence[str]) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        done = finished(environment, *argv, "--endpoint-url", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 6
    assert "Could not connect to the endpoint" in done.stdout + done.stderr


@pytest.mark.parametrize("argv", [WAIT, WATCH])
def test_an_endpoint_that_hangs(environment: dict[str, str], argv: Sequence[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        running = subprocess.Popen(
            command(*argv, "--endpoint-url", url, "--timeout", "0.1"),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        connection, _ = silent.accept()
        running.send_signal(signal.SIGINT)  # the last look has ten seconds; nobody has to wait for it
        out, err = running.communicate(timeout=5)
        connection.close()
    assert running.returncode == 130
    assert "Traceback" not in err
    assert ("churn-7  -  given up" in out) == (argv is WAIT)


@pytest.mark.parametrize(
    ("changed", "argv", "status", "words"),
    [
        ({"AWS_DEFAULT_REGION": ""}, (), 2, "region"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, (), 4, "credentials"),
        ({}, ("--profile", "nobody"), 4, "nobody"),
        ({}, ("--region", "eu_west!"), 2, "eu_west!"),
        ({}, ("--endpoint-url", "http://localhost:99999"), 2, "99999"),
        ({}, ("--endpoint-url", "http://no.such.host.invalid"), 6, "no.such.host.invalid"),
    ],
)
def test_no_way_to_ask(
    environment: dict[str, str], changed: dict[str, str], argv: Sequence[str], status: int, words: str
) -> None:
    kept = {name: value for name, value in {**environment, **changed}.items() if value}
    done = finished(kept, *WAIT, *argv)
    assert done.returncode == status
    assert words in done.stdout + done.stderr
