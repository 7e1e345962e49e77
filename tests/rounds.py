"""What tests of rounds have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.errors import ServiceError
from mlwaiters.poller import Poller
from mlwaiters.resources import glue

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.model import Ref
    from mlwaiters.testing.scripted import ScriptedReader

THROTTLE = ServiceError("Rate exceeded", code="ThrottlingException", transient=True, throttled=True)
RUNS = glue.MLTaskRun.listing(TransformId="tfm-1", **glue.MLTaskRun.lists.newest)  # type: ignore[union-attr] # it has


def task(number: int) -> Ref:
    return glue.MLTaskRun("tfm-1", f"tsk-{number}")


def polling(reader: ScriptedReader, interval: float = 10) -> Poller:
    return Poller(reader, interval=interval, clock=reader.wall)


def stuck(since: float) -> Callable[[float], float]:
    """The lag of a listing that shows for ever what it showed at that time."""
    return lambda now: max(now - since, 0)
