"""Habits of listings: filters applied too late, a view of the past, things that are never shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.model import Lists
from mlwaiters.testing.served import CATALOGUE, Served
from mlwaiters.text import parse_duration, unknown

if TYPE_CHECKING:
    from mlwaiters.model import Ref

LATE: Final = ("status", "name", "modified_after", "modified_before")
"""The filters that come too late where nothing else is said: those by the time of creation are the service's index."""

_FILTERS: Final = (*LATE, "created_after", "created_before")


@dataclass(frozen=True, slots=True)
class Habit:
    """How one listing differs from what a describe of each thing would say.

    `late_filters` are those applied to a page when it has been taken (ListTrainingJobs does that: pages with few items
    or none, and others after them), in the words of the tables. `lag` is how many seconds of the clock it is behind:
    states, and who is there. `missing` is the share of things that it never shows, from 0 to 1.
    """

    late_filters: frozenset[str] = frozenset()
    lag: float = 0.0
    missing: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no listing could have."""
        for name in self.late_filters:
            if name not in _FILTERS:
                raise ValueError(unknown("filter", str(name), _FILTERS))
        if not _is_number(self.lag) or not 0 <= self.lag < math.inf:
            raise ValueError(f"lag must be a number of seconds, 0 or more, not {self.lag!r}")
        if not _is_number(self.missing) or not 0 <= self.missing <= 1:
            raise ValueError(f"missing must be between 0 and 1, not {self.missing!r}")

    def misses(self, ref: Ref, operation: str, seed: int) -> bool:
        """Whether this listing never shows a thing: drawn once and for all."""
        digest = blake2b(f"{seed} {operation} {ref}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) < self.missing * 2**64


_KEYS: Final = tuple(field.name for field in fields(Habit))


class Habits:
    """The habits of all listings."""

    def __init__(self, given: Mapping[str, Any] | None = None, served: Served = CATALOGUE) -> None:
        """Set them.

        Args:
            given: a `Habit`, or an object with its members, by the list operation's name or a pattern, as quotas take
                them; `late_filters` may be True for all but those by the time of creation, `lag` a duration: "5s".
            served: the operations that there are.

        Raises:
            ValueError: no list operation has that name, or something else makes no sense; the message names it.
        """
        if given is not None and not isinstance(given, Mapping):
            raise ValueError(f"listings must be an object, not {given!r}")
        habits = {pattern: _habit(pattern, value) for pattern, value in (given or {}).items()}
        self._habits = served.expand(habits, Lists)
        self._none = Habit()

    def of(self, service: str, operation: str) -> Habit:
        """The habit of a list operation."""
        return self._habits.get((service, operation)) or self._none


def _habit(pattern: str, given: Any) -> Habit:
    if isinstance(given, Habit):
        return given
    try:
        _check_keys(given)
        late, lag = given.get("late_filters", False), given.get("lag", 0.0)
        return Habit(_late(late), parse_duration(lag) if isinstance(lag, str) else lag, given.get("missing", 0.0))
    except ValueError as error:
        raise ValueError(f"the listing {pattern}: {error}") from None


def _check_keys(given: Any) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"must be an object with any of {', '.join(_KEYS)}, not {given!r}")  # noqa: TRY004 - of a file
    for key in given:
        if key not in _KEYS:
            raise ValueError(unknown("key", str(key), _KEYS))


def _late(given: Any) -> frozenset[str]:
    if isinstance(given, bool):
        return frozenset(LATE if given else ())
    if not isinstance(given, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in given):
        raise ValueError(f"late_filters must be true, false or a list of filters, not {given!r}")
    return frozenset(given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
