"""What is measured of a strategy: its order, the clocks, and what the endpoint has counted and knows to be true."""

from __future__ import annotations

import gc
import json
import math
import re
import resource
import selectors
import statistics
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mlwaiters.model import Ref


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


BATCH = 2000
"""Things that the endpoint is told of at once: it takes no more than a megabyte."""


@dataclass(frozen=True)
class Order:
    """What to wait for, and how.

    `patience` is the seconds after which a wait is given up, `budget` what ours is told of calls per second.
    """

    url: str
    strategy: str
    kind: Kind
    names: tuple[tuple[str, ...], ...]
    scenario: Mapping[str, Any]
    interval: float
    patience: float
    budget: float | Mapping[str, float] | None


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
        self.stall = 0.0
        self.round_trips: list[float] = []
        self.finished = Finished()
        self.counted: dict[str, Any] = {}
        self.selector = TimedSelector()
        self.collecting = 0.0
        self._collected = math.inf

    def start(self) -> None:
        """Let the lives begin, and the clock."""
        resources = self.order.scenario["resources"]
        steer(self.order.url, {**self.order.scenario, "resources": resources[:BATCH]})
        for start in range(BATCH, len(resources), BATCH):
            steer(self.order.url, {"resources": resources[start : start + BATCH]})
        self.memory = _peak_memory(anew=True)
        self.began = time.time()
        self.cpu = time.process_time()
        gc.callbacks.append(self._collect)
        self.selector.anew()

    def stop(self) -> None:
        """Read the clocks before anything else is done."""
        self.cpu = time.process_time() - self.cpu
        self.seconds = time.time() - self.began
        self.memory = _peak_memory() - self.memory
        self.stall = self.selector.longest_yet()
        gc.callbacks.remove(self._collect)
        self.counted = steer(self.order.url)

    def _collect(self, phase: str, _info: dict[str, int]) -> None:
        """Note how long Python takes to collect garbage, at the most: nothing else goes on meanwhile."""
        now = time.perf_counter()
        if phase == "stop":
            self.collecting = max(self.collecting, now - self._collected)
        self._collected = now if phase == "start" else math.inf

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
            "stall_ms": None if self.order.strategy == "threads" else self.stall * 1000,
            "collecting_ms": self.collecting * 1000,
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
        self.anew()

    def anew(self) -> None:
        """Forget what was before."""
        self._longest = 0.0
        self._looked = time.perf_counter()

    def longest_yet(self) -> float:
        """The longest, in seconds, since `anew`; what is still under way is counted in."""
        return max(self._longest, time.perf_counter() - self._looked)

    def select(self, timeout: float | None = None) -> Any:
        """Look, as the event loop does between two rounds of callbacks."""
        self._longest = self.longest_yet()
        events = super().select(timeout)
        self._looked = time.perf_counter()
        return events


def steer(url: str, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Tell the endpoint what is to be there, if anything; returns what it has counted."""
    body = None if document is None else json.dumps(document).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/simulated", data=body), timeout=60) as answer:
        counted: dict[str, Any] = json.load(answer)
    return counted


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
