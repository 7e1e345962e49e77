"""What is cheapest: to describe each thing, or to read so many pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.plan import cheapest

if TYPE_CHECKING:
    from collections.abc import Iterable


def worth(places: Iterable[tuple[int, float]], limit: int) -> Counter[int]:
    """What each page is worth; a negative place is known to nobody."""
    pages: Counter[int] = Counter()
    for place, calls in places:
        if place >= 0:
            pages[place // limit] += calls  # type: ignore[assignment] # a Counter counts in whatever is added
    return pages


@pytest.mark.parametrize(
    ("places", "limit", "pages"),
    [
        ([], 100, 0),
        ([0], 100, 0),  # a page is no cheaper than a describe
        ([0, 99], 100, 1),
        ([0, 100], 100, 0),
        ([0, 50, 100, 150], 100, 2),
        ([0, 1, 2, 100_000], 100, 1),  # the straggler is described
        ([-1, -1, -1], 100, 0),
        ([0, 1, -1], 100, 1),
        ([350, 351, 352, 353, 354], 100, 4),
        ([350, 351, 352, 353], 100, 0),
    ],
)
def test_cheapest(places: list[int], limit: int, pages: int) -> None:
    assert cheapest(worth([(place, 1.0) for place in places], limit)) == pages


def test_what_is_due_soon_is_worth_part_of_a_call() -> None:
    assert cheapest(worth([(0, 1.0), (1, 0.5)], 100)) == 1
    assert cheapest(worth([(0, 0.5), (1, 0.5)], 100)) == 0
    assert cheapest({0: 0.1 + 0.7 + 0.2 + 1e-15}) == 0, "sums of parts aren't exact"
    assert cheapest(worth([(0, 1.0), (1, 1.0), (100, 0.6), (101, 0.3)], 100)) == 1
    assert cheapest(worth([(0, 1.0), (1, 1.0), (100, 0.6), (101, 0.5)], 100)) == 2


@given(st.lists(st.tuples(st.integers(-1, 500), st.sampled_from([0.5, 0.75, 1.0])), max_size=60), st.integers(1, 100))
def test_cheapest_is_never_dearer_than_any_other_way(places: list[tuple[int, float]], limit: int) -> None:
    def cost(pages: int) -> float:
        return pages + sum(calls for place, calls in places if not 0 <= place < pages * limit)

    assert cost(cheapest(worth(places, limit))) == min(cost(pages) for pages in range(502))
