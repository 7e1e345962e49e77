"""A reader that keeps to its budgets, in virtual time: every call at its exact second, whoever fails or leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from polling import JOB
from rounds import RUNS

from mlwaiters.budget import GROWTH, MOST, SHARE, Budgets
from mlwaiters.budgeted import BudgetedReader
from mlwaiters.errors import ServiceError
from mlwaiters.resources import SERVICES, catalogue, glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlwaiters.model import Observation, Ref, ResourceType

pytestmark = pytest.mark.anyio

TRAINING = sagemaker.TrainingJob("churn-7")


class Insisting(ScriptedReader):
    """A reader that makes four attempts at each call, whether the last succeeds or not."""

    async def describe(self, ref: Ref) -> Observation:
        try:
            return replace(await super().describe(ref), calls=4)
        except ServiceError as error:
            error.calls = 4
            raise


def budgeted(lives: Any, given: Any = None, *, kind: type[ScriptedReader] = ScriptedReader, **others: Any) -> Any:
    """A scripted reader, and one that spends no more of it than its budgets grant."""
    reader = kind(lives, **others)
    return reader, BudgetedReader(reader, Budgets(given))


@pytest.mark.parametrize("error", [None, ServiceError("we are sorry", code="InternalFailure", transient=True)])
async def test_further_attempts_are_owed(error: ServiceError | None) -> None:
    reader, patient = budgeted({JOB: "INPROGRESS"}, 1, kind=Insisting)
    reader.fail(JOB, error)
    if error is None:
        assert (await patient.describe(JOB)).calls == 4
    else:
        with pytest.raises(ServiceError):
            await patient.describe(JOB)
    await patient.describe(JOB)
    assert reader.looks(JOB) == [0, 4]


async def test_what_is_answered_lets_the_budget_grow_and_what_fails_does_not() -> None:
    reader, patient = budgeted({TRAINING: "InProgress"})
    reader.fail(TRAINING, ServiceError("we are sorry", transient=True), None)
    budget = patient.budget(TRAINING)
    with pytest.raises(ServiceError):
        await patient.describe(TRAINING)
    assert budget.rate == 5 * SHARE
    await patient.describe(TRAINING)
    assert budget.rate == 5 * SHARE + GROWTH * 5 * MOST


async def leave(patient: BudgetedReader) -> None:
    """Be cancelled half a second later."""
    with anyio.move_on_after(0.5):
        await patient.grant(JOB, "who leaves")


async def be_cut(patient: BudgetedReader) -> None:
    """Wait for no longer than half a second."""
    assert not await patient.grant(JOB, "who is cut", cut=anyio.current_time() + 0.5)


@pytest.mark.parametrize("go", [leave, be_cut])
async def test_who_has_left_the_line_holds_nobody_up(go: Callable[[BudgetedReader], Any]) -> None:
    reader, patient = budgeted({JOB: "INPROGRESS"}, 1)
    await patient.describe(JOB)
    await go(patient)
    assert anyio.current_time() == 0.5
    await patient.describe(JOB)
    assert reader.looks(JOB) == [0, 1]


async def test_who_is_wanted_no_more_when_the_turn_comes_spends_nothing() -> None:
    reader, patient = budgeted({JOB: "INPROGRESS"}, 1)
    await patient.describe(JOB)
    assert not await patient.grant(JOB, "who is over", wanted=lambda: False)
    assert anyio.current_time() == 1
    await patient.describe(JOB)
    assert reader.looks(JOB) == [0, 1]


async def test_the_listing_of_parents_has_a_budget_of_its_own() -> None:
    lives = {glue.MLTaskRun(f"tfm-{number}", "run"): "RUNNING" for number in range(1, 4)}
    reader, patient = budgeted(lives, {"ListMLTransforms": 0.5}, page_size=1)
    orphaned = glue.MLTaskRun.listing()
    below = [found async for page in patient.pages(orphaned) for found in page.listings]
    assert reader.looks(orphaned) == [0, 2, 4]
    assert [dict(listing.parameters)["TransformId"] for listing in below] == ["tfm-1", "tfm-2", "tfm-3"]
    for _ in range(3):
        await patient.page(RUNS)
    assert reader.looks(RUNS) == [4, 4, 4]


def test_an_operation_has_one_quota_whatever_it_is_called_for() -> None:
    def called(kind: ResourceType) -> Iterator[tuple[str, float | None]]:
        yield kind.describe.operation, kind.describe.quota
        if kind.batch is not None:
            yield kind.batch.operation, kind.batch.quota
        if kind.lists is not None:
            yield kind.lists.operation, kind.lists.quota
        if kind.lists is not None and kind.lists.parent is not None:
            yield kind.lists.parent.operation, kind.lists.parent.quota

    known: dict[tuple[str, str], float | None] = {}
    for kind in (kind for service in SERVICES for kind in catalogue(service).values()):
        for operation, quota in called(kind):
            assert known.setdefault((kind.service, operation), quota) == quota
    patient = BudgetedReader(ScriptedReader(), Budgets())
    assert patient.budget(sagemaker.ClusterNode.listing()).rate == 2 * SHARE
    assert patient.budget(sagemaker.ClusterNode.listing()) is patient.budget(sagemaker.Cluster.listing())
