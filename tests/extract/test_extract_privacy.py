"""No person on any page, and everything else still there."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from extract_drawing import KEY, lines, pdf, read
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract import extract_file
from her2parse.extract.identity import normal_date, normal_id, normal_name
from her2parse.extract.privacy import mask
from her2parse.model import Page, Word

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT / "tests" / "truth" / "privacy_lines.tsv"
SHARED = ROOT.parent / "shared" / "real"


def drawn(text: str, number: int = 1) -> Page:
    """A page of words: ``⏎`` starts a line, ``⇥`` a column 220 points further."""
    words: list[Word] = []
    for row, line in enumerate(text.split("⏎")):
        for column, cell in enumerate(line.split("⇥")):
            x = 40.0 + 220 * column
            for part in cell.split():
                width = 5.0 * len(part)
                words.append(Word(part, x, 40 + 14.0 * row, x + width, 50 + 14.0 * row, 10, "Helvetica"))
                x += width + 3
    return Page(number, 900, 1000, tuple(words))


def rows() -> list[dict[str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def test_the_truth_is_large_enough():
    assert len(rows()) >= 60
    assert all(row["why"] for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["line"][:60])
def test_line(row):
    page = drawn(row["line"])
    (result,), _ = mask([page], KEY)
    left = " ".join(word.text for word in result.words)
    for secret in parts(row["masked"]):
        assert secret in row["line"], "the truth names a word that is not on the line"
        core = secret.strip(",.")
        assert not re.search(rf"(?<!\w){re.escape(core)}(?!\w)", left), (secret, left)
    wanted, found = Counter(parts(row["stays"])), Counter(word.text for word in result.words)
    assert not wanted - found, left
    for before, after in zip(page.words, result.words, strict=True):
        assert len(before.text) == len(after.text)
        assert (before.x0, before.top, before.x1, before.bottom) == (after.x0, after.top, after.x1, after.bottom)
        assert after.masked == (before.text != after.text)


def identities(*texts: str, key: bytes = KEY) -> list[tuple[str, int]]:
    _, found = mask([drawn(text, number) for number, text in enumerate(texts, start=1)], key)
    return list(found)


@pytest.mark.parametrize(
    "other",
    [
        "Name: DOE, Jane⇥DOB: 1956-02-01",
        "Patient: Mrs. Jane M. Doe⇥Date of birth: 01 Feb 1956",
        "Nombre: Jané⇥Apellidos: Doe⇥Fecha de nacimiento: 01.02.1956",
        "Doe, Jane (A0123456)⏎DOB: FEB-01-1956",
        "Frau Jane Doe, geb. 1.2.1956",
    ],
)
def test_one_patient_written_otherwise(other):
    assert identities("Patient name: Jane Doe⇥DOB: 02/01/1956")[0] == identities(other)[0]


@pytest.mark.parametrize(
    "other",
    ["Name: Jane Roe⇥DOB: 02/01/1956", "Name: Jane Doe⇥DOB: 02/01/1957", "Name: Jane Doe⇥DOB: 03/02/1956"],
)
def test_other_patients(other):
    assert identities("Patient name: Jane Doe⇥DOB: 02/01/1956")[0][0] != identities(other)[0][0]


def test_strongest_first_each_with_its_page():
    found = identities("MRN: 123456", "Patient: Jane Doe DOB: 02/01/1956 MRN: 123456")
    assert [(text[:3], page) for text, page in found] == [("nb:", 2), ("id:", 1)]


def test_two_people_in_one_file_differ_by_page():
    found = identities("Patient: Jane Doe⇥DOB: 02/01/1956", "results", "Patient: John Roe⇥DOB: 03/04/1960")
    assert [page for _, page in found] == [1, 3]
    assert len({text for text, _ in found}) == 2


def test_birth_date_given_once_serves_the_other_pages():
    assert len(identities("Patient: Jane Doe⇥DOB: 02/01/1956", "Patient: Jane Doe")) == 1


def test_a_name_alone_identifies_nobody():
    assert identities("Patient: Jane Doe") == []


def test_another_key_gives_other_pseudonyms():
    text = "Patient: Jane Doe⇥DOB: 02/01/1956⇥MRN: 5512345"
    assert {t for t, _ in identities(text)}.isdisjoint({t for t, _ in identities(text, key=b"another")})


def test_what_one_page_says_is_masked_on_all():
    pages, _ = mask([drawn("Patient: Jane Okonjo"), drawn("Okonjo, 1 of 2⏎MRN 77123", 2), drawn("case 77123", 3)], KEY)
    text = " ".join(word.text for page in pages for word in page.words)
    assert "Okonjo" not in text
    assert "77123" not in text


def test_running_head_without_a_number():
    pages, _ = mask([drawn("Ashgrove, Marjorie⏎Synthetic Report⏎EGFR L858R", number) for number in (1, 2)], KEY)
    assert not any("Ashgrove" in word.text for page in pages for word in page.words)
    assert any(word.text == "Synthetic" for word in pages[0].words)


names = st.lists(
    st.sampled_from(["ana", "berta", "carl", "dora", "émile", "fritz", "gül", "hanna", "inés", "jörg"]),
    min_size=2,
    max_size=4,
    unique=True,
)


@given(names, st.randoms(use_true_random=False))
def test_normal_name_knows_no_order_case_or_comma(words, random):
    shuffled = list(words)
    random.shuffle(shuffled)
    assert normal_name(" ".join(words)) == normal_name(shuffled[0].upper() + ", " + " ".join(shuffled[1:]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FEB-01-1956", "1956:01:02"),
        ("1956-02-01", "1956:01:02"),
        ("01/02/1956", "1956:01:02"),
        ("2/1/1956", "1956:01:02"),
        ("1. Februar 1956", "1956:01:02"),
        ("1er février 1956", "1956:01:02"),
        ("1 de febrero de 1956", "1956:01:02"),
        ("February 1, 1956", "1956:01:02"),
        ("19560201", "1956:01:02"),
        ("1956년 2월 1일", "1956:01:02"),
        ("01/02/56", "1956:01:02"),
        ("28/05/1944", "1944:05:28"),
        ("1956", ""),
        ("99/99/1956", ""),
        ("no date", ""),
    ],
)
def test_normal_date(text, expected):
    assert normal_date(text) == expected


def test_normal_id():
    assert normal_id("ab-12 345/C") == "AB12345C"


def test_masked_before_anything_is_written(tmp_path):
    document = read(tmp_path, pdf(lines("Patient: Wilhelmina Ostrander", "MRN: 7719283", "EGFR L858R 12%")))
    text = repr(document)
    assert "Ostrander" not in text
    assert "7719283" not in text
    assert "L858R" in text


@pytest.mark.real
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/real (real report layouts) is not there")
def test_real_layout_names_nobody_and_keeps_its_results():
    document = extract_file(SHARED / "guardant360_lung_sample.pdf", "", key=KEY)
    text = " ".join(word.text for page in document.pages for word in page.words)
    for secret in ("Jones", "Linda", "A0123456", "FEB-01-1956", "Miller", "Lefterova", "Baca"):
        assert secret not in text
    for kept in (
        "NOV-03-2020",
        "OCT-22-2020",
        "STK11",
        "S216F",
        "1.2%",
        "ERBB2(HER2)",
        "adenocarcinoma",
        "Everolimus,",
    ):
        assert kept in text
    assert [item[0][:3] for item in document.identities] == ["nb:"]


def identifiers() -> dict[str, list[str]]:
    with (ROOT / "test_data" / "identifiers.tsv").open(encoding="utf-8", newline="") as file:
        table: dict[str, list[str]] = {}
        for row in csv.DictReader(file, delimiter="\t"):
            table.setdefault(row["patient_id"], []).append(row["text"])
    return table


@pytest.mark.parametrize("path", sorted((ROOT / "test_data" / "reports").glob("*.pdf")), ids=lambda path: path.stem)
def test_corpus_names_nobody(path):
    """Every identifier of the corpus' own list, in each form in which it is printed, is gone."""
    patient = re.search(r"P\d{3}", path.stem)
    assert patient is not None, "a report of the corpus is named after its patient"
    document = extract_file(path, "", key=KEY)
    text = "\n".join(" ".join(word.text for word in page.words) for page in document.pages)
    leaks = [
        secret
        for secret in identifiers()[patient.group()]
        if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.IGNORECASE)
    ]
    assert leaks == []
    assert document.identities


