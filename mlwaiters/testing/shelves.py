"""Things in the order of their creation: one page is found among a hundred thousand without looking at the others."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from mlwaiters.model import GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mlwaiters.testing.things import Thing

Key: TypeAlias = tuple[float, float]
"""When a thing was created, in seconds since the epoch, and its number among all things of its world."""

Place: TypeAlias = "tuple[Key, Thing]"

_KEY = itemgetter(0)
FIRST: Final[Key] = (-math.inf, -math.inf)
LAST: Final[Key] = (math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a listing in the order of creation: the keys between `above` and `below`, neither included."""

    above: Key = FIRST
    below: Key = LAST
    descending: bool = False


class Row(Protocol):
    """Things that stand in the order of creation."""

    def walk(self, span: Span) -> Iterator[Place]:
        """Give what stands in a span, in its order, one by one."""


class Shelf:
    """The things of one kind below one parent. A thing that goes and comes again has a place for each of its lives."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def put(self, thing: Thing) -> None:
        """Add a thing."""
        for key in _births(thing):
            self._places.insert(bisect_left(self._places, key, key=_KEY), (key, thing))

    def drop(self, thing: Thing) -> None:
        """Take a thing away, before its life is changed or another takes its name."""
        for key in _births(thing):
            del self._places[bisect_left(self._places, key, key=_KEY)]

    def walk(self, span: Span) -> Iterator[Place]:
        """Give what stands in a span, in its order, one by one."""
        low = bisect_right(self._places, span.above, key=_KEY)
        high = bisect_left(self._places, span.below, key=_KEY)
        stretch = self._places[low:high]  # a copy: another thread may put something meanwhile
        return reversed(stretch) if span.descending else iter(stretch)


class Crowd:
    """So many things that come into being one after the other, evenly; each is made when it is first looked at.

    Until then they cost nothing: whatever is asked of them is computed of their number.
    """

    def __init__(self, count: int, first: float, last: float, number: int, make: Callable[[int, float], Thing]) -> None:
        """Think them up.

        Args:
            count: how many.
            first: when the oldest was created, in seconds since the epoch.
            last: when the youngest was.
            number: of the oldest, among the things of its world; the others follow.
            make: makes one, of its number and the time of its creation.
        """
        self.number = number
        self._places = range(count)
        self._first = first
        self._step = (last - first) / max(count - 1, 1)
        self._make = make
        self._made: dict[int, Thing] = {}

    def get(self, number: int) -> Thing | None:
        """The thing of that number; None where it isn't one of these."""
        place = number - self.number
        return self._thing(place) if place in self._places else None

    def walk(self, span: Span) -> Iterator[Place]:
        """Give what stands in a span, in its order, one by one."""
        low = bisect_right(self._places, span.above, key=self._key)
        high = bisect_left(self._places, span.below, key=self._key)
        stretch = self._places[low:high]
        for place in reversed(stretch) if span.descending else stretch:
            yield self._key(place), self._thing(place)

    def _key(self, place: int) -> Key:
        return round(self._first + place * self._step, 3), self.number + place

    def _thing(self, place: int) -> Thing:
        thing = self._made.get(place)
        if thing is None:
            thing = self._made[place] = self._make(self.number + place, self._key(place)[0])
        return thing


def walk(rows: Iterable[Row], span: Span) -> Iterator[Place]:
    """Give what stands in a span on any of several rows, in its order, one by one."""
    stretches = [row.walk(span) for row in rows]
    if len(stretches) == 1:
        return stretches[0]
    return merge(*stretches, key=_KEY, reverse=span.descending)


def _births(thing: Thing) -> list[Key]:
    """The keys of a thing: one for each of its lives."""
    born = (
        moment.at
        for index, moment in enumerate(thing.moments)
        if moment.state != GONE and (not index or thing.moments[index - 1].state == GONE)
    )
    return [(at, thing.number) for at in dict.fromkeys(round(at, 3) for at in born)]
