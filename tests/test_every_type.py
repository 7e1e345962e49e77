"""Every type of the catalogue, as the simulated endpoint serves it over a real socket."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore import xform_name
from botocore.exceptions import ClientError

import mlwaiters
from mlwaiters.aws.requests import stoppable
from mlwaiters.goals import classes, default_goal
from mlwaiters.model import GONE, Ref, Request, ResourceType
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.shapes import violations
from mlwaiters.testing import SimulatedAWS
from mlwaiters.testing.facts import rows
from mlwaiters.testing.models import PROTOCOLS, at, input_of, output_of, protocol
from mlwaiters.testing.naming import usual
from mlwaiters.testing.operations import check_identifiers
from mlwaiters.testing.places import ARN, taken
from mlwaiters.testing.samples import sample
from mlwaiters.testing.served import CATALOGUE
from mlwaiters.testing.shelves import Span

if TYPE_CHECKING:
    from mlwaiters.poller import Poller

pytestmark = pytest.mark.asyncio(loop_scope="module")

START = 1_700_000_000.0
SERVED = [kind for service in SERVICES for kind in catalogue(service).values()]
LISTED = [kind for kind in SERVED if kind.lists is not None]


class Clock:
    """Goes on by `step` whenever it is looked at."""

    def __init__(self) -> None:
        self.now = START
        self.step = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class Clients:
    """Clients of botocore's own, one for each service."""

    def __init__(self, aws: SimulatedAWS) -> None:
        self._aws = aws
        self._stack = AsyncExitStack()
        self._session = AioSession()
        self._open: dict[str, Any] = {}

    async def call(self, service: str, operation: str, **given: Any) -> Any:
        if service not in self._open:
            retries = {"total_max_attempts": 1, "mode": "standard"}
            config = AioConfig(retries=retries, inject_host_prefix=False)
            client = self._session.create_client(service, config=config, **self._aws.client_options)
            self._open[service] = await self._stack.enter_async_context(client)
        answer = await getattr(self._open[service], xform_name(operation))(**given)
        del answer["ResponseMetadata"]
        return answer

    async def close(self) -> None:
        await self._stack.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aws() -> AsyncIterator[SimulatedAWS]:
    async with SimulatedAWS(clock=Clock()) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clients(aws: SimulatedAWS) -> AsyncIterator[Clients]:
    made = Clients(aws)
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def poller(aws: SimulatedAWS) -> AsyncIterator[Poller]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "simulated",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_DEFAULT_REGION": aws.world.region,
        }.items():
            patch.setenv(name, value)
        async with mlwaiters.connect(endpoint_url=aws.url, interval=0.001, budget=math.inf) as connected:
            yield connected


@pytest.fixture(autouse=True)
def _nothing_there(aws: SimulatedAWS) -> Iterator[None]:
    clock_of(aws).step = 0.0
    yield
    aws.clear()


def clock_of(aws: SimulatedAWS) -> Clock:
    clock = aws.world.clock
    assert isinstance(clock, Clock)
    return clock


def some(aws: SimulatedAWS, kind: ResourceType) -> Ref:
    """A thing that isn't there yet, of a name that its service might have made up, below a parent that is."""
    world, parent = aws.world, parent_of(aws, kind)
    parameter = kind.lists.parent.parameter if kind.lists and kind.lists.parent else ""
    *others, last = kind.identifiers
    values = [parent.values[0] if parent and name == parameter else usual(kind, name) for name in others]
    return kind(*values, world.mint(kind, last, parent))


def parent_of(aws: SimulatedAWS, kind: ResourceType) -> Ref | None:
    """What the things of a kind hang below, always the same; it is there."""
    above = aws.served.parent_of(kind)
    if above is None:
        return None
    parent = above(usual(above, above.identifiers[0]))
    if aws.world.find(parent) is None:
        aws.world.add(parent, settled(above))
    return parent


def settled(kind: ResourceType) -> str:
    """Where its first request leads."""
    return next(state for state in rows(kind)[0].to if state != GONE)


def life(row: Request, end: str = "") -> list[tuple[str, float]]:
    return [*((state, 10.0) for state in row.via), (end or row.to[0], math.inf)]


def written(phases: list[tuple[str, float]], reason: str = "") -> Any:
    from mlwaiters.testing import Phase

    *moving, (last, _) = phases
    return [*(Phase(state, seconds) for state, seconds in moving), Phase(last, reason=reason)]


def way_to(kind: ResourceType, success: tuple[str, ...]) -> list[tuple[str, float]]:
    """A life that its first request begins, and another one goes on with where that doesn't lead to success."""
    first, *further = (row for row in kind.requests if row.by)
    for row in (first, *further):
        end = next((state for state in row.to if state in success), None)
        if end is not None:
            before = [] if row is first else [(state, 10.0) for state in (*first.via, first.to[0])]
            return [*before, *life(row, end)]
    raise AssertionError(f"{kind} is never {success}")


