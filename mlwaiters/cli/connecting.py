"""AWS, as the options say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractAsyncContextManager

    from mlwaiters.poller import Poller


def connected(options: argparse.Namespace) -> AbstractAsyncContextManager[Poller]:
    """Open a poller with the connection, the budget and the tables of a command line."""
    from mlwaiters.aws import connect  # noqa: PLC0415 - AWS's client, which only what asks it needs

    return connect(
        region=options.region,
        profile=options.profile,
        endpoint_url=options.endpoint_url,
        budget=options.budget,
        tables=options.tables,
    )
