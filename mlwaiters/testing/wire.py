"""The wire: AWS's JSON 1.1 requests read and checked against the services' models, answers and errors written."""

from __future__ import annotations

import json
import math
import re
import uuid
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from mlwaiters.shapes import Violation, violations
from mlwaiters.testing.pages import seconds
from mlwaiters.testing.parents import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTENT_TYPE = "application/x-amz-json-1.1"
LARGEST_BODY = 1024 * 1024
"""Bytes of a request's body that are read at most."""

DEEPEST = 200
"""How far a request may be nested: far above what any parameter needs, and below what Python can walk."""

_KEY = re.compile(r"\bCredential=([^/,\s]+)/")


class AWSError(Exception):
    """What the service answers instead of an answer: a code, a message, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was understood: botocore's names of the service and the operation, and its parameters."""

    service: str
    operation: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@cache
def service_model(service: str) -> Any:
    """The model of a service, by botocore's name; read from disk once for the whole process, as that is slow."""
    from botocore.session import Session  # noqa: PLC0415 - slow to import, and not needed before the first request

    return Session().get_service_model(service)


@cache
def operation_model(service: str, operation: str) -> Any:
    """The model of an operation; None where the service has none of that name."""
    model = service_model(service)
    return model.operation_model(operation) if operation in model.operation_names else None


@cache
def _prefixes() -> dict[str, str]:
    return {service_model(service).metadata["targetPrefix"]: service for service in SERVICES}


def target(headers: Mapping[str, str]) -> tuple[str, str]:
    """The service and the operation that a request is for.

    Raises:
        AWSError: it names none that there is.
    """
    prefix, _, operation = headers.get("X-Amz-Target", "").partition(".")
    service = _prefixes().get(prefix)
    if service is None:
        raise AWSError("UnknownOperationException", "", 404)
    if operation_model(service, operation) is None:
        raise AWSError("UnknownOperationException", f"The requested operation {operation[:100]!r} is not known.")
    return service, operation


def decode(headers: Mapping[str, str], body: bytes) -> Asked:
    """Read a request, and refuse all that the service's model refuses.

    Raises:
        AWSError: as the service would answer.
    """
    service, operation = target(headers)
    if "Authorization" not in headers:
        raise AWSError("MissingAuthenticationTokenException", "Missing Authentication Token")
    given = _parsed(body)
    shape = operation_model(service, operation).input_shape
    if shape is not None:
        _check(service, shape, given)
    return Asked(service, operation, given)


def access_key(headers: Mapping[str, str]) -> str:
    """The access key that a request was signed with; empty where it says none."""
    found = _KEY.search(headers.get("Authorization", ""))
    return found[1] if found else ""


def answer(service: str, operation: str, result: Mapping[str, Any]) -> Answer:
    """Write what an operation gives; an operation that gives nothing has an empty body."""
    nothing = operation_model(service, operation).output_shape is None
    body = b"" if nothing else json.dumps(result).encode()
    return Answer(200, _headers(), body)


def refusal(service: str, error: AWSError) -> Answer:
    """Write an error as the service does."""
    message = "Message" if service == "glue" else "message"
    body = json.dumps({"__type": error.code, message: error.message}).encode()
    return Answer(error.status, _headers() | {"x-amzn-ErrorType": error.code}, body)


def invalid(service: str, message: str) -> AWSError:
    """The error for parameters that a service refuses."""
    return AWSError("InvalidInputException" if service == "glue" else "ValidationException", message)


def throttling() -> AWSError:
    """The error for a call over quota, the same for every service that speaks JSON."""
    return AWSError("ThrottlingException", "Rate exceeded")


def _headers() -> dict[str, str]:
    return {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": str(uuid.uuid4())}


def parse_json(body: bytes) -> Any:
    """Read JSON as strictly as a service does: UTF-8, finite numbers, whole characters, and not too deep.

    Raises:
        ValueError: it is none.
    """
    text = body.decode("utf-8")
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if _is_deeper(value, DEEPEST):
        raise ValueError("nested too deep")
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no text
    return value


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        given = parse_json(body or b"{}")
    except ValueError:
        raise AWSError("SerializationException", "The request body is no JSON that can be read.") from None
    if not isinstance(given, dict):
        raise AWSError("SerializationException", "Start of structure or map found where not expected.")
    return given


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits} is no number")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _check(service: str, shape: Any, given: Mapping[str, Any]) -> None:
    found = list(violations(shape, given))
    for violation in found:
        if violation.constraint.startswith("Member must be a "):
            wanted = violation.constraint.removeprefix("Member must be a ").capitalize()
            raise AWSError("SerializationException", f"{_token_name(violation.value)} can not be converted to {wanted}")
    found += _not_times(shape, given)
    if found:
        many = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        raise invalid(service, many + "; ".join(map(_told, found)))


def _not_times(shape: Any, value: Any, path: str = "") -> Iterator[Violation]:
    """Timestamps that come as text which is none."""
    if shape.type_name == "timestamp":
        try:
            seconds(value)
        except (ValueError, OverflowError):
            yield Violation(path, value, "Member must be a timestamp")
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from _not_times(member, value[name], f"{path}.{name}" if path else name)


def _told(violation: Violation) -> str:
    shown = "null" if violation.value is None else f"'{violation.value}'"
    path = ".".join(step[:1].lower() + step[1:] for step in violation.path.split("."))
    return f"Value {shown} at '{path}' failed to satisfy constraint: {violation.constraint}"


def _token_name(value: object) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    if isinstance(value, int | float):
        return "NUMBER_VALUE"
    return "STRING_VALUE" if isinstance(value, str) else "START_ARRAY" if isinstance(value, list) else "START_OBJECT"
