"""The document in which waits are kept: plain JSON, of which everything is checked when it is read.

A document holds numbers, strings, lists and objects alone; `Document` and what it is made of say of which members.
Moments are seconds since the epoch. What AWS answered is kept whole: what JSON has no word for stands in an object of
one member, `{"$moment": "2026-01-31T12:00:00+00:00"}`, `{"$bytes": "aGk="}` or `{"$number": "nan"}`, and a member of
AWS's own that begins with `$` gets another one.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

from mlwaiters.model import Verdict  # noqa: TC001 - read when a document is
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Kind = TypeVar("Kind")

VERSION: Literal[1] = 1
"""The one version of the document that is written, and read."""

Moment = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]
Count = Annotated[float, msgspec.Meta(ge=0, le=1e18)]


class _Object(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One object of a document: every member of its type, none unknown."""


class Thing(_Object):
    """What is waited for, named as in a file of references: the service, the type and AWS's identifiers."""

    service: str
    resource: str
    id: dict[str, str]


class Sight(_Object):
    """An observation of a thing that is named elsewhere."""

    state: str
    time: Moment
    operation: str
    reason: str
    created: Moment | None
    modified: Moment | None
    arn: str
    configuration: str
    pending_configuration: str
    response: dict[str, Any]
    calls: Annotated[int, msgspec.Meta(ge=0)]


class Step(_Object):
    """A change: the state before it, None for the first, and what was seen. `elapsed` is in seconds."""

    before: str | None
    verdict: Verdict
    elapsed: Count
    known: bool
    sight: Sight


class Complaint(_Object):
    """An error by the name of its class, and what it was made of; null is what an error of its class doesn't have."""

    type: str
    detail: str
    code: str | None
    calls: Annotated[int, msgspec.Meta(ge=0)] | None
    transient: bool | None
    answered: bool | None
    throttled: bool | None
    retry_after: Count | None


class End(_Object):
    """How a wait ended; `complaint` is null where the goal was reached."""

    verdict: Verdict
    sight: Sight | None
    elapsed: Count
    calls: Count
    saved: float
    complaint: Complaint | None


class Proof(_Object):
    """What has been seen so far, as far as a later judgement depends on it."""

    found: bool
    moved: bool
    created: Moment | None
    target: str


class Kept(_Object):
    """One wait. `deadline` and `grace` are null where there is no end to them, `interval` where it is no number.

    `told` is how many of its changes, and of its end after them, whoever waits has been given. `calls` are those that
    it took, `naive` those that it would have taken alone.
    """

    thing: Thing
    goal: str
    began: Moment
    deadline: Moment | None
    interval: Count | None
    grace: Count | None
    strict: bool
    summaries: bool
    baseline: Sight | None
    changes: list[Step]
    last: Sight | None
    proof: Proof
    since: Moment
    calls: Count
    naive: Annotated[float, msgspec.Meta(ge=0)]
    end: End | None
    told: Annotated[int, msgspec.Meta(ge=0)]


class Document(_Object):
    """All waits of one call. `tells` are the kinds of events that it gives."""

    version: Literal[1]
    tells: list[Literal["change", "outcome"]]
    fail_fast: bool
    waits: list[Kept]


class Told(_Object):
    """One event, of the thing that it is about: a change, or the end."""

    thing: Thing
    change: Step | None
    end: End | None


def read(document: object) -> Document:
    """Read a document.

    Raises:
        ValueError: it is none, of another version, or says something that makes no sense; the message names it.
    """
    if not isinstance(document, Mapping):
        raise ValueError(f"a document must be a JSON object, not {quoted(document)}")  # noqa: TRY004 - whatever is wrong with it
    if "version" in document and document["version"] != VERSION:
        raise ValueError(f"the document's version must be {VERSION}, not {quoted(document['version'])}")
    return _converted(dict(document), Document)


def read_event(event: object) -> Told:
    """Read one event.

    Raises:
        ValueError: it is none; the message names what is wrong.
    """
    told = _converted(event, Told)
    if (told.change is None) == (told.end is None):
        raise ValueError("an event must be either a change or an end")
    return told


def advanced(document: Document, events: Iterable[Told]) -> Document:
    """Add what has been told since a document was written.

    Raises:
        ValueError: an event is of a thing that the document doesn't have, or that has come to its end.
    """
    waits = {_key(kept.thing): kept for kept in document.waits}
    for told in events:
        key = _key(told.thing)
        if key not in waits:
            raise ValueError(f"an event is of {_words(told.thing)}, which nobody waits for")
        waits[key] = _advance(waits[key], told)
    return msgspec.structs.replace(document, waits=[waits[_key(kept.thing)] for kept in document.waits])


def _advance(kept: Kept, told: Told) -> Kept:
    if kept.end is not None:
        raise ValueError(f"an event is of {_words(kept.thing)}, which has come to its end")
    if told.end is not None:
        end = told.end
        return msgspec.structs.replace(kept, end=end, last=end.sight, calls=end.calls, told=kept.told + 1)
    assert told.change is not None  # as `read_event` has made sure
    sight = told.change.sight
    return msgspec.structs.replace(
        kept,
        changes=[*kept.changes, told.change],
        last=sight,
        since=sight.time,
        calls=kept.calls + sight.calls,
        naive=kept.naive + (sight.calls or 1),
        told=kept.told + 1,
    )


def _converted(value: object, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def _key(thing: Thing) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return thing.service, thing.resource, tuple(sorted(thing.id.items()))


def _words(thing: Thing) -> str:
    return quoted(" ".join([thing.service, thing.resource, *thing.id.values()]))


def plain(value: Any) -> Any:
    """Write a value of an answer of AWS's so that `restored` gives it back."""
    if isinstance(value, Mapping):
        return {f"${name}" if name.startswith("$") else name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": str(value)}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def restored(value: Any) -> Any:
    """Give back what `plain` has written.

    Raises:
        ValueError: an object that stands for something else stands for nothing.
    """
    if isinstance(value, list | tuple):
        return [restored(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1:
        ((name, written),) = value.items()
        if name in _RESTORE:
            return _RESTORE[name](written)
    return {name.removeprefix("$") if name.startswith("$$") else name: restored(each) for name, each in value.items()}


_RESTORE: dict[str, Callable[[Any], object]] = {
    "$moment": datetime.fromisoformat,
    "$bytes": base64.b64decode,
    "$number": float,
}
