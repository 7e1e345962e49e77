"""What a caller asks of a poller, refused by name where it makes no sense, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from mlwaiters.model import Listing, Observation, Ref
from mlwaiters.text import printable, quoted

if TYPE_CHECKING:
    from mlwaiters.model import ResourceType


def targets(given: Iterable[Ref | Listing]) -> list[Ref | Listing]:
    """References and listings, each once."""
    several = list(given)
    for target in several:
        if not isinstance(target, Listing):
            kind_of(target)
    return list(dict.fromkeys(several))


def check_seconds(name: str, given: object) -> None:
    """See that an option is seconds, or left out."""
    if given is not None and not isinstance(given, Real):
        hint = "; .total_seconds() gives it" if isinstance(given, timedelta) else ""
        raise TypeError(f"{name} must be a number of seconds, not {quoted(given)}{hint}")
    if given is not None and not float(given) >= 0:
        raise ValueError(f"{name} must be a number of seconds, 0 or more, not {quoted(given)}")


def kind_of(ref: Ref) -> ResourceType:
    """The type of a reference, and of nothing else."""
    if isinstance(ref, Ref):
        return ref.type
    takes = "watch, stream and sweep take listings" if isinstance(ref, Listing) else "glue.MLTaskRun(…) makes one"
    raise TypeError(f"expected a reference, not {quoted(ref)}; {takes}")


def named(refs: Iterable[Ref]) -> list[Ref]:
    """References, and nothing else."""
    if not isinstance(refs, Iterable):
        raise TypeError(f"expected several references, not {quoted(refs)}")
    several = list(refs)
    for ref in several:
        kind_of(ref)
    return several


def baselines(after: Observation | Iterable[Observation] | None, refs: Iterable[Ref]) -> dict[Ref, Observation]:
    """What was observed of each thing before the request was made."""
    several = isinstance(after, Iterable) and not isinstance(after, Observation)
    of: dict[Ref, Observation] = {}
    for seen in cast("Iterable[Any]", after) if several else () if after is None else (after,):
        if not isinstance(seen, Observation):
            raise TypeError(f"after: expected an observation, not {quoted(seen)}; poller.observe(…) makes one")
        of[seen.ref] = seen
    known = {*refs}
    stranger = next((ref for ref in of if ref not in known), None)
    if stranger is not None:
        raise ValueError(f"after: {printable(str(stranger))} was observed, which isn't what is waited for")
    return of
