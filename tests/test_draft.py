"""Drafts of tables: what is found in botocore's models, what is guessed, and that what is printed is that table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlwaiters.aws.introspection import documented
from mlwaiters.aws.models import service_model
from mlwaiters.model import GONE, ResourceType
from mlwaiters.resources import find
from tools import source
from tools.draft import Draft, drafts, main
from tools.listings import singular
from tools.pollable import pollables
from tools.words import JOB, THING, guess, is_job, spelled

POLLABLE: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("pollable.json").read_text())["status"]
"""Where each operation that can be polled shows its status, as it was read off botocore's models by other means."""

WHY_NOT = {
    "sagemaker.DescribeModelCard": "people set its status; the service, its processing status",
    "glue.BatchGetWorkflows": "a workflow shows its last run, which GetWorkflowRun describes",
    "glue.GetWorkflow": "a workflow shows its last run, which GetWorkflowRun describes",
    "glue.GetColumnStatisticsTaskSettings": "switched on and off by its caller",
    "bedrock-agent.GetKnowledgeBaseDocuments": "what names a document is a structure",
    "frauddetector.DescribeDetector": "nothing moves: DRAFT, ACTIVE and INACTIVE are what the caller sets",
    "frauddetector.GetDetectorVersion": "nothing moves: DRAFT, ACTIVE and INACTIVE are what the caller sets",
    "opensearch.DescribeDomainNodes": "nothing moves",
    "bedrock-agent-runtime.GetSession": "nothing moves: a session is ended by its caller, or expires",
}


def drafted(service: str, name: str) -> Draft:
    return next(one for one in drafts(service) if one.kind.name == name)


# ---------------------------------------------------------------------------------------------------------------------
# What can be polled
# ---------------------------------------------------------------------------------------------------------------------


def paths(service: str) -> dict[str, str]:
    return {one.operation: one.path for one in pollables(service_model(service))}


@pytest.mark.parametrize("service", POLLABLE)
def test_everything_that_can_be_polled_is_found(service: str) -> None:
    found = paths(service)
    missed = {operation for operation, path in POLLABLE[service].items() if found.get(operation) != path}
    assert missed == {operation for operation in missed if f"{service}.{operation}" in WHY_NOT}


def test_no_reason_is_left_over() -> None:
    for name in WHY_NOT:
        service, operation = name.split(".")
        assert paths(service).get(operation) != POLLABLE[service][operation]


# ---------------------------------------------------------------------------------------------------------------------
# Words
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (
            "<ul> <li> <p>CREATE PENDING &gt; CREATE IN_PROGRESS &gt; ACTIVE -or- CREATE FAILED</p> </li> <li>",
            ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "CREATE FAILED"],
        ),
        (
            "<p>Or:</p> <ul> <li> <p>DELETE PENDING &gt; DELETE IN_PROGRESS</p> </li> <li> <p>GONE</p> </li> </ul>",
            ["DELETE PENDING", "DELETE IN_PROGRESS", "GONE"],
        ),
        (
            "<li> <code>ACTIVE</code> </li> <li> <code>CREATE_PENDING</code>, <code>CREATE_FAILED</code> </li> READY",
            ["ACTIVE", "CREATE_PENDING", "CREATE_FAILED"],
        ),
        (
            "<p>Valid values are <code>PENDING</code>, <code>IN_PROGRESS</code>, and <code>FAILED</code>.</p>",
            ["PENDING", "IN_PROGRESS", "FAILED"],
        ),
        ("<p>One of: <code>creating</code>, <code>in-use</code>. The rest.</p>", ["creating", "in-use"]),
        ("<p>The status of the filter.</p>", []),
        ("<p>Must be one of <code>ACTIVE</code>.</p>", []),
        ("", []),
    ],
)
def test_words_in_prose(html: str, words: list[str]) -> None:
    assert documented(html) == words


@pytest.mark.parametrize(
    ("word", "plain"),
    [("InProgress", "IN_PROGRESS"), ("CREATE IN_PROGRESS", "CREATE_IN_PROGRESS"), ("backing-up", "BACKING_UP")],
)
def test_words_are_spelled_alike(word: str, plain: str) -> None:
    assert spelled(word) == plain


@pytest.mark.parametrize(
    ("word", "main", "request_", "slot"),
    [
        ("InProgress", JOB, "run", "via"),
        ("SUBMITTED", JOB, "run", "via"),
        ("Starting", JOB, "run", "via"),
        ("Starting", THING, "start", "via"),
        ("COMPLETED", JOB, "run", "to"),
        ("TRAINED_WITH_WARNING", THING, "create", "partial"),
        ("CompletedWithErrors", JOB, "run", "partial"),
        ("PARTIAL_SUCCESS", JOB, "run", "partial"),
        ("STOP_REQUESTED", JOB, "stop", "via"),
        ("Cancelled", JOB, "stop", "to"),
        ("CREATE_STOPPED", THING, "stop", "to"),
        ("Expired", JOB, "run", "fail"),
        ("UpdateRollbackFailed", THING, "update", "fail"),
        ("RollingBack", THING, "update", "rollback"),
        ("DELETE_FAILED", THING, "delete", "fail"),
        ("Deleting", THING, "delete", "via"),
        ("DELETED", THING, "delete", "to"),
        ("SystemUpdating", THING, "maintain", "via"),
        ("InService", THING, "create", "to"),
        ("NOT_READY", THING, "create", "others"),
        ("gibberish", JOB, "run", "others"),
    ],
)
def test_place_of_a_word(word: str, main: str, request_: str, slot: str) -> None:
    guessed = guess(word, main)
    assert (guessed.request, guessed.slot) == (request_, slot)


