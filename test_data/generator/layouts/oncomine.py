"""Oncomine Reporter, in English and in Spanish (a hospital's own template).

Options: ``language`` (en | es), ``kit``, ``lists`` (dna, cnv, fusion gene lists; ``None`` leaves one out), ``columns`` (order
of the DNA table), ``fraction`` (heading word), ``ploidy`` etc.; ``tumour_cells``; ``hospital``; ``landscape``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from ..dates import written
from ..findings import Finding
from ..page import Book, P, grid, style
from ..prose import about, therapies
from ..report import Report
from .oncomine_words import CNV, DNA, FUSION, WORDS

LINE, SHADE, INK = HexColor("#bdbdbd"), HexColor("#f2f2f2"), "#1d1a5b"
WIDTHS = {"gene": 45, "aa": 78, "coding": 92, "exon": 30, "id": 62, "af": 54, "coverage": 48, "locus": 92, "clinvar": 48,
          "transcript": 74, "effect": 74}  # fmt: skip
DEFAULT = ("gene", "aa", "coding", "exon", "af", "coverage", "locus", "clinvar", "transcript", "effect")


def protein(report: Report, f: Finding) -> str:
    """``p.(D1529E)``, ``p.(Leu747Phe)``, or ``p.?`` for a splice-site change."""
    if f.as_written:
        return f.as_written
    if not f.hgvs_p_short:
        return "p.?"
    change = f.hgvs_p_short.removeprefix("p.")
    return f"p.({f.three if report.get('three') else change})"


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    lang, person = report.get("language", "en"), report.person
    w = WORDS[lang]
    d = lambda iso: written(iso, "es" if lang == "es" else "day_mon")  # noqa: E731
    wide, high = A4

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFillColor(HexColor("#333333"))
        c.setFont("Vera", 8.5)
        c.drawRightString(wide - 36, high - 34, report.get("service", report.lab))
        c.setFont("Vera", 7.5)
        c.drawRightString(wide - 36, high - 45, report.get("unit", "Molecular Pathology"))
        y = high - 82
        c.setFont("Vera-B", 7)
        if lang == "es":
            parts = [("Datos paciente: NHC:", person.mrn, 36), ("Nº biopsia:", report.number, 228),
                     ("Fecha:", d(report.reported_on), 400)]  # fmt: skip
        else:
            parts = [("Patient:", person.name, 36), ("Sample ID:", report.number, 228),
                     ("Report Date:", d(report.reported_on), 380)]  # fmt: skip
        for key, value, x in parts:
            c.setFont("Vera-B", 7)
            c.drawString(x, y, key)
            step = c.stringWidth(key, "Vera-B", 7) + 3
            c.setFont("Vera", 7)
            c.drawString(x + step, y, value)
        c.drawRightString(wide - 36, y, w["page"].format(n=n, total=total))
        c.setStrokeColor(LINE)
        c.line(36, y - 5, wide - 36, y - 5)
        c.drawRightString(wide - 36, 74, w["signed"])
        who = "Solicitante" if lang == "es" else "Ordering physician"
        c.drawString(36, 58, f"{who}: {person.physician}")
        c.line(36, 48, wide - 36, 48)
        c.setFont("Vera", 5.8)
        c.drawString(36, 38, w["disclaimer"])

    book = Book(pagesize=A4, left=36, right=36, top=100, bottom=84, decorate=decorate, title="Synthetic NGS report")
    body, small = style(7, "Vera"), style(6.3, "Vera")
    sub = style(8.5, "Vera-B", before=4, after=3)
    bold = style(6.6, "Vera-B")
    rows_style = (("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 2),
                  ("RIGHTPADDING", (0, 0), (-1, -1), 2), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"))  # fmt: skip

    def heading(text: str) -> list[Flowable]:
        line = grid([[P(text, style(10.5, "Vera-B"))]], [book.width], ("LINEBELOW", (0, 0), (-1, -1), 0.9, HexColor(INK)),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0))  # fmt: skip
        return [Spacer(0, 12), line, Spacer(0, 5)]

    if lang == "es":
        book.add(P("<u>TEST DE NGS</u>", style(10.5, "Vera-B", INK, after=10)))
        book.add(P(f'<b>Tipo de cáncer de la muestra:</b> {report.get("cancer", "Carcinoma pulmonar no microcítico")}',
                   style(9.5, "Vera", INK, after=5)))  # fmt: skip
        book.add(P("<b>Datos de la muestra:</b>", style(9.5, "Vera", INK, after=4)))
        sex = {"Female": "FEM", "Male": "MASC"}[person.sex]
        lines = [f"-Paciente: {person.name} / F. nacimiento: {written(person.dob, 'eu')}",
                 f"-Diagnóstico: {report.diagnosis}",
                 f"-% de células tumorales: {report.get('tumour_cells', 40)} / Sexo: {sex}",
                 f"-Tipo de muestra: {report.get('sample_text', 'ADN y ARN obtenidos de biopsia bronquial (FFPE)')}"]  # fmt: skip
        if report.collected_on and "collected_on" in report.printed:
            lines.append(f"-Fecha de toma: {d(report.collected_on)} / Fecha de recepción: {d(report.received_on)}")
        lines += report.get("sample_lines", [])
        for text in lines:
            book.add(P(text, body))
    else:
        left = [f"<b>Patient Name:</b> {person.name}", f"<b>Gender:</b> {person.sex}",
                f"<b>Date of Birth:</b> {d(person.dob)}", f"<b>MRN:</b> {person.mrn}"]  # fmt: skip
        right = [f"<b>Sample Cancer Type:</b> {report.diagnosis}", f"<b>Sample Type:</b> {report.get('sample_text', 'FFPE')}",
                 f"<b>Tumor Cell Content:</b> {report.get('tumour_cells', 40)}%",
                 f"<b>Collection Date:</b> {d(report.collected_on)}", f"<b>Receipt Date:</b> {d(report.received_on)}"]  # fmt: skip
        book.add(P(report.assay, style(13, "Vera-B", INK, after=6)))
        book.add(grid([[[P(t, body) for t in left], [P(t, body) for t in right]]], [book.width / 2] * 2,
                      ("BOX", (0, 0), (-1, -1), 0.5, LINE)))  # fmt: skip

    relevant = [f for f in report.findings if f.draw.get("tier")]
    n = len({(f.gene, f.kind, f.as_written) for f in relevant})
    text = w["found"].format(n=n) if n != 1 else w["found"].format(n=n).replace("biomarcadores relevantes", "biomarcador relevante").replace("Biomarkers", "Biomarker")  # fmt: skip
    book.add(Spacer(0, 12), grid([[P(f'<b>{w["results"]}</b>', style(9.5, "Vera"))], [P(f"<b>{text}</b>", body)]],
                                 [book.width - 16], ("BACKGROUND", (0, 0), (-1, -1), SHADE)))  # fmt: skip
    for f in report.of("main", "details"):
        if f.kind == "fusion":
            f.as_written = f.as_written or f"{f.fusion.replace('::', '-')} fusion"
        elif f.kind == "copy_number":
            f.as_written = f.as_written or f"{f.copy_number:g}"
        else:
            f.as_written = protein(report, f)
    book.add(*heading(w["biomarkers"]))
    if relevant:
        rows: list[list[object]] = [
            [P(w["tier"], bold), P(w["alteration"], bold), P(w["this"], bold), P(w["other"], bold)]
        ]
        done = set()
        for f in relevant:
            named = f.draw.get("named") or (
                f"{f.fusion.replace('::', '-')} fusion" if f.kind == "fusion"
                else f"{f.gene} amplification" if f.kind == "copy_number" else f"{f.gene} {f.as_written}")  # fmt: skip
            if named in done:
                continue
            done.add(named)
            this, other, _ = therapies(f)
            rows.append([P(f"<b>{f.draw['tier']}</b>", body), [P(f"{book.note(f)}<i>{named}</i>", style(7.5, "Vera")),
                         P(f.draw.get("long_name", ""), style(5.8, "Vera", indent=8))],
                         P(this.lower() or "-", small), P(other.lower() or "-", small)])  # fmt: skip
        book.add(grid(rows, [30, 195, 150, 148], *rows_style, ("BACKGROUND", (0, 1), (0, -1), SHADE), repeat=1))
    else:
        book.add(P(w["none"], body))

    book.add(*heading(w["details"]))
    dna = [f for f in report.of("main", "details") if f.variant]
    if dna:
        columns = report.get("columns", DEFAULT)
        total = sum(WIDTHS[c] for c in columns)
        book.add(P(w["dna"], sub))
        rows = [[P(report.get("headings", {}).get(c, w[c]), bold) for c in columns]]
        for f in dna:
            v = f.variant
            assert v is not None
            f.hgvs_c = v.hgvs_c if "coding" in columns else f.hgvs_c
            cell = {"gene": v.gene, "aa": book.note(f) + f.as_written, "coding": v.hgvs_c, "exon": v.exon,
                    "id": f.draw.get("cosmic", "."), "af": f"{(f.vaf or 0) * 100:.2f}%",
                    "coverage": str(f.draw.get("coverage", 1998)), "locus": v.locus_grch37,
                    "clinvar": f.draw.get("clinvar", ""), "transcript": v.transcript, "effect": v.effect.replace("nonframeshift", "nonframeshift ")}  # fmt: skip
            rows.append([P(cell[c], small) for c in columns])
        shade = [("BACKGROUND", (0, i), (-1, i), SHADE) for i in range(2, len(rows), 2)]
        book.add(grid(rows, [WIDTHS[c] * book.width / total for c in columns], *rows_style, *shade, repeat=1))
        book.add(P(w["clinvar_note"], style(5.8, "Vera", before=2, after=4)))
    cnv = [f for f in report.of("main", "details") if f.kind == "copy_number"]
    if cnv:
        book.add(CondPageBreak(70), P(w["cnv"], sub))
        rows = [[P(w["gene"], bold), P(w["locus"], bold), P(w["copies"], bold)]]
        for f in cnv:
            rows.append([P(f.gene, small), P(f.draw.get("locus", "chr17:37855725"), small),
                         P(book.note(f) + f"{f.copy_number:g}", small)])  # fmt: skip
        book.add(grid(rows, [90, 160, 90], *rows_style, repeat=1))
    fusions = [f for f in report.of("main", "details") if f.kind == "fusion"]
    if fusions:
        book.add(CondPageBreak(70), P(w["fusions"], sub))
        rows = [
            [P(w["genes"], bold), P(w["id"], bold), P(w["locus"], bold), P(w["reads"], bold), P(w["clinvar"], bold)]
        ]
        for f in fusions:
            for isoform, locus, reads in f.draw["isoforms"]:  # one row an isoform, as the vendor prints them
                rows.append([P(book.note(f) + f.fusion.replace("::", "-"), small), P(isoform, small), P(locus, small),
                             P(str(reads), small), P("", small)])  # fmt: skip
        book.add(grid(rows, [90, 165, 165, 55, 48], *rows_style, repeat=1))
    if not (dna or cnv or fusions):
        book.add(P(w["none"], body))
    for text in report.get("comments", []):
        book.add(P(text, style(7, "Vera", before=6)))

    book.add(*heading(w["assayed"]))
    lists = report.get("lists", {"dna": DNA, "cnv": CNV, "fusion": FUSION})
    for key in ("dna", "cnv", "fusion"):
        if lists.get(key):
            book.add(P(w[f"list_{key}"], sub), P(", ".join(lists[key]), body))
    if relevant and lang == "en":
        book.add(*heading(w["therapy"]))
        rows = [[P(t, bold) for t in ("Relevant Therapy", "FDA", "NCCN", "EMA", "ESMO", "Clinical Trials*")]]
        for f in relevant:
            for drug in [x for x in ", ".join(therapies(f)[:2]).lower().split(", ") if x][:5]:
                rows.append([P(drug, small), *[P(x, small) for x in ("yes", "yes", "x", "yes", "(II)")]])
        book.add(grid(rows, [203, 64, 64, 64, 64, 64], *rows_style, repeat=1))
        book.add(*heading(w["about"]))
        for gene in dict.fromkeys(f.gene for f in relevant):
            book.add(P(f"<b>{gene}</b> {about(gene)}", style(7, "Vera", after=4)))
    book.add(*heading(w["method"]))
    book.add(
        P(
            report.get(
                "method",
                f"NGS ({report.assay})."
                if report.assay
                else "Secuenciación masiva (NGS) de ADN y ARN, Ion Torrent, panel Oncomine.",
            ),
            body,
        )
    )
    return book
