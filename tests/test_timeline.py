"""Timelines: read, written, refused, drawn."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.model import GONE, Request
from mlwaiters.resources import SERVICES, catalogue, glue, sagemaker
from mlwaiters.testing.timeline import Chance, Phase, check_timeline, draw_timeline, format_timeline, parse_timeline

SECONDS = st.floats(0, 1e9, allow_nan=False)
PHASES = st.builds(Phase, st.from_regex(r"[A-Za-z_]+", fullmatch=True), SECONDS, st.text(max_size=20))
ROWS = [row for service in SERVICES for kind in catalogue(service).values() for row in kind.requests]


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("InService", [Phase("InService")]),
        ("STARTING 2s, RUNNING 5s, SUCCEEDED", [Phase("STARTING", 2), Phase("RUNNING", 5), Phase("SUCCEEDED")]),
        ("RUNNING 1m30s,FAILED: out of memory", [Phase("RUNNING", 90), Phase("FAILED", reason="out of memory")]),
        ("RUNNING .5 : why not , GONE", [Phase("RUNNING", 0.5, "why not"), Phase("GONE")]),
        ('FAILED: "a, b"', [Phase("FAILED", reason="a, b")]),
        ('RUNNING 2: "a, \\" b", GONE', [Phase("RUNNING", 2, 'a, " b'), Phase("GONE")]),
        ("FAILED:", [Phase("FAILED")]),
        ("FAILED: see https://x: y", [Phase("FAILED", reason="see https://x: y")]),
    ],
)
def test_timeline_is_read(text: str, phases: list[Phase]) -> None:
    assert list(parse_timeline(text)) == phases


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "can't read ''"),
        ("  ", "can't read ''"),
        (",", "can't read ','"),
        ("2s", "can't read '2s'"),
        ("RUNNING, SUCCEEDED", "RUNNING needs a duration"),
        ("RUNNING 2s", "its last state, RUNNING, stays"),
        ("RUNNING 2s,", "nothing follows its last comma"),
        ('FAILED: "a",', "nothing follows its last comma"),
        ("RUNNING 2x, SUCCEEDED", "RUNNING: '2x' is no duration"),
        ("RUNNING -2s, SUCCEEDED", "can't read 'RUNNING -2s, SUCCEEDED'"),
        ('FAILED: "a, b', "can't read"),
        ('FAILED: "a\\x"', "FAILED: Invalid"),
        ("RUNNING 2s SUCCEEDED", "RUNNING: '2s SUCCEEDED' is no duration"),
    ],
)
def test_what_is_no_timeline_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="is no timeline") as refused:
        parse_timeline(text)
    assert complaint in str(refused.value)


@given(st.lists(PHASES, max_size=4), PHASES)
def test_timeline_there_and_back(phases: list[Phase], last: Phase) -> None:
    life = (*phases, last._replace(seconds=math.inf))
    assert parse_timeline(format_timeline(life)) == life


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        phases = parse_timeline(text)
    except ValueError:
        return
    assert parse_timeline(format_timeline(phases)) == phases


def test_unknown_state_is_refused_with_the_nearest() -> None:
    check_timeline(glue.MLTaskRun, parse_timeline("RUNNING 5s, GONE"))
    with pytest.raises(ValueError, match="unknown state 'SUCEEDED'; did you mean 'SUCCEEDED'"):
        check_timeline(glue.MLTaskRun, parse_timeline("RUNNING 5s, SUCEEDED"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_drawn_life_follows_the_row(row: Request, rate: float) -> None:
    for seed in range(20):
        phases = draw_timeline(row, Chance(10, 0.3, rate), Random(seed))
        moving, last = phases[:-1], phases[-1]
        if rate and row.fail:
            assert tuple(phase.state for phase in moving) == (*row.via, *row.rollback)
            assert last.state in {*row.fail, *(row.to if row.rollback else ())}
            assert last.reason
        else:
            assert tuple(phase.state for phase in moving) == row.via
            assert last == Phase(row.to[0])
        assert all(0 < phase.seconds < math.inf for phase in moving)


def test_same_seed_draws_the_same_life() -> None:
    row = sagemaker.CompilationJob.requests[0]
    chance = Chance(failure_rate=0.5)
    drawn = [draw_timeline(row, chance, Random(seed)) for seed in range(50)]
    assert drawn == [draw_timeline(row, chance, Random(seed)) for seed in range(50)]
    assert {life[-1].state for life in drawn} == {"COMPLETED", "FAILED"}


def test_without_spread_a_request_takes_its_seconds() -> None:
    phases = draw_timeline(glue.JobRun.requests[0], Chance(10, 0), Random(1))
    assert sum(phase.seconds for phase in phases[:-1]) == pytest.approx(10)


def test_what_is_done_at_once_has_no_moving_phase() -> None:
    delete = sagemaker.CompilationJob.request("delete")
    assert delete is not None
    assert draw_timeline(delete, Chance(), Random(1)) == (Phase(GONE),)


@pytest.mark.parametrize("wrong", [{"failure_rate": 1.1}, {"seconds": -1}, {"spread": math.nan}, {"seconds": True}])
def test_chance_refuses_what_it_cant_draw_from(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Chance(**wrong)
