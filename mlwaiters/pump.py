"""The thin asynchronous shell: makes the looks that are due, many at once, and tells what they show."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING, TypeAlias

import anyio

from mlwaiters.errors import NotFoundError, ReadError, ServiceError, WaiterError
from mlwaiters.feed import Event, Feed, Sweep, Wait, survivable
from mlwaiters.model import Change, Outcome, Page, ResourceType
from mlwaiters.plan import Look, Tour, plan
from mlwaiters.reader import Paging
from mlwaiters.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.group import Group, Round
    from mlwaiters.model import Observation
    from mlwaiters.reader import Reader

logger = logging.getLogger("mlwaiters")

PATIENCE = 1.0
"""Seconds for which something to tell is kept back at first, so that looks already under way can end."""

MOST_PATIENCE = 90.0
"""Seconds for which it is kept back at the most: as long as a call takes with all attempts at it."""

Errand: TypeAlias = "Look | Tour | Sweep | Group"
"""Something to do at once: describe, go round, sweep, or wait for another call's round."""


class Looker:
    """Makes one look at a time for whoever asks, and warns once of each state that no table has."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.heard: set[str] = set()  # the services that have answered
        self._warned: set[tuple[ResourceType, str]] = set()

    async def look(self, wait: Wait) -> None:
        """Look on behalf of a wait that belongs to nobody's pump, if it is still due."""
        group, now = wait.group, anyio.current_time()
        if wait.due > now:
            return
        if group is not None and not wait.asked:
            if group.under_way is not None:
                await group.under_way.wait()
                return
            proposed = group.propose(now)
            if proposed is not None:
                await self.tour(Tour(proposed, (wait,)))
                return
        await self.describe(Look(wait.ref, (wait,)))
        wait.asked = False

    async def describe(self, look: Look) -> None:
        """Look at one thing on behalf of all who wait for it; a call that failed is told to each of them."""
        seen: Observation | None = None
        failed: ReadError | None = None
        with anyio.CancelScope(deadline=max(wait.terms.cut for wait in look.waits)):
            try:
                seen = await self.reader.describe(look.ref)
                self.heard.add(look.ref.type.service)
            except ReadError as error:
                failed = error
        if seen is None and failed is None:
            detail = f"{look.ref.type.describe.operation}: no answer in time"
            failed = ServiceError(detail, transient=True, answered=False)
        now = anyio.current_time()
        waits = [wait for wait in look.waits if wait.outcome is None]  # some may have been given up meanwhile
        for wait in waits:
            if seen is not None:
                wait.see(seen, now)
            elif failed is not None:
                wait.miss(failed, now, heard=look.ref.type.service in self.heard)

    async def tour(self, tour: Tour) -> None:
        """Make a round of a listing. A call that fails is told to all who are due; a listing that is denied is shunned.

        A round that hangs is cut when the first deadline of its group has passed by so much that a describe would be.
        """
        group = tour.round.group
        if group.under_way is not None:  # somebody was quicker
            await group.under_way.wait()
            return
        cut = min((wait.terms.cut for wait in group.waits()), default=0.0)
        landed = group.under_way = anyio.Event()
        failed: ServiceError | None = ServiceError(
            f"{group.listing}: no answer in time", transient=True, answered=False
        )
        try:
            with anyio.CancelScope(deadline=cut):
                await self._go_round(tour.round)
                failed = None
        except (NotFoundError, ReadError) as error:  # no parent, no listing: a describe tells what became of each
            failed = error if isinstance(error, ServiceError) and error.transient else None
            if failed is None:
                group.shun()
        finally:
            group.under_way = None
            landed.set()
        if failed is None:
            return
        now, failed.calls = anyio.current_time(), 0
        for wait in tour.waits:
            if wait.outcome is None and wait.due <= now:
                wait.miss(failed, now, heard=group.listing.type.service in self.heard)

    async def _go_round(self, going: Round) -> None:
        paging = Paging(going.group.listing)
        more = True
        while more:
            page = await self.reader.page(paging.listing, paging.token)
            self.heard.add(paging.listing.type.service)
            going.take(page, anyio.current_time())
            more = paging.turn(page.token) and going.goes_on()
        going.finish(anyio.current_time())

    def warned(self, events: list[Event]) -> list[Event]:
        """Log each state that no table has, the first time that it is seen; returns the events as they are."""
        for event in events:
            if isinstance(event, Change) and not event.known and (event.ref.type, event.after) not in self._warned:
                self._warned.add((event.ref.type, event.after))
                logger.warning(
                    "%s shows a state that its table doesn't have: %r", printable(str(event.ref)), event.after
                )
        return events


