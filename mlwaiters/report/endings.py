"""How a wait ended, in one word."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    FailureStateError,
    InvalidRequestError,
    NotFoundError,
    ReadError,
    StrayStateError,
    UnknownStateError,
    WaitTimeoutError,
)
from mlwaiters.model import Verdict

if TYPE_CHECKING:
    from mlwaiters.errors import WaiterError
    from mlwaiters.model import Outcome, ResourceType


class Ending(StrEnum):
    """The word that people read: a verdict alone doesn't tell a deadline from a denial."""

    REACHED = "reached"
    PENDING = "pending"
    FAILED = "failed"
    STOPPED = "stopped"
    STRAY = "stray"
    UNKNOWN = "unknown"
    NOT_FOUND = "not found"
    DENIED = "denied"
    UNAUTHENTICATED = "no credentials"
    REFUSED = "refused"
    ERROR = "error"
    TIMED_OUT = "timed out"
    GIVEN_UP = "given up"


_OF_ERROR: tuple[tuple[type[WaiterError], Ending], ...] = (
    (WaitTimeoutError, Ending.TIMED_OUT),
    (NotFoundError, Ending.NOT_FOUND),
    (StrayStateError, Ending.STRAY),
    (UnknownStateError, Ending.UNKNOWN),
    (AccessDeniedError, Ending.DENIED),
    (CredentialsError, Ending.UNAUTHENTICATED),
    (ReadError, Ending.ERROR),
)
_OF_VERDICT = {
    Verdict.MET: Ending.REACHED,
    Verdict.PENDING: Ending.PENDING,
    Verdict.STRAY: Ending.STRAY,
    Verdict.UNKNOWN: Ending.UNKNOWN,
    Verdict.FAILED: Ending.FAILED,
}


def ending(outcome: Outcome) -> Ending:
    """Say how a wait ended. One that was given up for a reason outside of the thing is GIVEN_UP."""
    if outcome.error is None:
        return _OF_VERDICT[outcome.verdict]
    if isinstance(outcome.error, FailureStateError):
        return Ending.STOPPED if was_stopped(outcome.ref.type, outcome.state) else Ending.FAILED
    return ending_of_error(outcome.error)


def ending_of_error(error: WaiterError) -> Ending:
    """Say what an error by itself comes to."""
    if isinstance(error, InvalidRequestError) and not error.code:  # nobody at AWS has said so: it was never asked
        return Ending.REFUSED
    return next((word for kind, word in _OF_ERROR if isinstance(error, kind)), Ending.GIVEN_UP)


def was_stopped(kind: ResourceType, state: str) -> bool:
    """Tell whether this is the state that a stop leads to."""
    stop = kind.request("stop")
    return stop is not None and state in stop.to


def explanation(outcome: Outcome) -> str:
    """The reason in AWS's words where the thing itself failed, ours where the waiting did; empty where all is well."""
    if outcome.error is None or (isinstance(outcome.error, FailureStateError) and outcome.reason):
        return outcome.reason
    return outcome.error.detail
