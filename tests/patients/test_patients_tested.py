"""What reports settle, and one name for one event: small patients in the notation of the factory."""

from __future__ import annotations

import pytest
from patients_factory import patient


def _settled(reports: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    (report,) = patient(reports, "osimertinib 2020-02-01..").reports
    return {row.event_type: (row.settled, row.unsure) for row in report.tested}


@pytest.mark.parametrize(
    ("report", "event_type", "settled", "unsure", "why"),
    [
        ("a@2020-01-01 T .x sv=EGFR+KRAS:", "small_variant", "EGFR KRAS", "", "the report's own list"),
        (
            "a@2020-01-01 T .x sv=EGFR+KRAS qc=qualified:",
            "small_variant",
            "",
            "EGFR KRAS",
            "absence is not informative",
        ),
        ("a@2020-01-01 T .x sv=EGFR unread=1:", "small_variant", "", "EGFR", "a page was not read"),
        ("a@2020-01-01 T .x sv=EGFR ocr=1:", "small_variant", "", "EGFR", "a page was read by OCR"),
        ("a@2020-01-01 P .x sv=EGFR:", "small_variant", "", "EGFR", "plasma that shows no tumour DNA"),
        ("a@2020-01-01 P .x sv=EGFR: EGFR L858R 5%", "small_variant", "EGFR", "", "plasma with the driver"),
        ("a@2020-01-01 T .x cn=MET+PTEN:", "loss", "PTEN", "", "a list of copy numbers in tissue covers losses"),
        ("a@2020-01-01 P .x cn=MET+PTEN: EGFR L858R 5%", "loss", "", "", "and in plasma it does not"),
        ("a@2020-01-01 P .x cn=MET: EGFR L858R 0.5%", "gain", "", "MET", "too little tumour to show a copy number"),
        ("a@2020-01-01 T .x cn=MET+ERBB2: ?MET amp", "gain", "ERBB2", "MET", "equivocal about one gene"),
        ("a@2020-01-01 T .x: -MET amp", "gain", "MET", "", "a denial shows the test"),
        ("a@2020-01-01 T .x: MET amp", "gain", "", "", "a hit alone does not show what else was looked for"),
        ("a@2020-01-01 T .x: ERBB2 IHC1+", "expression", "ERBB2", "", "a stain that is not 3+"),
        ("a@2020-01-01 T .x: ERBB2 IHC3+", "expression", "ERBB2", "", "a stain that is"),
        ("a@2020-01-01 T .x sv=EGFR limit=hotspot:", "small_variant", "", "", "hotspots settle no gene"),
        ("a@2020-01-01 T .x sv=EGFR failed=1:", "small_variant", "", "", "a failed report settles nothing"),
        ("a@2020-01-01 T rna: -MET rna14skip", "splice", "MET", "", "a denied splice event"),
    ],
)
def test_settled(report: str, event_type: str, settled: str, unsure: str, why: str) -> None:
    found = _settled(report).get(event_type, ((), ()))
    # The made-up RNA assay covers every gene; only MET is asked for here.
    kept = tuple(tuple(gene for gene in genes if event_type != "splice" or gene == "MET") for genes in found)
    assert kept == (tuple(sorted(settled.split())), tuple(sorted(unsure.split()))), why


@pytest.mark.parametrize(
    ("reports", "names", "why"),
    [
        ("EGFR L858R/c.2573T>G | EGFR c.2573T>G", "EGFR L858R|EGFR L858R", "the coding name joins them"),
        (
            "EGFR ex19del | EGFR E746_A750del",
            "EGFR E746_A750del|EGFR E746_A750del",
            "the only one that the class may be",
        ),
        ("EGFR ex19del | EGFR L858R", "EGFR exon 19 deletion|EGFR L858R", "another exon"),
        ("ERBB2 amp | ERBB2 gain x5", "ERBB2 amplification|ERBB2 amplification", "one direction"),
        ("PTEN loss | MET amp", "PTEN loss|MET amplification", "another direction and gene"),
        ("RET fusion | RET CCDC6::RET", "RET fusion|RET fusion", "the partner is not known"),
        ("MET ex14skip | MET rna14skip", "MET exon 14 skipping|MET exon 14 skipping", "DNA and RNA"),
        ("EGFR T790M | EGFR T790M vus", "EGFR T790M|EGFR T790M", "whatever its class"),
    ],
)
def test_names(reports: str, names: str, why: str) -> None:
    first, second = reports.split(" | ")
    placed = patient(f"a@2020-01-01 T f1: {first} | b@2021-01-01 T f1: {second}", "osimertinib 2020-02-01..")
    assert "|".join(event.event for report in placed.reports for event in report.events) == names, why


def test_each_report_knows_its_baselines() -> None:
    placed = patient(
        " | ".join(f"{at} T f1: EGFR L858R" for at in ("a@2020-01-01", "b@2021-01-01", "c@2022-06-01", "d@?")),
        "gefitinib 2020-02-01..2021-01-10; osimertinib 2021-02-01..2022-05-01",
    )
    told = {r.result.report_id: (r.egfr_tki, r.tki, r.tki_generation, r.baselines) for r in placed.reports}
    assert told == {
        "a": ("before", "", None, ()),
        "b": ("on_treatment", "gefitinib", 1, ("a",)),
        "c": ("after", "osimertinib", 3, ("a", "b")),
        "d": ("unknown", "", None, ()),
    }
