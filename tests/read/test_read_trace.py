"""Every place that names a gene is accounted for, and tracing changes nothing of what is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from read_page_builder import page_of

from her2parse import resources
from her2parse.extract import extract_file
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.reasons import reasons
from her2parse.model import Document, ReadReport, TextQuality
from her2parse.read import read_document
from her2parse.read.lexicon import lexicon
from her2parse.read.trace import GeneMention, Recorder

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted(path for path in (ROOT / "test_data" / "reports").rglob("*") if path.suffix.lower() == ".pdf")

PANEL = ("ALK", "BRAF", "EGFR", "ERBB2", "KRAS")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(resources.knowledge_folder(), resources.assay_catalogue())


def traced(document: Document, knowledge: Knowledge) -> tuple[tuple[ReadReport, ...], Recorder]:
    recorder = Recorder()
    return read_document(document, knowledge.assays, knowledge.drugs, trace=recorder), recorder


def drawn(text: str, knowledge: Knowledge) -> tuple[GeneMention, ...]:
    """The gene mentions of a page of ``text``."""
    page = page_of(text)
    return traced(Document("ab" * 32, 1, (page,)), knowledge)[1].genes()


@pytest.mark.parametrize("path", REPORTS, ids=[path.name for path in REPORTS])
def test_every_gene_of_a_report_is_believed_or_has_its_reason(path: Path, knowledge: Knowledge) -> None:
    document = extract_file(path, "", key=b"k" * 32)
    if document.problem:
        pytest.skip(f"cannot be opened: {document.problem}")
    reports, recorder = traced(document, knowledge)
    assert reports == read_document(document, knowledge.assays, knowledge.drugs)
    statements = [statement for report in reports for statement in report.statements]
    known = {id(statement) for statement in statements}
    mentions = recorder.genes()
    believed = [mention for mention in mentions if mention.statements]
    refused = [mention for mention in mentions if ("refused", mention.reason) in reasons()]
    assert len(believed) + len(refused) == len(mentions), sorted({m.reason for m in mentions} - {""})
    assert all(id(s) in known for mention in believed for s in mention.statements)
    # And the other way round: every statement knows why it was made, and one that names its gene is believed there.
    told = {id(made.final): made.because for made in recorder.statements if made.final is not None}
    assert [s.as_written for s in statements if id(s) not in told] == []
    named = {id(s) for mention in believed for s in mention.statements}
    words = ("beside", "fusion", "phrase")
    assert [s.as_written for s in statements if told[id(s)].bound in words and id(s) not in named] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Genomic findings⏎ERBB2 amplification detected", ["ERBB2 believed"]),
        ("# Genes tested⏎" + " ".join(PANEL), [f"{g} zone_genes_tested" for g in PANEL]),
        ("# Genomic findings⏎Patients with ERBB2 amplification may benefit from treatment.", ["ERBB2 supposed"]),
        ("# Genomic findings⏎The mother of the patient has an EGFR T790M mutation.", ["EGFR other_subject"]),
        ("# Genomic findings⏎ERBB2 amplification was not performed", ["ERBB2 not_done"]),
        (
            "# Genomic findings⏎Gene ¦ Alteration ¦ VAF ¦ Therapies⏎KRAS ¦ G12C ¦ 3.1% ¦ EGFR inhibitors",
            ["KRAS believed", "EGFR column_therapy"],
        ),
        ("# Genomic findings⏎The methods of ERBB2 are of interest to us and to the world.", ["ERBB2 no_event"]),
    ],
)  # fmt: skip
def test_a_gene_is_refused_for_its_own_reason(text: str, expected: list[str], knowledge: Knowledge) -> None:
    found = [f"{'/'.join(m.genes)} {m.reason or 'believed'}" for m in drawn(text, knowledge)]
    assert found == expected


def test_a_mention_of_an_unread_page_says_so(knowledge: Knowledge) -> None:
    page = replace(page_of("ERBB2 amplification detected"), quality=TextQuality("garbled"))
    recorder = traced(Document("ab" * 32, 1, (page,)), knowledge)[1]
    assert [m.reason for m in recorder.genes()] == ["page_not_read"]


def _codes_in_source() -> Iterator[str]:
    for path in sorted((ROOT / "her2parse" / "read").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("refused", "Judgement") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value)


def test_every_reason_in_the_code_has_its_words() -> None:
    known = {code for _, code in reasons()}
    used = set(_codes_in_source())
    assert len(used) > 15
    assert used - known == set()


def test_every_zone_that_is_not_believed_has_its_reason() -> None:
    from her2parse.read.items import UNREAD_COLUMNS
    from her2parse.read.layout import BELIEVED

    wanted = {f"zone_{zone}" for zone in set(lexicon().zones.values()) - BELIEVED}
    wanted |= {f"column_{role}" for role in UNREAD_COLUMNS}
    assert wanted - {code for about, code in reasons() if about == "refused"} == set()
