"""What one state of a table means: in plain words, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.errors import UnknownNameError
from mlwaiters.goals import classes, follows, goals, hopeless
from mlwaiters.model import GONE
from mlwaiters.report.diagram import PARTS
from mlwaiters.report.events import log_document
from mlwaiters.report.table import NOTHING, aligned
from mlwaiters.text import format_duration, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.model import Request, ResourceType

_ROLES = {
    "via": "on its way",
    "rollback": "it has failed, and is being rolled back",
    "to": "where it comes to when it succeeds",
    "partial": "where it comes to when only some of it succeeded",
    "fail": "where it comes to when it fails",
}
_KINDS = {
    "moving": "moving: something is under way, and only the service moves it on",
    "settled": "settled: it stays so until something is asked of it",
    "final": "settled: nothing leads away from it",
    "gone": "gone: there is no such thing, not yet or not any more",
}
_MEANINGS = {
    "pending": "on the way: a wait goes on",
    "success": "reached: a wait ends well",
    "failure": "failed: a wait ends with an error",
    "stray": "off the way: a wait bears with it for {grace}, then ends with an error",
    "absent": "not found: a wait bears with it for {grace}, or ends with an error at once if it was there before",
    "vain": "off the way: nothing leads there from this state, and a wait ends with an error at once",
}


def state_document(kind: ResourceType, word: str) -> dict[str, Any]:
    """Write what a state means as plain JSON.

    `goals` has the class of the state for each goal, and `hopeless` those goals that nothing leads to from it; `of`
    the requests that lead to it, and as what; `next` the states that may follow; `accepts` the requests that can be
    made of a thing in this state; `logs` where such a thing writes its logs, in templates.

    Raises:
        UnknownNameError: the type has no such state; the message names the nearest.
    """
    state = _state(kind, word)
    return {
        "service": kind.service,
        "resource": kind.resource,
        "state": state,
        "kind": "gone" if state == GONE else "moving" if state in kind.moving else "settled",
        "goals": {goal: _class_of(kind, goal, state) for goal in goals(kind)},
        "hopeless": [goal for goal in goals(kind) if hopeless(kind, goal, state)],
        "of": [{**_row(row), "as": role} for row, role in _leading(kind, state)],
        "next": list(follows(kind, state)),
        "accepts": [_row(row) for row in kind.requests if state in (row.when or (GONE,)) and row.by],
        "logs": [log_document(log) for log in kind.logs],
    }


def state_text(kind: ResourceType, word: str) -> str:
    """Write what a state means in plain words.

    Raises:
        UnknownNameError: the type has no such state; the message names the nearest.
    """
    told = state_document(kind, word)
    of = [(_asked(row), _ROLES[row["as"]]) for row in told["of"]]
    head = [
        ("state", f"{kind.service} {kind.resource} {told['state']}"),
        ("is", _KINDS["final" if told["kind"] == "settled" and not told["next"] else told["kind"]]),
        *_listed("comes of", [f"{asked}: {role}" for asked, role in of] or [_unasked(told["state"])]),
        *_listed("can follow", told["next"] or [NOTHING]),
        *_listed("can be asked", map(_asked, told["accepts"]) if told["accepts"] else [NOTHING]),
        *_listed("logs", map(str, kind.logs)),
    ]
    meant = [("GOAL", "CLASS", "MEANING")]
    meant += [(goal, part, _meaning(kind, told, goal, part)) for goal, part in told["goals"].items()]
    return "\n".join((aligned(head), aligned(meant)))


def _state(kind: ResourceType, word: str) -> str:
    known = {state.casefold(): state for state in (*kind.states, GONE)}
    if word.casefold() not in known:
        raise UnknownNameError(f"{kind.service} {kind.resource}: {unknown('state', word, known.values())}")
    return known[word.casefold()]


def _class_of(kind: ResourceType, goal: str, state: str) -> str:
    if state == GONE:
        return "success" if goal == "deleted" else "failure"
    return next(part for part in PARTS if state in getattr(classes(kind, goal), part))


def _leading(kind: ResourceType, state: str) -> Iterator[tuple[Request, str]]:
    for row in kind.requests:
        yield from ((row, role) for role in _ROLES if state in getattr(row, role))


def _row(row: Request) -> dict[str, Any]:
    return {"request": row.name, "by": list(row.by)}


def _asked(row: dict[str, Any]) -> str:
    return f"{row['request']} ({', '.join(row['by']) or 'by the service itself'})"


def _unasked(state: str) -> str:
    return "nothing that can be asked" if state == GONE else "no request: the service alone decides"


def _listed(title: str, items: Iterable[str]) -> Iterator[tuple[str, str]]:
    for item in items:
        yield (title, item)
        title = " "


def _meaning(kind: ResourceType, told: dict[str, Any], goal: str, part: str) -> str:
    if part == "stray" and goal in told["hopeless"]:
        part = "vain"
    elif part == "failure" and told["state"] == GONE:
        part = "absent"
    return _MEANINGS[part].format(grace=format_duration(kind.grace))
