"""Every table of the catalogue held against botocore's service models, and each of its operations against the others.

python -m tools.lint [SERVICE ...]
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mlwaiters.aws.lint import problems
from mlwaiters.aws.models import service_model
from mlwaiters.resources import SERVICES, catalogue
from tools.pairing import mismatches

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Check the tables of the services that are named, or of all; returns how many problems there are, at most 1."""
    count = 0
    for service in arguments or SERVICES:
        for kind in catalogue(service).values():
            model = service_model(service)
            for problem in (*problems(kind, model), *mismatches(kind, model)):
                count += 1
                print(f"{kind}: {problem}")
    print(f"{count} problems" if count else "all tables agree with botocore's models")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
