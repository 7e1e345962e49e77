"""A table written as Python, as in `mlwaiters/resources`: one row a line, comments above what they are about."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field
from typing import TYPE_CHECKING, Any

from mlwaiters.model import GONE, Request, ResourceType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 120
STEP = "    "
_SPELLED_OUT = {"within", "reason", "created", "modified", "arn", "parent", "limit", "page", "of", "limit_parameter"}
"""Fields that are always named; those before the first of them stand by position, but in a ResourceType."""

Notes = Mapping[str, Sequence[str]]
"""Comments by what they are about: a field of the ResourceType, or the name of a request."""


def module(service: str, title: str, tables: Iterable[tuple[ResourceType, Notes]]) -> str:
    """Write the module of a service."""
    tables = list(tables)
    body = "\n".join(table(kind, notes) for kind, notes in tables)
    records = ("Absent", "Describe", "Fields", "Lists", "Parent", "Request", "ResourceType")
    names = ["GONE"] if "GONE" in body else []
    names += [name for name in records if f"{name}(" in body]
    head = f'"""{title}: the tables of its resource types."""\n\nfrom mlwaiters.model import {", ".join(names)}\n'
    return f"{head}\n{body}" if service and tables else head


def table(kind: ResourceType, notes: Notes) -> str:
    """Write one table, its comments included."""
    lines = [*comments(notes.get("", ()), ""), f"{kind.name} = ResourceType("]
    for item in dataclasses.fields(kind):
        value = getattr(kind, item.name)
        if _is_default(item, value) and item.name != "lists":
            continue
        lines += comments(notes.get(item.name, ()), STEP)
        if item.name == "requests":
            lines += [f"{STEP}requests=(", *_rows(value, notes), f"{STEP}),"]
        else:
            lines.append(f"{STEP}{item.name}={_written(value, STEP, len(item.name) + 2)},")
    return "\n".join([*lines, ")"]) + "\n"


def comments(notes: Iterable[str], indent: str) -> Iterator[str]:
    """Write notes as comments, each on as many lines as it needs."""
    for note in notes:
        line = f"{indent}#"
        for word in note.split():
            if len(line) + len(word) + 1 > WIDTH:
                yield line
                line = f"{indent}#"
            line += f" {word}"
        yield line


def _rows(rows: Iterable[Request], notes: Notes) -> Iterator[str]:
    for row in rows:
        yield from comments(notes.get(row.name, ()), STEP * 2)
        yield from _row(row)


def _row(row: Request) -> Iterator[str]:
    """Write a request on one line, or else on as few as it takes."""
    parts = [_literal(part) for part in (row.name, row.by, row.via, row.to)]
    parts += [_literal(row.fail)] if row.fail else []
    parts += [
        f"{name}={_literal(getattr(row, name))}" for name in ("rollback", "partial", "when") if getattr(row, name)
    ]
    line = f"{STEP * 2}Request({', '.join(parts)}),"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{STEP * 2}Request("
    yield from _filled(parts, STEP * 3)
    yield f"{STEP * 2}),"


def _filled(parts: Iterable[str], indent: str) -> Iterator[str]:
    line = indent.rstrip("\n")
    for part in parts:
        if line.strip() and len(line) + len(part) + 2 > WIDTH:
            yield line.rstrip()
            line = indent
        if len(indent) + len(part) + 1 > WIDTH and part.endswith(")"):
            head, _, inner = part.partition("(")
            yield f"{indent}{head}("
            yield from _filled(inner[:-1].rstrip(",").split(", "), indent + STEP)
            yield f"{indent}),"
            continue
        line += ("" if line == indent else " ") + part + ","
    if line.strip():
        yield line


def _written(value: Any, indent: str, taken: int = 0) -> str:
    """Write a value at an indentation, on one line where that fits; `taken`: what stands before and behind it."""
    flat = _literal(value)
    if len(indent) + taken + len(flat) <= WIDTH:
        return flat
    inner = indent + STEP
    if isinstance(value, Mapping):
        parts = [f"{_literal(key)}: {_written(item, inner)}" for key, item in value.items()]
        start, end = "{", "}"
    elif isinstance(value, tuple):
        parts, start, end = [_written(item, inner) for item in value], "(", ")"
    elif dataclasses.is_dataclass(value):
        parts = [f"{name}{_written(item, inner, len(name) + 1)}" for name, item in _arguments(value)]
        start, end = f"{type(value).__name__}(", ")"
    else:
        return flat
    return "\n".join([start, *(f"{inner}{part}," for part in parts), f"{indent}{end}"])


def _literal(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, str):
        if value == GONE:
            return "GONE"
        return '"' + repr(value)[1:-1].replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if dataclasses.is_dataclass(value):
        inner = ", ".join(f"{name}{_literal(item)}" for name, item in _arguments(value))
        return f"{type(value).__name__}({inner})"
    return f"{value:.15g}" if isinstance(value, float) else repr(value)


def _arguments(value: Any) -> Iterator[tuple[str, Any]]:
    """What a record is called with: each value, and its name with an equals sign where it needs one."""
    for item in dataclasses.fields(value):
        given = getattr(value, item.name)
        if not _is_default(item, given):
            named = item.name in _SPELLED_OUT or item.default is not MISSING or item.default_factory is not MISSING
            named = named or (item.name == "identifiers")
            yield (f"{item.name}=" if named and item.name != "message" else "", given)


def _is_default(item: Field[Any], value: Any) -> bool:
    if item.default is not MISSING:
        return bool(value == item.default)
    return item.default_factory is not MISSING and bool(value == item.default_factory())
