"""What one call of a poller has to do next: which describes, which pages, and when. No I/O, no clock."""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from mlwaiters.feed import LAST_LOOK, Inbox, Wait
from mlwaiters.plan import FAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.budget import Budget
    from mlwaiters.feed import Terms
    from mlwaiters.group import Group
    from mlwaiters.model import Listing, Ref, Roll
    from mlwaiters.sweep import Sweep


@dataclass(frozen=True, slots=True)
class Look:
    """Describe one thing, on behalf of all who wait for it."""

    waits: tuple[Wait, ...]
    lane: Lane


@dataclass(frozen=True, slots=True)
class Turn:
    """Go on with the round that a group is on: read its next page, or describe a thing before the first."""

    flock: Flock
    lane: Lane


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a page that somebody else is reading."""

    flock: Flock


FLYING = -math.inf
"""Stands for the moment at which a wait is lined up while it is being looked at."""

Errand: TypeAlias = "Look | Turn | Listen"


class Flock:
    """Those of a group's waits and sweeps that belong to this call. They are lined up together, by their first."""

    __slots__ = ("due", "group", "queued", "sweeps", "waits")

    def __init__(self, group: Group) -> None:
        self.group = group
        self.waits: dict[Wait, None] = {}
        self.sweeps: list[Sweep] = []
        self.due = math.inf
        self.queued: float | None = None

    @property
    def deadline(self) -> float:
        """When the first of those must be told for whom the group is on a round."""
        return math.inf if self.group.round is None else self.group.round.deadline

    def scan(self, now: float) -> tuple[list[Wait], list[Sweep]]:
        """Find what is due, apart from what is lined up by itself, and when the next is."""
        due, following = [], math.inf
        for wait in self.loose():
            if wait.due <= now:
                due.append(wait)
            elif wait.due < following:
                following = wait.due
        swept = [sweep for sweep in self.sweeps if sweep.due <= now]
        self.due = min([following, *(sweep.due for sweep in self.sweeps if sweep.due > now)])
        return due, swept

    def loose(self) -> Iterator[Wait]:
        """The waits that aren't lined up by themselves."""
        return (wait for wait in self.waits if wait.queued is None and not wait.asked)

    def leave(self) -> None:
        """Be served by the group's rounds no longer."""
        for wait in self.waits:
            self.group.leave(wait)
        for sweep in self.sweeps:
            self.group.sweeps.remove(sweep)
            sweep.inbox = None
        self.waits.clear()
        self.sweeps.clear()


class Lane:
    """The calls of one operation that are lined up: as many are under way as the limit and the budget allow."""

    __slots__ = ("_heap", "_order", "budget", "flying", "wake")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.flying = 0
        self.wake = math.inf
        self._heap: list[tuple[float, int, Wait | Flock]] = []
        self._order = itertools.count()

    def put(self, item: Wait | Flock, due: float) -> None:
        """Line up an item, wherever it stood before."""
        item.queued = due
        heapq.heappush(self._heap, (due, next(self._order), item))
        self.wake = min(self.wake, due)

    def take(
        self, now: float, limit: int, is_wanted: Callable[[Wait | Flock, Lane, float], bool]
    ) -> Iterator[Wait | Flock]:
        """Take out what is due, the longest due first, each with a call that the budget has granted for it."""
        while True:
            item = self._first()
            if item is None:
                self.wake = math.inf
                self.budget.withdraw(self)
                return
            due = self._heap[0][0]
            at = math.inf if self.flying >= limit else due
            if at <= now and is_wanted(item, self, now):
                deadline = item.terms.deadline if isinstance(item, Wait) else item.deadline
                at = self.budget.ask(self, now, last=now >= deadline)
                if at <= now:
                    heapq.heappop(self._heap)
                    item.queued = None
                    self.flying += 1
                    yield item
                    continue
                at = min(at, deadline) if now < deadline else at
            elif at <= now:
                continue  # it has been lined up elsewhere
            self.wake = at
            return

    def _first(self) -> Wait | Flock | None:
        while self._heap and self._heap[0][2].queued != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][2] if self._heap else None


