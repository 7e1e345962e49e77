"""On which line of a TOML file things stand, and that a file can say all that a table holds."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.tables import survey
from mlwaiters.tables.lines import line_of, lines

if TYPE_CHECKING:
    from pathlib import Path

    from mlwaiters.model import ResourceType

from owntables import written

TOML = '''# a comment with "quotes" and [brackets]
title = "a # that is none" # and one that is
[a.b]
"quoted key" = 1.5
more = [
  1979-05-27 07:32:00, # [
  [ "]", \'}\' ],
]
text = """
[no.header]
x = "1"
"""
[[a.list]]
one.two = { three = [ 1, 2 ], four = \'\'\'
\'\'\', five = 5 }
[[a.list]]
[a.list.below]
x = true
'''


def test_lines() -> None:
    found = lines(TOML)
    assert {path: found[path] for path in _paths(tomllib.loads(TOML))} == {
        ("title",): 2,
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "b", "quoted key"): 4,
        ("a", "b", "more"): 5,
        ("a", "b", "more", 0): 6,
        ("a", "b", "more", 1): 7,
        ("a", "b", "more", 1, 0): 7,
        ("a", "b", "more", 1, 1): 7,
        ("a", "b", "text"): 9,
        ("a", "list"): 13,
        ("a", "list", 0): 13,
        ("a", "list", 0, "one"): 14,
        ("a", "list", 0, "one", "two"): 14,
        ("a", "list", 0, "one", "two", "three"): 14,
        ("a", "list", 0, "one", "two", "three", 0): 14,
        ("a", "list", 0, "one", "two", "three", 1): 14,
        ("a", "list", 0, "one", "two", "four"): 14,
        ("a", "list", 0, "one", "two", "five"): 15,
        ("a", "list", 1): 16,
        ("a", "list", 1, "below"): 17,
        ("a", "list", 1, "below", "x"): 18,
    }
    assert line_of(found, ("a", "list", 1, "nothing", 3)) == 16
    assert line_of(found, ("nothing",)) == 1


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, below in inner for each in ((*path, key), *_paths(below, (*path, key)))]


@given(st.text(alphabet="[]{}=,.\"'#\n\\ ab1", max_size=40))
def test_any_text_that_is_toml_has_lines(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = lines(text)
    assert all(1 <= line_of(found, path) <= text.count("\n") + 1 for path in _paths(document))


def test_every_record_of_the_catalogue_can_be_written_as_toml(tmp_path: Path) -> None:
    """Each field has a type that a file can give: a table that is written out and read again is the same."""
    for kind in (kind for service in SERVICES for kind in catalogue(service).values()):
        path = written(tmp_path, f"[[resource]]\n{_toml(kind)}")
        kinds, complaints = survey(path, lambda _: ())
        assert (kinds, complaints) == ((kind,), [])


def _toml(kind: ResourceType) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in _given(kind))


def _given(record: Any) -> list[tuple[str, Any]]:
    return [
        (name, getattr(record, name)) for name in record.__dataclass_fields__
        if not name.startswith("_") and getattr(record, name) is not None
    ]  # fmt: skip


def _value(value: Any) -> str:
    if hasattr(value, "__dataclass_fields__"):
        return "{" + ", ".join(f"{name} = {_value(item)}" for name, item in _given(value)) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_value(item)}" for name, item in value.items()) + "}"
    return f"[{', '.join(map(_value, value))}]" if isinstance(value, (tuple, list)) else json.dumps(value)
