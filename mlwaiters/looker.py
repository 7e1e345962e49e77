"""One look for whoever asks: a describe, or a page of a listing for all who wait on what it shows."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio.lowlevel import checkpoint

from mlwaiters.errors import NotFoundError, ReadError, ServiceError
from mlwaiters.model import Change, ResourceType
from mlwaiters.plan import FAR
from mlwaiters.text import printable, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mlwaiters.budgeted import BudgetedReader, Target
    from mlwaiters.feed import News, Wait
    from mlwaiters.group import Group
    from mlwaiters.model import Observation, Page
    from mlwaiters.nap import Nap
    from mlwaiters.rounds import Round

Thing = TypeVar("Thing")
Failed = TypeVar("Failed", bound=BaseException)

logger = logging.getLogger("mlwaiters")

SLICE = 250
"""Things on a page that are looked through at once, before others have their turn in the event loop."""


class Looker:
    """Makes looks, and warns once of each state that no table has."""

    def __init__(self, reader: BudgetedReader) -> None:
        self.reader = reader
        self.heard: set[str] = set()  # the services that have answered
        self._warned: set[tuple[ResourceType, str]] = set()

    async def look(self, wait: Wait, nap: Nap) -> None:
        """Look on behalf of a wait that is nobody else's, if it is still due: at the thing, or at its listing.

        Where there was no look until even the last is given up, the wait ends. News of it ends the `nap` that it has in
        line.
        """
        await self._look(wait, nap)
        if wait.outcome is None and (now := anyio.current_time()) >= wait.terms.cut:
            wait.expire(now)

    async def _look(self, wait: Wait, nap: Nap) -> None:
        group, now, cut = wait.group, anyio.current_time(), wait.terms.cut
        if not _is_due(wait):
            return  # it was seen meanwhile, on behalf of others
        if group is not None and not wait.asked and (wait.page != FAR or group.tempts(now)):
            if group.reading is not None:
                with anyio.CancelScope(deadline=cut):
                    await group.reading.wait()
                return
            if group.resume(now) is None:
                group.round = group.consider(now)
            if group.round is not None:
                target = group.round.target(now)
                if await self._grant(target, wait, lambda: self._is_sought(wait, group, target), nap):
                    await self.turn(group, cut)
                return
        if group is not None and not wait.asked and group.spare(wait, now):
            return
        wait.queued = wait.due
        try:
            if await self._grant(wait.ref, wait, lambda: _is_due(wait), nap):
                await self.describe((wait,))
        finally:
            wait.queued = None

    async def _grant(self, target: Target, wait: Wait, wanted: Callable[[], bool], nap: Nap) -> bool:
        terms = wait.terms
        return await self.reader.grant(
            target, wait, wanted, deadline=terms.deadline, cut=terms.cut, sleep_until=nap.until
        )

    def _is_sought(self, wait: Wait, group: Group, target: Target) -> bool:
        """Whether a wait still needs its group's round to go on, by the operation that reads such a target."""
        going, now = group.round, anyio.current_time()
        if going is None or not _is_due(wait):
            return False
        return self.reader.budget(going.target(now)) is self.reader.budget(target)

    async def describe(self, waits: Sequence[Wait]) -> None:
        """Describe one thing on behalf of all who wait for it; a call that failed is told to each of them.

        One that hangs is given up as soon as the first of them can't wait for it any longer; the others look again,
        those that are busy with what they were told when they are back.
        """
        ref = waits[0].ref
        seen: Observation | None = None
        failed: ReadError | None = None
        attended = [wait for wait in waits if wait.attended]
        with anyio.CancelScope(deadline=min((wait.terms.cut for wait in attended), default=math.inf)):
            try:
                seen = await self.reader.describe_once(ref)
                self.heard.add(ref.type.service)
            except ReadError as error:
                failed = _bare(error)
        cut = seen is None and failed is None
        failed = failed or ServiceError.unanswered(ref.type.describe.operation)
        now = anyio.current_time()
        for wait in attended if cut else waits:
            if wait.outcome is not None:  # it may have been given up meanwhile
                continue
            wait.asked = False
            if seen is not None:
                if wait.group is not None:
                    wait.group.compare(wait, seen)
                wait.see(seen, now, seen.calls / len(waits))
            else:
                heard = ref.type.service in self.heard or (cut and now < wait.terms.cut)
                wait.miss(failed, now, heard=heard, calls=failed.calls / len(waits))

    async def turn(self, group: Group, cut: float = math.inf) -> None:
        """Go on with a group's round by one call, if nobody else does; a page that failed is told to all who are due.

        A page that hangs is given up at the `cut`, or when the first deadline of those who are due has passed by so
        much that a describe would be; whoever has more time asks for it again.
        """
        going = group.round
        if going is None or group.reading is not None:
            return
        landed = group.reading = anyio.Event()
        failed: ReadError | NotFoundError | None = None
        scope = anyio.CancelScope(deadline=min(going.cut, cut))
        try:
            with scope:
                await self._read(going)
        except (NotFoundError, ReadError) as error:
            failed = _bare(error)
        finally:
            group.reading = None
            landed.set()
        if failed is not None:
            going.fail(failed, anyio.current_time(), heard=group.listing.type.service in self.heard)
        elif scope.cancelled_caught:
            going.cut_short(ServiceError.unanswered(str(group.listing)), anyio.current_time())

    async def _read(self, going: Round) -> None:
        if scouts := going.scouts(anyio.current_time()):
            await self.describe(scouts)
            going.scouted(scouts, anyio.current_time())
            return
        page = await self.reader.page_once(going.paging.target, going.paging.token)
        self.heard.add(going.paging.target.type.service)
        await self._show(going, page)
        now = anyio.current_time()
        if not going.turn(page, now):
            going.finish(now)

    async def _show(self, going: Round, page: Page) -> None:
        """Let a page be seen, a slice at a time: to decode it has been work enough for one turn of the event loop."""
        shown: list[tuple[Wait, Observation]] = []
        for observations in _slices(page.observations):
            if len(page.observations) > SLICE:
                await checkpoint()
            shown += going.match(observations)
        share = going.share(page, len(shown))
        for seen in _slices(shown):
            if len(shown) > SLICE:
                await checkpoint()
            going.show(seen, anyio.current_time(), share)
        for sweep in going.sweeps:
            sweep.read_parents(page.listings, anyio.current_time())
            for observations in _slices(page.observations):
                if len(page.observations) > SLICE:
                    await checkpoint()
                sweep.read(observations, anyio.current_time(), share)

    def warned(self, events: Sequence[News]) -> Sequence[News]:
        """Log each state that no table has, the first time that it is seen; returns the events as they are."""
        for event in events:
            if isinstance(event, Change) and not event.known and (event.ref.type, event.after) not in self._warned:
                self._warned.add((event.ref.type, event.after))
                shown = printable(str(event.ref)), quoted(event.after)
                logger.warning("%s shows a state that its table doesn't have: %s", *shown)
        return events


def _slices(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + SLICE] for start in range(0, len(things), SLICE))


def _is_due(wait: Wait) -> bool:
    return wait.outcome is None and (wait.asked or wait.due <= anyio.current_time())


def _bare(error: Failed) -> Failed:
    """An error without the frames that it came through: it is kept with a wait, and they would keep its caller."""
    error.__traceback__ = error.__context__ = None
    return error