def scope_of(aws: SimulatedAWS, ref: Ref) -> dict[str, Any]:
    """What a listing that is to show a thing must be given."""
    kind = ref.type
    assert kind.lists is not None
    shape = input_of(kind.service, kind.lists.operation)
    given = {
        name: ref.id[identifier] if identifier else sample(shape.members[name])
        for name, identifier in kind.lists.needs.items()
    }
    if kind.lists.parent is not None:
        thing = aws.world.find(ref)
        assert thing is not None
        assert thing.parent is not None
        given[kind.lists.parent.parameter] = thing.parent.values[0]
    return given


def unfit(shape: Any, answer: Any) -> list[str]:
    """What the model has against an answer, patterns aside, which are of what callers send."""
    found = violations(shape, answer) if shape is not None else ()
    told = (f"{one.path}: {one.constraint}" for one in found)
    return [one for one in told if "pattern" not in one and "a blob" not in one]


# --- looking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SERVED, ids=repr)
async def test_a_life_is_seen_as_the_table_has_it(
    aws: SimulatedAWS, clients: Clients, poller: Poller, kind: ResourceType
) -> None:
    ref, row, clock = some(aws, kind), kind.requests[0], clock_of(aws)
    aws.world.add(ref, written(life(row, settled(kind))))
    for state in (*row.via, settled(kind)):
        seen = await poller.observe(ref)
        assert seen.state == state
        if kind.describe.fields.created:
            assert seen.created == pytest.approx(START if seen.created == START else clock.now, abs=1e6)
        if kind.describe.fields.arn:
            assert seen.arn == aws.world.arn(ref)
        clock.now += 10
    answer = await clients.call(kind.service, kind.describe.operation, **ref.arguments)
    assert unfit(output_of(kind.service, kind.describe.operation), answer) == []


@pytest.mark.parametrize("kind", SERVED, ids=repr)
async def test_what_is_not_there_is_absent(aws: SimulatedAWS, poller: Poller, kind: ResourceType) -> None:
    assert (await poller.observe(some(aws, kind))).state == GONE


@pytest.mark.parametrize("kind", LISTED, ids=repr)
async def test_the_listing_shows_it_page_by_page(
    aws: SimulatedAWS, clients: Clients, poller: Poller, kind: ResourceType
) -> None:
    lists, state = kind.lists, settled(kind)
    assert lists is not None
    refs = [some(aws, kind) for _ in range(3)]
    for ref in refs:
        aws.world.add(ref, state)
        clock_of(aws).now += 1
    given = scope_of(aws, refs[0])
    there = {ref for ref in refs if aws.world.find(ref)}
    seen = await poller.sweep(kind.listing(**given))
    assert {(look.ref, look.state) for look in seen} == {(ref, state) for ref in there}
    if not lists.token:
        return
    items: list[Any] = []
    token: dict[str, Any] = {}
    size: dict[str, Any] = {}
    if lists.limit_parameter:
        shape = input_of(kind.service, lists.operation).members[lists.limit_parameter]
        size = {lists.limit_parameter: max(shape.metadata.get("min", 1), 1)}
    for _ in range(4):
        page = await clients.call(kind.service, lists.operation, **given, **size, **token)
        assert unfit(output_of(kind.service, lists.operation), page) == []
        items += page[lists.items]
        if not lists.further(page):
            break
        token = {lists.token: lists.further(page)}
    assert len(items) == len(there)


@pytest.mark.parametrize("kind", [kind for kind in SERVED if kind.batch], ids=repr)
async def test_many_are_described_together(aws: SimulatedAWS, clients: Clients, kind: ResourceType) -> None:
    batch = kind.batch
    assert batch is not None
    names = [some(aws, kind).values[0] for _ in range(3)]
    for name in names[:2]:
        aws.world.add(kind(name), settled(kind))
    answer = await clients.call(kind.service, batch.operation, **{batch.parameter: names})
    assert [item[batch.identifier] for item in answer[batch.items]] == names[:2]


@pytest.mark.parametrize("kind", SERVED, ids=repr)
async def test_a_wait_ends_where_its_first_goal_is(aws: SimulatedAWS, poller: Poller, kind: ResourceType) -> None:
    ref, goal = some(aws, kind), default_goal(kind)
    phases = way_to(kind, classes(kind, goal).success)
    aws.world.add(ref, written(phases))
    clock_of(aws).step = 1.0
    outcome = await poller.wait(ref, until=goal, timeout=5)
    assert outcome.state == phases[-1][0]


