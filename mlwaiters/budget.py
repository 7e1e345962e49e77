"""How many calls per second one operation may be asked for: a budget that adapts to throttles. It knows no clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeAlias

from mlwaiters.errors import UnknownNameError
from mlwaiters.text import nearest, unknown

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from mlwaiters.model import ResourceType

Given: TypeAlias = "float | Mapping[str, float] | None"
"""What a caller may say of budgets: calls per second of every operation, or of each by name or pattern."""

SHARE = 0.5
"""Of a published quota, with which a budget begins: others spend of it, too."""

MOST = 0.9
"""Of what is known to be granted (a published quota, or what was last refused), to which a budget grows back."""

GROWTH = 0.05
"""Of the same, by which it grows in a second of use."""

CALM = 60.0
"""Seconds without a throttle after which more is tried than was last refused; doubled each time that is refused."""

MOST_CALM = 3600.0
"""Seconds to which it is doubled at the most."""

LEAST = 1.0
"""Calls per second that no throttle takes away."""

ABSENT = 1.0
"""Seconds after its turn at which whoever hasn't asked again has left the line."""

LONGEST = 300.0
"""Seconds for which a service can close a budget, whatever it says."""

THROTTLES = 4
"""Throttles in a row until whoever only looks once is told of them, and a round over many pages is given up."""

_ALONE_AT_MOST = 4
"""Waits of their own, in a row, that go before calls that wait for many."""

_EPSILON = 1e-9


