"""One patient of the corpus: reports, treatments and what the timeline should say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .findings import Finding
from .layouts.oncomine_words import PRECISION, PRECISION_CNV, PRECISION_FUSION
from .people import Person
from .report import Call, Report

# layout: (drawing module, lab, assay, assay_id, specimen)
LAYOUTS: dict[str, tuple[str, str, str, str, str]] = {
    "guardant360": ("guardant360", "Guardant Health", "Guardant360", "g360ldt", "plasma"),
    "foundationone_cdx": ("foundationone", "Foundation Medicine", "FoundationOne CDx", "f1cdx", "tissue"),
    "foundationone_liquid": ("foundationone", "Foundation Medicine", "FoundationOne Liquid CDx", "f1lcdx", "plasma"),
    "oncomine_en": ("oncomine", "Lakeview Cancer Center", "Oncomine Precision Assay", "opa", "tissue"),
    "oncomine_es": ("oncomine", "Servicio de Anatomía Patológica", "", "", "tissue"),
    "caris": ("caris", "Caris Life Sciences", "MI Profile", "carisMI", "tissue"),
    "tempus_xt": ("tempus", "Tempus", "Tempus xT", "xt", "tissue"),
    "tempus_xf": ("tempus", "Tempus", "Tempus xF", "xf", "plasma"),
    "her2_pathology": ("her2_pathology", "St. Brigid University Hospital", "", "", "tissue"),
    "letter": ("letter", "Northfield Regional Hospital", "", "", "tissue"),
    "oncopanel": ("oncopanel", "Harbor Women's and Cancer Institute", "OncoPanel", "oncopanel", "tissue"),
    "letter_nl": ("letter", "Ziekenhuis Oosterdael", "", "", "tissue"),
    "letter_de": ("letter", "Universitätsklinikum Neuental", "", "", "tissue"),
}


@dataclass(frozen=True)
class Mechanism:
    """A row that the resistance table should hold (``her2_mechanisms``: that of the HER2 drugs).

    Lists are acceptable values; ``optional`` rows may be absent.
    """

    report: str
    gene: str
    event: str
    mechanism_class: str | list[str]
    origin: str | list[str]
    reason: str | list[str] = ""
    her2_axis: str = ""
    trend: str = ""
    baseline: str = ""
    optional: bool = False
    why: str = ""


@dataclass
class Patient:
    """Reports are added with :meth:`report`; the order is that of collection."""

    id: str
    person: Person
    story: str
    diagnosis: str = "Lung adenocarcinoma"
    histology: str = "non_squamous"
    on_sheet: bool = True
    treatments: Sequence[tuple[str, str, str, str, str]] = ()  # drug, start, stop, line, best response
    mechanisms: list[Mechanism] = field(default_factory=list)
    her2_mechanisms: list[Mechanism] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    def report(
        self,
        stem: str,
        layout: str,
        dates: tuple[str, str, str],
        findings: list[Finding],
        her2: tuple[Call, Call, Call],
        *,
        why: str = "",
        traps: Sequence[int] = (),
        status: str | list[str] = "parsed",
        reasons: Sequence[str] = (),
        number: str = "",
        sheet: dict[str, str] | None = None,
        **rest: Any,
    ) -> Report:
        """Add a report; what is not given comes from the layout and the patient. ``rest`` fields of Report win over
        the layout's, everything else goes to the drawing as options."""
        module, lab, assay, assay_id, specimen = LAYOUTS[layout]
        own = {k: rest.pop(k) for k in list(rest) if k in Report.__dataclass_fields__ and k != "options"}
        fields: dict[str, Any] = {
            "lab": lab,
            "assay": assay,
            "assay_id": assay_id,
            "specimen": specimen,
            "diagnosis": self.diagnosis,
            "histology": self.histology,
            "on_sheet": self.on_sheet,
        } | own
        options: dict[str, Any] = {"module": module}
        if layout == "foundationone_liquid":
            options["liquid"] = True
        if layout == "oncomine_es":
            options["language"] = "es"
        if layout == "oncomine_en":
            options["lists"] = {"dna": PRECISION, "cnv": PRECISION_CNV, "fusion": PRECISION_FUSION}
        if layout == "tempus_xf":
            options["xf"] = True
        if layout in ("letter_nl", "letter_de"):
            options["language"] = layout[-2:]
        made = Report(
            stem,
            layout,
            self.id,
            self.person,
            collected_on=dates[0],
            received_on=dates[1],
            reported_on=dates[2],
            findings=findings,
            her2=her2,
            why=why,
            traps=traps,
            status=status,
            reasons=reasons,
            number=number or f"{self.id[1:]}{len(self.reports) + 1:02d}A{self.person.mrn[-4:]}",
            sheet=sheet or {},
            options=options | rest,
            **fields,
        )
        self.reports.append(made)
        return made
