"""Progress on standard error: a live line on a terminal; elsewhere a line per change, and a heartbeat."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

from mlwaiters.report.endings import ending
from mlwaiters.report.timeline import change_line, shown_label, waiting_line
from mlwaiters.text import format_duration

if TYPE_CHECKING:
    from typing import TextIO

    from mlwaiters.cli.ledger import Ledger
    from mlwaiters.model import Change

HEARTBEAT = 30.0
"""Seconds between heartbeats: continuous integration kills a job that says nothing for minutes."""
TICK = 1.0
"""Seconds between two paintings of the live line."""

_ERASE = "\r\x1b[K"


class Progress:
    """Tells a person how it goes, on standard error.

    `ledger` is what is known so far. `quiet`: only warnings and errors are told. `changes`: a line for each, unless the
    terminal shows a live line; not wanted where standard output tells them.
    """

    def __init__(self, ledger: Ledger, *, quiet: bool, changes: bool = False, width: int = 0) -> None:
        self._stream: TextIO | None = sys.stderr  # None where the descriptor is closed
        self._ledger = ledger
        self._quiet = quiet
        self._live = not quiet and _is_terminal(self._stream)
        self._changes = changes and not quiet and not self._live
        self._width = width

    @property
    def period(self) -> float:
        """How often it wants to `beat`, in seconds."""
        return TICK if self._live else HEARTBEAT

    def change(self, change: Change) -> None:
        """Tell of a change."""
        if self._changes:
            self._width = max(self._width, len(shown_label(change.ref)))
            self._write(change_line(change, self._width) + "\n")
        elif self._live:
            self.beat()

    def beat(self) -> None:
        """Tell what is still waited for."""
        line = waiting_line(self._ledger.pending, len(self._ledger.outcomes), self._ledger.elapsed)
        if self._live:
            self._write(f"{_ERASE}{line[: _columns(self._stream) - 1]}")
        elif not self._quiet:
            self._write(f"{line}\n")

    def clear(self) -> None:
        """Take the live line off the terminal, to make room for something else."""
        if self._live:
            self._write(_ERASE)

    def end(self) -> None:
        """Tell how it all came out."""
        if not self._quiet:
            self.note(closing_line(self._ledger))

    def note(self, text: str) -> None:
        """Tell a warning or an error."""
        self.clear()
        self._write(f"mlwaiters: {text}\n")

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # nobody reads it: the wait itself goes on
            self._stream = None


def closing_line(ledger: Ledger) -> str:
    """Count how the waits ended: `3 reached, 1 failed, after 12m 30s`."""
    counts = Counter(ending(outcome) for outcome in ledger.outcomes.values())
    ended = [f"{count} {word}" for word, count in counts.items()] or ["nothing is on its way"]
    return f"{', '.join(ended)}, after {format_duration(ledger.elapsed)}"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _columns(stream: TextIO | None) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream else 80
    except (OSError, ValueError):
        return 80
