"""A table held against botocore's service model: what it names must be real, and what is real must be in it.

python -m tools.lint [SERVICE ...]
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from mlwaiters.goals import Classes, classes, goals
from mlwaiters.model import GONE, Fields, InState, Lists, Parent, ResourceType
from mlwaiters.resources import SERVICES, catalogue
from tools.models import (
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
    service_model,
    token_of,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TIME_FILTERS = {"created_after", "created_before", "modified_after", "modified_before"}
FILTERS = TIME_FILTERS | {"status", "name"}


def problems(kind: ResourceType, model: Any) -> list[str]:
    """Everything in which a table departs from the service's model; empty for a table that is right."""
    found = [*_of_states(kind), *_of_requests(kind, model)]
    describe = operation_of(model, kind.describe.operation)
    if describe is None:
        return [*found, f"describe: no operation {kind.describe.operation}"]
    if kind.lists is not None and operation_of(model, kind.lists.operation) is None:
        return [*found, f"lists: no operation {kind.lists.operation}"]
    found += _of_describe(kind, describe)
    found += _of_absence(kind, describe)
    if kind.lists is not None:
        lists = operation_of(model, kind.lists.operation)
        found += _of_list_input(kind.lists, lists)
        found += _of_list_output(kind, kind.lists, lists)
        found += _of_filters(kind, kind.lists, lists)
        found += _of_paginator(kind.lists, paginators(kind.service).get(kind.lists.operation))
        if kind.lists.parent is not None:
            found += _of_parent(kind.lists, kind.lists.parent, lists, model)
    return found


def unsorted(states: tuple[str, ...], sorted_states: Classes) -> list[str]:
    """The states that aren't in exactly one of the four classes, and the words in a class that are no states."""
    placed = [
        *sorted_states.pending, *sorted_states.success, *sorted_states.failure, *sorted_states.stray,
    ]  # fmt: skip
    found = [f"{state} is in {placed.count(state)} classes" for state in states if placed.count(state) != 1]
    return found + [f"{word} is no state" for word in placed if word not in states]


def _of_states(kind: ResourceType) -> Iterator[str]:
    for goal in (*goals(kind), *map(InState, kind.states)):
        yield from (f"{goal}: {problem}" for problem in unsorted(kind.states, classes(kind, goal)))


def _of_requests(kind: ResourceType, model: Any) -> Iterator[str]:
    names = [row.name for row in kind.requests]
    yield from (f"{name}: {names.count(name)} rows" for name in sorted(set(names)) if names.count(name) > 1)
    for row in kind.requests:
        yield from (f"{row.name}: no operation {by}" for by in row.by if operation_of(model, by) is None)
        yield from (f"{row.name}: accepted in {state}, no state" for state in row.when if state not in kind.states)
        if not row.to:
            yield f"{row.name}: comes to nothing"
        if (row.name == "delete") != (GONE in row.to):
            yield f"{row.name}: comes to {row.to}"
        if not row.by and row.name != "maintain":
            yield f"{row.name}: asked for by no operation"


def _of_describe(kind: ResourceType, describe: Operation) -> Iterator[str]:
    needed, sends = required(describe), kind.describe.sends
    sent = [sends.get(name, name).partition(".")[0].removesuffix(MANY) for name in kind.identifiers]
    if {*needed} - {*sent} or len(kind.identifiers) != len({*kind.identifiers}):
        yield f"describe: identifiers are {kind.identifiers}, required is {sorted(needed)}"
    yield from (f"describe: {name} is sent, no identifier" for name in sends if name not in kind.identifiers)
    for name in kind.identifiers:
        if not is_a(at(describe.input_shape, sends.get(name, name)), "string"):
            yield f"describe: identifier {name} can't be sent as {sends.get(name, name)!r}"
    document = at(describe.output_shape, kind.describe.within)
    if document is None:
        yield f"describe: no {kind.describe.within} in the output"
    else:
        yield from _of_fields(kind, kind.describe.fields, document, "describe")


