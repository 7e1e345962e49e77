"""What a status word seems to say, by its spelling alone: which request it belongs to, and where in its row."""

from __future__ import annotations

import re
from dataclasses import dataclass

JOB = "run"
THING = "create"

_OVER = r"(?:COMPLETED?|SUCCE(?:EDED|SS|SSFUL)|FINISHED|DONE)"
_BEGUN = r"(?:PENDING|IN_?PROGRESS|REQUESTED|QUEUED|SUBMITTED)"
_BROKEN = r"FAIL|ERROR|INVALID|REJECT|UNHEALTHY|IMPAIRED|INCOMPATIBLE|INTERRUPTED|FAULT"
_RESTING = r"NOT_READY|IN_?ACTIVE|IDLE|PAUSED|DISABLED|UNKNOWN|DRAFT|SUSPENDED|NONE|OUT_OF_SERVICE|RETIRED|DEPRECATED"

# The first that matches decides: a pattern for the whole word, its request (empty for the one that brings the thing
# about), the slot in the row, and what a person must decide.
_RULES: tuple[tuple[str, str, str, str], ...] = (
    (r".*(?:DELET\w*_FAIL\w*|FAIL\w*_(?:TO_)?DELET\w*)", "delete", "fail", ""),
    (rf"DELETING|DELET(?:E|ION)_{_BEGUN}|DEPROVISIONING|DEREGISTERING", "delete", "via", ""),
    (rf"DELETED|DELETE_{_OVER}|DEREGISTERED", "delete", "to", "shown of what is deleted? else not found is all"),
    (r".*ROLL(?:ING|ED)?_?BACK.*FAIL.*", "update", "fail", "rolling back failed"),
    (rf"ROLLING_?BACK|ROLLBACK_{_BEGUN}", "update", "rollback", "a rollback tells that the update has failed"),
    (rf"ROLLED_?BACK|ROLLBACK_{_OVER}", "update", "fail", "rolled back: the old configuration is in place"),
    (r".*(?:UPDATE_FAIL\w*|FAIL\w*_(?:TO_)?UPDATE)", "update", "fail", ""),
    (rf"UPDATING|UPDATE_{_BEGUN}|MODIFYING|VERSIONING|UPGRADING", "update", "via", ""),
    (rf"UPDATED|UPDATE_{_OVER}", "update", "to", "Updated beside Created"),
    (r".*MAINTENANCE.*FAIL.*", "maintain", "fail", ""),
    (r"MAINTENANCE_?COMPLETED?", "maintain", "to", ""),
    (r"(?:SYSTEM_UPDATING|.*MAINTENANCE.*)", "maintain", "via", ""),
    (r".*PARTIAL.*|.*_WITH_.*", "", "partial", "partial success"),
    (r"(?:.*_)?(?:STOP|CANCEL)(?:P?ING|LATION)?_FAIL\w*", "stop", "fail", ""),
    (rf"(?:.*_)?STOPPING|STOP_{_BEGUN}|CANCELL?ING|CANCELL?(?:ATION)?_{_BEGUN}", "stop", "via", ""),
    (r"ABORTING|TERMINATING", "stop", "via", ""),
    (r"(?:.*_)?STOPPED|CANCELL?ED|ABORTED|TERMINATED", "stop", "to", ""),
    (r"START\w*_FAIL\w*", "start", "fail", ""),
    (r"STARTING|START_(?:PENDING|IN_PROGRESS)|RESUMING|ACTIVATING", "start", "via", ""),
    (r"STARTED|RESUMED", "start", "to", "started: moving, or at rest?"),
    (r"TIMED?_?OUT", "", "fail", ""),
    (r".*EXPIRED", "", "fail", "expired: before it ran, or long after it was done?"),
    (rf"(?:.*_)?(?:{_BROKEN}).*", "", "fail", ""),
    (rf"{_RESTING}", "", "others", "a state to rest in that no request leads to"),
)
_OF_A_JOB: tuple[tuple[str, str, str], ...] = (
    (rf"(?:.*_)?{_OVER}", "to", ""),
    (r"READY", "others", "before a run, after it, or both?"),
    (r"CREATED", "via", "pending: created, not run yet"),
    (r"ACTIVE|AVAILABLE", "to", "what a success is called, or still running?"),
)
_OF_A_THING: tuple[tuple[str, str, str], ...] = (
    (r"CREATED", "to", "at rest, or pending beside ACTIVE?"),
    (r"ACTIVE|AVAILABLE|READY|IN_SERVICE|ENABLED|ISSUED|ONLINE|PREPARED|BUILT|TRAINED", "to", ""),
    (rf"(?:.*_)?{_OVER}", "to", ""),
    (r"RUNNING", "to", "ready, or still on its way?"),
    (r"WAITING", "to", "ready (a cluster of EMR), or queued?"),
)
_MOVING = rf".*ING|.*{_BEGUN}|.*SCHEDULED|INITIALI[SZ]ED|RUNNABLE|BOOTSTRAPPING|NOT_STARTED|INITIATED|NEW|ACCEPTED"
_EARLY = r"NEW|.*PENDING|.*QUEUED|.*SUBMITTED|.*SCHEDULED|.*REQUESTED|ACCEPTED|INITI\w+|NOT_STARTED|CREATED|WAITING"
_JOBS = re.compile(
    r"(?:Job|Run|Execution|Export|Import|Task|Query|Statement|Evaluation|Prediction|Analysis|Detection|Recognition|"
    r"Moderation|Search|Tracking|Generation|Batch|Invoke|Workflow|Step|Command|Report)(?:V?\d+)?$"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a word goes: the request and the slot of its row (`others` for none), and what is to be decided by hand."""

    word: str
    request: str
    slot: str
    decide: str = ""


def is_job(noun: str, words: list[str]) -> bool:
    """Whether the words are those of something that runs once, rather than of something that is there."""
    plain = {spelled(word) for word in words}
    if any(re.fullmatch(r"ACTIVE|AVAILABLE|IN_SERVICE|READY|CREATED", word) for word in plain):
        return bool(_JOBS.search(noun)) and any(re.fullmatch(_OVER, word) for word in plain)
    return bool(_JOBS.search(noun)) or any(re.fullmatch(_OVER, word) for word in plain)


def spelled(word: str) -> str:
    """Spell any state alike: `InProgress`, `in-progress` and `IN PROGRESS` are `IN_PROGRESS`."""
    if not word.isupper():
        word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word)
    return re.sub(r"[ \-.]+", "_", word).upper()


def guess(word: str, main: str) -> Guess:
    """Guess where a word goes; `main` is the request that brings the thing about, `run` or `create`."""
    plain = spelled(word)
    for pattern, request, slot, decide in _RULES:
        if re.fullmatch(pattern, plain):
            if request == "start" and main == JOB:  # what starts of itself is on its way
                return Guess(word, main, "fail" if slot == "fail" else "via", decide)
            return Guess(word, request or main, slot, decide)
    for pattern, slot, decide in _OF_A_JOB if main == JOB else _OF_A_THING:
        if re.fullmatch(pattern, plain):
            return Guess(word, main, slot, decide)
    if re.fullmatch(_MOVING, plain):
        return Guess(word, main, "via")
    return Guess(word, main, "others", "what does this word say?")


def stage(word: str) -> int:
    """Where among the moving states one seems to come: waiting, beginning, or under way."""
    plain = spelled(word)
    return (
        0 if re.fullmatch(_EARLY, plain) else 1 if re.fullmatch(r"STARTING|.*PROVISIONING|BOOTSTRAPPING", plain) else 2
    )
