"""The knowledge base: every row loads, cites and dates; a broken one names its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from her2parse.errors import KnowledgeError
from her2parse.knowledge import Knowledge, codes, load
from her2parse.knowledge.civic import alternatives
from her2parse.model import NormalizedVariant

ROOT = Path(__file__).resolve().parents[2]
FOLDER, ASSAYS = ROOT / "config/knowledge", ROOT / "config/assays.yaml"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(FOLDER, ASSAYS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "knowledge"))


def variant(gene: str, name: str, **values: object) -> NormalizedVariant:
    return NormalizedVariant(gene, name, "exact", hgvs_p_short=name, **values)


def test_version_and_hash_are_stable(knowledge: Knowledge) -> None:
    assert re.fullmatch(r"\d{4}\.\d{2}\.\d{2}", knowledge.version)
    assert knowledge.hash == load(FOLDER, ASSAYS).hash


def test_hash_follows_every_file(copy: Path, knowledge: Knowledge) -> None:
    assert load(copy, ASSAYS).hash == knowledge.hash
    path = copy / "monitoring.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert load(copy, ASSAYS).hash != knowledge.hash


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("variants.tsv", "\toncogenic\t", "\toncogenik\t", ("variants.tsv", "row", "oncogenicity", "oncogenic")),
        ("variants.tsv", "activating;tkd_activating", "activatin", ("scope", "nearest: activating")),
        ("variants.tsv", "\t2026-11-22\t", "\tyesterday\t", ("checked", "YYYY-MM-DD")),
        ("variants.tsv", "oncogenicity\tscope", "oncogenicity\tscopes", ("scopes", "nearest: scope")),
        ("regions.tsv", "\t770\t831\t", "\t831\t770\t", ("regions.tsv", "bounds")),
        ("rules.yaml", "therapy: zongertinib", "therapy: zongertinab", ("nearest: zongertinib", "rules.yaml")),
        ("rules.yaml", "scope: activating,", "scope: activatng,", ("scope", "nearest: activating")),
        ("rules.yaml", "kind: label", "kind: lable", ("nearest: label",)),
        ("rules.yaml", 'valid_to: "2026-02-25"', 'valid_to: "2026-03-25"', ("hold on the same days",)),
        ("rules.yaml", 'valid_to: "2026-02-25"', 'valid_to: "2024-02-25"', ("valid_from before valid_to",)),
        ("rules.yaml", "id: US-ZONGERTINIB-TKD\n", "id: US-ZONGERTINIB-TKD-PRETREATED\n", ("a second time",)),
        ("copy_number_words.tsv", "\tamplified\t", "\tamplifed\t", ("nearest: amplified",)),
        ("diseases.tsv", "\tnsclc\t", "\tnsclcc\t", ("nearest: nsclc",)),
        ("civic.tsv", "id\tmolecular_profile", "id\tmolecular_profil", ("nearest: molecular_profile",)),
        ("VERSION", "2026", "", ()),
    ],
)
def test_a_broken_row_names_its_place(copy: Path, file: str, old: str, new: str, words: tuple[str, ...]) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if file != "VERSION" else "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(copy, ASSAYS)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "tiers.tsv").unlink()
    with pytest.raises(KnowledgeError, match=r"tiers\.tsv"):
        load(copy, ASSAYS)
    with pytest.raises(KnowledgeError, match="no such folder"):
        load(copy / "nothing", ASSAYS)


def test_a_laboratory_adds_and_replaces_rows(tmp_path: Path, knowledge: Knowledge) -> None:
    own = tmp_path / "own"
    own.mkdir()
    heading = next(
        line for line in (FOLDER / "variants.tsv").read_text(encoding="utf-8").splitlines() if line.startswith("id\t")
    )
    rows = [
        "OWN-R784C\tERBB2\tp.R784C\t\t\t\t\tlikely_oncogenic\tactivating?\town assay\tvalidation\t2026-01-01\tyes",
        "ERBB2-V777M\tERBB2\tp.V777M\t\t\t\t\tvus\t\tnot convinced\tour board\t2026-01-01\tyes",
    ]
    (own / "variants.tsv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    mine = load(FOLDER, ASSAYS, own)
    for name, ours, theirs in (("p.R784C", "vus", "likely_oncogenic"), ("p.V777M", "likely_oncogenic", "vus")):
        before, after = knowledge.variants.judge(variant("ERBB2", name)), mine.variants.judge(variant("ERBB2", name))
        assert before is not None
        assert after is not None
        assert (before.oncogenicity, after.oncogenicity) == (ours, theirs)
    assert mine.hash != knowledge.hash
    assert mine.version != knowledge.version


def test_every_row_of_the_catalogue_is_reached(knowledge: Knowledge) -> None:
    """A named change, a class or a region row decides for at least the change that it names."""
    for row in knowledge.variants.rows:
        if row.name.startswith("c."):
            asked = NormalizedVariant(row.gene, row.name, "exact", hgvs_c=f"NM_000000.1:{row.name}")
        elif row.name:
            asked = variant(row.gene, row.name)
        elif row.variant_class:
            asked = NormalizedVariant(row.gene, row.variant_class, "not_applicable", variant_class=row.variant_class)
        else:
            continue
        judged = knowledge.variants.judge(asked)
        assert judged is not None
        assert judged.row == row


@pytest.mark.parametrize(
    ("gene", "name", "detail", "oncogenicity"),
    [
        ("ERBB2", "p.Y772_A775dup", "exon 20 insertion", "oncogenic"),
        ("ERBB2", "p.G776delinsVC", "exon 20 insertion", "oncogenic"),
        ("ERBB2", "p.A775_G776insAAA", "exon 20 insertion", "likely_oncogenic"),
        ("ERBB2", "p.R811_E812insG", "exon 20 insertion", "vus"),
        ("ERBB2", "p.L755_T759del", "exon 19 deletion", "likely_oncogenic"),
        ("ERBB2", "p.D769H", "kinase domain missense", "oncogenic"),
        ("ERBB2", "p.Q709L", "juxtamembrane domain missense", "likely_oncogenic"),
        ("ERBB2", "p.V659E", "transmembrane domain missense", "oncogenic"),
        ("ERBB2", "p.S310F", "extracellular domain missense", "oncogenic"),
        ("ERBB2", "p.P1170A", "C-terminal tail missense", "benign"),
        ("ERBB2", "p.Q142*", "truncation", "vus"),
        ("ERBB2", "p.L720M", "kinase domain missense", "vus"),
        ("ERBB2", "p.E719K", "juxtamembrane domain missense", "vus"),
        ("EGFR", "p.E746_A750del", "exon 19 deletion", "oncogenic"),
        ("EGFR", "p.L747_P753delinsS", "exon 19 deletion", "oncogenic"),
        ("EGFR", "p.A767_V769dup", "exon 20 insertion", "oncogenic"),
        ("EGFR", "p.T790M", "kinase domain missense", "resistance"),
        ("EGFR", "p.C797S", "kinase domain missense", "resistance"),
    ],
)
def test_describe_and_judge(knowledge: Knowledge, gene: str, name: str, detail: str, oncogenicity: str) -> None:
    asked = variant(gene, name)
    judged = knowledge.variants.judge(asked)
    assert knowledge.variants.describe(asked).detail == detail
    assert judged is not None
    assert judged.oncogenicity == oncogenicity


def test_a_gene_without_a_catalogue_is_not_judged(knowledge: Knowledge) -> None:
    assert knowledge.variants.judge(variant("TP53", "p.R273H")) is None
    assert knowledge.variants.judge(variant("KRAS", "p.L19F")) is None


def test_both_civic_names_of_one_change_meet(knowledge: Knowledge) -> None:
    ids = {item.evidence_id for item in knowledge.civic.about("ERBB2", ["p.Y772_A775dup"])}
    assert {"EID11764", "EID12564", "EID12807", "EID1893"} <= ids
    ids = {item.evidence_id for item in knowledge.civic.about("ERBB2", ["p.G778_P780dup"])}
    assert {"EID11762", "EID12563", "EID12807"} <= ids


def test_every_erbb2_and_egfr_name_of_civic_is_in_the_name_table(knowledge: Knowledge) -> None:
    """A new snapshot must not bring a name that nobody has looked at."""
    named = {
        tuple(line.split("\t")[:2])
        for line in (FOLDER / "civic_names.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    }
    known = {(gene, name.upper()) for gene, name in named}
    for item in knowledge.civic.items:
        if item.gene in ("ERBB2", "EGFR", "MET"):
            for part in alternatives(item.gene, item.variant):
                assert (item.gene, part.upper()) in known, part


def test_cited_civic_items_exist(knowledge: Knowledge) -> None:
    ids = {item.evidence_id for item in knowledge.civic.items}
    for rule in knowledge.rules.rules:
        assert {name for name in rule.evidence_ids if name.startswith("EID")} <= ids, rule.rule_id
    for row in knowledge.variants.rows:
        assert set(re.findall(r"EID\d+", row.source)) <= ids, row.row_id


def test_a_cited_civic_item_is_about_the_change_that_cites_it(knowledge: Knowledge) -> None:
    """Two items swapped between neighbours in the table would each cite the other's evidence."""
    items = {item.evidence_id: item for item in knowledge.civic.items}
    for row in knowledge.variants.rows:
        if row.gene not in ("ERBB2", "EGFR") or not row.name.startswith("p."):
            continue
        cited = re.findall(r"EID\d+", row.source)
        about = {item.evidence_id for item in knowledge.civic.about(row.gene, [row.name])}
        for one in cited:
            assert one in about, (row.row_id, one, items[one].variant)


