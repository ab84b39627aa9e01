"""Draw small PDFs with reportlab for the tests of the extract stage."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from re import findall

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract import extract_file
from her2parse.model import Document, Page

KEY = b"a key for tests"


def pdf(*pages: Callable[[Canvas], object], size: tuple[float, float] = A4, **options: object) -> bytes:
    """A PDF whose pages are drawn by ``pages``; the same bytes every time."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1, pageCompression=options.pop("compress", 1), **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def lines(
    *texts: str, font: str = "Helvetica", size: float = 10, x: float = 60, y: float = 760
) -> Callable[[Canvas], None]:
    """A drawer of lines of text, one under another; a tab in a line starts another column 150 points further."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for row, text in enumerate(texts):
            for column, cell in enumerate(text.split("\t")):
                canvas.drawString(x + 150 * column, y - 1.6 * size * row, cell)

    return draw


def grey_image(width: int = 40, height: int = 40) -> ImageReader:
    """A small picture without text."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("L", (width, height), 128).save(target, "PNG")
    target.seek(0)
    return ImageReader(target)


def read(folder: Path, data: bytes, name: str = "report.pdf", **options: object) -> Document:
    """Write ``data`` and read it as the stage does."""
    path = folder / name
    path.write_bytes(data)
    return extract_file(path, "", key=KEY, **options)


def page_of(folder: Path, *drawers: Callable[[Canvas], object], **options: object) -> Page:
    """The first page of a document drawn by ``drawers``."""
    document = read(folder, pdf(*drawers, **options))
    assert document.problem == ""
    return document.pages[0]


def texts(page: Page) -> list[str]:
    """The page's words, in the file's order."""
    return [word.text for word in page.words]


def poppler_words(path: Path) -> list[list[tuple[str, float, float, float, float]]]:
    """What ``pdftotext -bbox`` gives: for each page, text, left, top, right, bottom."""
    html = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [(unescape(m[4]), float(m[0]), float(m[1]), float(m[2]), float(m[3])) for m in findall(pattern, part)]
        for part in html.split("<page ")[1:]
    ]
