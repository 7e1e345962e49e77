"""The HTTP server below the simulated endpoint, in the caller's event loop or in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from aiohttp import web

from mlwaiters.testing import wire
from mlwaiters.testing.errors import AWSError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

LINGER = 1.0
"""Real seconds for which what a client still sends is read, once it has its answer."""


class Server(web.Server):
    """Hands every request that is HTTP to one function, and refuses all else as a service of AWS does."""

    def __init__(self, handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> None:
        super().__init__(handle, access_log=None, auto_decompress=False, lingering_time=LINGER)

    def __call__(self) -> web.RequestHandler:
        """Make what handles one connection."""
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what can't be read, quietly; a defect of the endpoint itself is logged."""
        if isinstance(exc, ConnectionError):
            raise exc  # nobody is there to be answered
        if status >= 500 or request.writer.output_size:
            return super().handle_error(request, status, exc, message)
        answer = wire.refusal("", AWSError("SerializationException", "The request is no HTTP that can be read."))
        response = web.Response(status=status, headers=answer.headers, body=answer.body)
        response.force_close()
        return response


async def body_of(request: web.BaseRequest) -> bytes:
    """Read the body of a request.

    Raises:
        AWSError: it is larger than `wire.LARGEST_BODY`, or not sent as its headers say.
    """
    too_large = AWSError("RequestEntityTooLargeException", "The request body is too large.", 413)
    if (request.content_length or 0) > wire.LARGEST_BODY:
        raise too_large
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large from None
    except web.RequestPayloadError:
        raise AWSError("SerializationException", "The request body can't be read.") from None


async def listen(server: Server, host: str, port: int) -> tuple[web.ServerRunner, int]:
    """Start to listen: what is to be cleaned up at the end, and the port.

    Raises:
        OSError: the address can't be listened at.
    """
    runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner, runner.addresses[0][1]


class InThread:
    """An endpoint in a thread with an event loop of its own."""

    def __init__(self, endpoint: AbstractAsyncContextManager[Any]) -> None:
        self._endpoint = endpoint
        self._listening = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="simulated-aws", daemon=True)

    def start(self) -> None:
        """Start, and return when it listens; raises what kept it from listening."""
        self._thread.start()
        self._listening.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Stop, and return when all is closed."""
        assert self._loop is not None  # it has started
        assert self._over is not None
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised by whoever started it
            self._failure = error
        finally:
            self._listening.set()

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with self._endpoint:
            self._listening.set()
            await self._over.wait()
