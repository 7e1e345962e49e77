"""From plain values, as TOML has them, to the records of a table: every field by its own name and its own type."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from mlwaiters.tables.findings import Finding, Path
from mlwaiters.text import parse_duration, quoted, unknown

Record = TypeVar("Record")

_DURATIONS = ("timeout", "grace", "interval")
_WORDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


class UnreadableError(Exception):
    """A value is none of its field's; what is wrong with it has been noted."""


class Reading:
    """Makes records, and notes in `findings` all that keeps it from making one."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def record(self, kind: type[Record], given: object, path: Path) -> Record:
        """Make a record of this class of a table of TOML.

        Raises:
            UnreadableError: it can't be made; every reason is in `findings`.
        """
        if not isinstance(given, dict):
            raise self._refused(path, f"expected a table, not {quoted(given)}")
        hints, before = _hints(kind), len(self.findings)
        self._check_names(kind, given, path)
        values: dict[str, Any] = {name: None for name in _optional(kind) if name not in given}
        for name in hints.keys() & given.keys():
            with suppress(UnreadableError):
                values[name] = self._value(hints[name], given[name], (*path, name))
        if len(self.findings) > before:
            raise UnreadableError
        return kind(**values)

    def _check_names(self, kind: type, given: Mapping[str, Any], path: Path) -> None:
        hints = _hints(kind)
        for name in given:
            if name not in hints:
                self.findings.append(Finding((*path, name), unknown("field", name, hints)))
        for name in _needed(kind):
            if name not in given:
                self.findings.append(Finding(path, f"the field {name!r} is missing"))

    def _value(self, hint: Any, given: object, path: Path) -> Any:
        if NoneType in get_args(hint):
            hint = next(each for each in get_args(hint) if each is not NoneType)
        if is_dataclass(hint):
            return self.record(hint, given, path)  # type: ignore[arg-type] # a class, as hints are
        if get_origin(hint) is tuple:
            return self._items(get_args(hint), given, path)
        if get_origin(hint) is Mapping:
            if not isinstance(given, dict):
                raise self._refused(path, f"expected a table, not {quoted(given)}")
            return {name: self._value(get_args(hint)[1], item, (*path, name)) for name, item in given.items()}
        return given if hint is Any else self._plain(hint, given, path)

    def _items(self, hints: tuple[Any, ...], given: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(given, list):
            raise self._refused(path, f"expected a list, not {quoted(given)}")
        many = hints[-1] is ...
        if many:
            hints = hints[:1] * len(given)
        if len(hints) != len(given):
            raise self._refused(path, f"expected a list of {len(hints)}, not {quoted(given)}")
        pairs = enumerate(zip(hints, given, strict=True))
        items = tuple(self._value(hint, item, (*path, place)) for place, (hint, item) in pairs)
        if many and "" in items:
            raise self._refused((*path, items.index("")), "expected a text that isn't empty")
        return items

    def _plain(self, hint: Any, given: object, path: Path) -> Any:
        if hint is float and isinstance(given, str) and path[-1] in _DURATIONS:
            try:
                return parse_duration(given)
            except ValueError as error:
                raise self._refused(path, str(error)) from None
        good = isinstance(given, int | float if hint is float else hint)
        if not good or (isinstance(given, bool) and hint is not bool):
            raise self._refused(path, f"expected {_WORDS[hint]}, not {quoted(given)}")
        return given

    def _refused(self, path: Path, says: str) -> UnreadableError:
        self.findings.append(Finding(path, says))
        return UnreadableError(says)


def _needed(kind: type) -> list[str]:
    """The fields that can't be left out."""
    optional = _optional(kind)
    filled = (each for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING)
    return [each.name for each in filled if each.name not in optional]


def _optional(kind: type) -> list[str]:
    """The fields that may hold nothing, for which TOML has no word: they are then left out."""
    return [name for name, hint in _hints(kind).items() if NoneType in get_args(hint)]


def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}
