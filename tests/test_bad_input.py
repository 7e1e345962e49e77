"""What makes no sense is refused by name, before any call."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.errors import (
    UnknownNameError,
)
from mlwaiters.model import Completed, InState, Updated
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable

from polling import ENDPOINT, JOB, polling

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"until": "complete"}, UnknownNameError, "did you mean 'completed'"),
        ({"until": "started"}, UnknownNameError, "unknown goal 'started'"),
        ({"until": InState("Complete")}, UnknownNameError, "did you mean 'COMPLETED'"),
        ({"timeout": -1}, ValueError, "timeout must be a number of seconds, 0 or more, not -1"),
        ({"timeout": math.nan}, ValueError, "timeout must be a number of seconds, 0 or more, not nan"),
        ({"grace": -0.5}, ValueError, "grace must be a number of seconds, 0 or more, not -0.5"),
        ({"interval": -5}, ValueError, "interval must be a number of seconds, 0 or more, not -5"),
        ({"interval": "5s"}, TypeError, "interval must be seconds"),
        ({"timeout": "5"}, TypeError, "timeout must be a number of seconds, not '5'"),
        ({"grace": "5"}, TypeError, "grace must be a number of seconds, not '5'"),
        (
            {"timeout": timedelta(minutes=1)},
            TypeError,
            r"not datetime.timedelta\(seconds=60\); .total_seconds\(\) gives",
        ),
        ({"until": 5}, TypeError, r"a goal is a word, InState\(…\), Updated\(…\) or Completed\(\), not 5"),
        ({"until": Completed}, TypeError, "not <class 'mlwaiters.model.Completed'>"),
        ({"until": ["completed"]}, TypeError, r"not \['completed'\]"),
        ({"until": InState(["COMPLETED"])}, TypeError, r"InState takes words, each by itself, not \['COMPLETED'\]"),  # type: ignore[arg-type]
        ({"until": Updated(7)}, TypeError, "Updated takes words, each by itself, not 7"),  # type: ignore[arg-type]
        ({"after": 5}, TypeError, "after: expected an observation, not 5"),
        ({"after": ["churn-7"]}, TypeError, "after: expected an observation, not 'churn-7'"),
    ],
)
async def test_bad_input_is_refused_before_any_call(
    arguments: dict[str, Any], kind: type[Exception], message: str
) -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    with pytest.raises(kind, match=message):
        await poller.wait(JOB, **arguments)
    with pytest.raises(kind, match=message):
        await poller.wait_all([JOB], **arguments)
    with pytest.raises(kind, match=message):
        poller.as_completed([JOB], **arguments)
    with pytest.raises(kind, match=message):
        poller.stream(JOB, **arguments)
    assert reader.calls == []


async def test_what_was_observed_of_another_thing_is_refused() -> None:
    """It would be no baseline: an old success would be taken for a new one."""
    other = sagemaker.Endpoint("chrun")
    reader, poller = polling({ENDPOINT: "InService", other: "InService"})
    before = await poller.observe(other)
    reader.calls.clear()
    calls: list[Callable[[], Any]] = [
        lambda: poller.as_completed([ENDPOINT], "ready", after=[before]),
        lambda: poller.stream(ENDPOINT, other.type.listing(), after=[before]),
    ]
    for call in calls:
        with pytest.raises(
            ValueError, match="after: sagemaker endpoint chrun was observed, which isn't what is waited"
        ):
            call()
    with pytest.raises(ValueError, match="sagemaker endpoint chrun was observed"):
        await poller.wait(ENDPOINT, "ready", after=before)
    with pytest.raises(ValueError, match="sagemaker endpoint chrun was observed"):
        await poller.wait_all([ENDPOINT], "ready", after=[before])
    assert reader.calls == []
    assert (await poller.wait_all([ENDPOINT, other], "ready", after=[before], grace=0))[0].reached


@pytest.mark.parametrize("limit", [0, -1])
async def test_bad_limit(limit: int) -> None:
    with pytest.raises(ValueError, match=f"limit must be at least 1, not {limit}"):
        Poller(ScriptedReader(), limit=limit)


@pytest.mark.parametrize("wrong", [glue.MLTaskRun.listing(TransformId="tfm-1"), "churn-7", sagemaker.CompilationJob])
async def test_what_is_no_reference_is_refused_by_name(wrong: Any) -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.wait(wrong)
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.wait_all([JOB, wrong])
    with pytest.raises(TypeError, match="expected a reference, not "):
        await poller.observe(wrong)
    assert reader.calls == []


async def test_what_is_no_listing_and_one_for_many_are_refused_by_name() -> None:
    reader, poller = polling({JOB: "INPROGRESS"})
    one: Any = JOB
    with pytest.raises(TypeError, match=r"expected a listing, not sagemaker.CompilationJob\('churn-7'\); glue"):
        await poller.sweep(one)
    with pytest.raises(TypeError, match="expected several references, not sagemaker"):
        await poller.wait_all(one)
    assert reader.calls == []


@pytest.mark.parametrize(
    ("budget", "kind", "message"),
    [
        (0, ValueError, "the budget must be a number of calls per second above 0, not 0"),
        (-1.5, ValueError, "not -1.5"),
        (math.nan, ValueError, "not nan"),
        ("5", TypeError, "the budget must be a number of calls per second, not '5'"),
        ({"DescribeCompilationJob": 0}, ValueError, "the budget of DescribeCompilationJob must be"),
        ({"DescribeCompilatonJob": 1}, UnknownNameError, "did you mean 'DescribeCompilationJob'"),
        ({"sagemaker:ListCompilatonJobs": 1}, UnknownNameError, "did you mean 'sagemaker:ListCompilationJobs'"),
    ],
)
async def test_bad_budget(budget: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        Poller(ScriptedReader(), budget=budget)


async def test_bad_interval_of_a_poller() -> None:
    with pytest.raises(ValueError, match="interval must be"):
        Poller(ScriptedReader(), interval=-1)
