"""Which operation lists the things that another describes, and how: items, identifiers, filters, order, parents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlwaiters.aws.introspection import (
    Operation,
    Shape,
    at,
    enum_of,
    inputs,
    is_a,
    is_token,
    limit_of,
    limit_parameter_of,
    operation_of,
    page_of,
    paginators,
    required,
    token_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.pollable import Pollable

_LISTS = re.compile(r"(?:List|Search|Get|Describe)(?=[A-Z])")
_CREATED = r"creat|submi|start|request|queued|begin|issued"
_MODIFIED = r"modif|updat|chang"
_NAMED = r"name(?:Contains|Prefix|Filter|BeginsWith)?$"
_WHEN = {"after": r"after|from|since|min", "before": r"before|until|to$|max"}


@dataclass(slots=True)
class Found:
    """A listing that was found for what `pollable` describes, and what is uncertain about it."""

    operation: Operation
    items: str
    item: Shape
    status: str
    identifiers: dict[str, str]
    whole: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def limit_parameter(self) -> str:
        """The parameter that sets how many items a page has; empty where there is none."""
        return limit_parameter_of(self.operation)

    @property
    def token(self) -> str:
        """The parameter that asks for a further page; empty where there is none."""
        return token_of(self.operation)

    @property
    def next_token(self) -> str:
        """The answer's member that has the next token, where it is named otherwise."""
        shown: list[str] = list(self.operation.output_shape.members)
        return "" if self.token in shown else next(filter(is_token, shown), "")

    @property
    def limit(self) -> tuple[int, str]:
        """The most items that a page may have, and how sure that is."""
        if not self.limit_parameter:
            return 1000, "comes in one piece"
        most = limit_of(inputs(self.operation)[self.limit_parameter])
        return (most, "") if most else (100, "neither the model nor its documentation tells the limit")

    @property
    def page(self) -> tuple[int, str]:
        """The items that a page has by default, and how sure that is."""
        most, _ = self.limit
        usual = page_of(inputs(self.operation)[self.limit_parameter]) if self.limit_parameter else most
        return (min(usual, most), "") if usual else (min(100, most), "the default isn't documented")

    @property
    def needs(self) -> list[str]:
        """The parameters that it can't do without."""
        return [name for name in required(self.operation) if name != self.limit_parameter]

    def path(self, *patterns: str) -> str:
        """The first member of an item whose name matches a pattern, the patterns in the order of preference."""
        names = list(self.item.members)
        return next((name for want in patterns for name in names if re.search(want, name, re.IGNORECASE)), "")


def find_listing(model: Any, thing: Pollable, describe: Operation, identifiers: tuple[str, ...]) -> Found | None:
    """Find the operation that lists most plainly what another describes; None where none shows its status."""
    document = at(describe.output_shape, thing.within)
    status = at(document, thing.status)
    candidates = [
        (_oddness(thing, operation, items, shown, status), operation, items, item, path)
        for operation, items, item in _listings(model, describe)
        for path, shown in _statuses(item, thing, status)
        if _alike(thing.noun, operation.name, same=bool(enum_of(shown)) and shown.name == status.name)
    ]
    if not candidates:
        return None
    _, operation, items, item, path = min(candidates, key=lambda candidate: (candidate[0], candidate[1].name))
    found = Found(operation, items, item, path, {}, whole={*document.members} <= {*item.members})
    found.identifiers = {name: _identifier(found, thing.noun, name) for name in identifiers}
    return found


def _listings(model: Any, describe: Operation) -> Iterator[tuple[Operation, str, Shape]]:
    for name in model.operation_names:
        operation = operation_of(model, name)
        itself = name == describe.name and not token_of(operation)  # many are described page by page: that lists, too
        if not _LISTS.match(name) or itself or operation.output_shape is None:
            continue
        for member, shape in operation.output_shape.members.items():
            if is_a(shape, "list") and is_a(shape.member, "structure"):
                yield operation, member, shape.member


def _statuses(item: Shape, thing: Pollable, status: Shape) -> Iterator[tuple[str, Shape]]:
    """Where an item shows the status: by its enum, by its name."""
    last = thing.status.rpartition(".")[2]
    for name, shape in item.members.items():
        if is_a(shape, "string") and ((enum_of(shape) and shape.name == status.name) or _akin(name, last)):
            yield name, shape
        elif is_a(shape, "structure"):
            for below, inner in shape.members.items():
                if is_a(inner, "string") and enum_of(inner) and inner.name == status.name:
                    yield f"{name}.{below}", inner


