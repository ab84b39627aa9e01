"""Statements to findings: one row an event, with its HER2 class and our oncogenicity beside the report's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Literal

from her2parse.her2.evidence import GENE
from her2parse.her2.unite import unite
from her2parse.knowledge import Judged, Knowledge
from her2parse.knowledge.points import Account
from her2parse.model import (
    Finding,
    NormalizedVariant,
    Oncogenicity,
    ReadReport,
    ReviewNote,
    Statement,
)

OCR = "ocr"
"""The code of a finding that rests on a page read by OCR."""
_UNRESOLVED = ("invalid", "ambiguous", "no_reference")
_RNA = (
    "rna",
    "mrna",
    "rnaseq",
    "transcript",
    "transcripts",
    "transcriptome",
    "wts",
    "tpm",
    "fpkm",
    "rpkm",
    "nanostring",
    "qpcr",
)
"""Words of methods and units that measure RNA."""
_SUFFIXES = "bcdefghijklmnopqrstuvwxyz"

Pair = tuple[Statement, NormalizedVariant | None]


def make_findings(
    report: ReadReport, report_id: str, pairs: Sequence[Pair], knowledge: Knowledge
) -> tuple[tuple[Finding, ...], list[ReviewNote]]:
    """Findings in the order of the report, and notes where the report's class and ours disagree and it matters."""
    findings: list[Finding] = []
    notes: list[ReviewNote] = []
    taken: set[str] = set()
    for statement, variant in unite(pairs):
        identifier = finding_id(report_id, statement, variant, taken)
        judged = _judge(statement, variant, knowledge)
        account = _account(statement, variant, knowledge)
        finding = Finding(
            finding_id=identifier,
            report_id=report_id,
            statement=statement,
            variant=variant,
            her2_class=_her2_class(statement),
            her2_detail=_detail(statement, variant, knowledge, report.header.assay_id),
            oncogenicity=judged.oncogenicity if judged is not None else "",
            oncogenicity_source=_source(judged),
            oncogenicity_points=account.text if account is not None else "",
            review=_codes(statement, variant, report.ocr_pages),
        )
        for note in filter(None, (_disagreement(finding, judged), _points_against(finding, account))):
            notes.append(note)
            finding = replace(finding, review=_sorted({*finding.review, note.code}))
        findings.append(finding)
    return tuple(findings), notes


def finding_id(report_id: str, statement: Statement, variant: NormalizedVariant | None, taken: set[str]) -> str:
    """``report_id-8hex`` over gene, kind, state, name and method; a letter is added where two findings share it."""
    name = _name(statement, variant)
    key = "|".join((statement.gene, statement.kind, statement.state, name, statement.method))
    stem = f"{report_id}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    # Made one by one: nearly always the first is free.
    candidates = chain((stem,), (stem + letter for letter in _SUFFIXES), (f"{stem}z{n}" for n in count(2)))
    chosen = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(chosen)
    return chosen


def _name(statement: Statement, variant: NormalizedVariant | None) -> str:
    if variant is not None:
        named = variant.hgvs_p_short or variant.hgvs_c or variant.fusion
        if named:
            return named
    return statement.fusion or statement.as_written


def is_protein(statement: Statement) -> bool:
    """Whether an expression statement is about protein (IHC); RNA expression never is."""
    if statement.ihc_score:
        return True
    said = f"{statement.method} {statement.as_written}".lower()
    if not statement.method:
        # Without a method the words around decide: "ERBB2 overexpression, 240 TPM" is RNA whatever it calls itself.
        said = f"{said} {statement.evidence.quote}".lower()
    return not set(re.findall(r"[a-z]+", said)) & set(_RNA)


def _her2_class(statement: Statement) -> Literal["", "mutation", "amplification", "overexpression"]:
    if statement.gene != GENE:
        return ""
    if statement.kind in ("small_variant", "splice"):
        return "mutation"
    if statement.kind == "copy_number":
        return "amplification"
    return "overexpression" if statement.kind == "expression" and is_protein(statement) else ""


def _detail(statement: Statement, variant: NormalizedVariant | None, knowledge: Knowledge, assay_id: str) -> str:
    if statement.gene != GENE or statement.state == "not_detected":
        return ""
    if statement.kind in ("small_variant", "splice"):
        named = variant if variant is not None else class_of(statement)
        return knowledge.variants.describe(named).detail if named is not None else ""
    if statement.kind == "copy_number":
        said = knowledge.words.meaning(f"{statement.as_written} {statement.copy_number_text}", assay_id)
        if statement.state == "equivocal" and said not in ("low_level", "loss"):
            return "equivocal amplification"
        words = {"amplified": "amplification", "low_level": "low-level gain", "loss": "copy loss"}
        return words.get(said, "")
    if statement.kind == "expression" and statement.ihc_score:
        return f"IHC {statement.ihc_score}"
    return ""


