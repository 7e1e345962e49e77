"""The catalogue: one module of tables per AWS service, imported only when asked for."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from mlwaiters.errors import UnknownNameError
from mlwaiters.model import ResourceType
from mlwaiters.text import unknown

SERVICES = tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__)))
"""The services that have tables, by botocore's name: `bedrock-agent` is the module `bedrock_agent`."""


def catalogue(service: str) -> dict[str, ResourceType]:
    """Every resource type of a service by its name on the command line, in alphabetical order.

    Raises:
        UnknownNameError: no tables for that service; the message names the nearest.
    """
    if service not in SERVICES:
        raise UnknownNameError(unknown("service", service, SERVICES))
    module = import_module(f"mlwaiters.resources.{service.replace('-', '_')}")
    kinds = [value for value in vars(module).values() if isinstance(value, ResourceType)]
    return {kind.resource: kind for kind in sorted(kinds, key=lambda kind: kind.resource)}


def find(service: str, resource: str) -> ResourceType:
    """Find one resource type: `find("glue", "ml-task-run")`, or by AWS's spelling, `find("glue", "MLTaskRun")`.

    Raises:
        UnknownNameError: no such service, or no such resource in it; the message names the nearest.
    """
    kinds = catalogue(service)
    by_name = {kind.name: kind for kind in kinds.values()}
    if resource in kinds:
        return kinds[resource]
    if resource in by_name:
        return by_name[resource]
    raise UnknownNameError(f"{service}: {unknown('resource', resource, kinds)}")


def operations() -> dict[str, str]:
    """Every operation that looks at anything, and the service that it belongs to."""
    found: dict[str, str] = {}
    for service in SERVICES:
        for kind in catalogue(service).values():
            found[kind.describe.operation] = service
            if kind.lists is not None:
                found[kind.lists.operation] = service
            if kind.lists is not None and kind.lists.parent is not None:
                found[kind.lists.parent.operation] = service
    return found
