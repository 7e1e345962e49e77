"""Pages read from their bytes: equal to what botocore's parser makes of them, and left to it where they don't fit."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from anyio.lowlevel import checkpoint
from botocore.parsers import ResponseParserFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seeds import SEEDS

from mlwaiters.aws import pages, parsing
from mlwaiters.aws.clients import Clients
from mlwaiters.aws.decode import listed, parents, timestamp
from mlwaiters.aws.failures import classify
from mlwaiters.aws.items import Item
from mlwaiters.aws.models import service_model
from mlwaiters.aws.reader import AWSReader, _page_of_sheet
from mlwaiters.errors import AccessDeniedError, ServiceError, WaiterError
from mlwaiters.looker import SLICE
from mlwaiters.model import Describe, Fields, Listing, Lists, Observation, Page, Ref, Request, ResourceType
from mlwaiters.resources import SERVICES, catalogue, glue, sagemaker

if TYPE_CHECKING:
    from botocore.model import Shape

    from mlwaiters.testing import SimulatedAWS

LISTED = [kind for service in SERVICES for kind in catalogue(service).values() if kind.lists is not None]
FANNED = [kind for kind in LISTED if kind.lists is not None and kind.lists.parent is not None]
THOROUGH = [kind for kind in SEEDS if kind.lists is not None]
"""The types of which every page that can be is tried; of all the others together, some."""

# A service of the other protocol that is read: JSON over REST, its timestamps in words.
RESTFUL = ResourceType(
    service="bedrock",
    name="ModelCustomizationJob",
    identifiers=("jobIdentifier",),
    requests=(Request("run", ("CreateModelCustomizationJob",), ("InProgress",), ("Completed",), ("Failed",)),),
    describe=Describe("GetModelCustomizationJob", Fields("status")),
    lists=Lists(
        "ListModelCustomizationJobs",
        "modelCustomizationJobSummaries",
        Fields("status", created="creationTime", modified="lastModifiedTime", arn="jobArn"),
        identifiers={"jobIdentifier": "jobName"},
        limit=1000,
        page=100,
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=60,
)


def listing_of(kind: ResourceType) -> Listing:
    """A listing that isn't orphaned, of a parent that has a name like no other's."""
    assert kind.lists is not None
    above = [kind.lists.parent.parameter] if kind.lists.parent else []
    return kind.listing(**dict.fromkeys([*above, *kind.lists.needs], "the-parent"))


def orphan_of(kind: ResourceType) -> Listing:
    """A listing whose parent is left out."""
    assert kind.lists is not None
    return kind.listing(**dict.fromkeys(kind.lists.needs, "the-scope"))


def is_plain(kind: ResourceType) -> bool:
    """Whether a listing is in JSON, and the facts that it shows are all texts and times, none a list of texts."""
    assert kind.lists is not None
    if service_model(kind.service).resolved_protocol not in ("json", "rest-json"):
        return False
    shape = service_model(kind.service).operation_model(kind.lists.operation).output_shape
    item = shape.members[kind.lists.items].member
    heads = (path.partition(".")[0].removesuffix("[]") for path in kind.lists.fields.reason)
    return not any(item.members[head].type_name == "list" for head in heads)


def by_botocore(kind: ResourceType, operation: str, body: bytes) -> dict[str, Any]:
    model = service_model(kind.service)
    factory = ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=timestamp)
    parser = factory.create_parser(model.resolved_protocol)
    shape = model.operation_model(operation).output_shape
    parsed: dict[str, Any] = parser.parse({"status_code": 200, "headers": {}, "body": body}, shape)
    return parsed


def plainly(listing: Listing, body: bytes) -> Page:
    """The page by way of botocore's parser."""
    answer = by_botocore(listing.type, listing.lists.operation, body)
    return Page(listed(listing, answer, 5.0), token=listing.lists.further(answer))


def readily(listing: Listing, body: bytes) -> Page:
    decode = pages.page_reader(listing, lambda: 5.0)
    assert decode is not None
    return whole(decode(body))


def whole(sheet: pages.Sheet) -> Page:
    return replace(sheet.page, observations=tuple(seen for make in sheet.slices for seen in make()))


# --- random pages ----------------------------------------------------------------------------------------------------

