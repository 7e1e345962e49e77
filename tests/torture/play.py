"""A script of what is waited for, what goes wrong and who leaves when; played in virtual time, and held to account."""

from __future__ import annotations

import gc
import json
import math
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import anyio
import trio._core._run as trio_run

from mlwaiters.errors import NotFoundError, ReadError, WaiterError, WaitTimeoutError
from mlwaiters.model import Change, Outcome, Ref
from mlwaiters.poller import Poller
from mlwaiters.resources import glue
from mlwaiters.testing.clocks import run
from torture.bending import BentReader
from torture.observer import LONG, Ended, Life, Observer
from torture.trial import LIVES, leaks
from torture.trouble import Trouble, Troubles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.stopping import OnCancel
    from mlwaiters.stream import Stream

RUNS = glue.MLTaskRun.listing(TransformId="tfm-0")
HOWS = ("wait", "wait_all", "as_completed", "stream", "watch")


@dataclass
class Call:
    """One call of a poller: for what, from when (in seconds since the beginning), for how long, and what comes of it.

    `leaves` is when it is cancelled, `resumed` when it is written down, and gone on with by another poller; so it is
    when as many events as `taken` have been told.
    """

    how: str
    refs: tuple[Ref, ...]
    start: float
    timeout: float = LONG
    leaves: float = math.inf
    on_cancel: OnCancel = None
    resumed: float = math.inf
    taken: float = math.inf


@dataclass
class Script:
    """All that is to happen. The first state of a life is that it isn't there yet."""

    lives: dict[Ref, Life] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    backend: str = "asyncio"
    page_size: int = 10
    interval: float = 5
    delay: float = 0.0
    lag: float = 0.0
    budget: float | None = None


def play(script: Script) -> list[str]:
    """Play a script; tells what went wrong."""
    trio_run._r.seed(0)  # else the order of trio's tasks is another each time
    gc.freeze()  # what is there already isn't looked through again for what the script leaves behind
    try:
        return run(_Stage(script).run, backend=script.backend)
    finally:
        gc.unfreeze()


class _Reader(BentReader):
    """Keeps the lives up to date: what is stopped goes another way from then on."""

    def __init__(self, lives: dict[Ref, Life], **options: Any) -> None:
        super().__init__(lives, **options)
        self.lives = lives
        self.stopped: list[Ref] = []

    async def stop(self, ref: Ref) -> None:
        """Stop a thing; nothing comes of it where it has ended."""
        if self._step(ref, self.time).state in LIVES[ref.type][1]:
            return
        past = [(step.state, 0.0) for start, step in self._lives[ref].steps if start <= self.time]
        await super().stop(ref)
        self.stopped.append(ref)
        self.lives[ref] = [*past, ("STOPPING", 1.0), ("STOPPED", math.inf)]


