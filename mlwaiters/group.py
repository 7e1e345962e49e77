"""Waits on things of one listing: whether to describe each, or to go round the listing for all. No I/O, no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlwaiters.goals import classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.feed import Wait
    from mlwaiters.model import Listing, Observation, Page, Ref

UNKNOWN = -1
"""The place of a thing that has not been looked for in its listing yet."""

FAR = -2
"""The place of a thing that was looked for and not found: further back than was read, or not there."""

SULK = 60.0
"""Seconds for which a listing isn't tried again after a page that showed none of the things; doubled each time."""


class Group:
    """All waits on things of one listing, whichever calls they belong to, and how far back each thing stands in it.

    `under_way` is whatever tells those who come second that a round is being made, None where there is none.
    """

    __slots__ = ("__weakref__", "_lost", "_members", "_rounded", "_sulking", "listing", "under_way")

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.under_way: Any = None
        self._members: dict[Ref, list[Wait]] = {}
        self._rounded: float | None = None
        self._sulking = float("-inf")
        self._lost = 0

    def __len__(self) -> int:
        return len(self._members)

    def join(self, wait: Wait) -> None:
        """Let a wait be served by this group's rounds."""
        self._members.setdefault(wait.ref, []).append(wait)

    def leave(self, wait: Wait) -> None:
        """Serve a wait no longer; one that isn't here is let go as well."""
        together = self._members.get(wait.ref, [])
        if wait in together:
            together.remove(wait)
        if not together:
            self._members.pop(wait.ref, None)

    def propose(self, now: float) -> Round | None:
        """Decide how to look at what is due: by a round of so many pages, or, where None, by describing each thing.

        A thing that is due soon counts as due: a round serves it, too. A round is made only where its pages, and the
        describes of what stands further back than they reach, come to no more calls than describing all that is due.
        """
        if len(self._members) < 2 or self.under_way is not None:
            return None
        soon = now if self._rounded is None else now + (now - self._rounded) / 2
        due = {ref: min(wait.place for wait in waits) for ref, waits in self._members.items() if _due(waits, soon)}
        pages = cheapest(due.values(), self.listing.lists.limit)
        if pages == 0 and len(due) > 1 and now >= self._sulking and (self._lost or UNKNOWN in due.values()):
            pages = 1  # nobody knows: one page tells
        return Round(self, pages, due) if pages else None

    def waits_on(self, ref: Ref) -> list[Wait]:
        """The waits on one thing."""
        return list(self._members.get(ref, ()))

    def waits(self) -> Iterator[Wait]:
        """All waits of the group."""
        return (wait for waits in list(self._members.values()) for wait in list(waits))

    def rounded(self, now: float, *, found: bool) -> None:
        """Note that a round has been made, and whether it found any of the things."""
        self._rounded = now
        self._lost = 0 if found else self._lost + 1
        self._sulking = float("-inf") if found else now + SULK * 2 ** (self._lost - 1)

    def shun(self) -> None:
        """Make no more rounds: the listing can't be read, whatever a describe can."""
        self._sulking = float("inf")
        for wait in self.waits():
            wait.place = FAR


@dataclass(slots=True)
class Round:
    """One sweep of a listing on behalf of a group, for the things that are `due`, by their places in the listing.

    It is meant to take so many `pages`; what stands further back is described. It goes on beyond them only for things
    that are not where they were, or of which nobody knows where they are.
    """

    group: Group
    pages: int
    due: dict[Ref, int]
    read: int = 0
    items: int = 0
    touched: list[Wait] = field(default_factory=list)
    unclear: list[Wait] = field(default_factory=list)
    _missing: set[Ref] = field(default_factory=set)
    _behind: set[Ref] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Part what is to be found on these pages from what stands behind them."""
        reach = self.pages * self.group.listing.lists.limit
        self._behind = {ref for ref, place in self.due.items() if place == FAR or place >= reach}
        self._missing = self.due.keys() - self._behind

    def take(self, page: Page, now: float) -> None:
        """Take in a page: every wait on a thing that it shows sees it, but for what a describe has to complete."""
        for place, seen in enumerate(page.observations, self.items):
            self._missing.discard(seen.ref)
            self._behind.discard(seen.ref)
            for wait in self.group.waits_on(seen.ref):
                wait.place = place
                if _completes(seen, wait):
                    wait.see(seen, now)
                    self.touched.append(wait)
                else:
                    self.unclear.append(wait)
        self.items += len(page.observations)
        self.read += 1

    def goes_on(self) -> bool:
        """Whether another page is worth its call: so many things are still missing that describing them costs more."""
        described = len(self._missing) + len(self._behind)
        none_found = described == len(self.due)  # what page after page doesn't show at all isn't there
        worth = self.read < self.pages or (not none_found and self.read + 1 + described <= len(self.due))
        return bool(self._missing) and worth

    def finish(self, now: float) -> None:
        """Close the round: absence proves nothing, so what is due and was not found is to be described."""
        for ref in self._missing:
            for wait in self.group.waits_on(ref):
                wait.place = FAR
        absent = self._missing | self._behind
        self.unclear += (wait for ref in absent for wait in self.group.waits_on(ref))
        for wait in self.unclear:
            wait.asked, wait.due = True, now
        self.group.rounded(now, found=len(absent) < len(self.due))


def cheapest(places: Iterable[int], limit: int) -> int:
    """The number of pages to read so that pages, and describes of what stands further back, are the fewest calls.

    Args:
        places: where each thing that is due stands in the listing, from 0; negative for one that isn't known to.
        limit: items on a page.

    Returns:
        0 where describing all of them is cheaper.
    """
    on_page = Counter(place // limit if place >= 0 else FAR for place in places)
    rest = best = on_page.total()
    on_page.pop(FAR, None)
    pages = 0
    for page in sorted(on_page):
        rest -= on_page[page]
        if page + 1 + rest < best:
            pages, best = page + 1, page + 1 + rest
    return pages


def _due(waits: Iterable[Wait], soon: float) -> bool:
    return any(wait.due <= soon and not wait.asked for wait in waits)


def _completes(seen: Observation, wait: Wait) -> bool:
    """Whether an item of a listing tells this wait all that it needs: at the end that is more than the state."""
    kind, goal = seen.ref.type, wait.terms.goal
    if kind.lists is not None and kind.lists.whole:
        return True
    sorted_states = classes(kind, goal)
    return seen.state not in sorted_states.success and seen.state not in sorted_states.failure
