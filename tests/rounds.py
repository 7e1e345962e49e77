"""What tests of rounds have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import anyio
import pytest

from mlwaiters.errors import ServiceError
from mlwaiters.poller import Poller
from mlwaiters.resources import glue

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from mlwaiters.model import Outcome, Ref
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


async def together(poller: Poller, refs: list[Ref]) -> list[Outcome]:
    """Wait for all of them in one call."""
    return await poller.wait_all(refs)


async def apart(poller: Poller, refs: list[Ref]) -> list[Outcome]:
    """Wait for each in a task of its own."""
    ended: list[Outcome] = []

    async def wait(ref: Ref) -> None:
        ended.append(await poller.wait(ref))

    async with anyio.create_task_group() as tasks:
        for ref in refs:
            tasks.start_soon(wait, ref)
    return ended


Party: TypeAlias = "Callable[[Poller, list[Ref]], Coroutine[Any, Any, list[Outcome]]]"
PARTIES = pytest.mark.parametrize("party", [together, apart])
