"""The catalogue: one module of tables per AWS service, imported only when asked for.

A deadline with a source beside it is what the service documents, and queueing. The others are ours: a day for a job, an
hour for a thing that is made or changed, more for what trains for days.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from mlwaiters.errors import UnknownNameError
from mlwaiters.model import ResourceType
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SERVICES = tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__)))
"""The services that have tables, by botocore's name: `bedrock-agent` is the module `bedrock_agent`."""


def catalogue(service: str, own: Sequence[ResourceType] = ()) -> dict[str, ResourceType]:
    """Every resource type of a service by its name on the command line, in alphabetical order.

    `own` are a user's, which go before those of the same name here.

    Raises:
        UnknownNameError: no tables for that service; the message names the nearest.
    """
    known = services(own)
    if service not in known:
        raise UnknownNameError(unknown("service", service, known))
    kinds = {kind.resource: kind for kind in (*_ours(service), *own) if kind.service == service}
    return dict(sorted(kinds.items()))


def services(own: Sequence[ResourceType] = ()) -> tuple[str, ...]:
    """The services that have tables, here or among a user's `own`."""
    return tuple(sorted({*SERVICES, *(kind.service for kind in own)}))


def of_catalogue(kind: ResourceType) -> tuple[Callable[[str, str], ResourceType], tuple[str, str]] | None:
    """How to find a type of the catalogue again, as pickle wants to know it; None for one that isn't of it."""
    here = kind.service in SERVICES and any(kind is one for one in _ours(kind.service))
    return (find, (kind.service, kind.resource)) if here else None


def _ours(service: str) -> Iterator[ResourceType]:
    if service in SERVICES:
        module = import_module(f"mlwaiters.resources.{service.replace('-', '_')}")
        yield from (value for value in vars(module).values() if isinstance(value, ResourceType))


def find(service: str, resource: str, own: Sequence[ResourceType] = ()) -> ResourceType:
    """Find one resource type: `find("glue", "ml-task-run")`, or by AWS's spelling, `find("glue", "MLTaskRun")`.

    `own` are a user's, which go before those of the same name in the catalogue.

    Raises:
        UnknownNameError: no such service, or no such resource in it; the message names the nearest.
    """
    kinds = catalogue(service, own)
    by_name = {kind.name: kind for kind in kinds.values()}
    if resource in kinds:
        return kinds[resource]
    if resource in by_name:
        return by_name[resource]
    raise UnknownNameError(f"{service}: {unknown('resource', resource, kinds)}")


def operations(own: Iterable[ResourceType] = ()) -> tuple[str, ...]:
    """Every operation that is called, as `glue:GetJobRun`: several services may have one of the same name.

    `own` are a user's types, which have operations of their own.
    """
    kinds = (*(kind for service in SERVICES for kind in _ours(service)), *own)
    return tuple(dict.fromkeys(f"{kind.service}:{name}" for kind in kinds for name in _calls(kind)))


def _calls(kind: ResourceType) -> Iterator[str]:
    yield kind.describe.operation
    stop = kind.request("stop")
    if stop is not None:
        yield from stop.by[:1]
    if kind.batch is not None:
        yield kind.batch.operation
    if kind.lists is not None:
        yield kind.lists.operation
    if kind.lists is not None and kind.lists.parent is not None:
        yield kind.lists.parent.operation
