"""The one small interface that fetches: describe one thing, or read a page of a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mlwaiters.errors import ServiceError

if TYPE_CHECKING:
    from mlwaiters.model import Listing, Observation, Page, Ref


class Reader(Protocol):
    """Fetches facts. Implementations keep no memory of what they have read."""

    async def describe(self, ref: Ref) -> Observation:
        """Look at one thing. A thing that isn't there is an observation too: its state is `GONE`.

        Raises:
            ReadError: the call failed; a `ServiceError` that is `transient` may succeed when made again.
        """
        ...

    async def page(self, listing: Listing, token: str = "") -> Page:
        """Read one page of a listing, the first unless a token is given; of an orphaned listing, a page of its parents.

        Raises:
            ReadError: as `describe`. NotFoundError: the parent isn't there.
        """
        ...


class Paging:
    """Follows the tokens of one sweep, and refuses to be led in circles or on for ever."""

    def __init__(self, listing: Listing, most_pages: int = 10_000) -> None:
        self.listing = listing
        self.token = ""
        self._most = most_pages
        self._seen: set[int] = set()

    def turn(self, token: str) -> bool:
        """Go on to the page behind `token`; False where there is none.

        Raises:
            ServiceError: the token was given before, or the listing has more pages than any listing should.
        """
        self.token = token
        if not token:
            return False
        if hash(token) in self._seen:
            raise ServiceError(f"{self.listing} gave the same page token twice, after {len(self._seen)} pages")
        self._seen.add(hash(token))
        if len(self._seen) >= self._most:
            raise ServiceError(f"{self.listing} goes on after {self._most} pages")
        return True
