"""The command `mlwaiters` as a process of its own, also as `python -m mlwaiters`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command; returns its exit status.

    Half a million objects of AWS's models are loaded at the start and live to the end: looking through them for garbage
    again and again, and once more at the exit, would take a third of a short command's time.
    """
    gc.set_threshold(100_000, 50, 100)
    from mlwaiters.cli import main as command  # noqa: PLC0415 - what it loads is what the threshold is for

    status = command()
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
