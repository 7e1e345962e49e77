"""The bill of materials that a wheel carries: it names what pyproject.toml asks for, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
(LISTED,) = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["sbom-files"]
BILL: dict[str, Any] = json.loads((ROOT / LISTED).read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements}


def test_it_is_of_this_version() -> None:
    about = BILL["metadata"]["component"]
    project = PROJECT["project"]
    assert (BILL["bomFormat"], about["name"], about["version"]) == ("CycloneDX", project["name"], project["version"])
    assert about["purl"] == f"pkg:pypi/{project['name']}@{project['version']}"
    assert about["licenses"] == [{"license": {"id": project["license"]}}]


def test_it_names_what_is_required_and_what_is_optional() -> None:
    required = names(PROJECT["project"]["dependencies"])
    optional = names(PROJECT["project"]["optional-dependencies"]["trio"]) - required
    scopes = {component["name"]: component["scope"] for component in BILL["components"]}
    assert scopes == dict.fromkeys(required, "required") | dict.fromkeys(optional, "optional")
    assert all(component["purl"] == f"pkg:pypi/{component['name']}" for component in BILL["components"])
    assert BILL["dependencies"] == [{"ref": "mlwaiters", "dependsOn": sorted(scopes)}]
