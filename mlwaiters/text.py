"""Words for people: hostile text made printable, the nearest valid name, durations there and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Controls, format characters (bidirectional ones among them), line and paragraph separators, lone surrogates, and what
# shows nothing at all: whatever could move the cursor, hide text or start a new line where AWS's words are printed.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# How those who run builds are given orders through a log: `::error::` at the start of a line, and anywhere in it
# `##[error]` (GitHub, Azure), `##vso[…]` (Azure) and `##teamcity[…]`.
_ORDER = re.compile(r"^(\s*):(?=:)|#(?=#\w*\[)")

# What would let somebody else in: signatures and tokens in headers and in URLs, keys by their form or by their name.
_SECRET = re.compile(
    r"""(?P<before>
        \b(?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|Credential|authToken)\s*(?:=|:|%3D)\s*
      | \b(?:aws[_-]?)?(?:secret[_-]?(?:access[_-]?)?key|access[_-]?key[_-]?id|(?:session|security|identity)[_-]?token)
        ["'\\]*\s*[=:]\s*["'\\]*
      | \b(?:AKIA|ASIA)(?=[A-Z0-9]{12})
      | ://[^\s/?#@:]*:(?=[^\s/?#@]+@)
    )[^\s&"'\\,;<>@]+""",
    re.VERBOSE | re.IGNORECASE,
)

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ms|s|m|h|d) ?")


def printable(text: str, limit: int = 1000) -> str:
    """Make text fit to be shown: on one line, of a bounded length, and harmless to whoever reads it.

    What a terminal, or a log that takes orders, would obey is escaped; credentials are left out; what is longer than
    `limit` characters is cut, and says by how much.
    """
    shown = _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), redacted(text[:limit]))
    shown = _ORDER.sub(lambda match: match[0][:-1] + f"\\x{ord(match[0][-1]):02x}", shown)
    return shown if len(text) <= limit else f"{shown}… ({len(text) - limit} more characters)"


def quoted(value: object) -> str:
    """Write a value as Python does, fit to be shown in a message."""
    return printable(repr(value), 200)


def redacted(text: str) -> str:
    """Leave out what looks like credentials: AWS puts a request's own into its answers about a wrong signature."""
    return _SECRET.sub(r"\g<before>[redacted]", text)


def nearest(word: str, valid: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """Find the valid names most like `word`, best first, letter case aside; an empty list where none is near.

    `cutoff` is how near a name has to be, from 0 for any to 1 for the same.
    """
    import difflib  # noqa: PLC0415 - for those who misspell

    names = {name.casefold(): name for name in valid}
    return [names[match] for match in difflib.get_close_matches(word.casefold(), names, most, cutoff=cutoff)]


def unknown(what: str, word: str, valid: Iterable[str]) -> str:
    """Say that `word` is no valid `what`: the nearest valid names, or all of them where none is near."""
    names = list(valid)
    near = nearest(word[:100], names)
    if near:
        return f"unknown {what} {quoted(word)}; did you mean {' or '.join(map(repr, near))}?"
    return f"unknown {what} {quoted(word)}; expected one of: {', '.join(names) or 'none'}"


def parse_duration(text: str) -> float:
    """Read `90`, `90s`, `15m`, `1h30m` or `2d` as seconds.

    Raises:
        ValueError: naming the text, when it is no duration or is negative.
    """
    try:
        seconds = float(text)
    except ValueError:
        if not text or _DURATION.sub("", text):
            raise ValueError(f"{quoted(text)} is no duration; expected one such as 90, 30s, 15m, 1h30m or 2d") from None
        seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"{quoted(text)} is no duration: it must be finite and not below 0")
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
