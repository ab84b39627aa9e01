"""Pieces that several layouts share: header block, variant tables, negatives, gene lists, protein results, noise."""

from __future__ import annotations

from reportlab.platypus import Flowable, Table

from ..findings import Finding
from ..page import Book, grid
from ..prose import therapies
from .look import Look
from .places import NOISE

NAMES = {
    "small_variant": "mutation_word",
    "splice": "mutation_word",
    "copy_number": "copy_word",
    "fusion": "fusion_word",
}


def facts(look: Look) -> list[tuple[str, str]]:
    """(label, value) of the header in random order."""
    r, w, d = look.report, look.words, look.date
    out = [
        (w["patient"], r.person.sorted_name), (w["dob"], d(r.person.dob)), (w["sex"], w[r.person.sex.lower()]),
        (w["mrn"], r.person.mrn), (w["number"], r.number), (w["physician"], r.person.physician),
        (w["specimen"], r.options["material"]), (w["diagnosis"], r.diagnosis),
    ]  # fmt: skip
    look.rng.shuffle(out)
    dates = [
        (w[k.removesuffix("_on")], d(getattr(r, k)))
        for k in ("collected_on", "received_on", "reported_on")
        if k in r.printed
    ]
    at = look.rng.randint(0, len(out))
    return out[:at] + dates + out[at:]


def header(look: Look, width: float, columns: int = 0) -> Flowable:
    """The header as a table of one to three columns, labels before or above their values."""
    pairs = facts(look)
    n = columns or look.rng.choice((1, 2, 2, 3))
    above = n == 3 and look.rng.random() < 0.5
    mark = look.rng.choice((":", ":", "")) if n < 3 else ":"
    rows, size = [], look.size - 0.5
    for i in range(0, len(pairs), n):
        row: list[Flowable | list[Flowable]] = []
        for label, value in [*pairs[i : i + n], *[("", "")] * (n - len(pairs[i : i + n]))]:
            if above:
                row.append([look.p(label, size - 1, color="#555555"), look.p(value, size, bold=True)])
            else:
                row += [look.p(f"{label}{mark if label else ''}", size, bold=True), look.p(value, size)]
        rows.append(row)
    share = (
        [width / n] * n
        if above
        else [width / n * part for _ in range(n) for part in ((0.42, 0.58) if n > 1 else (0.3, 0.7))]
    )
    return grid(rows, share, ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1))


def smalls(report_findings: list[Finding]) -> list[Finding]:
    """Small variants and splice changes that were found."""
    return [f for f in report_findings if f.variant]


def copies(report_findings: list[Finding]) -> list[Finding]:
    """Copy-number rows, equivocal ones too; not ISH."""
    return [f for f in report_findings if f.kind == "copy_number" and f.where == "main" and f.ish_ratio is None]


def fusions(report_findings: list[Finding]) -> list[Finding]:
    """Fusions that were found."""
    return [f for f in report_findings if f.kind == "fusion" and f.where == "main"]


def small_columns(look: Look, some: list[Finding]) -> list[str]:
    """Which columns a table of small variants has, in order."""
    rng = look.rng
    names = ["gene", "protein"]
    names += [
        n
        for n, odds in (("coding", 0.65), ("exon", 0.5), ("transcript", 0.3), ("effect", 0.35), ("coverage", 0.3))
        if rng.random() < odds
    ]
    if rng.random() < 0.85:
        names.append("vaf")
    if any(f.reported_significance for f in some) or rng.random() < 0.25:
        names.append("significance")
    tail = names[1:]
    rng.shuffle(tail)
    return ["gene", *tail] if rng.random() < 0.8 else [*tail[:1], "gene", *tail[1:]]


def small_cell(look: Look, f: Finding, column: str) -> str:
    """One cell of a table of small variants."""
    v = f.variant
    assert v is not None
    rng, words = look.rng, look.words
    if column == "gene":
        return f"<b>{look.gene(f)}</b>" if look.language not in ("ja", "zh", "ko") else look.gene(f)
    if column == "protein":
        return "p.?" if f.kind == "splice" and f.draw.get("coding") else look.protein(f)
    if column == "coding":
        return v.hgvs_c
    if column == "effect":
        return {"missense": "missense", "nonsense": "nonsense", "splice": "splice site"}.get(
            v.effect, "frameshift" if v.effect.startswith("frame") else "in-frame indel"
        )
    if column == "vaf":
        return look.vaf(f)
    if column == "significance":
        return words[f.reported_significance] if f.reported_significance else words["pathogenic"]
    return {"exon": v.exon or "-", "transcript": v.transcript, "coverage": str(rng.randint(250, 4800))}[column]


