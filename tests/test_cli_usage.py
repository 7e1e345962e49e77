"""The command's grammar: help, the catalogue, and every way to get it wrong, none of which asks AWS anything."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from mlwaiters.cli import COMMANDS, main
from mlwaiters.cli.exits import EXITS, exit_status
from mlwaiters.report.diagram import states_document, states_mermaid, states_text
from mlwaiters.report.endings import Ending
from mlwaiters.resources.glue import MLTaskRun

Capture = pytest.CaptureFixture[str]


def refused(capsys: Capture, *argv: str) -> str:
    """What the command says when it exits with bad usage, without the line of usage."""
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    usage, complaint = shown.err.splitlines()
    assert usage.startswith("usage: mlwaiters")
    return complaint.partition(": error: ")[2]


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help(capsys: Capture, argv: list[str]) -> None:
    assert main(argv) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "\n  mlwaiters " in shown.out, "an example"


@pytest.mark.parametrize("argv", [["--help"], ["wait", "--help"], ["watch", "-h"], ["status", "--help"]])
def test_help_has_the_exit_codes(capsys: Capture, argv: list[str]) -> None:
    main(argv)
    shown = capsys.readouterr().out
    for status, meaning in EXITS.items():
        assert f"  {status:>3}  {meaning}\n" in shown


def test_help_of_a_resource_has_its_parameters(capsys: Capture) -> None:
    assert main(["watch", "glue", "ml-task-run", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "AWS's parameters for glue ml-task-run:\n  --transform-id VALUE" in shown
    assert "--filter JSON" in shown


@pytest.mark.parametrize(
    ("command", "when"), [("wait", "as it happens"), ("watch", "as it happens"), ("status", "at the end")]
)
def test_help_says_when_lines_are_printed(capsys: Capture, command: str, when: str) -> None:
    assert main([command, "--help"]) == 0
    assert f" a line, {when}" in " ".join(capsys.readouterr().out.split())


def test_help_comes_before_complaints(capsys: Capture) -> None:
    assert main(["wait", "glue", "--help"]) == 0
    assert main(["wait", "glue", "ml-task-run", "--transfrom-id", "x", "--help"]) == 0
    assert capsys.readouterr().err == ""


def test_no_command_shows_help_but_is_no_success(capsys: Capture) -> None:
    assert main([]) == 2
    assert "commands (each has its own --help)" in capsys.readouterr().out


def test_version(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mlwaiters ")


@pytest.mark.parametrize(
    "argv",
    [
        ["--help"],
        ["resources"],
        ["states", "glue", "ml-task-run"],
        ["wait", "glue", "ml-task-run", "--help"],
        ["wait", "glue", "ml-task-rnu", "x"],
        ["simulate", "--help"],
    ],
)
def test_what_asks_nothing_of_aws_imports_no_client(argv: list[str]) -> None:
    code = f"import sys; from mlwaiters.cli import main; main({argv!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {module.partition(".")[0] for module in done.stdout.splitlines()[-1].split()}
    assert loaded.isdisjoint({"anyio", "aiobotocore", "aiohttp", "botocore", "msgspec", "tenacity"})
    assert argv[0] == "simulate" or "asyncio" not in loaded


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_resources(capsys: Capture) -> None:
    assert main(["resources"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["SERVICE", "RESOURCE", "IDENTIFIERS"]
    rows = {tuple(line.split()[:2]): line for line in lines[1:]}
    assert rows["glue", "ml-task-run"].split()[2:] == ["TransformId", "TaskRunId", "completed", "stopped", "settled"]
    assert rows["sagemaker", "edge-packaging-job"].endswith("(retired)")
    assert rows["sagemaker", "mlflow-tracking-server"].split()[3] == "ready", "the default goal comes first"


def test_resources_of_a_service(capsys: Capture) -> None:
    assert main(["resources", "glue", "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {kind["service"] for kind in found} == {"glue"}
    assert next(kind for kind in found if kind["resource"] == "crawler") == {
        "service": "glue",
        "resource": "crawler",
        "identifiers": ["Name"],
        "goals": ["completed", "stopped", "deleted", "settled"],
        "default": "completed",
        "timeout": 86400,
        "retired": None,
    }


def test_states(capsys: Capture) -> None:
    for form, expected in (("text", states_text(MLTaskRun)), ("mermaid", states_mermaid(MLTaskRun))):
        assert main(["states", "glue", "ml-task-run", "-o", form]) == 0
        assert capsys.readouterr().out == expected
    assert main(["states", "glue", "MLTaskRun", "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == states_document(MLTaskRun)


# --- bad usage -------------------------------------------------------------------------------------------------------


JOB = ("wait", "sagemaker", "compilation-job")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("wiat",), "unknown command 'wiat'; did you mean 'wait'"),
        (("resources", "sage"), "unknown service 'sage'; did you mean 'sagemaker'"),
        (("states", "glue", "ml-task-rnu"), "glue: unknown resource 'ml-task-rnu'; did you mean 'ml-task-run'"),
        (("states", "glue"), "the following arguments are required: RESOURCE"),
        (("states", "glue", "crawler", "-o", "xml"), "argument -o/--output: invalid choice: 'xml'"),
        (("wait",), "SERVICE and RESOURCE are missing"),
        (("wait", "glew", "x"), "unknown service 'glew'; did you mean 'glue'?"),
        (("wait", "glue"), "RESOURCE is missing; glue has: blueprint, blueprint-run, "),
        (("wait", "glew"), "unknown service 'glew'"),
        (JOB, "nothing is named; give NAME"),
        ((*JOB, "a", "--until", "complete"), "unknown goal 'complete'; did you mean 'completed'"),
        ((*JOB, "a", "--until", ""), "unknown goal ''"),
        ((*JOB, "a", "--until", "state=COMPLETE"), "unknown state 'COMPLETE'; did you mean 'COMPLETED'"),
        ((*JOB, "a", "--until", "updated=x"), "unknown goal 'updated'"),
        ((*JOB, "a", "--timeout", "-1"), "argument --timeout: '-1' is no duration: it must be finite and not below 0"),
        ((*JOB, "a", "--timeout", "10 parsecs"), "'10 parsecs' is no duration; expected one such as 90, 30s, 15m"),
        ((*JOB, "a", "--timeout", "inf"), "'inf' is no duration"),
        ((*JOB, "a", "--timeout"), "argument --timeout: expected one argument"),
        ((*JOB, "a", "--interval", "-1"), "argument --interval: '-1' is no duration"),
        ((*JOB, "a", "--grace=-5s"), "argument --grace: '-5s' is no duration"),
        (
            (*JOB, "a", "--until", "completed", "--until", "stopped"),
            "argument --until: given more than once; it takes one value",
        ),
        ((*JOB, "a", "-o", "text", "--output=text"), "argument -o/--output: given more than once"),
        (("states", "glue", "crawler", "-o", "svg", "-o", "json"), "argument -o/--output: given more than once"),
        (("watch", *JOB[1:], "a", "--history"), "--history tells of what a listing shows"),
        ((*JOB, "a", "--time", "5"), "unknown parameter '--time'; did you mean '--timeout'?"),
        ((*JOB, "a", "--history"), "unknown parameter '--history'"),
        ((*JOB, "a", "-x"), "unknown parameter '-x'"),
        ((*JOB, "a", "-o", "yaml"), "invalid choice: 'yaml'"),
        ((*JOB, "a", "--all"), "--all takes everything that is listed; leave out names, or --all"),
        ((*JOB, "a", "--endpoint-url", "localhost:4599"), "'localhost:4599' is no URL"),
        ((*JOB, "a", "--region", ""), "'' is no name"),
        ((*JOB, "a", "--region", "eu west"), "'eu west' is no name"),
        ((*JOB, "a", "--name-contains", "x"), "--name-contains narrows a listing"),
        ((*JOB, "a", "--transform-id", "x"), "unknown parameter '--transform-id'"),
        ((*JOB, "--from-file", "/nowhere/refs"), "'/nowhere/refs' can't be read: No such file or directory"),
        (("wait", "--from-file", "/nowhere/refs"), "'/nowhere/refs' can't be read"),
        (
            ("wait", "glue", "ml-task-run", "--transfrom-id", "t", "--task-run-id", "r"),
            "unknown parameter '--transfrom-id'; did you mean '--transform-id'?",
        ),
        (("wait", "glue", "ml-task-run", "--transform-id", "t"), "--task-run-id is missing"),
        (("wait", "--transform-id", "t", "glue", "ml-task-run"), "--task-run-id is missing"),
        (("watch", "glue", "ml-task-run", "--filter", "RUNNING"), "--filter: 'RUNNING' is no JSON object"),
        (("status", "sagemaker", "endpoint", "--until", "stopped"), "unknown goal 'stopped'"),
        (("status", "sagemaker", "endpoint", "--timeout", "5"), "unknown parameter '--timeout'"),
        ((*JOB, "bad name!"), "CompilationJobName 'bad name!': Member must"),
        ((*JOB, "a" * 64), "CompilationJobName 'aaaa"),
        ((*JOB, "--all", "--status-equals", "DONE"), "StatusEquals 'DONE': Member must"),
        (("watch", "glue", "ml-task-run", "--filter", '{"Status": "DONE"}'), "Filter.Status 'DONE': Member must"),
        (("simulate", "--port", "x"), "invalid int value: 'x'"),
        (("simulate", "--port", "70000"), "port must be between 0 and 65535"),
        (("simulate", "--scenario", "/nowhere/s.json"), "No such file or directory"),
        (("simulate", "--quotas", "publishd"), "unknown set of quotas 'publishd'; did you mean 'published'"),
        (("simulate", "--quotas", "ListJob=5"), "unknown operation 'ListJob'; did you mean 'ListJobs'"),
        (
            ("simulate", "--quotas", "ListJobs=0"),
            "the quota of ListJobs: rate must be a finite number of calls above 0",
        ),
        (("simulate", "--lag=-5s"), "--lag: '-5s' is no duration"),
        (
            ("simulate", "--faults", "*=throtle@20%"),
            "--faults: unknown kind of fault 'throtle'; did you mean 'throttle'",
        ),
        (("simulate", "--faults", "ListJob=hang"), "--faults: unknown operation 'ListJob'; did you mean 'ListJobs'"),
        (("simulate", "--faults", "*=hang", "--faults", "*=hang@soon"), "--faults: '*=hang@soon': 'soon' is no time"),
        (("simulate", "--faults", ""), "--faults: '' is no fault; expected one such as"),
    ],
)
def test_bad_usage(capsys: Capture, argv: tuple[str, ...], words: str) -> None:
    assert words in refused(capsys, *argv)


def test_what_is_complained_about_cannot_move_the_cursor(capsys: Capture) -> None:
    assert "\\x1b" in refused(capsys, *JOB, "a", "--\x1b[2J")
    assert "\\x1b" in refused(capsys, "\x1b[2J")


def test_names_after_two_dashes_are_names(capsys: Capture) -> None:
    assert "CompilationJobName '--all': Member must" in refused(capsys, *JOB, "--", "--all")


# --- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        ([], 0),
        ([Ending.REACHED, Ending.PENDING], 0),
        ([Ending.TIMED_OUT, Ending.REACHED], 124),
        ([Ending.TIMED_OUT, Ending.STRAY], 3),
        ([Ending.STRAY, Ending.NOT_FOUND], 5),
        ([Ending.STOPPED, Ending.UNKNOWN], 3),
        ([Ending.NOT_FOUND, Ending.FAILED], 1),
        ([Ending.FAILED, Ending.ERROR], 6),
        ([Ending.ERROR, Ending.REFUSED], 2),
        ([Ending.REFUSED, Ending.ERROR, Ending.DENIED, Ending.FAILED], 4),
        ([Ending.GIVEN_UP, Ending.FAILED], 1),
    ],
)
def test_exit_status(endings: list[Ending], status: int) -> None:
    assert exit_status(endings) == status
    assert exit_status(reversed(endings)) == status


def test_every_exit_status_is_in_the_table() -> None:
    assert {exit_status([word]) for word in Ending} <= {*EXITS}
