"""What is cheapest: to describe each thing, or to read so many pages of the listing that shows them. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = -1
"""The place of a thing that has not been looked for in its listing yet."""

FAR = -2
"""The place of a thing that was looked for and not found: further back than was read, or not there."""


def cheapest(places: Iterable[tuple[int, float]], limit: int) -> int:
    """The number of pages to read so that pages, and describes of what stands further back, are the fewest calls.

    Args:
        places: where each thing stands in the listing, from 0, negative for one that isn't known to; and the calls that
            it is worth to see it: one for a thing that is due, less for one that will be due soon.
        limit: items on a page.

    Returns:
        0 where describing all of them is as cheap.
    """
    worth: dict[int, float] = defaultdict(float)
    for place, calls in places:
        if place >= 0:
            worth[place // limit] += calls
    saved = best = 0.0
    pages = 0
    for page in sorted(worth):
        saved += worth[page]
        if saved - (page + 1) > best + _ROUNDING:
            pages, best = page + 1, saved - (page + 1)
    return pages


_ROUNDING = 1e-9
