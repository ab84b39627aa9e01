"""Hand-made records for the tests of the outputs: one call makes one plausible record."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from her2parse.model import (
    AXES,
    Batch,
    Condition,
    Evidence,
    Finding,
    Her2AfterTki,
    Her2Call,
    Her2DrugResistance,
    NamedEvent,
    NormalizedVariant,
    Option,
    Patient,
    PlacedReport,
    ReportHeader,
    ReportResult,
    ResistanceMechanism,
    ReviewNote,
    Sighting,
    SourceFile,
    Statement,
    Tested,
    Therapy,
    TimelineEvent,
    Track,
)
from her2parse.outputs import RunSettings

SETTINGS = RunSettings(as_of="2026-11-01", key_source="test", config={"limits": {"max_pages": 500}})


def sha(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def report_id(name: str) -> str:
    return "R" + sha(name)[:12]


def finding(name: str, gene: str = "ERBB2", written: str = "A775_G776insYVMA", **more: object) -> Finding:
    """A detected small variant by default; ``more`` overrides fields of the finding, variant or statement."""
    fields_finding = {key: more.pop(key) for key in list(more) if key in Finding.__dataclass_fields__}
    variant = more.pop("normalized", None)
    statement = Statement(
        gene=gene,
        kind=more.pop("kind", "small_variant"),  # type: ignore[arg-type]
        state=more.pop("state", "detected"),  # type: ignore[arg-type]
        as_written=written,
        evidence=more.pop("evidence", Evidence(1, 72.0, 200.0, 400.0, 212.0, f"{gene} {written}")),  # type: ignore[arg-type]
        rule="test",
        **more,  # type: ignore[arg-type]
    )
    rid = report_id(name)
    fid = f"{rid}-{sha(f'{gene}|{statement.kind}|{statement.state}|{written}')[:8]}"
    return Finding(
        **{"finding_id": fid, "report_id": rid, "statement": statement, "variant": variant, **fields_finding}
    )  # type: ignore[arg-type]


def calls(
    name: str,
    mutation: str = "not_assayed",
    amplification: str = "not_assayed",
    overexpression: str = "not_assayed",
    ids: tuple[str, ...] = (),
) -> tuple[Her2Call, ...]:
    states = (mutation, amplification, overexpression)
    return tuple(
        Her2Call(report_id(name), axis, state, f"Test basis: {axis} is {state}.", ids if state == "positive" else ())  # type: ignore[arg-type]
        for axis, state in zip(AXES, states, strict=True)
    )


def placed(name: str, patient: str, findings: tuple[Finding, ...] = (), **more: object) -> PlacedReport:
    own = {key: more.pop(key) for key in list(more) if key in PlacedReport.__dataclass_fields__}
    header = more.pop("header", ReportHeader(lab="Test Laboratory", assay="Test Panel 500"))
    result = ReportResult(
        **{  # type: ignore[arg-type]
            "report_id": report_id(name),
            "sha256": sha(name),
            "part": 1,
            "status": "parsed",
            "reasons": (),
            "n_pages": 2,
            "n_ocr_pages": 0,
            "header": header,
            "findings": findings,
            "calls": calls(name),
            "notes": (),
            **more,
        }
    )
    base = PlacedReport(
        name,
        patient,
        result,
        "plasma",
        "Adenocarcinoma of the lung",
        "non_squamous",
        "2026-03-01",
        "2026-03-02",
        "2026-03-09",
    )
    return replace(base, **own)  # type: ignore[arg-type]


YVMA = NormalizedVariant(
    "ERBB2",
    "A775_G776insYVMA",
    "rewritten",
    "an insertion that repeats what stands before it is a duplication",
    "NP_004439.2:p.(Tyr772_Ala775dup)",
    "p.Y772_A775dup",
    "NM_004448.4:c.2313_2324dup",
    "NC_000017.11:g.39724731_39724742dup",
    "NC_000017.10:g.37880984_37880995dup",
    consequence="inframe_insertion",
    aa_start=772,
    aa_end=775,
    exon=20,
    vrs_id="ga4gh:VA.i2mlUlU6zjxaCbKmBs2lOqxb06mHg5Xa",
    vrs_id_c="ga4gh:VA.qNCfNqSHxGHpDZyKQdfBz39HyLu0HVw7",
)


def option(
    patient: str, found: Finding, therapy: str = "trastuzumab deruxtecan", match: str = "unknown", **more: object
) -> Option:
    return Option(
        **{  # type: ignore[arg-type]
            "patient_key": patient,
            "report_id": found.report_id,
            "finding_id": found.finding_id,
            "biomarker": "ERBB2 activating mutation",
            "therapy": therapy,
            "therapy_class": "her2_adc",
            "jurisdiction": "US",
            "match": match,
            "conditions": (
                Condition("histology", "met", "Non-squamous by the report."),
                Condition("prior_systemic_therapy", "unknown", "No treatment sheet names this patient."),
            ),
            "approval": "accelerated",
            "approved_on": "2022-08-11",
            "amp_tier": "IA",
            "evidence_ids": ("PMID34534430", "NCT04644237"),
            "monitoring": "Interstitial lung disease; ejection fraction.",
            "rule_id": "TDXD-US-1",
            "kb_version": "2026.10",
            "as_of": "2026-11-01",
            **more,
        }
    )


def _seen(before: str, after: str, finding_id: str = "") -> tuple[Sighting, ...]:
    """What the two reports of P001 say of one event."""
    answers = ((report_id("p1_base.pdf"), before), (report_id("p1_prog.pdf"), after))
    return tuple(Sighting(one, said, (finding_id,) if said == "present" else ()) for one, said in answers)  # type: ignore[arg-type]


def cohort() -> tuple[tuple[Patient, ...], tuple[Option, ...], Batch]:
    """Three patients, six files: positive over time, a duplicate, a failed file, a file that was lost."""
    base = finding(
        "p1_base.pdf", "EGFR", "E746_A750del", vaf=0.231, significance="pathogenic", oncogenicity="oncogenic"
    )
    yvma = finding(
        "p1_prog.pdf",
        vaf=0.0123456789,
        normalized=YVMA,
        her2_class="mutation",
        her2_detail="exon 20 insertion",
        oncogenicity="oncogenic",
        oncogenicity_source="catalogue ERBB2-7",
    )
    amp = finding(
        "p1_prog.pdf",
        "ERBB2",
        "Medium (++)",
        kind="copy_number",
        copy_number=2.4,
        copy_number_unit="plasma_copies",
        copy_number_text="Medium (++)",
        her2_class="amplification",
        review=("qualified_report",),
    )
    met = finding("p1_prog.pdf", "MET", "amplification: not detected", kind="copy_number", state="not_detected")
    vus = finding("p1_prog.pdf", "ATM", "K2331fs", vaf=0.0008, significance="vus", oncogenicity="vus")
    ihc = finding(
        "p2.pdf",
        "ERBB2",
        "IHC 2+",
        kind="expression",
        state="equivocal",
        ihc_score="2+",
        percent_cells=15.0,
        her2_class="overexpression",
    )
    one = Patient(
        "P001",
        (
            placed(
                "p1_base.pdf",
                "P001",
                (base,),
                collected_on="2025-01-10",
                specimen="tissue",
                egfr_tki="before",
                tested=(Tested("small_variant", ("EGFR", "ERBB2")), Tested("gain", ("ERBB2", "MET"))),
                events=(NamedEvent(base.finding_id, "small_variant", "EGFR E746_A750del"),),
                calls=calls("p1_base.pdf", "negative", "negative"),
            ),
            placed(
                "p1_prog.pdf",
                "P001",
                (yvma, amp, met, vus),
                status="review",
                reasons=("qualified_report",),
                egfr_tki="after",
                tki="osimertinib",
                tki_generation=3,
                tki_start="2025-02-01",
                baselines=(report_id("p1_base.pdf"),),
                tested=(Tested("small_variant", (), ("EGFR", "ERBB2")), Tested("gain", ("MET",), ("ERBB2",))),
                events=(
                    NamedEvent(yvma.finding_id, "small_variant", "ERBB2 Y772_A775dup"),
                    NamedEvent(amp.finding_id, "gain", "ERBB2 amplification"),
                    NamedEvent(met.finding_id, "gain", "MET amplification"),
                ),
                calls=calls("p1_prog.pdf", "positive", "review", ids=(yvma.finding_id,)),
            ),
            placed(
                "p1_prog_copy.pdf",
                "P001",
                (yvma,),
                report_id=report_id("p1_prog.pdf"),
                sha256=sha("p1_prog.pdf"),
                reasons=("duplicate",),
                duplicate_of=report_id("p1_prog.pdf"),
            ),
        ),
        (Therapy(("osimertinib",), "Tagrisso", "egfr_tki", 3, "2025-02-01", "2026-02-20", "1", "PR", "sheet"),),
        (
            ResistanceMechanism(
                "P001",
                report_id("p1_prog.pdf"),
                yvma.finding_id,
                "ERBB2 exon 20 insertion",
                "bypass",
                "ERBB2",
                "mutation",
                "osimertinib",
                3,
                "2025-02-01",
                "2026-02-20",
                "apparently_acquired",
                "other_assay",
                report_id("p1_base.pdf"),
                caveats=("qualified_report",),
            ),
        ),
        (("", ReviewNote("unknown_drug", "The sheet names 'Tagriso'; the nearest known drug is 'Tagrisso'.")),),
        (
            TimelineEvent(
                "2025-02",
                "month",
                "therapy_start",
                "osimertinib (Tagrisso)",
                "report",
                agents=("osimertinib",),
                therapy_class="egfr_tki",
                tki_generation=3,
                line="1",
                report_id=report_id("p1_prog.pdf"),
                page=1,
                quote="-since February 2025",
            ),
            TimelineEvent(
                "2025-01-10",
                "day",
                "specimen",
                "tissue specimen",
                "sheet",
                "before",
                specimen="tissue",
                molecular="yes",
                report_id=report_id("p1_base.pdf"),
            ),
            TimelineEvent("", "unknown", "progression", "progressed on osimertinib", "report", "unknown"),
        ),
        (
            Her2AfterTki(
                "P001",
                "mutation",
                "seen",
                mechanism="ERBB2 exon 20 insertion",
                since="2026-02-14",
                report_id=report_id("p1_prog.pdf"),
                finding_ids=(yvma.finding_id,),
                specimen="plasma",
                tki="osimertinib",
                tki_generation=3,
                origin="apparently_acquired",
                certainty="likely",
                basis="seen in plasma",
                settled_by=("the same variant in tissue", "=the earlier specimen"),
                note="the labels did not study it",
                verified=False,
            ),
        ),
        (
            Her2DrugResistance(
                "P001",
                report_id("p1_prog.pdf"),
                met.finding_id,
                "MET amplification",
                "bypass",
                "MET",
                "zongertinib",
                "her2_tki",
                "2025-06-01",
                "",
                "unknown",
                "no_baseline",
                verified=False,
            ),
        ),
        tuple(
            Track(one.finding_id, one.statement.gene, one.statement.kind, _seen(before, after, one.finding_id))
            for one, before, after in ((base, "present", "absent"), (yvma, "not_assayed", "present"))
        ),
        (Track("met", "", "", _seen("absent", "uninformative")),),
    )
    two = Patient(
        "P002",
        (placed("p2.pdf", "P002", (ihc,), specimen="tissue", calls=calls("p2.pdf", overexpression="equivocal")),),
    )
    three = Patient(
        "K9f2c",
        (
            placed(
                "broken.pdf",
                "K9f2c",
                status="failed",
                reasons=("truncated_pdf",),
                n_pages=0,
                specimen="unknown",
                diagnosis="",
                histology="",
                collected_on="",
                received_on="",
                reported_on="",
                header=ReportHeader(),
                calls=calls("broken.pdf", "review", "review", "review"),
            ),
        ),
    )
    names = ("p1_base.pdf", "p1_prog.pdf", "p1_prog_copy.pdf", "p2.pdf", "broken.pdf", "lost.pdf")
    batch = Batch(tuple(SourceFile(name, sha(name), 1000, "00") for name in names), ignored=("notes.txt",))
    options = (
        option("P001", yvma),
        option(
            "P001",
            yvma,
            "zongertinib",
            "in_label",
            rule_id="ZON-US-1",
            approved_on="2025-08-08",
            therapy_class="her2_tki",
            conditions=(Condition("histology", "met", "Non-squamous by the report."),),
        ),
    )
    return (one, two, three), options, batch
