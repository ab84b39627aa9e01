"""The account in short, for the terminal: plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from her2parse.audit.records import Audit, percent

_INDENT = {"in": "", "part": "    ", "out": "  - "}


def account(told: Audit) -> str:
    """The flow in full, and of each table what weighs most."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Audit) -> Iterator[str]:
    yield "Decision support and research use only. Figures of synthetic reports say nothing about real ones."
    yield ""
    yield "Who was counted"
    unit = ""
    for step in told.flow:
        if step.unit != unit:
            unit = step.unit
            yield f"{unit}s"
        if step.n or step.kind == "in":
            yield f"  {_INDENT[step.kind]}{step.n:>6}  {step.meaning.rstrip('.')}"
    for lines, title in (
        (told.most_seen, "Seen after the start of an EGFR TKI, of patients in whom it was looked for (95 % interval)"),
        (told.most_new, "New since a baseline that settles it, of patients with such a baseline (95 % interval)"),
    ):
        yield ""
        yield title
        for line in lines:
            outside = f"; {line.outside} more that no report settles" if line.outside else ""
            kind = line.event_type.replace("_", " ")
            yield f"  {line.mechanism} ({kind}): {line.n} of {line.assayed}, {line.interval}{outside}"
        if not lines:
            yield "  none"
    yield ""
    yield "Tissue against plasma"
    for pair in told.most_pairs:
        value = f"{pair.kappa:.2f}" if pair.kappa is not None else pair.kappa_note
        yield (
            f"  {pair.event}: {pair.pairs} pairs within {pair.max_days} days, both {pair.both}, tissue only "
            f"{pair.tissue_only}, plasma only {pair.plasma_only}, neither {pair.neither}; agreement "
            f"{percent(pair.agreement)}, kappa {value}"
        )
    if not told.tissue_plasma:
        yield "  no comparable pair shows an event"
    yield ""
    yield "Re-biopsy against baseline"
    for change in told.most_changes:
        yield (
            f"  {change.event}: {change.pairs} pairs, gained {change.gained}, lost {change.lost}, kept {change.kept}, "
            f"neither {change.neither}"
        )
    if not told.rebiopsy:
        yield "  no pair shows an event"
    yield ""
    yield "HER2 by time point (positive of assayed; silence is not negative)"
    for axis in told.her2_axes:
        yield (
            f"  {axis.axis}, {_TIMES[axis.egfr_tki]}: {axis.positive} of {axis.assayed}, "
            f"{axis.interval}; equivocal {axis.equivocal}, review {axis.review}, "
            f"not assayed {axis.not_assayed}"
        )


_TIMES = {
    "before": "before an EGFR TKI",
    "on_treatment": "while one was given",
    "on_or_after": "while or after one was given",
    "after": "after it had ended",
    "none": "no EGFR TKI known",
    "unknown": "time not known",
}
