"""Values as they go over the wire, and as botocore names them: names of members, times, bytes."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from typing import Any, Final

_TIMES: Final = {
    "iso8601": "iso8601",
    "rfc822": "rfc822",
    "unixTimestamp": "unixTimestamp",
    "unixtimestamp": "unixTimestamp",
}


def write(shape: Any, value: Any) -> Any:
    """Write a value as JSON that botocore's parsers read: times are seconds since the epoch until then."""
    if value is None or is_plain(shape):
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        named = ((shape.members[name], name, part) for name, part in value.items() if name in shape.members)
        return {_wire_name(member, name): write(member, part) for member, name, part in named}
    if kind == "list":
        return [write(shape.member, item) for item in value]
    if kind == "map":
        return {key: write(shape.value, item) for key, item in value.items()}
    if kind == "timestamp":
        return write_time(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
    if kind == "blob":
        return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()
    return value


def read(shape: Any, value: Any) -> Any:
    """Name a value of JSON as botocore does; what isn't of the shape's form stays as it is."""
    if shape is None or is_plain(shape):
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        own = {_wire_name(member, name): name for name, member in shape.members.items()}
        known = ((own.get(name, name), part) for name, part in value.items())
        return {name: read(shape.members.get(name), part) for name, part in known}
    if kind == "list" and isinstance(value, list):
        return [read(shape.member, item) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: read(shape.value, item) for key, item in value.items()}
    return value


def read_text(shape: Any, text: str) -> Any:
    """Read what stands in a path, a query string or a header; what isn't of the shape's form stays text."""
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name in ("float", "double"):
            return float(text)
        if shape.type_name == "timestamp" and shape.serialization.get("timestampFormat") == "rfc822":
            return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return text
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    return text


def write_time(seconds: Any, form: str) -> Any:
    """Write seconds since the epoch in one of the forms that botocore knows."""
    form = _TIMES.get(form, form)
    if form == "unixTimestamp" or not isinstance(seconds, int | float):
        return seconds
    moment = datetime.fromtimestamp(seconds, UTC)
    if form == "rfc822":
        return format_datetime(moment, usegmt=True)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def is_plain(shape: Any) -> bool:
    """Whether values of a shape go over the wire as they are."""
    return _is_plain(shape, frozenset())


def _is_plain(shape: Any, above: frozenset[str]) -> bool:
    if shape.name in above:
        return True
    kind, above = shape.type_name, above | {shape.name}
    if kind == "structure":
        members = shape.members.items()
        return all(_wire_name(part, name) == name and _is_plain(part, above) for name, part in members)
    if kind in ("list", "map"):
        return _is_plain(shape.member if kind == "list" else shape.value, above)
    if kind == "timestamp":
        return _TIMES.get(shape.serialization.get("timestampFormat", "unixTimestamp")) == "unixTimestamp"
    return bool(kind != "blob")


def _wire_name(shape: Any, name: str) -> str:
    return str(shape.serialization.get("name", name))
