"""What each operation does to the world and answers: read off the tables, without code for any one type."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from mlwaiters.model import Describe, Lists, Ref, Request, ResourceType
from mlwaiters.shapes import violations
from mlwaiters.testing import pages
from mlwaiters.testing.documents import document, sample, wire
from mlwaiters.testing.identity import IDENTITY
from mlwaiters.testing.parents import NAMES_ONLY, NOT_FOUND, PARENT_OF, SHOWN, kinds, rows
from mlwaiters.testing.wire import Asked, AWSError, invalid, operation_model
from mlwaiters.text import printable, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import UnionType

    from mlwaiters.testing.shelves import Span
    from mlwaiters.testing.world import Thing, World


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation is to a resource type: its describe, one of its listings, or one of its requests."""

    kind: ResourceType
    does: Describe | Lists | Request


@cache
def simulated() -> Mapping[tuple[str, str], Operation]:
    """Every operation that is simulated, by service and name."""
    return {(kind.service, name): Operation(kind, does) for kind in kinds() for name, does in _operations(kind)}


def expand(given: Mapping[str, Value], does: type | UnionType = object) -> dict[tuple[str, str], Value]:
    """Give each operation, by service and name, what is given for its name or for a pattern that it matches.

    `List*` stands for all listings, `sagemaker:List*` for those of one service. A name goes before a pattern, and a
    longer pattern before a shorter.

    Args:
        given: by name or pattern.
        does: what an operation must be: `Describe`, `Lists` or `Request`; any where left out.

    Raises:
        ValueError: no operation matches; the message names the nearest that does.
    """
    found: dict[tuple[str, str], Value] = {}
    for pattern in sorted(given, key=lambda pattern: (not set("*?[") & {*pattern}, len(pattern))):
        found |= dict.fromkeys(matching(pattern, does), given[pattern])
    return found


def matching(pattern: str, does: type | UnionType = object) -> list[tuple[str, str]]:
    """The operations, by service and name, that a name or a pattern stands for, as `expand` takes them.

    Raises:
        ValueError: as `expand`.
    """
    known = [key for key, operation in simulated().items() if isinstance(operation.does, does)]
    known += [IDENTITY] if does is object else []
    service, _, name = pattern.rpartition(":")
    found = [key for key in known if fnmatchcase(key[1], name) and service in ("", key[0])]
    if not found:
        raise ValueError(unknown("operation", pattern, sorted({operation for _, operation in known})))
    return found


def perform(world: World, asked: Asked) -> dict[str, Any]:
    """Do what an operation does, and answer as the service would.

    Raises:
        AWSError: the service would refuse, or the operation isn't simulated.
    """
    operation = simulated().get((asked.service, asked.operation))
    if operation is None:
        raise AWSError("UnknownOperationException", f"{asked.operation} is not simulated.")
    kind, does = operation.kind, operation.does
    if isinstance(does, Describe):
        return _describe(world, kind, does, asked)
    if isinstance(does, Lists):
        return _list(world, kind, does, asked)
    several = _several(kind, _input(asked))
    if several:
        return _request_each(world, kind, does, asked, several)
    thing = _make(world, kind, asked) if does is rows(kind)[0] else _ask(world, kind, does, asked, asked.given)
    return _acknowledged(thing, thing.index(world.clock()), _output(asked))


def check_identifiers(ref: Ref) -> None:
    """Refuse an identifier that no client could ask for.

    Raises:
        ValueError: naming it, its value and what the service's model says.
    """
    shape = operation_model(ref.type.service, ref.type.describe.operation).input_shape
    for name, value in ref.id.items():
        for violation in violations(shape.members[name], value, name):
            raise ValueError(f"{ref.type}: {name} {printable(value, 100)!r}: {violation.constraint}")


def _operations(kind: ResourceType) -> Iterator[tuple[str, Describe | Lists | Request]]:
    yield kind.describe.operation, kind.describe
    for lists in (kind.lists, NAMES_ONLY.get(kind)):
        if lists is not None:
            yield lists.operation, lists
    for row in rows(kind):
        for name in row.by:
            yield name, row


def _input(asked: Asked) -> Any:
    return operation_model(asked.service, asked.operation).input_shape


def _output(asked: Asked) -> Any:
    return operation_model(asked.service, asked.operation).output_shape


# --- looking ---------------------------------------------------------------------------------------------------------


