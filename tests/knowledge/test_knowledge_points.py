"""The account of oncogenicity points: only what cited rows support, the sum, and what is not computed."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.errors import KnowledgeError
from her2parse.knowledge import PointsTable, load
from her2parse.knowledge.points import class_of_sum, load_points
from her2parse.model import NormalizedVariant

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "config/knowledge"
CRITERIA, EVIDENCE = FOLDER / "oncogenicity_criteria.tsv", FOLDER / "oncogenicity_evidence.tsv"
TABLE = load_points(CRITERIA, EVIDENCE)
CASES = list(
    csv.DictReader(
        (ROOT / "tests/truth/oncogenicity_points.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"
    )
)


def named(gene: str, name: str, **values: object) -> NormalizedVariant:
    return NormalizedVariant(gene, name, "exact", hgvs_p_short=name, **values)  # type: ignore[arg-type]


def with_rows(folder: Path, *rows: str) -> PointsTable:
    own = folder / "oncogenicity_evidence.tsv"
    heading = next(line for line in EVIDENCE.read_text(encoding="utf-8").splitlines() if line.startswith("id\t"))
    own.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return load_points(CRITERIA, EVIDENCE, folder)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['gene']} {case['name']}" for case in CASES])
def test_sums(case: dict[str, str]) -> None:
    account = TABLE.account(named(case["gene"], case["name"]))
    if not case["sum"]:
        assert account is None, case["why"]
        return
    assert account is not None
    met = {criterion.code for criterion, _ in account.met}
    assert (met, account.total, account.oncogenicity) == (
        set(filter(None, case["criteria"].split(";"))),
        int(case["sum"]),
        case["class"],
    ), case["why"]


def test_the_account_is_plain_words_with_source_and_gaps() -> None:
    account = TABLE.account(named("ERBB2", "p.Y772_A775dup"))
    assert account is not None
    for words in ("OS2 +4 (", "Wang 2006", "33 tumours", "sum 8: likely oncogenic", "not computed: "):
        assert words in account.text
    for code in ("OS1", "OM1", "OP4", "SBVS1", "OVS1"):
        assert code in account.text.split("not computed: ")[1]
    assert "population frequencies are not bundled" in account.text
    assert "\n" not in account.text
    nothing = TABLE.account(named("ERBB2", "p.R784C"))
    assert nothing is not None
    assert nothing.text.startswith("no criterion met on the bundled evidence: sum 0")


def test_a_class_and_a_name_without_protein_have_no_account() -> None:
    assert TABLE.account(NormalizedVariant("ERBB2", "exon 20 insertion", "not_applicable", variant_class="x")) is None
    assert TABLE.account(NormalizedVariant("ERBB2", "mutation", "invalid")) is None


@pytest.mark.parametrize(
    ("total", "held"),
    [
        (10, "oncogenic"),
        (9, "likely_oncogenic"),
        (6, "likely_oncogenic"),
        (5, "vus"),
        (0, "vus"),
        (-1, "likely_benign"),
        (-6, "likely_benign"),
        (-7, "benign"),
    ],
)
def test_bounds(total: int, held: str) -> None:
    assert class_of_sum(total) == held


def test_criteria_that_exclude_one_another(tmp_path: Path) -> None:
    """OS3 goes before OP3 at S310; another oncogenic missense gives OM3, which then excludes OM4."""
    src = "own\t2026-01-01\tyes"
    table = with_rows(
        tmp_path,
        f"a\tERBB2\tOS3\tp.S310F\t\t\tmany tumours\t{src}",
        f"b\tERBB2\tOM2\tp.S310F\t\t\tonly for the test\t{src}",
        f"c\tERBB2\tOM4\tp.S310Y\t\t\tsome tumours\t{src}",
    )
    first, second = table.account(named("ERBB2", "p.S310F")), table.account(named("ERBB2", "p.S310Y"))
    assert first is not None
    assert second is not None
    assert [criterion.code for criterion, _ in first.met] == ["OS2", "OS3", "OM2"]
    assert first.oncogenicity == "oncogenic"
    assert [criterion.code for criterion, _ in second.met] == ["OS2", "OM3"]
    assert "p.S310F is oncogenic by these points" in second.text


@settings(max_examples=100, deadline=None)
@given(dropped=st.sampled_from(TABLE.evidence), case=st.sampled_from(CASES))
def test_less_evidence_never_makes_more_oncogenic(dropped: object, case: dict[str, str]) -> None:
    """All bundled evidence speaks for oncogenicity, so that a row less is never a point more."""
    fewer = PointsTable(TABLE.criteria, [row for row in TABLE.evidence if row is not dropped])
    before, after = TABLE.account(named(case["gene"], case["name"])), fewer.account(named(case["gene"], case["name"]))
    if before is not None and after is not None:
        assert after.total <= before.total


def test_broken_rows_name_their_place(tmp_path: Path) -> None:
    for source, old, new, words in (
        (EVIDENCE, "\tOS2\t", "\tOS1\t", ("criterion", "nearest")),
        (EVIDENCE, "\t310\tmissense\t", "\tS310\tmissense\t", ("column residue",)),
        (EVIDENCE, "\tp.V777L\t\t\t", "\tp.V777L\t\tmissense\t", ("one of them",)),
        (CRITERIA, "OS2\t4\t", "OS2\tfour\t", ("column points",)),
        (CRITERIA, "OS1\t4\tno", "OS1\t4\tyes", ("why_not",)),
    ):
        files = {path: tmp_path / path.name for path in (CRITERIA, EVIDENCE)}
        for path, copy in files.items():
            shutil.copy(path, copy)
        text = source.read_text(encoding="utf-8")
        assert old in text
        files[source].write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(KnowledgeError) as caught:
            load_points(files[CRITERIA], files[EVIDENCE])
        assert all(word in str(caught.value) for word in (*words, source.name)), str(caught.value)


def test_a_laboratory_adds_evidence(tmp_path: Path) -> None:
    heading = next(line for line in EVIDENCE.read_text(encoding="utf-8").splitlines() if line.startswith("id\t"))
    row = "OWN-1\tERBB2\tOS2\tp.R784C\t\t\tactivating in our assay\tour validation\t2026-01-01\tyes"
    (tmp_path / EVIDENCE.name).write_text(f"{heading}\n{row}\n", encoding="utf-8")
    account = load(FOLDER, ROOT / "config/assays.yaml", tmp_path).points.account(named("ERBB2", "p.R784C"))
    assert account is not None
    assert account.total == 4
