"""The one small interface that fetches: describe one thing, or read a page of a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mlwaiters.model import Listing, Observation, Page, Ref, ResourceType, Roll


class Reader(Protocol):
    """Fetches facts. Implementations keep no memory of what they have read."""

    async def describe(self, ref: Ref) -> Observation:
        """Look at one thing. A thing that isn't there is an observation too: its state is `GONE`.

        Raises:
            ReadError: the call failed; a `ServiceError` that is `transient` may succeed when made again.
        """
        ...

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read one page of a listing, the first unless a token is given; of an orphaned listing, a page of its parents.

        A roll is the page that it asks for; what isn't on it may be there all the same.

        Raises:
            ReadError: as `describe`. NotFoundError: the parent isn't there.
        """
        ...


class Stopping(Protocol):
    """What a `Reader` can do besides: ask for a thing to be stopped. No other request is ever made."""

    def stoppable(self, kind: ResourceType) -> bool:
        """Whether things of a type can be asked to stop, knowing no more of them than their identifiers."""
        ...

    async def stop(self, ref: Ref) -> None:
        """Make the stop request of the thing's table.

        Raises:
            ReadError: the call failed, or was refused. NotFoundError: there is no such thing.
        """
        ...
