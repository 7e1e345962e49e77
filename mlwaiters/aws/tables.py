"""Tables from files, held against the models of the services that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.aws.lint import findings
from mlwaiters.aws.models import loader, service_model
from mlwaiters.tables import refuse, survey
from mlwaiters.tables.findings import Finding, contradictions, oddities

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from mlwaiters.model import ResourceType


def load_tables(source: str | os.PathLike[str]) -> tuple[ResourceType, ...]:
    """Read the resource types of a TOML file, in its order.

    Raises:
        TableError: the file can't be read, or something in it can't work: a misspelt field, a value of the wrong type,
            an operation or a member that the service doesn't have, states that contradict each other. States that only
            AWS's model knows, or only the table, are no reason: `mlwaiters check` tells of them.
    """
    kinds, complaints = survey(source, lint)
    refuse(complaints)
    return kinds


def lint(kind: ResourceType) -> Iterable[Finding]:
    """Find everything that is wrong with a table: by itself, or else by the model of its service."""
    by_itself = list(contradictions(kind))
    if by_itself:
        return by_itself
    services = loader().list_available_services("service-2")
    if kind.service not in services:
        says = f"AWS has no service {kind.service!r}"
        return [Finding(("service",), says, kind.service, tuple(services))]
    return [*findings(kind, service_model(kind.service)), *oddities(kind)]
