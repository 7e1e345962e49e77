"""Where credentials come from, in words: what is to be renewed where they can't be had."""

from __future__ import annotations

from typing import Any, Final

from botocore import exceptions as botocore

_OF_PROVIDER: Final = {
    "assume-role": "the role, or the credentials that assume it",
    "assume-role-with-web-identity": "the token of the web identity, or the role that trusts it",
    "container-role": "the role of the container, which its credentials endpoint gives",
    "custom-process": "what `credential_process` runs",
    "iam-role": "the role of the instance, which its metadata service gives",
    "login": "the session (`aws login`)",
    "sso": "the SSO session (`aws sso login`)",
}
"""By botocore's name of those who give credentials."""

_OF_OPERATION: Final = {
    "AssumeRole": "assume-role",
    "AssumeRoleWithWebIdentity": "assume-role-with-web-identity",
    "GetRoleCredentials": "sso",
}
_OF_SSO: Final = (botocore.SSOError, botocore.TokenRetrievalError, botocore.NoAuthTokenError)


def to_renew(error: Exception, provider: str = "") -> str:
    """What is to be renewed because of an error; "them" where nobody tells.

    `provider` is whoever has given the credentials so far: the error tells who was asked for the first, or for others.
    """
    return _OF_PROVIDER.get(_asked(error) or provider, "them")


def _asked(error: Any) -> str:
    if isinstance(error, botocore.ClientError):
        return _OF_OPERATION.get(error.operation_name, "")
    if isinstance(error, _OF_SSO):
        return "sso"
    return str(getattr(error, "kwargs", {}).get("provider", ""))