HEAD = (
    "Larkspur Pathology Associates",
    "Patient Ottilie Brackenridge | DOB 1963-12-24",
    "Physician: Karen Oakhanger, MD\tReported: 2025-05-23",
    "ERBB2 p.Ser310Phe 12.4%",
)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_shown_turned_is_masked_as_the_upright_page(tmp_path, rotation):
    def draw(canvas: Canvas) -> None:
        lines(*HEAD, y=500)(canvas)  # reportlab swaps the media box: 842 x 595 points before it is turned
        canvas.setPageRotation(rotation)

    document = read(tmp_path, pdf(draw))
    words = [word.text for word in document.pages[0].words]
    assert not {"Ottilie", "Brackenridge", "1963-12-24", "Karen", "Oakhanger,"} & set(words)
    assert {"Larkspur", "2025-05-23", "ERBB2", "p.Ser310Phe", "12.4%"} <= set(words)
    assert document.identities == read(tmp_path, pdf(lines(*HEAD))).identities != ()


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_label_along_the_margin_is_masked(tmp_path, angle):
    def draw(canvas: Canvas) -> None:
        lines("Larkspur Pathology Associates", "ERBB2 p.Ser310Phe 12.4%", "Reported: 2025-05-23")(canvas)
        canvas.translate(300, 400)
        canvas.rotate(angle)
        lines("Patient: Ottilie Brackenridge", "DOB: 1963-12-24", x=20, y=20)(canvas)

    document = read(tmp_path, pdf(draw))
    words = [word.text for word in document.pages[0].words]
    assert not {"Ottilie", "Brackenridge", "1963-12-24"} & set(words)
    assert {"ERBB2", "p.Ser310Phe", "2025-05-23"} <= set(words)
    assert [text[:3] for text, _ in document.identities] == ["nb:"]


@pytest.mark.parametrize(
    "other",
    [
        "Patient Jane Doe | DOB 1956-02-01",
        "Jane Doe · born 1 Feb 1956",
        "Patient: Jane Doe · *01.02.1956",
        "Patient⇥Sample⏎Jane Doe⇥FFPE⏎F, 1956-02-01",
    ],
)
def test_one_patient_told_without_labels(other):
    assert identities("Patient name: Jane Doe⇥DOB: 02/01/1956")[0] == identities(other)[0]
