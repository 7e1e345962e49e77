"""What the operations do that ask for something: bring a thing into being, or move one that is there."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from mlwaiters.model import Describe, Request
from mlwaiters.testing.acknowledging import acknowledged
from mlwaiters.testing.errors import AWSError, codes_of, invalid, modelled
from mlwaiters.testing.facts import SHOWN, rows
from mlwaiters.testing.finding import absence, known_by, missing, words
from mlwaiters.testing.models import members_of, output_of
from mlwaiters.testing.places import ARN, is_told, taken, values, whole
from mlwaiters.testing.samples import complete

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.model import Ref, ResourceType
    from mlwaiters.testing.served import Operation, Role
    from mlwaiters.testing.things import Thing
    from mlwaiters.testing.wire import Asked
    from mlwaiters.testing.world import World


def ask(world: World, asked: Asked, operation: Operation) -> dict[str, Any]:
    """Do what a request asks for, and acknowledge it as the service does.

    What it makes, or moves, it says by its parameters or its answer; what comes about besides, as the tasks of a run,
    it doesn't. Of several types that it may be about, it is about those of which it names a thing that is there.

    Raises:
        AWSError: the service would refuse.
    """
    making, moving = _parts(operation)
    named = [role for role in making if _names_all(role, asked)]
    made = [thing for role in named or making for thing in _make_or_run(world, asked, role)]
    if made:
        for role in moving:
            _move_along(world, asked, role)
        return acknowledged(made, world, asked)
    if not moving:
        raise invalid(asked.service, f"{asked.operation} names nothing that could be made.")
    if _several(moving[0].kind, asked.operation)[0]:
        return _move_each(world, asked, moving)
    return acknowledged(_move(world, asked, moving), world, asked)


@lru_cache(maxsize=10_000)  # those of a user's own tables are let go of at last
def _parts(operation: Operation) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
    """The roles of an operation that bring things into being, and those that move what is there.

    Where an answer's one member would tell what several types' things are called, only the type counts that the
    operation is named after.
    """
    asking = operation.asks
    making = [role for role in asking if _makes(role) and whole(role.kind, operation.name, making=True)]
    making.sort(key=lambda role: (role.kind.name not in operation.name, -len(role.kind.name)))
    kept: dict[tuple[str, ...], Role] = {}
    for role in making:
        kept.setdefault(_naming(role.kind, operation.name), role)
    moving = [role for role in asking if not _makes(role) and whole(role.kind, operation.name, making=False)]
    unnamed = [role for role in asking if not _makes(role)]
    return tuple(kept.values()), tuple(moving or (unnamed if not kept and len(asking) == 1 else ()))


def _names_all(role: Role, asked: Asked) -> bool:
    """Whether a request has all that it may have of what names a thing."""
    places = taken(role.kind, asked.operation, making=True)
    return all(values(asked.given, path) for path in places.values())


def _naming(kind: ResourceType, operation: str) -> tuple[str, ...]:
    places = taken(kind, operation, making=True)
    return tuple(places.get(name) or is_told(kind, operation, name) for name in kind.identifiers)


def _makes(role: Role) -> bool:
    row = role.does
    return isinstance(row, Request) and (not row.when or row is rows(role.kind)[0])


# --- bringing into being ---------------------------------------------------------------------------------------------


def _make_or_run(world: World, asked: Asked, role: Role) -> Iterator[Thing]:
    """Make what a request names; what is there already, and can be run again, runs."""
    row, kind = role.does, role.kind
    assert isinstance(row, Request)  # so are they chosen
    again = _again(kind, asked.operation)
    if row.when or again is not None:
        there = known_by(world, kind, asked.operation, asked.given)
        if there:
            yield from (_asked(world, thing, again or row, asked) for thing in there)
            return
    _check_siblings(world, kind, asked)
    yield from _make(world, kind, asked)


@cache
def _again(kind: ResourceType, operation: str) -> Request | None:
    """The request of the same operation that is made of what is there already: put once, it is put again."""
    named = len(taken(kind, operation, making=True)) == len(kind.identifiers)
    return next((row for row in rows(kind) if operation in row.by and row.when and named), None)


def _check_siblings(world: World, kind: ResourceType, asked: Asked) -> None:
    """Refuse an update of what isn't there: an update is a thing of its own, described with what it is of."""
    row = rows(kind)[0]
    operation = world.served.operation(kind.service, kind.describe.operation)
    if not row.when or operation is None:
        return
    for role in operation.of(Describe):
        if role.kind is not kind and not known_by(world, role.kind, asked.operation, asked.given):
            raise missing(world, role.kind, asked.operation, asked.given)


