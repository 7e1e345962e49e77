"""Listings: filtered, sorted and cut into pages, whose tokens hold all that is needed to go on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import gt, lt
from typing import TYPE_CHECKING, Any

from mlwaiters.testing.documents import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mlwaiters.model import Json, Lists

_DOCUMENTED = re.compile(r"(?i)\bdefault\b[^.]*<code>(Ascending|Descending)</code>")


class BadTokenError(ValueError):
    """A page token that this query never gave."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a listing: all that may be asked of it, how it is shown, and its place in the order of coming."""

    number: int
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
    scope: Json = field(default_factory=dict)


def page(query: Query, rows: Iterable[Row]) -> tuple[list[Any], str]:
    """Answer a query: the items of one page, and the token of the next, empty on the last.

    Things that come or go between two pages neither repeat nor hide others.

    Raises:
        BadTokenError: the token isn't one that a page of this query gave.
    """
    column, descending = _order(query)
    key = _sort_key(column)
    found = sorted((row for row in rows if _passes(query, row)), key=key, reverse=descending)
    token = query.given.get(query.lists.token)
    if token:
        last, beyond = _resume(query, token), lt if descending else gt
        found = [row for row in found if beyond(key(row), last)]
    size = query.given.get(query.lists.limit_parameter) or query.lists.page
    shown = found[:size]
    return [row.item for row in shown], _token(query, key(shown[-1])) if len(found) > size else ""


def seconds(value: Any) -> float:
    """Read a timestamp as it comes over the wire, in seconds since the epoch.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str):
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _passes(query: Query, row: Row) -> bool:
    for what, parameter in query.lists.filters.items():
        wanted = read(query.given, parameter)
        if wanted is not None and not _TESTS[what](query, row, wanted, parameter):
            return False
    return True


def _has_status(query: Query, row: Row, wanted: Any, _parameter: str) -> bool:
    return bool(read(row.facts, query.lists.fields.status) == wanted)


def _has_name(query: Query, row: Row, wanted: Any, parameter: str) -> bool:
    name = str(row.facts[query.name])
    return name.startswith(wanted) if parameter.endswith("Prefix") else wanted in name


def _in_time(which: str, compare: Callable[[Any, Any], bool]) -> Callable[[Query, Row, Any, str], bool]:
    def test(query: Query, row: Row, wanted: Any, _parameter: str) -> bool:
        moment = read(row.facts, getattr(query.lists.fields, which))
        return moment is not None and compare(moment, seconds(wanted))

    return test


_TESTS: dict[str, Callable[[Query, Row, Any, str], bool]] = {
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
