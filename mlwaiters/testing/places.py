"""Where operations have the identifiers of a thing: by name, as the tables say, or by what is left over."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from mlwaiters.testing.facts import PLACES
from mlwaiters.testing.models import at, input_of, members_of, output_of, required_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.model import ResourceType

ARN = ""
"""In place of an identifier: where the thing's ARN is, which stands for all of them."""


def values(given: Any, path: str) -> list[Any]:
    """Every value at a path such as `JobName`, `JobRunIds[]` or `Documents[].Id`; empty where there is none."""
    if path.isidentifier():  # as nearly all are
        value = given.get(path)
        return [] if value is None else [value]
    found = [given]
    for step in path.split("."):
        name = step.removesuffix("[]")
        below = [part[name] for part in found if isinstance(part, dict) and part.get(name) is not None]
        found = [item for part in below for item in part] if step.endswith("[]") else below
    return found


def plain_names(kind: ResourceType, identifier: str) -> Iterator[str]:
    """What an identifier is called: by its own name, and in the listing."""
    yield identifier
    path = (kind.lists.identifiers.get(identifier, "") if kind.lists else "").rpartition(".")[2]
    if path and path != identifier:
        yield path


def names(kind: ResourceType, identifier: str) -> Iterator[str]:
    """What it may be called besides: by names that begin with the type's own."""
    for name in plain_names(kind, identifier):
        yield name
        yield kind.name + name
    if identifier.lower().endswith("identifier") and identifier == kind.identifiers[-1]:
        yield from ("id", f"{kind.name}Id")


@cache
def taken(kind: ResourceType, operation: str, *, making: bool = False) -> Mapping[str, str]:
    """The path in a request at which it has each identifier; those that it has nowhere are left out.

    Args:
        kind: of the thing.
        operation: one of the type's service.
        making: whether it brings the thing into being: what it doesn't take by name, the service then makes up.
    """
    shape = input_of(kind.service, operation)
    members = {name: part for name, part in members_of(shape).items() if _is_names(part)}
    found = dict(PLACES.get((kind.service, kind.name, operation), {}))
    found |= {name: path for name, path in kind.describe.sends.items() if _is_text(at(shape, path))}
    for search in (_by_name,) if making else (_by_name, _by_further_name, _of_many, _vague):
        for identifier in kind.identifiers:
            if identifier not in found:
                free = {name: part for name, part in members.items() if not _is_used(name, found)}
                place = search(kind, identifier, free)
                found |= {identifier: place} if place else {}
    missing = [identifier for identifier in kind.identifiers if identifier not in found]
    if making or not missing:
        if making and missing:
            found |= _many_if_told_many(kind, operation, members, missing)
        return found
    arn = next((name for name in members if name.lower() in arns(kind, missing[-1]) and not _is_used(name, found)), "")
    if arn:
        return {**found, ARN: arn}
    left = [name for name in shape.required_members if name in members and not _is_used(name, found)] if shape else []
    left = [name for name in left if not _is_token(members[name])]
    if len(left) == len(missing) == 1:
        found[missing[0]] = left[0] + ("[]" if members[left[0]].type_name == "list" else "")
    return found


@cache
def is_told(kind: ResourceType, operation: str, identifier: str) -> str:
    """The member of an operation's answer that tells an identifier which the service made up; empty for none."""
    members = members_of(output_of(kind.service, operation))
    known = [name.lower() for name in names(kind, identifier)]
    for name in members:
        if name.lower() in known:
            return name
    for name, part in members.items():
        if any(below.lower() in known for below in members_of(part)):
            return name
    for name, part in members.items():
        lowered = name.lower().removesuffix("s") if part.type_name == "list" else name.lower()
        if lowered in arns(kind, identifier) or any(lowered.endswith(word) for word in known):
            return name
    texts = (name for name in required_of(output_of(kind.service, operation)) if _is_texts(members[name]))
    return next(texts, "")


def whole(kind: ResourceType, operation: str, *, making: bool) -> bool:
    """Whether a request says which thing it is about, or its answer does where it makes one."""
    places = taken(kind, operation, making=making)
    if ARN in places:
        return True
    return all(name in places or (making and is_told(kind, operation, name)) for name in kind.identifiers)


def _by_name(kind: ResourceType, identifier: str, members: Mapping[str, Any]) -> str:
    return _named(plain_names(kind, identifier), members)


def _by_further_name(kind: ResourceType, identifier: str, members: Mapping[str, Any]) -> str:
    return _named(names(kind, identifier), members)


def _named(wanted: Iterator[str], members: Mapping[str, Any]) -> str:
    texts = {name.lower(): name for name, part in members.items() if part.type_name == "string"}
    return next((texts[name.lower()] for name in wanted if name.lower() in texts), "")


def _of_many(kind: ResourceType, identifier: str, members: Mapping[str, Any]) -> str:
    for wanted in names(kind, identifier):
        for name, part in members.items():
            if part.type_name == "list" and name.lower() in (f"{wanted}s".lower(), f"{wanted}list".lower()):
                return f"{name}[]"
    return ""


def _vague(kind: ResourceType, identifier: str, members: Mapping[str, Any]) -> str:
    """`ConnectionName` for a connection's `Name`, `JobRunId` for a job run's `RunId`, and many of either."""
    for wanted in names(kind, identifier):
        for name, part in members.items():
            many = part.type_name == "list"
            if name.lower().endswith(wanted.lower() + ("s" if many else "")) and wanted.lower() != "id":
                return f"{name}[]" if many else name
    return ""


def _many_if_told_many(
    kind: ResourceType, operation: str, members: Mapping[str, Any], missing: list[str]
) -> dict[str, str]:
    """A list of those that are made, where the service doesn't make their names up."""
    found: dict[str, str] = {}
    for identifier in missing:
        if not is_told(kind, operation, identifier):
            place = _of_many(kind, identifier, members)
            found |= {identifier: place} if place else {}
    return found


def arns(kind: ResourceType, identifier: str) -> tuple[str, ...]:
    """What the ARN of the thing may be called, in small letters, which stands for its identifiers."""
    own = kind.describe.fields.arn.rpartition(".")[2].lower()
    like = re.sub("(id|name)$", "arn", identifier.lower())
    return tuple(name for name in (own, f"{kind.name}arn".lower(), "resourcearn", like) if name.endswith("arn"))


def _is_names(shape: Any) -> bool:
    return _is_text(shape) or (shape.type_name == "list" and _is_text(shape.member))


def _is_text(shape: Any) -> bool:
    return shape is not None and shape.type_name == "string"


def _is_texts(shape: Any) -> bool:
    """Whether a member holds texts by any names, among them what was made up: `{"loadId": "…"}`."""
    return bool(shape.type_name == "map" and _is_text(shape.value))


def _is_used(name: str, found: Mapping[str, str]) -> bool:
    return any(path.partition(".")[0].removesuffix("[]") == name for path in found.values())


def _is_token(shape: Any) -> bool:
    """Whether a parameter only tells one request from another; the client makes it up."""
    return bool(shape.metadata.get("idempotencyToken")) or shape.name.endswith("IdempotencyToken")
