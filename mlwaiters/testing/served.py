"""What an endpoint serves: the types of the catalogue, those of a user's own tables, and what either hangs below."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from mlwaiters.model import Batch, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources import catalogue
from mlwaiters.resources import services as services_with_tables
from mlwaiters.testing.facts import UNWAITED, listings, rows
from mlwaiters.testing.models import PROTOCOLS, available, protocol
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import UnionType

Does: TypeAlias = Describe | Lists | Batch | Request
Value = TypeVar("Value")

IDENTITY = ("sts", "GetCallerIdentity")
"""The one operation that is of no type: it tells who is asking."""


@dataclass(frozen=True, slots=True)
class Role:
    """What an operation is to a resource type: its describe, one of its listings, its batch, or one of its requests."""

    kind: ResourceType
    does: Does


class Operation:
    """An operation, and all that it is: one that describes may list, too, and one that starts may start several.

    `names` are those of its `roles` that look at what is named, `lists` its listings, `asks` its requests.
    """

    __slots__ = ("asks", "lists", "name", "names", "roles", "service")

    def __init__(self, service: str, name: str, roles: tuple[Role, ...]) -> None:
        self.service = service
        self.name = name
        self.roles = roles
        self.names = self.of(Describe | Batch)
        self.lists = self.of(Lists)
        self.asks = self.of(Request)

    def of(self, does: type | UnionType) -> tuple[Role, ...]:
        """Its roles of a sort: `Describe`, `Lists`, `Batch` or `Request`."""
        return tuple(role for role in self.roles if isinstance(role.does, does))


class Served:
    """Which types an endpoint serves, and by which operations. Tables are read when first asked for."""

    def __init__(self, tables: Iterable[ResourceType] = ()) -> None:
        """Serve the catalogue.

        Args:
            tables: a user's own types, which go before those of the same name in the catalogue.

        Raises:
            ValueError: one is of a service that AWS doesn't have, or that speaks a protocol which isn't simulated.
        """
        self.tables = tuple(tables)
        for kind in self.tables:
            _check_service(kind)
        self._kinds: dict[str, tuple[ResourceType, ...]] = {}
        self._operations: dict[str, Mapping[str, Operation]] = {}
        self._parents: dict[ResourceType, ResourceType | None] = {}

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The services, by botocore's names."""
        return services_with_tables(self.tables)

    def kinds(self, service: str) -> tuple[ResourceType, ...]:
        """The types of a service; none of one that isn't served."""
        if service not in self._kinds:
            unwaited = [kind for kind in UNWAITED if kind.service == service]
            known = catalogue(service, self.tables).values() if service in self.services else ()
            self._kinds[service] = (*unwaited, *known)
        return self._kinds[service]

    def all_kinds(self) -> Iterator[ResourceType]:
        """Every type that is served."""
        return (kind for service in self.services for kind in self.kinds(service))

    def kind_of(self, service: str, resource: str) -> ResourceType:
        """Find a type by its service and its name, spelled as on the command line or as AWS does.

        Raises:
            ValueError: no such service, or no such type in it; the message names the nearest.
        """
        if service not in self.services:
            raise ValueError(unknown("service", service, self.services))
        for kind in reversed(self.kinds(service)):
            if resource in (kind.resource, kind.name):
                return kind
        raise ValueError(f"{service}: {unknown('resource', resource, [kind.resource for kind in self.kinds(service)])}")

    def parent_of(self, kind: ResourceType) -> ResourceType | None:
        """What a type hangs below; None where it hangs below nothing."""
        if kind not in self._parents:
            self._parents[kind] = self._parent_of(kind)
        return self._parents[kind]

    def operations(self, service: str) -> Mapping[str, Operation]:
        """Every operation of a service that is simulated, by its name."""
        if service not in self._operations:
            found: dict[str, list[Role]] = {}
            for name, role in self._roles(service):
                found.setdefault(name, []).append(role)
            self._operations[service] = {name: Operation(service, name, tuple(roles)) for name, roles in found.items()}
        return self._operations[service]

    def operation(self, service: str, name: str) -> Operation | None:
        """An operation; None where it isn't simulated."""
        return self.operations(service).get(name)

    def matching(self, pattern: str, does: type | UnionType = object) -> list[tuple[str, str]]:
        """The operations, by service and name, that a name or a pattern stands for, as `expand` takes them.

        Raises:
            ValueError: as `expand`.
        """
        service, _, name = pattern.rpartition(":")
        known = self._known((service,) if service in self.services else self.services, does)
        found = [key for key in known if fnmatchcase(key[1], name) and service in ("", key[0])]
        if not found:
            known = self._known(self.services, does)
            raise ValueError(unknown("operation", pattern, sorted({operation for _, operation in known})))
        return found

    def expand(self, given: Mapping[str, Value], does: type | UnionType = object) -> dict[tuple[str, str], Value]:
        """Give each operation, by service and name, what is given for its name or for a pattern that it matches.

        `List*` stands for all listings, `sagemaker:List*` for those of one service. A name goes before a pattern, and
        a longer pattern before a shorter.

        Args:
            given: by name or pattern.
            does: what an operation must be: `Describe`, `Lists`, `Batch` or `Request`; any where left out.

        Raises:
            ValueError: no operation matches; the message names the nearest that does.
        """
        found: dict[tuple[str, str], Value] = {}
        for pattern in sorted(given, key=lambda pattern: (not set("*?[") & {*pattern}, len(pattern))):
            found |= dict.fromkeys(self.matching(pattern, does), given[pattern])
        return found

    def _known(self, services: Iterable[str], does: type | UnionType) -> list[tuple[str, str]]:
        known = [
            (service, name)
            for service in services
            for name, operation in self.operations(service).items()
            if does is object or operation.of(does)
        ]
        return [*known, IDENTITY] if does is object else known

    def _roles(self, service: str) -> Iterator[tuple[str, Role]]:
        kinds = self.kinds(service)
        yield from ((name, Role(kind, does)) for kind in kinds for name, does in _done(kind))
        told = {lists.operation for kind in kinds for lists in listings(kind)}
        for kind in kinds:
            above = self.parent_of(kind)
            if above is not None and kind.lists and kind.lists.parent and kind.lists.parent.operation not in told:
                lists = _listing_of(kind, above)
                told.add(lists.operation)
                yield lists.operation, Role(above, lists)

    def _parent_of(self, kind: ResourceType) -> ResourceType | None:
        """The type whose listing a table names; one that is made up where no table has any."""
        if kind.lists is None or kind.lists.parent is None:
            return None
        wanted = kind.lists.parent.operation
        alone = [other for other in self.kinds(kind.service) if len(other.identifiers) == 1]
        for other in alone:
            if any(lists.operation == wanted for lists in listings(other)) or wanted == f"List{other.name}s":
                return other
        return _implicit(kind, wanted)


