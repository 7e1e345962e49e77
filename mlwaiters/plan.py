"""Which calls to make for the waits that are due. Pure: a decision about cost, and no call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.feed import Wait
    from mlwaiters.model import Ref


@dataclass(frozen=True, slots=True)
class Look:
    """One describe call, and everyone whom its answer serves."""

    ref: Ref
    waits: tuple[Wait, ...]


def plan(due: Iterable[Wait]) -> list[Look]:
    """Decide the calls that answer for all waits that are due: one describe for each thing, however many wait."""
    waits: dict[Ref, list[Wait]] = {}
    for wait in due:
        waits.setdefault(wait.ref, []).append(wait)
    return [Look(ref, tuple(together)) for ref, together in waits.items()]