def settle(look: Look, some: list[Finding], columns: list[str]) -> None:
    """Write into the truth what the columns print."""
    for f in some:
        v = f.variant
        assert v is not None
        f.draw["coding"] = "coding" in columns
        f.as_written = v.hgvs_c if f.kind == "splice" else look.protein(f)
        if "coding" in columns or f.kind == "splice":
            f.hgvs_c = v.hgvs_c
        if "vaf" not in columns:
            f.vaf = None
        if "significance" in columns and not f.reported_significance:
            f.reported_significance = "pathogenic"


def small_table(
    look: Look, book: Book, some: list[Finding], width: float, columns: list[str] | None = None
) -> Flowable:
    """A table of small variants with random columns."""
    columns = columns or small_columns(look, some)
    kept = ("gene", "protein", "vaf", "significance")
    while width < 300 and len(columns) > 4 and any(c not in kept for c in columns):
        columns.remove(next(c for c in reversed(columns) if c not in kept))
    settle(look, some, columns)
    labels = {c: look.words[c] for c in columns} | {"vaf": look.vaf_label()}
    rows = [[labels[c] for c in columns]]
    for f in some:
        cells = [small_cell(look, f, c) for c in columns]
        rows.append([book.note(f) + cells[0], *cells[1:]])
    return look.table(rows, width)


def copy_table(look: Look, book: Book, some: list[Finding], width: float) -> Flowable:
    """Gene, word, number."""
    w, counted = look.words, look.rng.random() < 0.7
    rows = [[w["gene"], w["alteration"], *([w["copies"]] if counted else [])]]
    for f in some:
        if not counted:
            f.copy_number, f.copy_number_unit = None, ""
        number = [look.number(f.copy_number) if f.copy_number is not None else "-"] if counted else []
        rows.append([book.note(f) + look.gene(f), f.as_written, *number])
    return look.table(rows, width * look.rng.uniform(0.5, 1))


def fusion_name(look: Look, f: Finding) -> str:
    """The fusion in one spelling of the report."""
    f.as_written = f.fusion.replace("::", look.report.options.setdefault("joint", look.rng.choice(("-", "::"))))
    return f.as_written


def fusion_table(look: Look, book: Book, some: list[Finding], width: float) -> Flowable:
    """Fusion and reads."""
    rows = [[look.words["partner"], look.words["reads"]]]
    rows += [[book.note(f) + fusion_name(look, f), str(look.rng.randint(12, 900))] for f in some]
    return look.table(rows, width * look.rng.uniform(0.5, 1))


def denied(report_findings: list[Finding]) -> list[Finding]:
    """Statements that something was not found or could not be judged."""
    return [f for f in report_findings if f.where == "negative"]


def negatives(look: Look, book: Book, some: list[Finding], width: float) -> list[Flowable]:
    """The statements as a table, as lines, or (in English) as sentences."""
    w, how = look.words, look.rng.choice(("table", "lines", "sentences" if look.language == "en" else "lines"))
    if how == "table":
        rows = [[w["gene"], w["alteration"], w["result"]]]
        rows += [[book.note(f) + look.gene(f), w[NAMES[f.kind]], f.as_written] for f in some]
        return [look.table(rows, width * look.rng.uniform(0.6, 1))]
    if how == "lines":
        return [look.p(f"{book.note(f)}{look.gene(f)} {w[NAMES[f.kind]]}: {f.as_written}", after=1) for f in some]
    out = []
    for f in some:
        event = w[NAMES[f.kind]]
        if f.status == "indeterminate":
            out.append(f"{book.note(f)}{look.gene(f)} {event}: {f.as_written}.")
            continue
        f.as_written = look.rng.choice(
            (f"No {look.gene(f)} {event} was detected", f"No evidence of {look.gene(f)} {event}")
        )
        out.append(book.note(f) + f.as_written + ".")
    return [look.p(" ".join(out), after=2)]


