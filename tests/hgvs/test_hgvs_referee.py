"""Thousands of random changes against two other programs: every disagreement is of a kind that ``docs/hgvs.md``
explains, and whatever a referee says, our name makes the sequence that was drawn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("ferro_hgvs")
pytest.importorskip("weaver")

import referee_drawn as drawn
import referee_kinds as kinds
import referee_meaning as meaning
import referee_programs as referees

from her2parse.hgvs import normalize, reference

SEED = "2026"
_PAGE = Path(__file__).parents[2] / "docs" / "hgvs.md"
_MANY = pytest.param(20_000, marks=pytest.mark.slow)


@pytest.fixture(scope="module")
def ferro(tmp_path_factory: pytest.TempPathFactory) -> referees.Ferro:
    return referees.Ferro(tmp_path_factory.mktemp("ferro"))


def _reported(title: str, found: Counter[str], unexplained: list[str]) -> None:
    """The counts, for ``pytest -rP`` and the page of documentation."""
    total = sum(found.values())
    print(f"{title}: {total} changes, seed {SEED}")
    for kind, count in found.most_common():
        print(f"  {count:6d}  {kind}")
    assert not unexplained, f"{len(unexplained)} of no known kind, such as\n" + "\n".join(unexplained[:20])


@pytest.mark.parametrize("count", [2000, _MANY])
def test_protein_names_against_ferro(ferro: referees.Ferro, count: int) -> None:
    found: Counter[str] = Counter()
    unexplained = []
    for gene in ("ERBB2", "EGFR"):
        own = referees.target(gene)
        whole = own.residues + "*"
        for change in drawn.protein_changes(own.residues, f"{SEED} {gene}", count // 2):
            name = drawn.protein_name(whole, change)
            (record,) = normalize(gene, name)
            ours = meaning.bare(record.hgvs_p) or f"!{record.status}"
            theirs = ferro.protein(f"{own.protein_label}:p.{name}")
            theirs = theirs if theirs.startswith("!") else meaning.bare(theirs)
            made = drawn.mutant(whole, change)
            made = made[: made.index("*") + 1]
            if change.wrong:
                assert ours.startswith("!"), f"{gene} {name}: a residue that is not there passed"
            elif change.form != "fs" and ours != "Met1?" and not ours.startswith("!"):
                assert meaning.is_true(ours, whole, made), f"{gene} {name}: {ours} is another protein"
            if ours == theirs or (change.wrong and ours[0] == theirs[0] == "!"):
                found["same"] += 1
                continue
            kind = kinds.of_protein(change, whole, made, ours, theirs, record.note)
            found[kind or "unexplained"] += 1
            if not kind:
                unexplained.append(f"{gene} {name}: {ours}, ferro-hgvs {theirs}")
    _reported("protein names, ferro-hgvs", found, unexplained)


@pytest.mark.parametrize("count", [2000, _MANY])
def test_coding_names_and_their_proteins_against_both(ferro: referees.Ferro, count: int) -> None:
    weaver = referees.Weaver()
    tables: dict[str, Counter[str]] = {
        title: Counter() for title in ("c. to p., hgvs-weaver", "c., hgvs-weaver", "c., ferro-hgvs")
    }
    unexplained: list[str] = []
    for gene in referees.GENES:
        own = referees.target(gene)
        whole, before, after = own.residues + "*", referees.before(gene), reference.downstream(own)
        borders = frozenset(end for _, end in referees.exons(gene)[:-1])
        for change in drawn.coding_changes(own.cds, f"{SEED} {gene}", -(-count // len(referees.GENES))):
            name = drawn.coding_name(own.cds, change)
            (record,) = normalize(gene, f"c.{name}")
            assert record.hgvs_c, f"{gene} c.{name}: {record.note}"
            mutant = drawn.mutant(own.cds, change) + after
            asked = kinds.Asked(before, own.cds, after, before + mutant, borders)
            coding, ours = meaning.bare(record.hgvs_c), meaning.bare(record.hgvs_p)
            protein, stop, _ = reference.translate(mutant).partition("*")
            assert asked.same_bases(coding), f"{gene} c.{name}: {coding} makes other bases"
            if ours == "Met1?":
                assert change.start <= 3, f"{gene} c.{name}: the start codon is not touched"
            elif ours not in ("", "?"):
                assert meaning.is_true(ours, whole, protein + stop), f"{gene} c.{name}: {ours} is another protein"
            full = f"{own.accession}:c.{name}"
            answers = weaver.protein(full), weaver.coding(full), ferro.coding(full)
            for (title, table), answer in zip(tables.items(), answers, strict=True):
                theirs = answer if answer.startswith("!") else meaning.bare(answer)
                translated = title.startswith("c. to p.")
                if theirs == (ours if translated else coding):
                    table["same"] += 1
                    continue
                if translated:
                    kind = kinds.of_translation(asked, whole, protein + stop, coding, ours, theirs)
                else:
                    kind = kinds.of_coding(asked, coding, theirs)
                table[kind or "unexplained"] += 1
                if not kind:
                    unexplained.append(f"{gene} {title} {name}: {coding} {ours}, {theirs}")
    for title, table in tables.items():
        _reported(title, table, [line for line in unexplained if f" {title} " in line])


@pytest.mark.parametrize("kind", [*kinds.PROTEIN, *kinds.CODING, *kinds.TRANSLATED])
def test_every_kind_is_explained(kind: str) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    section = page.partition("## Where we differ from ferro-hgvs and hgvs-weaver")[2]
    assert f"| {kind} |" in section
