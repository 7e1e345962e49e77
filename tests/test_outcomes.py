"""What is left of a wait when it is over, its error's outcome among it."""

from __future__ import annotations

import gc
import pickle
import weakref
from typing import TYPE_CHECKING

import pytest
from polling import JOB, ending, polling, task

from mlwaiters.errors import WaiterError

if TYPE_CHECKING:
    from mlwaiters.reader import Reader

pytestmark = pytest.mark.anyio


async def test_an_error_has_all_that_is_known_of_its_wait() -> None:
    _, poller = polling({JOB: "STARTING 7s, INPROGRESS 10s, FAILED", task(1): "RUNNING"})
    error = await ending(poller, JOB)
    outcome = error.outcome
    assert outcome is not None
    assert [(change.after, change.elapsed) for change in outcome.changes] == [
        ("STARTING", 0), ("INPROGRESS", 10), ("FAILED", 20),
    ]  # fmt: skip
    assert outcome.error is error
    assert (outcome.ref, outcome.elapsed, outcome.calls, outcome.observation) == (
        error.ref, error.elapsed, error.polls, error.last,
    )  # fmt: skip
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.outcome.changes) == (str(error), outcome.changes)
    failed, late = await poller.wait_all([JOB, task(1)], timeout=3)
    assert [each.error is not None and each.error.outcome for each in (failed, late)] == [failed, late]
    assert WaiterError("of nobody's").outcome is None


async def test_an_outcome_and_its_error_are_let_go_without_the_collector() -> None:
    _, poller = polling({JOB: "FAILED"})
    (outcome,) = await poller.wait_all([JOB])
    gc.collect()
    gc.disable()
    try:
        error = weakref.ref(outcome.error)
        del outcome
        assert error() is None
    finally:
        gc.enable()


async def test_the_readers_of_a_poller_are_readers() -> None:
    reader, poller = polling({JOB: "COMPLETED"})
    readers: list[Reader] = [reader, poller.reader]
    assert [(await each.describe(JOB)).state for each in readers] == ["COMPLETED"] * 2
