"""Pages at full speed: of each item only what the table names is decoded, from the bytes to observations.

The types that are decoded to are made of the table and of botocore's model. Where either has no place for the other, or
a body doesn't fit, botocore's own parser has the word: what is read here is equal to what is read there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from itertools import repeat
from operator import attrgetter
from sys import intern
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from mlwaiters.aws.decode import timestamp
from mlwaiters.aws.items import Item, ItemParser
from mlwaiters.aws.models import service_model
from mlwaiters.looker import SLICE
from mlwaiters.model import Observation, Page, Ref

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape

    from mlwaiters.model import Listing, Lists, ResourceType

Made = TypeVar("Made")

_PROTOCOLS = ("json", "rest-json")
_FINE = 2.0**32
"""Seconds below which two neighbouring floats are less than half a microsecond apart: the years before 2106."""


class UnfitError(Exception):
    """A model without what the table names, or a body that isn't of the table's form."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that has been decoded and fits; its observations are made slice by slice, each once and in their order.

    Both at once would be more than one turn of the event loop should take.
    """

    page: Page
    slices: Sequence[Callable[[], Sequence[Observation]]] = ()


PageReader: TypeAlias = Callable[[bytes], Sheet]
"""Decodes the body of a page; raises `UnfitError`, or msgspec's own, where it isn't of the form that the table says."""


@dataclass(frozen=True, slots=True)
class _PageDecoder:
    """How the pages of one operation are decoded: the page, then each of its items."""

    page: Callable[[bytes], Any]
    item: Callable[[Any], Any]
    parse: ItemParser


def page_reader(listing: Listing, clock: Callable[[], float]) -> PageReader | None:
    """Make the reader of a listing's pages; None where msgspec isn't there, or the service's model doesn't fit."""
    decoder = _items_decoder(listing.type)
    return None if decoder is None else partial(_read_items, decoder, listing, clock)


def parents_reader(listing: Listing) -> PageReader | None:
    """Make the reader of the pages of an orphaned listing's parents; None as `page_reader`."""
    decoder = _parents_decoder(listing.type)
    return None if decoder is None else partial(_read_parents, decoder, listing)


# --- from bytes to observations --------------------------------------------------------------------------------------


def _read_items(decoder: _PageDecoder, listing: Listing, clock: Callable[[], float], body: bytes) -> Sheet:
    page = decoder.page(_utf8(body))
    return Sheet(Page(token=page.token or ""), _slices(decoder, listing, page.items or [], clock()))


def _read_parents(decoder: _PageDecoder, listing: Listing, body: bytes) -> Sheet:
    page = decoder.page(_utf8(body))
    parent = listing.lists.parent
    assert parent is not None  # only an orphaned listing has parents to read
    items = map(decoder.item, page.items or [])
    names = list(map(_getter(parent.name), items) if parent.name else items)
    if None in names:
        raise UnfitError
    return Sheet(Page(listings=tuple(map(listing.below, names)), token=page.token or ""))


def _utf8(body: bytes) -> bytes:
    body.decode()  # msgspec skips what isn't asked for without a look at its encoding; botocore doesn't
    return body


def _slices(
    decoder: _PageDecoder, listing: Listing, sent: Sequence[Any], time: float
) -> list[Callable[[], list[Observation]]]:
    """Decode all items, column by column; what is returned makes records of the next of them."""
    lists, members = listing.lists, listing.lists.fields
    items = list(map(decoder.item, sent))
    make = partial(
        _observations,
        listing,
        _identifiers(items, listing),
        state=iter(_states(items, lists)),
        time=repeat(time),
        operation=repeat(lists.operation),
        reason=iter(_reasons(items, members.reason)),
        created=iter(_moments(items, members.created)),
        modified=iter(_moments(items, members.modified)),
        arn=iter(_texts(items, members.arn)),
        configuration=iter(_texts(items, members.configuration)),
        pending_configuration=iter(_texts(items, members.pending_configuration)),
        response=map(Item, map(bytes, sent), repeat(decoder.parse)),
        calls=repeat(0),
    )
    return [partial(make, min(SLICE, len(items) - start)) for start in range(0, len(items), SLICE)]


def _observations(
    listing: Listing, names: Iterator[tuple[str, ...]], count: int, **columns: Iterator[Any]
) -> list[Observation]:
    """Build whole columns at a time: a record made by itself takes twice as long as the decoding of its item."""
    refs = _filled(Ref, count, type=repeat(listing.type), values=names)
    return _filled(Observation, count, ref=refs, **columns)


def _filled(kind: type[Made], count: int, **columns: Iterable[Any]) -> list[Made]:
    """Make records of a frozen dataclass with slots, field by field; one without a column has a default.

    Of a column that is an iterator no more is taken than so many.
    """
    made: list[Made] = list(map(kind.__new__, repeat(kind, count)))
    for field in fields(kind):  # type: ignore[arg-type] # it is a dataclass
        column = columns[field.name] if field.name in columns else repeat(field.default)
        deque(map(getattr(kind, field.name).__set__, made, column), maxlen=0)
    return made


def _identifiers(items: Sequence[Any], listing: Listing) -> Iterator[tuple[str, ...]]:
    given = listing.known
    columns: list[list[str]] = []
    for name, path in listing.lists.identifiers.items():
        known = given.get(name, "")  # the parent's name is kept once, not once an item
        column = map(_getter(path), items) if path else repeat("", len(items))
        columns.append([known if not told or told == known else told for told in column])
        if not all(columns[-1]):
            raise UnfitError
    return zip(*columns, strict=True)


