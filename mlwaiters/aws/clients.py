"""aiobotocore's clients: one for each service, opened when first needed, closed together."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import anyio
from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError

from mlwaiters.aws.accounts import Owner, spend_together
from mlwaiters.aws.failures import classify, unauthenticated
from mlwaiters.aws.models import suffixes
from mlwaiters.aws.parsing import attach
from mlwaiters.aws.sessions import check_lent, make_session
from mlwaiters.budget import Budgets
from mlwaiters.errors import InvalidRequestError

if TYPE_CHECKING:
    from aiobotocore.session import AioSession

logger = logging.getLogger("mlwaiters")

_OWN_ENDPOINTS = {"neptunedata": "neptune-db"}
"""Services that answer nowhere but at what they are asked about, and how botocore's made-up endpoint begins."""


class Clients:
    """The clients of one (profile, region, endpoint URL). AWS's environment variables and files fill what is None.

    `budgets` are those that its calls spend from: with all others of this event loop that are known to be of the same
    account. `session` is the caller's own, `config` what the caller wants of the clients; of both nothing is changed.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        profile: str | None = None,
        endpoint_url: str | None = None,
        connections: int = 32,
        budgets: Budgets | None = None,
        session: AioSession | None = None,
        config: AioConfig | None = None,
    ) -> None:
        check_lent(session, config, profile)
        self.budgets = budgets or Budgets()
        self._region = region
        self._endpoint_url = endpoint_url
        self._make_session = partial(
            make_session,
            region=region,
            profile=profile,
            connections=connections,
            one_host=endpoint_url is not None,
            lender=session,
            config=config,
        )
        self._session: AioSession | None = None
        self._clients: dict[str, Any] = {}
        self._asked_for: set[bool] = set()
        self._closed = False
        self._opening = anyio.Lock()
        self._stack = AsyncExitStack()

    async def get(self, service: str) -> Any:
        """The client of a service, its credentials good for a call.

        Raises:
            ReadError: there is no such profile, no region, or an endpoint URL that is none; credentials can't be had.
            RuntimeError: they are closed already.
        """
        if self._closed:
            raise RuntimeError("the poller is closed: it is good for as long as the `async with` block that gave it")
        session, client = self._session, self._clients.get(service)
        if session is None or client is None:
            async with self._opening:
                return self._clients.get(service) or await self._open(service)
        await _credentials(session)
        return client

    async def renew(self, client: Any) -> bool:
        """Ask for other credentials than those of a client, which AWS refuses; False where there are none.

        They are sought anew wherever credentials may come from: a file may have been written meanwhile. The client
        stays open, for calls under way; whoever comes next is given another.

        Raises:
            ReadError: those who give credentials have none to give, or can't be asked.
        """
        async with self._opening:
            if client not in self._clients.values() or self._session is None:
                return True  # somebody was quicker
            session = self._make_session()
            if await _credentials(session) == await _credentials(self._session):
                return False
            self._session, self._clients = session, {}
            return True

    async def _open(self, service: str) -> Any:
        try:
            if self._session is None:
                self._session = self._make_session()
            credentials = await _credentials(self._session)
            plain = (self._endpoint_url or "").startswith("http://")  # no certificates to load, and nothing to verify
            context = self._session.create_client(
                service,
                region_name=self._region,
                endpoint_url=self._endpoint_url,
                verify=False if plain else None,
            )
            client = await self._stack.enter_async_context(context)
        except (BotoCoreError, ValueError) as error:
            raise classify(error, service) from None
        _check_endpoint(service, client.meta.endpoint_url)
        attach(client)
        if not self._clients:
            self._own(credentials.access_key if credentials else "", client.meta.region_name)
        self._clients[service] = client
        return client

    async def find_account(self, client: Any) -> None:
        """Ask once, by a call of STS, whose account this is, and spend with all who use it by whatever key.

        Where the answer is a refusal, or none, the key itself is all that is known. AWS's own STS isn't told of a
        client that calls somewhere else: whoever sends one there may want to reach nobody but that endpoint.
        """
        at_home = _is_of_aws(client)
        if self._session is None or at_home in self._asked_for:
            return
        self._asked_for.add(at_home)
        try:
            config = AioConfig(connect_timeout=3, read_timeout=3)
            context = self._session.create_client(
                "sts", region_name=self._region, endpoint_url=self._endpoint_url, config=config
            )
            async with context as sts:
                if at_home or not _is_of_aws(sts):
                    account = (await sts.get_caller_identity())["Account"]
                    self._own(account, sts.meta.region_name)
        except Exception as error:  # noqa: BLE001 - nothing depends on it: what can go wrong with a call is no news
            logger.debug("the account isn't known: %s", type(error).__name__)

    def _own(self, name: str, region: str) -> None:
        spend_together(self.budgets, Owner(name, region, self._endpoint_url or ""))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._closed = True
        self._clients.clear()
        await self._stack.aclose()


def _check_endpoint(service: str, url: str) -> None:
    """Refuse the endpoint that botocore makes up where there is none for all: each thing answers at its own.

    Raises:
        InvalidRequestError: it is that one.
    """
    made_up = _OWN_ENDPOINTS.get(service)
    if made_up is not None and url.startswith(f"https://{made_up}."):
        raise InvalidRequestError(f"{service} has no endpoint but a cluster's own, which endpoint_url must name")


async def _credentials(session: AioSession) -> Any:
    """The credentials of a session, refreshed where they are about to expire; None where there are none.

    All that goes wrong here is told as what it is: a call would tell of it as of its own failure.
    """
    credentials = None
    try:
        credentials = await session.get_credentials()
        return None if credentials is None else await credentials.get_frozen_credentials()
    except Exception as error:  # noqa: BLE001 - a process, a file, a service: as many kinds as there are ways to fail
        raise unauthenticated(error, getattr(credentials, "method", "")) from None


def _is_of_aws(client: Any) -> bool:
    """Whether a client calls an endpoint of AWS's own, rather than somebody else's."""
    host = urlsplit(client.meta.endpoint_url).hostname or ""
    return host.endswith(suffixes())
