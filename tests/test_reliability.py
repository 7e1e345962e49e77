"""The promises in docs/reliability.md: each names tests, and they are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOCUMENT = (HERE.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+\.py)::(test_\w+)`", DOCUMENT)


def test_every_promise_names_a_test() -> None:
    rows = [row for row in DOCUMENT.splitlines() if row.startswith("| ") and row != "| promise | held by |"]
    assert len(rows) > 20
    assert all("::test_" in row for row in rows)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_what_is_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
