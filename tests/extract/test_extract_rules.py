"""Ruling lines, filled boxes and pictures: what tables are made of."""

from __future__ import annotations

import math

import pytest
from extract_drawing import grey_image, lines, page_of
from reportlab.pdfgen.canvas import Canvas

HEIGHT = 841.89


def box(page, x0, top, x1, bottom, tolerance=1.0):
    """True when the page has a rule with these edges."""
    return any(
        max(abs(r.x0 - x0), abs(r.top - top), abs(r.x1 - x1), abs(r.bottom - bottom)) <= tolerance for r in page.rules
    )


def test_lines_and_boxes_are_placed_from_the_top_left(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.line(50, HEIGHT - 100, 300, HEIGHT - 100)
        canvas.rect(50, HEIGHT - 200, 100, 40, fill=1)

    page = page_of(tmp_path, draw)
    assert box(page, 50, 100, 300, 100)
    assert box(page, 50, 160, 150, 200)
    assert len(page.rules) == 2


def test_a_grid_in_one_path_gives_its_lines(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.grid([50, 150, 250], [500, 520, 540])

    page = page_of(tmp_path, draw)
    assert len([r for r in page.rules if r.x1 - r.x0 > 190]) == 3
    assert len([r for r in page.rules if r.bottom - r.top > 39]) == 3


def test_lines_inside_a_form_are_placed_on_the_page(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("cell")
        canvas.line(0, 0, 100, 0)
        canvas.endForm()
        canvas.translate(70, HEIGHT - 300)
        canvas.scale(2, 1)
        canvas.doForm("cell")

    assert box(page_of(tmp_path, draw), 70, 300, 270, 300)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda c: c.line(50, 500, 300, 700), id="a slanting line"),
        pytest.param(lambda c: c.circle(100, 500, 2, fill=1), id="a bullet"),
        pytest.param(lambda c: c.rect(0, 0, 596, 842, fill=1, stroke=0), id="the page's background"),
        pytest.param(lambda c: c.line(2000, 500, 2500, 500), id="a line off the page"),
    ],
)
def test_what_is_no_rule(tmp_path, draw):
    assert page_of(tmp_path, draw, lines("text")).rules == ()


def test_a_card_with_round_corners_is_a_box(tmp_path):
    page = page_of(tmp_path, lambda canvas: canvas.roundRect(50, HEIGHT - 300, 200, 100, 8))
    assert box(page, 50, 200, 250, 300)


def test_pictures_have_boxes(tmp_path):
    page = page_of(tmp_path, lambda canvas: canvas.drawImage(grey_image(), 100, HEIGHT - 250, 150, 50))
    image = page.images[0]
    assert (image.x0, image.x1) == (100, 250)
    assert image.top == pytest.approx(200, abs=0.1)
    assert image.bottom == pytest.approx(250, abs=0.1)


def test_a_million_lines_are_bounded(tmp_path):
    def draw(canvas: Canvas) -> None:
        for i in range(6000):
            canvas.line(50, 100 + i / 10, 300, 100 + i / 10)
        lines("still read", "in spite of", "all those lines")(canvas)

    page = page_of(tmp_path, draw)
    assert 1000 < len(page.rules) <= 4000
    assert page.quality.verdict == "ok"
    assert "drawing_cut" in page.quality.detail


def _browser_box(canvas: Canvas, x: float, y: float, width: float, height: float, radius: float) -> None:
    """A box as browsers print it: each round corner in eight curves."""
    path = canvas.beginPath()
    corners = [(x + width - radius, y + radius, -90), (x + width - radius, y + height - radius, 0)]
    corners += [(x + radius, y + height - radius, 90), (x + radius, y + radius, 180)]
    for index, (cx, cy, start) in enumerate(corners):
        for step in range(9):
            angle = math.radians(start + step * 90 / 8)
            at = (cx + radius * math.cos(angle), cy + radius * math.sin(angle))
            if step:
                path.curveTo(*at, *at, *at)
            else:
                (path.lineTo if index else path.moveTo)(*at)
    path.close()
    canvas.drawPath(path)


@pytest.mark.parametrize(("width", "height", "radius", "drawn"), [(170, 105, 6, 1), (32, 10, 5, 1), (40, 40, 20, 0)])
def test_a_card_of_a_browser_is_a_box(tmp_path, width, height, radius, drawn):
    """A circle is none."""
    page = page_of(tmp_path, lambda canvas: _browser_box(canvas, 50, HEIGHT - 300, width, height, radius))
    assert len(page.rules) == drawn
    assert not drawn or box(page, 50, 300 - height, 50 + width, 300)