def _make(world: World, kind: ResourceType, asked: Asked) -> Iterator[Thing]:
    """Bring things into being: one, or as many as a list in the request names."""
    places = taken(kind, asked.operation, making=True)
    parent = _parent(world, kind, asked, places)
    told = {name: found for name, path in places.items() if (found := values(asked.given, path))}
    for each in product(*told.values()):
        known = dict(zip(told, map(str, each), strict=True))
        ids = [known.get(name) or _minted(world, kind, name, parent) for name in kind.identifiers]
        ref = world.called(kind, *ids)
        if world.find(ref) is not None:
            message = f'Cannot create already existing {words(kind)} "{world.arn(ref)}".'
            raise _refused(asked, ("InUse", "AlreadyExists", "Conflict"), message)
        yield world.add(ref, parent=parent.values[-1] if parent else "", **_members(asked, places))


def _members(asked: Asked, places: Mapping[str, str]) -> dict[str, Any]:
    """What a thing shows of the request that made it, what it puts together in a structure of its own included."""
    within = {path.partition(".")[0] for path in places.values() if "." in path and "[]" not in path}
    inner = {name: value for step in within for name, value in asked.given.get(step, {}).items()}
    members = {**inner, **asked.given, **SHOWN.get(asked.operation, {})}
    return {name: value for name, value in members.items() if name not in _OF_LIVES}


_OF_LIVES = frozenset({"ref", "timeline", "after", "age", "reason", "parent", "self"})
"""Names that `World.add` takes for something else."""


def _minted(world: World, kind: ResourceType, identifier: str, parent: Ref | None) -> str:
    parameter = kind.lists.parent.parameter if kind.lists and kind.lists.parent else ""
    return parent.values[-1] if parent and identifier == parameter else world.mint(kind, identifier, parent)


def _parent(world: World, kind: ResourceType, asked: Asked, places: Mapping[str, str]) -> Ref | None:
    """What a new thing hangs below, which must be there where a table says how the service tells if it isn't.

    Raises:
        AWSError: it isn't there.
    """
    above = world.served.parent_of(kind)
    if above is None or kind.lists is None or kind.lists.parent is None:
        return None
    parameter = kind.lists.parent.parameter
    found = values(asked.given, places.get(parameter, parameter))
    if not found:
        return None
    parent = world.called(above, str(found[0]))
    if above.absent and world.find(parent) is None:
        raise absence(world, above, parent)
    return parent


# --- moving what is there --------------------------------------------------------------------------------------------


def _move(world: World, asked: Asked, roles: tuple[Role, ...]) -> list[Thing]:
    """Make the request of what it names.

    Raises:
        AWSError: nothing of that name is there, or its state doesn't allow it.
    """
    found = [(role, thing) for role in roles for thing in _meant(world, asked, role)]
    if not found:
        raise missing(world, roles[0].kind, asked.operation, asked.given)
    chosen = _chosen(world, asked, found)
    return [_asked(world, thing, row, asked) for thing, row in chosen]


def _meant(world: World, asked: Asked, role: Role) -> list[Thing]:
    """The things that a request is about; where it names none, those that show what it says, and are in its states."""
    row = role.does
    assert isinstance(row, Request)  # so are they chosen
    if whole(role.kind, asked.operation, making=False):
        return known_by(world, role.kind, asked.operation, asked.given)
    return [
        thing for thing in world.things(role.kind) if thing.state(world.clock()) in row.when and _agrees(thing, asked)
    ]


def _agrees(thing: Thing, asked: Asked) -> bool:
    known = {**thing.moments[-1].members, **thing.ref.id}
    return all(known.get(name, value) == value for name, value in asked.given.items() if isinstance(value, str))


def _chosen(world: World, asked: Asked, found: list[tuple[Role, Thing]]) -> list[tuple[Thing, Request]]:
    """The row for each thing, where several could be meant: that which leads where the request says, or applies."""
    told = {value for value in asked.given.values() if isinstance(value, str)}
    best: dict[Ref, tuple[Thing, Request]] = {}
    for role, thing in found:
        row = role.does
        assert isinstance(row, Request)  # so are they chosen
        if thing.ref not in best or _rank(world, thing, row, told) > _rank(world, *best[thing.ref], told):
            best[thing.ref] = thing, row
    return list(best.values())


