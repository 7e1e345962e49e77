"""Trials that ask for whatever can be asked for: all sorts of goals and options, of types of all sorts, at two pollers.

Streams are cut off, written down in the midst of things, and gone on with, by either poller, now or later.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import anyio

from mlwaiters.errors import NotFoundError, ReadError, WaiterError, WaitTimeoutError
from mlwaiters.feed import LAST_LOOK
from mlwaiters.goals import goals
from mlwaiters.model import GONE, Change, InState, Outcome
from mlwaiters.poller import Poller
from mlwaiters.resources import glue, sagemaker
from torture.bending import BentReader
from torture.held import Asked, Held, is_tried_again, steps
from torture.observer import LONG, MISTAKE
from torture.tally import Tally
from torture.trial import leaks
from torture.trouble import KINDS, OF_LISTINGS, Trouble, Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.model import Goal, Listing, Ref, ResourceType
    from mlwaiters.stream import Stream
    from torture.observer import Life

LIVES: dict[ResourceType, tuple[str, ...]] = {
    glue.MLTaskRun: ("STARTING RUNNING SUCCEEDED", "STARTING RUNNING STOPPING STOPPED", "RUNNING FAILED", "SUCCEEDED"),
    sagemaker.CompilationJob: (
        "STARTING INPROGRESS COMPLETED", "INPROGRESS STOPPING STOPPED", "INPROGRESS FAILED",
        f"INPROGRESS COMPLETED {GONE}", f"{GONE} STARTING COMPLETED",
    ),
    sagemaker.TrainingJob: ("InProgress Completed", "InProgress Stopping Stopped", f"{GONE} InProgress Failed"),
    sagemaker.Endpoint: (
        "Creating InService", "Creating InService Updating InService", "Creating Failed",
        f"InService Deleting {GONE}", "InService Updating RollingBack InService",
        "Creating InService Updating UpdateRollbackFailed",
    ),
    sagemaker.MlflowTrackingServer: (
        "Creating Created", "Created Stopping Stopped Starting Started", f"Created Deleting {GONE}",
        "Created Updating Updated",
    ),
}  # fmt: skip
"""The states that things move through."""

SPAN = 75.0
"""Seconds for which a state lasts, at the most."""

PARENTS = ("tfm-0", "tfm-1", "tfm-2")


@dataclass
class Watched:
    """What a watch has told: changes that follow one another, the first of a thing as of one never seen before."""

    asked: Asked
    wrong: Callable[[str], None]
    history: bool
    changes: dict[Ref, list[Change]] = field(default_factory=dict)
    ended: set[Ref] = field(default_factory=set)

    def take(self, event: Change | Outcome) -> None:
        """Take in an event."""
        if isinstance(event, Outcome):
            self.ended.add(event.ref)
            return
        told = self.changes.setdefault(event.ref, [])
        if told and told[-1].after != event.before:
            overdue = self.asked.cuts and self.asked.timeout != LONG  # what came to rest after its time isn't told
            begins_anew = self.asked.cuts and event.before is None and told[-1].after != event.after
            if not overdue and not begins_anew:
                self.wrong(f"{event.ref}: {event} does not follow {told[-1]}")
        elif not told and event.before is not None and self.history:
            self.wrong(f"{event.ref}: begins with {event}")
        told.append(event)


class Roaming:
    """One world, its troubles, and callers that ask for anything."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random = Random(seed)
        self.tally = Tally()
        self.lives = dict(self._lives())
        self.troubles = Troubles([self._trouble() for _ in range(random.choice([0, 0, 1, 3, 5]))], random)
        self.troubles.delay = random.choice([0, 0.1, 1.0])
        self.lag = random.choice([0, 0, 3.0, 20.0])
        self.budget = random.choice([None, None, 2.0, 0.3, 0.1])
        self.spans = {name: self._span() for name in PARENTS}
        kinds = {trouble.kind for trouble in self.troubles.all}
        self.held = Held(
            self.lives, bent="disagreeing" in kinds, silent=bool(kinds & {"silence", "hang"}), brisk=self.budget is None
        )
        self.hidden = any(trouble.listings for trouble in self.troubles.all) or any(
            span != (0, math.inf) for span in self.spans.values()
        )

    async def run(self) -> Tally:
        """Let all callers come and go."""
        before, random = len(anyio.get_running_tasks()), self.random
        reader = self.troubles.reader = BentReader(
            {ref: [*life] for ref, life in self.lives.items()},
            latency=self.troubles.latency, lag=self.lag, page_size=random.choice([1, 3, 10, 100]),
            faults=self.troubles.fault, bent=self.troubles.bent, random=random,
        )  # fmt: skip
        for name, (since, until) in self.spans.items():
            reader.parent(glue.MLTaskRun, name, since=since, until=until)
        self.pollers = [
            Poller(
                reader, interval=random.choice([0.5, 2, 5, 15, 40]), budget=self.budget, clock=reader.wall,
                limit=random.choice([1, 2, 32]),
            )
            for _ in range(2)
        ]  # fmt: skip
        async with anyio.create_task_group() as tasks:
            for _ in range(random.randrange(1, 10)):
                tasks.start_soon(self._caller, Random(random.random()))
        self.tally.leaks += [f"seed {self.seed}: {leak}" for poller in self.pollers for leak in leaks(poller, before)]
        self.tally.polls = len(reader.calls)
        self.tally.injected = self.troubles.injected
        return self.tally

    # --- who asks ----------------------------------------------------------------------------------------------------

    async def _caller(self, random: Random) -> None:
        await anyio.sleep(random.choice([0, 0, 60 * random.random()]))
        asked = Asked(random.choice([LONG, LONG, 200 * random.random(), 0.0, 0.001]), options=_options(random))
        act = random.choice([self._wait, self._wait_all, self._stream, self._stream, self._watch, self._watch])
        with anyio.move_on_after(random.choice([math.inf, math.inf, 150 * random.random()])) as scope:
            await act(random.choice(self.pollers), asked, random)
        self.tally.cancelled += scope.cancelled_caught

    async def _wait(self, poller: Poller, asked: Asked, random: Random) -> None:
        ref = random.choice(list(self.lives))
        asked.goal = _goal(random, ref.type)
        interval = random.choice([None, None, 0.3, 1])
        try:
            outcome = await poller.wait(ref, asked.goal, timeout=asked.timeout, interval=interval, **asked.options)
        except WaiterError as error:
            ended = error.outcome
        else:
            ended = outcome
        assert ended is not None  # every error of a wait has one
        self._check(asked, ended, anyio.current_time())

    async def _wait_all(self, poller: Poller, asked: Asked, random: Random) -> None:
        refs = self._some(random)
        outcomes = await poller.wait_all(
            refs, timeout=asked.timeout, fail_fast=random.random() < 0.2, **asked.options
        )  # fmt: skip
        if [outcome.ref for outcome in outcomes] != refs:
            self._wrong("not every outcome in its order")
        last = max(outcomes, key=lambda outcome: outcome.elapsed)
        for outcome in outcomes:
            self._check(asked, outcome, anyio.current_time() if outcome is last else None)

    async def _stream(self, poller: Poller, asked: Asked, random: Random) -> None:
        refs = self._some(random)
        told: dict[Ref, list[Change]] = {ref: [] for ref in refs}
        ended: dict[Ref, Outcome] = {}
        asked.slow, asked.cuts = random.choice([0, 0, 0, 0.5, 7]), random.choice([0, 0, 1, 3, 8])

        def take(event: Change | Outcome) -> None:
            if event.ref in ended and not (asked.cuts and is_tried_again(ended[event.ref])):
                self._wrong(f"{event.ref}: {event} after {ended[event.ref]}")
            if isinstance(event, Change):
                told[event.ref].append(event)
                return
            ended[event.ref] = event
            if steps(told[event.ref]) != steps(event.changes):
                self._wrong(f"{event.ref}: told {steps(told[event.ref])} of {steps(event.changes)}")
            self._check(asked, event, anyio.current_time())

        fail_fast = random.random() < 0.15
        stream = poller.stream(*refs, timeout=asked.timeout, fail_fast=fail_fast, **asked.options)
        await self._follow(stream, take, asked, random)
        if set(ended) != set(refs):
            self._wrong(f"{set(refs) - set(ended)} never ended")

    async def _watch(self, poller: Poller, asked: Asked, random: Random) -> None:
        targets, history, outcomes = self._targets(random), random.random() < 0.5, random.random() < 0.5
        asked.slow, asked.cuts = random.choice([0, 0, 0, 0.5, 7]), random.choice([0, 0, 1, 3, 8])
        watched = Watched(asked, self._wrong, history)
        bounds: dict[str, Any] = {"timeout": asked.timeout, "history": history}
        stream: Stream[Any] = (
            poller.stream(*targets, until="settled", **bounds) if outcomes else poller.watch(*targets, **bounds)
        )
        try:
            await self._follow(stream, watched.take, asked, random)
        except (NotFoundError, ReadError) as error:
            if not self.hidden and not (self.budget and "no answer in time" in str(error)):
                self._wrong(f"a listing without trouble that can't be read: {error!r}")
        except WaitTimeoutError as error:
            if self.budget is None and not self.troubles.all and not self.hidden:
                self._wrong(f"a listing for which there was time: {error!r}")
        else:
            self._check_watched(watched, outcomes=outcomes)

    def _check_watched(self, watched: Watched, *, outcomes: bool) -> None:
        asked = watched.asked
        late = anyio.current_time() - asked.began - asked.timeout - LAST_LOOK - MISTAKE
        if late > 0 and not asked.unhurried:
            self._wrong(f"a watch that ended {late:g} s late")
        doubtful = self.lag or self.held.bent or (asked.cuts and asked.timeout != LONG)
        for ref, changes in watched.changes.items():
            if not doubtful and not self.held.is_lived(ref, changes):
                self._wrong(f"{ref}: watched through {steps(changes)}")
            if outcomes and asked.timeout == LONG and ref not in watched.ended:
                self._wrong(f"{ref}: never ended, after {steps(changes)}")

    # --- streams that are cut off ------------------------------------------------------------------------------------

    async def _follow(
        self, stream: Stream[Any], take: Callable[[Change | Outcome], None], asked: Asked, random: Random
    ) -> None:
        """Read a stream to its end, cut off as often as was `asked` for."""
        going: Stream[Any] | None = stream
        for _ in range(asked.cuts):
            if going is not None:
                moment = random.choice([0, 0.01, 0.5, 11, 40 * random.random()])
                going = await self._read(going, take, asked.slow, moment, random)
        if going is not None:
            await self._read(going, take, asked.slow, math.inf, random)

    async def _read(
        self,
        stream: Stream[Any],
        take: Callable[[Change | Outcome], None],
        slow: float,
        moment: float,
        random: Random,
    ) -> Stream[Any] | None:
        """Read a stream for so many seconds; gives the one that goes on with it, or None at its end."""
        document: str | None = None
        failed: WaiterError | None = None
        cut = False

        async def read() -> None:
            nonlocal failed
            try:
                async for event in stream:
                    if document is not None:
                        return  # it was written down as yet to be told
                    take(event)
                    await anyio.sleep(slow)
            except WaiterError as error:
                failed = error
            tasks.cancel_scope.cancel()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read)
            await anyio.sleep(moment)
            document = json.dumps(stream.dump(), allow_nan=False) if random.random() < 0.75 else None
            cut = True
            tasks.cancel_scope.cancel()
        if failed is not None:
            raise failed
        if not cut:
            return None
        return stream if document is None else await self._resumed(stream, document, random)

    async def _resumed(self, stream: Stream[Any], document: str, random: Random) -> Stream[Any]:
        if random.random() < 0.3:
            await stream.aclose()
        await anyio.sleep(random.choice([0, 0, 5, 100 * random.random()]))
        self.tally.resumed += 1
        return random.choice(self.pollers).resume(json.loads(document), interval=5)

    def _check(self, asked: Asked, outcome: Outcome, told: float | None) -> None:
        self.tally.waits += 1
        for complaint in self.held.complaints(asked, outcome, told):
            self._wrong(f"{outcome.ref}, {asked}: {complaint}: {outcome.error!r}")

    def _wrong(self, words: str) -> None:
        self.tally.wrong.append(f"seed {self.seed}: {words}")

    # --- the world ---------------------------------------------------------------------------------------------------

    def _lives(self) -> Iterator[tuple[Ref, Life]]:
        random = self.random
        for kind in random.sample(list(LIVES), random.randint(1, 4)):
            for number in range(random.randint(1, 8)):
                below = [random.choice(PARENTS)] if len(kind.identifiers) > 1 else []
                states = random.choice(LIVES[kind]).split()
                spans = [SPAN * random.random() for _ in states[1:]]
                yield kind(*below, f"x-{number}"), list(zip(states, [*spans, math.inf], strict=True))

    def _span(self) -> tuple[float, float]:
        """From when until when a parent is there."""
        random = self.random
        if random.random() < 0.8:
            return 0, math.inf
        return random.choice([0, 50 * random.random()]), random.choice([math.inf, 60 + 200 * random.random()])

    def _trouble(self) -> Trouble:
        random = self.random
        kind, start = random.choice(KINDS), 2 * SPAN * random.random()
        return Trouble(
            kind, start * random.choice([0, 1]), start + 2 * SPAN * random.random(), random.choice([0.1, 0.5, 1.0]),
            kind in OF_LISTINGS or random.random() < 0.5,
        )  # fmt: skip

    def _some(self, random: Random) -> list[Ref]:
        return random.sample(list(self.lives), random.randint(1, len(self.lives)))

    def _targets(self, random: Random) -> list[Ref | Listing]:
        """Listings and things by name: at least one."""
        targets: list[Ref | Listing] = []
        for kind in dict.fromkeys(ref.type for ref in self.lives):
            if kind is glue.MLTaskRun:
                listings = [kind.listing(TransformId="tfm-0"), kind.listing(TransformId="tfm-1"), kind.listing()]
                targets += random.sample(listings, random.randint(0, 2))
            elif random.random() < 0.6:
                targets.append(kind.listing())
        if not targets or random.random() < 0.5:
            targets += random.sample(list(self.lives), random.randint(1, min(4, len(self.lives))))
        random.shuffle(targets)
        return targets


def _options(random: Random) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if random.random() < 0.2:
        options["strict"] = True
    if random.random() < 0.3:
        options["summaries"] = True
    if random.random() < 0.2:
        options["grace"] = random.choice([0, 5, 1000])
    return options


def _goal(random: Random, kind: ResourceType) -> Goal | None:
    if random.random() < 0.15:
        return InState(*random.sample(kind.states, 2))
    return random.choice([None, None, None, "settled", *goals(kind)])
