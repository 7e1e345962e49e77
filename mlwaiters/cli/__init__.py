"""The command `mlwaiters`. What a command needs is imported when it is run: help is there at once."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from mlwaiters.cli import exits
from mlwaiters.cli.output import UnwritableError, write

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "wait": "wait for things to reach a goal",
    "watch": "tell every change until all is at rest",
    "status": "look once",
    "resources": "list the resource types",
    "states": "show a resource type's state machine",
    "explain": "tell what one state means",
    "check": "check tables of your own",
    "simulate": "serve a simulated AWS endpoint",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status. No bad input, and no signal, ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        write("")
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except UnwritableError as error:
        _discard_output()
        if sys.stderr and not isinstance(error.__cause__, BrokenPipeError):
            sys.stderr.write(f"mlwaiters: {error}\n")
        return exits.UNREAD
    return status


def _run(argv: Sequence[str]) -> int:
    try:
        return _dispatch(argv)
    except SystemExit as stop:  # argparse's, after help or a complaint
        return stop.code if isinstance(stop.code, int) else exits.REACHED


def _dispatch(argv: Sequence[str]) -> int:
    command, rest = (argv[0], argv[1:]) if argv else ("--help", [])
    if command in ("wait", "watch", "status"):
        return _ask(command, rest)
    if command in ("resources", "states", "explain", "check"):
        from mlwaiters.cli import catalogue  # noqa: PLC0415

        return catalogue.COMMANDS[command](rest)
    if command == "simulate":
        return _simulate(rest)
    return _overview(argv)


def _ask(command: str, argv: Sequence[str]) -> int:
    from mlwaiters.cli import arguments  # noqa: PLC0415

    parser, options, targets = arguments.read(command, argv)
    if options.help:
        parser.print_help()
        return exits.REACHED
    if command == "status":
        from mlwaiters.cli import status  # noqa: PLC0415 - an event loop, which a command line that is wrong can do without

        return status.run(options, targets)
    from mlwaiters.cli import follow  # noqa: PLC0415 - likewise
    from mlwaiters.cli.targets import UsageError  # noqa: PLC0415

    try:
        return follow.run(command, options, targets)
    except UsageError as error:  # of the journal's, which is made when all else is there
        parser.error(str(error))


def _simulate(argv: Sequence[str]) -> int:
    from mlwaiters.cli import grammar, simulate  # noqa: PLC0415 - an HTTP server, which no other command needs

    parser = grammar.simulate()
    simulate.add_arguments(parser)
    options = parser.parse_args(argv)
    try:
        return simulate.run(options)
    except (ValueError, OSError) as error:  # a scenario that makes no sense, a port that is taken
        parser.error(str(error))


def _overview(argv: Sequence[str]) -> int:
    from mlwaiters.cli.grammar import overview  # noqa: PLC0415

    parser = overview(COMMANDS)
    if argv and not argv[0].startswith("-"):
        from mlwaiters.text import unknown  # noqa: PLC0415

        parser.error(unknown("command", argv[0], COMMANDS))
    options = parser.parse_args(argv)
    if options.version:
        write(f"mlwaiters {_version()}\n")
        return exits.REACHED
    parser.print_help()
    return exits.REACHED if argv else exits.USAGE


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("mlwaiters")
    except PackageNotFoundError:
        return "(run from its sources, not installed)"


def _discard_output() -> None:
    """Let the interpreter's last flush go nowhere, so that it has nothing to complain about."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        pass  # not a real file: there is nothing to flush into
    finally:
        os.close(nowhere)
