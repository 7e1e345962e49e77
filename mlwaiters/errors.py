"""How a wait ends badly: every error carries what was last seen, how long it took and how many looks."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

from mlwaiters.text import format_duration, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlwaiters.model import Goal, Json, Observation, Outcome, Ref


class UnknownNameError(ValueError):
    """A name that nothing bears: the message gives the nearest valid ones."""

    def __str__(self) -> str:
        return printable(super().__str__(), 4000)


class MissingTableError(UnknownNameError):
    """What is to be gone on with is of a type that the catalogue doesn't have, and whose table hasn't been given."""


class TableError(ValueError):
    """A file of tables that can't be used: `problems` are all of them, each with its line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        more = len(self.problems) - 1
        rest = f" (and {more} more; `mlwaiters check` tells all)" if more else ""
        return printable(self.problems[0], 4000) + rest


class WaiterError(Exception):
    """The root of all that `wait` raises.

    `ref` is what was waited for and `goal` what for, `last` what was last seen of it (None: nothing), `elapsed` the
    seconds and `polls` the API calls that the wait took, as `Outcome.calls`: its share of those that served many
    included. `outcome` has all that is known of the wait, every change among it.
    """

    def __init__(
        self,
        detail: str,
        *,
        ref: Ref | None = None,
        goal: Goal | Literal[""] = "",
        last: Observation | None = None,
        elapsed: float = 0.0,
        polls: float = 0,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.ref = ref
        self.goal = goal
        self.last = last
        self.elapsed = elapsed
        self.polls = polls
        self._of: Outcome | None = None  # without this error: each would keep the other

    @property
    def outcome(self) -> Outcome | None:
        """How the wait ended that this is the error of; None where it is of none."""
        return None if self._of is None else replace(self._of, error=self)

    def of(self, outcome: Outcome) -> Self:
        """Make the same error about one wait, which has ended so: several may share the call that failed.

        Classes of errors must be callable with the detail alone.
        """
        mine = copy.copy(self)
        mine._of = replace(outcome, error=None)  # noqa: SLF001 - it is of this class
        mine.ref, mine.goal, mine.last = outcome.ref, outcome.goal, outcome.observation
        mine.elapsed, mine.polls = outcome.elapsed, outcome.calls
        return mine

    def __str__(self) -> str:
        if self.ref is None:
            return printable(self.detail)
        calls = f"{self.polls:.3g} call{'' if self.polls == 1 else 's'}"
        return f"{printable(str(self.ref))}: {printable(self.detail)} ({format_duration(self.elapsed)}, {calls})"


class FailureStateError(WaiterError):
    """The thing came to a state that is a failure of the goal; `last.logs` tells where its logs are."""


class StrayStateError(WaiterError):
    """The thing rests, or moves, off the way to the goal: no request took effect, or somebody stepped in."""


class UnknownStateError(WaiterError):
    """The thing showed a state that the table doesn't have, and the wait was strict about it."""


class NotFoundError(WaiterError):
    """There is no such thing, or it vanished, or another of the same name has taken its place."""


class WaitTimeoutError(WaiterError, TimeoutError):
    """The deadline passed; the resource itself is untouched and goes on."""


class ReadError(WaiterError):
    """AWS could not be asked: the call itself failed.

    `code` is AWS's error code, empty where it sent none; `response` its answer, as the client read it, empty where
    there was none; `calls` counts the attempts made.
    """

    def __init__(self, detail: str, *, code: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.calls = 1
        self.response: Json = {}


class AccessDeniedError(ReadError):
    """The caller may not make this call."""


class CredentialsError(ReadError):
    """There are no credentials, or they are expired or refused."""


class InvalidRequestError(ReadError):
    """AWS, or its service model, refuses the call as it stands: a malformed identifier, an unknown operation."""


class ServiceError(ReadError):
    """The service failed, throttled, or could not be reached.

    `transient`: asking again may help. `answered`: the service itself spoke, rather than nobody or something between.
    `throttled`: it asked to be asked less often, after `retry_after` seconds where it said so.
    """

    def __init__(
        self,
        detail: str,
        *,
        code: str = "",
        transient: bool = False,
        answered: bool = True,
        throttled: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail, code=code)
        self.transient = transient
        self.answered = answered
        self.throttled = throttled
        self.retry_after = retry_after

    @classmethod
    def unanswered(cls, what: str) -> Self:
        """Nobody has answered a call in the time that there was for it."""
        return cls(f"{what}: no answer in time", transient=True, answered=False)
