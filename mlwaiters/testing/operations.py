"""What each operation does to the world and answers: read off the tables, without code for any one type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mlwaiters.shapes import violations
from mlwaiters.testing.asking import ask
from mlwaiters.testing.errors import AWSError, invalid
from mlwaiters.testing.looking import look, meant
from mlwaiters.testing.naming import shape_of
from mlwaiters.testing.served import IDENTITY
from mlwaiters.text import printable

if TYPE_CHECKING:
    from mlwaiters.model import Ref
    from mlwaiters.testing.wire import Asked
    from mlwaiters.testing.world import World


_USER: Final = "AIDASIMULATED"


def perform(world: World, asked: Asked) -> dict[str, Any]:
    """Do what an operation does, and answer as the service would.

    Raises:
        AWSError: the service would refuse, or the operation isn't simulated.
    """
    if (asked.service, asked.operation) == IDENTITY:
        return {"Arn": f"arn:aws:iam::{world.account}:user/simulated", "UserId": _USER, "Account": world.account}
    operation = world.served.operation(asked.service, asked.operation)
    if operation is None:
        raise AWSError("UnknownOperationException", f"{asked.operation} is not simulated.")
    if operation.asks:
        return ask(world, asked, operation)
    roles = meant(operation, asked.given)
    if not roles:
        raise invalid(asked.service, f"{asked.operation} must name what it is to describe.")
    return look(world, asked, roles)


def check_identifiers(ref: Ref) -> None:
    """Refuse an identifier that no client could ask for.

    Raises:
        ValueError: naming it, its value and what the service's model says.
    """
    for name, value in ref.id.items():
        shape = shape_of(ref.type, name)
        for violation in violations(shape, value, name) if shape is not None else ():
            raise ValueError(f"{ref.type}: {name} {printable(value, 100)!r}: {violation.constraint}")