MOMENTS = st.one_of(
    st.integers(0, 4_000_000_000),
    st.floats(0, 4e9, allow_nan=False),
    st.integers(0, 4_000_000_000_000).map(lambda ms: ms / 1000),
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(lambda moment: moment.isoformat() + "Z"),  # noqa: DTZ001
)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=8),
    "timestamp": MOMENTS,
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "blob": st.binary(max_size=3).map(lambda raw: raw.hex() * 2),
}
EXTRA = st.dictionaries(st.sampled_from(["Extra", "extra", "__type", "é"]), st.none() | st.text(max_size=3), max_size=1)


def documents(shape: Shape, needed: frozenset[str] = frozenset(), depth: int = 0) -> st.SearchStrategy[Any]:
    """What a service may send for a shape: members missing, null, or such as the model doesn't know."""
    if shape.type_name == "structure":
        below = (
            {} if depth > 3 else {name: documents(member, depth=depth + 1) for name, member in shape.members.items()}
        )
        known = {name: below[name] for name in needed}
        perhaps = {name: st.none() | member for name, member in below.items() if name not in needed}
        told = st.fixed_dictionaries(known, optional=perhaps)
        names = {name: member.serialization.get("name", name) for name, member in shape.members.items()}
        sent = told.map(lambda told: {names[name]: value for name, value in told.items()})
        return st.builds(lambda sent, extra: {**extra, **sent}, sent, EXTRA)
    if shape.type_name == "list":
        return st.lists(documents(shape.member, depth=depth + 1), max_size=2)
    if shape.type_name == "map":
        return st.dictionaries(st.text(max_size=3), documents(shape.value, depth=depth + 1), max_size=2)
    return st.sampled_from(shape.enum) | st.text(max_size=4) if getattr(shape, "enum", []) else SCALARS[shape.type_name]


def bodies(kind: ResourceType) -> st.SearchStrategy[bytes]:
    """Pages of a kind, most of whose items have all that an observation needs."""
    lists = kind.lists
    assert lists is not None
    shape = service_model(kind.service).operation_model(lists.operation).output_shape
    item = shape.members[lists.items].member
    paths = (lists.fields.status, *lists.identifiers.values())
    needed = frozenset(path.partition(".")[0] for path in paths if path)
    items = st.lists(documents(item, needed) | documents(item, needed) | documents(item), max_size=4)
    page = {lists.items: items | st.none(), lists.next_token or lists.token: st.none() | st.text(max_size=5)}
    page.pop("", None)  # a listing in one piece has no token
    rest = documents(shape).map(lambda told: {name: told[name] for name in told if name not in page})
    whole = st.builds(lambda rest, told: {**rest, **told}, rest, st.fixed_dictionaries({}, optional=page))
    return st.builds(lambda page, ascii_: json.dumps(page, ensure_ascii=ascii_).encode(), whole, st.booleans())


@pytest.mark.parametrize("kind", [*THOROUGH, RESTFUL], ids=repr)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_page_is_read_as_botocore_reads_it(kind: ResourceType, data: st.DataObject) -> None:
    assert_read_alike(kind, data)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_page_of_any_kind_is_read_as_botocore_reads_it(data: st.DataObject) -> None:
    assert_read_alike(data.draw(st.sampled_from([kind for kind in LISTED if is_plain(kind)])), data)


def assert_read_alike(kind: ResourceType, data: st.DataObject) -> None:
    listing = listing_of(kind)
    body = data.draw(bodies(kind))
    try:
        expected = plainly(listing, body)
    except ServiceError:
        with pytest.raises(pages.UnfitError):
            readily(listing, body)
        return
    page = readily(listing, body)
    assert page == expected
    for ours, theirs in zip(page.observations, expected.observations, strict=True):
        assert isinstance(ours.response, Item)
        assert ours.response == theirs.response
        assert [type(getattr(ours, field.name)) for field in fields(ours) if field.name != "response"] == [
            type(getattr(theirs, field.name)) for field in fields(theirs) if field.name != "response"
        ]


@pytest.mark.parametrize("kind", [kind for kind in FANNED if kind in THOROUGH], ids=repr)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_page_of_parents_is_read_as_botocore_reads_it(kind: ResourceType, data: st.DataObject) -> None:
    assert kind.lists is not None
    parent, listing = kind.lists.parent, orphan_of(kind)
    assert parent is not None
    shape = service_model(kind.service).operation_model(parent.operation).output_shape
    body = json.dumps(data.draw(documents(shape))).encode()
    answer = by_botocore(kind, parent.operation, body)
    read = pages.parents_reader(listing)
    assert read is not None
    try:
        names = parents(listing, answer)
    except ServiceError:
        with pytest.raises(pages.UnfitError):
            read(body)
        return
    expected = Page(listings=tuple(map(listing.below, names)), token=answer.get(listing.lists.token) or "")
    assert read(body) == pages.Sheet(expected)


