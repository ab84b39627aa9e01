"""What changed between two runs: two output folders in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from her2parse.outputs.change import SECTIONS, Change, alone, by, fields, pair, shown
from her2parse.outputs.option_changes import option_changes
from her2parse.outputs.reanalysis import to_look_at
from her2parse.outputs.side import Line, Side, read_side

_TITLES = {
    "run": "What the runs were made with",
    "report": "Reports",
    "her2": "HER2 calls",
    "finding": "Findings",
    "resistance": "Mechanisms after the start of an EGFR TKI",
    "option": "Therapies",
    "review": "Review queue",
}


def diff(out_a: Path, out_b: Path) -> tuple[Change, ...]:
    """What changed from the run in ``out_a`` to the run in ``out_b``, sorted; empty when the tables are equal.

    Raises ``FolderError`` when one of them is not an output folder.
    """
    return compare(read_side(out_a), read_side(out_b))


def compare(side_a: Side, side_b: Side) -> tuple[Change, ...]:
    """What changed from one side to the other, sorted."""
    a, b = side_a.tables, side_b.tables
    names_a, names_b = _names(a["findings"]), _names(b["findings"])
    places = _places(a["reports"]) | _places(b["reports"])
    found = [
        *_run_changes(side_a.run, side_b.run),
        *_report_changes(a["reports"], b["reports"]),
        *_her2_changes(a["her2"], b["her2"], places),
        *_finding_changes(a["findings"], b["findings"], places),
        *_resistance_changes(a["resistance"], b["resistance"], places),
        *option_changes(a["actionability"], b["actionability"], names_a, names_b, places),
        *_review_changes(a["review"], b["review"], places),
    ]
    return tuple(sorted(found, key=_order))


def render(changes: Sequence[Change]) -> str:
    """The changes as text for people, one sentence a line under a heading each; ends with a line feed."""
    if not changes:
        return "Nothing changed.\n"
    lines: list[str] = []
    for section in SECTIONS:
        mine = [change for change in changes if change.section == section]
        if mine:
            lines += ["", f"{_TITLES[section]} ({len(mine)})", *(f"  {change.text}" for change in mine)]
    count = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return "\n".join([f"{count}.", *to_look_at(changes), *lines]) + "\n"


def _order(change: Change) -> tuple[Any, ...]:
    kinds = ("gone", "new", "changed")
    head = (SECTIONS.index(change.section), change.patient_key, change.report_id, change.subject)
    return (*head, kinds.index(change.kind), change.field, change.before, change.after, change.text)


def _name(row: Line) -> str:
    protein = row["hgvs_p_short"]
    return (protein if protein != "p.?" else "") or row["hgvs_c"] or row["fusion"] or row["as_written"]


def _names(findings: Sequence[Line]) -> Mapping[str, str]:
    return {row["finding_id"]: f"{row['gene']} {_name(row)}" for row in findings}


def _places(reports: Sequence[Line]) -> dict[str, str]:
    """Report ids as people recognise them: patient, date, specimen, id."""
    return {
        row[
            "report_id"
        ]: f"{row['patient_key'] or 'no patient'}, {row['collected_on'] or 'undated'} {row['specimen']}, "
        f"{row['report_id']}"
        for row in reports
    }


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _run_changes(a: Mapping[str, str], b: Mapping[str, str]) -> Iterator[Change]:
    # The day is told once.
    for key in sorted((set(a) | set(b)) - {"config as_of"}):
        before, after = a.get(key, ""), b.get(key, "")
        if before != after:
            text = f"{key} was {shown(before)}, is {shown(after)}."
            yield Change("run", "changed", "", "", key, key, before, after, text)


def _report_changes(a: Sequence[Line], b: Sequence[Line]) -> Iterator[Change]:
    groups = {
        "file name": ("source_file",), "status": ("status",), "reasons": ("reasons",), "patient": ("patient_key",),
        "laboratory": ("lab",), "assay": ("assay",), "specimen": ("specimen",), "diagnosis": ("diagnosis",),
        "histology": ("histology",), "collected": ("collected_on",), "received": ("received_on",),
        "reported": ("reported_on",), "pages": ("n_pages", "n_ocr_pages"), "duplicate of": ("duplicate_of",),
        "amends": ("amends",),
    }  # fmt: skip
    for before, after in pair(a, b, by("report_id", "source_file"), by("report_id", "part")):
        row = after or before
        assert row is not None
        place = f"{row['source_file']} ({row['report_id']})"
        if before and after:
            yield from fields("report", before, after, "report", place, groups)
        else:
            what = f"{row['status']}, {row['n_findings']} finding{'' if row['n_findings'] == '1' else 's'}"
            yield alone("report", "new" if after else "gone", row, "report", place, what)


def _her2_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    for before, after in pair(a, b, by("report_id", "axis")):
        if before and after:
            place, subject = places.get(after["report_id"], after["report_id"]), f"HER2 {after['axis']}"
            if before["call"] != after["call"]:
                why = f" Basis: {after['basis']}" if after["basis"] else ""
                for change in fields("her2", before, after, subject, place, {"call": ("call",)}):
                    yield replace(change, text=change.text + why)
            else:
                yield from fields("her2", before, after, subject, place, {"basis": ("basis",)})
    # New and gone reports are told once, among the reports.


_VALUES = ("vaf", "copy_number", "copy_number_unit", "copy_number_text", "ihc_score", "percent_cells", "ish_ratio")


def _finding_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    groups = {
        "status": ("status",), "class": ("her2_class", "her2_detail"), "oncogenicity": ("oncogenicity",),
        "source of the oncogenicity": ("oncogenicity_source",), "laboratory's significance": ("reported_significance",),
        "spelling in the report": ("as_written",), "name": ("hgvs_p_short", "hgvs_p", "hgvs_c", "fusion"),
        "genomic name": ("hgvs_g_grch38", "hgvs_g_grch37"), "normalisation": ("normalization", "normalization_note"),
        "value": _VALUES,
        "evidence": ("page", "x0", "top", "x1", "bottom", "quote"), "review": ("review",),
    }  # fmt: skip
    keys = (
        lambda row: (row["report_id"], row["gene"], row["kind"], _name(row)),
        by("report_id", "gene", "kind", "as_written"),
    )
    for before, after in pair(a, b, *keys):
        row = after or before
        assert row is not None
        place, subject = places.get(row["report_id"], row["report_id"]), f"{row['gene']} {_name(row)}"
        if before and after:
            yield from fields("finding", before, after, subject, place, groups)
        else:
            what = ", ".join(part for part in (row["kind"], row["status"], row["oncogenicity"]) if part)
            yield alone("finding", "new" if after else "gone", row, subject, place, what)


def _resistance_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    groups = {
        "origin": ("origin", "origin_reason"), "baseline": ("baseline_report_id",), "trend": ("trend",),
        "caveats": ("caveats",), "class": ("mechanism_class", "her2_axis"), "end of the TKI": ("tki_stop",),
    }  # fmt: skip
    for before, after in pair(a, b, by("patient_key", "report_id", "gene", "mechanism", "tki", "tki_start")):
        row = after or before
        assert row is not None
        place, subject = places.get(row["report_id"], row["report_id"]), f"{row['mechanism']} under {row['tki']}"
        if before and after:
            yield from fields("resistance", before, after, subject, place, groups)
        else:
            yield alone("resistance", "new" if after else "gone", row, subject, place, row["origin"])


def _review_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    for before, after in pair(
        a, b, by("report_id", "finding_id", "code", "page", "quote", "message"), by("report_id", "finding_id", "code")
    ):
        row = after or before
        assert row is not None
        place = places.get(row["report_id"], row["report_id"] or "the cohort")
        subject = row["code"]
        if before and after:
            groups = {"decision": ("decision",), "question": ("page", "quote", "message")}
            yield from fields("review", before, after, subject, place, groups)
        else:
            yield alone("review", "new" if after else "gone", row, subject, place, row["message"].rstrip("."))
