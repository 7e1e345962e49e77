"""botocore's waiters, and others in their format, as something to wait for: a type that has acceptors for a table."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from mlwaiters.aws.models import loader, service_model
from mlwaiters.aws.waiterfile import VERSION, WaiterFile, find
from mlwaiters.errors import UnknownNameError
from mlwaiters.model import Describe, Fields, Ref, ResourceType
from mlwaiters.text import quoted, unknown

if TYPE_CHECKING:
    from os import PathLike

    from mlwaiters.acceptors import Accepted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Waiter(ResourceType):
    """What an operation answers, judged by a waiter's acceptors. Called with AWS's parameters it can be waited for.

        running = mlwaiters.botocore_waiter("ec2", "instance_running")
        outcome = await poller.wait(running(InstanceIds=["i-0123456789abcdef0"]))

    It looks again after the waiter's `delay`, for as long as its `maxAttempts` would take, where nothing else is said.
    """

    goal: Accepted = field(kw_only=True)
    required: tuple[str, ...] = ()
    document: str = ""

    @property
    def accepted(self) -> Accepted:
        """Its acceptors, which judge what the operation answers."""
        return self.goal

    def __call__(self, *values: Any, **named: Any) -> Ref:
        """Ask the operation with these parameters.

        Raises:
            TypeError: a parameter that the operation requires is missing, or it has none of that name.
        """
        if values:
            raise TypeError(f"{self} takes its parameters by name, not {quoted(values[0])} alone")
        for name in named:
            if name not in self.identifiers:
                raise TypeError(f"{self}: {unknown('parameter', name, self.identifiers)}")
        for name in self.required:
            if name not in named:
                raise TypeError(f"{self}: {name} is missing; it needs {', '.join(self.required)}")
        given = {name: copy.deepcopy(named[name]) for name in self.identifiers if name in named}
        return Question(self, tuple(f"{name}={_canonical(value)}" for name, value in given.items()), given)

    def __reduce__(self) -> str | tuple[Any, ...]:
        return (_waiter, (self.service, self.document))


@dataclass(frozen=True, slots=True, repr=False)
class Question(Ref):
    """What a waiter asks again and again: its operation, with these parameters."""

    parameters: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> dict[str, Any]:
        """The parameters by AWS's names."""
        return dict(self.parameters)

    @property
    def arguments(self) -> dict[str, Any]:
        """The parameters as the operation takes them."""
        return copy.deepcopy(self.id)

    @property
    def label(self) -> str:
        """The parameters in one short word: `i-1,i-2`."""
        return "/".join(map(_short, self.parameters.values())) or self.type.resource

    def __repr__(self) -> str:
        return f"{self.type!r}({', '.join(f'{name}={value!r}' for name, value in self.parameters.items())})"


def botocore_waiter(
    source: str | PathLike[str] | Mapping[str, Any], name: str, *, service: str | None = None
) -> Waiter:
    """A waiter that botocore has, or one of a file in the same format, to be waited for by a poller.

    Args:
        source: the service, by botocore's name; or, with `service`, the path of a file, or what stands in one.
        name: of the waiter, as boto3 or the file spells it: `instance_running`, `InstanceRunning`.
        service: whose operation a waiter of the caller's own asks.

    Raises:
        UnknownNameError: there is no such service or waiter; the message names the nearest.
        ValueError: the file makes no sense; the message names it, the line where that can be told, and what is meant.
    """
    if service is None:
        if not isinstance(source, str):
            raise UnknownNameError("a waiter that isn't botocore's needs service=, whose operation it asks")
        return _waiter(source, _one(shipped(source), name, source))
    _check_service(service)
    file = _written(source) if isinstance(source, Mapping) else WaiterFile.read(source)
    file.forms(service_model(service).operation_names)  # a mistake in any of them is told
    return _waiter(service, _one(file.documents(), name, service))


def shipped(service: str) -> dict[str, Any]:
    """The waiters that botocore has for a service, as it writes them.

    Raises:
        UnknownNameError: there is no such service, or it has none.
    """
    _check_service(service)
    with_waiters = loader().list_available_services("waiters-2")
    waiters = loader().load_service_model(service, "waiters-2")["waiters"] if service in with_waiters else {}
    if not waiters:
        raise UnknownNameError(f"botocore has no waiters for {service}")
    return dict(waiters)


def services() -> tuple[str, ...]:
    """The services for which botocore has waiters."""
    named = loader().list_available_services("waiters-2")
    return tuple(service for service in named if loader().load_service_model(service, "waiters-2")["waiters"])


def listed(service: str) -> list[dict[str, Any]]:
    """The waiters that botocore has for a service: what each is called, what it asks, how often and for how long.

    Raises:
        UnknownNameError: there is no such service, or it has none.
    """
    return [
        {
            "service": service,
            "waiter": xform_name(name),
            "operation": waiter["operation"],
            "interval": waiter["delay"],
            "timeout": waiter["delay"] * waiter["maxAttempts"],
        }
        for name, waiter in shipped(service).items()
    ]


def _check_service(service: str) -> None:
    known = loader().list_available_services("service-2")
    if service not in known:
        raise UnknownNameError(unknown("service", service, known))


def _written(document: Mapping[str, Any]) -> WaiterFile:
    try:
        return WaiterFile("the waiters", json.dumps(document))
    except (TypeError, ValueError) as error:
        raise ValueError(f"the waiters can't be written as JSON: {error}") from None


def _one(waiters: Mapping[str, Any], name: str, service: str) -> str:
    """One of a service's waiters as a file of its own."""
    found = find(waiters, name, service)
    return json.dumps({"version": VERSION, "waiters": {found: waiters[found]}}, sort_keys=True)


@lru_cache(maxsize=10_000)  # made twice it is the same, and so is what it asks: looked at once for all
def _waiter(service: str, document: str) -> Waiter:
    model = service_model(service)
    (form,) = WaiterFile(f"a waiter for {service}", document).forms(model.operation_names).values()
    shape = model.operation_model(form.operation).input_shape
    return Waiter(
        service=service,
        name=form.operation,
        identifiers=tuple(shape.members) if shape else (),
        requests=(),
        describe=Describe(form.operation, Fields(status="")),
        lists=None,
        absent=(),
        timeout=form.delay * form.attempts,
        goal=form.accepted,
        interval=form.delay,
        required=tuple(shape.required_members) if shape else (),
        document=document,
    )


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def _short(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_short, value))
    return value if isinstance(value, str) else json.dumps(value, default=str)
