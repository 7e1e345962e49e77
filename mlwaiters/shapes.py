"""What a service's own model says of a value: its type, length, range, words and pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from mlwaiters.text import unknown

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float, str, datetime),
    "blob": (str, bytes),
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
}


class Shape(Protocol):
    """As much of botocore's shapes as is read here; structures, lists and maps have their members' shapes besides."""

    type_name: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong: where, what value, and the constraint in the words of AWS's own answers."""

    path: str
    value: object
    constraint: str


def violations(shape: Any, value: object, path: str = "") -> Iterator[Violation]:
    """Find all that the model has against a value.

    Args:
        shape: of the value; botocore's, or anything like it.
        value: as it goes over the wire, or as a caller of botocore gives it (`datetime` for a timestamp).
        path: what to call the value; members are named below it.
    """
    kind = shape.type_name
    expected = _PYTHON_TYPES.get(kind, (object,))
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected and object not in expected):
        yield Violation(path, value, f"Member must be a {kind}")
        return
    yield from (Violation(path, value, constraint) for constraint in _broken(shape, value))
    for name, member, item in _members(shape, value):
        if member is None:
            yield Violation(_below(path, name), None, "Member must not be null")
        else:
            yield from violations(member, item, _below(path, name))


def strangers(shape: Any, value: object, path: str = "") -> Iterator[Violation]:
    """Find the members of a value that the model doesn't have; AWS ignores them, and so would hide a misspelt one."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name in value.keys() - shape.members.keys():
            yield Violation(_below(path, name), value[name], unknown("member", name, shape.members))
    for name, member, item in _members(shape, value):
        if member is not None:
            yield from strangers(member, item, _below(path, name))


def _members(shape: Any, value: Any) -> Iterator[tuple[str, Any, object]]:
    """What a value holds: the name, the shape and the value of each member; no shape for a required one not there."""
    if shape.type_name == "structure":
        yield from ((name, None, None) for name in shape.required_members if value.get(name) is None)
        yield from ((name, shape.members[name], value[name]) for name in shape.members if value.get(name) is not None)
    elif shape.type_name == "map":
        yield from (("key", shape.key, key) for key in value)
        yield from ((str(key), shape.value, item) for key, item in value.items())
    elif shape.type_name == "list":
        yield from ((f"{number}.member", shape.member, item) for number, item in enumerate(value, 1))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _broken(shape: Any, value: object) -> Iterator[str]:
    limits = shape.metadata
    if isinstance(value, str | bytes | list | tuple | Mapping):
        size: float = len(value)
        least, most = "length greater than or equal to", "length less than or equal to"
    elif isinstance(value, int | float):
        size = value
        least, most = "value greater than or equal to", "value less than or equal to"
    else:
        return
    if shape.type_name != "timestamp":
        if size < limits.get("min", size):
            yield f"Member must have {least} {limits['min']}"
        if size > limits.get("max", size):
            yield f"Member must have {most} {limits['max']}"
    if isinstance(value, str) and "enum" in limits and value not in limits["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"
    if isinstance(value, str) and "pattern" in limits:
        pattern = compiled(limits["pattern"])
        if pattern is not None and pattern.fullmatch(value) is None:
            yield f"Member must satisfy regular expression pattern: {limits['pattern']}"


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """AWS's patterns are Java's, and mean the whole string; None for one that Python can't read."""
    # Java writes what lies beyond the basic plane as two ranges of surrogates.
    translated = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    try:
        return re.compile(translated, re.ASCII)  # Java's \d, \w and \s are
    except re.error:
        return None
