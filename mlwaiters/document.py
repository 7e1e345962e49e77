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
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec

from mlwaiters.errors import ReadError, WaiterError
from mlwaiters.model import Verdict  # noqa: TC001 - read when a document is
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = TypeVar("Kind")

_UNREAD = {ReadError.__name__, *(kind.__name__ for kind in ReadError.__subclasses__())}

VERSION: Literal[1] = 1
"""The one version of the document that is written, and read."""

LATEST, MOST = 1e12, 1e18
"""The latest moment, in thirty thousand years, and the most of anything else, that a document has a number for."""

Moment = Annotated[float, msgspec.Meta(ge=-LATEST, le=LATEST)]
Count = Annotated[float, msgspec.Meta(ge=0, le=MOST)]


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


class KeptError(_Object):
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
    complaint: KeptError | None

    @property
    def unread(self) -> bool:
        """Whether a call failed, rather than the thing: asked again, with other credentials perhaps, AWS may answer."""
        return self.complaint is not None and self.complaint.type in _UNREAD

    @property
    def given_up(self) -> bool:
        """Whether something else failed, and this wasn't waited for any more."""
        return self.complaint is not None and self.complaint.type == WaiterError.__name__


class Proof(_Object):
    """What has been seen so far, as far as a later judgement depends on it."""

    found: bool
    moved: bool
    created: Moment | None
    target: str


class Bounds(_Object):
    """What is waited for, and how: `deadline` and `grace` are null where they never end, `interval` for no number."""

    goal: str
    began: Moment
    deadline: Moment | None
    interval: Count | None
    grace: Count | None
    strict: bool
    summaries: bool


class Kept(Bounds):
    """One wait. `told` is how many of its changes, and of its end after them, whoever waits has been given.

    `calls` are those that it took, `naive` those that it would have taken alone.
    """

    thing: Thing
    baseline: Sight | None
    changes: list[Step]
    last: Sight | None
    proof: Proof
    since: Moment
    calls: Count
    naive: Annotated[float, msgspec.Meta(ge=0)]
    end: End | None
    told: Annotated[int, msgspec.Meta(ge=0)]


class Listed(_Object):
    """A listing: the service, the type and AWS's parameters, written as what AWS answers is."""

    service: str
    resource: str
    parameters: dict[str, Any]


class Rested(_Object):
    """How a thing has come to rest, as far as it is compared with what is seen of it later."""

    state: str
    time: Moment
    created: Moment | None
    modified: Moment | None


class KeptListing(Bounds):
    """One listing that is watched, and the waits for what it has shown.

    `rested` are the identifiers of what isn't waited for: at rest when the listing was first read, which is told only
    with `history`, or come to its end; it is again, once it moves. `rests` says how, of as many of them as it has,
    null where nobody knows. `swept`: the whole listing has been read once.
    `child`: it was found by reading the parents of one that stands before it.
    """

    listing: Listed
    history: bool
    child: bool
    swept: bool
    rested: list[dict[str, str]]
    waits: list[Kept]
    rests: list[Rested | None] = []


class Document(_Object):
    """All waits of one call. `tells` are the kinds of events that it gives.

    `own` are the service and the name of each type that the catalogue doesn't have, or has a different table of.
    """

    version: Literal[1]
    tells: list[Literal["change", "outcome"]]
    fail_fast: bool
    waits: list[Kept]
    listings: list[KeptListing] = []
    own: list[tuple[str, str]] = []


class Told(_Object):
    """One event, of the thing that it is about: a change, or the end."""

    thing: Thing
    change: Step | None
    end: End | None


class Shown(_Object):
    """What the reading of a listing has shown for the first time, at a moment.

    `begun` are the identifiers of what is waited for from then on, or again, `rested` of what was at rest already,
    `below` the parameters of the listings of parents; `swept`: it has been read to its end.
    """

    listing: Listed
    time: Moment
    begun: list[dict[str, str]]
    rested: list[dict[str, str]]
    below: list[dict[str, Any]]
    swept: bool


Record: TypeAlias = Told | Shown
"""What can be added to a document."""


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


def read_record(record: object) -> Record:
    """Read what is to be added to a document.

    Raises:
        ValueError: it is nothing of the kind; the message names what is wrong.
    """
    if isinstance(record, Mapping) and "listing" in record:
        return _converted(record, Shown)
    told = _converted(record, Told)
    if (told.change is None) == (told.end is None):
        raise ValueError("an event must be either a change or an end")
    return told


def _converted(value: object, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


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
