"""Tortures waits, and prints what was done to them and what went wrong: `python -m torture`, from the tests' folder."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from torture.trial import torture
from torture.trouble import KINDS

if TYPE_CHECKING:
    from torture.tally import Tally


def main() -> int:
    """Run as many trials as are asked for; prints what was done and what went wrong. 1 where anything did."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="of the first trial")
    parser.add_argument("--seconds", type=float, default=60.0, help="after which no further trial is begun")
    given = parser.parse_args()
    total = torture(range(given.seed, given.seed + given.trials), given.seconds)
    print("faults injected:", ", ".join(f"{kind} {total.injected[kind]}" for kind in KINDS))
    print(f"waits: {total.waits}\npolls: {total.polls}\ncallers cancelled: {total.cancelled}")
    return _told(total)


def _told(total: Tally) -> int:
    for line in (*total.wrong[:20], *total.leaks[:20]):
        print(" ", line)
    print(f"wrong outcomes: {len(total.wrong)}\nleaks: {len(total.leaks)}")
    return bool(total.wrong or total.leaks)


if __name__ == "__main__":
    sys.exit(main())
