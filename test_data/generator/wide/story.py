"""What a random report says, before any layout: person, header, findings, coverage and the three HER2 calls.

The calls follow from what is drawn and printed. ERBB2 small variants come from a fixed list whose class nobody
disputes; an ERBB2 copy number is either far above every threshold or printed as equivocal; what is neither found, nor
listed, nor denied is ``not_assayed``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from ..findings import Finding, catalogue, cnv, fus, ihc, ish, neg
from ..people import Person
from ..report import Call, Report
from . import invent
from .places import FAMILIES, GIVENS, LABS, PHYSICIANS
from .words import Words, lexicon

ONCOGENIC = ("S310F", "S310Y", "L755S", "L755P", "V777L", "V842I", "D769Y", "D769H", "V659E", "G776delinsVC",
             "Y772_A775dup", "G778_P780dup")  # fmt: skip
UNCERTAIN = ("R47C", "A1216D", "E1114G")
HOTSPOTS = ("EGFR L858R", "EGFR E746_A750del", "EGFR L747_P753delinsS", "EGFR G719A", "EGFR T790M", "EGFR C797S",
            "EGFR S768I", "KRAS G12C", "KRAS G12D", "BRAF V600E", "PIK3CA E545K", "PIK3CA H1047R", "TP53 R273H",
            "TP53 R175H", "EGFR L861Q")  # fmt: skip
FUSIONS = (
    ("EML4", "ALK"),
    ("KIF5B", "RET"),
    ("CD74", "ROS1"),
    ("CCDC6", "RET"),
    ("TPM3", "NTRK1"),
    ("SLC34A2", "ROS1"),
)
GAINS = ("MET", "EGFR", "MYC", "CCND1", "CDK4", "MDM2", "FGFR1", "KRAS")
LISTED = [
    "AKT1",
    "ALK",
    "APC",
    "ARID1A",
    "ATM",
    "BRAF",
    "BRCA1",
    "BRCA2",
    "CCND1",
    "CDK4",
    "CDK6",
    "CDKN2A",
    "CTNNB1",
    "DDR2",
    "EGFR",
    "ERBB3",
    "ERBB4",
    "ESR1",
    "FGFR1",
    "FGFR2",
    "FGFR3",
    "HRAS",
    "IDH1",
    "IDH2",
    "KEAP1",
    "KIT",
    "KRAS",
    "MAP2K1",
    "MDM2",
    "MET",
    "MYC",
    "NF1",
    "NRAS",
    "NTRK1",
    "NTRK2",
    "NTRK3",
    "PIK3CA",
    "PTEN",
    "RB1",
    "RET",
    "ROS1",
    "SMAD4",
    "STK11",
    "TERT",
    "TP53",
    "VHL",
]
AMPLIFIABLE = [
    "CCND1",
    "CDK4",
    "CDK6",
    "CDKN2A",
    "EGFR",
    "FGFR1",
    "FGFR2",
    "KRAS",
    "MDM2",
    "MET",
    "MYC",
    "PIK3CA",
    "PTEN",
]
FUSIBLE = ["ALK", "BRAF", "FGFR2", "FGFR3", "MET", "NRG1", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"]
DENIED = (("ALK", "fusion"), ("ROS1", "fusion"), ("RET", "fusion"), ("BRAF", "small_variant"), ("KRAS", "small_variant"),
          ("MET", "copy_number"), ("EGFR", "small_variant"), ("NTRK1", "fusion"), ("PIK3CA", "small_variant"),
          ("EGFR", "copy_number"))  # fmt: skip
STYLES = {
    "en": ("iso", "day_mon", "us", "long", "guardant", "eu"),
    "de": ("dots",),
    "fr": ("eu", "fr"),
    "es": ("eu", "es"),
    "it": ("eu",),
    "ja": ("iso", "slashed_year"),
    "zh": ("iso", "slashed_year", "year_month_day"),
    "ko": ("iso", "slashed_year", "dotted_year"),
}


@dataclass(frozen=True)
class Traits:
    """What a layout can hold."""

    languages: tuple[str, ...] = ("en",)
    protein: float = 0.0  # share of reports with HER2 IHC
    cover: tuple[str, ...] = ("list", "explicit", "silent")
    specimens: tuple[str, ...] = ("tissue", "tissue", "plasma")
    fusions: bool = True
    vus: bool = True
    splice: bool = True
    most: int = 5
    names: tuple[str, ...] = ()  # laboratories, when the layout has its own
    styles: tuple[str, ...] = ()


@dataclass
class Draft:
    """Findings with what they imply for the axes."""

    findings: list[Finding] = field(default_factory=list)
    mutation: Call = "not_assayed"
    amplification: Call = "not_assayed"
    overexpression: Call = "not_assayed"
    why: list[str] = field(default_factory=list)


def small(variant: invent.Variant, vaf: float, sig: str = "", where: str = "main") -> Finding:
    """A small variant as a finding; the layout spells it."""
    made = Finding(variant.gene, "splice" if variant.effect == "splice" else "small_variant")
    made.hgvs_p_short, made.vaf, made.variant, made.where, made.reported_significance = (
        variant.hgvs_p_short, vaf, variant, where, sig,
    )  # fmt: skip
    if variant.effect == "splice":
        made.draw["kinds"] = ["splice", "small_variant"]
    return made


def erbb2(name: str) -> invent.Variant:
    """An ERBB2 variant of the catalogue, or one computed from the reference."""
    known = catalogue().get(("ERBB2", name))
    return known or invent.substitution("ERBB2", int(name[1:-1]), name[-1])


def small_variants(rng: random.Random, traits: Traits, plasma: bool) -> list[Finding]:
    """Hotspots and invented variants other than ERBB2, each gene and change once."""
    names: dict[tuple[str, str], invent.Variant] = {}
    for _ in range(rng.randint(0, traits.most)):
        if rng.random() < 0.4:
            gene, name = rng.choice(HOTSPOTS).split(" ")
            made: invent.Variant | None = catalogue()[gene, name]
        else:
            gene = rng.choice(invent.MAIN if rng.random() < 0.6 else invent.OTHERS)
            made = invent.splice(rng, gene) if traits.splice and rng.random() < 0.08 else invent.variant(rng, gene)
        if made is not None:
            names[made.gene, made.name] = made
    return [small(v, fraction(rng, plasma)) for v in names.values()]


def fraction(rng: random.Random, plasma: bool) -> float:
    """An allele fraction with at most three digits."""
    return round(rng.uniform(0.002, 0.2) if plasma else rng.uniform(0.03, 0.85), 3)


def draft(rng: random.Random, traits: Traits, words: Words, plasma: bool) -> tuple[Draft, dict[str, list[str]]]:
    """The findings, the calls and the printed gene lists (empty: none printed)."""
    out = Draft(findings=small_variants(rng, traits, plasma))
    cover = rng.choice(traits.cover)
    lists: dict[str, list[str]] = {}
    if cover == "list":
        lists["small"] = sorted([*rng.sample(LISTED, rng.randint(14, 40)), "ERBB2"])
        if rng.random() < 0.75:
            lists["copy"] = sorted(
                [*rng.sample(AMPLIFIABLE, rng.randint(4, 11)), *(["ERBB2"] if rng.random() < 0.8 else [])]
            )
        if rng.random() < 0.6:
            lists["fusion"] = sorted(rng.sample(FUSIBLE, rng.randint(4, 9)))
    if rng.random() < 0.35:
        out.findings.append(small(erbb2(rng.choice(ONCOGENIC)), fraction(rng, plasma)))
        out.mutation = "positive"
    elif traits.vus and rng.random() < 0.12:
        out.findings.append(small(erbb2(rng.choice(UNCERTAIN)), fraction(rng, plasma), "vus", "vus"))
        out.mutation = "equivocal"
    elif cover == "list":
        out.mutation = "negative"
    elif cover == "explicit":
        out.findings.append(neg("ERBB2", "small_variant", words["not_detected"]))
        out.mutation = "negative"
    dice = rng.random()
    if dice < 0.28:
        value = float(rng.randint(8, 40)) if rng.random() < 0.5 else round(rng.uniform(8, 40), 1)
        out.findings.append(cnv("ERBB2", words["amplification"], value=value, unit="copies"))
        out.amplification = "positive"
    elif dice < 0.33:
        out.findings.append(cnv("ERBB2", words["equivocal"], status="equivocal"))
        out.amplification = "equivocal"
    elif dice < 0.37:
        out.findings.append(cnv("ERBB2", words["failed"], status="indeterminate", where="negative"))
        out.amplification = "review"
        out.overexpression = ["not_assayed", "review"]  # the material may have been short for more than this
    elif "ERBB2" in lists.get("copy", []):
        out.amplification = "negative"
    elif cover == "explicit":
        out.findings.append(neg("ERBB2", "copy_number", words["not_detected"]))
        out.amplification = "negative"
    if rng.random() < 0.25:
        gene = rng.choice(GAINS)
        out.findings.append(cnv(gene, words["amplification"], value=float(rng.randint(7, 30)), unit="copies"))
    if rng.random() < 0.12:
        out.findings.append(cnv("CDKN2A", words["loss"], value=None))
    if traits.fusions and rng.random() < 0.18:
        out.findings.append(fus(*rng.choice(FUSIONS)))
    taken = {(f.gene, f.kind) for f in out.findings}
    for gene, kind in rng.sample(DENIED, rng.randint(0, 5)):
        busy = any(g == gene and (k == kind or {k, kind} <= {"small_variant", "splice"}) for g, k in taken)
        if not busy and (kind != "fusion" or traits.fusions):
            out.findings.append(neg(gene, kind, words["not_detected"]))
    if traits.protein and not plasma and rng.random() < traits.protein:
        protein(rng, out, words)
    mains = [f for f in out.findings if f.where == "main"]
    rng.shuffle(mains)
    out.findings = mains + [f for f in out.findings if f.where != "main"]
    for f in out.findings:
        hotspot = f.variant is not None and f"{f.gene} {f.variant.name}" in HOTSPOTS
        if f.variant and f.where == "main" and traits.vus and f.gene != "ERBB2" and not hotspot and rng.random() < 0.25:
            f.where, f.reported_significance = "vus", "vus"
    return out, lists


def protein(rng: random.Random, out: Draft, words: Words) -> None:
    """HER2 immunohistochemistry, with the call of its score; ISH only where no sequencing speaks of copies."""
    score = rng.choice(("0", "1+", "2+", "3+"))
    cells = {"0": 0, "1+": 20, "2+": 40, "3+": 80}[score] + (rng.randint(0, 15) if score != "0" else 0)
    out.findings.append(ihc(score, score, percent=float(cells) if rng.random() < 0.4 and score != "0" else None))
    out.overexpression = {"3+": "positive", "2+": "equivocal"}.get(score, "negative")
    if out.amplification == "not_assayed" and rng.random() < 0.6:
        gained = score in ("2+", "3+") and rng.random() < 0.6
        ratio = round(rng.uniform(2.4, 7.5) if gained else rng.uniform(0.9, 1.6), 2)
        copies = round(rng.uniform(6.5, 18) if gained else rng.uniform(1.7, 3.6), 1)
        word = words["amplification" if gained else "not_amplified"]
        out.findings.append(ish(word, ratio, copies, "detected" if gained else "not_detected"))
        out.amplification = "positive" if gained else "negative"


def person(rng: random.Random, number: int) -> Person:
    """A fictional patient."""
    dob = f"{rng.randint(1936, 1988)}-{rng.randint(1, 12):02d}-{rng.randint(13, 28):02d}"
    return Person(
        given=rng.choice(GIVENS), family=rng.choice(FAMILIES), sex=rng.choice(("Female", "Male")), dob=dob,
        mrn=f"{rng.choice(('MR', 'H', 'PX-'))}{rng.randint(1000, 9999)}{number:04d}",
        address=f"{rng.randint(1, 99)} Nowhere Lane, Springfield, IL 62704", physician=rng.choice(PHYSICIANS),
        clinic="Prairie Oncology Group",
    )  # fmt: skip


def report(layout: str, module: str, seed: int, number: int, traits: Traits) -> Report:
    """A whole report, still without its drawing."""
    stem = f"{layout}_{seed}_{number:03d}"
    rng = random.Random(f"wide/{stem}")
    language = rng.choice(traits.languages)
    words = Words(language, rng)
    plasma = rng.choice(traits.specimens) == "plasma"
    told, lists = draft(rng, traits, words, plasma)
    day = datetime.date(rng.randint(2018, 2025), rng.randint(1, 12), rng.randint(13, 16))
    days = [day, day + datetime.timedelta(rng.randint(0, 2)), day + datetime.timedelta(rng.randint(4, 12))]
    printed = ("collected_on", "received_on", "reported_on") if rng.random() < 0.7 else ("collected_on", "reported_on")
    style = rng.choice(traits.styles or STYLES[language])
    if day.month == 12 or days[2].month != day.month:  # keep day above 12, so that no style can be read two ways
        days = [day, day, day + datetime.timedelta(rng.randint(3, 12))]
    diagnosis = words["lung"]
    made = Report(
        stem, layout, f"W{seed}-{number:04d}-{layout}", person(rng, number), rng.choice(traits.names or LABS[language]), "",
        "plasma" if plasma else "tissue", diagnosis, "non_squamous", *(d.isoformat() for d in days), told.findings,
        (told.mutation, told.amplification, told.overexpression), status=["parsed", "review"], on_sheet=False,
        number=f"{rng.choice(('M', 'NGS-', 'MP'))}{day.year % 100}-{rng.randint(10000, 99999)}", printed=printed,
    )  # fmt: skip
    options: dict[str, Any] = {"module": module, "rng": rng, "words": words, "lists": lists, "date_style": style,
                               "material": words["plasma_blood" if plasma else "tissue_ffpe"],
                               "comma": language in ("de", "fr", "es", "it") and rng.random() < 0.7}  # fmt: skip
    made.options = options
    return made


def diagnoses() -> list[str]:
    """Every printed form of the diagnosis: it may be told in the language of the report or in English."""
    return [word for some in lexicon()["lung"].values() for word in some]
