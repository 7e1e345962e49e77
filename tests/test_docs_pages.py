"""The pages about the resource types say what the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlwaiters.resources import SERVICES
from tools import pages

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_pages_are_up_to_date() -> None:
    assert [path.name for path in pages.stale()] == [], "run `make docs`"


def test_a_page_for_each_service() -> None:
    assert {path.stem for path, _ in pages.pages()} == {"README", *SERVICES}


def test_what_a_page_says() -> None:
    text = {path.stem: text for path, text in pages.pages()}["glue"]
    assert "| stop | `CancelMLTaskRun` | `STOPPING` | `STOPPED` | | |" in text
    assert (
        "| `completed` | `STARTING`, `RUNNING`, `STOPPING` | `SUCCEEDED` | `FAILED`, `TIMEOUT`, `STOPPED` | |" in text
    )
    assert "```mermaid\nstateDiagram-v2\n" in text
    assert "| `deleted` | | *gone* | |" in text


def test_stale_pages_are_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pages, "PAGES", tmp_path / "pages")
    assert pages.main(["--check"]) == 1
    assert pages.main([]) == 0
    assert pages.main(["--check"]) == 0
    (tmp_path / "pages" / "nothing.md").write_text("of a service that is no more", encoding="utf-8")
    (tmp_path / "pages" / "glue.md").write_text("old", encoding="utf-8")
    assert [path.name for path in pages.stale()] == ["glue.md", "nothing.md"]
    assert pages.main([]) == 0
    assert pages.stale() == []
    assert "glue.md is stale" not in capsys.readouterr().out.splitlines()[-1]
