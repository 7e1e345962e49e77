"""How an answer goes over its connection: whole, or as a failure has it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mlwaiters.testing.failures import Failure
    from mlwaiters.testing.wire import Answer

_FLUSHED: Final = 0.01
"""Real seconds that a client on this machine has for what was sent, before a reset takes it away."""

_NOTICED: Final = 1.0
"""Real seconds after which it is noticed that a client has gone away."""

_PAGE: Final = b"<html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"
_GARBAGE: Final = b'\x00\xff{"]: \xc3\x28 nothing of the sort'
_SLICES: Final = 100


def whole(answer: Answer) -> web.Response:
    """An answer as it should come."""
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


async def deliver(request: web.BaseRequest, answer: Answer, failure: Failure) -> web.StreamResponse:
    """Send an answer as a failure has it; one that is no matter of the connection leaves it whole."""
    if not answer.body:
        answer = replace(answer, body=b"{}")
    if failure.kind in REWRITTEN:
        return whole(REWRITTEN[failure.kind](answer, failure))
    if failure.kind in SENT:
        return await _given_up(request, answer, failure)
    return whole(answer)


def _html(answer: Answer, failure: Failure) -> Answer:
    kept = {name: value for name, value in answer.headers.items() if name == "Retry-After"}
    return replace(answer, status=failure.status or 500, headers={"Content-Type": "text/html", **kept}, body=_PAGE)


def _truncated(answer: Answer, _failure: Failure) -> Answer:
    return replace(answer, body=_half(answer))


def _garbage(answer: Answer, _failure: Failure) -> Answer:
    return replace(answer, body=_GARBAGE)


REWRITTEN: Final[dict[str, Callable[[Answer, Failure], Answer]]] = {
    "html": _html,
    "truncated-json": _truncated,
    "garbage-json": _garbage,
}
"""The failures that put other bytes in the answer's place, by kind."""


async def _given_up(request: web.BaseRequest, answer: Answer, failure: Failure) -> web.StreamResponse:
    """Send it in a way that ends the connection; a client that goes away first ends it likewise."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    with contextlib.suppress(ConnectionError):
        await SENT[failure.kind](request, response, answer, failure)
    response.force_close()
    return response


async def _begin(request: web.BaseRequest, response: web.StreamResponse, length: int) -> None:
    response.content_length = length
    await response.prepare(request)


async def _reset(request: web.BaseRequest, _response: web.StreamResponse, _answer: Answer, _failure: Failure) -> None:
    _sever(request)


async def _reset_within(
    request: web.BaseRequest, response: web.StreamResponse, answer: Answer, _failure: Failure
) -> None:
    await _begin(request, response, len(answer.body))
    await response.write(_half(answer))
    await asyncio.sleep(_FLUSHED)
    _sever(request)


async def _reset_after(
    request: web.BaseRequest, response: web.StreamResponse, answer: Answer, _failure: Failure
) -> None:
    await _begin(request, response, len(answer.body))
    await response.write(answer.body)
    await asyncio.sleep(_FLUSHED)
    _sever(request)


async def _hang(request: web.BaseRequest, _response: web.StreamResponse, _answer: Answer, _failure: Failure) -> None:
    while request.transport is not None:  # noqa: ASYNC110 - until the client goes away, of which there is no event
        await asyncio.sleep(_NOTICED)


async def _endless(request: web.BaseRequest, response: web.StreamResponse, _answer: Answer, failure: Failure) -> None:
    await response.prepare(request)
    await response.write(b"{")
    while True:
        await asyncio.sleep(failure.seconds or 0)
        await response.write(b" ")


async def _slow(request: web.BaseRequest, response: web.StreamResponse, answer: Answer, failure: Failure) -> None:
    await _begin(request, response, len(answer.body))
    size = -(-len(answer.body) // _SLICES)
    pause = (failure.seconds or 0) * size / len(answer.body)
    for start in range(0, len(answer.body), size):
        await asyncio.sleep(pause)
        await response.write(answer.body[start : start + size])
    await response.write_eof()


async def _length_over(
    request: web.BaseRequest, response: web.StreamResponse, answer: Answer, _failure: Failure
) -> None:
    await _begin(request, response, len(answer.body))
    await response.write(_half(answer))
    _close(request)


async def _length_under(
    request: web.BaseRequest, response: web.StreamResponse, answer: Answer, _failure: Failure
) -> None:
    half = _half(answer)
    await _begin(request, response, len(half))
    await response.write(half)
    if request.transport is not None:
        request.transport.write(answer.body[len(half) :])  # aiohttp itself keeps to the length
    _close(request)


SENT: Final[dict[str, Callable[[web.BaseRequest, web.StreamResponse, Answer, Failure], Awaitable[None]]]] = {
    "reset": _reset,
    "reset-within": _reset_within,
    "reset-after": _reset_after,
    "hang": _hang,
    "endless": _endless,
    "slow": _slow,
    "length-over": _length_over,
    "length-under": _length_under,
}
"""The failures that are the connection's, by kind."""


def _half(answer: Answer) -> bytes:
    return answer.body[: max(len(answer.body) // 2, 1)]


def _close(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()


def _sever(request: web.BaseRequest) -> None:
    """Let closing the connection reset it, rather than end it in good order."""
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
