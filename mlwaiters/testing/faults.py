"""Failures on order: what goes wrong with the next calls of an operation."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from mlwaiters.testing.wire import AWSError

ANY = "*"
"""Stands for every operation."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One call's failure.

    With a `code` the service says no, with `status` and `message`; `html` answers that status with a page that no
    service of AWS wrote. `hang` never answers, `reset` breaks the connection, `truncate` sends half of the answer.
    """

    code: str = ""
    status: int = 400
    message: str = ""
    html: bool = False
    hang: bool = False
    reset: bool = False
    truncate: bool = False
    retry_after: float | None = None

    def __post_init__(self) -> None:
        """Refuse a failure that is none, or several at once."""
        ways = [self.code, self.html, self.hang, self.reset, self.truncate]
        if sum(map(bool, ways)) != 1:
            raise ValueError("a fault is exactly one of code=, html=, hang=, reset= and truncate=")
        if not 100 <= self.status <= 599:
            raise ValueError(f"status must be an HTTP status, not {self.status!r}")

    @property
    def error(self) -> AWSError:
        """What the service says."""
        return AWSError(self.code, self.message or "Simulated failure.", self.status)


class Faults:
    """The failures that are on order, first come first served; an operation's own before those of any."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Fault]] = {}

    def order(self, operation: str, fault: Fault, times: int) -> None:
        """Let the next so many calls of an operation fail."""
        self._ordered.setdefault(operation, deque()).extend([fault] * times)

    def next(self, operation: str) -> Fault | None:
        """Take the failure of this call; None where it is to go well."""
        for name in (operation, ANY):
            queued = self._ordered.get(name)
            if queued:
                return queued.popleft()
        return None

    def clear(self) -> None:
        """Cancel what is on order."""
        self._ordered.clear()
