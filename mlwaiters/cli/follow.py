"""The commands `wait` and `watch`: follow a stream of events to its end, and tell them."""

from __future__ import annotations

import math
import shlex
import time
from typing import TYPE_CHECKING

import anyio

from mlwaiters.cli.connecting import connected
from mlwaiters.cli.exits import exit_status
from mlwaiters.cli.interruption import InterruptedWaitError, carry_out
from mlwaiters.cli.ledger import Ledger
from mlwaiters.cli.output import Output
from mlwaiters.cli.progress import Progress
from mlwaiters.cli.targets import UsageError
from mlwaiters.errors import ReadError, WaiterError
from mlwaiters.feed import Reading
from mlwaiters.goals import goals, watched_goal
from mlwaiters.model import Change, Ref
from mlwaiters.report.endings import ending, ending_of_error
from mlwaiters.report.timeline import shown_label

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from mlwaiters.cli.journal import Journal
    from mlwaiters.feed import News
    from mlwaiters.model import Goal, Listing, Outcome
    from mlwaiters.poller import Poller
    from mlwaiters.stopping import OnCancel
    from mlwaiters.stream import Stream


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
        following.let_go()
    return following.close(failure)


_UNFINISHED = (InterruptedWaitError, ReadError)
"""What ends a wait and isn't the thing's own: a journal is gone on with."""


class _Following:
    """One run of the command: what to wait for, and where to tell of it."""

    def __init__(self, command: str, options: argparse.Namespace, targets: Sequence[Ref | Listing]) -> None:
        self._command = command
        self._options = options
        self._targets = targets
        self._journal: Journal | None = getattr(options, "resumed", None)
        self._events: Stream[Change | Outcome] | None = None
        watching = command == "watch"
        self._until: Goal | None = options.until or (_watched_goal(targets) if watching else None)
        self._timeout: float | None = math.inf if watching and options.timeout is None else options.timeout
        self._summaries = options.output == "text"  # which shows the state, and why
        self._history = bool(watching and options.history)
        refs = [target for target in targets if isinstance(target, Ref)]
        width = max((len(shown_label(ref)) for ref in refs), default=0)
        follow = watching and options.output == "text"
        self._ledger = Ledger(refs, self._until, ago=_age(self._journal))
        for event in _told(self._journal):
            self._ledger.take(event)
        self._output = Output(options.output, follow=follow, width=width)
        self.progress = Progress(self._ledger, quiet=options.quiet, changes=not follow, width=width)

    async def work(self) -> None:
        """Follow the events to the end of the waiting."""
        async with connected(self._options) as poller:
            try:
                self._events = self._resume(poller) if self._journal is not None else self._begin(poller)
            except ValueError as error:
                raise UsageError(str(error)) from None
            try:
                while news := await self._events.arrived():
                    await self._take(news)
            except anyio.get_cancelled_exc_class():
                await self._take(self._events.seen())
                raise

    async def _take(self, news: Sequence[News]) -> None:
        """Keep and tell what has been seen."""
        if self._journal is not None and news:
            await self._keep(self._journal, news)
        for each in news:
            if not isinstance(each, Reading):
                self._tell(each)

    async def _keep(self, journal: Journal, news: Sequence[News]) -> None:
        """Have it on the disk; what is under way there is told, whatever ends the wait meanwhile."""
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(journal.write, news)

    def _tell(self, event: Change | Outcome) -> None:
        self._ledger.take(event)
        self.progress.clear()
        if isinstance(event, Change):
            self._output.change(event)
            self.progress.change(event)
        else:
            self._output.outcome(event)

    def _begin(self, poller: Poller) -> Stream[Change | Outcome]:
        options = self._options
        events = poller.stream(
            *self._targets,
            until=self._until,
            timeout=self._timeout,
            after=getattr(options, "after", None) or (),
            interval=options.interval,
            grace=options.grace,
            strict=options.strict,
            allow_partial=options.allow_partial,
            summaries=self._summaries,
            history=self._history,
            fail_fast=options.fail_fast,
            on_cancel="stop" if options.stop_on_interrupt else None,
            readings=options.journal is not None,
        )
        if options.journal is not None:
            from mlwaiters.cli.journal import KEPT, Journal  # noqa: PLC0415 - slow to import, and few commands need it

            kept = {name: getattr(options, name) for name in KEPT} | {"until": self._until}
            own = list(dict.fromkeys(target.type for target in self._targets))
            self._journal = Journal.create(options.journal, self._command, kept, events.dump(), own)
        return events

    def _resume(self, poller: Poller) -> Stream[Change | Outcome]:
        assert self._journal is not None  # the caller has looked
        on_cancel: OnCancel = "stop" if self._options.stop_on_interrupt else None
        document = self._journal.reached
        for bounds in document["waits"] + document["listings"]:
            bounds["summaries"] = self._summaries
        return poller.resume(document, on_cancel=on_cancel, tables=self._journal.own, readings=True)

    def let_go(self) -> None:
        """Let others have the journal."""
        if self._journal is not None:
            self._journal.close()

    def close(self, failure: WaiterError | None) -> int:
        """Print all that is known, whatever has ended the waiting; returns the exit status."""
        if isinstance(failure, InterruptedWaitError) and self._events is not None and self._events.stopped:
            failure.stopped(self._events.stopped.values())
        if failure is not None:
            for outcome in self._ledger.close(failure):
                self._output.outcome(outcome)
        outcomes = self._ledger.in_order()
        self._output.close(outcomes)
        endings = [ending(outcome) for outcome in outcomes]
        if failure is None:
            self.progress.end()
        else:
            self.progress.note(str(failure))
        if any(isinstance(error, _UNFINISHED) for error in (failure, *(outcome.error for outcome in outcomes))):
            self._offer_resume()
        if isinstance(failure, InterruptedWaitError):
            return failure.status
        return exit_status(endings if failure is None else [*endings, ending_of_error(failure)])

    def _offer_resume(self) -> None:
        if self._journal is not None:
            tables = (word for file in self._options.table or () for word in ("--table", file))
            again = ["mlwaiters", self._command, "--resume", self._journal.path, *tables]
            self.progress.note(f"resume with: {shlex.join(again)}")


def _watched_goal(targets: Sequence[Ref | Listing]) -> Goal:
    """What things that are watched are judged by: their runs, where all of them have one, or else only their rest.

    All that one waiter asks is judged by its acceptors, and by nothing else.
    """
    kinds = {target.type for target in targets}
    if all("completed" in goals(kind) for kind in kinds):
        return "completed"
    return watched_goal(kinds.pop()) if len(kinds) == 1 else "settled"


def _told(journal: Journal | None) -> Iterator[Change | Outcome]:
    """What a journal says has been told."""
    for wait in journal.going.all_waits if journal is not None else ():
        yield from wait.changes
        if wait.outcome is not None:
            yield wait.outcome


def _age(journal: Journal | None) -> float:
    """Seconds since the waiting began that a journal is about."""
    began = [terms.began_at for terms in journal.going.terms] if journal is not None else []
    return max(time.time() - min(began), 0.0) if began else 0.0
