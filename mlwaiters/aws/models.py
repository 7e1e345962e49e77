"""What botocore's models say of an operation's parameters: names and values refused before any call is made."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import create_loader
from botocore.model import ServiceModel, Shape

from mlwaiters.errors import InvalidRequestError
from mlwaiters.model import Listing, Ref
from mlwaiters.shapes import strangers, violations
from mlwaiters.text import printable, unknown

if TYPE_CHECKING:
    from botocore.loaders import Loader


@cache
def loader() -> Loader:
    """The reader of service models that all clients share: each model is read from disk once.

    A session would have one, too, but looks for it through the user's profile, which may not be there.
    """
    return create_loader(os.environ.get("AWS_DATA_PATH"))


@cache
def suffixes() -> tuple[str, ...]:
    """How the names of AWS's own hosts end, in every partition: `.amazonaws.com`."""
    partitions = [each["outputs"] for each in loader().load_data("partitions")["partitions"]]
    kinds = ("dnsSuffix", "dualStackDnsSuffix")
    return tuple(dict.fromkeys(f".{outputs[kind]}" for outputs in partitions for kind in kinds))


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service, by botocore's name."""
    return ServiceModel(loader().load_service_model(service, "service-2"), service_name=service)


@cache
def parameters(service: str, operation: str) -> dict[str, Shape]:
    """The input parameters of an operation, with the shape of each."""
    shape = service_model(service).operation_model(operation).input_shape
    return dict(shape.members) if shape is not None else {}


@lru_cache(maxsize=10_000)  # asked at every look
def check(target: Ref | Listing) -> None:
    """Refuse what the service's own model refuses: an identifier or a parameter of a wrong name, pattern or length.

    Raises:
        InvalidRequestError: naming the parameter, its value and what was expected.
    """
    kind = target.type
    operation = kind.describe.operation if isinstance(target, Ref) else target.lists.operation
    given: dict[str, Any] = target.arguments if isinstance(target, Ref) else dict(target.parameters)
    shapes = parameters(kind.service, operation)
    for name, value in given.items():
        if name not in shapes:
            raise InvalidRequestError(f"{operation}: {unknown('parameter', name, shapes)}")
        for violation in (*violations(shapes[name], value, name), *strangers(shapes[name], value, name)):
            shown = printable(repr(violation.value), limit=200)
            raise InvalidRequestError(f"{operation}: {violation.path} {shown}: {violation.constraint}")
