"""A user's own tables: in code, in a file, on the command line; and what is said of a file that is wrong."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlwaiters
from mlwaiters.aws.tables import lint
from mlwaiters.cli import looking, main
from mlwaiters.resources import SERVICES, catalogue, find
from mlwaiters.resources.sagemaker import CompilationJob
from mlwaiters.tables import survey
from mlwaiters.tables.findings import contradictions
from mlwaiters.tables.lines import line_of, lines
from mlwaiters.testing import ScriptedReader, SimulatedAWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlwaiters.model import ResourceType

EXAMPLE = Path(__file__).parent.parent / "docs" / "athena.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")

JOB = """
[[resource]]
service = "sagemaker"
name = "Compilation"
identifiers = ["CompilationJobName"]
timeout = 900
requests = [
{name = "run", by = ["CreateCompilationJob"], via = ["STARTING", "INPROGRESS"], to = ["COMPLETED"], fail = ["FAILED"]},
{name = "stop", by = ["StopCompilationJob"], via = ["STOPPING"], to = ["STOPPED"]},
]

[resource.describe]
operation = "DescribeCompilationJob"
fields = {status = "CompilationJobStatus", reason = ["FailureReason"], created = "CreationTime"}

[resource.lists]
operation = "ListCompilationJobs"
items = "CompilationJobSummaries"
identifiers.CompilationJobName = "CompilationJobName"
limit = 100
page = 10
fields.status = "CompilationJobStatus"

