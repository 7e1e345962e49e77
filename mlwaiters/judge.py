"""Judgement: what an observation means for a goal. Pure: it fetches nothing, remembers nothing and knows no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mlwaiters.acceptors import Accepted
from mlwaiters.goals import classes, goal_name, hopeless, on_the_way, recurs
from mlwaiters.model import GONE, Goal, Observation, ResourceType, Updated, Verdict

# Two moments of creation further apart than this are two things of the same name. A describe and a listing may round
# the same moment differently.
_SAME_MOMENT = 1.0

_MOVING = re.compile(r"ing$|in_?progress$|^(pending|queued|submitted|initiated|scheduled)")
_FAILED = re.compile(r"fail|error|timed?_?out|expired|abort|reject|unhealthy|invalid")
_STOPPED = re.compile(r"^(stopped|cancell?ed|terminated)$")
_SUCCEEDED = {
    "completed": re.compile(r"^(completed?|succeeded|success|finished|done)$"),
    "created": re.compile(r"^(created|active|available|ready|in_?service)$"),
    "ready": re.compile(r"^(ready|active|available|in_?service|running)$"),
    "updated": re.compile(r"^updated$"),
    "started": re.compile(r"^started$"),
    "stopped": _STOPPED,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the observations of one wait have shown so far, as far as a later judgement depends on it.

    `found`: the thing has been seen. `moved`: a state on the way to the goal has been seen. `created`: its moment of
    creation at first sight. `target`: the configuration that was seen on its way in.
    """

    found: bool = False
    moved: bool = False
    created: float | None = None
    target: str = ""


NOTHING = Evidence()
_FOUND, _MOVED = Evidence(found=True), Evidence(found=True, moved=True)


def gather(evidence: Evidence, seen: Observation, goal: Goal) -> Evidence:
    """Add an observation to the evidence. Returns the same object where it adds nothing."""
    if seen.state == GONE:
        return evidence
    moved = evidence.moved or seen.state in on_the_way(seen.ref.type, goal)
    if seen.ref.type.minted and not seen.pending_configuration and not evidence.target:
        return _MOVED if moved else _FOUND  # never another of the same name: the same for all
    if evidence.created is not None and moved == evidence.moved and not seen.pending_configuration:
        return evidence  # as nearly always: nothing to add
    added = Evidence(
        found=True,
        moved=moved,
        created=seen.created if evidence.created is None else evidence.created,
        target=seen.pending_configuration or evidence.target,
    )
    return evidence if added == evidence else added


def judge(
    seen: Observation,
    goal: Goal,
    *,
    baseline: Observation | None = None,
    evidence: Evidence = NOTHING,
    held: float = 0.0,
    began: float | None = None,
    grace: float = 60.0,
    strict: bool = False,
) -> Verdict:
    """Judge one observation against a goal.

    Args:
        seen: what was seen.
        goal: what is wanted; one that `parse_goal` has accepted for the type.
        baseline: what was seen before the request was made, if anything: a success or a failure that can't be told
            from it is no evidence that the request took effect.
        evidence: what the wait has seen so far, this observation included (`gather`).
        held: seconds for which the thing has shown this state without a break.
        began: when the wait began, in seconds since the epoch.
        grace: seconds for which a state out of place is borne with.
        strict: judge a state that the table doesn't have as UNKNOWN rather than by its spelling.

    Returns:
        PENDING: look again. MET and FAILED: the end. STRAY: out of place for longer than the grace, or for good.
        UNKNOWN: a state that the table doesn't have, and whose spelling tells nothing (or `strict`).
    """
    if isinstance(goal, Accepted):
        return goal.verdict(seen.response)
    kind = seen.ref.type
    patient = held < grace
    if seen.state == GONE:
        return _judge_absence(goal, baseline, evidence, patient=patient)
    if replaced(seen, evidence.created):
        return Verdict.MET if goal == "deleted" else Verdict.FAILED
    if goal == "deleted" and baseline is not None and replaced(seen, baseline.created):
        return Verdict.MET
    verdict = _judge_state(kind, seen.state, goal, strict=strict)
    if verdict is Verdict.MET and goal_name(goal) == "updated":
        verdict = _judge_configuration(seen, goal, baseline, evidence)
    if verdict in (Verdict.PENDING, Verdict.UNKNOWN):
        return verdict
    if verdict is Verdict.STRAY:
        return verdict if not patient or hopeless(kind, goal, seen.state) else Verdict.PENDING
    if baseline is not None and recurs(kind, goal) and _stale(seen, goal, baseline, evidence):
        return Verdict.PENDING if patient else Verdict.STRAY
    if baseline is None and goal == "updated" and patient and not _newer(seen, began, evidence):
        return Verdict.PENDING
    return verdict


