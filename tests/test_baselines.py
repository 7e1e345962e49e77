"""`--after FILE`: what `status` wrote before a request tells the new success from the old."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import World, events, refusal

from mlwaiters.cli import main
from mlwaiters.cli.baselines import read_baselines
from mlwaiters.model import GONE, Observation, Outcome, Ref, Verdict
from mlwaiters.report.events import dump, exactly, status_document
from mlwaiters.resources import sagemaker

Capture = pytest.CaptureFixture[str]

LIVE, OTHER, MISSING = sagemaker.Endpoint("live"), sagemaker.Endpoint("other"), sagemaker.Endpoint("missing")
STATUS = ("status", "sagemaker", "endpoint")
WAIT = ("wait", "sagemaker", "endpoint", "live", "--until", "ready", "--interval", "1", "-o", "jsonl")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World({LIVE: "InService 5s, Updating 5s, InService", OTHER: "InService"}, monkeypatch)


@pytest.fixture
def before(world: World, tmp_path: Path, capsys: Capture) -> str:
    """The file that `status` has written of two endpoints."""
    assert world.now() == 0
    assert main([*STATUS, "live", "other", "-o", "json"]) == 0
    path = tmp_path / "before.json"
    path.write_text(capsys.readouterr().out)
    return str(path)


def ended(capsys: Capture) -> float:
    """When the wait ended."""
    last: float = events(capsys.readouterr().out)[-1][2]
    return last


def test_an_old_success_is_not_taken_for_a_new_one(world: World, before: str, capsys: Capture) -> None:
    world.at(2)
    assert main([*WAIT]) == 0
    assert ended(capsys) == 0
    world.at(2)
    assert main([*WAIT, "--after", before]) == 0
    assert ended(capsys) == 8
    world.at(0)
    assert main([*WAIT, "--after", before, "--timeout", "3"]) == 124


def test_so_it_is_in_a_journal(world: World, before: str, tmp_path: Path, capsys: Capture) -> None:
    path = str(tmp_path / "j")
    assert main([*WAIT, "--after", before, "--timeout", "30", "--journal", path]) == 0
    with Path(path).open("rb+") as journal:
        journal.truncate(len(journal.readline()))
    world.at(1)
    capsys.readouterr()
    assert main(["wait", "--resume", path]) == 0
    assert ended(capsys) == 10
    assert "leave out '--after'" in refusal(capsys, "wait", "--resume", path, "--after", before)


def test_lines_will_do(world: World, tmp_path: Path, capsys: Capture) -> None:
    assert main([*STATUS, "other", "live", "-o", "jsonl"]) == 0
    path = tmp_path / "before.jsonl"
    path.write_text(capsys.readouterr().out)
    world.at(2)
    assert main([*WAIT, "--after", str(path)]) == 0
    assert ended(capsys) == 8


@pytest.mark.usefixtures("world")
def test_what_is_refused(before: str, tmp_path: Path, capsys: Capture) -> None:
    wait = ("wait", "sagemaker", "endpoint")
    assert "tells nothing of sagemaker endpoint missing" in refusal(capsys, *wait, "missing", "--after", before)
    assert "leave it out for a listing" in refusal(capsys, *wait, "--all", "--after", before)
    assert "'/nowhere' can't be read" in refusal(capsys, *wait, "live", "--after", "/nowhere")
    (good,) = [each for each in json.loads(Path(before).read_text()) if each["id"]["EndpointName"] == "live"]
    for content, problem in [
        ("", "tells nothing of"),
        ("{", "Expecting property name"),
        ("[3]", "3 is no JSON object"),
        ("[{}]", "service is missing"),
        (json.dumps([good | {"service": "sagemakr"}]), "unknown service 'sagemakr'"),
        (json.dumps([good | {"id": {"Name": "live"}}]), "Name"),
        (json.dumps([good | {"state": ""}]), "sagemaker endpoint live wasn't seen"),
        (json.dumps([good | {"time": "noon"}]), "noon"),
        (json.dumps([good | {"modified": 3}]), "argument must be str"),
    ]:
        path = tmp_path / "spoilt"
        path.write_text(content)
        assert problem in refusal(capsys, *wait, "live", "--after", str(path))


MOMENTS = st.none() | st.integers(0, 7_000_000_000_000_000).map(  # microseconds, up to the year 2191
    lambda number: (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=number)).timestamp()
)


@given(MOMENTS, MOMENTS, st.sampled_from(["InService", GONE, "Odd"]), st.sampled_from(["", "churn-8"]))
def test_what_is_read_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, created: float | None, modified: float | None, state: str, with_: str
) -> None:
    ref: Ref = LIVE
    seen = Observation(ref, state, 1.8e9, created=created, modified=modified, configuration=with_)
    path = tmp_path_factory.getbasetemp() / "seen.json"
    path.write_text(dump([status_document(Outcome(ref, "ready", Verdict.MET, seen, (), 0.0, 1))]))
    assert read_baselines(str(path), [ref]) == [seen]


def test_a_moment_has_as_many_decimals_as_it_needs() -> None:
    assert exactly(1.7e9) == "2023-11-14T22:13:20.000Z"
    assert exactly(1.7e9 + 0.000123) == "2023-11-14T22:13:20.000123Z"
    assert exactly(None) is None
