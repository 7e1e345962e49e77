"""The commands `wait` and `watch`: follow a stream of events to its end, and tell them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import anyio

from mlwaiters.cli.exits import exit_status
from mlwaiters.cli.interruption import InterruptedWaitError, carry_out
from mlwaiters.cli.ledger import Ledger
from mlwaiters.cli.output import Output
from mlwaiters.cli.progress import Progress
from mlwaiters.errors import WaiterError
from mlwaiters.goals import goals
from mlwaiters.model import Change, Ref
from mlwaiters.report.endings import ending, ending_of_error
from mlwaiters.report.timeline import shown_label

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mlwaiters.model import Listing


def run(command: str, options: argparse.Namespace, targets: Sequence[Ref | Listing]) -> int:
    """Run `mlwaiters wait` or `mlwaiters watch`; returns the exit status.

    Raises:
        UnwritableError: standard output takes no more.
    """
    following = _Following(command, options, targets)
    failure: WaiterError | None = None
    try:
        anyio.run(carry_out, following.work, following.progress)
    except WaiterError as error:
        failure = error
    finally:
        following.progress.clear()
    return following.close(failure)


class _Following:
    """One run of the command: what to wait for, and where to tell of it."""

    def __init__(self, command: str, options: argparse.Namespace, targets: Sequence[Ref | Listing]) -> None:
        self._options = options
        self._targets = targets
        watching = command == "watch"
        self._until: str | None = options.until or (_watched_goal(targets) if watching else None)
        self._timeout: float | None = math.inf if watching and options.timeout is None else options.timeout
        self._history = bool(watching and options.history)
        refs = [target for target in targets if isinstance(target, Ref)]
        width = max((len(shown_label(ref)) for ref in refs), default=0)
        follow = watching and options.output == "text"
        self._ledger = Ledger(refs, self._until)
        self._output = Output(options.output, follow=follow, width=width)
        self.progress = Progress(self._ledger, quiet=options.quiet, changes=not follow, width=width)

    async def work(self) -> None:
        """Follow the events to the end of the waiting."""
        from mlwaiters.aws import connect  # noqa: PLC0415 - AWS's client, which only this command needs

        options = self._options
        connection = {
            "region": options.region,
            "profile": options.profile,
            "endpoint_url": options.endpoint_url,
            "budget": options.budget,
        }
        async with connect(**connection) as poller:
            events = poller.stream(
                *self._targets,
                until=self._until,
                timeout=self._timeout,
                interval=options.interval,
                grace=options.grace,
                strict=options.strict,
                summaries=options.output == "text",  # which shows the state, and why
                history=self._history,
                fail_fast=options.fail_fast,
            )
            async for event in events:
                self._ledger.take(event)
                self.progress.clear()
                if isinstance(event, Change):
                    self._output.change(event)
                    self.progress.change(event)
                else:
                    self._output.outcome(event)

    def close(self, failure: WaiterError | None) -> int:
        """Print all that is known, whatever has ended the waiting; returns the exit status."""
        if failure is not None:
            for outcome in self._ledger.close(failure):
                self._output.outcome(outcome)
        outcomes = self._ledger.in_order()
        self._output.close(outcomes)
        endings = [ending(outcome) for outcome in outcomes]
        if failure is None:
            self.progress.end()
            return exit_status(endings)
        self.progress.note(str(failure))
        if isinstance(failure, InterruptedWaitError):
            return failure.status
        return exit_status([*endings, ending_of_error(failure)])


def _watched_goal(targets: Sequence[Ref | Listing]) -> str:
    """What things that are watched are judged by: their runs, where all of them have one, or else only their rest."""
    return "completed" if all("completed" in goals(target.type) for target in targets) else "settled"
