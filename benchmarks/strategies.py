"""Four ways to wait for many things, each measured in a process of its own: `python strategies.py < order.json`.

None is given more than another: each has its clients open and has made a few calls before the clock starts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import asynccontextmanager
from multiprocessing.pool import ThreadPool
from typing import TYPE_CHECKING, Any

import boto3
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from aiobotocore.waiter import create_waiter_with_client
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.waiter import WaiterModel
from meter import KINDS, Meter, Order
from tenacity import AsyncRetrying, RetryError, retry_if_exception, retry_if_result, stop_after_delay, wait_fixed

import mlwaiters

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

CONNECTIONS = 50
"""Of each client that isn't ours; ours has 32."""


async def ours(meter: Meter) -> None:
    """`wait_all`: one call for all."""
    order = meter.order
    connection = mlwaiters.connect(endpoint_url=order.url, interval=order.interval, budget=order.budget)
    async with connection as poller:
        await _warm(meter, lambda: poller.observe(order.kind.ref(order.kind.warm)))
        names_of = {order.kind.ref(names): names for names in order.names}
        meter.start()
        outcomes = await poller.wait_all(names_of, timeout=order.patience, summaries=order.strategy == "summaries")
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


STRATEGIES = {"mlwaiters": ours, "summaries": ours, "waiters": waiters, "tenacity": tenacious}


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
