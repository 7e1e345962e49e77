"""How the service shows a thing: the document of a describe operation or of one item of a listing, by its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from mlwaiters.goals import classes, goals
from mlwaiters.shapes import violations
from mlwaiters.testing.models import at
from mlwaiters.testing.places import names
from mlwaiters.testing.samples import complete, fits, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.model import Fields, ResourceType
    from mlwaiters.testing.things import Moment, Thing

_ENDED = re.compile(r"(EndTime|CompletedOn)$")


def document(thing: Thing, index: int, fields: Fields, shape: Any, key: str) -> Any:
    """Write a thing as the service shows it at one moment of its life: exactly the members that are known.

    Required members that are not known are made up. Timestamps are seconds since the epoch.

    Args:
        thing: what.
        index: of the moment.
        fields: where this document shows each fact.
        shape: botocore's, of the document.
        key: names the document among all that the thing is written as.
    """
    moment = thing.moments[index]
    if key not in moment.documents:
        moment.documents[key] = _written(thing, index, fields, shape)
    return moment.documents[key]


def overlaid(document: Any, thing: Thing, index: int, fields: Fields, shape: Any) -> Any:
    """A document of one thing that shows what a table says of another one, too, which goes by the same name."""
    shown = dict(document)
    for path, value in _facts(thing, index, fields):
        _put(shown, path, value, shape)
    return complete(shape, shown)


def read(document: Any, path: str) -> Any:
    """The value at a dotted path; the document itself for an empty one, None where there is nothing."""
    for name in path.split(".") if path else ():
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _written(thing: Thing, index: int, fields: Fields, shape: Any) -> Any:
    moment = thing.moments[index]
    if shape.type_name == "string":
        return thing.ref.values[-1]
    shown = {
        name: wire(value)
        for name, value in moment.members.items()
        if name in shape.members and not any(violations(shape.members[name], wire(value)))
    }
    for path, value in _facts(thing, index, fields):
        _put(shown, path, value, shape)
    created = _rounded(thing.created(index))
    for name, member, required in _open(shape):
        if name not in shown:
            known = _known(thing, index, name, member)
            if known is not None:
                shown[name] = known
            elif required:
                blank = name in fields.reason and member.type_name == "string" and fits(member, "")
                shown[name] = "" if blank else sample(member, name, moment.state, created)
    return complete(shape, shown, moment.state, created)


@cache
def _open(shape: Any) -> list[tuple[str, Any, bool]]:
    """The members that can be known without a table's saying so, or are required: name, shape, and which."""
    return [
        (name, member, name in shape.required_members)
        for name, member in shape.members.items()
        if name in shape.required_members
        or member.metadata.get("enum")
        or member.type_name == "timestamp"
        or name.endswith("Url")
    ]


def _facts(thing: Thing, index: int, fields: Fields) -> list[tuple[str, Any]]:
    """What the library's own table says where to show, by path; what is empty isn't shown."""
    moment, kind = thing.moments[index], thing.ref.type
    facts: list[tuple[str, Any]] = [
        *_identifiers(thing),
        (fields.arn, thing.arn),
        (fields.created, _rounded(thing.created(index))),
        (fields.pending_configuration, moment.pending),
    ]
    if fields.configuration not in moment.members:
        facts.append((fields.configuration, f"{thing.ref.values[-1][:50]}-config"))
    if thing.parent is not None and kind.lists and kind.lists.parent:
        facts.append((kind.lists.parent.parameter, thing.parent.values[-1]))
        above = thing.parent.type.describe.fields.arn
        facts += [(above, thing.parent_arn)] if above != fields.arn else []
    if fields.resting is None:
        facts += [(fields.status, moment.state), (fields.modified, _rounded(moment.at))]
        facts += [(path, moment.reason) for path in fields.reason[:1]]
    else:
        facts += _resting_facts(thing, index, fields)
    return [(path, value) for path, value in facts if path and value != ""]


def _identifiers(thing: Thing) -> Iterator[tuple[str, str]]:
    """The identifiers, wherever a document may have them: as its ARN, where that is what stands there."""
    kind = thing.ref.type
    for identifier, value in thing.ref.id.items():
        named, arn = (value, thing.arn) if identifier == kind.identifiers[-1] else (value, value)
        if value.startswith("arn:") and not identifier.lower().endswith("arn"):
            named = value.rpartition("/")[2]  # of what is described by either, but listed by its ARN
        for name in _paths(kind, identifier):
            yield name, arn if name.lower().endswith("arn") else named


