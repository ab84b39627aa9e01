"""Four layouts that nobody tunes on.

They are scored once, at the end of a piece of work, by ``make evaluate-aside``. Whoever works on the reader does not
draw these reports and does not look at their discrepancies one by one; once that has been done, the layouts are no
longer kept aside and others must take their place. They were written from descriptions of real reports, without
looking at the reader or its word lists while doing so, but by a hand that knows both.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..patient import Patient
from ..wide.plan import patients as drawn
from ..wide.story import Traits

CENTRES = ("Aldermoor University Cancer Center", "Pine Hollow Academic Medical Center")
PROFILES = ("Larkspire Genomics", "Tessellate Precision Oncology, Inc.")
PRIVATE = ("Laboratorios Vega del Sur", "Unidade Diagnóstica Atlântica", "Bluegate Molecular Laboratory")
BOARDS = ("Fenwick Valley Hospitals Trust", "Regional Cancer Institute Marisol")
# layout: (module and drawing function, what it can hold)
LAYOUTS: dict[str, tuple[str, Traits]] = {
    "aside_academic": ("aside.academic:draw", Traits(names=CENTRES, styles=("us", "long"), protein=0.3, most=5)),
    "aside_summary": ("aside.summary:draw", Traits(names=PROFILES, styles=("us", "day_mon"), protein=0.3, most=6)),
    "aside_hotspot": ("aside.hotspot:draw", Traits(names=PRIVATE, styles=("eu", "day_mon"), protein=0.5, cover=("list", "explicit", "explicit", "silent"), most=3)),
    "aside_board": ("aside.board:draw", Traits(names=BOARDS, styles=("eu", "iso"), protein=0.6, cover=("list", "explicit", "silent"), most=4)),
}  # fmt: skip


def patients(count: int, seed: int) -> list[Patient]:
    """``count`` patients with one report each, the four layouts in turn."""
    return drawn(count, seed, LAYOUTS)
