"""Waiters in the format of botocore's `waiters-2.json`, read and refused: a misspelt word would wait for ever."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from botocore import xform_name

from mlwaiters.acceptors import MATCHERS, PATHS, STATES, Accepted, Acceptor
from mlwaiters.errors import UnknownNameError
from mlwaiters.text import nearest, quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from os import PathLike

VERSION = 2


@dataclass(frozen=True, slots=True)
class Form:
    """One waiter of a file: what it asks, every so many seconds and how often, and who judges the answer."""

    operation: str
    delay: float
    attempts: int
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class WaiterFile:
    """The waiters of one file. `source` is what messages call it, `text` what stands in it.

    Raises:
        ValueError: it is no JSON, of another version, or holds no waiters; the message names the source, and the line
            where that can be told.
    """

    source: str
    text: str

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Self:
        """Read a file.

        Raises:
            ValueError: it can't be read, too.
        """
        source = quoted(str(path))
        try:
            return cls(source, Path(path).read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValueError(f"{source} is no UTF-8 text: {error}") from None
        except (OSError, ValueError) as error:  # a path with a NUL in it is no path
            raise ValueError(f"{source} can't be read: {getattr(error, 'strerror', error)}") from None

    def forms(self, operations: Collection[str]) -> dict[str, Form]:
        """Every waiter of the file by its name; `operations` are those of its service.

        Raises:
            ValueError: a waiter lacks a member, or has one that means nothing.
        """
        return {name: _Reading(self, name).form(document, operations) for name, document in self.documents().items()}

    def documents(self) -> dict[str, Any]:
        """Every waiter as it is written."""
        try:
            document = json.loads(self.text)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise ValueError(f"{self.source}, {where}: no JSON: {error.msg}") from None
        except RecursionError:
            raise ValueError(f"{self.source}: JSON nested too deep") from None
        whole = _Reading(self)
        version = whole.member(document, "version", int)
        if version != VERSION:
            raise whole.complaint(f"version {version}; expected {VERSION}", "version", version)
        waiters: dict[str, Any] = whole.member(document, "waiters", dict)
        return waiters


@dataclass(frozen=True, slots=True)
class _Reading:
    """One waiter of a file as it is read, or the file as a whole; `place` is where in it, for messages."""

    file: WaiterFile
    waiter: str = ""
    place: str = ""

    def form(self, document: object, operations: Collection[str]) -> Form:
        """Read the waiter."""
        operation = self.member(document, "operation", str)
        if operation not in operations:
            raise self.complaint(unknown("operation", operation, operations), "operation", operation)
        delay = self.member(document, "delay", int, float)
        if not 0 <= delay < float("inf"):
            raise self.complaint(f"delay {delay}; expected seconds, 0 or more", "delay", delay)
        attempts = self.member(document, "maxAttempts", int)
        if attempts < 1:
            raise self.complaint(f"maxAttempts {attempts}; expected 1 or more", "maxAttempts", attempts)
        lines = self.member(document, "acceptors", list)
        acceptors = tuple(
            _Reading(self.file, self.waiter, f"acceptor {number}: ").acceptor(line)
            for number, line in enumerate(lines, 1)
        )
        if not any(acceptor.state == "success" for acceptor in acceptors):
            raise self.complaint("no acceptor's state is success: it could never end well", "acceptors")
        return Form(operation, delay, attempts, Accepted(xform_name(self.waiter), acceptors))

    def acceptor(self, document: object) -> Acceptor:
        """Read one of its acceptors."""
        state = self.word(document, "state", STATES)
        matcher = self.word(document, "matcher", MATCHERS)
        expected = self.member(document, "expected", *{"status": (int,), "error": (str, bool)}.get(matcher, (object,)))
        argument = self.member(document, "argument", str) if matcher in PATHS else ""
        try:
            return Acceptor(state, matcher, expected, argument)
        except ValueError as error:  # as jmespath says it: with the expression, and an arrow below
            said = f"{quoted(argument)} is no JMESPath expression: {str(error).partition(':')[0]}"
            raise self.complaint(said, "argument", argument) from None

    def word(self, document: object, name: str, valid: Collection[str]) -> str:
        """A member that is one of a few words."""
        word: str = self.member(document, name, str)
        if word not in valid:
            raise self.complaint(unknown(name, word, valid), name, word)
        return word

    def member(self, document: object, name: str, *kinds: type) -> Any:
        """A member that must be there, and of one of these kinds."""
        if not isinstance(document, dict):
            raise self.complaint(f"{quoted(document)} is no JSON object")
        if name not in document:
            near = nearest(name, document, most=1, cutoff=0.7)
            raise self.complaint(f"{name} is missing" + (f"; is it {quoted(near[0])}?" if near else ""), *near)
        value = document[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and not {bool, object}.intersection(kinds)):
            expected = " or ".join(_KINDS[kind] for kind in kinds)
            raise self.complaint(f"{name} is {quoted(value)}; expected {expected}", name, value)
        return value

    def complaint(self, what: str, *found: object) -> ValueError:
        """Say what is wrong with the file: `found` are the member, and the value, that it is about."""
        waiter = f"{quoted(self.waiter)}: " if self.waiter else ""
        line = next(self._lines(*found), None)
        where = self.file.source if line is None else f"{self.file.source}, line {line}"
        return ValueError(f"{where}: {waiter}{self.place}{what}")

    def _lines(self, *found: object) -> Iterator[int]:
        """Where it stands: below the waiter's name, the first member of that name and value."""
        text, waiter = self.file.text, re.escape(json.dumps(self.waiter, ensure_ascii=False))
        start = re.search(rf"{waiter}\s*:", text) if self.waiter else re.match("", text)
        if start is None or "\n" not in text or not (self.waiter or found):
            return
        sought = r"\s*:\s*".join(re.escape(json.dumps(each, ensure_ascii=False)) for each in found)
        member = re.compile(sought).search(text, start.end())
        if member is not None:
            yield text.count("\n", 0, (member if found else start).start()) + 1


_KINDS = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
_KINDS |= {list: "a list", dict: "an object"}


def find(names: Mapping[str, Any], name: str, service: str) -> str:
    """The name as the file spells it, given that, or boto3's spelling, or the command line's.

    Raises:
        UnknownNameError: there is no such waiter; the message names the nearest.
    """
    spelled = {xform_name(each): each for each in names} | {each: each for each in names}
    found = spelled.get(name) or spelled.get(xform_name(name.replace("-", "_")))
    if found is None:
        raise UnknownNameError(f"{service}: {unknown('waiter', name, map(xform_name, names))}")
    return found
