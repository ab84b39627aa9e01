"""What changed between two runs: two output folders in, sentences out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from her2parse.errors import FolderError
from her2parse.outputs.schema import TABLES, tables
from her2parse.outputs.text import unguard

Line = Mapping[str, str]
Key = tuple[str, ...]
Kind = Literal["new", "gone", "changed"]

SECTIONS = ("run", "report", "her2", "finding", "resistance", "option", "review")
_TITLES = {
    "run": "What the runs were made with",
    "report": "Reports",
    "her2": "HER2 calls",
    "finding": "Findings",
    "resistance": "Mechanisms after the start of an EGFR TKI",
    "option": "Therapies",
    "review": "Review queue",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    ``section``: one of ``SECTIONS``; ``kind``: new, gone or changed; ``field``: what changed (``call``, ``class``,
    ``status``, ``oncogenicity``, ``name``, ``value``, ``evidence``, ``match``, ``tier``, ``conditions`` ...);
    ``text``: the same as a sentence.
    """

    section: str
    kind: Kind
    patient_key: str
    report_id: str
    subject: str
    field: str
    before: str
    after: str
    text: str


def diff(out_a: Path, out_b: Path) -> tuple[Change, ...]:
    """What changed from the run in ``out_a`` to the run in ``out_b``, sorted; empty when the tables are equal.

    Raises ``FolderError`` when one of them is not an output folder.
    """
    a, b = _read(out_a), _read(out_b)
    names_a, names_b = _names(a["findings"]), _names(b["findings"])
    places = _places(a["reports"]) | _places(b["reports"])
    found = [
        *_run_changes(_read_run(out_a), _read_run(out_b)),
        *_report_changes(a["reports"], b["reports"]),
        *_her2_changes(a["her2"], b["her2"], places),
        *_finding_changes(a["findings"], b["findings"], places),
        *_resistance_changes(a["resistance"], b["resistance"], places),
        *_option_changes(a["actionability"], b["actionability"], names_a, names_b, places),
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
    return "\n".join([f"{count}.", *lines]) + "\n"


def _order(change: Change) -> tuple[Any, ...]:
    kinds = ("gone", "new", "changed")
    head = (SECTIONS.index(change.section), change.patient_key, change.report_id, change.subject)
    return (*head, kinds.index(change.kind), change.field, change.before, change.after, change.text)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(out: Path) -> dict[str, list[Line]]:
    return {name: _read_table(out, name) for name in TABLES}


def _read_table(out: Path, name: str) -> list[Line]:
    path = out / f"{name}.tsv"
    todo = "Give two folders that her2parse run has written."
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        found = f"{name}.tsv cannot be read ({type(error).__name__})"
        raise FolderError(found, expected="an output folder of her2parse", where=str(out), todo=todo) from None
    header = lines[0].split("\t")
    table = tables()[name]
    if missing := [column for column in table.key if column not in header]:
        found = f"{name}.tsv has no column {missing[0]}"
        raise FolderError(found, expected="an output folder of her2parse", where=str(out), todo=todo)
    free = {column.name for column in table.columns if column.free}
    rows: list[Line] = []
    for line in lines[1:]:
        if line:
            row = dict.fromkeys(table.names, "")
            for column, cell in zip(header, line.split("\t"), strict=False):
                text = cell[1:-1].replace('""', '"') if cell.startswith('"') and len(cell) > 1 else cell
                row[column] = unguard(text) if column in free else text
            rows.append(row)
    return rows


def _read_run(out: Path) -> Mapping[str, str]:
    try:
        run = json.loads((out / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    knowledge = run.get("knowledge") or {}
    made = {
        "her2parse": run.get("her2parse", ""),
        "knowledge base": knowledge.get("version", ""),
        "knowledge SHA-256": knowledge.get("sha256", ""),
        "as of": run.get("as_of", ""),
    }
    made |= {f"config {key}": json.dumps(value, sort_keys=True) for key, value in (run.get("config") or {}).items()}
    return {key: str(value) for key, value in made.items()}


def _name(row: Line) -> str:
    return row["hgvs_p_short"] or row["hgvs_c"] or row["fusion"] or row["as_written"]


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


# ── pairing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _pair(
    a: Sequence[Line], b: Sequence[Line], *keys: Callable[[Line], Key]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Rows of ``a`` with rows of ``b`` by the first key that joins them; what stays alone comes with None."""
    left, right = list(a), list(b)
    for key in keys:
        waiting: dict[Key, list[Line]] = {}
        for row in right:
            waiting.setdefault(key(row), []).append(row)
        alone = []
        for row in left:
            if partners := waiting.get(key(row)):
                yield row, partners.pop(0)
            else:
                alone.append(row)
        left = alone
        right = [row for row in right if any(row is other for other in waiting[key(row)])]
    yield from ((row, None) for row in left)
    yield from ((None, row) for row in right)


def _by(*columns: str) -> Callable[[Line], Key]:
    return lambda row: tuple(row[column] for column in columns)


def _shown(value: str) -> str:
    return value.rstrip(".") if value else "nothing"


def _fields(
    section: str, a: Line, b: Line, subject: str, place: str, groups: Mapping[str, Sequence[str]]
) -> Iterator[Change]:
    """One change for each group of columns that differs."""
    for field, columns in groups.items():
        before = ", ".join(a[column] for column in columns if a[column])
        after = ", ".join(b[column] for column in columns if b[column])
        if any(a[column] != b[column] for column in columns):
            text = f"{place}: {subject}: {field} was {_shown(before)}, is {_shown(after)}."
            yield Change(
                section, "changed", b.get("patient_key", ""), b["report_id"], subject, field, before, after, text
            )


def _alone(section: str, kind: Kind, row: Line, subject: str, place: str, what: str) -> Change:
    text = f"{place}: {'new' if kind == 'new' else 'gone'}: {subject}{f' ({what})' if what else ''}."
    before, after = ("", what) if kind == "new" else (what, "")
    return Change(section, kind, row.get("patient_key", ""), row["report_id"], subject, "", before, after, text)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _run_changes(a: Mapping[str, str], b: Mapping[str, str]) -> Iterator[Change]:
    for key in sorted(set(a) | set(b)):
        before, after = a.get(key, ""), b.get(key, "")
        if before != after:
            text = f"{key} was {_shown(before)}, is {_shown(after)}."
            yield Change("run", "changed", "", "", key, key, before, after, text)


def _report_changes(a: Sequence[Line], b: Sequence[Line]) -> Iterator[Change]:
    groups = {
        "file name": ("source_file",), "status": ("status",), "reasons": ("reasons",), "patient": ("patient_key",),
        "laboratory": ("lab",), "assay": ("assay",), "specimen": ("specimen",), "diagnosis": ("diagnosis",),
        "histology": ("histology",), "collected": ("collected_on",), "received": ("received_on",),
        "reported": ("reported_on",), "pages": ("n_pages", "n_ocr_pages"), "duplicate of": ("duplicate_of",),
        "amends": ("amends",),
    }  # fmt: skip
    for before, after in _pair(a, b, _by("report_id", "source_file"), _by("report_id", "part")):
        row = after or before
        assert row is not None
        place = f"{row['source_file']} ({row['report_id']})"
        if before and after:
            yield from _fields("report", before, after, "report", place, groups)
        else:
            what = f"{row['status']}, {row['n_findings']} finding{'' if row['n_findings'] == '1' else 's'}"
            yield _alone("report", "new" if after else "gone", row, "report", place, what)


def _her2_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    for before, after in _pair(a, b, _by("report_id", "axis")):
        if before and after:
            place, subject = places.get(after["report_id"], after["report_id"]), f"HER2 {after['axis']}"
            if before["call"] != after["call"]:
                why = f" Basis: {after['basis']}" if after["basis"] else ""
                for change in _fields("her2", before, after, subject, place, {"call": ("call",)}):
                    yield replace(change, text=change.text + why)
            else:
                yield from _fields("her2", before, after, subject, place, {"basis": ("basis",)})
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
        _by("report_id", "gene", "kind", "as_written"),
    )
    for before, after in _pair(a, b, *keys):
        row = after or before
        assert row is not None
        place, subject = places.get(row["report_id"], row["report_id"]), f"{row['gene']} {_name(row)}"
        if before and after:
            yield from _fields("finding", before, after, subject, place, groups)
        else:
            what = ", ".join(part for part in (row["kind"], row["status"], row["oncogenicity"]) if part)
            yield _alone("finding", "new" if after else "gone", row, subject, place, what)


def _resistance_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    groups = {
        "origin": ("origin", "origin_reason"), "baseline": ("baseline_report_id",), "trend": ("trend",),
        "caveats": ("caveats",), "class": ("mechanism_class", "her2_axis"), "end of the TKI": ("tki_stop",),
    }  # fmt: skip
    for before, after in _pair(a, b, _by("patient_key", "report_id", "gene", "mechanism", "tki", "tki_start")):
        row = after or before
        assert row is not None
        place, subject = places.get(row["report_id"], row["report_id"]), f"{row['mechanism']} under {row['tki']}"
        if before and after:
            yield from _fields("resistance", before, after, subject, place, groups)
        else:
            yield _alone("resistance", "new" if after else "gone", row, subject, place, row["origin"])


def _option_changes(
    a: Sequence[Line],
    b: Sequence[Line],
    names_a: Mapping[str, str],
    names_b: Mapping[str, str],
    places: Mapping[str, str],
) -> Iterator[Change]:
    """A changed match or tier names its rule and the conditions behind it."""
    a = [{**row, "finding": names_a.get(row["finding_id"], row["finding_id"])} for row in a]
    b = [{**row, "finding": names_b.get(row["finding_id"], row["finding_id"])} for row in b]
    same = ("patient_key", "report_id", "finding", "therapy", "jurisdiction")
    groups = {
        "match": ("match",), "tier": ("amp_tier",), "rule": ("rule_id",), "biomarker": ("biomarker",),
        "approval": ("approval", "approved_on"), "evidence": ("evidence_ids",), "monitoring": ("monitoring",),
    }  # fmt: skip
    for before, after in _pair(a, b, _by(*same, "rule_id"), _by(*same)):
        row = after or before
        assert row is not None
        place = places.get(row["report_id"], row["report_id"])
        subject = (
            f"{row['therapy']} for {row['finding']} ({row['jurisdiction'] or 'no jurisdiction'}, rule {row['rule_id']})"
        )
        if before and after:
            moved = _moved_conditions(before["conditions"], after["conditions"])
            for change in _fields("option", before, after, subject, place, groups):
                why = f" Because {moved}." if moved and change.field == "match" else ""
                yield replace(change, text=change.text + why)
            if moved and before["match"] == after["match"]:
                text = f"{place}: {subject}: {moved}."
                yield Change("option", "changed", after["patient_key"], after["report_id"], subject, "conditions",
                             before["conditions"], after["conditions"], text)  # fmt: skip
        else:
            yield _alone("option", "new" if after else "gone", row, subject, place, row["match"])


def _moved_conditions(before: str, after: str) -> str:
    """Which conditions moved, in words."""
    a, b = (dict(part.partition("=")[::2] for part in text.split(";") if part) for text in (before, after))
    moved = []
    for name in sorted(set(a) | set(b)):
        if a.get(name) != b.get(name):
            moved.append(f"condition {name} was {a.get(name, 'not asked')}, is {b.get(name, 'not asked')}")
    return "; ".join(moved)


def _review_changes(a: Sequence[Line], b: Sequence[Line], places: Mapping[str, str]) -> Iterator[Change]:
    for before, after in _pair(
        a, b, _by("report_id", "finding_id", "code", "page", "quote", "message"), _by("report_id", "finding_id", "code")
    ):
        row = after or before
        assert row is not None
        place = places.get(row["report_id"], row["report_id"] or "the cohort")
        subject = row["code"]
        if before and after:
            groups = {"decision": ("decision",), "question": ("page", "quote", "message")}
            yield from _fields("review", before, after, subject, place, groups)
        else:
            yield _alone("review", "new" if after else "gone", row, subject, place, row["message"].rstrip("."))
