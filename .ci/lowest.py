"""Print pip constraints that hold each direct dependency, extras included, to the lowest version that is declared."""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lowest(requirement: str) -> str:
    """Write `aiobotocore[httpx2]>=3.9` as `aiobotocore==3.9`; empty where no version is declared."""
    found = re.match(r"([\w.-]+)(?:\[[^]]*\])?\s*>=\s*([\w.]+)", requirement)
    return f"{found[1]}=={found[2]}" if found else ""


declared = [*PROJECT["dependencies"], *(each for extra in PROJECT["optional-dependencies"].values() for each in extra)]
print("\n".join(filter(None, map(lowest, declared))))
