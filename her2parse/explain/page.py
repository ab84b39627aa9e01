"""The explanation as one HTML file: self-contained, without scripts, everything escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from her2parse import __version__
from her2parse.explain.seen import Seen
from her2parse.outputs.text import clean

LAYERS = (
    ("zone", "Parts"),
    ("cell", "Lines and cells"),
    ("column", "Table columns"),
    ("row", "Table rows"),
    ("statement", "Statements"),
    ("refused", "Genes not believed"),
)
"""Kinds of boxes that a reader of the page can switch off, with their names."""


def render(seen: Seen, pictures: Mapping[int, bytes]) -> str:
    """The whole page; ``pictures`` are PNGs by page number (names painted over), where there are any."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    images = {
        number: "data:image/png;base64," + base64.b64encode(data).decode("ascii") for number, data in pictures.items()
    }
    template = environment.get_template("explain.html.j2")
    drawn = {page.number for page in seen.pages}
    return template.render(seen=seen, images=images, drawn=drawn, layers=LAYERS, version=__version__)
