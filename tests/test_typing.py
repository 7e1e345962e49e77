"""What a type checker sees of the public API: mypy reads this file, and knows each mistake; so does the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

import mlwaiters
from mlwaiters import Absent, Describe, Fields, Lists, Parent, Request, ResourceType
from mlwaiters.model import GOALS, GoalName
from mlwaiters.resources import sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters import Change, Event, Goal, Interval, Outcome, Pace, Poller, Reader, Stream

JOB = sagemaker.CompilationJob("churn-7")


async def right(poller: Poller, pace: Pace) -> None:
    """All of these are as they are meant."""
    goals: list[Goal] = [
        "completed",
        "settled",
        mlwaiters.InState("FAILED"),
        mlwaiters.Updated("c"),
        mlwaiters.Completed(),
    ]
    intervals: list[Interval] = [5, pace, None]
    outcome: Outcome = await poller.wait(JOB, goals[0], interval=intervals[0])
    changes: Stream[Change] = poller.watch(JOB, JOB.type.listing(), until="settled")
    events: Stream[Event] = poller.stream(JOB, until="completed")
    reader: Reader = poller.reader
    await reader.describe(outcome.ref)
    await changes.aclose()
    await events.aclose()


@pytest.mark.anyio
async def test_a_goal_that_is_none_is_seen_by_a_type_checker_and_by_the_program() -> None:
    poller = mlwaiters.Poller(ScriptedReader({JOB: "COMPLETED"}))
    calls: list[Callable[[], object]] = [
        lambda: poller.watch(JOB, until="complte"),  # type: ignore[arg-type]
        lambda: poller.stream(JOB, until="complte"),  # type: ignore[arg-type]
        lambda: poller.as_completed([JOB], until="complte"),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(mlwaiters.UnknownNameError, match="did you mean 'completed'"):
            call()
    with pytest.raises(mlwaiters.UnknownNameError, match="did you mean 'completed'"):
        await poller.wait(JOB, until="complte")  # type: ignore[arg-type]
    with pytest.raises(mlwaiters.UnknownNameError, match="did you mean 'completed'"):
        await poller.wait_all([JOB], until="complte")  # type: ignore[arg-type]
    assert get_args(GoalName) == GOALS


def test_a_table_is_made_of_what_is_imported_from_the_top() -> None:
    shown = Fields("Status", reason=("Why",))
    kind = ResourceType(
        service="glue",
        name="Thing",
        identifiers=("Group", "Name"),
        requests=(Request("run", ("StartThing",), ("RUNNING",), ("DONE",)),),
        describe=Describe("GetThing", shown),
        lists=Lists(
            "ListThings", "Things", shown, {"Name": "Name"}, limit=100, page=10,
            parent=Parent("Group", "ListGroups", "Groups", "Name", limit=100),
        ),
        absent=(Absent("EntityNotFoundException"),),
        timeout=60,
    )  # fmt: skip
    assert kind("g", "a").listing == kind.listing(Group="g")
