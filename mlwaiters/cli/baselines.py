"""`--after FILE`: what `status` saw before a request was made, read back, to tell an old success from a new one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mlwaiters.cli.targets import UsageError, read_text
from mlwaiters.model import Listing, Observation, Ref
from mlwaiters.resources import find
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlwaiters.model import ResourceType


def read_baselines(
    source: str, targets: Sequence[Ref | Listing], own: Sequence[ResourceType] = ()
) -> list[Observation]:
    """Read what was seen of each of the things named from what `status` has written, as `json` or as `jsonl`.

    What it tells of others is passed over.

    Raises:
        UsageError: it can't be read, is nothing of the kind, or tells nothing of a thing; or a listing is waited for.
    """
    seen = {baseline.ref: baseline for baseline in _observations(source, own)}
    for target in targets:
        if isinstance(target, Listing):
            raise UsageError("--after is for things that are named; leave it out for a listing")
        if target not in seen:
            raise UsageError(f"--after: {quoted(source)} tells nothing of {target}")
    return [seen[target] for target in targets if isinstance(target, Ref)]


def _observations(source: str, own: Sequence[ResourceType]) -> list[Observation]:
    text = read_text(source)
    try:
        whole = text.lstrip().startswith("[")
        documents = json.loads(text) if whole else [json.loads(line) for line in text.split("\n") if line.strip()]
        return [_observation(document, own) for document in documents]
    except KeyError as error:
        problem = f"{error.args[0]} is missing"
    except (ValueError, TypeError, RecursionError) as error:
        problem = str(error)
    raise UsageError(f"--after: {quoted(source)} is nothing that `mlwaiters status -o json` has written: {problem}")


def _observation(document: Any, own: Sequence[ResourceType]) -> Observation:
    """Read what was seen of one thing.

    Raises:
        KeyError, TypeError, ValueError: the document is none of `status`, or of a thing that couldn't be looked at.
    """
    if not isinstance(document, dict):
        raise TypeError(f"{quoted(document)} is no JSON object")
    ref = find(document["service"], document["resource"], own)(**document["id"])
    if not document["state"]:
        raise ValueError(f"{ref} wasn't seen")
    created, modified = (document[name] and _seconds(document[name]) for name in ("created", "modified"))
    return Observation(
        ref,
        document["state"],
        _seconds(document["time"]),
        created=created,
        modified=modified,
        configuration=document["configuration"] or "",
    )


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
