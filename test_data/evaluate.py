"""Score a run of her2parse on the synthetic reports: what was right per layout, and every single thing that was not.

``python test_data/evaluate.py OUT [--truth test_data/truth] [--json FILE]`` reads OUT/reports.tsv,
findings.tsv, her2.tsv and resistance.tsv. It imports nothing of the program, so that a fault there cannot hide here.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAMES, EXACT = (
    ("lab", "assay", "diagnosis"),
    ("specimen", "histology", "collected_on", "received_on", "reported_on", "status"),
)
AXES = ("mutation", "amplification", "overexpression")
NOTICE = (
    "These figures are on synthetic reports that this project drew itself. They show that the program reads what the "
    "generator draws; they say nothing about its accuracy on real reports, and are no clinical validation."
)
Row = dict[str, str]
Truth = dict[str, Any]


def table(path: Path) -> list[Row]:
    """The rows of a TSV; a missing table is empty."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [{k: v or "" for k, v in row.items()} for row in csv.DictReader(handle, delimiter="\t")]


def accepted(expected: Any) -> list[str]:
    """Every acceptable value as text."""
    return [str(v) for v in (expected if isinstance(expected, list) else [expected])]


def plain(text: str) -> str:
    """Letters and digits only, in lower case, so that ``Guardant360®`` is ``guardant360``."""
    return re.sub(r"[\W_]+", "", text.casefold())


def number(text: str) -> float | None:
    """A number or None."""
    try:
        return float(text)
    except ValueError:
        return None


def close(expected: float, found: str, tolerance: float) -> bool:
    """Equal within a relative tolerance (and half a unit of the last printed digit of a small fraction)."""
    value = number(found)
    return value is not None and abs(value - expected) <= max(tolerance * abs(expected), 1e-6)


class Score:
    """Counts per layout and the list of discrepancies."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self.lines: list[str] = []

    def tell(self, layout: str, what: str, good: bool, line: str = "") -> None:
        """One thing that was right or wrong."""
        cell = self.counts[layout][what]
        cell[0] += good
        cell[1] += 1
        if not good and line:
            self.lines.append(line)


def same_event(t: Truth, row: Row) -> bool:
    """Whether a row is about the event of the truth (gene and kind are compared elsewhere)."""
    kinds = accepted(t["kind"])
    names = {plain(n) for n in [t.get("as_written", ""), *t.get("other_names", [])] if n}
    said = plain(row["as_written"])
    if "fusion" in kinds:
        return not t.get("fusion") or row["fusion"] == t["fusion"] or said in names
    if "copy_number" in kinds:
        return True
    if "expression" in kinds:
        return not t.get("ihc_score") or row["ihc_score"] == t["ihc_score"]
    wanted = accepted(t.get("hgvs_p_short", ""))
    if row["hgvs_p_short"] and row["hgvs_p_short"] in wanted:
        return True
    if said and any(said == n or (len(said) > 3 and said in n) or (len(n) > 3 and n in said) for n in names):
        return True
    if row["hgvs_c"] and t.get("hgvs_c") and row["hgvs_c"].endswith(t["hgvs_c"]):
        return True
    generic = "splice" in kinds or t["status"] == "not_detected"
    return generic and wanted == [""] and not specific(t.get("as_written", ""))


def specific(text: str) -> bool:
    """Whether a phrase names a change (``T790M: Not detected``) rather than any mutation of the gene."""
    return bool(re.search(r"[A-Z]\d{2,4}[A-Z*X]|[Ee]xon \d+", text))


def about(t: Truth, row: Row) -> bool:
    """Same gene, kind and event, whatever the status."""
    return row["gene"] in accepted(t["gene"]) and row["kind"] in accepted(t["kind"]) and same_event(t, row)


def show(t: Truth) -> str:
    """A truth finding in a few words."""
    value = t.get("hgvs_p_short") or t.get("fusion") or t.get("ihc_score") or ""
    return f"{t['gene']} {t['kind']} {t['status']} '{t.get('as_written', '')}' {value}".strip()


def told(row: Row) -> str:
    """A found row in a few words."""
    value = row["hgvs_p_short"] or row["fusion"] or row["ihc_score"]
    return f"{row['gene']} {row['kind']} {row['status']} '{row['as_written']}' {value} (page {row['page']})".strip()


def contradicted(row: Row, truths: list[Truth]) -> bool:
    """Whether the truth says that what the row calls not detected was found."""
    for t in truths:
        if t["status"] == "not_detected" or "not_detected" in accepted(t["status"]):
            continue
        if row["gene"] not in accepted(t["gene"]) or row["kind"] not in accepted(t["kind"]):
            continue
        if row["kind"] in ("copy_number", "fusion", "expression") or not specific(row["as_written"]) or about(t, row):
            return True
    return False


def unscored(row: Row, truths: list[Truth]) -> bool:
    """Rows outside the truth's scope: signatures, and proteins other than HER2 (PD-L1, TTF-1 …)."""
    known = {g for t in truths if t["kind"] == "expression" for g in accepted(t["gene"])} | {"ERBB2"}
    return row["kind"] == "signature" or (row["kind"] == "expression" and row["gene"] not in known)


