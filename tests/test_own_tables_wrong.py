"""What is said of a user's own table that is wrong: what, on which line, and what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mlwaiters
from mlwaiters.cli import main
from mlwaiters.tables import survey
from mlwaiters.tables.findings import contradictions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


from owntables import EXAMPLE, JOB, TEXT, written

WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "a field misspelt": (
        lambda text: text.replace("timeout", "timout"),
        ":10: timout: unknown field 'timout'; did you mean 'timeout'?",
    ),
    "a field missing": (lambda text: text.replace("timeout", "grace"), ":5: the field 'timeout' is missing"),
    "a field of a request misspelt": (
        lambda text: text.replace("fail =", "fails ="),
        ":14: requests[0].fails: unknown field 'fails'; did you mean 'fail' or",
    ),
    "text for a list": (
        lambda text: text.replace('["SUCCEEDED"]', '"SUCCEEDED"'),
        ":14: requests[0].to: expected a list, not 'SUCCEEDED'",
    ),
    "a number for a text": (
        lambda text: text.replace('"Status.State"', "7"),
        ":24: describe.fields.status: expected a text, not 7",
    ),
    "a list of numbers": (
        lambda text: text.replace('["QueryExecutionId"]', "[1]"),
        ":8: identifiers[0]: expected a text, not 1",
    ),
    "an empty text in a list": (
        lambda text: text.replace('["QueryExecutionId"]', '["QueryExecutionId", ""]'),
        ":8: identifiers[1]: expected a text that isn't empty",
    ),
    "text for a truth": (
        lambda text: text.replace("minted = true", 'minted = "yes"'),
        ":9: minted: expected true or false, not 'yes'",
    ),
    "no duration": (lambda text: text.replace('"1h"', '"soon"'), ":10: timeout: 'soon' is no duration"),
    "a truth for a number": (
        lambda text: text.replace('"1h"', "true"),
        ":10: timeout: expected a number, not True",
    ),
    "a deadline of nothing": (
        lambda text: text.replace('"1h"', "0"),
        ":10: timeout: 0 is no number of seconds above 0",
    ),
    "a table that is a text": (
        lambda text: text.replace("[resource.describe.fields]\n", "").replace('status = "Status.State"', 'fields = "x"')
        .replace("\nreason", "\n#").replace("\ncreated", "\n#").replace("\nmodified", "\n#"),
        ":23: describe.fields: expected a table, not 'x'",
    ),
    "another table": (
        lambda text: text + "\n[resources]\n",
        ":34: resources: unknown table 'resources'; did you mean 'resource'?",
    ),
    "a state in two classes": (
        lambda text: text.replace('fail = ["FAILED"]', 'fail = ["FAILED", "SUCCEEDED"]'),
        ":14: requests[0].to[0]: run: SUCCEEDED is in 2 classes",
    ),
    "a goal that no state satisfies": (
        lambda text: text.replace('["CANCELLED"]', '["GONE"]'),
        ":13: requests: stopped: no state satisfies this goal",
    ),
    "a request that comes to nothing": (
        lambda text: text.replace('["SUCCEEDED"]', "[]"),
        ":14: requests[0].to: run: comes to nothing",
    ),
    "a request of no such name": (
        lambda text: text.replace('"stop"', '"stopp"'),
        ":15: requests[1].name: stopp: no request is called so;",
    ),
    "a state to accept in misspelt": (
        lambda text: text.replace('when = ["QUEUED"', 'when = ["QUEUE"'),
        ":15: requests[1].when[0]: stop: accepted in QUEUE, no state; did you mean 'QUEUED'?",
    ),
    "an operation misspelt": (
        lambda text: text.replace('"StopQueryExecution"', '"StopQueryExecutoin"'),
        ":15: requests[1].by[0]: stop: no operation StopQueryExecutoin; did you mean 'StopQueryExecution'",
    ),
    "the describe misspelt": (
        lambda text: text.replace('"GetQueryExecution"', '"GetQueryExecutoin"'),
        ":20: describe.operation: no operation GetQueryExecutoin; did you mean 'GetQueryExecution'",
    ),
    "a member misspelt": (
        lambda text: text.replace('"QueryExecution"\n\n', '"QueryExecutoin"\n\n'),
        ":21: describe.within: no QueryExecutoin in the output; did you mean 'QueryExecution'",
    ),
    "a status misspelt": (
        lambda text: text.replace('"Status.State"', '"Status.Stat"'),
        ":24: describe.fields.status: 'Status.Stat' is no status; did you mean 'Status.State'",
    ),
    "an error misspelt": (
        lambda text: text.replace("InvalidRequestEx", "InvalidReqestEx"),
        ":31: absent[0].code: InvalidReqestException is no error; did you mean 'InvalidRequestException' or",
    ),
    "no regular expression": (
        lambda text: text.replace('"was not found"', '"("'),
        ":32: absent[0].message: '(' is no regular expression",
    ),
    "a service misspelt": (
        lambda text: text.replace('"athena"', '"athene"'),
        ":6: service: AWS has no service 'athene'; did you mean 'athena' or",
    ),
    "a name of several words": (
        lambda text: text.replace('name = "QueryExecution"', 'name = "Query Execution"'),
        ":7: name: 'Query Execution' is no name of letters and digits",
    ),
    "the same again": (lambda text: text + text, ":39: name: athena query-execution has a table already, above"),
    "no TOML": (lambda text: text + "\n[", ": no TOML: "),
    "nothing": (lambda _: "# nothing", ":1: expected a table [[resource]] for each resource type"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_file_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, told = WRONG[name]
    assert change(TEXT) != TEXT
    bad = written(tmp_path, change(TEXT))
    assert main(["check", bad]) == 2
    shown = capsys.readouterr()
    assert bad + told in shown.out + shown.err
    with pytest.raises(mlwaiters.TableError):
        mlwaiters.load_tables(bad)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("limit = 100", "limit = 1000", ":20: lists.limit: the limit is 1000, the model's 100"),
        ("limit = 100", "limit = 0", ":20: lists.limit: 0 is no limit of a page"),
        ("limit = 100", "limit = 10.5", ":20: lists.limit: expected a whole number, not 10.5"),
        ("page = 10", "page = 101", ":21: lists.page: a page of 101, with a limit of 100"),
        ('"ListCompilationJobs"', '"ListCompilationJob"', ":17: lists.operation: no operation ListCompilationJob;"),
        ("CompilationJobSummaries", "Summaries", ":18: lists.items: no list Summaries in the output"),
    ],
)  # fmt: skip
def test_wrong_listing_is_refused(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path, JOB.replace(old, new))
    assert main(["check", bad]) == 2
    assert bad + told in capsys.readouterr().out
    with pytest.raises(mlwaiters.TableError):
        mlwaiters.load_tables(bad)


def test_right_file(job_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out == f"{EXAMPLE}: fine: athena.QueryExecution\n"
    assert main(["check", job_file]) == 0  # a filter that nobody needs is worth a word, and no more
    assert f"{job_file}:16: note: lists: parameter 'NameContains' is for nothing\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '["CANCELLED"]',
            '["CANCELLED", "RUNNING"]',
            ":15: note: requests[1].to[1]: stop: comes to rest in RUNNING, but run",
        ),
        (
            '["FAILED"]',
            '["FAILED", "CANCELLED"]',
            ":14: note: requests[0].fail[1]: run: CANCELLED is a failure, but stop",
        ),
    ],
)
def test_what_may_be_meant_is_told(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", written(tmp_path, TEXT.replace(old, new))]) == 0
    assert told in capsys.readouterr().out


BATCH = """
[resource.batch]
operation = "BatchGetQueryExecution"
parameter = "QueryExecutionIds"
items = "QueryExecutions"
identifier = "QueryExecutionId"
fields = {status = "Status.State"}
limit = 50
"""


def test_many_described_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", written(tmp_path, TEXT + BATCH)]) == 0
    for old, new, told in (
        ("BatchGet", "BatchGot", "batch.operation: no operation BatchGotQueryExecution; did you mean 'BatchGetQ"),
        ('"QueryExecutionIds"', '"Ids"', "batch.parameter: no parameter Ids for many names"),
        ("= 50", "= 500", "batch.limit: the limit is 500, the model's 50"),
        ('"QueryExecutions"', '"Queries"', "batch.items: no list Queries in the output"),
        ('identifier = "QueryExecutionId"', 'identifier = "Id"', "batch.identifier: no identifier at 'Id'"),
        ("Status.State", "Status.Stat", "batch.fields.status: 'Status.Stat' is no status; did you mean 'Status.State'"),
    ):
        assert main(["check", written(tmp_path, TEXT + BATCH.replace(old, new))]) == 2
        assert told in capsys.readouterr().out


def test_what_aws_adds_breaks_no_pipeline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = written(tmp_path, TEXT.replace('"RUNNING"], to', "], to").replace('"QUEUED", "RUNNING"]}', '"QUEUED"]}'))
    (kind,) = mlwaiters.load_tables(older)
    assert "RUNNING" not in kind.states
    assert main(["check", older]) == 2
    assert "13: requests: describe: RUNNING is in the model alone" in capsys.readouterr().out


def test_unreadable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    for path, told in ((tmp_path / "none", "No such file"), (tmp_path, "directory"), (binary, "no UTF-8 text")):
        assert main(["check", str(path)]) == 2
        assert told in capsys.readouterr().err
        with pytest.raises(mlwaiters.TableError):
            survey(path, contradictions)


def test_hostile_file_writes_no_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = written(tmp_path, TEXT.replace("minted =", r'"x\n::error::\u001b[2J" ='))
    assert main(["check", bad]) == 2
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if not line.startswith(bad)] == []
