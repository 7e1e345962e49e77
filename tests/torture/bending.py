"""A scripted reader whose listings can be led astray: pages and tokens as no service should send them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlwaiters.errors import InvalidRequestError
from mlwaiters.model import GONE, Listing, Page
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import Any

    from mlwaiters.model import Observation, Roll

# Tokens are how many items stand before the page. One with a zero before it is that of a page which comes again, one
# beyond all that could be there is that of an empty page.
_BEYOND = 10**6


class BentReader(ScriptedReader):
    """A `ScriptedReader` that shows a page as `bent` says: the name of one of `WAYS`, or None for one as it is."""

    def __init__(self, *args: Any, bent: Callable[[Listing], str | None], random: Random, **options: Any) -> None:
        super().__init__(*args, **options)
        self.random = random
        self._bent = bent

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read a page, and bend it."""
        page = await super().page(listing, token)
        way = self._bent(listing) if isinstance(listing, Listing) else None
        return page if way is None else WAYS[way](self, page, token)

    def disagree(self, seen: Observation) -> Observation:
        """Show a thing as it was once, or, where a describe has the last word, as at its end while it is under way."""
        moments = [moment for moment in self._lives[seen.ref].steps if moment[1].state != GONE]
        now = sum(start <= self.time for start, _ in moments) - 1
        whole = seen.ref.type.lists is not None and seen.ref.type.lists.whole
        early = now < len(moments) - 1 and not whole
        step = moments[-1 if early else self.random.randint(0, max(now, 0))][1]
        return replace(seen, state=step.state, modified=step.modified if seen.modified is not None else None)


def _repeat_token(_reader: BentReader, page: Page, token: str) -> Page:
    return replace(page, token=token or "0")


def _repeat_page(_reader: BentReader, page: Page, token: str) -> Page:
    return page if token.startswith("0") else replace(page, token=f"0{token}")


def _go_on_for_ever(_reader: BentReader, page: Page, token: str) -> Page:
    return page if page.token else replace(page, token=str(max(int(token or 0), _BEYOND) + 1))


def _shrink(_reader: BentReader, page: Page, token: str) -> Page:
    shown = max(len(page.observations) // 2, 1)
    if page.listings or shown >= len(page.observations):
        return page
    return replace(page, observations=page.observations[:shown], token=str(int(token or 0) + shown))


def _shift(reader: BentReader, page: Page, _token: str) -> Page:
    """Items have come, or gone, between one page and the next: some are shown twice, or not at all."""
    start = int(page.token or 0)
    return replace(page, token=str(max(start + reader.random.choice([-1, 1]), 1))) if start else page


def _refuse(_reader: BentReader, page: Page, token: str) -> Page:
    if token:
        raise InvalidRequestError("the token is no good")
    return page


def _disagree(reader: BentReader, page: Page, _token: str) -> Page:
    return replace(page, observations=tuple(map(reader.disagree, page.observations)))


WAYS: dict[str, Callable[[BentReader, Page, str], Page]] = {
    "repeated token": _repeat_token,
    "repeated page": _repeat_page,
    "endless pages": _go_on_for_ever,
    "shrinking pages": _shrink,
    "shifting pages": _shift,
    "refused token": _refuse,
    "disagreeing": _disagree,
}
"""How a page can be bent, by name."""
