"""Scenarios: read, refused with the place and the nearest name, and what becomes of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlwaiters.model import GONE
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.facts import Job
from mlwaiters.testing.scenario import Scenario
from mlwaiters.testing.shelves import Span
from mlwaiters.testing.timeline import Chance
from mlwaiters.testing.world import World

CROWD = {"service": "sagemaker", "resource": "compilation-job"}
JOB = {**CROWD, "id": "c"}


def test_scenario_becomes_a_world() -> None:
    scenario = Scenario.parse(
        {
            "seed": 7,
            "region": "us-west-2",
            "random": {"seconds": 5, "failure_rate": 0.5},
            "resources": [
                {**JOB, "timeline": "STARTING 2s, FAILED", "reason": "no memory", "members": {"RoleArn": "r"}},
                {"service": "glue", "resource": "MLTaskRun", "id": {"TransformId": "t", "TaskRunId": "r{n}"},
                 "count": 3, "after": "5s"},
                {"service": "sagemaker", "resource": "endpoint", "id": "e", "timeline": "InService",
                 "requests": {"update": "Updating 1s, InService"}},
            ],
            "requests": [
                {"service": "sagemaker", "resource": "training-job", "request": "run", "timelines": ["Failed: x"]}
            ],
        }
    )  # fmt: skip
    now = 0.0
    world = World(lambda: now, **scenario.world_options())
    scenario.populate(world)
    assert (world.seed, world.region, world.chance) == (7, "us-west-2", Chance(5, failure_rate=0.5))
    assert world.state(sagemaker.CompilationJob("c")) == "STARTING"
    assert world.state(glue.MLTaskRun("t", "r3")) == GONE
    now = 5.0
    assert [world.state(glue.MLTaskRun("t", f"r{number}")) for number in (1, 2, 3)] == ["STARTING"] * 3
    job = world.find(sagemaker.CompilationJob("c"))
    assert job is not None
    assert (job.moments[-1].reason, job.moments[-1].members) == ("no memory", {"RoleArn": "r"})
    assert world.add(sagemaker.TrainingJob("t")).moments[0].reason == "x"
    assert len(world.begin(sagemaker.Endpoint("e"), "update").moments) == 3


def test_stragglers_strangers_and_what_vanishes() -> None:
    training = {"service": "sagemaker", "resource": "training-job"}
    scenario = Scenario.parse(
        {
            "resources": [
                {**JOB, "timeline": "INPROGRESS 5s, COMPLETED", "age": "7d", "vanishes": "3s"},
                {**JOB, "id": "d{n}", "count": 2, "timeline": "COMPLETED", "age": 60},
            ],
            "strangers": [
                {**training, "count": 5, "oldest": "2h", "youngest": "1h", "timeline": "InProgress 90m, Completed",
                 "members": {"RoleArn": "r"}},
                {"service": "glue", "resource": "job-run", "count": 1_000, "parent": "j"},
            ],
            "quotas": {"List*": 2},
            "listings": {"ListEndpoints": {"lag": "5s"}},
        }
    )  # fmt: skip
    now = 1_700_000_000.0
    world = World(lambda: now, **scenario.world_options())
    scenario.populate(world)
    ages = [now - thing.moments[0].at for thing, _, _ in world.listed([(sagemaker.CompilationJob, None)], Span())]
    assert ages == [7 * 86400, 60, 60]
    strangers = [thing for thing, _, _ in world.listed([(sagemaker.TrainingJob, None)], Span())]
    assert [now - thing.moments[0].at for thing in strangers] == [7200, 6300, 5400, 4500, 3600]
    assert [thing.state(now) for thing in strangers] == ["Completed"] * 3 + ["InProgress"] * 2
    assert strangers[0].moments[0].members == {"RoleArn": "r"}
    assert sum(1 for _ in world.listed([(glue.JobRun, Job("j"))], Span())) == 1_000
    now += 3
    assert len([*world.listed([(sagemaker.CompilationJob, None)], Span())]) == 2
    assert world.state(sagemaker.CompilationJob("c")) == "INPROGRESS"
    assert scenario.quotas == {"List*": 2}
    assert scenario.listings == {"ListEndpoints": {"lag": "5s"}}


def test_scenario_is_read_from_a_file_a_dict_or_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"resources": [JOB]}), encoding="utf-8")
    scenario = Scenario.of(path)
    assert scenario == Scenario.of(str(path)) == Scenario.of({"resources": [JOB]})
    assert Scenario.of(scenario) is scenario
    assert [*Scenario.of(None).refs()] == []
    assert [*scenario.refs()] == [sagemaker.CompilationJob("c")]


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ([], "the scenario must be an object, not []"),
        ({"resource": []}, "unknown key 'resource'; did you mean 'resources'"),
        ({"resources": {}}, "resources must be a list, not {}"),
        ({"resources": [JOB, 3]}, "resources[1]: an entry must be an object, not 3"),
        ({"resources": [{**JOB, "timelines": "x"}]}, "resources[0]: unknown key 'timelines'; did you mean 'timeline'"),
        ({"resources": [{**JOB, "service": "sagemakr"}]}, "unknown service 'sagemakr'; did you mean 'sagemaker'"),
        ({"resources": [{**JOB, "service": 3}]}, "service must be a string, not 3"),
        ({"resources": [{**JOB, "resource": "compile-job"}]}, "unknown resource 'compile-job'; did you mean"),
        ({"resources": [{**JOB, "id": {"Name": "x"}}]}, "unknown identifier 'Name'"),
        ({"resources": [{**JOB, "id": {"CompilationJobName": 3}}]}, "CompilationJobName must be a string, not 3"),
        ({"resources": [{**JOB, "id": 3}]}, "id must be an object with CompilationJobName, not 3"),
        ({"resources": [{**JOB, "id": ""}]}, "CompilationJobName must be a string that isn't empty"),
        ({"resources": [{**JOB, "count": 2}]}, "id must be with {n} in it where there is a count, not 'c'"),
        ({"resources": [{**JOB, "count": 0}]}, "count must be a whole number from 1 to"),
        ({"resources": [{**JOB, "count": True}]}, "count must be a whole number from 1 to"),
        ({"resources": [{**JOB, "timeline": "COMPLETE"}]}, "resources[0]: sagemaker.CompilationJob: unknown state"),
        ({"resources": [{**JOB, "timeline": "STARTING, COMPLETED"}]}, "STARTING needs a duration"),
        ({"resources": [{**JOB, "timeline": ["COMPLETED"]}]}, "a timeline must be a string such as"),
        ({"resources": [{**JOB, "after": "soon"}]}, "'soon' is no duration"),
        ({"resources": [{**JOB, "after": []}]}, "after must be a duration such as '5s', not []"),
        ({"resources": [{**JOB, "members": []}]}, "members must be an object, not []"),
        ({"resources": [{**JOB, "requests": {"ru": "COMPLETED"}}]}, "unknown request 'ru'; did you mean 'run'"),
        ({"resources": [{**JOB, "requests": {"run": 3}}]}, "run must be a timeline or a list of timelines, not 3"),
        ({"resources": [JOB, JOB]}, "resources[1]: sagemaker compilation-job c is there twice"),
        (
            {"resources": [{**JOB, "age": -1}]},
            "resources[0]: age: '-1' is no duration: it must be finite and not below",
        ),
        (
            {"resources": [{**JOB, "age": "1d", "after": "1s"}]},
            "a thing has an age, or is yet to come (after): not both",
        ),
        ({"resources": [{**JOB, "vanishes": "never"}]}, "vanishes: 'never' is no duration"),
        ({"strangers": {}}, "strangers must be a list, not {}"),
        ({"strangers": [CROWD]}, "strangers[0]: count must be a whole number from 1 to 100000, not None"),
        ({"strangers": [{**CROWD, "count": 1.5}]}, "count must be a whole number from 1 to 100000, not 1.5"),
        ({"strangers": [{**CROWD, "count": 1, "id": "x"}]}, "strangers[0]: unknown key 'id'"),
        ({"strangers": [{**CROWD, "count": 1, "youngest": "60d"}]}, "youngest must not be above oldest, 30d 00h"),
        ({"strangers": [{**CROWD, "count": 1, "timeline": "COMPLETE"}]}, "unknown state 'COMPLETE'; did you mean"),
        ({"quotas": {"ListJob": 5}}, "quotas: unknown operation 'ListJob'; did you mean 'ListJobs'"),
        ({"listings": {"ListJob": {}}}, "listings: unknown operation 'ListJob'; did you mean 'ListJobs'"),
        ({"requests": [{**JOB, "request": "run"}]}, "requests[0]: unknown key 'id'"),
        ({"random": {"failure": 1}}, "random: unknown key 'failure'; did you mean 'failure_rate'"),
        ({"random": {"failure_rate": 2}}, "random: failure_rate must be between 0 and 1, not 2"),
        ({"random": {"seconds": "5s"}}, "random: seconds must be a number, not '5s'"),
        ({"seed": "x"}, "seed must be a whole number, not 'x'"),
        ({"region": 3}, "region must be a string, not 3"),
    ],
)
def test_mistake_is_named_with_its_place(document: Any, complaint: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is looked at below
        Scenario.parse(document)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"resources": [', "line 1"),
        ('{\n"seed": 1,\n"seed": 2}', "'seed' is there twice"),
        ("[" * 100_000, "no JSON"),
        ("\x80", "no JSON"),
        ('{"seeds": 1}', "unknown key 'seeds'; did you mean 'seed'"),
    ],
)
def test_mistake_in_a_file_is_named_with_the_file(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"s\.json") as refused:
        Scenario.read(path)
    assert complaint in str(refused.value)
