"""The commands that only read tables: `resources`, `states`, `explain` and `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.cli import grammar, waiter_options
from mlwaiters.cli.arguments import own_tables
from mlwaiters.cli.exits import REACHED, USAGE
from mlwaiters.cli.output import write
from mlwaiters.errors import TableError, UnknownNameError
from mlwaiters.goals import default_goal, goals
from mlwaiters.report.diagram import states_document, states_mermaid, states_text
from mlwaiters.report.drawing import states_svg
from mlwaiters.report.events import dump
from mlwaiters.report.meaning import state_document, state_text
from mlwaiters.report.table import aligned
from mlwaiters.resources import catalogue, find, services
from mlwaiters.text import nearest, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlwaiters.model import ResourceType


def resources(argv: Sequence[str]) -> int:
    """Run `mlwaiters resources`; returns the exit status."""
    parser = grammar.resources()
    options = parser.parse_args(argv)
    try:
        if options.waiters:
            write(waiter_options.catalogue(options.service, options.output))
            return REACHED
        own = own_tables(options.table)
        chosen = services(own) if options.service is None else (options.service,)
        kinds = [kind for service in chosen for kind in catalogue(service, own).values()]
    except (UnknownNameError, TableError) as error:
        parser.error(str(error))
    found = {kind: list(_matches(kind, options.search)) for kind in kinds} if options.search is not None else {}
    if options.search is not None:
        kinds = [kind for kind in kinds if found[kind]]
        if not kinds:
            parser.error(_unfound(options.search, found))
    if options.output == "json":
        write(dump([_document(kind) | ({"matches": found[kind]} if found else {}) for kind in kinds], indent=2))
    else:
        write(_found(kinds, found) if found else _text(kinds))
    return REACHED


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
        write(_STATES[options.output](kind))
    return REACHED


_STATES = {"text": states_text, "mermaid": states_mermaid, "svg": states_svg}


def explain(argv: Sequence[str]) -> int:
    """Run `mlwaiters explain`; returns the exit status."""
    parser = grammar.explain()
    options = parser.parse_args(argv)
    try:
        kind = find(options.service, options.resource, own_tables(options.table))
        if options.output == "json":
            write(dump(state_document(kind, options.state), indent=2))
        else:
            write(state_text(kind, options.state))
    except (UnknownNameError, TableError) as error:
        parser.error(str(error))
    return REACHED


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


COMMANDS = {"resources": resources, "states": states, "explain": explain, "check": check}


def _text(kinds: Sequence[ResourceType]) -> str:
    rows = [("SERVICE", "RESOURCE", "IDENTIFIERS", "GOALS, THE DEFAULT FIRST")]
    rows += [
        (kind.service, kind.resource, " ".join(kind.identifiers), " ".join(_goals(kind)) + _retired(kind))
        for kind in kinds
    ]
    return aligned(rows)


def _found(kinds: Sequence[ResourceType], found: Mapping[ResourceType, Sequence[str]]) -> str:
    rows = [("SERVICE", "RESOURCE", "FOUND")]
    return aligned([*rows, *((kind.service, kind.resource, ", ".join(found[kind])) for kind in kinds)])


def _matches(kind: ResourceType, word: str) -> Iterator[str]:
    """What of a type has the word in it: `resource endpoint`, `operation CreateEndpoint`, `state InService`."""
    for what, names in _names(kind).items():
        yield from (f"{what} {name}" for name in names if word.casefold() in name.casefold())


def _unfound(word: str, kinds: Iterable[ResourceType]) -> str:
    names = dict.fromkeys(name for kind in kinds for each in _names(kind).values() for name in each)
    near = nearest(word[:100], names)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    return f"no resource, operation or state has {quoted(word)} in it{hint}"


def _names(kind: ResourceType) -> dict[str, Iterable[str]]:
    operations = [kind.describe.operation, *([kind.lists.operation] if kind.lists else [])]
    operations += [by for row in kind.requests for by in row.by]
    spelled = kind.resource if kind.resource == kind.name.lower() else f"{kind.resource} ({kind.name})"
    return {"resource": [spelled], "operation": dict.fromkeys(operations), "state": kind.states}


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