def gene_lists(look: Look, width: float) -> list[Flowable]:
    """The printed scope of the test: as headed paragraphs or as a grid of names."""
    lists: dict[str, list[str]] = look.report.options["lists"]
    out: list[Flowable] = []
    how = look.rng.choice(("text", "text", "grid"))
    for key, genes in lists.items():
        label = look.words["assayed_" + key]
        if how == "text":
            out.append(
                look.p(
                    f"<b>{label}:</b> {', '.join(genes)}"
                    if look.language not in ("ja", "zh", "ko")
                    else f"{label}: {', '.join(genes)}",
                    look.size - 1,
                    after=2,
                )
            )
            continue
        n = look.rng.choice((6, 8))
        rows = [genes[i : i + n] + [""] * (n - len(genes[i : i + n])) for i in range(0, len(genes), n)]
        out += [
            look.p(label, look.size - 0.5, bold=True, after=1),
            look.table(rows, width, head=0, size=look.size - 1.5),
        ]
    return out


def protein_lines(look: Look, book: Book, some: list[Finding]) -> list[tuple[str, str]]:
    """(label, value) rows of HER2 protein and in-situ results."""
    out = []
    for f in some:
        if f.kind == "expression":
            value = f.as_written + (f" ({f.percent_cells:.0f}%)" if f.percent_cells else "")
            out.append((f"HER2 (IHC) {look.words['score']}", book.note(f) + value))
        elif f.ish_ratio is not None:
            assert f.copy_number is not None
            out += [("HER2 FISH", book.note(f) + f.as_written), ("HER2/CEP17 ratio", look.number(f.ish_ratio, 2)),
                    ("Average HER2 copy number", look.number(f.copy_number, 1))]  # fmt: skip
    return out


def proteins(report_findings: list[Finding]) -> list[Finding]:
    """HER2 IHC and ISH."""
    return [f for f in report_findings if f.kind == "expression" or f.ish_ratio is not None]


def therapy_table(look: Look, some: list[Finding], width: float) -> Flowable:
    """Drugs beside genes: nothing of it is a finding."""
    rows = [[look.words["gene"], look.words["therapy"]]]
    for f in some[:3]:
        this, other, _ = therapies(f)
        rows.append([look.gene(f), this or other or "-"])
    return look.table(rows, width)


def noise(look: Look, most: int = 4) -> list[Flowable]:
    """Sentences that mean nothing for this patient."""
    some = NOISE[look.language]
    chosen = look.rng.sample(some, min(len(some), look.rng.randint(1, most)))
    return [look.p(text, look.size - 1, color="#444444", after=2) for text in chosen]


def sections(look: Look, book: Book, width: float) -> list[list[Flowable]]:
    """Every section of an ordinary report, in random order (what was found mostly first)."""
    r, w = look.report, look.words
    main: list[list[Flowable]] = []
    found = [f for f in r.findings if f.where == "main"]
    if smalls(found):
        main.append([look.head(w["small_title"]), small_table(look, book, smalls(found), width)])
    if copies(found):
        main.append([look.head(w["copy_title"]), copy_table(look, book, copies(found), width)])
    if fusions(found):
        main.append([look.head(w["fusion_title"]), fusion_table(look, book, fusions(found), width)])
    if proteins(r.findings):
        rows = [[f"{a}", b] for a, b in protein_lines(look, book, proteins(r.findings))]
        main.append([look.head(w["protein_title"]), look.table(rows, width * 0.8, head=0)])
    look.rng.shuffle(main)
    rest: list[list[Flowable]] = []
    if smalls(r.of("vus")):
        rest.append([look.head(w["vus_title"]), small_table(look, book, smalls(r.of("vus")), width)])
    if denied(r.findings):
        rest.append([look.head(w["negative_title"]), *negatives(look, book, denied(r.findings), width)])
    if r.options["lists"]:
        rest.append([look.head(w["assayed"]), *gene_lists(look, width)])
    if found and look.rng.random() < 0.4:
        rest.append([look.head(w["therapy"]), therapy_table(look, found, width)])
    rest.append([look.head(w["method"]), *noise(look)])
    look.rng.shuffle(rest)
    return main + rest


def side_by_side(left: list[Flowable], right: list[Flowable], widths: tuple[float, float]) -> Table:
    """Two stacks of flowables in two columns."""
    return grid(
        [[left, right]], list(widths), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 8)
    )
