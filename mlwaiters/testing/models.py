"""The services' own models, as botocore has them: what is simulated speaks, takes and answers as they say."""

from __future__ import annotations

import os
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

JSON: Final = "json"
REST_JSON: Final = "rest-json"
QUERY: Final = "query"
PROTOCOLS: Final = (JSON, REST_JSON, QUERY)
"""The protocols that are spoken here, by botocore's names."""

_TEXT: Final = SimpleNamespace(name="", type_name="string", metadata={})


@cache
def service_model(service: str) -> Any:
    """The model of a service, by botocore's name; read from disk once for the whole process, as that is slow."""
    from botocore.model import ServiceModel  # noqa: PLC0415 - as below

    return ServiceModel(_loader().load_service_model(service, "service-2"), service_name=service)


@cache
def operation_model(service: str, operation: str) -> Any:
    """The model of an operation; None where the service has none of that name."""
    model = service_model(service)
    return model.operation_model(operation) if operation in model.operation_names else None


def protocol(service: str) -> str:
    """The protocol that a client of botocore's speaks to a service: the first that it knows of those on offer."""
    return str(service_model(service).resolved_protocol)


def signing_name(service: str) -> str:
    """What a service is called in the signature of a request; several may go by one."""
    metadata = service_model(service).metadata
    return str(metadata.get("signingName") or metadata["endpointPrefix"])


def available() -> list[str]:
    """Every service that botocore has a model of."""
    found: list[str] = _loader().list_available_services("service-2")
    return found


def input_of(service: str, operation: str) -> Any:
    """The shape of what an operation takes; None where it takes nothing."""
    return operation_model(service, operation).input_shape


def output_of(service: str, operation: str) -> Any:
    """The shape of what an operation answers; None where it answers nothing."""
    return operation_model(service, operation).output_shape


def members_of(shape: Any) -> dict[str, Any]:
    """The shapes of a structure's members, by name; empty for anything else, and for nothing."""
    return dict(shape.members) if shape is not None and shape.type_name == "structure" else {}


def required_of(shape: Any) -> list[str]:
    """The names of the members that a structure can't do without; none for nothing."""
    return list(shape.required_members) if shape is not None else []


@cache
def at(shape: Any, path: str) -> Any:
    """The shape at a dotted path below a structure, where a step may go into a list: `jobs[]`; None for nowhere.

    Below a document, whose layout the model leaves open, there is a text wherever one is looked for.
    """
    for step in path.split(".") if path else ():
        if getattr(shape, "is_document_type", False):
            return _TEXT
        shape = members_of(shape).get(step.removesuffix("[]"))
        if step.endswith("[]"):
            shape = shape.member if shape is not None and shape.type_name == "list" else None
    return shape


@cache
def _loader() -> Any:
    """The reader of models from disk. A session has one, too, but wants a profile that is there."""
    from botocore.loaders import create_loader  # noqa: PLC0415 - slow to import, and not needed before the first request

    return create_loader(os.environ.get("AWS_DATA_PATH"))
