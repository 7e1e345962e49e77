"""How the service shows a thing: the document of a describe operation or of one item of a listing, by its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from mlwaiters.goals import classes, goals
from mlwaiters.shapes import violations

if TYPE_CHECKING:
    from mlwaiters.model import Fields, ResourceType
    from mlwaiters.testing.world import Moment, Thing

_ENDED = re.compile(r"(EndTime|CompletedOn)$")
_SAMPLES = (
    "simulated",
    "s3://simulated/model.tar.gz",
    "arn:aws:iam::123456789012:role/simulated",
    "https://simulated.example",
    "123456789012",
    "1.0",
    "{}",
    "1",
)


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


def read(document: Any, path: str) -> Any:
    """The value at a dotted path; the document itself for an empty one, None where there is nothing."""
    for name in path.split(".") if path else ():
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def sample(shape: Any, name: str = "", state: str = "", moment: float = 0.0) -> Any:
    """Make up a value that its shape has nothing against."""
    kind = shape.type_name
    if kind == "structure":
        return {part: sample(shape.members[part], part, state, moment) for part in shape.required_members}
    if kind in ("map", "list"):
        least = shape.metadata.get("min", 0)
        return {} if kind == "map" else [sample(shape.member, name, state, moment)] * least
    if kind in ("integer", "long", "float", "double"):
        return max(shape.metadata.get("min", 0), 0)
    if kind == "boolean":
        return False
    if kind == "timestamp":
        return moment
    words = shape.metadata.get("enum")
    if words:
        return state if state in words else words[0]
    return _sample_text(shape)


@cache
def _sample_text(shape: Any) -> str:
    fitting = (text for text in _SAMPLES if not any(violations(shape, text)))
    return next(fitting, "s" * shape.metadata.get("min", 1))


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
        _put(shown, path, value)
    shown = {name: value for name, value in shown.items() if name in shape.members}
    for name, member, required in _open(shape):
        if name not in shown:
            known = _known(thing, index, name, member)
            if known is not None:
                shown[name] = known
            elif required:
                blank = name in fields.reason
                shown[name] = "" if blank else sample(member, name, moment.state, _rounded(thing.created(index)))
    return shown


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
    named = [(path, value) for name, value in thing.ref.id.items() for path in {name, _item_path(kind, name)}]
    facts: list[tuple[str, Any]] = [
        *named,
        (fields.arn, thing.arn),
        (fields.created, _rounded(thing.created(index))),
        (fields.pending_configuration, moment.pending),
    ]
    if fields.configuration not in moment.members:
        facts.append((fields.configuration, f"{thing.ref.values[-1][:50]}-config"))
    if thing.parent is not None and kind.lists and kind.lists.parent:
        facts.append((kind.lists.parent.parameter, thing.parent.values[-1]))
        facts.append((thing.parent.type.describe.fields.arn, thing.parent_arn))
    if fields.resting is None:
        facts += [(fields.status, moment.state), (fields.modified, _rounded(moment.at))]
        facts += [(path, moment.reason) for path in fields.reason[:1]]
    else:
        facts += _resting_facts(thing, index, fields)
    return [(path, value) for path, value in facts if path and value != ""]


def _resting_facts(thing: Thing, index: int, fields: Fields) -> list[tuple[str, Any]]:
    """Those of a thing whose state says whether it is at work, and another word how its last work ended."""
    assert fields.resting is not None  # it is asked for only then
    state = thing.moments[index].state
    resting, ending = fields.resting
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
    return None


def _via(kind: ResourceType, request: str) -> tuple[str, ...]:
    row = kind.request(request)
    return row.via if row else ()


def _over(moment: Moment, kind: ResourceType) -> bool:
    run = kind.request("run")
    return run is not None and not run.when and moment.state not in kind.moving


def _item_path(kind: ResourceType, identifier: str) -> str:
    return kind.lists.identifiers.get(identifier, "") if kind.lists else ""


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


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *above, name = path.split(".")
    for step in above:
        part = document.get(step)
        below = dict(part) if isinstance(part, Mapping) else {}
        document[step.removesuffix("[]")] = [below] if step.endswith("[]") else below
        document = below
    document[name] = value
