"""Whoever gives credentials, and whoever they open the way to: one server that is both."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit

from mlwaiters.resources.sagemaker import CompilationJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.testing import SimulatedAWS

JOB: Final = CompilationJob("churn-7")
SECRET: Final = "pLaNtEd+SeCrEt/KeY"  # planted, to be looked for
TOKEN: Final = "pLaNtEd+ToKeN=="
ROLE: Final = "arn:aws:iam::123456789012:role/ml"
ROLES: Final = "/latest/meta-data/iam/security-credentials/"
"""Where an instance's metadata service lists its role."""
INSTANCE: Final = "instance's-own"
"""The token that it gives, and asks for."""


def credentials(number: int) -> dict[str, str]:
    """The credentials handed out at the nth asking: the first expire within two hours, all others later."""
    expires = datetime.now(UTC) + timedelta(hours=1 if number == 1 else 10)
    return {
        "AccessKeyId": f"ASIA{number:016}",
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


class Gate:
    """What stands before the simulated endpoint: it knows who may pass, and hands out credentials itself.

    `keys` are the numbers of the credentials with which it was called, in order; `revoked` those that it refuses.
    `asked` counts how often it gave credentials, by path; `sessions` are the SSO tokens that it was shown, `headers`
    those of the last call; `at_call` is what happens when so many calls have come.
    """

    def __init__(self, aws: SimulatedAWS) -> None:
        self.aws = aws
        self.keys: list[int] = []
        self.headers: dict[str, str] = {}
        self.revoked: set[int] = set()
        self.asked: list[str] = []
        self._broken: tuple[int, str] | None = None
        self.mended_after = sys.maxsize
        self.at_call: dict[int, Callable[[], object]] = {}
        self.sessions: list[str] = []
        self.server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"gate": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def broken(self) -> tuple[int, str] | None:
        """What it answers instead of credentials, until it has been asked so often."""
        return self._broken if len(self.asked) <= self.mended_after else None

    @broken.setter
    def broken(self, answer: tuple[int, str]) -> None:
        self._broken = answer

    def call(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        self.headers = headers
        found = re.search(r"Credential=ASIA(\d+)/", headers["Authorization"])
        self.keys.append(int(found[1]) if found else 0)
        self.at_call.get(len(self.keys), lambda: None)()
        if self.keys[-1] in self.revoked:
            told = {
                "__type": "ExpiredTokenException",
                "message": "The security token included in the request is expired",
            }
            return 400, json.dumps(told)
        try:
            with urllib.request.urlopen(urllib.request.Request(self.aws.url, body, headers)) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()


def denied(code: str) -> str:
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>not for you</Message></Error></ErrorResponse>"
    )


def assumed(given: dict[str, str]) -> str:
    members = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
    return (
        '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<AssumeRoleWithWebIdentityResult><Credentials>{members}</Credentials><AssumedRoleUser><Arn>{ROLE}</Arn>"
        "<AssumedRoleId>x</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult>"
        "</AssumeRoleWithWebIdentityResponse>"
    )


def federated(given: dict[str, str]) -> str:
    """What SSO's portal answers."""
    ends = datetime.fromisoformat(given["Expiration"])
    told = {
        "accessKeyId": given["AccessKeyId"],
        "secretAccessKey": given["SecretAccessKey"],
        "sessionToken": given["SessionToken"],
        "expiration": int(ends.timestamp() * 1000),
    }
    return json.dumps({"roleCredentials": told})


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    gate: ClassVar[Gate]

    def do_PUT(self) -> None:
        self.reply(200, INSTANCE)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path  # some clients send all of the URL
        if path == ROLES:
            self.reply(200 if self.headers["x-aws-ec2-metadata-token"] == INSTANCE else 401, "ml")
        elif path.startswith("/federation/"):
            self.gate.sessions.append(self.headers["x-amz-sso_bearer_token"])
            self.give(path, federated)
        else:
            self.give(path, lambda given: json.dumps({**given, "Token": given["SessionToken"]}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if b"AssumeRoleWithWebIdentity" in body:
            self.give("sts", assumed)
        elif urlsplit(self.path).path == "/token":
            self.reply(200, json.dumps({"accessToken": "renewed", "expiresIn": 28800, "refreshToken": "again"}))
        else:
            self.reply(*self.gate.call(body, dict(self.headers.items())))

    def give(self, whom: str, write: Callable[[dict[str, str]], str]) -> None:
        self.gate.asked.append(whom)
        self.reply(*(self.gate.broken or (200, write(credentials(len(self.gate.asked))))))

    def reply(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.send_header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        if status >= 400:
            self.send_header("x-amzn-ErrorType", "UnauthorizedException")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass
