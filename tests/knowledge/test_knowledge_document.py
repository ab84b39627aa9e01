"""``docs/clinical-rules.md`` is what the knowledge base says."""

from __future__ import annotations

import re
from pathlib import Path

from her2parse.knowledge import load
from her2parse.knowledge.document import document

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_holds_every_rule_and_is_up_to_date() -> None:
    knowledge = load(ROOT / "config/knowledge", ROOT / "config/assays.yaml")
    page = document(knowledge)
    for rule in knowledge.rules.rules:
        assert f"### {rule.rule_id}" in page
        assert rule.verified or f"### {rule.rule_id} (**unverified**)" in page
    # The hash covers drugs and mechanisms too, which the page does not print.
    kept = (ROOT / "docs/clinical-rules.md").read_text(encoding="utf-8")
    assert _body(kept) == _body(page), "run: python -m her2parse.knowledge.document config docs/clinical-rules.md"


def _body(page: str) -> list[str]:
    return [line for line in page.splitlines() if not line.startswith("Written from")]


def test_every_unverified_row_is_marked_on_the_page() -> None:
    knowledge = load(ROOT / "config/knowledge", ROOT / "config/assays.yaml")
    lines = document(knowledge).splitlines()
    marked = {
        **{f"### {rule.rule_id}": rule.verified for rule in knowledge.rules.rules},
        **{f"| {row.gene} | {row.name} |": row.verified for row in knowledge.variants.rows if row.name},
        **{
            f"| {row.gene} | {row.variant_class} |": row.verified
            for row in knowledge.variants.rows
            if row.variant_class
        },
        **{f"| `{row.key}`": row.verified for row in knowledge.mechanisms.mechanisms},
        **{f"| `{assay.assay_id}` |": assay.verified for assay in knowledge.assays},
        **{f"| {r.gene} | exon {r.name} |": r.verified for r in knowledge.variants.regions if r.feature == "exon"},
        **{
            f"| {r.gene} | {r.name} | {r.aa_from}-": r.verified
            for r in knowledge.variants.regions
            if r.feature != "exon"
        },
    }
    for start, verified in marked.items():
        # The next character ends the name, so that one rule's heading is not another's beginning.
        line = next(
            one
            for one in lines
            if one.startswith(start) and one[len(start) : len(start) + 1] in ("", " ", *"0123456789")
        )
        assert ("unverified" in line) is not verified, line
    notes = [line for line in lines if line.startswith("- **")]
    assert len(notes) == len(knowledge.rules.monitoring)


def test_every_source_key_is_explained() -> None:
    knowledge = load(ROOT / "config/knowledge", ROOT / "config/assays.yaml")
    known = {key.strip("[]") for key, _ in knowledge.sources}
    cited = [rule.source for rule in knowledge.rules.rules] + [assay.source for assay in knowledge.assays]
    cited += [entry.source for assay in knowledge.assays for entry in assay.capabilities]
    for source in cited:
        for keys in re.findall(r"\[([S\d, ]+)\]", source):
            assert {key.strip() for key in keys.split(",")} <= known, source