def test_every_row_has_source_day_and_verification(knowledge: Knowledge) -> None:
    for row in knowledge.variants.rows:
        assert row.source
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.checked)
        # Memory is never called verified.
        assert not (row.verified and "from memory" in row.source), row.row_id
    for support in knowledge.points.evidence:
        assert support.source
        assert not (support.verified and "from memory" in support.source), support.row_id


@pytest.mark.parametrize(
    ("gene", "name", "words"),
    [
        ("ERBB2", "p.R784C", "near the insertion hotspot 770-785"),
        ("ERBB2", "p.V777G", "p.V777L, p.V777M of the same residue"),
        ("ERBB2", "p.L720M", "kinase domain alone proves nothing"),
        ("ERBB2", "p.R811_E812insG", "outside the residues where an in-frame insertion is recurrent (770-785)"),
        ("ERBB2", "p.R1230Q", "not in the catalogue (C-terminal tail missense)"),
        ("ERBB2", "p.Q142*", "not expected to activate"),
        ("EGFR", "p.R776C", "near the"),
        ("EGFR", "p.L858P", "p.L858R of the same residue"),
        ("EGFR", "p.V30_R297del", "outside the residues where an in-frame deletion is recurrent (729-761)"),
        ("EGFR", "p.Q1021*", "not expected to activate"),
    ],
)
def test_an_unlisted_change_says_why_it_is_unknown(knowledge: Knowledge, gene: str, name: str, words: str) -> None:
    judged = knowledge.variants.judge(variant(gene, name))
    assert judged is not None
    assert judged.oncogenicity == "vus"
    assert words in judged.reason


