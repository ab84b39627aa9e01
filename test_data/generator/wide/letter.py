"""A university pathologist's letter: prose with a short table of variants inside the diagnosis or the comment."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from ..findings import Finding
from ..page import A4, Book
from ..report import Report
from .letter_words import LABS, WORDS
from .look import Look, spelled
from .paper import framed, grouped, prepared

Said = dict[str, str]


def copy_words(look: Look, w: Said, f: Finding) -> tuple[str, str]:
    """(word, number) of a copy-number row of the table."""
    f.as_written = w["loss"] if f.copy_number is None else w["gain"]
    return f.as_written, "" if f.copy_number is None else look.number(f.copy_number)


def changed(look: Look, f: Finding) -> str:
    """A small variant's protein name; a splice change is known by its coding name."""
    assert f.variant is not None
    f.hgvs_c = f.variant.hgvs_c
    f.as_written = f.hgvs_c if f.kind == "splice" else spelled(f.hgvs_p_short.removeprefix("p."), look.spelling)
    return "p.?" if f.kind == "splice" else f.as_written


def share(look: Look, f: Finding) -> str:
    """The allele fraction in per cent."""
    assert f.vaf is not None
    return look.number(f.vaf * 100, 1) + (" %" if look.unit != "sign" else "%")


def table(look: Look, book: Book, w: Said, some: list[Finding]) -> Flowable:
    """The short table; amplifications and fusions are rows of it where ``some`` holds them."""
    rng = look.rng
    columns = ["protein", "coding", *(["exon"] if rng.random() < 0.5 else [])]
    rng.shuffle(columns)
    columns = ["gene", *columns, "share"] if any(f.variant for f in some) else ["gene", "protein"]
    if any(f.copy_number is not None for f in some):
        columns.append("copies")
    classed = any(f.where == "vus" for f in some)
    if classed:
        columns.append("class")
    rows = [[w[c] for c in columns]]
    for f in some:
        cells = dict.fromkeys(columns, "-")
        cells["gene"] = look.gene(f)
        if f.variant:
            name = changed(look, f)
            cells |= {"protein": name, "coding": f.hgvs_c, "exon": f.variant.exon or "-", "share": share(look, f)}
            cells["class"] = w["vus"] if f.where == "vus" else w["path"]
            if classed and f.where != "vus":
                f.reported_significance = "pathogenic"
        elif f.kind == "fusion":
            f.as_written = f.fusion.replace("::", w["joint"])
            cells |= {"gene": f.as_written, "protein": w["fusion"]}
        else:
            word, number = copy_words(look, w, f)
            cells |= {"protein": word, "copies": number or "-"}
        row = [cells[c] for c in columns]
        rows.append([book.note(f) + row[0], *row[1:]])
    return look.table(rows, book.width * rng.uniform(0.72, 1.0))


def sentence(look: Look, book: Book, w: Said, f: Finding) -> str:
    """A copy-number change or a fusion told in words."""
    if f.status == "equivocal":
        f.as_written = w["border_key"]
        return book.note(f) + w["border"].format(g=look.gene(f))
    if f.kind == "fusion":
        f.as_written = f.fusion.replace("::", w["joint"])
        return book.note(f) + w["fusion_text"].format(g=f.as_written)
    if f.copy_number is None:
        f.as_written = w["loss_key"]
        return book.note(f) + w["loss_text"].format(g=look.gene(f))
    f.as_written = w["gain_key"]
    return book.note(f) + w["gain_text"].format(g=look.gene(f), x=w["gain_copies"].format(x=look.number(f.copy_number)))


def no(look: Look, book: Book, w: Said, f: Finding) -> str:
    """What was not found or could not be judged."""
    if f.status == "indeterminate":
        f.as_written = w["failed_key"]
        return book.note(f) + w["failed"].format(g=look.gene(f))
    event = w[{"copy_number": "amplification", "fusion": "fusion"}.get(f.kind, "mutation")]
    f.as_written = w["no"].format(g=look.gene(f), e=event).rstrip(".")
    if look.language == "fr":
        f.as_written = f.as_written.replace("de amp", "d'amp").replace("de E", "d'E").replace("de ALK", "d'ALK")
    return f"{book.note(f)}{f.as_written}."


def tissue_tests(look: Look, book: Book, w: Said, some: list[Finding]) -> list[str]:
    """HER2 protein and in-situ hybridisation."""
    out = []
    for f in some:
        if f.kind == "expression":
            f.as_written = f.ihc_score
            cells = w["percent"].format(x=f"{f.percent_cells:.0f}") if f.percent_cells else ""
            out.append(book.note(f) + w["ihc"].format(x=f.ihc_score, p=cells))
        else:
            assert f.ish_ratio is not None
            assert f.copy_number is not None
            head = w["ish_yes" if f.status == "detected" else "ish_no"]
            f.as_written = head.split(":")[-1].strip()
            numbers = w["ish"].format(r=look.number(f.ish_ratio, 2), x=look.number(f.copy_number, 1))
            out.append(f"{book.note(f)}{head} ({numbers}).")
    return out


