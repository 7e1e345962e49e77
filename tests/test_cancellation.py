"""Every public call, cancelled wherever it can be, on both event loops: nothing leaks, and all others go on."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter
from contextvars import ContextVar
from itertools import count
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import trio
import trio._core._run as trio_run
from anyio import wait_all_tasks_blocked
from anyio.lowlevel import checkpoint
from torture.trial import leaks

import mlwaiters
from mlwaiters.poller import Poller
from mlwaiters.resources import glue
from mlwaiters.testing.clocks import VirtualTimeLoop, run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator

    from mlwaiters.model import Observation, Outcome, Ref
    from mlwaiters.testing import SimulatedAWS

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1")
BACKENDS = ("asyncio", "trio")
LATENCY = 0.5


def task(number: int) -> Ref:
    return glue.MLTaskRun("tfm-1", f"tsk-{number}")


REFS = [task(number) for number in range(6)]
OURS, THEIRS = REFS[:4], (REFS[2:], REFS[1:2])
MINE = [task(number) for number in (6, 7)]
INSTANCES = [mlwaiters.botocore_waiter("ec2", "instance_running")(InstanceIds=[f"i-{number}"]) for number in range(2)]


class Reader(ScriptedReader):
    """A scripted reader that answers for what has acceptors, too."""

    async def describe(self, ref: Ref) -> Observation:
        accepted = ref.type.accepted
        if accepted is None:
            return await super().describe(ref)
        await self._call(ref.type.describe.operation, ref)
        state = {"Name": self._step(ref, self.time).state}
        return accepted.observe(ref, {"Reservations": [{"Instances": [{"State": state}]}]}, self.wall())


async def observe(poller: Poller) -> None:
    await poller.observe(OURS[0])


async def sweep(poller: Poller) -> None:
    await poller.sweep(RUNS)


async def wait(poller: Poller) -> None:
    await poller.wait(OURS[0])


async def wait_all(poller: Poller) -> None:
    await poller.wait_all(OURS)


async def fail_fast(poller: Poller) -> None:
    await poller.wait_all(OURS, fail_fast=True)


async def as_completed(poller: Poller) -> None:
    _ = [outcome async for outcome in poller.as_completed(OURS)]


async def stream(poller: Poller) -> None:
    _ = [event async for event in poller.stream(*OURS)]


async def watch(poller: Poller) -> None:
    _ = [change async for change in poller.watch(RUNS, history=True)]


async def watch_all(poller: Poller) -> None:
    _ = [change async for change in poller.watch(glue.MLTaskRun.listing(), history=True)]


async def resume(poller: Poller) -> None:
    first = poller.stream(*OURS)
    await anext(first)
    document = first.dump()
    del first
    _ = [event async for event in poller.resume(document)]


async def closed(poller: Poller) -> None:
    """A stream that isn't cancelled itself, but closed by another task, which is."""
    stream = poller.watch(RUNS, history=True)

    async def read() -> None:
        with anyio.CancelScope(shield=True):
            _ = [change async for change in stream]
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await stream.aclose()


async def waiter(poller: Poller) -> None:
    await poller.wait(INSTANCES[0])


async def waiters(poller: Poller) -> None:
    await poller.wait_all(INSTANCES)


CALLS = (
    observe, sweep, wait, wait_all, fail_fast, as_completed, stream, watch, watch_all, resume, closed, waiter, waiters
)  # fmt: skip


