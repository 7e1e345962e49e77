"""The journal of a wait: a file from which it can be gone on with, whatever has ended it.

The first line holds the options and the waits as they began, each further one an event, which is on the disk before it
is told to anybody, or what a listing has shown. The first line is there as a whole or not at all; another that doesn't
end was never told of, and is cut off. Whoever writes to a journal has locked it.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from mlwaiters import document as documents
from mlwaiters import replay
from mlwaiters.budget import Budgets
from mlwaiters.cli.output import UnwritableError
from mlwaiters.cli.targets import UsageError
from mlwaiters.errors import MissingTableError
from mlwaiters.pace import backoff
from mlwaiters.report.events import dump
from mlwaiters.snapshot import Clocks, restore, written_record
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlwaiters.feed import News
    from mlwaiters.model import ResourceType
    from mlwaiters.snapshot import Going

MAGIC = b'{"journal": "mlwaiters", "version": 1, '
"""What every journal begins with."""


class Options(msgspec.Struct, forbid_unknown_fields=True):
    """The options that a wait is gone on with, unless others are given."""

    region: str | None
    profile: str | None
    endpoint_url: str | None
    budget: float | dict[str, Any] | None
    output: Literal["text", "json", "jsonl"]
    until: str | None


KEPT = Options.__struct_fields__


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The first line."""

    journal: Literal["mlwaiters"]
    version: Literal[1]
    command: Literal["wait", "watch"]
    options: Options
    document: dict[str, Any]


class Journal:
    """A journal that is open, and locked. `path` is its file's, `header` its first line, `document` what it comes to.

    `going` are the waits and sweeps of the document, to look at only; `own` the types that the catalogue doesn't have.
    """

    def __init__(
        self,
        path: str,
        descriptor: int,
        header: Header,
        document: documents.Document,
        own: Sequence[ResourceType],
    ) -> None:
        self.path = path
        self.header = header
        self.document = document
        self.own = own
        self.going: Going = restore(document, backoff(), Clocks(0.0, 0.0), own)
        self._descriptor = descriptor

    @classmethod
    def create(
        cls,
        path: str,
        command: str,
        options: dict[str, Any],
        document: dict[str, Any],
        own: Sequence[ResourceType] = (),
    ) -> Self:
        """Begin a journal. It is written beside its place, and put there when it is whole, and can be gone on with.

        Raises:
            UsageError: there is a file of that name already, or it can't be written.
            ValueError: what is to be kept makes no sense.
        """
        kept = documents.plain(options)
        line = dump({"journal": "mlwaiters", "version": 1, "command": command, "options": kept, "document": document})
        try:
            descriptor, beside = tempfile.mkstemp(prefix=".mlwaiters-", dir=Path(path).parent)
        except (OSError, ValueError) as error:
            raise _unusable(path, error) from None
        try:
            _lock(descriptor, path)
            journal = cls(path, descriptor, _header(path, line.encode()), documents.read(document), own)
            _write(descriptor, line.encode())
            os.link(beside, path)
            _sync_directory(Path(path).parent)
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, FileExistsError):
                raise UsageError(f"--journal: {quoted(path)} exists already; --resume goes on with it") from None
            if isinstance(error, OSError):
                raise _unusable(path, error) from None
            raise
        finally:
            Path(beside).unlink()
        return journal

    @classmethod
    def open(cls, path: str, command: str, own: Sequence[ResourceType] = ()) -> Self:
        """Take a journal up again; what is torn at its end is cut off.

        Raises:
            UsageError: it is no journal, or one of another command; another process writes to it; it can't be read. The
                file is as it was.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise _unusable(path, error) from None
        try:
            _lock(descriptor, path)
            lines = _lines(descriptor, path)
            header, document = _read(path, lines, command)
            Budgets(documents.restored(header.options.budget), tables=own)
            journal = cls(path, descriptor, header, document, own)
            os.ftruncate(descriptor, sum(map(len, lines)))
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                raise _unusable(path, error) from None
            if isinstance(error, MissingTableError):
                raise UsageError(f"the journal {quoted(path)}: {error}") from None
            if isinstance(error, ValueError | TypeError):
                raise UsageError(f"{quoted(path)} is a journal that makes no sense: {error}") from None
            raise
        return journal

    @property
    def reached(self) -> dict[str, Any]:
        """The document as plain JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self.document)
        return plain

    @property
    def options(self) -> dict[str, Any]:
        """The options that it holds, by their names in the command's grammar."""
        options = self.header.options
        return msgspec.structs.asdict(options) | {"budget": documents.restored(options.budget)}

    def write(self, news: Iterable[News]) -> None:
        """Put on the disk, all together, what has been seen. Takes milliseconds: it is meant for a thread of its own.

        Raises:
            UnwritableError: there is no room for it.
        """
        now = time.time()
        lines = "".join(dump(written_record(each, now)) for each in news)
        try:
            _write(self._descriptor, lines.encode())
        except OSError as error:
            raise UnwritableError(f"the journal can't be written: {error.strerror}") from error

    def close(self) -> None:
        """Let others have it."""
        os.close(self._descriptor)


def _lock(descriptor: int, path: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"{quoted(path)} is the journal of a wait that is going on: another process writes it"
        ) from None


def _lines(descriptor: int, path: str) -> list[bytes]:
    """The whole lines of a journal, with their ends."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode) or os.pread(descriptor, len(MAGIC), 0) != MAGIC:
        raise UsageError(f"{quoted(path)} is no journal of mlwaiters")
    with os.fdopen(os.dup(descriptor), "rb") as file:
        lines = file.readlines()
    whole = [line for line in lines if line.endswith(b"\n")]
    if not whole:
        raise UsageError(f"{quoted(path)} is no journal of mlwaiters: its first line has no end")
    return whole


def _read(path: str, lines: list[bytes], command: str) -> tuple[Header, documents.Document]:
    header = _header(path, lines[0])
    if header.command != command:
        raise UsageError(
            f"{quoted(path)} is the journal of another command: go on with `mlwaiters {header.command} --resume`"
        )
    records = [_record(line, number) for number, line in enumerate(lines[1:], 2)]
    return header, replay.advanced(documents.read(header.document), records)


def _header(path: str, line: bytes) -> Header:
    try:
        return msgspec.json.decode(line, type=Header)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"{quoted(path)} is no journal of mlwaiters: {error}") from None


def _record(line: bytes, number: int) -> documents.Record:
    try:
        return documents.read_record(msgspec.json.decode(line))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ValueError(f"line {number}: {error}") from None


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it, and have it on the disk."""
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: str, error: Exception) -> UsageError:
    return UsageError(f"the journal {quoted(path)} can't be used: {getattr(error, 'strerror', None) or error}")
