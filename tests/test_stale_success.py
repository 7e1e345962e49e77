"""No stale success: what was seen before the request, and what shows that it has taken effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlwaiters.errors import (
    FailureStateError,
    StrayStateError,
)
from mlwaiters.model import Ref, Updated
from mlwaiters.resources import sagemaker
from mlwaiters.testing.scripted import EPOCH, Step

if TYPE_CHECKING:
    from mlwaiters.model import Goal
    from mlwaiters.testing.scripted import Timeline
from polling import CRAWLER, ENDPOINT, JOB, SERVER, ending, polling

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("ref", "goal", "timeline", "looks"),
    [
        (SERVER, "updated", "Updated 12s, Updating 10s, Updated", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "started", "Stopped 12s, Starting 10s, Started", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "stopped", "Stopped 12s, Stopping 10s, Stopped", [0, 0, 5, 10, 15, 20, 25]),
        (ENDPOINT, "ready", "InService 12s, Updating 10s, InService", [0, 0, 5, 10, 15, 20, 25]),
        (CRAWLER, "completed", "SUCCEEDED 12s, RUNNING 5s, STOPPING 5s, SUCCEEDED", [0, 0, 5, 10, 15, 20, 25]),
        (CRAWLER, "completed", "FAILED 12s, RUNNING 10s, SUCCEEDED", [0, 0, 5, 10, 15, 20, 25]),
        (SERVER, "updated", "Updated 12s, Updating 1s, Updated", [0, 0, 5, 10, 15]),
        (SERVER, "stopped", "Started 2s, Stopping 1s, Stopped", [0, 0, 5]),
        (JOB, "completed", "COMPLETED", [0, 0]),
        (SERVER, "created", "Created", [0, 0]),
    ],
)
async def test_baseline_tells_the_new_success_from_the_old(
    ref: Ref, goal: Goal, timeline: str, looks: list[float]
) -> None:
    reader, poller = polling({ref: timeline})
    before = await poller.observe(ref)
    assert (await poller.wait(ref, goal, after=before)).reached
    assert reader.looks(ref) == looks


async def test_old_failure_is_not_taken_for_a_new_one() -> None:
    reader, poller = polling({SERVER: "UpdateFailed 12s, Updating 10s, Updated"})
    before = await poller.observe(SERVER)
    assert (await poller.wait(SERVER, "updated", after=before)).reached
    assert reader.looks(SERVER) == [0, 0, 5, 10, 15, 20, 25]


@pytest.mark.parametrize(
    ("ref", "goal", "state"),
    [
        (SERVER, "updated", "Updated"),
        (SERVER, "started", "Started"),
        (SERVER, "stopped", "Stopped"),
        (SERVER, "ready", "Created"),
        (ENDPOINT, "ready", "InService"),
        (CRAWLER, "completed", "SUCCEEDED"),
    ],
)
async def test_request_without_effect_is_an_error_after_the_grace(ref: Ref, goal: Goal, state: str) -> None:
    reader, poller = polling({ref: state})
    before = await poller.observe(ref)
    error = await ending(poller, ref, goal, after=before)
    assert type(error) is StrayStateError
    assert error.detail == f"{state}, and no longer on the way to {goal} (nothing has changed since before the request)"
    assert reader.looks(ref) == [0, *range(0, 65, 5)]


async def test_updated_without_baseline_is_held_through_the_grace() -> None:
    reader, poller = polling({SERVER: [Step("Updated", modified=EPOCH - 3600)]})
    assert (await poller.wait(SERVER, "updated")).elapsed == 60
    assert reader.looks(SERVER) == [*range(0, 65, 5)]


async def test_updated_without_baseline_but_modified_since() -> None:
    steps = [Step("Updated", 12, modified=EPOCH - 3600), Step("Updated", modified=EPOCH + 12)]
    reader, poller = polling({SERVER: steps})
    assert (await poller.wait(SERVER, "updated")).reached
    assert reader.looks(SERVER) == [0, 5, 10, 15]


async def test_updated_without_baseline_but_seen_to_move() -> None:
    steps: Timeline = [Step("Updated", 12, modified=EPOCH - 3600), ("Updating", 10), "Updated"]
    reader, poller = polling({SERVER: steps})
    assert (await poller.wait(SERVER, "updated")).reached
    assert reader.looks(SERVER) == [0, 5, 10, 15, 20, 25]


async def test_rollback_to_the_old_configuration_is_a_failure() -> None:
    steps = [
        Step("InService", 2, configuration="config-1"),
        Step("Updating", 10, configuration="config-1", pending_configuration="config-2"),
        Step("InService", configuration="config-1"),
    ]
    reader, poller = polling({ENDPOINT: steps})
    before = await poller.observe(ENDPOINT)
    for goal in ("updated", Updated("config-2")):
        error = await ending(poller, ENDPOINT, goal, after=before)
        assert type(error) is (FailureStateError if goal == "updated" else StrayStateError)
    assert reader.looks(ENDPOINT)[:5] == [0, 0, 5, 10, 15]


async def test_new_configuration_is_a_success() -> None:
    steps = [
        Step("InService", 7, configuration="config-1"),
        Step("Updating", 10, configuration="config-1", pending_configuration="config-2"),
        Step("InService", configuration="config-2"),
    ]
    reader, poller = polling({ENDPOINT: steps})
    outcome = await poller.wait(ENDPOINT, Updated("config-2"))
    assert outcome.observation is not None
    assert outcome.observation.configuration == "config-2"
    assert reader.looks(ENDPOINT) == [0, 5, 10, 15, 20]


async def test_baselines_of_many() -> None:
    other = sagemaker.MlflowTrackingServer("other")
    reader, poller = polling({SERVER: "Stopped 7s, Stopping 5s, Stopped", other: "Stopped"})
    before = await poller.observe(SERVER)
    outcomes = await poller.wait_all([SERVER, other], "stopped", after=[before])
    assert [outcome.elapsed for outcome in outcomes] == [15, 0]
    assert reader.looks(other) == [0]
