"""aiobotocore's session, made for our clients: with our models, timeouts and parser, and the caller's credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.config import Config

from mlwaiters.aws.decode import timestamp
from mlwaiters.aws.models import loader
from mlwaiters.nap import on_trio

if TYPE_CHECKING:
    from collections.abc import Awaitable

CONNECT_TIMEOUT = 10.0
"""Seconds in which a connection must stand."""
READ_TIMEOUT = 20.0
"""Seconds in which an answer must come: a describe or a page takes well below one."""
_RETRIES = AioConfig(retries={"total_max_attempts": 1, "mode": "standard"})
"""The reader's policy is the only one."""


def make_session(
    *,
    region: str | None,
    profile: str | None,
    connections: int,
    one_host: bool,
    lender: AioSession | None = None,
    config: AioConfig | None = None,
) -> AioSession:
    """Make a session of our own.

    Args:
        region: AWS's name of it; None for that of the profile, the environment or the lender.
        profile: None for that of the environment.
        connections: kept by each client.
        one_host: for an endpoint URL that is meant as it stands; HealthOmics has five hosts of its own.
        lender: a session of the caller's, whose profile, settings and credentials are used, and nothing is changed of.
        config: of the caller's, for all but retries.
    """
    session = AioSession(profile=profile)
    if region is not None:
        session.set_config_variable("region", region)  # for those, too, who are asked for credentials
    session.register_component("data_loader", loader())
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=timestamp)
    ours = _config(connections, one_host=one_host)
    if lender is not None:
        session.register_component("config_store", lender.get_component("config_store"))
        session.register_component("credential_provider", _Borrowed(lender))
        ours = _merged(ours, lender.get_default_client_config())
    session.set_default_client_config(_merged(_merged(ours, config), _RETRIES))
    return session


class _Borrowed:
    """A provider of credentials: those of another session."""

    def __init__(self, lender: AioSession) -> None:
        self._lender = lender

    def load_credentials(self) -> Awaitable[Any]:
        """The credentials, or None where there are none; they are refreshed by themselves."""
        asked: Awaitable[Any] = self._lender.get_credentials()
        return asked


def check_lent(session: object, config: object, profile: str | None) -> None:
    """Refuse what can't be used of the caller's own.

    Raises:
        TypeError: the session or the config is none, or a profile is given beside a session.
    """
    if session is not None and not isinstance(session, AioSession):
        raise TypeError(f"session must be an AioSession of aiobotocore's, not {type(session).__name__}")
    if config is not None and not isinstance(config, Config):
        raise TypeError(f"config must be an AioConfig of aiobotocore's, not {type(config).__name__}")
    if session is not None and profile is not None:
        raise TypeError("profile has no place beside session, which has one of its own")


def _config(connections: int, *, one_host: bool) -> AioConfig:
    options: dict[str, Any] = {"http_session_cls": _trio_session()} if on_trio() else {}
    if one_host:
        options["inject_host_prefix"] = False
    return AioConfig(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=connections,
        tcp_keepalive=True,
        **options,
    )


def _merged(ours: AioConfig, theirs: AioConfig | None) -> AioConfig:
    merged: AioConfig = ours if theirs is None else ours.merge(theirs)
    return merged


def _trio_session() -> type:
    try:
        import httpx2  # noqa: F401, PLC0415 - what the trio extra brings; without it aiobotocore fails at the first call
        from aiobotocore.httpxsession import HttpxSession  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("on trio, AWS is read through httpx2: pip install 'mlwaiters[trio]'") from error
    session: type = HttpxSession
    return session
