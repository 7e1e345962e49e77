"""Names, states, reasons and messages that are made to do harm: harmless in all that people read, whole in JSON."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
import unicodedata
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from functools import partial
from typing import TYPE_CHECKING

import anyio
import pytest
from botocore.exceptions import ClientError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlwaiters import errors, goals
from mlwaiters.aws.failures import classify
from mlwaiters.cli import main
from mlwaiters.cli.ledger import Ledger
from mlwaiters.errors import FailureStateError, UnknownNameError, WaiterError
from mlwaiters.model import Change, Observation, Outcome, Ref, Verdict
from mlwaiters.poller import Poller
from mlwaiters.report.events import change_event, dump, outcome_event
from mlwaiters.report.table import outcome_table, status_table
from mlwaiters.report.timeline import change_line, waiting_line
from mlwaiters.resources.glue import MLTaskRun
from mlwaiters.resources.sagemaker import CompilationJob, TrainingJob
from mlwaiters.testing import ScriptedReader, Step, VirtualTimeLoop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from mlwaiters.testing import SimulatedAWS

FRAGMENTS = (
    "::error::pwned", "::add-mask::x", "::set-output name=a::b", "::stop-commands::x", "##[error]x", "##[add-mask]x",
    "##vso[task.complete result=Failed]", "##teamcity[buildStop]", "\n", "\r", "\r\n", "\x1b[2J", "\x9b1A",
    "\x1b]0;t\x07", "\x00", "\x08", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff", "\xad",
    "\ud800", "\udfff", "\U000e0041", "\U000e0101", " ", "\u3000", "\xa0", ":", "#", "é", "模", "🚂", "\\", '"', "%0A",
    "x" * 3000,
)  # fmt: skip
words = st.sampled_from(FRAGMENTS) | st.text(st.characters(), min_size=1, max_size=5)
hostile = st.lists(words, min_size=1, max_size=6).map("".join)
MEGABYTE = "::error::" + "\n::error::\x1b[2J" * 70_000
ORDERS = re.compile(r"^\s*::|##(\[|vso\[|teamcity\[)", re.MULTILINE)
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def assert_harmless(text: str, *, most: int = 8000) -> None:
    """No line of it moves a cursor, hides anything, gives orders to a log or is without end."""
    lines = text.split("\n")
    assert not ORDERS.search(text)
    assert not [char for line in lines for char in line if unicodedata.category(char) in FORBIDDEN]
    assert [len(line) for line in lines if len(line) > most] == []


# --- what the library says -------------------------------------------------------------------------------------------


def kinds(root: type[WaiterError] = WaiterError) -> Iterator[type[WaiterError]]:
    yield root
    for kind in root.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.__name__)
@given(text=hostile)
@example(MEGABYTE)
@settings(max_examples=30, deadline=None)
def test_an_error_says_it_harmlessly(kind: type[WaiterError], text: str) -> None:
    error = kind(text)
    assert_harmless(str(error))
    assert "\n" not in str(error)
    mine = error.of(Outcome(CompilationJob(text), "completed", Verdict.PENDING, None, (), 1.0, 2))
    assert_harmless(str(mine))
    assert_harmless(f"{mine}")
    assert mine.detail == text


def test_every_error_is_tried() -> None:
    ours = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, WaiterError)}
    assert ours <= {*kinds()}


@given(code=hostile, message=hostile, status=st.sampled_from([400, 429, 500]))
@example("AccessDeniedException", MEGABYTE, 400)
@example("ValidationException", "Could not find requested job\n::error::", 400)
@example("com.amazonaws#ExpiredToken:http://\n::error::", "\x1b[2J", 400)
@settings(deadline=None)
def test_what_aws_answers_is_told_harmlessly(code: str, message: str, status: int) -> None:
    told = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    assert_harmless(str(classify(ClientError(told, "DescribeX"), "DescribeX", TrainingJob.absent)))
    assert_harmless(str(classify(RuntimeError(message), "DescribeX")))


@given(hostile)
@example(MEGABYTE)
@settings(deadline=None)
def test_a_caller_s_own_words_come_back_harmlessly(text: str) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        goals.parse_goal(CompilationJob, text)
    assert_harmless(str(unknown.value))
    with pytest.raises(UnknownNameError) as unknown:
        goals.parse_goal(CompilationJob, f"state={text}")
    assert_harmless(str(unknown.value))
    with pytest.raises(TypeError) as wrong:
        MLTaskRun(**{text: "x"})
    assert_harmless(str(wrong.value))


@given(name=hostile, state=hostile, reason=hostile)
@example(MEGABYTE, MEGABYTE, MEGABYTE)
@example("::error::", "::error::", "::error::")
@settings(deadline=None)
def test_reports(name: str, state: str, reason: str) -> None:
    ref = CompilationJob(name)
    seen = Observation(ref, state, 1.7e9, reason=reason, modified=1.7e9, response={"FailureReason": reason})
    change = Change(ref, state, state, seen, Verdict.FAILED, 12.0, known=False)
    error = FailureStateError(f"{state} instead of completed: {reason}")
    outcome = Outcome(ref, "completed", Verdict.FAILED, seen, (change,), 12.0, 3).with_error(error)
    for line in (change_line(change), waiting_line({state: 1}, 0, 1.0)):
        assert_harmless(line)
        assert "\n" not in line
    assert len(outcome_table([outcome] * 2).split("\n")) == 5  # a row and a place of logs, twice
    assert len(status_table([outcome] * 2).split("\n")) == 4
    assert_harmless(outcome_table([outcome] * 2), most=20_000)
    assert_harmless(status_table([outcome] * 2), most=20_000)
    for event in (change_event(change), outcome_event(outcome)):
        for indent in (None, 2):
            written = dump(event, indent)
            assert written.isascii()
            assert not ORDERS.search(written)
            assert json.loads(written) == event
            assert (event["id"]["CompilationJobName"], event["reason"]) == (name, reason)
        assert dump(event).count("\n") == 1


# --- what the command prints -----------------------------------------------------------------------------------------


def run(lives: dict[Ref, list[Step]], *argv: str) -> tuple[int, str, str]:
    """Run the command on scripted lives, in virtual time; what it prints to each stream."""
    loops: list[VirtualTimeLoop] = []

    def loop() -> VirtualTimeLoop:
        loops.append(VirtualTimeLoop())
        return loops[-1]

    @asynccontextmanager
    async def connect(**_: object) -> AsyncIterator[Poller]:
        yield Poller(ScriptedReader(lives))

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("anyio.run", partial(anyio.run, backend_options={"loop_factory": loop}))
        patch.setattr("mlwaiters.aws.connect", connect)
        patch.setattr("mlwaiters.cli.follow.Ledger", partial(Ledger, clock=lambda: loops[-1].time() if loops else 0.0))
        status = main(argv)
    return status, out.getvalue(), err.getvalue()


@given(name=hostile, state=hostile, reason=hostile)
@example("::error::a", "##[error]b", "\n::add-mask::c")
@example(MEGABYTE, MEGABYTE, MEGABYTE)
@settings(max_examples=20, deadline=None)
def test_the_command_prints_it_harmlessly(name: str, state: str, reason: str) -> None:
    lives = {
        CompilationJob(name): [Step("STARTING", 40), Step(state, 40, reason=reason), Step("FAILED", reason=reason)]
    }
    for argv in (("watch",), ("watch", "--history"), ("wait", "--all"), ("status",)):
        _, out, err = run(lives, argv[0], "sagemaker", "compilation-job", *argv[1:])
        assert_harmless(out, most=20_000)
        assert_harmless(err, most=20_000)
        assert out
    for form in ("json", "jsonl"):
        _, out, err = run(lives, "wait", "sagemaker", "compilation-job", "--all", "-o", form)
        events = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
        assert out.isascii()
        assert not ORDERS.search(out)
        assert {event["id"]["CompilationJobName"] for event in events} == {name}
        assert_harmless(err, most=20_000)


@given(text=hostile.filter(lambda text: not text.startswith("-")))
@example(MEGABYTE)
@settings(max_examples=30, deadline=None)
def test_bad_usage_is_told_harmlessly(text: str) -> None:
    job = ("sagemaker", "compilation-job")
    for argv in (
        (text,),
        ("wait", text, "compilation-job", "x"),
        ("wait", "sagemaker", text, "x"),
        ("wait", *job, f"x{text}\n"),
        ("wait", *job, "x", f"--{text}"),
        ("wait", *job, "x", "--until", f"{text}!"),
        ("wait", *job, "x", "--timeout", f"{text}!"),
        ("wait", *job, "x", "--endpoint-url", text),
        ("wait", *job, "x", "--region", f"{text} "),
        ("wait", *job, "--all", "--creation-time-after", f"{text}!"),
        ("wait", *job, "--all", "--status-equals", f"{text}!"),
        ("wait", "--from-file", f"/no/such/{text}"),
        ("simulate", "--scenario", f"/no/such/{text}"),
        ("resources", f"{text}!"),
        ("states", "glue", f"{text}!"),
    ):
        status, out, err = run({}, *argv)
        assert (status, out) == (2, ""), argv
        assert_harmless(err)


@given(text=hostile)
@settings(max_examples=20, deadline=None)
def test_a_file_of_references_is_told_harmlessly(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("refs") / "refs.jsonl"
    for line in (text.encode(errors="replace"), json.dumps({"CompilationJobName": f"{text}\n"}).encode()):
        file.write_bytes(line + b"!" if line[:1] != b"{" else line)
        status, out, err = run({}, "wait", "sagemaker", "compilation-job", "--from-file", str(file))
        assert (status, out) == (2, "")
        assert_harmless(err)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_narrow_stream(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    assert main(["wait", "sagemaker", "compilation-job", "模\ud800é"]) == 2
    assert main(["states", "glue", "ml-task-run"]) == 0
    assert b"TaskRunId" in streams[0].buffer.getvalue()
    assert b"\\ud800" in streams[1].buffer.getvalue()


# --- over the wire ---------------------------------------------------------------------------------------------------

REASON = "no\r\n::error::pwned\x1b[2J \u202e ##[error]x \ud800 模型 é"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_hostile_things_of_an_account(
    simulated_aws: Callable[..., SimulatedAWS], environment: dict[str, str], encoding: str, form: str
) -> None:
    aws = simulated_aws()
    aws.world.add(MLTaskRun("::error::é##[error]", "\u202e"), "FAILED", reason=REASON)
    argv = ("watch", "glue", "ml-task-run", "--history", "-o", form, "--endpoint-url", aws.url)
    done = subprocess.run(
        [sys.executable, "-m", "mlwaiters", *argv],
        env=environment | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert done.returncode == 1
    assert "Traceback" not in err
    assert_harmless(err)
    if form == "text":
        assert_harmless(out)
        assert r"no\r\n::error::pwned\x1b[2J \u202e \x23#[error]x \ud800" in out
        assert "\n\\x3a:error::" in out
        assert r"#[error]/\u202e  FAILED" in out
    else:
        assert not ORDERS.search(out)
        last = json.loads(out.splitlines()[-1])
        assert last["reason"] == last["response"]["ErrorString"] == REASON
        assert last["id"] == {"TransformId": "::error::é##[error]", "TaskRunId": "\u202e"}


def test_a_hostile_answer(simulated_aws: Callable[..., SimulatedAWS], environment: dict[str, str]) -> None:
    aws = simulated_aws()
    aws.fail(code="AccessDeniedException", message=MEGABYTE, times=9)
    argv = ("status", "sagemaker", "compilation-job", "x", "--endpoint-url", aws.url)
    done = subprocess.run(
        [sys.executable, "-m", "mlwaiters", *argv],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "more characters)" in done.stdout
    assert_harmless(done.stdout)
    assert_harmless(done.stderr)


def test_a_page_that_does_not_fit_is_logged_harmlessly(caplog: pytest.LogCaptureFixture) -> None:
    from mlwaiters.aws.parsing import _before_parse, reading

    def refuse(_: bytes) -> None:
        raise ValueError(MEGABYTE)

    with caplog.at_level(logging.DEBUG, "mlwaiters"), reading(refuse):  # type: ignore[arg-type] # it makes no page
        _before_parse(response_dict={"status_code": 200, "body": b"{}"}, customized_response_dict={})
    assert caplog.messages
    for message in caplog.messages:
        assert_harmless(message)


def test_a_traceback_prints_nothing_as_it_came(
    simulated_aws: Callable[..., SimulatedAWS], environment: dict[str, str]
) -> None:
    aws = simulated_aws()
    aws.fail(code="AccessDeniedException", message=REASON, times=9)
    script = (
        "import anyio, mlwaiters; from mlwaiters.resources.sagemaker import CompilationJob as Job\n"
        "async def main():\n"
        "    async with mlwaiters.connect() as poller: await poller.{}\n"
        "anyio.run(main)"
    )
    for call in ("wait(Job('x'))", "observe(Job('x'))", "sweep(Job.listing())"):
        done = subprocess.run(
            [sys.executable, "-c", script.format(call)],
            env=environment | {"AWS_ENDPOINT_URL": aws.url},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert r"AccessDeniedException: no\r\n::error::pwned" in done.stderr
        assert not ORDERS.search(done.stderr)
