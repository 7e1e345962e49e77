"""botocore's service models, as far as tables are made of them: operations, shapes at a path, the words of a status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any, TypeAlias

from botocore.exceptions import DataNotFoundError
from botocore.model import OperationNotFoundError

from mlwaiters.aws.models import loader

Shape: TypeAlias = Any  # botocore ships no types; None where there is no such shape or operation
Operation: TypeAlias = Any

MANY = "[]"
"""Behind a step of a path: the members of a list."""

_LIMIT = re.compile(r"max_?(?:results|items|records|keys)|limit|page_?size", re.IGNORECASE)
_TOKEN = re.compile(r"(?:next_?(?:page_?)?|pagination_?|starting_?)?(?:token|marker)", re.IGNORECASE)
_MOST = re.compile(
    r"(?:maximum (?:value |number )?(?:is |of |allowed is )|up to |between \d+ and |\d+-)([\d,]*\d)", re.IGNORECASE
)
_USUAL = re.compile(r"default(?: value)?(?: is|:| of)? ([\d,]*\d)|by default,? [^.]*?([\d,]*\d)", re.IGNORECASE)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_SENTENCE = re.compile(r"(?i:valid values are|one of(?: the following)?):? ?(.*?)(?:\.|</p>|$)", re.DOTALL)
_BETWEEN = re.compile(r"</?\w+>|[>|,]|-or-|\band\b")
_WORD = re.compile(r"(?=.{4})(?:[A-Z]{2,}(?:[ _][A-Z]+)*|[a-z]{2,}(?:-[a-z]+)*)")


@dataclass(frozen=True, slots=True)
class _Open:
    """A text that the model doesn't know of."""

    name: str = ""
    type_name: str = "string"
    documentation: str = ""
    enum: tuple[str, ...] = ()


_OPEN = _Open()


@cache
def paginators(service: str) -> dict[str, Any]:
    """What botocore knows of the paging of a service's operations."""
    try:
        found: dict[str, Any] = loader().load_service_model(service, "paginators-1")["pagination"]
    except DataNotFoundError:
        return {}
    return found


def operation_of(model: Any, name: str) -> Operation:
    """The operation of that name; None where the service has none."""
    try:
        return model.operation_model(name)
    except OperationNotFoundError:
        return None


def inputs(operation: Operation) -> dict[str, Shape]:
    """The parameters of an operation."""
    return dict(operation.input_shape.members) if operation.input_shape else {}


def required(operation: Operation) -> list[str]:
    """The parameters that an operation can't do without."""
    return list(operation.input_shape.required_members) if operation.input_shape else []


def at(shape: Shape, path: str) -> Shape:
    """The shape at a dotted path below a structure, itself for the empty path; None where the path leads nowhere.

    A step that ends in `[]` goes on to the members of a list; below a map, any name is one of its keys; and below a
    document, whose layout the model leaves open, whatever is looked for is taken to be a text.
    """
    for step in path.split(".") if path else ():
        if getattr(shape, "is_document_type", False):
            return _OPEN
        name = step.removesuffix(MANY)
        shape = shape.value if is_a(shape, "map") else shape.members.get(name) if is_a(shape, "structure") else None
        if step.endswith(MANY):
            shape = shape.member if is_a(shape, "list") else None
    return shape


def item_of(operation: Operation, path: str) -> Shape:
    """The shape of the items of a listing."""
    return at(operation.output_shape, path + MANY)


def is_a(shape: Shape, *type_names: str) -> bool:
    """Whether there is such a shape, of one of these types."""
    return shape is not None and shape.type_name in type_names


def enum_of(shape: Shape) -> list[str]:
    """The words that the model knows of a text; empty where it knows none."""
    return list(shape.enum) if is_a(shape, "string") else []


def words_of(shape: Shape) -> list[str]:
    """The words of a status: the model's, or else those that its documentation tells of."""
    return enum_of(shape) or (documented(shape.documentation or "") if is_a(shape, "string") else [])


def is_status(path: str) -> bool:
    """Whether a member is named as a status is."""
    return re.search(r"(?:status|state)$", path, re.IGNORECASE) is not None


def limit_parameter_of(operation: Operation) -> str:
    """The parameter that sets how many items a page has; empty where there is none."""
    return next((name for name in inputs(operation) if _LIMIT.fullmatch(name)), "")


def token_of(operation: Operation) -> str:
    """The parameter that asks for a further page; empty where there is none."""
    return next((name for name in inputs(operation) if is_token(name)), "")


def is_token(name: str) -> bool:
    """Whether a member is named as the token of a page is."""
    return _TOKEN.fullmatch(name) is not None


def limit_of(shape: Shape) -> int | None:
    """The most items that a page may have: the lesser of what the model and its documentation say; None for neither."""
    told = _MOST.search(re.sub(r"<[^>]+>", "", shape.documentation or ""))
    limits = [shape.metadata["max"]] if "max" in shape.metadata else []
    limits += [int(told[1].replace(",", ""))] if told else []
    return min(limits, default=None)


def page_of(shape: Shape) -> int | None:
    """The items that a page has unless asked otherwise, by the documentation; None where it doesn't tell."""
    told = _USUAL.search(re.sub(r"<[^>]+>", "", shape.documentation or ""))
    return int(next(filter(None, told.groups())).replace(",", "")) if told else None


def documented(html: str) -> list[str]:
    """The states that a member's documentation lists, in its order; empty where it lists none.

    They stand in a bulleted list, as `CREATE PENDING &gt; CREATE IN_PROGRESS &gt; ACTIVE -or- CREATE FAILED`, or one by
    one in code; or behind "one of:" in a sentence.
    """
    lists = _ITEM.findall(html) or _SENTENCE.findall(html)
    pieces = (piece.strip() for text in lists for piece in _BETWEEN.split(unescape(text)))
    found = [piece for piece in dict.fromkeys(pieces) if _WORD.fullmatch(piece)]
    return found if len(found) > 1 else []
