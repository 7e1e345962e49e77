"""Listings: filtered, sorted and cut into pages, whose tokens hold all that is needed to go on."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from operator import gt, lt
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.testing.documents import read
from mlwaiters.testing.shelves import FIRST, LAST, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from mlwaiters.model import Json, Lists

    _Test: TypeAlias = Callable[["Row"], bool]
    _Filter: TypeAlias = Callable[["Query", Any, str, "Row"], bool]

_DOCUMENTED = re.compile(r"(?i)\bdefault\b[^.]*<code>(Ascending|Descending)</code>")


_ALL: Final = 1_000_000
"""Items of a listing that comes in one piece."""


class BadTokenError(ValueError):
    """A page token that this query never gave."""


@dataclass(slots=True)
class Row:
    """One thing of a listing: all that may be asked of it, how it is shown, and its place in the order of coming.

    `created` is when it came into being, in seconds since the epoch, be that shown or not.
    """

    number: int
    created: float
    facts: Json
    item: Any


@dataclass(frozen=True, slots=True)
class Query:
    """What a caller asks of a listing. `newest_first` where neither it nor the documentation says how to sort."""

    lists: Lists
    given: Json
    shape: Any
    name: str
    newest_first: bool = False
    late: frozenset[str] = frozenset()


def page(query: Query, walk: Callable[[Span], Iterable[Row]]) -> tuple[list[Any], str]:
    """Answer a query: the items of one page, and the token of the next, empty on the last.

    Things that come or go between two pages neither repeat nor hide others.

    Args:
        query: what is asked. Of its filters, those that are `late` are applied to the page when it has been taken: it
            may then hold fewer items than there is room for, or none, and others follow nevertheless.
        walk: gives the rows of a span in the order of their creation.

    Raises:
        BadTokenError: the token isn't one that a page of this query gave.
    """
    column, descending = _order(query)
    token = query.given.get(query.lists.token)
    last = _resume(query, token) if token else None
    early, late = _tests(query)
    key = _by_creation if column == query.lists.fields.created else _sort_key(column)
    if column == query.lists.fields.created:
        rows = walk(_span(query, last, descending=descending))
    else:
        rows = sorted((row for row in walk(Span()) if _passes(row, early)), key=key, reverse=descending)
        beyond = lt if descending else gt
        rows = (row for row in rows if last is None or beyond(key(row), last))
    size = query.given.get(query.lists.limit_parameter) or query.lists.page if query.lists.token else _ALL
    found = list(islice((row for row in rows if not early or _passes(row, early)), size + 1))
    items = [row.item for row in found[:size] if not late or _passes(row, late)]
    return items, _token(query, key(found[size - 1])) if len(found) > size else ""


def seconds(value: Any) -> float:
    """Read a timestamp as it comes over the wire, in seconds since the epoch.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str):
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _span(query: Query, last: list[Any] | None, *, descending: bool) -> Span:
    """The stretch of the order of creation that a page is taken of: nothing else need be looked at."""
    bounds: dict[str, float] = {}
    for what in ("created_after", "created_before"):
        wanted = read(query.given, query.lists.filters.get(what) or "-")
        if wanted is not None and what not in query.late:
            bounds[what] = seconds(wanted)
    above = (bounds["created_after"], math.inf) if "created_after" in bounds else FIRST
    below = (bounds["created_before"], -math.inf) if "created_before" in bounds else LAST
    if last is not None:
        key = (last[1], last[2])
        above, below = (above, min(below, key)) if descending else (max(above, key), below)
    return Span(above, below, descending)


def _tests(query: Query) -> tuple[list[_Test], list[_Test]]:
    """The filters that are asked for: those applied before a page is taken, and those applied to it."""
    early: list[_Test] = []
    late: list[_Test] = []
    for what, parameter in query.lists.filters.items():
        wanted = read(query.given, parameter)
        if wanted is not None:
            (late if what in query.late else early).append(partial(_TESTS[what], query, wanted, parameter))
    for parameter, member in query.lists.equals.items():
        wanted = read(query.given, parameter)
        if wanted is not None and member:
            early.append(partial(_equals, member, wanted, parameter))
    return early, late


def _passes(row: Row, tests: list[_Test]) -> bool:
    return all(test(row) for test in tests)


def _has_status(query: Query, wanted: Any, _parameter: str, row: Row) -> bool:
    told = read(row.facts, query.lists.fields.status)
    return told in wanted if isinstance(wanted, list) else bool(told == wanted)


def _equals(member: str, wanted: Any, parameter: str, row: Row) -> bool:
    told = read(row.facts, member)
    return wanted in str(told or "") if parameter.endswith("Contains") else bool(told == wanted)


def _has_name(query: Query, wanted: Any, parameter: str, row: Row) -> bool:
    name = str(row.facts.get(query.name) or "")
    return name.startswith(wanted) if parameter.endswith("Prefix") else wanted in name


def _in_time(which: str, compare: Callable[[Any, Any], bool]) -> _Filter:
    def test(query: Query, wanted: Any, _parameter: str, row: Row) -> bool:
        moment = read(row.facts, getattr(query.lists.fields, which))
        return moment is not None and compare(seconds(moment), seconds(wanted))

    return test


_TESTS: dict[str, _Filter] = {
    "status": _has_status,
    "name": _has_name,
    "created_after": _in_time("created", gt),
    "created_before": _in_time("created", lt),
    "modified_after": _in_time("modified", gt),
    "modified_before": _in_time("modified", lt),
}


def _order(query: Query) -> tuple[str, bool]:
    """The column to sort by, and whether it descends: as asked, or by the default that AWS documents."""
    lists = query.lists
    word = read(query.given, lists.sort_by) if lists.sort_by else None
    column = lists.sort.get(word or next(iter(lists.sort), ""), lists.fields.created)
    asked = read(query.given, lists.sort_order) if lists.sort_order else None
    if asked:
        return column, str(asked).upper() == "DESCENDING"
    if query.shape is not None and lists.sort_order in query.shape.members:
        documented = _DOCUMENTED.search(query.shape.members[lists.sort_order].documentation)
        if documented:
            return column, documented[1] == "Descending"
    return column, query.newest_first


def _by_creation(row: Row) -> list[Any]:
    return [True, row.created, row.number]


def _sort_key(column: str) -> Callable[[Row], list[Any]]:
    def key(row: Row) -> list[Any]:
        value = read(row.facts, column) if column else None
        return [value is not None, *([] if value is None else [value]), row.number]

    return key


def _token(query: Query, key: list[Any]) -> str:
    payload = json.dumps(key)
    return base64.urlsafe_b64encode(f"{_digest(query, payload)}{payload}".encode()).decode()


def _resume(query: Query, token: str) -> list[Any]:
    try:
        text = base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except ValueError:
        raise BadTokenError(token) from None
    digest, payload = text[:16], text[16:]
    if digest != _digest(query, payload):
        raise BadTokenError(token)
    key: list[Any] = json.loads(payload)
    return key


def _digest(query: Query, payload: str) -> str:
    paging = (query.lists.token, query.lists.limit_parameter)
    asked = {name: value for name, value in query.given.items() if name not in paging}
    text = json.dumps([query.lists.operation, asked, payload], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
