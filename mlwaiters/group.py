"""All who want to know of the things of one listing, and the rounds of it that serve them. No I/O, no clock."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from itertools import islice
from typing import TYPE_CHECKING, Any

from mlwaiters.budget import THROTTLES
from mlwaiters.errors import NotFoundError, ServiceError
from mlwaiters.feed import outdated
from mlwaiters.goals import classes
from mlwaiters.judge import explains
from mlwaiters.model import Roll, Verdict
from mlwaiters.paging import Paging, RollCall
from mlwaiters.plan import FAR, UNKNOWN, cheapest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlwaiters.agenda import Flock
    from mlwaiters.errors import ReadError
    from mlwaiters.feed import Terms, Wait
    from mlwaiters.model import Listing, Observation, Page, Ref
    from mlwaiters.sweep import Sweep

SULK = 60.0
"""Seconds for which a listing isn't tried again after a page that showed none of the things; doubled each time."""

STALE = 30.0
"""Seconds after which a round that nobody has gone on with is begun anew."""

IDLE = 60.0
"""Seconds for which a look can be overdue, and its wait still be that of somebody who is looking."""

SOON = 2 / 3
"""The part of the pause between two looks after which a thing is seen along with others that are due."""

SCOUTED = 2
"""Things of which none is described to see whether a page is worth it: describing the other is as cheap."""

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
        return list(islice((wait for wait in self.members.values() if _is_fresh(wait, now)), most))

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
            calls = _worth(wait, now)
            if wait.twin is not None:
                calls = max(calls, *(_worth(twin, now) for twin in wait.twins()))
                terms |= {
                    id(each.terms): each.terms for each in (wait, *wait.twins()) if _is_due(each, now) and each.attended
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
        worth = {wait: _worth(wait, now) for wait in self.members.values() if wait.page != FAR}
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


class Round:
    """One reading of a listing on behalf of a group, page by page.

    It is meant to take so many `pages`, for the things that are `due`, by their pages in the listing; what stands
    further back is described. It goes on beyond them only for what becomes due meanwhile, and for things that are not
    where they were, or of which nobody knows where they are. `sweeps` are those for which it reads to the end.
    `deadline` is the first of all those whom it serves, and `cut` when a page that hangs is given up.

    Things at their end are described all the same, where the listing doesn't show all: if they all were, a page would
    be in vain. Up to `scouts` of them are described first, until one of them is still on its way.
    """

    __slots__ = (
        "_began", "_behind", "_due", "_missing", "_pages", "_read", "_saved", "_scouts", "_throttled", "_unclear",
        "_unpaid", "_until", "_whole", "cut", "deadline", "group", "paging", "sweeps", "turned",
    )  # fmt: skip

    def __init__(
        self,
        group: Group,
        pages: float,
        due: Mapping[int, int],
        now: float,
        *,
        terms: Iterable[Terms],
        sweeps: Sequence[Sweep] = (),
        scouts: int = 0,
    ) -> None:
        """Begin. `due` says how many of the things that are due stand on each page, or where nobody knows."""
        self.group = group
        self.paging: Paging | RollCall
        if isinstance(group.listing, Roll):
            self.paging = RollCall(group.called(pages))
        else:
            self.paging = Paging(group.listing)
        self.sweeps = sweeps
        self.turned = self._began = now
        self._pages = self._until = pages
        self._whole = group.listing.whole
        self._due = sum(due.values())
        self._behind = sum(count for page, count in due.items() if page == FAR or page >= pages)
        self._missing = self._due - self._behind
        self.cut, self.deadline = math.inf, math.inf
        for each in terms:
            self.cut, self.deadline = min(self.cut, each.cut), min(self.deadline, each.deadline)
        self._read = self._throttled = self._unclear = 0
        self._saved = self._unpaid = 0.0
        self._scouts = scouts

    def target(self, now: float) -> Ref | Listing | Roll:
        """What is to be read next: a page, or before the first a thing."""
        scouts = self.scouts(now)
        return scouts[0].ref if scouts else self.paging.target

    def scouts(self, now: float) -> list[Wait]:
        """The waits on the thing that is to be described next; none where it is the turn of a page."""
        fresh = self.group.fresh(1, now) if self._scouts else []
        return [wait for first in fresh for wait in self.group.waits_on(first.ref.values) if _is_fresh(wait, now)]

    def scouted(self, waits: Sequence[Wait], now: float) -> None:
        """Note that a thing has been described: a page is worth it if that is still on its way, and others are due."""
        self.turned = now
        self._due -= 1
        self._missing -= 1
        ended = all(wait.outcome is not None and wait.outcome.verdict is not Verdict.PENDING for wait in waits)
        self._scouts = self._scouts - 1 if ended else 0
        if (ended and not self._scouts) or len(self.group.fresh(SCOUTED, now)) < SCOUTED:
            self.group.round = None
            for wait in self._absent():
                wait.describe(now)
        elif waits[0].error is None and not ended:
            for wait in waits:
                wait.page = FAR  # unless a page shows it

    def match(self, observations: Iterable[Observation]) -> list[tuple[Wait, Observation]]:
        """Find who waits for what the page shows, and note on which page of the listing it is."""
        shown: list[tuple[Wait, Observation]] = []
        members, scope, number = self.group.members, self.group.scope, self._read
        for seen in observations:
            wait = members.get(seen.ref.values)
            if wait is not None:
                if wait.due <= self._began or wait.twin is not None:
                    self._find(wait)
                wait.page = number
                shown.append((wait, seen))
                if wait.twin is not None:
                    shown += self._match_twins(wait, seen)
            if scope is not None:
                shown += [(other, seen) for other in scope.waits_on(seen.ref.values)]
        return shown

    def _match_twins(self, wait: Wait, seen: Observation) -> Iterator[tuple[Wait, Observation]]:
        for twin in wait.twins():
            twin.page = wait.page
            yield twin, seen

    def _find(self, wait: Wait) -> None:
        """Strike a thing off those for which this round is made, if it is one of them and hasn't been found yet."""
        began = self._began
        if _is_due(wait, began) or (wait.twin is not None and any(_is_due(twin, began) for twin in wait.twins())):
            if wait.page == FAR or wait.page >= self._pages:
                self._behind -= 1
            else:
                self._missing -= 1

    def _absent(self) -> list[Wait]:
        """The waits for which this round is made, and which haven't been served yet."""
        return [wait for wait in self.group.waits() if _is_due(wait, self._began)]

    def share(self, page: Page, shown: int) -> float:
        """The part of a page's calls that each of those takes who see something on it; of pages before it, too."""
        seers = shown + sum(sweep.heeds(page.observations) for sweep in self.sweeps)
        self._saved -= page.calls
        self._unpaid += page.calls
        share = self._unpaid / seers if seers else 0.0
        self._unpaid = 0.0 if seers else self._unpaid
        return share

    def show(self, shown: Iterable[tuple[Wait, Observation]], now: float, share: float) -> None:
        """Let each see what the page shows of its thing, or have it described where that doesn't tell all."""
        for wait, seen in shown:
            if wait.outcome is not None:
                continue
            if (self._whole or _completes(seen, wait)) and not outdated(seen, wait.last):
                early = 0 if wait.due <= now else (wait.due - now) / (wait.due - wait.looked)
                self._saved += 1 - early
                wait.naive -= early
                wait.see(seen, now, share)
            else:
                self._unclear += not wait.asked and wait.due <= self._began
                wait.calls += share
                wait.describe(now)

    def turn(self, page: Page, now: float) -> bool:
        """Go on to the next page, if there is one that is worth its call: False at the end.

        Raises:
            ServiceError: the listing leads in circles, or on for ever.
        """
        self.turned = now
        self._throttled = 0
        self._read += 1
        if not self.paging.turn(page.token):
            return False
        if self._read >= self._until:
            self._until = self._read + self.group.further(self._read, now)
        return self._goes_on()

    def _goes_on(self) -> bool:
        """Whether another page is worth it: so many things are still missing that describing them costs more."""
        described = self._missing + self._behind + self._unclear
        missed = self._missing > 0 and self._read + 1 + described <= self._due  # never, as long as none was found
        return self._read < self._until or missed

    def finish(self, now: float) -> None:
        """Close the round: absence proves nothing, so what is due and was not found is to be described."""
        absent = self._absent() if self._missing + self._behind > 0 else []
        for wait in absent:
            if wait.page < self._until:
                wait.page = FAR
            wait.calls += self._unpaid / len(absent)  # pages that showed nothing to anyone
        found = self._missing + self._behind < self._due or not self._due
        self.group.rounded(now, found=found, saved=max(self._saved, 0.0) if self.sweeps else self._saved)
        for wait in absent:
            if not self.group.spare(wait, now):
                wait.describe(now)
        self.group.doubt(now)
        for sweep in self.sweeps:
            sweep.finish(now)

    def abandon(self, now: float) -> None:
        """End the round where it stands, with what it has shown."""
        self.group.rounded(now, found=True, saved=0.0 if self.sweeps else self._saved)

    def cut_short(self, error: ServiceError, now: float) -> None:
        """Take in a page that hung for longer than some can wait: their time is up, and the round goes on without."""
        for wait in self.group.waits():
            if wait.terms.cut <= now and wait.outcome is None and wait.attended:
                wait.miss(error, now)
        late = [sweep for sweep in self.sweeps if sweep.terms.cut <= now and sweep.attended]
        self.sweeps = [sweep for sweep in self.sweeps if sweep not in late]
        for sweep in late:
            sweep.miss(error, now)
        going = (wait for wait in self.group.waits() if wait.outcome is None and wait.due <= now)
        later = (wait.terms.cut for wait in going if wait.attended)
        self.cut = min((*later, *(sweep.terms.cut for sweep in self.sweeps if sweep.attended)), default=math.inf)
        self.turned = now

    def fail(self, error: ReadError | NotFoundError, now: float, *, heard: bool) -> None:
        """Take in a page that failed: all who are due are told, unless it was throttled and may be asked for again.

        A listing that can't be read at all is left alone: describes tell what became of each thing.
        """
        calls = getattr(error, "calls", 1)
        self._saved -= calls
        self._throttled += 1
        if isinstance(error, ServiceError) and error.throttled and self._throttled < THROTTLES and now < self.cut:
            self._unpaid += calls
            self.turned = now
            return
        passing = error if isinstance(error, ServiceError) and error.transient else None
        due = [wait for wait in self.group.waits() if _is_due(wait, now)]
        share = (self._unpaid + calls) / max(len(due), 1)
        self.group.rounded(now, found=True, saved=self._saved)
        for sweep in self.sweeps:
            if sweep.child and isinstance(error, NotFoundError):
                sweep.finish(now)  # the parent has vanished since it was found; describes say what became of its own
            else:
                sweep.miss(error, now)
        if passing is None:
            self.group.shun()
            return
        for wait in due:
            wait.miss(passing, now, heard=heard, again=False, calls=share)


def _worth(wait: Wait, now: float) -> float:
    """The calls that a look at this moment is worth: 1 when it is due, less for one that will be `SOON`."""
    if wait.due <= now:
        return 1.0 if _is_due(wait, now) else 0.0
    passed = now - wait.looked
    pause = wait.due - wait.looked
    return passed / pause if passed >= SOON * pause and not wait.asked else 0.0


def _is_due(wait: Wait, now: float) -> bool:
    """Whether somebody wants a look: who has been idle for long doesn't, nor who has asked for a describe."""
    if wait.due > now or wait.asked or wait.outcome is not None:
        return False
    return now - wait.due <= max(IDLE, wait.due - wait.looked)


def _is_fresh(wait: Wait, now: float) -> bool:
    """Whether somebody wants a look, and nobody is about to make one."""
    return wait.queued is None and _is_due(wait, now)


def _completes(seen: Observation, wait: Wait) -> bool:
    """Whether an item of a listing tells this wait all that it needs: at the end that is more than the state."""
    kind, goal = seen.ref.type, wait.terms.goal
    sorted_states = classes(kind, goal)
    if seen.state not in sorted_states.success and seen.state not in sorted_states.failure:
        return True
    return wait.terms.summaries and explains(seen, goal)
