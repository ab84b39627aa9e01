"""Synthetic patients at the level of records, with what is true of them told by construction.

No PDF and no program: each patient is built from a scenario (new since a baseline of the same assay, there before it,
no baseline, a baseline that did not look ...), and the truth is what the scenario says, never what was computed.
Reports are statements in changing spellings, as the reading floor would hand them on.

The rules are those of the clinical facts: acquired needs an adequate baseline that covers the event; another assay
makes it apparently acquired; plasma without tumour DNA, a qualified or an equivocal report tells nothing by its
silence.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from her2parse.model import (
    Batch,
    Coverage,
    Evidence,
    ReadReport,
    ReportHeader,
    Sample,
    SourceFile,
    Statement,
    Treatment,
)

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


def cohort(size: int, seed: int = 6) -> Cohort:
    """``size`` patients; the same for the same seed."""
    made, dice = Cohort(), random.Random(seed)
    names = [name for name, weight in SCENARIOS.items() for _ in range(weight)]
    for number in range(size):
        patient = _Patient(made, random.Random(dice.random()), f"S{number:05d}")
        getattr(patient, names[number % len(names)])()
    return made


SCENARIOS = {
    "acquired": 11, "apparently": 8, "pre_existing": 7, "no_baseline": 6, "not_assayed": 5, "no_tumour_dna": 3,
    "qualified": 2, "equivocal": 2, "failed_baseline": 2, "lost": 4, "only_before": 2, "uncertain": 2, "undated": 1,
    "stained": 3, "skipped": 2, "histologic": 2, "inherited": 1, "subclonal": 2, "replaced": 1, "nobodys": 1,
    "pairs": 8,
}  # fmt: skip
"""How many of each 75 patients are built by which method of ``_Patient``."""
_DRUGS = {
    "1": ("gefitinib", "Iressa", "Tarceva", "icotinib"),
    "2": ("afatinib", "Gilotrif", "dacomitinib"),
    "3": ("osimertinib", "Tagrisso", "AZD9291", "lazertinib", "aumolertinib"),
}


class _Patient:
    """One patient under construction; each method that takes nothing is a scenario."""

    def __init__(self, made: Cohort, dice: random.Random, name: str) -> None:
        self.made, self.dice, self.name = made, dice, name
        self.start = dt.date(2021, 1, 1) + dt.timedelta(days=dice.randrange(900))
        self.driver = ALTERATIONS[dice.choice(("l858r", "ex19"))]
        self.course = 0
        self.generation = ""
        self.stop: dt.date | None = None
        self.number = 0
        self.first = len(made.reports)

    # ── scenarios ─────────────────────────────────────────────────────────────────────────────────────────────────

    def acquired(self) -> None:
        one, panel = self._one()
        self._compared(one, panel, panel, "acquired", "absent_at_baseline_same_assay")

    def apparently(self) -> None:
        one, panel = self._one()
        other = self.dice.choice([p for p in PANELS if p != panel and one.place in p.settles] or [None])
        if other is None:
            self._compared(one, panel, panel, "acquired", "absent_at_baseline_same_assay")
        else:
            self._compared(one, panel, other, "apparently_acquired", "absent_at_baseline_other_assay")

    def pre_existing(self) -> None:
        one, panel = self._one()
        course, fold = self.dice.choice((("expanding", 2.5), ("stable", 1.2), ("declining", 0.4)))
        before, after = self._amount(one), None
        after = replace(
            before,
            vaf=round(before.vaf * fold, 4) if before.vaf else None,
            copies=round(before.copies * fold, 1) if before.copies else None,
        )
        early = self._report(-20, panel, [self._driver(), before])
        self._begin(one)
        late = self._report(300, panel, [self._driver(), after], before=[early])
        trend = course if one.kind == "small_variant" or (one.event_type == "gain" and before.copies) else ""
        self._mechanism(late, one, "pre_existing", "present_at_baseline", early, trend=trend)

    def no_baseline(self) -> None:
        one, panel = self._one()
        self._begin(one)
        late = self._report(300, panel, [self._driver(), self._amount(one)])
        self._mechanism(late, one, "unknown", "no_baseline")

    def not_assayed(self) -> None:
        one, panel = self._one()
        blind = [p for p in (*NOT_THERE, *PANELS) if one.place not in p.settles and p.specimen == "tissue"]
        self._compared(one, panel, self.dice.choice(blind), "unknown", "baseline_not_assayed")

    def no_tumour_dna(self) -> None:
        one = self._pick(lambda a: a.place in LIQUID.settles)
        early = self._report(-20, LIQUID, [], settled=frozenset())
        self._begin(one)
        late = self._report(300, LIQUID, [self._driver(), self._amount(one)], before=[early])
        self._mechanism(late, one, "unknown", "baseline_uninformative", early)

    def qualified(self) -> None:
        one, panel = self._one()
        early = self._report(-20, panel, [self._driver()], settled=frozenset(), qc="qualified")
        self._begin(one)
        late = self._report(300, panel, [self._driver(), self._amount(one)], before=[early])
        self._mechanism(late, one, "unknown", "baseline_uninformative", early)

    def equivocal(self) -> None:
        one = self._pick(lambda a: a.event_type == "gain" and a.place in WIDE.settles)
        doubt = self._statement(Shown(one), state="equivocal")
        early = self._report(-20, WIDE, [self._driver()], settled=WIDE.settles - {one.place}, more=[doubt])
        self._begin(one)
        late = self._report(300, WIDE, [self._driver(), self._amount(one)], before=[early])
        self._mechanism(late, one, "unknown", "baseline_uninformative", early)

    def failed_baseline(self) -> None:
        one, panel = self._one()
        early = self._failed(-20, self.dice.choice(("truncated_pdf", "encrypted_pdf")))
        self._begin(one)
        late = self._report(300, panel, [self._driver(), self._amount(one)], before=[early])
        self._mechanism(late, one, "unknown", "baseline_uninformative", early)

    def lost(self) -> None:
        """T790M under an older TKI, gone under a third-generation one."""
        t790m, panel = ALTERATIONS["t790m"], self.dice.choice(PANELS)
        self._begin(t790m, generation=self.dice.choice("12"), until=300)
        middle = self._report(310, panel, [self._driver(), self._amount(t790m)])
        self._mechanism(middle, t790m, "unknown", "no_baseline")
        self._begin(None, generation="3", at=330)
        late = self._report(700, panel, [self._driver()], before=[middle])
        gone = replace(t790m, mechanism="loss of EGFR T790M")
        self._mechanism(late, gone, "acquired", "lost_since_baseline", middle, lost=t790m.event)

    def only_before(self) -> None:
        one, panel = self._one()
        early = self._report(-20, panel, [self._driver(), self._amount(one)])
        self._begin(one)
        self._report(300, panel, [self._driver()], before=[early])

    def uncertain(self) -> None:
        early = self._report(-20, WIDE, [self._driver()])
        self._begin(None, generation="3")
        vus = self._statement(Shown(ALTERATIONS["braf_v600e"], 0.1), written="G466V", significance="vus")
        self._report(300, WIDE, [self._driver()], before=[early], more=[vus])

    def undated(self) -> None:
        one, panel = self._one()
        early = [self._report(-20, panel, [self._driver()])] if self.dice.random() < 0.5 else []
        self._begin(one)
        self._report(None, panel, [self._driver(), self._amount(one)])
        self.made.leave("no_report_after" if early else "undated")

    def stained(self) -> None:
        """Overexpression by immunohistochemistry, new or there before."""
        one, new = ALTERATIONS["erbb2_ihc"], self.dice.random() < 0.6
        score = "1+" if new else "3+"
        early = self._report(-20, STAIN, [] if new else [Shown(one)], more=[self._stain(score)])
        self._begin(one)
        late = self._report(300, STAIN, [Shown(one)], more=[self._stain("3+")], before=[early])
        if new:
            self._mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)
        else:
            self._mechanism(late, one, "pre_existing", "present_at_baseline", early)

    def skipped(self) -> None:
        """A splice event by RNA: the earlier report denies it."""
        one = ALTERATIONS["met_ex14"]
        denied = self._statement(Shown(one), state="not_detected")
        early = self._report(-20, RNA, [], more=[denied], settled=RNA.settles | {one.place})
        self._begin(one)
        late = self._report(300, RNA, [Shown(one)], before=[early])
        self._mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)

    def histologic(self) -> None:
        """RB1 is lost beside a TP53 variant that was there before: a pair of its own, and never small cell cancer."""
        rb1 = ALTERATIONS["rb1_q702"]
        tp53 = Shown(ALTERATIONS["tp53"], 0.3)
        early = self._report(-20, WIDE, [self._driver(), tp53])
        self._begin(rb1)
        late = self._report(300, WIDE, [self._driver(), tp53, self._amount(rb1)], before=[early])
        self._mechanism(late, rb1, "acquired", "absent_at_baseline_same_assay", early)
        pair = replace(rb1, mechanism="RB1 and TP53 inactivation: assess histology", mechanism_class="histologic")
        self._mechanism(late, pair, "acquired", "absent_at_baseline_same_assay", early)

    def inherited(self) -> None:
        one = ALTERATIONS["t790m"]
        early = self._report(-20, WIDE, [self._driver(), Shown(one, 0.49)])
        self._begin(one)
        late = self._report(300, WIDE, [self._driver(), Shown(one, 0.51)], before=[early])
        told = frozenset({"possible_germline"})
        self._mechanism(late, one, "pre_existing", "present_at_baseline", early, trend="stable", caveats=told)

    def subclonal(self) -> None:
        one = ALTERATIONS[self.dice.choice(("kras_g12d", "pik3ca_e545k", "braf_v600e"))]
        early = self._report(-20, LIQUID, [Shown(self.driver, 0.2)])
        self._begin(one)
        late = self._report(300, LIQUID, [Shown(self.driver, 0.3), Shown(one, 0.004)], before=[early])
        told = frozenset({"low_vaf_vs_driver"})
        self._mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early, caveats=told)

    def replaced(self) -> None:
        """A later issue of the report shows what the first did not; a copy of it lies in the folder too."""
        one, panel = self._one()
        early = self._report(-20, panel, [self._driver()])
        self._begin(one)
        number = f"N-{self.name}"
        self._report(300, panel, [self._driver()], before=[early], report_number=number, counts=False)
        self.made.leave("replaced")
        late = self._report(
            300, panel, [self._driver(), self._amount(one)], before=[early],
            report_number=number, amends_number=number, status="amended", reported=10,
        )  # fmt: skip
        self._mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)
        newest = self.made.files[-1]
        self.made.files.append(replace(newest, source_file="copies/" + newest.source_file))
        self.made.leave("copy")

    def nobodys(self) -> None:
        self._report(0, WIDE, [self._driver()], counts=False, linked=False)
        self.made.leave("unlinked")

    def pairs(self) -> None:
        """Tissue and plasma of one time, some too far apart; no TKI."""
        apart = self.dice.choice((0, 10, 45, 90, 91, 150))
        tp53, pik3ca = Shown(ALTERATIONS["tp53"], 0.3), Shown(ALTERATIONS["pik3ca_e545k"], 0.2)
        kept = [one for one in (self._driver(), pik3ca, self._gain("erbb2_amp")) if self.dice.random() < 0.6]
        # TP53 shows that the plasma holds tumour DNA, whatever else it misses.
        self._report(0, WIDE, [tp53, *kept])
        self._report(apart, LIQUID, [tp53, *(one for one in kept if self.dice.random() < 0.75)])

    # ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _compared(self, one: Alteration, panel: Panel, before: Panel, origin: str, reason: str) -> None:
        early = self._report(-20, before, [self._driver()])
        self._begin(one)
        late = self._report(300, panel, [self._driver(), self._amount(one)], before=[early])
        self._mechanism(late, one, origin, reason, early)

    def _pick(self, fits: Any) -> Alteration:
        return self.dice.choice(
            [a for a in ALTERATIONS.values() if a.mechanism and a.kind not in ("expression", "splice") and fits(a)]
        )

    def _one(self) -> tuple[Alteration, Panel]:
        one = self._pick(lambda one: bool(one.place))
        return one, self.dice.choice([panel for panel in PANELS if one.place in panel.settles])

    def _driver(self) -> Shown:
        return Shown(self.driver, round(self.dice.uniform(0.2, 0.4), 3))

    def _gain(self, key: str) -> Shown:
        return self._amount(ALTERATIONS[key])

    def _amount(self, one: Alteration) -> Shown:
        if one.kind == "small_variant":
            return Shown(one, round(self.dice.uniform(0.08, 0.18), 3))
        return Shown(one, copies=round(self.dice.uniform(8, 12), 1)) if one.event_type == "gain" else Shown(one)

    def _begin(self, one: Alteration | None, generation: str = "", at: int = 0, until: int | None = None) -> None:
        """The next TKI begins: of a generation that the alteration is resistance to."""
        self.generation = generation or self.dice.choice(one.generations if one else ("3",))
        if until is None and self.dice.random() < 0.6:
            until = at + 290
        start = self.start + dt.timedelta(days=at)
        self.stop = self.start + dt.timedelta(days=until) if until is not None else None
        self.course += 1
        for report in self.made.reports[self.first :]:
            report.phase = "before" if report.phase == "none" else report.phase
        drug = self.dice.choice(_DRUGS[self.generation])
        stop = self.stop.isoformat() if self.stop else ""
        self.made.treatments.append(Treatment(self.name, drug, start.isoformat(), stop))

    def _mechanism(
        self, report: str, one: Alteration, origin: str, reason: str, baseline: str = "", trend: str = "",
        lost: str = "", caveats: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.made.mechanisms.append(
            TrueMechanism(
                self.name, report, one.mechanism, one.mechanism_class, origin, reason, baseline, trend, one.place,
                lost, caveats,
            )
        )  # fmt: skip

    def _sha(self) -> str:
        self.number += 1
        return hashlib.sha256(f"{self.name}/{self.number}".encode()).hexdigest()

    def _file(self, sha: str, day: str = "", linked: bool = True) -> None:
        name = f"{self.name}_{self.number}.pdf"
        self.made.files.append(SourceFile(name, sha, 1, "0"))
        if linked:
            self.made.samples.append(Sample(name, self.name, day))

    def _failed(self, at: int, problem: str) -> str:
        sha = self._sha()
        self._file(sha, (self.start + dt.timedelta(days=at)).isoformat())
        self.made.drawn.append(Drawn(sha, None, problem))
        self.made.leave(problem)
        return f"R{sha[:12]}"

    def _report(
        self, at: int | None, panel: Panel, shown: list[Shown], *, before: list[str] | None = None,
        more: list[Statement] | None = None, settled: frozenset[Place] | None = None, counts: bool = True,
        linked: bool = True, reported: int = 7, **header: Any,
    ) -> str:  # fmt: skip
        """A report ``at`` days from the first TKI's start; returns its id. ``more``: statements that show nothing."""
        sha = self._sha()
        day = self.start + dt.timedelta(days=at) if at is not None else None
        collected = day.isoformat() if day else ""
        self._file(sha, linked=linked)
        statements = [*map(self._statement, [s for s in shown if s.alteration.kind != "expression"]), *(more or [])]
        told = ReportHeader(
            lab=panel.lab,
            assay=panel.name,
            assay_id=panel.assay_id,
            specimen=panel.specimen,
            diagnosis="Adenocarcinoma of the lung",
            histology="non_squamous",
            collected_on=collected,
            reported_on=(day + dt.timedelta(days=reported)).isoformat() if day else "",
            coverage=Coverage(
                tuple(sorted(panel.small)), tuple(sorted(panel.copies)), tuple(sorted(panel.fused)), panel.limits
            ),
            **header,
        )
        self.made.drawn.append(Drawn(sha, ReadReport(sha, 1, 1, 1, told, tuple(statements))))
        phase = "none" if not self.course and at is not None else "unknown" if day is None else "before"
        if self.course and day is not None:
            phase = "after" if self.stop and day > self.stop else "on_treatment"
        self.made.reports.append(
            TrueReport(
                report_id=f"R{sha[:12]}",
                patient=self.name,
                day=collected,
                specimen=panel.specimen,
                phase=phase,
                generation=self.generation if day else "",
                baselines=tuple(before or ()),
                settled=panel.settles if settled is None else settled,
                shown=frozenset((s.alteration.place, s.alteration.event) for s in shown),
                course=self.course,
                counts=counts,
            )
        )
        return f"R{sha[:12]}"

    def _statement(
        self, shown: Shown, *, state: str = "detected", written: str = "", significance: str = ""
    ) -> Statement:
        one = shown.alteration
        words = written or self.dice.choice(one.spelled)
        only_coding = words.startswith("c.")
        both = not written and bool(one.coding) and self.dice.random() < 0.3
        values: dict[str, Any] = {"vaf": shown.vaf, "fusion": one.fusion}
        if shown.copies is not None:
            values |= {"copy_number": shown.copies, "copy_number_unit": "copies"}
        return Statement(
            gene=one.gene,
            kind=one.kind,  # type: ignore[arg-type]
            state=state,  # type: ignore[arg-type]
            as_written=words,
            evidence=Evidence(1, 0.0, 10.0 * self.number, 100.0, 10.0 * self.number + 9, f"{one.gene} {words}"),
            rule="synthetic",
            significance=significance or ("pathogenic" if one.kind == "small_variant" else ""),  # type: ignore[arg-type]
            coding=one.coding if only_coding or both else "",
            **values,
        )

    def _stain(self, score: str) -> Statement:
        return Statement(
            gene="ERBB2",
            kind="expression",
            state="detected" if score == "3+" else "not_detected",
            as_written=f"IHC {score}",
            evidence=Evidence(1, 0.0, 10.0, 100.0, 19.0, f"HER2 IHC: {score}"),
            rule="synthetic",
            ihc_score=score,  # type: ignore[arg-type]
            method="IHC",
        )