@pytest.mark.parametrize("word", ["READY", "CompletedWithErrors", "Expired", "RollingBack", "gibberish", "CREATED"])
def test_what_a_person_must_decide_is_said(word: str) -> None:
    assert guess(word, JOB).decide


def test_job_or_thing() -> None:
    assert is_job("TrainingJob", ["InProgress", "Completed"])
    assert is_job("DocumentAnalysis", ["IN_PROGRESS", "SUCCEEDED"])
    assert not is_job("Endpoint", ["Creating", "InService"])
    assert not is_job("DatasetImportJob", ["CREATE PENDING", "ACTIVE"])


@pytest.mark.parametrize(("noun", "one"), [("PartitionIndexes", "PartitionIndex"), ("Vocabularies", "Vocabulary"),
                                           ("DataAnalysis", "DataAnalysis"), ("Jobs", "Job")])  # fmt: skip
def test_singular(noun: str, one: str) -> None:
    assert singular(noun) == one


# ---------------------------------------------------------------------------------------------------------------------
# Drafts
# ---------------------------------------------------------------------------------------------------------------------


def test_draft_of_a_job_is_the_table_but_for_what_the_model_does_not_say() -> None:
    made, table = drafted("sagemaker", "CompilationJob").kind, find("sagemaker", "compilation-job")
    assert made.requests == table.requests
    assert made.describe == replace(table.describe, quota=None)
    assert made.identifiers == table.identifiers
    assert made.lists is not None
    assert table.lists is not None
    for name in ("operation", "items", "fields", "identifiers", "limit", "filters", "sort", "newest"):
        assert getattr(made.lists, name) == getattr(table.lists, name), name


def test_draft_of_what_hangs_below_a_parent() -> None:
    made, table = drafted("glue", "MLTaskRun").kind, find("glue", "ml-task-run")
    assert made.identifiers == table.identifiers
    assert made.lists is not None
    assert table.lists is not None
    assert made.lists.parent is not None
    assert made.lists.parent.parameter == "TransformId"
    assert (made.lists.operation, made.lists.newest) == (table.lists.operation, table.lists.newest)


def test_draft_of_what_is_described_many_at_once() -> None:
    made = drafted("batch", "Job").kind
    assert made.identifiers == ("jobId",)
    assert (made.describe.operation, made.describe.within, made.describe.sends) == (
        "DescribeJobs", "jobs[]", {"jobId": "jobs[]"},
    )  # fmt: skip
    assert made.absent == ()


def test_draft_of_what_needs_a_scope() -> None:
    lists = drafted("qbusiness", "DataSource").kind.lists
    assert lists is not None
    assert lists.needs == {"applicationId": "applicationId", "indexId": "indexId"}


def test_draft_of_a_listing_whose_token_has_two_names() -> None:
    lists = drafted("omics", "Run").kind.lists
    assert lists is not None
    assert (lists.token, lists.next_token) == ("startingToken", "nextToken")


def test_states_in_prose_are_for_a_person_to_decide() -> None:
    made = drafted("personalize", "Campaign")
    assert made.kind.states == (
        "CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "CREATE FAILED", "DELETE PENDING", "DELETE IN_PROGRESS",
    )  # fmt: skip
    assert made.notes["describe"] == ["DECIDE: the states are read from prose"]


def test_what_the_check_has_against_a_draft_is_said() -> None:
    assert "lint: run: asked for by no operation" in drafted("emr", "Step").notes[""]


# ---------------------------------------------------------------------------------------------------------------------
# What is printed
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["batch", "emr", "neptune", "omics", "personalize", "rekognition", "transcribe"])
def test_printed_module_is_the_draft(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([service]) == 0
    text = capsys.readouterr().out
    names: dict[str, Any] = {}
    exec(compile(text, service, "exec"), names)
    made = {one.kind.name: one.kind for one in drafts(service)}
    assert {name for name, value in names.items() if isinstance(value, ResourceType)} == {*made}
    for name, kind in made.items():
        assert {field: getattr(names[name], field) for field in kind.__slots__} == {
            field: getattr(kind, field) for field in kind.__slots__
        }
    assert max(map(len, text.splitlines())) <= 120


def test_table_is_printed_as_it_is_written_by_hand() -> None:
    text = source.table(find("kendra", "faq"), {})
    written = (Path(source.__file__).parents[1] / "mlwaiters/resources/kendra.py").read_text()
    rows = [line for line in text.splitlines() if "Request(" in line]
    assert len(rows) == 3
    assert all(row in written for row in rows)


def test_comments_stand_above_what_they_are_about() -> None:
    lines = source.table(find("glue", "crawler"), {"run": ["DECIDE: this"], "timeout": ["guess: that"]}).splitlines()
    assert lines[lines.index("        # DECIDE: this") + 1].lstrip().startswith("Request(")
    assert lines[lines.index("    # guess: that") + 1] == "    timeout=86400,"


def test_gone_is_printed_as_a_name() -> None:
    assert "(GONE,)" in source.table(find("glue", "crawler"), {})
    assert f'"{GONE}"' not in source.table(find("glue", "crawler"), {})


def test_only_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transcribe", "--only", "Vocabulary"]) == 0
    text = capsys.readouterr().out
    assert "Vocabulary = ResourceType(" in text
    assert text.count("= ResourceType(") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["transcrib"], "unknown service 'transcrib'; did you mean 'transcribe'"),
        (["transcribe", "--only", "Vocabularies"], "transcribe: unknown resource 'Vocabularies'; did you mean"),
    ],
)
def test_unknown_names_are_refused(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
