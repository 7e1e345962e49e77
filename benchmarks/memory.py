"""What one waiting resource costs in memory while 10,000 of them wait, on a reader without I/O."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from typing import TYPE_CHECKING

from mlwaiters.model import Observation, Page, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WAITS = 10_000
TARGETS = {"a task for each wait": 4096, "wait_all": 1024}


class Running:
    """A reader to which everything is still running."""

    def __init__(self) -> None:
        self.looks = 0

    async def describe(self, ref: Ref) -> Observation:
        """Answer at once."""
        self.looks += 1
        return Observation(ref, "RUNNING", 0.0)

    async def page(self, _listing: object, _token: str = "") -> Page:
        """Show nothing: no listing is read here."""
        return Page()


async def _grown(begin: Callable[[Poller, list[Ref]], list[Awaitable[object]]]) -> float:
    """Bytes for each wait, once all have looked once and sleep."""
    refs = [glue.MLTaskRun("tfm-1", f"tsk-{n}") for n in range(WAITS)]
    reader = Running()
    poller = Poller(reader, interval=3600)
    gc.collect()
    tracemalloc.start()
    tasks = [asyncio.ensure_future(wait) for wait in begin(poller, refs)]
    while reader.looks < WAITS - 1:  # noqa: ASYNC110 - an event would be measured, too; one look is left out for a page
        await asyncio.sleep(0)
    for _ in range(10):
        await asyncio.sleep(0)
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return grown / WAITS


async def _naive(reader: Running, ref: Ref) -> None:
    while (await reader.describe(ref)).state == "RUNNING":  # noqa: ASYNC110 - the loop that people write
        await asyncio.sleep(3600)


def report() -> dict[str, float]:
    """Measure, and print the table."""
    shapes: dict[str, Callable[[Poller, list[Ref]], list[Awaitable[object]]]] = {
        "a task for each wait": lambda poller, refs: [poller.wait(ref) for ref in refs],
        "wait_all": lambda poller, refs: [poller.wait_all(refs)],
        "a bare loop in a task": lambda poller, refs: [_naive(poller.reader, ref) for ref in refs],  # type: ignore[arg-type] # it is Running
    }
    figures = {name: asyncio.run(_grown(begin)) for name, begin in shapes.items()}
    print(f"Memory of one wait among {WAITS:,}, bytes over the Ref itself")
    for name, grown in figures.items():
        target = TARGETS.get(name)
        verdict = "" if target is None else f"   {'within' if grown <= target else 'ABOVE'} the target of {target}"
        print(f"  {name:<34}{grown:10.0f}{verdict}")
    return {name.replace(" ", "_") + "_bytes": grown for name, grown in figures.items()}
