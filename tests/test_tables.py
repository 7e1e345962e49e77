"""Every table against botocore's service models: what a table names is real, and what is real is in the table."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader
from botocore.model import OperationNotFoundError, ServiceModel

from mlwaiters.goals import Classes, classes, goals
from mlwaiters.model import (
    GONE,
    Absent,
    Fields,
    InState,
    Lists,
    Parent,
    Request,
    ResourceType,
)
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Endpoint, MlflowTrackingServer, PipelineExecution

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Shape: TypeAlias = Any  # botocore ships no types; None where there is no such shape or operation
Operation: TypeAlias = Any

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
TIME_FILTERS = {"created_after", "created_before", "modified_after", "modified_before"}
FILTERS = TIME_FILTERS | {"status", "name"}


@cache
def loader() -> Any:
    return Loader()


@cache
def service_model(service: str) -> Any:
    return ServiceModel(loader().load_service_model(service, "service-2"), service)


@cache
def paginators(service: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = loader().load_service_model(service, "paginators-1")["pagination"]
    except DataNotFoundError:
        return {}
    return found


# ---------------------------------------------------------------------------------------------------------------------
# The checks: each yields what is wrong, in words
# ---------------------------------------------------------------------------------------------------------------------


def problems(kind: ResourceType, model: Any) -> list[str]:
    """Everything in which a table departs from the service's model; empty for a table that is right."""
    found = [*_of_states(kind), *_of_requests(kind, model)]
    describe = _operation(model, kind.describe.operation)
    if describe is None:
        return [*found, f"describe: no operation {kind.describe.operation}"]
    if kind.lists is not None and _operation(model, kind.lists.operation) is None:
        return [*found, f"lists: no operation {kind.lists.operation}"]
    found += _of_describe(kind, describe)
    found += _of_absence(kind, describe)
    if kind.lists is not None:
        lists = _operation(model, kind.lists.operation)
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
        yield from (f"{row.name}: no operation {by}" for by in row.by if _operation(model, by) is None)
        yield from (f"{row.name}: accepted in {state}, no state" for state in row.when if state not in kind.states)
        if not row.to:
            yield f"{row.name}: comes to nothing"
        if (row.name == "delete") != (GONE in row.to):
            yield f"{row.name}: comes to {row.to}"
        if not row.by and row.name != "maintain":
            yield f"{row.name}: asked for by no operation"


def _of_describe(kind: ResourceType, describe: Operation) -> Iterator[str]:
    required = {*_required(describe)}
    if {*kind.identifiers} != required or len(kind.identifiers) != len(required):
        yield f"describe: identifiers are {kind.identifiers}, required is {sorted(required)}"
    document = _at(describe.output_shape, kind.describe.within)
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
    if not kind.absent:
        yield "absent: nothing tells that the thing isn't there"


def _of_list_input(lists: Lists, operation: Operation) -> Iterator[str]:
    required = {*_required(operation)}
    wanted = {lists.parent.parameter} if lists.parent else set()
    if required != wanted:
        yield f"lists: required is {sorted(required)}, the parent's is {sorted(wanted)}"
    yield from _of_paging(operation, lists.limit_parameter, lists.token, lists.limit, "lists")
    if not 0 < lists.page <= lists.limit:
        yield f"lists: a page of {lists.page}, with a limit of {lists.limit}"


