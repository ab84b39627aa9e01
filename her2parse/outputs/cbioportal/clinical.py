"""Patients and samples with their attributes; the four header lines that cBioPortal asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from her2parse.model import AXES
from her2parse.outputs.cbioportal.table import Sample, free, table

# Column, display name, description, datatype, priority.
_PATIENT = (
    ("PATIENT_ID", "Patient identifier", "Pseudonym of the patient", "STRING", "1"),
    ("N_REPORTS", "Reports", "Molecular reports of this patient that could be read", "NUMBER", "1"),
)
_SAMPLE = (
    ("PATIENT_ID", "Patient identifier", "Pseudonym of the patient", "STRING", "1"),
    ("SAMPLE_ID", "Sample identifier", "The report's id (her2parse reports.tsv)", "STRING", "1"),
    ("SPECIMEN", "Specimen", "What was tested: tissue, plasma, fluid; empty = not stated", "STRING", "10"),
    ("DIAGNOSIS", "Diagnosis", "As the sample sheet or the report gives it", "STRING", "10"),
    ("HISTOLOGY", "Histology", "Histology class that drug labels ask for", "STRING", "10"),
    ("LABORATORY", "Laboratory", "The laboratory that made the report", "STRING", "1"),
    ("ASSAY", "Assay", "The assay as the report names it", "STRING", "1"),
    ("HER2_MUTATION", "HER2 mutation", "Call on this axis; not_assayed is not negative", "STRING", "100"),
    ("HER2_AMPLIFICATION", "HER2 amplification", "Call on this axis; not_assayed is not negative", "STRING", "100"),
    ("HER2_OVEREXPRESSION", "HER2 overexpression", "Call on this axis; not_assayed is not negative", "STRING", "100"),
    ("HER2_IHC_SCORE", "HER2 IHC score", "Immunohistochemistry score where exactly one is given", "STRING", "50"),
    ("HER2_ISH_RATIO", "HER2/CEP17 ratio", "In situ hybridisation ratio where exactly one is given", "NUMBER", "50"),
    ("REPORT_STATUS", "Report status", "parsed, or review: a person must look at it", "STRING", "1"),
)


def patients(samples: Sequence[Sample]) -> bytes:
    """``data_clinical_patient.txt``."""
    counted: dict[str, int] = {}
    for sample in samples:
        counted[sample.patient_id] = counted.get(sample.patient_id, 0) + 1
    rows = [{"PATIENT_ID": name, "N_REPORTS": str(counted[name])} for name in sorted(counted)]
    return _with_header(_PATIENT, rows)


def sample_table(samples: Sequence[Sample]) -> bytes:
    """``data_clinical_sample.txt``."""
    return _with_header(_SAMPLE, [_row(sample) for sample in samples])


def _row(sample: Sample) -> dict[str, str]:
    report, header = sample.report, sample.report.result.header
    calls = {call.axis: call.call for call in report.result.calls}
    scores = {one.statement.ihc_score for one in sample.findings if one.statement.gene == "ERBB2"} - {""}
    ratios = {one.statement.ish_ratio for one in sample.findings if one.statement.gene == "ERBB2"} - {None}
    return {
        "PATIENT_ID": sample.patient_id,
        "SAMPLE_ID": sample.sample_id,
        "SPECIMEN": report.specimen if report.specimen != "unknown" else "",
        "DIAGNOSIS": free(report.diagnosis),
        "HISTOLOGY": report.histology,
        "LABORATORY": free(header.lab),
        "ASSAY": free(header.assay),
        **{f"HER2_{axis.upper()}": calls.get(axis, "review") for axis in AXES},
        "HER2_IHC_SCORE": scores.pop() if len(scores) == 1 else "",
        "HER2_ISH_RATIO": f"{ratios.pop():g}" if len(ratios) == 1 else "",
        "REPORT_STATUS": report.result.status,
    }


def _with_header(columns: Sequence[tuple[str, str, str, str, str]], rows: Sequence[Mapping[str, str]]) -> bytes:
    lines = ["#" + "\t".join(column[at] for column in columns) for at in (1, 2, 3, 4)]
    return ("\n".join(lines) + "\n").encode("utf-8") + table([column[0] for column in columns], rows)
