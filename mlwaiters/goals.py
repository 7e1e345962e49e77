"""From a table's requests to its goals: which states are pending, success, failure or stray, which out of reach.

Nothing here is written down per type: a goal sorts every state of a table by the requests that lead to and from it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from mlwaiters.acceptors import Accepted, endlessly
from mlwaiters.errors import UnknownNameError
from mlwaiters.model import GOALS, GONE, Completed, Goal, InState, Request, ResourceType, Updated
from mlwaiters.text import quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.model import GoalName

ROWS = ("create", "run", "update", "start", "stop", "delete", "maintain")
"""The names that requests go by."""

_NONE = Request("none", by=(), via=(), to=())
_REQUEST_OF = {"updated": "update", "started": "start", "stopped": "stop"}


@dataclass(frozen=True, slots=True)
class Classes:
    """Every state of a table sorted for one goal; each stands in exactly one of the four."""

    pending: tuple[str, ...]
    success: tuple[str, ...]
    failure: tuple[str, ...]
    stray: tuple[str, ...]


def parse_goal(kind: ResourceType, goal: Goal | str) -> Goal:
    """Read and check a goal as it is spelled: `completed`, `state=InService,Failed`, `updated=config-2`.

    Raises:
        UnknownNameError: the type has no such goal or state; the message names the nearest.
        TypeError: it is nothing that can be a goal.
    """
    _check_form(goal)
    if kind.accepted is not None:
        if goal not in (kind.accepted, kind.accepted.name, endlessly(kind.accepted)):
            raise UnknownNameError(f"{kind}: {unknown('goal', str(goal), goals(kind))}")
        return goal if isinstance(goal, Accepted) else kind.accepted
    if isinstance(goal, str) and "=" in goal:
        goal = _spelled(goal)
    if isinstance(goal, InState):
        for state in goal.states or ("",):
            if state not in kind.states:
                raise UnknownNameError(f"{kind}: {unknown('state', state, kind.states)}")
    elif goal_name(goal) not in goals(kind):
        raise UnknownNameError(f"{kind}: {unknown('goal', goal_name(goal), goals(kind))}")
    elif isinstance(goal, Updated) and not goal.configuration:
        raise UnknownNameError("updated= needs the configuration's name; say 'updated' for any")
    elif isinstance(goal, Updated) and not kind.describe.fields.configuration:
        raise UnknownNameError(
            f"{kind} shows no configuration to compare with {quoted(goal.configuration)}; use 'updated' alone"
        )
    return cast("Goal", goal)  # a word that is none has been refused


def _check_form(goal: object) -> None:
    if not isinstance(goal, str | InState | Updated | Completed | Accepted):
        raise TypeError(f"a goal is a word, InState(…), Updated(…) or Completed(), not {quoted(goal)}")
    words = goal.states if isinstance(goal, InState) else (goal.configuration,) if isinstance(goal, Updated) else ()
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"{type(goal).__name__} takes words, each by itself, not {quoted(word)}")


def _spelled(goal: str) -> Goal:
    word, _, value = goal.partition("=")
    if word == "state":
        return InState(*value.split(","))
    if word == "updated":
        return Updated(value)
    if goal == str(Completed()):
        return Completed()
    raise UnknownNameError(f"{quoted(goal)} is no goal; expected a name, state=STATE[,STATE] or updated=CONFIGURATION")


def goal_name(goal: Goal | str) -> str:
    """The goal's name alone: `updated` for `Updated("config-2")`, `state` for `InState("Failed")`."""
    if isinstance(goal, str):
        return goal
    if isinstance(goal, Accepted):
        return "accepted"
    return "state" if isinstance(goal, InState) else "updated" if isinstance(goal, Updated) else "completed"


def partly(kind: ResourceType, goal: Goal) -> Goal:
    """The same goal, met also by partial success, where the type knows any."""
    run = kind.request("run")
    return Completed() if goal == "completed" and run is not None and run.partial else goal


@cache
def goals(kind: ResourceType) -> tuple[GoalName, ...]:
    """The goals that make sense for a type, in the usual order."""
    if kind.accepted is not None:
        return (cast("GoalName", kind.accepted.name),)  # by which `parse_goal` knows the one that there is
    rows = {row.name for row in kind.requests}
    needs = {"completed": "run", "created": "create", "ready": "create", "updated": "update", "started": "start"}
    needs |= {"stopped": "stop", "deleted": "delete"}
    return tuple(goal for goal in GOALS if goal == "settled" or needs[goal] in rows)


def default_goal(kind: ResourceType) -> GoalName:
    """What waiting for a thing of this type means when nothing else is said: a run completed, a server ready."""
    usual: tuple[GoalName, ...] = ("completed", "ready", "settled")
    return next(goal for goal in (*usual, *goals(kind)) if goal in goals(kind))


def is_endless(goal: Goal) -> bool:
    """Whether a goal is never reached, nor missed."""
    return isinstance(goal, Accepted) and goal.endless


def watched_goal(kind: ResourceType) -> Goal:
    """What watching a thing of this type means when nothing else is said; where acceptors judge, it has no end."""
    return "settled" if kind.accepted is None else endlessly(kind.accepted)