def values(score: Score, layout: str, where: str, t: Truth, row: Row) -> None:
    """The numbers and names of a matched finding."""
    if t.get("hgvs_p_short") and t["status"] != "not_detected":
        good = row["hgvs_p_short"] in accepted(t["hgvs_p_short"])
        score.tell(layout, "hgvs", good, f"{where}: HGVS of {show(t)}: found '{row['hgvs_p_short']}'")
    if t.get("hgvs_c") and row["hgvs_c"]:
        good = row["hgvs_c"].split(":")[-1] == t["hgvs_c"]
        score.tell(
            layout,
            "hgvs_c",
            good,
            f"{where}: coding name of {show(t)}: expected {t['hgvs_c']}, found '{row['hgvs_c']}'",
        )
    for key, tolerance in (("vaf", 0.001), ("copy_number", 0.001), ("ish_ratio", 0.001), ("percent_cells", 0.001)):
        if t.get(key) is not None:
            good = close(t[key], row[key], tolerance)
            score.tell(layout, key, good, f"{where}: {key} of {show(t)}: expected {t[key]}, found '{row[key]}'")
    if t.get("reported_significance"):
        wanted, got = t["reported_significance"], row["reported_significance"]
        good = got in accepted(wanted)
        score.tell(
            layout,
            "significance",
            good,
            f"{where}: significance of {show(t)}: expected {wanted}, found '{got}'",
        )
    score.tell(
        layout,
        "page",
        row["page"] in accepted(t["pages"]),
        f"{where}: page of {show(t)}: expected {t['pages']}, found {row['page']}",
    )


def findings(score: Score, layout: str, where: str, truths: list[Truth], rows: list[Row]) -> None:
    """Precision and recall of one report's findings."""
    left = [r for r in rows if not unscored(r, truths)]
    order = sorted(truths, key=lambda t: (bool(t.get("optional")), not t.get("hgvs_p_short")))
    for t in order:
        some = [r for r in left if about(t, r)]
        right = [r for r in some if r["status"] in accepted(t["status"])]
        if right:
            left.remove(right[0])
            if not t.get("optional"):
                score.tell(layout, "recall", True)
            score.tell(layout, "precision", True)
            values(score, layout, where, t, right[0])
        elif some and not t.get("optional"):
            left.remove(some[0])
            score.tell(layout, "recall", False, f"{where}: status of {show(t)}: found {told(some[0])}")
            score.tell(layout, "precision", False)
        elif not t.get("optional"):
            score.tell(layout, "recall", False, f"{where}: missing {show(t)}")
    for row in left:
        if row["status"] != "not_detected":
            score.tell(layout, "precision", False, f"{where}: not in the report: {told(row)}")
        elif contradicted(row, truths):
            score.tell(layout, "precision", False, f"{where}: contradicts the report: {told(row)}")


def header(score: Score, layout: str, where: str, expected: Truth, row: Row) -> None:
    """The report's own facts."""
    for key in NAMES:
        wanted = [plain(v) for v in accepted(expected[key])]
        if "" in wanted and len(wanted) == 1:
            continue
        found = plain(row[key])
        good = any(found == w or (w and found and (w in found or found in w)) for w in wanted)
        score.tell(layout, key, good, f"{where}: {key}: expected {expected[key]}, found '{row[key]}'")
    for key in EXACT:
        good = row[key] in accepted(expected[key])
        score.tell(layout, key, good, f"{where}: {key}: expected {expected[key] or 'nothing'}, found '{row[key]}'")


