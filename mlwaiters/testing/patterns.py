"""Texts that a pattern matches, drawn at random: names and samples that a service's model has nothing against."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found] # what Python's own reader of patterns calls their parts
import re._parser as parser  # type: ignore[import-not-found]
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.shapes import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

_LETTERS: Final = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@ !#$%&'()*+,;<=>?[]^`{|}~\"\\\n\t"
)
"""What characters are drawn from, those that are best to look at first."""

_CLASSES: Final[dict[Any, Callable[[str], bool]]] = {
    codes.CATEGORY_DIGIT: str.isdigit,
    codes.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdigit(),
    codes.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    codes.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
}


def drawn(pattern: str, least: int, most: int, random: Random) -> str | None:
    """Draw a text that a pattern of AWS's matches as a whole; None where no try does.

    Args:
        pattern: as the model has it.
        least: characters that it must have.
        most: characters that it may have.
        random: what it is drawn with.
    """
    wanted = compiled(pattern)
    if wanted is None:
        return None
    tree = _tree(wanted.pattern)
    for more in (6, 4, 2, 1, 0, 8, 11, least - 2, least - 1, least, 16, 24, 32, 64):
        text = "".join(_parts(tree, more, random))
        if least <= len(text) <= most and wanted.fullmatch(text):
            return text
    return None


@cache
def _tree(pattern: str) -> Any:
    return parser.parse(pattern, re.ASCII)


def _parts(tree: Iterable[Any], more: int, random: Random) -> Iterable[str]:
    """Draw a text for each part of a pattern, what may be repeated being so `more` often than it must."""
    for code, told in tree:
        if code in (codes.LITERAL, codes.IN, codes.ANY, codes.NOT_LITERAL):
            letters = _letters(code, told)
            yield random.choice(letters) if letters else ""
        elif code is codes.BRANCH:
            yield from _parts(random.choice(told[1]), more, random)
        elif code is codes.SUBPATTERN:
            yield from _parts(told[-1], more, random)
        elif code is codes.ATOMIC_GROUP:
            yield from _parts(told, more, random)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, high, repeated = told
            for _ in range(min(int(low) + more, int(high))):
                yield from _parts(repeated, more, random)


def _letters(code: Any, told: Any) -> list[str]:
    """The characters that one part of a pattern may be."""
    if code is codes.LITERAL:
        return [chr(told)]
    found = [letter for letter in _LETTERS if _matches(code, told, letter)]
    plain = [letter for letter in found if letter.isalnum()]
    return plain or found[:1]


def _matches(code: Any, told: Any, letter: str) -> bool:
    if code is codes.ANY:
        return letter != "\n"
    if code is codes.NOT_LITERAL:
        return bool(ord(letter) != told)
    denied = told[0][0] is codes.NEGATE
    return bool(denied != any(_fits(one, what, letter) for one, what in told))


def _fits(code: Any, told: Any, letter: str) -> bool:
    if code is codes.LITERAL:
        return bool(ord(letter) == told)
    if code is codes.RANGE:
        return bool(told[0] <= ord(letter) <= told[1])
    return bool(code is codes.CATEGORY and _CLASSES[told](letter))
