"""Ways to go wrong: every kind of failure that the simulated endpoint knows, by name, and what may be said of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.model import Batch, Describe, Lists
from mlwaiters.testing.errors import AWSError
from mlwaiters.text import parse_duration, unknown

if TYPE_CHECKING:
    from types import UnionType

OK: Final = "ok"
"""In a script: a call that goes well."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to go wrong.

    `told` says what it is, `options` maps what may be said of it besides to what holds where nothing is (None:
    nothing does), `of` is what an operation must be that this can happen to. With a `code` the service says no.
    """

    told: str
    options: Mapping[str, Any] = field(default_factory=dict)
    of: type | UnionType = object
    code: str = ""
    message: str = ""
    status: int = 400


_WAIT: Final = {"retry_after": None}
_LOOK: Final = Describe | Lists | Batch

KINDS: Final[Mapping[str, Kind]] = {
    "throttle": Kind("the service throttles", _WAIT, code="ThrottlingException", message="Rate exceeded"),
    "error": Kind(
        "the service answers an error of that code",
        {"code": "", "status": 400, "message": "Simulated failure.", **_WAIT},
    ),
    "denied": Kind(
        "access is denied",
        code="AccessDeniedException",
        message="User: arn:aws:iam::{account}:user/simulated is not authorized to perform: {service}:{operation}",
    ),
    "clock-skew": Kind(
        "the client's clock is wrong, says the service",
        code="RequestTimeTooSkewed",
        message="The difference between the request time and the current time is too large.",
        status=403,
    ),
    "signature-expired": Kind(
        "the signature is too old, says the service",
        code="InvalidSignatureException",
        message="Signature expired: {then} is now earlier than {bound} ({now} - 5 min.)",
    ),
    "token-expired": Kind(
        "the session's token has expired",
        code="ExpiredTokenException",
        message="The security token included in the request is expired",
    ),
    "rotated": Kind(
        "the access key that comes first is known no more; any other is",
        code="UnrecognizedClientException",
        message="The security token included in the request is invalid.",
    ),
    "html": Kind("a page of HTML that no service of AWS wrote, such as a 502", {"status": 500, **_WAIT}),
    "reset": Kind("the connection is reset before the answer"),
    "reset-within": Kind("the connection is reset within the answer's body"),
    "reset-after": Kind("the connection is reset when the answer has come, or as its last bytes do"),
    "hang": Kind("the answer never begins"),
    "endless": Kind("the answer never ends: a byte every so many real seconds", {"seconds": 0.1}),
    "slow": Kind("the answer takes so many real seconds, byte by byte", {"seconds": 5.0}),
    "length-over": Kind("Content-Length is over what comes; the connection ends halfway through the answer"),
    "length-under": Kind("Content-Length is under what comes"),
    "truncated-json": Kind("half of the JSON, as if it were all"),
    "garbage-json": Kind("bytes that are no JSON, as if they were"),
    "page-repeated": Kind("a page comes again as the next", of=Lists),
    "pages-shuffled": Kind("the items come in another order than asked for, across all pages", of=Lists),
    "pages-shrinking": Kind("each page holds half as many items as the one before", of=Lists),
    "pages-endless": Kind("after the last page come others, empty, each with a new token", of=Lists),
    "token-repeated": Kind("the page's own token, again, is that of the next", of=Lists),
    "token-refused": Kind("the token of a page is refused", of=Lists),
    "disagreeing": Kind("the listing shows as moving what is settled, and as settled what is moving", of=Lists),
    "status-missing": Kind("there is no status", of=_LOOK),
    "status-null": Kind("the status is null", of=_LOOK),
    "status-number": Kind("the status is a number", of=_LOOK),
    "status-foreign": Kind("the status is a word of another type's", of=_LOOK),
    "status-capitals": Kind("the status is written in other capitals", of=_LOOK),
}
"""All kinds, by name."""

UNDONE: Final = frozenset({"html", "reset", "hang"})
"""Where the service says nothing, what was asked for isn't done. With any other kind it is, and the answer suffers."""

OPTIONS: Final = frozenset(name for kind in KINDS.values() for name in kind.options)
"""Whatever may be said of any kind."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How one call goes wrong: a kind, and its options, of which None is whatever holds where nothing is said.

    `code`, `status` and `message` are of the error or the page, `retry_after` is of the header of that name, in
    seconds, and `seconds` how long something takes.
    """

    kind: str
    code: str | None = None
    status: int | None = None
    message: str | None = None
    retry_after: float | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown kind, options that it doesn't take, and values that make no sense."""
        if self.kind not in KINDS:
            raise ValueError(unknown("kind of fault", str(self.kind), KINDS))
        for name, default in KINDS[self.kind].options.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, default)
        for name in sorted(OPTIONS):
            value = getattr(self, name)
            if value is not None and name not in KINDS[self.kind].options:
                raise ValueError(f"{self.kind}: {unknown('option', name, KINDS[self.kind].options)}")
            if value is not None:
                _check(self.kind, name, value)

    @classmethod
    def parse(cls, given: Any) -> Failure | None:
        """Read a kind's name, or an object with `kind` and options; `ok` is None: a call that goes well.

        Raises:
            ValueError: it is neither, or makes no sense.
        """
        if given in (OK, {"kind": OK}):
            return None
        if isinstance(given, Failure):
            return given
        said = {"kind": given} if isinstance(given, str) else given
        if not isinstance(said, Mapping) or not isinstance(said.get("kind"), str):
            raise ValueError(f"expected a kind of fault, or an object with a kind, not {given!r}")  # noqa: TRY004 - of a file
        for name in said.keys() - {"kind"} - OPTIONS:
            raise ValueError(unknown("option", str(name), sorted(OPTIONS)))
        return cls(**{name: _durations(name, value) for name, value in said.items()})

    def error(self, now: float, **names: str) -> AWSError | None:
        """What the service says, at a time in seconds since the epoch; None where it isn't the service that fails.

        Args:
            now: the time.
            names: the account, the service and the operation.
        """
        kind = KINDS[self.kind]
        if self.code:
            return AWSError(self.code, self.message or "", self.status or 400)
        if not kind.code:
            return None
        times = {"then": _stamp(now - 600), "bound": _stamp(now - 300), "now": _stamp(now)}
        return AWSError(kind.code, kind.message.format(**names, **times), kind.status)


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def _durations(name: str, value: Any) -> Any:
    if name in ("seconds", "retry_after") and isinstance(value, str):
        try:
            return parse_duration(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return value


def _check(kind: str, name: str, value: Any) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    expected, fits = {
        "code": ("the code of an error", isinstance(value, str) and value.isascii() and value.isprintable() and value),
        "status": ("the HTTP status of an error", number and isinstance(value, int) and 400 <= value <= 599),
        "message": ("a string", isinstance(value, str)),
        "retry_after": ("a number of seconds, 0 or more", number and 0 <= value < math.inf),
        "seconds": ("a number of seconds above 0", number and 0 < value < math.inf),
    }[name]
    if not fits:
        raise ValueError(f"{kind}: {name} must be {expected}, not {value!r}")
