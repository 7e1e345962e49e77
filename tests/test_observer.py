"""Waits and watches on random lives, against a perfect observer."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polling import task
from watching import RUNS
from watching import task as run_of_one

from mlwaiters.model import GONE, Change, Outcome
from mlwaiters.poller import Poller
from mlwaiters.resources import glue
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

pytestmark = pytest.mark.anyio


GRACE = 20
HALVES = st.integers(1, 24).map(lambda halves: halves / 2)
MOVING = ("STARTING", "RUNNING", "STOPPING")
ENDINGS = st.sampled_from(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", GONE])
LIVES, WATCHED = (
    st.builds(
        lambda absent, moves, end: [*([(GONE, absent)] if absent else []), *moves, (end, math.inf)],
        st.sampled_from([0, 0, 0.5, 3]),
        st.lists(st.tuples(st.sampled_from(MOVING), HALVES), min_size=least, max_size=4),
        ENDINGS,
    )
    for least in (0, 1)
)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=60, deadline=None)
@given(
    lives=st.lists(LIVES, min_size=1, max_size=4),
    interval=st.sampled_from([0.5, 1, 2.5, 4]),
    latency=st.sampled_from([0, 0.25, 1]),
    limit=st.sampled_from([1, 2, 8]),
)
def test_waits_end_as_a_perfect_observer_would_end_them(
    backend: str, lives: list[list[tuple[str, float]]], interval: float, latency: float, limit: int
) -> None:
    refs = [task(number) for number in range(len(lives))]

    async def waited() -> tuple[ScriptedReader, list[Outcome]]:
        reader = ScriptedReader(dict(zip(refs, lives, strict=True)), latency=latency)
        poller = Poller(reader, interval=interval, limit=limit, clock=reader.wall)
        return reader, await poller.wait_all(refs, grace=GRACE, timeout=1000)

    reader, outcomes = run(waited, backend=backend)
    for ref, life, outcome in zip(refs, lives, outcomes, strict=True):
        answers = [look + latency for look in reader.looks(ref)]
        assert outcome.ref == ref
        assert outcome.state == life[-1][0]
        assert outcome.reached is (life[-1][0] == "SUCCEEDED")
        assert [(change.elapsed, change.after) for change in outcome.changes] == changes_at(answers, life)
        crowd = math.ceil(len(refs) / limit)  # calls that wait for others to land
        assert all(after - before <= interval + latency * crowd for before, after in pairwise(answers))
        if limit >= len(refs):
            assert reader.looks(ref) == naive_looks(life, interval, latency)
    if limit >= len(refs):  # else a first look may come too late to see what was there
        assert len(reader.calls) <= sum(len(naive_looks(life, interval, latency)) for life in lives)
    assert reader.most_at_once <= limit


def state_at(time: float, life: list[tuple[str, float]]) -> str:
    for state, seconds in life:
        if time < seconds:
            return state
        time -= seconds
    raise AssertionError


def changes_at(answers: list[float], life: list[tuple[str, float]]) -> list[tuple[float, str]]:
    """What somebody who looks at these times sees change."""
    seen = [(time, state_at(time, life)) for time in answers]
    return [(time, state) for number, (time, state) in enumerate(seen) if not number or seen[number - 1][1] != state]


def naive_looks(life: list[tuple[str, float]], interval: float, latency: float) -> list[float]:
    """The looks of a loop of its own, that sleeps for an interval after each answer until it sees the end."""
    looks, found, first = [0.0], False, latency
    while True:
        answered = looks[-1] + latency
        state = state_at(answered, life)
        absent = state == GONE and not found and answered - first < GRACE
        if not absent and state not in MOVING:
            return looks
        found = found or state != GONE
        looks.append(answered + interval)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=60, deadline=None)
@given(
    lives=st.lists(WATCHED, min_size=1, max_size=4),
    interval=st.sampled_from([0.5, 1, 2.5, 4]),
    latency=st.sampled_from([0, 0.25, 0.75]),
    page_size=st.sampled_from([1, 3, 100]),
)
def test_a_watched_listing_shows_what_a_perfect_observer_sees(
    backend: str, lives: list[list[tuple[str, float]]], interval: float, latency: float, page_size: int
) -> None:
    refs = [run_of_one(number) for number in range(len(lives))]

    async def watched() -> tuple[ScriptedReader, list[Change]]:
        reader = ScriptedReader(dict(zip(refs, lives, strict=True)), latency=latency, page_size=page_size)
        reader.parent(glue.MLTaskRun, "tfm-1")
        poller = Poller(reader, interval=interval, clock=reader.wall)
        return reader, [change async for change in poller.watch(RUNS)]

    reader, changes = run(watched, backend=backend)
    ended = reader.calls[-1].time + latency
    round_ = interval + latency * (1 + math.ceil(len(refs) / page_size))  # the longest between two looks at a thing
    for ref, life in zip(refs, lives, strict=True):
        shown = [change for change in changes if change.ref == ref]
        states = [change.after for change in shown]
        assert [change.before for change in shown] == [None, *states][: len(states)]
        assert all(before != after for before, after in zip([None, *states], states, strict=False)), "once"
        path = [state for state, _ in life]
        rest = iter(path)
        assert all(state in rest for state in states), "in order, and never what wasn't"
        start = 0.0
        for state, seconds in life:
            seen = any(change.after == state for change in shown)
            reached = start + min(seconds, round_) <= ended and state in MOVING
            assert seen or not reached or seconds <= round_, f"{state} was missed, for all its {seconds} s"
            start += seconds
        if states:
            assert states[-1] == path[-1], "watched to the end"
    sweeps = sum(1 for call in reader.calls if not call.token and call.target == RUNS)
    longest = max(sum(seconds for _, seconds in life[:-1]) for life in lives)
    assert sweeps <= 2 + (longest + latency) / (interval + latency), "as seldom as a loop for the longest alone"
