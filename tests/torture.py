"""Waits under whatever can go wrong, in virtual time, each held against a perfect observer: `python tests/torture.py`.

A trial is made by its seed: things with their lives, faults that come and go, callers that come, leave and are
cancelled. It counts what went wrong: an outcome that the thing's life doesn't bear out, a change that never was, a
wait past its deadline, a task or a place in line left behind.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import anyio
import trio._core._run as trio_run

from mlwaiters.errors import (
    AccessDeniedError,
    FailureStateError,
    NotFoundError,
    ReadError,
    ServiceError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.feed import LAST_LOOK
from mlwaiters.model import Change, Listing, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.testing.scripted import Target

END = 300.0
"""Seconds by which every life has ended, and every fault has gone."""

LONG = 3000.0
"""A timeout that no wait may need: the longest that a service closes a budget, and the slowest recovery, are in it."""

MISTAKE = 1e-6
"""Seconds by which two clocks may differ."""

LIVES = {
    glue.MLTaskRun: (("STARTING", "RUNNING", "STOPPING"), ("SUCCEEDED", "FAILED", "STOPPED")),
    sagemaker.CompilationJob: (("STARTING", "INPROGRESS", "STOPPING"), ("COMPLETED", "FAILED", "STOPPED")),
}
GOOD = {"SUCCEEDED", "COMPLETED"}

KINDS = ("throttle", "retry-after", "error", "silence", "hang", "denied", "vanished")


@dataclass(frozen=True)
class Trouble:
    """A fault of some calls for some time."""

    kind: str
    start: float
    end: float
    rate: float
    listings: bool

    def befalls(self, target: Target, now: float, chance: float) -> bool:
        """Whether it befalls a call that is made at this time."""
        return self.start <= now < self.end and self.listings == isinstance(target, Listing) and chance < self.rate

    def error(self) -> Exception | None:
        """What the call raises."""
        if self.kind in ("throttle", "retry-after"):
            after = 20.0 if self.kind == "retry-after" else None
            return ServiceError("Rate exceeded", transient=True, throttled=True, retry_after=after)
        if self.kind in ("error", "silence"):
            return ServiceError(self.kind, transient=True, answered=self.kind == "error")
        if self.kind == "denied":
            return AccessDeniedError("no listing for you")
        return NotFoundError("no such parent") if self.kind == "vanished" else None


@dataclass
class Tally:
    """What was done, and what went wrong: a line of words for each."""

    injected: Counter[str] = field(default_factory=Counter)
    waits: int = 0
    polls: int = 0
    cancelled: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add up."""
        self.injected += other.injected
        self.waits += other.waits
        self.polls += other.polls
        self.cancelled += other.cancelled
        self.wrong += other.wrong
        self.leaks += other.leaks