class Budget:
    """The calls of one operation, in one account and region: a token bucket whose rate follows what is granted.

    Without a `rate` of the caller's or a published `quota` it has no limit until the first throttle tells of one. A
    throttle halves the rate; use without throttles lets it grow, by a little each second, to below what was refused.
    """

    def __init__(self, *, quota: float | None = None, rate: float | None = None) -> None:
        """Begin with half of the published quota in calls per second, or with the caller's own rate as the limit."""
        self.rate = rate or (math.inf if quota is None else quota * SHARE)
        self._most = rate or (math.inf if quota is None else quota * MOST)
        self._ceiling = self._most
        self._tokens = max(self.rate, 1.0)
        self._at = -math.inf
        self._granted = -math.inf
        self._grown = -math.inf
        self._slowed = -math.inf
        self._closed = -math.inf
        self._recent = 0.0
        self._calm = CALM
        self._turns = 0
        self._alone: dict[Hashable, float] = {}
        self._many: dict[Hashable, float] = {}

    def ask(self, who: Hashable, now: float, *, alone: bool = False, last: bool = False) -> float:
        """Ask for one call: it is granted where the answer isn't after `now`, else it may be asked for again then.

        Args:
            who: stands in line until it is granted a call, withdraws, or doesn't ask again when it was told to.
            now: seconds, on any clock that is the same for all.
            alone: for a wait of its own, which goes before calls that wait for many, if not for ever.
            last: for a last look, at a deadline: it can't wait for as long as the service says.
        """
        closed = -math.inf if last else self._closed
        if self.rate == math.inf and closed <= now:
            self._grant(now)
            return now
        self._refill(now)
        line = self._alone if alone else self._many
        behind = self._is_behind(who, now)
        if now >= closed and self._tokens >= 1 - _EPSILON and not behind:
            self._tokens -= 1
            self._turns = self._turns + 1 if alone and self._many else 0
            line.pop(who, None)
            self._grant(now)
            return now
        before = 0 if last and self._closed > now else self._before(who, alone=alone)
        missing = max(before + 1 - self._tokens, 1.0 if behind else 0.0)
        at = max(closed, now) + missing / self.rate
        line[who] = max(at, math.nextafter(now, math.inf))
        return line[who]

    def withdraw(self, who: Hashable) -> None:
        """Leave the line."""
        self._alone.pop(who, None)
        self._many.pop(who, None)

    def spent(self, calls: int, now: float) -> None:
        """Take note of calls that were made without asking: further attempts at one that failed."""
        if calls > 0:
            self._grant(now, calls)
            self._tokens -= calls

    def answered(self, now: float) -> None:
        """Take note of a call that was answered: what isn't throttled may grow."""
        if self.rate >= self._most:
            return
        limit = self._ceiling if now - self._slowed < self._calm else self._most
        step = GROWTH * self._ceiling * min(now - self._grown, 1.0)
        self.rate = max(min(self.rate + step, limit), self.rate)
        self._grown = now

    def throttled(self, now: float, *, asked: float, retry_after: float | None = None) -> None:
        """Take note of a call that was throttled.

        Calls under way together are throttled together: one that was made before the rate was last halved tells
        nothing new of it.

        Args:
            now: seconds.
            asked: when the call was made.
            retry_after: seconds after which the service said that it may be asked again.
        """
        self._closed = max(self._closed, now + min(retry_after or 0.0, LONGEST))
        if asked <= self._slowed:
            return
        if math.inf > now - self._slowed >= self._calm:  # what was tried since then was too much
            self._calm = min(2 * self._calm, MOST_CALM)
        refused = self.rate if self.rate < math.inf else max(self._recently(max(asked, self._granted)), LEAST)
        self._ceiling = min(refused * MOST, self._most)
        self.rate = max(refused * SHARE, min(LEAST, self._most))
        self._tokens = 0.0
        self._at = self._slowed = self._grown = now

    def _refill(self, now: float) -> None:
        self._tokens = min(self._tokens + (now - self._at) * self.rate, max(self.rate, 1.0))
        self._at = now

    def _grant(self, now: float, calls: int = 1) -> None:
        self._recent = self._recently(now) + calls
        self._granted = now

    def _recently(self, now: float) -> float:
        """About how many calls were made in the second before."""
        return self._recent * math.exp(self._granted - now)

    def _is_behind(self, who: Hashable, now: float) -> bool:
        """Whether a call would be taken from whoever is first in line; who hasn't come when told to isn't any more.

        Whoever is to come so late that the bucket fills up again until then loses nothing.
        """
        for line in (self._alone, self._many):
            for gone in [each for each, turn in line.items() if now - turn > ABSENT]:
                del line[gone]
        turned = self._many and self._turns >= _ALONE_AT_MOST
        line = self._alone if self._alone and not turned else self._many
        first = next(iter(line), who)
        return first != who and self._tokens - 1 + (line[first] - now) * self.rate < 1 - _EPSILON

    def _before(self, who: Hashable, *, alone: bool) -> int:
        """How many go before: of their own and for many, each in its order, and so many of the former to one latter."""
        line = self._alone if alone else self._many
        place = list(line).index(who) if who in line else len(line)
        if alone:
            return place + min(len(self._many), (self._turns + place) // _ALONE_AT_MOST)
        return place + min(len(self._alone), max(_ALONE_AT_MOST * (place + 1) - self._turns, 0))


class Known(dict[tuple[str, str], Budget]):
    """Budgets by service and operation: what several pollers of one account have in common."""


class Budgets:
    """The budgets of one account in one region, by service and operation.

    Args:
        given: calls per second that the caller allows every operation, or each by its name or a pattern of it
            (`{"DescribeTrainingJob": 2, "sagemaker:List*": 0.5}`), instead of what is published; infinite for no limit
            until a throttle tells of one.
        published: whether what AWS publishes is where others begin; without, they have no limit until then, either.
        tables: resource types that aren't of the catalogue, whose operations may be named, too.

    Raises:
        ValueError: a rate that isn't above 0, or the misspelt name of an operation or a service.
        TypeError: one that is no number.
    """

    def __init__(self, given: Given = None, *, published: bool = True, tables: Iterable[ResourceType] = ()) -> None:
        self._given = _checked(given)
        for name in self._given:
            _check_name(name, tables)
        self._published = published
        self.known = Known()

    def of(self, service: str, operation: str, quota: float | None = None) -> Budget:
        """The budget of an operation, of which AWS publishes the `quota` in calls per second, if it does."""
        budget = self.known.get((service, operation))
        if budget is None:
            rate = self._rate(service, operation)
            budget = Budget(quota=quota if self._published else None, rate=rate)
            self.known[service, operation] = budget
        return budget

    @property
    def shared(self) -> bool:
        """Whether `known` may be that of all who use the same account: not where the caller has set rates."""
        return not self._given

    def _rate(self, service: str, operation: str) -> float | None:
        for name in sorted(self._given, key=_precision, reverse=True):
            if fnmatchcase(operation if ":" not in name else f"{service}:{operation}", name):
                return self._given[name]
        return None


def _precision(name: str) -> tuple[bool, int]:
    """A name goes before a pattern, and a longer pattern before a shorter."""
    return "*" not in name, len(name)


def parse_budget(text: str) -> float | dict[str, float]:
    """Read `2`, `inf`, or `DescribeTrainingJob=2,sagemaker:List*=0.5`, in calls per second.

    Raises:
        ValueError: naming what is no rate above 0; which names are of operations, `Budgets` knows.
    """
    rules = [rule.rpartition("=") for rule in text.split(",")]
    rates = {name or "*": _rate(rate) for name, _, rate in rules}
    _checked(rates)
    return rates["*"] if list(rates) == ["*"] else rates


def _rate(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no number of calls per second; expected such as 2, or DescribeTrainingJob=2,List*=0.5"
        ) from None


def _checked(given: Given) -> dict[str, float]:
    if given is None:
        return {}
    rates = dict(given) if isinstance(given, Mapping) else {"*": given}
    for name, rate in rates.items():
        of = "" if name == "*" else f" of {name}"
        if isinstance(rate, bool) or not isinstance(rate, int | float):
            raise TypeError(f"the budget{of} must be a number of calls per second, not {rate!r}")
        if not rate > 0:
            raise ValueError(f"the budget{of} must be a number of calls per second above 0, not {rate!r}")
    return rates


def _check_name(name: str, tables: Iterable[ResourceType]) -> None:
    """Refuse what is misspelt, an operation or its service; what is like none of them may be of a table to come."""
    from mlwaiters.resources import operations, services  # noqa: PLC0415 - for the few who name operations

    service, colon, _ = name.rpartition(":")
    own = tuple(tables)
    if colon and "*" not in service:  # AWS has lex-models beside lexv2-models, and cleanrooms beside cleanroomsml
        _check(service, services(own), "service", cutoff=0.92)
    if "*" not in name:
        known = operations(own)  # loads all tables
        _check(name, known if colon else [each.partition(":")[2] for each in known], "operation", cutoff=0.8)


def _check(name: str, known: Sequence[str], what: str, *, cutoff: float) -> None:
    if name not in known and nearest(name, known, cutoff=cutoff):
        raise UnknownNameError(unknown(what, name, known))
