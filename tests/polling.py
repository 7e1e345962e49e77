"""What tests of a poller have in common: a scripted reader looked through every five seconds, and what may fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.errors import (
    ServiceError,
    WaiterError,
)
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.model import Goal, Ref
    from mlwaiters.testing.scripted import Timeline

JOB = sagemaker.CompilationJob("churn-7")
SERVER = sagemaker.MlflowTrackingServer("experiments")
ENDPOINT = sagemaker.Endpoint("live")
CRAWLER = glue.Crawler("lake")
THROTTLE = ServiceError("Rate exceeded", code="ThrottlingException", transient=True, throttled=True)
FAULT = ServiceError("we are sorry", code="InternalFailure", transient=True)
SILENCE = ServiceError("connection refused", transient=True, answered=False)


def task(number: int) -> Ref:
    return glue.MLTaskRun(f"tfm-{number}", f"tsk-{number}")  # each in a listing of its own: described, not swept


def polling(
    timelines: Mapping[Ref, Timeline], *, limit: int = 32, kind: type[ScriptedReader] = ScriptedReader, **others: Any
) -> tuple[ScriptedReader, Poller]:
    """A scripted reader, and a poller that looks through it every 5 seconds."""
    reader = kind(timelines, **others)
    return reader, Poller(reader, interval=5, limit=limit, clock=reader.wall)


async def ending(poller: Poller, ref: Ref, until: Goal | None = None, **others: Any) -> WaiterError:
    """How a wait ends that ends badly."""
    with pytest.raises(WaiterError) as caught:
        await poller.wait(ref, until, **others)
    error = caught.value
    assert (error.ref, error.__cause__) == (ref, None)
    return error
