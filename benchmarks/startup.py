"""How soon the command answers, beside the `aws` command: whole processes, taking turns, wall-clock seconds."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 9
HELP_TARGET = 0.150


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def report(url: str) -> dict[str, float]:
    """Measure, and print the table. The endpoint `there` is in service already, so that the first look answers."""
    scripts = Path(sys.executable).parent
    ours, theirs, there = str(scripts / "mlwaiters"), str(scripts / "aws"), ["--endpoint-url", url]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "mlwaiters --help": [ours, "--help"],
        "mlwaiters wait sagemaker endpoint there": [ours, "wait", "sagemaker", "endpoint", "there", *there],
        "aws sagemaker wait endpoint-in-service": [
            theirs, "sagemaker", "wait", "endpoint-in-service", "--endpoint-name", "there", *there,
        ],
    }  # fmt: skip
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(ROUNDS + 1):
        for name, command in commands.items():
            seconds = _seconds(command)
            if turn:  # the first turn warms the disk's cache
                taken[name].append(seconds)
    figures = {name: statistics.median(seconds) for name, seconds in taken.items()}
    print("Start to answer, ms (median, whole processes)")
    for name, seconds in figures.items():
        print(f"  {name:<42}{seconds * 1000:8.0f}")
    names = list(figures)
    print(f"  --help {_verdict(figures[names[1]] <= HELP_TARGET)} the target of {HELP_TARGET * 1000:.0f} ms;", end=" ")
    sooner = figures[names[2]] < figures[names[3]]
    print(f"the first answer comes {'sooner' if sooner else 'LATER'} than the aws command's")
    return figures


def _verdict(within: bool) -> str:  # noqa: FBT001
    return "within" if within else "ABOVE"
