"""One reading of a listing, page by page, for all who wait for what it shows. No I/O, no clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mlwaiters.budget import THROTTLES
from mlwaiters.errors import NotFoundError, ServiceError
from mlwaiters.feed import outdated
from mlwaiters.goals import classes
from mlwaiters.judge import explains
from mlwaiters.model import Roll, Verdict
from mlwaiters.paging import Paging, RollCall
from mlwaiters.plan import FAR, is_due, is_fresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlwaiters.errors import ReadError
    from mlwaiters.feed import Terms, Wait
    from mlwaiters.group import Group
    from mlwaiters.model import Listing, Observation, Page, Ref
    from mlwaiters.sweep import Sweep

SCOUTED = 2
"""Things of which none is described to see whether a page is worth it: describing the other is as cheap."""


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
        return [wait for first in fresh for wait in self.group.waits_on(first.ref.values) if is_fresh(wait, now)]

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
        if is_due(wait, began) or (wait.twin is not None and any(is_due(twin, began) for twin in wait.twins())):
            if wait.page == FAR or wait.page >= self._pages:
                self._behind -= 1
            else:
                self._missing -= 1

    def _absent(self) -> list[Wait]:
        """The waits for which this round is made, and which haven't been served yet."""
        return [wait for wait in self.group.waits() if is_due(wait, self._began)]

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
        due = [wait for wait in self.group.waits() if is_due(wait, now)]
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


def _completes(seen: Observation, wait: Wait) -> bool:
    """Whether an item of a listing tells this wait all that it needs: at the end that is more than the state."""
    kind, goal = seen.ref.type, wait.terms.goal
    sorted_states = classes(kind, goal)
    if seen.state not in sorted_states.success and seen.state not in sorted_states.failure:
        return True
    return wait.terms.summaries and explains(seen, goal)
