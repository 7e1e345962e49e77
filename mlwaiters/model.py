"""The words of the library, as frozen records: what AWS shows (tables), what was seen, what is wanted, how it ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from mlwaiters.logs import Log  # noqa: TC001 - a file of tables is read by these annotations
from mlwaiters.paths import first_at
from mlwaiters.text import quoted, unknown

if TYPE_CHECKING:
    from mlwaiters.acceptors import Accepted
    from mlwaiters.errors import WaiterError

GONE: Final = "GONE"
"""The one state that AWS has no word for: there is no such thing (any more, or not yet)."""

Json: TypeAlias = Mapping[str, Any]


# ---------------------------------------------------------------------------------------------------------------------
# The table: what AWS shows of one kind of thing
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """One row of a state-machine table: something that can be asked of a thing, and where it takes it.

    `via`: the states it moves through, in order. `to`: where it comes to rest when it succeeds (`GONE` for a deletion).
    `fail`: where it comes to rest when it doesn't. `partial`: where it does when only some of it succeeded, which is no
    success. `rollback`: moving states that already tell that it has failed.
    `when`: the states in which the service accepts it; empty for a request that brings the thing into being.
    `by`: the AWS operations that make it; empty where only the service itself does (maintenance).
    """

    name: str
    by: tuple[str, ...]
    via: tuple[str, ...]
    to: tuple[str, ...]
    fail: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()

    @property
    def short(self) -> tuple[str, ...]:
        """Where it comes to rest when it falls short of success: partly, or altogether."""
        return (*self.partial, *self.fail)


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a document (a described thing, or one item of a listing) shows each fact: dotted paths, empty for nowhere.

    The first `reason` that says anything is the one; `Errors[].Message` is what all the items of a list say.
    `resting` is for a state that is both before and after, as a Glue crawler's READY: the state, and the path of the
    word that tells how the last run ended, which then stands for the state. The empty state is that of a document that
    shows none.
    """

    status: str
    reason: tuple[str, ...] = ()
    created: str = ""
    modified: str = ""
    arn: str = ""
    configuration: str = ""
    pending_configuration: str = ""
    resting: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Describe:
    """The operation that reads one thing: `within` is the response's member that holds it, empty for the whole.

    `quota` is what AWS publishes, in calls per second for each account and region; None where it keeps that to itself.

    An operation that reads many things at once is asked for one: `within` then ends in `[]`, and a list with nothing
    in it says that the thing isn't there. `sends` tells where an identifier goes that is no parameter itself: `jobs[]`
    is a list of it alone, `DocumentInfoList[].DocumentId` a list of one structure that has it, `SchemaId.SchemaArn` a
    structure of it alone. `gone` is the word that such an operation has for what isn't there: where it has one, a list
    with nothing in it says nothing.

    `unsaid` is the state of what shows no status, `GONE` for what has never been, as the last update of something that
    was never updated; empty where such an answer makes no sense.
    """

    operation: str
    fields: Fields
    within: str = ""
    sends: Mapping[str, str] = field(default_factory=dict)
    gone: str = ""
    quota: float | None = None
    unsaid: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """What a listing hangs below: its required `parameter`, and the operation whose pages give every value of it.

    `name` is the path below one of its `items`; empty where the item is itself the value. `of` finds the value in a
    thing's first identifier (an ARN), where it isn't one of the identifiers itself. `quota` is as of `Describe`.
    """

    parameter: str
    operation: str
    items: str
    name: str
    limit: int
    of: str = ""
    quota: float | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The operation that reads many things, page by page.

    `identifiers` maps each of the type's identifiers to its path below an item, empty for one that only the listing's
    own parameters tell. `limit` is the largest `MaxResults` that the service takes, `page` its default. `needs` maps
    each parameter that it can't do without, the parent's aside, to the identifier that gives it; to nothing where only
    the caller knows. `limit_parameter` and `token` are empty for a listing that comes in one piece;
    `next_token` is the answer's member where that isn't named as the parameter.

    `filters` names AWS's parameter for each thing one can filter by (status, name, created_after, created_before,
    modified_after, modified_before), `equals` the member that each of its further ones must equal (or, where it says
    Contains, be part of; empty for what no item shows), and `sort` the item's member behind
    each word that `sort_by` takes, the service's default first. `newest` are the parameters that bring the newest items
    first. An item is `whole` where it shows all that a describe does. `quota` is as of `Describe`.
    """

    operation: str
    items: str
    fields: Fields
    identifiers: Mapping[str, str]
    limit: int
    page: int
    parent: Parent | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    equals: Mapping[str, str] = field(default_factory=dict)
    sort_by: str = ""
    sort: Mapping[str, str] = field(default_factory=dict)
    sort_order: str = ""
    newest: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    limit_parameter: str = "MaxResults"
    token: str = "NextToken"  # noqa: S105 - AWS's name of a page token
    next_token: str = ""
    quota: float | None = None

    def further(self, answer: Json) -> str:
        """The token of the page after this one; empty on the last."""
        name = self.next_token or self.token
        return (answer.get(name) if name else None) or ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The operation that describes many things at once, which are named: at the most `limit` of them.

    `parameter` takes the list of their identifiers, `items` is where the answer has what it found, and `identifier` the
    path below an item that tells whose it is. `quota` is as of `Describe`.
    """

    operation: str
    parameter: str
    items: str
    identifier: str
    fields: Fields
    limit: int
    quota: float | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """How the service says "no such thing": an error code, and a pattern that its message must match."""

    code: str
    message: str = ""

    def matches(self, code: str, message: str) -> bool:
        """Tell whether an error of this code and message means that the thing isn't there."""
        return code == self.code and re.search(self.message, message) is not None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ResourceType:
    """How AWS shows one kind of thing. Called with its identifiers it names one: `CompilationJob("churn-7")`.

    `identifiers` are the describe operation's parameters, `minted` if the service makes them up and never uses one
    twice, as a name may be. `others` are states that no request leads to. `timeout` is
    the deadline in seconds for a wait that names none, `grace` how long a state that is out of place is borne with.
    With a `batch`, many things are described together rather than looked for in a listing.
    `interval` is the seconds between looks, where neither the wait nor the poller says. `logs` are the logs that it
    writes, those first that tell most of a failure.
    """

    service: str
    name: str
    identifiers: tuple[str, ...]
    requests: tuple[Request, ...]
    describe: Describe
    lists: Lists | None
    absent: tuple[Absent, ...]
    timeout: float
    grace: float = 60.0
    minted: bool = False
    others: tuple[str, ...] = ()
    retired: str = ""
    batch: Batch | None = None
    interval: float | None = None
    logs: tuple[Log, ...] = ()

    def __hash__(self) -> int:
        return hash(self.name)  # asked for at every look: the cheapest that tells types apart

    def __eq__(self, other: object) -> bool:
        """Whether it is the same table: one read twice, or sent to another process, is."""
        return self is other or (isinstance(other, ResourceType) and _written(self) == _written(other))

    def __call__(self, *values: str, **named: str) -> Ref:
        """Name one thing of this kind, by position or by AWS's own parameter names.

        Raises:
            TypeError: an identifier is missing, given twice, or no identifier of this type.
            ValueError: an identifier isn't a non-empty string.
        """
        if len(values) > len(self.identifiers):
            raise TypeError(f"{self} takes {', '.join(self.identifiers)}; {len(values)} identifiers are given")
        given: dict[str, str] = dict(zip(self.identifiers, values, strict=False))
        for name, value in named.items():
            if name not in self.identifiers:
                raise TypeError(f"{self}: {unknown('identifier', name, self.identifiers)}")
            if name in given:
                raise TypeError(f"{self}: {name} is given twice")
            given[name] = value
        for name in self.identifiers:
            if name not in given:
                raise TypeError(f"{self}: {name} is missing; a reference needs {', '.join(self.identifiers)}")
            if not isinstance(given[name], str) or not given[name]:
                raise ValueError(f"{self}: {name} must be a string that isn't empty, not {quoted(given[name])}")
        return Ref(self, tuple(given[name] for name in self.identifiers))

    def listing(self, **parameters: Any) -> Listing:
        """Name a listing of this kind, narrowed by AWS's own parameters of the list operation.

        A listing whose parent is left out fans out over all of the account's parents.

        Raises:
            TypeError: AWS has no listing of this kind, the parameter is one that paging itself sets, or one is missing
                that the listing can't do without.
        """
        if self.lists is None:
            raise TypeError(f"{self} has no listing")
        for name in (self.lists.limit_parameter, self.lists.token):
            if name in parameters:
                raise TypeError(f"{self}: {name} is set by paging itself")
        missing = [name for name in self.lists.needs if name not in parameters]
        if missing:
            raise TypeError(f"{self}: {' and '.join(missing)} is missing; its listing shows the things of one alone")
        return Listing(self, tuple(parameters.items()))

    @property
    def resource(self) -> str:
        """The name as the command line spells it: `MLTaskRun` is `ml-task-run`."""
        return kebab(self.name)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state of AWS's enum, in the order in which the table first names them."""
        return _states(self)

    @property
    def accepted(self) -> Accepted | None:
        """The one goal of a type without a table, which acceptors judge; None where there is a table."""
        return None

    def knows(self, state: str) -> bool:
        """Whether this is a state that such a thing may have; any is, where there is no table."""
        return state == GONE or state in self.states or self.accepted is not None

    @property
    def moving(self) -> frozenset[str]:
        """The states that some request goes via: only the service moves them on."""
        return _moving(self)

    def request(self, name: str) -> Request | None:
        """Find the row of that name; None where the type has none."""
        return next((row for row in self.requests if row.name == name), None)

    def __repr__(self) -> str:
        return f"{self.service.replace('-', '_')}.{self.name}"

    def __reduce__(self) -> str | tuple[Any, ...]:
        from mlwaiters.resources import of_catalogue  # noqa: PLC0415 - its tables are pickled by their names

        return of_catalogue(self) or (ResourceType, _written(self))


