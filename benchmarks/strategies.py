"""Four ways to wait for many things, each measured in a process of its own: `python strategies.py < order.json`.

None is given more than another: each has its clients open and has made one call before the clock starts.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import selectors
import statistics
import sys
import time
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from aiobotocore.waiter import create_waiter_with_client
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.waiter import WaiterModel
from tenacity import AsyncRetrying, RetryError, retry_if_exception, retry_if_result, stop_after_delay, wait_fixed

import mlwaiters
from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from mlwaiters.model import Ref

CONNECTIONS = 50
"""Of each client that isn't ours; ours has 32."""


@dataclass(frozen=True)
class Kind:
    """What everybody has to know of a service: how to ask for one thing, and what the answer says at the end."""

    service: str
    operation: str
    method: str
    status: str
    done: str
    listing: str
    items: str
    ended: str
    identifiers: tuple[str, ...]
    warm: tuple[str, ...]

    def given(self, names: tuple[str, ...]) -> dict[str, str]:
        """The parameters of the call that asks for one thing."""
        return dict(zip(self.identifiers, names, strict=True))

    def ref(self, names: tuple[str, ...]) -> Ref:
        """The same thing in our words."""
        made = glue.MLTaskRun if self.service == "glue" else sagemaker.CompilationJob
        return made(**self.given(names))


