"""Names of assays and what they cover, against truth tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.errors import KnowledgeError
from her2parse.knowledge.assays import EVENTS, AssayCatalogue, load_assays

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_assays(ROOT / "config/assays.yaml")


def table(name: str) -> list[dict[str, str]]:
    text = (ROOT / "tests/truth" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


NAMES, COVERS = table("assays_names.tsv"), table("assays_covers.tsv")


@pytest.mark.parametrize("row", NAMES, ids=[f"{row['text']}|{row['lab']}" for row in NAMES])
def test_recognise(row: dict[str, str]) -> None:
    found = CATALOGUE.recognise(row["text"].replace("\\n", "\n"), row["lab"])
    assert (found.assay_id if found else "") == row["expected"], row["why"]


@pytest.mark.parametrize("row", COVERS, ids=["|".join(row.values()) for row in COVERS])
def test_covers(row: dict[str, str]) -> None:
    assay = CATALOGUE.get(row["assay"])
    assert assay is not None
    assert assay.covers(row["gene"], row["event"], row["specimen"], row["reported_on"]) == row["expected"], row["why"]


def test_every_assay_is_reached_by_each_of_its_names() -> None:
    for assay in CATALOGUE:
        for pattern in assay.patterns:
            found = CATALOGUE.recognise(pattern, assay.needs[0] if assay.needs else "")
            assert found is not None
            assert found.assay_id == assay.assay_id, pattern


@given(
    assay_id=st.sampled_from(sorted(CATALOGUE.assays)),
    event=st.sampled_from(EVENTS),
    gene=st.sampled_from(["ERBB2", "MET", "KRAS"]),
)
@settings(max_examples=200, deadline=None)
def test_memory_and_kits_never_say_yes(assay_id: str, event: str, gene: str) -> None:
    assay = CATALOGUE.assays[assay_id]
    if assay.covers(gene, event) == "yes":
        assert assay.verified
        assert assay.kind != "kit"
        assert any(
            entry.event == event and entry.confidence == "V" and (gene in entry.genes or entry.genes == ("*",))
            for entry in assay.capabilities
        )


def test_memory_is_never_marked_as_read() -> None:
    """Which genes a panel holds is V only where its list or intended use was read, not where its size was."""
    for assay in CATALOGUE:
        assert assay.source
        assert not (assay.verified and assay.source.startswith("from memory")), assay.assay_id
        for entry in assay.capabilities:
            if entry.confidence == "V":
                assert assay.verified, assay.assay_id
                assert "from memory" not in f"{entry.note} {entry.source}", (assay.assay_id, entry.event)
                assert "membership M" not in entry.source
                assert not entry.note.endswith("which M"), (assay.assay_id, entry.event)


def test_tables_are_large_enough() -> None:
    assert len(COVERS) >= 120
    assert len(NAMES) >= 90
    # Every assay that can be named says something, or has nothing to say.
    assert {assay.assay_id for assay in CATALOGUE if assay.capabilities} >= {row["assay"] for row in COVERS} - {
        "oncomine",
        "g360response",
    }


def test_broken_files_name_the_place(tmp_path: Path) -> None:
    whole = (ROOT / "config/assays.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "assays.yaml"
    for old, new, words in (
        ("kind: service", "kind: sevice", ("nearest: service", "g360cdx")),
        ("confidence: V,", "confidense: V,", ("confidense", "nearest: confidence")),
        ("id: g360ldt", "id: g360cdx", ("g360cdx a second time",)),
        ("assays:\n", "asays:\n", ("asays",)),
        ("specimen: [plasma]", "specimen: [plasma", ("YAML", "line")),
    ):
        broken.write_text(whole.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(KnowledgeError) as caught:
            load_assays(broken)
        assert all(word in str(caught.value) for word in (*words, "assays.yaml")), str(caught.value)
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_assays(tmp_path / "missing.yaml")


def test_an_own_entry_replaces_ours(tmp_path: Path) -> None:
    own = tmp_path / "assays.yaml"
    own.write_text(
        "assays:\n  - id: oca3\n    name: Our OCA\n    lab: Our Hospital\n    kind: service\n    specimen: [tissue]\n"
        "    patterns: [Our OCA]\n    scope:\n      - {event: copy_number, genes: [], complete: true, confidence: V}\n"
        '    source: our validation\n    checked: "2026-01-01"\n    verified: true\n',
        encoding="utf-8",
    )
    both = CATALOGUE.with_overrides(load_assays(own))
    assert isinstance(both, AssayCatalogue)
    assert both.assays["oca3"].covers("ERBB2", "copy_number") == "no"
    assert both.assays["f1cdx"] is CATALOGUE.assays["f1cdx"]