def opening(look: Look, book: Book, w: Said) -> None:
    """Address, subject line, patient and dates."""
    rng, r, person = look.rng, look.report, look.report.person

    def d(iso: str) -> str:
        """A date that stays on one line."""
        return look.date(iso).replace(" ", "\u00a0")

    lines = [f"{w['name']}: <b>{person.sorted_name}</b>, {w['born']} {d(person.dob)}", f"{w['number']}: {r.number}"]
    dates = [
        f"{w[k.removesuffix('_on')]}: {d(getattr(r, k))}"
        for k in ("collected_on", "received_on", "reported_on")
        if k in r.printed
    ]
    facts = [f"{w['material']}: {r.options['material']}", f"{w['question']}: {r.diagnosis}"]
    if rng.random() < 0.5:
        facts.reverse()
    book.add(
        look.p(person.physician),
        look.p(person.clinic, after=10),
        look.p(w["subject"], look.size + 2, bold=True, after=6),
    )
    if rng.random() < 0.5:
        book.add(
            look.table(
                [[a, b] for a, b in zip([*lines, *facts][:4], [*dates, "", "", ""][:4], strict=True)],
                book.width,
                head=0,
                boxed=False,
            )
        )
    else:
        book.add(
            *[look.p(t, after=1) for t in lines],
            look.p(" &nbsp;&nbsp; ".join(dates), after=2),
            *[look.p(t, after=2) for t in facts],
        )
    book.add(look.gap(8), look.p(w["hello"], after=5))


def draw(report: Report) -> Book:
    """The letter."""
    language = report.options["words"].language
    told = WORDS[language]
    look = prepared(report, told["tissue"], told["plasma"], told["lung"])
    look.paper, rng = A4, look.rng
    report.lab = rng.choice(LABS[language])
    report.options["labs"] = [report.lab, *report.lab.split(", ")]
    report.options["diagnoses"] = [
        report.diagnosis,
        *told["lung"],
        "Lung adenocarcinoma",
        "Adenocarcinoma of the lung",
        "Adenocarcinoma",
    ]
    w: Said = {k: rng.choice(v) for k, v in told.items()}
    w["gain_key"], w["loss_key"] = KEYS[language]
    tumour = str(rng.randrange(20, 85, 5))
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 10)
        c.setFillColor(HexColor(look.ink))
        c.drawString(look.margin, high - 38, report.lab)
        c.setFillColor(HexColor("#000000"))
        c.setFont(look.face, 7)
        if n > 1:
            c.drawString(look.margin, high - 49, f"{report.person.sorted_name}, {report.number}")
        c.drawCentredString(wide / 2, 32, w["page"].format(n=n, m=total))

    book = framed(look, decorate, top=66)
    opening(look, book, w)
    intro = w["intro_plasma"] if report.specimen == "plasma" else w["intro"].format(x=tumour)
    kinds = grouped(report)
    inside = rng.random() < 0.5  # amplifications and fusions are rows of the table
    joined = rng.random() < 0.4  # variants of unknown significance too
    firm = [f for f in kinds["copy"] if f.status != "equivocal"]
    rows = [
        *kinds["small"],
        *(firm if inside else []),
        *(kinds["fusion"] if inside else []),
        *(kinds["vus"] if joined else []),
    ]
    rest = [f for f in [*kinds["copy"], *kinds["fusion"]] if f not in rows]
    core: list[Flowable] = [look.p(w["yes"] if rows or rest else w["nothing"], after=4)]
    if rows:
        core += [table(look, book, w, rows), look.gap(5)]
    texts = [sentence(look, book, w, f) for f in rest]
    tests = tissue_tests(look, book, w, [*kinds["protein"], *kinds["ish"]])
    if texts:
        core.append(look.p(" ".join(texts), after=4))
    if kinds["vus"] and not joined:
        some = []
        for f in kinds["vus"]:
            name = changed(look, f)
            some.append(f"{book.note(f)}{look.gene(f)} {f.hgvs_c} ({name}), {share(look, f)}")
        core.append(look.p(f"{w['vus_text']} {'; '.join(some)}.", after=4))
    negatives = [no(look, book, w, f) for f in [*kinds["no"], *kinds["failed"]]]
    stained = [look.p(" ".join(tests), after=4)] if tests else []
    denied = [look.p(" ".join(negatives), after=4)] if negatives else []
    scope = [
        look.p(
            f"{w[{'small': 'small', 'copy': 'copy', 'fusion': 'fusions'}[k]]}: {', '.join(genes)}.",
            look.size - 0.5,
            after=2,
        )
        for k, genes in report.options["lists"].items()
    ]
    book.add(look.p(intro, after=5))
    if report.specimen == "tissue" and rng.random() < 0.6:
        book.add(look.p(w["micro"].format(x=rng.choice((1, 5, 15, 40, 70))), after=5))
    if kinds["small"] and rng.random() < 0.5:
        f = kinds["small"][0]
        core.append(look.p(book.note(f) + w["about"].format(v=f.as_written, g=look.gene(f)), after=4))
    head, note = (
        look.p(f"{w['diagnosis']}:", bold=True, before=4, after=2),
        look.p(f"{w['comment']}:", bold=True, before=4, after=2),
    )
    if rng.random() < 0.5:  # the table belongs to the diagnosis
        body = [
            head,
            look.p(f"{report.diagnosis}.", after=3),
            *core,
            *stained,
            note,
            *denied,
            *scope,
            look.p(w["therapy"], after=4),
        ]
    else:  # or to the comment that follows it
        body = [
            head,
            look.p(f"{report.diagnosis}.", after=3),
            *stained,
            note,
            *core,
            *denied,
            look.p(w["therapy"], after=4),
            *scope,
        ]
    book.add(*body, look.gap(8), look.p(w["bye"], after=14), look.p(w["sign"]))
    return book


# the word of the sentences for a gain and a loss, as it stands in every alternative
KEYS = {
    "de": ("Amplifikation", "homozygote Deletion"),
    "fr": ("amplification", "délétion homozygote"),
    "es": ("amplificación", "deleción homocigota"),
    "it": ("amplificazione", "delezione omozigote"),
}
