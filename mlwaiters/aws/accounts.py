"""Whose calls are whose: connections to one account and region spend from the same budgets.

Only those of one event loop: each loop has a clock of its own, and nothing here is for several threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from anyio.lowlevel import RunVar

if TYPE_CHECKING:
    from mlwaiters.budget import Budgets, Known


@dataclass(frozen=True, slots=True)
class Owner:
    """An account, or, as long as that isn't known, a key to it, in one region of one endpoint."""

    name: str
    region: str
    endpoint_url: str = ""


_KNOWN: RunVar[WeakValueDictionary[Owner, Known]] = RunVar("mlwaiters.known_budgets")


def spend_together(budgets: Budgets, owner: Owner) -> None:
    """Let budgets be those of all other connections of this owner: theirs, if there are any; no caller's own rates."""
    if not budgets.shared:
        return
    try:
        owners = _KNOWN.get()
    except LookupError:
        owners = WeakValueDictionary()
        _KNOWN.set(owners)
    budgets.known = owners.setdefault(owner, budgets.known)
