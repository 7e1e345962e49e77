"""Words for people: hostile text made printable, the nearest valid name, durations there and back."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# C0 and C1 controls, the bidirectional controls, line and paragraph separators, what has no width, lone surrogates:
# whatever could move the cursor, hide text or start a new line where AWS's words are printed.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)

# How GitHub's runner is given orders through a log: `::error::` at the start of a line, `##[error]` anywhere in it.
_ORDER = re.compile(r"^(\s*):(?=:)|#(?=#\[)")

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ms|s|m|h|d) ?")


def printable(text: str, limit: int = 1000) -> str:
    """Escape what a terminal, or a log that takes orders, would obey; cut what is longer than `limit` characters."""
    shown = _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text[: limit + 1])
    shown = _ORDER.sub(lambda match: match[0][:-1] + f"\\x{ord(match[0][-1]):02x}", shown)
    return shown if len(text) <= limit else f"{shown[:limit]}… ({len(text)} characters)"


def nearest(word: str, valid: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """Find the valid names most like `word`, best first, letter case aside; an empty list where none is near.

    `cutoff` is how near a name has to be, from 0 for any to 1 for the same.
    """
    names = {name.casefold(): name for name in valid}
    return [names[match] for match in difflib.get_close_matches(word.casefold(), names, most, cutoff=cutoff)]


def unknown(what: str, word: str, valid: Iterable[str]) -> str:
    """Say that `word` is no valid `what`: the nearest valid names, or all of them where none is near."""
    names = list(valid)
    near = nearest(word, names)
    if near:
        return f"unknown {what} {word!r}; did you mean {' or '.join(map(repr, near))}?"
    return f"unknown {what} {word!r}; expected one of: {', '.join(names) or 'none'}"


def parse_duration(text: str) -> float:
    """Read `90`, `90s`, `15m`, `1h30m` or `2d` as seconds.

    Raises:
        ValueError: naming the text, when it is no duration or is negative.
    """
    try:
        seconds = float(text)
    except ValueError:
        if not text or _DURATION.sub("", text):
            raise ValueError(f"{text!r} is no duration; expected one such as 90, 30s, 15m, 1h30m or 2d") from None
        seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"{text!r} is no duration: it must be finite and not below 0")
    return seconds


def format_duration(seconds: float) -> str:
    """Write seconds as people say them: `0.4s`, `12s`, `3m 05s`, `2h 10m`, `3d 04h`."""
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h {whole % 3600 // 60:02}m"
    return f"{whole // 86400}d {whole % 86400 // 3600:02}h"
