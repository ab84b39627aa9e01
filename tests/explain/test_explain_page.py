"""``her2parse explain`` on drawn reports: what it says, what it must not say, and how it ends on bad files."""

from __future__ import annotations

import csv
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from her2parse import resources
from her2parse.cli import app
from her2parse.errors import Her2ParseError
from her2parse.explain import explain
from her2parse.knowledge import load

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "test_data" / "reports"
PLASMA = REPORTS / "g360_P001_progression.pdf"


class Reader(HTMLParser):
    """A page's elements and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


@pytest.fixture(scope="module")
def plasma(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, str]:
    made = explain(PLASMA, out=tmp_path_factory.mktemp("out"))
    assert made.path.name.startswith("explain-R")
    return Reader(made.path.read_text("utf-8")), made.text


def test_page_and_summary_name_the_knowledge_base(plasma: tuple[Reader, str]) -> None:
    knowledge = load(resources.knowledge_folder(), resources.assay_catalogue())
    told = f"{knowledge.version}, SHA-256 {knowledge.hash[:12]}"
    assert f"knowledge base {told}" in plasma[0].text
    assert f"Knowledge base {told}" in plasma[1]


def test_the_page_tells_each_statement_and_what_made_it(plasma: tuple[Reader, str]) -> None:
    text = plasma[0].text
    for said in (
        "Decision support and research use only",
        "ERBB2 Amplification detected level Medium (++) 1",
        "a table's row with columns biomarker, therapy, trials, vaf in part “Summary of Detected Somatic Alterations",
        "gene named beside the event. Listed in a part that holds results.",
        "event = amplification",
        "It stands in a list of the genes that were tested.",
        "collected_on 2024-06-12 1 JUN-12-2024",
    ):
        assert said in text, said


def test_every_page_is_drawn_with_its_boxes(plasma: tuple[Reader, str]) -> None:
    elements = plasma[0].elements
    assert len([1 for tag, _ in elements if tag == "figure"]) == 6
    images = [attrs["href"] for tag, attrs in elements if tag == "image"]
    assert len(images) == 6
    assert all(str(href).startswith("data:image/png;base64,") for href in images)
    kinds = {attrs.get("class") for tag, attrs in elements if tag == "g"}
    assert {"zone", "heading", "cell", "column", "row", "statement", "refused", "running"} <= kinds


def test_the_terminal_is_told_the_same(plasma: tuple[Reader, str]) -> None:
    reader, summary = plasma
    counted = re.search(r"(\d+) places name a gene: (\d+) believed, (\d+) not", reader.text)
    told = re.search(r"Places that name a gene: (\d+), (\d+) believed, (\d+) not", summary)
    assert counted
    assert told
    assert counted.groups() == told.groups()
    assert int(told[1]) == int(told[2]) + int(told[3])
    reasons = re.findall(r"^  (\d+) x ([a-z_]+):", summary, re.MULTILINE)
    assert sum(int(count) for count, _ in reasons) == int(told[3])
    assert "S3 p1 ERBB2 Amplification: detected; level Medium (++)" in summary
    assert re.search(r"p\d “ERBB2”: zone_genes_tested", summary)


def test_the_page_stands_alone_and_runs_nothing(plasma: tuple[Reader, str]) -> None:
    elements = plasma[0].elements
    policy = [attrs["content"] for _, attrs in elements if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy == [
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]
    assert not {tag for tag, _ in elements} & {"script", "link", "iframe", "object", "embed", "base", "form"}
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in elements:
        assert not [name for name in attrs if name.startswith("on")]
        for key in ("src", "href"):
            link = attrs.get(key) or "#"
            assert link.startswith("data:image/png") or link in ("#", *(f"#{one}" for one in ids)), link[:60]


@pytest.mark.parametrize("name", ["g360_P001_progression", "her2_P001_tissue", "joined_P020", "letter_P018"])
def test_no_identifier_is_told(name: str, tmp_path: Path) -> None:
    made = explain(REPORTS / f"{name}.pdf", out=tmp_path)
    told = (Reader(made.path.read_text("utf-8")).text + " " + made.text).casefold()
    with (ROOT / "test_data" / "identifiers.tsv").open(encoding="utf-8", newline="") as stream:
        planted = [row["text"] for row in csv.DictReader(stream, delimiter="\t")]
    assert len(planted) > 20
    assert [text for text in planted if re.search(rf"(?<!\w){re.escape(text.casefold())}(?!\w)", told)] == []


def test_one_page_only(tmp_path: Path) -> None:
    made = explain(PLASMA, out=tmp_path / "one.html", page=3)
    assert made.path == tmp_path / "one.html"
    reader = Reader(made.path.read_text("utf-8"))
    assert [attrs["id"] for tag, attrs in reader.elements if tag == "figure"] == ["page3"]
    assert "BRCA2 N372H" in made.text
    assert "S3 p1" not in made.text


def test_a_page_that_was_not_read_is_not_drawn(tmp_path: Path) -> None:
    made = explain(REPORTS / "broken" / "garbled_controls.pdf", out=tmp_path)
    reader = Reader(made.path.read_text("utf-8"))
    assert "text layer was not believed" in reader.text
    drawn = [tag for tag, _ in reader.elements if tag == "image"]
    assert len(drawn) < 6


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("empty", "The file holds no bytes"),
        ("encrypted", "encrypted"),
        ("text_named", "does not begin with a PDF header"),
        ("truncated", "cut off or damaged"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_3(name: str, told: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["explain", str(REPORTS / "broken" / f"{name}.pdf"), "--out", str(tmp_path / "out")]
    )
    assert isinstance(result.exception, Her2ParseError)
    assert result.exception.exit_code == 3
    assert told in result.exception.message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.pdf"], "does not exist"),
        ([str(ROOT)], "is not a file"),
        ([str(PLASMA), "--page", "99"], "the report has 6 pages"),
        ([str(PLASMA), "--out", str(PLASMA / "out")], "cannot be written"),
    ],
)
def test_a_wrong_command_ends_with_2(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["explain", *arguments])
    assert isinstance(result.exception, Her2ParseError)
    assert result.exception.exit_code == 2
    assert told in result.exception.message


def test_the_same_file_gives_the_same_bytes_under_a_name_without_markup(tmp_path: Path) -> None:
    odd = tmp_path / "<b>odd & 'name'.pdf"
    shutil.copy(REPORTS / "her2_P014_negative.pdf", odd)
    first = explain(odd, out=tmp_path / "one").path.read_bytes()
    assert explain(odd, out=tmp_path / "two").path.read_bytes() == first
    assert b"<b>odd" not in first
