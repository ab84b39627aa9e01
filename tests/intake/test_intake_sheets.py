from __future__ import annotations

from pathlib import Path

import pytest

from her2parse import resources
from her2parse.errors import SheetError
from her2parse.intake.nearest import nearest_date, nearest_text, parse_date
from her2parse.intake.sheets import read_samples, read_treatments
from her2parse.knowledge.drugs import DrugTable
from her2parse.model import Sample
from her2parse.workflow.config import load_config

FILES = ["P01/g360.pdf", "P02/foundation.pdf"]
GOOD = "source_file\tpatient_id\tcollected_on\tspecimen\tdiagnosis\thistology\n"
DRUGS = DrugTable.load(resources.knowledge_folder() / "drugs.tsv")


def samples(path: Path, text: str | bytes) -> tuple[Sample, ...]:
    sheet = path / "samples.tsv"
    sheet.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_samples(sheet, load_config(resources.schema("samples")), FILES)


def test_rows_in_order_blank_lines_and_windows_endings_do_not_matter(tmp_path: Path) -> None:
    rows = samples(
        tmp_path,
        b"\xef\xbb\xbfsource_file\tpatient_id\tspecimen\r\n"
        b"./P02/foundation.pdf\t P2 \ttissue\r\n\r\nP01/g360.pdf\tP1\t\r\n",
    )
    assert rows == (Sample("P02/foundation.pdf", "P2", specimen="tissue"), Sample("P01/g360.pdf", "P1"))


def test_a_sheet_with_a_header_only_is_fine(tmp_path: Path) -> None:
    assert samples(tmp_path, GOOD) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["samples.tsv", "no header row", "source_file, patient_id"]),
        ("source_file\tpatient\n", ["row 1", "column 2", 'unknown column "patient"', "Nearest valid name: patient_id"]),
        ("source_file\n", ["row 1", 'column "patient_id" is missing']),
        ("patient_id\tsource_file\tpatient_id\n", ["column 3", "stands twice"]),
        ("source_file,patient_id\n", ["no tab"]),
        (GOOD + "P01/g360.pd\tP1\t\t\t\t\n", ["row 2, column source_file", "Nearest valid value: P01/g360.pdf"]),
        (GOOD + "P01/g360.pdf\t\t\t\t\t\n", ["row 2, column patient_id", "found nothing"]),
        (GOOD + "P01/g360.pdf\t../../x\t\t\t\t\n", ["row 2, column patient_id", "letters, digits"]),
        (GOOD + "P01/g360.pdf\tP1\t2024-02-30\t\t\t\n", ["column collected_on", "Nearest valid value: 2024-02-29"]),
        (GOOD + "P01/g360.pdf\tP1\t31.12.2023\t\t\t\n", ["column collected_on", "Nearest valid value: 2023-12-31"]),
        (GOOD + "\nP01/g360.pdf\tP1\t\tPlasm\t\t\n", ["row 3, column specimen", "Nearest valid value: plasma"]),
        (GOOD + "P01/g360.pdf\tP1\t\t\t\tnon-squamous\n", ["column histology", "Nearest valid value: non_squamous"]),
        (GOOD + "P01/g360.pdf\tP1\t\t\t\t\tmore\n", ["row 2, column 7", "found 7 cells"]),
        (GOOD + "P01/g360.pdf\tP1\t\t\t\t\nP01/g360.pdf\tP2\t\t\t\t\n", ["row 3", "row 2 is about the same file"]),
        (b"source_file\tpatient_id\nP01/g360.pdf\tM\xfcller\n", ["row 2", "not UTF-8"]),
        (b"PK\x03\x04....", ["is a spreadsheet"]),
    ],
)
def test_each_mistake_names_its_place_and_what_would_do(tmp_path: Path, text: str | bytes, told: list[str]) -> None:
    with pytest.raises(SheetError) as caught:
        samples(tmp_path, text)
    for part in told:
        assert part in caught.value.message
    assert caught.value.exit_code == 2


def test_all_mistakes_are_told_at_once_up_to_ten(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as caught:
        samples(tmp_path, GOOD + "".join(f"no{number}.pdf\tP1\t\t\t\t\n" for number in range(14)))
    assert caught.value.message.count("column source_file") == 10
    assert "and 4 more mistakes" in caught.value.message


def test_a_missing_sheet_is_told(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="cannot be read"):
        read_samples(tmp_path / "none.tsv", load_config(resources.schema("samples")), FILES)


def treatments(path: Path, rows: str) -> tuple[object, ...]:
    sheet = path / "treatments.tsv"
    sheet.write_text("patient_id\tdrug\tstart_on\tstop_on\n" + rows)
    return read_treatments(sheet, load_config(resources.schema("treatments")), DRUGS)


def test_any_synonym_and_combination_is_resolved(tmp_path: Path) -> None:
    row, both = treatments(
        tmp_path, "P1\tTagrisso\t2023-01-01\t\nP1\tosimertinib + savolitinib\t2024-01-01\t2024-06-01\n"
    )
    assert (row.agents, row.drug_class, row.egfr_tki_generation, row.row) == (("osimertinib",), "egfr_tki", 3, 2)
    assert (both.agents, both.drug_class) == (("osimertinib", "savolitinib"), "egfr_tki")
    assert row.drug == "Tagrisso"


def test_an_unknown_drug_is_no_mistake(tmp_path: Path) -> None:
    (row,) = treatments(tmp_path, "P1\tosimertinob-X9\t2023-01-01\t\n")
    assert (row.agents, row.drug_class, row.egfr_tki_generation) == ((), "other", None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("P1\tTagrisso\t\t\n", ["column start_on", "found nothing"]),
        ("P1\tTagrisso\t2023-13-01\t\n", ["column start_on", "Nearest valid value: 2023-12-01"]),
        ("P1\tTagrisso\t2023-02-01\t2023-01-01\n", ["column stop_on", "on or after start_on (2023-02-01)"]),
        ("P1\t\t2023-02-01\t\n", ["column drug", "found nothing"]),
    ],
)
def test_mistakes_of_the_treatment_sheet(tmp_path: Path, row: str, told: list[str]) -> None:
    with pytest.raises(SheetError) as caught:
        treatments(tmp_path, row)
    for part in told:
        assert part in caught.value.message


@pytest.mark.parametrize(
    ("found", "near"),
    [
        ("03/04/2024", ""),
        ("31/12/2023", "2023-12-31"),
        ("12/31/2023", "2023-12-31"),
        ("soon", ""),
        ("2024-00-10", "2024-01-10"),
    ],
)
def test_nearest_date(found: str, near: str) -> None:
    assert nearest_date(found) == near
    assert near == "" or parse_date(near) is not None


def test_no_value_is_near_when_none_is_like_it() -> None:
    assert nearest_text("qqqq", ["tissue", "plasma"]) == ""
