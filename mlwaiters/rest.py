"""How a thing that a listing shows has come to rest, and whether a later look shows that it rests no more. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlwaiters.goals import classes, may_follow
from mlwaiters.judge import NOTHING, gather, replaced
from mlwaiters.model import Observation

if TYPE_CHECKING:
    from mlwaiters.feed import Wait


@dataclass(frozen=True, slots=True)
class Rest:
    """What is kept of a thing at rest: far less than of one that is waited for.

    No `state` where nobody has written it down. `time`, `created` and `modified` are as of an `Observation`.
    """

    state: str = ""
    time: float = 0.0
    created: float | None = None
    modified: float | None = None

    @classmethod
    def of(cls, seen: Observation, created: float | None = None) -> Rest:
        """Keep what tells an observation from a later one; `created` is for one that doesn't show it."""
        return cls(seen.state, seen.time, created if seen.created is None else seen.created, seen.modified)

    def is_over(self, seen: Observation) -> bool:
        """Whether the thing has moved since, or is another of the same name; a listing that lags shows neither."""
        if seen.state == self.state and seen.created == self.created:
            return False  # as nearly always
        if replaced(seen, self.created):
            return (seen.created or 0) > (self.created or 0)
        if seen.state == self.state or self.is_outdone(seen):
            return False
        if self.modified is not None and seen.modified is not None and seen.modified < self.modified:
            return False
        return may_follow(seen.ref.type, self.state, seen.state)

    def is_outdone(self, seen: Observation) -> bool:
        """Whether this only tells where the thing has come to rest, which wasn't known, or which it hadn't yet."""
        return (not self.state or self.state in seen.ref.type.moving) and at_rest(seen)

    def over(self, wait: Wait, seen: Observation) -> None:
        """Let a wait for the thing, which has moved, begin with what was known of it; of another, nothing is."""
        if self.state and not replaced(seen, self.created):
            wait.last = Observation(
                wait.ref, self.state, self.time, created=self.created, modified=self.modified, calls=0
            )
            wait.evidence = gather(NOTHING, wait.last, wait.terms.goal)


def at_rest(seen: Observation) -> bool:
    """Whether only a request would move the thing on."""
    return seen.state in classes(seen.ref.type, "settled").success
