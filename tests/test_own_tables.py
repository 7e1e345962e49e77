"""A user's own tables: in code, in a file, on the command line."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest

import mlwaiters
from mlwaiters.aws.tables import lint
from mlwaiters.cli import main
from mlwaiters.resources import SERVICES, catalogue, find
from mlwaiters.resources.sagemaker import CompilationJob
from mlwaiters.tables.findings import contradictions
from mlwaiters.testing import ScriptedReader, SimulatedAWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


from owntables import EXAMPLE, TEXT, written

Mine = replace(CompilationJob, name="Mine")


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
    monkeypatch.setattr("mlwaiters.cli.status.run", lambda options, _: len(options.tables))
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


# --- the simulated endpoint ------------------------------------------------------------------------------------------

NODES = """
[[resource]]
service = "eks"
name = "Nodegroup"
identifiers = ["clusterName", "nodegroupName"]
timeout = 900
others = ["DEGRADED", "DELETE_FAILED"]
requests = [
{name = "create", by = ["CreateNodegroup"], via = ["CREATING"], to = ["ACTIVE"], fail = ["CREATE_FAILED"]},
{name = "delete", by = ["DeleteNodegroup"], via = ["DELETING"], to = ["GONE"], when = ["ACTIVE", "DEGRADED"]},
{name = "update", by = ["UpdateNodegroupVersion"], via = ["UPDATING"], to = ["ACTIVE"], when = ["ACTIVE"]},
]

[resource.describe]
operation = "DescribeNodegroup"
within = "nodegroup"
fields = {status = "status", created = "createdAt", modified = "modifiedAt", arn = "nodegroupArn"}

[[resource.absent]]
code = "ResourceNotFoundException"
"""


@pytest.fixture
def nodes_file(tmp_path: Path) -> str:
    path = tmp_path / "nodes.toml"
    path.write_text(NODES, encoding="utf-8")
    return str(path)


def test_a_service_that_is_not_ours_is_served_from_its_table(
    nodes_file: str, simulated_aws: Callable[..., SimulatedAWS], capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = mlwaiters.load_tables(nodes_file)
    faults = ["DescribeNodegroup=throttle@x1"]
    running = simulated_aws(tables=kinds, speed=100_000, faults=faults, quotas={"eks:Describe*": 1000})
    client = boto3.client("eks", **running.client_options)
    made = client.create_nodegroup(clusterName="c", nodegroupName="n", subnets=["s"], nodeRole="r")["nodegroup"]
    assert (made["nodegroupName"], made["status"]) == ("n", "CREATING")
    own = ["--table", nodes_file, "--endpoint-url", running.url, "--region", "eu-west-1", "-o", "json", "-q"]
    named = ["eks", "nodegroup", "--cluster-name", "c", "--nodegroup-name", "n"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "simulated")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
        assert main(["wait", *named, *own]) == 0
        client.delete_nodegroup(clusterName="c", nodegroupName="n")
        assert main(["wait", *named, "--until", "deleted", *own]) == 0
    capsys.readouterr()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as refused:
        client.describe_nodegroup(clusterName="c", nodegroupName="n")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    client.close()


def test_the_command_serves_it(nodes_file: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What it refuses tells that it has read it: a scenario knows the new type, and no other of that service."""
    scenario = tmp_path / "scenario.json"
    scenario.write_text('{"resources": [{"service": "eks", "resource": "nodegroups"}]}', encoding="utf-8")
    assert main(["simulate", "--table", nodes_file, "--scenario", str(scenario)]) == 2
    assert "eks: unknown resource 'nodegroups'; did you mean 'nodegroup'" in capsys.readouterr().err
    assert main(["simulate", "--table", nodes_file, "--faults", "DescribeNodegrop=hang"]) == 2
    assert "did you mean 'DescribeNodegroup'" in capsys.readouterr().err
    assert main(["simulate", "--table", "/nowhere/nodes.toml"]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_a_table_goes_before_that_of_the_same_name(simulated_aws: Callable[..., SimulatedAWS]) -> None:
    own = replace(CompilationJob, others=("PAUSED",))
    running = simulated_aws(tables=[own])
    running.world.add(own("c"), "PAUSED")
    client = boto3.client("sagemaker", **running.client_options)
    assert client.describe_compilation_job(CompilationJobName="c")["CompilationJobStatus"] == "PAUSED"
    client.close()
    with pytest.raises(ValueError, match="unknown state 'PAUSED'"):
        running.world.add(CompilationJob("d"), "PAUSED")


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("ec2", "ec2 speaks the protocol 'ec2', not json, rest-json, query"),
        ("lambada", "unknown service 'lambada'; did you mean 'lambda'"),
    ],
)
def test_a_service_that_is_spoken_to_otherwise_is_not_served(service: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        SimulatedAWS(tables=[replace(CompilationJob, service=service)])
