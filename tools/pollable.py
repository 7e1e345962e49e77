"""Which operations of a service describe something that has a status, and where the status stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlwaiters.aws.introspection import (
    MANY,
    Operation,
    Shape,
    inputs,
    is_a,
    is_status,
    operation_of,
    required,
    words_of,
)
from tools.words import JOB, THING, guess

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERB = re.compile(r"(?:BatchGet|BatchDescribe|Describe|Get)(?=[A-Z])")
_SIDE = re.compile(
    r"secondary|last|latest|previous|source|approval|schedul|customer|retraining|encryption|billing|health|"
    r"maintenance|failover|object(?:ive)?status|visibility|registration|access|autodeletion|backup|crossaccount",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pollable:
    """An operation that shows a status: `within` is the member that holds the thing, `status` the path below it."""

    operation: str
    within: str
    status: str
    words: tuple[str, ...]

    @property
    def noun(self) -> str:
        """What the operation describes, in its own words."""
        return re.sub(r"Details?$", "", _VERB.sub("", self.operation, count=1))

    @property
    def path(self) -> str:
        """The path of the status from the top of the answer."""
        return f"{self.within}.{self.status}" if self.within else self.status


def pollables(model: Any) -> Iterator[Pollable]:
    """Every operation of a service that describes something that moves, by its status."""
    for name in model.operation_names:
        if _VERB.match(name) and (found := pollable(operation_of(model, name))) is not None:
            yield found


def pollable(operation: Operation) -> Pollable | None:
    """Read an operation's output for the status of what it describes; None where it shows none that moves."""
    candidates = [
        Pollable(operation.name, within, path, tuple(words_of(shape)))
        for within, document in documents(operation)
        for path, shape in _statuses(document)
        if (words_of(shape) and moves(words_of(shape))) or (not words_of(shape) and _documented_as_one(shape))
    ]
    return min(candidates, key=_oddness, default=None)


def documents(operation: Operation) -> Iterator[tuple[str, Shape]]:
    """What an operation may describe: its whole answer, a structure of it, or the one item of a list of it."""
    output = operation.output_shape
    if output is None:
        return
    yield "", output
    for name, shape in output.members.items():
        if is_a(shape, "structure"):
            yield name, shape
        elif is_a(shape, "list") and is_a(shape.member, "structure") and _asks_for_one(operation):
            yield name + MANY, shape.member


def moves(words: list[str]) -> bool:
    """Whether some of the words are those of something under way."""
    return len(words) > 1 and any(
        guess(word, main).slot in ("via", "rollback") for word in words for main in (JOB, THING)
    )


def _statuses(document: Shape) -> Iterator[tuple[str, Shape]]:
    for name, shape in document.members.items():
        if is_a(shape, "string") and is_status(name):
            yield name, shape
        elif is_a(shape, "structure") and re.search(r"status|state|detail|properties|output", name, re.IGNORECASE):
            for below, inner in shape.members.items():
                if is_a(inner, "string") and is_status(below):
                    yield f"{name}.{below}", inner


def _documented_as_one(shape: Shape) -> bool:
    """A text without words of its own that is said to be a status all the same."""
    said = re.sub(r"<[^>]+>", "", shape.documentation or "")
    return re.search(r"\b(?:status|state) of (?:the|this)\b|'s status\b", said, re.IGNORECASE) is not None


def _asks_for_one(operation: Operation) -> bool:
    """Whether the things that are described can be named: by a list of identifiers, or by one that is optional."""
    shown = {name.lower() for name in operation.output_shape.members}
    return len(required(operation)) <= 2 and any(
        re.search(r"(?:id|identifier|name|arn)s?$", name, re.IGNORECASE) or name.lower() in shown
        for name in inputs(operation)
    )


def _oddness(found: Pollable) -> tuple[Any, ...]:
    """Sort key: what is named most plainly comes first."""
    last = found.status.rpartition(".")[2]
    noun = found.noun.lower()
    return (
        bool(_SIDE.search(found.path)),
        found.within.endswith(MANY),
        not found.words,
        last.lower() not in {"status", "state", f"{noun}status", f"{noun}state"},
        found.path.count("."),
        found.status.count("."),
        -len(found.words),
    )
