"""A table held against botocore's service model: what it names must be real, and what is real must be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.aws.introspection import (
    MANY,
    Operation,
    Shape,
    at,
    enum_of,
    inputs,
    is_a,
    is_status,
    item_of,
    limit_of,
    limit_parameter_of,
    operation_of,
    paginators,
    required,
    token_of,
    words_of,
)
from mlwaiters.aws.models import service_model
from mlwaiters.logs import PARTS, PLACE
from mlwaiters.tables.findings import OUTCOMES, Finding, Path, Weight, contradictions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.model import Batch, Fields, Lists, Parent, ResourceType

TIME_FILTERS = {"created_after", "created_before", "modified_after", "modified_before"}
FILTERS = TIME_FILTERS | {"status", "name"}


def problems(kind: ResourceType, model: Any) -> list[str]:
    """Everything in which a table contradicts itself or the service's model, in words; empty for one that is right."""
    return [finding.says for finding in findings(kind, model)]


def findings(kind: ResourceType, model: Any) -> list[Finding]:
    """Everything in which a table contradicts itself or departs from the service's model."""
    found = [*contradictions(kind), *_of_operations(kind, model)]
    describe = operation_of(model, kind.describe.operation)
    lists = operation_of(model, kind.lists.operation) if kind.lists is not None else None
    if describe is not None and (kind.lists is None or lists is not None):
        found += _of_describe(kind, describe)
        found += _of_absence(kind, describe)
    if describe is not None and kind.lists is not None and lists is not None:
        found += _of_list_input(kind.lists, lists)
        found += _of_list_output(kind, kind.lists, lists)
        found += _of_filters(kind, kind.lists, lists)
        found += _of_paginator(kind.lists, paginators(kind.service).get(kind.lists.operation))
        if kind.lists.parent is not None:
            found += _of_parent(kind.lists, kind.lists.parent, lists, model)
    if kind.batch is not None and operation_of(model, kind.batch.operation) is not None:
        found += _of_batch(kind, kind.batch, operation_of(model, kind.batch.operation))
    return found


def _of_operations(kind: ResourceType, model: Any) -> Iterator[Finding]:
    """What is asked of the service must be one of its operations."""
    named: list[tuple[Path, str, str]] = [
        (("requests", number, "by", place), row.name, by)
        for number, row in enumerate(kind.requests)
        for place, by in enumerate(row.by)
    ]
    named.append((("describe", "operation"), "describe", kind.describe.operation))
    if kind.lists is not None:
        named.append((("lists", "operation"), "lists", kind.lists.operation))
    if kind.lists is not None and kind.lists.parent is not None:
        named.append((("lists", "parent", "operation"), "parent", kind.lists.parent.operation))
    if kind.batch is not None:
        named.append((("batch", "operation"), "batch", kind.batch.operation))
    for path, where, name in named:
        if operation_of(model, name) is None:
            yield Finding(path, f"{where}: no operation {name}", name, tuple(model.operation_names))


def _of_describe(kind: ResourceType, describe: Operation) -> Iterator[Finding]:
    needed, sends = required(describe), kind.describe.sends
    sent = [sends.get(name, name).partition(".")[0].removesuffix(MANY) for name in kind.identifiers]
    if {*needed} - {*sent} or len(kind.identifiers) != len({*kind.identifiers}):
        yield Finding(("identifiers",), f"describe: identifiers are {kind.identifiers}, required is {sorted(needed)}")
    for name in sends:
        if name not in kind.identifiers:
            says = f"describe: {name} is sent, no identifier"
            yield Finding(("describe", "sends", name), says, name, kind.identifiers)
    for place, name in enumerate(kind.identifiers):
        if not is_a(at(describe.input_shape, sends.get(name, name)), "string"):
            says = f"describe: identifier {name} can't be sent as {sends.get(name, name)!r}"
            path: Path = ("describe", "sends", name) if name in sends else ("identifiers", place)
            yield Finding(path, says, sends.get(name, name), tuple(inputs(describe)))
    document = at(describe.output_shape, kind.describe.within)
    if document is None:
        within = kind.describe.within
        yield Finding(
            ("describe", "within"), f"describe: no {within} in the output", within, _members(describe.output_shape)
        )
    else:
        yield from _of_fields(kind, kind.describe.fields, document, "describe", kind.describe.gone)
        yield from _of_logs(kind, document)


