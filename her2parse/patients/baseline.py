"""What one report can say about one event: there, not there, not looked for, or not to be relied on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.knowledge.mechanisms import MechanismCatalogue
from her2parse.model import Answer, Finding, PlacedReport, Specimen
from her2parse.patients.event import Event, event_of, may_be, same_event, speaks_of
from her2parse.patients.facts import Knowledge

_CATALOGUE_EVENTS = frozenset({"small_variant", "copy_number", "fusion", "splice", "expression"})
_EXON_ONLY = re.compile(r"(?:(?P<gene>[A-Za-z0-9]+)_)?exons?_(?P<exons>\d+(?:_\d+)*)_only", re.I)
_NO_EVENT = {
    "no_copy_number": "copy_number",
    "failed_copy_number": "copy_number",
    "failed_fusion": "fusion",
    "failed_small_variant": "small_variant",
    "no_cnv": "copy_number",
    "no_fusion": "fusion",
    "no_fusions": "fusion",
    "no_splice": "splice",
    "no_small_variant": "small_variant",
    "no_expression": "expression",
}
_HARMLESS = frozenset({"benign", "likely_benign", "synonymous", "germline"})
LOW_TISSUE_FRACTION = 0.2
"""Below this tumour fraction of a tissue specimen a copy number, and the absence of a change of it, is not reliable."""
ALMOST_NO_PLASMA_TUMOUR = 0.01
"""Below this driver fraction in plasma no amplification can be seen. Published limits are 1-2 %: that none was seen is
held against nothing below the lower, and a copy number is doubted below the upper."""
_LOW_VAF = 0.02
"""In plasma, a TP53 variant below this fraction may come from blood cells and does not prove that the tumour sheds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report's answer about an event, with the finding that gives it where one does. ``unnamed``: it is uninformative
    because a variant that it found may be the event, by a name that cannot be compared."""

    report: PlacedReport
    answer: Answer
    finding: Finding | None = None
    unnamed: bool = False


def read(
    report: PlacedReport,
    event: Event,
    knowledge: Knowledge,
    seen_in: PlacedReport | None = None,
    events: Sequence[tuple[Finding, Event]] | None = None,
) -> Reading:
    """What the report says about the event.

    Present: the event is detected, however it is classed. Absent: the report or its assay covers the event, the report
    is whole and valid, the tumour is there to be seen, and the event is not. An equivocal statement is uninformative.

    Args:
        report: the report that is asked.
        event: the event.
        knowledge: assays and drivers.
        seen_in: another report of the patient in which the event was detected; a panel of which only some spots are
            known covers what the same laboratory's same assay has detected.
        events: the report's findings with their events, for a caller who asks many times.
    """
    about = about_of(report) if events is None else events
    there = [f for f, e in about if f.statement.state == "detected" and same_event(e, event) and not below_3(f)]
    if there:
        best = min(there, key=lambda f: (-(f.statement.vaf or 0.0), f.finding_id))
        return Reading(report, "present", best)
    header, result = report.result.header, report.result
    if result.status == "failed" or header.qc == "failed":
        return Reading(report, "uninformative")
    if any(f.statement.state == "detected" and may_be(e, event) for f, e in about):
        return Reading(report, "uninformative", unnamed=True)
    spoken = [f for f, e in about if speaks_of(e, event)]
    if any(f.statement.state in ("equivocal", "indeterminate") for f in spoken):
        return Reading(report, "uninformative")
    denied = [f for f in spoken if f.statement.state == "not_detected" or below_3(f)]
    if not denied and not covers(report, event, knowledge, seen_in):
        return Reading(report, "not_assayed")
    if header.qc != "ok" or result.unread_pages or result.n_ocr_pages or not sheds(report, knowledge):
        return Reading(report, "uninformative")
    if event.kind == "copy_number" and hides_copy_number(report, knowledge):
        return Reading(report, "uninformative")
    return Reading(report, "absent", min(denied, key=lambda f: f.finding_id) if denied else None)


def about_of(report: PlacedReport) -> tuple[tuple[Finding, Event], ...]:
    """The report's findings, each with the event that it is about."""
    return tuple((finding, event_of(finding)) for finding in report.result.findings)


def sheds(report: PlacedReport, knowledge: Knowledge) -> bool:
    """Whether tumour is there to be seen: always in tissue; in plasma a driver, another tumour variant, or a stated
    tumour fraction above zero."""
    if specimen_of(report, knowledge) != "plasma":
        return True
    if report.result.header.tumour_fraction:
        return True
    return any(_is_tumour(finding, knowledge.mechanisms) for finding in report.result.findings)


