"""Input that nobody should send: answered in bounded time, with a reason, and never with a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from her2parse.hgvs import card, normalize, normalize_row, table_row

_HOSTILE = {
    "empty": "",
    "spaces": " \t\n ",
    "ten megabytes": "A" * 10_000_000,
    "ten megabytes of names": "L858R, " * 1_500_000,
    "control characters": "L858R\x00\x01\x1b[31m",
    "replacement characters": "L858\ufffdR",
    "lone surrogate": "L858R\ud800",
    "private use": "\ue000L858R",
    "residues without end": "G776ins" + "A" * 10_000,
    "300 residues too many": "G776_V777ins" + "A" * 900,
    "digits without end": "L" + "9" * 900 + "R",
    "brackets": "(" * 500 + "L858R" + ")" * 400,
    "underscores": "E746" + "_" * 900 + "A750del",
    "slashes": "/".join(["L858R"] * 150),
    "commas": ",".join(["L858R"] * 150),
    "ands": " AND ".join(["EGFR L858R"] * 80),
    "regular expression bomb": "A1" * 450 + "!",
    "spaces within": "c." + " " * 900 + "1A>G",
    "bases": "c.1_2ins" + "ACGT " * 190,
    "dots": "p." * 450,
    "accessions": "NM_004448.4:" * 80,
    "digits beyond Unicode": "L٨٥٨R",
    "right to left": "\u202eL858R",
    "half a chromosome twice": "NC_000007.14:g.55019000_75019000dup",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", sorted(_HOSTILE))
def test_answers_in_bounded_time_with_a_reason(name: str) -> None:
    text = _HOSTILE[name]
    found = normalize("EGFR", text)
    row = table_row("EGFR", text)
    lines = card("EGFR", text)
    assert found
    assert all(record.status and len(record.as_written) <= 2100 for record in found)
    assert sum(map(len, row)) < 12_000
    assert lines
    if all(record.status == "invalid" for record in found):
        assert all(record.note and record.review for record in found)


@pytest.mark.parametrize(
    "name",
    [
        "empty",
        "spaces",
        "ten megabytes",
        "control characters",
        "replacement characters",
        "lone surrogate",
        "private use",
    ],
)
def test_is_invalid(name: str) -> None:
    assert normalize_row("EGFR", _HOSTILE[name]).status == "invalid"


def test_hostile_gene_and_columns() -> None:
    for text in _HOSTILE.values():
        assert normalize(text[:100_000], "L858R")
        assert normalize("EGFR", "L858R", coding=text[:100_000], genomic=text[:100_000], transcript=text[:100_000])


def test_a_first_name_imports_nothing_heavy() -> None:
    code = (
        "import sys; from her2parse.hgvs import normalize; normalize('ERBB2', 'c.2313_2324dup');"
        "print([name for name in ('pandas', 'spacy', 'pyfaidx', 'pdfplumber', 'pydantic') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
