"""`--waiter SERVICE NAME`: a waiter's parameters as options, off its operation's own model; and the list of waiters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlwaiters.cli.targets import Selection, UsageError, read_moment, select, unknown_option
from mlwaiters.model import kebab
from mlwaiters.report.events import dump
from mlwaiters.report.table import aligned
from mlwaiters.text import format_duration, quoted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mlwaiters.aws.waiters import Waiter
    from mlwaiters.cli.grammar import Parser
    from mlwaiters.model import Listing, Ref

_TABLE, _LISTING, _GOAL = ": it is for things that have a table", ", which has no listing", ", whose acceptors judge"

_NO_PLACE = {
    "journal": _TABLE,
    "resume": _TABLE,
    "stop_on_interrupt": _TABLE,
    "history": _LISTING,
    "everything": _LISTING,
    "until": _GOAL,
    "after": _GOAL,
    "allow_partial": _GOAL,
    "grace": _GOAL,
    "strict": _GOAL,
}
"""The options that a waiter can do nothing with, and why."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of an operation's parameters as an option: each giving of it is `several`'s next, or another question's."""

    name: str
    flag: str
    read: Callable[[str], Any]
    placeholder: str
    meaning: str
    several: bool = False

    def values(self, texts: Iterable[str]) -> list[Any]:
        """What AWS takes: one value for each text, or, of a list, one of them all.

        Raises:
            UsageError: a text that isn't of the parameter's type.
        """
        try:
            read = [self.read(text) for text in texts]
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{self.flag}: {error}") from None
        if not self.several or not read:
            return read
        return [[item for each in read for item in (each if isinstance(each, list) else [each])]]


def is_asked_for(options: argparse.Namespace) -> bool:
    """Whether the command line names a waiter, rather than a resource type."""
    return getattr(options, "waiter", None) is not None or getattr(options, "waiter_file", None) is not None


def read(
    parser: Parser, options: argparse.Namespace, argv: Sequence[str]
) -> tuple[argparse.Namespace, list[Ref | Listing]]:
    """Read the parameters of the waiter that `options` name; returns the options anew, and what is asked of AWS.

    Raises:
        UsageError, ValueError, TypeError: there is no such waiter, or the parameters aren't its own.
    """
    waiter = _waiter(parser, options)
    asked = options_of(waiter, parser.options)
    group = parser.add_argument_group(f"AWS's parameters for {waiter.service} {waiter.resource}")
    for each in asked:
        group.add_argument(each.flag, dest=each.flag, action="append", metavar=each.placeholder, help=each.meaning)
    options, rest = parser.parse_known_args(argv)
    if options.help:
        return options, []
    _check_rest(rest, parser)
    texts = {each: getattr(options, each.flag) for each in asked if getattr(options, each.flag) is not None}
    if options.from_file is not None:
        named = {each.name: given for each, given in texts.items()}
        return options, select(Selection(waiter, (), named, file=options.from_file), listing_by_default=False)
    missing = [each.flag for each in asked if each.name in waiter.required and each not in texts]
    if missing:
        raise UsageError(f"{' and '.join(missing)} is missing; {waiter.describe.operation} requires it")
    questions = _rows({each: each.values(given) for each, given in texts.items()})
    return options, list(dict.fromkeys(waiter(**row) for row in questions))


def options_of(waiter: Waiter, taken: Iterable[str] = ()) -> list[Option]:
    """The parameters of a waiter's operation as options, `--aws-…` where the command has one of that name itself."""
    from mlwaiters.aws.models import parameters  # noqa: PLC0415 - AWS's models, which no table needs

    return [
        _option(name, shape, taken, required=name in waiter.required)
        for name, shape in parameters(waiter.service, waiter.describe.operation).items()
    ]


def catalogue(service: str | None, form: str) -> str:
    """Write the waiters that botocore has, of one service or of all.

    Raises:
        UnknownNameError: there is no such service, or it has none.
    """
    from mlwaiters.aws.waiters import listed, services  # noqa: PLC0415

    rows = [row for each in ((service,) if service else services()) for row in listed(each)]
    if form == "json":
        return dump(rows, indent=2)
    shown = [("SERVICE", "WAITER", "OPERATION", "EVERY", "TIMEOUT")]
    for row in rows:
        spans = (format_duration(row[name]) for name in ("interval", "timeout"))
        shown.append((row["service"], row["waiter"], row["operation"], *spans))
    return aligned(shown)


def _waiter(parser: Parser, options: argparse.Namespace) -> Waiter:
    if options.waiter is None:
        raise UsageError("--waiter-file needs --waiter SERVICE NAME: which of its waiters, and of what service")
    given = parser.given(options)
    for name, because in _NO_PLACE.items():
        if name in given:
            raise UsageError(f"{given[name]} has no place beside --waiter{because}; leave it out")
    from mlwaiters.aws.waiters import botocore_waiter  # noqa: PLC0415

    service, name = options.waiter
    if options.waiter_file is None:
        return botocore_waiter(service, name)
    return botocore_waiter(options.waiter_file, name, service=service)


def _check_rest(rest: Sequence[str], parser: Parser) -> None:
    for word in rest:
        if word.startswith("-"):
            raise unknown_option(word, parser.options)
        raise UsageError(f"{quoted(word)} has no place beside --waiter; name things by AWS's parameters, as options")


def _rows(given: Mapping[Option, Sequence[Any]]) -> list[dict[str, Any]]:
    """One question for each of the values: what is given once is the same for all."""
    most = max(map(len, given.values()), default=1)
    for each, values in given.items():
        if len(values) not in (1, most):
            counts = ", ".join(f"{len(found)} of {other.flag}" for other, found in given.items())
            raise UsageError(f"parameters don't pair up: {counts}; give {each.flag} once, or as often as the others")
    return [
        {each.name: values[0 if len(values) == 1 else number] for each, values in given.items()}
        for number in range(most)
    ]


def _option(name: str, shape: Any, taken: Iterable[str], *, required: bool) -> Option:
    flag = f"--{kebab(name)}"
    several = shape.type_name == "list"
    one = shape.member.type_name if several else shape.type_name
    parse, placeholder = _READ.get(one, (_read_json, "JSON"))
    meaning = "required; " if required else ""
    meaning += "repeat it for a list" if several else "repeat it to wait for several"
    return Option(name, f"--aws-{flag[2:]}" if flag in taken else flag, parse, placeholder, meaning, several)


def _read_text(text: str) -> str:
    if not text:
        raise ValueError("a value is empty")
    return text


def _read_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return text == "true"


def _read_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is no number") from None


def _read_whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is no whole number") from None


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no JSON: {error}") from None


_READ: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (_read_text, "VALUE"),
    "character": (_read_text, "VALUE"),
    "integer": (_read_whole, "NUMBER"),
    "long": (_read_whole, "NUMBER"),
    "float": (_read_number, "NUMBER"),
    "double": (_read_number, "NUMBER"),
    "boolean": (_read_flag, "true|false"),
    "timestamp": (read_moment, "TIME"),
}
"""How each of a model's types is read; all others are written as JSON."""
