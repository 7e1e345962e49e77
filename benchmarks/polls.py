"""What one look costs in CPU above the bare call of aiobotocore; the simulated endpoint has a process of its own."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass

import anyio
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession

import mlwaiters
from mlwaiters.aws.clients import Clients
from mlwaiters.resources import sagemaker

ROUNDS, CALLS = 9, 400
TARGET_US = 60.0


@dataclass(frozen=True)
class Cost:
    """CPU microseconds of this process for one call, the median of all rounds."""

    stock: float
    bare: float
    wait: float
    added: float


async def measure(url: str) -> Cost:
    """Take turns between a stock client, our own client called bare, and a wait that looks without pausing.

    The stock client parses timestamps with botocore's own parser, which costs more than all of ours; our own client
    called bare is the stricter comparison.
    """
    config = AioConfig(retries={"total_max_attempts": 1, "mode": "standard"})
    job = sagemaker.CompilationJob("busy")
    stock_us: list[float] = []
    bare_us: list[float] = []
    wait_us: list[float] = []
    async with (
        AioSession().create_client("sagemaker", endpoint_url=url, config=config) as stock,
        Clients(endpoint_url=url) as clients,
        mlwaiters.connect(endpoint_url=url, interval=0, budget=math.inf) as poller,
    ):
        ours = await clients.get("sagemaker")
        await poller.observe(job)
        for _ in range(ROUNDS):
            for client, figures in ((stock, stock_us), (ours, bare_us)):
                start = time.process_time()
                for _ in range(CALLS):
                    await client.describe_compilation_job(CompilationJobName="busy")
                figures.append((time.process_time() - start) / CALLS * 1e6)
            start = time.process_time()
            try:
                await poller.wait(job, timeout=CALLS * 0.002)
            except mlwaiters.WaitTimeoutError as late:
                wait_us.append((time.process_time() - start) / late.polls * 1e6)
    added = [wait - bare for wait, bare in zip(wait_us, bare_us, strict=True)]
    return Cost(*(statistics.median(figures) for figures in (stock_us, bare_us, wait_us, added)))


def report(url: str) -> dict[str, float]:
    """Measure, and print the table."""
    cost = anyio.run(measure, url)
    print("CPU of one DescribeCompilationJob, µs (median of rounds, taking turns)")
    print(f"  aiobotocore as it comes             {cost.stock:8.0f}")
    print(f"  our client, called bare             {cost.bare:8.0f}")
    print(f"  one look of poller.wait             {cost.wait:8.0f}")
    verdict = "within" if cost.added <= TARGET_US else "ABOVE"
    print(f"  added by the wait                   {cost.added:8.0f}   {verdict} the target of {TARGET_US:.0f}")
    if cost.added > TARGET_US:
        print("    the time limits of the look and of the attempt at it take 30 of them, a turn of the event loop 15")
    return {"stock_us": cost.stock, "bare_us": cost.bare, "wait_us": cost.wait, "added_us": cost.added}
