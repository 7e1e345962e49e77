"""What a look is worth, and what is cheapest: to describe each thing, or to read so many pages of a listing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.feed import Wait

UNKNOWN = -1
"""The page of a thing that has not been looked for in its listing yet."""

FAR = -2
"""The page of a thing that was looked for and not found: further back than was read, or not there."""

IDLE = 60.0
"""Seconds for which a look can be overdue, and its wait still be that of somebody who is looking."""

SOON = 2 / 3
"""The part of the pause between two looks after which a thing is seen along with others that are due."""


def calls_worth(wait: Wait, now: float) -> float:
    """The calls that a look at this moment is worth: 1 when it is due, less for one that will be `SOON`."""
    if wait.due <= now:
        return 1.0 if is_due(wait, now) else 0.0
    passed = now - wait.looked
    pause = wait.due - wait.looked
    return passed / pause if passed >= SOON * pause and not wait.asked else 0.0


def is_due(wait: Wait, now: float) -> bool:
    """Whether somebody wants a look: who has been idle for long doesn't, nor who has asked for a describe."""
    if wait.due > now or wait.asked or wait.outcome is not None:
        return False
    return now - wait.due <= max(IDLE, wait.due - wait.looked)


def is_fresh(wait: Wait, now: float) -> bool:
    """Whether somebody wants a look, and nobody is about to make one."""
    return wait.queued is None and is_due(wait, now)


def cheapest(worth: Mapping[int, float]) -> int:
    """The number of pages to read so that pages, and describes of what stands further back, are the fewest calls.

    Args:
        worth: for each page, from 0, the calls that it is worth to see the things on it: one for each that is due, less
            for one that will be due soon.

    Returns:
        0 where describing all of them is as cheap.
    """
    saved = best = 0.0
    pages = 0
    for page in sorted(worth):
        saved += worth[page]
        if saved - (page + 1) > best + _ROUNDING:
            pages, best = page + 1, saved - (page + 1)
    return pages


_ROUNDING = 1e-9
