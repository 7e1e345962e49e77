"""Virtual time for tests, on both event loops: an hour of waiting passes as soon as nothing else is left to do.

    @pytest.fixture(params=["asyncio", "trio"])
    def anyio_backend(request):
        return virtual_backend(request.param)

Whatever keeps time by the event loop follows: `anyio.sleep`, `anyio.fail_after`, `anyio.current_time`, timeouts of
aiohttp. The process's own clocks (`time.time`, `time.monotonic`) don't.
"""

from __future__ import annotations

import asyncio
import selectors
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")


def virtual_backend(name: str = "asyncio", *, patience: float = 0.0) -> tuple[str, dict[str, Any]]:
    """Make what anyio's pytest plugin takes for its fixture `anyio_backend`: a backend in virtual time, starting at 0.

    Args:
        name: `asyncio` or `trio`.
        patience: real seconds without anything to do before time jumps to the next timer. 0 suits tests that talk to
            nobody, or over sockets to a server in the same loop; a server in another thread or process needs more than
            it takes to answer.

    Returns:
        The backend's name and its options, for one run: each needs its own.

    Raises:
        ValueError: no such backend, or patience below 0.
        ModuleNotFoundError: trio is asked for, and not installed.
    """
    if not patience >= 0:
        raise ValueError(f"patience must be a number of seconds, 0 or more, not {patience!r}")
    if name == "asyncio":
        return name, {"loop_factory": partial(VirtualTimeLoop, patience=patience)}
    if name == "trio":
        return name, {"clock": _mock_clock(patience)}
    raise ValueError(f"backend must be 'asyncio' or 'trio', not {name!r}")


def run(
    function: Callable[..., Awaitable[Result]], *args: object, backend: str = "asyncio", patience: float = 0.0
) -> Result:
    """Run an async function to its end in virtual time, from code that isn't async.

    Args:
        function: called with `args`.
        args: its positional arguments.
        backend: `asyncio` or `trio`.
        patience: real seconds, as `virtual_backend` takes them.

    Raises:
        ValueError, ModuleNotFoundError: as `virtual_backend`.
    """
    name, options = virtual_backend(backend, patience=patience)
    return anyio.run(partial(function, *args), backend=name, backend_options=options)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An asyncio event loop whose time starts at 0 and jumps to the next timer whenever nothing is left to do.

    Real I/O goes on: what has arrived is dealt with before time moves. Where no timer is set the loop really waits, and
    while a thread works, of its executor or, where anyio runs it, of `anyio.to_thread`, it really waits for the timer.
    """

    def __init__(self, *, patience: float = 0.0) -> None:
        """`patience`: real seconds without anything to do before time jumps."""
        self._now = 0.0
        self._patience = patience
        self._threads = 0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        """The virtual seconds since the loop was made."""
        return self._now

    def pass_time(self, seconds: float) -> None:
        """Move time on."""
        self._now += seconds

    def patience(self, seconds: float) -> float:
        """The real seconds to wait for I/O before time jumps by so many."""
        return seconds if self._threads or self._lent() else self._patience

    def run_in_executor(  # type: ignore[override] # whatever the function takes and returns
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Call a function in a thread, as any loop does; time doesn't jump before it returns."""
        future = super().run_in_executor(executor, func, *args)
        self._threads += 1
        future.add_done_callback(self._returned)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - newer Pythons pass the seconds: virtual, they would be over at once
        """Wait for the threads of the executor, for as long as they really take."""
        self._threads += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self._threads -= 1

    def _lent(self) -> bool:
        """Whether anyio has a thread at work for this loop."""
        try:
            return anyio.to_thread.current_default_thread_limiter().borrowed_tokens > 0
        except anyio.NoEventLoopError:  # it isn't anyio that runs the loop
            return False

    def _returned(self, _future: asyncio.Future[Any]) -> None:
        self._threads -= 1


class _JumpingSelector(selectors.DefaultSelector):
    """Passes the time of its loop instead of sleeping, when no I/O is ready."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(self._loop.patience(timeout))
        if not ready:
            self._loop.pass_time(timeout)
        return ready


def _mock_clock(patience: float) -> Any:
    try:
        from trio.testing import MockClock  # noqa: PLC0415 - whoever tests on asyncio alone needs no trio
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"virtual time on trio needs trio: pip install 'mlwaiters[trio]' ({error})"
        ) from error
    return MockClock(autojump_threshold=patience)
