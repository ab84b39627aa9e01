"""Reports made of tables: headed sections, two columns of sections, and one long table with a repeated header."""

from __future__ import annotations

from reportlab.lib.pagesizes import landscape
from reportlab.platypus import BalancedColumns, Flowable, KeepTogether

from ..findings import Finding
from ..page import A4, Book
from ..report import Report
from . import invent, pieces
from .look import Look


def tables(report: Report) -> Book:
    """Header block, then headed sections in random order."""
    look = Look(report)
    book = look.book()
    book.add(pieces.header(look, book.width), look.gap())
    for section in pieces.sections(look, book, book.width):
        book.add(*section)
    return book


def columns(report: Report) -> Book:
    """Two narrow columns of sections; every table wraps."""
    look = Look(report)
    look.size = min(look.size, 7.5)
    book = look.book()
    book.add(pieces.header(look, book.width, 2), look.gap())
    width = book.width / 2 - 10
    flow: list[Flowable] = [f for section in pieces.sections(look, book, width) for f in section]
    book.add(BalancedColumns(flow, nCols=2, needed=60, innerPadding=12))
    return book


def kind_word(look: Look, f: Finding) -> str:
    """The kind of event in one column for all of them."""
    if f.variant:
        return pieces.small_cell(look, f, "effect")
    return "CNV" if f.kind == "copy_number" else "Fusion"


def long(report: Report) -> Book:
    """One table of everything, wide paper, header repeated, with many uncertain rows that push it over pages."""
    look = Look(report, paper=landscape(A4), size=8.5)
    look.margin = 40
    rng, w = look.rng, look.words
    book = look.book()
    book.add(pieces.header(look, book.width, 3), look.gap(10))
    filler = []
    for _ in range(rng.randint(0, 28)):
        v = invent.variant(rng, rng.choice(invent.OTHERS))
        if not any(f.variant and (f.gene, f.variant.name) == (v.gene, v.name) for f in [*report.findings, *filler]):
            made = Finding(
                v.gene, "small_variant", hgvs_p_short=v.hgvs_p_short, vaf=rng.randint(30, 600) / 1000, variant=v
            )
            made.where, made.reported_significance = "vus", "vus"
            filler.append(made)
    denied = {f.gene for f in pieces.denied(report.findings) if f.kind in ("small_variant", "splice")}
    report.findings += [f for f in filler if f.gene not in denied]
    some = [
        f
        for f in report.findings
        if f.where in ("main", "vus") and not (f.kind == "expression" or f.ish_ratio is not None)
    ]
    pieces.settle(look, pieces.smalls(some), ["gene", "protein", "coding", "vaf", "significance"])
    numbered = rng.random() < 0.5
    head = [w["gene"], w["effect"], w["coding"], w["protein"], look.vaf_label(), w["copies"], w["significance"]]
    rows = [(["No."] if numbered else []) + head]
    for i, f in enumerate(some, 1):
        first = [str(i)] if numbered else []
        if f.variant:
            protein = "p.?" if f.kind == "splice" else look.protein(f)
            row = [
                look.gene(f),
                kind_word(look, f),
                f.variant.hgvs_c,
                protein,
                look.vaf(f),
                "-",
                w[f.reported_significance],
            ]
        elif f.kind == "copy_number":
            number = look.number(f.copy_number) if f.copy_number is not None else "-"
            row = [look.gene(f), f.as_written, "-", "-", "-", number, "-"]
        else:
            row = [pieces.fusion_name(look, f), "Fusion", "-", "-", "-", "-", "-"]
        row[0] = book.note(f) + row[0]
        rows.append(first + row)
    if some:
        book.add(look.table(rows, book.width))
    else:
        book.add(look.p(w["none"], after=4))
    if pieces.denied(report.findings):
        book.add(
            look.head(w["negative_title"]), *pieces.negatives(look, book, pieces.denied(report.findings), book.width)
        )
    if report.options["lists"]:
        book.add(KeepTogether([look.head(w["assayed"]), *pieces.gene_lists(look, book.width)]))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book
