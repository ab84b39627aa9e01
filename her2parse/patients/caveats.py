"""What keeps a mechanism from being taken at face value, as codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.knowledge.mechanisms import Mechanism, class_name, copy_number_direction, protein_name
from her2parse.model import Finding, PlacedReport
from her2parse.patients.baseline import LOW_TISSUE_FRACTION, drivers, specimen_of
from her2parse.patients.facts import Knowledge
from her2parse.patients.origin import Placed

SUBCLONAL_RATIO = 0.1
"""A fraction below this part of the driver's is subclonal."""
LOW_PLASMA_DRIVER = 0.02
"""Below this driver fraction in plasma a copy number is not reliable."""
CHIP_FRACTION = 0.02
"""Below this fraction in plasma a variant of a gene that blood cells mutate may be theirs."""
INHERITED_RATIO = 3.0
"""A fraction of about one half, so many times the driver's in plasma, is what an inherited variant shows."""

_CIS = re.compile(r"\bin[ -]?cis\b|\bcis\b", re.I)
_TRANS = re.compile(r"\bin[ -]?trans\b|\btrans\b", re.I)


def caveats_of(
    finding: Finding,
    mechanism: Mechanism,
    report: PlacedReport,
    placed: Placed,
    knowledge: Knowledge,
    truncal: Sequence[Finding] = (),
) -> tuple[str, ...]:
    """The caveats of one mechanism in one report, sorted. ``truncal``: what drives the tumour where no EGFR driver
    does."""
    statement = finding.statement
    plasma = specimen_of(report, knowledge) == "plasma"
    seen = drivers(report.result.findings, knowledge.mechanisms) or tuple(truncal)
    driver_vaf = max((f.statement.vaf or 0.0 for f in seen), default=0.0)
    found: set[str] = set()
    if statement.vaf and driver_vaf and statement.vaf / driver_vaf < SUBCLONAL_RATIO:
        found.add("low_vaf_vs_driver")
    if statement.kind == "copy_number" and copy_number_direction(finding) == "gain":
        if plasma:
            found.add("plasma_amplification_confirm_tissue")
        if _little_tumour(report, plasma, driver_vaf):
            found.add("cn_low_tumour_fraction")
    blood = mechanism.chip or statement.gene in knowledge.mechanisms.blood_genes
    if (
        plasma
        and statement.kind == "small_variant"
        and blood
        and (statement.vaf is None or statement.vaf < CHIP_FRACTION)
    ):
        found.add("chip_suspect")
    alone = plasma and _stands_out(statement.vaf, driver_vaf) and finding not in seen
    if statement.significance == "germline" or alone or _looks_inherited(finding, placed.before):
        found.add("possible_germline")
    if placed.unnamed:
        found.add("baseline_name_not_comparable")
    if mechanism.often_at_baseline and placed.origin == "unknown":
        found.add("commonly_present_at_baseline")
    if statement.gene == "EGFR" and re.fullmatch(r"p\.C797[A-Z]", protein_name(finding)):
        found.add(_phase(finding, report.result.findings))
    doubtful = finding.variant is not None and finding.variant.status in ("ambiguous", "invalid")
    if finding.review or (doubtful and not class_name(finding)):
        found.add("low_confidence")
    return tuple(sorted(found))


def standing_of(mechanism: Mechanism, tki: str, knowledge: Knowledge) -> tuple[str, ...]:
    """What the rows of the knowledge base behind a mechanism are not: checked against a source, or ours."""
    drug = knowledge.drugs.get(tki)
    found = {
        "unverified_mechanism": not mechanism.verified,
        "own_mechanism": mechanism.own,
        "unverified_drug": drug is not None and not drug.verified,
        "own_drug": drug is not None and drug.own,
    }
    return tuple(sorted(code for code, holds in found.items() if holds))


def _little_tumour(report: PlacedReport, plasma: bool, driver_vaf: float) -> bool:
    fraction = report.result.header.tumour_fraction
    if not plasma:
        return fraction is not None and fraction < LOW_TISSUE_FRACTION
    return max(driver_vaf, fraction or 0.0) < LOW_PLASMA_DRIVER


def _looks_inherited(finding: Finding, before: Finding | None) -> bool:
    """A fraction of one half or one in both reports is what an inherited variant shows."""
    if before is None or finding.statement.kind != "small_variant":
        return False
    return all(
        vaf is not None and (0.45 <= vaf <= 0.55 or vaf > 0.95) for vaf in (finding.statement.vaf, before.statement.vaf)
    )


def _stands_out(vaf: float | None, driver_vaf: float) -> bool:
    """Half of the DNA in plasma, where the tumour's driver is a small part of it, is not the tumour's."""
    return vaf is not None and 0.4 <= vaf <= 0.6 and 0.0 < driver_vaf < vaf / INHERITED_RATIO


def _phase(finding: Finding, findings: Sequence[Finding]) -> str:
    """Whether C797S lies on the same allele as T790M; taken from the report's own words only."""
    both = [f for f in findings if f.statement.state == "detected" and protein_name(f) == "p.T790M" and _is_egfr(f)]
    if not both:
        return "c797_without_t790m"
    words = " ".join(f"{f.statement.as_written} {f.statement.evidence.quote}" for f in (finding, *both))
    cis, trans = bool(_CIS.search(words)), bool(_TRANS.search(words))
    if cis is trans:
        return "cis_trans_not_determined"
    return "c797_cis_t790m" if cis else "c797_trans_t790m"


def _is_egfr(finding: Finding) -> bool:
    return finding.statement.gene == "EGFR"
