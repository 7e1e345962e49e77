"""What a call that waits for many things gives its caller: its events, one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, TypeVar

import anyio

from mlwaiters.feed import Event, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlwaiters.errors import WaiterError
    from mlwaiters.feed import Wait
    from mlwaiters.model import Outcome, Ref
    from mlwaiters.pump import Pump
    from mlwaiters.stopping import Stopper

Kind = TypeVar("Kind", bound=Event)


class Stream(AsyncIterator[Kind]):
    """The changes or outcomes of one call, as they come. Between two of them nothing is under way or held.

    One task at a time may wait for the next: a second one that does is refused with a `RuntimeError`, and the first
    isn't disturbed. Any task may close it.
    """

    def __init__(self, pump: Pump, waits: Sequence[Wait], stopper: Stopper, clock: Callable[[], float]) -> None:
        self._pump = pump
        self._waits = waits
        self._stopper = stopper
        self._clock = clock
        self._ready: deque[Any] = deque()
        self._run: _Run | None = None
        self._closed = False

    async def __anext__(self) -> Kind:
        while await self._is_more():
            event = self._ready.popleft()
            if not isinstance(event, Reading):
                return event  # type: ignore[no-any-return] # the pump tells only what was asked for
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Wait for nothing any more, and give nothing: as whoever lets the stream go does, but at once.

        Another task that waits for what comes next is told at once that nothing does. Whatever it had under way is over
        when this returns. None of the things themselves is stopped for that, whatever `on_cancel` says.
        """
        self._closed = True
        if self._run is None:
            self._pump.close()
        else:
            self._run.scope.cancel()
            await self._run.over.wait()

    async def arrived(self) -> list[Kind | Reading]:
        """All that has come by now and hasn't been given yet, or what comes next; nothing at the end.

        For whoever writes it down, as much as possible at once.
        """
        if not await self._is_more():
            return []
        events = list(self._ready)
        self._ready.clear()
        return events

    def seen(self) -> list[Kind | Reading]:
        """All that has been seen by now and hasn't been given yet: for whoever waits no longer."""
        events = [*self._ready, *self._pump.take()]
        self._ready.clear()
        return events

    async def _is_more(self) -> bool:
        """Wait until something is ready; False where nothing will be any more."""
        while not self._closed and not self._ready and self._pump.busy:
            await self._wait()
        return bool(self._ready) and not self._closed

    async def _wait(self) -> None:
        if self._run is not None:
            raise RuntimeError("another task waits for what comes next in this stream already")
        self._run = run = _Run()
        try:
            with run.scope:
                self._ready.extend(await self._pump.run())
        except anyio.get_cancelled_exc_class() as cancelled:  # somebody else's: that of `aclose` ends with its scope
            await self._stopper.cancelled(cancelled, going_on(self._waits))
            raise
        finally:
            self._run = None
            if self._closed:
                self._pump.close()
            run.over.set()

    @property
    def outcomes(self) -> list[Outcome]:
        """How each of the things named has ended that has, in the order of the names; from before a resume, too."""
        return [wait.outcome for wait in self._waits if wait.outcome is not None]

    @property
    def stopped(self) -> dict[Ref, WaiterError | None]:
        """What has been asked to stop, since the call was cancelled; an error where that failed."""
        return dict(self._stopper.told)

    def dump(self) -> dict[str, Any]:
        """Write down, as plain JSON, what is needed to go on in another process: `Poller.resume` does.

        That is each thing with its goal, baseline, deadline (of the wall clock), interval where it is a number, grace,
        and all that has been seen of it; each listing with AWS's parameters, and what it has shown so far. What this
        stream hasn't yielded yet, the next one will.
        """
        from mlwaiters import snapshot  # noqa: PLC0415 - slow to import, and few processes need it

        clocks = snapshot.Clocks(anyio.current_time(), self._clock())
        untold = [*self._ready, *self._pump.untold]
        pump = self._pump
        return snapshot.written(self._waits, pump.sweeps, pump.tells, clocks, untold=untold, fail_fast=pump.fail_fast)


class _Run:
    """One task's waiting for what comes next, which another may end."""

    __slots__ = ("over", "scope")

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()
        self.over = anyio.Event()


def going_on(waits: Iterable[Wait]) -> list[Ref]:
    """What has not come to its end yet, each thing once."""
    return list(dict.fromkeys(wait.ref for wait in waits if wait.outcome is None))
