"""What is cheapest: to describe each thing, or to read so many pages of the listing that shows them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = -1
"""The page of a thing that has not been looked for in its listing yet."""

FAR = -2
"""The page of a thing that was looked for and not found: further back than was read, or not there."""


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
