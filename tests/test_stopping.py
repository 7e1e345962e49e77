"""A cancelled wait asks what it waits for to stop, if it was asked to: once, within its time, and never otherwise."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from mlwaiters.aws import AWSReader, connect
from mlwaiters.aws.clients import Clients
from mlwaiters.aws.models import parameters, service_model
from mlwaiters.aws.requests import accepted, stop_call, stoppable
from mlwaiters.errors import AccessDeniedError, InvalidRequestError, NotFoundError, ServiceError
from mlwaiters.poller import Poller
from mlwaiters.resources import SERVICES, catalogue, glue, sagemaker
from mlwaiters.shapes import strangers
from mlwaiters.testing.clocks import run
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mlwaiters.model import Ref, ResourceType
    from mlwaiters.testing import SimulatedAWS

A, B, C = (sagemaker.CompilationJob(name) for name in "abc")
STOP = "StopCompilationJob"
STOPPABLE = [kind for service in SERVICES for kind in catalogue(service).values() if kind.request("stop")]


def polling(reader: ScriptedReader) -> Poller:
    return Poller(reader, interval=5, clock=reader.wall)


def stops(reader: ScriptedReader) -> list[tuple[float, str]]:
    return [(call.time, call.target.label) for call in reader.calls if call.operation == STOP]  # type: ignore[union-attr]


async def wait(poller: Poller, **options: Any) -> object:
    return await poller.wait(A, **options)


async def wait_all(poller: Poller, **options: Any) -> object:
    return await poller.wait_all([A], **options)


async def as_completed(poller: Poller, **options: Any) -> object:
    return [outcome async for outcome in poller.as_completed([A], **options)]


async def stream(poller: Poller, **options: Any) -> object:
    return [event async for event in poller.stream(A, **options)]


async def resumed(poller: Poller, **options: Any) -> object:
    return [event async for event in poller.resume(poller.stream(A).dump(), **options)]


WAYS = [wait, wait_all, as_completed, stream, resumed]
every_way = pytest.mark.parametrize("way", WAYS)


async def cancelled_after(seconds: float, work: Callable[[], Awaitable[object]]) -> BaseException:
    """Cancel some work; returns the cancellation as the work itself saw it leave."""
    left: list[BaseException] = []
    with anyio.move_on_after(seconds) as scope:
        try:
            await work()
        except BaseException as cancellation:
            left.append(cancellation)
            raise
    assert scope.cancelled_caught
    (error,) = left
    return error


def notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


@pytest.mark.anyio
@every_way
async def test_a_stop_is_sent_once(way: Callable[..., Awaitable[object]]) -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    error = await cancelled_after(12, lambda: way(polling(reader), on_cancel="stop"))
    assert stops(reader) == [(12, "a")]
    assert notes(error) == []
    await anyio.sleep(2)
    assert (await reader.describe(A)).state == "STOPPED"


@pytest.mark.anyio
@every_way
async def test_nothing_is_stopped_without_being_asked(way: Callable[..., Awaitable[object]]) -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    await cancelled_after(12, lambda: way(polling(reader)))
    assert stops(reader) == []


@pytest.mark.anyio
@every_way
async def test_nothing_is_stopped_without_a_cancellation(way: Callable[..., Awaitable[object]]) -> None:
    reader = ScriptedReader({A: "INPROGRESS 3s, COMPLETED"})
    await way(polling(reader), on_cancel="stop")
    reader = ScriptedReader({A: "INPROGRESS"})
    poller = polling(reader)
    assert not (await poller.wait_all([A], timeout=10, on_cancel="stop"))[0].reached
    assert stops(reader) == []


@pytest.mark.anyio
async def test_what_has_ended_is_left_alone_and_a_thing_named_twice_is_asked_once() -> None:
    reader = ScriptedReader({A: "COMPLETED", B: "INPROGRESS", C: "INPROGRESS"}, latency=1)
    await cancelled_after(30, lambda: polling(reader).wait_all([A, B, C, B], on_cancel="stop"))
    assert sorted(stops(reader)) == [(30, "b"), (30, "c")]


@pytest.mark.anyio
@every_way
async def test_a_stop_that_fails_stands_beside_the_cancellation(
    way: Callable[..., Awaitable[object]], caplog: pytest.LogCaptureFixture
) -> None:
    reader = failing_at(12, lambda: AccessDeniedError("StopCompilationJob: AccessDenied: no"), A)
    with caplog.at_level(logging.WARNING, "mlwaiters"):
        error = await cancelled_after(12, lambda: way(polling(reader), on_cancel="stop"))
    expected = "sagemaker compilation-job a was not stopped: StopCompilationJob: AccessDenied: no"
    assert notes(error) == [expected]
    assert caplog.messages == [expected]
    assert stops(reader) == [(12, "a")]


def failing_at(time: float, failure: Callable[[], Exception], *failing: Ref) -> ScriptedReader:
    """Three jobs that go on for ever; at one moment, all calls for some of them fail."""
    reader = ScriptedReader(
        dict.fromkeys((A, B, C), "INPROGRESS"),
        faults=lambda target: failure() if reader.time == time and target in failing else None,
    )
    return reader


@pytest.mark.anyio
async def test_one_that_fails_in_some_odd_way_keeps_no_other_from_being_stopped() -> None:
    reader = failing_at(3, lambda: OSError("odd"), A)
    error = await cancelled_after(3, lambda: polling(reader).wait_all([A, B], on_cancel="stop"))
    assert sorted(stops(reader)) == [(3, "a"), (3, "b")]
    assert notes(error) == ["sagemaker compilation-job a was not stopped: OSError: odd"]


@pytest.mark.anyio
async def test_a_stream_that_is_cancelled_twice_stops_once() -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    events = polling(reader).stream(A, until="settled", on_cancel="stop")
    await anext(events)
    for _ in range(2):
        await cancelled_after(0.5, lambda: anext(events))
    assert stops(reader) == [(0.5, "a")]
    async for _ in events:
        pass
    assert events.outcomes[0].state == "STOPPED"


@pytest.mark.anyio
async def test_all_stops_together_have_ten_seconds() -> None:
    reader = ScriptedReader({A: "INPROGRESS", B: "INPROGRESS"}, latency=lambda _: 1 if reader.time < 12 else 3600)
    error = await cancelled_after(14, lambda: polling(reader).wait_all([A, B], on_cancel="stop"))
    assert reader.time == 24
    assert notes(error) == [
        f"sagemaker compilation-job {name} was not stopped: no answer to the stop request in time" for name in "ab"
    ]


@pytest.mark.anyio
async def test_no_more_stops_are_under_way_at_once_than_other_calls() -> None:
    jobs = [sagemaker.CompilationJob(f"job-{number}") for number in range(5)]
    reader = ScriptedReader(dict.fromkeys(jobs, "INPROGRESS"), latency=1)
    poller = Poller(reader, interval=5, limit=2, clock=reader.wall)
    assert notes(await cancelled_after(4, lambda: poller.wait_all(jobs, on_cancel="stop"))) == []
    assert [time for time, _ in stops(reader)] == [4, 4, 5, 5, 6]
    assert reader.time == 7


@pytest.mark.anyio
async def test_a_stop_that_is_throttled_is_sent_again() -> None:
    reader = ScriptedReader({A: "INPROGRESS"})
    poller = polling(reader)
    events = poller.stream(A, on_cancel="stop")
    await anext(events)
    reader.fail(A, ServiceError("Rate exceeded", transient=True, throttled=True))
    error = await cancelled_after(2, lambda: anext(events))
    assert [name for _, name in stops(reader)] == ["a", "a"]
    assert notes(error) == []
    assert events.stopped == {A: None}


@pytest.mark.anyio
async def test_types_without_a_stop_request_are_refused_at_the_call() -> None:
    poller = polling(ScriptedReader())
    endpoint = sagemaker.Endpoint("live")
    with pytest.raises(ValueError, match=r"on_cancel='stop': sagemaker.Endpoint has no stop request"):
        poller.as_completed([endpoint], on_cancel="stop")
    with pytest.raises(ValueError, match="has no stop request"):
        poller.stream(A, endpoint, on_cancel="stop")
    with pytest.raises(ValueError, match="has no stop request"):
        await poller.wait(endpoint, on_cancel="stop")
    with pytest.raises(ValueError, match="has no stop request"):
        await poller.wait_all([A, endpoint], on_cancel="stop")


@pytest.mark.anyio
async def test_other_refusals() -> None:
    poller = polling(ScriptedReader())
    with pytest.raises(ValueError, match="on_cancel must be 'stop' or None, not 'halt'"):
        poller.stream(A, on_cancel="halt")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="only what is named is stopped"):
        poller.stream(glue.MLTaskRun.listing(), on_cancel="stop")

    class Mute:
        describe = ScriptedReader.describe
        page = ScriptedReader.page

    with pytest.raises(TypeError, match="Mute has no `stop`"):
        Poller(Mute()).stream(A, on_cancel="stop")


def test_asyncios_own_cancellation() -> None:
    async def work() -> list[tuple[float, str]]:
        reader = ScriptedReader({A: "INPROGRESS"}, latency=0.5)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(polling(reader).wait(A, on_cancel="stop"), 12)
        assert reader.time == 12.5
        return stops(reader)

    assert run(work) == [(12, "a")]


# --- AWS's own requests ----------------------------------------------------------------------------------------------

BY_ANOTHER_NAME = {"BatchStopJobRun", "CancelSteps", "StopResource"}
TAKES_MORE = {
    "StopInferenceExperiment",  # what is to become of each variant
    "StopColumnStatisticsTaskRun",  # the table that a run is about, not the run
    "StopMaterializedViewRefreshTaskRun",  # likewise
    "CreateListingChangeSet",  # the action
    "StopProjectVersion",  # the ARN of what is described by a name
    "TerminateJob",  # a reason
    "TerminateServiceJob",  # likewise
    "UpdateModelVersionStatus",  # the status
}


@pytest.mark.anyio
async def test_what_takes_more_than_identifiers_is_known() -> None:
    assert {kind.request("stop").by[0] for kind in STOPPABLE if not stoppable(kind)} == TAKES_MORE  # type: ignore[union-attr]
    assert not stoppable(sagemaker.Endpoint)
    with pytest.raises(InvalidRequestError, match="requires Name, ModelVariantActions"):
        stop_call(sagemaker.InferenceExperiment("x"))
    with pytest.raises(ValueError, match=r"sagemaker.InferenceExperiment takes more than its identifiers"):
        Poller(AWSReader(Clients())).as_completed([sagemaker.InferenceExperiment("x")], on_cancel="stop")


@pytest.mark.parametrize("kind", [kind for kind in STOPPABLE if stoppable(kind)], ids=str)
def test_the_request_is_one_that_the_model_takes(kind: ResourceType) -> None:
    ref = kind(*(f"the-{name}" for name in kind.identifiers))
    operation, arguments = stop_call(ref)
    shape = service_model(kind.service).operation_model(operation).input_shape
    assert {*arguments} <= {*parameters(kind.service, operation)}
    assert list(strangers(shape, arguments)) == []
    missing = {*shape.required_members} - {*arguments}
    assert all(shape.members[name].metadata.get("idempotencyToken") for name in missing)
    given = [value[0] if isinstance(value, list) else value for value in arguments.values()]
    assert sorted(given) == sorted(ref.values)
    if operation not in BY_ANOTHER_NAME:
        assert arguments == ref.id


def test_by_another_name() -> None:
    assert stop_call(glue.JobRun("etl", "jr_1")) == ("BatchStopJobRun", {"JobName": "etl", "JobRunIds": ["jr_1"]})
    with pytest.raises(InvalidRequestError, match=r"sagemaker.Endpoint has no stop request"):
        stop_call(sagemaker.Endpoint("live"))


def test_one_of_a_batch_that_was_refused() -> None:
    accepted("BatchStopJobRun", {"SuccessfulSubmissions": [{}], "Errors": []})
    with pytest.raises(ServiceError, match="BatchStopJobRun: EntityNotFoundException: no such run"):
        accepted("BatchStopJobRun", {"Errors": [
            {"ErrorDetail": {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "no such run"}}
        ]})  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("ref", "life"),
    [
        (A, "INPROGRESS"),
        (glue.MLTaskRun("tfm-1", "tsk-1"), "RUNNING"),
        (glue.JobRun("etl", "jr_1"), "RUNNING"),
        (sagemaker.MlflowTrackingServer("experiments"), "Created"),
    ],
    ids=str,
)
async def test_over_the_wire(
    simulated_aws: Callable[..., SimulatedAWS], monkeypatch: pytest.MonkeyPatch, ref: Any, life: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    aws = simulated_aws(speed=1000)
    aws.world.add(ref, life)
    request = ref.type.request("stop")
    assert request is not None
    async with connect(region="eu-west-1", endpoint_url=aws.url) as poller:
        with anyio.move_on_after(5):
            events = poller.stream(ref, until="deleted" if ref.type.name == "MlflowTrackingServer" else None,
                                   grace=1e6, interval=0.02, on_cancel="stop")  # fmt: skip
            await anext(events)
            with anyio.CancelScope() as scope:
                scope.cancel()
                await anext(events)
        assert events.stopped == {ref: None}
        assert aws.counts[request.by[0]] == 1
        assert (await poller.wait(ref, "stopped", interval=0.01, timeout=5)).state == request.to[0]
        refused = ServiceError if ref.type is glue.JobRun else NotFoundError  # the former is one of a batch
        with pytest.raises(refused, match="9"):
            await poller.reader.stop(replace(ref, values=tuple(f"{value}9" for value in ref.values)))
