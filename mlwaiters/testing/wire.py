"""The wire: requests read and checked against the services' models, answers and errors written in their protocol."""

from __future__ import annotations

import base64
import json
import math
import re
import uuid
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import parse_qsl

from mlwaiters.shapes import Violation, violations
from mlwaiters.testing import query
from mlwaiters.testing.errors import AWSError, invalid, message_member
from mlwaiters.testing.marshal import read, read_text, write, write_time
from mlwaiters.testing.models import JSON, QUERY, REST_JSON, members_of, operation_model, protocol, service_model
from mlwaiters.testing.pages import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mlwaiters.testing.routes import Received, Route

CONTENT_TYPE: Final = "application/x-amz-json-1.1"
LARGEST_BODY = 1024 * 1024
"""Bytes of a request's body that are read at most."""

DEEPEST = 200
"""How far a request may be nested: far above what any parameter needs, and below what Python can walk."""

_KEY = re.compile(r"\bCredential=([^/,\s]+)/")


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


def decode(received: Received, route: Route) -> Asked:
    """Read a request, and refuse all that the service's model refuses.

    Raises:
        AWSError: as the service would answer.
    """
    if "Authorization" not in received.headers:
        raise AWSError("MissingAuthenticationTokenException", "Missing Authentication Token")
    shape = operation_model(route.service, route.operation).input_shape
    given = _READ[protocol(route.service)](shape, received, route)
    if shape is not None:
        _check(route.service, shape, given)
    return Asked(route.service, route.operation, given)


def access_key(headers: Mapping[str, str]) -> str:
    """The access key that a request was signed with; empty where it says none."""
    found = _KEY.search(headers.get("Authorization", ""))
    return found[1] if found else ""


def answer(service: str, operation: str, result: Mapping[str, Any]) -> Answer:
    """Write what an operation gives; an operation that gives nothing has an empty body."""
    model = operation_model(service, operation)
    if protocol(service) == QUERY:
        return Answer(200, query.HEADERS, query.answer(model, result))
    headers = _headers(service)
    if model.output_shape is None:
        return Answer(_status(service, model), headers, b"")
    if protocol(service) == JSON:
        return Answer(200, headers, json.dumps(write(model.output_shape, result)).encode())
    return _rest_answer(service, model, result, headers)


def refusal(service: str, error: AWSError) -> Answer:
    """Write an error as the service does."""
    if service and protocol(service) == QUERY:
        status, told = query.refusal(service, error)
        return Answer(status, query.HEADERS, told)
    message = message_member(service, error.code) if service else "message"
    body = json.dumps({"__type": error.code, message: error.message}).encode()
    return Answer(error.status, _headers(service) | {"x-amzn-ErrorType": error.code}, body)


@cache
def _content_type(service: str) -> str:
    if not service or protocol(service) == JSON:
        version = service_model(service).metadata["jsonVersion"] if service else "1.1"
        return f"application/x-amz-json-{version}"
    return "application/json"


def _headers(service: str) -> dict[str, str]:
    return {"Content-Type": _content_type(service), "x-amzn-RequestId": str(uuid.uuid4())}


def _json(shape: Any, received: Received, _route: Route) -> Mapping[str, Any]:
    given: Mapping[str, Any] = read(shape, _parsed(received.body))
    return given


def _form(shape: Any, received: Received, _route: Route) -> Mapping[str, Any]:
    given: Mapping[str, Any] = query.read(shape, query.form(received.body))
    return given


# --- REST ------------------------------------------------------------------------------------------------------------


def _rest(shape: Any, received: Received, route: Route) -> dict[str, Any]:
    """Read the parameters of a request from wherever its model puts each: path, query string, headers, body."""
    members = members_of(shape)
    places = {name: part.serialization.get("location", "") for name, part in members.items()}
    query: dict[str, list[str]] = {}
    for name, text in parse_qsl(received.query, keep_blank_values=True):
        query.setdefault(name, []).append(text)
    given: dict[str, Any] = {}
    for name, part in members.items():
        told = part.serialization.get("name", name)
        if places[name] == "uri" and told in route.labels:
            given[name] = read_text(part, route.labels[told])
        elif places[name] == "querystring" and told in query:
            given[name] = _queried(part, query[told])
        elif places[name] == "header" and told in received.headers:
            given[name] = read_text(part, received.headers[told])
    return {**given, **_rest_body(shape, received.body, places)}


_READ: Final[Mapping[str, Callable[[Any, Received, Route], Mapping[str, Any]]]] = {
    JSON: _json,
    QUERY: _form,
    REST_JSON: _rest,
}


def _queried(shape: Any, texts: list[str]) -> Any:
    if shape.type_name == "list":
        return [read_text(shape.member, text) for text in texts]
    return read_text(shape, texts[-1])


def _rest_body(shape: Any, body: bytes, places: Mapping[str, str]) -> Mapping[str, Any]:
    payload = shape.serialization.get("payload") if shape is not None else None
    if payload and shape.members[payload].type_name not in ("structure", "map", "list"):
        return {payload: body.decode("utf-8", "replace")} if body else {}
    if payload:
        return {payload: read(shape.members[payload], _parsed(body))} if body else {}
    given = read(shape, _parsed(body))
    return {name: value for name, value in given.items() if not places.get(name)}


def _rest_answer(service: str, model: Any, result: Mapping[str, Any], headers: dict[str, str]) -> Answer:
    shape = model.output_shape
    body: dict[str, Any] = {}
    for name, value in result.items():
        part = shape.members[name]
        place, told = part.serialization.get("location", ""), part.serialization.get("name", name)
        if place == "header":
            form = part.serialization.get("timestampFormat", "rfc822")
            headers[told] = str(write_time(value, form) if part.type_name == "timestamp" else value)
        elif not place:
            body[told] = write(part, value)
    payload = shape.serialization.get("payload")
    if payload:
        told = body.get(shape.members[payload].serialization.get("name", payload), {})
        sent = told if isinstance(told, str) else json.dumps(told)
        if shape.members[payload].type_name == "blob":
            sent = base64.b64decode(sent).decode()
        return Answer(_status(service, model), headers, sent.encode())
    return Answer(_status(service, model), headers, json.dumps(body).encode())


def _status(service: str, model: Any) -> int:
    return 200 if protocol(service) == JSON else int(model.http.get("responseCode", 200))


# --- JSON, and what the model refuses --------------------------------------------------------------------------------


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
