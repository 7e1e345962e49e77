"""Things in the order of their creation: stragglers, strangers, what listings hide, and what a page costs."""

import math
import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seeds import SEEDS as KINDS

from mlwaiters.model import GONE, Ref
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.facts import rows
from mlwaiters.testing.operations import check_identifiers, perform
from mlwaiters.testing.wire import Asked
from mlwaiters.testing.world import World

START = 1_700_000_000.0
DAY = 86400.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock)


def jobs(world: World, **given: Any) -> list[str]:
    """The names of all compilation jobs, through all pages."""
    return [item["CompilationJobName"] for page in pages(world, given) for item in page]


def pages(world: World, given: Mapping[str, Any]) -> list[list[Any]]:
    found: list[list[Any]] = []
    token: dict[str, str] = {}
    while True:
        answer = perform(world, Asked("sagemaker", "ListCompilationJobs", {**given, **token}))
        found.append(answer["CompilationJobSummaries"])
        if "NextToken" not in answer:
            return found
        token = {"NextToken": answer["NextToken"]}


def described(world: World, name: str) -> Any:
    return perform(world, Asked("sagemaker", "DescribeCompilationJob", {"CompilationJobName": name}))


# --- stragglers ------------------------------------------------------------------------------------------------------


def test_straggler_was_created_long_ago_and_is_still_running(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("new"), "INPROGRESS 30s, COMPLETED")
    world.add(sagemaker.CompilationJob("old"), "INPROGRESS 30s, COMPLETED", age=7 * DAY)
    assert jobs(world) == ["old", "new"]
    assert jobs(world, CreationTimeAfter=START - DAY) == ["new"]
    seen = described(world, "old")
    assert (seen["CompilationJobStatus"], seen["CreationTime"]) == ("INPROGRESS", START - 7 * DAY)
    clock.now += 29.9
    assert described(world, "old")["CompilationJobStatus"] == "INPROGRESS"
    clock.now += 0.1
    seen = described(world, "old")
    assert (seen["CompilationJobStatus"], seen["LastModifiedTime"]) == ("COMPLETED", START + 30)


def test_age_is_the_clocks_and_what_is_left_the_worlds(clock: Clock) -> None:
    world = World(clock, speed=10)
    world.add(glue.MLTaskRun("t", "r"), "RUNNING 30s, SUCCEEDED", age=7 * DAY)
    assert perform(world, Asked("glue", "GetMLTransform", {"TransformId": "t"}))["CreatedOn"] == START - 7 * DAY
    clock.now += 3
    seen = perform(world, Asked("glue", "GetMLTaskRun", {"TransformId": "t", "TaskRunId": "r"}))
    assert (seen["Status"], seen["StartedOn"]) == ("SUCCEEDED", START - 7 * DAY)


@pytest.mark.parametrize("age", [-1, math.inf, math.nan])
def test_age_must_be_a_number_of_seconds(world: World, age: float) -> None:
    with pytest.raises(ValueError, match="age must be a number of seconds, 0 or more"):
        world.add(sagemaker.CompilationJob("c"), age=age)


def test_what_is_yet_to_come_has_no_age(world: World) -> None:
    with pytest.raises(ValueError, match="not both"):
        world.add(sagemaker.CompilationJob("c"), age=1, after=1)


# --- strangers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_strangers_of_every_kind_are_listed_and_described(world: World, kind: Any) -> None:
    world.crowd(kind, 3, oldest=20, youngest=10, parent="p" if kind.lists.parent else "")
    given = {kind.lists.parent.parameter: "p"} if kind.lists.parent else {}
    items = perform(world, Asked(kind.service, kind.lists.operation, given))[kind.lists.items]
    assert sorted(item[kind.lists.fields.created] for item in items) == [START - 20, START - 15, START - 10]
    for item in items:
        values = {name: item.get(path, given.get(name)) for name, path in kind.lists.identifiers.items()}
        ref = kind(**values)
        check_identifiers(ref)
        assert world.state(ref) == rows(kind)[0].to[0]
        assert perform(world, Asked(kind.service, kind.describe.operation, values))


def test_strangers_live_from_their_creation_on(world: World, clock: Clock) -> None:
    world.crowd(sagemaker.CompilationJob, 3, "INPROGRESS 1h, COMPLETED", oldest=7200, youngest=0)
    names = jobs(world)
    assert [described(world, name)["CompilationJobStatus"] for name in names] == ["COMPLETED"] * 2 + ["INPROGRESS"]
    clock.now += 3600
    assert described(world, names[2])["CompilationJobStatus"] == "COMPLETED"


def test_strangers_can_be_removed_and_replaced(world: World) -> None:
    world.crowd(sagemaker.CompilationJob, 4, oldest=30, youngest=0)
    first, second, third, last = jobs(world)
    world.remove(sagemaker.CompilationJob(second))
    with pytest.raises(AWSError, match="ResourceNotFound"):
        described(world, second)
    assert jobs(world) == [first, third, last]
    world.add(sagemaker.CompilationJob(first), "FAILED")
    assert jobs(world) == [third, last, first]
    world.add(sagemaker.CompilationJob(first), "COMPLETED", age=DAY)
    assert jobs(world) == [first, third, last]


