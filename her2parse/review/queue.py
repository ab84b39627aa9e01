"""The rows of a run's review queue as a person goes through them: what matters most first, with what was read."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from her2parse.evidence import FACTS
from her2parse.knowledge import codes
from her2parse.outputs.side import Line, read_side

_HER2 = ("HER2", "ERBB2")
_LOST = "failed"
_SHOWN = (
    ("as_written", "As written"), ("status", "Status"), ("vaf", "VAF"), ("copy_number", "Copy number"),
    ("copy_number_unit", "Unit"), ("copy_number_text", "Copy number in words"), ("ihc_score", "IHC score"),
    ("percent_cells", "Cells stained, %"), ("ish_ratio", "ISH ratio"), ("reported_significance", "Laboratory's class"),
    ("decided_by", "Decided by"),
)  # fmt: skip
_TAKEN = (
    ("hgvs_p_short", "Protein"), ("hgvs_c", "Coding"), ("fusion", "Fusion"), ("normalization", "Name"),
    ("her2_detail", "HER2"), ("oncogenicity", "Our class"),
)  # fmt: skip
_FIELDS = {
    "small_variant": ("status", "as_written", "vaf", "reported_significance", "gene"),
    "splice": ("status", "as_written", "vaf", "reported_significance", "gene"),
    "copy_number": (
        "status", "as_written", "copy_number", "copy_number_unit", "copy_number_text", "ish_ratio", "gene",
    ),
    "fusion": ("status", "as_written", "reported_significance", "gene"),
    "expression": ("status", "ihc_score", "percent_cells", "as_written", "gene"),
    "signature": ("status", "as_written"),
}  # fmt: skip
"""What a person corrects of a finding of this kind, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue. ``read`` and ``taken`` are pairs of a label and what was read, and what it was taken for;
    ``fields`` are what a person may correct with the values of now; ``key`` names the row within this page.
    ``answer`` is what an earlier run has already applied, ``answer_id`` the decision behind it."""

    key: str
    report_id: str
    finding_id: str
    code: str
    meaning: str
    message: str
    quote: str
    page: str
    evidence_hash: str
    about: str
    place: str
    rank: int
    was_read: str
    read: tuple[tuple[str, str], ...]
    taken: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str], ...]
    picture: bool
    answer: str = ""
    answer_id: str = ""


def read_queue(out: Path) -> tuple[Item, ...]:
    """All rows of ``out/review.tsv``, HER2 first, then other findings, then reports, then files that were not read.

    Raises:
        FolderError: ``out`` is no output folder of a run.
    """
    tables = read_side(out).tables
    findings = {row["finding_id"]: row for row in tables["findings"]}
    reports: dict[str, Line] = {}
    for row in tables["reports"]:
        reports.setdefault(row["report_id"], row)
    calls: dict[str, list[Line]] = {}
    for row in tables["her2"]:
        calls.setdefault(row["report_id"], []).append(row)
    drawn = set(pictures(out))
    items = [
        _item(
            row, findings.get(row["finding_id"]), reports.get(row["report_id"]), calls.get(row["report_id"], ()), drawn
        )
        for row in tables["review"]
    ]
    return tuple(sorted(items, key=lambda item: (item.rank, item.about, item.report_id, item.finding_id, item.code)))


def pictures(out: Path) -> Mapping[str, Path]:
    """Finding id to the archive that holds its picture."""
    found: dict[str, Path] = {}
    for path in sorted((out / "work" / "pictures").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            found |= {name.removesuffix(".png"): path for name in archive.namelist()}
    return found


def _item(row: Line, finding: Line | None, report: Line | None, calls: Sequence[Line], drawn: set[str]) -> Item:
    code = codes().get(row["code"])
    place = [f"report {row['report_id']}"] if row["report_id"] else []
    if report is not None:
        name = [report["lab"], report["assay"]]
        place = [report["collected_on"] or report["reported_on"] or "undated", report["specimen"], *filter(None, name)]
        place += [report["source_file"]]
    told = " ".join((row["message"], row["quote"]))
    her2 = bool(finding and finding["her2_class"]) or (finding is None and any(name in told for name in _HER2))
    lost = report is not None and report["status"] == _LOST
    unsettled = any(
        call["call"] == "review" and (finding is None or call["axis"] == finding["her2_class"]) for call in calls
    )
    rank = 0 if her2 and unsettled else 1 if her2 else 2 if finding else 3
    return Item(
        key=hashlib.sha256("\t".join(row[name] for name in _KEY).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        report_id=row["report_id"],
        finding_id=row["finding_id"],
        code=row["code"],
        meaning=code.meaning if code else row["code"].replace("_", " "),
        message=row["message"],
        quote=row["quote"],
        page=row["page"],
        evidence_hash=row["evidence_hash"],
        about=(report or {}).get("patient_key", ""),
        place=" · ".join(place),
        rank=4 if lost else rank,
        was_read=_in_words(finding, report),
        read=_pairs(finding, _SHOWN, finding["gene"] if finding else ""),
        taken=_pairs(finding, _TAKEN),
        calls=tuple((call["axis"], call["call"], call["basis"]) for call in calls),
        fields=_fields(finding, report),
        picture=row["finding_id"] in drawn,
        answer=" ".join(filter(None, (row["decision"], row["decided_by"] and f"by {row['decided_by']}"))),
        answer_id=row["decision_id"],
    )


_KEY = ("report_id", "finding_id", "code", "page", "quote", "message")


def _pairs(row: Line | None, wanted: Sequence[tuple[str, str]], gene: str = "") -> tuple[tuple[str, str], ...]:
    if row is None:
        return ()
    first = [("Gene", gene)] if gene else []
    return (
        *first,
        *((label, _plain(name, row[name])) for name, label in wanted if row[name] and row[name] != "not_applicable"),
    )


def _plain(name: str, value: str) -> str:
    return (
        value.replace("_", " ")
        if name in ("status", "oncogenicity", "normalization", "reported_significance")
        else value
    )


def _in_words(finding: Line | None, report: Line | None) -> str:
    """What the decision is about, in one line: it tells the next person what had been read."""
    if finding is not None:
        name = finding["hgvs_p_short"] or finding["hgvs_c"]
        numbers = [("VAF", finding["vaf"]), ("copy number", finding["copy_number"]), ("IHC", finding["ihc_score"])]
        told = [f"{finding['gene']} {finding['as_written']}", _plain("status", finding["status"])]
        told += [name] if name and name != finding["as_written"] else []
        return ", ".join([*told, *(f"{label} {value}" for label, value in numbers if value)])[:400]
    if report is not None:
        return ", ".join(f"{name} {report[name] or 'none'}" for name in FACTS)[:400]
    return ""


def _fields(finding: Line | None, report: Line | None) -> tuple[tuple[str, str], ...]:
    own = [(name, finding[name]) for name in _FIELDS[finding["kind"]]] if finding is not None else []
    facts = [(name, report[name]) for name in FACTS] if report is not None and report["status"] != _LOST else []
    return (*own, *facts)
