"""What synthetic patients are made of: alterations, tests with what they settle, and the truth about a cohort."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from her2parse.model import Batch, ReadReport, Sample, SourceFile, Treatment

Place = tuple[str, str]
HERE = Path(__file__).parent
SMALL = frozenset(["AKT1", "BRAF", "CDKN2A", "EGFR", "ERBB2", "ERBB3", "KRAS", "NRAS", "PIK3CA", "PTEN", "RB1", "TP53"])
GAIN = frozenset(["CCND1", "CDK4", "EGFR", "ERBB2", "FGFR1", "KRAS", "MET", "MYC"])
LOSS = frozenset(["CDKN2A", "PTEN"])
FUSED = frozenset(["ALK", "FGFR3", "NTRK1", "RET", "ROS1"])


@dataclass(frozen=True)
class Alteration:
    """One row of ``cohort_alterations.tsv``; ``mechanism`` is empty for drivers and companions."""

    key: str
    gene: str
    kind: str
    event_type: str
    event: str
    mechanism: str
    mechanism_class: str
    generations: tuple[str, ...]
    spelled: tuple[str, ...]
    protein: str
    coding: str
    fusion: str

    @property
    def place(self) -> Place:
        """Gene and sort of event."""
        return self.gene, self.event_type


def _alterations() -> dict[str, Alteration]:
    with (HERE / "cohort_alterations.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            r["key"]: Alteration(
                r["key"], r["gene"], r["kind"], r["event_type"], r["event"], r["mechanism"], r["class"],
                tuple(filter(None, r["generations"].split(";"))), tuple(r["spelled"].split("|")),
                r["protein"], r["coding"], r["fusion"],
            )
            for r in rows
        }  # fmt: skip


ALTERATIONS = _alterations()


@dataclass(frozen=True)
class Panel:
    """A test: its laboratory, its specimen, and the genes that its report lists."""

    name: str
    lab: str
    specimen: Literal["tissue", "plasma"]
    small: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()
    fused: frozenset[str] = frozenset()
    limits: tuple[str, ...] = ()
    assay_id: str = ""

    @property
    def settles(self) -> frozenset[Place]:
        """What a good report of this test would be believed to be silent about."""
        found = {(gene, "gain") for gene in self.copies & GAIN} | {(gene, "fusion") for gene in self.fused}
        if not self.limits:
            found |= {(gene, "small_variant") for gene in self.small}
        if self.specimen == "tissue":
            # A loss hides behind the DNA of normal cells in plasma.
            found |= {(gene, "loss") for gene in self.copies & LOSS}
        if self.assay_id == "her2-ihc":
            found.add(("ERBB2", "expression"))
        return frozenset(found)


WIDE = Panel("Wide Panel 300", "Laboratory North", "tissue", SMALL, GAIN | LOSS, FUSED)
SOLID = Panel("Solid 250", "Laboratory South", "tissue", SMALL - {"RB1"}, (GAIN | LOSS) - {"MYC"}, FUSED - {"NTRK1"})
LIQUID = Panel("Liquid 80", "Laboratory North", "plasma", SMALL, frozenset({"EGFR", "ERBB2", "MET"}), FUSED)
CIRCLE = Panel(
    "Circle 60", "Laboratory East", "plasma", SMALL - {"NRAS", "RB1"}, frozenset({"ERBB2", "MET"}), FUSED - {"FGFR3"}
)
NARROW = Panel("EGFR Gene Test", "Laboratory West", "tissue", frozenset({"EGFR"}))
HOTSPOT = Panel("Hotspot 50", "Laboratory West", "tissue", SMALL, limits=("hotspot",))
STAIN = Panel("HER2 IHC", "Laboratory North", "tissue", assay_id="her2-ihc")
RNA = Panel("RNA Panel", "Laboratory South", "tissue", fused=FUSED)
PANELS = (WIDE, SOLID, LIQUID, CIRCLE)
NOT_THERE = (NARROW, HOTSPOT)


@dataclass(frozen=True)
class Shown:
    """An alteration in a report: its fraction, or its copies."""

    alteration: Alteration
    vaf: float | None = None
    copies: float | None = None


@dataclass
class TrueReport:
    """What is true of one report. ``counts``: neither a copy nor failed, replaced, or of nobody."""

    report_id: str
    patient: str
    day: str
    specimen: str
    phase: str
    generation: str
    baselines: tuple[str, ...]
    settled: frozenset[Place]
    shown: frozenset[tuple[Place, str]]
    course: int
    counts: bool = True


@dataclass(frozen=True)
class TrueMechanism:
    """One row that ``resistance.tsv`` must have; ``caveats`` must be among its own."""

    patient: str
    report_id: str
    mechanism: str
    mechanism_class: str
    origin: str
    reason: str
    baseline: str
    trend: str
    place: Place
    lost: str = ""
    caveats: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """One report as the reading floor hands it on, or the reason why it cannot be read."""

    sha256: str
    report: ReadReport | None
    problem: str = ""


@dataclass
class Cohort:
    """Everything that goes in, and the truth about it."""

    drawn: list[Drawn] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    reports: list[TrueReport] = field(default_factory=list)
    mechanisms: list[TrueMechanism] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    @property
    def batch(self) -> Batch:
        """The run's input."""
        return Batch(tuple(self.files), (), tuple(self.samples), tuple(self.treatments))

    def leave(self, reason: str) -> None:
        """One unit more that left the flow for this reason."""
        self.left[reason] = self.left.get(reason, 0) + 1
