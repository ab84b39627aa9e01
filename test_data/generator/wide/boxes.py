"""Reports made of boxes: genes as columns, cards beside a side bar, and a small table for each gene."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from ..findings import Finding
from ..page import Book, grid
from ..report import Report
from . import pieces
from .look import Look

ROWS = (("small_variant", "mutation_word"), ("copy_number", "copy_word"), ("fusion", "fusion_word"))


def genes(report: Report) -> Book:
    """A grid whose columns are genes and whose rows are kinds of event; an empty cell says nothing."""
    look = Look(report)
    look.size = min(look.size, 8)
    w, book = look.words, look.book()
    book.add(pieces.header(look, book.width), look.gap())
    report.findings = [f for f in report.findings if f.kind != "expression" and f.ish_ratio is None]
    shown = [f for f in report.findings if f.where != "vus"]
    names = list(dict.fromkeys(f.gene for f in shown))
    look.rng.shuffle(names)
    pieces.settle(look, pieces.smalls(shown), ["gene", "protein", "vaf"])
    book.add(look.head(w["result"]))
    for i in range(0, len(names), 4):
        part = names[i : i + 4]
        rows = [["", *(look.erbb2 if g == "ERBB2" else g for g in part)]]
        for kind, label in ROWS:
            cells = [" ; ".join(cell(look, book, f) for f in shown if f.gene == g and row_of(f) == kind) for g in part]
            rows.append([w[label].capitalize(), *cells])
        book.add(look.table(rows, book.width, boxed=True), look.gap(8))
    if not names:
        book.add(look.p(w["none"], after=4))
    vus = pieces.smalls(report.of("vus"))
    if vus:
        book.add(look.head(w["vus_title"]), pieces.small_table(look, book, vus, book.width))
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book


def row_of(f: Finding) -> str:
    """The row of the grid that holds a finding."""
    return "small_variant" if f.kind == "splice" else f.kind


def cell(look: Look, book: Book, f: Finding) -> str:
    """What the grid prints for a finding."""
    if f.variant:
        return f"{book.note(f)}{f.as_written} ({pieces_vaf(look, f)})"
    if f.kind == "fusion" and f.where == "main":
        return book.note(f) + pieces.fusion_name(look, f)
    if f.copy_number is not None:
        return f"{book.note(f)}{f.as_written} ({look.words['copies']} {look.number(f.copy_number)})"
    return book.note(f) + f.as_written


def pieces_vaf(look: Look, f: Finding) -> str:
    """The allele fraction with its label or a percent sign."""
    assert f.vaf is not None
    return look.number(f.vaf * 100, 1) + "%"


def cards(report: Report) -> Book:
    """A side bar with the header and, beside it, one card for each finding; then the rest."""
    look = Look(report)
    w, book = look.words, look.book()
    bar = [f for label, value in pieces.facts(look)
           for f in (look.p(label, look.size - 1.5, color="#555555"), look.p(value, look.size - 0.5, bold=True, after=4))]  # fmt: skip
    found = [f for f in report.findings if f.where == "main" and f.kind != "expression" and f.ish_ratio is None]
    pieces.settle(
        look, pieces.smalls(found), ["gene", "protein", "vaf", *(["coding"] if look.rng.random() < 0.4 else [])]
    )
    wide, n = book.width * 0.7, look.rng.choice((1, 2, 3))
    boxes: list[Flowable] = [card(look, book, f, wide / n - 8) for f in found]
    rows = [boxes[i : i + n] + [look.gap(1)] * (n - len(boxes[i : i + n])) for i in range(0, len(boxes), n)]
    right: list[Flowable] = [look.head(w["result"])]
    right += [grid(rows, [wide / n] * n)] if rows else [look.p(w["none"])]
    book.add(pieces.side_by_side(bar, right, (book.width * 0.3, wide)), look.gap())
    if pieces.proteins(report.findings):
        lines = [[a, b] for a, b in pieces.protein_lines(look, book, pieces.proteins(report.findings))]
        book.add(look.head(w["protein_title"]), look.table(lines, book.width * 0.7, head=0))
    if pieces.smalls(report.of("vus")):
        book.add(look.head(w["vus_title"]), pieces.small_table(look, book, pieces.smalls(report.of("vus")), book.width))
    if pieces.denied(report.findings):
        book.add(
            look.head(w["negative_title"]), *pieces.negatives(look, book, pieces.denied(report.findings), book.width)
        )
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book


def card(look: Look, book: Book, f: Finding, width: float) -> Flowable:
    """One finding: the gene large, the change below it, the number small."""
    lines = [
        look.p(
            book.note(f) + (pieces.fusion_name(look, f) if f.kind == "fusion" else look.gene(f)),
            look.size + 3,
            bold=True,
        )
    ]
    if f.variant:
        lines.append(look.p(f.as_written, look.size + 0.5))
        if f.draw.get("coding") and f.kind != "splice":
            lines.append(look.p(f.variant.hgvs_c, look.size - 1, color="#555555"))
        lines.append(look.p(f"{look.vaf_label()}: {look.vaf(f)}", look.size - 1, color="#555555"))
    elif f.kind == "copy_number":
        lines.append(look.p(f.as_written, look.size + 0.5))
        if f.copy_number is not None:
            lines.append(
                look.p(f"{look.words['copies']}: {look.number(f.copy_number)}", look.size - 1, color="#555555")
            )
    else:
        lines.append(look.p(look.words["fusion_word"].capitalize(), look.size + 0.5))
    return grid(
        [[lines]],
        [width],
        ("BOX", (0, 0), (-1, -1), 0.7, HexColor(look.line)),
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(look.shade)),
    )


def gene_by_gene(report: Report) -> Book:
    """A heading and a table of label and value for each gene."""
    look = Look(report)
    w, book, rng = look.words, look.book(), look.rng
    book.add(pieces.header(look, book.width), look.gap())
    shown = [f for f in report.findings if f.kind != "expression" and f.ish_ratio is None]
    columns = [
        "gene",
        "protein",
        "vaf",
        *(c for c in ("coding", "exon", "transcript", "effect", "coverage") if rng.random() < 0.5),
    ]
    pieces.settle(look, pieces.smalls(shown), [*columns, "significance"])
    order = list(dict.fromkeys(f.gene for f in shown))
    for g in order:
        some = [f for f in shown if f.gene == g]
        book.add(look.head(look.gene(some[0])))
        for f in some:
            if f.variant:
                lines = [[w[c] if c != "vaf" else look.vaf_label(), pieces.small_cell(look, f, c)] for c in columns[1:]]
                lines.append([w["significance"], w[f.reported_significance]])
            elif f.where == "negative":
                lines = [[w[pieces.NAMES[f.kind]].capitalize(), f.as_written]]
            elif f.kind == "copy_number":
                lines = [[w["alteration"], f.as_written]]
                lines += [[w["copies"], look.number(f.copy_number)]] if f.copy_number is not None else []
            else:
                lines = [[w["partner"], pieces.fusion_name(look, f)], [w["reads"], str(rng.randint(10, 600))]]
            lines[0][1] = book.note(f) + lines[0][1]
            book.add(look.table(lines, book.width * 0.75, head=0), look.gap(3))
    if not order:
        book.add(look.p(w["none"], after=4))
    if pieces.proteins(report.findings):
        lines = [[a, b] for a, b in pieces.protein_lines(look, book, pieces.proteins(report.findings))]
        book.add(look.head(w["protein_title"]), look.table(lines, book.width * 0.7, head=0))
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book
