"""From the words of a command line to the things they name. Pure but for reading the file of references."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlwaiters.errors import UnknownNameError
from mlwaiters.model import Listing, Ref, ResourceType, kebab
from mlwaiters.resources import find
from mlwaiters.text import nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class UsageError(Exception):
    """The command line makes no sense; the message names the value and what was expected."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of AWS's parameters as an option: `--transform-id`. `read` makes of its text what AWS takes."""

    name: str
    read: Callable[[str], Any]
    placeholder: str
    meaning: str

    @property
    def option(self) -> str:
        """The option's name on the command line."""
        return f"--{kebab(self.name)}"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command line says of the things that it is about.

    `names` are positional, `values` AWS's parameters as given, each as often as it was, and `own`
    the tables that the user has brought along.
    """

    kind: ResourceType | None
    names: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    everything: bool = False
    file: str | None = None
    own: Sequence[ResourceType] = ()


# ---------------------------------------------------------------------------------------------------------------------
# AWS's parameters
# ---------------------------------------------------------------------------------------------------------------------


def parameters(kind: ResourceType) -> tuple[Parameter, ...]:
    """AWS's parameters that name or narrow things of this type: identifiers, the listing's parent, its filters."""
    named = dict.fromkeys(kind.identifiers, "identifier; repeat it for several")
    found = [Parameter(name, str, "VALUE", meaning) for name, meaning in named.items()]
    if kind.lists is None:
        return tuple(found)
    parent = kind.lists.parent
    if parent is not None and parent.parameter not in named:
        found.append(Parameter(parent.parameter, str, "VALUE", "what the listing hangs below; all of them if left out"))
    asked = (name for name in kind.lists.needs if name not in named)
    found += [Parameter(name, str, "VALUE", "what the listing hangs below") for name in asked]
    roots: dict[str, Parameter] = {}
    narrowing = {**kind.lists.filters, **{path: path for path in kind.lists.equals}}
    for purpose, path in narrowing.items():
        root, dot, _ = path.partition(".")
        roots[root] = _filter(root, purpose, structured=bool(dot))
    options = {each.name: each for each in found}
    for name, each in roots.items():  # what names a thing may narrow a listing, too; as a structure, if it is one
        if name not in options or each.read is read_structure:
            options[name] = each
    return tuple(options.values())


def _filter(name: str, purpose: str, *, structured: bool) -> Parameter:
    if structured:
        return Parameter(name, read_structure, "JSON", "narrows the listing")
    if purpose.endswith(("_after", "_before")):
        return Parameter(name, read_moment, "TIME", "narrows the listing")
    return Parameter(name, str, "VALUE", "narrows the listing")


def read_moment(text: str) -> datetime:
    """Read a moment: ISO 8601, in UTC where it doesn't say, or seconds since the epoch.

    Raises:
        ValueError: naming the text.
    """
    try:
        if re.fullmatch(r"\d{9,}(\.\d+)?", text):
            return datetime.fromtimestamp(float(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        expected = "2026-01-31, 2026-01-31T12:00:00Z or seconds since the epoch"
        raise ValueError(f"{quoted(text)} is no moment; expected one such as {expected}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_structure(text: str) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ValueError: naming the text.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{quoted(text)} is no JSON object: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(  # noqa: TRY004 - the text is wrong, not its type
            f'{quoted(text)} is no JSON object; expected one such as \'{{"Status": "RUNNING"}}\''
        )
    return value


def unknown_option(option: str, known: Iterable[str]) -> UsageError:
    """Say that an option isn't one, and which is meant."""
    word = option.partition("=")[0]
    near = nearest(word, known, most=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; expected one of: {', '.join(known)}"
    return UsageError(f"unknown parameter {quoted(word)}{hint}")


# ---------------------------------------------------------------------------------------------------------------------
# The things
# ---------------------------------------------------------------------------------------------------------------------


def select(selection: Selection, *, listing_by_default: bool) -> list[Ref | Listing]:
    """Find out what a command line is about: things, each once, or listings.

    `listing_by_default`: naming nothing means all that AWS lists, rather than being an oversight.

    Raises:
        UsageError: the selection contradicts itself, names nothing, or half of something.
    """
    if selection.file is not None:
        return list(_from_file(selection))
    kind = selection.kind
    if kind is None:
        raise UsageError("SERVICE and RESOURCE are missing; `mlwaiters resources` lists them")
    _check_names(kind, selection)
    narrowing = _narrowing(kind, selection)
    own = [name for name in _own(kind) if selection.values.get(name)]
    if not selection.names and not own and (selection.everything or listing_by_default):
        return list(_listings(kind, narrowing))
    if selection.everything:
        given = "names" if selection.names else _option(own[0])
        raise UsageError(f"--all takes everything that is listed; leave out {given}, or --all")
    if not selection.names and not own and narrowing:
        missing = " and ".join(map(_option, _own(kind)))
        raise UsageError(f"{missing} is missing; give it, or --all for everything unsettled in the listing")
    if not selection.names and not own:
        named = "NAME" if len(kind.identifiers) == 1 else " and ".join(map(_option, kind.identifiers))
        raise UsageError(f"nothing is named; give {named}, --from-file, or --all for everything unsettled")
    strange = [name for name in narrowing if name not in kind.identifiers]
    if strange:
        raise UsageError(f"{_option(strange[0])} narrows a listing; leave it out where things are named")
    return list(dict.fromkeys(_refs(kind, selection)))


def _check_names(kind: ResourceType, selection: Selection) -> None:
    if selection.names and len(kind.identifiers) > 1:
        options = " and ".join(map(_option, kind.identifiers))
        raise UsageError(
            f"{kind.service} {kind.resource} is named by {options}, not by {quoted(selection.names[0])} alone"
        )
    for name in selection.names:
        if not name:
            raise UsageError("a name is empty")


def _own(kind: ResourceType) -> tuple[str, ...]:
    """The identifiers that the listing's parent and needs don't share: giving one of them names a thing."""
    if kind.lists is None:
        return kind.identifiers
    shared = {*kind.lists.needs, kind.lists.parent.parameter if kind.lists.parent else ""}
    return tuple(name for name in kind.identifiers if name not in shared)


def _narrowing(kind: ResourceType, selection: Selection) -> dict[str, list[Any]]:
    own = _own(kind)
    narrowing: dict[str, list[Any]] = {}
    for parameter in parameters(kind):
        given = selection.values.get(parameter.name) or ()
        if given and parameter.name not in own:
            narrowing[parameter.name] = [_read(parameter, text) for text in given]
    return narrowing


def _read(parameter: Parameter, text: str) -> Any:
    if not text:
        raise UsageError(f"{parameter.option} is empty")
    try:
        return parameter.read(text)
    except ValueError as error:
        raise UsageError(f"{parameter.option}: {error}") from None


def _listings(kind: ResourceType, narrowing: Mapping[str, list[Any]]) -> Iterable[Listing]:
    if kind.lists is None:
        raise UsageError(f"AWS has no listing of {kind.service} {kind.resource}; name the things")
    parent = kind.lists.parent.parameter if kind.lists.parent else ""
    for name, values in narrowing.items():
        if name != parent and len(values) > 1:
            raise UsageError(f"{_option(name)} is given {len(values)} times; a listing takes it once")
    if lacking := [name for name in kind.lists.needs if name not in narrowing]:
        raise UsageError(f"a listing of {kind.service} {kind.resource} needs {' and '.join(map(_option, lacking))}")
    filters = {name: values[0] for name, values in narrowing.items() if name != parent}
    if parent not in narrowing:
        yield kind.listing(**filters)
    for value in dict.fromkeys(narrowing.get(parent, ())):
        yield kind.listing(**{parent: value}, **filters)


def _refs(kind: ResourceType, selection: Selection) -> Iterable[Ref]:
    columns = {name: list(selection.values.get(name) or ()) for name in kind.identifiers}
    columns[kind.identifiers[-1]] = [*selection.names, *columns[kind.identifiers[-1]]]
    most = len(columns[kind.identifiers[-1]])
    for name, values in columns.items():
        if not values:
            raise UsageError(f"{_option(name)} is missing; {kind.service} {kind.resource} is named by "
                             f"{' and '.join(map(_option, kind.identifiers))}")  # fmt: skip
        if "" in values:
            raise UsageError(f"{_option(name)} is empty")
        if len(values) not in (1, most):
            counts = ", ".join(f"{len(given)} of {_option(other)}" for other, given in columns.items())
            raise UsageError(f"identifiers don't pair up: {counts}; give one for all, or as many of each")
    rows = zip(*(values * most if len(values) == 1 else values for values in columns.values()), strict=True)
    return [kind(*row) for row in rows]


def _option(name: str) -> str:
    return f"--{kebab(name)}"


# ---------------------------------------------------------------------------------------------------------------------
# A file of references
# ---------------------------------------------------------------------------------------------------------------------


def _from_file(selection: Selection) -> Iterable[Ref]:
    assert selection.file is not None  # the caller has looked
    given = [name for name, values in selection.values.items() if values]
    other = "names" if selection.names else "--all" if selection.everything else _option(given[0]) if given else ""
    if other:
        raise UsageError(f"--from-file names everything; leave out {other}, or --from-file")
    lines = read_text(selection.file).split("\n")  # and nowhere else: JSON may hold other line ends
    return dict.fromkeys(read_refs(lines, selection.kind, selection.file, selection.own))


def read_refs(
    lines: Iterable[str], kind: ResourceType | None, source: str, own: Sequence[ResourceType] = ()
) -> list[Ref]:
    """Read references, one JSON object a line: the identifiers of `kind`, or `{"service", "resource", "id"}` of any.

    Empty lines are passed over, and so is what else an object of the second form holds: events are references too.

    Raises:
        UsageError: naming the line that is none; or there is none at all.
    """
    refs = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                refs.append(_read_ref(line, kind, own))
            except (ValueError, TypeError, RecursionError) as error:
                raise UsageError(f"{source}, line {number}: {error}") from None
    if not refs:
        raise UsageError(f"{source} names nothing; expected one JSON object a line, such as {_example(kind)}")
    return refs


def _read_ref(line: str, kind: ResourceType | None, own: Sequence[ResourceType]) -> Ref:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise ValueError(f"{quoted(line.strip())} is no JSON: {error}") from None
    if not isinstance(given, dict):
        raise TypeError(f"{quoted(line.strip())} is no JSON object; expected {_example(kind)}")
    if "id" in given:
        kind, given = _kind_of(given, kind, own), given["id"]
    if kind is None:
        raise TypeError("no service, resource and id, and no SERVICE RESOURCE on the command line")
    if not isinstance(given, dict):
        raise TypeError(f"the id must be a JSON object such as {_example(kind)}")
    return kind(**given)


def _kind_of(given: Mapping[str, Any], kind: ResourceType | None, own: Sequence[ResourceType]) -> ResourceType | None:
    if "service" not in given and "resource" not in given:
        return kind
    words = given.get("service"), given.get("resource")
    if kind is not None and words == (kind.service, kind.resource):
        return kind
    if not all(isinstance(word, str) for word in words):
        raise UnknownNameError("service and resource must both be given, as words")
    return find(str(words[0]), str(words[1]), own)


def _example(kind: ResourceType | None) -> str:
    identifiers = kind.identifiers if kind else ("TransformId", "TaskRunId")
    return json.dumps(dict.fromkeys(identifiers, "…"), ensure_ascii=False)


def read_text(source: str) -> str:
    """Read a file, or standard input where that is `-`.

    Raises:
        UsageError: naming the file, which can't be read, or is no text.
    """
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError) as error:  # a path with a NUL or half a letter in it is no path
        raise UsageError(f"{quoted(source)} can't be read: {getattr(error, 'strerror', error)}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{quoted(source)} is no UTF-8 text: {error}") from None
