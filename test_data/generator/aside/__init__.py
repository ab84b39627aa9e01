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
from .letter_words import NAMES as UNIVERSITIES

US = (
    "Kestrel Oncogenomics, Inc.",
    "Halcyon Precision Laboratories",
    "Ridgeline Tumor Profiling",
    "Copperleaf Diagnostics LLC",
)
LIQUID = ("Clearwell Liquid Biopsy Services", "Sanguine Molecular", "Fjordlys Liquid Diagnostics")
HOSPITALS = ("Jalan Merpati General Hospital", "Instituto Oncológico Santa Aurelia", "Khlong Thara University Hospital", "Banksia Coast Health Pathology",
             "Hospital das Acácias")  # fmt: skip
# layout: (module and drawing function, what it can hold)
LAYOUTS: dict[str, tuple[str, Traits]] = {
    "aside_tiles": ("aside.tiles:draw", Traits(names=US, styles=("us", "day_mon", "long"), protein=0.35, most=5)),
    "aside_letter": ("aside.letter:draw", Traits(("de", "fr", "es", "it"), names=UNIVERSITIES, protein=0.4, cover=("list", "explicit", "silent", "silent"), specimens=("tissue", "tissue", "tissue", "plasma"), most=4)),
    "aside_liquid": ("aside.liquid:draw", Traits(names=LIQUID, styles=("iso", "day_mon", "eu"), specimens=("plasma", "plasma", "plasma", "tissue"), protein=0.3, most=6)),
    "aside_integrated": ("aside.integrated:draw", Traits(names=HOSPITALS, styles=("eu", "day_mon", "iso", "dashes"), protein=0.7, cover=("list", "explicit", "silent", "silent"), specimens=("tissue", "tissue", "tissue", "plasma"), most=4)),
}  # fmt: skip


def patients(count: int, seed: int) -> list[Patient]:
    """``count`` patients with one report each, the four layouts in turn."""
    return drawn(count, seed, LAYOUTS)
