"""The demonstration: a simulated AWS in its own process, and the real command waiting for things on it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIO = Path(__file__).with_name("demo.json")
MLWAITERS = [sys.executable, "-m", "mlwaiters"]

STEPS = (
    ("An MLflow server is being created.", 0, "wait sagemaker mlflow-tracking-server experiments --until created"),
    ("A model is being packaged for the edge.", 0, "wait sagemaker edge-packaging-job churn-edge"),
    ("Three models are being compiled; one will fail.", 1, "wait sagemaker compilation-job churn-1 churn-2 churn-3"),
    ("40 Glue ML task runs, of all the transforms there are.", 0, "watch glue ml-task-run --history"),
)


@contextmanager
def simulated_aws() -> Iterator[str]:
    """Serve the scenario for as long as the block lasts; gives the endpoint's URL."""
    command = [*MLWAITERS, "simulate", "--port", "0", "--scenario", str(SCENARIO)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip().split()[-1:]
            if not url:
                sys.exit("the simulated AWS did not start")
            yield url[0]
        finally:
            process.terminate()


def run(step: str, expected: int, command: str) -> bool:
    """Show one step: what it is, the command as one would type it, and what it prints."""
    print(f"\n\033[1m{step}\033[0m" if sys.stdout.isatty() else f"\n{step}")
    print(f"$ mlwaiters {command}", flush=True)
    started = time.monotonic()
    code = subprocess.run([*MLWAITERS, *command.split(), "--interval", "1"], check=False).returncode
    print(f"[exit code {code}, {time.monotonic() - started:.0f} s]", flush=True)
    return code == expected


def main() -> int:
    """Run all steps; 0 when each ended as it should."""
    with simulated_aws() as url:
        os.environ.update(
            AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="demo", AWS_SECRET_ACCESS_KEY="demo", AWS_DEFAULT_REGION="eu-west-1"
        )
        print(f"A simulated AWS listens at {url}.")
        results = [run(*step) for step in STEPS]
    if all(results):
        print("\nAll of it ended as it should: three times well, once with the failure that was to be found.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
