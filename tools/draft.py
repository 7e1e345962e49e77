"""A service's tables, drafted from botocore's model: what it says is taken, what is guessed says so.

    python -m tools.draft SERVICE [--only NAME]

`# guess:` marks what the spelling suggests, `# DECIDE:` what needs a person who reads the documentation, and
`# lint:` what the table's own check has against the draft.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import UnknownServiceError

from mlwaiters.aws.introspection import MANY, Operation, Shape, at, enum_of, inputs, is_a, operation_of, required
from mlwaiters.aws.lint import problems
from mlwaiters.aws.models import loader, service_model
from mlwaiters.model import Absent, Describe, Fields, Lists, Parent, ResourceType
from mlwaiters.text import unknown
from tools import source
from tools.listings import Found, find_above, find_listing, narrowing, singular
from tools.pollable import Pollable, pollables
from tools.requests import requests, rows_of
from tools.words import JOB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_REASON = (
    r"^fail\w*(?:reason|message|cause|details?)s?$|^error\w*(?:message|reason|details?|string)$|^errors?$",
    r"^stat(?:us|e)\w*(?:reason|message|details?)s?$|^(?:\w*message|\w*reasons?)$",
)
_CREATED = (
    r"^creat\w*(?:time|at|date|on|timestamp)$|^creation",
    r"^submi\w*",
    r"^(?:request|start)\w*(?:time|at|date|on)$",
)
_MODIFIED = (r"^last_?(?:modif|updat)\w*(?!by)", r"^updat\w*(?:time|at|date|on)$|^modif\w*(?:time|at|date|on)$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A table, and the comments on its parts."""

    kind: ResourceType
    notes: Mapping[str, Sequence[str]]


def drafts(service: str) -> Iterator[Draft]:
    """Draft a table for everything of a service that can be polled, each thing once."""
    model = service_model(service)
    best: dict[str, Pollable] = {}
    for found in sorted(pollables(model), key=lambda found: (found.within.endswith(MANY), len(found.operation))):
        best.setdefault(singular(found.noun), found)
    for found in sorted(best.values(), key=lambda found: found.noun):
        yield draft(model, found)


def draft(model: Any, thing: Pollable) -> Draft:
    """Draft the table of one thing."""
    operation = operation_of(model, thing.operation)
    document = at(operation.output_shape, thing.within)
    identifiers, sends = _identifiers(thing, operation, document)
    found = find_listing(model, thing, operation, identifiers)
    identifiers = tuple(sorted(identifiers, key=lambda name: found is None or name not in found.needs))
    rows = rows_of(model, thing)
    table = requests(rows)
    lists, said = (None, ["guess: no listing shows this status"])
    if found is not None:
        lists, said = _lists(model, found, thing, identifiers)
    kind = ResourceType(
        service=model.service_name,
        name=singular(thing.noun) if thing.within.endswith(MANY) else thing.noun,
        identifiers=identifiers,
        requests=table,
        describe=Describe(
            thing.operation, fields_of(document, thing.status, thing.noun), within=thing.within, sends=sends
        ),
        lists=lists,
        absent=_absent(operation, thing),
        timeout=86400 if rows.main == JOB else 3600,
        minted=_minted(model, table[0].by, identifiers[-1] if identifiers else ""),
        others=tuple(rows.others),
    )
    notes = {**rows.notes, "lists": said, "timeout": ["guess: how long may it take?"]}
    if not enum_of(at(document, thing.status)):
        source_of = "read from prose" if thing.words else "not in the model: see the service's guide"
        notes["describe"] = [f"DECIDE: the states are {source_of}"]
    notes["identifiers"] = [f"guess: {name} is sent as {path}" for name, path in sends.items()]
    if any(absent.message for absent in kind.absent):
        notes["absent"] = ["DECIDE: the model has no error for what isn't there; what does the service answer?"]
    notes[""] = [f"lint: {problem}" for problem in problems(kind, model)]
    return Draft(kind, notes)


def _identifiers(thing: Pollable, operation: Operation, document: Shape) -> tuple[tuple[str, ...], dict[str, str]]:
    """What names one thing: the parameters that are required, or for many at once, the one that names them."""
    needed, sends = required(operation), dict[str, str]()
    if not thing.within.endswith(MANY):
        shapes = inputs(operation)
        sends = {inner: f"{name}.{inner}" for name in needed if (inner := _arn_of(shapes[name]))}
        structured = {path.partition(".")[0]: inner for inner, path in sends.items()}
        return tuple(structured.get(name, name) for name in needed), sends
    naming = [
        (name, shape)
        for name, shape in inputs(operation).items()
        if name in needed or re.search(r"(?:id|identifier|name|arn)s?$", name, re.IGNORECASE)
        or name == thing.within.removesuffix(MANY)
    ]  # fmt: skip
    names: list[str] = []
    for name, shape in naming if needed else naming[:1]:
        names.append(name)
        if is_a(shape, "list"):
            names[-1], path = _one_of(thing, name, shape.member, document)
            sends[names[-1]] = path
    return tuple(names), sends


def _arn_of(shape: Shape) -> str:
    """The member of a structure that names a thing by its ARN alone; empty for what is no such structure."""
    members = shape.members if is_a(shape, "structure") else {}
    return next((name for name in members if name.lower().endswith("arn")), "")