def _of_absence(kind: ResourceType, describe: Operation) -> Iterator[str]:
    """Where the operation itself models no error at all, a code is held against all of the service's."""
    shapes = describe.error_shapes or describe.service_model.error_shapes
    codes = {shape.error_code for shape in shapes} | {"ValidationException"}
    yield from (f"absent: {absent.code} is no error" for absent in kind.absent if absent.code not in codes)
    yield from (
        f"absent: {absent.code} of any message" for absent in kind.absent if absent.matches("ValidationException", "")
    )
    if not kind.absent and not kind.describe.within.endswith(MANY):
        yield "absent: nothing tells that the thing isn't there"


def _of_list_input(lists: Lists, operation: Operation) -> Iterator[str]:
    needed = {*required(operation)} - {lists.limit_parameter}
    wanted = {lists.parent.parameter} if lists.parent else set()
    if needed - {*lists.needs} != wanted:
        yield f"lists: required is {sorted(needed)}, the parent's is {sorted(wanted)}"
    yield from (f"lists: no parameter {name} to need" for name in lists.needs if name not in inputs(operation))
    yield from _of_paging(operation, lists, lists.limit, "lists")
    if not 0 < lists.page <= lists.limit:
        yield f"lists: a page of {lists.page}, with a limit of {lists.limit}"