@cache
def _paths(kind: ResourceType, identifier: str) -> tuple[str, ...]:
    path = kind.lists.identifiers.get(identifier, "") if kind.lists else ""
    return tuple(dict.fromkeys((identifier, path, *names(kind, identifier))))


def _resting_facts(thing: Thing, index: int, fields: Fields) -> list[tuple[str, Any]]:
    """Those of a thing whose state says whether it is at work, and another word how its last work ended."""
    assert fields.resting is not None  # it is asked for only then
    state = thing.moments[index].state
    resting, ending = fields.resting
    if not resting:  # what people have set, until a request is made: the other word tells
        asked = {word for row in thing.ref.type.requests for word in (*row.via, *row.to, *row.short)}
        return [(fields.status if state in asked else ending, state)]
    facts: list[tuple[str, Any]] = [(fields.status, state if state in thing.ref.type.moving else resting)]
    last = thing.ended(index)
    if last is not None:
        ended, began = last
        facts += [(ending, ended.state), (fields.modified, _rounded(began))]
        facts += [(path, ended.reason) for path in fields.reason[:1]]
    return facts


def _known(thing: Thing, index: int, name: str, shape: Any) -> Any:
    """What follows from the thing's life, without a table's saying so; None where nothing does."""
    moment, kind = thing.moments[index], thing.ref.type
    if shape.type_name == "timestamp" and _ENDED.search(name) and _over(moment, kind):
        return _rounded(moment.at)
    words = shape.metadata.get("enum", ())
    if shape.type_name == "string" and moment.state in words and len(words) > 1:
        return moment.state
    if set(words) == {"Active", "Inactive"} and "ready" in goals(kind):
        return "Active" if moment.state in classes(kind, "ready").success else "Inactive"
    if words and "Training" in words and moment.state in kind.moving:
        return "Training"
    if name.endswith("Url") and moment.state not in _via(kind, "create"):
        return f"https://simulated.example/{thing.ref.values[-1]}"
    if is_name(kind, name) and shape.type_name == "string":
        plain = thing.ref.values[-1].rpartition("/")[2]
        return plain if fits(shape, plain) else None
    return None


def is_name(kind: ResourceType, member: str) -> bool:
    """Whether a member is a thing's name: `jobName` is a model customization job's, as `name` is."""
    return member.lower().endswith("name") and f"{kind.name}name".lower().endswith(member.lower())


def _via(kind: ResourceType, request: str) -> tuple[str, ...]:
    row = kind.request(request)
    return row.via if row else ()


def _over(moment: Moment, kind: ResourceType) -> bool:
    run = kind.request("run")
    return run is not None and not run.when and moment.state not in kind.moving


def _rounded(seconds: float) -> float:
    """AWS's timestamps have milliseconds."""
    return round(seconds, 3)


def wire(value: Any) -> Any:
    """Write a value of Python as it goes over the wire: a `datetime` is seconds since the epoch."""
    if isinstance(value, datetime):
        return _rounded(value.timestamp())
    if isinstance(value, Mapping):
        return {name: wire(part) for name, part in value.items()}
    return [wire(part) for part in value] if isinstance(value, list | tuple) else value


def _put(document: dict[str, Any], path: str, value: Any, shape: Any) -> None:
    """Put a fact where a path says, as the shape there has it; nowhere where there is no such place."""
    place = at(shape, path)
    if place is None:
        return
    *above, name = path.split(".")
    for step in above:
        part = document.get(step)
        below = dict(part) if isinstance(part, Mapping) else {}
        document[step.removesuffix("[]")] = [below] if step.endswith("[]") else below
        document = below
    document[name] = _shaped(value, place)


def _shaped(value: Any, shape: Any) -> Any:
    """A fact in the form of its shape: a reason among several, a time as a number or as text."""
    kind = shape.type_name
    if kind == "list":
        return [_shaped(value, shape.member)]
    if kind == "structure":
        texts = [name for name, part in shape.members.items() if part.type_name == "string" and fits(part, str(value))]
        return {texts[0]: value} if texts else {}
    if kind in ("integer", "long") and isinstance(value, float):
        return int(value * 1000)
    if kind == "string" and isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).isoformat()
    return value
