"""Aligned columns: a row of words for each thing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mlwaiters.report.endings import Ending, ending, explanation
from mlwaiters.text import format_duration, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlwaiters.model import Outcome

NOTHING = "-"
"""Stands where there is nothing to show, so that the columns after it can be told apart."""


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out in columns, two spaces apart, one line each, ending in a line feed; nothing at all for no rows.

    What a terminal would obey is escaped. The last column isn't padded, and may be empty.
    """
    shown = [[*(printable(cell) or NOTHING for cell in row[:-1]), printable(row[-1])] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in shown)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def outcome_table(outcomes: Iterable[Outcome]) -> str:
    """Write one row for each wait: what it was for, the last state, how it ended, how long it took, and why.

    Below the row of what failed stands where its logs are, if anybody knows.
    """
    shown = list(outcomes)
    rows = aligned(_row(outcome) for outcome in shown).splitlines(keepends=True)
    return "".join(row + _logs(outcome) for row, outcome in zip(rows, shown, strict=True))


def _logs(outcome: Outcome) -> str:
    places = outcome.logs if ending(outcome) is Ending.FAILED else ()
    return "".join(f"  logs: {printable(str(place))}\n" for place in places)


def _row(outcome: Outcome) -> tuple[str, ...]:
    took = format_duration(outcome.elapsed)
    return (outcome.ref.label, outcome.state, ending(outcome), took, explanation(outcome))


def status_table(outcomes: Iterable[Outcome]) -> str:
    """Write one row for each look: the thing, its state, what that means for the goal, since when, and why.

    With a heading, unless there is nothing below it.
    """
    rows = [_status_row(outcome) for outcome in outcomes]
    return aligned([("NAME", "STATE", "VERDICT", "MODIFIED", "REASON"), *rows] if rows else [])


def _status_row(outcome: Outcome) -> tuple[str, ...]:
    seen = outcome.observation
    modified = seen.modified if seen and seen.modified is not None else None
    when = "" if modified is None else time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(modified))
    return (outcome.ref.label, outcome.state, ending(outcome), when, explanation(outcome))
