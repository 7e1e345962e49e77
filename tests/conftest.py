"""What many tests share."""

from __future__ import annotations

import asyncio
import os
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from gates import JOB as GATED
from gates import Gate
from owntables import JOB

from mlwaiters.testing.clocks import virtual_backend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mlwaiters.testing import SimulatedAWS

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


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nobody's account: no variable, file or metadata service of the machine's own is heard."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@pytest.fixture
def job_file(tmp_path: Path) -> str:
    """A table of a user's own for SageMaker's compilation jobs."""
    path = tmp_path / "job.toml"
    path.write_text(JOB, encoding="utf-8")
    return str(path)


@pytest.fixture
def gate(simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Gate]:
    """A simulated account with one job, behind a gate that gives credentials; nothing of the machine's own is heard."""
    gate = Gate(simulated_aws())
    gate.aws.world.add(GATED, "INPROGRESS")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ENDPOINT_URL": gate.url,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }.items():
        monkeypatch.setenv(name, value)
    thread = Thread(target=gate.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield gate
    gate.server.shutdown()
    thread.join()
    gate.server.server_close()
