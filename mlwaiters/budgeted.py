"""A reader that spends no more calls than its budgets grant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import anyio

from mlwaiters.budget import THROTTLES
from mlwaiters.errors import ServiceError
from mlwaiters.model import Listing, Observation, Page, Ref, Roll
from mlwaiters.paging import Paging

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Hashable

    from mlwaiters.budget import Budget, Budgets
    from mlwaiters.model import ResourceType
    from mlwaiters.reader import Reader, Stopping

Answer = TypeVar("Answer")
Target: TypeAlias = Ref | Listing | Roll


class BudgetedReader:
    """A `Reader` by way of another: each call waits until the budget of its operation grants it.

    `describe` and `page` are for who looks once: a call that is throttled is made again when its budget says so. Who
    looks again anyway asks for a `grant`, and then for one call, `describe_once` or `page_once`.
    """

    def __init__(self, reader: Reader, budgets: Budgets) -> None:
        self.reader = reader
        self.budgets = budgets

    def budget(self, target: Target) -> Budget:
        """The budget of the calls that describe a thing, read a listing or call a roll."""
        kind = target.type
        if isinstance(target, Ref):
            return self.budgets.of(kind.service, kind.describe.operation, kind.describe.quota)
        if isinstance(target, Roll):
            return self.budgets.of(kind.service, target.batch.operation, target.batch.quota)
        lists = target.lists
        if lists.parent is not None and target.orphaned:
            return self.budgets.of(kind.service, lists.parent.operation, lists.parent.quota)
        return self.budgets.of(kind.service, lists.operation, lists.quota)

    async def grant(
        self,
        target: Target,
        who: Hashable,
        wanted: Callable[[], bool] = lambda: True,
        *,
        deadline: float = math.inf,
        cut: float = math.inf,
        sleep_until: Callable[[float], Awaitable[None]] = anyio.sleep_until,
    ) -> bool:
        """Wait in line for a call; False where it was no longer `wanted` when its turn came, or none came by the `cut`.

        From the `deadline` on it is a last look, for which the service's wish to be left alone isn't heeded. It may
        `sleep_until` less than its turn, and then leaves the line where it isn't wanted any more.
        """
        budget = self.budget(target)
        return await _granted(budget, who, wanted, deadline=deadline, cut=cut, sleep_until=sleep_until)

    @property
    def makes_requests(self) -> bool:
        """Whether it can ask for things to be stopped."""
        return hasattr(self.reader, "stop")

    def stoppable(self, kind: ResourceType) -> bool:
        """Whether things of a type can be asked to stop."""
        return bool(cast("Stopping", self.reader).stoppable(kind))

    async def stop(self, ref: Ref) -> None:
        """Make the stop request of a thing that has one; again, when the budget says so, where it is throttled.

        Raises:
            ReadError: the call failed, or was throttled again and again. NotFoundError: there is no such thing.
        """
        request = ref.type.request("stop")
        assert request is not None  # whoever asks has looked
        budget = self.budgets.of(ref.type.service, request.by[0])
        await _patiently(budget, lambda: _noted(budget, cast("Stopping", self.reader).stop(ref)))

    async def describe(self, ref: Ref) -> Observation:
        """Look at one thing.

        Raises:
            ReadError: the call failed, or was throttled again and again.
        """
        return await _patiently(self.budget(ref), lambda: self.describe_once(ref))

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read one page of a listing, or all of a roll.

        Raises:
            ReadError: the call failed, or was throttled again and again. NotFoundError: the parent isn't there.
        """
        return await _patiently(self.budget(listing), lambda: self.page_once(listing, token))

    async def pages(self, listing: Listing) -> AsyncIterator[Page]:
        """Read a listing from its first page to its last.

        Raises:
            ReadError: a call failed, or the listing leads in circles. NotFoundError: the parent isn't there.
        """
        paging = Paging(listing)
        more = True
        while more:
            page = await self.page(listing, paging.token)
            yield page
            more = paging.turn(page.token)

    async def describe_once(self, ref: Ref) -> Observation:
        """Look at one thing by a call that has been granted.

        Raises:
            ReadError: the call failed.
        """
        return await _noted(self.budget(ref), self.reader.describe(ref))

    async def page_once(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read one page by a call that has been granted.

        Raises:
            ReadError: the call failed. NotFoundError: the parent isn't there.
        """
        return await _noted(self.budget(listing), self.reader.page(listing, token))


async def _patiently(budget: Budget, once: Callable[[], Awaitable[Answer]]) -> Answer:
    """Make a call as soon as it is granted; again, where it is throttled, up to `THROTTLES` times."""
    attempt = 1
    while True:
        await _granted(budget, once)
        try:
            return await once()
        except ServiceError as error:
            if not error.throttled or attempt == THROTTLES:
                raise
        attempt += 1


async def _noted(budget: Budget, call: Awaitable[Answer]) -> Answer:
    """Make a call that has been granted, and tell the budget how it went."""
    asked = anyio.current_time()
    try:
        answer = await call
    except ServiceError as error:
        now = anyio.current_time()
        budget.spent(error.calls - 1, now)
        if error.throttled:
            budget.throttled(now, asked=asked, retry_after=error.retry_after)
        raise
    now = anyio.current_time()
    if isinstance(answer, Observation | Page):
        budget.spent(answer.calls - 1, now)
    budget.answered(now)
    return answer


async def _granted(
    budget: Budget,
    who: Hashable,
    wanted: Callable[[], bool] = lambda: True,
    *,
    deadline: float = math.inf,
    cut: float = math.inf,
    sleep_until: Callable[[float], Awaitable[None]] = anyio.sleep_until,
) -> bool:
    try:
        while True:
            now = anyio.current_time()
            at = budget.ask(who, now, alone=True, last=now >= deadline)
            if at <= now:
                return True
            await sleep_until(min(at, cut, deadline if now < deadline else math.inf))
            if anyio.current_time() >= cut or not wanted():
                return False
    finally:
        budget.withdraw(who)
