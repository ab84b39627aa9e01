"""Reports made of questions: a synoptic form with boxes to tick, and a table with a column for each variant."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from itertools import groupby

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from ..findings import Finding
from ..page import Book, grid
from ..report import Report
from . import pieces
from .look import Look

BOXES = (("[x]", "[ ]"), ("[X]", "[ ]"), ("(x)", "( )"), ("[X]", "[_]"), ("(X)", "( )"))
ASIDE = (
    ("Specimen adequacy", ("Adequate", "Adequate but limited", "Inadequate"), 0),
    ("Procedure", ("Core needle biopsy", "Fine needle aspiration", "Resection", "Other (specify)"), None),
    ("Block selection", ("Primary tumour", "Lymph node", "Metastasis"), None),
    ("Fixative", ("10% neutral buffered formalin", "Other"), 0),
    ("Histologic type", ("Adenocarcinoma", "Squamous cell carcinoma", "Small cell carcinoma"), 0),
    ("Testing method", ("Next generation sequencing", "Polymerase chain reaction", "Not specified"), 0),
    ("Report status", ("Final", "Preliminary"), 0),
)
"""Questions that say nothing of a gene: what is asked, the choices, and the ticked one (none: any)."""


class Form:
    """The random choices of one form: its boxes, and where choices stand."""

    def __init__(self, look: Look, width: float) -> None:
        rng = look.rng
        self.look, self.width = look, width
        self.ticked, self.empty = rng.choice(BOXES)
        self.how = rng.choice(("beside", "below", "table"))
        self.behind = self.how != "below" and rng.random() < 0.25
        self.chosen_only = rng.random() < 0.15
        self.number = 0
        self.numbered = rng.random() < 0.3

    def ask(self, question: str, choices: list[tuple[str, bool]]) -> list[Flowable]:
        """A question with its choices; a choice says whether it is ticked."""
        look = self.look
        self.number += 1
        question = f"{self.number}. {question}" if self.numbered else question
        told = []
        for text, ticked in choices:
            if self.chosen_only and not ticked:
                continue
            box = self.ticked if ticked else self.empty
            told.append(text if self.chosen_only else f"{text} {box}" if self.behind else f"{box} {text}")
        if self.how == "below":
            return [look.p(f"<b>{question}</b>", before=3, after=1), *(look.p(t, indent=12, after=1) for t in told)]
        line = "&nbsp;&nbsp;&nbsp; ".join(told)
        if self.how == "beside":
            return [look.p(f"<b>{question}:</b>&nbsp; {line}", before=2, after=2)]
        return [grid([[look.p(question, bold=True), [look.p(t, after=1) for t in told]]], [self.width * 0.34, self.width * 0.66],
                     ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor(look.line)))]  # fmt: skip


def synoptic(report: Report) -> Book:
    """Header pairs, then a question for each gene and event, every choice with its box."""
    look = Look(report)
    look.size = min(look.size, 8.5)
    w, rng, book = look.words, look.rng, look.book()
    form = Form(look, book.width)
    book.add(pieces.header(look, book.width), look.gap())
    asides = [ask for ask in ASIDE if rng.random() < 0.5]
    at = rng.randint(0, len(asides))
    pieces.settle(look, pieces.smalls(report.findings), ["gene", "protein", "vaf"])

    def plain(some: list[tuple[str, tuple[str, ...], int | None]]) -> None:
        for question, choices, ticked in some:
            n = rng.randrange(len(choices)) if ticked is None else ticked
            book.add(*form.ask(question, [(text, i == n) for i, text in enumerate(choices)]))

    book.add(look.head("Specimen" if at else "Synoptic report"))
    plain(asides[:at])
    book.add(look.head(w["result"]))
    shown = sorted((f for f in report.findings if f.where != "vus"), key=lambda f: (f.gene, f.kind))
    groups = [list(some) for _, some in groupby(shown, key=lambda f: (f.gene, question_of(look, f)))]
    rng.shuffle(groups)
    for some in groups:
        book.add(*form.ask(*asked(look, book, some)))
    if not groups:
        book.add(look.p(w["none"], after=4))
    vus = pieces.smalls(report.of("vus"))
    if vus:
        book.add(look.head(w["vus_title"]), pieces.small_table(look, book, vus, book.width))
    if asides[at:]:
        book.add(look.head("Quality and methods"))
        plain(asides[at:])
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book


def question_of(look: Look, f: Finding) -> str:
    """What a form asks about a finding's gene."""
    if f.kind == "expression":
        return "HER2 (IHC)"
    if f.ish_ratio is not None:
        return "HER2 FISH"
    name = look.erbb2 if f.gene == "ERBB2" else f.gene
    if f.kind == "copy_number" and f.status == "detected" and f.copy_number is None:
        return f"{name} loss"
    return f"{name} {'amplification' if f.kind == 'copy_number' else look.words[pieces.NAMES[f.kind]]}"


