"""A user's own tables: read from a TOML file, whose fields are those of the records, and checked line by line."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from mlwaiters.errors import TableError
from mlwaiters.model import ResourceType
from mlwaiters.tables.findings import Finding, Weight
from mlwaiters.tables.lines import line_of, lines
from mlwaiters.tables.records import Reading, UnreadableError
from mlwaiters.text import printable, quoted, unknown

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mlwaiters.tables.findings import Path

ENTRY = "resource"
"""What a file calls each of its tables."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a file: on which line, with which field, and what."""

    source: str
    line: int
    field: str
    says: str
    weight: Weight = Weight.WRONG

    @property
    def harmless(self) -> bool:
        """Whether the file is fine all the same."""
        return self.weight is Weight.NOTE

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        note = "note: " if self.harmless else ""
        return printable(f"{self.source}:{self.line}: {note}{field}{self.says}", 2000)


def survey(
    source: str | os.PathLike[str], lint: Callable[[ResourceType], Iterable[Finding]]
) -> tuple[tuple[ResourceType, ...], list[Complaint]]:
    """Read a file of tables; `lint` finds what is wrong with each that can be read.

    Returns:
        Those tables, and all that is wrong with the file, in the order of its lines.

    Raises:
        TableError: the file can't be read, or is no TOML.
    """
    text, document = _read(source)
    places = lines(text)
    kinds: dict[int, ResourceType] = {}
    found = list(_unread(document, kinds))
    for number, kind in kinds.items():
        found += (_below((ENTRY, number), finding) for finding in (*_repeated(kinds, number), *lint(kind)))
    complaints = [
        Complaint(str(source), line_of(places, one.path), spelled(one.path), _said(one), one.weight) for one in found
    ]
    return tuple(kinds.values()), sorted(complaints, key=lambda one: one.line)


def refuse(complaints: Iterable[Complaint]) -> None:
    """Raise what keeps tables from being used, if anything does.

    Raises:
        TableError: something is wrong; what is merely incomplete, as a newer model of AWS's may make it, is not.
    """
    wrong = [str(one) for one in complaints if one.weight is Weight.WRONG]
    if wrong:
        raise TableError(wrong)


def spelled(path: Path) -> str:
    """Spell where something stands: `requests[1].via[0]`; which of the file's tables it is, the line tells."""
    below = path[2:] if path[:1] == (ENTRY,) else path
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in below).removeprefix(".")


def _read(source: str | os.PathLike[str]) -> tuple[str, dict[str, Any]]:
    try:
        text = FilePath(source).read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError([f"{source}: no TOML: {error}"]) from None
    except UnicodeDecodeError as error:
        raise TableError([f"{source}: no UTF-8 text: {error}"]) from None
    except RecursionError:
        raise TableError([f"{source}: no table is nested so deeply"]) from None
    except (OSError, ValueError) as error:  # a path with a NUL in it is no path
        raise TableError([f"{quoted(str(source))} can't be read: {getattr(error, 'strerror', error)}"]) from None


def _unread(document: Mapping[str, Any], kinds: dict[int, ResourceType]) -> Iterator[Finding]:
    """Read every table into `kinds`, by its number; what can't be read is told."""
    for name in document:
        if name != ENTRY:
            yield Finding((name,), unknown("table", name, [ENTRY]))
    entries = document.get(ENTRY)
    if not isinstance(entries, list) or not entries:
        yield Finding((ENTRY,), f"expected a table [[{ENTRY}]] for each resource type")
        return
    reading = Reading()
    for number, entry in enumerate(entries):
        try:
            kinds[number] = reading.record(ResourceType, entry, (ENTRY, number))
        except UnreadableError:
            continue
    yield from reading.findings


def _said(finding: Finding) -> str:
    """What is wrong, without repeating where: the field tells that already."""
    where, _, rest = str(finding).partition(": ")
    return rest if where in finding.path else str(finding)


def _below(path: Path, finding: Finding) -> Finding:
    return Finding((*path, *finding.path), finding.says, finding.word, finding.valid, finding.weight)


def _repeated(kinds: Mapping[int, ResourceType], number: int) -> Iterator[Finding]:
    kind = kinds[number]
    above = [(other.service, other.resource) for place, other in kinds.items() if place < number]
    if (kind.service, kind.resource) in above:
        yield Finding(("name",), f"{kind.service} {kind.resource} has a table already, above")