def _describe(world: World, kind: ResourceType, describe: Describe, asked: Asked) -> dict[str, Any]:
    thing = _found(world, kind, asked.given)
    shape = _output(asked)
    shown = shape.members[describe.within] if describe.within else shape
    result = document(thing, thing.index(world.clock()), describe.fields, shown, asked.operation)
    return {describe.within: result} if describe.within else result


def _list(world: World, kind: ResourceType, lists: Lists, asked: Asked) -> dict[str, Any]:
    given = asked.given
    _check_paging(lists, asked)
    parent = None
    if lists.parent is not None:
        parent = _found(world, PARENT_OF[kind], given, lists.parent.parameter).ref
    item, every = _output(asked).members[lists.items].member, _facts_shape(kind)

    habit = world.habits.of(asked.service, asked.operation)

    def rows(span: Span) -> Iterator[pages.Row]:
        for thing, index in world.listed(kind, parent, span, habit.lag):
            if habit.missing and habit.misses(thing.ref, asked.operation, world.seed):
                continue
            shown = document(thing, index, lists.fields, item, asked.operation)
            facts = shown if item.type_name == "structure" else document(thing, index, *every)
            if any(name not in facts for name in kind.identifiers):
                facts = {**thing.ref.id, **facts}
            yield pages.Row(thing.number, facts, shown)

    query = pages.Query(lists, given, _input(asked), kind.identifiers[-1], kind.minted, habit.late_filters)
    try:
        shown, token = pages.page(query, rows)
    except pages.BadTokenError:
        raise bad_token(asked.service, lists) from None
    return {lists.items: shown, **({lists.token: token} if token else {})}


def bad_token(service: str, lists: Lists) -> AWSError:
    """The error for a page token that the listing never gave."""
    return invalid(service, f"The value of {lists.token} is not valid for this request.")


def _facts_shape(kind: ResourceType) -> tuple[Any, Any, str]:
    """What a listing of mere names is filtered by: the describe operation's document."""
    shape = operation_model(kind.service, kind.describe.operation).output_shape
    within = shape.members[kind.describe.within] if kind.describe.within else shape
    return kind.describe.fields, within, kind.describe.operation


def _check_paging(lists: Lists, asked: Asked) -> None:
    size = asked.given.get(lists.limit_parameter)
    if size is not None and not 1 <= size <= lists.limit:
        bound = "greater than or equal to 1" if size < 1 else f"less than or equal to {lists.limit}"
        name = lists.limit_parameter[:1].lower() + lists.limit_parameter[1:]
        told = f"Value '{size}' at '{name}' failed to satisfy constraint: Member must have value {bound}"
        raise invalid(asked.service, f"1 validation error detected: {told}")


# --- asking ----------------------------------------------------------------------------------------------------------


def _make(world: World, kind: ResourceType, asked: Asked) -> Thing:
    """Bring a thing into being, as its first request does."""
    shape, given = _input(asked), asked.given
    parent = None
    if kind.lists is not None and kind.lists.parent is not None:
        parent = _found(world, PARENT_OF[kind], given, kind.lists.parent.parameter).ref
    values = []
    for name in kind.identifiers:
        place = _place(kind, name, shape)
        if place:
            values.append(given[place])
        elif parent is not None and kind.lists and kind.lists.parent and name == kind.lists.parent.parameter:
            values.append(parent.values[-1])
        else:
            values.append(world.mint(kind, name, parent))
    ref = kind(*values)
    if world.find(ref) is not None:
        message = f'Cannot create already existing {_words(kind)} "{world.arn(ref)}".'
        raise _refused(asked, ("InUse", "AlreadyExists", "Conflict"), message)
    members = {**given, **SHOWN.get(asked.operation, {})}
    above = parent.values[-1] if parent else ""
    return world.add(ref, parent=above, **members)


def _ask(world: World, kind: ResourceType, row: Request, asked: Asked, given: Mapping[str, Any]) -> Thing:
    """Make a request of a thing that is there, if its state allows."""
    thing = _found(world, kind, given)
    state = thing.state(world.clock())
    if state not in row.when:
        raise _refused(asked, _reasons(row, state), f'Cannot {row.name} {_words(kind)} "{thing.arn}" in state {state}.')
    changes = {name: value for name, value in given.items() if name not in thing.ref.id}
    world.begin(thing.ref, row.name, **(changes if row.name == "update" else {}))
    return thing


