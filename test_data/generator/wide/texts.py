"""Reports made of text: a letter in prose, the fixed-width print of a laboratory system, a list of single tests."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.platypus import Flowable, XPreformatted

from ..findings import Finding
from ..page import Book, style
from ..report import Report
from . import pieces
from .look import Look

# {g} gene, {p} protein change, {v} fraction, {n} copies, {f} fusion, {e} event, {m} its mark, {x} word of the result
SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "small": ("{m}A {g} {p} mutation was detected with an allele frequency of {v}.",
                  "{m}Sequencing showed {g} {p} (VAF {v}).", "{m}In {g} the variant {p} was found at {v}."),
        "vus": ("{m}The {g} variant {p} (VAF {v}) is of uncertain significance.",
                "{m}{g} {p} ({v}) is classified as a variant of uncertain significance."),
        "gain": ("{m}Amplification of {g} was found, with an estimated {n} copies.",
                 "{m}There is {g} Amplification (copy number {n})."),
        "loss": ("{m}There is {x} of {g}.",),
        "equivocal": ("{m}The copy number of {g} is {x}.", "{m}{g} amplification: {x}."),
        "failed": ("{m}{g} amplification: {x}.",),
        "fusion": ("{m}An {f} fusion was found.", "{m}RNA sequencing detected the fusion {f}."),
        "no": ("{m}No {g} {e} was detected.", "{m}There is no evidence of {g} {e}.", "{m}{g} {e} was not detected."),
        "list_small": ("Mutations were sought in {l}.", "The panel covers sequence variants of {l}."),
        "list_copy": ("Amplifications were sought in {l}.", "Copy number was assessed for {l}."),
        "list_fusion": ("Fusions were sought in {l}.",),
        "nothing": ("No relevant alteration was found.",),
        "score": ("{m}HER2 immunohistochemistry shows a score of {x}.", "{m}HER2 IHC: {x}."),
    },
    "de": {
        "small": ("{m}In {g} wurde die Mutation {p} mit einer Allelfrequenz von {v} nachgewiesen.", "{m}Nachweis von {g} {p} (VAF {v})."),
        "vus": ("{m}Die Variante {g} {p} (VAF {v}) ist von unklarer Signifikanz.",),
        "gain": ("{m}Es liegt eine Amplifikation von {g} vor (Kopienzahl {n}).", "{m}{g}-Amplifikation mit {n} Kopien."),
        "loss": ("{m}{g}: {x}.",),
        "equivocal": ("{m}{g}-Amplifikation: {x}.",),
        "failed": ("{m}{g}-Amplifikation: {x}.",),
        "fusion": ("{m}Nachweis einer {f}-Fusion.", "{m}Es wurde die Fusion {f} nachgewiesen."),
        "no": ("{m}Kein Nachweis einer {g}-{e}.", "{m}Eine {g}-{e} wurde nicht nachgewiesen."),
        "list_small": ("Auf Mutationen untersucht wurden {l}.",),
        "list_copy": ("Auf Amplifikationen untersucht wurden {l}.",),
        "list_fusion": ("Auf Fusionen untersucht wurden {l}.",),
        "nothing": ("Keine relevanten Veränderungen.",),
        "score": ("{m}HER2-Immunhistochemie: Score {x}.",),
    },
    "fr": {
        "small": ("{m}La mutation {p} du gène {g} a été détectée avec une fréquence allélique de {v}.", "{m}Présence de la mutation {g} {p} (VAF {v})."),
        "vus": ("{m}Le variant {g} {p} (VAF {v}) est de signification incertaine.",),
        "gain": ("{m}Une amplification de {g} est présente (nombre de copies : {n}).",),
        "loss": ("{m}{g} : {x}.",),
        "equivocal": ("{m}Amplification de {g} : {x}.",),
        "failed": ("{m}Amplification de {g} : {x}.",),
        "fusion": ("{m}Présence d'une fusion {f}.",),
        "no": ("{m}Absence de {e} de {g}.", "{m}Aucune {e} de {g} n'a été détectée."),
        "list_small": ("Les mutations ont été recherchées dans {l}.",),
        "list_copy": ("Les amplifications ont été recherchées pour {l}.",),
        "list_fusion": ("Les fusions ont été recherchées pour {l}.",),
        "nothing": ("Aucune altération.",),
        "score": ("{m}Immunohistochimie HER2 : score {x}.",),
    },
    "es": {
        "small": ("{m}Se detectó la mutación {p} en {g} con una frecuencia alélica de {v}.", "{m}Presencia de la mutación {g} {p} (VAF {v})."),
        "vus": ("{m}La variante {g} {p} (VAF {v}) es de significado incierto.",),
        "gain": ("{m}Se observa amplificación de {g} (número de copias: {n}).",),
        "loss": ("{m}{g}: {x}.",),
        "equivocal": ("{m}Amplificación de {g}: {x}.",),
        "failed": ("{m}Amplificación de {g}: {x}.",),
        "fusion": ("{m}Se detectó la fusión {f}.",),
        "no": ("{m}No se detectó {e} de {g}.", "{m}Ausencia de {e} de {g}."),
        "list_small": ("Se buscaron mutaciones en {l}.",),
        "list_copy": ("Se buscaron amplificaciones en {l}.",),
        "list_fusion": ("Se buscaron fusiones en {l}.",),
        "nothing": ("Sin alteraciones.",),
        "score": ("{m}Inmunohistoquímica HER2: {x}.",),
    },
}  # fmt: skip
AMPLIFIED = {"en": "Amplification", "de": "Amplifikation", "fr": "amplification", "es": "amplificación"}
EVENTS = {
    "en": ("mutation", "amplification", "fusion"), "de": ("Mutation", "Amplifikation", "Fusion"),
    "fr": ("mutation", "amplification", "fusion"), "es": ("mutación", "amplificación", "fusión"),
}  # fmt: skip
GREETINGS = {
    "en": "Dear colleague,",
    "de": "Sehr geehrte Kollegin, sehr geehrter Kollege,",
    "fr": "Chère consœur, cher confrère,",
    "es": "Estimado compañero:",
}


def sentence(look: Look, book: Book, f: Finding) -> str:
    """One finding in prose; the truth learns what is printed."""
    some, rng = SENTENCES[look.language], look.rng
    event = EVENTS[look.language][{"copy_number": 1, "fusion": 2}.get(f.kind, 0)]
    more = {"m": book.note(f), "g": look.gene(f), "x": f.as_written, "e": event}
    if f.variant:
        pieces.settle(look, [f], ["gene", "protein", "vaf"])
        assert f.vaf is not None
        key, more["p"], more["v"] = (
            ("vus" if f.where == "vus" else "small"),
            f.as_written,
            look.number(f.vaf * 100, 1) + "%",
        )
    elif f.kind == "expression":
        key, f.percent_cells = "score", None
    elif f.status == "indeterminate":
        key = "failed"
    elif f.where == "negative" or f.status == "not_detected":
        key = "no"
    elif f.kind == "fusion":
        key, more["f"] = "fusion", pieces.fusion_name(look, f)
    elif f.status == "equivocal":
        key = "equivocal"
    elif f.copy_number is not None:
        key, more["n"], f.as_written = "gain", look.number(f.copy_number), AMPLIFIED[look.language]
    else:
        key = "loss"
    template = rng.choice(some[key])
    if key in ("no", "gain"):  # what stands on the paper
        f.as_written = template.removeprefix("{m}").rstrip(".").format(**{**more, "m": ""})
    return template.format(**more)


def letter(report: Report) -> Book:
    """A letter: header lines, then paragraphs."""
    look = Look(report, face=None if report.options["words"].language in ("ja", "zh", "ko") else "Times-Roman", size=10)
    rng, book = look.rng, look.book()
    report.findings = [f for f in report.findings if f.ish_ratio is None or report.her2[1] == "not_assayed"]
    pairs = pieces.facts(look)
    for label, value in pairs:
        book.add(look.p(f"<b>{label}:</b> {value}", after=1))
    book.add(look.gap(8), look.p(GREETINGS[look.language], after=6))
    some = [sentence(look, book, f) for f in report.findings]
    if not some:
        some = [SENTENCES[look.language]["nothing"][0]]
    lists = []
    for key, genes in report.options["lists"].items():
        lists.append(rng.choice(SENTENCES[look.language]["list_" + key]).format(l=", ".join(genes)))
    at = rng.randint(1, len(some))
    paragraphs = [" ".join(some[:at]), " ".join(some[at:]), *lists]
    for text in filter(None, paragraphs):
        book.add(look.p(text, leading=look.size * 1.35, after=6))
    book.add(*pieces.noise(look, 3), look.gap(8), look.p(report.person.physician))
    return book


def fixed(report: Report) -> Book:
    """The print of a laboratory system: one fixed-width font, columns made of spaces, ruled by dashes."""
    look = Look(report, face="Courier", size=8.5)
    rng, w = look.rng, look.words
    look.margin = 46
    book = look.book()
    plain, bold = style(8.5, "Courier", leading=10.4), style(8.5, "Courier-Bold", leading=10.4)

    def line(text: str = "", mark: str = "", st: object = plain) -> Flowable:
        return XPreformatted(mark + (text.replace("&", "&amp;").replace("<", "&lt;") or " "), st)

    rule = line(rng.choice("-=*") * 84)
    pairs = pieces.facts(look)
    wide = max(len(a) for a, _ in pairs) + 2
    dots = rng.random() < 0.5
    book.add(line(w["title"].upper(), st=bold), rule)
    for a, b in pairs:
        book.add(line((a + ("." * (wide - len(a)) if dots else " " * (wide - len(a)))) + ": " + b))
    found = [f for f in report.findings if f.where == "main"]
    for key, some in (("small_title", pieces.smalls(found)), ("vus_title", pieces.smalls(report.of("vus")))):
        if not some:
            continue
        coded = rng.random() < 0.5
        pieces.settle(look, some, ["gene", "protein", "vaf", *(["coding"] if coded else [])])
        first = max([len(look.gene(f)) for f in some] + [len(w["gene"])]) + 2
        second = max([len(f.as_written) for f in some] + [len(w["protein"])]) + 2
        third = max([len(f.variant.hgvs_c) for f in some if f.variant] + [len(w["coding"])]) + 2
        book.add(line(), line(w[key].upper(), st=bold))
        book.add(
            line(
                w["gene"].ljust(first)
                + w["protein"].ljust(second)
                + (w["coding"].ljust(third) if coded else "")
                + look.vaf_label()
            )
        )
        for f in some:
            assert f.variant is not None
            text = (
                look.gene(f).ljust(first)
                + f.as_written.ljust(second)
                + (f.variant.hgvs_c.ljust(third) if coded else "")
            )
            book.add(line(text + look.vaf(f), book.note(f)))
    others = [f for f in found if not f.variant and f.kind in ("copy_number", "fusion") and f.ish_ratio is None]
    if others:
        book.add(line(), line(w["copy_title"].upper() + " / " + w["fusion_title"].upper(), st=bold))
    for f in others:
        if f.kind == "fusion":
            book.add(line(f"{pieces.fusion_name(look, f)}  {w['fusion_word']}: {w['detected']}", book.note(f)))
        else:
            tail = f"  {w['copies']}: {look.number(f.copy_number)}" if f.copy_number is not None else ""
            book.add(line(look.gene(f).ljust(16) + f.as_written + tail, book.note(f)))
    if pieces.proteins(report.findings):
        book.add(line(), line(w["protein_title"].upper(), st=bold))
        for a, b in pieces.protein_lines(look, Unmarked(), pieces.proteins(report.findings)):
            book.add(line(a.ljust(30) + ": " + b))
        for f in pieces.proteins(report.findings):
            book.add(line(" ", book.note(f)))
    if pieces.denied(report.findings):
        book.add(line(), line(w["negative_title"].upper(), st=bold))
    for f in pieces.denied(report.findings):
        book.add(line(f"{look.gene(f)} {w[pieces.NAMES[f.kind]]}".ljust(44) + f.as_written, book.note(f)))
    for key, genes in report.options["lists"].items():
        book.add(line(), line(w["assayed_" + key].upper(), st=bold))
        for i in range(0, len(genes), 9):
            book.add(line("  " + " ".join(g.ljust(8) for g in genes[i : i + 9])))
    book.add(line(), rule, *pieces.noise(look, 3))
    return book


class Unmarked(Book):
    """Hands out no marks: the print marks its lines itself."""

    def __init__(self) -> None:
        self._findings = {}

    def note(self, finding: Finding) -> str:  # noqa: ARG002
        return ""


def single(report: Report) -> Book:
    """A hospital's list of single results: one line for each test with its outcome."""
    look = Look(report)
    rng, w = look.rng, look.words
    book = look.book()
    book.add(pieces.header(look, book.width), look.gap(), look.head(w["result"]))
    lines: list[list[str]] = []
    for f in report.findings:
        mark, gene = book.note(f), look.gene(f)
        if f.variant:
            pieces.settle(look, [f], ["gene", "protein", "vaf"])
            assert f.vaf is not None
            value = f"{w['detected']}: {f.as_written} ({look.number(f.vaf * 100, 1)}%)"
            if f.where == "vus":
                value += f", {w['vus']}"
            label = f"{gene} {w['mutation_word']}"
        elif f.kind == "expression" or f.ish_ratio is not None:
            lines += [[a, b] for a, b in pieces.protein_lines(look, book, [f])]
            continue
        elif f.kind == "fusion" and f.where == "main":
            label, value = f"{f.gene} {w['fusion_word']}", f"{w['detected']} ({pieces.fusion_name(look, f)})"
        elif f.where == "negative":
            label, value = f"{gene} {w[pieces.NAMES[f.kind]]}", f.as_written
        else:
            label, value = gene, f.as_written
            if f.copy_number is not None:
                value += f" ({w['copies']} {look.number(f.copy_number)})"
        lines.append([label, mark + value])
    if not lines:
        book.add(look.p(w["none"], after=4))
    elif rng.random() < 0.6:
        book.add(look.table(lines, book.width * 0.85, head=0))
    else:
        book.add(*[look.p(f"{a}: {b}", after=2) for a, b in lines])
    if report.options["lists"]:
        book.add(look.head(w["assayed"]), *pieces.gene_lists(look, book.width))
    book.add(look.head(w["method"]), *pieces.noise(look))
    return book
