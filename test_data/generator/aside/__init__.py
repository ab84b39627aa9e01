"""Four layouts that nobody tunes on.

They are scored once, at the end of a piece of work, by ``make evaluate-aside``. Whoever works on the reader does not
open this folder, does not draw these reports and does not look at their discrepancies one by one; once that has been
done, the layouts are no longer kept aside and others must take their place. They were written from descriptions of
real reports, without looking at the reader or its word lists.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..patient import Patient
from ..wide.plan import patients as drawn
from ..wide.story import Traits

US = ("Quarrystone Health Anatomic Pathology", "Larkspur Regional Medical Center", "Mount Ellery Clinic Laboratories")
UK = ("Wessmoor Genomic Laboratory Hub", "Northgate NHS Trust Cancer Genetics Laboratory")
NL = ("Ziekenhuis Lindehoven", "Stichting Pathologie Waterland", "Brightwater Circulating Tumor DNA Laboratory")
CENTERS = ("Memorial Halloway Cancer Center", "Ravenhill Comprehensive Cancer Center")
LAYOUTS: dict[str, tuple[str, Traits]] = {
    "aside_synoptic": ("aside.synoptic:draw", Traits(protein=0.7, names=US, styles=("us", "long"), most=3)),
    "aside_hub": ("aside.hub:draw", Traits(names=UK, styles=("eu", "day_mon"), specimens=("tissue", "tissue", "plasma"), most=4)),
    "aside_transposed": ("aside.transposed:draw", Traits(names=NL, styles=("dashes", "iso"), specimens=("plasma", "tissue"), most=5)),
    "aside_tertiary": ("aside.tertiary:draw", Traits(names=CENTERS, styles=("us", "day_mon"), most=6)),
}  # fmt: skip


def patients(count: int, seed: int) -> list[Patient]:
    """``count`` patients with one report each, the four layouts in turn."""
    return drawn(count, seed, LAYOUTS)
