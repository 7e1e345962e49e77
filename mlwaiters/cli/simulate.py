"""The command `mlwaiters simulate`: serves a simulated AWS endpoint until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Any

from mlwaiters.cli.arguments import own_tables
from mlwaiters.cli.output import write
from mlwaiters.testing.failures import KINDS
from mlwaiters.testing.shorthand import NOTATION
from mlwaiters.text import parse_duration, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from mlwaiters.model import ResourceType
    from mlwaiters.testing import SimulatedAWS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--port", type=int, default=4599, metavar="N", help="0 for any that is free; default: 4599")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X", help="how many times faster lives pass")
    parser.add_argument(
        "--seed", type=int, metavar="N", help="of what is drawn at random; default: the scenario's, or 0"
    )
    parser.add_argument(
        "--scenario", metavar="FILE", help="JSON: what is there from the beginning, and what will happen"
    )
    parser.add_argument(
        "--table",
        action="append",
        metavar="FILE",
        help="a TOML file with tables of your own, which are served, too; may be given again",
    )
    parser.add_argument(
        "--quotas",
        metavar="QUOTAS",
        help="calls per second, over which it throttles: 'published' for AWS's own, or such as"
        " 'DescribeTrainingJob=5,List*=2/4' (2 a second, 4 at once); default: the scenario's, or none",
    )
    parser.add_argument(
        "--lag", metavar="DURATION", help="how far listings are behind, such as 5s; default: not at all"
    )
    parser.add_argument(
        "--late-filters",
        action="store_true",
        help="listings filter a page when they have taken it: pages with few items or none, and others after them",
    )
    parser.add_argument(
        "--faults",
        action="append",
        metavar="FAULTS",
        help="what goes wrong with which calls, as below; may be given again; default: the scenario's, or nothing",
    )
    parser.epilog = f"faults:\n{NOTATION}\nkinds of fault:\n{_kinds()}"


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; prints the URL, alone on its line, once it listens.

    Raises:
        TableError: a table of the user's own can't be used.
        ValueError: an option, or something in the scenario, makes no sense.
        OSError: the scenario can't be read, or the address can't be listened at.
    """
    from mlwaiters.testing import SimulatedAWS  # noqa: PLC0415 - an HTTP server: help is there without it
    from mlwaiters.testing.quotas import read_quotas  # noqa: PLC0415 - likewise

    tables = own_tables(options.table)
    aws = SimulatedAWS(
        options.scenario,
        host=options.host,
        port=options.port,
        speed=options.speed,
        seed=options.seed,
        quotas=read_quotas(options.quotas) if options.quotas is not None else None,
        listings=_habits(options),
        faults=_faults(options, tables),
        tables=tables,
    )
    asyncio.run(_serve(aws))
    return 0


def _kinds() -> str:
    """A line for each kind of fault: its name, what it is, its options."""
    width = max(map(len, KINDS))
    return "".join(f"  {name:{width}}  {kind.told}{_options(kind.options)}\n" for name, kind in KINDS.items())


def _options(names: Iterable[str]) -> str:
    told = ", ".join(f"{name}=" for name in names)
    return f" ({told})" if told else ""


def _faults(options: argparse.Namespace, tables: Sequence[ResourceType]) -> list[str] | None:
    """The faults that were given; they may befall the operations of the user's own tables, too.

    Raises:
        ValueError: one can't be read, or makes no sense.
    """
    from mlwaiters.testing.faults import parse_faults  # noqa: PLC0415 - reads all tables: help is there without them
    from mlwaiters.testing.served import Served  # noqa: PLC0415 - likewise

    served = Served(tables)
    for text in options.faults or ():
        try:
            parse_faults([text], served)
        except ValueError as error:
            raise ValueError(f"--faults: {error}") from None
    return options.faults  # type: ignore[no-any-return] # argparse's


def _habits(options: argparse.Namespace) -> dict[str, Any]:
    """What holds for every listing of which the scenario says nothing else.

    Raises:
        ValueError: the lag is no duration.
    """
    habit: dict[str, Any] = {}
    if options.lag is not None:
        try:
            habit["lag"] = parse_duration(options.lag)
        except ValueError as error:
            raise ValueError(f"--lag: {error}") from None
    if options.late_filters:
        habit["late_filters"] = True
    return {"*": habit} if habit else {}


async def _serve(aws: SimulatedAWS) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    async with aws:
        write(f"{aws.url}\n")
        sys.stderr.write(
            f"Listening; Ctrl-C ends it. Point clients at it:\n"
            f"  export AWS_ENDPOINT_URL={aws.url} AWS_DEFAULT_REGION={printable(aws.world.region)}"
            f" AWS_ACCESS_KEY_ID=simulated AWS_SECRET_ACCESS_KEY=simulated AWS_DISABLE_HOST_PREFIX_INJECTION=true\n"
        )
        await over.wait()
