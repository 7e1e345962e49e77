"""Many waits at once, side by side with what people write today: kind cases and unkind ones.

Every strategy of a case meets the same lives, of the same seeded lengths, at the same endpoint, at the same interval.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from meter import steer

LABELS: Final = {
    "mlwaiters": "mlwaiters, wait_all",
    "summaries": "mlwaiters, where summaries will do",
    "waiters": "aiobotocore, a waiter for each",
    "tenacity": "aiobotocore + tenacity, a task for each",
    "threads": "boto3, a thread for each",
}
OURS: Final = ("mlwaiters", "summaries")
MEDIAN: Final = 30
"""Intervals that a life lasts, as a median; the lengths are distributed lognormally."""

SIGMA: Final = 0.35
PATIENCE: Final = 120
"""Intervals after which a wait is given up."""

PAGE: Final = 100
"""Things on a page of SageMaker's; Glue's takes ten times as many."""

SLACK: Final = 0.020
"""Seconds by which the latency may exceed the interval and a round trip."""

WEEK: Final = 7 * 86400
WARM: Final = (
    {"service": "sagemaker", "resource": "compilation-job", "id": "warm", "timeline": "INPROGRESS"},
    {"service": "glue", "resource": "ml-task-run", "id": {"TransformId": "tfm-warm", "TaskRunId": "tsk-warm"},
     "timeline": "RUNNING"},
)  # fmt: skip
"""What every strategy asks for before the clock starts."""

PUBLISHED: Final = {"sagemaker:Describe*": 5, "sagemaker:List*": 2}


@dataclass(frozen=True)
class Case:
    """One setting, and the targets that are set for it.

    `count` things below each of so many `transforms` (0 for jobs of SageMaker, which hang below nothing); `strangers`
    stand between them in the listing; `straggler` makes the first of them a week old, with `since` strangers since.
    A life lasts `lasting` intervals, as a median; `done` ones are at their end before anybody looks. `quotas` is how
    many times what AWS publishes is granted, where anything is refused at all. Ours is `alone` where a task or a thread
    for each would take more than this machine has. `long` ones are left out unless asked for.
    """

    title: str
    count: int
    interval: float
    transforms: int = 0
    strangers: int = 0
    straggler: bool = False
    since: int = 0
    quotas: float = 0.0
    lasting: int = MEDIAN
    done: bool = False
    alone: bool = False
    long: bool = False
    calls: float = math.inf
    cpu_ms: float = math.inf
    stall_ms: float = math.inf

    @property
    def service(self) -> str:
        """Whose things are waited for."""
        return "glue" if self.transforms else "sagemaker"

    def budget(self) -> Any:
        """What ours is told: nothing where all is as at AWS; where time is faster, what its budget would grow to."""
        if self.quotas == 1:
            return None
        return {name: 0.9 * self.quotas * calls for name, calls in PUBLISHED.items()} if self.quotas else math.inf

    def strategies(self) -> list[str]:
        """Those that differ: Glue's listing shows all that a describe does."""
        if self.alone:
            return ["mlwaiters"]
        return [strategy for strategy in LABELS if strategy != "summaries" or not self.transforms]

    def names(self) -> list[list[str]]:
        """The identifiers of all things that are waited for."""
        if not self.transforms:
            return [[f"job-{n}"] for n in range(self.count)]
        return [[f"tfm-{t}", f"tsk-{t}-{n}"] for t in range(self.transforms) for n in range(self.count)]

    def scenario(self) -> dict[str, Any]:
        """What the endpoint is told."""
        chance = random.Random(20)
        entries = [
            self._entry(
                names, self.lasting * self.interval * chance.lognormvariate(0, SIGMA), old=self.straggler and not number
            )
            for number, names in enumerate(self.names())
        ]
        entries += [self._entry([f"stranger-{n}"], WEEK) for n in range(self.strangers)]
        chance.shuffle(entries)
        crowd = {
            "service": "sagemaker", "resource": "compilation-job", "count": self.since, "timeline": "COMPLETED",
            "oldest": f"{WEEK - 3600}s",
        }  # fmt: skip
        return {
            "clear": True,
            "quotas": {name: self.quotas * calls for name, calls in PUBLISHED.items()} if self.quotas else None,
            "listings": {},
            "resources": entries,
            "strangers": [crowd] if self.since else [],
        }

    def _entry(self, names: list[str], seconds: float, *, old: bool = False) -> dict[str, Any]:
        moving, done = ("RUNNING", "SUCCEEDED") if self.transforms else ("INPROGRESS", "COMPLETED")
        life = done if self.done else f"{moving} {seconds:.3f}s, {done}"
        return {
            "service": self.service,
            "resource": "ml-task-run" if self.transforms else "compilation-job",
            "id": {"TransformId": names[0], "TaskRunId": names[1]} if self.transforms else names[0],
            "timeline": life,
            **({"age": f"{WEEK}s"} if old else {}),
        }


