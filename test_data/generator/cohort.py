"""Synthetic patients at the level of records, with what is true of them told by construction.

No PDF and no program: each patient is built from a scenario (new since a baseline of the same assay, there before it,
no baseline, a baseline that did not look ...), and the truth is what the scenario says, never what was computed.
Reports are statements in changing spellings, as the reading floor would hand them on.

The rules are those of the clinical facts: acquired needs an adequate baseline that covers the event; another assay
makes it apparently acquired; plasma without tumour DNA, a qualified or an equivocal report tells nothing by its
silence.
"""

from __future__ import annotations

import random
from dataclasses import replace

from .cohort_parts import Parts
from .cohort_truth import (
    ALTERATIONS,
    LIQUID,
    NOT_THERE,
    PANELS,
    RNA,
    STAIN,
    WIDE,
    Cohort,
    Shown,
)


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


class _Patient(Parts):
    """One patient; each method is a scenario."""

    def acquired(self) -> None:
        one, panel = self.one()
        self.compared(one, panel, panel, "acquired", "absent_at_baseline_same_assay")

    def apparently(self) -> None:
        one, panel = self.one()
        other = self.dice.choice([p for p in PANELS if p != panel and one.place in p.settles] or [None])
        if other is None:
            self.compared(one, panel, panel, "acquired", "absent_at_baseline_same_assay")
        else:
            self.compared(one, panel, other, "apparently_acquired", "absent_at_baseline_other_assay")

    def pre_existing(self) -> None:
        one, panel = self.one()
        course, fold = self.dice.choice((("expanding", 2.5), ("stable", 1.2), ("declining", 0.4)))
        before, after = self.amount(one), None
        after = replace(
            before,
            vaf=round(before.vaf * fold, 4) if before.vaf else None,
            copies=round(before.copies * fold, 1) if before.copies else None,
        )
        early = self.report(-20, panel, [self.driver(), before])
        self.begin(one)
        late = self.report(300, panel, [self.driver(), after], before=[early])
        trend = course if one.kind == "small_variant" or (one.event_type == "gain" and before.copies) else ""
        self.mechanism(late, one, "pre_existing", "present_at_baseline", early, trend=trend)

    def no_baseline(self) -> None:
        one, panel = self.one()
        self.begin(one)
        late = self.report(300, panel, [self.driver(), self.amount(one)])
        self.mechanism(late, one, "unknown", "no_baseline")

    def not_assayed(self) -> None:
        one, panel = self.one()
        blind = [p for p in (*NOT_THERE, *PANELS) if one.place not in p.settles and p.specimen == "tissue"]
        self.compared(one, panel, self.dice.choice(blind), "unknown", "baseline_not_assayed")

    def no_tumour_dna(self) -> None:
        one = self.pick(lambda a: a.place in LIQUID.settles)
        early = self.report(-20, LIQUID, [], settled=frozenset())
        self.begin(one)
        late = self.report(300, LIQUID, [self.driver(), self.amount(one)], before=[early])
        self.mechanism(late, one, "unknown", "baseline_uninformative", early)

    def qualified(self) -> None:
        one, panel = self.one()
        early = self.report(-20, panel, [self.driver()], settled=frozenset(), qc="qualified")
        self.begin(one)
        late = self.report(300, panel, [self.driver(), self.amount(one)], before=[early])
        self.mechanism(late, one, "unknown", "baseline_uninformative", early)

    def equivocal(self) -> None:
        one = self.pick(lambda a: a.event_type == "gain" and a.place in WIDE.settles)
        doubt = self.statement(Shown(one), state="equivocal")
        early = self.report(-20, WIDE, [self.driver()], settled=WIDE.settles - {one.place}, more=[doubt])
        self.begin(one)
        late = self.report(300, WIDE, [self.driver(), self.amount(one)], before=[early])
        self.mechanism(late, one, "unknown", "baseline_uninformative", early)

    def failed_baseline(self) -> None:
        one, panel = self.one()
        early = self.failed(-20, self.dice.choice(("truncated_pdf", "encrypted_pdf")))
        self.begin(one)
        late = self.report(300, panel, [self.driver(), self.amount(one)], before=[early])
        self.mechanism(late, one, "unknown", "baseline_uninformative", early)

    def lost(self) -> None:
        """T790M under an older TKI, gone under a third-generation one."""
        t790m, panel = ALTERATIONS["t790m"], self.dice.choice(PANELS)
        self.begin(t790m, generation=self.dice.choice("12"), until=300)
        middle = self.report(310, panel, [self.driver(), self.amount(t790m)])
        self.mechanism(middle, t790m, "unknown", "no_baseline")
        self.begin(None, generation="3", at=330)
        late = self.report(700, panel, [self.driver()], before=[middle])
        gone = replace(t790m, mechanism="loss of EGFR T790M")
        self.mechanism(late, gone, "acquired", "lost_since_baseline", middle, lost=t790m.event)

    def only_before(self) -> None:
        one, panel = self.one()
        early = self.report(-20, panel, [self.driver(), self.amount(one)])
        self.begin(one)
        self.report(300, panel, [self.driver()], before=[early])

    def uncertain(self) -> None:
        early = self.report(-20, WIDE, [self.driver()])
        self.begin(None, generation="3")
        vus = self.statement(Shown(ALTERATIONS["braf_v600e"], 0.1), written="G466V", significance="vus")
        self.report(300, WIDE, [self.driver()], before=[early], more=[vus])

    def undated(self) -> None:
        one, panel = self.one()
        early = [self.report(-20, panel, [self.driver()])] if self.dice.random() < 0.5 else []
        self.begin(one)
        self.report(None, panel, [self.driver(), self.amount(one)])
        self.made.leave("no_report_after" if early else "undated")

    def stained(self) -> None:
        """Overexpression by immunohistochemistry, new or there before."""
        one, new = ALTERATIONS["erbb2_ihc"], self.dice.random() < 0.6
        score = "1+" if new else "3+"
        early = self.report(-20, STAIN, [] if new else [Shown(one)], more=[self.stain(score)])
        self.begin(one)
        late = self.report(300, STAIN, [Shown(one)], more=[self.stain("3+")], before=[early])
        if new:
            self.mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)
        else:
            self.mechanism(late, one, "pre_existing", "present_at_baseline", early)

    def skipped(self) -> None:
        """A splice event by RNA: the earlier report denies it."""
        one = ALTERATIONS["met_ex14"]
        denied = self.statement(Shown(one), state="not_detected")
        early = self.report(-20, RNA, [], more=[denied], settled=RNA.settles | {one.place})
        self.begin(one)
        late = self.report(300, RNA, [Shown(one)], before=[early])
        self.mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)

    def histologic(self) -> None:
        """RB1 is lost beside a TP53 variant that was there before: a pair of its own, and never small cell cancer."""
        rb1 = ALTERATIONS["rb1_q702"]
        tp53 = Shown(ALTERATIONS["tp53"], 0.3)
        early = self.report(-20, WIDE, [self.driver(), tp53])
        self.begin(rb1)
        late = self.report(300, WIDE, [self.driver(), tp53, self.amount(rb1)], before=[early])
        self.mechanism(late, rb1, "acquired", "absent_at_baseline_same_assay", early)
        pair = replace(rb1, mechanism="RB1 and TP53 inactivation: assess histology", mechanism_class="histologic")
        self.mechanism(late, pair, "acquired", "absent_at_baseline_same_assay", early)

    def inherited(self) -> None:
        one = ALTERATIONS["t790m"]
        early = self.report(-20, WIDE, [self.driver(), Shown(one, 0.49)])
        self.begin(one)
        late = self.report(300, WIDE, [self.driver(), Shown(one, 0.51)], before=[early])
        told = frozenset({"possible_germline"})
        self.mechanism(late, one, "pre_existing", "present_at_baseline", early, trend="stable", caveats=told)

    def subclonal(self) -> None:
        one = ALTERATIONS[self.dice.choice(("kras_g12d", "pik3ca_e545k", "braf_v600e"))]
        early = self.report(-20, LIQUID, [Shown(self.truncal, 0.2)])
        self.begin(one)
        late = self.report(300, LIQUID, [Shown(self.truncal, 0.3), Shown(one, 0.004)], before=[early])
        told = frozenset({"low_vaf_vs_driver"})
        self.mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early, caveats=told)

    def replaced(self) -> None:
        """A later issue of the report shows what the first did not; a copy of it lies in the folder too."""
        one, panel = self.one()
        early = self.report(-20, panel, [self.driver()])
        self.begin(one)
        number = f"N-{self.name}"
        self.report(300, panel, [self.driver()], before=[early], report_number=number, counts=False)
        self.made.leave("replaced")
        late = self.report(
            300, panel, [self.driver(), self.amount(one)], before=[early],
            report_number=number, amends_number=number, status="amended", reported=10,
        )  # fmt: skip
        self.mechanism(late, one, "acquired", "absent_at_baseline_same_assay", early)
        newest = self.made.files[-1]
        self.made.files.append(replace(newest, source_file="copies/" + newest.source_file))
        self.made.leave("copy")

    def nobodys(self) -> None:
        self.report(0, WIDE, [self.driver()], counts=False, linked=False)
        self.made.leave("unlinked")

    def pairs(self) -> None:
        """Tissue and plasma of one time, some too far apart; no TKI."""
        apart = self.dice.choice((0, 10, 45, 90, 91, 150))
        tp53, pik3ca = Shown(ALTERATIONS["tp53"], 0.3), Shown(ALTERATIONS["pik3ca_e545k"], 0.2)
        kept = [one for one in (self.driver(), pik3ca, self.gain("erbb2_amp")) if self.dice.random() < 0.6]
        # TP53 shows that the plasma holds tumour DNA, whatever else it misses.
        self.report(0, WIDE, [tp53, *kept])
        self.report(apart, LIQUID, [tp53, *(one for one in kept if self.dice.random() < 0.75)])