class Trial:
    """One world, its troubles and its callers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.tally = Tally()
        self.lag = self.random.choice([0.0, 0.0, 3.0, 20.0])
        self.delay = self.random.choice([0.0, 0.1, 1.0])
        self.lives = {ref: self._life(ref) for ref in self._refs()}
        self.troubles = [self._trouble() for _ in range(self.random.randrange(6))]

    async def run(self) -> Tally:
        """Let all callers come and go."""
        before = len(anyio.get_running_tasks())
        page_size = self.random.choice([1, 3, 10, 100])
        reader = ScriptedReader(
            self.lives, latency=self._latency, lag=self.lag, page_size=page_size, faults=self._fault
        )
        for name in ("tfm-0", "tfm-1"):
            reader.parent(glue.MLTaskRun, name)
        self.reader = reader
        budget = self.random.choice([None, None, 2.0, 20.0])
        poller = Poller(reader, interval=self.random.choice([2, 5, 15]), budget=budget, clock=reader.wall)
        async with anyio.create_task_group() as tasks:
            for _ in range(self.random.randrange(1, 12)):
                tasks.start_soon(self._caller, poller, Random(self.random.random()))
        self._check_leaks(poller, before)
        self.tally.polls = len(reader.calls)
        return self.tally

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
        outcome = None
        try:
            outcome = await poller.wait(refs[0], timeout=timeout)
            self._check(refs[0], outcome.state, None, outcome.changes, began, timeout)
        except WaiterError as error:
            self._check(refs[0], error.last.state if error.last else None, error, (), began, timeout)

    async def _wait_all(self, poller: Poller, refs: list[Ref], timeout: float, _random: Random) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        outcomes = await poller.wait_all(refs, timeout=timeout)
        if [outcome.ref for outcome in outcomes] != refs:
            self._wrong("not every outcome in its order")
        for outcome in outcomes:
            self._check_outcome(outcome, began, timeout)

    async def _complete(self, poller: Poller, refs: list[Ref], timeout: float, _random: Random) -> None:  # noqa: ASYNC109
        began = anyio.current_time()
        ended = [outcome async for outcome in poller.as_completed(refs, timeout=timeout)]
        if sorted(map(str, refs)) != sorted(str(outcome.ref) for outcome in ended):
            self._wrong("not every outcome, once")
        for outcome in ended:
            self._check_outcome(outcome, began, timeout)

    async def _stream(self, poller: Poller, refs: list[Ref], timeout: float, random: Random) -> None:  # noqa: ASYNC109
        told: dict[Ref, list[Change]] = {ref: [] for ref in refs}
        began, slow = anyio.current_time(), random.choice([0, 0.5, 7])
        ended: list[Outcome] = []
        async for event in poller.stream(*refs, timeout=timeout):
            if isinstance(event, Outcome):
                ended.append(event)
                if tuple(told[event.ref]) != event.changes:
                    self._wrong(f"{event.ref}: told {len(told[event.ref])} of {len(event.changes)} changes")
                self._check_outcome(event, began, timeout, late=bool(slow))
            else:
                told[event.ref].append(event)
            await anyio.sleep(slow)
        if sorted(map(str, refs)) != sorted(str(outcome.ref) for outcome in ended):
            self._wrong("not every outcome, once")

    async def _watch(self, poller: Poller, _refs: list[Ref], timeout: float, random: Random) -> None:  # noqa: ASYNC109
        listing = self.random.choice([glue.MLTaskRun.listing(TransformId="tfm-0"), glue.MLTaskRun.listing()])
        told: dict[Ref, list[Change]] = {}
        try:
            async for change in poller.watch(listing, timeout=timeout, history=random.random() < 0.5):
                told.setdefault(change.ref, []).append(change)
        except (ReadError, NotFoundError):
            if timeout == LONG and not any(trouble.listings for trouble in self.troubles):
                self._wrong("a listing without trouble that can't be read")
            return
        for ref, changes in told.items():
            self._check_changes(ref, changes)
            if timeout == LONG and changes[-1].after != self.lives[ref][-1][0]:
                self._wrong(f"{ref}: watched to {changes[-1].after}")

    def _check_outcome(self, outcome: Outcome, began: float, timeout: float, *, late: bool = False) -> None:
        """As `_check`; `late`: whoever reads the stream takes its time, and nothing happens meanwhile."""
        elapsed = min(outcome.elapsed, timeout) if late else outcome.elapsed
        self._check(outcome.ref, outcome.state, outcome.error, outcome.changes, began, timeout, elapsed)

    def _check(  # noqa: PLR0917 - what was seen, of what
        self,
        ref: Ref,
        state: str | None,
        error: WaiterError | None,
        changes: tuple[Change, ...],
        began: float,
        timeout: float,
        elapsed: float | None = None,
    ) -> None:
        """Hold how a wait ended against the thing's life."""
        self.tally.waits += 1
        life, now = self.lives[ref], anyio.current_time()
        elapsed = now - began if elapsed is None else elapsed
        last = life[-1][0]
        self._check_changes(ref, changes)
        if error is None and (state not in GOOD or state != last):
            self._wrong(f"{ref}: reached at {state}, though it ends {last}")
        if isinstance(error, FailureStateError) and (last in GOOD or state != last):
            self._wrong(f"{ref}: failed at {state}, though it ends {last}")
        if error is not None and not isinstance(error, FailureStateError | WaitTimeoutError | ServiceError):
            self._wrong(f"{ref}: {type(error).__name__} that nothing bears out: {error}")
        if isinstance(error, WaitTimeoutError):
            if elapsed < timeout - MISTAKE:
                self._wrong(f"{ref}: timed out before its time")
            if timeout == LONG:
                self._wrong(f"{ref}: {last} since long, and not seen: {error}")
        cut = elapsed >= timeout and isinstance(error, ServiceError) and "no answer in time" in error.detail
        if (
            isinstance(error, ServiceError)
            and not cut
            and not any(t.kind in ("silence", "hang") for t in self.troubles)
        ):
            self._wrong(f"{ref}: {error}, though the service answers")
        if elapsed > timeout + min(LAST_LOOK, max(timeout, 1.0)) + MISTAKE:
            self._wrong(f"{ref}: ended {elapsed - timeout:g} s after its deadline of {timeout:g} s: {error}")

    def _check_changes(self, ref: Ref, changes: tuple[Change, ...] | list[Change]) -> None:
        words = iter(state for state, _ in self.lives[ref])
        if not all(change.after in words for change in changes):
            self._wrong(f"{ref}: {[change.after for change in changes]} of {self.lives[ref]}")
        befores = [None, *(change.after for change in changes)]
        if [change.before for change in changes] != befores[: len(changes)]:
            self._wrong(f"{ref}: changes that don't follow one another")

    def _check_leaks(self, poller: Poller, before: int) -> None:
        gc.collect()
        if len(anyio.get_running_tasks()) != before:
            self.tally.leaks.append(f"seed {self.seed}: a task")
        if any(len(group) or group.sweeps or group.reading is not None for group in poller._groups.values()):
            self.tally.leaks.append(f"seed {self.seed}: who has left is still in a group")
        for name, budget in poller.reader.budgets.known.items():
            if budget._alone or budget._many:
                self.tally.leaks.append(f"seed {self.seed}: who has left is still in line for {name}")

    def _wrong(self, words: str) -> None:
        self.tally.wrong.append(f"seed {self.seed}: {words}")

    def _refs(self) -> Iterator[Ref]:
        for number in range(self.random.randrange(1, 25)):
            yield glue.MLTaskRun(f"tfm-{self.random.randrange(2)}", f"tsk-{number}")
        for number in range(self.random.randrange(1, 25)):
            yield sagemaker.CompilationJob(f"job-{number}")

    def _life(self, ref: Ref) -> list[tuple[str, float]]:
        moving, ends = LIVES[ref.type]
        count = self.random.randint(1, 3)
        spans = [END / 4 * self.random.random() for _ in range(count)]
        return [*zip(moving[:count], spans, strict=True), (self.random.choice(ends), math.inf)]

    def _trouble(self) -> Trouble:
        kind, start = self.random.choice(KINDS), END / 2 * self.random.random()
        only_listed = kind in ("denied", "vanished")
        return Trouble(
            kind, start * self.random.choice([0, 1]), start + END / 2 * self.random.random(),
            self.random.choice([0.1, 0.5, 1.0]), only_listed or self.random.random() < 0.5,
        )  # fmt: skip

    def _latency(self, target: Target) -> float:
        hangs = any(
            trouble.kind == "hang" and trouble.befalls(target, self.reader.time, self.random.random())
            for trouble in self.troubles
        )
        self.tally.injected["hang"] += hangs
        return 60.0 if hangs else self.delay * self.random.random()

    def _fault(self, target: Target) -> Exception | None:
        for trouble in self.troubles:
            if trouble.kind != "hang" and trouble.befalls(target, self.reader.time, self.random.random()):
                self.tally.injected[trouble.kind] += 1
                return trouble.error()
        return None


def torture(seeds: range, seconds: float = math.inf) -> Tally:
    """Run a trial for each seed, on both event loops by turns, until the real seconds are over."""
    total, until = Tally(), time.monotonic() + seconds
    for seed in seeds:
        trio_run._r.seed(seed)  # else the order of trio's tasks is another each time
        total.add(run(Trial(seed).run, backend=("asyncio", "trio")[seed % 2]))
        if time.monotonic() > until:
            break
    return total


def main() -> int:
    """Run as many trials as are asked for; prints what was done and what went wrong. 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="of the first trial")
    parser.add_argument("--seconds", type=float, default=120.0, help="after which no further trial is begun")
    given = parser.parse_args()
    total = torture(range(given.seed, given.seed + given.trials), given.seconds)
    print("faults injected:", ", ".join(f"{kind} {total.injected[kind]}" for kind in KINDS))
    print(f"waits: {total.waits}\npolls: {total.polls}\ncallers cancelled: {total.cancelled}")
    for line in (*total.wrong[:20], *total.leaks[:20]):
        print(" ", line)
    print(f"wrong outcomes: {len(total.wrong)}\nleaks: {len(total.leaks)}")
    return bool(total.wrong or total.leaks)


if __name__ == "__main__":
    sys.exit(main())
