"""A sleep that can be ended early, and costs no more than a plain one: there may be a hundred thousand at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import anyio
from anyio.lowlevel import checkpoint, current_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.feed import Wait
    from mlwaiters.sweep import Sweep


class Nap:
    """The sleep of one who waits for one thing; news of it, from a page that somebody else reads, ends it."""

    __slots__ = ("_wake",)

    awake = True
    """Whether whoever waits is about to look: it does nothing else."""

    def __init__(self) -> None:
        self._wake: Callable[[], object] | None = None

    def put(self, _: Wait | Sweep) -> None:
        """Say that there is news of the thing."""
        if self._wake is not None:
            self._wake()

    async def until(self, moment: float) -> None:
        """Sleep until a moment of the event loop's clock, or until there is news."""
        if moment <= anyio.current_time():
            await checkpoint()
            return
        try:
            await (self._on_trio(moment) if on_trio() else self._on_asyncio(moment))
        finally:
            self._wake = None

    async def _on_asyncio(self, moment: float) -> None:
        """Sleep as asyncio itself does: a cancel scope and an event would take a kilobyte and twice the time."""
        loop = asyncio.get_running_loop()
        woken = loop.create_future()

        def wake() -> None:
            if not woken.done():
                woken.set_result(None)

        self._wake = wake
        timer = loop.call_at(moment, wake)
        try:
            await woken
        finally:
            timer.cancel()

    async def _on_trio(self, moment: float) -> None:
        woken = anyio.Event()
        self._wake = woken.set
        with anyio.CancelScope(deadline=moment):
            await woken.wait()


def on_trio() -> bool:
    """Whether the event loop that runs is trio's."""
    return type(current_token().native_token).__module__.partition(".")[0] == "trio"
