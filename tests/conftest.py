"""What many tests share."""

from __future__ import annotations

import asyncio
from typing import Any

import hypothesis
import pytest

from mlwaiters.testing.clocks import virtual_backend

hypothesis.settings.register_profile("steady", derandomize=True)  # a commit passes or fails, whenever it is tested
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _no_stray_loop() -> None:
    """Keep asyncio from making an event loop that nobody closes, when pytest-asyncio asks for the current one."""
    asyncio.set_event_loop(None)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Both event loops, each in a virtual time of its own that starts at 0."""
    return virtual_backend(request.param)
