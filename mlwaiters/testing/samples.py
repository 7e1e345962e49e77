"""Values made up of their shapes alone: for what a service must show, and a caller must give, and no table tells."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any, Final

from mlwaiters.shapes import violations
from mlwaiters.testing.patterns import drawn

_TEXTS: Final = (
    "simulated",
    "s3://simulated/model.tar.gz",
    "arn:aws:iam::123456789012:role/simulated",
    "https://simulated.example",
    "123456789012",
    "1.0",
    "{}",
    "DRAFT",
    "1",
    "10.0.0.1",
)
_NUMBERS: Final = ("integer", "long", "float", "double")
_DEEPEST: Final = 8
"""Structures in each other: what holds one of its own kind has an end."""


def sample(shape: Any, name: str = "", state: str = "", moment: float = 0.0, deep: int = 0) -> Any:
    """Make up a value that its shape has nothing against.

    Args:
        shape: botocore's.
        name: of the member that it is for.
        state: put wherever it is one of the words that a text may be.
        moment: put wherever a time belongs, in seconds since the epoch.
        deep: how many structures it is in.
    """
    kind = shape.type_name
    if kind == "structure":
        named = _needed(shape) if deep < _DEEPEST else []
        return {part: sample(shape.members[part], part, state, moment, deep + 1) for part in named}
    if kind == "list":
        return [sample(shape.member, name, state, moment, deep + 1)] * shape.metadata.get("min", 0)
    if kind == "map":
        least = shape.metadata.get("min", 0)
        value = sample(shape.value, name, state, moment, deep + 1) if least else None
        return dict.fromkeys([sample(shape.key)] if least else [], value)
    if kind in _NUMBERS:
        return max(shape.metadata.get("min", 0), 0)
    if kind == "boolean":
        return False
    if kind == "timestamp":
        return moment
    words = shape.metadata.get("enum")
    if words:
        return state if state in words else words[0]
    return sample_text(shape)


@cache
def sample_text(shape: Any) -> str:
    """Make up a text that a shape has nothing against."""
    return next((text for text in _TEXTS if fits(shape, text)), None) or fitting(shape, Random(shape.name))  # noqa: S311


def fits(shape: Any, text: str) -> bool:
    """Whether a shape has nothing against a text."""
    return not any(violations(shape, text))


def fitting(shape: Any, random: Random) -> str:
    """Draw a text that a shape has nothing against, so far as that can be told."""
    least, most = shape.metadata.get("min", 1), shape.metadata.get("max", 10_000)
    pattern = shape.metadata.get("pattern")
    text = drawn(pattern, least, most, random) if pattern else None
    return text if text is not None else "".join(random.choices("0123456789abcdef", k=max(min(16, most), least)))


def complete(shape: Any, value: Any, state: str = "", moment: float = 0.0) -> Any:
    """Add to a value all that its shape requires, at whatever depth; the value itself where that is nothing."""
    if value is None or shape.type_name not in ("structure", "list") or not _asks(shape):
        return value
    if shape.type_name == "list":
        return [complete(shape.member, item, state, moment) for item in value]
    known = {name: complete(shape.members[name], part, state, moment) for name, part in value.items()}
    lacking = [name for name in _needed(shape) if name not in known and not (shape.is_tagged_union and known)]
    return known | {name: sample(shape.members[name], name, state, moment) for name in lacking}


def _needed(shape: Any) -> list[str]:
    """The members that a structure can't do without: of a union, any one."""
    if shape.is_tagged_union and not shape.required_members:
        return [min(shape.members, key=lambda name: shape.members[name].type_name == "structure")]
    return list(shape.required_members)


@cache
def _asks(shape: Any) -> bool:
    """Whether a shape, or anything in it, requires anything."""
    return _asks_below(shape, frozenset())


def _asks_below(shape: Any, above: frozenset[str]) -> bool:
    if shape.name in above:
        return False
    above |= {shape.name}
    if shape.type_name == "list":
        return _asks_below(shape.member, above)
    if shape.type_name != "structure":
        return False
    return bool(_needed(shape)) or any(_asks_below(part, above) for part in shape.members.values())
