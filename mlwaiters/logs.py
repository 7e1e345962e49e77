"""Where a thing's own log is: what a table says of it, filled in with what AWS answers of the thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlwaiters.paths import first_at

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}|]+)(?:\|([^{}|]*))?\}")
"""What stands for something else in a template: its path, and what to take where there is nothing at it."""

PARTS = ("group", "streams", "uri")


@dataclass(frozen=True, slots=True)
class Log:
    """A log: a `group` of CloudWatch Logs, and what the names of its `streams` begin with; or the `uri` of a file.

    A group that ends in `/` is itself only what its name begins with. In a table these are templates:
    `{TrainingJobName}` stands for that identifier of the thing's, or else for the text at that path of what is
    described; `{LogGroupName|/aws-glue/jobs}` says what to take where there is none. Without that, there is no log.
    """

    group: str = ""
    streams: str = ""
    uri: str = ""

    def filled(self, identifiers: Mapping[str, str], document: object) -> Log | None:
        """Fill in a template, if all that it needs is there."""
        parts = [_filled(getattr(self, name), identifiers, document) for name in PARTS]
        return None if None in parts else Log(*(part or "" for part in parts))

    def __str__(self) -> str:
        return " ".join(filter(None, (self.group, self.streams, self.uri)))


def _filled(template: str, identifiers: Mapping[str, str], document: object) -> str | None:
    filled, end = "", 0
    for place in PLACE.finditer(template):
        path, otherwise = place.groups()
        told = identifiers.get(path) or first_at(document, path)
        text = told if isinstance(told, str) and told else otherwise
        if text is None:
            return None
        filled, end = filled + template[end : place.start()] + text, place.end()
    return filled + template[end:]
