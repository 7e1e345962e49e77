"""The thin asynchronous shell of one call that waits for many things: makes the looks that are due, many at once."""

from __future__ import annotations

import copy
import math
import weakref
from typing import TYPE_CHECKING

import anyio

from mlwaiters.agenda import Agenda, Listen, Look, Turn
from mlwaiters.errors import ServiceError, WaiterError
from mlwaiters.feed import Wait
from mlwaiters.model import Outcome
from mlwaiters.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlwaiters.agenda import Errand, Flock
    from mlwaiters.feed import News
    from mlwaiters.group import Group
    from mlwaiters.looker import Looker
    from mlwaiters.model import Listing

PATIENCE = 1.0
"""Seconds for which something to tell is kept back at first, so that looks already under way can end."""

MOST_PATIENCE = 90.0
"""Seconds for which it is kept back at the most: as long as a call takes with all attempts at it."""


class Pump:
    """All the looks of one call that waits for many things.

    `tells` are the kinds of events to tell: none for who only wants to know when all is over. `group_of` gives the
    group that reads a listing.
    """

    def __init__(
        self,
        looker: Looker,
        group_of: Callable[[Listing], Group],
        *,
        limit: int,
        tells: tuple[type[News], ...] = (),
        fail_fast: bool = False,
    ) -> None:
        self._looker = looker
        self._group_of = group_of
        self.tells = tells
        self.fail_fast = fail_fast
        self._sweeps: list[Sweep] = []
        self._agenda = Agenda(looker.reader.budget, limit)
        self._bell = _Bell()
        self._agenda.inbox.bell = self._bell.ring
        self._flying = 0
        self._broken: Exception | None = None
        self._events: list[News] = []
        self._given_up = False
        self._patience = PATIENCE
        self._cut = math.inf  # of what there is to tell
        self._left = -math.inf  # when it was last run
        weakref.finalize(self, _let_go, self._agenda.flocks).atexit = False

    def add(self, item: Wait | Sweep) -> None:
        """Take on a wait, or a listing to watch."""
        if isinstance(item, Sweep):
            self._sweeps.append(item)
            self._agenda.watch(item, self._group_of(item.listing))
        else:
            self._agenda.add(item)

    def restore(self, item: Wait | Sweep) -> None:
        """Take on what somebody else has begun, to tell what is left to tell of it."""
        self.add(item)
        if isinstance(item, Sweep):
            for wait in list(item.waits.values()):
                item.tell(wait.news(), anyio.current_time())
        self._agenda.inbox.put(item)

    def close(self) -> None:
        """Be served by nobody's rounds any longer."""
        for flock in self._agenda.flocks.values():
            flock.leave()

    @property
    def untold(self) -> list[News]:
        """What has been seen, and not been told yet."""
        return [*self._events, *(event for sweep in self._sweeps for event in sweep.events)]

    @property
    def sweeps(self) -> list[Sweep]:
        """The listings that it watches, and those below their parents."""
        return [each for sweep in self._sweeps for each in (sweep, *sweep.below)]

    @property
    def busy(self) -> bool:
        """Whether there is anything to tell, or still to be waited for."""
        return bool(self._events or self._agenda.inbox) or self._broken is not None or self._agenda.waiting

    async def run(self) -> list[News]:
        """Look at what is due until there is something to tell, or nothing is waited for any more.

        A look that takes its time holds nothing up: once there is something to tell, it is cut short, to be made again.
        Each time that happens it is given twice as long, up to what any call takes, so that it comes to its end however
        much there is to tell.

        Raises:
            ReadError: a listing can't be read.
        """
        self._collect()  # what the looks of others have told
        self._agenda.prolong(self._left, anyio.current_time())
        self._agenda.inbox.awake = True
        try:
            await self._run()
        except BaseExceptionGroup as group:  # looks let pass what ends the program, and nothing else
            raise _alone(group) from None
        finally:
            self._agenda.inbox.awake = False
            self._agenda.rest()
            self._left = anyio.current_time()
            if not self._agenda.waiting:
                self.close()  # at once, whoever holds on to what is over
        if self._broken is not None and not self._events:
            broken, self._broken = self._broken, None
            try:
                raise broken
            finally:
                del broken  # or it would keep this frame, and this frame the pump
        return self.take()

    def take(self) -> list[News]:
        """What there is to tell by now."""
        self._collect()
        events, self._events, self._cut = self._events, [], math.inf
        return events

    async def _run(self) -> None:
        async with anyio.create_task_group() as tasks:
            while self._agenda.waiting and self._broken is None and not self._events:
                self._bell.anew()
                self._end_overdue(anyio.current_time())
                errands = self._agenda.errands(anyio.current_time())
                self._flying += sum(not isinstance(errand, Listen) for errand in errands)
                for errand in errands:
                    tasks.start_soon(self._fly, errand)
                self._collect()
                await self._rest()
            if self._agenda.waiting:
                await self._drain()
            tasks.cancel_scope.cancel()

    def _end_overdue(self, now: float) -> None:
        """End what the budget, or a page that hangs, has kept from its last look for too long."""
        waits, sweeps = self._agenda.overdue(now)
        for wait in waits:
            wait.expire(now)
            if wait.sweep is not None:
                wait.sweep.tell(wait.news(), now)
        for sweep in sweeps:
            if sweep.group is not None and sweep.group.reading is not None:
                sweep.miss(ServiceError.unanswered(str(sweep.listing)), now)
            else:
                sweep.give_up(now)

    async def _rest(self) -> None:
        """Sleep until there is news, or something is due; not at all where there is something to tell already."""
        if self._agenda.waiting and not self._events:
            with anyio.CancelScope(deadline=self._agenda.next_due):
                await self._bell.rung.wait()
            self._collect()

    async def _drain(self) -> None:
        """Let what is under way come to its end, but not for long, nor while a last look is to be made, or given up."""
        now = anyio.current_time()
        with anyio.CancelScope(deadline=min(now + self._patience, self._agenda.back_by(now), self._cut)):
            while self._flying:
                self._bell.anew()
                await self._bell.rung.wait()
                self._collect()
        self._patience = min(2 * self._patience, MOST_PATIENCE) if self._flying else PATIENCE

    async def _fly(self, errand: Errand) -> None:
        try:
            if isinstance(errand, Look):
                await self._looker.describe(errand.waits)
                self._hear_of(errand)
            elif isinstance(errand, Turn):
                await self._looker.turn(errand.flock.group)
            elif errand.flock.group.reading is not None:
                await errand.flock.group.reading.wait()
        except Exception as error:  # noqa: BLE001 - raised by `run`, outside of the task group: never as a group
            self._broken = self._broken or error
        finally:  # a look that was cancelled is due again, whoever runs the pump next
            self._agenda.landed(errand, anyio.current_time())
            self._flying -= not isinstance(errand, Listen)
            self._bell.ring()

    def _hear_of(self, look: Look) -> None:
        """Tell sweeps what has been seen of their things; all other waits tell of themselves."""
        for wait in look.waits:
            if wait.sweep is not None:
                wait.sweep.tell(wait.news(), anyio.current_time())

    def _collect(self) -> None:
        """Tell what is new, and line up what wants to be described or swept."""
        while items := self._agenda.inbox.take():
            for item in items:
                if isinstance(item, Wait):
                    self._hear(item)
                else:
                    self._hear_sweep(item)

    def _hear(self, wait: Wait) -> None:
        events = wait.news()
        if wait.outcome is not None:
            self._agenda.drop(wait)
        elif wait.asked:
            self._agenda.line_up(wait)
        self._tell(events, wait.terms.cut)

    def _hear_sweep(self, sweep: Sweep) -> None:
        readings, sweep.readings = sweep.readings, []
        events, sweep.events = sweep.events, []
        described, sweep.described = sweep.described, []
        below, sweep.below = sweep.below, []
        for wait in described:
            self._agenda.line_up(wait)
        for each in below if sweep.inbox is not None else ():  # else it has been given up
            self.add(each)
        self._tell([*readings, *events], sweep.terms.cut)
        if sweep.broken is not None:
            self._broken = self._broken or copy.copy(sweep.broken)  # others are told of the same error
            self._agenda.forget(sweep)

    def _tell(self, events: Sequence[News], cut: float) -> None:
        for event in self._looker.warned(events):
            if isinstance(event, self.tells):
                self._events.append(event)
                self._cut = min(self._cut, cut)
            if self.fail_fast and not self._given_up and isinstance(event, Outcome) and event.error is not None:
                self.give_up(event)

    def give_up(self, failure: Outcome) -> None:
        """Wait no longer for anything, because of one failure."""
        self._given_up = True  # nobody else's failure matters any more
        now, error = anyio.current_time(), WaiterError(f"given up, since {failure.ref.label} failed")
        for wait in self._agenda.waits():
            wait.abandon(error, now)
            if wait.sweep is not None:
                wait.sweep.tell(wait.news(), now)
        for sweep in list(self._agenda.sweeps()):
            self._agenda.forget(sweep)


class _Bell:
    """What wakes the pump: apart from it, since those who ring it must not keep it from being let go."""

    def __init__(self) -> None:
        self.rung = anyio.Event()

    def ring(self) -> None:
        self.rung.set()

    def anew(self) -> None:
        self.rung = anyio.Event()


def _let_go(flocks: dict[Group, Flock]) -> None:
    for flock in flocks.values():
        flock.group.gone.append(flock)  # in the midst of whatever the group may be doing, on any thread


def _alone(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _alone(first) if isinstance(first, BaseExceptionGroup) else first
