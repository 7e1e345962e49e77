"""Following pages to their end: not in circles, and not for ever."""

from __future__ import annotations

import pytest
from rounds import RUNS

from mlwaiters.errors import ServiceError
from mlwaiters.model import Roll
from mlwaiters.paging import Paging, RollCall
from mlwaiters.resources import athena


def test_ten_thousand_pages_are_enough() -> None:
    paging = Paging(RUNS)
    assert all(paging.turn(str(number)) for number in range(9_999))
    assert paging.token == "9998"
    with pytest.raises(ServiceError, match="goes on after 10000 pages"):
        paging.turn("9999")


def test_a_token_that_was_given_before_leads_in_circles() -> None:
    paging = Paging(RUNS)
    assert [paging.turn(token) for token in ("a", "b", "c")] == [True] * 3
    with pytest.raises(ServiceError, match="the same page token twice, after 4 pages"):
        paging.turn("a")


def test_a_roll_is_called_as_many_at_once_as_may_be() -> None:
    kind = athena.QueryExecution
    assert kind.batch is not None
    refs = tuple(kind(f"query-{number}") for number in range(2 * kind.batch.limit + 1))
    call, called = RollCall(Roll(kind, refs)), []
    while True:
        assert isinstance(call.target, Roll)
        called.append(call.target.refs)
        if not call.turn(""):
            break
    limit = kind.batch.limit
    assert called == [refs[:limit], refs[limit : 2 * limit], refs[2 * limit :]]
