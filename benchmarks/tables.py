"""What tables cost: importing the package, loading a service's, judging a state, listing them all."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import timeit

from startup import _seconds

ROUNDS = 9
LOOPS = 50_000
MODULES = ("mlwaiters", "mlwaiters.model")
MODEL = "import mlwaiters.model, the same"
TARGETS = {
    "mlwaiters resources": 0.200,
    "import mlwaiters, above Python's own start": 0.030,
    MODEL: 0.030,
    "load one service's tables, the slowest": 0.005,
    "judge a state": 0.000_002,
}
"""In seconds."""

_LOAD = """
import sys, time
import mlwaiters.model
from mlwaiters.resources import catalogue
start = time.perf_counter()
catalogue(sys.argv[1])
print(time.perf_counter() - start)
"""


def report() -> dict[str, float]:
    """Measure, and print each figure beside its target. Modules are compiled already, as those of a package are."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found = dict(zip(TARGETS, (_listed(), *map(_imported, MODULES), max(_loaded().values()), _judged()), strict=True))
    print("Tables (median of whole processes; judging: the best of several runs)")
    for name, seconds in found.items():
        verdict = "within" if seconds <= TARGETS[name] else "ABOVE"
        print(f"  {name:<46}{_shown(seconds):>10}  {verdict} {_shown(TARGETS[name])}")
    if found[MODEL] > TARGETS[MODEL]:
        print("    half of it is dataclasses, which write their methods anew in each process")
    return found


def _shown(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} µs" if seconds < 0.001 else f"{seconds * 1e3:.1f} ms"


def _listed() -> float:
    return _median([sys.executable, "-m", "mlwaiters", "resources"])


def _imported(module: str) -> float:
    return _median([sys.executable, "-c", f"import {module}"]) - _median([sys.executable, "-c", "pass"])


def _median(command: list[str]) -> float:
    _seconds(command)  # warms the disk's cache
    return statistics.median(_seconds(command) for _ in range(ROUNDS))


def _loaded() -> dict[str, float]:
    from mlwaiters.resources import SERVICES  # noqa: PLC0415 - what it costs is measured elsewhere

    return {service: statistics.median(_load(service) for _ in range(ROUNDS)) for service in SERVICES}


def _load(service: str) -> float:
    done = subprocess.run([sys.executable, "-c", _LOAD, service], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _judged() -> float:
    from mlwaiters.judge import judge  # noqa: PLC0415 - likewise
    from mlwaiters.model import Observation  # noqa: PLC0415
    from mlwaiters.resources.glue import MLTaskRun  # noqa: PLC0415

    seen = Observation(MLTaskRun("tfm-1", "tsk-1"), "RUNNING", 0.0)
    return min(timeit.repeat(lambda: judge(seen, "completed"), number=LOOPS, repeat=7)) / LOOPS


if __name__ == "__main__":
    report()
