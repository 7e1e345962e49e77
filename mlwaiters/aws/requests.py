"""How AWS is asked to stop a thing: the arguments follow from the operation's own model."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from mlwaiters.aws.models import service_model
from mlwaiters.errors import InvalidRequestError, ServiceError

if TYPE_CHECKING:
    from mlwaiters.model import Ref, ResourceType


def stop_call(ref: Ref) -> tuple[str, dict[str, Any]]:
    """The operation that stops a thing, and its arguments.

    Raises:
        InvalidRequestError: the type has no such operation, or its model doesn't say where the identifiers go.
    """
    request = ref.type.request("stop")
    if request is None or not request.by:
        raise InvalidRequestError(f"{ref.type} has no stop request")
    operation = request.by[0]
    arguments = {
        parameter: [ref.id[identifier]] if many else ref.id[identifier]
        for parameter, (identifier, many) in _places(ref.type, operation).items()
    }
    return operation, arguments


def stoppable(kind: ResourceType) -> bool:
    """Whether a type has an operation that stops a thing, and needs no more than its identifiers."""
    request = kind.request("stop")
    try:
        return request is not None and bool(request.by and _places(kind, request.by[0]))
    except InvalidRequestError:
        return False


@cache
def _places(kind: ResourceType, operation: str) -> dict[str, tuple[str, bool]]:
    """The identifier that goes into each parameter that the operation requires, and whether it goes into a list.

    Where the names are the same, that is clear. What is then left over on both sides is the same thing by another name
    (StopResource takes a ResourceArn, whatever it stops; BatchStopJobRun a list of JobRunIds), if it is one on each.
    """
    shape = service_model(kind.service).operation_model(operation).input_shape
    parameters = dict(shape.members) if shape is not None else {}
    needed = shape.required_members if shape is not None else ()
    # What names the thing is no token, though Athena's model calls the identifier of the query to be stopped one.
    required = [name for name in needed if name in kind.identifiers or not _token(parameters[name])]
    pairs = {name: name for name in required if name in kind.identifiers}
    left = [name for name in required if name not in pairs]
    over = [name for name in kind.identifiers if name not in pairs]
    if len(left) != len(over) or len(left) > 1:
        raise InvalidRequestError(f"{operation} requires {', '.join(required)}: not what names a {kind}")
    pairs |= dict(zip(left, over, strict=True))
    return {parameter: (pairs[parameter], parameters[parameter].type_name == "list") for parameter in required}


def _token(shape: Any) -> bool:
    """Whether a parameter only tells one request from another; the client makes it up."""
    return bool(shape.metadata.get("idempotencyToken")) or shape.name.endswith("IdempotencyToken")


def accepted(operation: str, answer: dict[str, Any]) -> None:
    """Take in the answer to a request.

    Raises:
        ServiceError: one for many things at once was refused for this one: the call itself goes well even so.
    """
    for refused in answer.get("Errors") or ():
        detail = refused.get("ErrorDetail") or {}
        code = str(detail.get("ErrorCode", ""))
        raise ServiceError(f"{operation}: {code}: {detail.get('ErrorMessage', '')}", code=code)
