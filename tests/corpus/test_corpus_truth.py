"""The corpus is what it says: drawn by the generator, marked on every page, its truth on the paper it describes."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "test_data"
REPORTS, TRUTH = DATA / "reports", DATA / "truth"
MARK = "SYNTHETIC - fictional patient, not a medical document"
UNREADABLE = {"encrypted.pdf", "truncated.pdf", "empty.pdf", "text_named.pdf"}
LIMIT = 5_000_000


def documents() -> list[dict[str, Any]]:
    """Every truth file but the patients'."""
    paths = sorted(p for p in TRUTH.glob("*.json") if p.name != "patients.json")
    return [json.loads(p.read_text(encoding="utf-8")) for p in paths]


DOCUMENTS = documents()
NAMES = [d["source_file"] for d in DOCUMENTS]
READABLE = [d for d in DOCUMENTS if Path(d["source_file"]).name not in UNREADABLE]
HONEST = [d for d in READABLE if not d["source_file"].startswith("broken/")]  # the text layer says what is drawn


def texts(source_file: str) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(REPORTS / source_file) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def words(text: str) -> set[str]:
    """Words and numbers of a text; line ends and hyphens of the layout do not count."""
    return set(re.findall(r"\w+", text))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a TSV of the corpus."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle, delimiter="\t")


def test_corpus_is_large_enough_and_small_enough() -> None:
    people = json.loads((TRUTH / "patients.json").read_text(encoding="utf-8"))
    assert len(DOCUMENTS) >= 44
    assert len(people) >= 20
    assert len({d["layout"] for d in DOCUMENTS}) >= 9
    assert sum(p.stat().st_size for p in DATA.rglob("*") if p.is_file()) < LIMIT


