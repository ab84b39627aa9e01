"""One report of the corpus: its header, its findings and what a reader should conclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .findings import Finding
from .people import Person

Call = str | list[str]


@dataclass
class Report:
    """What is drawn and what is true. Dates are ISO; ``options`` are switches that only the layout reads."""

    stem: str
    layout: str
    patient_id: str
    person: Person
    lab: str
    assay: str
    specimen: str
    diagnosis: str
    histology: str
    collected_on: str
    received_on: str
    reported_on: str
    findings: list[Finding]
    her2: tuple[Call, Call, Call]
    why: str = ""
    assay_id: str = ""
    status: str | list[str] = "parsed"
    reasons: Sequence[str] = ()
    traps: Sequence[int] = ()
    number: str = ""
    on_sheet: bool = True
    folder: str = ""
    sheet: dict[str, str] = field(default_factory=dict)
    printed: tuple[str, ...] = ("collected_on", "received_on", "reported_on")
    options: dict[str, Any] = field(default_factory=dict)
    part: int = 1
    duplicate_of: str = ""
    amends: str = ""

    @property
    def source_file(self) -> str:
        """Path under ``reports/``."""
        return f"{self.folder}/{self.stem}.pdf" if self.folder else f"{self.stem}.pdf"

    def get(self, key: str, default: Any = None) -> Any:
        """A layout switch."""
        return self.options.get(key, default)

    def of(self, *where: str, kind: str = "") -> list[Finding]:
        """The findings of the given places, in order."""
        return [f for f in self.findings if f.where in where and (not kind or f.kind == kind)]
