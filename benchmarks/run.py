"""Runs every benchmark in turn and prints the figures, with the machine and the versions; writes them as JSON, too.

`python benchmarks/run.py [--full] [RESULTS.json]`: some cases take minutes, and are run only when all are asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import fanout
import machine
import memory
import pages
import polls
import scale
import startup
import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


@contextmanager
def endpoint() -> Iterator[str]:
    """Serve the simulated AWS in a process of its own; gives its URL."""
    command = [sys.executable, "-m", "mlwaiters", "simulate", "--port", "0", "--scenario", str(HERE / "scenario.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def main() -> None:
    """Run them all."""
    parser = argparse.ArgumentParser(description="Runs every benchmark in turn.")
    parser.add_argument("--full", action="store_true", help="with the cases that take minutes")
    parser.add_argument("results", nargs="?", type=Path, default=HERE / "results.json", help="where the JSON goes")
    asked = parser.parse_args()
    os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="eu-west-1")
    facts = machine.describe()
    print(", ".join(f"{name} {value}" for name, value in facts.items()), end="\n\n")
    results: dict[str, object] = {"machine": facts}
    results["memory"] = memory.report()
    print()
    results["scale"] = scale.report()
    print()
    results["pages"] = pages.report()
    print()
    results["tables"] = tables.report()
    print()
    with endpoint() as url:
        results["polls"] = polls.report(url)
        print()
        results["startup"] = startup.report(url)
        print()
        results["fanout"] = fanout.report(url, full=asked.full)
    target = asked.results
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {target}")


if __name__ == "__main__":
    main()
