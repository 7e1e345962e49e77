"""The command `mlwaiters` as a process of its own, also as `python -m mlwaiters`: what only such a process may do."""

from __future__ import annotations

import gc
import os
import sys

_ASKING = {"wait", "watch", "status"}


_INTERRUPTED = 130


def main() -> int:
    """Run the command; returns its exit status, also where it is interrupted while it is still being loaded."""
    try:
        return _run()
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run() -> int:
    """Load the command, and run it.

    Half a million objects of AWS's models are loaded at the start and live to the end: looking through them for garbage
    again and again, and once more at the exit, would take a third of a short command's time.
    """
    gc.set_threshold(100_000, 50, 100)
    if _ASKING.intersection(sys.argv[1:2]) and not {"-h", "--help"}.intersection(sys.argv):
        _load_client()
    from mlwaiters.cli import main as command  # noqa: PLC0415 - what it loads is what the threshold is for

    status = command()
    gc.freeze()
    return status


def _load_client() -> None:
    """Load aiohttp without what the command never uses of it.

    As it is imported it reads the system's certificates, twice, into contexts in whose place aiobotocore puts its own.
    And the HTTP client that aiobotocore would load for trio, wherever that is installed, is kept out.
    """
    sys.modules.update(dict.fromkeys(("httpx", "httpx2")))  # type: ignore[arg-type] # None: as if not installed
    kept = {name: os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
    os.environ.update(dict.fromkeys(kept, os.devnull))
    try:
        import aiohttp  # noqa: F401, PLC0415
    finally:
        for name, value in kept.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


if __name__ == "__main__":
    sys.exit(main())
