"""Lines of the study's files, and the names that cBioPortal takes for patients and samples.

The rules are those of cBioPortal's documentation, "File Formats"; ``tests/truth/cbioportal_rules.tsv`` cites each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from her2parse.model import Finding, Patient, PlacedReport
from her2parse.outputs.rows import own_findings
from her2parse.outputs.text import clean, guard

STUDY = "her2parse"
"""``cancer_study_identifier``: what every file of the study repeats."""
NAMESPACE = "her2parse"
_OUTSIDE = re.compile(r"[^A-Za-z0-9._-]|^[.-]")
_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,14}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One report as one sample: cBioPortal has no nearer word for a report on a specimen."""

    patient_id: str
    sample_id: str
    report: PlacedReport

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The report's findings, in order of their ids."""
        return tuple(sorted(own_findings(self.report), key=lambda one: one.finding_id))


def identifier(text: str) -> str:
    """An id with the characters that cBioPortal allows; where one is replaced, a short hash keeps ids apart.

    >>> identifier("P001"), identifier("ward 3/17")
    ('P001', 'ward_3_17-688ba333')
    """
    plain = _OUTSIDE.sub("_", text)
    return plain if plain == text and text else f"{plain}-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def samples(patients: Sequence[Patient]) -> tuple[Sample, ...]:
    """Every report that could be read, repeats no other and was not replaced by a later one."""
    found: dict[str, Sample] = {}
    for patient in patients:
        replaced = {report.amends for report in patient.reports if report.amends}
        for report in patient.reports:
            result = report.result
            if report.duplicate_of or result.status == "failed" or result.report_id in replaced:
                continue
            name = identifier(report.patient_key or result.report_id)
            found.setdefault(result.report_id, Sample(name, identifier(result.report_id), report))
    return tuple(sorted(found.values(), key=lambda one: (one.patient_id, one.report.collected_on, one.sample_id)))


def is_symbol(text: str) -> bool:
    """True for what could be a gene's symbol; cBioPortal looks every gene up, and nothing else is written as one."""
    return bool(_SYMBOL.fullmatch(text))


def free(text: str) -> str:
    """Text of a report as one cell: one line, and no formula for whoever opens the file in a spreadsheet."""
    return guard(clean(text))


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Tab-separated lines with a header; rows give the columns that they have a value for."""
    lines = ["\t".join(columns)]
    for row in rows:
        unknown = set(row) - set(columns)
        if unknown:
            raise KeyError(f"no such column: {sorted(unknown)}")
        lines.append("\t".join(row.get(column, "") for column in columns))
    return ("\n".join(lines) + "\n").encode("utf-8")


def meta(**fields: str) -> bytes:
    """A meta file: ``key: value`` lines."""
    return "".join(f"{key}: {value}\n" for key, value in fields.items()).encode("utf-8")
