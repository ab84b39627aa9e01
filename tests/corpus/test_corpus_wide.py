"""The wide corpus: drawn the same for a seed, its truth on the paper, its names those of HGVS, its score honest."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = "SYNTHETIC - fictional patient, not a medical document"


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """``test_data`` is a package of the source tree, not of the program."""
    monkeypatch.syspath_prepend(str(ROOT))


def drawn(folder: Path, switch: str, count: int, seed: int) -> Path:
    """A folder with drawn reports and their truth."""
    from test_data.generator.draw import main

    assert main([switch, str(count), "--seed", str(seed), "--out", str(folder)]) == 0
    return folder


def parts(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(source file, part of its truth) of every drawn report."""
    for path in sorted((folder / "truth").glob("*.json")):
        if path.name != "patients.json":
            document = json.loads(path.read_text(encoding="utf-8"))
            yield from ((document["source_file"], part) for part in document["parts"])


def test_corpus_wide_has_enough_layouts_and_the_aside_four_are_others() -> None:
    from test_data.generator import aside
    from test_data.generator.wide import plan

    assert len(plan.LAYOUTS) + len(plan.OLD) >= 14
    assert len(aside.LAYOUTS) == 4
    assert not set(aside.LAYOUTS) & {*plan.LAYOUTS, *plan.OLD}


@pytest.mark.parametrize(("switch", "count"), [("--wide", 15), ("--aside", 8)])
def test_corpus_wide_draws_the_same_bytes_for_a_seed(tmp_path: Path, switch: str, count: int) -> None:
    one, two, other = (drawn(tmp_path / n, switch, count, s) for n, s in (("a", 4), ("b", 4), ("c", 5)))
    names = sorted(p.name for p in (one / "reports").glob("*.pdf"))
    assert len(names) == count
    for name in names:
        assert (one / "reports" / name).read_bytes() == (two / "reports" / name).read_bytes(), name
    assert (one / "truth" / "patients.json").read_text() != (other / "truth" / "patients.json").read_text()


@pytest.mark.parametrize(("switch", "count"), [("--wide", 45), ("--aside", 16)])
def test_corpus_wide_truth_is_valid_and_on_the_paper(tmp_path: Path, switch: str, count: int) -> None:
    folder = drawn(tmp_path, switch, count, 13)
    schema = json.loads((ROOT / "test_data" / "truth_schema.json").read_text(encoding="utf-8"))
    for path in (folder / "truth").glob("*_*.json"):
        jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))
    for file, part in parts(folder):
        with pypdfium2.PdfDocument(folder / "reports" / file) as pdf:
            texts = [page.get_textpage().get_text_range() for page in pdf]
        assert all(MARK in text for text in texts), file
        flat = [re.sub(r"[\W_]+", "", text) for text in texts]
        for finding in part["findings"]:
            for number in finding["pages"]:
                for word in re.findall(r"[^\W_]+", finding["as_written"]):
                    assert word in flat[number - 1], f"{file}: {finding['as_written']} is not on page {number}"


def test_corpus_wide_calls_follow_from_what_is_told() -> None:
    """No draw is needed: a positive call has its finding, and of what is not assayed the report says nothing."""
    from test_data.generator import aside
    from test_data.generator.wide import plan

    kinds = {"mutation": "small_variant", "amplification": "copy_number", "overexpression": "expression"}
    seen = set()
    for patient in [*plan.patients(200, 3), *aside.patients(60, 3)]:
        report = patient.reports[0]
        for (axis, kind), call in zip(kinds.items(), report.her2, strict=True):
            said = [f for f in report.findings if f.gene == "ERBB2" and f.kind == kind]
            seen.add((axis, str(call)))
            if call == "positive":
                assert any(f.status == "detected" and f.reported_significance != "vus" for f in said), report.stem
            if call == "not_assayed":
                assert not said, report.stem
    assert {("mutation", c) for c in ("positive", "negative", "equivocal", "not_assayed")} <= seen
    assert {("amplification", c) for c in ("positive", "negative", "equivocal", "not_assayed", "review")} <= seen
    assert {("overexpression", c) for c in ("positive", "negative", "equivocal", "not_assayed")} <= seen


