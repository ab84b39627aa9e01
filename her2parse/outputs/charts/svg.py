"""Elements of a figure as text: everything escaped, numbers short, colours left to the page's style sheet.

No element carries a ``style`` attribute: the pages' content security policy forbids it.
"""

from __future__ import annotations

from html import escape

from her2parse.outputs.text import clean

SHAPES = ("circle", "square", "triangle", "diamond", "down", "plus", "bar", "cross")
"""Markers, told apart without colour."""


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """One element; ``inside`` is markup already. ``class_`` and ``font_size`` become ``class`` and ``font-size``.

    >>> element("g", element("circle", cx=1.0, cy=2.25, r=3), class_="a<b")
    '<g class="a&lt;b"><circle cx="1" cy="2.2" r="3"/></g>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def words(text: str, x: float, y: float, limit: int = 40, **attributes: str | float) -> str:
    """A text element; what is longer than ``limit`` characters is cut."""
    return element("text", escape(shortened(text, limit)), x=x, y=y, **attributes)


def shortened(text: str, limit: int) -> str:
    """Clean text of at most ``limit`` characters."""
    text = clean(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def figure(name: str, title: str, description: str, width: float, height: float, *inside: str, class_: str = "") -> str:
    """The whole figure. ``name`` is unique on its page and makes the ids of title and description."""
    return element(
        "svg",
        element("title", escape(clean(title)), id=f"{name}-t"),
        element("desc", escape(shortened(description, 1500)), id=f"{name}-d"),
        *inside,
        viewBox=f"0 0 {short(width)} {short(height)}",
        role="img",
        class_=f"chart {class_}".strip(),
        aria_labelledby=f"{name}-t {name}-d",
    )


def marker(shape: str, x: float, y: float, size: float = 4.5, **attributes: str | float) -> str:
    """A marker of one of ``SHAPES`` around a point."""
    a = size
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=a, **attributes)
    if shape == "square":
        return element("rect", x=x - a * 0.9, y=y - a * 0.9, width=a * 1.8, height=a * 1.8, **attributes)
    corners = {
        "triangle": ((0, -1.15), (1.1, 0.9), (-1.1, 0.9)),
        "down": ((0, 1.15), (1.1, -0.9), (-1.1, -0.9)),
        "diamond": ((0, -1.25), (1.15, 0), (0, 1.25), (-1.15, 0)),
        "bar": ((-1.2, -0.55), (1.2, -0.55), (1.2, 0.55), (-1.2, 0.55)),
        "plus": ((-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2),
                 (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4)),
        "cross": ((-1.1, -0.7), (-0.7, -1.1), (0, -0.4), (0.7, -1.1), (1.1, -0.7), (0.4, 0), (1.1, 0.7), (0.7, 1.1),
                  (0, 0.4), (-0.7, 1.1), (-1.1, 0.7), (-0.4, 0)),
    }[shape]  # fmt: skip
    points = " ".join(f"{short(x + dx * a)},{short(y + dy * a)}" for dx, dy in corners)
    return element("polygon", points=points, **attributes)


def apart(wanted: list[float], least: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as can be, at least ``least`` apart, between ``low`` and ``high``; where they
    do not fit, evenly spread. The order is kept.

    >>> apart([1.0, 1.0, 9.0], 2.0, 0.0, 10.0)
    [1.0, 3.0, 9.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    least = min(least, (high - low) / max(1, len(wanted) - 1)) if len(wanted) > 1 else least
    placed = dict.fromkeys(order, 0.0)
    edge = low
    for i in order:
        placed[i] = max(wanted[i], edge)
        edge = placed[i] + least
    edge = high
    for i in reversed(order):
        placed[i] = min(placed[i], edge)
        edge = placed[i] - least
    return [placed[i] for i in range(len(wanted))]


def short(value: float) -> str:
    """One decimal at most: a tenth of a pixel is enough.

    >>> short(2.0), short(2.26), short(-0.01)
    ('2', '2.3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
