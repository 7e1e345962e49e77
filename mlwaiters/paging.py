"""Following the pages of a listing to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.errors import ServiceError

if TYPE_CHECKING:
    from mlwaiters.model import Listing


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
            raise ServiceError(f"{self.listing} gave the same page token twice, after {len(self._seen) + 1} pages")
        self._seen.add(hash(token))
        if len(self._seen) >= self._most:
            raise ServiceError(f"{self.listing} goes on after {self._most} pages")
        return True