def class_of(statement: Statement) -> NormalizedVariant | None:
    """A class of variants that the words alone name (``exon 16 skipping``, ``exon 20 insertion``), or None."""
    said = " ".join(statement.as_written.lower().replace("-", " ").split())
    for phrases, name in (
        (("exon 16 skipping", "exon 16 skip", "delta16", "delta 16", "d16", "δ16"), "exon 16 skipping"),
        (("exon 14 skipping", "exon 14 skip", "metex14"), "exon 14 skipping"),
        (("exon 20 insertion", "exon 20 ins", "ex20ins", "exon 20 duplication"), "exon 20 insertion"),
    ):
        if any(phrase in said for phrase in phrases):
            return NormalizedVariant(statement.gene, statement.as_written, "not_applicable", variant_class=name)
    return None


def _judge(statement: Statement, variant: NormalizedVariant | None, knowledge: Knowledge) -> Judged | None:
    if statement.state == "not_detected" or statement.kind not in ("small_variant", "splice"):
        return None
    named = variant
    if named is None or (named.status in _UNRESOLVED and not named.variant_class):
        named = class_of(statement)
    return knowledge.variants.judge(named) if named is not None else None


def _account(statement: Statement, variant: NormalizedVariant | None, knowledge: Knowledge) -> Account | None:
    if statement.state == "not_detected" or statement.kind != "small_variant" or variant is None:
        return None
    return knowledge.points.account(variant) if variant.status not in _UNRESOLVED else None


def _source(judged: Judged | None) -> str:
    if judged is None:
        return ""
    if judged.row is None:
        return judged.reason
    mark = "" if judged.row.verified else "; unverified"
    return f"{judged.reason} ({judged.row.source}; row {judged.row.row_id}{mark})"


_HARMFUL = ("oncogenic", "likely_oncogenic", "resistance")
_REPORTED_HARMFUL = ("pathogenic", "likely_pathogenic")
_REPORTED_HARMLESS = ("benign", "likely_benign", "vus", "synonymous")


def _disagreement(finding: Finding, judged: Judged | None) -> ReviewNote | None:
    said, ours = finding.statement.significance, finding.oncogenicity
    if judged is None or finding.statement.state != "detected" or not said:
        return None
    ours_only = ours in _HARMFUL and said in _REPORTED_HARMLESS
    theirs_only = ours in ("vus", "benign", "likely_benign") and said in _REPORTED_HARMFUL
    if not (ours_only or theirs_only):
        return None
    return ReviewNote(
        "significance_conflict",
        f"The report calls {finding.statement.gene} {finding.statement.as_written} {_words(said)}, our catalogue "
        f"{_words(ours)} ({finding.oncogenicity_source}). Both are shown; the calls follow the catalogue.",
        page=finding.statement.evidence.page,
        quote=finding.statement.evidence.quote,
        finding_id=finding.finding_id,
    )


def _points_against(finding: Finding, account: Account | None) -> ReviewNote | None:
    """A note where the points say otherwise than the catalogue. A sum that only falls short of it says nothing:
    criteria whose evidence is not bundled are missing from it."""
    if account is None or finding.statement.state != "detected":
        return None
    ours, theirs = finding.oncogenicity, account.oncogenicity
    more = ours in ("vus", "likely_benign", "benign") and theirs in ("oncogenic", "likely_oncogenic")
    less = ours in ("oncogenic", "likely_oncogenic") and theirs in ("likely_benign", "benign")
    if not (more or less):
        return None
    return ReviewNote(
        "points_conflict",
        f"Our catalogue calls {finding.statement.gene} {finding.statement.as_written} {_words(ours)}, the points of "
        f"the ClinGen/CGC/VICC procedure {_words(theirs)} (sum {account.total}). Both are shown; the calls follow the "
        "catalogue.",
        page=finding.statement.evidence.page,
        quote=finding.statement.evidence.quote,
        finding_id=finding.finding_id,
    )


def _words(code: str | Oncogenicity) -> str:
    return "of unknown significance" if code == "vus" else code.replace("_", " ")


def _codes(statement: Statement, variant: NormalizedVariant | None, ocr_pages: tuple[int, ...] = ()) -> tuple[str, ...]:
    # The sequence check cannot see a wrong new residue (L858R read as L858P), nor a wrong number: everything read by
    # OCR is marked, a value that only one of several places gave included.
    places = (statement.evidence, *statement.more) if not statement.confirmed else ()
    by_ocr = {OCR} if any(place.page in ocr_pages for place in places) else set()
    # A name that stands for nothing to normalise ("mutation: not detected") needs nobody's eye.
    of_name = variant.review if variant is not None and statement.state != "not_detected" else ()
    return _sorted({*statement.review, *of_name, *by_ocr})


def _sorted(codes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
