"""Quotas: so many calls per second of each operation, as token buckets on the simulated clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mlwaiters.model import Request
from mlwaiters.testing.served import CATALOGUE, Served
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

Given: TypeAlias = "Mapping[str, Any] | str | None"
"""`{"DescribeCompilationJob": 5, "List*": {"rate": 2, "burst": 4}}`, or the name of a set."""

SETS: Final = ("published", "none")
"""Quotas by name: those that AWS publishes, as the tables have them, or none."""


@dataclass(frozen=True, slots=True)
class Quota:
    """So many calls per second, `rate`, and so many at once after a rest, `burst`: a second's worth where left out."""

    rate: float
    burst: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would grant nothing, or without end."""
        if not self.burst:
            object.__setattr__(self, "burst", max(_number("rate", self.rate), 1.0))
        for name in ("rate", "burst"):
            _number(name, getattr(self, name))
        if self.burst < 1:
            raise ValueError(f"burst must be 1 call or more, not {self.burst!r}")


_KEYS: Final = tuple(field.name for field in fields(Quota))


class TokenBucket:
    """Grants no more than `rate * seconds + burst` calls in any stretch of time."""

    def __init__(self, quota: Quota, now: float) -> None:
        self._quota = quota
        self._tokens = float(quota.burst)
        self._at = now

    def take(self, now: float) -> bool:
        """Spend a call at a time in seconds; False where there is none to spend."""
        passed = max(now - self._at, 0.0)  # a clock that is set back fills nothing
        self._at = max(now, self._at)
        self._tokens = min(self._tokens + passed * self._quota.rate, float(self._quota.burst))
        granted = self._tokens >= 1 - _ROUNDING
        self._tokens -= granted
        return granted


_ROUNDING = 1e-6
"""Of a call: seconds since the epoch are exact to a quarter of a microsecond, and a fifth of a second is no number."""


class Quotas:
    """The quotas of one account in one region: each operation's own."""

    def __init__(self, given: Given, clock: Callable[[], float], served: Served = CATALOGUE) -> None:
        """Set them.

        Args:
            given: calls per second, or `{"rate": …, "burst": …}`, by the operation's name or a pattern; `published` for
                those that AWS publishes; None for none. `sagemaker:List*` is one service's. An operation's own name
                goes before a pattern, and a longer pattern before a shorter.
            clock: gives the time in seconds.
            served: the operations that there are.

        Raises:
            ValueError: a rate or a burst isn't finite and above 0, or no operation has that name.
        """
        self._clock = clock
        self._buckets = {name: TokenBucket(quota, clock()) for name, quota in parse_quotas(given, served).items()}

    def grant(self, service: str, operation: str) -> bool:
        """Let a call pass, and count it; False where it is one too many."""
        bucket = self._buckets.get((service, operation))
        return bucket is None or bucket.take(self._clock())


def parse_quotas(given: Given, served: Served = CATALOGUE) -> dict[tuple[str, str], Quota]:
    """Read quotas: that of each operation which has any, by service and name.

    Raises:
        ValueError: as `Quotas`.
    """
    if isinstance(given, str):
        if given not in SETS:
            raise ValueError(unknown("set of quotas", given, SETS))
        return _published(served) if given == "published" else {}
    if given is not None and not isinstance(given, Mapping):
        raise ValueError(f"quotas must be an object or the name of a set, not {given!r}")
    return served.expand({pattern: _quota(pattern, value) for pattern, value in (given or {}).items()})


def _published(served: Served) -> dict[tuple[str, str], Quota]:
    """What the tables say of the operations that look; of one that is several types' the least."""
    found: dict[tuple[str, str], Quota] = {}
    for service in served.services:
        for name, operation in served.operations(service).items():
            rates = [
                role.does.quota for role in (*operation.names, *operation.lists) if not isinstance(role.does, Request)
            ]
            known = [rate for rate in rates if rate is not None]
            found |= {(service, name): Quota(min(known))} if known else {}
    return found


def read_quotas(text: str) -> Mapping[str, Any] | str:
    """Read what the command line takes: `published`, or `DescribeCompilationJob=5,List*=2/4` (rate, or rate/burst).

    Raises:
        ValueError: it can't be read.
    """
    if "=" not in text:
        return text
    quotas: dict[str, Any] = {}
    for part in text.split(","):
        pattern, _, numbers = part.partition("=")
        rate, _, burst = numbers.partition("/")
        try:
            quotas[pattern.strip()] = {"rate": float(rate)} | ({"burst": float(burst)} if burst else {})
        except ValueError:
            raise ValueError(f"{part!r} is no quota; expected one such as 'List*=2' or 'List*=2/4'") from None
    return quotas


def _quota(pattern: str, value: Any) -> Quota:
    if isinstance(value, Quota):
        return value
    given = value if isinstance(value, Mapping) else {"rate": value}
    try:
        _check_keys(given)
        numbers = {"rate": None, **given}
        return Quota(**{name: _number(name, number) for name, number in numbers.items()})
    except ValueError as error:
        raise ValueError(f"the quota of {pattern}: {error}") from None


def _check_keys(given: Mapping[str, Any]) -> None:
    for key in given:
        if key not in _KEYS:
            raise ValueError(unknown("key", str(key), _KEYS))


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a finite number of calls above 0, not {value!r}")
    return float(value)
