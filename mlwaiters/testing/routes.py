"""Which operation a request is for: by a header, as AWS's JSON has it, by a form's Action, or by method and path."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from mlwaiters.testing import query
from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.models import JSON, QUERY, REST_JSON, operation_model, protocol, service_model, signing_name
from mlwaiters.testing.served import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_SIGNED: Final = re.compile(r"\bCredential=[^/,\s]+/[^/,\s]*/[^/,\s]*/([^/,\s]+)/")
_LABEL: Final = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came: `path` is still quoted, `query` is what follows the question mark."""

    method: str = "POST"
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Route:
    """The operation that a request is for, and what its path tells, by the names in its model's template."""

    service: str
    operation: str
    labels: Mapping[str, str] = field(default_factory=dict)


def find(received: Received, services: Sequence[str]) -> Route:
    """The operation that a request is for.

    Args:
        received: the request.
        services: those that there are, by botocore's names.

    Raises:
        AWSError: it names none that there is.
    """
    target = received.headers.get("X-Amz-Target", "")
    if target and received.path == "/":
        return _targeted(target, services)
    if query.is_form(received):
        return _acted(received, services)
    for service in _signed_for(received.headers, services, REST_JSON):
        for route in _routes(service):
            labels = route.labels_of(received)
            if labels is not None:
                return Route(service, route.operation, labels)
    raise AWSError("UnknownOperationException", "", 404)


def _targeted(target: str, services: Sequence[str]) -> Route:
    prefix, _, operation = target.partition(".")
    service = _service_of(prefix, tuple(services))
    if service is None:
        raise AWSError("UnknownOperationException", "", 404)
    if operation_model(service, operation) is None:
        raise AWSError("UnknownOperationException", f"The requested operation {operation[:100]!r} is not known.")
    return Route(service, operation)


@cache
def _service_of(prefix: str, services: tuple[str, ...]) -> str | None:
    """The service of a target prefix; those whose name is in it are looked at first, for a model takes time to read."""
    hinted = sorted(services, key=lambda service: service.replace("-", "") not in prefix.lower())
    return next((each for each in hinted if prefix and _prefix(each) == prefix), None)


def _prefix(service: str) -> str:
    return str(service_model(service).metadata.get("targetPrefix", "")) if protocol(service) == JSON else ""


def _acted(received: Received, services: Sequence[str]) -> Route:
    """The operation that a form is for."""
    fields = query.form(received.body)
    action, version = fields.get("Action", ""), fields.get("Version", "")
    for service in _signed_for(received.headers, (IDENTITY[0], *services), QUERY):
        known = operation_model(service, action) is not None and (service != IDENTITY[0] or action == IDENTITY[1])
        if known and service_model(service).metadata["apiVersion"] == version:
            return Route(service, action)
    raise AWSError("InvalidAction", f"Could not find operation {action[:100]} for version {version[:100]}")


def _signed_for(headers: Mapping[str, str], services: Iterable[str], spoken: str) -> Iterator[str]:
    """The services of a protocol that a request may be for, by its signature; all where that says nothing."""
    found = _SIGNED.search(headers.get("Authorization", ""))
    named = found[1] if found else ""
    for service in services:
        if protocol(service) == spoken and named in ("", signing_name(service)):
            yield service


@dataclass(frozen=True, slots=True)
class _Template:
    """The method and path of one operation; `plain` counts the letters of it that are no label."""

    operation: str
    method: str
    path: re.Pattern[str]
    names: tuple[str, ...]
    query: str
    plain: int

    def labels_of(self, received: Received) -> dict[str, str] | None:
        """What a request's path tells; None where it is none of this operation."""
        if received.method != self.method or not set(self.query.split("&")) <= {"", *received.query.split("&")}:
            return None
        found = self.path.fullmatch(received.path)
        return dict(zip(self.names, map(unquote, found.groups()), strict=True)) if found else None


@cache
def _routes(service: str) -> list[_Template]:
    """The templates of a service's operations, the most telling first."""
    model = service_model(service)
    templates = [_template(name, model.operation_model(name)) for name in model.operation_names]
    return sorted(templates, key=lambda template: (-template.plain, -len(template.query)))


def _template(name: str, model: Any) -> _Template:
    path, _, query = model.http["requestUri"].partition("?")
    parts, names, last, plain = [], [], 0, 0
    for label in _LABEL.finditer(path):
        literal = path[last : label.start()]
        parts += [re.escape(literal), "(.+)" if label[2] else "([^/]+)"]
        names.append(label[1])
        plain += len(literal)
        last = label.end()
    rest = path[last:]
    parts.append(re.escape(rest.removesuffix("/")) + "/?")
    return _Template(name, model.http["method"], re.compile("".join(parts)), tuple(names), query, plain + len(rest))
