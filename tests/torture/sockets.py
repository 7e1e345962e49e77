"""Trials over real sockets: the same lives under the same faults, for waits of ours and for aiobotocore's waiters.

The endpoint, the sockets, HTTP, the clients and their parsers are real; time alone is virtual, on one event loop for
all.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import math
import os
import random
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING
from unittest import mock

from mlwaiters.errors import AccessDeniedError, CredentialsError
from mlwaiters.testing import SimulatedAWS
from mlwaiters.testing.clocks import run
from torture.observer import Observer
from torture.waiting import RIGHTLY, WRONG, ours, theirs
from torture.weather import draw

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from torture.waiting import Waited
    from torture.weather import Weather

EPOCH = 1_700_000_000.0
THINGS = 24
"""In each world."""


@dataclass
class Side:
    """What became of the waits of one side: how they ended, the calls received, and what went wrong, in words."""

    ends: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Side) -> None:
        """Add up."""
        self.ends += other.ends
        self.injected += other.injected
        self.calls += other.calls
        self.wrong += other.wrong
        self.leaks += other.leaks

    @property
    def wrongly(self) -> int:
        """How many waits ended wrongly."""
        return sum(self.ends[end] for end in WRONG)


def compare(seeds: range, seconds: float = math.inf, *, both: bool = True) -> tuple[Side, Side]:
    """Run a trial for each seed, until the real seconds are over: what became of ours, and of aiobotocore's."""
    mine, others, until = Side(), Side(), time.monotonic() + seconds
    for seed in seeds:
        weather = draw(Random(seed), THINGS)
        mine.add(_tried(ours, weather, seed))
        if both:
            others.add(_tried(theirs, weather, seed))
        if time.monotonic() > until:
            break
    return mine, others


def _tried(wait: Callable[[SimulatedAWS, Weather], Awaitable[Waited]], weather: Weather, seed: int) -> Side:
    random.seed(seed)  # of the pauses between a client's attempts
    with _alone(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        gc.freeze()  # what is there already is no leak, and takes its time to be looked through
        side, waited = run(_trial, wait, weather, seed)
        gc.collect()
        gc.unfreeze()
    side.leaks += [f"seed {seed}: {warning.message}" for warning in caught if warning.category is ResourceWarning]
    if waited.told:
        side.wrong += [f"seed {seed}: {wrong}" for wrong in _complaints(waited, weather)]
    return side


async def _trial(
    wait: Callable[[SimulatedAWS, Weather], Awaitable[Waited]], weather: Weather, seed: int
) -> tuple[Side, Waited]:
    loop = asyncio.get_running_loop()
    aws = SimulatedAWS(clock=lambda: EPOCH + loop.time(), seed=seed, quotas="published" if weather.quotas else None)
    tasks, files = _clients(), _open_files()
    async with aws:
        for ref, life in weather.lives.items():
            *moving, (end, _) = life
            aws.world.add(ref, ", ".join([*(f"{state} {seconds:.3f}s" for state, seconds in moving), end]))
        aws.set_faults([fault for _, fault in weather.faults])
        waited = await wait(aws, weather)
    await asyncio.sleep(1)  # what has been closed is gone
    gc.collect()
    side = Side(waited.ends, aws.injected, aws.counts.total())
    side.leaks += [f"seed {seed}: a task"] * (_clients() - tasks)
    side.leaks += [f"seed {seed}: a socket or a file"] * (_open_files() - files)
    return side, waited


def _complaints(waited: Waited, weather: Weather) -> Iterator[str]:
    truths = (AccessDeniedError, CredentialsError) if weather.refuses else ()
    observer = Observer(weather.lives, truths, lied=weather.lies)
    for ended in waited.told:
        yield from observer.complaints(ended)


def _clients() -> int:
    """The tasks but for those of the endpoint, which may be about to notice that a client has gone away."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return sum(not name.startswith("RequestHandler") for name in names)


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112, PTH208 - the fewest files opened by looking


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let clients find the simulated credentials, and nothing of this machine's own."""
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    key = {"AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated", "AWS_EC2_METADATA_DISABLED": "true"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with mock.patch.dict(os.environ, {**kept, **nothing, **key}, clear=True):
        yield


def table(mine: Side, others: Side) -> Iterator[str]:
    """What became of both, side by side."""
    yield f"{'':28}{'mlwaiters':>12}{'a waiter of aiobotocore for each':>36}"
    for end in (RIGHTLY, "told of a refusal", "cancelled", *WRONG):
        yield f"{end:28}{mine.ends[end]:12}{others.ends[end]:36}"
    yield f"{'ended wrongly':28}{mine.wrongly:12}{others.wrongly:36}"
    yield f"{'leaks':28}{len(mine.leaks):12}{len(others.leaks):36}"
    yield f"{'calls':28}{mine.calls:12}{others.calls:36}"
