"""Where a thing's own log is: templates filled from its identifiers and AWS's answers, shown where it failed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mlwaiters.aws.lint import findings
from mlwaiters.aws.models import service_model
from mlwaiters.cli import main
from mlwaiters.errors import FailureStateError, WaitTimeoutError
from mlwaiters.logs import Log
from mlwaiters.model import GONE, Observation, Outcome, Ref, Verdict
from mlwaiters.paths import first_at
from mlwaiters.report.events import outcome_document, status_document
from mlwaiters.report.table import outcome_table
from mlwaiters.resources import batch, emr, glue, machinelearning, omics, sagemaker

JOB = sagemaker.TrainingJob("churn-7")
PLACE = "/aws/sagemaker/TrainingJobs churn-7/"
RUN = glue.JobRun(JobName="load", RunId="jr_1")


def seen(ref: Ref, response: dict[str, Any], state: str = "FAILED", operation: str = "") -> Observation:
    return Observation(ref, state, 0.0, operation or ref.type.describe.operation, response=response)


def ended(ref: Ref, response: dict[str, Any], *, state: str = "Failed", verdict: Verdict = Verdict.FAILED) -> Outcome:
    error = FailureStateError("no") if verdict is Verdict.FAILED else None
    return Outcome(ref, "completed", verdict, seen(ref, response, state), (), 1.0, 1, error)


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        (Log("g", "s"), Log("g", "s")),
        (Log("/g/{Name}"), Log("/g/me")),
        (Log("{Group}", "{Name}/{Deep.Stream}"), Log("told", "me/deep")),
        (Log("{Lists[].Group}"), Log("first")),
        (Log("{None[].Group}"), None),
        (Log("{Empty}"), None),
        (Log("{Empty|/otherwise}/error"), Log("/otherwise/error")),
        (Log("{Group|/otherwise}/error"), Log("told/error")),
        (Log("g", "{Nowhere|}"), Log("g")),
        (Log("g", "{Number}"), None),
        (Log(uri="{Uri}{Name}/"), Log(uri="s3://b/me/")),
        (Log("{Hostile}"), Log("{Name}")),
    ],
)
def test_template(template: Log, filled: Log | None) -> None:
    document = {
        "Name": "another's",
        "Group": "told",
        "Deep": {"Stream": "deep"},
        "Lists": [{"Group": "first"}, {"Group": "second"}],
        "None": [],
        "Empty": "",
        "Number": 5,
        "Uri": "s3://b/",
        "Hostile": "{Name}",
    }
    assert template.filled({"Name": "me"}, document) == filled


@pytest.mark.parametrize("path", ["A.B", "A[].B", "B[]", "A.B.C"])
def test_a_path_that_leads_nowhere(path: str) -> None:
    assert first_at({"A": "text", "B": {}}, path) is None


@pytest.mark.parametrize(
    ("ref", "response", "places"),
    [
        (JOB, {}, [PLACE]),
        (RUN, {"JobRun": {}}, ["/aws-glue/jobs/error jr_1", "/aws-glue/jobs/output jr_1"]),
        (RUN, {"JobRun": {"LogGroupName": "/g"}}, ["/g/error jr_1", "/g/output jr_1"]),
        (RUN, {"LogGroupName": "/g"}, ["/g/error jr_1", "/g/output jr_1"]),  # the item of a listing
        (batch.Job("j"), {"jobs": [{"container": {"logStreamName": "d/default/1"}}]}, ["/aws/batch/job d/default/1"]),
        (batch.Job("j"), {"jobs": [{"container": {}}]}, []),  # not begun yet
        (
            batch.Job("j"),
            {"jobs": [{"container": {"logStreamName": "d", "logConfiguration": {"options": {"awslogs-group": "/g"}}}}]},
            ["/g d"],
        ),
        (emr.Cluster("j-1"), {"Cluster": {"LogUri": "s3n://b/logs/"}}, ["s3n://b/logs/j-1/"]),
        (machinelearning.MLModel("m"), {"LogUri": "https://b/log"}, ["https://b/log"]),
        (omics.RunTask(id="1", taskId="2"), {}, ["/aws/omics/WorkflowLog run/1/task/2"]),
        (glue.Crawler("c"), {"Crawler": {"LastCrawl": {"LogGroup": "/g", "LogStream": "c"}}}, ["/g c"]),
        (glue.Crawler("c"), {"Crawler": {}}, []),
        (sagemaker.Pipeline("p"), {}, []),
    ],
)
def test_logs_of_a_thing(ref: Ref, response: dict[str, Any], places: list[str]) -> None:
    assert [str(log) for log in seen(ref, response).logs] == places


def test_what_is_not_there_has_no_logs() -> None:
    assert seen(JOB, {}, GONE).logs == ()
    assert Outcome(JOB, "completed", Verdict.PENDING, None, (), 1.0, 1).logs == ()


def test_what_failed_is_shown_with_its_logs() -> None:
    failed, well = ended(JOB, {}), ended(JOB, {}, state="Completed", verdict=Verdict.MET)
    stopped = ended(JOB, {}, state="Stopped")
    late = replace(ended(JOB, {}), error=WaitTimeoutError("late"))
    lines = outcome_table([well, failed, stopped, late]).splitlines()
    assert [line.startswith("churn-7") for line in lines] == [True, True, False, True, True]
    assert lines[2] == f"  logs: {PLACE}"


def test_logs_for_programs() -> None:
    assert outcome_document(ended(JOB, {}))["logs"] == [{"group": "/aws/sagemaker/TrainingJobs", "streams": "churn-7/"}]
    known = {"Cluster": {"LogUri": "s3://b/"}}
    assert status_document(ended(emr.Cluster("j-1"), known))["logs"] == [{"uri": "s3://b/j-1/"}]
    assert outcome_document(ended(sagemaker.Pipeline("p"), {}))["logs"] == []


def test_what_aws_says_cannot_move_the_cursor() -> None:
    hostile = {"JobRun": {"LogGroupName": "\x1b[2J\n::error::"}}
    shown = outcome_table([ended(RUN, hostile)])
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3


def test_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "sagemaker", "training-job", "Failed"]) == 0
    assert "logs          /aws/sagemaker/TrainingJobs {TrainingJobName}/\n" in capsys.readouterr().out
    assert main(["explain", "glue", "ml-task-run", "FAILED", "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["logs"] == [{"group": "{LogGroupName}", "streams": "{TaskRunId}"}]
    assert main(["explain", "sagemaker", "pipeline", "Active"]) == 0
    assert "logs" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("log", "says"),
    [
        (Log(), "logs: expected either a group or a uri"),
        (Log("g", uri="u"), "logs: expected either a group or a uri"),
        (Log(streams="s", uri="u"), "logs: streams of no group"),
        (Log("g/{Name"), "logs: 'g/{Name' is no template: a brace is left over"),
        (Log("g", "{}"), "logs: '{}' is no template: a brace is left over"),
        (Log("{TrainingJobNam}"), "logs: no text at 'TrainingJobNam'"),
        (Log("{CreationTime}"), "logs: no text at 'CreationTime'"),
        (Log("{HyperParameters.anything}"), ""),
    ],
)
def test_a_table_whose_logs_are_wrong(log: Log, says: str) -> None:
    found = findings(replace(sagemaker.TrainingJob, logs=(log,)), service_model("sagemaker"))
    assert [one.says for one in found] == ([says] if says else [])
