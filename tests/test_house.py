"""The house: imports only go down. Read off the sources, nothing is imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mlwaiters

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(mlwaiters.__file__).parent

FLOORS = {
    0: ("lazy", "text", "paths", "logs", "model", "errors", "acceptors"),
    1: ("asked", "goals", "judge", "paging", "resources", "shapes", "tables"),
    2: ("agenda", "budget", "document", "feed", "group", "pace", "plan", "replay", "rest", "rounds", "snapshot",
        "sweep"),
    3: ("reader", "budgeted", "looker", "nap", "pump", "poller", "stopping", "stream"),
    4: ("aws", "testing"),
    5: ("cli", "report", "__main__"),
}  # fmt: skip
FLOOR_OF = {name: floor for floor, names in FLOORS.items() for name in names}
EAGER = 3
"""The roof, `mlwaiters` itself, imports what is above this floor when asked for it; and nothing imports the roof."""

WALLS = {
    ("testing", "aws"): "the fakes need no AWS",
    ("report", "aws"): "pure functions from Outcomes and Changes to text",
    ("report", "cli"): "the command line prints reports, not they it",
}
LAZY = {("cli", "aws"): "commands that need no AWS start without it"}
EXCEPTIONS = {
    ("model", "resources", "inside"): "a table is pickled by its name, and found again in the catalogue",
    ("model", "errors", "typing"): "an Outcome carries its error, and an error the Ref of what was waited for",
}
BANNED = {"utils", "util", "base", "helpers", "helper", "common", "misc", "manager", "handler"}


@dataclass(frozen=True)
class Arrow:
    """One import of a room of the house by another; `when` is "top", "inside" (a function) or "typing"."""

    start: str
    end: str
    when: str
    line: int


def arrows(source: str, module: str, *, is_package: bool = False) -> list[Arrow]:
    """Every import of `mlwaiters` in a module's source: from room to room, "" being the roof itself."""
    start = room(module)
    package = module if is_package else module.rpartition(".")[0]
    return [
        Arrow(start, room(target), when, node.lineno)
        for node, when in _imports(ast.parse(source), "top")
        for target in _targets(node, package)
    ]


def room(module: str) -> str:
    """`judge` for `mlwaiters.judge`, `aws` for `mlwaiters.aws.reader`, "" for `mlwaiters`."""
    return [*module.split("."), ""][1]


def complaint(arrow: Arrow) -> str | None:
    """What is wrong with an arrow, in words; None for one that may be."""
    start, end, when = arrow.start, arrow.end, arrow.when
    for name in (start, end):
        if name and name not in FLOOR_OF:
            return f"{name} has no floor"
    if start == end or (start, end, when) in EXCEPTIONS:
        return None
    if (start, end) in WALLS:
        return f"{start} imports {end}: {WALLS[start, end]}"
    if (start, end) in LAZY and when == "top":
        return f"{start} imports {end} at once: {LAZY[start, end]}"
    if not start:
        early = when == "top" and FLOOR_OF[end] > EAGER
        return f"the roof imports {end} before it is asked for" if early else None
    if not end:
        return f"{start} imports the roof"
    if FLOOR_OF[end] > FLOOR_OF[start]:
        return f"{start} (floor {FLOOR_OF[start]}) imports {end} (floor {FLOOR_OF[end]})"
    return None


def _imports(tree: ast.AST, when: str) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, when
        elif isinstance(node, ast.If) and _is_typing(node.test):
            for child in node.body:
                yield from _imports(ast.Module([child], []), "typing")
            for child in node.orelse:
                yield from _imports(ast.Module([child], []), when)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(node, "typing" if when == "typing" else "inside")
        else:
            yield from _imports(node, when)


