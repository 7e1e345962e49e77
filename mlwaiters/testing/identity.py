"""Who is asking: STS's GetCallerIdentity, in the Query protocol, whose answers and errors are XML."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.served import IDENTITY
from mlwaiters.testing.wire import Answer, Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.testing.routes import Received

SERVICE: Final = IDENTITY[0]

_ACTION: Final = re.compile(rb"(^|&)Action=")
_VERSION: Final = "2011-06-15"
_NAMESPACE: Final = f"https://sts.amazonaws.com/doc/{_VERSION}/"

# Services of the Query protocol have codes of their own for what those of JSON call by one with Exception in it.
_CODES: Final = {
    "ThrottlingException": "Throttling",
    "AccessDeniedException": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
}
_FORBIDDEN: Final = frozenset(_CODES.values()) - {"Throttling"}


def is_query(received: Received) -> bool:
    """Whether a request is of the Query protocol."""
    if received.method != "POST" or received.path != "/" or "X-Amz-Target" in received.headers:
        return False
    kind = received.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded" and _ACTION.search(received.body) is not None


def target(body: bytes) -> str:
    """The operation that a request is for.

    Raises:
        AWSError: it names none that there is.
    """
    given = _form(body)
    action, version = given.get("Action", ""), given.get("Version", "")
    if (SERVICE, action) != IDENTITY or version != _VERSION:
        raise AWSError("InvalidAction", f"Could not find operation {action[:100]} for version {version[:100]}")
    return action


def decode(received: Received) -> Asked:
    """Read a request.

    Raises:
        AWSError: as the service would answer.
    """
    if "Authorization" not in received.headers:
        raise AWSError("MissingAuthenticationTokenException", "Request is missing Authentication Token", 403)
    given = {name: value for name, value in _form(received.body).items() if name not in ("Action", "Version")}
    return Asked(*IDENTITY, given)


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=100))
    except ValueError:
        raise AWSError("MalformedQueryString", "The query string is no form that can be read.") from None


def answer(account: str) -> Answer:
    """Tell who is asking: a user of that account."""
    who = {"Arn": f"arn:aws:iam::{account}:user/simulated", "UserId": "AIDASIMULATED", "Account": account}
    told = {"GetCallerIdentityResult": who, "ResponseMetadata": {"RequestId": str(uuid.uuid4())}}
    return Answer(200, _HEADERS, _document("GetCallerIdentityResponse", told))


def refusal(error: AWSError) -> Answer:
    """Write an error as the service does."""
    code = _CODES.get(error.code, error.code)
    kind = "Sender" if error.status < 500 else "Receiver"
    told = {"Error": {"Type": kind, "Code": code, "Message": error.message}, "RequestId": str(uuid.uuid4())}
    return Answer(403 if code in _FORBIDDEN else error.status, _HEADERS, _document("ErrorResponse", told))


_HEADERS: Final = {"Content-Type": "text/xml"}


def _document(root: str, told: Mapping[str, Any]) -> bytes:
    return f'<{root} xmlns="{_NAMESPACE}">{_elements(told)}</{root}>'.encode()


def _elements(told: Any) -> str:
    if isinstance(told, str):
        # What XML has no way to write is left out.
        return escape("".join(letter for letter in told if letter.isprintable()))
    return "".join(f"<{name}>{_elements(value)}</{name}>" for name, value in told.items())
