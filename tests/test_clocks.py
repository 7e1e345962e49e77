"""Virtual time: it jumps when nothing is left to do, and waits for what is real."""

from __future__ import annotations

import asyncio
import sys
import threading
import time

import anyio
import pytest

from mlwaiters.testing.clocks import VirtualTimeLoop, run, virtual_backend

both = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@both
def test_an_hour_passes_at_once(backend: str) -> None:
    woken: list[float] = []

    async def wake(seconds: float) -> None:
        await anyio.sleep(seconds)
        woken.append(anyio.current_time())

    async def main() -> float:
        async with anyio.create_task_group() as tasks:
            for minute in reversed(range(60)):
                tasks.start_soon(wake, minute * 60)
        with anyio.move_on_after(60):
            await anyio.sleep_forever()
        return anyio.current_time()

    began = time.monotonic()
    assert run(main, backend=backend) == 3600
    assert woken == [minute * 60 for minute in range(60)]
    assert time.monotonic() - began < 5


@both
def test_time_stands_still_while_there_is_something_to_do(backend: str) -> None:
    async def main() -> float:
        with anyio.fail_after(0.001):
            for _ in range(1000):
                await anyio.lowlevel.checkpoint()
        return anyio.current_time()

    assert run(main, backend=backend) == 0


@both
def test_arguments_and_errors_pass_through(backend: str) -> None:
    async def main(word: str, number: int) -> str:
        if number < 0:
            raise LookupError(word)
        return word * number

    assert run(main, "ab", 2, backend=backend) == "abab"
    with pytest.raises(LookupError, match="ab"):
        run(main, "ab", -1, backend=backend)


@pytest.mark.anyio
async def test_fixture_of_the_plugin_starts_at_0() -> None:
    assert anyio.current_time() == 0
    await anyio.sleep(86400)
    assert anyio.current_time() == 86400


@pytest.mark.anyio
async def test_each_test_has_a_time_of_its_own() -> None:
    assert anyio.current_time() == 0


def test_sockets_are_real() -> None:
    async def main() -> list[tuple[bytes, float]]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                await asyncio.sleep(3)
                writer.write(line)
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        answers = []
        for number in range(20):
            writer.write(b"%d\n" % number)
            async with asyncio.timeout(10):
                answers.append((await reader.readline(), asyncio.get_running_loop().time()))
            await asyncio.sleep(3600)
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return answers

    assert run(main) == [(b"%d\n" % number, 3 + number * 3603) for number in range(20)]


def test_patience_for_an_answer_from_outside() -> None:
    async def main() -> float:
        loop, answered = asyncio.get_running_loop(), asyncio.Event()
        timer = threading.Timer(0.02, loop.call_soon_threadsafe, [answered.set])
        timer.start()
        try:
            async with asyncio.timeout(3600):
                await answered.wait()
        finally:
            timer.cancel()
        return loop.time()

    assert run(main, patience=5) == 0
    with pytest.raises(TimeoutError):
        run(main)


def test_threads_of_the_executor_are_waited_for() -> None:
    async def main() -> float:
        async with asyncio.timeout(60):
            await asyncio.to_thread(time.sleep, 0.02)
        return asyncio.get_running_loop().time()

    assert run(main) == 0


def test_threads_of_anyio_are_waited_for() -> None:
    async def main() -> float:
        with anyio.fail_after(60):
            await anyio.to_thread.run_sync(time.sleep, 0.02)
        return anyio.current_time()

    assert run(main) == 0


@pytest.mark.parametrize("name", ["curio", "", "Asyncio"])
def test_no_such_backend(name: str) -> None:
    with pytest.raises(ValueError, match=f"backend must be 'asyncio' or 'trio', not '{name}'"):
        virtual_backend(name)


@pytest.mark.parametrize("patience", [-1, float("nan")])
def test_bad_patience(patience: float) -> None:
    with pytest.raises(ValueError, match="patience must be a number of seconds, 0 or more"):
        virtual_backend(patience=patience)


def test_trio_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trio.testing", None)
    with pytest.raises(ModuleNotFoundError, match=r"virtual time on trio needs trio: pip install 'mlwaiters\[trio\]'"):
        virtual_backend("trio")
    assert virtual_backend("asyncio")[0] == "asyncio"


def test_loop_by_itself() -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(asyncio.sleep(1000))
        assert runner.get_loop().time() == 1000
