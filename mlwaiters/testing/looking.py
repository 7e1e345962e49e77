"""What the operations that look answer: those that describe one thing, or many that are named, and those that list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.model import Batch, Describe, Lists
from mlwaiters.testing import pages
from mlwaiters.testing.documents import document, is_name, overlaid, read
from mlwaiters.testing.errors import AWSError, invalid
from mlwaiters.testing.finding import absence, known_by, missing
from mlwaiters.testing.models import at, input_of, output_of
from mlwaiters.testing.places import taken, values
from mlwaiters.testing.samples import complete, sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.model import Fields, Ref, ResourceType
    from mlwaiters.testing.served import Operation, Role
    from mlwaiters.testing.shelves import Span
    from mlwaiters.testing.things import Place, Thing
    from mlwaiters.testing.wire import Asked
    from mlwaiters.testing.world import World

_MANY = "[]"


def meant(operation: Operation, given: Mapping[str, Any]) -> tuple[Role, ...]:
    """What a call of an operation that looks is to be: a describe of what it names, or a listing; the first of these.

    Empty where the operation looks at nothing, or might mean several and the call names none.
    """
    if len(operation.names) == 1 and not operation.lists:
        return operation.names  # as nearly all are: nothing else can be meant
    named = tuple([role for role in operation.names if _names(role, given)])
    if len(named) > 1:
        return tuple(role for role in named if isinstance(role.does, Describe)) or named
    return named or operation.lists


def look(world: World, asked: Asked, roles: tuple[Role, ...]) -> dict[str, Any]:
    """Answer a call that looks.

    Raises:
        AWSError: the service would refuse.
    """
    first = roles[0]
    if isinstance(first.does, Lists):
        result = _list(world, asked, roles)
    elif isinstance(first.does, Batch):
        result = _batch(world, first.kind, first.does, asked)
    elif isinstance(first.does, Describe) and first.does.within.endswith(_MANY):
        result = _describe_many(world, first.kind, first.does, asked)
    else:
        result = _describe(world, asked, roles)
    return _topped(output_of(asked.service, asked.operation), result)


def _topped(shape: Any, result: dict[str, Any]) -> dict[str, Any]:
    """An answer with all that must stand beside what it shows, which is complete by itself."""
    lacking = [name for name in shape.required_members if name not in result]
    return {**result, **{name: sample(shape.members[name], name) for name in lacking}} if lacking else result


def _names(role: Role, given: Mapping[str, Any]) -> bool:
    """Whether a call names things of a role's type."""
    if isinstance(role.does, Batch):
        return bool(given.get(role.does.parameter))
    places = taken(role.kind, role.does.operation) if isinstance(role.does, Describe) else {}
    return bool(places) and all(values(given, path) for path in places.values())


# --- one thing -------------------------------------------------------------------------------------------------------


def _describe(world: World, asked: Asked, roles: tuple[Role, ...]) -> dict[str, Any]:
    """Describe what goes by a name: one thing, or several in one document, such as a campaign and its update."""
    found = [(role, thing) for role in roles for thing in known_by(world, role.kind, asked.operation, asked.given)]
    if not found:
        raise missing(world, roles[0].kind, asked.operation, asked.given)
    now = world.clock()
    result: dict[str, Any] = {}
    shape = output_of(asked.service, asked.operation)
    for number, (role, thing) in enumerate(found):
        assert isinstance(role.does, Describe)  # so are they chosen
        fields, within, index = role.does.fields, role.does.within, thing.index(now)
        inner = at(shape, within)
        if number:
            below = overlaid(read(result, within) or {}, thing, index, fields, inner)
        else:
            below = document(thing, index, fields, inner, f"{asked.operation} {within}")
        result = _within(result, within, below)
    nested = any(isinstance(role.does, Describe) and "." in role.does.within for role in roles)
    return complete(shape, result) if nested else result


def _within(whole: dict[str, Any], path: str, below: dict[str, Any]) -> dict[str, Any]:
    """Put a document where the answer has it; at the top where there is no path."""
    if not path:
        return {**whole, **below} if whole else below
    step, _, rest = path.partition(".")
    return {**whole, step: _within(whole.get(step, {}), rest, below)}


