"""Drug names of sheets and of running text."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2parse.errors import KnowledgeError
from her2parse.knowledge.drugs import DrugTable, drug_key

ROOT = Path(__file__).parents[2]
TABLE = DrugTable.load(ROOT / "config/knowledge/drugs.tsv")
with (ROOT / "tests/truth/drugs_names.tsv").open(encoding="utf-8", newline="") as _stream:
    NAMES = list(csv.DictReader(_stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["text"])
def test_a_sheet_cell_resolves_to_its_agents(row: dict[str, str]) -> None:
    expected = tuple(row["expected"].split(";")) if row["expected"] else ()
    assert tuple(drug.name for drug in TABLE.resolve(row["text"])) == expected, row["why"]
    unknown = (row["unknown"],) if row["unknown"] else ()
    assert TABLE.unknown_parts(row["text"]) == unknown, row["why"]


@pytest.mark.parametrize(
    ("name", "generation", "drug_class", "her2"),
    [
        ("gefitinib", 1, "egfr_tki", False),
        ("erlotinib", 1, "egfr_tki", False),
        ("afatinib", 2, "egfr_tki", False),
        ("dacomitinib", 2, "egfr_tki", False),
        ("osimertinib", 3, "egfr_tki", False),
        ("mobocertinib", None, "egfr_tki", False),
        ("EGFR TKI", None, "egfr_tki", False),
        ("amivantamab", None, "egfr_antibody", False),
        ("trastuzumab deruxtecan", None, "her2_adc", True),
        ("zongertinib", None, "her2_tki", True),
        ("sevabertinib", None, "her2_tki", True),
        ("trastuzumab", None, "her2_antibody", True),
        ("patritumab deruxtecan", None, "adc", False),
        ("savolitinib", None, "met_inhibitor", False),
        ("pemetrexed", None, "chemotherapy", False),
        ("pembrolizumab", None, "immunotherapy", False),
    ],
)
def test_class_and_generation(name: str, generation: int | None, drug_class: str, her2: bool) -> None:
    drug = TABLE.get(name)
    assert drug is not None
    assert (drug.egfr_tki_generation, drug.drug_class, drug.her2_directed) == (generation, drug_class, her2)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], drug.name) for start, end, drug in TABLE.find_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prior: trastuzumab deruxtecan.", [("trastuzumab deruxtecan", "trastuzumab deruxtecan")]),
        ("progressed on osimer-\ntinib", [("osimer-\ntinib", "osimertinib")]),
        ("(AZD9291), then Iressa;", [("AZD9291", "osimertinib"), ("Iressa", "gefitinib")]),
        ("postosimertinib", []),
        ("osimertinibs", []),
        ("Irene Smith, C225 and S-1 and surgery", []),
        ("trastuzumab botidotin", []),
        ("trastuzumab-dkst was given", [("trastuzumab-dkst", "trastuzumab")]),
        ("服用奥希替尼治疗", [("奥希替尼", "osimertinib")]),
        ("erlotinib/ramucirumab", [("erlotinib", "erlotinib"), ("ramucirumab", "ramucirumab")]),
        ("nab-paclitaxel or paclitaxel", [("nab-paclitaxel", "nab-paclitaxel"), ("paclitaxel", "paclitaxel")]),
        ("", []),
    ],
)
def test_running_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@given(st.text(max_size=60), st.sampled_from(TABLE.drugs), st.text(max_size=60))
def test_running_text_never_overlaps_and_stays_inside(before: str, drug: object, after: str) -> None:
    text = f"{before} {drug.name} {after}"  # type: ignore[attr-defined]
    last = 0
    for start, end, _ in TABLE.find_in(text):
        assert last <= start < end <= len(text)
        last = end


@given(st.sampled_from(TABLE.drugs), st.sampled_from(["", " 80 mg QD", " mesylate", " maintenance"]))
def test_every_name_resolves_to_itself(drug: object, tail: str) -> None:
    assert TABLE.resolve(drug.name + tail) == (drug,)  # type: ignore[attr-defined]


def test_every_alias_resolves_to_its_drug() -> None:
    for drug in TABLE.drugs:
        for alias in drug.aliases:
            assert TABLE.resolve(alias) == (drug,), alias


def test_a_name_that_looks_like_a_variant_is_not_sought_in_text() -> None:
    for drug in TABLE.drugs:
        for alias in (drug.name, *drug.aliases):
            if re.fullmatch(r"[acdefghiklmnpqrstvwy]\d{2,4}[a-z]?", drug_key(alias)):
                assert drug_key(alias) in TABLE.resolve_only, alias


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("osimertinb", "osimertinib"),
        ("Tagriso", "osimertinib"),
        ("zongertinb", "zongertinib"),
        ("pembro.", "pembrolizumab"),
    ],
)
def test_nearest(text: str, nearest: str) -> None:
    assert TABLE.nearest(text) == nearest


HEADER = "name\taliases\tresolve_only\tdrug_class\tegfr_tki_generation\ther2_directed\tsource\tchecked\tverified"
GOOD = "a\tb\t\tegfr_tki\t1\tno\tx\t2026-11-22\tyes"


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        ([GOOD.replace("egfr_tki", "egfr_tkis")], "row 2, column drug_class"),
        ([GOOD.replace("\t1\t", "\t9\t")], "row 2, column egfr_tki_generation"),
        ([GOOD.replace("\tno\t", "\tmaybe\t")], "row 2, column her2_directed"),
        ([GOOD, GOOD.replace("a\tb", "c\tB")], "row 3, column aliases"),
        ([GOOD.replace("\tx\t", "\t\t")], "row 2, column source"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(tmp_path: Path, lines: list[str], where: str) -> None:
    path = tmp_path / "drugs.tsv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=where):
        DrugTable.load(path)