def test_who_is_no_stranger_is_not_found(world: World) -> None:
    world.crowd(sagemaker.CompilationJob, 2)
    for name in ("stranger-000000000003", "stranger-0", "other-000000000001", "x", "stranger-" + "\u0661" * 12):
        assert world.state(sagemaker.CompilationJob(name)) == GONE
    assert world.state(sagemaker.TrainingJob("stranger-000000000001")) == GONE


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"count": 0}, "count must be a whole number, 1 or more, not 0"),
        ({"count": 1, "oldest": 1, "youngest": 2}, "youngest <= oldest, not 2 and 1"),
        ({"count": 1, "youngest": -1}, "ages must be finite, 0 or more"),
        ({"count": 1, "oldest": math.inf}, "ages must be finite"),
        ({"count": 1, "timeline": "COMPLETE"}, "unknown state 'COMPLETE'; did you mean 'COMPLETED'"),
    ],
)
def test_crowd_that_makes_no_sense_is_refused(world: World, options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        world.crowd(sagemaker.CompilationJob, **options)


@settings(max_examples=60, deadline=None)
@given(
    crowds=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5), st.integers(0, 5)), max_size=3),
    ages=st.lists(st.integers(0, 10), max_size=8),
    size=st.integers(1, 20),
    column=st.sampled_from(["CreationTime", "Name", "Status"]),
    order=st.sampled_from(["Ascending", "Descending"]),
    above=st.none() | st.integers(-11, 1),
    below=st.none() | st.integers(-11, 1),
)
def test_pages_show_strangers_and_others_exactly_once(
    *,
    crowds: list[tuple[int, int, int]],
    ages: list[int],
    size: int,
    column: str,
    order: str,
    above: int | None,
    below: int | None,
) -> None:
    world = World(Clock())
    for number, age in enumerate(ages):
        world.add(sagemaker.CompilationJob(f"c{number}"), "INPROGRESS 1h, COMPLETED", age=age)
    for count, youngest, more in crowds:
        world.crowd(sagemaker.CompilationJob, count, oldest=youngest + more, youngest=youngest)
    given = {"MaxResults": size, "SortBy": column, "SortOrder": order}
    if above is not None:
        given["CreationTimeAfter"] = START + above
    if below is not None:
        given["CreationTimeBefore"] = START + below
    found = pages(world, given)
    shown = [item for page in found for item in page]
    everything = [item for page in pages(world, {}) for item in page]
    assert len(everything) == len(ages) + sum(count for count, _, _ in crowds)
    wanted = {
        item["CompilationJobName"]
        for item in everything
        if (above is None or item["CreationTime"] > START + above)
        and (below is None or item["CreationTime"] < START + below)
    }
    assert len(shown) == len(wanted)
    assert {item["CompilationJobName"] for item in shown} == wanted
    assert all(len(page) == size for page in found[:-1])
    by = {"Name": "CompilationJobName", "Status": "CompilationJobStatus"}.get(column, "CreationTime")
    assert [item[by] for item in shown] == sorted((item[by] for item in shown), reverse=order == "Descending")


def test_page_among_a_hundred_thousand_costs_no_more_than_among_a_thousand(world: World) -> None:
    world.crowd(glue.MLTaskRun, 1_000, parent="few")
    world.crowd(glue.MLTaskRun, 100_000, parent="many")

    def cost(transform: str) -> float:
        spent = []
        for _ in range(5):
            start = time.process_time()
            answer = perform(world, Asked("glue", "GetMLTaskRuns", {"TransformId": transform, "MaxResults": 1000}))
            spent.append(time.process_time() - start)
            assert len(answer["TaskRuns"]) == 1000
        return min(spent)

    assert cost("many") < 5 * cost("few")


# --- lives of one name -----------------------------------------------------------------------------------------------


def test_each_life_has_its_place_in_the_order_of_creation(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("a"), "COMPLETED 5s, GONE 5s, STARTING 5s, COMPLETED")
    world.add(sagemaker.CompilationJob("b"), "COMPLETED", after=7)
    seen = []
    for _ in range(4):
        seen.append(jobs(world))
        clock.now += 3.5
    assert seen == [["a"], ["a"], ["b"], ["b", "a"]]


def test_request_that_brings_a_thing_back_moves_it_in_the_listing(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("a"), "COMPLETED")
    world.add(sagemaker.CompilationJob("b"), "COMPLETED")
    world.begin(sagemaker.CompilationJob("a"), "delete", "GONE 5s, COMPLETED")
    assert jobs(world) == ["b"]
    clock.now += 5
    assert jobs(world) == ["b", "a"]
    world.remove(sagemaker.CompilationJob("a"))
    assert jobs(world) == ["b"]


def test_life_that_never_was_leaves_nothing_behind(world: World) -> None:
    world.add(sagemaker.CompilationJob("a"), "COMPLETED 0s, GONE 0s, COMPLETED")
    assert jobs(world) == ["a"]
    world.add(sagemaker.CompilationJob("a"), "COMPLETED", after=5)
    assert jobs(world) == []
    world.add(sagemaker.CompilationJob("a"), "COMPLETED")
    assert jobs(world) == ["a"]


# --- what listings hide ----------------------------------------------------------------------------------------------


def test_hidden_thing_vanishes_from_listings_and_is_still_described(world: World, clock: Clock) -> None:
    for name in ("a", "b"):
        world.add(sagemaker.CompilationJob(name), "COMPLETED")
    world.hide(sagemaker.CompilationJob("a"), after=5)
    assert jobs(world) == ["a", "b"]
    clock.now += 5
    assert jobs(world) == ["b"]
    assert described(world, "a")["CompilationJobStatus"] == "COMPLETED"
    world.show(sagemaker.CompilationJob("a"))
    assert jobs(world) == ["a", "b"]


def test_predicate_picks_what_is_hidden(world: World) -> None:
    world.crowd(sagemaker.CompilationJob, 20)

    def odd(ref: Ref) -> bool:
        return int(ref.values[-1][-1]) % 2 == 1

    world.hide(odd)
    assert len(jobs(world, MaxResults=3)) == 10
    world.show(odd)
    assert len(jobs(world)) == 20
