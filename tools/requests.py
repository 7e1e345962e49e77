"""The rows of a table, guessed: the words of a status sorted by spelling, and the operations that ask for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlwaiters.model import GONE, Request
from tools.listings import singular
from tools.words import JOB, THING, guess, is_job, spelled, stage

if TYPE_CHECKING:
    from tools.pollable import Pollable

_VERBS = {
    JOB: "Start|Create|Submit|Run|Invoke|Begin|Execute|Send|Generate|Import|Export",
    THING: "Create|Start|Put|Register|Import|Build|Train|Deploy|Publish|Enable|Provision|Copy|Associate",
    "update": "Update|Modify|Upgrade",
    "start": "Start|Resume|Restart|Activate",
    "stop": "Stop|StopTraining|Cancel|Terminate|Abort|BatchStop",
    "delete": "Delete|Deregister|BatchDelete",
}
_ORDER = (JOB, THING, "update", "start", "stop", "delete", "maintain")


@dataclass(slots=True)
class Rows:
    """The rows of a table in the making: the words in each request's slots, states of no request, and notes."""

    main: str
    slots: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def put(self, word: str, request: str, slot: str) -> None:
        """Put a word into a slot, or among those of no request."""
        if slot == "others":
            self.others.append(word)
        else:
            self.slots.setdefault(request, {}).setdefault(slot, []).append(word)

    def note(self, request: str, text: str) -> None:
        """Add a comment to a row."""
        self.notes.setdefault(request, []).append(text)

    def of(self, request: str, *slots: str) -> tuple[str, ...]:
        """The words in some slots of a request."""
        return tuple(word for slot in slots for word in self.slots.get(request, {}).get(slot, ()))


def rows_of(model: Any, thing: Pollable) -> Rows:
    """Sort the words of a status into rows, and find the operations behind these."""
    rows = Rows(JOB if is_job(thing.noun, list(thing.words)) else THING)
    rows.by = {request: operations(model, thing.noun, request) for request in _VERBS}
    for word in sorted(thing.words, key=lambda word: stage(word) if guess(word, rows.main).slot == "via" else 0):
        guessed = guess(word, rows.main)
        rows.put(word, guessed.request, guessed.slot)
        if guessed.decide:
            rows.note("others" if guessed.slot == "others" else guessed.request, f"DECIDE: {word}: {guessed.decide}")
    for request in ("update", "start", "stop", "delete"):
        if request in rows.slots and not rows.by[request]:
            _disown(rows, request)
    if "stop" in rows.slots and not rows.of("stop", "to"):
        rested = [word for word in rows.others if spelled(word) in ("INACTIVE", "DISABLED", "PAUSED", "IDLE")]
        rows.slots["stop"]["to"] = rested
        rows.others = [word for word in rows.others if word not in rested]
    if rows.by["update"] and "update" not in rows.slots:
        rows.note(rows.main, f"DECIDE: does {rows.by['update'][0]} take it through these states again?")
    if rows.by["delete"] and "delete" not in rows.slots:
        rows.slots["delete"] = {}
    return rows


def operations(model: Any, noun: str, request: str) -> tuple[str, ...]:
    """The operations that make a request for what a noun names."""
    bare = re.sub(r"(?:Job|Run|Execution|Status|V2)$", "", noun)
    wanted = {singular(word).lower() for word in (noun, bare, f"{bare}Job", f"{bare}Run", f"{bare}Execution") if word}
    found = [
        (asked != singular(noun).lower(), name)
        for name in model.operation_names
        for verb in _VERBS[request].split("|")
        if name.startswith(verb) and (asked := singular(name.removeprefix(verb)).lower()) in wanted
    ]
    exact = [name for other, name in found if not other]
    made = [name for name in exact if name.startswith("Create")]
    if request == THING and made:  # what starts it again is another request
        return tuple(made)
    return tuple(exact or [name for _, name in found])


def _disown(rows: Rows, request: str) -> None:
    """Give the words of a request that no operation makes to somebody else."""
    slots = rows.slots.pop(request)
    words = ", ".join(word for some in slots.values() for word in some)
    rows.note(rows.main, f"DECIDE: {words}: no operation to {request} it was found")
    for slot, some in slots.items():
        for word in some:
            if request == "update" and slot == "via":
                rows.put(word, "maintain", "via")
            elif request == "stop" and rows.main == JOB:
                rows.put(word, JOB, "via" if slot == "via" else "fail")
            elif request == "start":
                rows.put(word, rows.main, slot)
            else:
                rows.put(word, "", "others")


def requests(rows: Rows) -> tuple[Request, ...]:
    """Write the rows down, in the usual order."""
    main = rows.slots.setdefault(rows.main, {})
    if not main.get("to"):
        main["to"] = rows.others[:1] or list(rows.of(rows.main, "via"))[-1:]
        rows.note(rows.main, f"DECIDE: no word of success was found; is it {', '.join(main['to']) or 'none'}?")
        rows.others = [word for word in rows.others if word not in main["to"]]
        main["via"] = [word for word in main.get("via", ()) if word not in main["to"]]
    if not rows.by[rows.main]:
        rows.note(rows.main, "DECIDE: which operation brings it about?")
    return tuple(_request(rows, name) for name in _ORDER if name in rows.slots)


def _request(rows: Rows, name: str) -> Request:
    success, via = rows.of(rows.main, "to"), rows.of(name, "via")
    to = rows.of(name, "to") or ((rows.of(rows.main, "fail") or success)[:1] if name == "stop" else success[:1])
    if name == "stop" and not rows.of("stop", "to"):
        rows.note("stop", f"DECIDE: no word for what was stopped; does it come to {to[0]}?")
    if name == "delete":
        to = (GONE, *rows.of(name, "to"))
    return Request(
        name,
        rows.by.get(name, ()),
        via,
        to,
        rows.of(name, "fail"),
        rollback=rows.of(name, "rollback"),
        when=_when(rows, name),
        partial=rows.of(name, "partial"),
    )


def _when(rows: Rows, name: str) -> tuple[str, ...]:
    """The states in which a request is presumably accepted."""
    ends = rows.of(rows.main, "to", "partial", "fail")
    later = (word for request in ("update", "start", "stop") for word in rows.of(request, "to", "fail"))
    settled = tuple(dict.fromkeys([*ends, *later, *rows.of("delete", "fail"), *rows.others]))
    rested = rows.of(rows.main, "to") + rows.of("update", "to")
    stopped = rows.of(rows.main, "via") if rows.main == JOB else (*rested, *rows.of("start", "to"))
    return {
        "update": (*rested, *rows.of("update", "fail")),
        "start": rows.of("stop", "to"),
        "stop": stopped,
        "delete": settled,
        "maintain": rested,
    }.get(name, ())
