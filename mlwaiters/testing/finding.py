"""Which things a call is about, and how the service says that they aren't there."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.testing.errors import AWSError, invalid, modelled
from mlwaiters.testing.facts import NOT_FOUND
from mlwaiters.testing.patterns import drawn
from mlwaiters.testing.places import ARN, taken, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.model import Absent, Ref, ResourceType
    from mlwaiters.testing.things import Thing
    from mlwaiters.testing.world import World

_SAID: Final = (
    'Could not find {words} "{{arn}}".',
    "{words} {{arn}} not found",
    "The id {{arn}} is not valid: {words} does not exist.",
    "{words} {{arn}} couldn't be found.",
)
"""Ways to say that there is no such thing: which a service takes is for its table to say."""


def named(world: World, kind: ResourceType, operation: str, given: Mapping[str, Any]) -> Iterator[Ref]:
    """The things of a type that a call names, be they there or not."""
    places = taken(kind, operation)
    if ARN in places:
        for arn in values(given, places[ARN]):
            ref = world.named(kind, str(arn)) or _of_arn(world, kind, str(arn))
            if ref is not None:
                yield ref
    elif len(places) == len(kind.identifiers) == 1:
        yield from (world.called(kind, str(value)) for value in values(given, places[kind.identifiers[0]]))
    elif len(places) == len(kind.identifiers):
        found = [values(given, path) for path in map(places.__getitem__, kind.identifiers)]
        yield from (world.called(kind, *map(str, each)) for each in product(*found))


def known_by(world: World, kind: ResourceType, operation: str, given: Mapping[str, Any]) -> list[Thing]:
    """The things of a type that a call names, and that are there."""
    found = (world.find(ref) for ref in named(world, kind, operation, given))
    return [thing for thing in found if thing is not None]


def missing(world: World, kind: ResourceType, operation: str, given: Mapping[str, Any]) -> AWSError:
    """The error for a call that names nothing which is there."""
    ref = next(named(world, kind, operation, given), None)
    return invalid(kind.service, f"{operation} names no {words(kind)}.") if ref is None else absence(world, kind, ref)


def absence(world: World, kind: ResourceType, ref: Ref) -> AWSError:
    """How the service says that a thing isn't there."""
    arn = world.arn(ref) if kind.describe.fields.arn else ref.label
    told = NOT_FOUND.get((kind.service, kind.name))
    if told is not None:
        return modelled(kind.service, told[0], told[1].replace("{arn}", arn))
    if not kind.absent:
        return invalid(kind.service, f"{words(kind)} {arn} does not exist.")
    absent = kind.absent[0]
    return modelled(kind.service, absent.code, _said(kind, absent).replace("{arn}", arn))


def words(kind: ResourceType) -> str:
    """What a type is called in a message."""
    return kind.resource.replace("-", " ")


def _said(kind: ResourceType, absent: Absent) -> str:
    """A message by which a table knows that a thing isn't there."""
    ways = (way.format(words=words(kind)) for way in _SAID)
    fitting = next((way for way in ways if absent.matches(absent.code, way)), None)
    return fitting or drawn(absent.message, 1, 200, Random(absent.message)) or ""  # noqa: S311 - a simulation


def _of_arn(world: World, kind: ResourceType, arn: str) -> Ref | None:
    """What an ARN names that nobody has yet: a stranger, or nothing."""
    label = arn.partition(f":{kind.resource}/")[2]
    parts = label.split("/") if label else []
    if len(kind.identifiers) == 1:
        return world.called(kind, arn)
    return kind(*parts) if len(parts) == len(kind.identifiers) and all(parts) else None
