"""Budgets of calls: what is granted when, and how the rate follows what the service grants, on a made-up clock."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.aws.models import loader
from mlwaiters.budget import CALM, GROWTH, LONGEST, MOST, MOST_CALM, SHARE, Budget, Budgets, parse_budget
from mlwaiters.errors import UnknownNameError
from mlwaiters.resources import catalogue, services
from mlwaiters.resources.glue import MLTaskRun

if TYPE_CHECKING:
    from collections.abc import Hashable


def granted(budget: Budget, now: float, most: int = 1000, who: Hashable = "me", **how: Any) -> int:
    """How many calls are granted at one moment."""
    for count in range(most):
        if budget.ask(who, now, **how) > now:
            budget.withdraw(who)
            return count
    return most


# --- the bucket ------------------------------------------------------------------------------------------------------


def test_without_a_rate_there_is_no_limit() -> None:
    assert granted(Budget(), 0) == 1000


@pytest.mark.parametrize(
    ("given_", "rate"), [({"quota": 10}, 10 * SHARE), ({"rate": 10}, 10), ({"quota": 10, "rate": 2}, 2)]
)
def test_begins_with_half_of_what_is_published_or_all_that_the_caller_says(
    given_: dict[str, float], rate: float
) -> None:
    budget = Budget(**given_)
    assert budget.rate == rate
    assert granted(budget, 0) == rate


def test_fills_up_again_to_a_second_of_its_rate() -> None:
    budget = Budget(rate=4)
    assert [granted(budget, now) for now in (0, 0.25, 0.5, 1.0, 100.0, 100.1)] == [4, 1, 1, 2, 4, 0]


def test_a_slow_budget_holds_one_call() -> None:
    budget = Budget(rate=0.5)
    assert [granted(budget, now) for now in (0, 1, 2, 3, 4, 100)] == [1, 0, 1, 0, 1, 1]


def test_says_when_to_ask_again() -> None:
    budget = Budget(rate=4)
    granted(budget, 0)
    assert budget.ask("a", 0) == 0.25
    assert budget.ask("b", 0) == 0.5
    assert budget.ask("a", 0.125) == 0.25
    assert budget.ask("b", 0.25) == pytest.approx(0.5)
    assert budget.ask("a", 0.25) == 0.25
    assert budget.ask("b", 0.5) == 0.5


def test_attempts_that_were_not_asked_for_are_owed() -> None:
    budget = Budget(rate=1)
    assert granted(budget, 0) == 1
    budget.spent(3, 0)
    assert budget.ask("me", 0) == 4
    assert budget.ask("me", 4) == 4


@pytest.mark.parametrize("now", [0.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize("rate", [0.01, 1.0, 1e6])
def test_what_is_not_granted_is_to_be_asked_for_later_however_late_it_is(now: float, rate: float) -> None:
    budget = Budget(rate=rate)
    budget.ask("a", now)
    budget.spent(max(int(rate) - 1, 0), now)
    budget._tokens = 1 - 2e-9
    assert budget.ask("a", now) > now
    budget._tokens = 1.0
    assert budget.ask("b", now) > now, "not before whoever is in line"


# --- throttles -------------------------------------------------------------------------------------------------------


def test_a_throttle_halves_the_rate_and_empties_the_bucket() -> None:
    budget = Budget(rate=8)
    budget.ask("me", 0)
    budget.throttled(1, asked=0)
    assert budget.rate == 4
    assert budget.ask("me", 1) == 1.25


def test_throttles_of_calls_made_together_count_once() -> None:
    budget = Budget(rate=8)
    for _ in range(5):
        budget.throttled(1, asked=0)
    assert budget.rate == 4
    budget.throttled(1.5, asked=1)
    assert budget.rate == 4, "after the first throttle none was granted at that moment"
    budget.throttled(1.5, asked=1.25)
    assert budget.rate == 2


def test_without_a_limit_the_first_throttle_tells_of_one() -> None:
    budget = Budget()
    granted(budget, 0, 20)
    budget.throttled(0, asked=0)
    assert budget.rate == 10
    assert budget._ceiling == 18


def test_attempts_that_were_not_asked_for_are_among_those_that_were_refused() -> None:
    budget = Budget()
    granted(budget, 0, 5)
    budget.spent(15, 0)
    budget.throttled(0, asked=0)
    assert budget.rate == 10


def test_what_was_granted_long_ago_was_not_refused() -> None:
    budget = Budget()
    granted(budget, 0, 1000)
    granted(budget, 60, 20)
    budget.throttled(60, asked=60)
    assert budget.rate == 10


@pytest.mark.parametrize("answered_after", [0, 1, 30, 300])
def test_a_throttle_that_is_slow_to_come_tells_as_much(answered_after: float) -> None:
    budget = Budget()
    granted(budget, 0, 20)
    budget.throttled(answered_after, asked=0)
    assert budget.rate == 10


def test_a_call_a_second_is_always_left_unless_the_caller_allows_less() -> None:
    most, slow = Budget(quota=10), Budget(rate=0.5)
    for now in range(10):
        most.throttled(now, asked=now)
        slow.throttled(now, asked=now)
    assert (most.rate, slow.rate) == (1, 0.5)


def test_one_call_that_is_throttled_does_not_end_growth() -> None:
    budget = Budget()
    budget.ask("me", 0)
    budget.throttled(60, asked=0)
    for now in range(60, 60 + 600):
        budget.answered(now)
    assert budget.rate > 10


def test_closed_for_as_long_as_the_service_says_but_not_for_ever() -> None:
    budget = Budget(rate=8)
    budget.throttled(0, asked=0, retry_after=17)
    assert budget.ask("me", 0) == pytest.approx(17 + 1 / 4)
    assert budget.ask("me", 17.25) == 17.25
    budget.throttled(20, asked=20, retry_after=1e9)
    assert budget.ask("me", 20) == pytest.approx(20 + LONGEST + 1 / 2)


def test_a_last_look_does_not_wait_for_as_long_as_the_service_says() -> None:
    budget = Budget(rate=2)
    budget.throttled(0, asked=0, retry_after=100)
    assert budget.ask("me", 0, last=True) == 1
    assert budget.ask("me", 1, last=True) == 1


def test_a_last_look_does_not_stand_behind_those_who_wait_for_the_service() -> None:
    budget = Budget(rate=1)
    budget.throttled(0, asked=0, retry_after=100)
    for who in range(10):
        assert budget.ask(who, 0, alone=True) > 100
    assert budget.ask("last", 2, alone=True, last=True) == 2
    at = budget.ask("another", 2, last=True)
    assert at == pytest.approx(3)
    assert budget.ask("another", at, last=True) == at


# --- growth ----------------------------------------------------------------------------------------------------------


def test_grows_by_a_share_of_its_ceiling_in_a_second_of_use() -> None:
    budget = Budget(quota=10)
    rates = []
    for now in range(12):
        budget.answered(now)
        budget.answered(now)
        rates.append(budget.rate)
    step = GROWTH * 9
    assert rates == pytest.approx([min(5 + step * n, 10 * MOST) for n in range(1, 13)])


def test_does_not_grow_unused() -> None:
    budget = Budget(quota=10)
    budget.answered(0)
    budget.answered(1000)
    assert budget.rate == pytest.approx(5 + 2 * GROWTH * 9)


def test_grows_back_to_below_what_was_refused_until_it_has_been_calm() -> None:
    budget = Budget(rate=10)
    budget.throttled(0, asked=0)
    now = 0.0
    while now < CALM - 1:
        now += 1
        budget.answered(now)
    assert budget.rate == pytest.approx(9)
    for _ in range(5):
        now += 1
        budget.answered(now)
    assert budget.rate == 10, "what the caller allows, and no more"


def test_what_is_refused_after_calm_is_tried_again_half_as_often() -> None:
    budget, now, calms = Budget(rate=10), 0.0, []
    for _ in range(9):
        budget.throttled(now, asked=now)
        calms.append(budget._calm)
        now += budget._calm
    assert calms == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert calms[-1] == MOST_CALM


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.sampled_from(["ask", "answer", "throttle", "last"]), st.integers(0, 3)),
        max_size=60,
    ),
    st.sampled_from([{}, {"quota": 4.0}, {"rate": 0.3}, {"rate": math.inf}]),
)
def test_never_more_than_its_rate_and_never_a_nonsensical_time(
    moves: list[tuple[float, str, int]], given_: dict[str, float]
) -> None:
    budget, now = Budget(**given_), 0.0
    for seconds, move, who in moves:
        now += seconds
        if move == "answer":
            budget.answered(now)
        elif move == "throttle":
            budget.throttled(now, asked=now - seconds, retry_after=seconds)
        else:
            at = budget.ask(who, now, alone=bool(who % 2), last=move == "last")
            assert now <= at <= now + LONGEST + 100
        assert budget.rate <= given_.get("rate", math.inf)
        assert budget.rate <= given_.get("quota", math.inf) * MOST
        assert budget.rate > 0


# --- the line --------------------------------------------------------------------------------------------------------


def turns(budget: Budget, parties: dict[str, bool], until: float) -> list[str]:
    """Who is granted a call, one after the other, if each asks whenever it was told to; whether each asks alone."""
    order, now = [], 0.0
    due = dict.fromkeys(parties, 0.0)
    asked = 0
    while (now := min(due.values())) < until:
        asked += 1
        assert asked < 20 * len(parties) * until, "nobody asks again and again at one moment"
        who = min(due, key=due.__getitem__)
        at = budget.ask(who, now, alone=parties[who])
        if at <= now:
            order.append(who)
            at = math.nextafter(now, math.inf)
        due[who] = at
    return order


def test_who_has_waited_longest_is_first() -> None:
    order = turns(Budget(rate=1), {"a": True, "b": True, "c": True}, 30)
    assert len(order) == pytest.approx(30, abs=1)
    assert all(set(order[start : start + 3]) == {"a", "b", "c"} for start in range(3, 27, 3))


def test_waits_of_their_own_go_first_but_not_for_ever() -> None:
    parties = {f"alone-{number}": True for number in range(10)} | {"many": False}
    order = turns(Budget(rate=1), parties, 50)
    gaps = [number for number, who in enumerate(order) if who == "many"]
    assert gaps
    assert max(after - before for before, after in itertools.pairwise(gaps)) == 5
    assert min(after - before for before, after in itertools.pairwise(gaps)) == 5


def test_turns_count_while_anybody_is_passed_over() -> None:
    budget = Budget(rate=1)
    assert [budget.ask("alone", now, alone=True) for now in range(6)] == [0, 1, 2, 3, 4, 5]
    assert (budget.ask("alone", 5.5, alone=True), budget.ask("many", 5.5)) == (6, 7)
    order = []
    for now in range(6, 16):
        order += [who for who in ("many", "alone") if budget.ask(who, now, alone=who == "alone") <= now]
        budget.ask("alone", now + 0.5, alone=True)
    assert order == [*["alone"] * 4, "many"] * 2


def test_who_does_not_come_when_it_is_its_turn_has_left_the_line() -> None:
    budget = Budget(rate=1)
    assert budget.ask("a", 0) == 0
    assert budget.ask("gone", 0) == 1
    assert budget.ask("b", 0) == 2
    assert budget.ask("b", 2) > 2, "it may still come"
    assert budget.ask("b", 2.125) == 2.125


def test_who_withdraws_holds_nobody_up() -> None:
    budget = Budget(rate=1)
    assert budget.ask("a", 0) == 0
    budget.ask("gone", 0)
    budget.withdraw("gone")
    assert budget.ask("b", 0) == 1
    budget.withdraw("never there")


# --- budgets by name -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "rate"),
    [
        (None, 5.0),
        (3, 3.0),
        ({"DescribeTrainingJob": 2, "Describe*": 1, "*": 7}, 2.0),
        ({"Describe*": 1, "DescribeTraining*": 4, "*": 7}, 4.0),
        ({"sagemaker:Describe*": 6, "*": 7}, 6.0),
        ({"glue:*": 6, "List*": 1}, 5.0),
        ({"sagemaker:DescribeTrainingJob": 8, "DescribeTraining*": 4}, 8.0),
    ],
)
def test_the_most_precise_rule_holds(given_: Any, rate: float) -> None:
    assert Budgets(given_).of("sagemaker", "DescribeTrainingJob", 10).rate == rate


def test_one_budget_for_each_operation_of_each_service() -> None:
    budgets = Budgets()
    assert budgets.of("glue", "GetJob") is budgets.of("glue", "GetJob", 5)
    assert budgets.of("glue", "GetJob") is not budgets.of("databrew", "GetJob")


def test_what_is_published_may_be_left_aside() -> None:
    assert Budgets(published=False).of("sagemaker", "DescribeTrainingJob", 10).rate == math.inf


@pytest.mark.parametrize(
    ("given_", "kind", "message"),
    [
        (0, ValueError, "the budget must be a number of calls per second above 0, not 0"),
        (-1.5, ValueError, "above 0, not -1.5"),
        (math.nan, ValueError, "above 0, not nan"),
        (True, TypeError, "must be a number of calls per second, not True"),
        ("2", TypeError, "must be a number of calls per second, not '2'"),
        ({"List*": 0}, ValueError, r"the budget of List\* must be"),
        ({"DescribeTrainingJobb": 1}, UnknownNameError, "DescribeTrainingJob"),
        ({"sagemaker:DescribeTrainingJobb": 1}, UnknownNameError, "sagemaker:DescribeTrainingJob"),
        ({"StopTrainingJobb": 1}, UnknownNameError, "StopTrainingJob"),
        ({"sagemakr:List*": 1}, UnknownNameError, "unknown service 'sagemakr'; did you mean 'sagemaker'"),
        ({"sagemakr:Frobnicate": 1}, UnknownNameError, "unknown service 'sagemakr'"),
    ],
)
def test_bad_budgets(given_: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        Budgets(given_)


def test_whatever_is_called_may_be_named() -> None:
    kinds = [kind for service in services() for kind in catalogue(service).values()]
    called = {(kind.service, kind.describe.operation) for kind in kinds}
    called |= {(kind.service, kind.batch.operation) for kind in kinds if kind.batch}
    called |= {(kind.service, kind.lists.operation) for kind in kinds if kind.lists}
    called |= {(kind.service, kind.lists.parent.operation) for kind in kinds if kind.lists and kind.lists.parent}
    called |= {(kind.service, stop.by[0]) for kind in kinds if (stop := kind.request("stop")) and stop.by}
    names = dict.fromkeys((name for _, name in called), 1.0) | {":".join(each): 2.0 for each in called}
    budgets = Budgets(names)
    assert all(budgets.of(*each).rate == 2 for each in called)


def test_no_service_is_anothers_misspelling() -> None:
    Budgets({f"{service}:List*": 1.0 for service in loader().list_available_services("service-2")})


def test_an_operation_of_ones_own_table_is_nobodys_misspelling() -> None:
    assert Budgets({"FrobnicateWidget": 3}).of("widgets", "FrobnicateWidget").rate == 3


def test_an_operation_of_ones_own_table_may_be_spelled_nearly_as_another() -> None:
    mine = replace(MLTaskRun, describe=replace(MLTaskRun.describe, operation="GetMLTaskRun2"))
    for name in ("GetMLTaskRun2", "glue:GetMLTaskRun2"):
        with pytest.raises(UnknownNameError, match="did you mean"):
            Budgets({name: 3})
        assert Budgets({name: 3}, tables=[mine]).of("glue", "GetMLTaskRun2").rate == 3
    assert Budgets({"BatchGetQueryExecution": 3}).of("athena", "BatchGetQueryExecution").rate == 3


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("2", 2.0),
        ("inf", math.inf),
        ("DescribeTrainingJob=2,sagemaker:List*=0.5", {"DescribeTrainingJob": 2.0, "sagemaker:List*": 0.5}),
        ("*=3", 3.0),
        ("5,List*=1", {"*": 5.0, "List*": 1.0}),
    ],
)
def test_parse_budget(text: str, rates: object) -> None:
    assert parse_budget(text) == rates


@pytest.mark.parametrize("text", ["", "fast", "List*=", "List*=fast", "0", "-1", "nan"])
def test_parse_nonsense(text: str) -> None:
    with pytest.raises(ValueError, match="calls per second"):
        parse_budget(text)
