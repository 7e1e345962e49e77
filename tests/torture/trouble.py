"""Faults that come and go: what befalls which calls of a scripted reader, when, and how often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlwaiters.errors import AccessDeniedError, NotFoundError, ServiceError
from mlwaiters.model import Listing
from torture.bending import WAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from mlwaiters.testing.scripted import ScriptedReader, Target

KINDS = ("throttle", "retry-after", "error", "silence", "hang", "denied", "vanished", *WAYS)
"""All kinds. The last are of pages that come, though not as they should."""

OF_LISTINGS = {"denied", "vanished", *WAYS}
"""Those that befall listings alone: a describe of which these were true would rightly end a wait."""

HANGS = 60.0
"""Seconds for which a call hangs."""


@dataclass(frozen=True)
class Trouble:
    """A fault of some calls for some time, in seconds since the reader began."""

    kind: str
    start: float
    end: float
    rate: float
    listings: bool

    def befalls(self, target: Target, now: float, chance: float) -> bool:
        """Whether it befalls a call that is made at this time."""
        return self.start <= now < self.end and self.listings == isinstance(target, Listing) and chance < self.rate

    def error(self) -> Exception | None:
        """What the call raises."""
        if self.kind in ("throttle", "retry-after"):
            after = 20.0 if self.kind == "retry-after" else None
            return ServiceError("Rate exceeded", transient=True, throttled=True, retry_after=after)
        if self.kind in ("error", "silence"):
            return ServiceError(self.kind, transient=True, answered=self.kind == "error")
        if self.kind == "denied":
            return AccessDeniedError("no listing for you")
        return NotFoundError("no such parent") if self.kind == "vanished" else None


@dataclass
class Troubles:
    """All faults of one world: what a reader asks at each of its calls, and how often each kind has befallen one."""

    all: Sequence[Trouble]
    random: Random
    delay: float = 0.0
    injected: Counter[str] = field(default_factory=Counter)
    reader: ScriptedReader | None = None

    def latency(self, target: Target) -> float:
        """How long a call takes."""
        hangs = self._befalling(target, {"hang"}) is not None
        return HANGS if hangs else self.delay * self.random.random()

    def fault(self, target: Target) -> Exception | None:
        """How a call fails, if it does."""
        trouble = self._befalling(target, {*KINDS} - {"hang"} - {*WAYS})
        return None if trouble is None else trouble.error()

    def bent(self, listing: Listing) -> str | None:
        """How a page is bent, if it is."""
        trouble = self._befalling(listing, {*WAYS})
        return None if trouble is None else trouble.kind

    def _befalling(self, target: Target, kinds: set[str]) -> Trouble | None:
        now = 0.0 if self.reader is None else self.reader.time
        for trouble in self.all:
            if trouble.kind in kinds and trouble.befalls(target, now, self.random.random()):
                self.injected[trouble.kind] += 1
                return trouble
        return None
