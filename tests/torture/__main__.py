"""Tortures waits, and prints what was done to them and what went wrong: `python -m torture`, from the tests' folder."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TYPE_CHECKING

from torture import machine, memory, sockets, trial
from torture.roaming import Roaming
from torture.trouble import KINDS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

PARTS = (0.1, 0.5, 0.98)
"""Of all looks, after which memory is looked at."""


def main() -> int:
    """Run as many trials as are asked for; prints what was done and what went wrong. 1 where anything did."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("--trials", type=int, default=2000, help="of each sort")
    parser.add_argument("--seed", type=int, default=0, help="of the first trial")
    parser.add_argument("--seconds", type=float, default=60.0, help="after which no further trial of a sort is begun")
    parser.add_argument("--scripts", type=int, default=1500, help="that hypothesis draws")
    parser.add_argument("--looks", type=int, default=1_000_000, help="over which memory stays flat")
    given = parser.parse_args()
    logging.getLogger("mlwaiters").setLevel(logging.ERROR)  # states that no table has are part of it
    seeds = range(given.seed, given.seed + given.trials)
    wrong = _in_virtual_time(seeds, given.seconds) + _roaming(seeds, given.seconds) + _by_script(given.scripts)
    wrong += _over_sockets(seeds, given.seconds) + _memory(given.looks)
    return bool(wrong)


def _in_virtual_time(seeds: range, seconds: float) -> int:
    total = trial.torture(seeds, seconds)
    print("In virtual time, on asyncio and trio by turns, with a scripted service:")
    print(f"  faults injected: {_counted(total.injected, KINDS)}")
    print(f"  waits: {total.waits}\n  polls: {total.polls}\n  callers cancelled: {total.cancelled}")
    return _told(total.wrong, total.leaks)


def _roaming(seeds: range, seconds: float) -> int:
    total = trial.torture(seeds, seconds, Roaming)
    print("\nThe same with other goals, types and options, streams written down and gone on with, two pollers:")
    print(f"  faults injected: {_counted(total.injected, KINDS)}")
    print(f"  waits: {total.waits}\n  polls: {total.polls}\n  callers cancelled: {total.cancelled}")
    print(f"  streams gone on with: {total.resumed}")
    return _told(total.wrong, total.leaks)


def _by_script(scripts: int) -> int:
    wrong = machine.explore(scripts)
    print(
        f"\nScripts drawn by hypothesis, in virtual time: {scripts}, {'one goes wrong' if wrong else 'none goes wrong'}"
    )
    if wrong:
        print(f"  {wrong}")
    return bool(wrong)


def _over_sockets(seeds: range, seconds: float) -> int:
    mine, others = sockets.compare(seeds, seconds)
    print("\nOver real sockets, the same lives under the same faults:")
    print(f"  faults injected: {_counted(mine.injected + others.injected, sorted(others.injected | mine.injected))}")
    for line in sockets.table(mine, others):
        print(f"  {line}")
    return _told(mine.wrong, mine.leaks) + mine.wrongly


def _memory(looks: int) -> int:
    print(f"\nMemory over {looks} looks:")
    grown = 0
    for backend in ("asyncio", "trio"):
        first, *_, last = samples = memory.measure(looks, PARTS, backend=backend)
        for sample in samples:
            at = f"after {sample.looks} looks, by {sample.calls} calls"
            print(f"  {backend}, {at}: {sample.objects} objects, {sample.blocks} blocks of memory")
        grown += memory.has_grown(first, last)
    return grown


def _counted(counted: Counter[str], kinds: Iterable[str]) -> str:
    return ", ".join(f"{kind} {counted[kind]}" for kind in kinds)


def _told(wrong: list[str], leaks: list[str]) -> int:
    for line in (*wrong[:20], *leaks[:20]):
        print("   ", line)
    print(f"  wrong outcomes: {len(wrong)}\n  leaks: {len(leaks)}", flush=True)
    return len(wrong) + len(leaks)


if __name__ == "__main__":
    sys.exit(main())
