"""The layouts of the wide corpus and how many reports of each are drawn."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from collections.abc import Sequence

from .. import scale
from ..patient import Patient
from ..report import Report
from .letter_words import NAMES as UNIVERSITIES
from .story import Traits, diagnoses, report

US = ("Quarrystone Health Anatomic Pathology", "Larkspur Regional Medical Center", "Mount Ellery Clinic Laboratories")
UK = ("Wessmoor Genomic Laboratory Hub", "Northgate NHS Trust Cancer Genetics Laboratory")
NL = ("Ziekenhuis Lindehoven", "Stichting Pathologie Waterland", "Brightwater Circulating Tumor DNA Laboratory")
CENTERS = ("Memorial Halloway Cancer Center", "Ravenhill Comprehensive Cancer Center")
COMMUNITY = (
    "Harlow County Memorial Hospital Laboratory",
    "St. Brannock Community Hospital",
    "Tamarack Valley Medical Center Laboratory",
)
PANELS = (
    "Kestrel Oncogenomics, Inc.",
    "Halcyon Precision Laboratories",
    "Ridgeline Tumor Profiling",
    "Copperleaf Diagnostics LLC",
)
LIQUID = ("Clearwell Liquid Biopsy Services", "Sanguine Molecular", "Fjordlys Liquid Diagnostics")
HOSPITALS = ("Jalan Merpati General Hospital", "Instituto Oncológico Santa Aurelia", "Khlong Thara University Hospital", "Banksia Coast Health Pathology",
             "Hospital das Acácias")  # fmt: skip
WEST, EAST = ("en", "en", "de", "fr", "es", "it"), ("ja", "zh", "ko")
# layout: (module and drawing function, what it can hold)
LAYOUTS: dict[str, tuple[str, Traits]] = {
    "sections": ("wide.sheets:tables", Traits(WEST, protein=0.2)),
    "sections_east": ("wide.sheets:tables", Traits(EAST, protein=0.2)),
    "two_columns": ("wide.sheets:columns", Traits(("en", "es", "de"))),
    "long_table": ("wide.sheets:long", Traits(("en", "de", "en"), most=8)),
    "gene_columns": ("wide.boxes:genes", Traits(("en", "en", "it", "zh"))),
    "cards": ("wide.boxes:cards", Traits(("en", "en", "fr", "ko"), protein=0.2)),
    "gene_by_gene": ("wide.boxes:gene_by_gene", Traits(("en", "en", "de", "ja"), protein=0.2)),
    "prose": ("wide.texts:letter", Traits(("en", "en", "de", "fr", "es"), protein=0.2)),
    "fixed_width": ("wide.texts:fixed", Traits(("en", "en", "es", "de"), protein=0.3)),
    "synoptic_form": ("wide.forms:synoptic", Traits(protein=0.5, cover=("list", "explicit", "explicit"), most=4)),
    "variants_across": ("wide.forms:transposed", Traits(("en", "en", "de", "fr", "zh"), protein=0.2)),
    "single_tests": ("wide.texts:single", Traits(("en", "fr", "it", "es", "zh"), protein=0.6, most=2, cover=("explicit", "explicit", "list", "silent"))),
    "outline": ("wide.outline:draw", Traits(protein=0.7, names=US, styles=("us", "long"), most=3)),
    "genomic_hub": ("wide.hub:draw", Traits(names=UK, styles=("eu", "day_mon"), specimens=("tissue", "tissue", "plasma"), most=4)),
    "sideways": ("wide.sideways:draw", Traits(names=NL, styles=("dashes", "iso"), specimens=("plasma", "tissue"), most=5)),
    "tertiary": ("wide.tertiary:draw", Traits(names=CENTERS, styles=("us", "day_mon"), most=6)),
    "hospital_print": ("wide.lis:draw", Traits(names=COMMUNITY, styles=("us", "us", "us_short"), protein=0.4, cover=("list", "explicit", "explicit", "silent"), most=3)),
    "tiles": ("wide.tiles:draw", Traits(names=PANELS, styles=("us", "day_mon", "long"), protein=0.35, most=5)),
    "university_letter": ("wide.letter:draw", Traits(("de", "fr", "es", "it"), names=UNIVERSITIES, protein=0.4, cover=("list", "explicit", "silent", "silent"), specimens=("tissue", "tissue", "tissue", "plasma"), most=4)),
    "liquid": ("wide.liquid:draw", Traits(names=LIQUID, styles=("iso", "day_mon", "eu"), specimens=("plasma", "plasma", "plasma", "tissue"), protein=0.3, most=6)),
    "integrated": ("wide.integrated:draw", Traits(names=HOSPITALS, styles=("eu", "day_mon", "iso", "dashes"), protein=0.7, cover=("list", "explicit", "silent", "silent"), specimens=("tissue", "tissue", "tissue", "plasma"), most=4)),
}  # fmt: skip
OLD = tuple(scale.LAYOUTS)


def as_patient(made: Report) -> Patient:
    """A report of the wide corpus with its only patient."""
    made.diagnosis = made.options["words"]["lung"]
    p = Patient(made.patient_id, made.person, "random content", made.diagnosis, on_sheet=False)
    p.reports.append(made)
    made.options["diagnoses"] = [made.diagnosis, *diagnoses()]
    return p


def patients(count: int, seed: int, layouts: dict[str, tuple[str, Traits]] | None = None) -> list[Patient]:
    """``count`` patients with one report each, the layouts in turn."""
    chosen = LAYOUTS if layouts is None else layouts
    names = list(chosen)
    out = []
    for i in range(count):
        name = names[i % len(names)]
        module, traits = chosen[name]
        out.append(as_patient(report(name, module, seed, i, traits)))
    return out


def everything(count: int, seed: int) -> list[Patient]:
    """The wide layouts and, for a third of the reports, the layouts of the committed corpus with random content."""
    third = count // 3
    old: Sequence[Patient] = scale.patients(third, seed, OLD, invented=True)
    for p in old:
        p.on_sheet = False
        for r in p.reports:
            r.on_sheet = False
    return [*patients(count - third, seed), *old]
