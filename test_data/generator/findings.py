"""What a report says: the findings that are drawn and written down as truth.

``mut`` looks a variant up in ``variants.tsv`` (names checked against the reference sequences when the table was made).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

THREE = dict(
    zip(
        "ARNDCQEGHILKMFPSTWYV*",
        [
            "Ala",
            "Arg",
            "Asn",
            "Asp",
            "Cys",
            "Gln",
            "Glu",
            "Gly",
            "His",
            "Ile",
            "Leu",
            "Lys",
            "Met",
            "Phe",
            "Pro",
            "Ser",
            "Thr",
            "Trp",
            "Tyr",
            "Val",
            "Ter",
        ],
        strict=True,
    )
)


@dataclass(frozen=True)
class Variant:
    """One row of ``variants.tsv``."""

    gene: str
    name: str
    hgvs_p_short: str
    hgvs_c: str
    transcript: str
    exon: str
    locus_grch37: str
    effect: str


@cache
def catalogue() -> dict[tuple[str, str], Variant]:
    """Every variant that the corpus may draw, by (gene, name)."""
    path = Path(__file__).with_name("variants.tsv")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        return {(row["gene"], row["name"]): Variant(**row) for row in rows}


@dataclass(eq=False)
class Finding:
    """One thing that a report says; ``as_written`` is filled by the layout that draws it.

    ``where`` tells the layout where to put it (``main``, ``vus``, ``synonymous``, ``germline``, ``map`` = response map
    only, ``details`` = detail table only, ``negative``). ``draw`` holds what only the layout needs.
    """

    gene: str
    kind: str
    status: str = "detected"
    as_written: str = ""
    hgvs_p_short: str = ""
    hgvs_c: str = ""
    vaf: float | None = None
    copy_number: float | None = None
    copy_number_unit: str = ""
    copy_number_text: str = ""
    fusion: str = ""
    ihc_score: str = ""
    percent_cells: float | None = None
    ish_ratio: float | None = None
    reported_significance: str = ""
    where: str = "main"
    variant: Variant | None = None
    other_names: tuple[str, ...] = ()
    why: str = ""
    optional: bool = False
    draw: dict[str, Any] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)

    @property
    def percent(self) -> str:
        """The VAF as most vendors print it."""
        assert self.vaf is not None
        value = round(self.vaf * 100, 2)
        return f"{value:g}%" if value < 0.1 else f"{value:.1f}%"

    @property
    def short(self) -> str:
        """The protein change in one-letter code without ``p.`` (frameshifts cut after ``fs``)."""
        assert self.variant is not None
        return self.variant.name

    @property
    def three(self) -> str:
        """The protein change in three-letter code without ``p.``."""
        return three_letter(self.hgvs_p_short.removeprefix("p."))


def three_letter(short: str) -> str:
    """``Y772_A775dup`` to ``Tyr772_Ala775dup``; lower-case words (ins, del, dup, fs) stay."""
    return "".join(THREE.get(ch, ch) for ch in short)


def mut(
    name: str, vaf: float | None = None, *, written: str = "", sig: str = "", where: str = "main", **draw: Any
) -> Finding:
    """A small variant of the catalogue (``"ERBB2 S310F"``), optionally spelled as ``written``."""
    gene, change = name.split(" ", 1)
    row = catalogue()[gene, change]
    kind = "splice" if row.effect == "splice" else "small_variant"
    return Finding(
        gene,
        kind,
        as_written=written,
        hgvs_p_short=row.hgvs_p_short,
        vaf=vaf,
        reported_significance=sig,
        where=where,
        variant=row,
        draw=draw,
    )


def cnv(
    gene: str,
    text: str,
    *,
    value: float | None = None,
    unit: str = "",
    status: str = "detected",
    sig: str = "",
    where: str = "main",
    **draw: Any,
) -> Finding:
    """A copy-number statement; ``text`` is the word printed (``Amplification``, ``Medium (++)`` …)."""
    return Finding(
        gene,
        "copy_number",
        status,
        as_written=text,
        copy_number=value,
        copy_number_unit=unit,
        reported_significance=sig,
        where=where,
        draw=draw,
    )


def plasma_amp(gene: str, level: str, *, where: str = "main", **draw: Any) -> Finding:
    """A plasma amplification printed as ``Amplification`` with a level (``Medium (++)``)."""
    f = cnv(gene, "Amplification", unit="level", where=where, **draw)
    f.copy_number_text = level
    return f


def fus(
    five: str, three: str, text: str = "", *, vaf: float | None = None, where: str = "main", **draw: Any
) -> Finding:
    """A fusion of two genes; the gene of the row is the kinase partner (3' by default)."""
    gene = draw.pop("gene", three)
    return Finding(gene, "fusion", as_written=text, fusion=f"{five}::{three}", vaf=vaf, where=where, draw=draw)


def ihc(score: str, text: str, *, status: str = "", gene: str = "ERBB2", percent: float | None = None) -> Finding:
    """A protein expression score as printed in ``text``."""
    state = status or {"3+": "detected", "2+": "equivocal"}.get(score, "not_detected")
    return Finding(gene, "expression", state, as_written=text, ihc_score=score, percent_cells=percent)


def ish(text: str, ratio: float | None, copies: float | None, status: str, **draw: Any) -> Finding:
    """An ERBB2 in-situ hybridisation result."""
    return Finding(
        "ERBB2",
        "copy_number",
        status,
        as_written=text,
        copy_number=copies,
        copy_number_unit="copies" if copies is not None else "",
        ish_ratio=ratio,
        draw=draw,
    )


def neg(gene: str, kind: str, text: str, *, status: str = "not_detected", **draw: Any) -> Finding:
    """An explicit statement that a named gene's event was not found."""
    return Finding(gene, kind, status, as_written=text, where="negative", draw=draw)