@given(
    st.floats(0, 5e9)
    | st.integers(0, 10**13).map(lambda ms: ms / 1000)
    | st.integers(0, 10**16).map(lambda us: us / 1e6)
)
def test_moments_are_botocores_to_the_last_bit(told: float) -> None:
    assert pages._seconds(told) == timestamp(told).timestamp()


def test_a_record_made_of_columns_is_a_record() -> None:
    ref = glue.Crawler("c")
    (made,) = pages._filled(Observation, 1, ref=[ref], state=["READY"], time=[1.0], response=[{"a": 1}])
    assert made == Observation(ref, "READY", 1.0)
    assert replace(made, calls=2).response == {"a": 1}
    assert pages._filled(Ref, 1, type=[glue.Crawler], values=[("c",)]) == [ref]
    assert {*Observation.__dataclass_fields__} <= {*dir(made)}


def test_every_listing_of_the_catalogue_is_read_at_full_speed() -> None:
    slow = {kind for kind in LISTED if pages.page_reader(listing_of(kind), float) is None}
    assert slow == {kind for kind in LISTED if not is_plain(kind)}
    assert all(pages.parents_reader(orphan_of(kind)) for kind in FANNED if is_plain(kind))


# --- one item --------------------------------------------------------------------------------------------------------


def item_of(**members: object) -> Mapping[str, Any]:
    run = {"TransformId": "t", "TaskRunId": "r", "Status": "RUNNING", **members}
    page = readily(glue.MLTaskRun.listing(TransformId="t"), json.dumps({"TaskRuns": [run]}).encode())
    return page.observations[0].response


def test_an_item_is_read_when_looked_at() -> None:
    item = item_of(StartedOn=1.8e9, Unknown=1)
    assert isinstance(item, Item)
    assert isinstance(item._sent, bytes)
    assert item["StartedOn"] == datetime.fromtimestamp(1.8e9, UTC)
    assert [*item] == ["TransformId", "TaskRunId", "Status", "StartedOn"]
    assert repr(item) == repr({**item})


def test_an_item_travels_as_a_dictionary() -> None:
    item = item_of()
    assert type(pickle.loads(pickle.dumps(item))) is dict
    assert copy.deepcopy(item) == item == {"TransformId": "t", "TaskRunId": "r", "Status": "RUNNING"}


@pytest.mark.parametrize("members", [{"Properties": []}, {"CompletedOn": "yesterday"}, {"CompletedOn": 1e300}], ids=str)
def test_a_member_that_nobody_reads_and_the_model_does_not_know_is_given_as_it_was_sent(
    members: dict[str, object],
) -> None:
    assert item_of(**members) == {"TransformId": "t", "TaskRunId": "r", "Status": "RUNNING", **members}


# --- models that don't fit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"items": "Runs"},
        {"items": "NextToken"},
        {"token": "Marker"},
        {"fields": Fields("State")},
        {"fields": Fields("Status.Word")},
        {"fields": Fields("StartedOn")},
        {"fields": Fields("Status", created="ErrorString")},
        {"fields": Fields("Properties")},
    ],
    ids=str,
)
def test_a_table_that_the_model_contradicts_is_left_to_botocore(change: dict[str, Any]) -> None:
    assert glue.MLTaskRun.lists is not None
    kind = replace(glue.MLTaskRun, lists=replace(glue.MLTaskRun.lists, **change))
    assert pages.page_reader(kind.listing(TransformId="t"), float) is None


def test_without_msgspec_botocore_reads_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)
    kind = replace(glue.MLTaskRun, grace=1.0)  # one that has been read by nobody yet
    assert pages.page_reader(kind.listing(TransformId="t"), float) is None
    assert pages.parents_reader(kind.listing()) is None


def test_msgspec_is_loaded_for_the_first_page() -> None:
    code = "import sys, mlwaiters.aws.pages as pages; print('msgspec' in sys.modules)"
    code += "; from mlwaiters.resources import glue; print(pages.page_reader(glue.Crawler.listing(), float) is None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


# --- through aiobotocore ---------------------------------------------------------------------------------------------

