"""A line for each change, as it happens, and a line for what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.text import format_duration, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.model import Change, Ref


def shown_label(ref: Ref) -> str:
    """Write a thing's own name as a line of change does."""
    return printable(ref.label, 256)


def change_line(change: Change, width: int = 0) -> str:
    """Write a change as `12m 30s  tfm-1/tsk-4  RUNNING -> FAILED  the reason`, the label padded to `width`."""
    move = (
        printable(change.after) if change.before is None else f"{printable(change.before)} -> {printable(change.after)}"
    )
    mark = "" if change.known else " (a state that the table doesn't have)"
    label = shown_label(change.ref).ljust(width)
    reason = f"  {printable(change.reason)}" if change.reason else ""
    return f"{format_duration(change.elapsed):>7}  {label}  {move}{mark}{reason}"


def waiting_line(pending: Mapping[str, int], ended: int, elapsed: float) -> str:
    """Write what is still waited for as `waiting: 3 RUNNING, 1 STARTING, 36 ended, 12m 30s`.

    `pending` counts the things in each state, most first; those not yet seen are counted under the empty word.
    """
    parts = [f"{count} {printable(state, 60) or 'not yet seen'}" for state, count in pending.items()]
    parts += [f"{ended} ended"] if ended else []
    return f"waiting: {', '.join([*parts, format_duration(elapsed)])}"
