"""What a person's decision is bound to: a short hash of what was read, and where.

Ground floor: imports the model and nothing else. A decision holds as long as the hash is the same; the program's own
judgement (class, calls, rules) is no part of it, what was read and how it was named is.
"""

from __future__ import annotations

import hashlib
import json

from her2parse.model import Finding, ReportHeader, ReviewNote

FACTS = ("collected_on", "received_on", "reported_on", "specimen", "diagnosis", "histology")
"""The report's own facts that a decision may correct."""


def finding_evidence(sha256: str, finding: Finding) -> str:
    """``E`` and sixteen digits over the file, the page, the box, the words there and what was read in them.

    Args:
        sha256: the file's content hash.
        finding: as read, before any decision.
    """
    said, variant, place = finding.statement, finding.variant, finding.statement.evidence
    box = [round(value, 1) for value in (place.x0, place.top, place.x1, place.bottom)]
    names = [variant.hgvs_p_short, variant.hgvs_c, variant.variant_class, variant.fusion] if variant else []
    numbers = [said.vaf, said.copy_number, said.reads, said.percent_cells, said.ish_ratio, said.ish_copies]
    words = [said.gene, said.kind, said.state, said.as_written, said.significance, said.protein, said.coding]
    words += [said.genomic, said.fusion, said.copy_number_unit, said.copy_number_text, said.ihc_score, said.specimen]
    return "E" + _digest(sha256, place.page, box, place.quote, words, numbers, said.ish_group, names)


def report_evidence(sha256: str, part: int, header: ReportHeader) -> str:
    """The same over a report's own facts."""
    return "E" + _digest(sha256, part, [getattr(header, name) for name in FACTS])


def question(note: ReviewNote) -> str:
    """Eight digits over what a row of the queue asks, apart from what it asks about."""
    return _digest(note.code, note.page, note.quote, note.message)[:8]


def bound(evidence_hash: str, note: ReviewNote) -> str:
    """What a decision about a row of the queue is bound to: what was read, and what is asked."""
    return f"{evidence_hash or 'E'}-{question(note)}"


def finding_in_words(finding: Finding) -> str:
    """What was read, in one line, for a person who must decide again."""
    said = finding.statement
    name = finding.variant.hgvs_p_short or finding.variant.hgvs_c if finding.variant else ""
    values = {
        "VAF": said.vaf,
        "copy number": said.copy_number,
        "IHC": said.ihc_score or None,
        "cells": said.percent_cells,
        "ISH ratio": said.ish_ratio,
    }
    told = [f"{said.gene} {said.as_written}", said.state.replace("_", " ")]
    told += [name] if name and name != said.as_written else []
    told += [f"{label} {value:g}" if isinstance(value, float) else f"{label} {value}"
             for label, value in values.items() if value is not None]  # fmt: skip
    return ", ".join(told)


def facts_in_words(header: ReportHeader) -> str:
    """The report's own facts as read, in one line."""
    return ", ".join(f"{name} {getattr(header, name) or 'none'}" for name in FACTS)


def _digest(*values: object) -> str:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
