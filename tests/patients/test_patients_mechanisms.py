"""The catalogue of mechanisms: which finding is which mechanism, for which generation."""

from __future__ import annotations

from pathlib import Path

import pytest
from patients_factory import MECHANISMS, ROOT, finding

from her2parse.errors import KnowledgeError
from her2parse.knowledge.mechanisms import MechanismCatalogue


@pytest.mark.parametrize(
    ("text", "generation", "expected"),
    [
        ("EGFR T790M", 1, "EGFR T790M"),
        ("EGFR T790M", 2, "EGFR T790M"),
        ("EGFR T790M", 3, ""),
        ("EGFR C797S", 3, "EGFR C797S"),
        ("EGFR C797N", 3, "EGFR C797N"),
        ("EGFR C797S", 1, ""),
        ("EGFR C797S", None, "EGFR C797S"),
        ("EGFR D761Y", 1, "EGFR D761Y"),
        ("EGFR L858R", 3, ""),
        ("EGFR E746_A750del", 3, ""),
        ("EGFR L747_A750delinsP", 3, ""),
        ("EGFR A767_V769dup", 3, "EGFR A767_V769dup"),
        ("EGFR D770delinsGY", 1, "EGFR D770delinsGY"),
        ("EGFR V834L", 3, "EGFR V834L"),
        ("EGFR A1013T", 3, ""),
        ("MET amp", 2, "MET amplification"),
        ("MET loss", 2, ""),
        ("MET T1010I", 3, ""),
        ("ERBB2 amp", 1, "ERBB2 amplification"),
        ("ERBB2 Y772_A775dup onc", 3, "ERBB2 Y772_A775dup"),
        ("ERBB2 L755S path", 3, "ERBB2 L755S"),
        ("ERBB2 L755S path ours_vus", 3, ""),
        ("ERBB2 L755S vus", 3, ""),
        ("ERBB2 delta16", 3, "HER2 Δ16 (exon 16 skipping)"),
        ("ERBB2 delta16", 1, ""),
        ("ERBB2 IHC3+", 3, "HER2 overexpression"),
        ("ERBB2 IHC2+", 3, ""),
        ("ALK EML4::ALK", 3, "EML4::ALK fusion"),
        ("KRAS Q61H", 3, "KRAS Q61H"),
        ("KRAS L19F", 3, ""),
        ("KRAS L19F path", 3, "KRAS L19F"),
        ("KRAS G12C benign", 3, ""),
        ("KRAS G12C germline", 3, ""),
        ("-KRAS G12C", 3, ""),
        ("?MET amp", 3, ""),
        ("BRAF V600E", 3, "BRAF V600E"),
        ("PIK3CA H1047R", 3, "PIK3CA H1047R"),
        ("AKT1 E17K", 3, "AKT1 E17K"),
        ("PTEN R130* path", 3, "PTEN R130*"),
        ("RB1 E137*", 3, "RB1 E137*"),
        ("RB1 A488V", 3, ""),
        ("TP53 R273H", 3, ""),
        ("CDK4 amp", 3, "CDK4 amplification"),
        ("MYC gain", 3, "MYC amplification"),
        ("DNMT3A R882H", 3, ""),
    ],
)
def test_match(text: str, generation: int | None, expected: str) -> None:
    found = finding("R", text, 0)
    labels = [mechanism.label(found) for mechanism in MECHANISMS.match(found, generation)]
    assert (labels[0] if labels else "") == expected


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        ("EGFR L858R", True),
        ("EGFR E746_A750del", True),
        ("EGFR L747_A750delinsP", True),
        ("EGFR ex19del", True),
        ("EGFR G719X", True),
        ("EGFR G719A", True),
        ("EGFR L861Q", True),
        ("EGFR S768I", True),
        ("EGFR A767_V769dup", True),
        ("EGFR T790M", False),
        ("EGFR C797S", False),
        ("-EGFR L858R", False),
        ("KRAS G12C", False),
    ],
)
def test_driver(text: str, driver: bool) -> None:
    assert MECHANISMS.is_driver(finding("R", text, 0)) is driver


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        (["TP53 R273H", "RB1 R320*"], 1),
        (["TP53 loss", "RB1 loss"], 1),
        (["TP53 R273H"], 0),
        (["RB1 R320*"], 0),
        (["TP53 R273H vus", "RB1 R320*"], 0),
        (["TP53 R273H", "-RB1 loss"], 0),
    ],
)
def test_pair(texts: list[str], pairs: int) -> None:
    found = MECHANISMS.pairs([finding("R", text, i) for i, text in enumerate(texts)], 3)
    assert len(found) == pairs
    assert all("SCLC" not in mechanism.name and "small" not in mechanism.name.lower() for mechanism, _ in found)


def test_every_mechanism_has_a_class_and_a_source() -> None:
    for mechanism in MECHANISMS.mechanisms:
        assert mechanism.source
        assert bool(mechanism.mechanism_class) == (mechanism.role in ("resistance", "loss", "pair")), mechanism.key
        assert not mechanism.her2_axis or mechanism.gene == "ERBB2"


def test_evidence_that_names_civic_stands_in_civic() -> None:
    """The evidence items named are those of the snapshot that the facts were checked against."""
    snapshot = ROOT.parent / "shared/knowledge/civic_2026-04-25_lung_and_erbb2.tsv"
    if not snapshot.exists():
        pytest.skip("the CIViC snapshot of ../shared/knowledge is not here")
    known = {line.split("\t", 1)[0] for line in snapshot.read_text(encoding="utf-8").splitlines()}
    named = [item for m in MECHANISMS.mechanisms for item in m.evidence if item.startswith("EID")]
    assert named
    assert [item for item in named if item.removeprefix("EID") not in known] == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("p.T790M", "p.T790"), "column pattern"),
        (("\t1;2\t", "\t1;5\t"), "column tki_generations"),
        (("on_target", "off_target"), "column mechanism_class"),
        (("\tresistance\t", "\tresistence\t"), "column role"),
        (("rb1/rb1_loss+", "rb2/rb1_loss+"), "the key 'rb2'"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(tmp_path: Path, change: tuple[str, str], where: str) -> None:
    text = (ROOT / "config/knowledge/resistance.tsv").read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "resistance.tsv"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=where):
        MechanismCatalogue.load(path)
