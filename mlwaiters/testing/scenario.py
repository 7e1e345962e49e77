"""Scenarios: what is there in a simulated world from the beginning, and how its requests will go, as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlwaiters.testing.facts import rows
from mlwaiters.testing.faults import Fault, parse_faults
from mlwaiters.testing.habits import Habits
from mlwaiters.testing.quotas import Given, parse_quotas
from mlwaiters.testing.served import CATALOGUE, Served
from mlwaiters.testing.timeline import Chance, Phase, check_timeline, parse_timeline
from mlwaiters.testing.world import OLDEST
from mlwaiters.text import format_duration, parse_duration, unknown

if TYPE_CHECKING:
    from mlwaiters.model import Ref, ResourceType
    from mlwaiters.testing.world import World

_KEYS = ("seed", "region", "account", "random", "resources", "strangers", "requests", "quotas", "listings", "faults")
_RESOURCE_KEYS = (
    "service", "resource", "id", "count", "timeline", "after", "age", "vanishes", "reason", "parent", "members",
    "requests",
)  # fmt: skip
_CROWD_KEYS = ("service", "resource", "count", "timeline", "oldest", "youngest", "parent", "members")
_REQUEST_KEYS = ("service", "resource", "request", "timelines")
_RANDOM_KEYS = ("seconds", "spread", "failure_rate")
_MOST = 100_000
"""Things that one entry may stand for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a scenario; `timeline` is None for a life that is drawn at random.

    `after` and `age` are the seconds until, or since, its creation; `vanishes` those until listings show it no more.
    """

    ref: Ref
    timeline: tuple[Phase, ...] | None = None
    after: float = 0.0
    age: float = 0.0
    vanishes: float | None = None
    reason: str = ""
    parent: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)
    requests: Mapping[str, tuple[tuple[Phase, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strangers:
    """So many things of a kind that somebody else has made: what `World.crowd` takes."""

    kind: ResourceType
    count: int
    timeline: tuple[Phase, ...] | None = None
    ages: Mapping[str, float] = field(default_factory=dict)
    parent: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a simulated world begins with.

        {"random": {"seconds": 20, "failure_rate": 0.1},
         "resources": [
           {"service": "sagemaker", "resource": "compilation-job", "id": "churn-7",
            "timeline": "STARTING 2s, INPROGRESS 5s, FAILED: out of memory"},
           {"service": "glue", "resource": "ml-task-run", "id": {"TransformId": "tfm-1", "TaskRunId": "tsk-{n}"},
            "count": 40, "after": "5s"},
           {"service": "sagemaker", "resource": "training-job", "id": "week-long", "age": "7d"}],
         "strangers": [
           {"service": "sagemaker", "resource": "training-job", "count": 100000, "oldest": "30d"}],
         "requests": [
           {"service": "sagemaker", "resource": "endpoint", "request": "update",
            "timelines": ["Updating 5s, RollingBack 5s, InService"]}],
         "quotas": {"sagemaker:Describe*": 5, "sagemaker:List*": {"rate": 2, "burst": 4}},
         "listings": {"ListTrainingJobs": {"late_filters": true, "lag": "5s", "missing": 0.01}},
         "faults": [
           {"operation": "Describe*", "kind": "throttle", "rate": 0.2, "retry_after": 3},
           {"operation": "*", "kind": "reset", "from": "1m", "until": "11m"},
           {"operation": "ListEndpoints", "script": ["hang", "ok", {"kind": "html", "status": 502}]}]}

    In a resource of `count` things `{n}` counts from 1. Its own `requests` map the name of a request to the timelines
    of the next such; those of the scenario are for whichever thing of the kind comes first. An `age` makes a straggler
    of a thing, `vanishes` lets listings show it no more after so long; `strangers` are as `World.crowd` makes them,
    `quotas`, `listings` and `faults` as `Quotas`, `Habits` and `Faults` take them.
    """

    entries: tuple[Entry, ...] = ()
    requests: tuple[tuple[ResourceType, str, tuple[tuple[Phase, ...], ...]], ...] = ()
    strangers: tuple[Strangers, ...] = ()
    quotas: Given = None
    listings: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] | None = None
    chance: Chance = field(default_factory=Chance)
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Scenario | Mapping[str, Any] | str | Path | None, served: Served = CATALOGUE) -> Scenario:
        """Make one of a dict or a file's path; of None, an empty one. Its types are those that are `served`.

        Raises:
            ValueError: something in it makes no sense; the message names the entry, the value and what was expected.
            OSError: the file can't be read.
        """
        if given is None:
            return cls()
        if isinstance(given, Scenario):
            return given
        return cls.read(given, served) if isinstance(given, str | Path) else cls.parse(given, served)

    @classmethod
    def read(cls, path: str | Path, served: Served = CATALOGUE) -> Scenario:
        """Read a file.

        Raises:
            ValueError, OSError: as `of`.
        """
        try:
            document = json.loads(Path(path).read_bytes(), object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{path}: no JSON: {error}") from None
        try:
            return cls.parse(document, served)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    @classmethod
    def parse(cls, document: Any, served: Served = CATALOGUE) -> Scenario:
        """Read a dict.

        Raises:
            ValueError: as `of`.
        """
        _check_keys("the scenario", document, _KEYS)
        with _Place("random"):
            _check_keys("random", document.get("random", {}), _RANDOM_KEYS)
            chance = Chance(**document.get("random", {}))
        entries: dict[Ref, Entry] = {}
        for number, given in enumerate(_list("resources", document)):
            with _Place(f"resources[{number}]"):
                for entry in _entries(given, served):
                    if entry.ref in entries:
                        raise ValueError(f"{entry.ref} is there twice")
                    entries[entry.ref] = entry
        requests = []
        for number, given in enumerate(_list("requests", document)):
            with _Place(f"requests[{number}]"):
                requests.append(_request(given, served))
        strangers = []
        for number, given in enumerate(_list("strangers", document)):
            with _Place(f"strangers[{number}]"):
                strangers.append(_strangers(given, served))
        quotas, listings = document.get("quotas"), _object("listings", document)
        with _Place("quotas"):
            parse_quotas(quotas, served)
        with _Place("listings"):
            Habits(listings, served)
        faults = document.get("faults")
        with _Place("faults"):
            faults = None if faults is None else tuple(parse_faults(faults, served))
        options = _options(document)
        return cls(
            tuple(entries.values()), tuple(requests), tuple(strangers), quotas, listings, faults, chance, options
        )

    def world_options(self) -> dict[str, Any]:
        """What a `World` is made with."""
        return {"chance": self.chance, **self.options}

    def refs(self) -> Iterator[Ref]:
        """All things that it names."""
        return (entry.ref for entry in self.entries)

    def populate(self, world: World) -> None:
        """Let all its lives begin, now."""
        for kind, request, timelines in self.requests:
            world.script(kind, request, *timelines)
        for some in self.strangers:
            world.crowd(some.kind, some.count, some.timeline, parent=some.parent, **some.ages, **some.members)
        for entry in self.entries:
            world.add(
                entry.ref,
                entry.timeline,
                after=entry.after,
                age=entry.age,
                reason=entry.reason,
                parent=entry.parent,
                **entry.members,
            )
            if entry.vanishes is not None:
                world.hide(entry.ref, entry.vanishes)
            for request, timelines in entry.requests.items():
                world.script(entry.ref, request, *timelines)


class _Place:
    """Puts the place into whatever is wrong there."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError | TypeError):
            raise ValueError(f"{self._place}: {error}") from None  # noqa: TRY004 - a file is wrong, not a caller


def _entries(given: Any, served: Served) -> Iterator[Entry]:
    kind = _kind(given, _RESOURCE_KEYS, served)
    count = _count(given.get("count", 1))
    members = _object("members", given)
    scripted = _object("requests", given)
    requests = {name: _timelines(kind, name, lives) for name, lives in scripted.items()}
    timeline = _timeline(kind, given["timeline"]) if "timeline" in given else None
    after, age = _seconds("after", given), _seconds("age", given)
    if after and age:
        raise ValueError("a thing has an age, or is yet to come (after): not both")
    vanishes = _seconds("vanishes", given) if "vanishes" in given else None
    reason, parent = _text("reason", given), _text("parent", given)
    for number in range(1, count + 1):
        ref = _ref(kind, given.get("id"), number, several="count" in given)
        yield Entry(ref, timeline, after, age, vanishes, reason, parent, members, requests)


def _strangers(given: Any, served: Served) -> Strangers:
    kind = _kind(given, _CROWD_KEYS, served)
    timeline = _timeline(kind, given["timeline"]) if "timeline" in given else None
    ages = {name: _seconds(name, given) for name in ("oldest", "youngest") if name in given}
    if ages.get("youngest", 0) > ages.get("oldest", OLDEST):
        raise ValueError(f"youngest must not be above oldest, {format_duration(ages.get('oldest', OLDEST))}")
    count = _count(given.get("count"))
    return Strangers(kind, count, timeline, ages, _text("parent", given), _object("members", given))


def _count(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= _MOST:
        raise _wrong("count", f"a whole number from 1 to {_MOST}", given)
    return given


def _request(given: Any, served: Served) -> tuple[ResourceType, str, tuple[tuple[Phase, ...], ...]]:
    kind = _kind(given, _REQUEST_KEYS, served)
    name = _text("request", given)
    return kind, name, _timelines(kind, name, given.get("timelines", []))


def _kind(given: Any, keys: tuple[str, ...], served: Served) -> ResourceType:
    _check_keys("an entry", given, keys)
    return served.kind_of(_text("service", given), _text("resource", given))


def _ref(kind: ResourceType, given: Any, number: int, *, several: bool) -> Ref:
    values = {kind.identifiers[0]: given} if isinstance(given, str) and len(kind.identifiers) == 1 else given
    if not isinstance(values, Mapping):
        raise _wrong("id", f"an object with {' and '.join(kind.identifiers)}", given)
    for name, value in values.items():
        if not isinstance(value, str):
            raise _wrong(name, "a string", value)
    if not several:
        return kind(**values)
    if not any("{n}" in value for value in values.values()):
        raise _wrong("id", "with {n} in it where there is a count", given)
    return kind(**{name: value.replace("{n}", str(number)) for name, value in values.items()})


def _wrong(name: str, expected: str, value: Any) -> ValueError:
    return ValueError(f"{name} must be {expected}, not {value!r}")


def _timelines(kind: ResourceType, request: str, given: Any) -> tuple[tuple[Phase, ...], ...]:
    names = [row.name for row in rows(kind)]
    if request not in names:
        raise ValueError(unknown("request", request, names))
    lives = [given] if isinstance(given, str) else given
    if not isinstance(lives, list):
        raise _wrong(request, "a timeline or a list of timelines", given)
    return tuple(_timeline(kind, life) for life in lives)


def _timeline(kind: ResourceType, given: Any) -> tuple[Phase, ...]:
    if not isinstance(given, str):
        raise _wrong("a timeline", "a string such as 'RUNNING 5s, SUCCEEDED'", given)
    phases = parse_timeline(given)
    check_timeline(kind, phases)
    return phases


def _seconds(name: str, given: Mapping[str, Any]) -> float:
    value = given.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _wrong(name, "a duration such as '5s'", value)
    try:
        return parse_duration(str(value))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _options(document: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {name: _text(name, document) for name in ("region", "account") if name in document}
    if "seed" in document:
        if isinstance(document["seed"], bool) or not isinstance(document["seed"], int):
            raise _wrong("seed", "a whole number", document["seed"])
        options["seed"] = document["seed"]
    return options


def _text(name: str, given: Mapping[str, Any]) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, "a string", value)
    return value


def _list(name: str, given: Mapping[str, Any]) -> list[Any]:
    value = given.get(name, [])
    if not isinstance(value, list):
        raise _wrong(name, "a list", value)
    return value


def _object(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, Mapping):
        raise _wrong(name, "an object", value)
    return value


def _check_keys(what: str, given: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(given, Mapping):
        raise _wrong(what, "an object", given)
    for key in given:
        if key not in keys:
            raise ValueError(unknown("key", str(key), keys))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} is there twice")
        found[name] = value
    return found