def _of_logs(kind: ResourceType, document: Shape) -> Iterator[Finding]:
    """What a log is named by must be an identifier, or a text of what is described."""
    for number, log in enumerate(kind.logs):
        for part in PARTS:
            for path, _ in PLACE.findall(getattr(log, part)):
                if path not in kind.identifiers and not is_a(at(document, path), "string"):
                    says = f"logs: no text at {path!r}"
                    known = (*kind.identifiers, *_members(document))
                    yield Finding(("logs", number, part), says, path, known)


def _of_absence(kind: ResourceType, describe: Operation) -> Iterator[Finding]:
    """Where the operation itself models no error at all, a code is held against all of the service's."""
    shapes = describe.error_shapes or describe.service_model.error_shapes
    codes = {shape.error_code for shape in shapes} | {"ValidationException"}
    for number, absent in enumerate(kind.absent):
        if absent.code not in codes:
            says = f"absent: {absent.code} is no error"
            yield Finding(("absent", number, "code"), says, absent.code, tuple(sorted(codes)))
        if absent.matches("ValidationException", ""):
            yield Finding(("absent", number), f"absent: {absent.code} of any message")
    if not kind.absent and not kind.describe.within.endswith(MANY):
        yield Finding(("absent",), "absent: nothing tells that the thing isn't there")


def _of_list_input(lists: Lists, operation: Operation) -> Iterator[Finding]:
    needed = {*required(operation)} - {lists.limit_parameter}
    wanted = {lists.parent.parameter} if lists.parent else set()
    if needed - {*lists.needs} != wanted:
        says = f"lists: required is {sorted(needed)}, the parent's is {sorted(wanted)}"
        yield Finding(("lists", "parent", "parameter") if lists.parent else ("lists",), says)
    for name in lists.needs:
        if name not in inputs(operation):
            says = f"lists: no parameter {name} to need"
            yield Finding(("lists", "needs", name), says, name, tuple(inputs(operation)))
    yield from _of_paging(operation, lists, lists.limit, "lists", ("lists",))


