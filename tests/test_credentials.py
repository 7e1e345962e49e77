"""Credentials that expire in the middle of a wait: refreshed, sought anew, or told of; and never told themselves."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import anyio
import pytest
from botocore.credentials import RefreshableCredentials

import mlwaiters
from mlwaiters.errors import AccessDeniedError, CredentialsError, ReadError, ServiceError
from mlwaiters.resources.sagemaker import CompilationJob

if TYPE_CHECKING:
    from pathlib import Path

    from mlwaiters.testing import SimulatedAWS

pytestmark = pytest.mark.anyio

JOB = CompilationJob("churn-7")
SECRET, TOKEN = "pLaNtEd+SeCrEt/KeY", "pLaNtEd+ToKeN=="  # planted, to be looked for
ROLE = "arn:aws:iam::123456789012:role/ml"
LONG = 7200.0


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def credentials(number: int) -> dict[str, str]:
    """The credentials handed out at the nth asking: the first expire within two hours, all others later."""
    expires = datetime.now(UTC) + timedelta(hours=1 if number == 1 else 10)
    return {
        "AccessKeyId": f"ASIA{number:016}",
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


class Gate:
    """What stands before the simulated endpoint: it knows who may pass, and hands out credentials itself.

    `keys` are the numbers of the credentials with which it was called, in order; `revoked` those that it refuses.
    `asked` counts how often it gave credentials, by path; `at_call` is what happens when so many calls have come.
    """

    def __init__(self, aws: SimulatedAWS) -> None:
        self.aws = aws
        self.keys: list[int] = []
        self.revoked: set[int] = set()
        self.asked: list[str] = []
        self._broken: tuple[int, str] | None = None
        self.mended_after = sys.maxsize
        self.at_call: dict[int, Callable[[], object]] = {}
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked.append(self.path)
                given = credentials(len(gate.asked))
                self.reply(*(gate.broken or (200, json.dumps({**given, "Token": given["SessionToken"]}))))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if b"AssumeRoleWithWebIdentity" in body:
                    gate.asked.append("sts")
                    self.reply(*(gate.broken or (200, assumed(credentials(len(gate.asked))))))
                else:
                    self.reply(*gate.call(body, dict(self.headers.items())))

            def reply(self, status: int, body: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def broken(self) -> tuple[int, str] | None:
        """What it answers instead of credentials, until it has been asked so often."""
        return self._broken if len(self.asked) <= self.mended_after else None

    @broken.setter
    def broken(self, answer: tuple[int, str]) -> None:
        self._broken = answer

    def call(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        found = re.search(r"Credential=ASIA(\d+)/", headers["Authorization"])
        self.keys.append(int(found[1]) if found else 0)
        self.at_call.get(len(self.keys), lambda: None)()
        if self.keys[-1] in self.revoked:
            told = {
                "__type": "ExpiredTokenException",
                "message": "The security token included in the request is expired",
            }
            return 400, json.dumps(told)
        try:
            with urllib.request.urlopen(urllib.request.Request(self.aws.url, body, headers)) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()


def denied(code: str) -> str:
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>not for you</Message></Error></ErrorResponse>"
    )


def assumed(given: dict[str, str]) -> str:
    members = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
    return (
        '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<AssumeRoleWithWebIdentityResult><Credentials>{members}</Credentials><AssumedRoleUser><Arn>{ROLE}</Arn>"
        "<AssumedRoleId>x</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult>"
        "</AssumeRoleWithWebIdentityResponse>"
    )


@pytest.fixture
def gate(simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Gate]:
    gate = Gate(simulated_aws())
    gate.aws.world.add(JOB, "INPROGRESS")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ENDPOINT_URL": gate.url,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }.items():
        monkeypatch.setenv(name, value)
    thread = Thread(target=gate.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield gate
    gate.server.shutdown()
    thread.join()
    gate.server.server_close()


def two_hours_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What makes botocore think so: it refreshes credentials so long before they expire, and caches none longer."""

    def pass_() -> None:
        monkeypatch.setattr("botocore.credentials._local_now", lambda: datetime.now(UTC) + timedelta(seconds=LONG))
        monkeypatch.setattr(RefreshableCredentials, "_advisory_refresh_timeout", LONG)
        monkeypatch.setattr(RefreshableCredentials, "_mandatory_refresh_timeout", LONG)

    return pass_