class Trial:
    """One call among others, on the same things, that is cancelled at some step of some moment, if at all."""

    def __init__(self, call: Callable[[Poller], Awaitable[None]], at: tuple[float, int] | None = None) -> None:
        self.call = call
        self.at = at
        self.caught = False
        self.over = 0.0
        self.steps: list[tuple[float, int]] = []
        self.ended: list[Outcome] = []

    async def run(self, moments: list[float] | None = None) -> None:
        """Let all go on to their end; with `moments`, count the steps of each."""
        before = len(anyio.get_running_tasks())
        self.reader = Reader(
            dict.fromkeys([*REFS, *MINE], "RUNNING 6s, SUCCEEDED") | dict.fromkeys(INSTANCES, "pending 6s, running"),
            latency=LATENCY,
            page_size=4,
        )
        poller = Poller(self.reader, interval=3, budget=4, clock=self.reader.wall)
        with anyio.fail_after(1000):
            async with anyio.create_task_group() as tasks:
                scope = anyio.CancelScope()
                tasks.start_soon(self._call, poller, scope)
                for refs in THEIRS:
                    tasks.start_soon(self._other, poller, refs)
                for moment in moments or ():
                    await anyio.sleep_until(moment)
                    self.steps += [(moment, step) for step in range(await _steps())]
                if self.at is not None:
                    await anyio.sleep_until(self.at[0])
                    for _ in range(self.at[1]):
                        await checkpoint()
                    scope.cancel()
                    await wait_all_tasks_blocked()
        assert len(self.ended) == sum(map(len, THEIRS))
        assert all(outcome.reached and outcome.elapsed <= 15 for outcome in self.ended)
        assert list(leaks(poller, before)) == []

    async def _call(self, poller: Poller, scope: anyio.CancelScope) -> None:
        with scope:
            await self.call(poller)
        self.caught = scope.cancelled_caught
        self.over = anyio.current_time()

    async def _other(self, poller: Poller, refs: list[Ref]) -> None:
        self.ended += await poller.wait_all(refs, timeout=100)


async def _steps() -> int:
    """For how many steps there is something to do at this moment, this task's own left out."""
    steps = quiet = 0
    while quiet < 2:
        await checkpoint()
        steps += 1
        quiet = 0 if _others_are_ready() else quiet + 1
    return steps


def _others_are_ready() -> bool:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return trio.lowlevel.current_statistics().tasks_runnable > 0
    return bool(loop._ready)  # type: ignore[attr-defined] # there is no public way to know


def played(trial: Trial, backend: str, *moments: list[float]) -> None:
    trio_run._r.seed(0)  # else the order of trio's tasks is another each time
    run(trial.run, *moments, backend=backend)


def every_step(
    call: Callable[[Poller], Awaitable[None]], backend: str, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[float, int]]:
    """All moments at which anything happens while a call goes on among others, and all steps of each."""
    moments = {0.0}
    with monkeypatch.context() as patched:
        pass_time, jump = VirtualTimeLoop.pass_time, trio.testing.MockClock.jump

        def noted(loop: VirtualTimeLoop, seconds: float) -> None:
            pass_time(loop, seconds)
            moments.add(loop.time())

        def jumped(clock: trio.testing.MockClock, seconds: float) -> None:
            jump(clock, seconds)
            moments.add(clock.current_time())

        patched.setattr(VirtualTimeLoop, "pass_time", noted)
        patched.setattr(trio.testing.MockClock, "jump", jumped)
        played(Trial(call), backend)
    trial = Trial(call)
    played(trial, backend, sorted(moments))
    return [(moment, step) for moment, step in trial.steps if moment <= trial.over]


