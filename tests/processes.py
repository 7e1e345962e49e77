"""The command as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "mlwaiters", *argv]


def finished(environment: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; however it ends, without a traceback."""
    done = subprocess.run(command(*argv), env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def until(happened: Callable[[], bool]) -> None:
    """Wait for something in another thread or process, which takes as long as the machine is busy."""
    patience = time.monotonic() + 30
    while not happened() and time.monotonic() < patience:
        time.sleep(0.01)
