"""One synthetic patient under construction: reports, therapies and mechanisms, each with its truth beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import Any

from her2parse.model import Coverage, Evidence, ReadReport, ReportHeader, Sample, SourceFile, Statement, Treatment

from .cohort_truth import ALTERATIONS, PANELS, Alteration, Cohort, Drawn, Panel, Place, Shown, TrueMechanism, TrueReport

_DRUGS = {
    "1": ("gefitinib", "Iressa", "Tarceva", "icotinib"),
    "2": ("afatinib", "Gilotrif", "dacomitinib"),
    "3": ("osimertinib", "Tagrisso", "AZD9291", "lazertinib", "aumolertinib"),
}


class Parts:
    """The parts that scenarios are put together from."""

    def __init__(self, made: Cohort, dice: random.Random, name: str) -> None:
        self.made, self.dice, self.name = made, dice, name
        self.start = dt.date(2021, 1, 1) + dt.timedelta(days=dice.randrange(900))
        self.truncal = ALTERATIONS[dice.choice(("l858r", "ex19"))]
        self.course = 0
        self.generation = ""
        self.stop: dt.date | None = None
        self.number = 0
        self.first = len(made.reports)

    def compared(self, one: Alteration, panel: Panel, before: Panel, origin: str, reason: str) -> None:
        """A baseline without the alteration, the TKI, a later report with it."""
        early = self.report(-20, before, [self.driver()])
        self.begin(one)
        late = self.report(300, panel, [self.driver(), self.amount(one)], before=[early])
        self.mechanism(late, one, origin, reason, early)

    def pick(self, fits: Any) -> Alteration:
        """An alteration that fits, of those that panels look for."""
        return self.dice.choice(
            [a for a in ALTERATIONS.values() if a.mechanism and a.kind not in ("expression", "splice") and fits(a)]
        )

    def one(self) -> tuple[Alteration, Panel]:
        """An alteration and a test that settles it."""
        one = self.pick(lambda one: bool(one.place))
        return one, self.dice.choice([panel for panel in PANELS if one.place in panel.settles])

    def driver(self) -> Shown:
        """The patient's driver at some fraction."""
        return Shown(self.truncal, round(self.dice.uniform(0.2, 0.4), 3))

    def gain(self, key: str) -> Shown:
        """An alteration by its key."""
        return self.amount(ALTERATIONS[key])

    def amount(self, one: Alteration) -> Shown:
        """An alteration with a fraction or copies that raise no doubt."""
        if one.kind == "small_variant":
            return Shown(one, round(self.dice.uniform(0.08, 0.18), 3))
        return Shown(one, copies=round(self.dice.uniform(8, 12), 1)) if one.event_type == "gain" else Shown(one)

    def begin(self, one: Alteration | None, generation: str = "", at: int = 0, until: int | None = None) -> None:
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

    def mechanism(
        self, report: str, one: Alteration, origin: str, reason: str, baseline: str = "", trend: str = "",
        lost: str = "", caveats: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.made.mechanisms.append(
            TrueMechanism(
                self.name, report, one.mechanism, one.mechanism_class, origin, reason, baseline, trend, one.place,
                lost, caveats,
            )
        )  # fmt: skip

    def sha(self) -> str:
        self.number += 1
        return hashlib.sha256(f"{self.name}/{self.number}".encode()).hexdigest()

    def file(self, sha: str, day: str = "", linked: bool = True) -> None:
        name = f"{self.name}_{self.number}.pdf"
        self.made.files.append(SourceFile(name, sha, 1, "0"))
        if linked:
            self.made.samples.append(Sample(name, self.name, day))

    def failed(self, at: int, problem: str) -> str:
        sha = self.sha()
        self.file(sha, (self.start + dt.timedelta(days=at)).isoformat())
        self.made.drawn.append(Drawn(sha, None, problem))
        self.made.leave(problem)
        return f"R{sha[:12]}"

    def report(
        self, at: int | None, panel: Panel, shown: list[Shown], *, before: list[str] | None = None,
        more: list[Statement] | None = None, settled: frozenset[Place] | None = None, counts: bool = True,
        linked: bool = True, reported: int = 7, **header: Any,
    ) -> str:  # fmt: skip
        """A report ``at`` days from the first TKI's start; returns its id. ``more``: statements that show nothing."""
        sha = self.sha()
        day = self.start + dt.timedelta(days=at) if at is not None else None
        collected = day.isoformat() if day else ""
        self.file(sha, linked=linked)
        statements = [*map(self.statement, [s for s in shown if s.alteration.kind != "expression"]), *(more or [])]
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

    def statement(
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

    def stain(self, score: str) -> Statement:
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
