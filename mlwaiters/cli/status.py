"""The command `status`: one look at each thing, or at all that a listing shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

from mlwaiters.cli.connecting import connected
from mlwaiters.cli.exits import exit_status
from mlwaiters.cli.interruption import InterruptedWaitError, carry_out
from mlwaiters.cli.ledger import Ledger, wanted
from mlwaiters.cli.output import write
from mlwaiters.cli.progress import Progress
from mlwaiters.errors import NotFoundError, ReadError, WaiterError
from mlwaiters.feed import failure
from mlwaiters.judge import explains, judge
from mlwaiters.model import Listing, Outcome, Ref, Verdict
from mlwaiters.report.endings import Ending, ending, ending_of_error
from mlwaiters.report.events import dump, status_document
from mlwaiters.report.table import status_table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from anyio.abc import TaskGroup

    from mlwaiters.model import Goal, Observation
    from mlwaiters.poller import Poller

AT_ONCE = 16
"""Things described, and listings read, at once."""


def run(options: argparse.Namespace, targets: Sequence[Ref | Listing]) -> int:
    """Run `mlwaiters status`; returns the exit status."""
    survey = Survey(options.until, allow_partial=options.allow_partial)
    progress = Progress(Ledger(()), quiet=True)

    async def work() -> None:
        async with connected(options) as poller:
            await survey.look(poller, targets)

    try:
        anyio.run(carry_out, work, progress)
    except WaiterError as error:
        survey.errors.append(error)
    outcomes = survey.outcomes
    write(_written(options.output, outcomes))
    for each in survey.errors:
        progress.note(str(each))
        if isinstance(each, InterruptedWaitError):
            return each.status
    return exit_status([*map(_judged, outcomes), *map(ending_of_error, survey.errors)])


class Survey:
    """What one look at everything has shown, as far as it has come."""

    def __init__(self, until: str | None, *, allow_partial: bool = False) -> None:
        self._until = until
        self._allow_partial = allow_partial
        self._shown: dict[Ref | Listing, list[Outcome]] = {}
        self._limit = anyio.CapacityLimiter(AT_ONCE)
        self.errors: list[WaiterError] = []

    @property
    def outcomes(self) -> list[Outcome]:
        """What was seen, in the order in which it was asked for, or AWS lists it."""
        return [outcome for shown in self._shown.values() for outcome in shown]

    async def look(self, poller: Poller, targets: Sequence[Ref | Listing]) -> None:
        """Look at everything, some of it at once. A call that fails takes nothing else with it."""
        async with anyio.create_task_group() as tasks:
            for target in targets:
                shown = self._shown[target] = []
                if isinstance(target, Ref):
                    tasks.start_soon(self._describe, poller, target, shown)
                else:
                    tasks.start_soon(self._sweep, poller, target, shown, tasks)

    async def _describe(self, poller: Poller, ref: Ref, shown: list[Outcome]) -> None:
        goal = wanted(ref, self._until, allow_partial=self._allow_partial)
        try:
            async with self._limit:
                seen = await poller.observe(ref)
        except ReadError as error:
            shown.append(Outcome(ref, goal, Verdict.PENDING, None, (), 0.0, error.calls).with_error(error))
        else:
            shown.append(sighting(seen, goal))

    async def _sweep(
        self, poller: Poller, listing: Listing, shown: list[Outcome], tasks: TaskGroup, *, child: bool = False
    ) -> None:
        told: set[Ref] = set()  # what moves from page to page meanwhile is shown twice
        try:
            async with self._limit:
                async for page in poller.reader.pages(listing):
                    for seen in page.observations:
                        if seen.ref not in told:
                            told.add(seen.ref)
                            self._sight(poller, seen, shown, tasks)
                    for below in page.listings:
                        self._below(poller, below, tasks)
        except WaiterError as error:
            if not (child and isinstance(error, NotFoundError)):  # a parent that has vanished since it was found
                self.errors.append(error)

    def _sight(self, poller: Poller, seen: Observation, shown: list[Outcome], tasks: TaskGroup) -> None:
        goal = wanted(seen.ref, self._until, allow_partial=self._allow_partial)
        if explains(seen, goal):
            shown.append(sighting(seen, goal))
        else:  # a describe says why
            tasks.start_soon(self._describe, poller, seen.ref, shown)

    def _below(self, poller: Poller, listing: Listing, tasks: TaskGroup) -> None:
        if listing not in self._shown:
            shown = self._shown[listing] = []
            tasks.start_soon(lambda: self._sweep(poller, listing, shown, tasks, child=True))


def sighting(seen: Observation, goal: Goal) -> Outcome:
    """Judge one look, without any patience: a thing off its way is astray at once."""
    verdict = judge(seen, goal, grace=0.0)
    error = failure(seen, goal) if verdict is Verdict.FAILED else None
    return Outcome(seen.ref, goal, verdict, seen, (), 0.0, seen.calls).with_error(error)


def _judged(outcome: Outcome) -> Ending:
    """How it counts towards the exit status: nothing has failed where a thing is off its way."""
    word = ending(outcome)
    return Ending.PENDING if word in (Ending.STRAY, Ending.UNKNOWN) else word


def _written(form: str, outcomes: Sequence[Outcome]) -> str:
    if form == "text":
        return status_table(outcomes)
    documents = [status_document(outcome) for outcome in outcomes]
    if form == "json":
        return dump(documents, indent=2)
    return "".join(dump({"event": "status", **document}) for document in documents)