CATALOGUE = Served()
"""What is served where nothing else is said."""


def _check_service(kind: ResourceType) -> None:
    if kind.service not in available():
        raise ValueError(f"{kind}: {unknown('service', kind.service, available())}")
    if protocol(kind.service) not in PROTOCOLS:
        spoken = f"{kind.service} speaks the protocol {protocol(kind.service)!r}"
        raise ValueError(f"{kind} can't be simulated: {spoken}, not {', '.join(PROTOCOLS)}")


def _done(kind: ResourceType) -> Iterator[tuple[str, Does]]:
    yield kind.describe.operation, kind.describe
    if kind.batch is not None:
        yield kind.batch.operation, kind.batch
    yield from ((lists.operation, lists) for lists in listings(kind))
    yield from ((name, row) for row in rows(kind) for name in row.by)


def _implicit(kind: ResourceType, operation: str) -> ResourceType:
    """A type of which no more is known than that others hang below it: it is there as soon as one of them is."""
    assert kind.lists is not None
    assert kind.lists.parent is not None  # only such a type has a parent that may be unknown
    return ResourceType(
        service=kind.service,
        name=operation.removeprefix("List").removeprefix("Describe").removesuffix("s"),
        identifiers=(kind.lists.parent.parameter,),
        requests=(Request("create", (), (), ("READY",)),),
        describe=Describe(kind.lists.operation, Fields("")),  # whose model tells what its name may be
        lists=None,
        absent=(),
        timeout=60,
    )


def _listing_of(kind: ResourceType, above: ResourceType) -> Lists:
    """How the parents of a type are listed, as its own table says."""
    lists = kind.lists
    assert lists is not None
    assert lists.parent is not None
    return Lists(
        lists.parent.operation,
        lists.parent.items,
        Fields(""),
        identifiers={above.identifiers[0]: lists.parent.name},
        limit=lists.parent.limit,
        page=lists.parent.limit,
        quota=lists.parent.quota,
        limit_parameter=lists.limit_parameter,
        token=lists.token,
        next_token=lists.next_token,
    )
