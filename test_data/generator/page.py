"""Paper and pen: flowing pages with a mark, running heads and "page n of m", and a note of where each finding went.

A layout builds a story of flowables. ``Book.note(finding)`` is markup that prints nothing and records the page on which
it is drawn, so that the truth's page number comes from the drawing itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

from . import cipher
from .findings import Finding

MARK = "SYNTHETIC - fictional patient, not a medical document"
rl_config.useA85 = 0  # binary streams, as real producers write them
GREY, LIGHT, BLACK = HexColor("#777777"), HexColor("#eeeeee"), HexColor("#000000")
PageHook = Callable[[Canvas, int, int], None]
__all__ = ["A4", "GREY", "LETTER", "LIGHT", "MARK", "Book", "P", "grid", "style"]


@cache
def fonts() -> None:
    """Register the fonts that come with reportlab (Bitstream Vera), with their bold and italic faces."""
    for name, file in (("Vera", "Vera"), ("Vera-B", "VeraBd"), ("Vera-I", "VeraIt"), ("Vera-BI", "VeraBI")):
        pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
    cipher.register()
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="Vera-B", italic="Vera-I", boldItalic="Vera-BI")


@cache
def style(
    size: float = 9,
    font: str = "Helvetica",
    color: str = "#000000",
    align: str = "left",
    leading: float = 0,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
) -> ParagraphStyle:
    """A paragraph style; ``leading`` defaults to 1.22 times the size."""
    fonts()
    return ParagraphStyle(
        f"{font}{size}{color}{align}{leading}{before}{after}{indent}",
        fontName=font,
        fontSize=size,
        leading=leading or size * 1.22,
        textColor=HexColor(color),
        alignment={"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}[align],
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
        splitLongWords=0,
        allowWidows=0,
    )


def P(text: str, st: ParagraphStyle | None = None) -> Paragraph:  # noqa: N802 - the short name keeps layouts readable
    """A paragraph of reportlab markup."""
    return Paragraph(text, st or style())


def grid(
    rows: list[list[Any]], widths: list[float], *commands: tuple[Any, ...], repeat: int = 0, align: str = "LEFT"
) -> Table:
    """A table with tight cells; extra ``commands`` are TableStyle commands."""
    table = Table(rows, colWidths=widths, repeatRows=repeat, hAlign=align)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                *commands,
            ]
        )
    )
    return table


class MarkedCanvas(Canvas):
    """A canvas that holds its pages back until their number is known, then decorates and marks each.

    Several books may be drawn on one canvas, one after the other: each has its own running heads and page count.
    """

    def __init__(self, *args: Any, seen: dict[str, list[int]], mark: bool = True, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._seen, self._mark = seen, mark
        self._held: list[dict[str, Any]] = []
        self._parts: list[tuple[int, PageHook]] = []
        self.pictures: dict[int, Any] = {}
        self.setNamedCB("seen", self.seen)

    def seen(self, _canvas: Canvas, _kind: str, label: str) -> None:
        """Called by ``<onDraw name="seen" label="…"/>``."""
        self._seen.setdefault(label, []).append(self._pageNumber)

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._held.append(dict(self.__dict__))
        self._startPage()

    def begin(self, decorate: PageHook) -> None:
        """From here on pages belong to another book."""
        self._parts.append((len(self._held), decorate))

    def save(self) -> None:
        """Does nothing: a book ends, the canvas goes on until :meth:`finish`."""

    def finish(self) -> None:
        """Write the held pages and the file."""
        held, parts, pictures = self._held, self._parts, self.pictures
        starts = [start for start, _ in parts] + [len(held)]
        for i, (start, decorate) in enumerate(parts):
            for k in range(start, starts[i + 1]):
                self.__dict__.update(held[k])
                if k + 1 in pictures:  # the page is replaced by its photograph, without any text
                    self._code = []
                    self._code_append = self._code.append
                    self.drawImage(pictures[k + 1], 0, 0, *self._pagesize)
                    Canvas.showPage(self)
                    continue
                self.saveState()
                decorate(self, k - start + 1, starts[i + 1] - start)
                if self._mark:
                    mark_page(self)
                self.restoreState()
                Canvas.showPage(self)
        Canvas.save(self)


def mark_page(canvas: Canvas, y: float | None = None) -> None:
    """Print the mark in the upper margin of the page."""
    width, height = canvas._pagesize
    canvas.setFont("Helvetica-Bold", 6.5)
    canvas.setFillColor(Color(0.62, 0.1, 0.1))
    canvas.drawCentredString(width / 2, (height - 13) if y is None else y, MARK)


class Book:
    """A document being drawn."""

    def __init__(
        self,
        *,
        pagesize: tuple[float, float] = LETTER,
        left: float = 40,
        right: float = 40,
        top: float = 60,
        bottom: float = 50,
        decorate: PageHook | None = None,
        encrypt: Any = None,
        title: str = "Synthetic report",
    ) -> None:
        fonts()
        self.pagesize, self.left, self.right, self.top, self.bottom = pagesize, left, right, top, bottom
        self.decorate: PageHook = decorate or (lambda *_: None)
        self.encrypt, self.title, self.mark = encrypt, title, True
        self.story: list[Flowable] = []
        self.pictures: dict[int, Any] = {}
        self._findings: dict[str, Finding] = {}

    @property
    def width(self) -> float:
        """Width of the text area in points."""
        return self.pagesize[0] - self.left - self.right

    def add(self, *flowables: Flowable) -> None:
        """Append to the story."""
        self.story.extend(flowables)

    def note(self, finding: Finding) -> str:
        """Invisible markup that records the page of ``finding``."""
        key = f"f{id(finding)}"
        self._findings[key] = finding
        return f'<onDraw name="seen" label="{key}"/>'

    def save(self, *more: Book) -> bytes:
        """The finished PDF, with ``more`` books behind this one. The same stories give the same bytes."""
        seen: dict[str, list[int]] = {}
        out = io.BytesIO()
        shared: list[MarkedCanvas] = []

        def canvas(*args: Any, **kw: Any) -> MarkedCanvas:
            if not shared:
                shared.append(MarkedCanvas(*args, seen=seen, mark=self.mark, **kw))
            return shared[0]

        for book in (self, *more):
            doc = BaseDocTemplate(
                out,
                pagesize=book.pagesize,
                invariant=1,
                title=self.title,
                author="her2parse test data",
                encrypt=self.encrypt,
                pageCompression=1,
            )
            x, y, w, h = book.left, book.bottom, book.width, book.pagesize[1] - book.top - book.bottom
            frame = Frame(x, y, w, h, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id="text")
            doc.addPageTemplates([PageTemplate(id="page", frames=[frame], pagesize=book.pagesize)])
            doc.build([_Begin(book.decorate), *book.story], canvasmaker=canvas)
        shared[0].pictures = self.pictures
        shared[0].finish()
        for book in (self, *more):
            for key, finding in book._findings.items():
                finding.pages = sorted({*finding.pages, *seen.get(key, [])})
        return out.getvalue()


class _Begin(Flowable):
    """Tells the canvas that another book begins; draws nothing."""

    def __init__(self, decorate: PageHook) -> None:
        super().__init__()
        self.decorate, self.width, self.height = decorate, 0, 0

    def draw(self) -> None:
        self.canv.begin(self.decorate)
