"""Faults: which calls go wrong, how, and when. Pure: no I/O, the clock is given, and chance has a seed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mlwaiters.model import Batch, Describe, Lists
from mlwaiters.testing.distortions import STATUSES
from mlwaiters.testing.failures import KINDS, OPTIONS, Failure
from mlwaiters.testing.looking import meant
from mlwaiters.testing.served import CATALOGUE, Operation, Served
from mlwaiters.testing.shorthand import read_faults
from mlwaiters.text import parse_duration, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mlwaiters.testing.wire import Asked

ANY: Final = "*"
"""Stands for every operation."""

Given: TypeAlias = "Iterable[Fault | Mapping[str, Any] | str] | None"
"""Faults, objects with their members, or the short notation of the command line."""

_SAID: Final = {"start": "from", "until": "until", "every": "every", "lasting": "for"}
"""The spans of time: what each is called in an object, `from` and `for` being no names in Python."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with some calls.

    `operation` is a name or a pattern, as quotas take them. `script` is how its calls fail, one after the other and
    then from the beginning again, None being one that goes well. All else says which calls these are, and what is said
    must hold together: a `rate` is a share of them, drawn, in runs of `burst`; `times` the first so many; `start` and
    `until`, in seconds since the fault was set and in the world's own speed, bound it, and `lasting` seconds of `every`
    so many it is there.
    """

    operation: str
    script: tuple[Failure | None, ...]
    rate: float = 1.0
    burst: int = 1
    times: int | None = None
    start: float = 0.0
    until: float = math.inf
    every: float | None = None
    lasting: float | None = None

    def __post_init__(self) -> None:
        """Refuse what could never be, and what can't be meant."""
        if not self.script:
            raise ValueError("a script needs at least one call")
        if not _is_number(self.rate) or not 0 < self.rate <= 1:
            raise ValueError(f"rate must be a share of the calls, above 0 and at most 1, not {self.rate!r}")
        for name in ("burst", "times"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(f"{name} must be a whole number of calls, 1 or more, not {value!r}")
        self._check_spans()

    def _check_spans(self) -> None:
        for name, said in _SAID.items():
            value = getattr(self, name)
            if value is not None and not (_is_number(value) and value >= 0):
                raise ValueError(f"{said} must be a duration, not {value!r}")
        if not self.start < self.until:
            raise ValueError(f"until must be later than from ({self.start:g} s), not {self.until:g} s")
        if self.every is not None and not (self.lasting is not None and 0 < self.lasting < self.every):
            raise ValueError(f"every {self.every:g} s needs a for that is shorter, and above 0")
        if self.every is None and self.lasting is not None:
            if not self.lasting or self.until != math.inf:
                raise ValueError("for must be above 0, and is said in place of until, or with every")
            object.__setattr__(self, "until", self.start + self.lasting)

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Fault:
        """Read an object: `{"operation": "List*", "kind": "throttle", "rate": 0.2, "from": "1m", "until": "11m"}`.

        In place of a `kind` and its options it may have a `script`, a list of such. No `operation` is every operation.

        Raises:
            ValueError: something in it makes no sense; the message names it.
        """
        if not isinstance(given, Mapping):
            raise ValueError(f"a fault must be an object or a string, not {given!r}")  # noqa: TRY004 - of a file
        for name in given:
            if name not in _KEYS:
                raise ValueError(unknown("key", str(name), _KEYS))
        operation = given.get("operation", ANY)
        if not isinstance(operation, str):
            raise ValueError(f"operation must be a name or a pattern, not {operation!r}")  # noqa: TRY004 - likewise
        said: dict[str, Any] = {name: given[name] for name in ("rate", "burst", "times") if name in given}
        said |= {name: _seconds(key, given[key]) for name, key in _SAID.items() if key in given}
        if "script" in given:
            return cls(operation, _script(given), **{"times": len(given["script"]), **said})
        failure = Failure.parse({name: given[name] for name in given if name == "kind" or name in OPTIONS})
        return cls(operation, (failure,), **said)

    def is_active(self, elapsed: float) -> bool:
        """Whether it is there, so many seconds of the world after it was set."""
        if not self.start <= elapsed < self.until:
            return False
        return self.every is None or self.lasting is None or (elapsed - self.start) % self.every < self.lasting


_KEYS: Final = ("operation", "kind", "script", "rate", "burst", "times", *_SAID.values(), *sorted(OPTIONS))


def parse_faults(given: Given, served: Served = CATALOGUE) -> list[Fault]:
    """Read faults, which befall the operations that are `served`.

    Raises:
        ValueError: one makes no sense, or there is no operation of that name which it could happen to.
    """
    if given is None:
        return []
    if isinstance(given, str | Mapping):
        raise ValueError(f"faults must be a list, not {given!r}")  # noqa: TRY004 - of a file
    try:
        entries = [*given]
    except TypeError:
        raise ValueError(f"faults must be a list, not {given!r}") from None
    faults: list[Fault] = []
    for number, entry in enumerate(entries):
        try:
            faults += _read(entry, served)
        except ValueError as error:
            raise ValueError(f"faults[{number}]: {error}" if len(entries) > 1 else str(error)) from None
    return faults


def _read(entry: Any, served: Served) -> list[Fault]:
    said = read_faults(entry) if isinstance(entry, str) else [entry]
    faults = [one if isinstance(one, Fault) else Fault.parse(one) for one in said]
    for fault in faults:
        _reach(fault, served)
    return faults


class Faults:
    """What is to go wrong with the calls of one endpoint.

    Of several faults that could befall a call, that of the operation's own name goes before one of a pattern, a longer
    pattern before a shorter, and what was said first before what was said later. Which calls of an
    operation a rate draws is a matter of the seed and of their number, whatever the calls of others do.
    """

    def __init__(
        self,
        given: Given,
        clock: Callable[[], float],
        *,
        speed: float = 1.0,
        seed: int = 0,
        served: Served = CATALOGUE,
    ) -> None:
        """Set them.

        Args:
            given: the faults.
            clock: gives the time in seconds.
            speed: how many times faster than the clock the world lives.
            seed: of all that is drawn.
            served: the operations that there are.

        Raises:
            ValueError: as `parse_faults`.
        """
        self._clock = clock
        self._served = served
        self._speed = speed
        self._seed = seed
        self._rules: list[_Rule] = []
        self._set = 0
        for fault in parse_faults(given, served):
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Set one more.

        Raises:
            ValueError: there is no operation which it could happen to.
        """
        rule = _Rule(fault, self._clock(), f"{self._seed} {self._set}", self._served)
        self._set += 1
        self._rules = sorted([*(rule for rule in self._rules if not rule.is_over), rule], key=lambda rule: rule.breadth)

    def next(self, asked: Asked, key: str = "") -> Failure | None:
        """How a call fails; None where it is to go well.

        Args:
            asked: the call.
            key: the access key that it was signed with.
        """
        now = self._clock()
        for rule in self._rules:
            taken, failure = rule.take(asked, key, (now - rule.since) * self._speed)
            if taken:
                return failure
        return None


class _Rule:
    """A fault at work: what it has drawn and done so far."""

    def __init__(self, fault: Fault, since: float, seed: str, served: Served) -> None:
        self.since = since
        self.breadth = (bool({*"*?["} & {*fault.operation}), -len(fault.operation))
        self._fault = fault
        self._seed = seed
        self._served = served
        self._reach = _reach(fault, served)
        self._calls: Counter[tuple[str, str]] = Counter()
        self._begun: dict[tuple[str, str], int] = {}
        self._done = 0
        self._old_key: str | None = None
        # Runs of calls overlap: so often must one begin for this share of the calls to be in any.
        self._begin = 1 - (1 - fault.rate) ** (1 / fault.burst)

    @property
    def is_over(self) -> bool:
        """Whether it has happened as often as it was to."""
        return self._done == self._fault.times

    def take(self, asked: Asked, key: str, elapsed: float) -> tuple[bool, Failure | None]:
        """Whether this call is the fault's, and how it then goes."""
        fault, name = self._fault, (asked.service, asked.operation)
        if name not in self._reach or self.is_over or not fault.is_active(elapsed):
            return False, None
        failure = fault.script[self._done % len(fault.script)]
        if failure is not None and not self._befalls(failure, asked, key):
            return False, None
        self._calls[name] += 1
        if not self._is_drawn(name, self._calls[name]):
            return False, None
        self._done += 1
        return True, failure

    def _befalls(self, failure: Failure, asked: Asked, key: str) -> bool:
        if failure.kind == "rotated":
            self._old_key = key if self._old_key is None else self._old_key
            return key == self._old_key
        operation = self._served.operation(asked.service, asked.operation)
        roles = meant(operation, asked.given) if operation is not None else ()
        does = roles[0].does if roles else None
        paged = isinstance(does, Lists) and bool(asked.given.get(does.token))
        if failure.kind == "token-refused":
            return paged
        if roles and operation is not None:
            operation = Operation(operation.service, operation.name, roles)
        return _suits(failure, operation) and not (failure.kind == "pages-shuffled" and paged)

    def _is_drawn(self, name: tuple[str, str], number: int) -> bool:
        """Whether the call of that number is in a run of calls which begins with it, or has begun lately."""
        if self._draw(name, number) < self._begin:
            self._begun[name] = number
        return name in self._begun and number - self._begun[name] < self._fault.burst

    def _draw(self, name: tuple[str, str], number: int) -> float:
        digest = blake2b(f"{self._seed} {name} {number}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64


def _reach(fault: Fault, served: Served) -> frozenset[tuple[str, str]]:
    """The operations, by service and name, that a fault could happen to."""
    named = {name: served.operation(*name) for name in served.matching(fault.operation)}
    reached = {
        failure: {name for name, operation in named.items() if _suits(failure, operation)}
        for failure in fault.script
        if failure
    }
    for failure, names in reached.items():
        if not names:
            what = "listings" if KINDS[failure.kind].of is Lists else "describes and listings"
            raise ValueError(f"{failure.kind} befalls only {what}, not {fault.operation}")
    return frozenset(name for names in reached.values() for name in names) if reached else frozenset(named)


def _suits(failure: Failure, operation: Operation | None) -> bool:
    """Whether an operation is of the sort that a failure can happen to."""
    wanted = KINDS[failure.kind].of
    if wanted is object or operation is None:
        return wanted is object
    found = (role.does for role in operation.of(wanted))
    if failure.kind in STATUSES:
        return any(isinstance(does, Describe | Lists | Batch) and does.fields.status for does in found)
    return any(found)


def _script(given: Mapping[str, Any]) -> tuple[Failure | None, ...]:
    steps = given["script"]
    if not isinstance(steps, list) or not steps:
        raise ValueError(f"script must be a list of at least one kind of fault, not {steps!r}")
    for name in given:
        if name == "kind" or name in OPTIONS:
            raise ValueError(f"a fault has a script or a {name}, not both")
    return tuple(Failure.parse(step) for step in steps)


def _seconds(name: str, value: Any) -> float:
    try:
        seconds = parse_duration(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if not _is_number(seconds) or not 0 <= seconds < math.inf:
        raise ValueError(f"{name} must be a duration such as '5s', not {value!r}")
    return float(seconds)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