@pytest.mark.parametrize(
    ("old", "new", "shifted", "protein", "why"),
    [
        ("MKVAAAG*", "MKVAAG*", False, "p.A6del", "a deletion lies as far 3' as it can"),
        ("MKVAAG*", "MKVAAAG*", False, "p.A5dup", "a duplication comes before an insertion"),
        ("MKVLG*", "MKVTSLG*", False, "p.V3_L4insTS", "an insertion names both neighbours"),
        ("MKVLG*", "MKTSG*", False, "p.V3_L4delinsTS", "two changed residues"),
        ("MKVLG*", "MKALG*", False, "p.V3A", "a substitution"),
        ("MKVLG*", "MK*", False, "p.V3*", "a stop"),
        ("MKVLGRS*", "MKVRTS*", True, "p.L4Rfs*4", "the stop counts from the first changed residue"),
    ],
)
def test_corpus_wide_names_proteins_by_the_rules(old: str, new: str, shifted: bool, protein: str, why: str) -> None:
    from test_data.generator.wide.invent import p_name

    assert p_name(old, new, shifted) == protein, why


def test_corpus_wide_computes_the_names_of_known_variants() -> None:
    """Names that the catalogue has from elsewhere come out of our own code, from the coding change alone."""
    from test_data.generator.findings import catalogue
    from test_data.generator.wide import invent

    checked = 0
    for v in catalogue().values():
        match = re.fullmatch(r"c\.(\d+)([ACGT])>([ACGT])", v.hgvs_c)
        if match and v.effect in ("missense", "nonsense") and invent.coding().get(v.gene, ("",))[0] == v.transcript:
            at, cds = int(match.group(1)) - 1, invent.coding()[v.gene][1]
            made = invent.named(v.gene, cds[:at] + match.group(3) + cds[at + 1 :], v.effect, at + 1)
            assert made is not None
            assert (made.hgvs_p_short, made.hgvs_c, made.exon) == (v.hgvs_p_short, v.hgvs_c, v.exon)
            checked += 1
    assert checked > 50
    rng = random.Random(1)
    dup = "".join(invent.coding()["ERBB2"][1])
    made = invent.named("ERBB2", dup[:2324] + dup[2312:], "nonframeshiftInsertion", 2313)
    assert made is not None
    assert (made.hgvs_p_short, made.hgvs_c) == ("p.Y772_A775dup", "c.2313_2324dup")
    assert invent.variant(rng, "KRAS") != invent.variant(rng, "KRAS")


@pytest.mark.parametrize(
    ("quote", "text", "verdict"),
    [
        ("EGFR p.L858R 12%", "EGFR  p.L858R\n12%", "exact"),
        ("EGFR L858R", "EGFR p.L858R exon 21", "words"),
        ("EGFR L858R", "EGFR L858", "wrong"),
        ("Mr. ████ EGFR", "Mr. Name EGFR", "words"),
    ],
)
def test_corpus_wide_judges_boxes(quote: str, text: str, verdict: str) -> None:
    from test_data.boxes import judged

    assert judged(quote, text) == verdict


def test_corpus_wide_reads_a_box_again(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    from test_data.boxes import reread

    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200), invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(40, 150, "ERBB2 amplification")
    canvas.drawString(40, 100, "MET not detected")
    canvas.save()
    row = {
        "finding_id": "f",
        "page": "1",
        "x0": "40",
        "top": "41",
        "x1": "140",
        "bottom": "53",
        "quote": "ERBB2 amplification",
    }
    assert reread(tmp_path / "a.pdf", [row])["f"][0] == "exact"
    assert reread(tmp_path / "a.pdf", [row | {"top": "91", "bottom": "103"}])["f"][0] == "wrong"
    assert reread(tmp_path / "a.pdf", [row | {"page": ""}])["f"][0] == "wrong"


