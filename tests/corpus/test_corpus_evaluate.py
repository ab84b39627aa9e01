"""The evaluation gives full marks to tables written from the truth, and names each thing that is made wrong."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT / "test_data" / "truth"
SPEC = importlib.util.spec_from_file_location("corpus_evaluate", ROOT / "test_data" / "evaluate.py")
assert SPEC is not None
assert SPEC.loader is not None
evaluate = importlib.util.module_from_spec(SPEC)
sys.modules["corpus_evaluate"] = evaluate
SPEC.loader.exec_module(evaluate)

COLUMNS = {
    "reports": "report_id source_file part status reasons lab assay specimen diagnosis histology patient_key "
    "collected_on received_on reported_on duplicate_of",
    "findings": "finding_id report_id gene kind as_written status reported_significance hgvs_p_short hgvs_c vaf "
    "copy_number copy_number_unit fusion ihc_score percent_cells ish_ratio page",
    "her2": "report_id axis call basis",
    "resistance": "report_id finding_id mechanism mechanism_class gene her2_axis origin origin_reason trend",
}
Tables = dict[str, list[dict[str, str]]]


def first(value: Any) -> str:
    """The first acceptable value as text."""
    return str(value[0] if isinstance(value, list) else value)


def perfect() -> Tables:
    """The tables of a run that got everything right."""
    out: Tables = {name: [] for name in COLUMNS}
    ids: dict[str, str] = {}
    found: dict[str, list[dict[str, str]]] = {}
    people = json.loads((TRUTH / "patients.json").read_text(encoding="utf-8"))
    key_of = {stem: key for key, person in people.items() for stem in person["reports"]}
    paths = [p for p in sorted(TRUTH.glob("*.json")) if p.name != "patients.json"]
    documents = [json.loads(p.read_text(encoding="utf-8")) for p in paths]
    for document in documents:
        for part in document["parts"]:
            report = f"R{part['stem']}"
            ids[part["stem"]] = report
            header = {k: first(v) for k, v in part["header"].items() if k != "assay_id"}
            base = {
                "report_id": report,
                "source_file": document["source_file"],
                "part": str(part["part"]),
                "reasons": ";".join(part["reasons"]),
            }
            original = next(
                (f"R{d['parts'][0]['stem']}" for d in documents if d["source_file"] == part["duplicate_of"]), ""
            )
            out["reports"].append(
                base | header | {"patient_key": key_of.get(part["stem"], "X"), "duplicate_of": original}
            )
            for axis in evaluate.AXES:
                out["her2"].append({"report_id": report, "axis": axis, "call": first(part["her2"][axis])})
            for i, t in enumerate(part["findings"]):
                row = {k: first(v) for k, v in t.items() if k in COLUMNS["findings"].split()}
                row |= {"finding_id": f"{report}-{i}", "report_id": report, "page": str(t["page"])}
                out["findings"].append(row)
                found.setdefault(report, []).append(row)
    for person in people.values():
        for m in person["resistance"]:
            if m.get("optional"):
                continue
            report = ids[m["report"]]
            row = next(r for r in found[report] if evaluate.mechanism_matches(m, r, r))
            made = {"report_id": report, "finding_id": row["finding_id"], "mechanism": m["event"], "gene": m["gene"]}
            made |= {"origin": first(m["origin"]), "origin_reason": first(m.get("reason", ""))}
            made |= {"mechanism_class": first(m["mechanism_class"])}
            made |= {"her2_axis": m.get("her2_axis", ""), "trend": m.get("trend", "")}
            out["resistance"].append(made)
    return out


def written(folder: Path, tables: Tables) -> Path:
    """The tables as TSV files."""
    for name, table in tables.items():
        with (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(
                handle, COLUMNS[name].split(), delimiter="\t", lineterminator="\n", restval="", extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(table)
    return folder


def test_corpus_evaluate_has_nothing_to_say_of_a_perfect_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = written(tmp_path, perfect())
    assert evaluate.main([str(out), "--json", str(tmp_path / "score.json")]) == 0
    said = capsys.readouterr().out
    assert "\n0 discrepancies\n" in said
    assert said.rstrip().endswith("no clinical validation.")
    score = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert score["all"]["recall"][0] == score["all"]["recall"][1] > 100
    assert score["all"]["her2"][1] >= 150


def pick(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    """The first row with these values."""
    return next(r for r in rows if all(r.get(k) == v for k, v in wanted.items()))


def drop_finding(t: Tables) -> None:
    t["findings"].remove(pick(t["findings"], report_id="Rg360_P001_progression", gene="ERBB2"))


def add_finding(t: Tables) -> None:
    t["findings"].append(
        {"report_id": "Rg360_P001_baseline", "gene": "ERBB2", "kind": "copy_number", "status": "detected", "page": "2"}
    )


def contradict(t: Tables) -> None:
    t["findings"].append(
        {
            "report_id": "Rg360_P001_progression",
            "gene": "ERBB2",
            "kind": "copy_number",
            "status": "not_detected",
            "page": "2",
        }
    )


def rename(t: Tables) -> None:
    pick(t["findings"], report_id="Rf1lcdx_P003_progression", gene="ERBB2")["hgvs_p_short"] = "p.A775_G776insYVMA"


def scale_vaf(t: Tables) -> None:
    pick(t["findings"], report_id="Rg360_P001_baseline", gene="EGFR")["vaf"] = "8.2"


def lose_call(t: Tables) -> None:
    pick(t["her2"], report_id="Rg360_P001_progression", axis="amplification")["call"] = "negative"


def wrong_origin(t: Tables) -> None:
    pick(t["resistance"], report_id="Rg360_P001_progression")["origin"] = "pre_existing"


def invent_mechanism(t: Tables) -> None:
    t["resistance"].append(
        {
            "report_id": "Rg360_P001_progression",
            "finding_id": "?",
            "gene": "MYC",
            "mechanism": "MYC amplification",
            "origin": "acquired",
        }
    )


def wrong_date(t: Tables) -> None:
    pick(t["reports"], report_id="Rg360_P001_baseline")["collected_on"] = "2023-02-15"


def lose_file(t: Tables) -> None:
    t["reports"].remove(pick(t["reports"], source_file="broken/empty.pdf"))


def split_patient(t: Tables) -> None:
    pick(t["reports"], report_id="Rg360_P024")["patient_key"] = "somebody else"


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (drop_finding, "g360_P001_progression.pdf: missing ERBB2 copy_number"),
        (add_finding, "g360_P001_baseline.pdf: not in the report: ERBB2 copy_number"),
        (contradict, "g360_P001_progression.pdf: contradicts the report: ERBB2 copy_number"),
        (rename, "f1lcdx_P003_progression.pdf: HGVS of ERBB2"),
        (scale_vaf, "g360_P001_baseline.pdf: vaf of EGFR"),
        (lose_call, "g360_P001_progression.pdf: SILENT MISS amplification"),
        (wrong_origin, "P001 g360_P001_progression ERBB2 amplification: origin"),
        (invent_mechanism, "g360_P001_progression: unexpected mechanism MYC"),
        (wrong_date, "g360_P001_baseline.pdf: collected_on: expected 2023-02-14"),
        (lose_file, "broken/empty.pdf: no row in reports.tsv"),
        (split_patient, "P024: reports of one patient carry the keys"),
    ],
)
def test_corpus_evaluate_names_what_is_wrong(tmp_path: Path, spoil: Callable[[Tables], None], line: str) -> None:
    tables = perfect()
    spoil(tables)
    lines = evaluate.evaluate(written(tmp_path, tables), TRUTH).lines
    assert any(text.startswith(line) for text in lines), lines
    assert len(lines) <= 3, lines


def test_corpus_evaluate_forgives_extra_negatives(tmp_path: Path) -> None:
    tables = perfect()
    tables["findings"].append(
        {
            "report_id": "Rg360_P001_baseline",
            "gene": "MET",
            "kind": "copy_number",
            "status": "not_detected",
            "page": "2",
        }
    )
    assert evaluate.evaluate(written(tmp_path, tables), TRUTH).lines == []


def test_corpus_evaluate_refuses_a_folder_without_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main([str(tmp_path)]) == 2
    assert "reports.tsv is missing" in capsys.readouterr().err
