"""What tests of watching have in common: listings, runs in them, and what a stream tells of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import anyio

from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.scripted import ScriptedReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable

    from mlwaiters.model import Change, Listing, Page, Ref, Roll

RUNS = glue.MLTaskRun.listing(TransformId="tfm-1").scope
ALL_RUNS = glue.MLTaskRun.listing()
JOBS = sagemaker.CompilationJob.listing().scope


def task(number: int, transform: str = "tfm-1") -> Ref:
    return glue.MLTaskRun(transform, f"tsk-{number}")


async def told(stream: AsyncIterable[Change]) -> list[tuple[float, str, str | None, str]]:
    """All that a stream tells, with when it was told; what is told at one moment by name, since calls run together."""
    rows = [
        (anyio.current_time(), change.ref.label.rpartition("/")[2], change.before, change.after)
        async for change in stream
    ]
    return sorted(rows, key=lambda row: row[:2])


class Hiding(ScriptedReader):
    """Leaves things out of its listings, at times."""

    hidden: Callable[[Ref, float], bool] = staticmethod(lambda _ref, _time: False)

    async def page(self, listing: Listing | Roll, token: str = "") -> Page:
        page = await super().page(listing, token)
        return replace(page, observations=tuple(o for o in page.observations if not self.hidden(o.ref, self.time)))
