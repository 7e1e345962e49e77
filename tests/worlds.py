"""A scripted world for the command line, in virtual time, that goes on from one run of a command to the next."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import msgspec

from mlwaiters.cli import main
from mlwaiters.cli.journal import Journal
from mlwaiters.cli.ledger import Ledger
from mlwaiters.poller import Poller
from mlwaiters.testing.clocks import VirtualTimeLoop
from mlwaiters.testing.scripted import EPOCH, ScriptedReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest


class World:
    """Scripted lives that go on from one run of the command to the next; `time` can be set between them."""

    def __init__(self, lives: Any, monkeypatch: pytest.MonkeyPatch, **others: Any) -> None:
        self.time = 0.0
        self._loops: list[VirtualTimeLoop] = []
        self.reader = ScriptedReader(lives, clock=self.now, **others)
        self.connection: dict[str, object] = {}
        monkeypatch.setattr("anyio.run", partial(anyio.run, backend_options={"loop_factory": self.loop}))
        monkeypatch.setattr("mlwaiters.cli.follow.Ledger", partial(Ledger, clock=self.now))
        monkeypatch.setattr("time.time", lambda: EPOCH + self.now())
        monkeypatch.setattr("mlwaiters.aws.connect", self.connect)

    def now(self) -> float:
        return self.time + (self._loops[-1].time() if self._loops else 0.0)

    def loop(self) -> VirtualTimeLoop:
        self._loops.append(VirtualTimeLoop())
        return self._loops[-1]

    def at(self, time: float) -> None:
        """Go to a moment, between two runs."""
        self._loops.clear()
        self.time = time

    @asynccontextmanager
    async def connect(self, **connection: object) -> AsyncIterator[Poller]:
        self.connection = connection
        yield Poller(self.reader, clock=self.reader.wall)


def events(text: str) -> list[tuple[Any, ...]]:
    """What was printed, in short: the thing, what became of it, and when."""
    told = [json.loads(line) for line in text.splitlines()]
    return [(*event["id"].values(), event.get("after", event["verdict"]), event["elapsed"]) for event in told]


def refusal(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """What the command says as it refuses to run."""
    assert main([*argv]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err.splitlines()[-1]


def read(path: Path, command: str) -> bytes:
    """All that a journal comes to."""
    journal = Journal.open(str(path), command)
    journal.close()
    return msgspec.json.encode([journal.header, journal.document])


def assert_torn_anywhere(path: Path, command: str, line: bytes) -> None:
    """Make sure that a journal is read as if nothing of a further line were there, whatever part of it is on the disk.

    That part is gone, then: from any byte all goes on as from the line before.
    """
    whole, reached = path.read_bytes(), read(path, command)
    for size in range(1, len(line)):
        with path.open("ab") as file:
            file.write(line[:size])
        assert read(path, command) == reached
        assert path.stat().st_size == len(whole)
    assert path.read_bytes() == whole
