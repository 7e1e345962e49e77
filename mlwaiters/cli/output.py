"""Data for standard output, in the form that was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mlwaiters.report.events import change_event, dump, outcome_document, outcome_event
from mlwaiters.report.table import outcome_table
from mlwaiters.report.timeline import change_line, shown_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from mlwaiters.model import Change, Outcome


class UnwritableError(Exception):
    """Standard output takes no more; the cause tells why."""


def write(text: str) -> None:
    """Write to standard output, at once.

    Raises:
        UnwritableError: nobody reads it any more, or there is no room for it.
    """
    stream: TextIO | None = sys.stdout  # None where the descriptor is closed
    if stream is None:
        raise UnwritableError("standard output is closed")
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        raise UnwritableError(f"standard output can't be written: {error.strerror}") from error


class Output:
    """Where the events of a wait go as they happen, and all of its outcomes at the end.

    `form` is `text`: the table of outcomes at the end, and with `follow` a line for each change before it. `json`: one
    list of all outcomes at the end. `jsonl`: a line for each event, as it happens.
    """

    def __init__(self, form: str, *, follow: bool, width: int) -> None:
        self._form = form
        self._follow = follow
        self._width = width
        self._told = False

    def change(self, change: Change) -> None:
        """Take a change as it happens."""
        if self._form == "jsonl":
            write(dump(change_event(change)))
        elif self._form == "text" and self._follow:
            self._width = max(self._width, len(shown_label(change.ref)))
            self._told = True
            write(change_line(change, self._width) + "\n")

    def outcome(self, outcome: Outcome) -> None:
        """Take an outcome as soon as it is there."""
        if self._form == "jsonl":
            write(dump(outcome_event(outcome)))

    def close(self, outcomes: Sequence[Outcome]) -> None:
        """Take all outcomes, in order, once there will be no more."""
        if self._form == "json":
            write(dump([outcome_document(outcome) for outcome in outcomes], indent=2))
        elif self._form == "text":
            write(("\n" if self._told else "") + outcome_table(outcomes))
