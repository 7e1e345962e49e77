"""The pytest plugin: the fixture `simulated_aws`, for tests that are async, on any event loop, or aren't."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.testing.simulator import SimulatedAWS


@pytest.fixture
def simulated_aws() -> Iterator[Callable[..., SimulatedAWS]]:
    """Starts simulated AWS endpoints, each in a thread of its own, and stops them when the test is over.

        def test_job(simulated_aws):
            aws = simulated_aws(speed=100)
            client = boto3.client("sagemaker", **aws.client_options)

    Takes what `SimulatedAWS` takes.
    """
    with ExitStack() as running:

        def start(*args: Any, **options: Any) -> SimulatedAWS:
            from mlwaiters.testing.simulator import SimulatedAWS  # noqa: PLC0415 - an HTTP server: only when asked for

            return running.enter_context(SimulatedAWS.in_thread(*args, **options))

        yield start
