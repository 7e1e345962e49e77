"""Dotted paths into what AWS answers, as tables write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def dig(document: object, path: str) -> Any:
    """Follow a dotted path; None where it ends early."""
    for step in path.split(".") if path else ():
        if not isinstance(document, Mapping):
            return None
        document = document.get(step)
    return document


def first_at(document: object, path: str) -> Any:
    """Follow a dotted path, `[]` behind a step being the first of a list; None where it ends early."""
    here, *below = path.split("[]")
    document = dig(document, here)
    for part in below:
        document = dig(document[0] if isinstance(document, list) and document else None, part.removeprefix("."))
    return document
