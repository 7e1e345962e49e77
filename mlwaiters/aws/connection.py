"""From a region and a profile to a poller."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mlwaiters.aws.clients import Clients
from mlwaiters.aws.reader import AWSReader
from mlwaiters.poller import Poller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mlwaiters.pace import Interval


@asynccontextmanager
async def connect(
    *,
    region: str | None = None,
    profile: str | None = None,
    endpoint_url: str | None = None,
    interval: Interval = None,
    limit: int = 32,
) -> AsyncIterator[Poller]:
    """Open a poller that reads AWS; its clients are closed with it.

    Args:
        region: AWS's name of the region; from the environment or the config file where left out, like all the rest.
        profile: of the AWS config and credentials files.
        endpoint_url: another endpoint than AWS's own, for every service.
        interval: the pace of waits that name none.
        limit: the most calls under way at once for each call of a poller's method, and the connections kept.

    Raises:
        ValueError: an interval or a limit that makes no sense. All else is raised by the first call that needs it.
    """
    async with Clients(region=region, profile=profile, endpoint_url=endpoint_url, connections=limit) as clients:
        yield Poller(AWSReader(clients), interval=interval, limit=limit)
