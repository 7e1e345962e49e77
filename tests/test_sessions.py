"""A session of the caller's own, and what the caller wants of the clients otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.credentials import RefreshableCredentials
from gates import JOB, SECRET, TOKEN

import mlwaiters
from mlwaiters.aws.sessions import _trio_session, make_session
from mlwaiters.errors import CredentialsError, ServiceError
from mlwaiters.nap import on_trio

if TYPE_CHECKING:
    from pathlib import Path

    from gates import Gate

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def test_a_session_gives_its_credentials_and_stays_as_it_is(gate: Gate) -> None:
    session = AioSession()
    session.set_credentials("ASIA0000000000000005", SECRET, TOKEN)
    session.set_config_variable("region", "us-west-2")
    session.set_default_client_config(AioConfig(user_agent_extra="churn-bot"))

    def settings() -> tuple[object, ...]:
        kept = ("data_loader", "credential_provider", "config_store", "event_emitter", "response_parser_factory")
        parts = [session.get_component(name) for name in kept]
        return (dict(session._session_instance_vars), session.get_default_client_config(), session._credentials, *parts)

    before = settings()
    async with mlwaiters.connect(interval=0, session=session) as poller:
        await poller.observe(JOB)
        gate.revoked.add(5)
        with pytest.raises(CredentialsError):
            await poller.observe(JOB)
    assert gate.keys == [5, 5]
    assert "/us-west-2/sagemaker/" in gate.headers["Authorization"]
    assert "churn-bot" in gate.headers["User-Agent"]
    assert settings() == before


async def test_a_session_of_a_profile(gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    (tmp_path / "config").write_text(
        f"[profile ml]\nregion = us-west-2\naws_access_key_id = ASIA6\naws_secret_access_key = {SECRET}\n"
    )
    async with mlwaiters.connect(session=AioSession(profile="ml")) as poller:
        await poller.observe(JOB)
    assert gate.keys == [6]
    assert "/us-west-2/sagemaker/" in gate.headers["Authorization"]


async def test_credentials_that_a_session_refreshes(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{gate.url}/container")
    session = AioSession()
    session.set_default_client_config(AioConfig(http_session_cls=_trio_session()) if on_trio() else AioConfig())
    async with mlwaiters.connect(session=session) as poller:
        await poller.observe(JOB)
        for when in ("advisory", "mandatory"):  # in time before they expire, and now that time has come
            monkeypatch.setattr(RefreshableCredentials, f"_{when}_refresh_timeout", 7200.0)
        await poller.observe(JOB)
    assert gate.keys == [1, 2]


async def test_what_the_clients_are_to_do_otherwise(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA7")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    config = AioConfig(proxies={"http": gate.url}, retries={"total_max_attempts": 9}, user_agent_extra="churn-bot")
    async with mlwaiters.connect(endpoint_url="http://sagemaker.invalid", config=config) as poller:
        assert (await poller.observe(JOB)).state == "INPROGRESS"
        gate.aws.fail(times=9, code="ThrottlingException")
        with pytest.raises(ServiceError, match="ThrottlingException"):
            await poller.reader.reader.describe(JOB)  # a budget would have it asked again
    assert gate.aws.counts["DescribeCompilationJob"] == 2
    assert gate.headers["Host"] == "sagemaker.invalid"
    assert "churn-bot" in gate.headers["User-Agent"]


async def test_what_the_clients_do_unless_told_otherwise() -> None:
    def settings(**given: Any) -> tuple[object, ...]:
        session = make_session(**{"region": None, "profile": None, "connections": 7, "one_host": False, **given})
        config = session.get_default_client_config()
        names = ("connect_timeout", "read_timeout", "max_pool_connections", "tcp_keepalive", "inject_host_prefix")
        assert config.retries["total_max_attempts"] == 1
        return tuple(getattr(config, name) for name in names)

    assert settings() == (10, 20, 7, True, True)
    assert settings(one_host=True) == (10, 20, 7, True, False)
    lender = AioSession()
    lender.set_default_client_config(AioConfig(read_timeout=50, connect_timeout=40))
    assert settings(lender=lender) == (40, 50, 7, True, True)
    theirs = AioConfig(read_timeout=60, max_pool_connections=3, retries={"total_max_attempts": 9})
    assert settings(lender=lender, config=theirs) == (40, 60, 3, True, True)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"session": "mine"}, "session must be an AioSession of aiobotocore's, not str"),
        ({"config": {"proxies": {}}}, "config must be an AioConfig of aiobotocore's, not dict"),
        ({"session": AioSession(), "profile": "ml"}, "profile has no place beside session"),
    ],
)
async def test_what_is_no_session(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        async with mlwaiters.connect(**given):
            pass
