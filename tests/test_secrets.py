"""Credentials are never told, and nobody is asked but the endpoint."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from gates import JOB, SECRET, TOKEN, credentials

import mlwaiters
from mlwaiters.errors import ReadError
from mlwaiters.resources.sagemaker import CompilationJob

if TYPE_CHECKING:
    from pathlib import Path

    from gates import Gate

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


# --- nothing secret is told ------------------------------------------------------------------------------------------

PLANTED = (SECRET, TOKEN, "ASIA0000000000000007", "pLaNtEd+SiGnAtUrE")
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. The Canonical String for this "
    "request should have been\n'POST\n/\n\nhost:x\nx-amz-date:20260101T000000Z\n"
    f"x-amz-security-token:{TOKEN}\n\nhost;x-amz-date'\nCredential=ASIA0000000000000007/20260101/eu-west-1, "
    f"Signature=pLaNtEd+SiGnAtUrE, aws_secret_access_key={SECRET}"
)
URL = (
    "https://x.s3.amazonaws.com/y?X-Amz-Credential=ASIA0000000000000007%2F20260101&X-Amz-Signature=pLaNtEd+SiGnAtUrE"
    f"&X-Amz-Security-Token={TOKEN}"
)


def planted(text: str) -> list[str]:
    return [word for word in PLANTED if word in text]


@pytest.fixture
def keys(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not gate.keys  # the gate forgets all variables first
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA0000000000000007")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "AccessDeniedException", "Odd"])
async def test_no_error_tells_a_secret(gate: Gate, caplog: pytest.LogCaptureFixture, code: str) -> None:
    gate.aws.fail(times=99, code=code, message=MISMATCH)
    with caplog.at_level(logging.DEBUG, "mlwaiters"):
        async with mlwaiters.connect(interval=0) as poller:
            assert planted(f"{poller!r} {poller.reader!r} {vars(poller)}") == []
            for outcome in await poller.wait_all([JOB], timeout=0):
                error = outcome.error
                assert isinstance(error, ReadError)
                told = f"{error} {error!r} {vars(error)} {outcome!r} {error.__cause__!r} {error.__context__!r}"
                assert code in told
                assert planted(told) == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("mlwaiters")]
    assert planted("\n".join(ours)) == []


@pytest.mark.usefixtures("keys")
def test_the_command_tells_no_secret(gate: Gate) -> None:
    gate.aws.world.add(CompilationJob("leaky"), "FAILED", FailureReason=f"can't fetch {URL}")

    def run(*argv: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "mlwaiters", *argv], capture_output=True, text=True, timeout=30, check=False
        )
        assert "Traceback" not in done.stderr
        assert planted(done.stderr) == []
        return done.stdout

    job = ("sagemaker", "compilation-job", "leaky")
    for argv in (("watch", *job), ("status", *job)):
        shown = run(*argv)
        assert "X-Amz-Signature=[redacted]" in shown
        assert planted(shown) == []
    document = json.loads(run("status", *job, "-o", "json"))[0]
    assert document["response"]["FailureReason"] == document["reason"] == f"can't fetch {URL}"  # the user's data
    assert planted(json.dumps(document["error"])) == []
    gate.aws.fail(times=99, code="SignatureDoesNotMatch", message=MISMATCH)
    for form in ("text", "jsonl"):
        shown = run("wait", *job, "-o", form)
        assert "SignatureDoesNotMatch" in shown
        assert planted(shown) == []


@pytest.mark.usefixtures("gate")
def test_a_refresh_that_fails_makes_no_noise(tmp_path: Path) -> None:
    script = tmp_path / "ask"
    soon = (datetime.now(UTC) + timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = json.dumps({"Version": 1, **credentials(1), "Expiration": soon})
    script.write_text(
        f"#!/bin/sh\nif mkdir {tmp_path}/asked; then echo '{given}'\n"
        f"else printf 'no\\n::error::x %s' '{URL}' >&2; exit 1; fi\n"
    )
    script.chmod(0o700)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = {script}\n")
    done = subprocess.run(
        [sys.executable, "-m", "mlwaiters", "wait", "sagemaker", "compilation-job", "churn-7"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 4
    assert "no valid credentials: Error when retrieving credentials from custom-process" in done.stdout
    assert done.stderr.count("\n") == 1
    assert planted(done.stdout + done.stderr) == []


# --- nobody else is asked --------------------------------------------------------------------------------------------

RECORDING = """
import json, socket, sys
asked = []
def hear(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        asked.append(f"{arguments[0]}:{arguments[1]}")
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        asked.append(":".join(map(str, arguments[1][:2])))
sys.addaudithook(hear)
from mlwaiters.__main__ import main
status = main()
sys.stderr.write(json.dumps([status, sorted(set(asked))]))
"""


def contacted(monkeypatch: pytest.MonkeyPatch, *argv: str) -> list[str]:
    """Whom a command that comes to its goal has connected to, or asked the address of."""
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")  # it might be asked
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    argv = (argv[0], "sagemaker", "compilation-job", "churn-7", "--until", "stopped", *argv[1:])
    done = subprocess.run(
        [sys.executable, "-c", RECORDING, *argv], capture_output=True, text=True, timeout=30, check=False
    )
    status, asked = json.loads(done.stderr)
    assert status == 0
    assert "STOPPED" in done.stdout
    found: list[str] = asked
    return found


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("command", ["wait", "watch", "status"])
def test_only_the_endpoint_is_contacted(gate: Gate, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    gate.aws.world.begin(JOB, "stop", "STOPPED")
    pace = () if command == "status" else ("--interval", "0.05", "-q")
    assert contacted(monkeypatch, command, *pace) == [gate.url.removeprefix("http://")]
    assert gate.keys != []


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("variable", "identities"), [("AWS_ENDPOINT_URL", 1), ("AWS_ENDPOINT_URL_SAGEMAKER", 0)])
def test_nobody_else_is_asked_whose_account_is_throttled(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, variable: str, identities: int
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv(variable, gate.url)
    gate.aws.world.begin(JOB, "stop", "STOPPED")
    gate.aws.fail(times=1, code="ThrottlingException")
    assert contacted(monkeypatch, "wait", "--interval", "0.05", "-q") == [gate.url.removeprefix("http://")]
    assert gate.aws.counts["DescribeCompilationJob"] == 2
    assert gate.aws.counts["GetCallerIdentity"] == identities
