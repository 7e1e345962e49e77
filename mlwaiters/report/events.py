"""Changes, outcomes and observations as plain JSON, for programs to read."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mlwaiters.logs import PARTS

if TYPE_CHECKING:
    from mlwaiters.errors import WaiterError
    from mlwaiters.logs import Log
    from mlwaiters.model import Change, Observation, Outcome, Ref


def moment(seconds: float | None) -> str | None:
    """Write seconds since the epoch as ISO 8601 in UTC: `2026-01-31T12:00:00.000Z`; None stays None."""
    if seconds is None:
        return None
    return _written(seconds, "milliseconds")


def exactly(seconds: float | None) -> str | None:
    """Write seconds since the epoch as `moment` does, with all the decimals that tell moments of AWS's apart."""
    if seconds is None:
        return None
    return _written(seconds, "microseconds" if round(seconds * 1e6) % 1000 else "milliseconds")


def _written(seconds: float, precision: str) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec=precision)}Z"


def change_event(change: Change) -> dict[str, Any]:
    """Write a change as an event: `{"event": "change", "time", "service", "resource", "id", …}`."""
    step = change_step(change)
    return {"event": "change", "time": step.pop("time"), **name(change.ref), **step}


def change_step(change: Change) -> dict[str, Any]:
    """Write a change without saying of what, as it stands among the changes of an outcome."""
    return {
        "time": moment(change.time),
        "before": change.before,
        "after": change.after,
        "verdict": change.verdict.value,
        "reason": change.reason,
        "elapsed": round(change.elapsed, 3),
    }


def outcome_event(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as an event: `{"event": "outcome", "time", "service", "resource", "id", …}`."""
    seen = outcome.observation
    return {"event": "outcome", "time": moment(seen.time if seen else None), **outcome_document(outcome)}


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Write all that an outcome says. `error` is null where the goal was reached."""
    return {
        **name(outcome.ref),
        "goal": str(outcome.goal),
        "verdict": outcome.verdict.value,
        "state": outcome.state,
        "reason": outcome.reason,
        "elapsed": round(outcome.elapsed, 3),
        "calls": _count(outcome.calls),
        "saved": _count(outcome.saved),
        "error": error_document(outcome.error),
        "logs": [log_document(log) for log in outcome.logs],
        "changes": [change_step(change) for change in outcome.changes],
        "response": answer(outcome),
    }


def status_document(outcome: Outcome) -> dict[str, Any]:
    """Write what one look showed, and what it means for the goal."""
    seen: Observation | None = outcome.observation
    return {
        **name(outcome.ref),
        "goal": str(outcome.goal),
        "verdict": outcome.verdict.value,
        "state": outcome.state,
        "reason": outcome.reason,
        "time": moment(seen.time if seen else None),
        "created": exactly(seen.created if seen else None),
        "modified": exactly(seen.modified if seen else None),
        "configuration": (seen.configuration if seen else "") or None,
        "logs": [log_document(log) for log in outcome.logs],
        "error": error_document(outcome.error),
        "response": answer(outcome),
    }


def log_document(log: Log) -> dict[str, str]:
    """Write where a log is: `{"group", "streams"}` of CloudWatch Logs, or `{"uri"}`; what is empty is left out."""
    return {part: told for part in PARTS if (told := getattr(log, part))}


def answer(outcome: Outcome) -> dict[str, Any]:
    """AWS's last answer, without what the client has added about the HTTP exchange."""
    return {member: value for member, value in outcome.response.items() if member != "ResponseMetadata"}


def error_document(error: WaiterError | None) -> dict[str, str] | None:
    """Write an error by the name of its class and what it says."""
    return None if error is None else {"type": type(error).__name__, "message": str(error)}


def name(ref: Ref) -> dict[str, Any]:
    """Name a thing in full, as a line of a file of references does."""
    return {"service": ref.type.service, "resource": ref.type.resource, "id": ref.id}


def _count(calls: float) -> float:
    """Write a number of calls, of which a share may be part, and a whole one as such."""
    return int(calls) if calls == int(calls) else round(calls, 3)


def dump(document: Any, indent: int | None = None) -> str:
    """Write a document as JSON, in ASCII: on one line unless `indent` is given, and ending in a line feed.

    No string in it gives orders to a log: `##[…]` is spelled in another way, which is read as the same.
    """
    return json.dumps(document, indent=indent, default=_plain).replace("##", "#\\u0023") + "\n"


def _plain(value: Any) -> Any:
    """Write what AWS's answers hold beside JSON's own: moments, bytes (in base64), mappings; words for all else."""
    if isinstance(value, datetime):
        return moment(value.timestamp())
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
