"""What tests of judgement have in common: all types, a look, and a wait replayed look by look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.goals import goals
from mlwaiters.judge import NOTHING, gather, judge
from mlwaiters.model import Goal, InState, Observation, ResourceType, Verdict
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler
from mlwaiters.resources.sagemaker import CompilationJob, EdgePackagingJob, Endpoint, MlflowTrackingServer

if TYPE_CHECKING:
    from collections.abc import Iterable

PENDING, MET, FAILED, STRAY, UNKNOWN = Verdict
KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
BEGAN = 1000.0
GRACE = 60.0

job = CompilationJob("churn-7")
package = EdgePackagingJob("churn-7")
server = MlflowTrackingServer("experiments")
endpoint = Endpoint("churn")
crawler = Crawler("nightly")


def look(ref: object, state: str, **shown: object) -> Observation:
    return Observation(ref, state, time=BEGAN, **shown)  # type: ignore[arg-type]


def goals_of(kind: ResourceType) -> list[Goal]:
    return [*goals(kind), *map(InState, kind.states)]


def replay(
    goal: Goal, looks: Iterable[Observation], *, baseline: Observation | None = None, interval: float = 15.0
) -> list[Verdict]:
    """The verdicts of a wait that looks at the start and then every `interval` seconds; it ends where it would end."""
    verdicts: list[Verdict] = []
    evidence, state, since, now = NOTHING, "", 0.0, 0.0
    for seen in looks:
        since = since if seen.state == state else now
        state = seen.state
        evidence = gather(evidence, seen, goal)
        verdicts.append(
            judge(seen, goal, baseline=baseline, evidence=evidence, held=now - since, began=BEGAN, grace=GRACE)
        )
        if verdicts[-1] is not PENDING:
            break
        now += interval
    return verdicts
