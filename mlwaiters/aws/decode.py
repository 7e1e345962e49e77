"""From AWS's documents to observations, by the paths of a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp

from mlwaiters.errors import ServiceError
from mlwaiters.model import GONE, Observation, Ref
from mlwaiters.paths import dig
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.errors import ReadError
    from mlwaiters.model import Fields, Listing, Roll


def described(ref: Ref, response: Mapping[str, Any], time: float) -> Observation:
    """Read what a describe operation answered.

    Raises:
        ServiceError: the answer has no status where the table says it is.
    """
    describe = ref.type.describe
    if ref.type.accepted is not None:
        return ref.type.accepted.observe(ref, response, time)
    document: Any = response
    if describe.within.endswith("[]"):
        document = next(iter(_items(response, describe.within.removesuffix("[]"), describe.operation)), None)
        state = dig(document, describe.fields.status)
        if state == describe.gone if describe.gone else document is None:  # asked for by a list of one: there is none
            return Observation(ref, GONE, time, operation=describe.operation, response=response)
    elif describe.within:
        document = dig(response, describe.within)
    if describe.unsaid and dig(document, describe.fields.status) is None:
        return Observation(ref, describe.unsaid, time, operation=describe.operation, response=response)
    return observed(ref, document, describe.fields, time=time, operation=describe.operation, response=response)


def refused(ref: Ref, failure: ReadError, time: float) -> Observation | None:
    """Read the answer of a describe that failed, which may be what an acceptor asks for; None where none does.

    A throttle is none that only says to look again, which the budget knows better when to do, or takes any error.
    """
    accepted = ref.type.accepted
    acceptor = accepted.first(failure.response) if accepted is not None and failure.response else None
    if accepted is None or acceptor is None:
        return None
    throttled = isinstance(failure, ServiceError) and failure.throttled
    if throttled and (acceptor.state == "retry" or acceptor.expected is True):
        return None
    return accepted.observe(ref, failure.response, time, failure.calls)


def listed(listing: Listing, response: Mapping[str, Any], time: float) -> tuple[Observation, ...]:
    """Read a page of a listing.

    Raises:
        ServiceError: the page, or an item of it, isn't of the form that the table says.
    """
    lists = listing.lists
    known = listing.known
    found: list[Observation] = []
    for item in _items(response, lists.items, lists.operation):
        values = tuple(_text(item, path) or known.get(name, "") for name, path in lists.identifiers.items())
        if not all(values):
            names = ", ".join(lists.identifiers.values())
            raise _malformed(lists.operation, f"an item of {lists.items} without {names}")
        ref = Ref(listing.type, values)
        found.append(observed(ref, item, lists.fields, time=time, operation=lists.operation, response=item, calls=0))
    return tuple(found)


def called(roll: Roll, response: Mapping[str, Any], time: float) -> tuple[Observation, ...]:
    """Read what an operation that describes many things has found of those it was asked for.

    Raises:
        ServiceError: the answer, or an item of it, isn't of the form that the table says.
    """
    batch = roll.batch
    asked = {ref.values[0]: ref for ref in roll.refs}
    found: list[Observation] = []
    for item in _items(response, batch.items, batch.operation):
        ref = asked.get(_text(item, batch.identifier))
        if ref is not None:
            found.append(
                observed(ref, item, batch.fields, time=time, operation=batch.operation, response=item, calls=0)
            )
    return tuple(found)


def parents(listing: Listing, response: Mapping[str, Any]) -> tuple[str, ...]:
    """Read a page of the parents of an orphaned listing: their names.

    Raises:
        ServiceError: the page isn't of the form that the table says.
    """
    parent = listing.lists.parent
    assert parent is not None  # only an orphaned listing has parents to read
    items = _items(response, parent.items, parent.operation)
    names = tuple(dig(item, parent.name) if parent.name else item for item in items)
    if not all(isinstance(name, str) for name in names):
        raise _malformed(parent.operation, f"an item of {parent.items} without {parent.name or 'a name'}")
    return names


def observed(
    ref: Ref,
    document: object,
    fields: Fields,
    *,
    time: float,
    operation: str,
    response: Mapping[str, Any],
    calls: int = 1,
) -> Observation:
    """Read one document, the thing itself or an item of a listing, by the paths of a table.

    Raises:
        ServiceError: there is no status in it.
    """
    state = dig(document, fields.status)
    if fields.resting is not None and (state or "") == fields.resting[0]:
        state = dig(document, fields.resting[1]) or state
    if not isinstance(state, str) or not state:
        raise _malformed(operation, f"no status at {fields.status}, but {quoted(state)}")
    return Observation(
        ref,
        state,
        time,
        operation=operation,
        reason=next((reason for path in fields.reason if (reason := _words(document, path))), ""),
        created=_moment(document, fields.created),
        modified=_moment(document, fields.modified),
        arn=_text(document, fields.arn),
        configuration=_text(document, fields.configuration),
        pending_configuration=_text(document, fields.pending_configuration),
        response=response,
        calls=calls,
    )


def timestamp(value: object) -> datetime:
    """Read a timestamp of AWS's, as botocore's own parser does, but straight away where it is a number, as usual.

    Raises:
        ResponseParserError: it is none. (A `ValueError` would tell of parameters that the client refuses.)
    """
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        moment: datetime = parse_timestamp(value)
    except (ValueError, OverflowError, OSError) as error:
        raise ResponseParserError(f"{quoted(value)} is no timestamp") from error
    return moment


def _items(response: Mapping[str, Any], member: str, operation: str) -> list[Any]:
    items = response.get(member, [])
    if not isinstance(items, list):
        raise _malformed(operation, f"no list at {member}")
    return items


def _text(document: object, path: str) -> str:
    value = dig(document, path) if path else None
    return value if isinstance(value, str) else ""


def _words(document: object, path: str) -> str:
    """The text at a path, all of those in a list there, or (`Errors[].Message`) what each item of a list says."""
    here, many, below = path.partition("[].")
    value = dig(document, here)
    if not isinstance(value, list):
        return _text(document, path)
    said = (_words(item, below) for item in value) if many else map(str, value)
    return "; ".join(dict.fromkeys(filter(None, said)))


def _moment(document: object, path: str) -> float | None:
    value = dig(document, path) if path else None
    return value.timestamp() if isinstance(value, datetime) else None


def _malformed(operation: str, what: str) -> ServiceError:
    return ServiceError(f"{operation} answered with {what}", transient=True, answered=False)
