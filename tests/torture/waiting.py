"""Two ways to wait for the things of one world: by this package, and by a waiter of aiobotocore's for each."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from aiobotocore.waiter import create_waiter_with_client
from botocore.exceptions import ClientError
from botocore.exceptions import WaiterError as BotocoreWaiterError
from botocore.waiter import WaiterModel

import mlwaiters
from mlwaiters.errors import AccessDeniedError, CredentialsError, FailureStateError, WaiterError, WaitTimeoutError
from mlwaiters.testing.failures import KINDS
from torture.observer import GOOD, Ended
from torture.weather import LIVES, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from mlwaiters.model import Ref, ResourceType
    from mlwaiters.testing import SimulatedAWS
    from torture.weather import Weather

INTERVAL = 10.0
"""Seconds between two looks."""

TIMEOUT = 1800.0
"""Seconds for each wait: more than any life, and any fault, takes."""

CALL = 60.0
"""Seconds that a call may take: botocore's own limit for an answer to begin."""

RIGHTLY, REFUSED, CANCELLED = "ended rightly", "told of a refusal", "cancelled"
STATE, PASSING, GAVE_UP, HUNG = "wrong state", "raised for what passes", "gave up", "hung"
WRONG = (STATE, PASSING, GAVE_UP, HUNG)

_CODES = {KINDS[kind].code for kind in REFUSALS}


@dataclass
class Waited:
    """How the waits of one world have ended: how many in each way, and, of ours, what each has told."""

    ends: Counter[str] = field(default_factory=Counter)
    told: list[Ended] = field(default_factory=list)


async def ours(aws: SimulatedAWS, weather: Weather) -> Waited:
    """Wait by this package: for some things in calls of their own, for others many in a call, or in a stream."""
    waited = Waited()
    refs = [ref for ref in weather.lives if ref not in weather.leaving]
    connection = mlwaiters.connect(endpoint_url=aws.url, region=aws.world.region, interval=INTERVAL)
    async with connection as poller, asyncio.TaskGroup() as tasks:

        async def wait(ref: Ref) -> None:
            began = asyncio.get_running_loop().time()
            try:
                waited.told.append(Ended.of(await poller.wait(ref, timeout=TIMEOUT), 0.0, TIMEOUT))
            except WaiterError as error:
                elapsed = asyncio.get_running_loop().time() - began
                waited.told.append(Ended.by(error, ref, 0.0, elapsed, TIMEOUT))

        async def wait_all(some: list[Ref]) -> None:
            outcomes = await poller.wait_all(some, timeout=TIMEOUT)
            waited.told += [Ended.of(outcome, 0.0, TIMEOUT) for outcome in outcomes]

        async def complete(some: list[Ref]) -> None:
            outcomes = [outcome async for outcome in poller.as_completed(some, timeout=TIMEOUT)]
            waited.told += [Ended.of(outcome, 0.0, TIMEOUT) for outcome in outcomes]

        for ref in refs[::3]:
            tasks.create_task(wait(ref))
        tasks.create_task(wait_all(refs[1::3]))
        tasks.create_task(complete(refs[2::3]))
        for ref, patience in weather.leaving.items():
            tasks.create_task(_leave(wait(ref), patience, waited))
    for ended in waited.told:
        waited.ends[_end(ended, weather)] += 1
    return waited


def _end(ended: Ended, weather: Weather) -> str:
    last, error = weather.lives[ended.ref][-1][0], ended.error
    if error is None or isinstance(error, FailureStateError):
        # Where the service writes states in other capitals, it is the same state
        right = (ended.state or "").casefold() == last.casefold() and (error is None) == (last in GOOD)
        return RIGHTLY if right else STATE
    if isinstance(error, AccessDeniedError | CredentialsError):
        return REFUSED
    if isinstance(error, WaitTimeoutError):
        return HUNG if ended.elapsed > TIMEOUT + CALL else GAVE_UP
    return PASSING


async def theirs(aws: SimulatedAWS, weather: Weather) -> Waited:
    """Wait by a waiter for each thing, of a model that knows every state that ends it, with botocore's own retries."""
    waited = Waited()
    options = {**aws.client_options, "config": AioConfig(max_pool_connections=50)}
    async with contextlib.AsyncExitStack() as stack:
        session = AioSession()
        clients = {
            service: await stack.enter_async_context(session.create_client(service, **options))
            for service in ("sagemaker", "glue")
        }

        async def wait(ref: Ref) -> None:
            waiter = create_waiter_with_client("Done", _model(ref.type), clients[ref.type.service])
            waited.ends[await _waited(waiter.wait(**ref.arguments), weather.lives[ref][-1][0])] += 1

        async with asyncio.TaskGroup() as tasks:
            for ref in weather.lives:
                patience = weather.leaving.get(ref)
                tasks.create_task(wait(ref) if patience is None else _leave(wait(ref), patience, waited))
    return waited


def _model(kind: ResourceType) -> WaiterModel:
    describe = kind.describe
    status = f"{describe.within}.{describe.fields.status}" if describe.within else describe.fields.status
    acceptors = [
        {"matcher": "path", "argument": status, "expected": state, "state": "success" if state in GOOD else "failure"}
        for state in LIVES[kind][1]
    ]
    done = {"operation": describe.operation, "delay": INTERVAL, "maxAttempts": int(TIMEOUT / INTERVAL)}
    return WaiterModel({"version": 2, "waiters": {"Done": {**done, "acceptors": acceptors}}})


async def _waited(waiting: Awaitable[object], last: str) -> str:
    try:
        async with asyncio.timeout(TIMEOUT + CALL):
            await waiting
    except TimeoutError:
        return HUNG
    except BotocoreWaiterError as error:
        if "terminal failure" in str(error):
            return RIGHTLY if last not in GOOD and last in _words(error.last_response) else STATE
        if "Max attempts" in str(error):
            return GAVE_UP
        return REFUSED if error.last_response["Error"]["Code"] in _CODES else PASSING
    except ClientError as error:
        return REFUSED if error.response["Error"]["Code"] in _CODES else PASSING
    except Exception:  # noqa: BLE001 - whatever a client raises when an answer is none
        return PASSING
    return RIGHTLY if last in GOOD else STATE


def _words(answer: Any) -> Iterable[str]:
    """All strings in an answer, one of which is its status."""
    if isinstance(answer, dict):
        return [word for value in answer.values() for word in _words(value)]
    return [answer] if isinstance(answer, str) else []


async def _leave(waiting: Awaitable[None], patience: float, waited: Waited) -> None:
    try:
        async with asyncio.timeout(patience):
            await waiting
    except TimeoutError:
        waited.ends[CANCELLED] += 1