RUN = {"TransformId": "t", "TaskRunId": "r", "Status": "RUNNING", "StartedOn": 1.8e9}
RUNS = glue.MLTaskRun.listing(TransformId="t")


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class Sent:
    """An answer of a status and a body, as aiobotocore has it from the HTTP client."""

    headers: Mapping[str, str] = {"x-amzn-requestid": "1"}

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.status_code = status
        self.raw = None
        self._body = body

    @property
    async def content(self) -> bytes:
        return self._body


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")


Answering = Callable[..., Any]


@pytest.fixture
def answering(no_aws: None) -> Answering:  # noqa: ARG001
    """A reader whose every call is answered with these bytes."""

    @asynccontextmanager
    async def open_(body: bytes, status: int = 200, *, hooked: bool = True) -> AsyncIterator[AWSReader]:
        async with Clients(region="eu-west-1", endpoint_url="http://127.0.0.1:1") as clients:
            client = await clients.get("glue")
            client.meta.events.register("before-send", lambda **_: Sent(body, status))
            if not hooked:
                client.meta.events.unregister("before-parse", parsing._before_parse)
            reader = AWSReader(clients, clock=lambda: 5.0)
            reader._retrying = reader._retrying.copy(wait=lambda _: 0)
            yield reader

    return open_


@pytest.mark.anyio
async def test_a_page_is_read_before_botocores_parser(answering: Answering) -> None:
    body = json.dumps({"TaskRuns": [RUN], "NextToken": "more"}).encode()
    async with answering(body) as reader:
        page = await reader.page(RUNS)
    assert isinstance(page.observations[0].response, Item)  # a client that has no such event would give a dictionary
    assert page == plainly(RUNS, body)
    assert page.token == "more"


@pytest.mark.anyio
@pytest.mark.parametrize("count", [0, 1, SLICE, SLICE + 1, 1000])
async def test_a_page_of_any_size_is_read_as_botocore_reads_it(answering: Answering, count: int) -> None:
    runs = [{**RUN, "TaskRunId": f"r{number}", "StartedOn": number / 8} for number in range(count)]
    body = json.dumps({"TaskRuns": runs, "NextToken": "more"}).encode()
    async with answering(body) as reader:
        page = await reader.page(RUNS)
    assert page == plainly(RUNS, body)
    assert [seen.response["StartedOn"].timestamp() for seen in page.observations] == [run["StartedOn"] for run in runs]


@pytest.mark.anyio
async def test_others_have_their_turn_between_two_slices_of_a_page() -> None:
    turns = 0
    told: list[int] = []

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await checkpoint()

    def make() -> tuple[Observation, ...]:
        told.append(turns)
        return ()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(others)
        assert await _page_of_sheet(pages.Sheet(Page(token="more"), [make] * 4)) == Page(token="more")
        tasks.cancel_scope.cancel()
    assert [turn >= number for number, turn in enumerate(told)] == [True] * 4