@pytest.mark.parametrize("kind", [kind for kind in SERVED if kind.requests[0].fail], ids=repr)
async def test_a_failure_says_why(aws: SimulatedAWS, poller: Poller, kind: ResourceType) -> None:
    row = kind.requests[0]
    for end in row.fail:
        ref = some(aws, kind)
        aws.world.add(ref, written(life(row, end), "because"))
        clock_of(aws).now += 10 * len(row.via)
        seen = await poller.observe(ref)
        assert (seen.state, seen.reason) == (end, "because" if kind.describe.fields.reason else "")
        clock_of(aws).now += 1


UNNUMBERED = {("comprehend", "FlywheelIteration"), ("frauddetector", "ModelVersion")}
"""Types whose names don't end in a number: one is a time, the other a version such as 1.0."""


@pytest.mark.parametrize("kind", LISTED, ids=repr)
async def test_strangers_are_listed_and_known_by_name(aws: SimulatedAWS, poller: Poller, kind: ResourceType) -> None:
    parent, state = parent_of(aws, kind), settled(kind)
    if (kind.service, kind.name) in UNNUMBERED:
        with pytest.raises(ValueError, match="strangers are told apart by a number"):
            aws.world.crowd(kind, 3)
        return
    aws.world.crowd(kind, 3, state, parent=parent.values[0] if parent else "")
    there = [thing for thing, _, _ in aws.world.listed([(kind, parent)], Span())]
    assert len({thing.ref for thing in there}) == 3
    assert (await poller.observe(there[1].ref)).state == state
    check_identifiers(there[2].ref)


async def test_a_scenario_has_things_of_every_type_by_name(aws: SimulatedAWS) -> None:
    refs = [some(aws, kind) for kind in SERVED]
    aws.clear()
    aws.populate(
        {
            "resources": [
                {"service": ref.type.service, "resource": name, "id": ref.id, "timeline": settled(ref.type)}
                for ref, name in zip(refs, [kind.resource for kind in SERVED], strict=True)
            ]
        }
    )
    assert [aws.world.state(ref) for ref in refs] == [settled(ref.type) for ref in refs]


