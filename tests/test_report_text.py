"""What people read: tables, lines of change, and the word for how a wait ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    FailureStateError,
    InvalidRequestError,
    NotFoundError,
    ReadError,
    ServiceError,
    StrayStateError,
    UnknownStateError,
    WaiterError,
    WaitTimeoutError,
)
from mlwaiters.model import Change, Observation, Outcome, Verdict
from mlwaiters.report.endings import Ending, ending, explanation
from mlwaiters.report.table import aligned, outcome_table, status_table
from mlwaiters.report.timeline import change_line, waiting_line
from mlwaiters.resources.glue import Crawler, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob

JOB = CompilationJob("churn-7")
RUN = MLTaskRun("tfm-1", "tsk-4")


def seen(state: str, reason: str = "", **facts: float) -> Observation:
    return Observation(JOB, state, 1_700_000_000.0, reason=reason, **facts)  # type: ignore[arg-type] # only floats are given


def outcome(state: str, verdict: Verdict, error: WaiterError | None = None, reason: str = "") -> Outcome:
    return Outcome(JOB, "completed", verdict, seen(state, reason), (), 185.0, 3, error)


# --- columns ---------------------------------------------------------------------------------------------------------


def test_columns_are_aligned_and_blanks_marked() -> None:
    assert aligned([("a", "bb", "c"), ("aaa", "", "")]) == "a    bb  c\naaa  -\n"


def test_no_rows_are_no_text() -> None:
    assert aligned([]) == ""
    assert status_table([]) == ""


cells = st.text(max_size=20)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6))
def test_a_row_is_a_line_whatever_is_in_it(rows: list[tuple[str, str, str]]) -> None:
    lines = aligned(rows).split("\n")
    assert len(lines) == len(rows) + 1
    assert lines[-1] == ""
    assert not any(character < " " or character == "\x7f" for line in lines for character in line)


def test_outcome_table() -> None:
    failed = outcome("FAILED", Verdict.FAILED, FailureStateError("FAILED instead of completed: no"), "no\nspace")
    late = outcome("INPROGRESS", Verdict.PENDING, WaitTimeoutError("still INPROGRESS after 3m 05s"))
    assert outcome_table([outcome("COMPLETED", Verdict.MET), failed, late]) == (
        "churn-7  COMPLETED   reached    3m 05s\n"
        "churn-7  FAILED      failed     3m 05s  no\\nspace\n"
        "  logs: /aws/sagemaker/CompilationJobs churn-7\n"
        "churn-7  INPROGRESS  timed out  3m 05s  still INPROGRESS after 3m 05s\n"
    )


def test_a_thing_never_seen_has_a_row_too() -> None:
    denied = Outcome(JOB, "completed", Verdict.PENDING, None, (), 0.2, 1, AccessDeniedError("Describe: no"))
    assert outcome_table([denied]) == "churn-7  -  denied  0.2s  Describe: no\n"


def test_status_table() -> None:
    shown = replace(outcome("INPROGRESS", Verdict.PENDING), observation=seen("INPROGRESS", modified=1_700_000_000.0))
    assert status_table([shown, outcome("COMPLETED", Verdict.MET)]) == (
        "NAME     STATE       VERDICT  MODIFIED              REASON\n"
        "churn-7  INPROGRESS  pending  2023-11-14 22:13:20Z\n"
        "churn-7  COMPLETED   reached  -\n"
    )


# --- lines -----------------------------------------------------------------------------------------------------------


def change(before: str | None, after: str, reason: str = "", *, known: bool = True) -> Change:
    return Change(RUN, before, after, Observation(RUN, after, 0.0, reason=reason), Verdict.PENDING, 750.0, known)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (change(None, "STARTING"), "12m 30s  tfm-1/tsk-4  STARTING"),
        (change("RUNNING", "FAILED", "no rows"), "12m 30s  tfm-1/tsk-4  RUNNING -> FAILED  no rows"),
        (
            change("RUNNING", "NAPPING", known=False),
            "12m 30s  tfm-1/tsk-4  RUNNING -> NAPPING (a state that the table doesn't have)",
        ),
        (change("\x1b[2J", "a\nb", "\x07"), "12m 30s  tfm-1/tsk-4  \\x1b[2J -> a\\nb  \\x07"),
    ],
)
def test_change_line(given: Change, line: str) -> None:
    assert change_line(given) == line


def test_labels_are_padded() -> None:
    assert change_line(change(None, "STARTING"), width=14) == "12m 30s  tfm-1/tsk-4     STARTING"


@pytest.mark.parametrize(
    ("pending", "ended", "line"),
    [
        ({"RUNNING": 3, "STARTING": 1}, 36, "waiting: 3 RUNNING, 1 STARTING, 36 ended, 12m 30s"),
        ({"": 2}, 0, "waiting: 2 not yet seen, 12m 30s"),
        ({}, 0, "waiting: 12m 30s"),
        ({"\r\n": 1}, 0, "waiting: 1 \\r\\n, 12m 30s"),
    ],
)
def test_waiting_line(pending: dict[str, int], ended: int, line: str) -> None:
    assert waiting_line(pending, ended, 750.0) == line


# --- endings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "error", "word"),
    [
        ("COMPLETED", None, Ending.REACHED),
        ("FAILED", FailureStateError("x"), Ending.FAILED),
        ("STOPPED", FailureStateError("x"), Ending.STOPPED),
        ("STOPPED", StrayStateError("x"), Ending.STRAY),
        ("NAPPING", UnknownStateError("x"), Ending.UNKNOWN),
        ("GONE", NotFoundError("x"), Ending.NOT_FOUND),
        ("INPROGRESS", WaitTimeoutError("x"), Ending.TIMED_OUT),
        ("INPROGRESS", AccessDeniedError("x"), Ending.DENIED),
        ("INPROGRESS", CredentialsError("x"), Ending.UNAUTHENTICATED),
        ("INPROGRESS", ServiceError("x"), Ending.ERROR),
        ("INPROGRESS", ReadError("x"), Ending.ERROR),
        ("INPROGRESS", InvalidRequestError("no region"), Ending.REFUSED),
        ("INPROGRESS", InvalidRequestError("no such operation", code="UnknownOperationException"), Ending.ERROR),
        ("INPROGRESS", WaiterError("given up"), Ending.GIVEN_UP),
    ],
)
def test_ending(state: str, error: WaiterError | None, word: Ending) -> None:
    assert ending(outcome(state, Verdict.PENDING if error else Verdict.MET, error)) is word


@pytest.mark.parametrize("verdict", [*Verdict])
def test_every_verdict_has_an_ending(verdict: Verdict) -> None:
    assert ending(outcome("INPROGRESS", verdict)).value in (verdict.value, "reached")


def test_a_type_that_names_its_stop_otherwise() -> None:
    ref = Crawler("nightly")
    stopped = Observation(ref, "CANCELLED", 0.0)
    assert ending(Outcome(ref, "completed", Verdict.FAILED, stopped, (), 1.0, 1, FailureStateError("x"))) == "stopped"


def test_explanation_is_in_the_words_of_who_knows() -> None:
    assert explanation(outcome("FAILED", Verdict.FAILED, FailureStateError("ours"), "AWS's")) == "AWS's"
    assert explanation(outcome("FAILED", Verdict.FAILED, FailureStateError("ours"))) == "ours"
    assert explanation(outcome("FAILED", Verdict.PENDING, ServiceError("ours"), "AWS's")) == "ours"
    assert explanation(outcome("COMPLETED", Verdict.MET, None, "AWS's")) == "AWS's"
