"""Has it happened yet? Async waiters for the asynchronous resources of AWS's machine-learning services.

    async with mlwaiters.connect(region="eu-west-1") as poller:
        outcome = await poller.wait(sagemaker.CompilationJob("churn-7"))

Names are imported when first used: what isn't needed (AWS's client, an event loop) isn't loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlwaiters.aws import connect as connect
    from mlwaiters.aws.tables import load_tables as load_tables
    from mlwaiters.aws.waiters import Waiter as Waiter
    from mlwaiters.aws.waiters import botocore_waiter as botocore_waiter
    from mlwaiters.errors import AccessDeniedError as AccessDeniedError
    from mlwaiters.errors import CredentialsError as CredentialsError
    from mlwaiters.errors import FailureStateError as FailureStateError
    from mlwaiters.errors import InvalidRequestError as InvalidRequestError
    from mlwaiters.errors import NotFoundError as NotFoundError
    from mlwaiters.errors import ReadError as ReadError
    from mlwaiters.errors import ServiceError as ServiceError
    from mlwaiters.errors import StrayStateError as StrayStateError
    from mlwaiters.errors import TableError as TableError
    from mlwaiters.errors import UnknownNameError as UnknownNameError
    from mlwaiters.errors import UnknownStateError as UnknownStateError
    from mlwaiters.errors import WaiterError as WaiterError
    from mlwaiters.errors import WaitTimeoutError as WaitTimeoutError
    from mlwaiters.judge import judge as judge
    from mlwaiters.logs import Log as Log
    from mlwaiters.model import GONE as GONE
    from mlwaiters.model import Change as Change
    from mlwaiters.model import Completed as Completed
    from mlwaiters.model import Goal as Goal
    from mlwaiters.model import InState as InState
    from mlwaiters.model import Listing as Listing
    from mlwaiters.model import Observation as Observation
    from mlwaiters.model import Outcome as Outcome
    from mlwaiters.model import Page as Page
    from mlwaiters.model import Ref as Ref
    from mlwaiters.model import Request as Request
    from mlwaiters.model import ResourceType as ResourceType
    from mlwaiters.model import Updated as Updated
    from mlwaiters.model import Verdict as Verdict
    from mlwaiters.pace import backoff as backoff
    from mlwaiters.poller import Poller as Poller
    from mlwaiters.reader import Reader as Reader

_HOMES = {
    "mlwaiters.aws": ("connect",),
    "mlwaiters.aws.tables": ("load_tables",),
    "mlwaiters.aws.waiters": ("Waiter", "botocore_waiter"),
    "mlwaiters.errors": (
        "AccessDeniedError",
        "CredentialsError",
        "FailureStateError",
        "InvalidRequestError",
        "NotFoundError",
        "ReadError",
        "ServiceError",
        "StrayStateError",
        "TableError",
        "UnknownNameError",
        "UnknownStateError",
        "WaitTimeoutError",
        "WaiterError",
    ),
    "mlwaiters.judge": ("judge",),
    "mlwaiters.logs": ("Log",),
    "mlwaiters.model": (
        "GONE",
        "Change",
        "Completed",
        "Goal",
        "InState",
        "Listing",
        "Observation",
        "Outcome",
        "Page",
        "Ref",
        "Request",
        "ResourceType",
        "Updated",
        "Verdict",
    ),
    "mlwaiters.pace": ("backoff",),
    "mlwaiters.poller": ("Poller",),
    "mlwaiters.reader": ("Reader",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - read off the one list of names above


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOME_OF]
