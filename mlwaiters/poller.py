"""Waits: one thing, many things, or all that a listing shows."""

from __future__ import annotations

import math
import time
import weakref
from typing import TYPE_CHECKING, Any

import anyio

from mlwaiters import asked
from mlwaiters.budget import Budgets
from mlwaiters.budgeted import BudgetedReader
from mlwaiters.errors import NotFoundError
from mlwaiters.feed import Event, News, Reading, Terms, Wait
from mlwaiters.goals import default_goal, goal_name, parse_goal, partly, watched_goal
from mlwaiters.group import Group
from mlwaiters.looker import Looker
from mlwaiters.model import Change, Goal, Listing, Observation, Outcome, Ref, ResourceType, Roll
from mlwaiters.nap import Nap
from mlwaiters.pace import Interval, as_pace
from mlwaiters.pump import Pump
from mlwaiters.stopping import Stopper
from mlwaiters.stream import Stream, going_on
from mlwaiters.sweep import Sweep, share
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mlwaiters.budget import Given
    from mlwaiters.reader import Reader
    from mlwaiters.stopping import OnCancel


class Poller:
    """Answers "has it happened yet?" by way of a reader.

    Every method takes these:

    - `until`: the goal; that of the type where left out (a run completed, a server ready).
    - `timeout`: seconds; that of the type's table where left out. A last look is made when they are over.
    - `after`: what was observed, of what is waited for, before the request was made, so that an old success isn't taken
      for a new one.
    - `interval`: seconds between looks, a `Pace`, or one of tenacity's wait strategies; that of the poller, or else of
      the type, where left out.
    - `grace`: seconds for which a state out of place, or a thing not there yet, is borne with.
    - `strict`: a state that no table has is an error, rather than judged by its spelling.
    - `allow_partial`: a run of which only some succeeded has `completed`, too, rather than failed.
    - `summaries`: the item of a listing will do for an outcome's response, where it tells the state and why; without,
      what a listing shows in part only is described once at the end.
    - `on_cancel`: with `"stop"`, and never otherwise, each of the things that hasn't ended when the call is cancelled
      is asked, once, to stop. That takes ten seconds at the most; whatever fails there is noted on the cancellation,
      and logged. Raises ValueError where a type has no stop request.

    Cancelling a call ends the looking, and otherwise touches nothing in AWS.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        interval: Interval = None,
        limit: int = 32,
        budget: Given | Budgets = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Wait by way of `reader`.

        Args:
            reader: fetches facts; `poller.reader` is the same, within the budget.
            interval: the pace where a call names none.
            limit: the most calls of one operation under way at once, for each call of a method.
            budget: calls per second of every operation, or of each by its name or a pattern of it; without any, there
                is no limit until the service throttles. Or budgets that are shared with other pollers.
            clock: gives the time in seconds since the epoch.

        Raises:
            ValueError, TypeError: a limit, an interval or a budget that makes no sense.
        """
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        budgets = budget if isinstance(budget, Budgets) else Budgets(budget, published=False)
        self.reader = BudgetedReader(reader, budgets)
        self._pace = None if interval is None else as_pace(interval)
        self._limit = limit
        self._clock = clock
        self._looker = Looker(self.reader)
        self._groups: weakref.WeakValueDictionary[Listing | Roll, Group] = weakref.WeakValueDictionary()

    async def observe(self, ref: Ref) -> Observation:
        """Look once. A thing that isn't there is an observation too: its state is `GONE`.

        Raises:
            ReadError: the call failed. TypeError: it is no reference.
        """
        asked.kind_of(ref)
        return await self.reader.describe(ref)

    async def sweep(self, listing: Listing) -> list[Observation]:
        """Read a listing once, all pages of it; of an orphaned one, the listing below each parent, one by one.

        Raises:
            ReadError: a call failed. NotFoundError: the parent isn't there. TypeError: it is no listing.
        """
        if not isinstance(listing, Listing):
            raise TypeError(f"expected a listing, not {quoted(listing)}; glue.MLTaskRun.listing(…) makes one")
        found: dict[Ref, Observation] = {}  # what moves from page to page meanwhile is shown twice
        listings = [listing]
        while listings:
            below = listings.pop(0)
            try:
                async for page in self.reader.pages(below):
                    found |= {seen.ref: seen for seen in page.observations}
                    listings += page.listings
            except NotFoundError:
                if below == listing:
                    raise  # else the parent has vanished since it was found
        return list(found.values())

    async def wait(
        self,
        ref: Ref,
        until: Goal | None = None,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - the deadline is part of what is waited for: it has a last look
        after: Observation | None = None,
        interval: Interval = None,
        grace: float | None = None,
        strict: bool = False,
        allow_partial: bool = False,
        summaries: bool = False,
        on_cancel: OnCancel = None,
    ) -> Outcome:
        """Wait for one thing.

        Returns:
            How it ended, when the goal was reached.

        Raises:
            FailureStateError, StrayStateError, UnknownStateError, NotFoundError: it can't be reached any more.
            WaitTimeoutError: it wasn't reached in time.
            ReadError: AWS can't be asked.
            UnknownNameError, ValueError, TypeError: the goal, the timeout, the interval, the grace or `after` makes no
                sense.
        """
        terms = self._terms(
            until, timeout, interval, grace, strict=strict, allow_partial=allow_partial, summaries=summaries
        )(asked.kind_of(ref))
        wait = self._wait(Wait(ref, terms, asked.baselines(after, [ref]).get(ref)))
        stopper = Stopper(self.reader, [ref], on_cancel, self._limit)
        nap = wait.inbox = Nap()
        if wait.group is not None:
            wait.group.join(wait)
        try:
            while wait.outcome is None:
                await nap.until(wait.due)
                await self._looker.look(wait, nap)
                self._looker.warned(wait.news())
        except anyio.get_cancelled_exc_class() as cancelled:
            await stopper.cancelled(cancelled, going_on([wait]))
            raise
        finally:
            if wait.group is not None:
                wait.group.leave(wait)
        wait.outcome.raise_for_failure()
        return wait.outcome

    async def wait_all(
        self,
        refs: Iterable[Ref],
        until: Goal | None = None,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
        after: Iterable[Observation] = (),
        interval: Interval = None,
        grace: float | None = None,
        strict: bool = False,
        allow_partial: bool = False,
        summaries: bool = False,
        fail_fast: bool = False,
        on_cancel: OnCancel = None,
    ) -> list[Outcome]:
        """Wait for many things.

        Returns:
            How each of them ended, well or badly, in the order of `refs`. With `fail_fast` the first that ends badly
            ends the waiting for all: the outcomes of those still under way carry an error that says so.

        Raises:
            UnknownNameError, ValueError: as `wait`.
        """
        terms = self._terms(
            until, timeout, interval, grace, strict=strict, allow_partial=allow_partial, summaries=summaries
        )
        stream = self._stream((), asked.named(refs), terms, after, fail_fast=fail_fast, on_cancel=on_cancel)
        try:
            async for _ in stream:
                pass  # nothing is told before all is over
        finally:
            await stream.aclose()  # or who is cancelled would be looked for as long as the error is kept
        return stream.outcomes

    def as_completed(
        self,
        refs: Iterable[Ref],
        until: Goal | None = None,
        *,
        timeout: float | None = None,
        after: Iterable[Observation] = (),
        interval: Interval = None,
        grace: float | None = None,
        strict: bool = False,
        allow_partial: bool = False,
        summaries: bool = False,
        on_cancel: OnCancel = None,
    ) -> Stream[Outcome]:
        """Wait for many things; yields how each ended, well or badly, as soon as it has.

        Raises:
            UnknownNameError, ValueError: as `wait`, at the call.
        """
        terms = self._terms(
            until, timeout, interval, grace, strict=strict, allow_partial=allow_partial, summaries=summaries
        )
        return self._stream((Outcome,), asked.named(refs), terms, after, on_cancel=on_cancel)

    def watch(
        self,
        *targets: Ref | Listing,
        until: Goal | None = None,
        timeout: float = math.inf,
        interval: Interval = None,
        strict: bool = False,
        allow_partial: bool = False,
        history: bool = False,
    ) -> Stream[Change]:
        """Watch things, and all that listings show, until each is at rest; yields every change as soon as it is seen.

        `until` is `"settled"` where left out; what a waiter asks is watched until the time is up, or it is cancelled.
        Things that appear in a listing while it is watched are watched too, and so are those that have come to rest and
        move again. What is already at rest when a listing is first read is left out, unless `history` is asked for. A
        listing whose parent is left out is that of every parent in the account. What several of the targets show is
        told once.

        Raises:
            UnknownNameError, ValueError: as `wait`, at the call.
            ReadError: a listing can't be read.
        """
        terms = self._terms(
            until, timeout, interval, None, strict=strict, allow_partial=allow_partial, default=watched_goal
        )
        return self._stream((Change,), asked.targets(targets), terms, history=history)

    def stream(
        self,
        *targets: Ref | Listing,
        until: Goal | None = None,
        timeout: float | None = None,
        after: Iterable[Observation] = (),
        interval: Interval = None,
        grace: float | None = None,
        strict: bool = False,
        allow_partial: bool = False,
        summaries: bool = False,
        history: bool = False,
        fail_fast: bool = False,
        on_cancel: OnCancel = None,
        readings: bool = False,
    ) -> Stream[Event]:
        """Wait for many things, and all that listings show; yields each change when seen, and each outcome, once.

        `readings`: `Stream.arrived` gives, too, what a journal of a listing needs besides.

        Raises:
            UnknownNameError, ValueError: as `wait`, at the call; or things of a listing, which may be anybody's, are to
                be stopped.
            ReadError: a listing can't be read.
        """
        terms = self._terms(
            until, timeout, interval, grace, strict=strict, allow_partial=allow_partial, summaries=summaries
        )
        told = _told(readings=readings)
        return self._stream(
            told, asked.targets(targets), terms, after, history=history, fail_fast=fail_fast, on_cancel=on_cancel
        )

    def resume(
        self,
        document: Mapping[str, Any],
        *,
        interval: Interval = None,
        on_cancel: OnCancel = None,
        tables: Sequence[ResourceType] = (),
        readings: bool = False,
    ) -> Stream[Event]:
        """Go on with what `Stream.dump` has kept: yields what is left to tell of it, of the same kinds of events.

        Deadlines are those of old; one that has passed meanwhile still has its last look. `interval` is for what was
        waited for at a pace that is no number, `tables` are the types that the catalogue doesn't have, `readings` is as
        of `stream`.

        Raises:
            ValueError: the document is none, or says something that makes no sense; the message names it. Or as
                `stream`.
        """
        from mlwaiters import document as documents  # noqa: PLC0415 - slow to import, and few processes need it
        from mlwaiters import snapshot  # noqa: PLC0415

        kept = documents.read(document)
        pace = (self._pace or as_pace(None)) if interval is None else as_pace(interval)
        clocks = snapshot.Clocks(anyio.current_time(), self._clock())
        going = snapshot.restore(kept, pace, clocks, tables)
        waits = [self._wait(wait) for wait in going.waits]
        stopper = self._stopper(going_on(waits), on_cancel, whole=not going.sweeps)
        tells = tuple(snapshot.TELLS[word] for word in kept.tells)
        pump = self._pump((*tells, Reading) if readings else tells, fail_fast=kept.fail_fast)
        for wait in waits:
            if wait.told <= len(wait.changes):
                pump.restore(wait)
        for sweep, _ in going.sweeps:
            pump.restore(sweep)
        over = (wait.outcome for wait in going.all_waits if wait.told > len(wait.changes))
        failure = next((outcome for outcome in over if outcome is not None and outcome.error is not None), None)
        if kept.fail_fast and failure is not None:
            pump.give_up(failure)
        return Stream(pump, waits, stopper, self._clock)

    def _stream(
        self,
        tells: tuple[type[News], ...],
        targets: Sequence[Ref | Listing],
        terms: Callable[[ResourceType], Terms],
        after: Iterable[Observation] = (),
        *,
        history: bool = False,
        fail_fast: bool = False,
        on_cancel: OnCancel = None,
    ) -> Stream[Any]:
        baselines = asked.baselines(after, (target for target in targets if isinstance(target, Ref)))
        items = [
            Sweep(target, terms(target.type), history=history)
            if isinstance(target, Listing)
            else self._wait(Wait(target, terms(asked.kind_of(target)), baselines.get(target)))
            for target in targets
        ]
        waits = [item for item in items if isinstance(item, Wait)]
        stopper = self._stopper((wait.ref for wait in waits), on_cancel, whole=len(waits) == len(items))
        share(waits, [item for item in items if isinstance(item, Sweep)])
        pump = self._pump(tells, fail_fast=fail_fast)
        for item in items:
            pump.add(item)
        return Stream(pump, waits, stopper, self._clock)

    def _stopper(self, refs: Iterable[Ref], on_cancel: OnCancel, *, whole: bool) -> Stopper:
        if on_cancel is not None and not whole:
            raise ValueError("on_cancel: only what is named is stopped; a listing may show what is somebody else's")
        return Stopper(self.reader, refs, on_cancel, self._limit)

    def _pump(self, tells: tuple[type[News], ...], *, fail_fast: bool) -> Pump:
        return Pump(self._looker, self._group, limit=self._limit, tells=tells, fail_fast=fail_fast)

    def _wait(self, wait: Wait) -> Wait:
        """Let a wait share the looking with all others on things of the same listing."""
        kind = wait.ref.type
        fields, listing = kind.describe.fields, Roll(kind) if kind.batch else wait.ref.listing
        deploys = bool(fields.configuration or fields.pending_configuration) and goal_name(wait.terms.goal) == "updated"
        if listing is not None and not deploys:  # what is being deployed, only a describe shows
            wait.group = self._group(listing)
        return wait

    def _group(self, listing: Listing | Roll) -> Group:
        """The group of all who want to know of the things of this listing, or of a roll."""
        group = self._groups.get(listing)
        if group is not None:
            return group
        if isinstance(listing, Roll) or listing.orphaned or listing == listing.scope:
            group = self._groups[listing] = Group(listing)
        elif all(given in listing.scope.parameters for given in listing.parameters):
            group = self._group(listing.scope)
        else:
            group = self._groups[listing] = Group(listing, self._group(listing.scope))
        return group

    def _terms(
        self,
        until: Goal | None,
        timeout: float | None,
        interval: Interval,
        grace: float | None,
        *,
        strict: bool,
        allow_partial: bool,
        summaries: bool = False,
        default: Callable[[ResourceType], Goal] = default_goal,
    ) -> Callable[[ResourceType], Terms]:
        """Check what the caller asks for; returns what it comes to for each type, from this moment on."""
        asked.check_seconds("timeout", timeout)
        asked.check_seconds("grace", grace)
        given = self._pace if interval is None else as_pace(interval)
        began, began_at = anyio.current_time(), self._clock()
        known: dict[ResourceType, Terms] = {}

        def terms(kind: ResourceType) -> Terms:
            if kind not in known:
                goal = parse_goal(kind, default(kind) if until is None else until)
                goal = partly(kind, goal) if allow_partial else goal
                deadline = began + (kind.timeout if timeout is None else timeout)
                patience = kind.grace if grace is None else grace
                pace = given or as_pace(kind.interval)
                known[kind] = Terms(goal, began, began_at, deadline, pace, patience, strict, summaries)
            return known[kind]

        return terms


def _told(*, readings: bool) -> tuple[type[News], ...]:
    return (Change, Outcome, Reading) if readings else (Change, Outcome)
