"""From words to things: what a command line names, and what it says when it names nothing, or half of something."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.cli.targets import (
    Selection,
    UsageError,
    parameters,
    read_moment,
    read_refs,
    read_structure,
    select,
    unknown_option,
)
from mlwaiters.resources import SERVICES, catalogue, find
from mlwaiters.resources.glue import Crawler, JobRun, MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, PipelineExecution, TrainingJob

if TYPE_CHECKING:
    from pathlib import Path

    from mlwaiters.model import Listing, Ref, ResourceType


def chosen(kind: ResourceType | None, *names: str, **values: list[str]) -> list[Ref | Listing]:
    return select(Selection(kind, names, values), listing_by_default=False)


def listed(kind: ResourceType, **values: list[str]) -> list[Ref | Listing]:
    return select(Selection(kind, (), values), listing_by_default=True)


def complaint(selection: Selection, *, listing_by_default: bool = False) -> str:
    with pytest.raises(UsageError) as caught:
        select(selection, listing_by_default=listing_by_default)
    return str(caught.value)


# --- AWS's parameters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (MLTaskRun, ["--transform-id", "--task-run-id", "--filter"]),
        (JobRun, ["--job-name", "--run-id"]),
        (Crawler, ["--name"]),
        (PipelineExecution, ["--pipeline-execution-arn", "--pipeline-name", "--created-after", "--created-before"]),
    ],
)
def test_parameters(kind: ResourceType, options: list[str]) -> None:
    assert [parameter.option for parameter in parameters(kind)] == options


def test_every_type_has_each_option_once() -> None:
    for service in SERVICES:
        for kind in catalogue(service).values():
            options = [each.option for each in parameters(kind)]
            assert len(options) == len({*options}), kind
    (schema,) = (each for each in parameters(find("glue", "SchemaVersion")) if each.name == "SchemaId")
    assert schema.read('{"SchemaArn": "a"}') == {"SchemaArn": "a"}


def test_filters_are_parameters() -> None:
    options = {parameter.option: parameter.placeholder for parameter in parameters(CompilationJob)}
    assert options["--name-contains"] == "VALUE"
    assert options["--status-equals"] == "VALUE"
    assert options["--last-modified-time-before"] == "TIME"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("20260131", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T14:00:00+02:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31 12:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("1769860800", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("1769860800.5", datetime(2026, 1, 31, 12, 0, 0, 500000, tzinfo=UTC)),
    ],
)
def test_read_moment(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "99999999999999999999", "-1", "nan"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="is no moment; expected one such as 2026-01-31"):
        read_moment(text)


@pytest.mark.parametrize("text", ["", "{", "[1]", '"RUNNING"', "null", "[" * 100_000])
def test_what_is_no_structure(text: str) -> None:
    with pytest.raises(ValueError, match="is no JSON object"):
        read_structure(text)


@given(st.text())
def test_readers_read_or_refuse(text: str) -> None:
    for read in (read_moment, read_structure):
        with contextlib.suppress(ValueError):
            assert read(text) is not None


def test_unknown_option_names_the_nearest() -> None:
    known = ["--transform-id", "--task-run-id", "--timeout"]
    assert str(unknown_option("--transfrom-id=x", known)) == (
        "unknown parameter '--transfrom-id'; did you mean '--transform-id'?"
    )
    assert str(unknown_option("--qqqq", known)) == (
        "unknown parameter '--qqqq'; expected one of: --transform-id, --task-run-id, --timeout"
    )


# --- things ----------------------------------------------------------------------------------------------------------


def test_names() -> None:
    assert chosen(CompilationJob, "a", "b", "a") == [CompilationJob("a"), CompilationJob("b")]


def test_names_and_the_identifier_add_up() -> None:
    assert chosen(CompilationJob, "a", CompilationJobName=["b"]) == [CompilationJob("a"), CompilationJob("b")]


def test_one_parent_and_many_children() -> None:
    assert chosen(MLTaskRun, TransformId=["t"], TaskRunId=["1", "2"]) == [MLTaskRun("t", "1"), MLTaskRun("t", "2")]


def test_equal_counts_pair_up() -> None:
    assert chosen(MLTaskRun, TransformId=["t", "u"], TaskRunId=["1", "2"]) == [
        MLTaskRun("t", "1"),
        MLTaskRun("u", "2"),
    ]


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(CompilationJob), "nothing is named; give NAME, --from-file, or --all for everything unsettled"),
        (Selection(MLTaskRun), "nothing is named; give --transform-id and --task-run-id, --from-file, or --all"),
        (Selection(None), "SERVICE and RESOURCE are missing"),
        (Selection(MLTaskRun, ["tsk-1"]), "is named by --transform-id and --task-run-id, not by 'tsk-1' alone"),
        (Selection(MLTaskRun, (), {"TransformId": ["t"]}), "--task-run-id is missing; give it, or --all"),
        (Selection(MLTaskRun, (), {"TaskRunId": ["1"]}), "--transform-id is missing; glue ml-task-run is named by"),
        (
            Selection(MLTaskRun, (), {"TransformId": ["t", "u"], "TaskRunId": ["1", "2", "3"]}),
            "don't pair up: 2 of --transform-id, 3 of --task-run-id",
        ),
        (Selection(MLTaskRun, (), {"TransformId": ["t", "u"], "TaskRunId": ["1"]}), "don't pair up"),
        (Selection(CompilationJob, ["a"], everything=True), "leave out names, or --all"),
        (
            Selection(MLTaskRun, (), {"TransformId": ["t"], "TaskRunId": ["1"]}, everything=True),
            "leave out --task-run-id, or --all",
        ),
        (Selection(CompilationJob, ["a"], {"NameContains": ["x"]}), "--name-contains narrows a listing; leave it out"),
        (Selection(CompilationJob, [""]), "a name is empty"),
        (Selection(MLTaskRun, (), {"TransformId": [""], "TaskRunId": ["1"]}), "--transform-id is empty"),
        (Selection(MLTaskRun, (), {"TransformId": ["t"], "TaskRunId": [""]}), "--task-run-id is empty"),
        (Selection(CompilationJob, ["a"], file="-"), "--from-file names everything; leave out names"),
        (Selection(CompilationJob, everything=True, file="-"), "leave out --all, or --from-file"),
        (Selection(CompilationJob, (), {"NameContains": ["x"]}, file="-"), "leave out --name-contains, or --from-file"),
    ],
)
def test_selections_that_make_no_sense(selection: Selection, words: str) -> None:
    assert words in complaint(selection)


# --- listings --------------------------------------------------------------------------------------------------------


def test_nothing_named_is_the_whole_listing() -> None:
    assert listed(MLTaskRun) == [MLTaskRun.listing()]
    assert listed(PipelineExecution, PipelineName=["p"]) == [PipelineExecution.listing(PipelineName="p")]


def test_each_parent_is_a_listing() -> None:
    assert listed(MLTaskRun, TransformId=["t", "u", "t"]) == [
        MLTaskRun.listing(TransformId="t"),
        MLTaskRun.listing(TransformId="u"),
    ]


def test_filters_are_what_aws_takes() -> None:
    (found,) = listed(TrainingJob, NameContains=["churn"], CreationTimeAfter=["2026-01-31"])
    assert found == TrainingJob.listing(NameContains="churn", CreationTimeAfter=datetime(2026, 1, 31, tzinfo=UTC))
    (found,) = listed(MLTaskRun, TransformId=["t"], Filter=['{"Status": "RUNNING"}'])
    assert found == MLTaskRun.listing(TransformId="t", Filter={"Status": "RUNNING"})


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (TrainingJob, {"NameContains": ["a", "b"]}, "--name-contains is given 2 times"),
        (TrainingJob, {"CreationTimeAfter": ["soon"]}, "--creation-time-after: 'soon' is no moment"),
        (MLTaskRun, {"Filter": ["RUNNING"]}, "--filter: 'RUNNING' is no JSON object"),
        (MLTaskRun, {"TransformId": [""]}, "--transform-id is empty"),
    ],
)
def test_filters_that_make_no_sense(kind: ResourceType, values: dict[str, list[str]], words: str) -> None:
    assert words in complaint(Selection(kind, (), values), listing_by_default=True)


# --- files -----------------------------------------------------------------------------------------------------------


def line(**members: object) -> str:
    return json.dumps(members)


FULL = line(service="sagemaker", resource="compilation-job", id={"CompilationJobName": "a"})


def test_read_refs() -> None:
    lines = [line(TransformId="t", TaskRunId="1"), "", "  \r", line(id={"TransformId": "t", "TaskRunId": "2"}), FULL]
    assert read_refs(lines, MLTaskRun, "refs.jsonl") == [
        MLTaskRun("t", "1"),
        MLTaskRun("t", "2"),
        CompilationJob("a"),
    ]


def test_events_are_references() -> None:
    event = {"event": "change", "service": "glue", "resource": "ml-task-run", "id": {"TransformId": "t"}, "after": "X"}
    event["id"] = {"TransformId": "t", "TaskRunId": "1"}
    assert read_refs([line(**event)], None, "-") == [MLTaskRun("t", "1")]


@pytest.mark.parametrize(
    ("kind", "broken", "words"),
    [
        (MLTaskRun, "{", "'{' is no JSON"),
        (MLTaskRun, "[1]", "'[1]' is no JSON object; expected {\"TransformId\""),
        (MLTaskRun, line(TransformId="t"), "TaskRunId is missing"),
        (MLTaskRun, line(TransformId="t", TaskRunId=1), "TaskRunId must be a string"),
        (MLTaskRun, line(TransformId="t", TaskRunID="1"), "unknown identifier 'TaskRunID'; did you mean 'TaskRunId'"),
        (MLTaskRun, line(id="tsk-1"), "the id must be a JSON object"),
        (MLTaskRun, line(service="glue", id={}), "service and resource must both be given"),
        (MLTaskRun, line(service="glew", resource="x", id={}), "unknown service 'glew'; did you mean 'glue'?"),
        (None, line(TransformId="t", TaskRunId="1"), "no SERVICE RESOURCE on the command line"),
        (None, "\x1b[2J", "'\\x1b[2J' is no JSON"),
        (MLTaskRun, "[" * 100_000, "refs.jsonl, line 3: "),
    ],
)
def test_a_broken_line_is_named(kind: ResourceType | None, broken: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_refs([FULL, "", broken, "{"], kind, "refs.jsonl")
    assert str(caught.value).startswith("refs.jsonl, line 3: ")
    assert words in str(caught.value)


@given(st.lists(st.text()))
def test_any_file_is_read_or_refused(lines: list[str]) -> None:
    with pytest.raises(UsageError):
        read_refs(lines, MLTaskRun, "x")


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_text(f"\ufeff{FULL}\r\n{FULL}\r\n", encoding="utf-8")
    assert select(Selection(None, file=str(path)), listing_by_default=False) == [CompilationJob("a")]


def test_a_line_ends_at_its_line_feed_alone(tmp_path: Path) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_text(f'{{"service": "glue", "note": "\u2028", {FULL[1:]}\n', encoding="utf-8")
    assert select(Selection(None, file=str(path)), listing_by_default=False) == [CompilationJob("a")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FULL.encode())))
    assert select(Selection(None, file="-"), listing_by_default=False) == [CompilationJob("a")]


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_bytes(content)
    assert "names nothing; expected one JSON object a line" in complaint(Selection(CompilationJob, file=str(path)))


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xff")
    assert "is no UTF-8 text" in complaint(Selection(CompilationJob, file=str(tmp_path / "latin")))
    assert "No such file" in complaint(Selection(CompilationJob, file=str(tmp_path / "nowhere")))
    assert "Is a directory" in complaint(Selection(CompilationJob, file=str(tmp_path)))