@dataclass(frozen=True, slots=True, repr=False)
class Ref:
    """One thing, named by AWS's own identifiers, in the order of its type's."""

    type: ResourceType
    values: tuple[str, ...]

    @property
    def id(self) -> dict[str, str]:
        """The identifiers by AWS's parameter names."""
        return dict(zip(self.type.identifiers, self.values, strict=True))

    @property
    def arguments(self) -> dict[str, Any]:
        """The identifiers as the describe operation takes them."""
        sends = self.type.describe.sends
        return dict(_argument(sends.get(name, name), value) for name, value in self.id.items())

    @property
    def label(self) -> str:
        """The identifiers in one short word: `tfm-1/tsk-4`."""
        return "/".join(self.values)

    @property
    def listing(self) -> Listing | None:
        """The narrowest listing that shows this thing among others, the newest first; None where there is none."""
        lists = self.type.lists
        if lists is None:
            return None
        needs = tuple((parameter, self.id.get(identifier, "")) for parameter, identifier in lists.needs.items())
        if not all(value for _, value in needs):
            return None
        if lists.parent is None:
            return Listing(self.type, needs).scope
        parent = self.id.get(lists.parent.parameter)
        if parent is None and lists.parent.of:
            found = re.search(lists.parent.of, self.values[0])
            parent = found[1] if found else None
        return None if parent is None else Listing(self.type, ((lists.parent.parameter, parent), *needs)).scope

    def __str__(self) -> str:
        return f"{self.type.service} {self.type.resource} {self.label}"

    def __repr__(self) -> str:
        if len(self.values) == 1:
            return f"{self.type!r}({self.values[0]!r})"
        return f"{self.type!r}({', '.join(f'{name}={value!r}' for name, value in self.id.items())})"


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """All things of a kind that a list operation shows, narrowed by AWS's own parameters."""

    type: ResourceType
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def lists(self) -> Lists:
        """The type's list operation."""
        assert self.type.lists is not None  # a Listing is only made of types that have one
        return self.type.lists

    @property
    def limit(self) -> int:
        """The most things on a page."""
        return self.lists.limit

    @property
    def whole(self) -> bool:
        """Whether it shows all of a thing that a describe does."""
        return self.lists.whole

    @property
    def arguments(self) -> dict[str, Any]:
        """Its parameters as the list operation takes them, for pages that are as large as they can be."""
        limit = self.lists.limit_parameter
        return {**dict(self.parameters), **({limit: self.lists.limit} if limit else {})}

    @property
    def known(self) -> dict[str, Any]:
        """The identifiers that its own parameters give to all that it shows."""
        given = dict(self.parameters)
        told = {identifier: given[name] for name, identifier in self.lists.needs.items() if name in given}
        return {name: given[name] for name in self.type.identifiers if name in given} | told

    @property
    def orphaned(self) -> bool:
        """Whether the parent that the operation requires is left out, so that the listing fans out over all."""
        return self.lists.parent is not None and self.lists.parent.parameter not in dict(self.parameters)

    @property
    def scope(self) -> Listing:
        """The listing of all that this one shows a part of: below the same parent, the newest first."""
        lists = self.lists
        above = {*lists.needs, *([] if lists.parent is None else [lists.parent.parameter])}
        given = (pair for pair in self.parameters if pair[0] in above)
        return Listing(self.type, (*given, *lists.newest.items()))

    def below(self, parent: str) -> Listing:
        """Narrow an orphaned listing to one parent."""
        assert self.lists.parent is not None  # only an orphaned listing is narrowed
        return Listing(self.type, (*self.parameters, (self.lists.parent.parameter, parent)))

    def __hash__(self) -> int:
        return hash(
            (self.type, tuple((name, value if isinstance(value, str) else None) for name, value in self.parameters))
        )

    def __str__(self) -> str:
        given = " ".join(f"{name}={value}" for name, value in self.parameters)
        return f"{self.type.service} {self.type.resource} listing{f' {given}' if given else ''}"

    def __repr__(self) -> str:
        return f"{self.type!r}.listing({', '.join(f'{name}={value!r}' for name, value in self.parameters)})"


