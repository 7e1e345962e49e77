"""The commands that only read tables: `resources` and `states`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.cli import parser as grammar
from mlwaiters.cli.arguments import own_tables
from mlwaiters.cli.exits import REACHED, USAGE
from mlwaiters.cli.output import write
from mlwaiters.errors import TableError, UnknownNameError
from mlwaiters.goals import default_goal, goals
from mlwaiters.report.diagram import states_document, states_mermaid, states_text
from mlwaiters.report.events import dump
from mlwaiters.report.table import aligned
from mlwaiters.resources import catalogue, find, services
from mlwaiters.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlwaiters.model import ResourceType


def resources(argv: Sequence[str]) -> int:
    """Run `mlwaiters resources`; returns the exit status."""
    parser = grammar.resources()
    options = parser.parse_args(argv)
    try:
        own = own_tables(options.table)
        chosen = services(own) if options.service is None else (options.service,)
        kinds = [kind for service in chosen for kind in catalogue(service, own).values()]
    except (UnknownNameError, TableError) as error:
        parser.error(str(error))
    write(dump(list(map(_document, kinds)), indent=2) if options.output == "json" else _text(kinds))
    return 0


def states(argv: Sequence[str]) -> int:
    """Run `mlwaiters states`; returns the exit status."""
    parser = grammar.states()
    options = parser.parse_args(argv)
    try:
        kind = find(options.service, options.resource, own_tables(options.table))
    except (UnknownNameError, TableError) as error:
        parser.error(str(error))
    if options.output == "json":
        write(dump(states_document(kind), indent=2))
    else:
        write(states_mermaid(kind) if options.output == "mermaid" else states_text(kind))
    return 0


def check(argv: Sequence[str]) -> int:
    """Run `mlwaiters check`; returns the exit status."""
    parser = grammar.check()
    options = parser.parse_args(argv)
    from mlwaiters.aws.tables import lint  # noqa: PLC0415 - AWS's models, which only this needs
    from mlwaiters.tables import survey  # noqa: PLC0415 - likewise

    good = True
    for file in options.files:
        try:
            kinds, complaints = survey(file, lint)
        except TableError as error:
            parser.error(str(error))
        fine = all(one.harmless for one in complaints)
        good = good and fine
        write("".join(f"{one}\n" for one in complaints))
        if fine:
            write(f"{printable(file)}: fine: {', '.join(map(str, kinds))}\n")
    return REACHED if good else USAGE


COMMANDS = {"resources": resources, "states": states, "check": check}


def _text(kinds: Sequence[ResourceType]) -> str:
    rows = [("SERVICE", "RESOURCE", "IDENTIFIERS", "GOALS, THE DEFAULT FIRST")]
    rows += [
        (kind.service, kind.resource, " ".join(kind.identifiers), " ".join(_goals(kind)) + _retired(kind))
        for kind in kinds
    ]
    return aligned(rows)


def _goals(kind: ResourceType) -> list[str]:
    return list(dict.fromkeys((default_goal(kind), *goals(kind))))


def _retired(kind: ResourceType) -> str:
    return "  (retired)" if kind.retired else ""


def _document(kind: ResourceType) -> dict[str, object]:
    return {
        "service": kind.service,
        "resource": kind.resource,
        "identifiers": list(kind.identifiers),
        "goals": list(goals(kind)),
        "default": default_goal(kind),
        "timeout": kind.timeout,
        "retired": kind.retired or None,
    }