def test_codes_load_and_cover_ours() -> None:
    ours = {
        "conflicting_statements",
        "points_conflict",
        "modality_not_stated",
        "significance_conflict",
        "variant_not_named",
    }
    assert ours <= set(codes())


def test_a_broken_code_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text("code\tused_in\tmeaning\ttodo\na\tb\tc\td\na\tb\tc\td\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="row 3"):
        codes(path)


@pytest.mark.parametrize(
    ("text", "assay", "meaning"),
    [
        ("amplification", "", "amplified"),
        ("no evidence of HER2 (ERBB2) gene amplification", "", "not_amplified"),
        ("evidence of HER2 (ERBB2) gene amplification", "", "amplified"),
        ("Amplification Not Detected", "", "not_amplified"),
        ("amplification - equivocal", "", "equivocal"),
        ("Copy number gain", "xt", "amplified"),
        ("Copy number gain", "opa", "low_level"),
        ("Low (+)", "g360cdx", "amplified"),
        ("Low", "opa", ""),
        ("High (+++)", "g360ldt", "amplified"),
        ("polysomy 17", "", "low_level"),
        ("Copy number loss", "xt", "loss"),
        ("NOCALL", "", "failed"),
        ("nicht amplifiziert", "", "not_amplified"),
        ("amplificación", "", "amplified"),
        ("12.4", "", ""),
    ],
)
def test_copy_number_words(knowledge: Knowledge, text: str, assay: str, meaning: str) -> None:
    assert knowledge.words.meaning(text, assay) == meaning


@pytest.mark.parametrize(
    ("diagnosis", "disease"),
    [
        ("Non-small cell lung carcinoma", "nsclc"),
        ("Small cell lung carcinoma", "sclc"),
        ("Adenocarcinoma of the lung", "nsclc"),
        ("Carcinoma de pulmón no microcítico", "nsclc"),
        ("Lung cancer", "lung"),
        ("Breast carcinoma metastatic to lung", "other_solid"),
        ("Adenocarcinoma", ""),
        ("", ""),
    ],
)
def test_diseases(knowledge: Knowledge, diagnosis: str, disease: str) -> None:
    assert knowledge.rules.disease(diagnosis) == disease
