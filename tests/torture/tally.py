"""What was done to waits, and what went wrong with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What was done, and what went wrong: a line of words for each."""

    injected: Counter[str] = field(default_factory=Counter)
    waits: int = 0
    polls: int = 0
    cancelled: int = 0
    resumed: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add up."""
        self.injected += other.injected
        self.waits += other.waits
        self.polls += other.polls
        self.cancelled += other.cancelled
        self.resumed += other.resumed
        self.wrong += other.wrong
        self.leaks += other.leaks
