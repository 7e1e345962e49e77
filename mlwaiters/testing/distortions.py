"""Answers that are wrong though well-formed: pages and tokens, and statuses, as no service should send them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mlwaiters.model import Batch, Describe, Lists
from mlwaiters.testing.documents import read
from mlwaiters.testing.looking import bad_token, meant
from mlwaiters.testing.operations import perform
from mlwaiters.testing.served import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mlwaiters.model import ResourceType
    from mlwaiters.testing.wire import Asked
    from mlwaiters.testing.world import World

Page: TypeAlias = tuple[list[Any], str]
"""The items of a page, and the token of the next; no token on the last."""

_BENT: Final = "~"
"""What the tokens begin with that were made here: no others do."""


def perform_distorted(world: World, asked: Asked, kind: str) -> dict[str, Any]:
    """Do what an operation does, and answer as a kind of fault has it; as it is where there is none.

    Raises:
        AWSError: as `perform`, or the token of a page is refused.
    """
    if not kind and not any(str(value).startswith(_BENT) for value in asked.given.values()):
        return perform(world, asked)
    operation = world.served.operation(asked.service, asked.operation)
    roles = meant(operation, asked.given) if operation is not None else ()
    if not roles:
        return perform(world, asked)
    kind_of_thing, does = roles[0].kind, roles[0].does
    if not kind and not _is_bent(asked, does):
        return perform(world, asked)
    if isinstance(does, Lists):
        items, token = _Listing(world, asked, does).page(kind)
        items = [_restated(item, kind_of_thing, does.fields.status, kind) for item in items]
        return {does.items: items, **({does.next_token or does.token: token} if token else {})}
    result = perform(world, asked)
    if isinstance(does, Batch):
        return _within(result, f"{does.items}[]", kind_of_thing, does.fields.status, kind)
    assert isinstance(does, Describe)  # there is nothing else that looks
    return _within(result, does.within, kind_of_thing, does.fields.status, kind)


def _within(result: dict[str, Any], path: str, kind: ResourceType, status: str, fault: str) -> dict[str, Any]:
    """An answer whose documents, at a path, have another status."""
    step, _, rest = path.partition(".")
    if not step:
        return dict(_restated(result, kind, status, fault))
    name = step.removesuffix("[]")
    below = result[name]
    if step.endswith("[]"):
        return {**result, name: [_within(item, rest, kind, status, fault) for item in below]}
    return {**result, name: _within(below, rest, kind, status, fault)}


def _is_bent(asked: Asked, does: object) -> bool:
    return isinstance(does, Lists) and str(asked.given.get(does.token)).startswith(_BENT)


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listing:
    """One call of a listing, and the ways to answer it."""

    world: World
    asked: Asked
    lists: Lists

    def page(self, kind: str) -> Page:
        """Answer it; a reading that has been led astray goes on as it was, even when there is no fault any more."""
        way: str
        rest: list[Any]
        given = self.asked.given.get(self.lists.token) or ""
        way, *rest = self._read(given) if _is_bent(self.asked, self.lists) else ["", given]
        if kind == "token-refused":
            raise bad_token(self.asked.service, self.lists)
        if way == "shuffled" or kind == "pages-shuffled":
            return self._shuffled(*rest if way else (0,))
        if way == "empty":
            return [], self._bent("empty", rest[0] + 1) if kind == "pages-endless" else ""
        token, size = rest[0], rest[1] if way == "smaller" else 0
        if kind == "pages-shrinking":
            return self._shrunken(token, size)
        items, following = self._asked(token, size)
        if kind == "page-repeated" and way != "again":
            return items, self._bent("again", token)
        if kind == "token-repeated":
            return items, given or self._bent("again", token)
        if kind == "pages-endless" and not following:
            return items, self._bent("empty", 0)
        return items, self._bent("smaller", following, size) if size and following else following

    def _asked(self, token: str, size: int = 0) -> Page:
        """The page that the service itself would give."""
        given = {**self.asked.given, **({self.lists.limit_parameter: size} if size else {})}
        given.pop(self.lists.token, None)
        if token:
            given[self.lists.token] = token
        result = perform(self.world, replace(self.asked, given=given))
        return [*result[self.lists.items]], self.lists.further(result)

    def _size(self) -> int:
        return self.asked.given.get(self.lists.limit_parameter) or self.lists.page

    def _shrunken(self, token: str, size: int) -> Page:
        smaller = max((size or self._size()) // 2, 1)
        items, following = self._asked(token, smaller)
        return items, self._bent("smaller", following, smaller) if following else ""

    def _shuffled(self, start: int) -> Page:
        items = [item for page in self._pages() for item in page]
        Random(f"{self.world.seed} {len(items)}").shuffle(items)  # noqa: S311 - a simulation
        end = start + self._size()
        return items[start:end], self._bent("shuffled", end) if end < len(items) else ""

    def _pages(self) -> Iterator[list[Any]]:
        items, token = self._asked("")
        yield items
        while token:
            items, token = self._asked(token)
            yield items

    def _bent(self, *way: Any) -> str:
        payload = json.dumps(way)
        return _BENT + base64.urlsafe_b64encode(f"{self._digest(payload)}{payload}".encode()).decode()

    def _read(self, token: str) -> list[Any]:
        try:
            text = base64.b64decode(token.removeprefix(_BENT), altchars=b"-_", validate=True).decode()
        except ValueError:
            raise bad_token(self.asked.service, self.lists) from None
        digest, payload = text[:16], text[16:]
        if digest != self._digest(payload):
            raise bad_token(self.asked.service, self.lists)
        way: list[Any] = json.loads(payload)
        return way

    def _digest(self, payload: str) -> str:
        text = f"{self.world.seed} {self.asked.operation} {payload}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- statuses --------------------------------------------------------------------------------------------------------


def _restated(document: Any, kind: ResourceType, path: str, fault: str) -> Any:
    """A document with another status; the same where it shows none, or the fault is another."""
    put, word = STATUSES.get(fault), read(document, path) if path else None
    return _with(document, path.split("."), put(kind, word)) if put is not None and isinstance(word, str) else document


_MISSING: Final = object()


def _with(document: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    name, *rest = path
    others = {other: document[other] for other in document if other != name}
    if value is _MISSING and not rest:
        return others
    return {**others, name: _with(document[name], rest, value) if rest else value}


def _foreign(kind: ResourceType, _word: str) -> str:
    others = CATALOGUE.kinds(kind.service)
    states = [state for other in others for state in other.states if state not in kind.states]
    return min(states, default=f"{kind.states[0]}_OF_ANOTHER")


def _opposite(kind: ResourceType, word: str) -> str:
    wanted = word not in kind.moving
    return next((state for state in kind.states if (state in kind.moving) is wanted), word)


STATUSES: Final[Mapping[str, Callable[[ResourceType, str], Any]]] = {
    "status-missing": lambda _kind, _word: _MISSING,
    "status-null": lambda _kind, _word: None,
    "status-number": lambda _kind, _word: 7,
    "status-foreign": _foreign,
    "status-capitals": lambda _kind, word: word.swapcase(),
    "disagreeing": _opposite,
}
"""What is put in a status's place, by kind of fault."""

PAGES: Final = frozenset(
    {"page-repeated", "pages-shuffled", "pages-shrinking", "pages-endless", "token-repeated", "token-refused"}
)
"""The kinds of fault that are of pages."""
