"""The commands that ask AWS: their arguments read and checked, nothing asked yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.budget import Budgets
from mlwaiters.cli import arguments
from mlwaiters.cli.exits import REACHED
from mlwaiters.cli.selection import UsageError
from mlwaiters.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(command: str, argv: Sequence[str]) -> int:
    """Run `wait`, `watch` or `status`; returns the exit status.

    Raises:
        SystemExit: of argparse's: the command line makes no sense, or is refused by AWS's own model of the service.
    """
    parser, options, targets = arguments.read(command, argv)
    if options.help:
        parser.print_help()
        return REACHED
    options.tables = [*options.own, *dict.fromkeys(target.type for target in targets)]
    try:
        Budgets(options.budget, tables=options.tables)
    except UnknownNameError as error:
        parser.error(f"argument --budget: {error}")
    from mlwaiters.aws import check  # noqa: PLC0415 - the client of AWS, which a command line that is wrong can do without
    from mlwaiters.errors import InvalidRequestError  # noqa: PLC0415

    try:
        for target in targets:
            check(target)
    except InvalidRequestError as error:
        parser.error(str(error))
    if command == "status":
        from mlwaiters.cli import looking  # noqa: PLC0415

        return looking.run(options, targets)
    from mlwaiters.cli import waiting  # noqa: PLC0415

    try:
        return waiting.run(command, options, targets)
    except UsageError as error:  # of the journal's, which is made when all else is there
        parser.error(str(error))
