"""A resource type's table as a drawing in SVG.

Each request has a lane: what it moves via in columns from the left, and where it comes to rest in the last one. Between
columns and between rows there is room for arrows, each at a place of its own, so that none crosses a box. The arrows of
one request to one state run together, and bear its name where they end.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mlwaiters.model import GONE
from mlwaiters.report.diagram import arrows
from mlwaiters.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mlwaiters.model import ResourceType

LETTER = 7.3
"""The width of a letter: of a fixed-width font, 12 units high."""

MARGIN, PADDING, LINE, TRACK, HEAD, LOWEST = 12.0, 10.0, 15.0, 8.0, 9.0, 28.0

Bundle: TypeAlias = tuple[str, str]
"""The arrows of one request (its name) to one state."""

_STYLE = """\
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2328}
.paper{fill:#ffffff}.box{fill:#f6f8fa;stroke:#59636e}.moving{stroke-dasharray:5 3}.good{stroke:#1a7f37;stroke-width:2}
.bad{stroke:#cf222e;stroke-width:2}.partial{stroke:#9a6700;stroke-width:2}.gone{fill:none;stroke-dasharray:1 4}
.arrow{fill:none;stroke:#59636e}.head{fill:#59636e}.request{font-size:11px;fill:#59636e}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.paper{fill:#0d1117}.box{fill:#151b23;stroke:#9198a1}
.good{stroke:#3fb950}.bad{stroke:#f85149}.partial{stroke:#d29922}.gone{fill:none}.arrow{stroke:#9198a1}
.head,.request{fill:#9198a1}}"""

_MARKER = """\
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path class="head" d="M0 0L8 4L0 8z"/></marker></defs>"""


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the drawing; `x` and `y` are those of its upper left corner."""

    state: str
    look: str
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where its arrows leave it."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow: the corners of its way from one box to another, along the axes by turns, horizontal first."""

    request: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything is. `names` are the requests, each where an arrow of it ends."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    names: tuple[tuple[str, float, float], ...]


def states_svg(kind: ResourceType) -> str:
    """Draw a table. The same table gives the same text; what it names is escaped."""
    plan = layout(kind)
    size = f'viewBox="0 0 {plan.width:g} {plan.height:g}" width="{plan.width:g}" height="{plan.height:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
            f"<title>{_escaped(f'{kind.service} {kind.resource}')}</title>",
            f"<style>{_STYLE}</style>",
            _MARKER,
            f'<rect class="paper" width="{plan.width:g}" height="{plan.height:g}"/>',
            *map(_path, plan.lines),
            *(_text(name, x, y, "end", "request") for name, x, y in plan.names),
            *(shape for box in plan.boxes for shape in _shapes(box)),
            "</svg>\n",
        ]
    )


def layout(kind: ResourceType) -> Drawing:
    """Find a place for everything."""
    return _Layout(kind).drawing()


class _Layout:
    """The cells of the states first, then the room that the arrows need between them, then the places of both."""

    def __init__(self, kind: ResourceType) -> None:
        self._kind = kind
        every = dict.fromkeys((start, end, request) for start, end, request, _ in arrows(kind))
        self._cells = _cells(kind, gone=any(GONE in arrow[:2] for arrow in every))
        self._arrows = [arrow for arrow in every if {*arrow[:2]} <= self._cells.keys()]
        self._tracks: defaultdict[int, dict[Bundle, int]] = defaultdict(dict)  # by the column to the right of them
        self._channels: defaultdict[int, dict[Bundle, int]] = defaultdict(dict)  # by the row below them
        self._in: defaultdict[str, dict[Bundle, int]] = defaultdict(dict)
        self._out: defaultdict[str, dict[Bundle, int]] = defaultdict(dict)
        for start, end, request in self._arrows:
            self._reserve(start, end, (request, end))
        self._columns = self._place_columns()
        self._rows = self._place_rows()
        self._boxes = {state: self._box(state) for state in self._cells}

    def drawing(self) -> Drawing:
        names = [(bundle[0], self._boxes[end].x - HEAD - 2, self._entry(end, bundle) - 4)
                 for end, bundles in self._in.items() for bundle in bundles if bundle[0]]  # fmt: skip
        width = max(box.right for box in self._boxes.values()) + len(self._tracks[len(self._columns)]) * TRACK
        height = max(box.y + box.height for box in self._boxes.values())
        lines = tuple(Line(request, self._way(start, end, (request, end))) for start, end, request in self._arrows)
        return Drawing(width + 2 * MARGIN, height + MARGIN, tuple(self._boxes.values()), lines, tuple(names))

    def _reserve(self, start: str, end: str, bundle: Bundle) -> None:
        """Keep places for an arrow: at both boxes, beside them, and between rows where it doesn't just go right."""
        (left, _), (right, row) = self._cells[start], self._cells[end]
        _numbered(self._out[start], bundle)
        _numbered(self._in[end], bundle)
        _numbered(self._tracks[left + 1], bundle)
        if right != left + 1:
            _numbered(self._tracks[right], bundle)
            _numbered(self._channels[row], bundle)

    def _place_columns(self) -> list[float]:
        """Where each column begins: behind the tracks and the names of what ends in it."""
        places, x = [], MARGIN
        for column in range(1 + max(column for column, _ in self._cells.values())):
            states = [state for state, cell in self._cells.items() if cell[0] == column]
            named = [len(request) for state in states for request, _ in self._in[state]]
            x += TRACK * (1 + len(self._tracks[column])) + LETTER * max(named, default=0) + HEAD
            places.append(x)
            x += max((_width(state) for state in states), default=0.0)
        return places

    def _place_rows(self) -> list[float]:
        places, y = [], MARGIN / 2
        for row in range(1 + max(row for _, row in self._cells.values())):
            y += TRACK * (2 + len(self._channels[row]))
            places.append(y)
            y += max(self._height(state) for state, cell in self._cells.items() if cell[1] == row)
        return places

    def _height(self, state: str) -> float:
        return max(LOWEST, LINE * max(len(self._in[state]), len(self._out[state])))

    def _box(self, state: str) -> Box:
        column, row = self._cells[state]
        look = _look(self._kind, state)
        return Box(state, look, self._columns[column], self._rows[row], _width(state), self._height(state))

    def _entry(self, state: str, bundle: Bundle) -> float:
        return self._spread(state, self._in[state], bundle)

    def _spread(self, state: str, bundles: Mapping[Bundle, int], bundle: Bundle) -> float:
        box = self._boxes[state]
        return box.y + box.height * (bundles[bundle] + 1) / (len(bundles) + 1)

    def _track(self, column: int, bundle: Bundle) -> float:
        """The place of a bundle among those that run between two columns."""
        before = [box.right for state, box in self._boxes.items() if self._cells[state][0] < column]
        return max(before, default=MARGIN) + TRACK * (1 + self._tracks[column][bundle])

    def _way(self, start: str, end: str, bundle: Bundle) -> tuple[tuple[float, float], ...]:
        (left, _), (right, row) = self._cells[start], self._cells[end]
        y, entry = self._spread(start, self._out[start], bundle), self._entry(end, bundle)
        out = self._track(left + 1, bundle)
        ends = (self._boxes[start].right, y), (self._boxes[end].x, entry)
        if right == left + 1:
            return ends[0], (out, y), (out, entry), ends[1]
        above = self._rows[row] - TRACK * (1 + self._channels[row][bundle])
        into = self._track(right, bundle)
        return ends[0], (out, y), (out, above), (into, above), (into, entry), ends[1]


def _cells(kind: ResourceType, *, gone: bool) -> dict[str, tuple[int, int]]:
    """The column and the row of each state; a state of several requests is in the lane of the first."""
    resting = 1 + max((len((*row.via, *row.rollback)) for row in kind.requests), default=0)
    cells = {GONE: (0, 0)} if gone else {}
    lane = 0
    for row in kind.requests:
        moving = [state for state in dict.fromkeys((*row.via, *row.rollback)) if state not in cells]
        cells |= {state: (1 + column, lane) for column, state in enumerate(moving)}
        ends = [state for state in dict.fromkeys((*row.to, *row.short)) if state not in cells]
        cells |= {state: (resting, lane + below) for below, state in enumerate(ends)}
        lane += max(bool(moving), len(ends))
    cells |= {state: (resting, lane + below) for below, state in enumerate(s for s in kind.states if s not in cells)}
    return cells


def _numbered(places: dict[Bundle, int], bundle: Bundle) -> None:
    places.setdefault(bundle, len(places))


def _look(kind: ResourceType, state: str) -> str:
    if state == GONE:
        return "gone"
    if state in kind.moving:
        return "moving"
    of = {look for row in kind.requests for look, ends in _ends(row.to, row.partial, row.fail) if state in ends}
    return next((look for look in ("bad", "partial", "good") if look in of), "other")


def _ends(*ends: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    return zip(("good", "partial", "bad"), ends, strict=True)


def _width(state: str) -> float:
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in _shown(state))
    return round(letters * LETTER + 2 * PADDING, 1)


def _path(line: Line) -> str:
    (x, y), *rest = line.corners
    steps = "".join(f"H{to_x:g}" if to_y == y_before else f"V{to_y:g}"
                    for (_, y_before), (to_x, to_y) in zip(line.corners, rest, strict=False))  # fmt: skip
    return f'<path class="arrow" marker-end="url(#head)" d="M{x:g} {y:g}{steps}"/>'


def _shapes(box: Box) -> Iterator[str]:
    corner = 12 if box.look == "moving" else 3
    yield (
        f'<rect class="box {box.look}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
        f' rx="{corner}"/>'
    )
    x, y = box.x + box.width / 2, box.y + box.height / 2 + 4
    yield _text(_shown(box.state), x, y, "middle")


def _text(text: str, x: float, y: float, anchor: str, look: str = "state") -> str:
    return f'<text class="{look}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{_escaped(text)}</text>'


def _shown(state: str) -> str:
    return "not there" if state == GONE else printable(state, 60)


def _escaped(text: str) -> str:
    """Make text fit for XML, which can't hold every character, not even by its number."""
    text = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", lambda each: f"\\u{ord(each[0]):04x}", text)
    return printable(text, 200).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
