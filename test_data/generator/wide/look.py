"""How one random report looks: fonts, sizes, paper, rules, number style, labels; and tables whose columns fit."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer

from ..dates import written
from ..findings import Finding, three_letter
from ..page import A4, LETTER, Book, fonts, grid, style
from ..report import Report
from .words import Words

FACES = {
    "Helvetica": "Helvetica-Bold",
    "Times-Roman": "Times-Bold",
    "Courier": "Courier-Bold",
    "Vera": "Vera-B",
}
EAST = {
    "ja": ("HeiseiKakuGo-W5", "HeiseiMin-W3"),
    "zh": ("STSong-Light",),
    "ko": ("HYGothic-Medium", "HYSMyeongJo-Medium"),
}
INKS = ("#000000", "#1d3557", "#5b1a18", "#0b4f4a", "#333333", "#4a2a6a")
SHADES = ("#eeeeee", "#e4eff2", "#f6eadf", "#e9f3e4", "#ffffff")
Cell = str
ERBB2 = ("ERBB2", "ERBB2", "ERBB2 (HER2)", "HER2", "ERBB2/HER2", "HER2 (ERBB2)")


@cache
def east(name: str) -> None:
    """Register a font that every PDF reader is expected to bring."""
    pdfmetrics.registerFont(UnicodeCIDFont(name))


class Look:
    """The random choices that hold for a whole report, and the pieces drawn with them."""

    def __init__(self, report: Report, *, face: str = "", size: float = 0.0, paper: Any = None) -> None:
        fonts()
        self.report = report
        self.rng: random.Random = report.options["rng"]
        self.words: Words = report.options["words"]
        self.language = self.words.language
        rng = self.rng
        if self.language in EAST:
            self.face = rng.choice(EAST[self.language])
            self.bold = self.face
            east(self.face)
        else:
            self.face = face or rng.choice(("Helvetica", "Helvetica", "Times-Roman", "Vera"))
            self.bold = FACES[self.face]
        self.size = size or rng.choice((7.0, 7.5, 8.0, 8.5, 9.0, 9.5)) * (0.9 if self.face == "Vera" else 1)
        self.ink, self.shade, self.line = (
            rng.choice(INKS),
            rng.choice(SHADES),
            rng.choice(("#bbbbbb", "#777777", "#9fb8bf")),
        )
        self.paper = paper or rng.choice((A4, LETTER))
        self.margin = rng.choice((36.0, 44.0, 54.0))
        self.spelling = rng.choice(("p.", "p.", "p.", "short", "p.()", "three", "three()"))
        self.unit = rng.choice(("sign", "sign", "head", "fraction"))
        self.erbb2 = rng.choice(ERBB2)
        self.squeeze = rng.random()  # 0: columns as narrow as their longest word, 1: no wrapping if there is room
        self.boxed = rng.random() < 0.5

    # paper

    def book(self, *, top: float = 78, bottom: float = 56, title: str = "Synthetic report") -> Book:
        """An empty book with letterhead and footer."""
        return Book(
            pagesize=self.paper,
            left=self.margin,
            right=self.margin,
            top=top,
            bottom=bottom,
            decorate=self.decorate,
            title=title,
        )

    def decorate(self, c: Canvas, n: int, total: int) -> None:
        """Letterhead on every page, or on the first with a short line on the others; footer with the page number."""
        wide, high = self.paper
        r, d = self.report, self.date
        c.setFillColor(HexColor(self.ink))
        c.setFont(self.bold, 12)
        c.drawString(self.margin, high - 36, r.lab)
        c.setFont(self.face, 7)
        c.setFillColor(HexColor("#000000"))
        if n > 1:
            text = f"{r.person.sorted_name}   {self.words['number']}: {r.number}"
            c.drawString(self.margin, high - 50, text)
        else:
            c.drawString(self.margin, high - 50, self.words["title"])
        c.line(self.margin, high - 56, wide - self.margin, high - 56)
        c.drawString(self.margin, 34, f"{r.lab}  {r.number}  {self.words['reported']}: {d(r.reported_on)}")
        c.drawRightString(wide - self.margin, 34, self.words["page"].format(n=n, m=total))

    # text

    def p(self, text: str, size: float = 0.0, *, bold: bool = False, color: str = "#000000", **more: Any) -> Paragraph:
        """A paragraph in the report's face."""
        st = style(round(size or self.size, 2), self.bold if bold else self.face, color, **more)
        if self.language in ("ja", "zh") and "<" not in text:  # marks and breaks between characters do not go together
            st = st.clone(st.name + "cjk", wordWrap="CJK")
        return Paragraph(text, st)

    def head(self, text: str) -> Flowable:
        """A section heading."""
        return self.p(text, self.size + 2, bold=True, color=self.ink, before=8, after=3)

    def gap(self, points: float = 6) -> Flowable:
        """White space."""
        return Spacer(0, points)

    # values

    def date(self, iso: str) -> str:
        """An ISO date in the report's style."""
        name = self.report.options["date_style"]
        if iso and name in ("slashed_year", "year_month_day", "dotted_year"):
            y, m, d = iso.split("-")
            return {
                "slashed_year": f"{y}/{m}/{d}",
                "year_month_day": f"{y}年{int(m)}月{int(d)}日",
                "dotted_year": f"{y}.{m}.{d}",
            }[name]
        return written(iso, name)

    def number(self, value: float, digits: int | None = None) -> str:
        """A number with the report's decimal mark."""
        text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
        return text.replace(".", ",") if self.report.options["comma"] else text

    def vaf(self, f: Finding) -> str:
        """The allele fraction as this report prints it."""
        assert f.vaf is not None
        if self.unit == "fraction":
            return self.number(f.vaf, 3)
        return self.number(f.vaf * 100, 1) + ("%" if self.unit == "sign" else "")

    def vaf_label(self) -> str:
        """The heading of the column, with its unit where the cells have none."""
        text = self.words["vaf"]
        if self.unit == "head":
            return text if "%" in text else f"{text} (%)"
        return text.replace(" (%)", "")

    def gene(self, f: Finding) -> str:
        """The gene as printed."""
        return self.erbb2 if f.gene == "ERBB2" else f.gene

    def protein(self, f: Finding) -> str:
        """The change as printed; a splice change has only its coding name."""
        assert f.variant is not None
        if f.kind == "splice":
            return f.variant.hgvs_c
        return spelled(f.hgvs_p_short.removeprefix("p."), self.spelling)

    # tables

    def table(
        self,
        rows: list[list[Cell]],
        width: float,
        *,
        head: int = 1,
        size: float = 0.0,
        boxed: bool | None = None,
        repeat: int = 1,
    ) -> Flowable:
        """A table of markup whose columns are at least as wide as their longest word."""
        size = size or self.size - 0.5
        widths, size = fitted(rows, width, self.bold, size, self.squeeze)
        cells = [[self.p(t, size, bold=i < head) for t in row] for i, row in enumerate(rows)]
        line = HexColor(self.line)
        looks: list[tuple[Any, ...]] = [("LINEBELOW", (0, 0), (-1, -1), 0.3, line)]
        if self.boxed if boxed is None else boxed:
            looks = [("GRID", (0, 0), (-1, -1), 0.3, line)]
        if head:
            looks.append(("BACKGROUND", (0, 0), (-1, head - 1), HexColor(self.shade)))
        return grid(cells, widths, *looks, repeat=min(repeat, head))


