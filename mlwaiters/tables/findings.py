"""What is wrong with a table by itself, without AWS's model of the service: it contradicts itself, or leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from mlwaiters.goals import ROWS, Classes, classes, goals
from mlwaiters.logs import PARTS, PLACE
from mlwaiters.model import GONE, InState, Request, ResourceType
from mlwaiters.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = tuple[str | int, ...]
"""Where in a table something stands: the names of its fields, and the places in its lists."""

OUTCOMES = ("via", "rollback", "to", "partial", "fail")
"""The fields of a request that name states to come to, or through."""


class Weight(IntEnum):
    """How much a finding matters.

    A `NOTE` does no harm. What is `INCOMPLETE` lacks words that AWS has, or has words that it lacks: a newer model may
    bring that about. What is `WRONG` can't work.
    """

    NOTE = 1
    INCOMPLETE = 2
    WRONG = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a table, and where.

    `word` is the wrong one and `valid` are those that may stand in its place, where that is what is wrong.
    """

    path: Path
    says: str
    word: str = ""
    valid: tuple[str, ...] = ()
    weight: Weight = Weight.WRONG

    @property
    def hint(self) -> str:
        """The valid words most like the wrong one; empty where none is."""
        near = nearest(self.word[:100], self.valid) if self.word else []
        return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""

    def __str__(self) -> str:
        return self.says + self.hint


def contradictions(kind: ResourceType) -> Iterator[Finding]:
    """Find everything in which a table contradicts itself."""
    yield from _of_names(kind)
    yield from _of_requests(kind)
    yield from _of_classes(kind)
    yield from _of_goals(kind)
    yield from _of_limits(kind)
    yield from _of_logs(kind)
    yield from _of_silence(kind)
    for number, absent in enumerate(kind.absent):
        yield from _of_pattern(absent.message, ("absent", number, "message"))
    if kind.lists is not None and kind.lists.parent is not None:
        yield from _of_pattern(kind.lists.parent.of, ("lists", "parent", "of"))


def unsorted(states: tuple[str, ...], sorted_states: Classes) -> list[str]:
    """The states that aren't in exactly one of the four classes, and the words in a class that are no states."""
    placed = [
        *sorted_states.pending, *sorted_states.success, *sorted_states.failure, *sorted_states.stray,
    ]  # fmt: skip
    found = [f"{state} is in {placed.count(state)} classes" for state in states if placed.count(state) != 1]
    return found + [f"{word} is no state" for word in placed if word not in states]


def _of_names(kind: ResourceType) -> Iterator[Finding]:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", kind.name) is None:
        yield Finding(("name",), f"name: {kind.name!r} is no name of letters and digits, such as AWS gives")
    if not kind.identifiers:
        yield Finding(("identifiers",), "identifiers: nothing names a thing")
    for number, row in enumerate(kind.requests):
        if row.name not in ROWS:
            says = f"{row.name}: no request is called so; expected one of: {', '.join(ROWS)}"
            yield Finding(("requests", number, "name"), says, row.name, ROWS)


def _of_requests(kind: ResourceType) -> Iterator[Finding]:
    count = Counter(row.name for row in kind.requests)
    for number, row in enumerate(kind.requests):
        at: Path = ("requests", number)
        if count[row.name] > 1 and row is kind.request(row.name):
            yield Finding((*at, "name"), f"{row.name}: {count[row.name]} rows")
        for place, state in enumerate(row.when):
            if state not in kind.states:
                says = f"{row.name}: accepted in {state}, no state"
                yield Finding((*at, "when", place), says, state, kind.states)
        if not row.to:
            yield Finding((*at, "to"), f"{row.name}: comes to nothing")
        if (row.name == "delete") != (GONE in row.to):
            yield Finding((*at, "to"), f"{row.name}: comes to {row.to}")
        if not row.by and row.name != "maintain":
            yield Finding((*at, "by"), f"{row.name}: asked for by no operation")