CASES: Final = (
    Case("200 task runs of one transform (Glue, 1000 a page)", 200, 0.25, transforms=1),
    Case("100 compilation jobs (SageMaker, 100 a page)", 100, 0.25),
    Case("20 task runs of one transform", 20, 0.25, transforms=1, lasting=24, calls=3),
    Case("1 compilation job", 1, 0.25),
    Case("3 task runs of each of 10 transforms", 3, 0.25, transforms=10),
    Case("50 compilation jobs among 450 of strangers", 50, 0.25, strangers=450),
    Case("10,000 task runs of one transform (Glue, 1000 a page)", 10_000, 1.0, transforms=1, alone=True, calls=0.2,
         cpu_ms=0.5),
    Case("20 compilation jobs, one of them a week old, 2000 of strangers since", 20, 0.25, straggler=True, since=2000),
    Case("20 compilation jobs that are done already", 20, 0.25, done=True),
    Case("100 compilation jobs, time four times as fast: 20 describes and 8 listings a second", 100, 0.25, quotas=4),
    Case("1000 task runs of one transform (Glue, 1000 a page)", 1000, 1.0, transforms=1, long=True, calls=0.2, cpu_ms=1,
         stall_ms=2),
    Case("1000 compilation jobs (SageMaker, 100 a page)", 1000, 1.0, long=True, calls=1.2, cpu_ms=1),
    Case("1000 compilation jobs, time ten times as fast: 50 describes and 20 listings a second", 1000, 1.0, quotas=10,
         long=True),
)  # fmt: skip


def report(url: str, *, full: bool = False) -> dict[str, dict[str, Any]]:
    """Measure every case that isn't long, or all of them, and print a table of each."""
    results: dict[str, dict[str, Any]] = {}
    for case in CASES:
        if full or not case.long:
            rows = {strategy: measure(url, case, strategy) for strategy in case.strategies()}
            results[case.title] = rows
            show(case, rows)
    return results


def measure(url: str, case: Case, strategy: str) -> dict[str, Any]:
    """Let one strategy wait, in a process of its own; what went wrong is a figure like any other."""
    order = {
        "url": url,
        "strategy": strategy,
        "service": case.service,
        "names": case.names(),
        "scenario": case.scenario(),
        "interval": case.interval,
        "patience": PATIENCE * case.interval,
        "budget": case.budget(),
    }
    script = Path(__file__).with_name("strategies.py")
    steer(url, {"clear": True, "quotas": None, "listings": {}, "resources": WARM})
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(order), capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"completed": 0, "error": (done.stderr.strip().splitlines() or ["it said nothing"])[-1]}
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def show(case: Case, rows: dict[str, dict[str, Any]]) -> None:
    """Print the table of a case, and how ours stands beside the others and the targets."""
    print(f"{case.title}: every {case.interval:g} s, lives of {case.lasting * case.interval:g} s in the middle")
    print(f"  {'':<40}{'calls/wait':>11}{'CPU ms/wait':>12}{'latency s: mean':>16}{'p99':>8}", end="")
    print(f"{'throttles':>10}{'stall ms':>9}{'memory KiB':>11}")
    for strategy, row in rows.items():
        print(f"  {LABELS[strategy]:<40}{_line(row)}")
        if row["error"]:
            print(f"    {row.get('failed', 'all')} of them FAILED: {row['error'][:120]}")
    for ours in OURS:
        for verdict in verdicts(case, rows, ours) if ours in rows else ():
            print(f"  - {LABELS[ours].partition(', ')[2]}: {verdict}")
    print(flush=True)


