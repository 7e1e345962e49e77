"""All who want to know of the things of one listing, and when it is worth reading for them. No I/O, no clock."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from itertools import islice
from typing import TYPE_CHECKING, Any

from mlwaiters.model import Roll
from mlwaiters.plan import FAR, SOON, UNKNOWN, calls_worth, cheapest, is_due, is_fresh
from mlwaiters.rounds import SCOUTED, Round

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.agenda import Flock
    from mlwaiters.feed import Terms, Wait
    from mlwaiters.model import Listing, Observation
    from mlwaiters.sweep import Sweep

SULK = 60.0
"""Seconds for which a listing isn't tried again after a page that showed none of the things; doubled each time."""

STALE = 30.0
"""Seconds after which a round that nobody has gone on with is begun anew."""

BELIEVED = 600.0
"""Seconds for which a listing is taken at its word; then what it has shown unchanged for longest is described."""

BEHIND = 120.0
"""Seconds by which a listing may be behind; one that is further behind isn't relied upon."""


class Group:
    """All waits on things of one listing, and all sweeps of it, whichever calls of a poller they belong to.

    Instead of a listing it may have a roll: what is due is then asked for by name, many in one call.

    `members` are the first wait on each thing, by its identifiers; its twins hang on to it.
    `round` is the reading of the listing that has begun, if one has: whoever comes next goes on with it. `reading` is
    whatever tells that a call for it, which somebody is waiting for at this moment, has landed. `closed` is the group
    of a listing that can't be read. `scope` is the group of the whole listing, of which this one's is a part: what is
    shown here serves there, too. `gone` are those of calls that nobody holds on to any more.

    No more calls are spent than describing each thing would have taken. The first page is read when a describe has told
    that it can save one. What pages have saved so far may be risked on one that shows nothing, or spent on a describe
    that tells whether they are right; what they have cost beyond that is made good by leaving out as many looks.
    """

    __slots__ = (
        "__weakref__", "_balance", "_believed", "_doubted", "_lost", "_sulking", "_sweeps", "closed",
        "gone", "listing", "members", "reading", "round", "scope",
    )  # fmt: skip

    def __init__(self, listing: Listing | Roll, scope: Group | None = None) -> None:
        self.listing = listing
        self.scope = scope
        self.closed = False
        self.round: Round | None = None
        self.reading: Any = None
        self.gone: deque[Flock] = deque()
        self._sweeps: list[Sweep] = []
        self.members: dict[tuple[str, ...], Wait] = {}  # and its twins
        self._sulking = -math.inf
        self._lost = 0
        self._balance = 0.0
        self._believed: float | None = None
        self._doubted: Wait | None = None

    def __len__(self) -> int:
        self._tidy()
        return len(self.members)

    @property
    def sweeps(self) -> list[Sweep]:
        """All sweeps of the listing."""
        self._tidy()
        return self._sweeps

    def _tidy(self) -> None:
        """Let go those whom the garbage collector has found: it comes at any moment, and touches nothing by itself."""
        while self.gone:
            self.gone.popleft().leave()

    def join(self, wait: Wait) -> None:
        """Let a wait be served by this group's rounds."""
        wait.twin = self.members.get(wait.ref.values)
        self.members[wait.ref.values] = wait

    def leave(self, wait: Wait) -> None:
        """Serve a wait no longer; one that isn't here is let go as well."""
        others = [twin for twin in self.waits_on(wait.ref.values) if twin is not wait]
        self.members.pop(wait.ref.values, None)
        if wait is self._doubted:
            self._doubted = None
        for twin in reversed(others):
            self.join(twin)
        wait.twin = None

    def waits_on(self, values: tuple[str, ...]) -> list[Wait]:
        """The waits on the thing with these identifiers."""
        wait = self.members.get(values)
        if wait is None or wait.twin is None:
            return [] if wait is None else [wait]
        return [wait, *wait.twins()]

    def waits(self) -> Iterator[Wait]:
        """All waits of the group."""
        for wait in list(self.members.values()):
            yield wait
            if wait.twin is not None:
                yield from list(wait.twins())

    def resume(self, now: float) -> Round | None:
        """The round that has begun, to be gone on with; None where none has, or so long ago that all has changed."""
        self._tidy()
        if self.round is not None and now - self.round.turned > STALE:
            self.round.abandon(now)
        return self.round

    def tempts(self, now: float) -> bool:
        """Whether the listing, which has shown none of the things, is worth another try."""
        return bool(self._lost) and now >= self._sulking and not self.closed and len(self.members) > 1

    def consider(self, now: float, *, whole: bool = False) -> Round | None:
        """Decide how to look at what is due: by a round of so many pages, or, where None, by describing each thing.

        A round is made where its pages, and the describes of what stands further back than they reach, come to fewer
        calls than describing all. A thing that will be due soon is worth part of a call, as a round serves it, too.
        With `whole`, for a sweep that is due, all pages are read; so they are where whoever watches is about to.
        """
        whole = whole or any(sweep.is_due(now) for sweep in self.sweeps)
        if not whole and (self.closed or len(self.members) < 2):
            return None
        due, worth, terms = self._tally(now)
        if whole:
            joining = [sweep for sweep in self.sweeps if now - sweep.looked >= SOON * (sweep.due - sweep.looked)]
            terms = [*terms, *(sweep.terms for sweep in joining if sweep.attended)]
            return Round(self, math.inf, due, now, terms=terms, sweeps=joining)
        unknown = worth.pop(UNKNOWN, 0)
        worth.pop(FAR, 0)
        pages = cheapest(worth)
        if not pages and due.total() > 1 and now >= self._sulking and (self._lost or unknown):
            pages = 1  # nobody knows: one page tells
        scouts = 0 if self._has_hope(terms) else due.total().bit_length()
        if scouts and len(self.fresh(SCOUTED + 1, now)) <= SCOUTED:
            pages = 0
        if not pages and self._lost:  # else it would tempt those who are lined up again at the same moment
            self._sulking = max(self._sulking, now + SULK)
        return Round(self, pages, due, now, terms=terms, scouts=scouts) if pages else None

    def _has_hope(self, terms: Iterable[Terms]) -> bool:
        """Whether a page can be expected to save a describe: not of things that may all have come to their end."""
        shows_all = self.listing.whole or all(each.summaries for each in terms)
        return shows_all or any(wait.last is not None for wait in self.members.values())

    def fresh(self, most: int, now: float) -> list[Wait]:
        """The first waits on things that are due, and that nobody is about to see."""
        return list(islice((wait for wait in self.members.values() if is_fresh(wait, now)), most))

    def further(self, read: int, now: float) -> int:
        """How many pages behind those read are worth it, for what has become due meanwhile, or will be soon."""
        worth = self._tally(now)[1]
        return cheapest({page - read: calls for page, calls in worth.items() if page >= read})

    def _tally(self, now: float) -> tuple[Counter[int], dict[int, float], Iterable[Terms]]:
        """How many things are due on each page, how many calls it is worth to see what is on it; and on what terms."""
        if isinstance(self.listing, Roll):
            self._enrol(now)
        due: Counter[int] = Counter()  # by page: how many things
        worth: defaultdict[int, float] = defaultdict(float)  # and what those are worth that will be due soon
        terms: dict[int, Terms] = {}
        for wait in self.members.values():
            calls = calls_worth(wait, now)
            if wait.twin is not None:
                calls = max(calls, *(calls_worth(twin, now) for twin in wait.twins()))
                terms |= {
                    id(each.terms): each.terms for each in (wait, *wait.twins()) if is_due(each, now) and each.attended
                }
            elif calls == 1 and wait.attended:
                terms[id(wait.terms)] = wait.terms
            if calls == 1:
                due[wait.page] += 1
            elif calls > 0:
                worth[wait.page] += calls
        for page, count in due.items():
            worth[page] += count
        return due, worth, terms.values()

    def _enrol(self, now: float) -> None:
        """Put what is due on the pages of a roll, before what is due soon."""
        worth = {wait: calls_worth(wait, now) for wait in self.members.values() if wait.page != FAR}
        for place, wait in enumerate(sorted(worth, key=lambda wait: worth[wait], reverse=True)):
            wait.page = place // self.listing.limit if worth[wait] > 0 else UNKNOWN

    def called(self, pages: float) -> Roll:
        """The roll of the things on so many pages, in order."""
        waits = sorted((wait for wait in self.members.values() if 0 <= wait.page < pages), key=lambda wait: wait.page)
        return Roll(self.listing.type, tuple(wait.ref for wait in waits))

    def spare(self, wait: Wait, now: float) -> bool:
        """Leave out this look, if one is owed for pages that told too little.

        A first look is never left out: nobody knows whether another would have to be made.
        """
        spared = self._balance <= -1 and wait.last is not None and wait.due < wait.terms.deadline
        if spared:
            self._balance += 1
            wait.skip(now)
        return spared

    def rounded(self, now: float, *, found: bool, saved: float) -> None:
        """Note that a round has ended, whether it found any of the things, and how many calls it has saved."""
        self.round = None
        self._balance += saved
        self._lost = 0 if found else self._lost + 1
        self._sulking = -math.inf if found else now + SULK * 2 ** (self._lost - 1)

    def afford(self) -> bool:
        """Spend a call that pages have saved on a describe besides, if they have saved one."""
        affords = self._balance >= 1
        self._balance -= affords
        return affords

    def doubt(self, now: float) -> None:
        """From time to time, have described what the listing has shown unchanged for longest: it may be far behind."""
        if self._believed is None or now - self._believed < BELIEVED:
            self._believed = now if self._believed is None else self._believed
            return
        shown = [wait for wait in self.members.values() if wait.page >= 0 and wait.due > now and not wait.asked]
        oldest = min(shown, key=lambda wait: wait.since, default=None)
        if oldest is not None and now - oldest.since >= BELIEVED and self.afford():
            self._believed, self._doubted = now, oldest
            oldest.doubt(now)

    def compare(self, wait: Wait, seen: Observation) -> None:
        """Leave a listing alone that has shown a thing, which was then described, as it had long ceased to be."""
        shown = wait.last
        if wait is not self._doubted or shown is None:
            return
        self._doubted = None
        if shown.state != seen.state and seen.modified is not None and shown.time - seen.modified > BEHIND:
            self.shun()

    def shun(self) -> None:
        """Make no more rounds: the listing can't be read, whatever a describe can."""
        self.closed = True
        for wait in self.waits():
            wait.page = FAR
