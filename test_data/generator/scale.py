"""Reports of random content in the layouts of the corpus, for as many files as a test needs.

The same seed draws the same bytes. The calls follow from what is drawn: an oncogenic ERBB2 variant is positive, an
ERBB2 VUS alone equivocal, and silence negative only where the layout prints a gene list or a sentence that covers the
event.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from .findings import Finding, catalogue, cnv, ihc, ish, mut, neg, plasma_amp
from .patient import Patient
from .people import Person
from .report import Call
from .wide.invent import MAIN, variant
from .wide.invent import OTHERS as MORE

GIVEN = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Fergus",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Klara",
    "Lorenz",
    "Mira",
    "Nils",
    "Oriana",
    "Pavel",
    "Rosa",
    "Stellan",
]
FAMILY = [
    "Ashworth",
    "Brandvold",
    "Castellani",
    "Dunmore",
    "Eklund",
    "Farrow",
    "Grimaldi",
    "Havisham",
    "Ibsen",
    "Jarvik",
    "Kestrel",
    "Lomond",
]
ONCOGENIC = [
    "S310F",
    "L755S",
    "V777L",
    "V842I",
    "D769Y",
    "L755P",
    "V659E",
    "G776delinsVC",
    "Y772_A775dup",
    "G778_P780dup",
]
UNCERTAIN = ["A1216D", "R47C", "E1114G"]
NAMES = {
    "Y772_A775dup": ["Y772_A775dup", "A775_G776insYVMA", "M774_A775insAYVM", "A771_Y772insYVMA", "Y772_V773insVMAY"],
    "G778_P780dup": ["G778_P780dup", "P780_Y781insGSP"],
}
DRIVERS = [
    "EGFR L858R",
    "EGFR E746_A750del",
    "EGFR L747_P753delinsS",
    "EGFR G719A",
    "KRAS G12C",
    "KRAS G12D",
    "BRAF V600E",
    "EGFR L861Q",
]
OTHERS = [
    "TP53 R273H",
    "TP53 R175H",
    "TP53 Y220C",
    "PIK3CA E545K",
    "PIK3CA H1047R",
    "RB1 Q702*",
    "STK11 Q37*",
    "SMAD4 R361H",
    "CTNNB1 S37F",
    "APC R876*",
    "NF1 R1276*",
    "PTEN R130Q",
    "EGFR T790M",
    "EGFR C797S",
    "NRAS Q61K",
    "BRCA2 Q3066*",
]
VUS = ["ATM D1853N", "ATM S1691R", "BRCA2 S1982R", "ERBB4 R711C", "RET G691S", "MET D1228N", "KIT M541L"]
LAYOUTS = (
    "guardant360",
    "foundationone_cdx",
    "foundationone_liquid",
    "oncomine_en",
    "oncomine_es",
    "caris",
    "tempus_xt",
    "tempus_xf",
    "oncopanel",
    "her2_pathology",
)
Draft = tuple[list[Finding], tuple[Call, Call, Call], dict[str, Any]]


class Dice:
    """The random choices of one report."""

    def __init__(self, seed: str, invented: bool = False) -> None:
        self.rng, self.invented = random.Random(seed), invented
        self.fractions: set[float] = set()

    def vaf(self, digits: int, low: float = 0.01, high: float = 0.5) -> float:
        """A fraction that no other finding of the report has, rounded as the layout prints it."""
        while True:
            value = round(self.rng.uniform(low, high), digits)
            if value and value not in self.fractions:
                self.fractions.add(value)
                return value

    def small(self, digits: int, **low: float) -> list[tuple[str, float]]:
        """A driver (often) and some other variants."""
        chosen = self.rng.sample(DRIVERS, self.rng.choice((0, 1, 1)))
        chosen += self.rng.sample(OTHERS, self.rng.randint(1, 6))
        if self.invented:
            chosen = [name if self.rng.random() < 0.5 else self.invent() for name in chosen]
            chosen = list(
                {
                    catalogue()[gene, change].hgvs_c: name for name in chosen for gene, change in [name.split(" ", 1)]
                }.values()
            )
        return [(name, self.vaf(digits, **low)) for name in chosen]

    def invent(self) -> str:
        """A variant made from the reference, put into the catalogue under its coding name."""
        made = variant(self.rng, self.rng.choice(MAIN + MORE))
        catalogue().setdefault((made.gene, made.hgvs_c), made)
        return f"{made.gene} {made.hgvs_c}"

    def uncertain(self) -> list[str]:
        """Variants of uncertain significance, ERBB2 left out."""
        return self.rng.sample(VUS, self.rng.randint(0, 4))

    def her2(self) -> tuple[str, str, bool]:
        """(oncogenic ERBB2 change or empty, its spelling, whether there is an ERBB2 VUS)."""
        change = self.rng.choice(ONCOGENIC) if self.rng.random() < 0.35 else ""
        return change, self.rng.choice(NAMES.get(change, [change])), self.rng.random() < 0.15

    def amplified(self) -> bool:
        """Whether ERBB2 is amplified."""
        return self.rng.random() < 0.3


def mutation_call(change: str, vus: bool, silent: Call = "negative") -> Call:
    """The mutation axis from what is drawn."""
    return "positive" if change else "equivocal" if vus else silent


def protein(name: str) -> str:
    """The protein change of a catalogue name."""
    gene, change = name.split(" ", 1)
    return catalogue()[gene, change].hgvs_p_short


def guardant(dice: Dice) -> Draft:
    """Plasma with levels."""
    change, name, vus = dice.her2()
    found = [mut(v, f) for v, f in dice.small(3, low=0.002)]
    if change:
        found.append(mut(f"ERBB2 {change}", dice.vaf(3, 0.002), written=name))
    gain = dice.amplified()
    if gain:
        found.append(plasma_amp("ERBB2", dice.rng.choice(("Medium (++)", "High (+++)"))))
    dice.rng.shuffle(found)
    found += [mut(v, dice.vaf(3, 0.002), sig="vus", where="vus") for v in dice.uncertain()]
    if vus:
        found.append(mut(f"ERBB2 {dice.rng.choice(UNCERTAIN)}", dice.vaf(3, 0.002), sig="vus", where="vus"))
    return found, (mutation_call(change, vus), "positive" if gain else "negative", "not_assayed"), {}


def foundation(dice: Dice) -> Draft:
    """Tissue or plasma; equivocal amplifications."""
    change, name, vus = dice.her2()
    found = [mut(v, f) for v, f in dice.small(3)]
    if change:
        found.append(mut(f"ERBB2 {change}", dice.vaf(3), written=name))
    state = dice.rng.choice(("", "", "detected", "equivocal"))
    if state:
        found.append(cnv("ERBB2", "amplification" + " - equivocal" * (state == "equivocal"), status=state))
    found += [mut(v, where="vus") for v in dice.uncertain()]
    if vus:
        found.append(mut(f"ERBB2 {dice.rng.choice(UNCERTAIN)}", where="vus"))
    call = {"": "negative", "detected": "positive", "equivocal": "equivocal"}[state]
    return found, (mutation_call(change, vus), call, "not_assayed"), {}


def oncomine(dice: Dice) -> Draft:
    """Tables with columns that vary, copy number as a number."""
    from .layouts.oncomine_words import CNV, DNA, FUSION

    change, _, _ = dice.her2()
    found = [mut(v, f, tier="IA" if v in DRIVERS else "", where="details") for v, f in dice.small(4)]
    if change:
        found.append(mut(f"ERBB2 {change}", dice.vaf(4), tier="IIC", where="details"))
    copies = round(dice.rng.uniform(7, 30), 1) if dice.amplified() else None
    if copies:
        found.append(cnv("ERBB2", f"{copies:g}", value=copies, unit="copies", where="details"))
    dice.rng.shuffle(found)
    columns = ["gene", "aa", "coding", "exon", "af", "coverage", "locus", "transcript", "effect"]
    tail = columns[3:]
    dice.rng.shuffle(tail)
    lists = {"dna": [*DNA, "TP53", "RB1", "STK11"], "cnv": CNV, "fusion": FUSION}
    options = {"columns": tuple(columns[:3] + tail), "three": dice.rng.random() < 0.3, "lists": lists}
    return found, (mutation_call(change, False), "positive" if copies else "negative", "not_assayed"), options


def caris(dice: Dice) -> Draft:
    """Three methods for one biomarker, in random order."""

    def row(
        f: Finding, method: str, analyte: str, section: str = "relevant", name: str = "ERBB2 (Her2/Neu)"
    ) -> Finding:
        f.draw |= {"name": name, "method": method, "analyte": analyte, "section": section}
        return f

    change, name, _ = dice.her2()
    score = dice.rng.choice(("0", "1+", "2+", "3+"))
    word = {"3+": "Positive", "2+": "Equivocal"}.get(score, "Negative")
    copy = dice.rng.choice(("Amplified", "Intermediate", "Amplification Not Detected"))
    status = {"Amplified": "detected", "Intermediate": "equivocal"}.get(copy, "not_detected")
    if change:
        first = mut(f"ERBB2 {change}", dice.vaf(2), sig="pathogenic", protein=f"p.{name}")
        assert first.variant is not None
        first.as_written = f"Pathogenic Variant Exon {first.variant.exon} | p.{name}"
    else:
        first = neg("ERBB2", "small_variant", "Mutation Not Detected")
    rows = [
        row(first, "Seq", "DNA-Tumor", "therapy" if change else "relevant"),
        row(cnv("ERBB2", copy, status=status), "CNA-Seq", "DNA-Tumor"),
        row(ihc(score, f"{word} | {score}, {dice.rng.randint(5, 100)}%"), "IHC", "Protein"),
        row(neg("ALK", "fusion", "Fusion Not Detected"), "Seq", "RNA-Tumor", name="ALK"),
        row(neg("MET", "copy_number", "Amplification Not Detected"), "CNA-Seq", "DNA-Tumor", name="MET"),
    ]
    dice.rng.shuffle(rows)
    rows += [mut(v, f, sig="pathogenic", written=protein(v)) for v, f in dice.small(2, low=0.05)]
    rows += [mut(v, dice.vaf(2, 0.05), where="vus") for v in dice.uncertain()]
    calls = (
        "positive" if change else "negative",
        {"detected": "positive", "not_detected": "negative"}.get(status, status),
    )
    return rows, (*calls, {"3+": "positive", "2+": "equivocal"}.get(score, "negative")), {}


def tempus(dice: Dice) -> Draft:
    """Glued words now and then; pertinent negatives that hold ERBB2."""
    change, name, vus = dice.her2()
    found = [mut(v, f, section="actionable" if v in DRIVERS else "relevant") for v, f in dice.small(3)]
    if change:
        found.append(mut(f"ERBB2 {change}", dice.vaf(3), written=f"p.{name}", section="actionable"))
    gain = dice.amplified()
    if gain:
        found.append(cnv("ERBB2", "Copy number gain", section="actionable"))
    found += [mut(v, dice.vaf(3), where="vus", section="vus") for v in dice.uncertain()]
    if vus:
        found.append(mut(f"ERBB2 {dice.rng.choice(UNCERTAIN)}", dice.vaf(3), where="vus", section="vus"))
    clean = not (change or gain or vus)
    options = {"glue": dice.rng.random() < 0.3, "pertinent": ["ALK", "RET", "ROS1"] + ["ERBB2"] * clean}
    silent: Call = "negative" if clean else ["negative", "not_assayed"]
    return (
        found,
        (mutation_call(change, vus, silent), ["positive", "equivocal"] if gain else silent, "not_assayed"),
        options,
    )


def oncopanel(dice: Dice) -> Draft:
    """Tiers and reads."""
    change, _, _ = dice.her2()
    found = [
        mut(v, f, tier=1 if v in DRIVERS else 2, reads=dice.rng.randint(90, 900)) for v, f in dice.small(2, low=0.03)
    ]
    if change:
        found.append(mut(f"ERBB2 {change}", dice.vaf(2, 0.03), tier=1, reads=dice.rng.randint(90, 900)))
    rows = []
    gain = dice.amplified()
    if gain:
        copies = dice.rng.randint(8, 30)
        text = f"Amplification (estimated {copies} copies)"
        found.append(cnv("ERBB2", text, value=copies, unit="copies"))
        rows = [["17q", "Focal event", "Amplification", f"{{{len(found) - 1}}}ERBB2 (estimated {copies} copies)"]]
    calls: tuple[Call, Call, Call] = (mutation_call(change, False), "positive" if gain else "negative", "not_assayed")
    return found, calls, {"cnv_rows": rows}


def pathology(dice: Dice) -> Draft:
    """IHC and FISH that agree with their conclusion."""
    score = dice.rng.choice(("0", "1+", "2+", "3+"))
    amplified = dice.rng.random() < {"3+": 0.9, "2+": 0.4}.get(score, 0.02)
    ratio = round(dice.rng.uniform(2.3, 6) if amplified else dice.rng.uniform(0.9, 1.6), 1)
    copies = round(dice.rng.uniform(6.5, 15) if amplified else dice.rng.uniform(1.6, 3.6), 1)
    word = "AMPLIFIED" if amplified else "NOT AMPLIFIED"
    said = {"3+": "POSITIVE", "2+": "EQUIVOCAL"}.get(score, "NEGATIVE")
    found = [ihc(score, score), ish(word, ratio, copies, "detected" if amplified else "not_detected")]
    options = {
        "ihc": [("Result", said), ("Score", score)],
        "ish": [
            ("HER2 gene status", word),
            ("HER2/CEP17 ratio", str(ratio)),
            ("Average HER2 copy number", str(copies)),
        ],
        "conclusion": f"HER2 IHC {said} ({score}). HER2 gene {word} by FISH.",
    }
    protein = {"3+": "positive", "2+": "equivocal"}.get(score, "negative")
    return found, ("not_assayed", "positive" if amplified else "negative", protein), options


MAKERS: dict[str, Callable[[Dice], Draft]] = {
    "guardant360": guardant,
    "foundationone_cdx": foundation,
    "foundationone_liquid": foundation,
    "oncomine_en": oncomine,
    "oncomine_es": oncomine,
    "caris": caris,
    "tempus_xt": tempus,
    "tempus_xf": tempus,
    "oncopanel": oncopanel,
    "her2_pathology": pathology,
}


def patients(count: int, seed: int, layouts: Sequence[str] = LAYOUTS, *, invented: bool = False) -> list[Patient]:
    """``count`` patients with one report each, the layouts in turn; ``invented``: with variants of the reference."""
    catalogue()
    made = []
    for i in range(count):
        layout = layouts[i % len(layouts)]
        dice = Dice(f"{seed}/{i}/{layout}", invented)
        rng = dice.rng
        dob = f"{rng.randint(1938, 1990)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        person = Person(
            given=rng.choice(GIVEN),
            family=f"{rng.choice(FAMILY)}-{rng.choice(FAMILY)}",
            sex=rng.choice(("Female", "Male")),
            dob=dob,
            mrn=f"MR{seed:02d}{i:06d}",
            address=f"{rng.randint(1, 99)} Nowhere Lane, Springfield, IL 62704",
            physician="Dr. Silas Penhaligon",
            clinic="Prairie Oncology Group",
        )
        spanish = layout == "oncomine_es"
        p = Patient(
            f"S{seed}-{i:05d}",
            person,
            "random content",
            "Adenocarcinoma de pulmón" if spanish else "Lung adenocarcinoma",
        )
        year, month, day = rng.randint(2019, 2025), rng.randint(1, 12), rng.randint(13, 20)
        dates = tuple(f"{year}-{month:02d}-{day + more:02d}" for more in (0, 1, 8))
        found, her2, options = MAKERS[layout](dice)
        stem = f"scale_{seed}_{i:05d}_{layout}"
        p.report(stem, layout, (dates[0], dates[1], dates[2]), found, her2, status=["parsed", "review"], **options)
        made.append(p)
    return made
