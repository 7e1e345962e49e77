"""What the command's exit status means: the one table of it, and how the endings of many waits come to one status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.report.endings import Ending

if TYPE_CHECKING:
    from collections.abc import Iterable

REACHED, FAILED, USAGE, ASTRAY, ACCESS, NOT_FOUND, SERVICE = range(7)
TIMED_OUT, INTERRUPTED, UNREAD, TERMINATED = 124, 130, 141, 143

EXITS = {
    REACHED: "the goal was reached by all (status: nothing has failed)",
    FAILED: "a resource failed",
    USAGE: "bad usage: refused before anything was asked of AWS",
    ASTRAY: "a resource was stopped, or strayed off the way to the goal",
    ACCESS: "no credentials, or no access",
    NOT_FOUND: "a resource was not found, or has vanished",
    SERVICE: "the service could not be reached, or answered with an error",
    TIMED_OUT: "timed out; the resources themselves go on",
    INTERRUPTED: "interrupted (Ctrl-C); what was known by then is printed",
    UNREAD: "the output could not be written: its reader has gone, or the disk is full",
    TERMINATED: "terminated (SIGTERM); what was known by then is printed",
}

_STATUS = {
    Ending.DENIED: ACCESS,
    Ending.UNAUTHENTICATED: ACCESS,
    Ending.REFUSED: USAGE,
    Ending.ERROR: SERVICE,
    Ending.FAILED: FAILED,
    Ending.NOT_FOUND: NOT_FOUND,
    Ending.STOPPED: ASTRAY,
    Ending.STRAY: ASTRAY,
    Ending.UNKNOWN: ASTRAY,
    Ending.TIMED_OUT: TIMED_OUT,
}
"""The first of these that any wait ended in decides. Other endings decide nothing."""


def exit_status(endings: Iterable[Ending]) -> int:
    """Choose one exit status for many endings: what keeps AWS from being asked goes before what it answered."""
    found = set(endings)
    return next((status for word, status in _STATUS.items() if word in found), REACHED)


def exit_table() -> str:
    """Write the table as `--help` prints it."""
    rows = "".join(f"  {status:>3}  {meaning}\n" for status, meaning in EXITS.items())
    order = ", ".join(str(status) for status in (*dict.fromkeys(_STATUS.values()), REACHED))
    return f"exit status:\n{rows}\nof several that apply, the first of: {order}\n"
