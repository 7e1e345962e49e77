"""For tests of code that waits: a simulated AWS endpoint, a scripted reader, virtual clocks.

Names are imported when first used, so that importing this costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlwaiters.testing.clocks import VirtualTimeLoop as VirtualTimeLoop
    from mlwaiters.testing.clocks import virtual_backend as virtual_backend
    from mlwaiters.testing.failures import Failure as Failure
    from mlwaiters.testing.faults import Fault as Fault
    from mlwaiters.testing.habits import Habit as Habit
    from mlwaiters.testing.quotas import Quota as Quota
    from mlwaiters.testing.scenario import Scenario as Scenario
    from mlwaiters.testing.scripted import ScriptedReader as ScriptedReader
    from mlwaiters.testing.scripted import Step as Step
    from mlwaiters.testing.simulator import SimulatedAWS as SimulatedAWS
    from mlwaiters.testing.timeline import Chance as Chance
    from mlwaiters.testing.timeline import Phase as Phase
    from mlwaiters.testing.timeline import format_timeline as format_timeline
    from mlwaiters.testing.timeline import parse_timeline as parse_timeline
    from mlwaiters.testing.world import World as World

_HOMES = {
    "mlwaiters.testing.clocks": ("VirtualTimeLoop", "virtual_backend"),
    "mlwaiters.testing.failures": ("Failure",),
    "mlwaiters.testing.faults": ("Fault",),
    "mlwaiters.testing.habits": ("Habit",),
    "mlwaiters.testing.quotas": ("Quota",),
    "mlwaiters.testing.scenario": ("Scenario",),
    "mlwaiters.testing.scripted": ("ScriptedReader", "Step"),
    "mlwaiters.testing.simulator": ("SimulatedAWS",),
    "mlwaiters.testing.timeline": ("Chance", "Phase", "format_timeline", "parse_timeline"),
    "mlwaiters.testing.world": ("World",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - read off the one list of names above


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOME_OF]
