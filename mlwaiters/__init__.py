"""Has it happened yet? Async waiters for the asynchronous resources of AWS's machine-learning services.

    async with mlwaiters.connect(region="eu-west-1") as poller:
        outcome = await poller.wait(sagemaker.CompilationJob("churn-7"))

Names are imported when first used: what isn't needed (AWS's client, an event loop) isn't loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.lazy import names as _names

if TYPE_CHECKING:
    from mlwaiters.aws import connect as connect
    from mlwaiters.aws.tables import load_tables as load_tables
    from mlwaiters.aws.waiters import Waiter as Waiter
    from mlwaiters.aws.waiters import botocore_waiter as botocore_waiter
    from mlwaiters.errors import AccessDeniedError as AccessDeniedError
    from mlwaiters.errors import CredentialsError as CredentialsError
    from mlwaiters.errors import FailureStateError as FailureStateError
    from mlwaiters.errors import InvalidRequestError as InvalidRequestError
    from mlwaiters.errors import MissingTableError as MissingTableError
    from mlwaiters.errors import NotFoundError as NotFoundError
    from mlwaiters.errors import ReadError as ReadError
    from mlwaiters.errors import ServiceError as ServiceError
    from mlwaiters.errors import StrayStateError as StrayStateError
    from mlwaiters.errors import TableError as TableError
    from mlwaiters.errors import UnknownNameError as UnknownNameError
    from mlwaiters.errors import UnknownStateError as UnknownStateError
    from mlwaiters.errors import WaiterError as WaiterError
    from mlwaiters.errors import WaitTimeoutError as WaitTimeoutError
    from mlwaiters.feed import Event as Event
    from mlwaiters.feed import Reading as Reading
    from mlwaiters.logs import Log as Log
    from mlwaiters.model import GONE as GONE
    from mlwaiters.model import Absent as Absent
    from mlwaiters.model import Batch as Batch
    from mlwaiters.model import Change as Change
    from mlwaiters.model import Completed as Completed
    from mlwaiters.model import Describe as Describe
    from mlwaiters.model import Fields as Fields
    from mlwaiters.model import Goal as Goal
    from mlwaiters.model import InState as InState
    from mlwaiters.model import Listing as Listing
    from mlwaiters.model import Lists as Lists
    from mlwaiters.model import Observation as Observation
    from mlwaiters.model import Outcome as Outcome
    from mlwaiters.model import Page as Page
    from mlwaiters.model import Parent as Parent
    from mlwaiters.model import Ref as Ref
    from mlwaiters.model import Request as Request
    from mlwaiters.model import ResourceType as ResourceType
    from mlwaiters.model import Updated as Updated
    from mlwaiters.model import Verdict as Verdict
    from mlwaiters.pace import Interval as Interval
    from mlwaiters.pace import Pace as Pace
    from mlwaiters.pace import backoff as backoff
    from mlwaiters.poller import Poller as Poller
    from mlwaiters.reader import Reader as Reader
    from mlwaiters.stream import Stream as Stream

if not TYPE_CHECKING:  # to the type checker, there are those above and no others
    __getattr__, __dir__, __all__ = _names(
        __name__,
        {
            "aws": ("connect",),
            "aws.tables": ("load_tables",),
            "aws.waiters": ("Waiter", "botocore_waiter"),
            "errors": (
                "AccessDeniedError",
                "CredentialsError",
                "FailureStateError",
                "InvalidRequestError",
                "MissingTableError",
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
            "feed": ("Event", "Reading"),
            "logs": ("Log",),
            "model": (
                "GONE",
                "Absent",
                "Batch",
                "Change",
                "Completed",
                "Describe",
                "Fields",
                "Goal",
                "InState",
                "Listing",
                "Lists",
                "Observation",
                "Outcome",
                "Page",
                "Parent",
                "Ref",
                "Request",
                "ResourceType",
                "Updated",
                "Verdict",
            ),
            "pace": ("Interval", "Pace", "backoff"),
            "poller": ("Poller",),
            "reader": ("Reader",),
            "stream": ("Stream",),
        },
    )