def _is_typing(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _targets(node: ast.Import | ast.ImportFrom, package: str) -> list[str]:
    """The modules of the house that an import names; what `from mlwaiters import x` gives is a room, or the roof's."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        if module != "mlwaiters":
            names = [module]
        else:
            names = [f"mlwaiters.{alias.name}" if _is_room(alias.name) else module for alias in node.names]
    return [name for name in names if name.split(".")[0] == "mlwaiters"]


def _is_room(name: str) -> bool:
    return name in FLOOR_OF or (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def house_arrows() -> Iterator[tuple[str, Arrow]]:
    for name, path in modules().items():
        for arrow in arrows(path.read_text(encoding="utf-8"), name, is_package=path.name == "__init__.py"):
            yield name, arrow


@pytest.mark.parametrize("module", modules())
def test_imports_only_go_down(module: str) -> None:
    path = modules()[module]
    found = arrows(path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py")
    assert [f"line {arrow.line}: {wrong}" for arrow in found if (wrong := complaint(arrow))] == []


def test_the_house_stands() -> None:
    assert {"mlwaiters", "mlwaiters.model", "mlwaiters.judge", "mlwaiters.resources.glue"} <= {*modules()}
    assert len(list(house_arrows())) > 20


def test_every_module_has_a_floor() -> None:
    assert {room(module) for module in modules()} - {"", *FLOOR_OF} == set()


def test_no_exception_is_left_over() -> None:
    used = {(arrow.start, arrow.end, arrow.when) for _, arrow in house_arrows()}
    assert {*EXCEPTIONS} - used == set()


def test_no_module_is_named_for_nothing() -> None:
    assert {name for module in modules() for name in module.split(".") if name.strip("_").lower() in BANNED} == set()


# --- the checker catches what it is for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("mlwaiters.judge", "from mlwaiters.goals import classes", []),
        ("mlwaiters.judge", "from mlwaiters import goals", []),
        ("mlwaiters.judge", "import re, json", []),
        ("mlwaiters.judge", "from mlwaitersx.poller import Poller", []),
        ("mlwaiters.judge", "from mlwaiters.feed import Feed", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "from mlwaiters import feed", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "from . import feed, goals", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "from .feed import Feed", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "import json, mlwaiters.feed as f", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "def f():\n import mlwaiters.feed", ["judge (floor 1) imports feed (floor 2)"]),
        ("mlwaiters.judge", "class A:\n async def f(self):\n  from .aws import x", [
            "judge (floor 1) imports aws (floor 4)",
        ]),
        ("mlwaiters.judge", "try:\n import mlwaiters.feed\nexcept ImportError:\n pass", [
            "judge (floor 1) imports feed (floor 2)",
        ]),
        ("mlwaiters.judge", "if TYPE_CHECKING:\n from mlwaiters.resources import find", []),
        ("mlwaiters.judge", "if TYPE_CHECKING:\n from mlwaiters.feed import Feed", [
            "judge (floor 1) imports feed (floor 2)",
        ]),
        ("mlwaiters.judge", "from mlwaiters import judge, wait", ["judge imports the roof"]),
        ("mlwaiters.judge", "import mlwaiters", ["judge imports the roof"]),
        ("mlwaiters.judge", "from mlwaiters.attic import box", ["attic has no floor"]),
        ("mlwaiters.attic", "from mlwaiters.model import Ref", ["attic has no floor"]),
        ("mlwaiters.resources.glue", "from mlwaiters.model import GONE", []),
        ("mlwaiters.resources.glue", "from ..poller import Poller", ["resources (floor 1) imports poller (floor 3)"]),
        ("mlwaiters.resources.glue", "from .sagemaker import Endpoint", []),
        ("mlwaiters.model", "def f():\n from mlwaiters.resources import find", []),
        ("mlwaiters.model", "from mlwaiters.resources import find", ["model (floor 0) imports resources (floor 1)"]),
        ("mlwaiters.testing.clock", "from mlwaiters.poller import Poller", []),
        ("mlwaiters.testing.clock", "def f():\n import mlwaiters.aws.reader", [
            "testing imports aws: the fakes need no AWS",
        ]),
        ("mlwaiters.aws.reader", "from mlwaiters.poller import Poller", []),
        ("mlwaiters.report.junit", "from mlwaiters.judge import judge", []),
        ("mlwaiters.report.junit", "from mlwaiters.aws import reader", [
            "report imports aws: pure functions from Outcomes and Changes to text",
        ]),
        ("mlwaiters.report.junit", "if typing.TYPE_CHECKING:\n import mlwaiters.cli", [
            "report imports cli: the command line prints reports, not they it",
        ]),
        ("mlwaiters.cli.wait", "from mlwaiters.report import junit", []),
        ("mlwaiters.cli.wait", "def f():\n from mlwaiters.aws import reader", []),
        ("mlwaiters.cli.wait", "from mlwaiters.aws import reader", [
            "cli imports aws at once: commands that need no AWS start without it",
        ]),
    ],
)  # fmt: skip
def test_arrow_up_is_caught(module: str, source: str, expected: list[str]) -> None:
    assert [wrong for arrow in arrows(source, module) if (wrong := complaint(arrow))] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from mlwaiters.poller import Poller", []),
        ("def connect():\n from mlwaiters.aws import reader", []),
        ("if TYPE_CHECKING:\n from mlwaiters.aws import reader", []),
        ("if TYPE_CHECKING:\n pass\nelse:\n from .aws import x", ["the roof imports aws before it is asked for"]),
        ("from .cli import main", ["the roof imports cli before it is asked for"]),
    ],
)
def test_roof_imports_late_what_is_high(source: str, expected: list[str]) -> None:
    found = arrows(source, "mlwaiters", is_package=True)
    assert [wrong for arrow in found if (wrong := complaint(arrow))] == expected


def test_relative_import_inside_a_package_of_the_house() -> None:
    assert arrows("from .glue import JobRun", "mlwaiters.resources", is_package=True) == [
        Arrow("resources", "resources", "top", 1)
    ]
    assert arrows("from ..model import Ref", "mlwaiters.resources", is_package=True) == [
        Arrow("resources", "model", "top", 1)
    ]


@pytest.mark.parametrize("name", ["mlwaiters", "mlwaiters.testing"])
def test_what_a_package_has_is_what_the_type_checker_sees(name: str) -> None:
    package = import_module(name)
    assert package.__file__ is not None
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    seen = {
        (node.module, alias.asname)
        for node, when in _imports(tree, "top")
        if isinstance(node, ast.ImportFrom) and when == "typing"
        for alias in node.names
        if alias.asname is not None
    }
    assert [each for _, each in sorted(seen, key=lambda pair: pair[1] or "")] == package.__all__
    assert {*package.__all__} <= {*dir(package)}
    for home, each in seen:
        assert getattr(package, each) is getattr(import_module(str(home)), each)
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nothing'"):
        _ = package.nothing
