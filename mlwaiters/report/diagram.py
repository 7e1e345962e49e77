"""A resource type's table for people, for programs, and as a drawing."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from mlwaiters.goals import classes, default_goal, goals
from mlwaiters.model import GONE
from mlwaiters.report.table import NOTHING, aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.model import Request, ResourceType

PARTS = ("pending", "success", "failure", "stray")


def states_document(kind: ResourceType) -> dict[str, Any]:
    """Write a table as plain JSON. `status` is the path of the status word in the describe operation's response."""
    status = kind.describe.fields.status
    return {
        "service": kind.service,
        "resource": kind.resource,
        "describe": kind.describe.operation,
        "list": kind.lists.operation if kind.lists else None,
        "identifiers": list(kind.identifiers),
        "status": f"{kind.describe.within}.{status}" if kind.describe.within else status,
        "states": list(kind.states),
        "requests": [
            {"name": row.name, "via": list(_via(row)), "to": list(row.to), "fail": list(row.short)}
            for row in kind.requests
        ],
        "goals": {goal: {part: list(getattr(classes(kind, goal), part)) for part in PARTS} for goal in goals(kind)},
    }


def states_text(kind: ResourceType) -> str:
    """Write a table for people: what it is about, its requests, and how each goal sorts the states."""
    head = [
        ("resource", f"{kind.service} {kind.resource}"),
        ("identifiers", ", ".join(kind.identifiers)),
        ("describe", kind.describe.operation),
        ("list", kind.lists.operation if kind.lists else NOTHING),
        ("default goal", default_goal(kind)),
    ]
    if kind.retired:
        head.append(("retired", kind.retired))
    requests = [("REQUEST", "VIA", "TO", "FAIL")]
    requests += [(row.name, _words(_via(row)), _words(row.to), _words(row.short)) for row in kind.requests]
    return "\n".join((aligned(head), aligned(requests), aligned(_goal_rows(kind))))


def states_mermaid(kind: ResourceType) -> str:
    """Write a table as a state diagram in Mermaid's language; `[*]` is where there is no such thing."""
    named = [f'    state "{state}" as {_node(state)}' for state in kind.states if _node(state) != state]
    lines = dict.fromkeys(f"    {_node(start)} --> {_node(end)}{label}" for start, end, label in _labelled(kind))
    return "\n".join(["stateDiagram-v2", *named, *lines]) + "\n"


def _labelled(kind: ResourceType) -> Iterator[tuple[str, str, str]]:
    yield from ((start, end, f": {request}" if begins else "") for start, end, request, begins in arrows(kind))


def _goal_rows(kind: ResourceType) -> Iterator[tuple[str, ...]]:
    yield ("GOAL", "CLASS", "STATES")
    for goal in goals(kind):
        first: str = goal
        for part in PARTS:
            states = getattr(classes(kind, goal), part)
            if goal == "deleted" and part == "success":  # absence is no word of AWS's, and stands in no list of states
                states = (GONE, *states)
            if states:
                yield (first, part, _words(states))
                first = " "


def arrows(kind: ResourceType) -> Iterator[tuple[str, str, str, bool]]:
    """Every step that a table knows: from which state to which, of which request, and whether that begins with it."""
    for row in kind.requests:
        ends = (*row.to, *row.short)
        starts = row.when or (GONE,)
        yield from ((start, first, row.name, True) for start in starts for first in row.via[:1] or ends)
        yield from ((start, end, row.name, False) for start, end in itertools.pairwise(row.via))
        yield from ((start, end, row.name, False) for start in row.via[-1:] for end in (*ends, *row.rollback))
        yield from ((start, end, row.name, False) for start in row.rollback for end in ends)
    led_to = {end for row in kind.requests for end in (*_via(row), *row.to, *row.short)}
    yield from ((GONE, state, "", False) for state in kind.others if state not in led_to)


def _via(row: Request) -> tuple[str, ...]:
    """Rolling back is moving too: those states come last."""
    return (*row.via, *row.rollback)


def _words(states: Iterable[str]) -> str:
    return ", ".join(states) or NOTHING


def _node(state: str) -> str:
    """The name of a state in the drawing, where only letters, digits and underscores may stand."""
    return "[*]" if state == GONE else re.sub(r"\W", "_", state)