@cache
def classes(kind: ResourceType, goal: Goal) -> Classes:
    """Sort every state of the type's table for a goal that `parse_goal` has accepted; none where acceptors judge."""
    if isinstance(goal, Accepted):
        return Classes((), (), (), ())
    row = {name: kind.request(name) or _NONE for name in ROWS}
    delete, stop, run = row["delete"], row["stop"], row["run"]
    halted, made = (stop, row["create"]) if _halts(stop, row["create"]) else (_NONE, run)
    left = {*delete.to} - {GONE}  # what a service still shows of a deleted thing
    lost = {*delete.via, *delete.short, *left}
    success: set[str]
    failure: set[str] = set()
    pending: set[str] = set()
    if isinstance(goal, InState):
        success = set(goal.states)
        reaching = {state for state in kind.states if not success.isdisjoint(reachable(kind, state))}
        pending = reaching & kind.moving
        failure = set(kind.states) - reaching
    elif goal_name(goal) == "completed":
        success = {*run.to, *(run.partial if isinstance(goal, Completed) else ())}
        failure, pending = {*run.short, *run.rollback, *stop.to, *stop.fail, *lost}, {*run.via, *stop.via}
    elif goal == "settled":
        success, pending = set(kind.states) - kind.moving, set(kind.moving)
    elif goal == "created":
        failure = {*row["create"].short, *row["create"].rollback, *halted.to, *halted.fail, *lost}
        pending = {*row["create"].via, *halted.via}
        success = set(kind.states) - failure - pending
    elif goal == "ready":
        makers = [row[name] for name in ("create", "update", "start", "maintain")]
        idle = {*stop.to, *({*row["start"].when} - {*row["start"].to})}  # to be started first, whatever an update did
        success = _union(maker.to for maker in makers) - idle
        failure = _union(maker.short for maker in makers) | {*row["create"].rollback, *halted.to, *halted.fail} | lost
        pending = set(kind.moving) - ({*stop.via} - _union(maker.via for maker in (*makers, halted)))
    elif goal == "deleted":
        success, failure, pending = left, {*delete.short}, {*delete.via}
    else:
        asked = row[_REQUEST_OF[goal_name(goal)]]
        success, failure, pending = {*asked.to}, {*asked.short, *asked.rollback, *lost}, {*asked.via}
        if asked is stop:
            failure |= {*made.short, *made.rollback}  # what completed before it could be stopped is none: stray
        elif success.intersection(row["maintain"].to):
            pending |= {*row["maintain"].via}  # the service's own update ends in the same state: wait it out
    return _sorted(kind, pending, success, failure)


def recurs(kind: ResourceType, goal: Goal) -> bool:
    """Whether the request behind a goal can be made again and again, so that an old success may be taken for a new one.

    A job's run brings the job into being and completes once; a server is updated, started and stopped many times.
    """
    name = goal_name(goal)
    run = kind.request("run")
    return name != "created" and (run is None or bool(run.when) or name in _REQUEST_OF)


@cache
def on_the_way(kind: ResourceType, goal: Goal) -> frozenset[str]:
    """The states that, once seen, show that the request behind a goal has taken effect.

    For a goal that is about one request, the states that this request itself goes via: the service's own maintenance
    may end in the same state, and shows nothing.
    """
    asked = kind.request(_REQUEST_OF.get(goal_name(goal), ""))
    return frozenset(classes(kind, goal).pending if asked is None else (*asked.via, *asked.rollback))


def follows(kind: ResourceType, state: str) -> tuple[str, ...]:
    """The states that the table lets come next, in its order; from `GONE`, those that a thing begins with."""
    if state == GONE:
        firsts = {(*row.via, *row.to)[0] for row in kind.requests if not row.when and row.by and row.to != (GONE,)}
    else:
        firsts = {end for start, end in _steps(kind) if start == state != end}
    return tuple(each for each in (*kind.states, GONE) if each in firsts)


@cache
def reachable(kind: ResourceType, state: str) -> frozenset[str]:
    """Every state that the table lets a thing come to from this one, itself included, whatever is asked of it."""
    steps: dict[str, set[str]] = {}
    for start, end in _steps(kind):
        steps.setdefault(start, set()).add(end)
    found, frontier = {state}, [state]
    while frontier:
        new = steps.get(frontier.pop(), set()) - found
        found |= new
        frontier.extend(new)
    return frozenset(found)


@cache
def may_follow(kind: ResourceType, before: str, after: str) -> bool:
    """Whether a thing may have come from one state to another; a state of which the table knows nothing may be any's.

    No `before` stands for any state in which things rest.
    """
    if not before:
        return any(may_follow(kind, state, after) for state in classes(kind, "settled").success)
    if not {before, after} <= {*kind.states, GONE} or before in kind.others or after in kind.others:
        return True
    return after in reachable(kind, before)


@cache
def hopeless(kind: ResourceType, goal: Goal, state: str) -> bool:
    """Whether nothing can take a thing from this state to the goal, so that waiting on is in vain.

    Never so of a state that no request leads to (the table doesn't say what may follow), nor of a moving one.
    """
    if state in kind.others or state not in kind.states or state in kind.moving:
        return False
    wanted = {*classes(kind, goal).success, *([GONE] if goal_name(goal) == "deleted" else [])}
    return wanted.isdisjoint(reachable(kind, state))


def _steps(kind: ResourceType) -> Iterator[tuple[str, str]]:
    for row in kind.requests:
        route = (*row.via, *row.to[:1])
        yield from ((start, route[0]) for start in row.when)  # what is recreated is another thing: none from GONE
        yield from itertools.pairwise(route)
        for moving in (*row.via, *row.rollback):
            yield from ((moving, end) for end in (*row.to, *row.short, *row.rollback))


def _halts(stop: Request, create: Request) -> bool:
    """Whether what is stopped is the making of the thing, which then never comes into being: no state of its life."""
    return bool(stop.when) and {*stop.when} <= {*create.via}


def _union(rows: Iterable[tuple[str, ...]]) -> set[str]:
    return {state for row in rows for state in row}


def _sorted(kind: ResourceType, pending: set[str], success: set[str], failure: set[str]) -> Classes:
    failure = failure - success
    pending = pending - success - failure
    stray = set(kind.states) - success - failure - pending
    return Classes(*(tuple(s for s in kind.states if s in part) for part in (pending, success, failure, stray)))
