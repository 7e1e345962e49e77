"""The simulated AWS endpoint: a thin HTTP server over a simulated world."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from mlwaiters.testing import query, routes, steering, wire
from mlwaiters.testing.delivery import deliver, whole
from mlwaiters.testing.distortions import perform_distorted
from mlwaiters.testing.errors import AWSError, throttling
from mlwaiters.testing.failures import UNDONE, Failure
from mlwaiters.testing.faults import ANY, Fault, Faults
from mlwaiters.testing.habits import Habits
from mlwaiters.testing.operations import check_identifiers
from mlwaiters.testing.quotas import Quotas
from mlwaiters.testing.scenario import Scenario
from mlwaiters.testing.served import CATALOGUE, IDENTITY, Served
from mlwaiters.testing.serving import InThread, Server, body_of, listen
from mlwaiters.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from aiohttp import web

    from mlwaiters.model import ResourceType
    from mlwaiters.testing import faults as _faults
    from mlwaiters.testing import quotas as _quotas

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
    """An endpoint that any client of AWS can talk to, for every resource type of the catalogue.

        async with SimulatedAWS(speed=100) as aws:
            aws.world.add(sagemaker.CompilationJob("churn-7"), "STARTING 20s, INPROGRESS 5m, COMPLETED")
            async with mlwaiters.connect(endpoint_url=aws.url) as poller: ...

        with SimulatedAWS.in_thread() as aws:
            boto3.client("sagemaker", **aws.client_options).create_compilation_job(...)

    `world` is what it shows, `calls` the log of the calls received, `counts` how many of each operation, `throttled`
    how many of these were over quota, `injected` how many faults of each kind befell them, `most_at_once` the most that
    were under way together, `latency` the real seconds by which each operation's answer is delayed.
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
        quotas: _quotas.Given = None,
        listings: Mapping[str, Any] | None = None,
        faults: _faults.Given = None,
        tables: Iterable[ResourceType] = (),
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
            faults: what goes wrong with which calls, as `set_faults` takes it; the scenario's own where left out.
            tables: resource types of your own, besides those of the catalogue.

        Raises:
            ValueError: the scenario, the speed, the port, a quota, a habit, a fault or a table makes no sense.
            OSError: the scenario's file can't be read.
        """
        if not 0 <= port <= 65535:
            raise ValueError(f"port must be between 0 and 65535, not {port!r}")
        self.served = Served(tables) if tables else CATALOGUE
        self.scenario = Scenario.of(scenario, self.served)
        options = self.scenario.world_options() | ({} if seed is None else {"seed": seed})
        self.world = World(clock, speed=speed, served=self.served, **options)
        self.set_quotas(self.scenario.quotas if quotas is None else quotas)
        self.set_listings({**self.scenario.listings, **(listings or {})})
        self.set_faults(self.scenario.faults if faults is None else faults)
        for ref in self.scenario.refs():
            check_identifiers(ref)
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.counts: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()
        self.most_at_once = 0
        self.latency: dict[str, float] = {}
        self.host = host
        self.port = port
        self._under_way = 0
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens: a client's endpoint URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def client_options(self) -> dict[str, str]:
        """What `boto3.client(…)` and aiobotocore's `create_client(…)` need besides the service's name.

        Clients of services that have several hosts, HealthOmics and HealthLake, need `inject_host_prefix=False` in
        their `Config`, too.
        """
        return {
            "endpoint_url": self.url,
            "region_name": self.world.region,
            "aws_access_key_id": "simulated",
            "aws_secret_access_key": "simulated",
        }

    def fail(
        self,
        operation: str = ANY,
        kind: str = "error",
        *,
        times: int | None = 1,
        code: str | None = None,
        status: int | None = None,
        message: str | None = None,
        retry_after: float | None = None,
        seconds: float | None = None,
    ) -> None:
        """Let the next calls of an operation fail, besides whatever else goes wrong; `set_faults` knows more ways.

        Args:
            operation: by AWS's name, or a pattern; `*` for any.
            kind: how they fail: one of `failures.KINDS`.
            times: how many calls; None for all from now on.
            code: the error that the service answers.
            status: the HTTP status of the error, or of the page; 400 for an error and 500 for a page where left out.
            message: of the error.
            retry_after: seconds, for the header of that name.
            seconds: how long what takes time takes.

        Raises:
            ValueError: no such operation, no such kind, or one that takes no such option.
        """
        failure = Failure(kind, code, status, message, retry_after, seconds)
        self._faults.add(Fault(operation, (failure,), times=times))

    def set_faults(self, faults: _faults.Given) -> None:
        """Let these go wrong from now on, and nothing else; None, or an empty list, ends all faults.

        Args:
            faults: each a `Fault`, an object as a scenario has it, or a string as the command line takes it:
                `["Describe*=throttle@20%", {"operation": "*", "kind": "reset", "from": "1m", "until": "11m"}]`.

        Raises:
            ValueError: one makes no sense.
        """
        world = self.world
        self._faults = Faults(faults, world.clock, speed=world.speed, seed=world.seed, served=self.served)

    def set_quotas(self, quotas: _quotas.Given) -> None:
        """Let other quotas hold from now on, their buckets full; None for none.

        Raises:
            ValueError: as when it was made.
        """
        self._quotas = Quotas(quotas, self.world.clock, self.served)

    def set_listings(self, listings: Mapping[str, Any] | None) -> None:
        """Let listings have other habits from now on; None for none.

        Raises:
            ValueError: as when it was made.
        """
        self.world.habits = Habits(listings, self.served)

    def populate(self, scenario: Scenario | Mapping[str, Any] | str | Path) -> None:
        """Let what a scenario names be there, too, from now on, with its quotas, habits and faults where it has any.

        Raises:
            ValueError, OSError: as when it was made.
        """
        more = Scenario.of(scenario, self.served)
        for ref in more.refs():
            check_identifiers(ref)
        more.populate(self.world)
        if more.quotas is not None:
            self.set_quotas(more.quotas)
        if more.listings:
            self.set_listings(more.listings)
        if more.faults is not None:
            self.set_faults(more.faults)

    def clear(self) -> None:
        """Let there be nothing in the world, nothing in the log, and no faults; quotas and habits go on."""
        self.world.clear()
        self.set_faults(None)
        for counted in (self.calls, self.counts, self.throttled, self.injected):
            counted.clear()
        self.most_at_once = 0

    async def __aenter__(self) -> Self:
        self._runner, self.port = await listen(Server(self._receive), self.host, self.port)
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
        serving = InThread(aws)
        serving.start()
        try:
            yield aws
        finally:
            serving.stop()

    # --- one request ------------------------------------------------------------------------------------------------

    async def _receive(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == steering.PATH:
            return await steering.answer(self, request)
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            return await self._answer(request)
        finally:
            self._under_way -= 1

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        service = ""
        try:
            received = await _received(request)
            service = IDENTITY[0] if query.is_form(received) else ""
            route = routes.find(received, self.served.services)
            service = route.service
            delay = self.latency.get(route.operation, self.latency.get(ANY, 0.0))
            if delay:
                await asyncio.sleep(delay)
            answer, failure = self._call(received, route)
        except AWSError as error:
            answer, failure = wire.refusal(service, error), None
        return await deliver(request, answer, failure) if failure else whole(answer)

    def _call(self, received: routes.Received, route: routes.Route) -> tuple[wire.Answer, Failure | None]:
        """Answer one call, and say how it is to fail.

        Raises:
            AWSError: as the service would answer.
        """
        self.counts[route.operation] += 1
        granted = self._quotas.grant(route.service, route.operation)
        asked = wire.decode(received, route)
        self.calls.append(Call(self.world.clock(), asked.service, asked.operation, asked.given))
        if not granted:
            self.throttled[route.operation] += 1
            raise throttling(route.service)
        failure = self._faults.next(asked, wire.access_key(received.headers))
        if failure is None:
            return self._answered(asked, ""), None
        self.injected[failure.kind] += 1
        return self._failed(asked, failure), failure

    def _failed(self, asked: wire.Asked, failure: Failure) -> wire.Answer:
        """What a call that fails gets as far as the service is concerned."""
        names = {"account": self.world.account, "service": asked.service, "operation": asked.operation}
        error = failure.error(self.world.clock(), **names)
        if failure.kind == "throttle":
            error = throttling(asked.service)
        if error is not None:
            answer = wire.refusal(asked.service, error)
        elif failure.kind in UNDONE:
            answer = wire.Answer(200, {}, b"")
        else:
            try:
                answer = self._answered(asked, failure.kind)
            except AWSError as refused:
                answer = wire.refusal(asked.service, refused)
        if failure.retry_after is None:
            return answer
        return replace(answer, headers={**answer.headers, "Retry-After": f"{failure.retry_after:g}"})

    def _answered(self, asked: wire.Asked, kind: str) -> wire.Answer:
        return wire.answer(asked.service, asked.operation, perform_distorted(self.world, asked, kind))


async def _received(request: web.BaseRequest) -> routes.Received:
    path, _, query = request.raw_path.partition("?")
    if not path.startswith("/"):  # as some clients send it: http://host/path
        path = request.rel_url.raw_path or "/"
    return routes.Received(request.method, path, query, request.headers, await body_of(request))
