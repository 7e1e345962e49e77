"""What tells one observation from an older one, and one thing from another of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mlwaiters.judge import Evidence, gather, judge
from mlwaiters.model import Observation, Verdict
from mlwaiters.resources import bedrock, sagemaker

if TYPE_CHECKING:
    from mlwaiters.model import Ref

ENDPOINT = sagemaker.Endpoint("churn")
GUARDRAIL = bedrock.Guardrail("gr-1")


def look(ref: Ref, state: str, **facts: Any) -> Observation:
    return Observation(ref, state, 1000.0, **facts)


@pytest.mark.parametrize(
    ("configuration", "verdict"),
    [("config-1", Verdict.PENDING), ("", Verdict.PENDING), ("config-2", Verdict.MET)],
)
def test_another_configuration_is_evidence_enough(configuration: str, verdict: Verdict) -> None:
    before = look(ENDPOINT, "InService", configuration="config-1")
    after = look(ENDPOINT, "InService", configuration=configuration)
    assert judge(after, "ready", baseline=before, evidence=gather(Evidence(), after, "ready")) is verdict


@pytest.mark.parametrize(
    ("ref", "state", "verdict"), [(ENDPOINT, "InService", Verdict.MET), (GUARDRAIL, "READY", Verdict.PENDING)]
)
def test_only_what_is_named_by_people_can_be_another_of_its_name(ref: Ref, state: str, verdict: Verdict) -> None:
    """An identifier that AWS makes up is never given again, however the moments of creation are rounded."""
    before, after = look(ref, state, created=100.0), look(ref, state, created=200.0)
    assert ref.type.minted is (ref is GUARDRAIL)
    assert judge(after, "deleted", baseline=before, evidence=gather(Evidence(), after, "deleted")) is verdict


def test_a_rollback_that_had_begun_before_the_request_is_not_the_requests_own() -> None:
    before = look(ENDPOINT, "RollingBack")
    evidence = gather(Evidence(), before, "updated")
    assert judge(before, "updated", baseline=before, evidence=evidence) is Verdict.PENDING
    assert judge(before, "updated", evidence=evidence) is not Verdict.PENDING
