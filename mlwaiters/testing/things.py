"""Things and their lives: what each is from one moment to the next."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mlwaiters.model import GONE, Json, Ref, ResourceType

Place: TypeAlias = tuple[ResourceType, Ref | None]
"""A type, and what its things hang below; None for those that hang below nothing, or for the top."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a thing is from `at` (seconds since the epoch) on, until its next moment.

    `members` is what AWS was told of it; `pending` the configuration that it is being moved to. `documents` keeps what
    it was once written as, for it never changes.
    """

    at: float
    state: str
    reason: str = ""
    members: Json = field(default_factory=dict)
    pending: str = ""
    documents: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(slots=True, eq=False)
class Thing:
    """One thing and its whole life, what is to come included, as long as nobody steps in.

    `number` counts the things of a world in the order in which they came.
    """

    ref: Ref
    number: int
    arn: str
    parent: Ref | None
    parent_arn: str
    moments: list[Moment]

    def index(self, now: float) -> int:
        """Where in its life it is; -1 before."""
        return bisect_right(self.moments, now, key=lambda moment: moment.at) - 1

    def state(self, now: float) -> str:
        """The state at a time; GONE before its life."""
        index = self.index(now)
        return self.moments[index].state if index >= 0 else GONE

    def created(self, index: int) -> float:
        """When it came into being, in seconds since the epoch."""
        while index and self.moments[index - 1].state != GONE:
            index -= 1
        return self.moments[index].at

    def ended(self, index: int) -> tuple[Moment, float] | None:
        """The last moment at which something that it did had ended, and when that had begun; None where nothing had."""
        kind = self.ref.type
        while index >= 0 and (self.moments[index].state in kind.moving or self.moments[index].state in kind.others):
            index -= 1
        if index < 0:
            return None
        start = index
        while start and self.moments[start - 1].state in kind.moving:
            start -= 1
        return self.moments[index], self.moments[start].at
