"""Every table against botocore's service models: what a table names is real, and what is real is in the table."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.aws.lint import _of_paginator, problems
from mlwaiters.aws.models import loader, service_model
from mlwaiters.goals import Classes
from mlwaiters.model import Absent, Fields, Lists, Parent, Request, ResourceType
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler, Integration, MLTaskRun
from mlwaiters.resources.sagemaker import (
    CompilationJob,
    Endpoint,
    FeatureGroupUpdate,
    MlflowTrackingServer,
    PipelineExecution,
)
from mlwaiters.tables.findings import unsorted

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]


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


def test_services_are_botocores() -> None:
    assert {*SERVICES} <= {*loader().list_available_services("service-2")}
    assert list(SERVICES) == sorted(SERVICES)


def test_service_is_imported_only_when_asked_for() -> None:
    code = "import sys; from mlwaiters.resources import find; find('translate', 'parallel-data')"
    code += "; print(*(name for name in sys.modules if name.startswith(('mlwaiters.resources.', 'botocore'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["mlwaiters.resources.translate"]


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
    "what is unsaid misspelt": (
        lambda: replace(FeatureGroupUpdate, describe=replace(FeatureGroupUpdate.describe, unsaid="Succesful")),
        "describe: Succesful, unsaid, is no state",
    ),
    "a reason of a list's items misspelt": (
        lambda: _fields(Integration, reason=("Errors[].Message",)),
        "describe: no reason at 'Errors[].Message'",
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
    assert [one.says for one in _of_paginator(lists, {**paginator, "result_key": "Others"})] == [
        "paginator: the items are in ['Others'], not Things"
    ]


def test_request_without_an_operation_is_the_services_own() -> None:
    rows = (*MLTaskRun.requests, Request("maintain", (), ("RUNNING",), ("SUCCEEDED",)))
    assert problems(replace(MLTaskRun, requests=rows), service_model("glue")) == []
