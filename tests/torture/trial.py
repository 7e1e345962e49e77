"""Trials in virtual time: things with their lives, faults that come and go, callers that come, leave and are cancelled.

A trial is made by its seed. It counts what went wrong: an outcome that the thing's life doesn't bear out, a change that
never was, a wait past its deadline, a task or a place in line left behind.
"""

from __future__ import annotations

import gc
import math
import time
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Protocol

import anyio
import trio._core._run as trio_run

from mlwaiters.errors import NotFoundError, ReadError, WaiterError, WaitTimeoutError
from mlwaiters.model import Change, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run
from torture.bending import BentReader
from torture.observer import LONG, Ended, Life, Observer
from torture.tally import Tally
from torture.trouble import KINDS, OF_LISTINGS, Trouble, Troubles

if TYPE_CHECKING:
    from collections.abc import Iterator

END = 300.0
"""Seconds by which every life has ended, and every fault has gone."""

LIVES = {
    glue.MLTaskRun: (("STARTING", "RUNNING", "STOPPING"), ("SUCCEEDED", "FAILED", "STOPPED")),
    sagemaker.CompilationJob: (("STARTING", "INPROGRESS", "STOPPING"), ("COMPLETED", "FAILED", "STOPPED")),
}
"""The states that each kind moves through, and those that it comes to."""


