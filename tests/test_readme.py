"""What the README says is true: each Python snippet runs, and each table is that of the package."""

import asyncio
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from test_waiters import GOOD

from mlwaiters.cli import main
from mlwaiters.cli.exits import EXITS
from mlwaiters.model import GOALS, GONE, ResourceType
from mlwaiters.resources import SERVICES, catalogue, glue, sagemaker
from mlwaiters.testing import SimulatedAWS

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
EXAMPLES = list(Sybil(parsers=[PythonCodeBlockParser()]).parse(README).examples())


@pytest.fixture
def aws(simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch) -> SimulatedAWS:
    running = simulated_aws(speed=100_000)
    monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    running.world.add(sagemaker.CompilationJob("churn-7"), "STARTING 20s, INPROGRESS 300s, COMPLETED")
    for number in (1, 2, 3):
        running.world.add(glue.MLTaskRun("tfm-1", f"tsk-{number}"), "RUNNING 20s, SUCCEEDED")
    running.world.add(sagemaker.Endpoint("churn"), "InService", EndpointConfigName="churn-7")
    return running


def snippet(containing: str) -> Example:
    (found,) = [example for example in EXAMPLES if containing in example.parsed]
    return found


def test_all_snippets_are_here() -> None:
    assert len(EXAMPLES) == TEXT.count("```python") == 6


def test_wait(aws: SimulatedAWS, capsys: pytest.CaptureFixture[str]) -> None:
    snippet("await poller.wait(sagemaker.CompilationJob").evaluate()
    assert re.fullmatch(r"COMPLETED s3://\S+\n", capsys.readouterr().out)
    assert aws.counts["DescribeCompilationJob"] == 1


def test_wait_all(aws: SimulatedAWS, capsys: pytest.CaptureFixture[str]) -> None:
    snippet("poller.wait_all(").evaluate()
    assert capsys.readouterr().out.splitlines() == [f"tfm-1/tsk-{number} SUCCEEDED " for number in (1, 2, 3)]
    assert aws.counts


def test_watch(aws: SimulatedAWS, capsys: pytest.CaptureFixture[str]) -> None:
    # A second and a half, in which the client is made; the others are history.
    aws.world.add(glue.MLTaskRun("tfm-1", "tsk-9"), "RUNNING 150000s, SUCCEEDED")
    snippet("poller.watch(").evaluate()
    assert capsys.readouterr().out.splitlines()[0] == "tfm-1/tsk-9 None -> RUNNING"


def test_resume(aws: SimulatedAWS, capsys: pytest.CaptureFixture[str]) -> None:
    aws.world.add(sagemaker.CompilationJob("churn-8"), "COMPLETED")
    snippet("poller.resume(").evaluate()
    last = [line for line in capsys.readouterr().out.splitlines() if line.endswith(" met")]
    assert sorted(last) == ["churn-7 met"] * 2 + ["churn-8 met"] * 2  # the change, and the outcome
    assert aws.counts


def test_deploy(aws: SimulatedAWS) -> None:
    example = snippet("async def deploy(")
    example.evaluate()
    client = boto3.client("sagemaker", **aws.client_options)
    outcome = asyncio.run(example.namespace["deploy"](client.update_endpoint))
    assert outcome.reached
    assert outcome.response["EndpointConfigName"] == "churn-8"


def test_a_waiter_of_botocore_s(aws: SimulatedAWS, capsys: pytest.CaptureFixture[str]) -> None:
    snippet("mlwaiters.botocore_waiter(").evaluate()
    assert re.fullmatch(r"InService arn:\S+\n", capsys.readouterr().out)
    assert aws.counts["DescribeEndpoint"] == 1


UNSERVED = ("ec2", "athena", "simulate")
"""What the simulated endpoint doesn't serve, or is: of these, the words are read, and nothing more."""


def test_every_command_runs(
    aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In their order, as one who tries them would."""
    aws.world.add(sagemaker.TrainingJob("churn-9"), "InProgress 20s, Completed")
    (tmp_path / "waiters.json").write_text(GOOD)
    (tmp_path / "docs").symlink_to(README.parent / "docs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    commands = [shlex.split(line) for line in re.findall(r"^\$ mlwaiters (.+?)(?: &)?$", TEXT, re.MULTILINE)]
    assert len(commands) == TEXT.count("$ mlwaiters ") > 10
    for line in commands:
        words, file = (line[:-2], line[-1]) if ">" in line else (line, "")
        capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            if any(word in UNSERVED for word in words) and "resources" not in words:
                for command in ("follow", "simulate"):
                    patch.setattr(f"mlwaiters.cli.{command}.run", lambda *_: 0)
            assert main(words) == 0, words
        if file:  # what has been looked at is updated now
            (tmp_path / file).write_text(capsys.readouterr().out)
            assert f"> {file}\n$ aws sagemaker update-endpoint --endpoint-name churn" in TEXT
            boto3.client("sagemaker", **aws.client_options).update_endpoint(
                EndpointName="churn", EndpointConfigName="churn-8"
            )


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("**SageMaker MLflow tracking server**", [sagemaker.MlflowTrackingServer]),
        (
            "**SageMaker compilation job** and **edge packaging job**",
            [sagemaker.CompilationJob, sagemaker.EdgePackagingJob],
        ),
        ("**Glue ML task run**", [glue.MLTaskRun]),
    ],
)
def test_tables(title: str, kinds: list[ResourceType]) -> None:
    rows = table_after(title)
    for kind in kinds:
        only = "(compilation job only)"
        shown = [row for row in rows if kind is sagemaker.CompilationJob or only not in row[0]]
        assert [[row[0].replace(only, "").strip(), *row[1:]] for row in shown] == [
            [request.name, *(", ".join("*gone*" if state == GONE else state for state in states) for states in
             (request.via, request.to, request.fail))]
            for request in kind.requests
        ]  # fmt: skip


def test_exit_codes() -> None:
    assert table_after("| exit code") == [[str(status), meaning] for status, meaning in EXITS.items()]


def test_the_catalogue_is_as_large_as_it_says() -> None:
    (services,) = re.findall(r"more than three hundred, of (\d+) services", TEXT)
    assert int(services) == len(SERVICES)
    assert 300 < sum(len(catalogue(service)) for service in SERVICES) < 400


def test_goals() -> None:
    named = " ".join(row[0] for row in table_after("| goal |"))
    assert set(re.findall(r"`(\w+)`", named)) == set(GOALS)


def test_the_makefile_has_the_two_commands() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in ("demo", "test"))


def test_the_demo_has_the_seed_resources() -> None:
    scenario: dict[str, Any] = json.loads((README.parent / "docs" / "demo.json").read_text(encoding="utf-8"))
    shown = {entry["resource"] for entry in scenario["resources"]}
    assert shown == {"mlflow-tracking-server", "edge-packaging-job", "compilation-job", "ml-task-run"}


def table_after(title: str) -> list[list[str]]:
    """The rows of the first table after a title, the header left out."""
    lines = TEXT[TEXT.index(title) :].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    rows: list[list[str]] = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