[[resource.absent]]
code = "ResourceNotFound"
"""  # fmt: skip

Mine = replace(CompilationJob, name="Mine")


@pytest.fixture
def job_file(tmp_path: Path) -> str:
    path = tmp_path / "job.toml"
    path.write_text(JOB, encoding="utf-8")
    return str(path)


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


# ---------------------------------------------------------------------------------------------------------------------
# A table in code
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_own_table_is_waited_for() -> None:
    poller = mlwaiters.Poller(ScriptedReader({Mine("a"): "STARTING 20s, INPROGRESS 60s, COMPLETED"}))
    outcome = await poller.wait(Mine("a"))
    assert (outcome.ref, outcome.state) == (Mine("a"), "COMPLETED")


def test_own_refs_survive_pickling() -> None:
    ref, listing = Mine("a"), Mine.listing(NameContains="x")
    assert pickle.loads(pickle.dumps((ref, listing))) == (ref, listing)
    assert {pickle.loads(pickle.dumps(ref)): 1}[ref] == 1
    assert pickle.loads(pickle.dumps(CompilationJob)) is CompilationJob
    assert Mine("a") != replace(Mine, grace=1.0)("a") != CompilationJob("a")


def test_own_refs_survive_the_way_to_another_process() -> None:
    code = "import pickle, sys; ref = pickle.loads(sys.stdin.buffer.read()); sys.stdout.buffer.write(pickle.dumps(ref))"
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(Mine("a")), capture_output=True, check=True)
    back = pickle.loads(done.stdout)
    assert back == Mine("a")
    assert back.type.states == CompilationJob.states


@pytest.mark.parametrize("service", SERVICES)
def test_catalogue_is_free_of_contradictions(service: str) -> None:
    assert [str(one) for kind in catalogue(service).values() for one in contradictions(kind)] == []


def test_own_table_goes_before_that_of_the_catalogue() -> None:
    mine, other = replace(CompilationJob, grace=1.0), replace(Mine, service="athena")
    assert find("sagemaker", "compilation-job", [mine]) is mine
    assert find("athena", "Mine", [mine, other]) is other
    assert list(catalogue("athena", [other])) == sorted(["mine", *catalogue("athena")])
    with pytest.raises(mlwaiters.UnknownNameError, match="did you mean 'athena'"):
        find("athen", "mine", [other])


# ---------------------------------------------------------------------------------------------------------------------
# A table in a file
# ---------------------------------------------------------------------------------------------------------------------


def test_example() -> None:
    (query,) = mlwaiters.load_tables(EXAMPLE)
    assert repr(query("q-1")) == "athena.QueryExecution('q-1')"
    assert query.timeout == 3600
    assert query.states == ("QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED")
    assert query.request("stop") == mlwaiters.Request("stop", ("StopQueryExecution",), (), ("CANCELLED",), when=(
        "QUEUED", "RUNNING",
    ))  # fmt: skip
    assert query.absent[0].matches("InvalidRequestException", "QueryExecution q-1 was not found")
    assert mlwaiters.load_tables(EXAMPLE) == (query,)
    assert pickle.loads(pickle.dumps(query("q-1"))) == query("q-1")


def test_example_is_all_of_it() -> None:
    """It leaves nothing open that the check of our own tables would find."""
    assert [str(one) for kind in mlwaiters.load_tables(EXAMPLE) for one in lint(kind)] == []


def test_file_is_found_from_the_command_line(
    job_file: str, simulated_aws: Callable[..., SimulatedAWS], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    running = simulated_aws(speed=100_000)
    running.world.add(CompilationJob("a"), "INPROGRESS 20s, COMPLETED")
    running.world.add(CompilationJob("b"), "INPROGRESS 20s, FAILED")
    own = ["--table", job_file, "--endpoint-url", running.url, "--region", "eu-west-1", "-o", "json"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "simulated")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
        assert main(["wait", "sagemaker", "compilation", "a", "b", "-q", *own]) == 1
        ended = json.loads(capsys.readouterr().out)
        assert [(one["resource"], one["state"]) for one in ended] == [
            ("compilation", "COMPLETED"),
            ("compilation", "FAILED"),
        ]
        refs = tmp_path / "refs"
        refs.write_text(json.dumps(ended[0]), encoding="utf-8")  # outcomes are references, too
        assert main(["status", "--from-file", str(refs), *own]) == 0
        assert [one["state"] for one in json.loads(capsys.readouterr().out)] == ["COMPLETED"]
        assert main(["watch", "sagemaker", "Compilation", "--history", "-q", *own]) == 1
        assert {one["state"] for one in json.loads(capsys.readouterr().out)} == {"COMPLETED", "FAILED"}


def test_commands_that_read_tables_find_it(job_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["states", "sagemaker", "compilation", "--table", job_file, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["describe"] == "DescribeCompilationJob"
    assert main(["resources", "athena", "--table", str(EXAMPLE)]) == 0
    shown = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert ["athena", "query-execution", "QueryExecutionId"] in shown
    assert main(["wait", "athena", "query-execution", "--table", str(EXAMPLE), "--help"]) == 0
    assert "--query-execution-id" in capsys.readouterr().out


def test_budget_may_name_an_operation_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXT.replace('"GetQueryExecution"', '"GetCalculationExecutionStatus"').replace('within = "Query', '# "')
    own = ["--table", written(tmp_path, text.replace('"QueryExecution', '"CalculationExecution'))]
    own += ["--budget", "GetCalculationExecutionStatus=2"]
    monkeypatch.setattr(looking, "run", lambda options, _: len(options.tables))
    assert main(["status", "athena", "calculation-execution", "c-1", *own]) == 2  # twice: as it is read, and asked for
    assert main(["status", "athena", "query-execution", "q-1", *own[2:]]) == 2
    assert "did you mean 'GetCalculationExecution'" in capsys.readouterr().err


def test_file_that_is_wrong_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = written(tmp_path, TEXT.replace('"GetQueryExecution"', '"GetQueryExecutoin"').replace("minted", "mintd"))
    for command in (["wait", "athena", "query-execution", "q"], ["states", "athena", "x"], ["resources"]):
        assert main([*command, "--table", bad]) == 2
        assert f"{bad}:9: mintd: unknown field 'mintd'; did you mean 'minted'" in capsys.readouterr().err
    with pytest.raises(mlwaiters.TableError) as caught:
        mlwaiters.load_tables(bad)
    assert len(caught.value.problems) == 1  # the operation is looked at once the fields can be read


# ---------------------------------------------------------------------------------------------------------------------
# What is said of a file that is wrong
# ---------------------------------------------------------------------------------------------------------------------

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


# ---------------------------------------------------------------------------------------------------------------------
# On which line things stand
# ---------------------------------------------------------------------------------------------------------------------

TOML = '''# a comment with "quotes" and [brackets]
title = "a # that is none" # and one that is
[a.b]
"quoted key" = 1.5
more = [
  1979-05-27 07:32:00, # [
  [ "]", \'}\' ],
]
text = """
[no.header]
x = "1"
"""
[[a.list]]
one.two = { three = [ 1, 2 ], four = \'\'\'
\'\'\', five = 5 }
[[a.list]]
[a.list.below]
x = true
'''


def test_lines() -> None:
    found = lines(TOML)
    assert {path: found[path] for path in _paths(tomllib.loads(TOML))} == {
        ("title",): 2,
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "b", "quoted key"): 4,
        ("a", "b", "more"): 5,
        ("a", "b", "more", 0): 6,
        ("a", "b", "more", 1): 7,
        ("a", "b", "more", 1, 0): 7,
        ("a", "b", "more", 1, 1): 7,
        ("a", "b", "text"): 9,
        ("a", "list"): 13,
        ("a", "list", 0): 13,
        ("a", "list", 0, "one"): 14,
        ("a", "list", 0, "one", "two"): 14,
        ("a", "list", 0, "one", "two", "three"): 14,
        ("a", "list", 0, "one", "two", "three", 0): 14,
        ("a", "list", 0, "one", "two", "three", 1): 14,
        ("a", "list", 0, "one", "two", "four"): 14,
        ("a", "list", 0, "one", "two", "five"): 15,
        ("a", "list", 1): 16,
        ("a", "list", 1, "below"): 17,
        ("a", "list", 1, "below", "x"): 18,
    }
    assert line_of(found, ("a", "list", 1, "nothing", 3)) == 16
    assert line_of(found, ("nothing",)) == 1


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, below in inner for each in ((*path, key), *_paths(below, (*path, key)))]


@given(st.text(alphabet="[]{}=,.\"'#\n\\ ab1", max_size=40))
def test_any_text_that_is_toml_has_lines(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = lines(text)
    assert all(1 <= line_of(found, path) <= text.count("\n") + 1 for path in _paths(document))


def test_every_record_of_the_catalogue_can_be_written_as_toml(tmp_path: Path) -> None:
    """Each field has a type that a file can give: a table that is written out and read again is the same."""
    for kind in (kind for service in SERVICES for kind in catalogue(service).values()):
        path = written(tmp_path, f"[[resource]]\n{_toml(kind)}")
        kinds, complaints = survey(path, lambda _: ())
        assert (kinds, complaints) == ((kind,), [])


def _toml(kind: ResourceType) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in _given(kind))


def _given(record: Any) -> list[tuple[str, Any]]:
    return [
        (name, getattr(record, name)) for name in record.__dataclass_fields__
        if not name.startswith("_") and getattr(record, name) is not None
    ]  # fmt: skip


def _value(value: Any) -> str:
    if hasattr(value, "__dataclass_fields__"):
        return "{" + ", ".join(f"{name} = {_value(item)}" for name, item in _given(value)) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_value(item)}" for name, item in value.items()) + "}"
    return f"[{', '.join(map(_value, value))}]" if isinstance(value, (tuple, list)) else json.dumps(value)
