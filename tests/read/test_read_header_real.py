"""The two real layouts of ``../shared/real``, header by header."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from her2parse.extract import extract_file
from her2parse.extract.limits import Limits
from her2parse.knowledge.assays import load_assays
from her2parse.knowledge.drugs import DrugTable
from her2parse.model import ReportHeader, ReviewNote
from her2parse.read.geometry import lines_of, words_in
from her2parse.read.header import read_header
from her2parse.read.parts import split_parts

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"

EXPECTED = {
    "guardant360_lung_sample.pdf": {
        "lab": "Guardant Health",
        "assay": "Guardant360",
        "specimen": "plasma",
        "diagnosis": "Lung adenocarcinoma",
        "histology": "non_squamous",
        "collected_on": "2020-10-22",
        "received_on": "2020-10-23",
        "reported_on": "2020-11-03",
        "status": "final",
        "qc": "ok",
        "therapies": (),
    },
    "oncomine_reporter_es_sample.pdf": {
        "lab": "Servicio de Anatomía Patológica, Laboratorio de Patología Molecular",
        "specimen": "tissue",
        "diagnosis": "Adenocarcinoma de pulmón",
        "histology": "non_squamous",
        "collected_on": "",
        "received_on": "",
        "reported_on": "2025-05-15",
        "tumour_fraction": 1.0,
        "qc": "ok",
        "therapies": (),
    },
}


def _read(name: str) -> tuple[ReportHeader, tuple[ReviewNote, ...]]:
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"the real layouts are not part of the project: {name} is not in ../shared/real")
    document = extract_file(path, hashlib.sha256(path.read_bytes()).hexdigest(), key=b"x", limits=Limits())
    assert split_parts(document.pages, document.identities) == ((1, document.n_pages),)
    lines = tuple(lines_of(page) for page in document.pages)
    assays = load_assays(ROOT / "config" / "assays.yaml")
    drugs = DrugTable.load(ROOT / "config" / "knowledge" / "drugs.tsv")
    header, notes = read_header(document.pages, lines, assays, drugs)
    for place in header.evidence.values():
        box = next(page for page in document.pages if page.number == place.page)
        assert place.quote == " ".join(word.text for word in words_in(box, place))  # type: ignore[arg-type]
    return header, notes


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_header(name: str) -> None:
    header, notes = _read(name)
    assert {field: getattr(header, field) for field in EXPECTED[name]} == EXPECTED[name]
    assert notes == ()


def test_real_gene_lists() -> None:
    guardant = _read("guardant360_lung_sample.pdf")[0].coverage
    assert (len(guardant.small_variant), len(guardant.copy_number), len(guardant.fusion)) == (74, 18, 6)
    assert "ERBB2" in guardant.copy_number
    assert guardant.limits == ()
    oncomine = _read("oncomine_reporter_es_sample.pdf")[0].coverage
    assert (len(oncomine.small_variant), len(oncomine.copy_number), len(oncomine.fusion)) == (35, 19, 23)
    assert "ERBB2" in oncomine.copy_number