@pytest.mark.anyio
async def test_parents_are_read_before_botocores_parser(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlwaiters.aws.reader.parents", None)
    async with answering(b'{"TransformIds": ["t1", "t2"], "NextToken": "more"}') as reader:
        page = await reader.page(glue.MLTaskRun.listing())
    assert page == Page(listings=tuple(glue.MLTaskRun.listing(TransformId=name) for name in ("t1", "t2")), token="more")


@pytest.mark.anyio
async def test_a_client_without_the_event_reads_the_same(answering: Answering) -> None:
    body = json.dumps({"TaskRuns": [RUN], "NextToken": "more"}).encode()
    async with answering(body, hooked=False) as reader:
        page = await reader.page(RUNS)
    assert type(page.observations[0].response) is dict
    assert page == plainly(RUNS, body)


@pytest.mark.parametrize("event", [{}, {"response_dict": {}}, {"response_dict": {"status_code": 200, "body": None}}])
def test_an_event_of_another_form_changes_nothing(event: dict[str, Any]) -> None:
    before, told = copy.deepcopy(event), {}  # type: ignore[var-annotated] # it stays empty
    with parsing.reading(lambda _: pages.Sheet(Page())):
        parsing._before_parse(**event, customized_response_dict=told)
        parsing._before_parse(**event, something_new=1)
    assert (event, told) == (before, {})


ITEMS = [
    {"TaskRuns": {"a": 1}},
    {"TaskRuns": "x"},
    {"TaskRuns": [7]},
    {"TaskRuns": [None]},
    {"TaskRuns": [[]]},
    {"TaskRuns": [{}]},
    {"TaskRuns": [{**RUN, "Status": None}]},
    {"TaskRuns": [{**RUN, "Status": 7}]},
    {"TaskRuns": [{**RUN, "TaskRunId": ""}]},
    {"TaskRuns": [{**RUN, "StartedOn": "yesterday"}]},
    {"TaskRuns": [{**RUN, "StartedOn": 1e300}]},
    {"TaskRuns": [{**RUN, "StartedOn": []}]},
    [],
    7,
]


@pytest.mark.anyio
@pytest.mark.parametrize("hooked", [True, False], ids=["hooked", "plain"])
@pytest.mark.parametrize("page", ITEMS, ids=str)
async def test_a_malformed_page_is_no_page(answering: Answering, page: object, hooked: bool) -> None:  # noqa: FBT001
    async with answering(json.dumps(page).encode(), hooked=hooked) as reader:
        with pytest.raises(ServiceError) as caught:
            await reader.page(RUNS)
    assert (caught.value.transient, caught.value.answered, caught.value.calls) == (True, False, 4)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body", [b"", b"<html>sorry</html>", b'{"TaskRuns": [{"Sta', b'{"x": "\xff"}', b"[" * 100_000], ids=repr
)
async def test_what_is_no_json_is_no_empty_page(answering: Answering, body: bytes) -> None:
    async with answering(body) as reader:
        for listing in (RUNS, glue.MLTaskRun.listing()):
            with pytest.raises(ServiceError) as caught:
                await reader.page(listing)
            assert (caught.value.transient, caught.value.answered) == (True, False)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "odd",
    [
        {"ErrorString": 7},
        {"StartedOn": True},
        {"ErrorString": "\ud800"},
        {"ExecutionTime": float("nan")},
        {"StartedOn": -1},
    ],
    ids=str,
)
async def test_what_is_odd_but_read_by_botocore_is_read(answering: Answering, odd: dict[str, object]) -> None:
    body = json.dumps({"TaskRuns": [{**RUN, **odd}]}).encode()
    async with answering(body) as reader:
        assert await reader.page(RUNS) == plainly(RUNS, body)


@pytest.mark.anyio
async def test_errors_are_told_and_mapped_by_botocore(answering: Answering) -> None:
    async with answering(b'{"__type": "AccessDeniedException", "Message": "because"}', 400) as reader:
        with pytest.raises(AccessDeniedError, match="AccessDeniedException: because"):
            await reader.page(RUNS)


@pytest.mark.anyio
async def test_a_describe_is_left_to_botocore(answering: Answering) -> None:
    async with answering(json.dumps(RUN).encode()) as reader:
        seen = await reader.describe(glue.MLTaskRun("t", "r"))
    assert seen.response["ResponseMetadata"]["RequestId"] == "1"
    assert seen.response["Status"] == "RUNNING"


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.anyio
async def test_other_peoples_clients_are_left_alone(
    simulated_aws: Callable[..., SimulatedAWS],
    no_aws: None,  # noqa: ARG001
    anyio_backend: str,  # noqa: ARG001
) -> None:
    aws = simulated_aws()
    aws.world.add(sagemaker.CompilationJob("churn"), "COMPLETED")
    listing = sagemaker.CompilationJob.listing()
    place = {"region_name": "eu-west-1", "endpoint_url": aws.url}
    async with (
        Clients(region="eu-west-1", endpoint_url=aws.url) as clients,
        AioSession().create_client("sagemaker", config=AioConfig(), **place) as theirs,
    ):
        with parsing.reading(pages.page_reader(listing, float)):
            answer = await theirs.list_compilation_jobs()
            assert answer["CompilationJobSummaries"][0]["CompilationJobName"] == "churn"
            ours = await (await clients.get("sagemaker")).list_compilation_jobs()
            assert parsing.sheet_of(ours) is not None
        ours = await (await clients.get("sagemaker")).list_compilation_jobs()
        assert parsing.sheet_of(ours) is None
        assert ours["CompilationJobSummaries"] == answer["CompilationJobSummaries"]


def test_a_timestamp_that_is_none_is_the_services_fault() -> None:
    with pytest.raises(Exception, match="'yesterday' is no timestamp") as caught:
        timestamp("yesterday")
    meaning: WaiterError = classify(caught.value, "GetMLTaskRun")
    assert isinstance(meaning, ServiceError)
    assert meaning.transient
