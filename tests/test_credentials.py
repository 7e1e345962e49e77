"""Credentials that expire in the middle of a wait: refreshed, sought anew, or told of, whoever gives them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import anyio
import pytest
from botocore.credentials import RefreshableCredentials
from gates import JOB, ROLE, SECRET, denied

import mlwaiters
from mlwaiters.errors import AccessDeniedError, CredentialsError, ReadError, ServiceError
from mlwaiters.resources.sagemaker import CompilationJob

if TYPE_CHECKING:
    from pathlib import Path

    from gates import Gate

pytestmark = pytest.mark.anyio

LONG = 7200.0


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


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


def by_instance(gate: Gate, monkeypatch: pytest.MonkeyPatch, _tmp_path: Path) -> None:
    """The role of an instance, from its metadata service, which wants a token first."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", gate.url)


def by_sso(gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A role of somebody who has signed on, as `aws sso login` leaves it: a token in a file."""
    signed_on(monkeypatch, tmp_path, "https://d-1.awsapps.com/start", hours=10)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", gate.url)
    (tmp_path / "config").write_text(f"[default]\nsso_start_url = https://d-1.awsapps.com/start\n{ASKED_OF_SSO}")


def by_sso_session(gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same by a session of its own, whose token is renewed before it ends."""
    signed_on(monkeypatch, tmp_path, "work", hours=0.1)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", gate.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", gate.url)
    (tmp_path / "config").write_text(
        f"[default]\nsso_session = work\n{ASKED_OF_SSO}"
        "[sso-session work]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = eu-west-1\n"
    )


ASKED_OF_SSO = "sso_account_id = 123456789012\nsso_role_name = ml\nsso_region = eu-west-1\n"


def token_file(folder: Path, name: str) -> Path:
    return folder / f"{hashlib.sha1(name.encode()).hexdigest()}.json"


def signed_on(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, *, hours: float) -> None:
    """Leave a token as it is after signing on to a start URL, or to a session, by its name."""
    token = {
        "accessToken": "signed-on",
        "expiresAt": f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}",
        "refreshToken": "again",
        "clientId": "us",
        "clientSecret": "s",
        "registrationExpiresAt": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}",
    }
    token_file(folder, name).write_text(json.dumps(token))
    for provider in ("botocore.credentials.SSOProvider", "botocore.tokens.SSOTokenProvider"):
        monkeypatch.setattr(f"{provider}._SSO_TOKEN_CACHE_DIR", str(folder))


Source = Callable[["Gate", pytest.MonkeyPatch, "Path"], None]
REFUSED: dict[Source, tuple[str, str]] = {
    by_process: ("custom-process: .*not for you", "what `credential_process` runs"),
    by_container: ("container-role: .*not for you", "the role of the container"),
    by_web_identity: ("AssumeRoleWithWebIdentity: AccessDenied: not for you", "the token of the web identity"),
    by_instance: ("iam-role: .*did not contain: access_key", "the role of the instance"),
    by_sso: ("SSO session associated with this profile has expired", "the SSO session .`aws sso login`."),
    by_sso_session: ("SSO session associated with this profile has expired", "the SSO session .`aws sso login`."),
}
"""What is said where a source gives credentials no more: in its own words, and what is to be renewed."""

SOURCES = pytest.mark.parametrize("source", REFUSED, ids=lambda by: by.__name__)
SOME = pytest.mark.parametrize("source", [by_process, by_web_identity, by_sso_session], ids=lambda by: by.__name__)


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


@SOME
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


@SOME
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
    words, whose = REFUSED[source]
    said = f"no valid credentials: .*{words}.*; renew or repair {whose}.*, and wait again: what was waited for goes on"
    async with mlwaiters.connect(interval=0) as poller:
        with pytest.raises(CredentialsError, match=said) as caught:
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


async def test_a_token_of_sso_is_renewed_and_kept(gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    by_sso_session(gate, monkeypatch, tmp_path)
    async with mlwaiters.connect() as poller:
        await poller.observe(JOB)
    assert gate.sessions == ["renewed"]
    kept = json.loads(token_file(tmp_path, "work").read_text())
    assert (kept["accessToken"], kept["refreshToken"]) == ("renewed", "again")


async def test_who_has_signed_on_long_ago_is_told_to_do_it_again(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by_sso(gate, monkeypatch, tmp_path)
    signed_on(monkeypatch, tmp_path, "https://d-1.awsapps.com/start", hours=-1)
    async with mlwaiters.connect() as poller:
        with pytest.raises(CredentialsError, match=r"has expired.*renew or repair the SSO session \(`aws sso login`\)"):
            await poller.wait(JOB)
    assert (gate.asked, gate.keys) == ([], [])
