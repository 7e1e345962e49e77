"""Habits of listings: filters that come too late, a view of the past, things that are never shown."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlwaiters.model import GONE
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing import Habit, SimulatedAWS, World
from mlwaiters.testing.habits import LATE, Habits
from mlwaiters.testing.operations import perform
from mlwaiters.testing.wire import Asked

START = 1_700_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pages(world: World, **given: Any) -> list[list[str]]:
    """The names on each page of compilation jobs, up to the one without a token."""
    found: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        answer = perform(world, Asked("sagemaker", "ListCompilationJobs", {**given, **token}))
        found.append([item["CompilationJobName"] for item in answer["CompilationJobSummaries"]])
        if "NextToken" not in answer:
            return found
        token = {"NextToken": answer["NextToken"]}


def listed(world: World) -> dict[str, str]:
    answer = perform(world, Asked("sagemaker", "ListCompilationJobs", {"MaxResults": 100}))
    return {item["CompilationJobName"]: item["CompilationJobStatus"] for item in answer["CompilationJobSummaries"]}


# --- late filters ----------------------------------------------------------------------------------------------------


def test_late_filter_leaves_empty_pages_with_others_after_them(clock: Clock) -> None:
    world = World(clock, listings={"ListCompilationJobs": {"late_filters": True}})
    for number in range(7):
        world.add(sagemaker.CompilationJob(f"c{number}"), "FAILED" if number in {2, 6} else "COMPLETED")
        clock.now += 1
    assert pages(world, StatusEquals="FAILED", MaxResults=2) == [[], ["c2"], [], ["c6"]]
    assert pages(world, StatusEquals="STOPPED", MaxResults=3) == [[], [], []]
    late = pages(world, CreationTimeAfter=START + 3.5, StatusEquals="FAILED", MaxResults=2)
    assert late == [[], ["c6"]]
    world.habits = Habits()
    assert pages(world, StatusEquals="FAILED", MaxResults=2) == [["c2", "c6"]]


def test_filters_that_come_too_late_can_be_named(clock: Clock) -> None:
    world = World(clock, listings={"ListCompilationJobs": {"late_filters": ["created_after"]}})
    for number in range(4):
        world.add(sagemaker.CompilationJob(f"c{number}"), ["FAILED", "COMPLETED"][number % 2])
        clock.now += 1
    assert pages(world, StatusEquals="FAILED", MaxResults=1) == [["c0"], ["c2"]]
    assert pages(world, CreationTimeAfter=START + 1.5, MaxResults=2) == [[], ["c2", "c3"]]


@settings(max_examples=60, deadline=None)
@given(
    states=st.lists(st.sampled_from(["FAILED", "COMPLETED"]), max_size=20),
    size=st.integers(1, 7),
    column=st.sampled_from(["CreationTime", "Name"]),
)
def test_late_filters_show_the_same_in_more_pages(states: list[str], size: int, column: str) -> None:
    world = World(Clock(), listings={"List*": Habit(late_filters=frozenset(LATE))})
    for number, state in enumerate(states):
        world.add(sagemaker.CompilationJob(f"c{number:02}"), state)
    found = pages(world, StatusEquals="FAILED", MaxResults=size, SortBy=column)
    wanted = [f"c{number:02}" for number, state in enumerate(states) if state == "FAILED"]
    assert [name for page in found for name in page] == wanted
    assert len(found) == max(math.ceil(len(states) / size), 1)


# --- lag -------------------------------------------------------------------------------------------------------------


def test_listing_shows_what_was_so_many_seconds_ago(clock: Clock) -> None:
    world = World(clock, listings={"ListCompilationJobs": {"lag": "5s"}})
    ref = sagemaker.CompilationJob("c")
    world.add(ref, "INPROGRESS 3s, COMPLETED 4s, GONE")
    seen = []
    for _ in range(14):
        seen.append((world.state(ref), listed(world).get("c", "-")))
        clock.now += 1
    assert [state for state, _ in seen] == ["INPROGRESS"] * 3 + ["COMPLETED"] * 4 + [GONE] * 7
    assert [state for _, state in seen] == ["-"] * 5 + ["INPROGRESS"] * 3 + ["COMPLETED"] * 4 + ["-"] * 2


def test_request_reaches_the_listing_late(clock: Clock) -> None:
    world = World(clock, listings={"List*": {"lag": 2}})
    ref = sagemaker.CompilationJob("c")
    world.add(ref, "INPROGRESS 1h, COMPLETED", age=60)
    world.begin(ref, "stop", "STOPPING 1h, STOPPED")
    assert (world.state(ref), listed(world)) == ("STOPPING", {"c": "INPROGRESS"})
    clock.now += 2
    assert listed(world) == {"c": "STOPPING"}


def test_lag_is_one_listings_own(clock: Clock) -> None:
    world = World(clock, listings={"GetMLTaskRuns": {"lag": 5}})
    world.add(sagemaker.CompilationJob("c"), "COMPLETED")
    world.add(glue.MLTaskRun("t", "r"), "SUCCEEDED")
    assert listed(world) == {"c": "COMPLETED"}
    assert perform(world, Asked("glue", "GetMLTaskRuns", {"TransformId": "t"})) == {"TaskRuns": []}


# --- missing ---------------------------------------------------------------------------------------------------------


def test_share_of_things_is_never_shown(clock: Clock) -> None:
    def shown(seed: int) -> set[str]:
        world = World(clock, seed=seed, listings={"ListCompilationJobs": {"missing": 0.25}})
        world.crowd(sagemaker.CompilationJob, 1000)
        names = [name for page in pages(world, MaxResults=100) for name in page]
        assert perform(world, Asked("sagemaker", "DescribeCompilationJob", {"CompilationJobName": names[0]}))
        return {*names}

    assert shown(1) == shown(1) != shown(2)
    assert 700 < len(shown(1)) < 800


@pytest.mark.parametrize(("missing", "count"), [(0, 20), (1, 0)])
def test_all_or_nothing_is_missing(clock: Clock, missing: float, count: int) -> None:
    world = World(clock, listings={"*": {"missing": missing}})
    world.crowd(sagemaker.CompilationJob, 20)
    assert len(listed(world)) == count


# --- how they are written --------------------------------------------------------------------------------------------


def test_scenarios_habits_and_those_given_besides() -> None:
    aws = SimulatedAWS({"listings": {"ListJobs": {"lag": 3}}}, listings={"*": {"lag": 7}})
    assert aws.world.habits.of("glue", "ListJobs").lag == 3
    assert aws.world.habits.of("sagemaker", "ListEndpoints").lag == 7
    aws.set_listings(None)
    assert aws.world.habits.of("glue", "ListJobs") == Habit()


@pytest.mark.parametrize(
    ("listings", "complaint"),
    [
        ({"ListCompilationJob": {}}, "unknown operation 'ListCompilationJob'; did you mean 'ListCompilationJobs'"),
        ({"DescribeEndpoint": {}}, "unknown operation 'DescribeEndpoint'; did you mean 'DescribeDBCl"),
        ({"ListJobs": {"lag": -1}}, "the listing ListJobs: lag must be a number of seconds, 0 or more, not -1"),
        ({"ListJobs": {"lag": "-1s"}}, "the listing ListJobs: '-1s' is no duration"),
        ({"ListJobs": {"lag": math.inf}}, "lag must be a number of seconds"),
        ({"ListJobs": {"lag": None}}, "lag must be a number of seconds, 0 or more, not None"),
        ({"ListJobs": {"missing": 1.1}}, "missing must be between 0 and 1, not 1.1"),
        ({"ListJobs": {"missing": True}}, "missing must be between 0 and 1, not True"),
        ({"ListJobs": {"lags": 1}}, "unknown key 'lags'; did you mean 'lag'"),
        ({"ListJobs": {"late_filters": ["stat"]}}, "unknown filter 'stat'; did you mean 'status'"),
        ({"ListJobs": {"late_filters": "status"}}, "late_filters must be true, false or a list of filters, not 'stat"),
        ({"ListJobs": {"late_filters": [3]}}, "late_filters must be true, false or a list"),
        ({"ListJobs": 3}, "the listing ListJobs: must be an object with any of late_filters, lag, missing, not 3"),
        ([], r"listings must be an object, not \[\]"),
    ],
)
def test_habit_that_makes_no_sense_is_refused_by_name(listings: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        World(listings=listings)
    with pytest.raises(ValueError, match=complaint):
        SimulatedAWS({"listings": listings})