def _states(items: Sequence[Any], lists: Lists) -> list[str]:
    states = list(map(_getter(lists.fields.status), items))
    if not all(states):
        raise UnfitError
    if lists.fields.resting is not None:
        rest, path = lists.fields.resting
        ends = map(_getter(path), items)
        states = [end or state if state == rest else state for state, end in zip(states, ends, strict=True)]
    return list(map(intern, states))  # a page has a thousand states of five words


def _reasons(items: Sequence[Any], paths: Sequence[str]) -> Iterable[str]:
    if len(paths) < 2:
        return _texts(items, *paths)
    columns = [_texts(items, path) for path in paths]
    return [next(filter(None, told), "") for told in zip(*columns, strict=True)]


def _texts(items: Sequence[Any], path: str = "") -> Iterable[str]:
    return [told or "" for told in map(_getter(path), items)] if path else repeat("")


def _moments(items: Sequence[Any], path: str) -> Iterable[float | None]:
    return list(map(_seconds, map(_getter(path), items))) if path else repeat(None)


def _seconds(told: float | str | None) -> float | None:
    """Read a timestamp as the seconds of the `datetime` that botocore makes of it, whose grain is the microsecond."""
    if told is None:
        return None
    if isinstance(told, float) and 0 <= told < _FINE:
        thousandths = told * 1000
        if thousandths.is_integer():  # so does AWS tell the time
            return thousandths / 1000
    return timestamp(told).timestamp()


@cache
def _getter(path: str) -> Callable[[Any], Any]:
    return partial(_dig, path.split(".")) if "." in path else attrgetter(path)


def _dig(steps: Sequence[str], item: Any) -> Any:
    for step in steps:
        item = getattr(item, step, None)
    return item


# --- from the table to the types that are decoded to -----------------------------------------------------------------


@cache
def _items_decoder(kind: ResourceType) -> _PageDecoder | None:
    lists = kind.lists
    assert lists is not None  # a Listing is only made of types that have one
    members = lists.fields
    texts = {*lists.identifiers.values(), members.status, *members.reason, members.arn}
    texts |= {members.configuration, members.pending_configuration, *(members.resting or ())[1:]}
    moments = {members.created, members.modified}
    wanted = dict.fromkeys(texts - {""}, "string") | dict.fromkeys(moments - {""}, "timestamp")
    return _decoder(kind.service, lists.operation, lists.items, lists.next_token or lists.token, wanted)


@cache
def _parents_decoder(kind: ResourceType) -> _PageDecoder | None:
    lists = kind.lists
    assert lists is not None
    assert lists.parent is not None
    parent = lists.parent
    wanted = {parent.name: "string"} if parent.name else {}
    return _decoder(kind.service, parent.operation, parent.items, lists.next_token or lists.token, wanted)


def _decoder(service: str, operation: str, items: str, token: str, wanted: dict[str, str]) -> _PageDecoder | None:
    try:
        from msgspec import Raw, defstruct, field  # noqa: PLC0415 - 4 ms, for the first page only
        from msgspec.json import Decoder  # noqa: PLC0415
    except ImportError:
        return None
    model = service_model(service)
    told = (items, token) if token else (items,)  # a listing may come in one piece
    try:
        shape = model.operation_model(operation).output_shape
        one = _shape(_shape(shape, items, "list").member, "", "structure" if wanted else "string")
        for member in told[1:]:
            _shape(shape, member, "string")
        _refuse_elsewhere(model.resolved_protocol, shape, *told)
        item = _struct(one, _tree(wanted)) if wanted else str
    except UnfitError:
        return None
    page = defstruct(
        operation,
        [
            ("items", list[Raw] | None, field(default=None, name=_json_name(shape, items))),
            ("token", str | None, field(default=None, name=_json_name(shape, token) if token else None)),
        ],
        gc=False,
    )
    return _PageDecoder(Decoder(page).decode, Decoder(item).decode, ItemParser(model.resolved_protocol, one))


def _struct(shape: StructureShape, tree: dict[str, Any]) -> type:
    """Make the type of a structure that has the members of `tree` and no others."""
    from msgspec import defstruct, field  # noqa: PLC0415

    members: list[tuple[str, Any, Any]] = []
    for name, below in tree.items():
        if isinstance(below, dict):
            told: Any = _struct(_shape(shape, name, "structure"), below)
        else:
            _shape(shape, name, below)
            told = str if below == "string" else float | str
        members.append((name, told | None, field(default=None, name=_json_name(shape, name))))
    return defstruct(shape.name, members, gc=False)


def _tree(wanted: dict[str, str]) -> dict[str, Any]:
    """Write dotted paths as nested dictionaries: `{"LastCrawl.Status": "string"}` is `{"LastCrawl": {"Status": …}}`."""
    tree: dict[str, Any] = {}
    for path, told in wanted.items():
        *above, last = path.split(".")
        branch = tree
        for step in above:
            branch = branch.setdefault(step, {})
        branch[last] = told
    return tree


def _shape(shape: Shape | None, member: str, kind: str) -> Any:
    """Find a member's shape, or the shape itself where no member is named, and hold it to a kind.

    Raises:
        UnfitError: there is no such member, it is of another kind, or of one that botocore reads in its own way.
    """
    if member:
        shape = shape.members.get(member) if shape is not None and shape.type_name == "structure" else None
    if shape is None or shape.type_name != kind:
        raise UnfitError
    if kind == "structure" and (shape.is_tagged_union or shape.is_document_type):
        raise UnfitError
    return shape


def _refuse_elsewhere(protocol: str, shape: StructureShape, *members: str) -> None:
    """Refuse a protocol that isn't JSON, and members that aren't in the body under their own name."""
    located = any("location" in shape.members[member].serialization for member in members)
    if protocol not in _PROTOCOLS or "payload" in shape.serialization or located:
        raise UnfitError


def _json_name(shape: StructureShape, member: str) -> str:
    name: str = shape.members[member].serialization.get("name", member)
    return name
