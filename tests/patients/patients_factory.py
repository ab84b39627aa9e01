"""Small patients from a compact notation, so that a truth table can hold one patient a line.

Reports, joined by `` | ``::

    b@2020-01-01 T f1 [flag=value ...]: EGFR L858R 30%; MET amp x8.0; -EGFR T790M; ?ERBB2 amp

name, day of collection (``?`` unknown), specimen (T tissue, P plasma, F fluid, U unknown), assay (``.`` none), flags
(qc, tf, cn, sv, fus, limit, lab, num, amends, status, rep, unread, ocr, file, id, nb, failed, told, and
``call=m+a-o0``: the calls of the three axes, with ``?`` equivocal and ``!`` review), findings: ``-``
not detected, ``?`` equivocal, gene, event, fraction in percent, copies, and a class (vus, path, benign, syn, germline,
onc, ours_vus, review); ``raw:`` words that no floor normalised. Treatments, joined by ``;``:
``osimertinib 2020-02-01..2021-05-01``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from her2parse.knowledge.drugs import DrugTable
from her2parse.knowledge.mechanisms import MechanismCatalogue
from her2parse.knowledge.resistance_facts import ResistanceFacts
from her2parse.model import (
    Batch,
    Coverage,
    Evidence,
    Finding,
    Her2Call,
    NormalizedVariant,
    Patient,
    ReportHeader,
    ReportResult,
    Sample,
    SourceFile,
    Statement,
    TherapyMention,
    Treatment,
)
from her2parse.patients import place

ROOT = Path(__file__).parents[2]
DRUGS = DrugTable.load(ROOT / "config/knowledge/drugs.tsv")
MECHANISMS = MechanismCatalogue.load(ROOT / "config/knowledge/resistance.tsv")
PLACE = Evidence(1, 0.0, 0.0, 1.0, 1.0, "")
SPECIMENS = {"T": "tissue", "P": "plasma", "F": "fluid", "U": "unknown"}
CLASSES = {
    "vus": "vus",
    "path": "pathogenic",
    "lpath": "likely_pathogenic",
    "benign": "benign",
    "syn": "synonymous",
    "germline": "germline",
}


@dataclass(frozen=True)
class FakeAssay:
    """An assay with a table of answers; everything else is ``rest``."""

    kind: str
    specimen: str
    answers: dict[tuple[str, str], str]
    rest: dict[str, str]

    def covers(self, gene: str, event: str, specimen: str = "", reported_on: str = "") -> str:
        del specimen, reported_on
        return self.answers.get((gene, event), self.rest.get(event, "unknown"))


_ALL = {"small_variant": "yes", "copy_number": "yes", "fusion": "yes"}
ASSAYS = {
    # A large tissue panel, a plasma panel with two copy numbers, a hotspot kit, one gene by Sanger, RNA, HER2 IHC.
    "f1": FakeAssay("service", "tissue", {}, _ALL),
    "xt": FakeAssay("service", "tissue", {}, _ALL),
    "g360": FakeAssay(
        "service",
        "plasma",
        {("MET", "copy_number"): "yes", ("ERBB2", "copy_number"): "yes", ("RET", "fusion"): "yes"},
        {"small_variant": "yes", "copy_number": "no", "fusion": "no"},
    ),
    "hot": FakeAssay("kit", "tissue", {}, {"small_variant": "partial", "copy_number": "presumed", "fusion": "no"}),
    "sanger": FakeAssay("service", "tissue", {("EGFR", "small_variant"): "yes"}, dict.fromkeys(_ALL, "no")),
    "rna": FakeAssay("service", "tissue", {}, {"fusion": "yes", "splice": "yes", "small_variant": "no"}),
    "ihc": FakeAssay("method", "tissue", {("ERBB2", "expression"): "yes"}, {}),
}
HER2_MECHANISMS = MechanismCatalogue.load(ROOT / "config/knowledge/her2_resistance.tsv", table="her2_resistance")
FACTS = ResistanceFacts.load(ROOT / "config/knowledge", (m.key for m in MECHANISMS.mechanisms))
with (ROOT / "config/knowledge/her2_settling.tsv").open(encoding="utf-8", newline="") as _stream:
    SETTLING = list(csv.DictReader(_stream, delimiter="\t"))
KNOWLEDGE = SimpleNamespace(
    drugs=DRUGS, mechanisms=MECHANISMS, assays=ASSAYS, her2_mechanisms=HER2_MECHANISMS, resistance_facts=FACTS
)

_EXONS = {"EGFR": ((18, 688), (19, 729), (20, 762), (21, 824), (22, 876)), "ERBB2": ((8, 301), (19, 737), (20, 770))}


def exon_of(gene: str, residue: int) -> int | None:
    """The exon of a residue, for the two genes that the cases need."""
    return next((exon for exon, first in reversed(_EXONS.get(gene, ())) if residue >= first), None)


def variant(gene: str, name: str) -> NormalizedVariant:
    """A normalised variant from ``L858R``, ``E746_A750del``, ``C797S/c.2390G>C``, ``c.2390G>C`` or a class name."""
    protein, _, coding = name.partition("/")
    if protein.startswith("c."):
        protein, coding = "", protein
    classes = {"ex19del": "exon 19 deletion", "ex20ins": "exon 20 insertion", "G719X": "G719X", "C797X": "C797X"}
    if protein == "ex14skip":
        return NormalizedVariant(gene, name, "exact", variant_class="exon 14 skipping")
    if protein in classes:
        return NormalizedVariant(gene, name, "not_applicable", variant_class=classes[protein])
    numbers = [int(number) for number in re.findall(r"(?<=[A-Z])\d+", protein.split("ins")[0].split("delins")[0])]
    kind = "missense"
    for word, consequence in (
        ("delins", "delins"),
        ("fs", "frameshift"),
        ("dup", "inframe_insertion"),
        ("ins", "inframe_insertion"),
        ("del", "inframe_deletion"),
        ("*", "nonsense"),
        ("=", "synonymous"),
    ):
        if word in protein:
            kind = consequence
            break
    return NormalizedVariant(
        gene,
        name,
        "exact",
        hgvs_p_short=f"p.{protein}" if protein else "",
        hgvs_c=f"NM_1:{coding}" if coding else "",
        consequence=kind if protein else "",
        aa_start=numbers[0] if numbers else None,
        aa_end=numbers[-1] if numbers else None,
        exon=exon_of(gene, numbers[0]) if numbers else None,
    )


def finding(report_id: str, text: str, number: int) -> Finding:
    """One finding of the notation."""
    state = {"-": "not_detected", "?": "equivocal"}.get(text[0], "detected")
    gene, name, *rest = text.lstrip("-?").split()
    values: dict[str, object] = {}
    ours, review, quote = "", (), ""
    for word in rest:
        if word.endswith("%"):
            values["vaf"] = float(word[:-1]) / 100
        elif re.fullmatch(r"x[\d.]+[a-z]*", word):
            number_, unit = re.fullmatch(r"x([\d.]+)([a-z]*)", word).groups()  # type: ignore[union-attr]
            values["copy_number"], values["copy_number_unit"] = (
                float(number_),
                {"": "copies", "p": "plasma_copies"}[unit],
            )
        elif word in CLASSES:
            values["significance"] = CLASSES[word]
        elif word in ("cis", "trans"):
            quote = f"in {word}"
        elif word == "review":
            review = ("ambiguous_name",)
        else:
            ours = {"onc": "oncogenic", "lonc": "likely_oncogenic", "ours_vus": "vus"}[word]
    kind, normalised, as_written = "small_variant", None, name
    if name in ("amp", "loss", "gain", "polysomy"):
        kind, as_written = "copy_number", {"amp": "amplification", "gain": "copy number gain"}.get(name, name)
    elif "::" in name or name == "fusion":
        kind, values["fusion"] = "fusion", name if "::" in name else ""
    elif name.startswith("IHC"):
        kind, values["ihc_score"] = "expression", name[3:]
    elif name == "MSI":
        kind = "signature"
    elif name in ("rna14skip", "delta16"):
        kind, as_written = "splice", {"rna14skip": "exon 14 skipping", "delta16": "exon 16 skipping"}[name]
    elif name not in ("mutation", "exon20", "KDD") and not name.startswith("raw:"):
        normalised = variant(gene, name)
    elif name == "exon20":
        as_written = "exon 20 mutation"
    if as_written.startswith("raw:"):
        as_written = as_written.removeprefix("raw:").replace("_", " ")
    statement = Statement(
        gene=gene,
        kind=kind,  # type: ignore[arg-type]
        state=state,  # type: ignore[arg-type]
        as_written=as_written,
        evidence=Evidence(1, 0.0, 0.0, 1.0, 1.0, quote),
        rule="test",
        **values,  # type: ignore[arg-type]
    )
    return Finding(f"{report_id}-{number}", report_id, statement, normalised, oncogenicity=ours, review=review)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Given:
    """One report of the notation, and what the sheets say of it."""

    result: ReportResult
    source_file: str


def calls(report_id: str, text: str) -> tuple[Her2Call, ...]:
    """The calls of ``m+a-o0``."""
    axes = {"m": "mutation", "a": "amplification", "o": "overexpression"}
    said = {"+": "positive", "-": "negative", "?": "equivocal", "0": "not_assayed", "!": "review"}
    return tuple(Her2Call(report_id, axes[text[i]], said[text[i + 1]], "as told") for i in range(0, len(text), 2))  # type: ignore[arg-type]


def mention(text: str) -> TherapyMention:
    """A treatment that a report tells: ``osimertinib@2020-02-01~2021-05``; what is no day is told only."""
    drug, _, period = text.partition("@")
    start, _, stop = period.partition("~")
    days = [date if len(date) == 10 else "" for date in (start, stop)]
    told = ["" if day else date for day, date in zip(days, (start, stop), strict=True)]
    return TherapyMention(drug.replace("_", " "), days[0], days[1], PLACE, *told)


def report(text: str) -> Given:
    """One report of the notation."""
    head, _, body = f"{text.strip()} ".partition(": ")
    what, specimen, assay, *flags = head.split()
    name, _, day = what.partition("@")
    flag = dict(part.split("=", 1) for part in flags)
    genes = {k: tuple(sorted(flag[k].split("+"))) if k in flag else () for k in ("sv", "cn", "fus")}
    told = tuple(mention(part) for part in flag.get("told", "").split(",") if part)
    header = ReportHeader(
        lab=flag.get("lab", assay),
        assay=assay,
        assay_id="" if assay.startswith(".") else assay,
        specimen=SPECIMENS[specimen],  # type: ignore[arg-type]
        collected_on="" if day == "?" else day,
        reported_on=flag.get("rep", "" if day == "?" else day),
        tumour_fraction=float(flag["tf"]) if "tf" in flag else None,
        qc=flag.get("qc", "ok"),  # type: ignore[arg-type]
        status=flag.get("status", ""),  # type: ignore[arg-type]
        report_number=flag.get("num", ""),
        amends_number=flag.get("amends", ""),
        therapies=told,
        coverage=Coverage(
            genes["sv"], genes["cn"], genes["fus"], tuple(flag["limit"].split("+")) if "limit" in flag else ()
        ),
    )
    parts = [part.strip() for part in body.split(";") if part.strip()]
    identities = tuple(f"{kind}:{flag[kind]}" for kind in ("nb", "id") if kind in flag)
    sha = hashlib.sha256(flag.get("sha", name).encode()).hexdigest()
    result = ReportResult(
        report_id=name,
        sha256=sha,
        part=1,
        status="failed" if "failed" in flag else "parsed",
        reasons=(),
        n_pages=1,
        n_ocr_pages=int(flag.get("ocr", "0")),
        header=header,
        findings=tuple(finding(name, part, i) for i, part in enumerate(parts)),
        calls=calls(name, flag.get("call", "")),
        notes=(),
        identities=identities,
        unread_pages=(1,) if "unread" in flag else (),
    )
    return Given(result, flag.get("file", f"{name}.pdf"))


def treatment(text: str, patient_id: str = "X") -> Treatment:
    """One row of the treatment sheet."""
    drug, _, period = text.strip().rpartition(" ")
    start, _, stop = period.partition("..")
    return Treatment(patient_id, drug, start, stop)


def parse(reports: str, treatments: str) -> tuple[list[ReportResult], Batch]:
    """The stage's input: every report is patient X's by the sample sheet."""
    given = [report(part) for part in reports.split(" | ") if part.strip()]
    files = tuple(SourceFile(g.source_file, g.result.sha256, 1, "0") for g in given)
    samples = tuple(Sample(g.source_file, "X") for g in given)
    rows = tuple(treatment(part) for part in treatments.split(";") if part.strip())
    return [g.result for g in given], Batch(files, (), samples, rows)


def patient(reports: str, treatments: str) -> Patient:
    """Patient X, placed."""
    results, batch = parse(reports, treatments)
    (only,) = place(results, batch, KNOWLEDGE)
    return only


def rows_as_text(of: Patient) -> str:
    """The mechanisms in the notation of the truth table."""
    rows = []
    for m in of.mechanisms:
        tki = f"{m.tki}/{m.tki_generation if m.tki_generation is not None else '?'}"
        text = f"{m.report_id}: {m.mechanism} @{tki} {m.origin}/{m.origin_reason}"
        text += f"<{m.baseline_report_id}" if m.baseline_report_id else ""
        text += f" {m.trend}" if m.trend else ""
        text += f" [{','.join(m.caveats)}]" if m.caveats else ""
        rows.append(text)
    return " ; ".join(rows)


def her2_as_text(of: Patient) -> str:
    """HER2 after the TKI in the notation of its truth table."""
    keys = {row["settled_by"]: row["key"] for row in SETTLING}
    rows = []
    for one in of.her2_after_tki:
        text = f"{one.axis} {one.state}" + (f"/{one.certainty}" if one.certainty else "")
        text += f" {one.mechanism} {one.since} @{one.tki}/{one.tki_generation}" if one.mechanism else ""
        settled = [keys[words.removesuffix(" (unverified)")] for words in one.settled_by]
        rows.append(f"{text} {{{','.join(settled)}}}")
    return " ; ".join(rows)


def her2_drugs_as_text(of: Patient) -> str:
    """Resistance to HER2 drugs in the notation of its truth table."""
    rows = []
    for m in of.her2_resistance:
        text = f"{m.report_id}: {m.mechanism} @{m.therapy} {m.origin}/{m.origin_reason}"
        text += f"<{m.baseline_report_id}" if m.baseline_report_id else ""
        text += f" {m.trend}" if m.trend else ""
        text += f" [{','.join(m.caveats)}]" if m.caveats else ""
        rows.append(text)
    return " ; ".join(rows)


def notes_as_text(of: Patient) -> str:
    """The notes in the notation of the truth table: ``report:code``, joined by blanks."""
    return " ".join(f"{report_id or '*'}:{note.code}" for report_id, note in of.notes)
