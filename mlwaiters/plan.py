"""Which calls to make for the waits that are due: rounds of listings, or a describe for each. Pure: no call is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.feed import Wait
    from mlwaiters.group import Group, Round
    from mlwaiters.model import Ref


@dataclass(frozen=True, slots=True)
class Look:
    """One describe call, and everyone whom its answer serves."""

    ref: Ref
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Tour:
    """One round of a listing, and the waits that were due when it was decided on."""

    round: Round
    waits: tuple[Wait, ...]


def plan(due: Iterable[Wait], now: float) -> list[Look | Tour]:
    """Decide the calls that answer for all waits that are due, the fewest that can."""
    grouped: dict[Group | None, list[Wait]] = {}
    for wait in due:
        grouped.setdefault(None if wait.asked else wait.group, []).append(wait)
    errands: list[Look | Tour] = []
    for group, waits in grouped.items():
        proposed = group.propose(now) if group is not None else None
        if proposed is None:
            errands += _describe_each(waits)
        else:
            errands.append(Tour(proposed, tuple(waits)))
    return errands


def _describe_each(due: Iterable[Wait]) -> list[Look]:
    """One describe for each thing, however many wait for it."""
    waits: dict[Ref, list[Wait]] = {}
    for wait in due:
        waits.setdefault(wait.ref, []).append(wait)
    return [Look(ref, tuple(together)) for ref, together in waits.items()]