def axes(score: Score, layout: str, where: str, expected: Truth, rows: list[Row]) -> None:
    """The three HER2 calls."""
    found = {r["axis"]: r for r in rows}
    for axis in AXES:
        call = found.get(axis, {}).get("call", "no row")
        good = call in accepted(expected[axis])
        silent = accepted(expected[axis]) == ["positive"] and call in ("negative", "not_assayed", "no row")
        word = "SILENT MISS" if silent else "axis"
        basis = found.get(axis, {}).get("basis", "")
        score.tell(layout, "her2", good, f"{where}: {word} {axis}: expected {expected[axis]}, found {call} ({basis})")


def mechanism_matches(m: Truth, row: Row, finding: Row) -> bool:
    """Whether a resistance row is the mechanism of the truth."""
    event = m["event"]
    if event.startswith("text:"):  # a row about several findings or about something lost
        return all(word.casefold() in row["mechanism"].casefold() for word in event[5:].split())
    if row["gene"] not in accepted(m["gene"]) and m["gene"] not in row["gene"].split("::"):
        return False
    if event in ("amplification", "loss"):
        return finding.get("kind", "copy_number") == "copy_number"
    if event == "overexpression":
        return finding.get("kind", "expression") == "expression"
    if "::" in event:
        return finding.get("fusion", event) == event or finding.get("kind") == "fusion"
    if event.endswith("skipping"):
        return finding.get("kind") in ("splice", "small_variant")
    return finding.get("hgvs_p_short", "").removeprefix("p.") == event.removeprefix("p.")


def linked(score: Score, people: Truth, keys: dict[str, str]) -> None:
    """Which reports were put together."""
    for key, person in people.items():
        found_keys = {keys[stem] for stem in person["reports"] if stem in keys}
        good = len(found_keys) == 1 and (not person["on_sheet"] or found_keys == {key})
        told = f"{key}: reports of one patient carry the keys {sorted(found_keys)}"
        score.tell("(patients)", "patient_key", good, told)


def resistance(
    score: Score, people: Truth, ids: dict[str, str], rows: list[Row], by_id: dict[str, Row], about: str = "resistance"
) -> None:
    """Mechanisms and their origin; ``about`` is the truth's list, ``her2_resistance`` for those of HER2 drugs.

    Only patients who have such a list are asked about HER2 drugs.
    """
    used: set[int] = set()
    layout = "(patients)" if about == "resistance" else "(HER2 drugs)"
    asked = {key: person for key, person in people.items() if about in person}
    for key, person in asked.items():
        for m in sorted(person[about], key=lambda m: bool(m.get("optional"))):
            report = ids.get(m["report"], "")
            some = [
                (i, r)
                for i, r in enumerate(rows)
                if i not in used
                and r["report_id"] == report
                and mechanism_matches(m, r, by_id.get(r["finding_id"], {}))
            ]
            where = f"{key} {m['report']} {m['gene']} {m['event']}"
            if not some:
                if not m.get("optional"):
                    score.tell(layout, "mechanism_recall", False, f"{where}: no row of {about}")
                continue
            index, row = next(((i, r) for i, r in some if r["origin"] in accepted(m["origin"])), some[0])
            used.add(index)
            if not m.get("optional"):
                score.tell(layout, "mechanism_recall", True)
            score.tell(layout, "mechanism_precision", True)
            for name in ("origin", "reason", "mechanism_class", "her2_axis", "trend"):
                column = "origin_reason" if name == "reason" else name
                if m.get(name) and not (m.get("optional") and name != "origin"):
                    good = row[column] in accepted(m[name])
                    score.tell(layout, name, good, f"{where}: {column}: expected {m[name]}, found '{row[column]}'")
    known = {ids[stem] for person in asked.values() for stem in person["reports"] if stem in ids}
    if about == "resistance":
        known = set(ids.values())
    for i, row in enumerate(rows):
        if i not in used and row["report_id"] in known:
            stem = next(s for s, r in ids.items() if r == row["report_id"])
            score.tell(
                layout,
                "mechanism_precision",
                False,
                f"{stem}: unexpected mechanism {row['mechanism']} ({row['origin']}, {row['origin_reason']})",
            )