def perfect(part: dict[str, Any], report: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of findings.tsv and her2.tsv that a program without a fault would write."""
    first = lambda v: str(v[0] if isinstance(v, list) else v)  # noqa: E731
    keys = (
        "gene",
        "kind",
        "status",
        "as_written",
        "hgvs_p_short",
        "hgvs_c",
        "vaf",
        "copy_number",
        "fusion",
        "ihc_score",
        "percent_cells",
        "ish_ratio",
        "reported_significance",
        "page",
    )
    found = [
        {k: first(f.get(k, "")) for k in keys} | {"report_id": report, "finding_id": f"{report}-{i}", "quote": ""}
        for i, f in enumerate(part["findings"])
    ]
    calls = [
        {"report_id": report, "axis": axis, "call": first(part["her2"][axis]), "basis": ""} for axis in kinds_of_axis()
    ]
    return found, calls


def kinds_of_axis() -> tuple[str, ...]:
    """The three axes."""
    return ("mutation", "amplification", "overexpression")


def test_corpus_wide_score_gives_full_marks_and_takes_them_away(tmp_path: Path) -> None:
    """A perfect table scores one; a wrong number, a lost call with and without review, and an invented row do not."""
    from test_data import score

    folder = drawn(tmp_path, "--wide", 30, 2)
    for file, part in parts(folder):
        found, calls = perfect(part, "R")
        board = score.Board()
        score.score_findings(board, "x", file, part["findings"], found)
        score.score_axes(board, "x", file, part["her2"], calls, reviewed=False)
        assert not board.failures, board.failures
        if not found or found[0]["status"] != "detected":
            continue
        spoiled = [
            dict(found[0], vaf="0.999", copy_number="99", hgvs_p_short=found[0]["hgvs_p_short"] and "p.M1V"),
            *found[1:],
        ]
        score.score_findings(board, "spoiled", file, part["findings"], spoiled)
        assert board.failures or found[0]["kind"] == "fusion" or not (found[0]["vaf"] or found[0]["copy_number"])
    lost = {"mutation": "positive", "amplification": "negative", "overexpression": "not_assayed"}
    rows = [{"axis": "mutation", "call": "negative"}, {"axis": "amplification", "call": "positive"}]
    for reviewed, silent in ((True, 0), (False, 1)):
        board = score.Board()
        score.score_axes(board, "x", "f", lost, rows, reviewed)
        tally = board.tallies["x"]
        assert (tally.all["missed"], tally.all["silent"], tally.all["false_positive"]) == (1, silent, 1)


def test_corpus_wide_score_writes_its_tables_and_its_stamp(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from test_data import score

    folder, out = drawn(tmp_path / "drawn", "--wide", 6, 8), tmp_path / "out"
    out.mkdir()
    tables: dict[str, list[dict[str, str]]] = {"reports": [], "findings": [], "her2": []}
    for i, (file, part) in enumerate(parts(folder)):
        found, calls = perfect(part, f"R{i}")
        head = {k: str(v[0] if isinstance(v, list) else v) for k, v in part["header"].items()}
        tables["reports"].append(head | {"report_id": f"R{i}", "source_file": file, "part": "1"})
        tables["findings"] += [f | dict.fromkeys(("x0", "top", "x1", "bottom"), "") for f in found]
        tables["her2"] += calls
    for name, some in tables.items():
        columns = list(some[0])
        lines = ["\t".join(columns), *("\t".join(row[c] for c in columns) for row in some)]
        (out / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    files = ["--tsv", str(tmp_path / "s.tsv"), "--failures", str(tmp_path / "f.tsv")]
    assert score.main(["--set", "t", str(out), str(folder), *files, "--need", "--jobs", "1"]) == 3
    assert capsys.readouterr().out.rstrip().endswith(score.STAMP)
    last = dict(
        zip(score.COLUMNS, (tmp_path / "s.tsv").read_text(encoding="utf-8").splitlines()[-1].split("\t"), strict=True)
    )
    assert (last["precision"], last["recall"], last["her2"], last["dates"]) == ("1.0000",) * 4
    assert last["boxes"] == "0.0000", "rows without a box do not count as evidence"
    assert "evidence box" in (tmp_path / "f.tsv").read_text(encoding="utf-8")
    assert score.main(["--set", "t", str(tmp_path), str(folder)]) == 2