KINDS = {
    "glue": Kind(
        "glue", "GetMLTaskRun", "get_ml_task_run", "Status", "SUCCEEDED", "get_ml_task_runs", "TaskRuns",
        "CompletedOn", ("TransformId", "TaskRunId"), ("tfm-warm", "tsk-warm"),
    ),
    "sagemaker": Kind(
        "sagemaker", "DescribeCompilationJob", "describe_compilation_job", "CompilationJobStatus", "COMPLETED",
        "list_compilation_jobs", "CompilationJobSummaries", "CompilationEndTime", ("CompilationJobName",), ("warm",),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What to wait for, and how: `patience` is the seconds after which a wait is given up."""

    url: str
    strategy: str
    kind: Kind
    names: tuple[tuple[str, ...], ...]
    scenario: Mapping[str, Any]
    interval: float
    patience: float


class Finished(dict[tuple[str, ...], float]):
    """When the wait for each thing returned, in seconds since the epoch; `errors` are those of waits that failed."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []

    def failed(self, error: BaseException) -> None:
        """Note how a wait failed."""
        self.errors.append(f"{type(error).__name__}: {error}")


class Meter:
    """What is measured from `start` to `stop`, once all that takes part is ready."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.began = 0.0
        self.cpu = 0.0
        self.memory = 0.0
        self.seconds = 0.0
        self.round_trips: list[float] = []
        self.finished = Finished()
        self.counted: dict[str, Any] = {}
        self.selector = TimedSelector()

    def start(self) -> None:
        """Let the lives begin, and the clock."""
        steer(self.order.url, self.order.scenario)
        self.memory = _peak_memory(anew=True)
        self.began = time.time()
        self.cpu = time.process_time()
        self.selector.longest = 0.0

    def stop(self) -> None:
        """Read the clocks before anything else is done."""
        self.cpu = time.process_time() - self.cpu
        self.seconds = time.time() - self.began
        self.memory = _peak_memory() - self.memory
        self.counted = steer(self.order.url)

    def result(self) -> dict[str, Any]:
        """All figures of the strategy, as JSON takes them."""
        truth = _truth(self.order)
        latencies = sorted(at - truth[names] for names, at in self.finished.items())
        completed = max(len(latencies), 1)
        return {
            "completed": len(latencies),
            "failed": len(self.finished.errors),
            "error": self.finished.errors[0] if self.finished.errors else "",
            "calls": sum(self.counted["counts"].values()) / completed,
            "counts": self.counted["counts"],
            "cpu_ms": self.cpu / completed * 1000,
            "latency_mean": statistics.fmean(latencies) if latencies else None,
            "latency_p99": latencies[min(int(len(latencies) * 0.99), len(latencies) - 1)] if latencies else None,
            "throttled": sum(self.counted["throttled"].values()),
            "stall_ms": None if self.order.strategy == "threads" else self.selector.longest * 1000,
            "memory_kib": self.memory,
            "round_trip": statistics.median(self.round_trips),
            "seconds": self.seconds,
        }


class TimedSelector(selectors.DefaultSelector):
    """Tells for how long at the most the event loop didn't get round to looking for what had come in.

    A ticker among the tasks would see the same, but its ticks would cost more CPU than a single wait does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._looked = time.perf_counter()

    def select(self, timeout: float | None = None) -> Any:
        """Look, as the event loop does between two rounds of callbacks."""
        self.longest = max(self.longest, time.perf_counter() - self._looked)
        events = super().select(timeout)
        self._looked = time.perf_counter()
        return events


def steer(url: str, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Tell the endpoint what is to be there, if anything; returns what it has counted."""
    body = None if document is None else json.dumps(document).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/simulated", data=body), timeout=60) as answer:
        counted: dict[str, Any] = json.load(answer)
    return counted


# --- the strategies ---------------------------------------------------------------------------------------------------


async def ours(meter: Meter) -> None:
    """`wait_all`: one call for all."""
    order = meter.order
    async with mlwaiters.connect(endpoint_url=order.url, interval=order.interval) as poller:
        await _warm(meter, lambda: poller.observe(order.kind.ref(order.kind.warm)))
        names_of = {order.kind.ref(names): names for names in order.names}
        meter.start()
        outcomes = await poller.wait_all(names_of, timeout=order.patience)
        meter.stop()
    for outcome in outcomes:
        if outcome.error is None:
            meter.finished[names_of[outcome.ref]] = meter.began + outcome.elapsed
        else:
            meter.finished.failed(outcome.error)


async def waiters(meter: Meter) -> None:
    """A waiter of aiobotocore's for each, with the retries that botocore comes with."""
    order = meter.order
    acceptors = [
        {"matcher": "path", "argument": order.kind.status, "expected": state, "state": verdict}
        for state, verdict in ((order.kind.done, "success"), ("FAILED", "failure"), ("STOPPED", "failure"))
    ]
    attempts = int(order.patience / order.interval)
    model = WaiterModel({
        "version": 2,
        "waiters": {
            "Done": {
                "operation": order.kind.operation, "delay": order.interval, "maxAttempts": attempts,
                "acceptors": acceptors,
            },
        },
    })  # fmt: skip

    async with _client(meter, AioConfig(max_pool_connections=CONNECTIONS)) as client:

        async def wait(names: tuple[str, ...]) -> None:
            waiter = create_waiter_with_client("Done", model, client)
            await asyncio.wait_for(waiter.wait(**order.kind.given(names)), order.patience)

        await _task_for_each(meter, wait)


async def tenacious(meter: Meter) -> None:
    """A task for each, in which tenacity asks again until it is over, or when it was throttled."""
    order = meter.order
    policy = AsyncRetrying(
        wait=wait_fixed(order.interval),
        stop=stop_after_delay(order.patience),
        retry=retry_if_result(lambda state: state != order.kind.done) | retry_if_exception(_is_throttle),
    )
    once = AioConfig(max_pool_connections=CONNECTIONS, retries={"total_max_attempts": 1, "mode": "standard"})
    async with _client(meter, once) as client:
        ask = getattr(client, order.kind.method)

        async def wait(names: tuple[str, ...]) -> None:
            async def state() -> str:
                return str((await ask(**order.kind.given(names)))[order.kind.status])

            await policy.copy()(state)

        await _task_for_each(meter, wait)


def threads(meter: Meter) -> None:
    """boto3: a thread for each, with a loop in it that outlives throttles."""
    order = meter.order
    client = boto3.client(order.kind.service, endpoint_url=order.url, config=Config(max_pool_connections=CONNECTIONS))
    ask = getattr(client, order.kind.method)
    for _ in range(9):
        began = time.perf_counter()
        ask(**order.kind.given(order.kind.warm))
        meter.round_trips.append(time.perf_counter() - began)

    def wait(names: tuple[str, ...]) -> None:
        given, until = order.kind.given(names), time.monotonic() + order.patience
        while time.monotonic() < until:
            try:
                if ask(**given)[order.kind.status] == order.kind.done:
                    meter.finished[names] = time.time()
                    return
            except ClientError as error:
                if not _is_throttle(error):
                    meter.finished.failed(error)
                    return
            time.sleep(order.interval)
        meter.finished.failed(TimeoutError("not in time"))

    with ThreadPool(len(order.names)) as pool:
        meter.start()
        pool.map(wait, order.names, chunksize=1)
        meter.stop()


STRATEGIES = {"mlwaiters": ours, "waiters": waiters, "tenacity": tenacious}


@asynccontextmanager
async def _client(meter: Meter, config: AioConfig) -> AsyncIterator[Any]:
    kind = meter.order.kind
    async with AioSession().create_client(kind.service, endpoint_url=meter.order.url, config=config) as client:
        await _warm(meter, lambda: getattr(client, kind.method)(**kind.given(kind.warm)))
        yield client


async def _warm(meter: Meter, ask: Callable[[], Awaitable[object]]) -> None:
    for _ in range(9):
        began = time.perf_counter()
        await ask()
        meter.round_trips.append(time.perf_counter() - began)


async def _task_for_each(meter: Meter, wait: Callable[[tuple[str, ...]], Awaitable[None]]) -> None:
    async def run(names: tuple[str, ...]) -> None:
        try:
            await wait(names)
            meter.finished[names] = time.time()
        except RetryError:
            meter.finished.failed(TimeoutError("not in time"))
        except Exception as error:  # noqa: BLE001 - a row of the table says so
            meter.finished.failed(error)

    meter.start()
    async with asyncio.TaskGroup() as tasks:
        for names in meter.order.names:
            tasks.create_task(run(names))
    meter.stop()


def _is_throttle(error: BaseException) -> bool:
    return isinstance(error, ClientError) and "Throttl" in error.response["Error"]["Code"]


# --- what is measured -------------------------------------------------------------------------------------------------


def _truth(order: Order) -> dict[tuple[str, ...], float]:
    """When each thing really came to its end: the endpoint's own timestamps."""
    kind = order.kind
    steer(order.url, {"quotas": None})
    client = boto3.client(kind.service, endpoint_url=order.url)
    parents = {names[:-1] for names in order.names}
    found = {}
    for parent in parents:
        pages = client.get_paginator(kind.listing) if client.can_paginate(kind.listing) else None
        given = dict(zip(kind.identifiers[:-1], parent, strict=True))
        for page in pages.paginate(**given) if pages else _pages(getattr(client, kind.listing), given):
            for item in page[kind.items]:
                if kind.ended in item:
                    found[*parent, item[kind.identifiers[-1]]] = item[kind.ended].timestamp()
    return found


def _pages(read: Callable[..., Any], given: dict[str, str]) -> list[Any]:
    pages = [read(**given)]
    while token := pages[-1].get("NextToken"):
        pages.append(read(**given, NextToken=token))
    return pages


def _peak_memory(*, anew: bool = False) -> float:
    """The most memory that this process has held, in KiB; `anew` forgets what was before, where the system can."""
    try:
        if anew:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    assert peak is not None
    return float(peak[1])


def main() -> None:
    """Carry out the order on standard input; prints the figures as JSON."""
    given = json.load(sys.stdin)
    names = tuple(tuple(each) for each in given.pop("names"))
    order = Order(kind=KINDS[given.pop("service")], names=names, **given)
    meter = Meter(order)
    if order.strategy == "threads":
        threads(meter)
    else:
        loop = asyncio.SelectorEventLoop(meter.selector)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(STRATEGIES[order.strategy](meter))
    print(json.dumps(meter.result()))


if __name__ == "__main__":
    main()
