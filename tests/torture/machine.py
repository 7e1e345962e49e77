"""Scripts that hypothesis draws, step by step: things appear, calls begin, faults come, callers leave, time passes."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mlwaiters.resources import glue, sagemaker
from torture.observer import LONG
from torture.play import HOWS, Call, Script, born, play
from torture.trial import LIVES
from torture.trouble import KINDS, OF_LISTINGS, Trouble

SECONDS = st.sampled_from([0.0, 0.5, 1.0, 3.0, 7.0, 12.0, 40.0])
TIMEOUTS = st.sampled_from([LONG, 0.0, 9.0, 50.0])
TIMES = st.sampled_from([0.5, 1.0, 3.0, 7.0, 30.0])


class Waits(RuleBasedStateMachine):
    """Writes a script, which is played when it is whole: it shrinks like any other example."""

    def __init__(self) -> None:
        super().__init__()
        self.script = Script()
        self.now = 0.0

    @initialize(
        backend=st.sampled_from(["asyncio", "trio"]), page_size=st.sampled_from([1, 2, 10]),
        delay=st.sampled_from([0.0, 0.5]), lag=st.sampled_from([0.0, 4.0]), budget=st.sampled_from([None, 2.0]),
    )  # fmt: skip
    def begin(self, **said: Any) -> None:
        self.script = Script(**said)

    @rule(kind=st.sampled_from(list(LIVES)), spans=st.lists(SECONDS, min_size=1, max_size=3), end=st.integers(0, 2))
    def appear(self, kind: Any, spans: list[float], end: int) -> None:
        number = len(self.script.lives)
        run, job = glue.MLTaskRun("tfm-0", f"tsk-{number}"), sagemaker.CompilationJob(f"job-{number}")
        ref = run if kind is glue.MLTaskRun else job
        moving, ends = LIVES[kind]
        life = [*zip(moving, spans, strict=False), (ends[end], math.inf)]
        self.script.lives[ref] = born(life, self.now)

    @precondition(lambda self: self.script.lives)
    @rule(how=st.sampled_from(HOWS), which=st.sets(st.integers(0, 9), min_size=1), timeout=TIMEOUTS)
    def begin_call(self, how: str, which: set[int], timeout: float) -> None:
        refs = list(self.script.lives)
        some = tuple(refs[number] for number in sorted(which) if number < len(refs)) or (refs[0],)
        self.script.calls.append(Call(how, some, self.now, timeout))

    @rule(kind=st.sampled_from(KINDS), seconds=TIMES, rate=st.sampled_from([0.3, 1.0]), listings=st.booleans())
    def go_wrong(self, kind: str, seconds: float, rate: float, *, listings: bool) -> None:
        listings = listings or kind in OF_LISTINGS
        self.script.troubles.append(Trouble(kind, self.now, self.now + seconds, rate, listings))

    @rule(seconds=TIMES)
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.script.calls)
    @rule(number=st.integers(0, 9), stops=st.booleans())
    def leave(self, number: int, *, stops: bool) -> None:
        call = self._call(number)
        call.leaves = min(call.leaves, self.now)
        call.on_cancel = "stop" if stops and call.how in ("wait", "wait_all") else None

    @precondition(lambda self: any(call.how not in ("wait", "wait_all") for call in self.script.calls))
    @rule(number=st.integers(0, 9))
    def resume(self, number: int) -> None:
        call = self._call(number)
        call.resumed = min(call.resumed, self.now)

    @precondition(lambda self: any(call.how not in ("wait", "wait_all") for call in self.script.calls))
    @rule(number=st.integers(0, 9), taken=st.integers(0, 9))
    def resume_after(self, number: int, taken: int) -> None:
        self._call(number).taken = taken

    def teardown(self) -> None:
        wrong = play(self.script)
        assert not wrong, (wrong, self.script)

    def _call(self, number: int) -> Call:
        return self.script.calls[number % len(self.script.calls)]


def explore(examples: int, steps: int = 20) -> str:
    """Have so many scripts drawn, the same each time, and played; tells what goes wrong with the smallest, if any does.

    Raises:
        Exception: what is no fault of a wait.
    """
    limits = settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None)
    try:
        run_state_machine_as_test(Waits, settings=limits)
    except AssertionError as error:
        return str(error)
    return ""
