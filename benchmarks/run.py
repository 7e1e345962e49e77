"""Runs every benchmark in turn and prints the figures, with the machine and the versions; writes them as JSON, too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import machine
import memory
import pages
import polls
import startup

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
    os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="eu-west-1")
    facts = machine.describe()
    print(", ".join(f"{name} {value}" for name, value in facts.items()), end="\n\n")
    results: dict[str, object] = {"machine": facts}
    results["memory"] = memory.report()
    print()
    results["pages"] = pages.report()
    print()
    with endpoint() as url:
        results["polls"] = polls.report(url)
        print()
        results["startup"] = startup.report(url)
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "results.json"
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {target}")


if __name__ == "__main__":
    main()