def hides_copy_number(report: PlacedReport, knowledge: Knowledge) -> bool:
    """Whether there is so little tumour in the specimen that an altered copy number could not have been seen."""
    fraction = report.result.header.tumour_fraction
    if specimen_of(report, knowledge) != "plasma":
        return fraction is not None and fraction < LOW_TISSUE_FRACTION
    seen = [f.statement.vaf or 0.0 for f in drivers(report.result.findings, knowledge.mechanisms)]
    return 0.0 < max(*seen, fraction or 0.0, 0.0) < ALMOST_NO_PLASMA_TUMOUR


def specimen_of(report: PlacedReport, knowledge: Knowledge) -> Specimen:
    """The specimen; where neither sheet nor report says, the only one that the assay takes."""
    if report.specimen != "unknown":
        return report.specimen
    assay = knowledge.assays.get(report.result.header.assay_id) if report.result.header.assay_id else None
    return assay.specimen if assay is not None else "unknown"


def same_assay(one: PlacedReport, other: PlacedReport, knowledge: Knowledge) -> bool:
    """Whether two reports are of one assay, run by one laboratory, on one kind of specimen."""
    a, b = one.result.header, other.result.header
    labs = {lab.casefold() for lab in (a.lab, b.lab) if lab}
    if a.assay_id or b.assay_id:
        assay = knowledge.assays.get(a.assay_id) if a.assay_id else None
        one_place = len(labs) < 2 or (assay is not None and assay.kind == "service")
        same = a.assay_id == b.assay_id and one_place
    else:
        same = bool(a.assay) and a.assay.casefold() == b.assay.casefold() and len(labs) == 1
    specimens = {s for s in (specimen_of(one, knowledge), specimen_of(other, knowledge)) if s != "unknown"}
    return same and len(specimens) < 2


def drivers(findings: Sequence[Finding], catalogue: MechanismCatalogue) -> tuple[Finding, ...]:
    """The truncal EGFR drivers among the findings."""
    return tuple(finding for finding in findings if catalogue.is_driver(finding))


def below_3(finding: Finding) -> bool:
    """An immunohistochemistry score that is not 3+ says that there is no overexpression."""
    return finding.statement.ihc_score in ("0", "1+", "2+")


def _is_tumour(finding: Finding, catalogue: MechanismCatalogue) -> bool:
    statement = finding.statement
    if statement.state != "detected" or statement.kind not in ("small_variant", "copy_number", "fusion", "splice"):
        return False
    if statement.significance in _HARMLESS:
        return False
    if finding.variant is not None and finding.variant.consequence == "synonymous":
        return False
    if statement.kind == "small_variant" and statement.gene in catalogue.blood_genes:
        return statement.gene == "TP53" and (statement.vaf is None or statement.vaf >= _LOW_VAF)
    return True


def covers(report: PlacedReport, event: Event, knowledge: Knowledge, seen_in: PlacedReport | None = None) -> bool:
    """Whether the event was looked for, by the report's own lists, else by its assay; ``seen_in`` as in ``read``."""
    header = report.result.header
    known_there = seen_in is not None and same_assay(report, seen_in, knowledge)
    if any(_takes_out(limit, event, known_there) for limit in header.coverage.limits):
        return False
    if event.direction == "loss" and specimen_of(report, knowledge) == "plasma" and not known_there:
        # Plasma panels list genes for amplification; a loss hides behind the DNA of normal cells.
        return False
    kind = "small_variant" if event.in_dna else event.kind
    own = {
        "small_variant": header.coverage.small_variant,
        "copy_number": header.coverage.copy_number,
        "fusion": header.coverage.fusion,
    }.get(kind, ())
    genes = event.partners if event.kind == "fusion" else (event.gene,)
    if own:
        return any(gene in own for gene in genes)
    assay = knowledge.assays.get(header.assay_id) if header.assay_id else None
    if assay is None or kind not in _CATALOGUE_EVENTS:
        return False
    answers = {assay.covers(g, kind, specimen_of(report, knowledge), report.reported_on) for g in genes}
    if "yes" in answers:
        return True
    return known_there and bool(answers & {"partial", "presumed"})


def _takes_out(limit: str, event: Event, known_there: bool) -> bool:
    """Whether a limit that the report states takes the event out of what was tested."""
    if _NO_EVENT.get(limit) == event.kind:
        return True
    if limit == f"partial:{event.gene}":
        return event.kind == "small_variant" and not known_there
    if limit == "no_insertions":
        return event.insertion
    if limit.startswith("hotspot"):
        return event.kind == "small_variant"
    only = _EXON_ONLY.fullmatch(limit)
    if only and event.kind == "small_variant" and only["gene"] in (None, event.gene):
        return event.exon is None or str(event.exon) not in only["exons"].split("_")
    return False