def spelled(change: str, how: str) -> str:
    """A protein change in one of the spellings of real reports."""
    three = three_letter(change)
    return {
        "p.": f"p.{change}",
        "short": change,
        "p.()": f"p.({change})",
        "three": f"p.{three}",
        "three()": f"p.({three})",
    }[how]


def visible(text: str) -> str:
    """Markup without its tags."""
    return re.sub(r"<[^>]*>", "", text).replace("&gt;", ">").replace("&lt;", "<").replace("&nbsp;", "\u00a0")


def fitted(rows: list[list[Cell]], width: float, bold: str, size: float, squeeze: float) -> tuple[list[float], float]:
    """Column widths (points) and the size at which the longest words fit."""
    measure = pdfmetrics.stringWidth
    while True:
        least, most = [], []
        for column in zip(*rows, strict=True):
            lines = [visible(t) for t in column]
            east_asian = any("\u3000" <= ch <= "\u9fff" or "\uac00" <= ch <= "\ud7ff" for t in lines for ch in t)
            words = [w for t in lines for w in (t.split(" ") or [""])]
            longest = max(measure(w, bold, size) for w in words)
            if east_asian:  # breaks between any two characters, yet keeps Latin words whole
                longest = max([size * 3, *(measure(w, bold, size) for w in re.findall(r"[!-~]+", " ".join(lines)))])
            least.append(longest + 10)
            most.append(max(measure(t, bold, size) for t in lines) + 10)
        if sum(least) <= width or size < 4.6:
            break
        size -= 0.3
    room = width - sum(least)
    want = [(m - n) * squeeze for m, n in zip(most, least, strict=True)]
    share = max(0.0, min(1.0, room / sum(want))) if sum(want) > 0 else 0.0
    out = [n + w * share for n, w in zip(least, want, strict=True)]
    return out, size
