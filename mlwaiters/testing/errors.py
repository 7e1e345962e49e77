"""How services say no: the error itself, and by which code each says what."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.testing.models import JSON, at, operation_model, protocol, service_model

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVALID: Final = (
    "ValidationException",
    "InvalidInputException",
    "InvalidParameterException",
    "InvalidParameterValueException",
    "InvalidRequestException",
    "InvalidArgumentException",
    "BadRequestException",
    "ClientException",
)
"""The codes for parameters that a service refuses: its own is that which most of its operations have."""

_THROTTLED: Final = ("ThrottlingException", "ThrottledException", "TooManyRequestsException")


class AWSError(Exception):
    """What the service answers instead of an answer: a code, a message, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid(service: str, message: str) -> AWSError:
    """The error for parameters that a service refuses."""
    return modelled(service, _first(service, _INVALID), message)


def throttling(service: str) -> AWSError:
    """The error for a call over quota."""
    return modelled(service, _first(service, _THROTTLED), "Rate exceeded")


def modelled(service: str, code: str, message: str) -> AWSError:
    """An error with the HTTP status that the service's model says; in AWS's JSON protocol all have the same."""
    shape = _errors(service).get(code) if protocol(service) != JSON else None
    status = shape.metadata.get("error", {}).get("httpStatusCode", 400) if shape is not None else 400
    return AWSError(code, message, status)


def message_member(service: str, code: str) -> str:
    """What a service calls the message of an error: by the error's own model, or else as most of its errors do."""
    own = _message_of(_errors(service).get(code))
    return own or _usual_message(service)


def codes_of(service: str, operation: str) -> list[str]:
    """The errors that an operation's model names."""
    return [shape.error_code for shape in operation_model(service, operation).error_shapes]


@cache
def _first(service: str, codes: tuple[str, ...]) -> str:
    model = service_model(service)
    told = Counter(
        shape.error_code for name in model.operation_names for shape in model.operation_model(name).error_shapes
    )
    return max(codes, key=lambda code: told[code])


@cache
def _errors(service: str) -> dict[str, Any]:
    return {shape.error_code: shape for shape in service_model(service).error_shapes}


@cache
def _usual_message(service: str) -> str:
    told = [name for shape in _errors(service).values() if (name := _message_of(shape))]
    return max(("message", "Message"), key=told.count)


def _message_of(shape: Any) -> str:
    return next(_messages(shape), "") if shape is not None else ""


def _messages(shape: Any) -> Iterator[str]:
    return (name for name in shape.members if name.lower() == "message" and at(shape, name).type_name == "string")