def _rank(world: World, thing: Thing, row: Request, told: set[str]) -> tuple[bool, bool]:
    return not told.isdisjoint(row.to), thing.state(world.clock()) in row.when


def _move_along(world: World, asked: Asked, role: Role) -> None:
    """Move what a request makes move besides, if it can."""
    row = role.does
    assert isinstance(row, Request)  # so are they chosen
    for thing in known_by(world, role.kind, asked.operation, asked.given):
        if thing.state(world.clock()) in row.when:
            world.begin(thing.ref, row.name)


def _move_each(world: World, asked: Asked, roles: tuple[Role, ...]) -> dict[str, Any]:
    """Make the request of each of a list of things, and tell of each whether it was granted."""
    kind = roles[0].kind
    identifier, path = _several(kind, asked.operation)
    member = path.partition("[")[0]
    shape = output_of(asked.service, asked.operation)
    result: dict[str, list[Any]] = {name: [] for name, part in members_of(shape).items() if part.type_name == "list"}
    for value, given in _one_by_one(asked.given, path):
        one = type(asked)(asked.service, asked.operation, given)
        told = {**{name: given[name] for name in kind.identifiers if name in given}, member[:-1]: value}
        told |= {identifier: value}
        detail = {}
        try:
            _move(world, one, roles)
        except AWSError as error:
            detail = {"ErrorCode": error.code, "ErrorMessage": error.message}
        for name, items in result.items():
            items.extend(_told_of(shape.members[name].member, told, detail))
    return result if shape is None else complete(shape, result)


def _one_by_one(given: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The same request for each of those in its list."""
    member, _, rest = path.partition("[]")
    for item in given.get(member) or ():
        value = values(item, rest.removeprefix(".")) if rest else [item]
        yield str(value[0] if value else ""), {**given, member: [item]}


def _told_of(item: Any, told: Mapping[str, str], detail: Mapping[str, str]) -> list[Any]:
    """What an answer's list says of one thing: nothing in that of the others."""
    if item.type_name != "structure":
        return [] if detail else [[*told.values()][-1]]
    fails = any("error" in name.lower() for name in item.members)
    if fails is not bool(detail):
        return []
    said: dict[str, Any] = {name: told[name] for name in item.members if name in told}
    if "ErrorDetail" in item.members:
        said["ErrorDetail"] = dict(detail)
    flat = {name.lower(): value for name, value in detail.items()}
    said |= {name: flat[name.lower()] for name in item.members if name.lower() in flat}
    return [complete(item, said)]


@cache
def _several(kind: ResourceType, operation: str) -> tuple[str, str]:
    """The identifier of which an operation takes a list, and where; empty words for one that takes none."""
    places = taken(kind, operation)
    return next(((name, path) for name, path in places.items() if "[]" in path and name != ARN), ("", ""))


def _asked(world: World, thing: Thing, row: Request, asked: Asked) -> Thing:
    """Make a request of a thing that is there, if its state allows.

    Raises:
        AWSError: it doesn't.
    """
    state = thing.state(world.clock())
    if state not in row.when:
        message = f'Cannot {row.name} {words(thing.ref.type)} "{thing.arn}" in state {state}.'
        raise _refused(asked, _reasons(row, state), message)
    changes = {name: value for name, value in asked.given.items() if name not in thing.ref.id}
    changes = {name: value for name, value in changes.items() if name not in _OF_REQUESTS}
    return world.begin(thing.ref, row.name, **(changes if row.name == "update" else {}))


_OF_REQUESTS = frozenset({"ref", "request", "timeline", "self"})
"""Names that `World.begin` takes for something else."""


# --- refusing --------------------------------------------------------------------------------------------------------


def _reasons(row: Request, state: str) -> tuple[str, ...]:
    """What the code of a refusal may say, best first."""
    if row.name == "stop":
        return ("Stopping", "NotRunning", "Conflict") if state in row.via else ("NotRunning", "Conflict")
    return ("Running", "InUse", "Conflict", "NotReady")


def _refused(asked: Asked, reasons: tuple[str, ...], message: str) -> AWSError:
    """The error of the operation's own model whose name says why; that for bad parameters where it has none."""
    for reason in reasons:
        for code in codes_of(asked.service, asked.operation):
            if reason in code and (reason != "Running" or "Not" not in code):
                return modelled(asked.service, code, message)
    return invalid(asked.service, message)
