"""A page of documentation for each service, written from its tables.

    python -m tools.pages [--check]

Writes docs/resources/SERVICE.md; with `--check` it writes nothing, and exits with 1 where a page isn't as it would be.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlwaiters.goals import classes, default_goal, goals
from mlwaiters.model import GONE
from mlwaiters.report.diagram import PARTS, states_mermaid
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.text import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlwaiters.model import ResourceType

PAGES = Path(__file__).parents[1] / "docs" / "resources"


def pages() -> Iterator[tuple[Path, str]]:
    """Every page: where it belongs, and what it says. The first leads to the others."""
    kinds = {service: list(catalogue(service).values()) for service in SERVICES}
    yield PAGES / "README.md", _joined(_overview(kinds))
    for service, found in kinds.items():
        yield PAGES / f"{service}.md", _joined(_page(service, found))


def stale() -> list[Path]:
    """The pages that aren't as they would be written now, and those of services that are no more."""
    wanted = dict(pages())
    there = {path: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(path for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path))


def _overview(kinds: dict[str, list[ResourceType]]) -> Iterator[str]:
    yield "# The resource types"
    yield _table(
        ("service", "resource types"),
        (
            (f"[{service}]({service}.md)", ", ".join(kind.resource for kind in found))
            for service, found in kinds.items()
        ),
    )


def _page(service: str, kinds: Iterable[ResourceType]) -> Iterator[str]:
    yield f"# {service}"
    yield "Written from the tables by `make docs`; [all services](README.md)."
    for kind in kinds:
        yield from _section(kind)


def _section(kind: ResourceType) -> Iterator[str]:
    yield f"## {kind.resource}"
    if kind.retired:
        yield f"Retired: {kind.retired}."
    yield _table(("", ""), _facts(kind))
    rows = ((row.name, _codes(row.by), *map(_codes, ((*row.via, *row.rollback), row.to, row.partial, row.fail)))
            for row in kind.requests)  # fmt: skip
    yield _table(("request", "by", "via", "to", "partly", "fail"), rows)
    yield _table(("goal", *PARTS), (_goal(kind, goal) for goal in goals(kind)))
    yield f"```mermaid\n{states_mermaid(kind)}```"


def _facts(kind: ResourceType) -> Iterator[tuple[str, str]]:
    yield "in Python", f"`{kind!r}({', '.join(f'{name}=…' for name in kind.identifiers)})`"
    yield "described by", _codes([kind.describe.operation, *([kind.batch.operation] if kind.batch else [])])
    yield "listed by", _codes([kind.lists.operation] if kind.lists else [])
    if kind.lists is not None and kind.lists.parent is not None:
        yield "below", f"`{kind.lists.parent.parameter}`, of `{kind.lists.parent.operation}`"
    yield "default goal", f"`{default_goal(kind)}`, for {format_duration(kind.timeout)} at the most"
    if kind.logs:
        yield "logs", _codes(str(log).replace("|", "\\|") for log in kind.logs)
    if kind.others:
        yield "states of no request", _codes(kind.others)


def _goal(kind: ResourceType, goal: str) -> tuple[str, ...]:
    gone = {"success": (GONE,)} if goal == "deleted" else {}
    parts = ((*gone.get(part, ()), *getattr(classes(kind, goal), part)) for part in PARTS)
    return (f"`{goal}`", *map(_codes, parts))


def _codes(words: Iterable[str]) -> str:
    return ", ".join("*gone*" if word == GONE else f"`{word}`" for word in words)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |") for cells in lines)


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them; returns the exit status."""
    old = stale()
    if "--check" in arguments:
        print(
            "\n".join([*(f"{path.name} is stale" for path in old), *(["`make docs` writes them anew"] if old else [])])
        )
        return int(bool(old))
    wanted = dict(pages())
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in old:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    print(f"{len(old)} pages written or removed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