class Trial:
    """One world, its troubles and its callers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.tally = Tally()
        self.lag = self.random.choice([0.0, 0.0, 3.0, 20.0])
        self.lives = {ref: self._life(ref) for ref in self._refs()}
        self.troubles = Troubles([self._trouble() for _ in range(self.random.randrange(6))], self.random)
        self.troubles.delay = self.random.choice([0.0, 0.1, 1.0])
        self.budget = self.random.choice([None, None, 2.0, 20.0])
        calm = not (self.troubles.all or self.troubles.delay or self.lag or self.budget)
        silent = any(trouble.kind in ("silence", "hang") for trouble in self.troubles.all)
        self.observer = Observer(self.lives, silent=silent, calm=calm)

    async def run(self) -> Tally:
        """Let all callers come and go."""
        before = len(anyio.get_running_tasks())
        reader = self._reader()
        poller = Poller(reader, interval=self.random.choice([2, 5, 15]), budget=self.budget, clock=reader.wall)
        async with anyio.create_task_group() as tasks:
            for _ in range(self.random.randrange(1, 12)):
                tasks.start_soon(self._caller, poller, Random(self.random.random()))
        self.tally.leaks += [f"seed {self.seed}: {leak}" for leak in leaks(poller, before)]
        self.tally.polls = len(reader.calls)
        self.tally.injected = self.troubles.injected
        return self.tally

    def _reader(self) -> BentReader:
        troubles = self.troubles
        reader = BentReader(
            self.lives, latency=troubles.latency, lag=self.lag, page_size=self.random.choice([1, 3, 10, 100]),
            faults=troubles.fault, bent=troubles.bent, random=self.random,
        )  # fmt: skip
        for name in ("tfm-0", "tfm-1"):
            reader.parent(glue.MLTaskRun, name)
        troubles.reader = reader
        return reader

    async def _caller(self, poller: Poller, random: Random) -> None:
        await anyio.sleep(random.choice([0, 0, 40 * random.random()]))
        some = random.sample(list(self.lives), random.randint(1, len(self.lives)))
        timeout = random.choice([LONG, LONG, 200 * random.random(), 0.0])
        patience = random.choice([math.inf, math.inf, 150 * random.random()])
        act = random.choice([self._wait, self._wait_all, self._complete, self._stream, self._watch])
        with anyio.move_on_after(patience) as scope:
            await act(poller, some, timeout, random)
        self.tally.cancelled += scope.cancelled_caught

    async def _wait(self, poller: Poller, refs: list[Ref], timeout: float, _random: Random) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        try:
            outcome = await poller.wait(refs[0], timeout=timeout)
            self._check(Ended.of(outcome, began, timeout))
        except WaiterError as error:
            self._check(Ended.by(error, refs[0], began, anyio.current_time() - began, timeout))

    async def _wait_all(self, poller: Poller, refs: list[Ref], timeout: float, _random: Random) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        outcomes = await poller.wait_all(refs, timeout=timeout)
        if [outcome.ref for outcome in outcomes] != refs:
            self._wrong("not every outcome in its order")
        for outcome in outcomes:
            self._check(Ended.of(outcome, began, timeout))

    async def _complete(self, poller: Poller, refs: list[Ref], timeout: float, _random: Random) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        ended = [outcome async for outcome in poller.as_completed(refs, timeout=timeout)]
        self._check_all(refs, ended)
        for outcome in ended:
            self._check(Ended.of(outcome, began, timeout))

    async def _stream(self, poller: Poller, refs: list[Ref], timeout: float, random: Random) -> None:  # noqa: ASYNC109
        told: dict[Ref, list[Change]] = {ref: [] for ref in refs}
        began, slow = anyio.current_time(), random.choice([0, 0.5, 7])
        ended: list[Outcome] = []
        async for event in poller.stream(*refs, timeout=timeout):
            if isinstance(event, Outcome):
                ended.append(event)
                if tuple(told[event.ref]) != event.changes:
                    self._wrong(f"{event.ref}: told {len(told[event.ref])} of {len(event.changes)} changes")
                self._check(Ended.of(event, began, timeout), slow=bool(slow))
            else:
                told[event.ref].append(event)
            await anyio.sleep(slow)
        self._check_all(refs, ended)

    async def _watch(self, poller: Poller, _refs: list[Ref], timeout: float, random: Random) -> None:  # noqa: ASYNC109
        listing = self.random.choice([glue.MLTaskRun.listing(TransformId="tfm-0"), glue.MLTaskRun.listing()])
        told: dict[Ref, list[Change]] = {}
        try:
            async for change in poller.watch(listing, timeout=timeout, history=random.random() < 0.5):
                told.setdefault(change.ref, []).append(change)
        except (ReadError, NotFoundError):
            if timeout == LONG and not any(trouble.listings for trouble in self.troubles.all):
                self._wrong("a listing without trouble that can't be read")
            return
        except WaitTimeoutError as error:
            if timeout == LONG or (self.budget is None and not any(trouble.listings for trouble in self.troubles.all)):
                self._wrong(f"a listing for which there was time: {error}")
            return
        for ref, changes in told.items():
            self.tally.wrong += [f"seed {self.seed}: {wrong}" for wrong in self.observer.misordered(ref, changes)]
            if timeout == LONG and changes[-1].after != self.lives[ref][-1][0]:
                self._wrong(f"{ref}: watched to {changes[-1].after}")

    def _check_all(self, refs: list[Ref], ended: list[Outcome]) -> None:
        if sorted(map(str, refs)) != sorted(str(outcome.ref) for outcome in ended):
            self._wrong("not every outcome, once")

    def _check(self, ended: Ended, *, slow: bool = False) -> None:
        """With `slow`, whoever waits takes its time, and nothing happens meanwhile: it may end late."""
        self.tally.waits += 1
        if slow:
            ended = replace(ended, elapsed=min(ended.elapsed, ended.timeout))
        self.tally.wrong += [f"seed {self.seed}: {wrong}" for wrong in self.observer.complaints(ended)]

    def _wrong(self, words: str) -> None:
        self.tally.wrong.append(f"seed {self.seed}: {words}")

    def _refs(self) -> Iterator[Ref]:
        for number in range(self.random.randrange(1, 25)):
            yield glue.MLTaskRun(f"tfm-{self.random.randrange(2)}", f"tsk-{number}")
        for number in range(self.random.randrange(1, 25)):
            yield sagemaker.CompilationJob(f"job-{number}")

    def _life(self, ref: Ref) -> Life:
        moving, ends = LIVES[ref.type]
        count = self.random.randint(1, 3)
        spans = [END / 4 * self.random.random() for _ in range(count)]
        return [*zip(moving[:count], spans, strict=True), (self.random.choice(ends), math.inf)]

    def _trouble(self) -> Trouble:
        kind, start = self.random.choice(KINDS), END / 2 * self.random.random()
        return Trouble(
            kind, start * self.random.choice([0, 1]), start + END / 2 * self.random.random(),
            self.random.choice([0.1, 0.5, 1.0]), kind in OF_LISTINGS or self.random.random() < 0.5,
        )  # fmt: skip


def leaks(poller: Poller, tasks: int) -> Iterator[str]:
    """What is left behind once all callers have gone, beside so many tasks."""
    gc.collect()
    if len(anyio.get_running_tasks()) != tasks:
        yield "a task"
    if any(len(group) or group.sweeps or group.reading is not None for group in poller._groups.values()):
        yield "who has left is still in a group"
    for name, budget in poller.reader.budgets.known.items():
        if budget._alone or budget._many:
            yield f"who has left is still in line for {name}"


class Tried(Protocol):
    """What is made by a seed, and run."""

    def __init__(self, seed: int) -> None: ...

    async def run(self) -> Tally:
        """Let all callers come and go."""
        ...


def torture(seeds: range, seconds: float = math.inf, sort: type[Tried] = Trial) -> Tally:
    """Run a trial for each seed, on both event loops by turns, until the real seconds are over."""
    total, until = Tally(), time.monotonic() + seconds
    for seed in seeds:
        trio_run._r.seed(seed)  # else the order of trio's tasks is another each time
        gc.freeze()  # what is there already isn't looked through again for what the trial leaves behind
        total.add(run(sort(seed).run, backend=("asyncio", "trio")[seed % 2]))
        gc.unfreeze()
        if time.monotonic() > until:
            break
    return total