def _of_classes(kind: ResourceType) -> Iterator[Finding]:
    """What a state is of one request, it is of that alone: on its way, its success, or its failure."""
    for number, row in enumerate(kind.requests):
        count = Counter(state for name in OUTCOMES for state in getattr(row, name))
        for name, place, state in _outcomes(row):
            if count[state] > 1:
                says = f"{row.name}: {state} is in {count.pop(state)} classes"
                yield Finding(("requests", number, name, place), says)
    led_to = {state for row in kind.requests for _, _, state in _outcomes(row)}
    for place, state in enumerate(kind.others):
        if state in led_to:
            yield Finding(("others", place), f"others: {state} is in 2 classes: a request leads to it")


def oddities(kind: ResourceType) -> Iterator[Finding]:
    """Find what may be meant, and may be a slip: a state that is one thing of one request, and another of another."""
    moving = {state: row.name for row in kind.requests for state in (*row.via, *row.rollback)}
    good = {state: row.name for row in kind.requests for state in row.to}
    for number, row in enumerate(kind.requests):
        for name, place, state in _outcomes(row):
            says = ""
            if name in ("to", "partial", "fail") and moving.get(state, row.name) != row.name:
                says = f"{row.name}: comes to rest in {state}, but {moving[state]} goes via it"
            elif name in ("partial", "fail") and good.get(state, row.name) != row.name:
                says = f"{row.name}: {state} is a failure, but {good[state]} comes to it when it succeeds"
            if says:
                yield Finding(("requests", number, name, place), says, weight=Weight.NOTE)


def _outcomes(row: Request) -> Iterator[tuple[str, int, str]]:
    for name in OUTCOMES:
        yield from ((name, place, state) for place, state in enumerate(getattr(row, name)))


def _of_goals(kind: ResourceType) -> Iterator[Finding]:
    for goal in (*goals(kind), *map(InState, kind.states)):
        sorted_states = classes(kind, goal)
        yield from (Finding((), f"{goal}: {problem}") for problem in unsorted(kind.states, sorted_states))
        if not sorted_states.success and goal != "deleted":  # whose success is that there is no state any more
            yield Finding(("requests",), f"{goal}: no state satisfies this goal")


def _of_limits(kind: ResourceType) -> Iterator[Finding]:
    if not 0 < kind.timeout < float("inf"):
        yield Finding(("timeout",), f"timeout: {kind.timeout} is no number of seconds above 0")
    if not 0 <= kind.grace < float("inf"):
        yield Finding(("grace",), f"grace: {kind.grace} is no number of seconds, 0 or more")
    lists = kind.lists
    if lists is not None and lists.limit < 1:
        yield Finding(("lists", "limit"), f"lists: {lists.limit} is no limit of a page")
    if lists is not None and not 0 < lists.page <= lists.limit:
        yield Finding(("lists", "page"), f"lists: a page of {lists.page}, with a limit of {lists.limit}")
    if kind.batch is not None and kind.batch.limit < 1:
        yield Finding(("batch", "limit"), f"batch: {kind.batch.limit} is no number of things to describe at once")
    if lists is not None and lists.parent is not None and lists.parent.limit < 1:
        yield Finding(("lists", "parent", "limit"), f"parent: {lists.parent.limit} is no limit of a page")


def _of_silence(kind: ResourceType) -> Iterator[Finding]:
    unsaid, known = kind.describe.unsaid, (GONE, *kind.states)
    if unsaid and unsaid not in known:
        yield Finding(("describe", "unsaid"), f"describe: {unsaid}, unsaid, is no state", unsaid, known)


def _of_logs(kind: ResourceType) -> Iterator[Finding]:
    for number, log in enumerate(kind.logs):
        here: Path = ("logs", number)
        if bool(log.group) == bool(log.uri):
            yield Finding(here, "logs: expected either a group or a uri")
        if log.streams and not log.group:
            yield Finding((*here, "streams"), "logs: streams of no group")
        for part in PARTS:
            if set(PLACE.sub("", template := getattr(log, part))) & {*"{}"}:
                yield Finding((*here, part), f"logs: {template!r} is no template: a brace is left over")


def _of_pattern(pattern: str, path: Path) -> Iterator[Finding]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield Finding(path, f"{path[-1]}: {pattern!r} is no regular expression: {error}")
