"""What programs read: the JSON of changes, outcomes, looks and tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from mlwaiters.errors import FailureStateError
from mlwaiters.goals import classes, goals
from mlwaiters.model import GONE, Change, InState, Observation, Outcome, ResourceType, Updated, Verdict
from mlwaiters.report.diagram import states_document, states_mermaid, states_text
from mlwaiters.report.events import change_event, dump, moment, outcome_document, outcome_event, status_document
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler, JobRun, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, Endpoint, MlflowTrackingServer

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]

RUN = MLTaskRun("tfm-1", "tsk-4")
SEEN = Observation(
    RUN,
    "FAILED",
    1_700_000_000.5,
    reason="no rows",
    created=1_699_999_000.0,
    response={"Status": "FAILED", "StartedOn": datetime(2026, 1, 31, 12, tzinfo=UTC), "ResponseMetadata": {"x": 1}},
)
CHANGE = Change(RUN, "RUNNING", "FAILED", SEEN, Verdict.FAILED, 12.34567)
OUTCOME = Outcome(RUN, "completed", Verdict.FAILED, SEEN, (CHANGE,), 12.34567, 3.0, saved=2.12345).with_error(
    FailureStateError("FAILED instead of completed: no rows")
)
ERROR = OUTCOME.error
KEYS = ["event", "time", "service", "resource", "id", "before", "after", "verdict", "reason", "elapsed"]
NAME = {"service": "glue", "resource": "ml-task-run", "id": {"TransformId": "tfm-1", "TaskRunId": "tsk-4"}}


def test_change_event() -> None:
    event = change_event(CHANGE)
    assert event == {
        "event": "change",
        "time": "2023-11-14T22:13:20.500Z",
        **NAME,
        "before": "RUNNING",
        "after": "FAILED",
        "verdict": "failed",
        "reason": "no rows",
        "elapsed": 12.346,
    }
    assert list(event) == KEYS


def test_outcome_document() -> None:
    assert outcome_document(OUTCOME) == {
        **NAME,
        "goal": "completed",
        "verdict": "failed",
        "state": "FAILED",
        "reason": "no rows",
        "elapsed": 12.346,
        "calls": 3,
        "saved": 2.123,
        "error": {
            "type": "FailureStateError",
            "message": "glue ml-task-run tfm-1/tsk-4: FAILED instead of completed: no rows (12s, 3 calls)",
        },
        "logs": [],
        "changes": [
            {
                "time": "2023-11-14T22:13:20.500Z",
                "before": "RUNNING",
                "after": "FAILED",
                "verdict": "failed",
                "reason": "no rows",
                "elapsed": 12.346,
            }
        ],
        "response": {"Status": "FAILED", "StartedOn": datetime(2026, 1, 31, 12, tzinfo=UTC)},
    }
    event = {"event": "outcome", "time": "2023-11-14T22:13:20.500Z", **outcome_document(OUTCOME)}
    assert list(outcome_event(OUTCOME).items()) == list(event.items())


def test_an_outcome_without_a_sight() -> None:
    document = outcome_document(Outcome(RUN, InState("FAILED"), Verdict.PENDING, None, (), 0.0, 0))
    assert (document["goal"], document["state"], document["response"], document["error"]) == (
        "state=FAILED",
        "",
        {},
        None,
    )


def test_goals_are_written_as_on_the_command_line() -> None:
    ref = Endpoint("churn")
    assert outcome_document(Outcome(ref, Updated("c-2"), Verdict.PENDING, None, (), 0.0, 0))["goal"] == "updated=c-2"


def test_status_document() -> None:
    document = status_document(OUTCOME)
    assert document["created"] == "2023-11-14T21:56:40.000Z"
    assert document["modified"] is None
    assert document["time"] == "2023-11-14T22:13:20.500Z"
    assert "changes" not in document


def test_dump_writes_what_answers_hold() -> None:
    elsewhere = datetime(2026, 1, 31, 14, tzinfo=timezone(timedelta(hours=2)))
    document = {"when": elsewhere, "bytes": b"\xff", "map": MappingProxyType({"a": 1}), "odd": {1}.__class__}
    assert json.loads(dump(document)) == {
        "when": "2026-01-31T12:00:00.000Z",
        "bytes": "/w==",
        "map": {"a": 1},
        "odd": "<class 'set'>",
    }


def test_dump_is_one_line_of_ascii_whatever_aws_says() -> None:
    line = dump({"reason": "a\nb\u2028c\x1b[2J\ud800é"})
    assert line.isascii()
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert "\x1b" not in line


def test_no_moment_is_none() -> None:
    assert moment(None) is None


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_states_document_is_the_table(kind: ResourceType) -> None:
    document = states_document(kind)
    assert list(document) == [
        "service", "resource", "describe", "list", "identifiers", "status", "states", "requests", "goals",
    ]  # fmt: skip
    assert json.loads(dump(document)) == document
    assert [list(row) for row in document["requests"]] == [["name", "via", "to", "fail"]] * len(kind.requests)
    for goal in goals(kind):
        parts = document["goals"][goal]
        assert list(parts) == ["pending", "success", "failure", "stray"]
        assert sorted(state for part in parts.values() for state in part) == sorted(kind.states)
        assert parts["success"] == list(classes(kind, goal).success)


def test_states_document_of_what_bends_the_shape() -> None:
    assert states_document(JobRun)["status"] == "JobRun.JobRunState"
    assert states_document(MlflowTrackingServer)["status"] == "TrackingServerStatus"
    rows = {row["name"]: row for row in states_document(Endpoint)["requests"]}
    assert rows["update"]["via"] == ["Updating", "RollingBack"]
    assert rows["delete"]["to"] == [GONE]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_states_text_names_every_request_state_and_goal(kind: ResourceType) -> None:
    text = states_text(kind)
    for word in (*kind.states, *goals(kind), *(row.name for row in kind.requests), *kind.identifiers):
        assert word in text
    assert (kind.retired in text) if kind.retired else ("retired" not in text)


def test_states_text_reads_well() -> None:
    assert states_text(MLTaskRun) == (
        "resource      glue ml-task-run\n"
        "identifiers   TransformId, TaskRunId\n"
        "describe      GetMLTaskRun\n"
        "list          GetMLTaskRuns\n"
        "default goal  completed\n"
        "\n"
        "REQUEST  VIA                TO         FAIL\n"
        "run      STARTING, RUNNING  SUCCEEDED  FAILED, TIMEOUT\n"
        "stop     STOPPING           STOPPED    -\n"
        "\n"
        "GOAL       CLASS    STATES\n"
        "completed  pending  STARTING, RUNNING, STOPPING\n"
        "           success  SUCCEEDED\n"
        "           failure  FAILED, TIMEOUT, STOPPED\n"
        "stopped    pending  STOPPING\n"
        "           success  STOPPED\n"
        "           failure  FAILED, TIMEOUT\n"
        "           stray    STARTING, RUNNING, SUCCEEDED\n"
        "settled    pending  STARTING, RUNNING, STOPPING\n"
        "           success  SUCCEEDED, FAILED, TIMEOUT, STOPPED\n"
    )


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_state_is_in_the_drawing(kind: ResourceType) -> None:
    lines = states_mermaid(kind).splitlines()
    assert lines[0] == "stateDiagram-v2"
    named = {line.split(" as ")[1]: line.split('"')[1] for line in lines if line.startswith("    state ")}
    nodes = {node for line in lines if "-->" in line for node in line.partition(":")[0].split() if node != "-->"}
    assert all(node.isidentifier() for node in nodes - {"[*]"})
    comes_or_goes = kind.others or any(not row.when or GONE in row.to for row in kind.requests)
    assert {named.get(node, node) for node in nodes} == {*kind.states, *(["[*]"] if comes_or_goes else [])}
    assert len(lines) == len(set(lines))


def test_drawing_of_a_job_that_can_be_deleted() -> None:
    assert states_mermaid(CompilationJob) == (
        "stateDiagram-v2\n"
        "    [*] --> STARTING: run\n"
        "    STARTING --> INPROGRESS\n"
        "    INPROGRESS --> COMPLETED\n"
        "    INPROGRESS --> FAILED\n"
        "    STARTING --> STOPPING: stop\n"
        "    INPROGRESS --> STOPPING: stop\n"
        "    STOPPING --> STOPPED\n"
        "    COMPLETED --> [*]: delete\n"
        "    FAILED --> [*]: delete\n"
        "    STOPPED --> [*]: delete\n"
    )


def test_drawing_shows_a_rollback_and_what_no_request_leads_to() -> None:
    drawn = states_mermaid(Endpoint)
    for arrow in ("Updating --> RollingBack", "RollingBack --> InService", "RollingBack --> UpdateRollbackFailed"):
        assert f"    {arrow}\n" in drawn
    assert "    [*] --> OutOfService\n" in drawn
    assert "    [*] --> READY\n" in states_mermaid(Crawler)
