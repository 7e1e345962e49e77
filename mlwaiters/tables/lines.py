"""On which line of a TOML text each key and each item stands; `tomllib` reads the values, and forgets where from."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlwaiters.tables.findings import Path

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<string>\"{3}(?:\\.|(?!\"{3}).)*\"{3,5}|'{3}(?:(?!'{3}).)*'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """Find the line, from 1, of every key and item of a text that `tomllib` has read without complaint."""
    scan = _Scan(text)
    scan.run()
    return scan.found


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """The line of what stands there, or of the nearest thing around it that stands anywhere; 1 where nothing does."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


class _Scan:
    """One reading of a text, from its first token to its last."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}  # of the tables so far in each array of tables
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup != "space":
                self._tokens.append((match.lastgroup or "", match[0], line))
            line += match[0].count("\n")
        self._tokens.reverse()

    def run(self) -> None:
        """Read all statements: headers of tables, and pairs of a key and a value below the last of them."""
        below: Path = ()
        while self._tokens:
            if self._next == "\n":
                self._take()
            elif self._next == "[":
                below = self._header()
            else:
                self._pair(below)

    @property
    def _next(self) -> str:
        return self._tokens[-1][1] if self._tokens else ""

    def _take(self) -> tuple[str, str, int]:
        return self._tokens.pop()

    def _header(self) -> Path:
        line = self._take()[2]
        many = self._next == "["
        if many:
            self._take()
        *above, last = self._keys()
        path: Path = (*self._resolved(above), last)
        while self._next == "]":
            self._take()
        if many:
            self._counts[path] = self._counts.get(path, 0) + 1
        path = self._resolved([*above, last])
        for end in range(1, len(path) + 1):
            self.found.setdefault(path[:end], line)
        return path

    def _resolved(self, keys: list[str]) -> Path:
        """A path by its keys, through the last table of each array of tables on it."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._next == ".":
            self._take()
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        kind, text, _ = self._take()
        return str(tomllib.loads(f"key = {text}")["key"]) if kind == "string" else text

    def _pair(self, below: Path) -> None:
        line = self._tokens[-1][2]
        for key in self._keys():
            below = (*below, key)
            self.found.setdefault(below, line)
        self._take()  # the sign between key and value
        self._value(below)

    def _value(self, path: Path) -> None:
        kind, text, line = self._take()
        self.found.setdefault(path, line)
        if text == "[":
            self._items(path)
        elif text == "{":
            while self._further("}"):
                self._pair(path)
        elif kind != "string":
            while self._next not in (",", "]", "}", "\n", ""):
                self._take()

    def _items(self, path: Path) -> None:
        number = 0
        while self._further("]"):
            self._value((*path, number))
            number += 1

    def _further(self, end: str) -> bool:
        """Go on to what a list or an inline table holds next; False, and past its end, where that is all."""
        while self._next in (",", "\n"):
            self._take()
        if self._next == end:
            self._take()
            return False
        return bool(self._tokens)