# --- where credentials come from -------------------------------------------------------------------------------------


def by_process(gate: Gate, _monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`credential_process` in a profile: a command that prints them."""
    script = tmp_path / "ask"
    script.write_text(
        f"#!{sys.executable} -IS\n"
        "import json, sys\nfrom http.client import HTTPConnection\n"
        f"line = HTTPConnection('127.0.0.1', {gate.server.server_port})\n"
        "line.request('GET', '/process')\nanswer = line.getresponse()\ntold = answer.read().decode()\n"
        "if answer.status != 200: sys.exit(told)\n"
        "print(json.dumps({'Version': 1, **json.loads(told)}))\n"
    )
    script.chmod(0o700)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = {script}\n")


def by_container(gate: Gate, monkeypatch: pytest.MonkeyPatch, _tmp_path: Path) -> None:
    """The role of a container, or of a pod: an HTTP endpoint beside it."""
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{gate.url}/container")
    monkeypatch.setattr("aiobotocore.utils.AioContainerMetadataFetcher.SLEEP_TIME", 0)


def by_web_identity(_gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A role that a token in a file allows to assume: pods again, and builds."""
    (tmp_path / "token").write_text("eyJhbGci")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE)


SOURCES = pytest.mark.parametrize("source", [by_process, by_container, by_web_identity], ids=lambda by: by.__name__)
Source = Callable[[Gate, pytest.MonkeyPatch, "Path"], None]