def asked(look: Look, book: Book, some: list[Finding]) -> tuple[str, list[tuple[str, bool]]]:
    """A question with its choices for the findings of one gene and event."""
    w, f = look.words, some[0]
    question = question_of(look, f)
    if f.kind == "expression":
        f.percent_cells = None
        return question, [
            (book.note(f) + score if score == f.as_written else score, score == f.as_written)
            for score in ("0", "1+", "2+", "3+")
        ]
    if f.ish_ratio is not None:
        gained, f.as_written = f.status == "detected", "Amplified" if f.status == "detected" else "Not amplified"
        numbers = f" (HER2/CEP17 ratio {look.number(f.ish_ratio, 2)}, average HER2 copy number {look.number(f.copy_number or 0, 1)})"
        mark = book.note(f)
        return question, [
            ("Not amplified" + ("" if gained else mark + numbers), not gained),
            ("Equivocal", False),
            ("Amplified" + (mark + numbers if gained else ""), gained),
        ]
    choices = [[w["not_detected"], False], [w["equivocal"], False], [w["failed"], False], [w["detected"], False]]
    for f in some:
        at = {"not_detected": 0, "equivocal": 1, "indeterminate": 2}.get(f.status, 3)
        text = book.note(f) + choices[at][0] if at < 3 else choices[at][0]
        if at < 3:
            f.as_written = choices[at][0]
        elif f.variant:
            assert f.vaf is not None
            text += (
                f": {book.note(f)}{f.as_written} ({look.number(f.vaf * 100, 1)}%)"
                if text == w["detected"]
                else f"; {book.note(f)}{f.as_written} ({look.number(f.vaf * 100, 1)}%)"
            )
        elif f.kind == "fusion":
            text += f" ({book.note(f)}{pieces.fusion_name(look, f)})"
        elif f.copy_number is not None:
            text += f" ({book.note(f)}{w['copies']} {look.number(f.copy_number)})"
            f.as_written = w["detected"]
        else:
            text += f" ({book.note(f)}{f.as_written})"
        choices[at] = [text, True]
    if look.rng.random() < 0.5:
        choices = [c for i, c in enumerate(choices) if c[1] or i in (0, 3)]
    return question, [(text, ticked) for text, ticked in choices]


def transposed(report: Report) -> Book:
    """Attributes as rows and small variants as columns; what is no small variant in a list of label and value."""
    look = Look(report)
    look.size = min(look.size, 8)
    w, rng, book = look.words, look.rng, look.book()
    book.add(pieces.header(look, book.width), look.gap())
    found = [f for f in report.findings if f.where == "main"]
    for title, some in (("small_title", pieces.smalls(found)), ("vus_title", pieces.smalls(report.of("vus")))):
        if not some:
            continue
        names = pieces.small_columns(look, some)
        pieces.settle(look, some, names)
        if rng.random() < 0.7:
            names = ["gene", *(n for n in names if n != "gene")]
        book.add(look.head(w[title]))
        for i in range(0, len(some), 4):
            part = some[i : i + 4]
            rows = [
                [w[n] if n != "vaf" else look.vaf_label(), *(pieces.small_cell(look, f, n) for f in part)]
                for n in names
            ]
            rows[0] = [rows[0][0], *(book.note(f) + text for f, text in zip(part, rows[0][1:], strict=True))]
            if rng.random() < 0.3:
                rows.insert(0, ["", *(str(i + n) for n in range(1, len(part) + 1))])
            book.add(
                look.table(rows, book.width * (1 if len(part) > 2 else 0.7), head=int(rng.random() < 0.6)), look.gap(6)
            )
    others = [f for f in found if f.kind in ("copy_number", "fusion") and f.ish_ratio is None]
    if others:
        book.add(look.head(w["copy_title"] + " / " + w["fusion_title"]))
        rows = [[w["gene"], *(look.gene(f) for f in others)], [w["alteration"]], [w["copies"]]]
        for f in others:
            rows[1].append(book.note(f) + (pieces.fusion_name(look, f) if f.kind == "fusion" else f.as_written))
            rows[2].append(look.number(f.copy_number) if f.copy_number is not None else "-")
        book.add(look.table(rows, book.width * 0.8, head=int(rng.random() < 0.6)))
    some = pieces.denied(report.findings)
    if some:
        book.add(look.head(w["negative_title"]))
        for i in range(0, len(some), 4):
            part = some[i : i + 4]
            rows = [
                [w["gene"], *(look.gene(f) for f in part)],
                [w["alteration"], *(w[pieces.NAMES[f.kind]] for f in part)],
                [w["result"], *(book.note(f) + f.as_written for f in part)],
            ]
            book.add(look.table(rows, book.width * 0.8, head=int(rng.random() < 0.6)), look.gap(4))
    if not found and not some:
        book.add(look.p(w["none"], after=4))
    if pieces.proteins(report.findings):
        rows = [[a, b] for a, b in pieces.protein_lines(look, book, pieces.proteins(report.findings))]
        book.add(look.head(w["protein_title"]), look.table(rows, book.width * 0.7, head=0))
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book
