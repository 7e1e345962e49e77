"""What 100,000 waits in one call cost while nothing happens: memory, and CPU for lining up, reading and judging.

The reader has no I/O, and its pages are made beforehand: what a call and its decoding cost is measured elsewhere.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from typing import TYPE_CHECKING

from mlwaiters.model import Observation, Page, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

WAITS = 100_000
INTERVAL = 10.0
"""Seconds between two looks at each, to which the CPU time is put in proportion."""

ROUNDS = 5
BYTES, SHARE = 300, 0.03


class Listed:
    """A reader to which everything is running, by listings of a thousand a page."""

    def __init__(self, refs: Sequence[Ref]) -> None:
        seen = [Observation(ref, "RUNNING", 0.0, "GetMLTaskRuns", created=1.0, calls=0) for ref in refs]
        self._pages = [tuple(seen[start : start + 1000]) for start in range(0, len(seen), 1000)]
        self.rounds = 0

    async def describe(self, ref: Ref) -> Observation:
        """Nothing is described here: the listing shows it all."""
        raise AssertionError(ref)

    async def page(self, _listing: object, token: str = "") -> Page:
        """Show a page of what was made beforehand."""
        number = int(token or 0)
        last = number + 1 == len(self._pages)
        self.rounds += last
        return Page(self._pages[number], token="" if last else str(number + 1))


async def _all(poller: Poller, refs: Sequence[Ref]) -> None:
    await poller.wait_all(refs)


async def _watched(poller: Poller, refs: Sequence[Ref]) -> None:
    async for _ in poller.watch(*refs):
        pass


async def _going(
    call: Callable[[Poller, Sequence[Ref]], Coroutine[object, object, None]],
    interval: float,
    rounds: int,
    *,
    traced: bool = False,
) -> tuple[float, float]:
    """Bytes for each wait of a call, and CPU seconds for a round of all, once the first is over."""
    refs = [glue.MLTaskRun("tfm-1", f"tsk-{number}") for number in range(WAITS)]
    reader = Listed(refs)
    poller = Poller(reader, interval=interval)
    gc.collect()
    if traced:
        tracemalloc.start()
    task = asyncio.ensure_future(call(poller, refs))
    while not reader.rounds:  # noqa: ASYNC110 - an event would be measured, too
        await asyncio.sleep(0.01)
    cpu, begun = time.process_time(), reader.rounds
    while reader.rounds < begun + rounds:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    cpu = (time.process_time() - cpu) / max(rounds, 1)
    await asyncio.sleep(0.1)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] if traced else 0
    tracemalloc.stop()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return held / WAITS, cpu


def report() -> dict[str, float]:
    """Measure, and print the table."""
    held, _ = asyncio.run(_going(_all, 3600, 0, traced=True))
    watched, _ = asyncio.run(_going(_watched, 3600, 0, traced=True))
    _, cpu = asyncio.run(_going(_all, 1.0, ROUNDS))
    share = cpu / INTERVAL
    print(f"{WAITS:,} waits in one wait_all, read a thousand a page")
    print(f"  {'bytes over the Ref itself and what was last seen':<52}{held:8.0f}{_verdict(held, BYTES)}")
    print(f"  {'the same, of things in one watch':<52}{watched:8.0f}{_verdict(watched, BYTES)}")
    print(
        "    a record of 23 facts takes 216 of them, what has been seen to change 160, the places by which the call and"
    )
    print("    its group find it 113, when it is due and what it has cost 48: all of it is told when the wait ends")
    print(f"  {f'of a core, each looked at every {INTERVAL:g} s':<52}{share:8.1%}{_verdict(share, SHARE)}")
    print(f"  {'microseconds a look':<52}{cpu / WAITS * 1e6:8.2f}")
    return {"bytes": held, "bytes_watched": watched, "core_share": share}


def _verdict(figure: float, target: float) -> str:
    aim = f"{target:g}" if target >= 1 else f"{target:.0%}"
    return f"   {'within' if figure <= target else 'ABOVE'} the target of {aim}"
