"""Scripts of waits, drawn by hypothesis and held against a perfect observer."""

from __future__ import annotations

import math

import pytest
from torture.machine import explore
from torture.observer import LONG, Observer
from torture.play import Call, Script, born, play
from torture.trouble import Trouble

from mlwaiters.resources import glue, sagemaker

RUN, JOB = glue.MLTaskRun("tfm-0", "tsk-0"), sagemaker.CompilationJob("job-1")
LIVES = {
    RUN: [("STARTING", 7.0), ("RUNNING", 12.0), ("SUCCEEDED", math.inf)],
    JOB: born([("INPROGRESS", 40.0), ("FAILED", math.inf)], 3.0),
}


def test_whatever_happens_each_wait_ends_as_a_perfect_observer_would_end_it() -> None:
    assert explore(150) == ""


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_script_is_played_with_all_that_it_says(backend: str) -> None:
    calls = [
        Call("stream", (RUN, JOB), 3.0, resumed=9.0),
        Call("watch", (RUN,), 4.0, resumed=9.0),
        Call("wait_all", (RUN, JOB), 3.0, leaves=10.0),
        Call("wait", (RUN,), 5.0, leaves=11.0, on_cancel="stop"),
    ]
    troubles = [Trouble("throttle", 4.0, 20.0, 0.5, listings=True), Trouble("hang", 30.0, 31.0, 1.0, listings=False)]
    assert play(Script(dict(LIVES), troubles, calls, backend)) == []


@pytest.mark.parametrize(
    ("end", "wrong"),
    [
        ("FAILED", "glue ml-task-run tfm-0/tsk-0: reached at SUCCEEDED, though it ends FAILED"),
        ("RUNNING", "glue ml-task-run tfm-0/tsk-0: reached at SUCCEEDED, though it ends RUNNING"),
    ],
)
def test_what_goes_wrong_is_noticed(end: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script({RUN: LIVES[RUN]}, calls=[Call("wait", (RUN,), 0.0, LONG)])
    other = Observer({RUN: [(end, math.inf)]})
    monkeypatch.setattr("torture.play._Stage.observer", lambda _: other)
    assert wrong in play(script)