def _of_list_output(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[str]:
    item = _item(operation, lists.items)
    if item is None:
        yield f"lists: no list {lists.items} in the output"
        return
    yield from _of_fields(kind, lists.fields, item, "lists")
    if {*lists.identifiers} != {*kind.identifiers}:
        yield f"lists: identifiers are {sorted(lists.identifiers)}"
    for name, path in lists.identifiers.items():
        if not _is(_at(item, path), "string"):
            yield f"lists: identifier {name} isn't at {path!r}"
    for word, path in lists.sort.items():
        if _at(item, path) is None:
            yield f"lists: no {path!r} to sort by for {word}"


def _parameters(operation: Operation) -> set[str]:
    """The paths of all input parameters, those of structures by their members."""
    found: set[str] = set()
    for name, shape in operation.input_shape.members.items():
        within = shape.members if _is(shape, "structure") else {}
        found |= {f"{name}.{member}" for member in within} or {name}
    return found


def _accounted(lists: Lists) -> set[str]:
    parent = {lists.parent.parameter} if lists.parent else set()
    sorting = {lists.sort_by, lists.sort_order}
    return {lists.limit_parameter, lists.token, *lists.filters.values(), *lists.equals, *sorting, *parent}


def _of_filters(kind: ResourceType, lists: Lists, operation: Operation) -> Iterator[str]:
    yield from (f"lists: unknown filter {name}" for name in lists.filters if name not in FILTERS)
    for name, path in lists.filters.items():
        shape = _at(operation.input_shape, path)
        if shape is None:
            yield f"lists: no parameter {path!r} to filter by {name}"
        elif name in TIME_FILTERS and not _is(shape, "timestamp"):
            yield f"lists: {path!r} filters by no time"
        elif name == "status":
            values = {*_of_enum(shape)}
            refined = {*_of_enum(_resting(kind, operation.service_model))}
            lacking = {*kind.states} - values - refined
            if lacking:
                yield f"lists: {path!r} filters by no {sorted(lacking)}"
            yield from (f"lists: filter word {word} is no state" for word in sorted(values - {*kind.states}))
    yield from (
        f"lists: no parameter {path!r} to filter by" for path in lists.equals if not _at(operation.input_shape, path)
    )
    yield from (
        f"lists: parameter {path!r} is for nothing" for path in sorted(_parameters(operation) - _accounted(lists))
    )
    if lists.sort_by or lists.sort:
        words = {*_of_enum(_at(operation.input_shape, lists.sort_by))} if lists.sort_by else set()
        if words != {*lists.sort}:
            yield f"lists: sort words are {sorted(lists.sort)}, the service's {sorted(words)}"
    if lists.sort_order and not _of_enum(_at(operation.input_shape, lists.sort_order)):
        yield f"lists: no order {lists.sort_order!r} to sort in"


def _of_parent(lists: Lists, parent: Parent, operation: Operation, model: Any) -> Iterator[str]:
    if not _is(_at(operation.input_shape, parent.parameter), "string"):
        yield f"parent: no parameter {parent.parameter}"
    above = _operation(model, parent.operation)
    if above is None:
        yield f"parent: no operation {parent.operation}"
        return
    if _required(above):
        yield f"parent: {parent.operation} requires {_required(above)}"
    item = _item(above, parent.items)
    if item is None or not _is(_at(item, parent.name), "string"):
        yield f"parent: no {parent.name!r} in {parent.items!r}"
    yield from _of_paging(above, lists.limit_parameter, lists.token, parent.limit, "parent")


def _of_paging(operation: Operation, limit_parameter: str, token: str, limit: int, where: str) -> Iterator[str]:
    size = _at(operation.input_shape, limit_parameter)
    if not _is(size, "integer"):
        yield f"{where}: no limit parameter {limit_parameter}"
    elif size.metadata.get("max") != limit:
        yield f"{where}: the limit is {limit}, the model's {size.metadata.get('max')}"
    if not _is(_at(operation.input_shape, token), "string"):
        yield f"{where}: no token {token} in the input"
    if not _is(_at(operation.output_shape, token), "string"):
        yield f"{where}: no token {token} in the output"


def _of_paginator(lists: Lists, paginator: dict[str, Any] | None) -> Iterator[str]:
    if paginator is None:
        return
    keys = paginator["result_key"] if isinstance(paginator["result_key"], list) else [paginator["result_key"]]
    if lists.items not in keys:
        yield f"paginator: the items are in {keys}, not {lists.items}"
    for name, ours in (
        ("input_token", lists.token),
        ("output_token", lists.token),
        ("limit_key", lists.limit_parameter),
    ):
        if paginator.get(name, ours) != ours:
            yield f"paginator: {name} is {paginator[name]}, not {ours}"


def _of_fields(kind: ResourceType, fields: Fields, document: Shape, where: str) -> Iterator[str]:
    status = _at(document, fields.status)
    words = {*_of_enum(status)}
    if not words:
        yield f"{where}: {fields.status!r} is no status"
    if fields.resting is not None:
        state, path = fields.resting
        refined = {*_of_enum(_at(document, path))}
        if state not in words:
            yield f"{where}: rests in {state}, no state"
        if not refined:
            yield f"{where}: {path!r} is no status to rest with"
        words |= refined
    yield from (f"{where}: {word} is in the model alone" for word in sorted(words - {*kind.states}))
    yield from (f"{where}: {word} is in the table alone" for word in sorted({*kind.states} - words))
    yield from _of_facts(fields, document, where)


def _of_facts(fields: Fields, document: Shape, where: str) -> Iterator[str]:
    for path in fields.reason:
        shape = _at(document, path)
        if not (_is(shape, "string") or (_is(shape, "list") and _is(shape.member, "string"))):
            yield f"{where}: no reason at {path!r}"
    for path in (fields.created, fields.modified):
        if path and not _is(_at(document, path), "timestamp"):
            yield f"{where}: no time at {path!r}"
    for path in (fields.arn, fields.configuration, fields.pending_configuration):
        if path and not _is(_at(document, path), "string"):
            yield f"{where}: no text at {path!r}"


def _operation(model: Any, name: str) -> Operation:
    try:
        return model.operation_model(name)
    except OperationNotFoundError:
        return None


def _required(operation: Operation) -> list[str]:
    return list(operation.input_shape.required_members) if operation.input_shape else []


def _at(shape: Shape, path: str) -> Shape:
    """The shape at a dotted path below a structure, itself for the empty path; None where the path leads nowhere."""
    for name in path.split(".") if path else ():
        shape = shape.members.get(name) if _is(shape, "structure") else None
    return shape


def _item(operation: Operation, path: str) -> Shape:
    shape = _at(operation.output_shape, path)
    return shape.member if _is(shape, "list") else None


def _is(shape: Shape, type_name: str) -> bool:
    return shape is not None and shape.type_name == type_name


def _of_enum(shape: Shape) -> list[str]:
    return list(shape.enum) if _is(shape, "string") else []


def _resting(kind: ResourceType, model: Any) -> Shape:
    describe = _operation(model, kind.describe.operation)
    if kind.describe.fields.resting is None or describe is None:
        return None
    return _at(_at(describe.output_shape, kind.describe.within), kind.describe.fields.resting[1])


# ---------------------------------------------------------------------------------------------------------------------
# Every table is right
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_table_agrees_with_the_service_model(kind: ResourceType) -> None:
    assert problems(kind, service_model(kind.service)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_catalogue_names_each_type_once(service: str) -> None:
    kinds = catalogue(service)
    assert kinds
    assert list(kinds) == sorted(kinds)
    assert {kind.service for kind in kinds.values()} == {service}
    assert len({kind.name for kind in kinds.values()}) == len(kinds)
    assert all(kind.resource == name for name, kind in kinds.items())


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_timeouts_are_sensible(kind: ResourceType) -> None:
    assert 0 < kind.grace < kind.timeout <= 60 * 86400


# ---------------------------------------------------------------------------------------------------------------------
# A broken table is caught: the checks can fail
# ---------------------------------------------------------------------------------------------------------------------


def _row(kind: ResourceType, name: str, **changes: Any) -> ResourceType:
    rows = tuple(replace(row, **changes) if row.name == name else row for row in kind.requests)
    return replace(kind, requests=rows)


def _fields(kind: ResourceType, **changes: Any) -> ResourceType:
    describe = replace(kind.describe, fields=replace(kind.describe.fields, **changes))
    return replace(kind, describe=describe)


def _lists(kind: ResourceType, **changes: Any) -> ResourceType:
    assert kind.lists is not None
    return replace(kind, lists=replace(kind.lists, **changes))


def _list_fields(kind: ResourceType, **changes: Any) -> ResourceType:
    assert kind.lists is not None
    return _lists(kind, fields=replace(kind.lists.fields, **changes))


def _parent(kind: ResourceType, **changes: Any) -> ResourceType:
    assert kind.lists is not None
    assert kind.lists.parent is not None
    return _lists(kind, parent=replace(kind.lists.parent, **changes))


BROKEN: dict[str, tuple[Callable[[], ResourceType], str]] = {
    "a state misspelt": (
        lambda: _row(CompilationJob, "run", to=("COMPLETE",)),
        "describe: COMPLETE is in the table alone",
    ),
    "a state forgotten": (
        lambda: _row(CompilationJob, "run", fail=()),
        "describe: FAILED is in the model alone",
    ),
    "a state forgotten in the listing": (
        lambda: replace(Endpoint, others=()),
        "lists: OutOfService is in the model alone",
    ),
    "a state of a refinement forgotten": (
        lambda: _row(Crawler, "run", fail=()),
        "describe: FAILED is in the model alone",
    ),
    "a state to accept in misspelt": (
        lambda: _row(MLTaskRun, "stop", when=("STARTED",)),
        "stop: accepted in STARTED, no state",
    ),
    "a request twice": (
        lambda: replace(CompilationJob, requests=(*CompilationJob.requests, CompilationJob.requests[0])),
        "run: 2 rows",
    ),
    "a request to nowhere": (lambda: _row(MLTaskRun, "stop", to=()), "stop: comes to nothing"),
    "a deletion that leaves something": (
        lambda: _row(CompilationJob, "delete", to=("STOPPED",)),
        "delete: comes to ('STOPPED',)",
    ),
    "a request of nobody": (lambda: _row(MLTaskRun, "stop", by=()), "stop: asked for by no operation"),
    "a request's operation misspelt": (
        lambda: _row(MLTaskRun, "stop", by=("StopMLTaskRun",)),
        "stop: no operation StopMLTaskRun",
    ),
    "the describe operation misspelt": (
        lambda: replace(MLTaskRun, describe=replace(MLTaskRun.describe, operation="DescribeMLTaskRun")),
        "describe: no operation DescribeMLTaskRun",
    ),
    "the list operation misspelt": (
        lambda: _lists(MLTaskRun, operation="ListMLTaskRuns"),
        "lists: no operation ListMLTaskRuns",
    ),
    "the response's member misspelt": (
        lambda: replace(Crawler, describe=replace(Crawler.describe, within="Crawl")),
        "describe: no Crawl in the output",
    ),
    "an identifier forgotten": (
        lambda: replace(MLTaskRun, identifiers=("TaskRunId",)),
        "describe: identifiers are ('TaskRunId',), required is ['TaskRunId', 'TransformId']",
    ),
    "an identifier twice": (
        lambda: replace(CompilationJob, identifiers=("CompilationJobName", "CompilationJobName")),
        "describe: identifiers are ('CompilationJobName', 'CompilationJobName'), required is ['CompilationJobName']",
    ),
    "the status misspelt": (lambda: _fields(Endpoint, status="Status"), "describe: 'Status' is no status"),
    "the status a word without an enum": (
        lambda: _fields(Endpoint, status="EndpointName"),
        "describe: 'EndpointName' is no status",
    ),
    "the reason misspelt": (
        lambda: _fields(Endpoint, reason=("FailureCause",)),
        "describe: no reason at 'FailureCause'",
    ),
    "a reason below nothing": (
        lambda: _fields(Endpoint, reason=("EndpointName.Message",)),
        "describe: no reason at 'EndpointName.Message'",
    ),
    "a time misspelt": (lambda: _fields(Endpoint, created="CreatedOn"), "describe: no time at 'CreatedOn'"),
    "a time that is a name": (
        lambda: _fields(Endpoint, modified="EndpointName"),
        "describe: no time at 'EndpointName'",
    ),
    "the configuration misspelt": (
        lambda: _fields(Endpoint, pending_configuration="PendingDeployment.EndpointConfigName"),
        "describe: no text at 'PendingDeployment.EndpointConfigName'",
    ),
    "the resting state misspelt": (
        lambda: _fields(Crawler, resting=("RESTING", "LastCrawl.Status")),
        "describe: rests in RESTING, no state",
    ),
    "the resting path misspelt": (
        lambda: _fields(Crawler, resting=("READY", "LastCrawl.State")),
        "describe: 'LastCrawl.State' is no status to rest with",
    ),
    "the listing's status misspelt": (lambda: _list_fields(Endpoint, status="Status"), "lists: 'Status' is no status"),
    "the listing's arn misspelt": (lambda: _list_fields(Endpoint, arn="Arn"), "lists: no text at 'Arn'"),
    "the items misspelt": (
        lambda: _lists(Endpoint, items="EndpointSummaries"),
        "lists: no list EndpointSummaries in the output",
    ),
    "the items differ from the paginator's": (
        lambda: _lists(Endpoint, items="EndpointSummaries"),
        "paginator: the items are in ['Endpoints'], not EndpointSummaries",
    ),
    "an item's identifier misspelt": (
        lambda: _lists(MLTaskRun, identifiers={"TransformId": "TransformId", "TaskRunId": "Id"}),
        "lists: identifier TaskRunId isn't at 'Id'",
    ),
    "an item's identifier forgotten": (
        lambda: _lists(MLTaskRun, identifiers={"TaskRunId": "TaskRunId"}),
        "lists: identifiers are ['TaskRunId']",
    ),
    "the limit too small": (lambda: _lists(Endpoint, limit=50), "lists: the limit is 50, the model's 100"),
    "the page above the limit": (lambda: _lists(Endpoint, page=200), "lists: a page of 200, with a limit of 100"),
    "the limit's parameter misspelt": (
        lambda: _lists(Endpoint, limit_parameter="MaxItems"),
        "lists: no limit parameter MaxItems",
    ),
    "the limit's parameter differs from the paginator's": (
        lambda: _lists(Endpoint, limit_parameter="MaxItems"),
        "paginator: limit_key is MaxResults, not MaxItems",
    ),
    "the token misspelt in the input": (
        lambda: _lists(Endpoint, token="nextToken"),
        "lists: no token nextToken in the input",
    ),
    "the token misspelt in the output": (
        lambda: _lists(Endpoint, token="nextToken"),
        "lists: no token nextToken in the output",
    ),
    "the token differs from the paginator's": (
        lambda: _lists(Endpoint, token="nextToken"),
        "paginator: input_token is NextToken, not nextToken",
    ),
    "a filter of no name": (
        lambda: _lists(Endpoint, filters={"state": "StatusEquals"}),
        "lists: unknown filter state",
    ),
    "a filter misspelt": (
        lambda: _lists(Endpoint, filters={"name": "NameHas"}),
        "lists: no parameter 'NameHas' to filter by name",
    ),
    "a filter below nothing": (
        lambda: _lists(MLTaskRun, filters={"status": "Filters.Status"}),
        "lists: no parameter 'Filters.Status' to filter by status",
    ),
    "a filter by time that takes a name": (
        lambda: _lists(Endpoint, filters={"created_after": "NameContains"}),
        "lists: 'NameContains' filters by no time",
    ),
    "a filter that lacks a state": (
        lambda: replace(Endpoint, others=("OutOfService", "Hibernating")),
        "lists: 'StatusEquals' filters by no ['Hibernating']",
    ),
    "a sort word misspelt": (
        lambda: _lists(Endpoint, sort={"CREATED": "CreationTime", "Name": "EndpointName", "Status": "EndpointStatus"}),
        "lists: sort words are ['CREATED', 'Name', 'Status'], the service's ['CreationTime', 'Name', 'Status']",
    ),
    "a sort parameter misspelt": (
        lambda: _lists(Endpoint, sort_by="OrderBy"),
        "lists: sort words are ['CreationTime', 'Name', 'Status'], the service's []",
    ),
    "a sorted member misspelt": (
        lambda: _lists(
            Endpoint, sort={"CreationTime": "CreatedOn", "Name": "EndpointName", "Status": "EndpointStatus"}
        ),
        "lists: no 'CreatedOn' to sort by for CreationTime",
    ),
    "the sort order misspelt": (lambda: _lists(Endpoint, sort_order="Order"), "lists: no order 'Order' to sort in"),
    "the parent forgotten": (
        lambda: _lists(MLTaskRun, parent=None),
        "lists: required is ['TransformId'], the parent's is []",
    ),
    "a parent too many": (
        lambda: _lists(Endpoint, parent=Parent("NameContains", "ListModels", "Models", "ModelName", limit=100)),
        "lists: required is [], the parent's is ['NameContains']",
    ),
    "the parent's parameter misspelt": (
        lambda: _parent(MLTaskRun, parameter="Transform"),
        "parent: no parameter Transform",
    ),
    "the parent's operation misspelt": (
        lambda: _parent(MLTaskRun, operation="ListTransforms"),
        "parent: no operation ListTransforms",
    ),
    "the parent's parent forgotten": (
        lambda: _parent(MLTaskRun, operation="GetMLTaskRuns"),
        "parent: GetMLTaskRuns requires ['TransformId']",
    ),
    "the parent's items misspelt": (
        lambda: _parent(MLTaskRun, items="Transforms"),
        "parent: no '' in 'Transforms'",
    ),
    "the parent's name misspelt": (
        lambda: _parent(PipelineExecution, name="Name"),
        "parent: no 'Name' in 'PipelineSummaries'",
    ),
    "the parent's limit too large": (
        lambda: _parent(PipelineExecution, limit=1000),
        "parent: the limit is 1000, the model's 100",
    ),
    "an error misspelt": (
        lambda: replace(MlflowTrackingServer, absent=(Absent("ResourceNotFoundException"),)),
        "absent: ResourceNotFoundException is no error",
    ),
    "every malformed name an absence": (
        lambda: replace(MlflowTrackingServer, absent=(Absent("ValidationException"),)),
        "absent: ValidationException of any message",
    ),
    "no absence": (
        lambda: replace(MlflowTrackingServer, absent=()),
        "absent: nothing tells that the thing isn't there",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_table_is_caught(name: str) -> None:
    broken, problem = BROKEN[name]
    kind = broken()
    assert problem in problems(kind, service_model(kind.service))


@pytest.mark.parametrize(
    ("sorted_states", "expected"),
    [
        (Classes(("A",), ("B",), (), ()), []),
        (Classes((), ("B",), (), ()), ["A is in 0 classes"]),
        (Classes(("A",), ("B",), (), ("A",)), ["A is in 2 classes"]),
        (Classes(("A",), ("B",), ("C",), ()), ["C is no state"]),
    ],
)
def test_state_out_of_class_is_caught(sorted_states: Classes, expected: list[str]) -> None:
    assert unsorted(("A", "B"), sorted_states) == expected


def test_lists_of_a_paginator_with_several_results() -> None:
    lists = Lists("ListThings", "Things", Fields("Status"), identifiers={"Name": "Name"}, limit=10, page=10)
    paginator = {"input_token": "NextToken", "output_token": "NextToken", "result_key": ["Others", "Things"]}
    assert list(_of_paginator(lists, paginator)) == []
    assert list(_of_paginator(lists, {**paginator, "result_key": "Others"})) == [
        "paginator: the items are in ['Others'], not Things"
    ]


def test_request_without_an_operation_is_the_services_own() -> None:
    rows = (*MLTaskRun.requests, Request("maintain", (), ("RUNNING",), ("SUCCEEDED",)))
    assert problems(replace(MLTaskRun, requests=rows), service_model("glue")) == []