@dataclass(frozen=True, slots=True)
class Roll:
    """Things of one kind by name, as the operation that describes many at once takes them: a page that is asked for."""

    type: ResourceType
    refs: tuple[Ref, ...] = ()

    @property
    def batch(self) -> Batch:
        """The type's operation."""
        assert self.type.batch is not None  # a Roll is only made of types that have one
        return self.type.batch

    @property
    def limit(self) -> int:
        """The most things in one call."""
        return self.batch.limit

    @property
    def whole(self) -> bool:
        """Whether it shows all of a thing that a describe does: it describes."""
        return True

    @property
    def arguments(self) -> dict[str, Any]:
        """The names, as the operation takes them."""
        return {self.batch.parameter: [ref.values[0] for ref in self.refs]}

    def __str__(self) -> str:
        return f"{self.type.service} {self.type.resource} in numbers"


def _argument(path: str, value: str) -> tuple[str, Any]:
    step, _, below = path.partition(".")
    one: Any = dict((_argument(below, value),)) if below else value
    return step.removesuffix("[]"), [one] if step.endswith("[]") else one


def _written(kind: ResourceType) -> tuple[Any, ...]:
    return tuple(getattr(kind, each.name) for each in fields(kind))


@cache
def _states(kind: ResourceType) -> tuple[str, ...]:
    rows = (state for row in kind.requests for state in (*row.via, *row.rollback, *row.to, *row.short))
    return tuple(state for state in dict.fromkeys((*rows, *kind.others)) if state != GONE)