@pytest.mark.parametrize(
    ("service", "resource", "told"),
    [
        ("batch", "jobs", "batch: unknown resource 'jobs'; did you mean 'job'"),
        ("personalise", "campaign", "unknown service 'personalise'; did you mean 'personalize'"),
    ],
)
async def test_what_is_not_served_is_refused_with_the_nearest(service: str, resource: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        CATALOGUE.kind_of(service, resource)


async def test_every_service_speaks_a_protocol_that_is_spoken() -> None:
    assert {protocol(service) for service in SERVICES} == {*PROTOCOLS}


# --- asking ----------------------------------------------------------------------------------------------------------

UNNAMED = {
    # Come about besides what the request is for: nothing that is sent or answered names them.
    ("BotLocale", "StartImport"),
    ("Bot", "StartImport"),
    ("BotRecommendation", "DeleteBotLocale"),
    ("ClusterNode", "CreateCluster"),
    ("ClusterNode", "DeleteCluster"),
    ("ClusterNode", "UpdateCluster"),
    ("ClusterNode", "UpdateClusterSoftware"),
    ("CustomVocabulary", "StartImport"),
    ("MapRun", "StartExecution"),
    ("ReadSet", "StartReadSetImportJob"),
    ("Reference", "StartReferenceImportJob"),
    ("ReservedCapacity", "CreateTrainingPlan"),
    ("RunTask", "StartRun"),
    ("TestSet", "StartImport"),
    ("TestSet", "StartTestSetGeneration"),
    # Named by what no table has: a number of nodes, a version's number, that which is listed, the kind of a reference.
    ("ClusterNode", "BatchAddClusterNodes"),
    ("HubContent", "CreateHubContentReference"),
    ("Listing", "CreateListingChangeSet"),
    ("SchemaVersion", "DeleteSchemaVersions"),
}
"""Types, and requests of theirs which don't name what they make or move: these the endpoint does nothing to by them."""

MADE = [
    (kind, name)
    for kind in SERVED
    for name in (rows(kind)[0].by if not rows(kind)[0].when else ())
    if (kind.name, name) not in UNNAMED - {("Listing", "CreateListingChangeSet")}
]
MOVED = [
    (kind, row, name)
    for kind in SERVED
    for row in kind.requests
    if row.when
    for name in row.by
    if (kind.name, name) not in UNNAMED
]


def asked(aws: SimulatedAWS, ref: Ref, operation: str, state: str = "", *, making: bool = False) -> dict[str, Any]:
    """The parameters of a request: those that name the thing, and whatever else the model requires."""
    kind = ref.type
    shape = input_of(kind.service, operation)
    given: dict[str, Any] = dict(sample(shape, state=state)) if shape is not None else {}
    parent = parent_of(aws, kind)
    if parent is not None and kind.lists and kind.lists.parent and kind.lists.parent.parameter in shape.members:
        given[kind.lists.parent.parameter] = parent.values[0]
    for name, path in taken(kind, operation, making=making).items():
        value = aws.world.arn(ref) if name == ARN else ref.id[name]
        if making and any(violations(at(shape, path), value)):
            continue  # a name, of which the service makes an ARN
        given = placed(given, path, value, at(shape, path.partition(".")[0].removesuffix("[]")))
    return given


def placed(given: Mapping[str, Any], path: str, value: str, shape: Any = None) -> dict[str, Any]:
    step, _, rest = path.partition(".")
    name, several = step.removesuffix("[]"), step.endswith("[]")
    below: Any = value
    if rest:
        above = given.get(name) or {}
        below = placed((above[0] if above else {}) if several else above, rest, value)
    least = shape.metadata.get("min", 1) if several and shape is not None else 1
    return {**given, name: [below] * max(least, 1) if several else below}


def leaves(answer: Any) -> Iterator[Any]:
    if isinstance(answer, Mapping):
        for part in answer.values():
            yield from leaves(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from leaves(part)
    else:
        yield answer


def spelled(one: Any) -> str:
    return one.name if isinstance(one, Request) else one if isinstance(one, str) else repr(one)


@pytest.mark.parametrize(("kind", "operation"), MADE, ids=spelled)
async def test_what_a_request_makes_can_be_described_by_what_it_answers(
    aws: SimulatedAWS, clients: Clients, poller: Poller, kind: ResourceType, operation: str
) -> None:
    given = asked(aws, some(aws, kind), operation, making=True)
    answer = await clients.call(kind.service, operation, **given)
    assert unfit(output_of(kind.service, operation), answer) == []
    (thing,) = aws.world.things(kind)
    told = [str(leaf) for leaf in (*leaves(given), *leaves(answer))]
    assert all(any(leaf == value or leaf.endswith(f"/{value}") for leaf in told) for value in thing.ref.values)
    row = rows(kind)[0]
    assert (await poller.observe(thing.ref)).state in (*row.via, *row.to)
    clock_of(aws).now += 10_000
    assert (await poller.observe(thing.ref)).state in row.to


@pytest.mark.parametrize("move", MOVED, ids=lambda move: "-".join(map(spelled, move)))
async def test_a_request_moves_a_thing_as_the_table_has_it(
    aws: SimulatedAWS, clients: Clients, poller: Poller, move: tuple[ResourceType, Request, str]
) -> None:
    kind, row, operation = move
    ref = some(aws, kind)
    aws.world.add(ref, row.when[0])
    clock_of(aws).now += 1
    answer = await clients.call(kind.service, operation, **asked(aws, ref, operation, row.to[0]))
    assert unfit(output_of(kind.service, operation), answer) == []
    assert (await poller.observe(ref)).state == (*row.via, *row.to)[0]
    clock_of(aws).now += 10_000
    assert (await poller.observe(ref)).state == row.to[0]


@pytest.mark.parametrize("kind", [kind for kind in SERVED if stoppable(kind)], ids=repr)
async def test_what_is_stopped_by_our_own_request_stops(aws: SimulatedAWS, poller: Poller, kind: ResourceType) -> None:
    """The reader has its own way to find out where a request takes the identifiers; both must agree."""
    row, ref = kind.request("stop"), some(aws, kind)
    assert row is not None
    aws.world.add(ref, row.when[0])
    clock_of(aws).now += 1
    if (kind.name, row.by[0]) in UNNAMED:
        return
    await poller.reader.stop(ref)
    assert aws.world.state(ref) == (*row.via, *row.to)[0]


@pytest.mark.parametrize(("kind", "row", "operation"), MOVED, ids=spelled)
async def test_a_request_is_refused_where_it_does_not_apply(
    aws: SimulatedAWS, clients: Clients, kind: ResourceType, row: Request, operation: str
) -> None:
    """A request for many things, or one that makes another besides, tells or does nothing of this one."""
    moved = {state for other in kind.requests if operation in other.by for state in other.when}
    rests = [state for state in kind.states if state not in moved]
    if not rests:
        assert {*row.when} == {*kind.states}
        return
    ref = some(aws, kind)
    aws.world.add(ref, rests[0])
    given = asked(aws, ref, operation)
    many = any("[]" in path for path in taken(kind, operation).values())
    besides = any(operation in made for made in MADE)
    with suppress(ClientError) if many or besides else pytest.raises(ClientError):
        await clients.call(kind.service, operation, **given)
    assert aws.world.state(ref) == rests[0]