def _one_of(thing: Pollable, name: str, member: Shape, document: Shape) -> tuple[str, str]:
    """The identifier behind a parameter that takes many, and how it is sent."""
    if is_a(member, "structure"):
        inner = next(iter(member.required_members or member.members))
        return inner, f"{name}{MANY}.{inner}"
    noun = singular(thing.noun)
    wanted = [singular(name), *(f"{start}{end}" for start in (noun, "") for end in ("Id", "Arn", "Name"))]
    shown = {shown.lower(): shown for shown in document.members}
    return next((shown[word.lower()] for word in wanted if word.lower() in shown), singular(name)), name + MANY


def fields_of(document: Shape, status: str, noun: str) -> Fields:
    """Find where a document shows each fact."""
    beside = status.rpartition(".")[0]
    near = at(document, beside) if beside else document
    reason = tuple(f"{beside}.{path}" if beside else path for path in _reasons(near)[:1])
    arns = [name for name, shape in document.members.items() if is_a(shape, "string") and name.lower().endswith("arn")]
    wanted = {"arn", f"{noun}arn".lower(), f"{singular(noun)}arn".lower()}
    return Fields(
        status,
        reason=reason or tuple(_reasons(document)[:1]),
        created=_time(document, _CREATED),
        modified=_time(document, _MODIFIED),
        arn=next((name for name in arns if name.lower() in wanted), ""),
    )


def _time(document: Shape, patterns: Sequence[str]) -> str:
    times = [name for name, shape in document.members.items() if is_a(shape, "timestamp")]
    return next((name for want in patterns for name in times if re.search(want, name, re.IGNORECASE)), "")


def _reasons(document: Shape) -> list[str]:
    """The paths of texts that say why, the plainest first."""
    found: list[str] = []
    for pattern in _REASON:
        for name, shape in document.members.items():
            if not re.search(pattern, name, re.IGNORECASE):
                continue
            if is_a(shape, "string") or (is_a(shape, "list") and is_a(shape.member, "string")):
                found.append(name)
            elif is_a(shape, "structure"):
                inner = [below for below, one in shape.members.items() if is_a(one, "string")]
                found += [f"{name}.{below}" for below in inner if re.search(r"message|reason", below, re.IGNORECASE)][
                    :1
                ]
    return found


def _lists(model: Any, found: Found, thing: Pollable, identifiers: tuple[str, ...]) -> tuple[Lists, list[str]]:
    """Write down a listing, and what is uncertain about it."""
    parent, needs, notes = _needs(model, found, identifiers)
    narrowed = narrowing(found, {*needs, *([parent.parameter] if parent else [])})
    (limit, unsure), (page, vague) = found.limit, found.page
    notes += [*found.notes, *narrowed.notes, *(f"guess: {text}" for text in (unsure, vague) if text)]
    lists = Lists(
        found.operation.name,
        found.items,
        fields_of(found.item, found.status, thing.noun),
        identifiers={name: found.identifiers.get(name, "") for name in identifiers},
        limit=limit,
        page=page,
        parent=parent,
        filters=narrowed.filters,
        equals=narrowed.equals,
        sort_by=narrowed.sort_by,
        sort=narrowed.sort,
        sort_order=narrowed.sort_order,
        newest=narrowed.newest,
        whole=found.whole,
        needs=needs,
        limit_parameter=found.limit_parameter,
        token=found.token,
        next_token=found.next_token,
    )
    return lists, notes


def _needs(model: Any, found: Found, identifiers: tuple[str, ...]) -> tuple[Parent | None, dict[str, str], list[str]]:
    """What a listing hangs below: a parent where there is one parameter, and an operation that gives its values."""
    above = find_above(model, found, found.needs[0]) if len(found.needs) == 1 else None
    if above is not None:
        parent = Parent(above.parameter, above.operation, above.items, above.name, limit=above.limit)
        known = above.parameter in identifiers
        return parent, {}, [] if known else [f"DECIDE: can `of` find {above.parameter} in the first identifier?"]
    needs = {name: name if name in identifiers else "" for name in found.needs}
    return None, needs, [f"DECIDE: what gives {name}?" for name, identifier in needs.items() if not identifier]


def _absent(operation: Operation, thing: Pollable) -> tuple[Absent, ...]:
    codes = [shape.error_code for shape in operation.error_shapes]
    found = [code for code in codes if re.search(r"not_?found|nosuch|doesnotexist|nonexist", code, re.IGNORECASE)]
    if found or thing.within.endswith(MANY):  # asked for by a list: an empty one tells
        return tuple(map(Absent, found))
    return (Absent("ValidationException", r"(?i)not found|does not exist"),)


def _minted(model: Any, makers: tuple[str, ...], identifier: str) -> bool:
    """Whether the service makes an identifier up: what brings the thing about doesn't take it."""
    operation = operation_of(model, makers[0]) if makers else None
    return operation is not None and identifier not in inputs(operation)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the module of a service; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.draft", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("service", metavar="SERVICE", help="botocore's name of the service")
    parser.add_argument("--only", metavar="NAME", help="one resource type, as the draft names it")
    options = parser.parse_args(arguments)
    try:
        made = list(drafts(options.service))
    except UnknownServiceError:
        parser.error(unknown("service", options.service, loader().list_available_services("service-2")))
    names = [one.kind.name for one in made]
    if options.only is not None and options.only not in names:
        parser.error(f"{options.service}: {unknown('resource', options.only, names)}")
    title = service_model(options.service).metadata["serviceFullName"]
    chosen = [one for one in made if options.only in (None, one.kind.name)]
    print(source.module(options.service, title, ((one.kind, one.notes) for one in chosen)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
