"""How a layout spells one finding: protein change, fusion, percentage, and the words for what was looked for."""

from __future__ import annotations

from ..findings import Finding
from .look import Look, spelled


def change(look: Look, f: Finding, how: str = "") -> str:
    """The change as printed (a splice change has only its coding name); the truth learns it."""
    assert f.variant is not None
    if f.kind == "splice":
        f.as_written = f.hgvs_c = f.variant.hgvs_c
        return f.as_written
    f.as_written = spelled(f.hgvs_p_short.removeprefix("p."), how or look.spelling)
    if look.report.options.setdefault("star", look.rng.random() < 0.4):  # p.Gln61* instead of p.Gln61Ter
        f.as_written = f.as_written.replace("Ter", "*")
    return f.as_written


def coding(f: Finding, transcript: bool = False) -> str:
    """The coding name, with its transcript if asked for; the truth learns the name."""
    assert f.variant is not None
    f.hgvs_c = f.variant.hgvs_c
    return f"{f.variant.transcript}:{f.hgvs_c}" if transcript else f.hgvs_c


def percent(f: Finding, digits: int = 1) -> str:
    """The allele fraction in percent; small ones keep a decimal, and the truth keeps what is printed."""
    assert f.vaf is not None
    if digits == 0 and f.vaf >= 0.02:
        f.vaf = round(f.vaf, 2)
        return f"{f.vaf * 100:.0f}%"
    return f"{f.vaf * 100:.1f}%"


def fusion(look: Look, f: Finding) -> str:
    """The partners in the spelling of the report."""
    joint = look.report.options.setdefault("joint", look.rng.choice(("-", "-", "::")))
    f.as_written = f.fusion.replace("::", joint)
    return f.as_written


def sort_of(f: Finding) -> str:
    """``small``, ``copy`` or ``fusion``: what the finding or its denial is about."""
    return {"copy_number": "copy", "fusion": "fusion"}.get(f.kind, "small")


def effect(f: Finding) -> str:
    """The effect in words."""
    assert f.variant is not None
    known = {"missense": "missense", "nonsense": "nonsense", "splice": "splice site"}
    if f.variant.effect in known:
        return known[f.variant.effect]
    if f.variant.effect.startswith("frameshift"):
        return "frameshift"
    return {"nonframeshiftDeletion": "in-frame deletion", "nonframeshiftInsertion": "in-frame insertion"}.get(
        f.variant.effect, "in-frame indel"
    )