def explains(seen: Observation, goal: Goal) -> bool:
    """Whether the item of a listing tells as much as a describe would: why a thing failed, and what was deployed."""
    kind = seen.ref.type
    if kind.lists is None:
        return False
    shows, describes, sorted_states = kind.lists.fields, kind.describe.fields, classes(kind, goal)
    if seen.state in sorted_states.success and goal_name(goal) == "updated":
        return bool(shows.configuration or not describes.configuration)
    well = seen.state in sorted_states.success or seen.state in sorted_states.pending
    failed = any(seen.state in row.short for row in kind.requests)
    return bool(shows.reason or not describes.reason) or (well and not failed)


def judge_spelling(state: str, goal: Goal) -> Verdict:
    """Judge a state that no table has by how it is spelled: UNKNOWN where that doesn't tell."""
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", state).lower()
    name = goal_name(goal)
    if _MOVING.search(word):
        return Verdict.PENDING
    if _FAILED.search(word):
        return Verdict.MET if name == "settled" else Verdict.FAILED
    if name == "settled" and (_STOPPED.match(word) or any(p.match(word) for p in _SUCCEEDED.values())):
        return Verdict.MET
    if name in _SUCCEEDED and _SUCCEEDED[name].match(word):
        return Verdict.MET
    if name == "completed" and _STOPPED.match(word):
        return Verdict.FAILED
    return Verdict.UNKNOWN


_CLASS_VERDICT = {
    "pending": Verdict.PENDING,
    "success": Verdict.MET,
    "failure": Verdict.FAILED,
    "stray": Verdict.STRAY,
}


def _judge_state(kind: ResourceType, state: str, goal: Goal, *, strict: bool) -> Verdict:
    verdict = _verdicts(kind, goal).get(state)
    if verdict is not None:
        return verdict
    return Verdict.UNKNOWN if strict else judge_spelling(state, goal)


@cache
def _verdicts(kind: ResourceType, goal: Goal) -> dict[str, Verdict]:
    """What each state of a table means for a goal, whatever was seen before."""
    sorted_states = classes(kind, goal)
    return {state: verdict for name, verdict in _CLASS_VERDICT.items() for state in getattr(sorted_states, name)}


def _judge_absence(goal: Goal, baseline: Observation | None, evidence: Evidence, *, patient: bool) -> Verdict:
    if goal == "deleted":
        return Verdict.MET
    was_there = evidence.found or (baseline is not None and baseline.state != GONE)
    return Verdict.PENDING if patient and not was_there else Verdict.FAILED


def _judge_configuration(seen: Observation, goal: Goal, baseline: Observation | None, evidence: Evidence) -> Verdict:
    """Judge a thing at rest after an update by its configuration: a rollback to the old one is no success."""
    wanted = goal.configuration if isinstance(goal, Updated) else evidence.target
    if not seen.configuration and not isinstance(goal, Updated):
        return Verdict.MET  # nothing to compare
    if wanted:
        arrived = seen.configuration == wanted
    elif baseline is not None and baseline.configuration:
        arrived = seen.configuration != baseline.configuration
    else:
        return Verdict.MET
    if arrived:
        return Verdict.MET
    return Verdict.FAILED if evidence.moved else Verdict.STRAY


def _stale(seen: Observation, goal: Goal, baseline: Observation, evidence: Evidence) -> bool:
    """Whether nothing tells this observation from the one made before the request."""
    moved = evidence.moved and seen.state not in on_the_way(seen.ref.type, goal)  # else it may have moved before, too
    return (
        seen.state == baseline.state
        and not moved
        and not (seen.modified is not None and baseline.modified is not None and seen.modified > baseline.modified)
        and (not seen.configuration or seen.configuration == baseline.configuration)
        and not replaced(seen, baseline.created)
    )


def _newer(seen: Observation, began: float | None, evidence: Evidence) -> bool:
    return evidence.moved or (began is not None and seen.modified is not None and seen.modified >= began)


def replaced(seen: Observation, created: float | None) -> bool:
    """Whether this is another thing of the same name than the one created at that moment."""
    if created is None or seen.created is None or seen.ref.type.minted:
        return False
    return abs(seen.created - created) > _SAME_MOMENT
