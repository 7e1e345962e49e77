"""Waits on random lives, against a perfect observer."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polling import task

from mlwaiters.model import GONE, Outcome
from mlwaiters.poller import Poller
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

pytestmark = pytest.mark.anyio


GRACE = 20
HALVES = st.integers(1, 24).map(lambda halves: halves / 2)
MOVING = ("STARTING", "RUNNING", "STOPPING")
MOVES = st.lists(st.tuples(st.sampled_from(MOVING), HALVES), max_size=4)
ENDINGS = st.sampled_from(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", GONE])
LIVES = st.builds(
    lambda absent, moves, end: [*([(GONE, absent)] if absent else []), *moves, (end, math.inf)],
    st.sampled_from([0, 0, 0.5, 3]),
    MOVES,
    ENDINGS,
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
