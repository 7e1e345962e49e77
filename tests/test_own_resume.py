"""Waits for types of one's own, written down and gone on with: the table must be given again, and is never guessed."""

from __future__ import annotations

import json
import signal
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from processes import command, finished, lines, until

import mlwaiters
from mlwaiters.errors import MissingTableError
from mlwaiters.model import Change, Outcome
from mlwaiters.resources.sagemaker import CompilationJob
from mlwaiters.testing import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mlwaiters.stream import Stream
    from mlwaiters.testing import SimulatedAWS

KEPT = "sagemaker compilation is a type of your own: give its table again (--table FILE, or tables=)"


# --- on the command line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [("a", "b"), ("--all",)], ids=["named", "listed"])
def test_killed_and_gone_on_with(
    what: Sequence[str],
    job_file: str,
    simulated_aws: Callable[..., SimulatedAWS],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    aws, journal = simulated_aws(), tmp_path / "j"
    jobs = [CompilationJob("a"), CompilationJob("b")]
    for job in jobs:
        aws.world.add(job, "INPROGRESS")
    own = ("--table", job_file)
    argv = command(
        "wait", "sagemaker", "compilation", *what, *own, "--journal", str(journal),
        "--endpoint-url", aws.url, "--interval", "0.05", "-o", "jsonl",
    )  # fmt: skip
    running = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    first = [running.stdout.readline(), running.stdout.readline()]
    until(lambda: journal.read_bytes().count(b'"INPROGRESS"') >= 2)
    running.kill()
    out, _ = running.communicate(timeout=10)
    assert running.returncode == -signal.SIGKILL
    before = journal.read_bytes()
    calls = sum(aws.counts.values())

    refused = finished(environment, "wait", "--resume", str(journal))
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1] == f"mlwaiters wait: error: the journal {str(journal)!r}: {KEPT}"
    assert (journal.read_bytes(), sum(aws.counts.values())) == (before, calls)

    for job in jobs:
        aws.world.begin(job, "stop", "COMPLETED")
    done = finished(environment, "wait", "--resume", str(journal), *own)
    assert done.returncode == 0
    told = [
        (event["id"]["CompilationJobName"], event.get("after", "="))
        for event in lines("".join([*first, out, done.stdout]))
    ]
    assert sorted(told) == [(name, what) for name in "ab" for what in ("=", "COMPLETED", "INPROGRESS")]


# --- in Python -------------------------------------------------------------------------------------------------------

TYPES = {
    "of another name": replace(CompilationJob, name="Mine"),
    "that hides one of the catalogue": replace(CompilationJob, grace=1.0),
}


def kept(stream: Stream[Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(stream.dump(), allow_nan=False))
    return document


@pytest.mark.anyio
@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("listed", [False, True])
async def test_resume_takes_the_tables(kind: mlwaiters.ResourceType, *, listed: bool) -> None:
    reader = ScriptedReader({kind("a"): "STARTING 20s, INPROGRESS 60s, COMPLETED"})
    first = mlwaiters.Poller(reader, interval=10, clock=reader.wall).stream(kind.listing() if listed else kind("a"))
    begun = await anext(first)
    document = kept(first)
    poller = mlwaiters.Poller(reader, clock=reader.wall)
    for tables in ([], [CompilationJob, replace(kind, name="Other")]):
        if kind.name == "CompilationJob" and tables:
            continue
        with pytest.raises(MissingTableError, match=f"sagemaker {kind.resource} is a type of your own: give its table"):
            poller.resume(document, tables=tables)
    await anyio.sleep(100)
    second = poller.resume(document, tables=[kind])
    events = [begun, *[event async for event in second]]
    assert [event.after for event in events if isinstance(event, Change)] == ["STARTING", "COMPLETED"]
    (outcome,) = [event for event in events if isinstance(event, Outcome)]
    assert (outcome.ref, outcome.reached) == (kind("a"), True)
    assert kept(second)["own"] == [["sagemaker", kind.resource]]


@pytest.mark.anyio
async def test_a_type_of_the_catalogue_needs_none() -> None:
    reader = ScriptedReader({CompilationJob("a"): "INPROGRESS"})
    document = kept(mlwaiters.Poller(reader).stream(CompilationJob("a")))
    assert document["own"] == []
    mlwaiters.Poller(reader).resume(document)
