"""A listing that somebody watches: what each page of it changes. No I/O, and no clock but the one passed in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mlwaiters.errors import ReadError, ServiceError, WaiterError, WaitTimeoutError
from mlwaiters.feed import Reading, Wait, outdated, survivable
from mlwaiters.judge import explains
from mlwaiters.model import Listing, Outcome
from mlwaiters.rest import Rest, at_rest
from mlwaiters.text import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlwaiters.feed import Event, Inbox, Terms
    from mlwaiters.group import Group
    from mlwaiters.model import Observation, Ref, ResourceType


_MOVES = Rest()
"""Stands for what has not come to rest yet."""


class Sweep:
    """One listing that somebody watches: each thing that it shows is waited for until it comes to rest.

    What is at rest when the listing is first swept is history, and told only where `history` is asked for. `rested` has
    all that has come to rest once; what moves after that is waited for again, but for what can't be looked at (None).
    `inbox` is where whoever watches finds the sweep when there is news of it: `readings` and `events`, things to be
    `described`, and sweeps of the listings `below` parents not seen before. `broken` is what ended it, if anything did.
    Of a thing that others in the same call wait for, too, its one of the `owners` tells: see `share`.
    """

    __slots__ = (
        "answered", "below", "broken", "child", "complete", "described", "due", "events", "found", "group", "history",
        "inbox", "listing", "looked", "looks", "owners", "readings", "rested", "since", "swept", "terms", "waits",
    )  # fmt: skip

    def __init__(self, listing: Listing, terms: Terms, *, history: bool = False, child: bool = False) -> None:
        self.listing = listing
        self.terms = terms
        self.history = history
        self.child = child  # found by sweeping an orphaned listing, not asked for by name
        self.group: Group | None = None
        self.inbox: Inbox | None = None
        self.readings: list[Reading] = []
        self.events: list[Event] = []
        self.described: list[Wait] = []
        self.below: list[Sweep] = []
        self.broken: WaiterError | None = None
        self.due = self.looked = self.since = terms.began
        self.looks = 0
        self.answered = False
        self.swept = False
        self.complete = False  # as swept, but since this process goes on with it
        self.waits: dict[Ref, Wait] = {}
        self.rested: dict[Ref, Rest | None] = {}
        self.owners: dict[Ref, Wait | Sweep] | None = None
        self.found: set[Ref | Listing] = set()

    @property
    def attended(self) -> bool:
        """Whether whoever watches is looking at this moment, as of a wait."""
        return self.inbox is not None and self.inbox.awake

    def is_due(self, now: float) -> bool:
        """Whether whoever watches is about to read the listing."""
        return self.due <= now and self.attended

    @property
    def going(self) -> bool:
        """Whether anything is still waited for."""
        return self.broken is None and bool(self.waits or not self.complete)

    def heeds(self, observations: Iterable[Observation]) -> int:
        """How many of these are not known to be at rest."""
        return sum(seen.ref in self.waits or not self._rests(seen) for seen in observations)

    def read(self, observations: Iterable[Observation], now: float, calls: float = 0.0) -> None:
        """Take in what a page shows. A thing that ended badly is to be described, where the listing doesn't say why.

        `calls` is each thing's share of the call that it took.
        """
        self.answered = True
        begun: list[Ref] = []
        rested: list[Ref] = []
        for seen in observations:
            wait = self._wait_for(seen, now, begun, rested)
            if wait is None:
                continue
            self.found.add(seen.ref)
            if explains(seen, self.terms.goal) and not outdated(seen, wait.last):
                wait.see(seen, now, calls)
                self.tell(wait.news(), now)
            else:
                wait.calls += calls
                self._describe(wait, now)
        if begun or rested:
            self._note(Reading(self.listing, tuple(begun), tuple(rested)))

    def read_parents(self, listings: Iterable[Listing], now: float) -> None:
        """Take in a page of the parents of an orphaned listing: what is below one not seen before is swept, too."""
        self.answered = True
        for listing in listings:
            if listing not in self.found:
                self.found.add(listing)
                below = Sweep(listing, self.terms, history=self.history or self.swept, child=True)
                below.due = below.looked = below.since = now
                below.owners = self.owners
                self.below.append(below)
                self._note(Reading(self.listing, below=(listing,)))

    def finish(self, now: float) -> None:
        """Close a complete sweep: of what it didn't show, absence proves nothing, a describe does."""
        for ref, wait in self.waits.items():
            if ref not in self.found:
                self._describe(wait, now)
        self.found = {listing for listing in self.found if isinstance(listing, Listing)}
        if not self.swept:
            self._note(Reading(self.listing, swept=True))
        self.answered = self.swept = self.complete = True
        self._sleep(now)
        if now >= self.terms.deadline:
            self._expire(now)
        self._report()

    def miss(self, error: WaiterError, now: float) -> None:
        """Take in a call that failed, which ends the sweep if it can't go on."""
        passing = isinstance(error, ReadError) and survivable(error, answered=self.answered)
        if not passing or (now >= self.terms.deadline and not self.answered):
            self.broken = error
        elif now >= self.terms.deadline:
            self._expire(now)
        else:
            self._sleep(now, at_least=error.retry_after if isinstance(error, ServiceError) else None)
        self._report()

    def give_up(self, now: float) -> None:
        """End it: until even the last look is given up nothing has been read, and nothing was asked for in vain."""
        if self.answered:
            self._expire(now)
        else:
            self.broken = WaitTimeoutError(f"{self.listing}: not read after {format_duration(now - self.terms.began)}")
        self._report()

    def tell(self, events: list[Event], now: float) -> None:
        """Note what has changed, and wait no longer for what has come to its end."""
        for event in events:
            self.since, self.looks = now, 0
            if isinstance(event, Outcome):
                self.let_go(self.waits[event.ref])
        self.events += events
        if events:
            self._report()

    def let_go(self, wait: Wait) -> None:
        """Wait no longer for what has come to its end."""
        assert wait.outcome is not None  # it has
        self.waits.pop(wait.ref, None)
        failed = isinstance(wait.outcome.error, ReadError)
        self.rested[wait.ref] = None if wait.last is None or failed else Rest.of(wait.last, wait.evidence.created)

    def _describe(self, wait: Wait, now: float) -> None:
        if not wait.asked:
            wait.asked, wait.due = True, now
            self.described.append(wait)
            self._report()

    def _expire(self, now: float) -> None:
        """End all that is still waited for because its time is up, but for what is about to be described."""
        self.swept = self.complete = True
        self.due = math.inf
        ended: list[Event] = [wait.expire(now) for wait in self.waits.values() if not wait.asked]
        self.tell(ended, now)

    def _note(self, reading: Reading) -> None:
        self.readings.append(reading)
        self._report()

    def _report(self) -> None:
        if self.inbox is not None:
            self.inbox.put(self)

    def _sleep(self, now: float, at_least: float | None = None) -> None:
        self.looks += 1
        self.looked = now
        delay = max(self.terms.pace(now - self.since, self.looks), at_least or 0.0)
        self.due = min(now + delay, self.terms.deadline)

    def _wait_for(self, seen: Observation, now: float, begun: list[Ref], rested: list[Ref]) -> Wait | None:
        """The wait for a thing, if it is waited for: what is new is added to those `begun`, or `rested`."""
        wait = self.waits.get(seen.ref)
        if wait is not None:
            return wait
        if self._rests(seen):
            rest = self.rested.get(seen.ref)
            if rest is not None and rest.is_outdone(seen):
                self.rested[seen.ref] = Rest.of(seen)
            return None
        rest = self.rested.get(seen.ref)
        if rest is None and not self.history and not self.swept and at_rest(seen):
            self.rested[seen.ref] = Rest.of(seen)
            rested.append(seen.ref)
            return None
        begun.append(seen.ref)
        wait = self.waits[seen.ref] = Wait(seen.ref, self.terms, sweep=self)
        wait.since = now
        if rest is not None:
            rest.over(wait, seen)
        return wait

    def _rests(self, seen: Observation) -> bool:
        """Whether this is of a thing that has come to rest, and doesn't show that it has moved since."""
        if self.owners is not None and not self._owns(seen.ref):
            return True
        rest = self.rested.get(seen.ref, _MOVES)
        return rest is None or (rest is not _MOVES and not rest.is_over(seen))

    def _owns(self, ref: Ref) -> bool:
        """Whether it is this sweep that tells of a thing: one that rests is told of by whoever sees it move."""
        owner = self if self.owners is None else self.owners.setdefault(ref, self)
        if owner is self:
            return True
        if isinstance(owner, Sweep) and ref in owner.rested and ref not in owner.waits:
            self.rested[ref] = owner.rested[ref]
        elif isinstance(owner, Wait) and owner.outcome is not None:
            self.let_go(owner)
        else:
            return False
        assert self.owners is not None  # there was another
        self.owners[ref] = self
        return True


def share(waits: Iterable[Wait], sweeps: Sequence[Sweep]) -> None:
    """Let one alone tell of each thing that several of one call wait for: who names it, or else who shows it first."""
    named: dict[ResourceType, list[Wait]] = {}
    for wait in waits:
        named.setdefault(wait.ref.type, []).append(wait)
    for kind in dict.fromkeys(sweep.listing.type for sweep in sweeps):
        showing = [sweep for sweep in sweeps if sweep.listing.type == kind]
        if kind in named or sum(not sweep.child for sweep in showing) > 1:
            owners: dict[Ref, Wait | Sweep] = {wait.ref: wait for wait in named.get(kind, ())}
            for sweep in showing:
                sweep.owners = owners
                for ref in (*sweep.waits, *sweep.rested):
                    owner = owners.setdefault(ref, sweep)
                    if isinstance(owner, Wait) and owner.outcome is not None:
                        owners[ref] = sweep  # which has seen what has become of it since