class _Stage:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.lives = dict(script.lives)
        self.wrong: list[str] = []

    async def run(self) -> list[str]:
        script, before = self.script, len(anyio.get_running_tasks())
        troubles = Troubles(script.troubles, Random(0), script.delay)
        self.reader = troubles.reader = _Reader(
            self.lives, latency=troubles.latency, lag=script.lag, page_size=script.page_size,
            faults=troubles.fault, bent=troubles.bent, random=Random(1),
        )  # fmt: skip
        self.reader.parent(glue.MLTaskRun, "tfm-0")
        pollers = [self._poller(), self._poller()]
        async with anyio.create_task_group() as tasks:
            for call in script.calls:
                tasks.start_soon(self._call, call, pollers[0], pollers[1])
        for poller in pollers:
            self.wrong += leaks(poller, before)
        if self.reader.stopped and not any(call.on_cancel for call in script.calls):
            self.wrong.append(f"{self.reader.stopped} stopped, though nobody asked for it")
        return self.wrong

    def _poller(self) -> Poller:
        return Poller(self.reader, interval=self.script.interval, budget=self.script.budget, clock=self.reader.wall)

    async def _call(self, call: Call, poller: Poller, other: Poller) -> None:
        await anyio.sleep_until(call.start)
        with anyio.CancelScope(deadline=call.leaves):
            if call.how == "wait":
                await self._wait(call, poller)
            elif call.how == "wait_all":
                outcomes = await poller.wait_all(call.refs, timeout=call.timeout, on_cancel=call.on_cancel)
                self._check_all(call, outcomes)
            else:
                await self._follow(call, poller, other)

    async def _wait(self, call: Call, poller: Poller) -> None:
        try:
            outcome = await poller.wait(call.refs[0], timeout=call.timeout, on_cancel=call.on_cancel)
            self._check(Ended.of(outcome, call.start, call.timeout))
        except WaiterError as error:
            elapsed = anyio.current_time() - call.start
            self._check(Ended.by(error, call.refs[0], call.start, elapsed, call.timeout))

    async def _follow(self, call: Call, poller: Poller, other: Poller) -> None:
        """Read a stream to its end, by another poller from some moment on."""
        stream: Stream[Any] = _stream(call, poller)
        events: list[Any] = []
        try:
            with anyio.CancelScope(deadline=call.resumed) as scope:
                await _read(stream, events, call.taken)
            if scope.cancelled_caught or len(events) == call.taken:
                document = json.loads(json.dumps(stream.dump(), allow_nan=False))
                await _read(other.resume(document), events)
        except (ReadError, NotFoundError) as error:
            if call.how != "watch" or not any(trouble.listings for trouble in self.script.troubles):
                self.wrong.append(f"{call.how}: {error!r}")
            return
        except WaitTimeoutError as error:
            unhindered = self.script.budget is None and not any(trouble.listings for trouble in self.script.troubles)
            if call.how != "watch" or call.timeout == LONG or unhindered:
                self.wrong.append(f"{call.how}: {error!r}")
            return
        self._check_events(call, events)

    def _check_events(self, call: Call, events: list[Any]) -> None:
        changes: dict[Ref, list[Change]] = {}
        for event in events:
            if isinstance(event, Change):
                changes.setdefault(event.ref, []).append(event)
        outcomes = [event for event in events if isinstance(event, Outcome)]
        if call.how == "watch":
            for ref, told in changes.items():
                self.wrong += self.observer().misordered(ref, told)
                if call.timeout == LONG and told[-1].after != self.lives[ref][-1][0]:
                    self.wrong.append(f"{ref}: watched to {told[-1].after}")
            return
        by_name = sorted(outcomes, key=lambda outcome: str(outcome.ref))
        self._check_all(call, by_name, sorted(call.refs, key=str))
        for outcome in outcomes if call.how == "stream" else ():
            if [change.after for change in outcome.changes] != [each.after for each in changes.get(outcome.ref, ())]:
                self.wrong.append(f"{outcome.ref}: told {changes.get(outcome.ref)} of {outcome.changes}")

    def _check_all(self, call: Call, outcomes: list[Outcome], refs: Iterable[Ref] | None = None) -> None:
        if [outcome.ref for outcome in outcomes] != list(call.refs if refs is None else refs):
            self.wrong.append(f"{call.how}: {len(outcomes)} outcomes of {len(call.refs)}, or in another order")
        for outcome in outcomes:
            self._check(Ended.of(outcome, call.start, call.timeout))

    def _check(self, ended: Ended) -> None:
        self.wrong += self.observer().complaints(ended)

    def observer(self) -> Observer:
        """Who knows what becomes of all, stop requests included."""
        script = self.script
        silent = any(trouble.kind in ("silence", "hang") for trouble in script.troubles)
        calm = not (script.troubles or script.delay or script.lag or script.budget)
        return Observer(self.lives, silent=silent, calm=calm)


def _stream(call: Call, poller: Poller) -> Stream[Any]:
    if call.how == "watch":
        return poller.watch(RUNS, timeout=call.timeout, history=True)
    if call.how == "as_completed":
        return poller.as_completed(call.refs, timeout=call.timeout)
    return poller.stream(*call.refs, timeout=call.timeout)


async def _read(stream: Stream[Any], events: list[Any], most: float = math.inf) -> None:
    while len(events) < most and (event := await anext(stream, None)) is not None:
        events.append(event)  # what has come before a cancellation is kept


def born(life: Life, at: float) -> Life:
    """A life that begins at a time, in seconds since the beginning."""
    return [("GONE", at), *life] if at else life