def _of_list_output(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[Finding]:
    item = item_of(operation, lists.items)
    if item is None:
        says = f"lists: no list {lists.items} in the output"
        yield Finding(("lists", "items"), says, lists.items, _members(operation.output_shape))
        return
    yield from _of_fields(kind, lists.fields, item, "lists")
    if {*lists.identifiers} != {*kind.identifiers}:
        yield Finding(("lists", "identifiers"), f"lists: identifiers are {sorted(lists.identifiers)}")
    told = {*lists.needs.values(), lists.parent.parameter if lists.parent else ""}
    strangers = {name: need for need, name in lists.needs.items() if name and name not in kind.identifiers}
    for name, need in sorted(strangers.items()):
        says = f"lists: {name} gives what is needed, and is no identifier"
        yield Finding(("lists", "needs", need), says, name, kind.identifiers)
    for name, path in lists.identifiers.items():
        if not path and name in told:
            continue
        if not is_a(at(item, path), "string"):
            says = f"lists: identifier {name} isn't at {path!r}"
            yield Finding(("lists", "identifiers", name), says, path, _members(item))
    for word, path in lists.sort.items():
        if at(item, path) is None:
            says = f"lists: no {path!r} to sort by for {word}"
            yield Finding(("lists", "sort", word), says, path, _members(item))


def _parameters(operation: Operation) -> set[str]:
    """The paths of all input parameters, those of structures by their members."""
    found: set[str] = set()
    for name, shape in inputs(operation).items():
        within = shape.members if is_a(shape, "structure") else {}
        found |= {f"{name}.{member}" for member in within} or {name}
    return found


def _accounted(lists: Lists) -> set[str]:
    parent = {lists.parent.parameter} if lists.parent else set()
    sorting = {lists.sort_by, lists.sort_order}
    return {lists.limit_parameter, lists.token, *lists.filters.values(), *lists.equals, *sorting, *parent, *lists.needs}


def _of_filters(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[Finding]:
    known = tuple(sorted(_parameters(operation)))
    for name, path in lists.filters.items():
        here: Path = ("lists", "filters", name)
        shape = at(operation.input_shape, path)
        if name not in FILTERS:
            yield Finding(here, f"lists: unknown filter {name}", name, tuple(sorted(FILTERS)))
        if shape is None:
            yield Finding(here, f"lists: no parameter {path!r} to filter by {name}", path, known)
        elif name in TIME_FILTERS and not is_a(shape, "timestamp"):
            yield Finding(here, f"lists: {path!r} filters by no time")
        elif name == "status":
            yield from _of_status_filter(kind, path, shape, operation)
    for path in lists.equals:
        if not at(operation.input_shape, path):
            yield Finding(("lists", "equals", path), f"lists: no parameter {path!r} to filter by", path, known)
    for path in sorted(_parameters(operation) - _accounted(lists)):
        yield Finding(("lists",), f"lists: parameter {path!r} is for nothing", weight=Weight.NOTE)
    yield from _of_sorting(lists, operation, known)


def _of_sorting(lists: Lists, operation: Operation, known: tuple[str, ...]) -> Iterator[Finding]:
    if lists.sort_by or lists.sort:
        words = {*words_of(at(operation.input_shape, lists.sort_by))} if lists.sort_by else set()
        if words != {*lists.sort}:
            says = f"lists: sort words are {sorted(lists.sort)}, the service's {sorted(words)}"
            yield Finding(("lists", "sort"), says)
    if lists.sort_order and not words_of(at(operation.input_shape, lists.sort_order)):
        says = f"lists: no order {lists.sort_order!r} to sort in"
        yield Finding(("lists", "sort_order"), says, lists.sort_order, known)


def _of_status_filter(kind: ResourceType, path: str, shape: Shape, operation: Operation) -> Iterator[Finding]:
    """A filter with an enum of its own may know other words than the status."""
    assert kind.lists is not None
    here: Path = ("lists", "filters", "status")
    shape = shape.member if is_a(shape, "list") else shape
    status = at(item_of(operation, kind.lists.items), kind.lists.fields.status)
    if not is_a(shape, "string"):
        yield Finding(here, f"lists: {path!r} filters by no status")
    elif status is not None and shape.name == status.name and enum_of(shape):
        values = {*enum_of(shape)}
        lacking = {*kind.states} - values - {*words_of(_resting(kind, operation.service_model))}
        if lacking:
            yield Finding(here, f"lists: {path!r} filters by no {sorted(lacking)}", weight=Weight.INCOMPLETE)
        for word in sorted(values - {*kind.states}):
            yield Finding(here, f"lists: filter word {word} is no state", weight=Weight.INCOMPLETE)


def _of_parent(lists: Lists, parent: Parent, operation: Operation, model: Any) -> Iterator[Finding]:
    here: Path = ("lists", "parent")
    if not is_a(at(operation.input_shape, parent.parameter), "string"):
        says = f"parent: no parameter {parent.parameter}"
        yield Finding((*here, "parameter"), says, parent.parameter, tuple(inputs(operation)))
    above = operation_of(model, parent.operation)
    if above is None:
        return
    if required(above):
        yield Finding((*here, "operation"), f"parent: {parent.operation} requires {required(above)}")
    item = item_of(above, parent.items)
    if item is None or not is_a(at(item, parent.name), "string"):
        yield Finding((*here, "name" if item else "items"), f"parent: no {parent.name!r} in {parent.items!r}")
    yield from _of_paging(above, lists, parent.limit, "parent", here)


def _of_batch(kind: ResourceType, batch: Batch, operation: Operation) -> Iterator[Finding]:
    names = at(operation.input_shape, batch.parameter)
    if not is_a(names, "list") or not is_a(names.member, "string"):
        says = f"batch: no parameter {batch.parameter} for many names"
        yield Finding(("batch", "parameter"), says, batch.parameter, tuple(inputs(operation)))
    elif names.metadata.get("max", batch.limit) != batch.limit:
        yield Finding(("batch", "limit"), f"batch: the limit is {batch.limit}, the model's {names.metadata['max']}")
    item = item_of(operation, batch.items)
    if item is None:
        says = f"batch: no list {batch.items} in the output"
        yield Finding(("batch", "items"), says, batch.items, _members(operation.output_shape))
        return
    if not is_a(at(item, batch.identifier), "string"):
        says = f"batch: no identifier at {batch.identifier!r}"
        yield Finding(("batch", "identifier"), says, batch.identifier, _members(item))
    yield from _of_fields(kind, batch.fields, item, "batch")


def _of_paging(operation: Operation, lists: Lists, limit: int, where: str, here: Path) -> Iterator[Finding]:
    given = inputs(operation)
    if lists.limit_parameter or limit_parameter_of(operation):
        size = given.get(lists.limit_parameter)
        if not is_a(size, "integer", "long"):
            says = f"{where}: no limit parameter {lists.limit_parameter}"
            yield Finding(("lists", "limit_parameter"), says, lists.limit_parameter, tuple(given))
        elif (most := limit_of(size)) not in (None, limit):
            yield Finding((*here, "limit"), f"{where}: the limit is {limit}, the model's {most}")
    if lists.token or token_of(operation):
        answered = lists.next_token or lists.token
        if not is_a(given.get(lists.token), "string"):
            yield Finding(
                ("lists", "token"), f"{where}: no token {lists.token} in the input", lists.token, tuple(given)
            )
        if not answered or not is_a(at(operation.output_shape, answered), "string"):
            path: Path = ("lists", "next_token" if lists.next_token else "token")
            says = f"{where}: no token {answered} in the output"
            yield Finding(path, says, answered, _members(operation.output_shape))


def _of_paginator(lists: Lists, paginator: dict[str, Any] | None) -> Iterator[Finding]:
    if paginator is None:
        return
    keys = paginator["result_key"] if isinstance(paginator["result_key"], list) else [paginator["result_key"]]
    if lists.items not in keys:
        yield Finding(("lists", "items"), f"paginator: the items are in {keys}, not {lists.items}")
    for name, field, ours in (
        ("input_token", "token", lists.token),
        ("output_token", "next_token", lists.next_token or lists.token),
        ("limit_key", "limit_parameter", lists.limit_parameter),
    ):
        if paginator.get(name, ours) != ours:
            yield Finding(("lists", field), f"paginator: {name} is {paginator[name]}, not {ours}")


def _of_fields(kind: ResourceType, fields: Fields, document: Shape, where: str, gone: str = "") -> Iterator[Finding]:
    status = at(document, fields.status)
    words, modelled = {*words_of(status)}, bool(enum_of(status))
    here: Path = (where, "fields")
    if gone and gone not in words:
        says = f"{where}: {gone!r} is no word for what isn't there"
        yield Finding((where, "gone"), says, gone, tuple(sorted(words)))
    words -= {gone}
    if not is_a(status, "string") or not (modelled or is_status(fields.status)):
        says = f"{where}: {fields.status!r} is no status"
        yield Finding((*here, "status"), says, fields.status, _members(document))
    if fields.resting is not None:
        state, path = fields.resting
        refined = {*words_of(at(document, path))}
        if state and state not in words:
            yield Finding((*here, "resting"), f"{where}: rests in {state}, no state", state, tuple(sorted(words)))
        if not refined:
            says = f"{where}: {path!r} is no status to rest with"
            yield Finding((*here, "resting"), says, path, _members(document))
        words |= refined
    for word in sorted(words - {*kind.states}):
        yield Finding(("requests",), f"{where}: {word} is in the model alone", weight=Weight.INCOMPLETE)
    if modelled and (where == "describe" or status.name == _status_of(kind)):  # prose, and summaries, may know less
        for word in sorted({*kind.states} - words):
            says = f"{where}: {word} is in the table alone"
            yield Finding(_place_of(kind, word), says, word, tuple(sorted(words)), Weight.INCOMPLETE)
    yield from _of_facts(fields, document, where)


def _of_facts(fields: Fields, document: Shape, where: str) -> Iterator[Finding]:
    here: Path = (where, "fields")
    known = _members(document)
    for place, path in enumerate(fields.reason):
        shape = at(document, path)
        if not (is_a(shape, "string") or (is_a(shape, "list") and is_a(shape.member, "string"))):
            yield Finding((*here, "reason", place), f"{where}: no reason at {path!r}", path, known)
    for name in ("created", "modified"):
        path = getattr(fields, name)
        if path and not is_a(at(document, path), "timestamp"):
            yield Finding((*here, name), f"{where}: no time at {path!r}", path, known)
    for name in ("arn", "configuration", "pending_configuration"):
        path = getattr(fields, name)
        if path and not is_a(at(document, path), "string"):
            yield Finding((*here, name), f"{where}: no text at {path!r}", path, known)


def _members(shape: Shape) -> tuple[str, ...]:
    """The paths of what a structure holds, two steps deep."""
    if not is_a(shape, "structure"):
        return ()
    below = (
        f"{name}.{inner}" for name, one in shape.members.items() if is_a(one, "structure") for inner in one.members
    )
    return (*shape.members, *below)


def _place_of(kind: ResourceType, state: str) -> Path:
    """Where a table first names a state."""
    for number, row in enumerate(kind.requests):
        for name in OUTCOMES:
            if state in getattr(row, name):
                return ("requests", number, name, getattr(row, name).index(state))
    return ("others",)


def _status_of(kind: ResourceType) -> str:
    """The name of the shape of the status that is described."""
    describe = operation_of(service_model(kind.service), kind.describe.operation)
    status = at(at(describe.output_shape, kind.describe.within), kind.describe.fields.status) if describe else None
    return status.name if status is not None else ""


def _resting(kind: ResourceType, model: Any) -> Shape:
    describe = operation_of(model, kind.describe.operation)
    if kind.describe.fields.resting is None or describe is None:
        return None
    return at(at(describe.output_shape, kind.describe.within), kind.describe.fields.resting[1])
