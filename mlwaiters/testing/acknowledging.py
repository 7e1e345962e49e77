"""What requests answer: the names of what they made or moved, its state, and what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.shapes import violations
from mlwaiters.testing.documents import document, wire
from mlwaiters.testing.models import at, output_of
from mlwaiters.testing.places import arns, is_told, names
from mlwaiters.testing.samples import complete

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.testing.things import Thing
    from mlwaiters.testing.wire import Asked
    from mlwaiters.testing.world import World


def acknowledged(things: list[Thing], world: World, asked: Asked) -> dict[str, Any]:
    """Answer a request that was granted: by whatever the answer has a place for."""
    shape = output_of(asked.service, asked.operation)
    if shape is None:
        return {}
    now = world.clock()
    result = {name: value for name, value in asked.given.items() if name in shape.members}
    result = {name: value for name, value in result.items() if _suits(shape.members[name], value)}
    for thing in reversed(things):
        result |= _named_in(thing, max(thing.index(now), 0), shape, asked.operation)
    first = things[0]
    created = round(first.created(max(first.index(now), 0)), 3)
    return wire(complete(shape, result, first.state(now), created))  # type: ignore[no-any-return]


def _named_in(thing: Thing, index: int, shape: Any, operation: str) -> dict[str, Any]:
    """The members of an answer, or of a structure in it, that name a thing."""
    known = _known(thing, index)
    told = {name: known[name.lower()] for name in shape.members if name.lower() in known}
    told |= {name: value for name, value in _minted(thing, shape, operation) if name not in told}
    result = {name: value for name, value in told.items() if _suits(shape.members[name], value)}
    kind = thing.ref.type
    described = at(output_of(kind.service, kind.describe.operation), kind.describe.within)
    for name, part in shape.members.items():
        if name in result or part.type_name != "structure":
            continue
        if part.name == getattr(described, "name", ""):
            result[name] = document(thing, index, kind.describe.fields, part, f"{operation} {name}")
        elif any(below.lower() in known for below in part.members):
            result[name] = _named_in(thing, index, part, operation)
    return result


def _known(thing: Thing, index: int) -> Mapping[str, Any]:
    """What there is to tell, by the names that an answer may have for it, in small letters."""
    kind = thing.ref.type
    known: dict[str, Any] = {kind.describe.fields.arn.lower(): thing.arn}
    known[kind.describe.fields.status.lower()] = thing.moments[index].state
    for identifier, value in thing.ref.id.items():
        for name in (*names(kind, identifier), *arns(kind, identifier)):
            known.setdefault(name.lower(), thing.arn if name.lower().endswith("arn") else value)
    return known


def _minted(thing: Thing, shape: Any, operation: str) -> Iterator[tuple[str, Any]]:
    """An identifier by a longer name: a `JobRunId` for a `RunId`, a list of one `StepId`, a `recordArn`."""
    for identifier, value in thing.ref.id.items():
        name = is_told(thing.ref.type, operation, identifier)
        if name in shape.members:
            told = thing.arn if name.lower().endswith("arn") else value
            yield name, _held(told, identifier, shape.members[name].type_name)


def _held(value: str, name: str, kind: str) -> Any:
    """A value as a member of this kind holds it: alone, in a list, or by its name."""
    return {"list": [value], "map": {name: value}}.get(kind, value)


def _suits(shape: Any, value: object) -> bool:
    """Whether a value can be what a member tells; an ARN of ours need not be of the form that the member's have."""
    is_arn = isinstance(value, str) and value.startswith("arn:") and shape.type_name == "string"
    return is_arn or not any(violations(shape, value))
