"""The four seed types and the SageMaker endpoint, state by state, against tables worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.goals import classes, goals, hopeless
from mlwaiters.judge import judge
from mlwaiters.model import GONE, Absent, Observation, ResourceType, Verdict
from mlwaiters.resources import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.model import Goal

SEEDS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("seed_tables.json").read_text(encoding="utf-8"))
# "race": the job ended by itself before it could be stopped. "doomed": still moving, but the update has failed.
OUR_CLASS = {
    "pending": "pending",
    "success": "success",
    "failure": "failure",
    "stray": "stray",
    "race": "stray",
    "doomed": "failure",
}


def kind_of(name: str) -> ResourceType:
    service, resource = name.split()
    return find(service, resource)


def every_state() -> Iterator[tuple[str, str, str, str]]:
    for name, seed in SEEDS.items():
        for goal, target in seed["targets"].items():
            for seed_class, states in target.items():
                yield from ((name, goal, state, seed_class) for state in states)


def test_seeds_are_all_there() -> None:
    assert [len(seed["targets"]) for seed in SEEDS.values()] == [6, 3, 3, 4, 3]
    assert len(list(every_state())) == 192


@pytest.mark.parametrize("name", SEEDS)
def test_goals_of_the_seed_are_goals_of_the_type(name: str) -> None:
    assert {*SEEDS[name]["targets"]} <= {*goals(kind_of(name))}


@pytest.mark.parametrize("name", SEEDS)
def test_each_goal_of_the_seed_sorts_every_state_of_ours(name: str) -> None:
    for goal, target in SEEDS[name]["targets"].items():
        placed = sorted(state for states in target.values() for state in states)
        assert placed == sorted(kind_of(name).states), goal


@pytest.mark.parametrize(("name", "goal", "state", "seed_class"), [*every_state()])
def test_state_is_sorted_as_in_the_seed(name: str, goal: str, state: str, seed_class: str) -> None:
    sorted_states = classes(kind_of(name), goal)
    ours = [part for part in ("pending", "success", "failure", "stray") if state in getattr(sorted_states, part)]
    assert ours == [OUR_CLASS[seed_class]]


@pytest.mark.parametrize(
    ("name", "goal", "state"), [(name, goal, state) for name, goal, state, part in every_state() if part == "race"]
)
def test_lost_race_ends_the_wait_at_once(name: str, goal: Goal, state: str) -> None:
    kind = kind_of(name)
    assert hopeless(kind, goal, state)
    seen = Observation(kind(*("x" for _ in kind.identifiers)), state, time=0.0)
    assert judge(seen, goal, held=0.0) is Verdict.STRAY


@pytest.mark.parametrize(
    ("name", "goal", "state"), [(name, goal, state) for name, goal, state, part in every_state() if part == "doomed"]
)
def test_doomed_update_ends_the_wait_at_once(name: str, goal: Goal, state: str) -> None:
    ref = kind_of(name)("x")
    before = Observation(ref, "InService", time=0.0)
    assert judge(Observation(ref, state, time=9.0), goal, baseline=before) is Verdict.FAILED


@pytest.mark.parametrize("name", SEEDS)
def test_requests_agree(name: str) -> None:
    kind = kind_of(name)
    for row_name, seed in SEEDS[name]["requests"].items():
        row = kind.request(row_name)
        assert row is not None, row_name
        assert list(row.by) == seed["by"]
        assert list(row.via) == seed["via"]
        assert list(row.to) == (seed["to"] or [GONE])
        assert list(row.fail) == seed["fail"]
        assert list(row.rollback) == seed.get("rollback", [])
        assert {*row.when} == {*seed.get("when", [])}


@pytest.mark.parametrize("name", SEEDS)
def test_requests_that_the_seed_lacks_are_the_services_own(name: str) -> None:
    ours = {row.name: row for row in kind_of(name).requests}
    assert {*SEEDS[name]["requests"]} <= {*ours}
    assert all(ours[row].by == () for row in {*ours} - {*SEEDS[name]["requests"]})


@pytest.mark.parametrize("name", SEEDS)
def test_operations_and_answers_agree(name: str) -> None:
    kind, seed = kind_of(name), SEEDS[name]
    assert kind.lists is not None
    assert kind.describe.operation == seed["describe"]
    assert (kind.lists.operation, kind.lists.items) == (seed["list"], seed["items"])
    assert list(kind.describe.fields.reason) == seed["reason"]
    assert kind.timeout == seed["timeout"]
    assert kind.absent == tuple(Absent(**absent) for absent in seed["absent"])
