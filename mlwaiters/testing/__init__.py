"""For tests of code that waits: a simulated AWS endpoint, a scripted reader, virtual clocks.

Names are imported when first used, so that importing this costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.lazy import names as _names

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

if not TYPE_CHECKING:  # to the type checker, there are those above and no others
    __getattr__, __dir__, __all__ = _names(
        __name__,
        {
            "clocks": ("VirtualTimeLoop", "virtual_backend"),
            "failures": ("Failure",),
            "faults": ("Fault",),
            "habits": ("Habit",),
            "quotas": ("Quota",),
            "scenario": ("Scenario",),
            "scripted": ("ScriptedReader", "Step"),
            "simulator": ("SimulatedAWS",),
            "timeline": ("Chance", "Phase", "format_timeline", "parse_timeline"),
            "world": ("World",),
        },
    )
