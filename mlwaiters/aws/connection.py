"""From a region and a profile to a poller."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mlwaiters.aws.clients import Clients
from mlwaiters.aws.reader import AWSReader
from mlwaiters.budget import Budgets
from mlwaiters.poller import Poller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from aiobotocore.config import AioConfig
    from aiobotocore.session import AioSession

    from mlwaiters.budget import Given
    from mlwaiters.model import ResourceType
    from mlwaiters.pace import Interval


@asynccontextmanager
async def connect(
    *,
    region: str | None = None,
    profile: str | None = None,
    endpoint_url: str | None = None,
    interval: Interval = None,
    limit: int = 32,
    budget: Given = None,
    tables: Iterable[ResourceType] = (),
    session: AioSession | None = None,
    config: AioConfig | None = None,
) -> AsyncIterator[Poller]:
    """Open a poller that reads AWS; its clients are closed with it, and it refuses to be used any more.

    Args:
        region: AWS's name of the region; from the environment or the config file where left out, like all the rest.
        profile: of the AWS config and credentials files.
        endpoint_url: another endpoint than AWS's own, for every service.
        interval: the pace of waits that name none.
        limit: the most calls of one operation under way at once for each call of a poller's method, and the
            connections kept.
        budget: calls per second of every operation, or of each by its name or a pattern of it
            (`{"DescribeTrainingJob": 2, "sagemaker:List*": 0.5}`). Where left out, half of what AWS publishes, more as
            long as nothing is throttled, and shared by all connections of this event loop to the same account and
            region; infinite for no limit until the service throttles.
        tables: your own resource types, whose operations a budget may name, too.
        session: one of aiobotocore's, whose profile, region, settings and credentials are used: of a role that it has
            assumed, for example. Nothing of it is changed.
        config: what the clients are to do otherwise: proxies, certificates, timeouts; all but retries, for which there
            is a policy already.

    Raises:
        ValueError, TypeError: an interval, a limit, a budget, a session or a config that makes no sense. All else is
            raised by the first call that needs it.
    """
    budgets = Budgets(budget, tables=tables)
    async with Clients(
        region=region,
        profile=profile,
        endpoint_url=endpoint_url,
        connections=limit,
        budgets=budgets,
        session=session,
        config=config,
    ) as clients:
        yield Poller(AWSReader(clients), interval=interval, limit=limit, budget=budgets)
