"""The simulated AWS endpoint: a thin HTTP server over a simulated world."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from mlwaiters.testing import steering, wire
from mlwaiters.testing.faults import ANY, Fault, Faults
from mlwaiters.testing.habits import Habits
from mlwaiters.testing.operations import check_identifiers, perform, simulated
from mlwaiters.testing.quotas import Given, Quotas
from mlwaiters.testing.scenario import Scenario
from mlwaiters.testing.world import World
from mlwaiters.text import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

REMEMBERED = 100_000
"""Calls that the log holds; the counts go on."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was received: `time` is the world's, in seconds since the epoch."""

    time: float
    service: str
    operation: str
    given: Mapping[str, Any]


class SimulatedAWS:
    """An endpoint that any client of AWS can talk to, for SageMaker's and Glue's asynchronous resources.

        async with SimulatedAWS(speed=100) as aws:
            aws.world.add(sagemaker.CompilationJob("churn-7"), "STARTING 20s, INPROGRESS 5m, COMPLETED")
            async with mlwaiters.connect(endpoint_url=aws.url) as poller: ...

        with SimulatedAWS.in_thread() as aws:
            boto3.client("sagemaker", **aws.client_options).create_compilation_job(...)

    `world` is what it shows, `calls` the log of the calls received, `counts` how many of each operation, `throttled`
    how many of these were over quota, `most_at_once` the most that were under way together, `latency` the seconds by
    which each operation's answer is delayed.
    """

    def __init__(
        self,
        scenario: Scenario | Mapping[str, Any] | str | Path | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        seed: int | None = None,
        clock: Callable[[], float] = time.time,
        quotas: Given = None,
        listings: Mapping[str, Any] | None = None,
    ) -> None:
        """Prepare; it listens when entered.

        Args:
            scenario: what is there from the beginning: a `Scenario`, its dict, or the path of its file.
            host: the address to listen at.
            port: 0 for any that is free.
            speed: how many times faster than written lives pass; AWS's timestamps remain those of the clock.
            seed: of all that is drawn at random; the scenario's own, or 0, where left out.
            clock: gives the time in seconds since the epoch.
            quotas: calls per second of each operation, `{"GetJobRun": 5, "List*": {"rate": 2, "burst": 4}}`, or
                `published` for what AWS publishes; the scenario's own where left out.
            listings: the habits of list operations, `{"ListTrainingJobs": {"late_filters": True, "lag": "5s"}}`,
                besides the scenario's own.

        Raises:
            ValueError: the scenario, the speed, the port, a quota or a habit makes no sense.
            OSError: the scenario's file can't be read.
        """
        if not 0 <= port <= 65535:
            raise ValueError(f"port must be between 0 and 65535, not {port!r}")
        self.scenario = Scenario.of(scenario)
        options = self.scenario.world_options() | ({} if seed is None else {"seed": seed})
        self.world = World(clock, speed=speed, **options)
        self.set_quotas(self.scenario.quotas if quotas is None else quotas)
        self.set_listings({**self.scenario.listings, **(listings or {})})
        for ref in self.scenario.refs():
            check_identifiers(ref)
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.counts: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.most_at_once = 0
        self.latency: dict[str, float] = {}
        self.host = host
        self.port = port
        self._faults = Faults()
        self._under_way = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens: a client's endpoint URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def client_options(self) -> dict[str, str]:
        """What `boto3.client(…)` and aiobotocore's `create_client(…)` need besides the service's name."""
        return {
            "endpoint_url": self.url,
            "region_name": self.world.region,
            "aws_access_key_id": "simulated",
            "aws_secret_access_key": "simulated",
        }

    def fail(
        self,
        operation: str = ANY,
        *,
        times: int = 1,
        code: str = "",
        status: int | None = None,
        message: str = "",
        html: bool = False,
        hang: bool = False,
        reset: bool = False,
        truncate: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Let the next calls of an operation fail.

        Args:
            operation: by AWS's name; `*` for any.
            times: how many calls.
            code: the error that the service answers.
            status: the HTTP status of the error, or of the page; 400 for an error and 500 for a page where left out.
            message: of the error.
            html: answer with a page that no service of AWS wrote.
            hang: never answer.
            reset: break the connection instead.
            truncate: break it halfway through the answer.
            retry_after: seconds, for the header of that name.

        Raises:
            ValueError: no such operation, or not exactly one way to fail.
        """
        known = {name for _, name in simulated()}
        if operation != ANY and operation not in known:
            raise ValueError(unknown("operation", operation, sorted(known)))
        if status is None:
            status = 500 if html else 400
        fault = Fault(code, status, message, html, hang, reset, truncate, retry_after)
        self._faults.order(operation, fault, times)

    def set_quotas(self, quotas: Given) -> None:
        """Let other quotas hold from now on, their buckets full; None for none.

        Raises:
            ValueError: as when it was made.
        """
        self._quotas = Quotas(quotas, self.world.clock)

    def set_listings(self, listings: Mapping[str, Any] | None) -> None:
        """Let listings have other habits from now on; None for none.

        Raises:
            ValueError: as when it was made.
        """
        self.world.habits = Habits(listings)

    def populate(self, scenario: Scenario | Mapping[str, Any] | str | Path) -> None:
        """Let what a scenario names be there, too, from now on, with its quotas and habits where it has any.

        Raises:
            ValueError, OSError: as when it was made.
        """
        more = Scenario.of(scenario)
        for ref in more.refs():
            check_identifiers(ref)
        more.populate(self.world)
        if more.quotas is not None:
            self.set_quotas(more.quotas)
        if more.listings:
            self.set_listings(more.listings)

    def clear(self) -> None:
        """Let there be nothing in the world, nothing in the log and on order; quotas and habits go on."""
        self.world.clear()
        self._faults.clear()
        for counted in (self.calls, self.counts, self.throttled):
            counted.clear()
        self.most_at_once = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=wire.LARGEST_BODY)
        app.router.add_route("*", steering.PATH, partial(steering.answer, self))
        app.router.add_route("*", "/{path:.*}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        try:
            await site.start()
        except BaseException:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]
        self.scenario.populate(self.world)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @classmethod
    @contextlib.contextmanager
    def in_thread(
        cls, scenario: Scenario | Mapping[str, Any] | str | Path | None = None, **options: Any
    ) -> Iterator[Self]:
        """Serve from a thread of its own for as long as the block lasts: for clients that block, and any event loop.

        Takes what the class takes, and raises what it raises.
        """
        aws = cls(scenario, **options)
        serving = _Serving(aws)
        serving.start()
        try:
            yield aws
        finally:
            serving.stop()

    # --- one request ------------------------------------------------------------------------------------------------

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            return await self._answer(request)
        finally:
            self._under_way -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        service = ""
        try:
            service, operation = wire.target(request.headers if _is_call(request) else {})
            body = await request.read()
            delay = self.latency.get(operation, self.latency.get(ANY, 0.0))
            if delay:
                await asyncio.sleep(delay)
            answer, fault = self._perform(service, operation, request.headers, body)
        except web.HTTPRequestEntityTooLarge:
            error = wire.AWSError("RequestEntityTooLargeException", "The request body is too large.", 413)
            answer, fault = wire.refusal(service, error), None
        except wire.AWSError as error:
            answer, fault = wire.refusal(service, error), None
        if fault is not None and not fault.code:
            return await _spoil(request, answer, fault)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    def _perform(
        self, service: str, operation: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[wire.Answer, Fault | None]:
        """Answer one call, or say how it is to fail."""
        self.counts[operation] += 1
        granted = self._quotas.grant(service, operation)
        fault = self._faults.next(operation) if granted else None
        try:
            asked = wire.decode(headers, body)
            self.calls.append(Call(self.world.clock(), service, operation, asked.given))
            if not granted:
                self.throttled[operation] += 1
                return wire.refusal(service, wire.throttling()), None
            if fault is None or fault.truncate:
                return wire.answer(service, operation, perform(self.world, asked)), fault
        except wire.AWSError as error:
            return wire.refusal(service, error), fault if fault and not fault.code else None
        answer = wire.refusal(service, fault.error)
        if fault.retry_after is not None:
            answer = wire.Answer(
                answer.status, {**answer.headers, "Retry-After": f"{fault.retry_after:g}"}, answer.body
            )
        return answer, fault


def _is_call(request: web.Request) -> bool:
    return request.method == "POST" and request.path == "/"


async def _spoil(request: web.Request, answer: wire.Answer, fault: Fault) -> web.StreamResponse:
    if fault.html:
        page = "<html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    if fault.hang:
        await asyncio.get_running_loop().create_future()
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    if fault.truncate:
        response.content_length = max(len(answer.body), 2)
        await response.prepare(request)
        await response.write(answer.body[: len(answer.body) // 2] or b"{")
    if request.transport is not None:
        if fault.reset:
            _reset(request.transport)
        request.transport.close() if fault.truncate else request.transport.abort()
    return response


def _reset(transport: asyncio.Transport | asyncio.WriteTransport) -> None:
    """Let closing the connection reset it, rather than end it in good order."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class _Serving:
    """An endpoint in a thread with an event loop of its own."""

    def __init__(self, aws: SimulatedAWS) -> None:
        self._aws = aws
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
        async with self._aws:
            self._listening.set()
            await self._over.wait()