# --- many that are named ---------------------------------------------------------------------------------------------


def _describe_many(world: World, kind: ResourceType, describe: Describe, asked: Asked) -> dict[str, Any]:
    within = describe.within.removesuffix(_MANY)
    item = at(output_of(asked.service, asked.operation), describe.within)
    shown: list[Any] = []
    for ref in _refs(world, kind, asked):
        thing = world.find(ref)
        if thing is not None:
            shown.append(document(thing, thing.index(world.clock()), describe.fields, item, asked.operation))
        elif describe.gone:
            shown.append(complete(item, {**_own(item, ref), describe.fields.status: describe.gone}))
    if not shown and kind.absent:
        raise missing(world, kind, asked.operation, asked.given)
    return {within: shown}


def _refs(world: World, kind: ResourceType, asked: Asked) -> Iterator[Ref]:
    places = taken(kind, asked.operation)
    several = next((name for name, path in places.items() if _MANY in path), kind.identifiers[-1])
    for value in values(asked.given, places[several]):
        told = {name: value if name == several else values(asked.given, path)[0] for name, path in places.items()}
        yield world.called(kind, *(str(told[name]) for name in kind.identifiers))


def _own(item: Any, ref: Ref) -> dict[str, str]:
    return {name: value for name, value in ref.id.items() if name in item.members}


def _batch(world: World, kind: ResourceType, batch: Batch, asked: Asked) -> dict[str, Any]:
    names = asked.given[batch.parameter]
    if len(names) > batch.limit:
        told = f"Member must have length less than or equal to {batch.limit}"
        raise invalid(asked.service, f"1 validation error detected: Value at '{batch.parameter}': {told}")
    item, shown = at(output_of(asked.service, asked.operation), batch.items + _MANY), []
    for name in dict.fromkeys(names):
        thing = world.find(world.called(kind, name))
        if thing is not None:
            shown.append(document(thing, thing.index(world.clock()), batch.fields, item, asked.operation))
    return {batch.items: shown}


# --- listings --------------------------------------------------------------------------------------------------------


def _list(world: World, asked: Asked, roles: tuple[Role, ...]) -> dict[str, Any]:
    lists = roles[0].does
    assert isinstance(lists, Lists)  # so are they chosen
    _check_paging(lists, asked)
    item = at(output_of(asked.service, asked.operation), lists.items + _MANY)
    habit = world.habits.of(asked.service, asked.operation)
    shelves = [_Shelf.of(world, role, asked) for role in roles if _concerns(role, roles, asked.given)]
    places = {shelf.place: shelf for shelf in shelves if shelf is not None}
    only = next(iter(places.values())) if len(places) == 1 else None  # nearly always: nothing to tell apart

    def rows(span: Span) -> Iterator[pages.Row]:
        for thing, index, created in world.listed(places, span, habit.lag):
            shelf = only or places[thing.ref.type, thing.parent]
            if not shelf.has(thing, index):
                continue
            if habit.missing and habit.misses(thing.ref, asked.operation, world.seed):
                continue
            yield shelf.row(thing, index, created, item)

    shape = input_of(asked.service, asked.operation)
    kind = roles[0].kind
    query = pages.Query(lists, asked.given, shape, _name_in(kind, item), kind.minted, habit.late_filters)
    try:
        shown, token = pages.page(query, rows)
    except pages.BadTokenError:
        raise bad_token(asked.service, lists) from None
    told = lists.next_token or lists.token
    is_told = token or told in output_of(asked.service, asked.operation).required_members
    return {lists.items: shown, **({told: token} if is_told else {})}


def bad_token(service: str, lists: Lists) -> AWSError:
    """The error for a page token that the listing never gave."""
    return invalid(service, f"The value of {lists.token} is not valid for this request.")


