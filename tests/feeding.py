"""What tests of waits and sweeps have in common: moments made up, and what a page or a look tells at each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlwaiters.feed import Terms, Wait
from mlwaiters.model import Change, Outcome, Page
from mlwaiters.model import Observation as Seen
from mlwaiters.resources import glue, sagemaker

if TYPE_CHECKING:
    from mlwaiters.errors import ReadError, WaiterError
    from mlwaiters.feed import Event
    from mlwaiters.model import Goal, Observation, Ref
    from mlwaiters.sweep import Sweep

BEGAN, WALL = 100.0, 1_700_000_000.0
JOB = sagemaker.CompilationJob("churn-7")
SERVER = sagemaker.MlflowTrackingServer("experiments")
RUNS = glue.MLTaskRun.listing(TransformId="tfm-1")


def run(name: str) -> Ref:
    return glue.MLTaskRun("tfm-1", name)


def terms(goal: Goal = "completed", **others: Any) -> Terms:
    given: dict[str, Any] = {"pace": lambda _held, _looks: 5.0, "grace": 60.0, "deadline": BEGAN + 1000, **others}
    return Terms(goal, BEGAN, WALL, **given)


def seen(ref: Ref, state: str, **facts: Any) -> Observation:
    return Seen(ref, state, WALL, **facts)


def told(events: list[Event]) -> list[str]:
    return [
        f"{event.before}->{event.after}" if isinstance(event, Change) else f"{event.state} {event.verdict}"
        for event in events
    ]


def see(wait: Wait, observation: Observation, now: float) -> list[Event]:
    wait.see(observation, now)
    return wait.news()


def miss(wait: Wait, fault: ReadError, now: float, *, heard: bool = False) -> list[Event]:
    wait.miss(fault, now, heard=heard)
    return wait.news()


def read(sweep: Sweep, page: Page, now: float) -> tuple[list[Event], list[Wait | Sweep]]:
    """What a page tells, and what is to be looked at because of it."""
    sweep.read(page.observations, now)
    sweep.read_parents(page.listings, now)
    events: list[Event] = sweep.events
    looks: list[Wait | Sweep] = [*sweep.described, *sweep.below]
    sweep.events, sweep.described, sweep.below = [], [], []
    return events, looks


def finish(sweep: Sweep, now: float) -> list[Wait]:
    sweep.finish(now)
    described, sweep.described = sweep.described, []
    return described


def error_of(events: list[Event]) -> WaiterError:
    outcome = events[-1]
    assert isinstance(outcome, Outcome)
    assert outcome.error is not None
    return outcome.error
