"""The three HER2 axes at each time point; never added up over axes, and silence is not negative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from her2parse.audit.cohort import Cohort
from her2parse.audit.records import AxisCount
from her2parse.audit.statistics import wilson
from her2parse.model import AXES

TIMES = ("before", "on_treatment", "on_or_after", "after", "none", "unknown")


def her2_axes(cohort: Cohort) -> tuple[AxisCount, ...]:
    """A line for each axis and time point at which there is a patient."""
    return tuple(_lines(cohort))


def _lines(cohort: Cohort) -> Iterator[AxisCount]:
    for axis in AXES:
        for time in TIMES:
            calls: Counter[str] = Counter()
            for reports in cohort.patients.values():
                here = [cohort.calls.get((r.report_id, axis), "review") for r in reports if r.egfr_tki == time]
                if here:
                    spoken = [call for call in here if call != "not_assayed"]
                    calls[spoken[-1] if spoken else "not_assayed"] += 1
            if not calls:
                continue
            assayed = calls["positive"] + calls["negative"]
            bounds = wilson(calls["positive"], assayed)
            yield AxisCount(
                axis=axis,
                egfr_tki=time,
                patients=calls.total(),
                positive=calls["positive"],
                negative=calls["negative"],
                equivocal=calls["equivocal"],
                review=calls["review"],
                not_assayed=calls["not_assayed"],
                assayed=assayed,
                share=calls["positive"] / assayed if assayed else None,
                low=bounds[0] if bounds else None,
                high=bounds[1] if bounds else None,
            )
