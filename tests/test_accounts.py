"""Whose budgets are whose: connections of one account, in one region of one endpoint and on one event loop, share."""

from __future__ import annotations

import gc
import math
import weakref

import anyio
import pytest

from mlwaiters.aws.accounts import Owner, spend_together
from mlwaiters.budget import Budgets

HOME = Owner("123456789012", "eu-west-1")


def of(owner: Owner, budgets: Budgets | None = None) -> Budgets:
    """Budgets of an owner, beside all others of the same."""
    budgets = budgets or Budgets()
    spend_together(budgets, owner)
    return budgets


@pytest.mark.anyio
async def test_connections_of_one_owner_share() -> None:
    first, second = of(HOME), of(HOME)
    assert first.of("glue", "GetJob") is second.of("glue", "GetJob")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "other",
    [
        Owner("210987654321", "eu-west-1"),
        Owner("123456789012", "us-west-2"),
        Owner("123456789012", "eu-west-1", "http://localhost:4566"),
    ],
)
async def test_connections_of_others_have_their_own(other: Owner) -> None:
    first, second = of(HOME), of(other)
    assert first.of("glue", "GetJob") is not second.of("glue", "GetJob")


@pytest.mark.anyio
async def test_a_rate_of_the_callers_is_the_callers_alone() -> None:
    own, first, later, third = of(HOME, Budgets(2)), of(HOME), of(HOME, Budgets(2)), of(HOME)
    assert [each.of("glue", "GetJob").rate for each in (own, later, first)] == [2, 2, math.inf]
    assert first.known is third.known


@pytest.mark.anyio
async def test_whoever_is_told_apart_later_moves_and_those_who_stay_still_share() -> None:
    first, second, third = of(HOME), of(HOME), of(HOME)
    other = of(Owner("210987654321", "eu-west-1"))
    spend_together(second, Owner("210987654321", "eu-west-1"))
    assert second.known is other.known
    assert first.known is third.known is not second.known


@pytest.mark.anyio
async def test_budgets_that_nobody_spends_from_are_forgotten() -> None:
    budgets = of(HOME)
    gone = weakref.ref(budgets.known)
    del budgets
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_each_event_loop_has_its_own(backend: str) -> None:
    async def work() -> Budgets:
        return of(HOME)

    first, second = anyio.run(work, backend=backend), anyio.run(work, backend=backend)
    assert first.known is not second.known
