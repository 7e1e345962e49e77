"""What one page of a listing costs, from its bytes to observations, by three parsers; no network, no client."""

from __future__ import annotations

import gc
import json
import statistics
import time
import tracemalloc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from botocore.parsers import ResponseParserFactory

from mlwaiters.aws.decode import listed, timestamp
from mlwaiters.aws.models import service_model
from mlwaiters.aws.pages import page_reader
from mlwaiters.model import Page
from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.model import Listing, Observation

ROUNDS = 100
TARGET_MS = 2.0
TRANSFORM = "tfm-" + "0123456789abcdef" * 2


Reading: TypeAlias = "Callable[[bytes], Iterator[Page | None]]"
"""Reads the body of a page: None at each step that leaves the event loop to others, and then the page."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds for one page, and bytes kept for each of its observations.

    `whole` is for all of it, the others for the longest of its steps: so long the event loop stands still. `whole` and
    `step` are medians. `longest` leaves out the rounds in which Python collected all garbage; `collecting` is the
    longest of all rounds. A full collection walks botocore's models, whoever's allocation it falls upon.
    """

    whole: float
    step: float
    longest: float
    collecting: float
    kept: float


def _run(number: int) -> dict[str, Any]:
    return {
        "TransformId": TRANSFORM,
        "TaskRunId": f"tsk-{number:032}",
        "Status": ("STARTING", "RUNNING", "SUCCEEDED", "FAILED")[number % 4],
        "LogGroupName": f"/aws-glue/mltransforms/{TRANSFORM}",
        "Properties": {"TaskType": "FIND_MATCHES", "FindMatchesTaskRunProperties": {"JobId": f"jr_{number:064}"}},
        "StartedOn": 1_800_000_000.123 + number,
        "LastModifiedOn": 1_800_000_060.456 + number,
        "CompletedOn": 1_800_000_060.456 + number,
        "ExecutionTime": 60 + number,
    }


def _job(number: int) -> dict[str, Any]:
    name = f"churn-model-{number:04}"
    return {
        "CompilationJobName": name,
        "CompilationJobArn": f"arn:aws:sagemaker:eu-west-1:123456789012:compilation-job/{name}",
        "CreationTime": 1_800_000_000.123 + number,
        "CompilationStartTime": 1_800_000_030.123 + number,
        "CompilationEndTime": 1_800_000_300.123 + number,
        "CompilationTargetDevice": "jetson_xavier",
        "LastModifiedTime": 1_800_000_300.456 + number,
        "CompilationJobStatus": ("STARTING", "INPROGRESS", "COMPLETED", "FAILED")[number % 4],
    }


PAGES: dict[str, tuple[Listing, bytes]] = {
    "1000 Glue task runs": (
        glue.MLTaskRun.listing(TransformId=TRANSFORM),
        json.dumps({"TaskRuns": [_run(number) for number in range(1000)], "NextToken": "more"}).encode(),
    ),
    "100 SageMaker jobs": (
        sagemaker.CompilationJob.listing(),
        json.dumps({"CompilationJobSummaries": [_job(number) for number in range(100)], "NextToken": "more"}).encode(),
    ),
}


def _botocores(listing: Listing, **defaults: Any) -> Reading:
    """The way by botocore's parser, which aiobotocore's goes, too."""
    model = service_model(listing.type.service)
    factory = ResponseParserFactory()
    factory.set_parser_defaults(**defaults)
    parser, shape = factory.create_parser(model.resolved_protocol), model.operation_model(listing.lists.operation)

    def read(body: bytes) -> Iterator[Page | None]:
        answer = parser.parse({"status_code": 200, "headers": {}, "body": body}, shape.output_shape)
        yield Page(listed(listing, answer, 0.0), token=answer[listing.lists.token])

    return read


def _ours(listing: Listing) -> Reading:
    decode = page_reader(listing, lambda: 0.0)
    assert decode is not None

    def read(body: bytes) -> Iterator[Page | None]:
        sheet = decode(body)
        made: list[Observation] = []
        for make in sheet.slices:
            if len(sheet.slices) > 1:
                yield None
            made += make()
        yield replace(sheet.page, observations=tuple(made))

    return read


def _read(read: Reading, body: bytes) -> Page:
    *_, page = read(body)
    assert page is not None  # it is the last
    return page


def _steps(read: Reading, body: bytes) -> list[float]:
    """How long each step took, in milliseconds."""
    steps: list[float] = []
    start = time.perf_counter()
    for _ in read(body):
        steps.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
    return steps


def _measure(read: Reading, body: bytes) -> Cost:
    _read(read, body)
    whole: list[float] = []
    longest: list[float] = []
    undisturbed: list[float] = []
    for _ in range(ROUNDS):
        collections = gc.get_stats()[2]["collections"]
        steps = _steps(read, body)
        whole.append(sum(steps))
        longest.append(max(steps))
        if gc.get_stats()[2]["collections"] == collections:
            undisturbed.append(longest[-1])
    gc.collect()
    tracemalloc.start()
    page = _read(read, bytes(bytearray(body)))  # bytes of its own, as from a socket: whoever keeps them pays for them
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    medians = statistics.median(whole), statistics.median(longest)
    return Cost(*medians, max(undisturbed), max(longest), grown / len(page.observations))


def report() -> dict[str, dict[str, dict[str, float]]]:
    """Measure, and print the table."""
    results: dict[str, dict[str, dict[str, float]]] = {}
    print("One page, from its bytes to observations: ms for all of it, and for the longest step (the event loop stands")
    print("still: median, longest, longest with garbage collected in it); bytes kept for each observation")
    for name, (listing, body) in PAGES.items():
        readers = {
            "botocore's parser": _botocores(listing),
            "its timestamps read cheaply": _botocores(listing, timestamp_parser=timestamp),
            "ours": _ours(listing),
        }
        assert len({_read(read, body) for read in readers.values()}) == 1
        costs = {way: _measure(read, body) for way, read in readers.items()}
        print(
            f"  {name + f', {len(body) // 1000} kB':<36}{'whole':>8}{'step':>8}{'longest':>9}{'with gc':>9}{'kept':>8}"
        )
        for way, cost in costs.items():
            figures = f"{cost.whole:8.2f}{cost.step:8.2f}{cost.longest:9.2f}{cost.collecting:9.2f}{cost.kept:8.0f}"
            print(f"    {way:<34}{figures}{_verdict(way, cost)}")
        results[name] = {
            way: {
                "median_ms": cost.whole,
                "step_ms": cost.step,
                "longest_ms": cost.longest,
                "longest_collecting_ms": cost.collecting,
                "kept_bytes": cost.kept,
            }
            for way, cost in costs.items()
        }
    return results


def _verdict(way: str, cost: Cost) -> str:
    if way != "ours":
        return ""
    return f"   step: {'within' if cost.step <= TARGET_MS else 'ABOVE'} the target of {TARGET_MS:.0f} ms"


if __name__ == "__main__":
    report()
