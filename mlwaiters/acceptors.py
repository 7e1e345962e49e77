"""Judgement by acceptors, as botocore's waiters have them: what an operation's answer means, the first match winning.

The format is that of botocore's `waiters-2.json`, and so is the meaning, which `botocore.waiter` defines. An answer is
what botocore's parser makes of it; that of a call that failed holds `Error`, with its `Code` and `Message`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.model import Observation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.model import Json, Ref

STATES: Final = {"success": Verdict.MET, "failure": Verdict.FAILED, "retry": Verdict.PENDING}
"""What an acceptor says of an answer that it matches."""

PATHS: Final = ("path", "pathAll", "pathAny")
"""The matchers that look into an answer by a JMESPath expression, and never into that of a call that failed."""

MATCHERS: Final = (*PATHS, "status", "error")

_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Acceptor:
    """One line of a waiter: an answer that matches comes to this `state`.

    `argument` is the JMESPath expression of a path's matcher, whose result must equal `expected`, or be a list that
    isn't empty of which all or any do. Of the others, `expected` is the HTTP status; the error's code, True for any
    error, or False for none.

    Raises:
        ValueError: `argument` is no JMESPath expression.
    """

    state: str
    matcher: str
    expected: Any
    argument: str = ""
    _expression: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        import jmespath  # noqa: PLC0415 - what has a table needs no expressions

        expression = jmespath.compile(self.argument) if self.matcher in PATHS else None
        object.__setattr__(self, "_expression", expression)

    def matches(self, answer: Json) -> bool:
        """Tell whether an answer is the one that is expected."""
        if self.matcher == "status":
            return bool(answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == self.expected)
        if self.matcher == "error":
            return self._matches_error(answer)
        if is_refusal(answer):
            return False
        found = self.find(answer)
        if self.matcher == "path":
            return bool(found == self.expected)
        several = all if self.matcher == "pathAll" else any
        return isinstance(found, list) and bool(found) and several(each == self.expected for each in found)

    def find(self, answer: Json) -> Any:
        """What the expression finds in an answer; None where it finds nothing, or can't be applied to it."""
        from jmespath.exceptions import JMESPathError  # noqa: PLC0415

        try:
            return self._expression.search(answer)
        except JMESPathError:  # length() of what isn't there: botocore's own loop breaks with it
            return _Inapplicable

    def _matches_error(self, answer: Json) -> bool:
        if isinstance(self.expected, bool):
            told = "Error" in answer
            return told and "Code" in answer["Error"] if self.expected else not told
        return bool(answer.get("Error", {}).get("Code", "") == self.expected)


class _Inapplicable:
    """What an expression finds that can't be applied to an answer: equal to nothing that anyone expects."""


@dataclass(frozen=True, slots=True, eq=False)
class Accepted:
    """The goal that the acceptors of a waiter, in their order, find success in what an operation answers.

    One that is `endless` is never reached, nor missed: what the acceptors find is only told.
    """

    name: str
    acceptors: tuple[Acceptor, ...]
    endless: bool = False

    def first(self, answer: Json) -> Acceptor | None:
        """The acceptor that decides: the first that matches."""
        return next((acceptor for acceptor in self.acceptors if acceptor.matches(answer)), None)

    def verdict(self, answer: Json) -> Verdict:
        """What an answer means: pending where no acceptor matches, unless it is that of a call that failed."""
        acceptor = self.first(answer)
        if acceptor is not None:
            return STATES[acceptor.state]
        return Verdict.FAILED if is_refusal(answer) else Verdict.PENDING

    def observe(self, ref: Ref, answer: Json, time: float, calls: int = 1) -> Observation:
        """Make an observation of an answer: its state is the one word that tells a person most."""
        reason = answer["Error"].get("Message", "") if is_refusal(answer) else ""
        operation = ref.type.describe.operation
        return Observation(ref, self.state(answer), time, operation, reason=reason, response=answer, calls=calls)

    def state(self, answer: Json) -> str:
        """What an answer shows, in a word: what was expected and found, or what stands where most acceptors look."""
        if is_refusal(answer):
            code = str(answer["Error"]["Code"])
            return code if code and not code.isdigit() else f"HTTP {code or _status(answer)}"
        acceptor = self.first(answer)
        if acceptor is not None and acceptor.matcher in PATHS and isinstance(acceptor.expected, str):
            return acceptor.expected or f"nothing at {acceptor.argument}"
        found = next((words for path in self._paths() if (words := _words(path.find(answer)))), "")
        return found or self._truth(acceptor, answer) or f"HTTP {_status(answer)}"

    def _paths(self) -> Iterator[Acceptor]:
        """One acceptor for each expression, those first that most have in common."""
        looking = {acceptor.argument: acceptor for acceptor in reversed(self.acceptors) if acceptor.matcher in PATHS}
        counts = Counter(acceptor.argument for acceptor in self.acceptors if acceptor.matcher in PATHS)
        return (looking[argument] for argument, _ in counts.most_common())

    def _truth(self, acceptor: Acceptor | None, answer: Json) -> str:
        """What an expression comes to that gives no words: the one that matched, or that which most have in common."""
        path = acceptor if acceptor is not None and acceptor.matcher in PATHS else next(self._paths(), None)
        if path is None:
            return ""
        value = path.find(answer)
        if value in (None, [], _Inapplicable):
            return f"nothing at {path.argument}"
        return f"{path.argument} is {json.dumps(value, default=str)[:100]}"

    def __str__(self) -> str:
        return self.name


@cache
def endlessly(accepted: Accepted) -> Accepted:
    """The same, for whoever watches what the acceptors find."""
    return replace(accepted, endless=True)


def is_refusal(answer: Json) -> bool:
    """Tell whether this is the answer of a call that failed."""
    error = answer.get("Error")
    return isinstance(error, dict) and "Code" in error


def _words(found: object) -> str:
    """The words that an expression has found, each once; empty where these are none."""
    words = [found] if isinstance(found, str) else found
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return ""
    told = list(dict.fromkeys(filter(None, words)))
    return ", ".join(told[:_MOST_WORDS]) + (", …" if len(told) > _MOST_WORDS else "")


def _status(answer: Json) -> str:
    return str(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", "status unknown"))
