"""Tables drawn as SVG: well-formed, complete, nothing upon anything else, and the same every time."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.cli import main
from mlwaiters.model import GONE, Request, ResourceType
from mlwaiters.report.diagram import arrows
from mlwaiters.report.drawing import Box, Drawing, layout, states_svg
from mlwaiters.resources import SERVICES, catalogue
from mlwaiters.resources.glue import MLTaskRun
from mlwaiters.resources.sagemaker import Endpoint, MlflowTrackingServer

KINDS = [kind for service in SERVICES for kind in catalogue(service).values()]
SVG = "{http://www.w3.org/2000/svg}"


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )  # fmt: skip


def crossed(drawing: Drawing) -> list[tuple[str, str]]:
    """The boxes that an arrow runs through, and its request."""
    return [
        (line.request, box.state)
        for line in drawing.lines
        for (x, y), (to_x, to_y) in itertools.pairwise(line.corners)
        for box in drawing.boxes
        if min(x, to_x) < box.right and box.x < max(x, to_x) + (x == to_x) * 1e-9
        and min(y, to_y) < box.y + box.height and box.y < max(y, to_y) + (y == to_y) * 1e-9
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_every_table_can_be_drawn(kind: ResourceType) -> None:
    drawing, root = layout(kind), ET.fromstring(states_svg(kind))
    texts = Counter((text.get("class"), text.text) for text in root.iter(f"{SVG}text"))
    assert all(texts["state", state] == 1 for state in kind.states)
    assert {name for look, name in texts if look == "request"} == {row.name for row in kind.requests}
    assert len(drawing.lines) == len({arrow[:3] for arrow in arrows(kind)}) == len(list(root.iter(f"{SVG}path"))) - 1
    assert not [pair for pair in itertools.combinations(drawing.boxes, 2) if overlap(*pair)]
    assert crossed(drawing) == []
    for box in drawing.boxes:
        assert box.x >= 0 <= box.y
        assert box.right < drawing.width
        assert box.y + box.height < drawing.height
    for line in drawing.lines:
        assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in line.corners)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_arrows_go_from_box_to_box(kind: ResourceType) -> None:
    drawing = layout(kind)
    boxes = {box.state: box for box in drawing.boxes}
    wanted = dict.fromkeys((start, end, request) for start, end, request, _ in arrows(kind))
    for (start, end, request), line in zip(wanted, drawing.lines, strict=True):
        (x, y), (to_x, to_y) = line.corners[0], line.corners[-1]
        assert line.request == request
        assert x == boxes[start].right
        assert boxes[start].y < y < boxes[start].y + boxes[start].height
        assert to_x == boxes[end].x
        assert boxes[end].y < to_y < boxes[end].y + boxes[end].height
        for before, after in itertools.pairwise(line.corners):
            assert before[0] == after[0] or before[1] == after[1]


@pytest.mark.parametrize("kind", [Endpoint, MlflowTrackingServer, MLTaskRun], ids=repr)
def test_no_two_requests_share_a_piece_of_a_way(kind: ResourceType) -> None:
    """Arrows may cross, but where two lie upon each other they are of one request and one state."""
    upright = [
        (x, min(y, to_y), max(y, to_y), (line.request, line.corners[-1]))
        for line in layout(kind).lines
        for (x, y), (to_x, to_y) in itertools.pairwise(line.corners)
        if x == to_x and y != to_y
    ]
    for (x, top, bottom, one), (other_x, other_top, other_bottom, other) in itertools.combinations(upright, 2):
        if x == other_x and top < other_bottom and other_top < bottom:
            assert one == other


def test_looks() -> None:
    looks = {box.state: box.look for box in layout(MlflowTrackingServer).boxes}
    assert looks[GONE] == "gone"
    assert (looks["Creating"], looks["Created"], looks["CreateFailed"]) == ("moving", "good", "bad")


def test_light_and_dark() -> None:
    assert "@media(prefers-color-scheme:dark)" in states_svg(MLTaskRun)


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["states", "glue", "ml-task-run", "-o", "svg"]) == 0
    assert capsys.readouterr().out == states_svg(MLTaskRun)


def test_same_text_whatever_the_seed_of_hashes() -> None:
    code = "import sys; from mlwaiters.report.drawing import states_svg; from mlwaiters.resources import sagemaker"
    code += "; sys.stdout.write(states_svg(sagemaker.Endpoint))"
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout == states_svg(Endpoint)


hostile = st.text(min_size=1, max_size=8)


@given(hostile, hostile, hostile)
def test_hostile_words_stay_words(via: str, end: str, name: str) -> None:
    row = Request(name, ("Do",), (f"1{via}",), (f"2{end}",), ("</text><script>",))
    kind = replace(MLTaskRun, requests=(row,))
    root = ET.fromstring(states_svg(kind))
    assert {child.tag.removeprefix(SVG) for child in root} == {"title", "style", "defs", "rect", "path", "text"}
    assert "</text><script>" in [text.text for text in root.iter(f"{SVG}text")]
    assert not [pair for pair in itertools.combinations(layout(kind).boxes, 2) if overlap(*pair)]


names = st.lists(st.sampled_from("ABCDEFG"), max_size=3, unique=True).map(tuple)


requests = st.builds(
    Request, st.sampled_from(["run", "stop", "update"]), st.just(("Do",)), names, names, names, names, names, names
)


@given(st.lists(requests))
def test_any_table_can_be_drawn(rows: list[Request]) -> None:
    kind = replace(MLTaskRun, requests=tuple(rows), others=("Z",))
    drawing = layout(kind)
    assert {box.state for box in drawing.boxes} - {GONE} == {*kind.states}
    assert not [pair for pair in itertools.combinations(drawing.boxes, 2) if overlap(*pair)]
    assert crossed(drawing) == []