def test_corpus_every_pdf_has_its_truth_and_the_other_way_round() -> None:
    on_disk = {str(p.relative_to(REPORTS)) for p in REPORTS.rglob("*.pdf")}
    assert on_disk == set(NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_corpus_truth_follows_its_schema(document: dict[str, Any]) -> None:
    schema = json.loads((DATA / "truth_schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)


def test_corpus_holds_every_trap() -> None:
    seen = Counter(trap for d in DOCUMENTS for trap in d["traps"])
    assert sorted(seen) == list(range(1, 18))


def test_corpus_holds_each_origin_and_each_reason_for_unknown() -> None:
    people = json.loads((TRUTH / "patients.json").read_text(encoding="utf-8"))
    mechanisms = [m for p in people.values() for m in p["resistance"] if not m.get("optional")]
    assert {"acquired", "apparently_acquired", "pre_existing", "unknown"} <= {str(m["origin"]) for m in mechanisms}
    reasons = {m.get("reason") for m in mechanisms}
    assert {"no_baseline", "baseline_not_assayed", "baseline_uninformative"} <= reasons
    assert {"mutation", "amplification", "overexpression"} <= {m.get("her2_axis") for m in mechanisms}


@pytest.mark.parametrize("document", READABLE, ids=[d["source_file"] for d in READABLE])
def test_corpus_every_page_with_text_is_marked(document: dict[str, Any]) -> None:
    pages = texts(document["source_file"])
    assert len(pages) == document["n_pages"]
    for page in pages:
        assert MARK in page or not page.strip()


@pytest.mark.parametrize("document", HONEST, ids=[d["source_file"] for d in HONEST])
def test_corpus_truth_stands_on_the_page_it_names(document: dict[str, Any]) -> None:
    pages = [words(text) for text in texts(document["source_file"])]
    for part in document["parts"]:
        for finding in part["findings"]:
            for number in finding["pages"]:
                missing = words(finding["as_written"]) - pages[number - 1]
                assert not missing, f"{finding['as_written']} is not on page {number}"
            if "vaf" in finding:
                printed = {f"{finding['vaf'] * 100:.{digits}f}" for digits in (0, 1, 2)} | {str(finding["vaf"])}
                everything = " ".join(texts(document["source_file"]))
                assert any(text in everything for text in printed), f"{finding['vaf']} is not printed"


def test_corpus_calls_agree_with_the_findings() -> None:
    """Where only ``positive`` is accepted, a finding says so; where something was found, ``not_assayed`` is not."""
    kinds = {
        "mutation": ("small_variant", "splice"),
        "amplification": ("copy_number",),
        "overexpression": ("expression",),
    }
    for document in DOCUMENTS:
        for part in (p for p in document["parts"] if not p["duplicate_of"]):
            for axis, kind in kinds.items():
                said = [f for f in part["findings"] if f["gene"] == "ERBB2" and f["kind"] in (kind, *kind, [*kind])]
                found = [f for f in said if f["status"] == "detected"]
                where = f"{document['source_file']} {axis}"
                if part["her2"][axis] == "positive":
                    assert found, f"{where}: positive without a finding"
                if part["her2"][axis] == "not_assayed":
                    assert not said, f"{where}: not assayed, yet {said[0]['as_written']}" if said else ""


def test_corpus_variants_are_variants_of_the_reference() -> None:
    """The first reference residue of every protein name is the one of the bundled protein sequence."""
    proteins: dict[str, list[str]] = {}
    path = ROOT / "her2parse" / "data" / "reference" / "proteins.fasta.gz"
    gene = ""
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line.startswith(">"):
            gene = re.search(r"gene=(\S+)", line).group(1)  # type: ignore[union-attr]
            proteins.setdefault(gene, []).append("")
        else:
            proteins[gene][-1] += line.strip()
    checked = 0
    for row in rows("generator/variants.tsv"):
        match = re.match(r"p\.([A-Z])(\d+)", row["hgvs_p_short"])
        if match and row["gene"] in proteins:
            residue, position = match.group(1), int(match.group(2))
            assert any(p[position - 1 : position] == residue for p in proteins[row["gene"]]), row
            checked += 1
    assert checked > 80


def test_corpus_sheets_name_files_and_people_that_exist() -> None:
    people = json.loads((TRUTH / "patients.json").read_text(encoding="utf-8"))
    sheet = list(rows("samples.tsv"))
    assert {r["source_file"] for r in sheet} <= set(NAMES)
    assert {r["patient_id"] for r in sheet} == {k for k, p in people.items() if p["on_sheet"]}
    assert {r["patient_id"] for r in rows("treatments.tsv")} <= {r["patient_id"] for r in sheet}
    assert any(not p["on_sheet"] for p in people.values()), "somebody must need a pseudonym"


def test_corpus_plants_identifiers_on_paper() -> None:
    """What a leak test looks for is really printed by the reports of that person."""
    everything = "\n".join(text for d in READABLE for text in texts(d["source_file"]))
    flat = re.sub(r"\s+", " ", everything)
    for row in rows("identifiers.tsv"):
        if row["kind"] in ("family_name", "mrn") and row["patient_id"] != "P042":  # P042 is a picture
            assert row["text"] in flat, row


def test_corpus_generator_draws_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One report a layout, drawn again, equals the committed file byte for byte."""
    monkeypatch.syspath_prepend(str(ROOT))
    from test_data.generator.draw import main

    one = {}
    for document in DOCUMENTS:
        if "/" not in document["source_file"]:
            one.setdefault(document["layout"], Path(document["source_file"]).stem)
    assert main(["--out", str(tmp_path), "--only", *one.values()]) == 0
    for stem in one.values():
        assert (tmp_path / "reports" / f"{stem}.pdf").read_bytes() == (REPORTS / f"{stem}.pdf").read_bytes(), stem
        new, old = (folder / f"{stem}.json" for folder in (tmp_path / "truth", TRUTH))
        assert new.read_text(encoding="utf-8") == old.read_text(encoding="utf-8"), stem


def test_corpus_garbled_layers_lie_and_headings_do_not() -> None:
    for name in ("garbled_cipher", "garbled_controls"):
        first = texts(f"broken/{name}.pdf")[0]
        assert "Summary of Detected Somatic Alterations" in first
        assert "S310F" not in first
        assert "Medium (++)" not in first


def test_corpus_scale_draws_the_same_bytes_for_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random content is seeded: the same seed the same files, another seed others; each with valid truth."""
    monkeypatch.syspath_prepend(str(ROOT))
    from test_data.generator.draw import main

    schema = json.loads((DATA / "truth_schema.json").read_text(encoding="utf-8"))
    drawn: dict[str, dict[str, bytes]] = {}
    for folder, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert main(["--out", str(tmp_path / folder), "--scale", "10", "--seed", seed]) == 0
        files = sorted((tmp_path / folder / "reports").glob("*.pdf"))
        drawn[folder] = {p.name.split("_", 2)[2]: p.read_bytes() for p in files}
    assert len(drawn["a"]) == 10
    assert drawn["a"] == drawn["b"]
    assert all(drawn["a"][name] != drawn["c"][name] for name in drawn["a"])
    for path in (tmp_path / "a" / "truth").glob("scale_*.json"):
        jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))
