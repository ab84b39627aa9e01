"""``kb verify`` against faults put into a copy of our tables: each is told with file, row and what was expected."""

from __future__ import annotations

import shutil
from pathlib import Path

import jsonschema
import pytest

from her2parse.knowledge.schema import SNAPSHOT, TABLES, shape
from her2parse.knowledge.tables import SCHEMAS, read_yaml, scan_rows
from her2parse.knowledge.verify import verify
from her2parse.workflow.kb import canonical

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "config/knowledge", tmp_path / "knowledge")
    shutil.copy(ROOT / "config/assays.yaml", tmp_path)
    return tmp_path


def found_in(config: Path, extra: Path | None = None) -> list[str]:
    return [problem.message for problem in verify(config / "knowledge", config / "assays.yaml", extra, canonical)]


def break_it(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_ours_is_sound(config: Path) -> None:
    assert found_in(config) == []


RULE = """
  - id: OWN-RULE
    kind: {kind}
    therapy: neratinib
    {more}
    biomarker: {{gene: ERBB2, kind: mutation, {asked}}}
    text: A rule of a test, long enough.
    source: a test
    checked: "2026-11-22"
    verified: true
"""
LABEL = (
    "jurisdiction: US\n    agency: FDA\n    approval: regular\n    approved_on: '{approved}'"
    "\n    valid_from: '2026-01-01'"
    "\n    {until}\n    conditions: {conditions}"
)


def rule(kind: str = "label", asked: str = "scope: activating", **label: str) -> str:
    given = {"approved": "2026-01-01", "until": "valid_to: '2026-12-31'", "conditions": "{disease: nsclc}", **label}
    return RULE.format(kind=kind, asked=asked, more=LABEL.format(**given) if kind == "label" else "level: D")


FAULTS = [
    # file, what stands there, what stands there instead, words of the message
    ("variants.tsv", "Cancer Hotspots v2; CIViC EID11751, EID12807", "", "variants.tsv, row|column source|no source"),
    ("drugs.tsv", "\t2026-11-22\t", "\t\t", "drugs.tsv, row 2, column checked|no date|YYYY-MM-DD"),
    ("drugs.tsv", "\t2026-11-22\t", "\t2026-02-30\t", "column checked|'2026-02-30'"),
    ("tiers.tsv", "\tno\n", "\tmaybe\n", "tiers.tsv, row 3, column verified|one of yes, no"),
    ("rules.yaml", '    source: "FDA 2022-08-11; DESTINY-Lung02 [S1, S2, S3]"\n', "", "US-TDXD-HER2MUT-NSCLC|'source'"),
    ("rules.yaml", '    checked: "2026-11-22"\n', "", "US-TDXD-HER2MUT-NSCLC|'checked'"),
    ("rules.yaml", 'approved_on: "2022-08-11"', 'approved_on: "2022-13-11"', "approved_on|a day YYYY-MM-DD"),
    ("rules.yaml", "therapy: sevabertinib", "therapy: sevibertinib", "the drug 'sevibertinib'|nearest: sevabertinib"),
    ("monitoring.tsv", "\nzongertinib\t", "\nzongertinb\t", "monitoring.tsv, row 4|nearest: zongertinib"),
    ("rules.yaml", "gene: ERBB2,", "gene: ERBB22,", "the gene 'ERBB22'|nearest: ERBB2"),
    ("variants.tsv", "\tERBB2\tp.V777L", "\tHER2\tp.V777L", "variants.tsv, row|the gene 'HER2'|nearest: ERBB2"),
    ("resistance.tsv", "\tresistance\tNF1\t", "\tresistance\tNF11\t", "resistance.tsv, row|nearest: NF1"),
    ("rules.yaml", 'valid_to: "2026-02-25"', 'valid_to: "2026-02-26"', "US-ZONGERTINIB-TKD and|hold on the same days"),
    (
        "rules.yaml",
        "rules:\n",
        "rules:" + rule(approved="2027-01-01"),
        "OWN-RULE|never fires|no day between 2027",
    ),
    (
        "rules.yaml",
        "rules:\n",
        "rules:" + rule(conditions="{first_line: true, prior_platinum: true}"),
        "OWN-RULE|first_line and prior_platinum together",
    ),
    (
        "rules.yaml",
        "rules:\n",
        "rules:" + rule(asked="scope: kras_g12c"),
        "OWN-RULE|'kras_g12c', which no row",
    ),
    ("rules.yaml", "rules:\n", "rules:" + rule("resistance", "keys: [p.T999I]"), "OWN-RULE|'p.T999I', which no row"),
    ("rules.yaml", "percent_cells_from: 50", "percent_cells_from: 500", "METIHC|500 % of cells|100 or less"),
    (
        "rules.yaml",
        'valid_from: "2021-12-01"',
        'valid_from: "2025-12-01"',
        "TRIAL-SEVABERTINIB|the label US-SEV",
    ),
    ("variants.tsv", "\tp.Y772_A775dup\t", "\tp.A775_G776insYVMA\t", "column name|p.Y772_A775dup, its canonical name"),
    ("variants.tsv", "\tp.V777L\t", "\tp.A777L\t", "column name|'p.A777L'|fits the reference sequence"),
    ("variants.tsv", "\tp.V777M\t", "\tp.V777L\t", "ERBB2-V777M|the same change as ERBB2-V777L"),
    ("variants.tsv", "\t770\t785\t", "\tabc\t785\t", "column aa_from|'abc'"),
    ("variants.tsv", "CIViC EID1894", "CIViC EID999999", "the item EID999999|civic.tsv"),
    ("rules.yaml", "DESTINY-Lung02 [S1, S2, S3]", "DESTINY-Lung02 [S1, S99]", "the source [S99]|sources.tsv"),
    ("regions.tsv", "\t737\t769\t", "\t737\t772\t", "regions.tsv, row|do not overlap"),
    ("civic_names.tsv", "\tG340L\t", "\tG340M\t", "civic_names.tsv, row|'G340M' of ABL1|which is its source"),
    ("resistance.tsv", "EID238;EID239", "EID238,EID239", "resistance.tsv, row|column evidence|the form"),
    ("drugs.tsv", "Iressa;", "Tagrisso;", "already names|one drug a name"),
    ("drugs.tsv", "CIViC EID238; clinical facts", "from memory; clinical facts", "drugs.tsv, row 2|verified: no"),
    ("VERSION", "2026.11.22", "2099.01.01", "CHANGELOG.md|2099.01.01"),
    ("../assays.yaml", "kind: service", "kind: servise", "assays.yaml|nearest: service"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), FAULTS, ids=[f"{i}-{f[0]}" for i, f in enumerate(FAULTS)])
def test_a_fault_is_told_with_its_place(config: Path, file: str, old: str, new: str, words: str) -> None:
    break_it(config / "knowledge" / file, old, new)
    told = found_in(config)
    assert told
    assert any(all(word in line for word in words.split("|")) for line in told), told
    assert all(line.startswith("H150: ") for line in told)


def test_a_trial_behind_a_label_of_its_own_scope_never_shows(config: Path) -> None:
    break_it(config / "knowledge/rules.yaml", 'valid_from: "2018-05-01"', 'valid_from: "2024-12-01"')
    assert any("TRIAL-TDXD-HER2MUT" in line and "the label" in line for line in found_in(config))


def test_all_faults_are_told_at_once(config: Path) -> None:
    for file, old, new, _ in (FAULTS[1], FAULTS[3], FAULTS[7], FAULTS[12]):
        break_it(config / "knowledge" / file, old, new)
    told = " ".join(found_in(config))
    assert all(word in told for word in ("drugs.tsv", "tiers.tsv", "sevibertinib", "hold on the same days"))


def test_a_misspelt_file_of_a_laboratory_is_told(config: Path) -> None:
    own = config / "own"
    own.mkdir()
    (own / "variant.tsv").write_text("id\n", encoding="utf-8")
    assert "nearest: variants.tsv" in " ".join(found_in(config, own))
    (own / "variant.tsv").rename(own / "civic.tsv")
    assert "'civic.tsv'" in " ".join(found_in(config, own))


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_and_a_general_validator_agree(name: str) -> None:
    """The loader reads the schemas itself; on every row, and on rows broken cell by cell, both say the same."""
    schema = read_yaml(SCHEMAS / f"{name}.schema.yaml")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    path = ROOT / f"config/knowledge/{name}.tsv"
    rows, problems = scan_rows(path, shape(name))
    assert not problems
    columns = shape(name).columns
    assert set(columns) == set(schema["properties"])
    assert all(one.get("description") for one in schema["properties"].values())
    assert all(validator.is_valid({column: row[column] for column in columns}) for row in rows)


@pytest.mark.parametrize("name", TABLES)
def test_they_agree_on_broken_cells_too(name: str, tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(read_yaml(SCHEMAS / f"{name}.schema.yaml"))
    asked = shape(name)
    rows, _ = scan_rows(ROOT / f"config/knowledge/{name}.tsv", asked)
    row = {column: rows[0][column] for column in asked.columns}
    path = tmp_path / f"{name}.tsv"
    for column in asked.columns:
        for cell in ("", "§", "2026-11-22", "no"):
            broken = {**row, column: cell}
            lines = ["\t".join(asked.columns), "\t".join(broken.values())]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            _, problems = scan_rows(path, asked)
            assert bool(problems) is not validator.is_valid(broken), (column, cell)


def test_every_table_of_ours_has_a_schema() -> None:
    there = {path.stem for path in (ROOT / "config/knowledge").glob("*.tsv")}
    assert there == set(TABLES)
    assert set(SNAPSHOT) < there
    assert all("source" in shape(name).columns or name in (*SNAPSHOT, "sources") for name in TABLES)
