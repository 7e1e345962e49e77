"""The stop requests that a cancelled wait sends, where it was asked to: shielded from the cancellation, and bounded."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, TypeAlias

import anyio

from mlwaiters.errors import ServiceError, WaiterError
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.budgeted import BudgetedReader
    from mlwaiters.model import Ref

logger = logging.getLogger("mlwaiters")

OnCancel: TypeAlias = Literal["stop"] | None
"""What becomes of the things themselves when a call that waits for them is cancelled: nothing, or they are stopped."""

WITHIN = 10.0
"""Seconds for all stop requests of one call together."""


class Stopper:
    """Asks for things to be stopped; `told` is what came of it: None where the service has accepted the request.

    Raises:
        ValueError: `on_cancel` is none, or one of the things is of a type that can't be stopped.
        TypeError: the reader makes no requests.
    """

    def __init__(self, reader: BudgetedReader, refs: Iterable[Ref], on_cancel: OnCancel, limit: int) -> None:
        self.told: dict[Ref, WaiterError | None] = {}
        self._reader = reader
        self._limit = limit
        self._wanted = on_cancel is not None
        if on_cancel not in (None, "stop"):
            raise ValueError(f"on_cancel must be 'stop' or None, not {quoted(on_cancel)}")
        if self._wanted:
            if not reader.makes_requests:
                raise TypeError(f"on_cancel='stop': {type(reader.reader).__name__} has no `stop`")
            for kind in dict.fromkeys(ref.type for ref in refs):
                if kind.request("stop") is None:
                    raise ValueError(f"on_cancel='stop': {kind} has no stop request")
                if not reader.stoppable(kind):
                    raise ValueError(f"on_cancel='stop': the stop request of {kind} takes more than its identifiers")

    async def cancelled(self, error: BaseException, refs: Iterable[Ref]) -> None:
        """Stop things, where that was asked for, because of a cancellation; what goes wrong is noted beside it."""
        refs = [ref for ref in refs if ref not in self.told]  # a stream may be cancelled more than once
        if not self._wanted or not refs:
            return
        self.told |= dict.fromkeys(refs, ServiceError("no answer to the stop request in time", answered=False))
        with anyio.CancelScope(shield=True, deadline=anyio.current_time() + WITHIN):
            limiter = anyio.CapacityLimiter(self._limit)
            async with anyio.create_task_group() as tasks:
                for ref in refs:
                    tasks.start_soon(self._stop, ref, limiter)
        for ref in refs:
            failure = self.told[ref]
            if failure is not None:
                note = f"{ref} was not stopped: {failure.detail}"
                error.add_note(note)
                logger.warning("%s", note)

    async def _stop(self, ref: Ref, limiter: anyio.CapacityLimiter) -> None:
        async with limiter:
            try:
                await self._reader.stop(ref)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not take the place of the cancellation
                self.told[ref] = (
                    error if isinstance(error, WaiterError) else WaiterError(f"{type(error).__name__}: {error}")
                )
            else:
                self.told[ref] = None