def _request_each(
    world: World, kind: ResourceType, row: Request, asked: Asked, several: tuple[str, str]
) -> dict[str, Any]:
    """Make a request of each of a list of things, and tell of each whether it was granted."""
    identifier, member = several
    shape = _output(asked)
    result: dict[str, list[Any]] = {name: [] for name, part in shape.members.items() if part.type_name == "list"}
    for value in asked.given[member]:
        given = {**asked.given, identifier: value}
        shown = {**{name: given[name] for name in kind.identifiers}, f"{member[:-1]}": value}
        try:
            _ask(world, kind, row, asked, given)
        except AWSError as error:
            shown["ErrorDetail"] = {"ErrorCode": error.code, "ErrorMessage": error.message}
        for name, items in result.items():
            members = shape.members[name].member.members
            if ("ErrorDetail" in members) is ("ErrorDetail" in shown):
                items.append({part: shown[part] for part in members if part in shown})
    return result


def _acknowledged(thing: Thing, index: int, shape: Any) -> dict[str, Any]:
    """What a request answers: whatever names the thing, and its state where the answer has a place for that."""
    if shape is None:
        return {}
    kind, moment = thing.ref.type, thing.moments[index]
    fields = kind.describe.fields
    known = {**thing.ref.id, fields.arn: thing.arn, fields.status: moment.state}
    if kind.lists is not None:
        known |= {path: thing.ref.id[name] for name, path in kind.lists.identifiers.items()}
    result = {name: known[name] for name in shape.members if name in known}
    for name, value in thing.ref.id.items():  # a JobRunId for a RunId
        result |= {member: value for member in shape.members if member.endswith(name) and member not in result}
    required = {name for name in shape.required_members if name not in result}
    return wire(result | {name: sample(shape.members[name], name) for name in required})  # type: ignore[no-any-return]


# --- finding ---------------------------------------------------------------------------------------------------------


def _found(world: World, kind: ResourceType, given: Mapping[str, Any], parameter: str = "") -> Thing:
    ref = kind(*(_plain(kind, _identifier(kind, name, given, parameter)) for name in kind.identifiers))
    thing = world.find(ref)
    if thing is not None:
        return thing
    code, message = NOT_FOUND.get(kind, (kind.absent[0].code, f'Could not find {_words(kind)} "{{arn}}".'))
    raise AWSError(code, message.replace("{arn}", world.arn(ref) if kind.describe.fields.arn else ref.label))


def _identifier(kind: ResourceType, name: str, given: Mapping[str, Any], parameter: str) -> str:
    places = (parameter, name, kind.lists.identifiers.get(name, "") if kind.lists else "")
    return next(str(given[place]) for place in places if place in given)


def _plain(kind: ResourceType, value: str) -> str:
    """The name alone, where an ARN may be given for it."""
    named = value.startswith("arn:") and not kind.identifiers[-1].endswith("Arn")
    return (named and value.rpartition("/")[2]) or value


def _place(kind: ResourceType, identifier: str, shape: Any) -> str:
    """The member of a request that holds an identifier; empty where the service makes it up."""
    places = (identifier, kind.lists.identifiers.get(identifier, "") if kind.lists else "")
    return next((place for place in places if place in shape.members), "")


def _several(kind: ResourceType, shape: Any) -> tuple[str, str] | None:
    """The identifier of which an operation takes a list, and the member that is this list."""
    for name in kind.identifiers:
        for member, part in shape.members.items():
            if name not in shape.members and part.type_name == "list" and member.endswith(f"{name}s"):
                return name, member
    return None


# --- refusing --------------------------------------------------------------------------------------------------------


def _reasons(row: Request, state: str) -> tuple[str, ...]:
    """What the code of a refusal may say, best first."""
    if row.name == "stop":
        return ("Stopping", "NotRunning", "Conflict") if state in row.via else ("NotRunning", "Conflict")
    return ("Running", "InUse", "Conflict", "NotReady")


def _refused(asked: Asked, reasons: tuple[str, ...], message: str) -> AWSError:
    """The error of the operation's own model whose name says why; that for bad parameters where it has none."""
    codes = [shape.error_code for shape in operation_model(asked.service, asked.operation).error_shapes]
    for reason in reasons:
        for code in codes:
            if reason in code and (reason != "Running" or "Not" not in code):
                return AWSError(code, message)
    return invalid(asked.service, message)


def _words(kind: ResourceType) -> str:
    return kind.resource.replace("-", " ")
