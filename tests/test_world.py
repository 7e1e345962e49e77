"""The simulated world on a clock that is set by hand: lives, requests, names, and the answers of every operation."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seeds import KINDS as ALL
from seeds import SEEDS as KINDS
from seeds import operations

from mlwaiters.model import GONE, Ref, ResourceType
from mlwaiters.resources import glue, sagemaker
from mlwaiters.shapes import violations
from mlwaiters.testing.documents import read
from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.facts import Job
from mlwaiters.testing.models import operation_model
from mlwaiters.testing.operations import check_identifiers, perform
from mlwaiters.testing.samples import sample
from mlwaiters.testing.served import CATALOGUE
from mlwaiters.testing.timeline import Chance, Phase
from mlwaiters.testing.wire import Asked
from mlwaiters.testing.world import World

START = 1_700_000_000.0
ARN = "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/p/execution/abc123abc123"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock, chance=Chance(seconds=10, spread=0))


def some(kind: ResourceType, number: int = 1) -> Ref:
    return (
        sagemaker.PipelineExecution(ARN[:-1] + str(number))
        if kind is sagemaker.PipelineExecution
        else kind(
            *(
                f"thing-{number}" if place == len(kind.identifiers) - 1 else "parent"
                for place in range(len(kind.identifiers))
            )
        )
    )


def call(world: World, operation: str, service: str = "", **parameters: Any) -> Any:
    service = service or next(owner for owner, name in operations() if name == operation)
    return perform(world, Asked(service, operation, parameters))


def wrong(shape: Any, value: Any) -> list[Any]:
    """What the model has against an answer; its pattern of one ARN knows no region with a digit."""
    return [found for found in violations(shape, value) if not found.path.endswith("EdgePackagingJobArn")]


def refused(world: World, operation: str, **parameters: Any) -> tuple[str, str]:
    with pytest.raises(AWSError) as error:
        call(world, operation, **parameters)
    return error.value.code, error.value.message


# --- lives -----------------------------------------------------------------------------------------------------------


def test_life_passes_with_the_clock(world: World, clock: Clock) -> None:
    ref = glue.MLTaskRun("tfm-1", "tsk-1")
    world.add(ref, "STARTING 2s, RUNNING 5s, SUCCEEDED", after=3)
    seen = []
    for _ in range(12):
        seen.append(world.state(ref))
        clock.now += 1
    assert seen == [GONE] * 3 + ["STARTING"] * 2 + ["RUNNING"] * 5 + ["SUCCEEDED"] * 2


def test_speed_shortens_lives_and_leaves_the_clock_alone(clock: Clock) -> None:
    world = World(clock, speed=10)
    ref = sagemaker.CompilationJob("c")
    world.add(ref, "STARTING 20s, COMPLETED", after=10)
    clock.now += 1
    assert world.state(ref) == "STARTING"
    clock.now += 2
    assert call(world, "DescribeCompilationJob", CompilationJobName="c")["LastModifiedTime"] == START + 3


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_speed_must_be_above_0(speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be a number above 0"):
        World(speed=speed)


def test_what_ends_in_gone_vanishes_and_can_come_again(world: World, clock: Clock) -> None:
    ref = sagemaker.CompilationJob("c")
    world.add(ref, "COMPLETED 5s, GONE")
    clock.now += 5
    assert world.state(ref) == GONE
    assert refused(world, "DescribeCompilationJob", CompilationJobName="c")[0] == "ResourceNotFound"
    world.add(ref, "COMPLETED")
    assert call(world, "DescribeCompilationJob", CompilationJobName="c")["CreationTime"] == START + 5


def test_life_that_begins_anew_within_one_timeline_is_another_thing(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("c"), "COMPLETED 5s, GONE 5s, STARTING 5s, COMPLETED")
    clock.now += 16
    assert call(world, "DescribeCompilationJob", CompilationJobName="c")["CreationTime"] == START + 10


def test_unknown_state_request_and_empty_timeline_are_refused(world: World) -> None:
    with pytest.raises(ValueError, match="unknown state 'COMPLETE'; did you mean 'COMPLETED'"):
        world.add(sagemaker.CompilationJob("c"), "COMPLETE")
    with pytest.raises(ValueError, match="unknown request 'updat'; did you mean 'update'"):
        world.script(sagemaker.Endpoint, "updat", "InService")
    with pytest.raises(ValueError, match="at least one state"):
        world.add(sagemaker.CompilationJob("c"), [])
    with pytest.raises(ValueError, match="there is no sagemaker endpoint e"):
        world.begin(sagemaker.Endpoint("e"), "maintain")


def test_same_seed_same_world(clock: Clock) -> None:
    def lives(seed: int) -> list[list[Any]]:
        world = World(clock, seed=seed, chance=Chance(failure_rate=0.5))
        return [
            [(moment.at, moment.state) for moment in world.add(some(kind)).moments] for kind in KINDS for _ in range(3)
        ]

    assert lives(1) == lives(1)
    assert lives(1) != lives(2)


def test_maintenance_is_begun_by_hand(world: World, clock: Clock) -> None:
    ref = sagemaker.MlflowTrackingServer("m")
    world.add(ref, "Started")
    world.begin(ref, "maintain", "MaintenanceInProgress 5s, MaintenanceComplete")
    assert world.state(ref) == "MaintenanceInProgress"
    clock.now += 5
    assert world.state(ref) == "MaintenanceComplete"


def test_removed_thing_is_gone_at_once(world: World) -> None:
    ref = sagemaker.Endpoint("e")
    world.add(ref, "Creating 5s, InService")
    world.remove(ref)
    world.remove(sagemaker.Endpoint("other"))
    assert world.state(ref) == GONE


def test_phases_do_as_well_as_words(world: World) -> None:
    ref = sagemaker.CompilationJob("c")
    world.add(ref, [Phase("STARTING", 1), Phase("FAILED", reason="no")])
    assert world.state(ref) == "STARTING"


# --- requests --------------------------------------------------------------------------------------------------------


def test_stop_cuts_a_run_short(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("c"), "STARTING 5s, INPROGRESS 50s, COMPLETED")
    clock.now += 10
    assert call(world, "StopCompilationJob", CompilationJobName="c") == {}
    assert call(world, "DescribeCompilationJob", CompilationJobName="c")["CompilationJobStatus"] == "STOPPING"
    clock.now += 100
    seen = call(world, "DescribeCompilationJob", CompilationJobName="c")
    assert seen["CompilationJobStatus"] == "STOPPED"
    assert (seen["CreationTime"], seen["LastModifiedTime"]) == (START, START + 20)


def test_last_modified_moves_with_each_state(world: World, clock: Clock) -> None:
    world.add(sagemaker.CompilationJob("c"), "STARTING 2s, INPROGRESS 5s, FAILED: out of memory")
    modified, seen = [], {}
    for _ in range(9):
        seen = call(world, "DescribeCompilationJob", CompilationJobName="c")
        modified.append(seen["LastModifiedTime"] - START)
        clock.now += 1
    assert modified == [0, 0, 2, 2, 2, 2, 2, 7, 7]
    assert seen["FailureReason"] == "out of memory"


def test_update_shows_both_configurations_and_swaps_them_when_it_succeeds(world: World, clock: Clock) -> None:
    call(world, "CreateEndpoint", EndpointName="e", EndpointConfigName="old")
    clock.now += 60
    call(world, "UpdateEndpoint", EndpointName="e", EndpointConfigName="new")
    seen = call(world, "DescribeEndpoint", EndpointName="e")
    assert (seen["EndpointStatus"], seen["EndpointConfigName"]) == ("Updating", "old")
    assert seen["PendingDeploymentSummary"] == {"EndpointConfigName": "new"}
    clock.now += 60
    seen = call(world, "DescribeEndpoint", EndpointName="e")
    assert (seen["EndpointStatus"], seen["EndpointConfigName"]) == ("InService", "new")
    assert "PendingDeploymentSummary" not in seen


@pytest.mark.parametrize("last", ["InService", "UpdateRollbackFailed", "Failed"])
def test_update_that_fails_keeps_the_old_configuration(world: World, clock: Clock, last: str) -> None:
    ref = sagemaker.Endpoint("e")
    world.add(ref, "InService", EndpointConfigName="old")
    world.script(ref, "update", f"Updating 5s, RollingBack 5s, {last}: alarm")
    call(world, "UpdateEndpoint", EndpointName="e", EndpointConfigName="new")
    clock.now += 5
    seen = call(world, "DescribeEndpoint", EndpointName="e")
    assert (seen["EndpointStatus"], seen["EndpointConfigName"]) == ("RollingBack", "old")
    clock.now += 5
    seen = call(world, "DescribeEndpoint", EndpointName="e")
    assert (seen["EndpointStatus"], seen["EndpointConfigName"], seen["FailureReason"]) == (last, "old", "alarm")
    assert "PendingDeploymentSummary" not in seen


def test_scripts_are_used_in_order_a_things_own_first(world: World) -> None:
    ref = sagemaker.CompilationJob("b")
    world.script(sagemaker.CompilationJob, "run", "FAILED: one", "STOPPED")
    world.script(ref, "run", "COMPLETED")
    made = [world.add(some(sagemaker.CompilationJob, number)).moments[-1].state for number in (1, 2)]
    assert [*made, world.add(ref).moments[-1].state] == ["FAILED", "STOPPED", "COMPLETED"]


def test_crawler_shows_how_its_last_crawl_ended(world: World, clock: Clock) -> None:
    def crawler() -> Any:
        return call(world, "GetCrawler", Name="c")["Crawler"]

    call(world, "CreateCrawler", Name="c", Role="r", Targets={})
    assert crawler()["State"] == "READY"
    assert "LastCrawl" not in crawler()
    assert refused(world, "StopCrawler", Name="c")[0] == "CrawlerNotRunningException"
    world.script(glue.Crawler("c"), "run", "RUNNING 5s, FAILED: no access", "RUNNING 50s, SUCCEEDED")
    clock.now += 1
    call(world, "StartCrawler", Name="c")
    assert crawler()["State"] == "RUNNING"
    assert refused(world, "StartCrawler", Name="c")[0] == "CrawlerRunningException"
    assert refused(world, "DeleteCrawler", Name="c")[0] == "CrawlerRunningException"
    clock.now += 5
    failed = {"Status": "FAILED", "StartTime": START + 1, "ErrorMessage": "no access"}
    assert (crawler()["State"], crawler()["LastCrawl"]) == ("READY", failed)
    call(world, "StartCrawler", Name="c")
    assert (crawler()["State"], crawler()["LastCrawl"]) == ("RUNNING", failed)
    clock.now += 5
    call(world, "StopCrawler", Name="c")
    assert refused(world, "StopCrawler", Name="c")[0] == "CrawlerStoppingException"
    clock.now += 60
    assert crawler()["LastCrawl"] == {"Status": "CANCELLED", "StartTime": START + 6}
    assert call(world, "GetCrawlers")["Crawlers"] == [crawler()]
    assert call(world, "ListCrawlers") == {"CrawlerNames": ["c"]}
    call(world, "DeleteCrawler", Name="c")
    assert refused(world, "GetCrawler", Name="c")[0] == "EntityNotFoundException"


def test_batch_stop_tells_of_each_run(world: World, clock: Clock) -> None:
    world.add(glue.JobRun("j", "jr_1"), "RUNNING 50s, SUCCEEDED")
    world.add(glue.JobRun("j", "jr_2"), "SUCCEEDED")
    told = call(world, "BatchStopJobRun", JobName="j", JobRunIds=["jr_1", "jr_2", "jr_3"])
    assert told["SuccessfulSubmissions"] == [{"JobName": "j", "JobRunId": "jr_1"}]
    errors = {error["JobRunId"]: error["ErrorDetail"]["ErrorCode"] for error in told["Errors"]}
    assert errors == {"jr_2": "InvalidInputException", "jr_3": "EntityNotFoundException"}
    clock.now += 60
    assert world.state(glue.JobRun("j", "jr_1")) == "STOPPED"


def test_cancel_answers_with_the_state(world: World) -> None:
    world.add(glue.MLTaskRun("tfm-1", "tsk-1"), "RUNNING 50s, SUCCEEDED")
    told = call(world, "CancelMLTaskRun", TransformId="tfm-1", TaskRunId="tsk-1")
    assert told == {"TransformId": "tfm-1", "TaskRunId": "tsk-1", "Status": "STOPPING"}


@pytest.mark.parametrize(
    ("operation", "task"),
    [
        ("StartMLEvaluationTaskRun", "EVALUATION"),
        ("StartMLLabelingSetGenerationTaskRun", "LABELING_SET_GENERATION"),
        ("StartImportLabelsTaskRun", "IMPORT_LABELS"),
        ("StartExportLabelsTaskRun", "EXPORT_LABELS"),
    ],
)
def test_task_run_is_minted_and_shows_its_kind(world: World, operation: str, task: str) -> None:
    transform = call(world, "CreateMLTransform", Name="m", Role="r", InputRecordTables=[], Parameters={})["TransformId"]
    run = call(world, operation, TransformId=transform)["TaskRunId"]
    assert transform.startswith("tfm-")
    assert run.startswith("tsk-")
    assert call(world, "GetMLTaskRun", TransformId=transform, TaskRunId=run)["Properties"] == {"TaskType": task}
    assert run != call(world, operation, TransformId=transform)["TaskRunId"]


def test_pipeline_execution_gets_an_arn_below_its_pipeline(world: World) -> None:
    asked = {"PipelineName": "p", "ClientRequestToken": "0" * 32}
    assert refused(world, "StartPipelineExecution", **asked)[0] == "ResourceNotFound"
    call(world, "CreatePipeline", RoleArn="r", **asked)
    arn = call(world, "StartPipelineExecution", **asked)["PipelineExecutionArn"]
    check_identifiers(sagemaker.PipelineExecution(arn))
    seen = call(world, "DescribePipelineExecution", PipelineExecutionArn=arn)
    assert seen["PipelineArn"] == arn.partition("/execution/")[0]
    for name in ("p", seen["PipelineArn"]):
        listed = call(world, "ListPipelineExecutions", PipelineName=name)["PipelineExecutionSummaries"]
        assert [item["PipelineExecutionArn"] for item in listed] == [arn]
    assert call(world, "DescribePipeline", PipelineName="p")["PipelineStatus"] == "Active"


# --- what holds for every type ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL, ids=repr)
def test_what_was_never_there_is_absent_in_the_words_of_the_table(world: World, kind: ResourceType) -> None:
    code, message = refused(world, kind.describe.operation, **some(kind).id)
    assert any(form.matches(code, message) for form in kind.absent)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_unknown_parent_is_not_found(world: World, kind: ResourceType) -> None:
    parent = kind.lists.parent if kind.lists else None
    if kind.lists and parent:
        assert refused(world, kind.lists.operation, **{parent.parameter: "nobody"})[0] in {
            "EntityNotFoundException",
            "ResourceNotFound",
        }


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_every_state_is_shown_as_the_model_and_the_table_say(world: World, kind: ResourceType) -> None:
    model = operation_model(kind.service, kind.describe.operation)
    assert kind.lists is not None
    items = operation_model(kind.service, kind.lists.operation).output_shape.members[kind.lists.items].member
    for number, state in enumerate(kind.states, 1):
        ref = some(kind, number)
        world.add(ref, f"{state}: because", parent="p")
        seen = call(world, kind.describe.operation, **ref.id)
        assert wrong(model.output_shape, seen) == [], state
        assert not {*seen} - {*model.output_shape.members}
        fields, shown = kind.describe.fields, seen[kind.describe.within] if kind.describe.within else seen
        assert read(shown, fields.created) == START
        if fields.resting is None:
            assert read(shown, fields.status) == state
            assert not fields.reason or read(shown, fields.reason[0]) == "because"
        below = {} if kind.lists.parent is None else {kind.lists.parent.parameter: ref.values[0]}
        if kind is sagemaker.PipelineExecution:
            below = {"PipelineName": "p"}
        for item in call(world, kind.lists.operation, **below, MaxResults=kind.lists.limit)[kind.lists.items]:
            assert wrong(items, item) == []
            assert not {*item} - {*items.members}
            assert read(item, kind.lists.fields.status)
            assert all(read(item, path) for path in kind.lists.identifiers.values())


@pytest.mark.parametrize(("name", "operation"), [(name, op) for (_, name), op in operations().items()])
def test_every_operation_answers_as_its_model_says(world: World, name: str, operation: Any) -> None:
    kind = operation.roles[0].kind
    model = operation_model(kind.service, name)
    given = dict(sample(model.input_shape)) if model.input_shape else {}
    ref = some(kind)
    makes = any(name in row.by for row in kind.requests if not row.when)
    if kind in (glue.MLTaskRun, glue.JobRun, sagemaker.PipelineExecution) and (makes or kind.lists.operation == name):
        above = CATALOGUE.parent_of(kind)
        assert above is not None
        world.add(above("p"))
        given[kind.lists.parent.parameter] = "p"
    elif not makes and name != "CreateCrawler":
        rows = [row for row in kind.requests if name in row.by]
        world.add(ref, rows[0].when[0] if rows else kind.states[-1])
        given.update(ref.id)
        if name == "BatchStopJobRun":
            given["JobRunIds"] = [ref.values[-1]]
    answer = call(world, name, **given)
    if model.output_shape is not None:
        assert wrong(model.output_shape, answer) == []
        assert not {*answer} - {*model.output_shape.members}


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_request_in_a_state_that_does_not_take_it_is_refused_by_a_modelled_error(
    world: World, kind: ResourceType
) -> None:
    for row in kind.requests:
        for name in row.by if row.when else ():
            model = operation_model(kind.service, name)
            modelled = {shape.error_code for shape in model.error_shapes}
            for state in {*kind.states} - {*row.when}:
                ref = some(kind)
                world.add(ref, state)
                if name != "BatchStopJobRun":
                    code, _ = refused(world, name, **{**sample(model.input_shape), **ref.id})
                    assert code in modelled | {"ValidationException", "InvalidInputException"}
                assert world.state(ref) == state


@pytest.mark.parametrize(
    ("operation", "given", "code"),
    [
        ("CreateCompilationJob", {"CompilationJobName": "x"}, "ResourceInUse"),
        ("CreateTrainingJob", {"TrainingJobName": "x"}, "ResourceInUse"),
        ("CreateEndpoint", {"EndpointName": "x"}, "ValidationException"),
        ("CreateMlflowTrackingServer", {"TrackingServerName": "x"}, "ValidationException"),
        ("CreateEdgePackagingJob", {"EdgePackagingJobName": "x"}, "ValidationException"),
        ("CreatePipeline", {"PipelineName": "x"}, "ConflictException"),
        ("CreateCrawler", {"Name": "x"}, "AlreadyExistsException"),
        ("CreateJob", {"Name": "x"}, "AlreadyExistsException"),
    ],
)
def test_name_is_given_once(world: World, clock: Clock, operation: str, given: Mapping[str, str], code: str) -> None:
    call(world, operation, **given)
    assert refused(world, operation, **given)[0] == code
    kind = next(each.roles[0].kind for key, each in operations().items() if key[1] == operation)
    world.remove(kind("x"))
    clock.now += 1
    call(world, operation, **given)
    assert world.state(kind("x")) != GONE


def test_children_go_with_their_parent(world: World) -> None:
    run = glue.JobRun("j", "jr_1")
    world.add(run, "RUNNING 50s, SUCCEEDED")
    assert world.state(Job("j")) == "READY"
    call(world, "DeleteJob", JobName="j")
    assert world.state(run) == GONE
    assert refused(world, "GetJobRun", JobName="j", RunId="jr_1")[0] == "EntityNotFoundException"


def test_parents_are_listed(world: World) -> None:
    world.add(glue.MLTaskRun("tfm-1", "tsk-1"))
    world.add(sagemaker.PipelineExecution(ARN))
    world.add(sagemaker.PipelineExecution(ARN[:-1] + "4"), parent="other")
    assert call(world, "ListMLTransforms") == {"TransformIds": ["tfm-1"]}
    assert [item["TransformId"] for item in call(world, "GetMLTransforms")["Transforms"]] == ["tfm-1"]
    assert [item["PipelineName"] for item in call(world, "ListPipelines")["PipelineSummaries"]] == ["p", "other"]
    assert world.state(glue.MLTransform("tfm-1")) == "READY"
    assert world.state(sagemaker.Pipeline("other")) == "Active"


def test_tracking_server_is_usable_once_created(world: World, clock: Clock) -> None:
    call(world, "CreateMlflowTrackingServer", TrackingServerName="m", ArtifactStoreUri="s3://b/x", RoleArn="r" * 20)
    seen = call(world, "DescribeMlflowTrackingServer", TrackingServerName="m")
    assert seen["IsActive"] == "Inactive"
    assert "TrackingServerUrl" not in seen
    clock.now += 60
    seen = call(world, "DescribeMlflowTrackingServer", TrackingServerName="m")
    assert (seen["TrackingServerStatus"], seen["IsActive"], seen["ArtifactStoreUri"]) == (
        "Created",
        "Active",
        "s3://b/x",
    )
    assert seen["TrackingServerUrl"].startswith("https://")


def test_what_is_not_simulated_is_unknown(world: World) -> None:
    assert refused(world, "ListModels", service="sagemaker") == (
        "UnknownOperationException",
        "ListModels is not simulated.",
    )


# --- listings --------------------------------------------------------------------------------------------------------


def all_pages(world: World, operation: str, items: str, **given: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    token: dict[str, str] = {}
    while True:
        answer = call(world, operation, **given, **token)
        found.append(answer[items])
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 25), st.integers(1, 30), st.sampled_from([None, "CreationTime", "Name", "Status"]),
    st.sampled_from([None, "Ascending", "Descending"]), st.integers(0, 3),
)  # fmt: skip
def test_pages_show_each_thing_exactly_once(
    count: int, size: int, column: str | None, order: str | None, gap: int
) -> None:
    clock = Clock()
    world = World(clock)
    for number in range(count):
        world.add(sagemaker.CompilationJob(f"c{number * 7 % 25}"), ["COMPLETED", "FAILED"][number % 2])
        clock.now += gap
    given = {name: value for name, value in {"SortBy": column, "SortOrder": order}.items() if value}
    pages = all_pages(world, "ListCompilationJobs", "CompilationJobSummaries", MaxResults=size, **given)
    shown = [item for page in pages for item in page]
    assert len({item["CompilationJobName"] for item in shown}) == len(shown) == count
    assert all(len(page) == size for page in pages[:-1])
    by = {"Name": "CompilationJobName", "Status": "CompilationJobStatus"}.get(column or "", "CreationTime")
    assert [item[by] for item in shown] == sorted((item[by] for item in shown), reverse=order == "Descending")


def test_things_that_come_and_go_neither_repeat_nor_hide_others(world: World, clock: Clock) -> None:
    for number in range(6):
        world.add(sagemaker.CompilationJob(f"c{number}"), "COMPLETED")
        clock.now += 1
    first = call(world, "ListCompilationJobs", MaxResults=3)
    world.remove(sagemaker.CompilationJob("c0"))
    world.add(sagemaker.CompilationJob("late"), "COMPLETED")
    second = call(world, "ListCompilationJobs", MaxResults=10, NextToken=first["NextToken"])
    names = [item["CompilationJobName"] for item in second["CompilationJobSummaries"]]
    assert names == ["c3", "c4", "c5", "late"]


def test_default_page_and_order_are_those_of_the_service(world: World, clock: Clock) -> None:
    for number in range(12):
        world.add(sagemaker.CompilationJob(f"x{number}"), "COMPLETED")
        world.add(sagemaker.Endpoint(f"x{number}"), "InService")
        world.add(glue.JobRun("j", f"x{number}"), "SUCCEEDED")
        clock.now += 1
    jobs = call(world, "ListCompilationJobs")["CompilationJobSummaries"]
    assert [job["CompilationJobName"] for job in jobs] == [f"x{number}" for number in range(10)]
    endpoints = call(world, "ListEndpoints")["Endpoints"]
    assert [endpoint["EndpointName"] for endpoint in endpoints] == [f"x{number}" for number in range(11, 1, -1)]
    runs = call(world, "GetJobRuns", JobName="j")["JobRuns"]
    assert [run["Id"] for run in runs] == [f"x{number}" for number in range(11, -1, -1)]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"StatusEquals": "FAILED"}, ["b"]),
        ({"NameContains": "c"}, ["ac"]),
        ({"CreationTimeAfter": START + 10}, ["ac"]),
        ({"CreationTimeBefore": START + 10}, ["a"]),
        ({"LastModifiedTimeAfter": "2023-11-14T22:13:30Z"}, ["ac"]),
        ({"LastModifiedTimeBefore": START + 1}, ["a"]),
        ({"StatusEquals": "COMPLETED", "NameContains": "a", "CreationTimeAfter": START}, ["ac"]),
        ({"StatusEquals": "STOPPED"}, []),
        ({}, ["a", "b", "ac"]),
    ],
)
def test_listing_is_filtered(world: World, clock: Clock, given: Mapping[str, Any], shown: list[str]) -> None:
    for name, state in (("a", "COMPLETED"), ("b", "FAILED"), ("ac", "COMPLETED")):
        world.add(sagemaker.CompilationJob(name), state)
        clock.now += 10
    listed = call(world, "ListCompilationJobs", **given)["CompilationJobSummaries"]
    assert [item["CompilationJobName"] for item in listed] == shown


def test_task_runs_are_filtered_and_sorted_by_nested_parameters(world: World, clock: Clock) -> None:
    for number, state in enumerate(["SUCCEEDED", "FAILED", "SUCCEEDED"]):
        world.add(glue.MLTaskRun("t", f"r{number}"), state)
        clock.now += 10
    world.add(glue.MLTaskRun("other", "r9"), "SUCCEEDED")

    def runs(**given: Any) -> list[str]:
        return [run["TaskRunId"] for run in call(world, "GetMLTaskRuns", TransformId="t", **given)["TaskRuns"]]

    assert runs() == ["r2", "r1", "r0"]
    assert runs(Filter={"Status": "SUCCEEDED"}) == ["r2", "r0"]
    assert runs(Filter={"StartedAfter": START}, Sort={"Column": "STARTED", "SortDirection": "ASCENDING"}) == [
        "r1",
        "r2",
    ]
    assert runs(Sort={"Column": "STATUS", "SortDirection": "ASCENDING"}) == ["r1", "r0", "r2"]


@pytest.mark.parametrize("kind", [glue.MLTaskRun, sagemaker.CompilationJob], ids=repr)
def test_token_of_another_query_is_refused(world: World, kind: ResourceType) -> None:
    assert kind.lists is not None
    code = "InvalidInputException" if kind.service == "glue" else "ValidationException"
    given: dict[str, Any] = {"TransformId": "parent"} if kind is glue.MLTaskRun else {}
    for number in range(3):
        world.add(some(kind, number), "STOPPED")
    token = call(world, kind.lists.operation, MaxResults=1, **given)["NextToken"]
    other = {"Filter": {"Status": "STOPPED"}} if given else {"StatusEquals": "STOPPED"}
    assert refused(world, kind.lists.operation, NextToken=token, **given, **other)[0] == code
    for garbage in ("x", "%%%", "", "é", token[:-2], token[:20] + "A" + token[21:], "AAAA" + token):
        if garbage:
            assert refused(world, kind.lists.operation, NextToken=garbage, **given)[0] == code
    assert call(world, kind.lists.operation, MaxResults=2, NextToken=token, **given)[kind.lists.items]


@pytest.mark.parametrize("size", [0, -1, 101])
def test_page_size_is_within_the_services_limits(world: World, size: int) -> None:
    code, message = refused(world, "ListEdgePackagingJobs", MaxResults=size)
    assert code == "ValidationException"
    assert f"Value '{size}' at 'maxResults' failed to satisfy constraint: Member must have value" in message


def test_identifier_that_no_client_could_ask_for_is_refused() -> None:
    with pytest.raises(ValueError, match="CompilationJobName 'no such name': Member must satisfy regular"):
        check_identifiers(sagemaker.CompilationJob("no such name"))


def test_unknown_kind_is_refused_with_the_nearest() -> None:
    assert CATALOGUE.kind_of("glue", "MLTransform") is glue.MLTransform
    with pytest.raises(ValueError, match="unknown service 'gleu'; did you mean 'glue'"):
        CATALOGUE.kind_of("gleu", "job-run")
    with pytest.raises(ValueError, match="glue: unknown resource 'job-runs'; did you mean 'job-run'"):
        CATALOGUE.kind_of("glue", "job-runs")