def _akin(name: str, last: str) -> bool:
    return name.lower() in (last.lower(), "status", "state") or last.lower().endswith(name.lower())


def _alike(noun: str, operation: str, *, same: bool) -> bool:
    """Whether a listing is of that noun by its name: the very one, or one that has it, where the status is the same."""
    listed, wanted = singular(_LISTS.sub("", operation, count=1)).lower(), singular(noun).lower()
    return listed == wanted or (same and wanted in listed)


def singular(noun: str) -> str:
    """Take the plural's ending off each of a name's words."""
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", noun)
    return "".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    for ending, one in (
        (r"(?<=[a-z])ies$", "y"),
        (r"(?<=naly)ses$", "sis"),
        (r"(x|ch|sh)es$", r"\1"),
        (r"(?<![sui])s$", ""),
    ):
        if re.search(ending, word):
            return re.sub(ending, one, word)
    return word


def _oddness(thing: Pollable, operation: Operation, items: str, shown: Shape, status: Shape) -> tuple[Any, ...]:
    listed = singular(_LISTS.sub("", operation.name, count=1)).lower()
    known = paginators(operation.service_model.service_name).get(operation.name, {}).get("result_key", items)
    return (
        listed != singular(thing.noun).lower(),
        shown.name != status.name,
        items not in (known if isinstance(known, list) else [known]),
        not operation.name.startswith("List"),
        len(operation.name),
    )


def _identifier(found: Found, noun: str, name: str) -> str:
    """Where an item shows an identifier; empty, with a note, where it doesn't seem to."""
    members: dict[str, str] = {member.lower(): member for member in found.item.members}
    bare = re.sub(r"(?:Identifier|Id|Name|Arn)$", "", name)
    ending = name[len(bare) :] or name
    nouns = [bare, noun, singular(noun), ""]
    endings = [ending, "Id", "Arn", "Name"] if ending.lower() == "identifier" else [ending]
    wanted = [name, *(f"{start}{end}" for end in endings for start in nouns)]
    for word in wanted:
        if (member := members.get(word.lower())) and is_a(found.item.members[member], "string"):
            if word != name:
                found.notes.append(f"guess: {member} is {name}")
            return member
    texts = [member for member in members.values() if is_a(found.item.members[member], "string")]
    tail = next((member for member in texts if member.lower().endswith(ending.lower())), "")
    if tail and name not in required(found.operation):
        found.notes.append(f"DECIDE: is {tail} what a describe takes as {name}?")
        return tail
    return ""


@dataclass(slots=True)
class Narrowing:
    """What a listing can be narrowed and sorted by."""

    filters: dict[str, str] = field(default_factory=dict)
    equals: dict[str, str] = field(default_factory=dict)
    sort_by: str = ""
    sort: dict[str, str] = field(default_factory=dict)
    sort_order: str = ""
    newest: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def narrowing(found: Found, taken: set[str]) -> Narrowing:
    """Read a listing's parameters, all but those that are taken already."""
    read = Narrowing()
    for path, shape in _paths(found.operation):
        if path.partition(".")[0] in taken | {found.limit_parameter, found.token}:
            continue
        _place(read, found, path, shape)
    _sort(read, found)
    return read


def _paths(operation: Operation) -> Iterator[tuple[str, Shape]]:
    for name, shape in inputs(operation).items():
        if is_a(shape, "structure") and shape.members:
            yield from ((f"{name}.{below}", inner) for below, inner in shape.members.items())
        else:
            yield name, shape


def _place(read: Narrowing, found: Found, path: str, shape: Shape) -> None:
    name = path.rpartition(".")[2]
    status = at(found.item, found.status)
    one = shape.member if is_a(shape, "list") else shape
    named = re.search(r"stat(?:us|e)(?:es|Equals|Filter)?$", name, re.IGNORECASE) and "status" not in read.filters
    if re.search(r"sort_?(?:by|column|key)|^column$|orderby", name, re.IGNORECASE) and "order" not in name.lower()[4:]:
        read.sort_by = path
    elif re.search(r"sort_?(?:order|direction)|^order(?:ing)?$", name, re.IGNORECASE):
        read.sort_order = path
    elif is_a(shape, "timestamp") and (when := _moment(name)):
        read.filters[when] = path
    elif is_a(one, "string") and ((enum_of(one) and one.name == status.name) or named):
        if "status" in read.filters:
            _equal(read, found, read.filters["status"])
        read.filters["status"] = path
    elif is_a(shape, "string") and re.search(_NAMED, name, re.IGNORECASE) and "name" not in read.filters:
        read.filters["name"] = path
        if not re.search(r"contains", name, re.IGNORECASE):
            read.notes.append(f"guess: {path} filters by part of the name")
    else:
        _equal(read, found, path)