def _line(row: dict[str, Any]) -> str:
    if not row["completed"]:
        return " none completed"
    stall = "-" if row["stall_ms"] is None else f"{row['stall_ms']:.1f}"
    return (
        f"{row['calls']:11.2f}{row['cpu_ms']:12.2f}{row['latency_mean']:16.3f}{row['latency_p99']:8.3f}"
        f"{row['throttled']:10d}{stall:>9}{row['memory_kib']:11.0f}"
    )


def verdicts(case: Case, rows: dict[str, dict[str, Any]], ours: str) -> list[str]:
    """Say where ours stands beside the others, and beside what was aimed at; what was missed is said as plainly."""
    row = rows[ours]
    if not row["completed"]:
        return ["none has come to its end"]
    rounds = row["seconds"] / case.interval
    said = [
        *([] if case.alone else _compared(case, row, [rows[name] for name in rows if name not in OURS])),
        f"one call a round would have been {rounds / row['completed']:.2f}",
    ]
    prompt = case.interval + row["round_trip"] + SLACK
    for name, figure, target in (
        ("calls", row["calls"], case.calls),
        ("CPU ms", row["cpu_ms"], case.cpu_ms),
        ("longest stall, ms", row["stall_ms"], case.stall_ms),
        ("latency p99, s", row["latency_p99"], prompt),
        ("throttles", row["throttled"], 0 if case.quotas else math.inf),
    ):
        if target < math.inf:
            said.append(f"{name}: {_verdict(figure, target)}{_but(case, name, row) if figure > target else ''}")
    return said


def _compared(case: Case, row: dict[str, Any], others: list[dict[str, Any]]) -> list[str]:
    """Say where ours stands beside those of the others that brought the most waits to their end."""
    most = max(row["completed"], *(other["completed"] for other in others))
    whole = [other for other in others if other["completed"] == most]
    if not whole:
        return ["none of the others has brought as many to their end"]
    cheapest = min(other["calls"] for other in whole)
    if row["calls"] > cheapest:
        said = [f"MORE CALLS than the cheapest of the others, {row['calls']:.2f} beside {cheapest:.2f}: unexpected"]
    else:
        said = [f"calls: the cheapest of the others makes {cheapest / row['calls']:.2f} times as many"]
    if case.quotas:
        better = min(other["latency_mean"] for other in whole) / row["latency_mean"]
        met = "met" if better >= 20 else "MISSED; who looks once an interval is half of one behind, at the least"
        said.append(f"latency {better:.1f} times better than the best of the others: the target of 20 {met}")
    return said


def _but(case: Case, name: str, row: dict[str, Any]) -> str:
    """Say why a target was missed, where that is known."""
    if name.startswith("longest stall"):
        longest = f"the longest collection of garbage took {row['collecting_ms']:.3g}"
        return f"; {longest}: it walks botocore's models, whoever's allocation it falls upon"
    if name == "calls" and row["calls"] * row["completed"] <= row["seconds"] / case.interval + 1:
        return "; it is a call a round, as long as the longest life lasts"
    if name == "calls":
        return "; one of them for the whole response at the end, which a listing of SageMaker's doesn't show"
    if name.startswith("latency") and case.quotas:
        return "; the quota holds looks back, those of everybody"
    if name.startswith("latency") and case.count > PAGE:
        return "; the pages of a round are read one after another"
    if name == "CPU ms" and case.count > PAGE:
        return "; every page is read in every round, with all on it that has ended meanwhile"
    return ""


def _verdict(figure: float, target: float) -> str:
    return f"{figure:.3g}, the target of {target:.3g} {'met' if figure <= target else 'MISSED'}"