@SOURCES
async def test_a_wait_outlives_its_credentials(
    gate: Gate, source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source(gate, monkeypatch, tmp_path)
    gate.at_call = {
        3: two_hours_pass(monkeypatch),
        5: lambda: gate.aws.world.begin(JOB, "stop", "STOPPED"),
    }
    async with mlwaiters.connect(interval=0) as poller:
        outcome = await poller.wait(JOB, until="stopped")
    assert gate.keys == [1, 1, 1, 2, 2]
    assert len(gate.asked) == 2
    assert (outcome.state, outcome.calls) == ("STOPPED", 5)


@SOURCES
async def test_credentials_that_aws_takes_for_expired_are_sought_anew_once(
    gate: Gate, source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source(gate, monkeypatch, tmp_path)
    gate.at_call = {3: lambda: gate.revoked.add(1), 5: lambda: gate.aws.world.begin(JOB, "stop", "STOPPED")}
    async with mlwaiters.connect(interval=0) as poller:
        outcome = await poller.wait(JOB, until="stopped")
    assert gate.keys == [1, 1, 1, 2, 2]
    assert len(gate.asked) == 2
    assert outcome.calls == 5


@SOURCES
async def test_credentials_that_are_refused_twice_end_the_wait(
    gate: Gate, source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source(gate, monkeypatch, tmp_path)
    gate.revoked = {1, 2, 3}
    async with mlwaiters.connect(interval=0) as poller:
        with pytest.raises(CredentialsError, match="ExpiredTokenException: The security token") as caught:
            await poller.wait(JOB, timeout=5)
    assert gate.keys == [1, 2]
    assert (caught.value.code, caught.value.polls) == ("ExpiredTokenException", 2)


@SOURCES
async def test_a_refresh_that_fails_says_what_and_what_to_do(
    gate: Gate, source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source(gate, monkeypatch, tmp_path)

    def break_() -> None:
        gate.broken = (403, denied("AccessDenied"))
        two_hours_pass(monkeypatch)()

    gate.at_call = {3: break_}
    async with mlwaiters.connect(interval=0) as poller:
        with pytest.raises(CredentialsError, match=r"no valid credentials: .*not for you.*; renew or repair") as caught:
            await poller.wait(JOB, timeout=5)
    assert gate.keys == [1, 1, 1]
    assert not isinstance(caught.value, AccessDeniedError)
    assert caught.value.last is not None
    assert caught.value.last.state == "INPROGRESS"


async def test_a_giver_of_credentials_that_throttles_is_asked_again(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by_web_identity(gate, monkeypatch, tmp_path)

    def break_() -> None:
        gate.broken = (400, denied("Throttling"))
        gate.mended_after = len(gate.asked) + 1
        two_hours_pass(monkeypatch)()

    gate.at_call = {2: break_, 3: lambda: gate.aws.world.begin(JOB, "stop", "STOPPED")}
    async with mlwaiters.connect(interval=0) as poller:
        outcome = await poller.wait(JOB, until="stopped", timeout=20)
    assert outcome.state == "STOPPED"
    assert gate.keys == [1, 1, 3]


async def test_keys_that_are_written_anew_are_taken(gate: Gate, tmp_path: Path) -> None:
    def write(number: int) -> None:
        (tmp_path / "credentials").write_text(
            f"[default]\naws_access_key_id = ASIA{number:016}\naws_secret_access_key = {SECRET}\n"
        )

    def renew() -> None:
        write(2)
        gate.revoked.add(1)
        gate.aws.world.begin(JOB, "stop", "STOPPED")

    write(1)
    gate.at_call = {3: renew}
    async with mlwaiters.connect(interval=0) as poller:
        await poller.wait(JOB, until="stopped", timeout=5)
        assert gate.keys == [1, 1, 1, 2]
        gate.revoked.add(2)
        with pytest.raises(CredentialsError, match="ExpiredTokenException"):  # no others: AWS is not asked again
            await poller.wait(JOB, timeout=5)
    assert gate.keys == [1, 1, 1, 2, 2]


async def test_many_waits_renew_once(gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    by_container(gate, monkeypatch, tmp_path)
    jobs = [CompilationJob(f"churn-{number}") for number in range(8)]
    for job in jobs:
        gate.aws.world.add(job, "COMPLETED")
    gate.revoked = {1}
    async with mlwaiters.connect() as poller, anyio.create_task_group() as tasks:
        for job in jobs:
            tasks.start_soon(poller.observe, job)
    assert gate.keys.count(2) == len(jobs)
    assert len(gate.asked) == 2


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("credential_process = /no/such/command", "No such file or directory"),
        ("credential_process = echo no json", "JSONDecodeError"),
        ('credential_process = echo {"Version":3}', "JSONDecodeError|Unsupported version"),
        ("role_arn = arn:aws:iam::1:role/x\nweb_identity_token_file = /no/such/file", "/no/such/file"),
        ("role_arn = arn:aws:iam::1:role/x\nsource_profile = nobody", "nobody"),
        ("sso_start_url = https://x\nsso_account_id = 1\nsso_role_name = x\nsso_region = eu-west-1", "SSO"),
    ],
)
async def test_credentials_that_can_not_be_had(gate: Gate, tmp_path: Path, config: str, words: str) -> None:
    (tmp_path / "config").write_text(f"[default]\n{config}\n")
    async with mlwaiters.connect(interval=0) as poller:
        with pytest.raises(CredentialsError, match=f"no valid credentials: .*({words}).*; renew or repair"):
            await poller.wait(JOB, timeout=5)
    assert gate.keys == []


@pytest.mark.usefixtures("gate")
async def test_a_config_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no section\n")
    async with mlwaiters.connect(interval=0) as poller:
        with pytest.raises(ReadError) as caught:
            await poller.wait(JOB, timeout=5)
    assert not isinstance(caught.value, ServiceError)


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
