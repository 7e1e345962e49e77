"""What goes wrong over real sockets, and in whose lives: drawn from a seed, and the same for whoever waits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlwaiters.model import Lists
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.failures import KINDS

if TYPE_CHECKING:
    from random import Random

    from mlwaiters.model import Ref
    from torture.observer import Life

BEGIN = 20.0
"""Seconds before which nothing goes wrong: an endpoint that has never answered is taken to be a wrong one."""

END = 400.0
"""Seconds by which every life has ended, and every fault has gone."""

LIVES = {
    sagemaker.CompilationJob: (("STARTING", "INPROGRESS", "STOPPING"), ("COMPLETED", "FAILED", "STOPPED")),
    sagemaker.TrainingJob: (("InProgress", "Stopping"), ("Completed", "Failed", "Stopped")),
    glue.MLTaskRun: (("STARTING", "RUNNING", "STOPPING"), ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")),
    glue.JobRun: (("STARTING", "RUNNING", "STOPPING"), ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")),
}
"""The states that each kind moves through, and those that it comes to."""

REFUSALS = ("denied", "clock-skew", "signature-expired", "token-expired", "rotated")
"""Faults that a wait can do nothing about: it ends by telling of them."""

_SAID = {
    "error": "error:code=InternalFailure:status=500",
    "html": "html:status=502",
    "throttle": "throttle:retry_after=3s",
    "endless": "endless:seconds=5",
    "slow": "slow:seconds=20",
}
_LISTINGS = ("ListCompilationJobs", "ListTrainingJobs", "GetMLTaskRuns", "GetJobRuns")
_BELIEVED = ("GetMLTaskRuns", "GetJobRuns")  # whole, and as good as a describe: they can't be told to lie


@dataclass(frozen=True)
class Weather:
    """One world: the lives in it, the faults in the short notation, by kind, and whether AWS's own quotas hold.

    `leaving` are those whose waits are cancelled, and when.
    """

    lives: dict[Ref, Life]
    faults: tuple[tuple[str, str], ...]
    quotas: bool
    leaving: dict[Ref, float]

    @property
    def refuses(self) -> bool:
        """Whether a wait may end by telling of a refusal."""
        return any(kind in REFUSALS for kind, _ in self.faults)

    @property
    def lies(self) -> bool:
        """Whether a listing may show what never was."""
        return any(kind == "disagreeing" or kind.startswith("status-") for kind, _ in self.faults)


def draw(random: Random, things: int) -> Weather:
    """Draw a world with so many things."""
    kinds = random.choices(list(LIVES), k=things)
    refs = [
        kind(*(f"parent-{random.randrange(2)}" for _ in kind.identifiers[1:]), f"thing-{number}")
        for number, kind in enumerate(kinds)
    ]
    lives = {ref: _life(random, ref) for ref in refs}
    faults = tuple(_fault(random) for _ in range(random.randint(1, 4)))
    leaving = {ref: END * random.random() for ref in refs if random.random() < 0.1}
    return Weather(lives, faults, random.random() < 0.3, leaving)


def _life(random: Random, ref: Ref) -> Life:
    moving, ends = LIVES[ref.type]
    count = random.randint(1, len(moving))
    spans = [round(END / 3 * random.random(), 3) for _ in range(count)]
    end = ends[0] if random.random() < 0.6 else random.choice(ends[1:])
    return [*zip(moving[:count], spans, strict=True), (end, math.inf)]


def _fault(random: Random) -> tuple[str, str]:
    kind = random.choice(sorted(KINDS))
    operations: tuple[str, ...] = _LISTINGS if KINDS[kind].of is Lists else ("*", "sagemaker:*", "glue:*", "*")
    if kind == "disagreeing":
        operations = tuple({*_LISTINGS} - {*_BELIEVED})
    rare = kind in REFUSALS
    start = BEGIN + END / 2 * random.random()
    rate = 0.01 if rare else random.choice([0.05, 0.3, 1.0])
    span = random.choice([10, 60, 180])
    operation = random.choice(sorted(operations))
    return kind, f"{operation}={_SAID.get(kind, kind)}@{rate:.0%}@{start:.0f}s-{start + span:.0f}s"