class Pump:
    """All the looks of one call that waits for many things.

    `waits` are those that nothing has ended yet, in order. `tells` are the kinds of events to tell: none for who
    only wants to know when all is over.
    """

    def __init__(
        self, looker: Looker, *, limit: int, tells: tuple[type[Event], ...] = (), fail_fast: bool = False
    ) -> None:
        self._looker = looker
        self._limit = limit
        self._tells = tells
        self._fail_fast = fail_fast
        self._feed = Feed()
        self.waits: dict[Wait, None] = {}
        self._sweeps: list[Sweep] = []
        self._flying = 0
        self._landed = anyio.Event()
        self._broken: Exception | None = None
        self._events: list[Event] = []
        self._patience = PATIENCE
        self._parked: dict[Group, list[Wait]] = {}
        weakref.finalize(self, _leave, self.waits).atexit = False

    def add(self, item: Wait | Sweep) -> None:
        """Take on a wait, or a listing to watch."""
        if isinstance(item, Sweep):
            self._sweeps.append(item)
        elif item.sweep is None:
            self.waits[item] = None
            if item.group is not None:
                item.group.join(item)
        self._feed.put(item)

    @property
    def busy(self) -> bool:
        """Whether there is anything to tell, or still to be waited for."""
        return bool(self._events) or self._broken is not None or self._waiting

    @property
    def _waiting(self) -> bool:
        return bool(self.waits) or any(sweep.waits or not sweep.swept for sweep in self._sweeps)

    async def run(self) -> list[Event]:
        """Look at what is due until there is something to tell, or nothing is waited for any more.

        A look that takes its time holds nothing up: once there is something to tell, it is cut short, to be made again.
        Each time that happens it is given twice as long, up to what any call takes, so that it comes to its end however
        much there is to tell.

        Raises:
            ReadError: a listing can't be read.
        """
        try:
            await self._run()
        except BaseExceptionGroup as group:  # looks let pass what ends the program, and nothing else
            raise _alone(group) from None
        if self._broken is not None and not self._events:
            broken, self._broken = self._broken, None
            raise broken
        events, self._events = self._events, []
        return events

    async def _run(self) -> None:
        async with anyio.create_task_group() as tasks:
            while self._waiting and self._broken is None and not self._events:
                self._landed = anyio.Event()
                errands = self._due(anyio.current_time())
                self._flying += len(errands)
                for errand in errands:
                    tasks.start_soon(self._fly, errand)
                await self._rest()
            if self._waiting:
                await self._drain()
            tasks.cancel_scope.cancel()

    async def _rest(self) -> None:
        """Sleep until a look has landed, or the next is due; not at all where there is something to tell already."""
        if self._waiting and not self._events:
            due = self._feed.next_due if self._flying < self._limit else float("inf")
            with anyio.CancelScope(deadline=due):
                await self._landed.wait()

    def _due(self, now: float) -> list[Errand]:
        """Decide what to do now. What another call's round has told is news; what one is about to tell is parked."""
        errands: list[Errand] = []
        waits: list[Wait] = []
        for item in self._feed.take(now, self._limit - self._flying):
            if isinstance(item, Sweep):
                errands.append(item)
            elif item.outcome is not None or item.due > now:
                self._hear(item)
                self._line_up(item)
            elif item.asked or item.group is None or not self._park(item, item.group, errands):
                waits.append(item)
        for errand in plan(waits, now):
            if isinstance(errand, Tour):
                self._parked[errand.round.group] = list(errand.waits)
            errands.append(errand)
        return errands

    def _park(self, wait: Wait, group: Group, errands: list[Errand]) -> bool:
        """Put a wait aside while a round of its group is under way, this call's or another's; False where none is."""
        if group in self._parked:
            self._parked[group].append(wait)
        elif group.under_way is not None:
            self._parked[group] = [wait]
            errands.append(group)
        else:
            return False
        return True

    async def _drain(self) -> None:
        """Let what is under way come to its end, but not for long."""
        with anyio.CancelScope(deadline=anyio.current_time() + self._patience):
            while self._flying:
                self._landed = anyio.Event()
                await self._landed.wait()
        self._patience = min(2 * self._patience, MOST_PATIENCE) if self._flying else PATIENCE

    async def _fly(self, errand: Errand) -> None:
        try:
            if isinstance(errand, Look):
                await self._describe(errand)
            elif isinstance(errand, Sweep):
                await self._sweep(errand)
            elif isinstance(errand, Tour):
                await self._tour(errand)
            elif errand.under_way is not None:
                await errand.under_way.wait()
        except Exception as error:  # noqa: BLE001 - raised by `run`, outside of the task group: never as a group
            self._broken = self._broken or error
        finally:  # a look that was cancelled is due again, whoever runs the pump next
            for item in self._served(errand):
                self._line_up(item)
            self._flying -= 1
            self._landed.set()

    def _served(self, errand: Errand) -> Iterable[Wait | Sweep]:
        if isinstance(errand, Sweep):
            return [errand]
        if isinstance(errand, Look):
            return errand.waits
        return self._parked.pop(errand.round.group if isinstance(errand, Tour) else errand, [])

    def _line_up(self, item: Wait | Sweep) -> None:
        """Put back what has landed: a sweep, or a wait that has not ended, unless its sweep looks after it again."""
        if (
            isinstance(item, Sweep)
            or item in self.waits
            or (item.sweep is not None and item.asked and item.outcome is None)
        ):
            self._feed.put(item)

    def _hear(self, wait: Wait) -> None:
        """Tell what is new of a wait."""
        events = self._looker.warned(wait.news())
        if wait.sweep is not None:
            wait.sweep.settle(events, anyio.current_time())
        elif wait.outcome is not None:
            self.waits.pop(wait, None)
            _leave([wait])
        self._tell(events)

    async def _describe(self, look: Look) -> None:
        await self._looker.describe(look)
        for wait in look.waits:
            wait.asked = False
            self._hear(wait)

    async def _tour(self, tour: Tour) -> None:
        await self._looker.tour(tour)
        for wait in (*tour.round.touched, *tour.round.unclear, *tour.waits):
            if wait in self.waits:
                self._hear(wait)
                if wait.asked:
                    self._feed.put(wait)

    async def _sweep(self, sweep: Sweep) -> None:
        delay: float | None = None
        failed: ReadError = ServiceError(f"{sweep.listing}: no answer in time", transient=True)
        with anyio.CancelScope(deadline=sweep.terms.cut):
            try:
                await self._read(sweep)
            except ReadError as error:
                if not survivable(error, answered=sweep.answered):
                    raise
                failed = error
                delay = error.retry_after if isinstance(error, ServiceError) else None
        now = anyio.current_time()
        sweep.sleep(now, at_least=delay)
        if now >= sweep.terms.deadline:
            if not sweep.answered:
                raise failed
            self._tell(sweep.expire(now))

    async def _read(self, sweep: Sweep) -> None:
        paging = Paging(sweep.listing)
        more = True
        while more:
            try:
                page = await self._looker.reader.page(sweep.listing, paging.token)
            except NotFoundError:
                if not sweep.child:
                    raise
                page = Page()  # the parent has vanished since it was found; describes say what became of its own
            events, looks = sweep.read(page, anyio.current_time())
            self._tell(self._looker.warned(events))
            for item in looks:
                self.add(item)
            more = paging.turn(page.token)
        for wait in sweep.finish(anyio.current_time()):
            self._feed.put(wait)

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, self._tells):
                self._events.append(event)
            if self._fail_fast and isinstance(event, Outcome) and event.error is not None:
                self._give_up(event)

    def _give_up(self, failure: Outcome) -> None:
        now, error = anyio.current_time(), WaiterError(f"given up, since {failure.ref.label} failed")
        waits = [*self.waits, *(wait for sweep in self._sweeps for wait in sweep.waits.values())]
        self.waits.clear()
        self._sweeps.clear()
        outcomes = [wait.abandon(error, now) for wait in waits if wait.outcome is None]
        self._events += [outcome for outcome in outcomes if isinstance(outcome, self._tells)]


def _leave(waits: Iterable[Wait]) -> None:
    for wait in list(waits):
        if wait.group is not None:
            wait.group.leave(wait)


def _alone(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _alone(first) if isinstance(first, BaseExceptionGroup) else first