def _of_list_output(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[str]:
    item = item_of(operation, lists.items)
    if item is None:
        yield f"lists: no list {lists.items} in the output"
        return
    yield from _of_fields(kind, lists.fields, item, "lists")
    if {*lists.identifiers} != {*kind.identifiers}:
        yield f"lists: identifiers are {sorted(lists.identifiers)}"
    told = {*lists.needs.values(), lists.parent.parameter if lists.parent else ""}
    strangers = {*lists.needs.values()} - {*kind.identifiers, ""}
    yield from (f"lists: {name} gives what is needed, and is no identifier" for name in sorted(strangers))
    for name, path in lists.identifiers.items():
        if not path and name in told:
            continue
        if not is_a(at(item, path), "string"):
            yield f"lists: identifier {name} isn't at {path!r}"
    for word, path in lists.sort.items():
        if at(item, path) is None:
            yield f"lists: no {path!r} to sort by for {word}"


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


def _of_filters(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[str]:
    yield from (f"lists: unknown filter {name}" for name in lists.filters if name not in FILTERS)
    for name, path in lists.filters.items():
        shape = at(operation.input_shape, path)
        if shape is None:
            yield f"lists: no parameter {path!r} to filter by {name}"
        elif name in TIME_FILTERS and not is_a(shape, "timestamp"):
            yield f"lists: {path!r} filters by no time"
        elif name == "status":
            yield from _of_status_filter(kind, path, shape, operation)
    yield from (
        f"lists: no parameter {path!r} to filter by" for path in lists.equals if not at(operation.input_shape, path)
    )
    yield from (
        f"lists: parameter {path!r} is for nothing" for path in sorted(_parameters(operation) - _accounted(lists))
    )
    if lists.sort_by or lists.sort:
        words = {*words_of(at(operation.input_shape, lists.sort_by))} if lists.sort_by else set()
        if words != {*lists.sort}:
            yield f"lists: sort words are {sorted(lists.sort)}, the service's {sorted(words)}"
    if lists.sort_order and not words_of(at(operation.input_shape, lists.sort_order)):
        yield f"lists: no order {lists.sort_order!r} to sort in"


def _of_status_filter(kind: ResourceType, path: str, shape: Shape, operation: Operation) -> Iterator[str]:
    """A filter with an enum of its own may know other words than the status."""
    assert kind.lists is not None
    shape = shape.member if is_a(shape, "list") else shape
    status = at(item_of(operation, kind.lists.items), kind.lists.fields.status)
    if not is_a(shape, "string"):
        yield f"lists: {path!r} filters by no status"
    elif status is not None and shape.name == status.name and enum_of(shape):
        values = {*enum_of(shape)}
        lacking = {*kind.states} - values - {*words_of(_resting(kind, operation.service_model))}
        if lacking:
            yield f"lists: {path!r} filters by no {sorted(lacking)}"
        yield from (f"lists: filter word {word} is no state" for word in sorted(values - {*kind.states}))


def _of_parent(lists: Lists, parent: Parent, operation: Operation, model: Any) -> Iterator[str]:
    if not is_a(at(operation.input_shape, parent.parameter), "string"):
        yield f"parent: no parameter {parent.parameter}"
    above = operation_of(model, parent.operation)
    if above is None:
        yield f"parent: no operation {parent.operation}"
        return
    if required(above):
        yield f"parent: {parent.operation} requires {required(above)}"
    item = item_of(above, parent.items)
    if item is None or not is_a(at(item, parent.name), "string"):
        yield f"parent: no {parent.name!r} in {parent.items!r}"
    yield from _of_paging(above, lists, parent.limit, "parent")


def _of_paging(operation: Operation, lists: Lists, limit: int, where: str) -> Iterator[str]:
    if lists.limit_parameter or limit_parameter_of(operation):
        size = inputs(operation).get(lists.limit_parameter)
        if not is_a(size, "integer", "long"):
            yield f"{where}: no limit parameter {lists.limit_parameter}"
        elif (most := limit_of(size)) not in (None, limit):
            yield f"{where}: the limit is {limit}, the model's {most}"
    if lists.token or token_of(operation):
        answered = lists.next_token or lists.token
        if not is_a(inputs(operation).get(lists.token), "string"):
            yield f"{where}: no token {lists.token} in the input"
        if not answered or not is_a(at(operation.output_shape, answered), "string"):
            yield f"{where}: no token {answered} in the output"


def _of_paginator(lists: Lists, paginator: dict[str, Any] | None) -> Iterator[str]:
    if paginator is None:
        return
    keys = paginator["result_key"] if isinstance(paginator["result_key"], list) else [paginator["result_key"]]
    if lists.items not in keys:
        yield f"paginator: the items are in {keys}, not {lists.items}"
    for name, ours in (
        ("input_token", lists.token),
        ("output_token", lists.next_token or lists.token),
        ("limit_key", lists.limit_parameter),
    ):
        if paginator.get(name, ours) != ours:
            yield f"paginator: {name} is {paginator[name]}, not {ours}"


def _of_fields(kind: ResourceType, fields: Fields, document: Shape, where: str) -> Iterator[str]:
    status = at(document, fields.status)
    words, modelled = {*words_of(status)}, bool(enum_of(status))
    if not is_a(status, "string") or not (modelled or is_status(fields.status)):
        yield f"{where}: {fields.status!r} is no status"
    if fields.resting is not None:
        state, path = fields.resting
        refined = {*words_of(at(document, path))}
        if state not in words:
            yield f"{where}: rests in {state}, no state"
        if not refined:
            yield f"{where}: {path!r} is no status to rest with"
        words |= refined
    yield from (f"{where}: {word} is in the model alone" for word in sorted(words - {*kind.states}))
    if modelled and (where == "describe" or status.name == _status_of(kind)):  # prose, and summaries, may know less
        yield from (f"{where}: {word} is in the table alone" for word in sorted({*kind.states} - words))
    yield from _of_facts(fields, document, where)


def _of_facts(fields: Fields, document: Shape, where: str) -> Iterator[str]:
    for path in fields.reason:
        shape = at(document, path)
        if not (is_a(shape, "string") or (is_a(shape, "list") and is_a(shape.member, "string"))):
            yield f"{where}: no reason at {path!r}"
    for path in (fields.created, fields.modified):
        if path and not is_a(at(document, path), "timestamp"):
            yield f"{where}: no time at {path!r}"
    for path in (fields.arn, fields.configuration, fields.pending_configuration):
        if path and not is_a(at(document, path), "string"):
            yield f"{where}: no text at {path!r}"


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


def main(arguments: Sequence[str]) -> int:
    """Check the tables of the services that are named, or of all; returns how many problems there are, at most 1."""
    count = 0
    for service in arguments or SERVICES:
        for kind in catalogue(service).values():
            for problem in problems(kind, service_model(service)):
                count += 1
                print(f"{kind}: {problem}")
    print(f"{count} problems" if count else "all tables agree with botocore's models")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
