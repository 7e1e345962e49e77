"""What a failed call means: throttled, passing, not there, denied, unauthenticated, or simply wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore import exceptions as botocore
from botocore.retries import standard

from mlwaiters.aws.sources import to_renew
from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    InvalidRequestError,
    NotFoundError,
    ReadError,
    ServiceError,
    WaiterError,
)
from mlwaiters.text import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.model import Absent, Json

# botocore's own lists, and what they lack: Glue's OperationTimeoutException is a 400, yet passes.
_THROTTLES = frozenset(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES)  # noqa: SLF001 - no public name
_PASSING = frozenset(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES) | {  # noqa: SLF001
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "InternalServiceException",
    "OperationTimeoutException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "NotAuthorized", "OptInRequired", "UnauthorizedOperation"}
)
_UNAUTHENTICATED = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
    }
)
_WRONG = frozenset(
    {
        "InvalidAction",
        "InvalidInputException",
        "InvalidParameterException",
        "InvalidParameterValueException",
        "InvalidRequestException",
        "MissingParameter",
        "NotImplemented",
        "SerializationException",
        "UnknownOperationException",
        "ValidationError",
        "ValidationException",
    }
)
_GATEWAY = (502, 503, 504)

_NO_CREDENTIALS = (
    botocore.CredentialRetrievalError,
    botocore.InvalidConfigError,
    botocore.MetadataRetrievalError,
    botocore.NoAuthTokenError,
    botocore.NoCredentialsError,
    botocore.PartialCredentialsError,
    botocore.ProfileNotFound,
    botocore.RefreshWithMFAUnsupportedError,
    botocore.SSOError,
    botocore.TokenRetrievalError,
    botocore.UnknownCredentialError,
)
_NO_CALL = (
    botocore.ConfigNotFound,
    botocore.ConfigParseError,
    botocore.EndpointProviderError,
    botocore.InvalidRegionError,
    botocore.NoRegionError,
    botocore.ParamValidationError,
    botocore.UnknownEndpointError,
    botocore.UnknownServiceError,
)
_NO_WORDS = (json.JSONDecodeError, UnicodeDecodeError)
_NO_ANSWER = (botocore.ConnectionError, botocore.HTTPClientError)


def classify(error: Exception, operation: str, absent: Iterable[Absent] = ()) -> WaiterError:
    """Say what a failed call of `operation` means.

    Args:
        error: what the client raised.
        operation: AWS's name of the operation, for the message.
        absent: how the service says that the thing isn't there.

    Returns:
        A `NotFoundError` where the answer matches `absent`, otherwise the `ReadError` that fits.
    """
    if isinstance(error, botocore.ClientError):
        told = _classify_answer(error, operation, absent)
        if isinstance(told, ReadError):
            told.response = _redacted(error.response)
        return told
    detail = redacted(f"{operation}: {error}")
    if isinstance(error, _NO_CREDENTIALS):
        return CredentialsError(detail)
    if isinstance(error, (*_NO_CALL, ValueError)) and not isinstance(error, _NO_WORDS):
        return InvalidRequestError(detail)
    if isinstance(error, _NO_ANSWER):
        return ServiceError(detail, transient=True, answered=False)
    # A broken body, an answer that is no JSON, or whatever else the client stumbles over: not the service's words.
    return ServiceError(f"{operation}: {_named(error)}", transient=True, answered=False)


def unauthenticated(error: Exception, provider: str = "") -> ReadError:
    """Say what it means that credentials couldn't be had, or be refreshed: AWS itself was not asked.

    Args:
        error: what the client raised.
        provider: botocore's name of whoever has given those that were to be refreshed.

    Returns:
        A `ServiceError` that is transient where whoever gives them throttles or can't be reached, or else a
        `CredentialsError`.
    """
    if isinstance(error, botocore.ClientError):
        told = _classify_answer(error, error.operation_name, ())
    else:
        told = ServiceError(_named(error), transient=isinstance(error, _NO_ANSWER), answered=False)
    if isinstance(told, ServiceError) and told.transient:
        return told
    advice = f"renew or repair {to_renew(error, provider)}, and wait again: what was waited for goes on"
    return CredentialsError(f"no valid credentials: {told.detail}; {advice}", code=getattr(told, "code", ""))


def _redacted(response: Json) -> Json:
    """An answer without the credentials that its message may hold."""
    told = response.get("Error", {})
    return {**response, "Error": {**told, "Message": redacted(str(told.get("Message", "")))}}


def _named(error: Exception) -> str:
    """What an error says; by the name of its class where that isn't part of the words."""
    return redacted(str(error) if isinstance(error, botocore.BotoCoreError) else f"{type(error).__name__}: {error}")


def _classify_answer(error: botocore.ClientError, operation: str, absent: Iterable[Absent]) -> WaiterError:
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    metadata = error.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    code = code.rpartition("#")[2].partition(":")[0]  # as some services send it: com.amazonaws.x#Code:http://…
    message = redacted(message)
    if any(form.matches(code, message) for form in absent):
        return NotFoundError(f"{operation}: {code}: {message}")
    if not code or code.isdigit():  # the client made it up of the HTTP status: the body was no answer of AWS's
        return _classify_status(status, operation)
    detail = f"{operation}: {code}: {message}"
    if code in _THROTTLES or status == 429:
        retry_after = _retry_after(metadata.get("HTTPHeaders", {}))
        return ServiceError(detail, code=code, transient=True, throttled=True, retry_after=retry_after)
    for codes, meaning in ((_DENIED, AccessDeniedError), (_UNAUTHENTICATED, CredentialsError)):
        if code in codes:
            return _said(meaning, detail, code)
    if code in _PASSING or status >= 500:
        return ServiceError(detail, code=code, transient=True)
    if code in _WRONG:
        return InvalidRequestError(detail, code=code)
    return ServiceError(detail, code=code)


def _said(meaning: type[ReadError], detail: str, code: str) -> ReadError:
    return meaning(detail, code=code)


def _classify_status(status: int, operation: str) -> ServiceError:
    detail = f"{operation}: HTTP status {status}, and no answer of AWS's in the body"
    passing = status >= 500 or status == 429
    return ServiceError(detail, transient=passing, answered=status in _GATEWAY, throttled=status == 429)


def _retry_after(headers: dict[str, str]) -> float | None:
    try:
        return max(float(headers["retry-after"]), 0.0)
    except (KeyError, ValueError):
        return None