class _Shelf:
    """The things of one type that one call of a listing is about."""

    def __init__(self, kind: ResourceType, lists: Lists, parent: Ref | None, asked: Asked) -> None:
        self.place: Place = (kind, parent)
        self._lists = lists
        self._operation = asked.operation
        self._wanted = dict(_wanted(kind, lists, asked))
        self._every = _facts_shape(kind)

    @classmethod
    def of(cls, world: World, role: Role, asked: Asked) -> _Shelf | None:
        """Those of a role; None where there are none, as nothing hangs below what isn't there.

        Raises:
            AWSError: the parent isn't there, and there is a table of it which says how the service tells.
        """
        kind, lists = role.kind, role.does
        assert isinstance(lists, Lists)  # so are they chosen
        if lists.parent is None:
            return cls(kind, lists, None, asked)
        above = world.served.parent_of(kind)
        assert above is not None  # as the table names one
        parent = world.called(above, str(asked.given[lists.parent.parameter]))
        if world.find(parent) is None:
            if above.absent:
                raise absence(world, above, parent)
            return None
        return cls(kind, lists, parent, asked)

    def has(self, thing: Thing, index: int) -> bool:
        """Whether a thing is among those that the call asks for; by what nobody knows, nothing is left out."""
        if not self._wanted:
            return True
        known = {**thing.moments[index].members, **thing.ref.id}
        for name, wanted in self._wanted.items():
            told = read(known, name)
            if told is not None and told not in ((wanted,) if isinstance(wanted, str | dict) else tuple(wanted)):
                return False
        return True

    def row(self, thing: Thing, index: int, created: float, item: Any) -> pages.Row:
        """How it is shown, and what is known of it besides."""
        kind = thing.ref.type
        shown = document(thing, index, self._lists.fields, item, self._operation)
        facts = shown if item.type_name == "structure" else document(thing, index, *self._every)
        if any(name not in facts for name in kind.identifiers):
            facts = {**thing.ref.id, **facts}
        return pages.Row(thing.number, created, facts, shown)


def _concerns(role: Role, roles: tuple[Role, ...], given: Mapping[str, Any]) -> bool:
    """Whether a call asks for things of a type, where it may be for several: no other's own parameter is given."""
    own = _needs(role)
    others = {name for other in roles for name in _needs(other) if name not in own}
    return not others & given.keys()


def _needs(role: Role) -> Mapping[str, str]:
    return role.does.needs if isinstance(role.does, Lists) else {}


def _wanted(kind: ResourceType, lists: Lists, asked: Asked) -> Iterator[tuple[str, Any]]:
    """What the things of a listing must have in common that is asked for by parameters which no item shows."""
    for parameter, identifier in lists.needs.items():
        if parameter in asked.given:
            yield identifier or parameter, asked.given[parameter]
    for parameter, member in lists.equals.items():
        wanted = read(asked.given, parameter)
        if wanted is not None and not member:
            several = taken(kind, lists.operation)
            name = next((name for name, path in several.items() if path == parameter + _MANY), parameter)
            if isinstance(wanted, str) or name in kind.identifiers:
                yield name, wanted


def _facts_shape(kind: ResourceType) -> tuple[Fields, Any, str]:
    """What a listing of mere names is filtered by: the describe operation's document."""
    describe = kind.describe
    within = at(output_of(kind.service, describe.operation), describe.within)
    return describe.fields, within, f"{describe.operation} {describe.within}"


def _name_in(kind: ResourceType, item: Any) -> str:
    """The member of an item that has the thing's name; its identifier where no other has."""
    members = item.members if item.type_name == "structure" else {}
    last = kind.identifiers[-1]
    return last if last in members else max((name for name in members if is_name(kind, name)), key=len, default=last)


def _check_paging(lists: Lists, asked: Asked) -> None:
    size = asked.given.get(lists.limit_parameter)
    if isinstance(size, int) and not 1 <= size <= lists.limit:
        bound = "greater than or equal to 1" if size < 1 else f"less than or equal to {lists.limit}"
        name = lists.limit_parameter[:1].lower() + lists.limit_parameter[1:]
        told = f"Value '{size}' at '{name}' failed to satisfy constraint: Member must have value {bound}"
        raise invalid(asked.service, f"1 validation error detected: {told}")