def _equal(read: Narrowing, found: Found, path: str) -> None:
    """Take a parameter for one that a member of the items must equal."""
    bare = re.sub(r"(?:Equals|Contains|Filter)$", "", path.rpartition(".")[2])
    member = found.path(rf"^{bare}$", rf"{bare}$")
    read.equals[path] = member
    read.notes.append(f"guess: {path} must equal {member}" if member else f"guess: no item shows what {path} selects")


def _moment(name: str) -> str:
    """The name of a filter by time: `created_after` for `SubmitTimeAfter`; empty where the name doesn't tell."""
    facts = {"modified": _MODIFIED, "created": _CREATED}
    which = next((which for which, words in facts.items() if re.search(words, name, re.IGNORECASE)), "")
    when = next((when for when, words in _WHEN.items() if re.search(words, name, re.IGNORECASE)), "")
    return f"{which}_{when}" if which and when else ""


def _sort(read: Narrowing, found: Found) -> None:
    orders = enum_of(at(found.operation.input_shape, read.sort_order)) if read.sort_order else []
    words = enum_of(at(found.operation.input_shape, read.sort_by)) if read.sort_by else []
    read.sort = {word: _sorted_member(read, found, word) for word in words}
    falling = next((word for word in orders if word.upper().startswith("DESC")), "")
    created = next((word for word in words if re.search(_CREATED, word, re.IGNORECASE)), "")
    if falling and (created or not words):
        asked = {read.sort_by: created} if created else {}
        read.newest = nested({**asked, read.sort_order: falling})


def _sorted_member(read: Narrowing, found: Found, word: str) -> str:
    bare = re.sub(r"[_ ]", "", word)
    begun = [_CREATED] if re.search(_CREATED, word, re.IGNORECASE) else []
    member = found.path(rf"^{bare}$", rf"{bare}$", bare.removesuffix("Time"), *begun)
    if not member:
        read.notes.append(f"DECIDE: what is sorted by {word}?")
    return member


def nested(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Write dotted paths as nested dictionaries."""
    tree: dict[str, Any] = {}
    for path, value in paths.items():
        *above, last = path.split(".")
        branch = tree
        for step in above:
            branch = branch.setdefault(step, {})
        branch[last] = value
    return tree


@dataclass(frozen=True, slots=True)
class Above:
    """An operation that gives every value of a parameter."""

    parameter: str
    operation: str
    items: str
    name: str
    limit: int


def find_above(model: Any, found: Found, parameter: str) -> Above | None:
    """Find the listing of what a parameter names, which itself needs nothing and pages in the same words."""
    bare = re.sub(r"(?:Identifier|Id|Name|Arn)$", "", parameter)
    wanted = singular(bare).lower()
    candidates = [
        (listed != wanted, not name.startswith("List"), name)
        for name in model.operation_names
        if bare and (listed := singular(_LISTS.sub("", name, count=1)).lower()).endswith(wanted) and _LISTS.match(name)
    ]
    for _, _, name in sorted(candidates):
        operation = operation_of(model, name)
        pages = (limit_parameter_of(operation), token_of(operation)) == (found.limit_parameter, found.token)
        if operation.output_shape is None or required(operation) or not pages:
            continue
        for items, shape in operation.output_shape.members.items():
            if is_a(shape, "list") and (path := _named(operation, items, shape.member, bare, parameter)) is not None:
                most = limit_of(inputs(operation)[found.limit_parameter]) if found.limit_parameter else None
                return Above(parameter, name, items, path, most or found.limit[0])
    return None


def _named(operation: Operation, items: str, item: Shape, bare: str, parameter: str) -> str | None:
    """The path of a parameter's value below an item, empty where the item is itself the value; None where it isn't."""
    if is_a(item, "string"):
        return ""
    return (
        (_identifier(Found(operation, items, item, "", {}), bare, parameter) or None)
        if is_a(item, "structure")
        else None
    )