@pytest.fixture
def _collected_soon() -> Iterator[None]:
    """Let what is there already not be looked through again each time that garbage is collected."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_collected_soon")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_call_can_be_cancelled_at_every_step_of_every_moment(
    call: Callable[[Poller], Awaitable[None]], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: Counter[float] = Counter()
    steps = every_step(call, backend, monkeypatch)
    for moment, step in steps:
        trial = Trial(call, (moment, step))
        played(trial, backend)
        caught[moment] += trial.caught
    assert all(caught[moment] for moment, _ in steps if moment < steps[-1][0]), "at no moment does it slip through"
    assert caught.total() >= 2


@pytest.mark.usefixtures("_collected_soon")
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_to_be_stopped_is_asked_once_wherever_the_call_is_cancelled(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stopping(poller: Poller) -> None:
        await poller.wait_all(MINE, on_cancel="stop")

    for moment, step in every_step(stopping, backend, monkeypatch):
        trial = Trial(stopping, (moment, step))
        played(trial, backend)
        asked = Counter(call.target for call in trial.reader.calls if call.operation == "CancelMLTaskRun")
        assert asked.keys() <= {*MINE}
        assert set(asked.values()) <= {1}
        if not trial.caught:
            assert not asked
        elif moment < 6:  # later, what has been seen to have ended is left alone
            assert len(asked) == len(MINE)


# --- over real sockets: opening, calling and closing -----------------------------------------------------------------


class Suspended:
    """An awaitable like another, at the nth suspension of which something happens."""

    def __init__(self, awaited: Awaitable[None], nth: int, happens: Callable[[], object]) -> None:
        self.awaited = awaited
        self.left = nth
        self.happens = happens

    def __await__(self) -> Generator[Any, Any, None]:
        steps = self.awaited.__await__()
        sent: Any = None
        raised: BaseException | None = None
        while True:
            try:
                wanted = steps.send(sent) if raised is None else steps.throw(raised)
            except StopIteration:
                return
            if not self.left:
                self.happens()
            self.left -= 1
            sent = raised = None
            try:
                sent = yield wanted
            except BaseException as error:  # noqa: BLE001 - passed on to whom it is meant for
                raised = error


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_connection_can_be_cancelled_at_every_await(
    simulated_aws: Callable[..., SimulatedAWS], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    aws, done = simulated_aws(), task(1)
    aws.world.add(done, "SUCCEEDED")

    async def connected() -> None:
        async with mlwaiters.connect(endpoint_url=aws.url, region="eu-west-1") as poller:
            await poller.wait(done)
            await poller.wait_all([done])

    async def cancelled_at(number: int) -> bool:
        tasks = len(anyio.get_running_tasks())
        with anyio.CancelScope() as scope:
            await Suspended(connected(), number, scope.cancel)
        assert len(anyio.get_running_tasks()) == tasks
        return scope.cancelled_caught

    files = _open_files()
    for number in count():
        caught = anyio.run(cancelled_at, number, backend=backend)
        gc.collect()  # what isn't closed warns, and warnings are errors
        if not caught:
            break
    assert number >= 5
    until = time.monotonic() + 10
    while _open_files() > files and time.monotonic() < until:
        time.sleep(0.01)  # the endpoint's thread closes its ends
    assert _open_files() <= files


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112, PTH208


# --- the reading of a listing is handed over -------------------------------------------------------------------------

READING: ContextVar[str] = ContextVar("READING")


@pytest.mark.parametrize("parties", [[REFS, REFS], [[ref] for ref in REFS]], ids=["many", "alone"])
@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_page_that_somebody_was_reading_is_read_by_another_at_once(
    backend: str, page: int, parties: list[list[Ref]]
) -> None:
    tokens, began = ["", "2", "4"], 3.0
    left = began + page * LATENCY + 0.2

    async def handed_over() -> tuple[list[tuple[float, str]], int]:
        readers: list[str] = []

        def latency(_target: object) -> float:
            readers.append(READING.get())
            return LATENCY if anyio.current_time() >= began else 0.0  # the first looks tell what is on which page

        reader = ScriptedReader(dict.fromkeys(REFS, "RUNNING 5s, SUCCEEDED"), latency=latency, page_size=2)
        poller = Poller(reader, interval=began, clock=reader.wall)
        scopes = {str(number): anyio.CancelScope() for number in range(len(parties))}
        ended: list[Outcome] = []

        async def wait(name: str, refs: list[Ref]) -> None:
            READING.set(name)
            with scopes[name]:
                waited = [await poller.wait(refs[0])] if len(refs) == 1 else await poller.wait_all(refs)
                ended.extend(waited)

        async with anyio.create_task_group() as tasks:
            for name, refs in zip(scopes, parties, strict=True):
                tasks.start_soon(wait, name, refs)
            await anyio.sleep_until(left)
            scopes[readers[-1]].cancel()
        assert all(outcome.reached for outcome in ended)
        return [(call.time, call.token) for call in reader.calls if call.time >= began], len(ended)

    pages, ended = run(handed_over, backend=backend)
    before = [(began + number * LATENCY, tokens[number]) for number in range(page + 1)]
    after = [(left + number * LATENCY, tokens[page + number]) for number in range(3 - page)]
    assert pages[:4] == [*before, *after]
    assert ended == sum(map(len, parties[1:]))
