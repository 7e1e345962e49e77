"""AWS's Query protocol: requests that are forms, answers and errors in XML, as the services' models say."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.marshal import read_text, write_time
from mlwaiters.testing.models import service_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.testing.routes import Received

HEADERS: Final = {"Content-Type": "text/xml"}
_ACTION: Final = re.compile(rb"(^|&)Action=")
_MOST_FIELDS: Final = 1000
_DEEPEST: Final = 20
"""How many steps the name of a parameter has at most."""

# Services of the Query protocol have codes of their own for what those of JSON call by one with Exception in it.
_CODES: Final = {
    "ThrottlingException": "Throttling",
    "AccessDeniedException": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "ValidationException": "ValidationError",
}
_FORBIDDEN: Final = frozenset(_CODES.values()) - {"Throttling", "ValidationError"}


def is_form(received: Received) -> bool:
    """Whether a request is of this protocol."""
    if received.method != "POST" or received.path != "/" or "X-Amz-Target" in received.headers:
        return False
    kind = received.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded" and _ACTION.search(received.body) is not None


def form(body: bytes) -> dict[str, str]:
    """The fields of a request.

    Raises:
        AWSError: it is no form that can be read.
    """
    try:
        return dict(parse_qsl(body.decode("ascii"), True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise AWSError("MalformedQueryString", "The query string is no form that can be read.") from None


def read(shape: Any, fields: Mapping[str, str], prefix: str = "") -> Any:
    """Read a structure out of the fields of a form that begin with a prefix."""
    given: dict[str, Any] = {}
    for name, part in shape.members.items() if shape is not None else ():
        told = f"{prefix}{part.serialization.get('name', name)}"
        value = _value(part, fields, told)
        if value is not None:
            given[name] = value
    return given


def _value(shape: Any, fields: Mapping[str, str], name: str) -> Any:
    """The value of that name; None where there is none."""
    if not any(field == name or field.startswith(f"{name}.") for field in fields) or name.count(".") > _DEEPEST:
        return None
    if shape.type_name == "structure":
        return read(shape, fields, f"{name}.")
    if shape.type_name == "list":
        flat = shape.serialization.get("flattened")
        stem = name if flat else f"{name}.{shape.member.serialization.get('name', 'member')}"
        return list(_items(shape.member, fields, stem))
    return read_text(shape, fields[name]) if name in fields else None


def _items(shape: Any, fields: Mapping[str, str], stem: str) -> Iterator[Any]:
    for number in range(1, len(fields) + 1):
        value = _value(shape, fields, f"{stem}.{number}")
        if value is None:
            return
        yield value


def answer(model: Any, result: Mapping[str, Any]) -> bytes:
    """Write what an operation gives."""
    shape = model.output_shape
    inner = _members(shape, result) if shape is not None else ""
    wrapper = shape.serialization.get("resultWrapper") if shape is not None else None
    told = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
    told += f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
    return _document(model.service_model, f"{model.name}Response", told)


def refusal(service: str, error: AWSError) -> tuple[int, bytes]:
    """Write an error as a service does, and say with which HTTP status it comes."""
    code = _CODES.get(error.code, error.code)
    kind = "Sender" if error.status < 500 else "Receiver"
    told = f"<Error><Type>{kind}</Type><Code>{_text(code)}</Code><Message>{_text(error.message)}</Message></Error>"
    told += f"<RequestId>{uuid.uuid4()}</RequestId>"
    status = 403 if code in _FORBIDDEN else error.status
    return status, _document(service_model(service), "ErrorResponse", told)


def _document(model: Any, root: str, told: str) -> bytes:
    return f'<{root} xmlns="{model.metadata["xmlNamespace"]}">{told}</{root}>'.encode()


def _members(shape: Any, value: Mapping[str, Any]) -> str:
    known = ((name, part) for name, part in value.items() if name in shape.members and part is not None)
    return "".join(
        _element(shape.members[name].serialization.get("name", name), shape.members[name], part) for name, part in known
    )


def _element(name: str, shape: Any, value: Any) -> str:
    if shape.type_name == "list":
        item = name if shape.serialization.get("flattened") else shape.member.serialization.get("name", "member")
        told = "".join(_element(item, shape.member, one) for one in value)
        return told if shape.serialization.get("flattened") else f"<{name}>{told}</{name}>"
    if shape.type_name == "structure":
        told = _members(shape, value) if hasattr(value, "items") else ""
    elif shape.type_name == "timestamp":
        told = _text(write_time(value, shape.serialization.get("timestampFormat", "iso8601")))
    else:
        told = _text(str(value).lower() if isinstance(value, bool) else value)
    return f"<{name}>{told}</{name}>"


def _text(value: object) -> str:
    """What XML has no way to write is left out."""
    return escape("".join(letter for letter in str(value) if letter.isprintable()))
