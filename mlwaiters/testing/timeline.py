"""Timelines: the states of a thing's life and for how long each, written in words, or drawn at random."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mlwaiters.model import GONE
from mlwaiters.text import parse_duration, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from mlwaiters.model import Request, ResourceType

_PHASE = re.compile(
    r"""\s*(?P<state>[^\W\d]\w*(?:-\w+|\ [A-Z_]+\b)*)
        (?:\s+(?P<seconds>[0-9.][^,:"]*?))?
        (?:\s*:\s*+(?P<reason>"(?:[^"\\]|\\.)*"|[^,"][^,]*?|))?
        \s*(?:(?P<comma>,)|$)""",
    re.VERBOSE,
)
_EXAMPLE = "expected one such as 'STARTING 2s, RUNNING 5s, FAILED: out of memory'"


class Phase(NamedTuple):
    """One state of a life, for so many seconds, and AWS's words for why. The last of a life stays for ever."""

    state: str
    seconds: float = math.inf
    reason: str = ""


def parse_timeline(text: str) -> tuple[Phase, ...]:
    """Read `STARTING 2s, RUNNING 5s, FAILED: out of memory`: every state but the last needs its duration.

    A reason with a comma in it stands in double quotes, as a JSON string. `GONE` is a state as any other.

    Raises:
        ValueError: naming the text and what is wrong with it.
    """
    phases: list[Phase] = []
    match, position = None, 0
    while position < len(text) or not phases:
        match = _PHASE.match(text, position)
        if match is None:
            raise ValueError(f"{text!r} is no timeline: can't read {text[position:].strip()!r}; {_EXAMPLE}")
        phases.append(_phase(match, text))
        position = match.end()
    if match is not None and match["comma"]:
        raise ValueError(f"{text!r} is no timeline: nothing follows its last comma; {_EXAMPLE}")
    for phase in phases[:-1]:
        if phase.seconds == math.inf:
            raise ValueError(f"{text!r} is no timeline: {phase.state} needs a duration, for another state follows it")
    if phases[-1].seconds != math.inf:
        raise ValueError(f"{text!r} is no timeline: its last state, {phases[-1].state}, stays and takes no duration")
    return tuple(phases)


def format_timeline(phases: Iterable[Phase]) -> str:
    """Write phases as `parse_timeline` reads them."""
    return ", ".join(_format_phase(phase) for phase in phases)


def check_timeline(kind: ResourceType, phases: Iterable[Phase]) -> None:
    """Refuse a state that the type's table doesn't have.

    Raises:
        ValueError: naming the state and the nearest that there is.
    """
    valid = (*kind.states, GONE)
    for phase in phases:
        if phase.state not in valid:
            raise ValueError(f"{kind}: {unknown('state', phase.state, valid)}")


@dataclass(frozen=True, slots=True)
class Chance:
    """How lives are drawn where none is scripted.

    `seconds` is the median that a request takes altogether, `spread` the standard deviation of its logarithm (0: always
    the same), `failure_rate` the share of requests that fail, from 0 to 1.
    """

    seconds: float = 20.0
    spread: float = 0.5
    failure_rate: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what can't be drawn from."""
        for name in ("seconds", "spread", "failure_rate"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"{name} must be a number, not {value!r}")  # noqa: TRY004 - bad input of a file
            if not 0 <= value < math.inf:
                raise ValueError(f"{name} must be finite and not below 0, not {value!r}")
        if self.failure_rate > 1:
            raise ValueError(f"failure_rate must be between 0 and 1, not {self.failure_rate!r}")


def draw_timeline(row: Request, chance: Chance, random: Random) -> tuple[Phase, ...]:
    """Draw how one request goes: through all it goes via, to where it comes to rest."""
    total = chance.seconds * math.exp(random.gauss(0, chance.spread))
    failed = bool(row.fail) and random.random() < chance.failure_rate
    moving = (*row.via, *row.rollback) if failed else row.via
    weights = [random.uniform(0.5, 1.5) for _ in moving]
    ends = (*row.fail, *row.to[:1]) if failed and row.rollback else row.fail if failed else row.to[:1]
    reason = f"simulated failure of {row.name}" if failed else ""
    spans = [Phase(state, total * weight / sum(weights)) for state, weight in zip(moving, weights, strict=True)]
    return (*spans, Phase(random.choice(ends), reason=reason))


def _phase(match: re.Match[str], text: str) -> Phase:
    duration, reason = match["seconds"], match["reason"] or ""
    try:
        seconds = math.inf if duration is None else parse_duration(duration.strip())
        return Phase(match["state"], seconds, json.loads(reason) if reason.startswith('"') else reason)
    except ValueError as error:
        raise ValueError(f"{text!r} is no timeline: {match['state']}: {error}") from None


def _format_phase(phase: Phase) -> str:
    words = [phase.state]
    if phase.seconds != math.inf:
        number = f"{phase.seconds:.0f}" if phase.seconds == int(phase.seconds) else repr(phase.seconds)
        words.append(number if "e" in number else f"{number}s")
    plain = phase.reason.strip() == phase.reason and not re.search(r'[,"\x00-\x1f]', phase.reason)
    reason = phase.reason if plain else json.dumps(phase.reason)
    return " ".join(words) + (f": {reason}" if phase.reason else "")