@cache
def _moving(kind: ResourceType) -> frozenset[str]:
    return frozenset(state for row in kind.requests for state in (*row.via, *row.rollback))


def kebab(name: str) -> str:
    """Spell AWS's CamelCase for the command line: `TransformId` is `transform-id`, `MLTaskRun` is `ml-task-run`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


# ---------------------------------------------------------------------------------------------------------------------
# What a caller waits for
# ---------------------------------------------------------------------------------------------------------------------

GoalName: TypeAlias = Literal["completed", "created", "ready", "updated", "started", "stopped", "deleted", "settled"]
"""The goals that are a word alone; a type checker knows a word that is none."""

GOALS: Final[tuple[GoalName, ...]] = get_args(GoalName)


@dataclass(frozen=True, slots=True, init=False)
class InState:
    """The goal of being in one of these states, as AWS spells them."""

    states: tuple[str, ...]

    def __init__(self, *states: str) -> None:
        object.__setattr__(self, "states", states)

    def __str__(self) -> str:
        return f"state={','.join(self.states)}"


@dataclass(frozen=True, slots=True)
class Updated:
    """The goal `updated`, met only by a thing that shows this configuration (an endpoint's EndpointConfigName)."""

    configuration: str

    def __str__(self) -> str:
        return f"updated={self.configuration}"


@dataclass(frozen=True, slots=True)
class Completed:
    """The goal `completed`, met also by a run of which only some succeeded; `"completed"` is the one that is not."""

    def __str__(self) -> str:
        return "completed=partial"


Goal: TypeAlias = "GoalName | InState | Updated | Completed | Accepted"


# ---------------------------------------------------------------------------------------------------------------------
# What was seen, and how a wait ended
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact: this thing had this status, this reason, at this moment, read by this operation.

    `time`, `created` and `modified` are seconds since the epoch; the latter two, like `arn` and the configurations, are
    AWS's own words and empty where the operation doesn't show them. `response` is what AWS answered: the whole answer
    of a describe, the item of a listing. `calls` counts the API calls that it took, retries included; what a page of a
    listing took is shared by all that it shows and counted by none.
    """

    ref: Ref
    state: str
    time: float
    operation: str = ""
    reason: str = ""
    created: float | None = None
    modified: float | None = None
    arn: str = ""
    configuration: str = ""
    pending_configuration: str = ""
    response: Json = field(default_factory=dict, compare=False, repr=False)
    calls: int = field(default=1, compare=False, repr=False)

    @property
    def logs(self) -> tuple[Log, ...]:
        """Where the thing's own logs are, as far as this tells; there need be nothing in them."""
        kind = self.ref.type
        if not kind.logs or self.state == GONE:
            return ()
        document = first_at(self.response, kind.describe.within) or self.response  # the item of a listing is all of it
        found = (log.filled(self.ref.id, document) for log in kind.logs)
        return tuple(log for log in found if log is not None)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: what it shows, or, of an orphaned listing, the listings below each parent on it.

    `token` leads to the next page; it is empty on the last. `calls` counts the API calls that it took, retries
    included.
    """

    observations: tuple[Observation, ...] = ()
    listings: tuple[Listing, ...] = ()
    token: str = ""
    calls: int = 1


class Verdict(StrEnum):
    """What an observation means for a goal."""

    PENDING = "pending"
    MET = "met"
    FAILED = "failed"
    STRAY = "stray"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """An observation that differs from the one before; `before` is None at the first sight of a thing.

    `verdict` is its meaning for the goal of the wait, `elapsed` the seconds since the wait began, and `known` is False
    for a state that the table doesn't have.
    """

    ref: Ref
    before: str | None
    after: str
    observation: Observation
    verdict: Verdict
    elapsed: float
    known: bool = True

    @property
    def reason(self) -> str:
        """AWS's own words for why."""
        return self.observation.reason

    @property
    def time(self) -> float:
        """When it was seen, in seconds since the epoch."""
        return self.observation.time


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a wait ended. `error` is None when the goal was reached.

    `calls` are the API calls that it took: its own, and its share of those that told of many things at once. `saved`
    are those that a loop of its own, which describes the thing at each look, would have made besides.
    """

    ref: Ref
    goal: Goal
    verdict: Verdict
    observation: Observation | None
    changes: tuple[Change, ...]
    elapsed: float
    calls: float
    error: WaiterError | None = None
    saved: float = 0.0

    def with_error(self, error: WaiterError | None) -> Outcome:
        """The same, with an error that is about this wait alone; or without."""
        return replace(self, error=None if error is None else error.of(self))

    @property
    def reached(self) -> bool:
        """Whether the goal was reached."""
        return self.error is None

    @property
    def state(self) -> str:
        """The last state seen; empty where the thing was never seen."""
        return self.observation.state if self.observation else ""

    @property
    def reason(self) -> str:
        """AWS's own words for why; empty where it gave none."""
        return self.observation.reason if self.observation else ""

    @property
    def response(self) -> Json:
        """AWS's last answer; empty where there was none."""
        return self.observation.response if self.observation else {}

    @property
    def logs(self) -> tuple[Log, ...]:
        """Where the thing's own logs are, as far as AWS's last answer tells."""
        return self.observation.logs if self.observation else ()

    def raise_for_failure(self) -> None:
        """Raise what `wait` would have raised; return quietly when the goal was reached."""
        if self.error is not None:
            raise self.error
