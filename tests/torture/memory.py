"""Memory over as many looks as anyone will ever make: what is allocated stays the same from the first to the last."""

from __future__ import annotations

import gc
import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from anyio.lowlevel import checkpoint

from mlwaiters.model import Listing, Observation, Page, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.model import Roll

INTERVAL = 10.0
LISTED = [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(200)]
SINGLE = [sagemaker.MlflowTrackingServer(f"server-{number}") for number in range(20)]


@dataclass(frozen=True)
class Sample:
    """What was allocated after so many looks, in so many calls: objects that can hold others, and blocks of memory."""

    looks: int
    calls: int
    objects: int
    blocks: int


def has_grown(before: Sample, after: Sample) -> bool:
    """Whether more is allocated than before, but for the timers that event loops let go in heaps, of bounded size."""
    return after.objects - before.objects > 10 or after.blocks - before.blocks > 1000


class Still:
    """A reader of things that never change, until so many looks have been made; it keeps nothing of any."""

    def __init__(self, most: int) -> None:
        self.looks = self.calls = 0
        self._most = most
        self._listed = set(LISTED)

    async def describe(self, ref: Ref) -> Observation:
        """Look at a thing."""
        self.calls += 1
        self.looks += 1
        await checkpoint()
        return self._seen(ref, ref.type.describe.operation)

    async def page(self, listing: Listing | Roll, _token: str = "") -> Page:
        """Read the one page that there is."""
        assert isinstance(listing, Listing)
        self.calls += 1
        self.looks += len(LISTED)
        await checkpoint()
        return Page(tuple(self._seen(ref, listing.lists.operation) for ref in LISTED))

    def _seen(self, ref: Ref, operation: str) -> Observation:
        moving, end = ("RUNNING", "SUCCEEDED") if ref in self._listed else ("Creating", "Created")
        return Observation(ref, moving if self.looks < self._most else end, 0.0, operation)


def measure(looks: int, parts: Iterable[float], *, backend: str = "asyncio") -> list[Sample]:
    """Make so many looks, by calls of every kind at once; tells what is allocated after these parts of them.

    What is allocated is looked at between two looks, while nobody has anything to do.
    """
    gc.collect()
    marks = sorted(int(looks * part) for part in parts)
    samples: list[tuple[int, int, int, int]] = []  # which the collector doesn't count

    async def waited() -> None:
        still = Still(looks)
        poller = Poller(still, interval=INTERVAL)

        async def stream(refs: list[Ref]) -> None:
            async for _ in poller.stream(*refs, timeout=math.inf):
                pass

        async with anyio.create_task_group() as tasks:
            for ref in (*LISTED[::20], *SINGLE[::4]):
                tasks.start_soon(lambda ref: poller.wait(ref, timeout=math.inf), ref)
            tasks.start_soon(lambda: poller.wait_all([*LISTED[1::2], *SINGLE[1::4]], timeout=math.inf))
            tasks.start_soon(stream, [*LISTED[2::4], *SINGLE[2::4]])
            tasks.start_soon(stream, [*LISTED[4::4], *SINGLE[3::4]])
            await anyio.sleep(INTERVAL / 2)
            for mark in marks:
                while still.looks < mark:  # noqa: ASYNC110 - between two looks, not at one
                    await anyio.sleep(INTERVAL)
                gc.collect()
                samples.append((still.looks, still.calls, len(gc.get_objects()), sys.getallocatedblocks()))

    run(waited, backend=backend)
    return [Sample(*sample) for sample in samples]
