"""What one state means, and finding types by a word: the commands `explain` and `resources --search`."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlwaiters.cli import main
from mlwaiters.goals import classes, follows, goals, reachable
from mlwaiters.model import GONE, ResourceType
from mlwaiters.report.meaning import state_document, state_text
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import Crawler, MLTaskRun
from mlwaiters.resources.sagemaker import Endpoint, PipelineExecution

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
Capture = pytest.CaptureFixture[str]


def test_a_moving_state(capsys: Capture) -> None:
    assert main(["explain", "glue", "ml-task-run", "RUNNING"]) == 0
    run = "StartMLEvaluationTaskRun, StartMLLabelingSetGenerationTaskRun, StartImportLabelsTaskRun"
    assert capsys.readouterr().out == (
        "state         glue ml-task-run RUNNING\n"
        "is            moving: something is under way, and only the service moves it on\n"
        f"comes of      run ({run}, StartExportLabelsTaskRun): on its way\n"
        "can follow    SUCCEEDED\n"
        "              FAILED\n"
        "              TIMEOUT\n"
        "              STOPPING\n"
        "can be asked  stop (CancelMLTaskRun)\n"
        "logs          {LogGroupName} {TaskRunId}\n"
        "\n"
        "GOAL       CLASS    MEANING\n"
        "completed  pending  on the way: a wait goes on\n"
        "stopped    stray    off the way: a wait bears with it for 1m 00s, then ends with an error\n"
        "settled    pending  on the way: a wait goes on\n"
    )


def test_a_state_for_programs(capsys: Capture) -> None:
    assert main(["explain", "sagemaker", "Endpoint", "rollingback", "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "service": "sagemaker",
        "resource": "endpoint",
        "state": "RollingBack",
        "kind": "moving",
        "goals": {
            "created": "success", "ready": "pending", "updated": "failure", "deleted": "stray", "settled": "pending",
        },
        "hopeless": [],
        "of": [
            {
                "request": "update",
                "by": ["UpdateEndpoint", "UpdateEndpointWeightsAndCapacities"],
                "as": "rollback",
            }
        ],
        "next": ["InService", "Failed", "UpdateRollbackFailed"],
        "accepts": [],
        "logs": [{"group": "/aws/sagemaker/Endpoints/{EndpointName}"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (MLTaskRun, "STOPPED", "settled: nothing leads away from it"),
        (MLTaskRun, "SUCCEEDED", "stopped    stray    off the way: nothing leads there from this state"),
        (Crawler, "READY", "no request: the service alone decides"),
        (PipelineExecution, "CompletedWithFailures", "where it comes to when only some of it succeeded"),
        (Endpoint, "GONE", "can be asked  create (CreateEndpoint)"),
        (Endpoint, "GONE", "ready    failure  not found: a wait bears with it for 1m 00s"),
        (Endpoint, "GONE", "deleted  success  reached"),
    ],
)
def test_plain_words(kind: ResourceType, state: str, words: str) -> None:
    assert words in state_text(kind, state)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_every_state_is_told_as_it_is_judged(kind: ResourceType) -> None:
    for state in kind.states:
        told = state_document(kind, state)
        for goal in goals(kind):
            assert state in getattr(classes(kind, goal), told["goals"][goal])
        assert (told["kind"] == "moving") == (state in kind.moving)
        assert {*told["next"]} <= reachable(kind, state) - {state}
        assert bool(told["next"]) == (reachable(kind, state) != {state})
        assert told["of"] or state in kind.others


def test_what_a_thing_begins_with() -> None:
    assert follows(MLTaskRun, GONE) == ("STARTING",)
    assert follows(Crawler, "SUCCEEDED") == ("RUNNING", GONE)
    assert follows(Crawler, GONE) == ()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["glue", "ml-task-run", "RUNING"], "glue ml-task-run: unknown state 'RUNING'; did you mean 'RUNNING'"),
        (["glue", "ml-task-rnu", "RUNNING"], "glue: unknown resource 'ml-task-rnu'; did you mean 'ml-task-run'"),
        (["glew", "x", "RUNNING"], "unknown service 'glew'; did you mean 'glue'?"),
        (["glue", "ml-task-run"], "the following arguments are required: STATE"),
    ],
)
def test_unknown_words(argv: list[str], words: str, capsys: Capture) -> None:
    assert main(["explain", *argv]) == 2
    assert words in capsys.readouterr().err


def test_hostile_names_are_escaped() -> None:
    row = replace(MLTaskRun.requests[0], to=("DONE\x1b[2J\n",))
    assert "\x1b" not in state_text(replace(MLTaskRun, requests=(row,)), "DONE\x1b[2J\n")


def test_search(capsys: Capture) -> None:
    assert main(["resources", "glue", "--search", "timeout"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["SERVICE", "RESOURCE", "FOUND"]
    assert {tuple(row.split()) for row in rows} >= {
        ("glue", "job-run", "state", "TIMEOUT"),
        ("glue", "ml-task-run", "state", "TIMEOUT"),
    }
    assert all("TIMEOUT" in row for row in rows)
    assert main(["resources", "--search", "MLTask", "-o", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["resource"] == "ml-task-run"
    assert found["matches"] == [
        "resource ml-task-run (MLTaskRun)",
        "operation GetMLTaskRun",
        "operation GetMLTaskRuns",
        "operation CancelMLTaskRun",
    ]


def test_search_in_vain(capsys: Capture) -> None:
    assert main(["resources", "--search", "StopTrainingJbo"]) == 2
    error = capsys.readouterr().err
    assert "no resource, operation or state has 'StopTrainingJbo' in it; did you mean 'StopTrainingJob'" in error
    assert main(["resources", "--search", "?"]) == 2
    assert capsys.readouterr().err.endswith("no resource, operation or state has '?' in it\n")
