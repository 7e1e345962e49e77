"""Following the pages of a listing, or the names of a roll, to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.errors import ServiceError
from mlwaiters.model import Roll

if TYPE_CHECKING:
    from mlwaiters.model import Listing


class Paging:
    """Follows the tokens of one sweep, and refuses to be led in circles or on for ever."""

    def __init__(self, listing: Listing, most_pages: int = 10_000) -> None:
        self.target = listing
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
            raise ServiceError(f"{self.target} gave the same page token twice, after {len(self._seen) + 1} pages")
        self._seen.add(hash(token))
        if len(self._seen) >= self._most:
            raise ServiceError(f"{self.target} goes on after {self._most} pages")
        return True


class RollCall:
    """Asks for things by name, as many at once as the operation takes; `target` is whom to ask for now."""

    token = ""

    def __init__(self, roll: Roll) -> None:
        refs, limit = roll.refs, roll.limit
        self._rolls = [Roll(roll.type, refs[start : start + limit]) for start in range(0, len(refs), limit)]
        self.target = self._rolls.pop(0)

    def turn(self, _token: str) -> bool:
        """Go on to those who have not been asked for yet; False where there are none."""
        if self._rolls:
            self.target = self._rolls.pop(0)
            return True
        return False
