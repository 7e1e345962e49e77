"""Work beside a heartbeat, until it is done or a signal says that it is not to be."""

from __future__ import annotations

import logging
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import anyio

from mlwaiters.cli.exits import INTERRUPTED, TERMINATED
from mlwaiters.errors import WaiterError
from mlwaiters.text import printable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator

    from anyio.abc import TaskStatus

    from mlwaiters.cli.progress import Progress

_STATUS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class InterruptedWaitError(WaiterError):
    """A signal ended the waiting. `status` is the exit status that tells which."""

    status = INTERRUPTED

    @classmethod
    def by(cls, number: signal.Signals) -> Self:
        """Make the error of a signal."""
        error = cls(f"interrupted by {number.name}; only the wait has ended, the resource goes on")
        error.status = _STATUS[number]
        return error

    def stopped(self, results: Collection[WaiterError | None]) -> None:
        """Say that the resources themselves were asked to stop; an error for each where that failed."""
        asked = sum(result is None for result in results)
        self.detail = f"{self.detail.partition(';')[0]}; {asked} of {len(results)} asked to stop"


async def carry_out(work: Callable[[], Awaitable[None]], progress: Progress) -> None:
    """Do the work, and beat beside it.

    Raises:
        InterruptedWaitError: a signal came first. Otherwise what the work raises, as it is and never as a group.
    """
    heard: signal.Signals | None = None
    failure: Exception | None = None

    async def listen(*, task_status: TaskStatus[None]) -> None:
        nonlocal heard
        with anyio.open_signal_receiver(*_STATUS) as signals:
            task_status.started()
            async for heard in signals:  # noqa: B007 - read when all is over
                break
        tasks.cancel_scope.cancel()  # no longer receiving: should the end take its time, a second signal is obeyed

    async def beat() -> None:
        while True:
            await anyio.sleep(progress.period)
            progress.beat()

    async with anyio.create_task_group() as tasks:
        await tasks.start(listen)
        tasks.start_soon(beat)
        with tell_warnings(progress):
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - raised below, outside of the group
                failure = error
        tasks.cancel_scope.cancel()
    if heard is not None:
        raise InterruptedWaitError.by(heard)
    if failure is not None:
        raise failure


@contextmanager
def tell_warnings(progress: Progress) -> Iterator[None]:
    """Hand the library's own warnings to the progress, which knows what else is on the terminal.

    Those of AWS's client are heard by nobody: they tell in full what our errors tell in words fit to be read.
    """

    class Teller(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            progress.note(printable(f"{record.levelname.lower()}: {record.getMessage()}"))

    logging.getLogger("aiobotocore").addHandler(logging.NullHandler())
    logger, teller = logging.getLogger("mlwaiters"), Teller(logging.WARNING)
    logger.addHandler(teller)
    try:
        yield
    finally:
        logger.removeHandler(teller)