def evaluate(out: Path, truth: Path) -> Score:
    """Compare the tables of a run with the truth files."""
    score = Score()
    by_file: dict[tuple[str, str], Row] = {(r["source_file"], r["part"] or "1"): r for r in table(out / "reports.tsv")}
    by_report: dict[str, list[Row]] = defaultdict(list)
    her2: dict[str, list[Row]] = defaultdict(list)
    for row in table(out / "findings.tsv"):
        by_report[row["report_id"]].append(row)
    for row in table(out / "her2.tsv"):
        her2[row["report_id"]].append(row)
    ids: dict[str, str] = {}
    keys: dict[str, str] = {}
    for path in sorted(truth.glob("*.json")):
        if path.name == "patients.json":
            continue
        doc = json.loads(path.read_text(encoding="utf-8"))
        for part in doc["parts"]:
            name, layout = doc["source_file"], part["layout"]
            where = name if part["part"] == 1 else f"{name} part {part['part']}"
            report = by_file.get((name, str(part["part"])))
            score.tell(layout, "files", report is not None, f"{where}: no row in reports.tsv")
            if report is None:
                for t in part["findings"]:
                    if not t.get("optional"):
                        score.tell(layout, "recall", False)
                continue
            stem = part.get("stem", path.stem)
            if part["duplicate_of"]:
                original = by_file.get((part["duplicate_of"], "1"), {}).get("report_id", "?")
                good = report["duplicate_of"] == original
                score.tell(
                    layout,
                    "duplicate",
                    good,
                    f"{where}: duplicate_of: expected {original}, found '{report['duplicate_of']}'",
                )
                continue
            ids[stem], keys[stem] = report["report_id"], report["patient_key"]
            header(score, layout, where, part["header"], report)
            failed = part["header"]["status"] == "failed"
            for reason in part["reasons"]:
                good = reason in report["reasons"].split(";")
                score.tell(layout, "reasons", good, f"{where}: reasons: expected {reason}, found '{report['reasons']}'")
            if failed and not her2.get(report["report_id"]):
                continue  # a file that cannot be opened may have no axis rows
            findings(score, layout, where, part["findings"], by_report.get(report["report_id"], []))
            axes(score, layout, where, part["her2"], her2.get(report["report_id"], []))
    people = json.loads((truth / "patients.json").read_text(encoding="utf-8"))
    by_id = {row["finding_id"]: row for rows in by_report.values() for row in rows}
    linked(score, people, keys)
    resistance(score, people, ids, table(out / "resistance.tsv"), by_id)
    if (out / "her2_therapy_resistance.tsv").exists():
        resistance(score, people, ids, table(out / "her2_therapy_resistance.tsv"), by_id, "her2_resistance")
    return score


def percent(cell: list[int]) -> str:
    """``97.1% (33/34)``."""
    return f"{100 * cell[0] / cell[1]:.1f}% ({cell[0]}/{cell[1]})"


def main(argv: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the output folder of a run on test_data/reports")
    parser.add_argument("--truth", type=Path, default=HERE / "truth")
    parser.add_argument("--json", type=Path, help="write the counts and the discrepancies here")
    args = parser.parse_args(argv)
    if not (args.out / "reports.tsv").exists():
        print(f"{args.out}/reports.tsv is missing: run her2parse on test_data/reports first", file=sys.stderr)
        return 2
    score = evaluate(args.out, args.truth)
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for layout, cells in sorted(score.counts.items()):
        print(f"\n{layout}")
        for what, cell in cells.items():
            print(f"  {what:20} {percent(cell)}")
            total[what] = [total[what][0] + cell[0], total[what][1] + cell[1]]
    print("\nAll layouts")
    for what, cell in total.items():
        print(f"  {what:20} {percent(cell)}")
    print(f"\n{len(score.lines)} discrepancies")
    for line in score.lines:
        print(f"  {line}")
    print(f"\n{NOTICE}")
    if args.json:
        data = {"layouts": score.counts, "all": total, "discrepancies": score.lines, "notice": NOTICE}
        args.json.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