class Agenda:
    """The waits and sweeps of one call of a poller, and what is to be done about them.

    Args:
        budget_of: the budget of the calls that describe a thing, or read a listing.
        limit: the most calls of one operation under way at once.
    """

    def __init__(self, budget_of: Callable[[Ref | Listing | Roll], Budget], limit: int) -> None:
        self.inbox = Inbox()
        self.flocks: dict[Group, Flock] = {}
        self._singles: dict[Ref, list[Wait]] = {}
        self._lanes: dict[int, Lane] = {}
        self._budget_of = budget_of
        self._limit = limit
        self._pending = 0
        self._cuts: set[float] = set()

    def add(self, wait: Wait) -> None:
        """Take on a wait."""
        wait.inbox = self.inbox
        self._pending += 1
        if wait.group is None:
            self._singles.setdefault(wait.ref, []).append(wait)
        else:
            wait.group.join(wait)
            self._flock(wait.group).waits[wait] = None
        self.line_up(wait)

    def watch(self, sweep: Sweep, group: Group) -> None:
        """Take on a sweep."""
        sweep.inbox = self.inbox
        sweep.group = group
        self._cuts.add(sweep.terms.cut)
        group.sweeps.append(sweep)
        flock = self._flock(group)
        flock.sweeps.append(sweep)
        flock.due = min(flock.due, sweep.due)

    def drop(self, wait: Wait) -> None:
        """Let go of a wait that has come to its end."""
        self._pending -= 1
        wait.queued = None
        if wait.group is None:
            self._singles[wait.ref].remove(wait)
        else:
            wait.group.leave(wait)
            self.flocks[wait.group].waits.pop(wait, None)

    def forget(self, sweep: Sweep) -> None:
        """Let go of a sweep, and of all that it waits for."""
        if sweep.inbox is not self.inbox:
            return  # it has been let go already; a round that began before may still tell of it
        sweep.inbox = None
        assert sweep.group is not None  # it was watched
        sweep.group.sweeps.remove(sweep)
        self.flocks[sweep.group].sweeps.remove(sweep)

    @property
    def waiting(self) -> bool:
        """Whether anything is still waited for."""
        return self._pending > 0 or any(sweep.going for sweep in self.sweeps())

    def sweeps(self) -> Iterator[Sweep]:
        """All sweeps."""
        return (sweep for flock in self.flocks.values() for sweep in flock.sweeps)

    def waits(self) -> list[Wait]:
        """All waits that have not come to their end, those of sweeps included."""
        grouped = (wait for flock in self.flocks.values() for wait in flock.waits)
        single = (wait for waits in self._singles.values() for wait in waits)
        swept = (wait for sweep in self.sweeps() for wait in sweep.waits.values())
        return [wait for wait in itertools.chain(grouped, single, swept) if wait.outcome is None]

    def line_up(self, wait: Wait) -> None:
        """Put a wait where it is found when it is due: with its flock, or, where no round serves it, by itself."""
        group = wait.group
        self._cuts.add(wait.terms.cut)
        if wait.queued == FLYING:
            return  # until it has landed
        if group is None or wait.asked or group.closed or wait.page == FAR:
            self._lane(wait.ref).put(wait, wait.due)
        else:
            flock = self.flocks[group]
            flock.due = min(flock.due, wait.due)

    def overdue(self, now: float) -> tuple[list[Wait], list[Sweep]]:
        """What has had no look until even the last is given up, and isn't being looked at."""
        over = {cut for cut in self._cuts if cut <= now}
        if not over:
            return [], []
        self._cuts -= over
        waits = [wait for wait in self.waits() if wait.terms.cut <= now and wait.queued != FLYING]
        return waits, [sweep for sweep in self.sweeps() if sweep.terms.cut <= now and sweep.going]

    def prolong(self, since: float, now: float) -> None:
        """Give the last look of each the time that it had, or had left, when nobody acted upon this agenda any more."""
        if not any(since < cut <= now + LAST_LOOK for cut in self._cuts):
            return
        going: list[Wait | Sweep] = [*self.waits(), *(sweep for sweep in self.sweeps() if sweep.going)]
        prolonged: dict[int, Terms] = {}
        for item in going:
            terms = item.terms
            deadline = now - max(since - terms.deadline, 0.0)
            if since < terms.cut and terms.deadline < deadline:
                item.terms = prolonged.setdefault(id(terms), replace(terms, deadline=deadline))
                self._cuts.add(item.terms.cut)

    def back_by(self, now: float) -> float:
        """Until when nobody need act upon this agenda: the next deadline, or when the next last look is given up."""
        return min((cut if cut <= now + LAST_LOOK else cut - LAST_LOOK for cut in self._cuts), default=math.inf)

    def errands(self, now: float) -> list[Errand]:
        """What is to be done now. Of each that isn't a `Listen`, `landed` wants to hear when it is over."""
        errands: list[Errand] = []
        for flock in [flock for flock in self.flocks.values() if flock.due <= now]:
            if flock.group.reading is not None:
                flock.due = math.inf
                errands.append(Listen(flock))
            else:
                self._consult(flock, now)
        for lane in list(self._lanes.values()):
            errands += [
                Turn(item, lane) if isinstance(item, Flock) else Look(self._together(item, now), lane)
                for item in lane.take(now, self._limit, self._is_wanted)
            ]
        return errands

    def landed(self, errand: Errand, now: float) -> None:
        """Note that an errand is over, however it went; what it was for is lined up again."""
        if isinstance(errand, Look | Turn):
            errand.lane.flying -= 1
            errand.lane.wake = min(errand.lane.wake, now)
        if isinstance(errand, Look):
            for wait in errand.waits:
                if wait.inbox is self.inbox or wait.sweep is not None:
                    wait.queued = None
                    if wait.outcome is None and (wait.asked or wait.sweep is None):  # a sweep's own was cut short
                        self.line_up(wait)
        else:
            errand.flock.due = min(errand.flock.due, now)

    @property
    def next_due(self) -> float:
        """When there is something to do again, if nothing lands until then."""
        return min(itertools.chain(
            (flock.due for flock in self.flocks.values()), (lane.wake for lane in self._lanes.values()), self._cuts
        ), default=math.inf)  # fmt: skip

    def rest(self) -> None:
        """Leave every line, while nobody acts upon this agenda."""
        for lane in self._lanes.values():
            lane.budget.withdraw(lane)

    def _consult(self, flock: Flock, now: float) -> None:
        """Begin a round, or go on with one, or line up what is due to be described."""
        group = flock.group
        going = group.resume(now)
        if going is None:
            due, swept = flock.scan(now)
            if due or swept:
                going = group.round = group.consider(now, whole=bool(swept))
            if going is None:
                for wait in flock.loose() if group.closed else due:
                    if wait.due > now:
                        self.line_up(wait)
                    else:
                        self._lane(wait.ref).put(wait, wait.due)
                return
        flock.due = math.inf
        self._lane(going.target(now)).put(flock, now)

    def _is_wanted(self, item: Wait | Flock, lane: Lane, now: float) -> bool:
        """Whether what is lined up is still to be done; what isn't is lined up where it belongs."""
        if isinstance(item, Flock):
            group = item.group
            if group.round is not None and group.reading is None and self._lane(group.round.target(now)) is lane:
                return True
            item.queued, item.due = None, now
            return False
        tempting = None if item.asked or item.page != FAR else item.group
        if tempting is not None and tempting.tempts(now):
            item.queued = None
            self.flocks[tempting].due = now
        elif item.outcome is None and (item.asked or (item.due <= now and not self._is_spared(item, now))):
            return True
        else:
            item.queued = None
            if item.outcome is None:
                self.line_up(item)
        return False

    @staticmethod
    def _is_spared(wait: Wait, now: float) -> bool:
        return wait.group is not None and wait.group.spare(wait, now)

    def _together(self, wait: Wait, now: float) -> tuple[Wait, ...]:
        """All waits on one thing that are served by describing it, and to be lined up again when that is done."""
        together = self._singles.get(wait.ref, ()) if wait.group is None else wait.group.waits_on(wait.ref.values)
        due = [each for each in together if each.outcome is None and (each.asked or each.due <= now)]
        for each in due:
            if each.inbox is self.inbox:
                each.queued = FLYING
        wait.queued = FLYING
        return tuple(due) if wait in due else (wait, *due)

    def _flock(self, group: Group) -> Flock:
        if group not in self.flocks:
            self.flocks[group] = Flock(group)
        return self.flocks[group]

    def _lane(self, target: Ref | Listing | Roll) -> Lane:
        budget = self._budget_of(target)
        if id(budget) not in self._lanes:
            self._lanes[id(budget)] = Lane(budget)
        return self._lanes[id(budget)]
