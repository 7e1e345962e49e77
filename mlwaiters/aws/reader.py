"""The reader of AWS itself: describe one thing, read one page, with one policy for calls that fail."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import anyio
from anyio.lowlevel import checkpoint
from botocore import xform_name

from mlwaiters.aws.decode import called, described, listed, parents, refused
from mlwaiters.aws.failures import classify
from mlwaiters.aws.models import check
from mlwaiters.aws.pages import Sheet, page_reader, parents_reader
from mlwaiters.aws.parsing import reading, sheet_of
from mlwaiters.aws.requests import accepted, stop_call, stoppable
from mlwaiters.errors import CredentialsError, NotFoundError, ReadError, ServiceError
from mlwaiters.model import GONE, Listing, Observation, Page, Ref, Roll

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tenacity import AsyncRetrying

    from mlwaiters.aws.clients import Clients
    from mlwaiters.model import Absent, ResourceType

Answer = TypeVar("Answer")

ATTEMPTS = 4
"""Attempts at one call before its failure is told; a wait outlives that, and looks again at its own pace.

A throttle is told at once: it is the budget's to say when to ask again.
"""

LONGEST = 30.0
"""Seconds for one attempt at the most, as an answer that trickles in for ever never keeps a connection waiting."""


class AWSReader:
    """Reads AWS by way of aiobotocore's clients.

    Args:
        clients: open for as long as the reader is used.
        clock: gives the time of an observation, in seconds since the epoch.
    """

    def __init__(self, clients: Clients, *, clock: Callable[[], float] = time.time) -> None:
        self._clients = clients
        self._clock = clock

    @cached_property
    def _retrying(self) -> AsyncRetrying:
        """The one policy for all calls that fail, made when the first one does."""
        import tenacity  # noqa: PLC0415 - most short commands never see a call fail

        return tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_random_exponential(multiplier=0.25, max=4),
            retry=tenacity.retry_if_exception(_worth_another),
            sleep=anyio.sleep,
            reraise=True,
        )

    async def describe(self, ref: Ref) -> Observation:
        """Look at one thing.

        Raises:
            InvalidRequestError: an identifier that the service's model refuses, before any call.
            ReadError: the call failed, and so did the further attempts at it.
        """
        check(ref)
        kind, operation = ref.type, ref.type.describe.operation

        def decode(answer: dict[str, Any]) -> Observation:
            return described(ref, answer, self._clock())

        try:
            seen, attempts = await self._call(kind.service, operation, ref.arguments, kind.absent, decode)
        except NotFoundError:
            return Observation(ref, GONE, self._clock(), operation)
        except ReadError as failure:
            answer = refused(ref, failure, self._clock())
            if answer is None:
                raise
            return answer
        return seen if attempts == 1 else replace(seen, calls=attempts)

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        """Read one page of a listing, or, of an orphaned one, of its parents; or what is found of a roll.

        Raises:
            NotFoundError: the parent isn't there.
            InvalidRequestError: a parameter that the service's model refuses, before any call.
            ReadError: the call failed, and so did the further attempts at it.
        """
        if isinstance(listing, Roll):
            return await self._roll(listing)
        check(listing)
        kind, lists, parent = listing.type, listing.lists, listing.lists.parent
        turn = {lists.token: token} if token else {}
        if parent is not None and listing.orphaned:
            limited = {lists.limit_parameter: parent.limit} if lists.limit_parameter else {}
            with reading(parents_reader(listing)):
                return await self._page(
                    kind.service,
                    parent.operation,
                    {**limited, **turn},
                    (),
                    lambda answer: _page_of_parents(listing, answer),
                )
        with reading(page_reader(listing, self._clock)):
            return await self._page(
                kind.service,
                lists.operation,
                {**listing.arguments, **turn},
                kind.absent if parent is not None else (),
                lambda answer: _page_of_items(listing, answer, self._clock()),
            )

    async def _roll(self, roll: Roll) -> Page:
        for ref in roll.refs:
            check(ref)
        return await self._page(
            roll.type.service,
            roll.batch.operation,
            roll.arguments,
            (),
            lambda answer: Page(called(roll, answer, self._clock())),
        )

    async def _page(
        self,
        service: str,
        operation: str,
        arguments: dict[str, Any],
        absent: Iterable[Absent],
        decode: Callable[[dict[str, Any]], Page],
    ) -> Page:
        def read(answer: dict[str, Any]) -> Page | Sheet:
            return sheet_of(answer) or decode(answer)

        found, attempts = await self._call(service, operation, arguments, absent, read)
        page = await _page_of_sheet(found) if isinstance(found, Sheet) else found
        return page if attempts == 1 else replace(page, calls=attempts)

    def stoppable(self, kind: ResourceType) -> bool:
        """Whether the stop request of a type takes identifiers alone."""
        return stoppable(kind)

    async def stop(self, ref: Ref) -> None:
        """Make the stop request of a thing.

        Raises:
            NotFoundError: it isn't there.
            InvalidRequestError: the type has no such request.
            ReadError: the call failed, and so did the further attempts at it; or was refused.
        """
        operation, arguments = stop_call(ref)
        await self._call(ref.type.service, operation, arguments, ref.type.absent, partial(accepted, operation))

    async def _call(
        self,
        service: str,
        operation: str,
        arguments: dict[str, Any],
        absent: Iterable[Absent],
        decode: Callable[[dict[str, Any]], Answer],
    ) -> tuple[Answer, int]:
        """Make a call until it is answered well, or for as often as the policy allows; returns the attempts, too."""
        call = _Call(self._clients, service, operation, arguments, absent, decode)
        try:
            return await call.attempt(), call.attempts
        except ServiceError as error:
            if not _worth_another(error):
                raise
            call.failed = error
        return await self._retrying(call.again), call.attempts


@dataclass(slots=True)
class _Call(Generic[Answer]):
    """One call, and the attempts made at it; `failed` is the failure of one that the policy has not heard of yet."""

    clients: Clients
    service: str
    operation: str
    arguments: dict[str, Any]
    absent: Iterable[Absent]
    decode: Callable[[dict[str, Any]], Answer]
    attempts: int = 0
    failed: ServiceError | None = None

    async def again(self) -> Answer:
        """Make another attempt; the first time, tell of the one already made."""
        failed, self.failed = self.failed, None
        if failed is not None:
            raise failed
        return await self.attempt()

    async def attempt(self) -> Answer:
        """Make an attempt, and another with other credentials, if there are any, where AWS refuses these."""
        client = await self._client()
        try:
            return await self._once(client)
        except CredentialsError:
            if not await self.clients.renew(client):
                raise
        except ServiceError as error:
            if error.throttled:
                await self.clients.find_account(client)  # whom to share the budget with
            raise
        return await self._once(await self._client())

    async def _client(self) -> Any:
        try:
            return await self.clients.get(self.service)
        except ReadError as error:
            error.calls = self.attempts = self.attempts + 1
            raise

    async def _once(self, client: Any) -> Answer:
        self.attempts += 1
        failure: Exception | None = None
        with anyio.move_on_after(LONGEST):
            try:
                answer = await getattr(client, xform_name(self.operation))(**self.arguments)
            except Exception as error:  # noqa: BLE001 - told by what it means; a traceback would print it as it came
                failure = classify(error, self.operation, self.absent)
            else:
                try:
                    return self.decode(answer)
                except ReadError as error:
                    failure = error
        if failure is None:
            detail = f"{self.operation}: no whole answer within {LONGEST:g} s"
            failure = ServiceError(detail, transient=True, answered=False)
        if isinstance(failure, ReadError):
            failure.calls = self.attempts
        raise failure


async def _page_of_sheet(sheet: Sheet) -> Page:
    """Make what a page shows, a slice at a time: to decode it has been work enough for one turn of the event loop."""
    made: list[Observation] = []
    for make in sheet.slices:
        if len(sheet.slices) > 1:
            await checkpoint()
        made += make()
    return replace(sheet.page, observations=tuple(made))


def _page_of_items(listing: Listing, answer: dict[str, Any], time: float) -> Page:
    return Page(listed(listing, answer, time), token=listing.lists.further(answer))


def _page_of_parents(listing: Listing, answer: dict[str, Any]) -> Page:
    below = tuple(listing.below(name) for name in parents(listing, answer))
    return Page(listings=below, token=listing.lists.further(answer))


def _worth_another(error: BaseException) -> bool:
    """Whether to try again at once: whoever throttles is not to be asked before the budget allows it."""
    return isinstance(error, ServiceError) and error.transient and not error.throttled
