"""What a few words say: every row of ``truth/statements.tsv`` and ``truth/negation.tsv``, read as a page of its own.

The second table is about what is there and what is not, in 13 languages. Its writer had not seen the reader.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest
from read_page_builder import page_of

from her2parse.model import ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.unanswered import as_questions

TRUTH = Path(__file__).parents[1] / "truth"


def _rows(name: str) -> list[dict[str, str]]:
    lines = (TRUTH / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = [
    (name, number, row) for name in ("statements", "negation") for number, row in enumerate(_rows(f"{name}.tsv"), 2)
]


def statements(text: str) -> tuple[Statement, ...]:
    """What the reader makes of a page of ``text``."""
    lex = lexicon()
    laid = lay_out([page_of(text)], lex)
    return merge(as_questions(laid, _statements(laid, ReportHeader(), lex), lex))


def shown(statement: Statement, like: str) -> str:
    """A statement in the words of the truth table, with just the values that the expected text names."""
    parts = [statement.gene, statement.kind, statement.state]
    words = like.split(" ")
    if len(words) > 3 and "=" not in words[3]:
        parts.append(statement.fusion if statement.kind == "fusion" else statement.as_written)
    values = {
        "vaf": f"{statement.vaf}",
        "ihc": statement.ihc_score,
        "ratio": f"{statement.ish_ratio}",
        "sig": statement.significance,
        "copies": f"{statement.copy_number}",
    }
    parts += [f"{word.split('=')[0]}={values[word.split('=')[0]]}" for word in words if "=" in word]
    return " ".join(parts)


@pytest.mark.parametrize(
    "row", [row for _, _, row in ROWS], ids=[f"{name}-{number}-{row['why'][:40]}" for name, number, row in ROWS]
)
def test_statements_are_what_the_words_say(row: dict[str, str]) -> None:
    expected = [part.strip() for part in row["expected"].split(";") if part.strip()]
    found = list(statements(row["text"]))
    unmatched = []
    for like in expected:
        hit = next((s for s in found if shown(s, like) == like), None)
        if hit is None:
            unmatched.append(like)
        else:
            found.remove(hit)
    left = [(s.gene, s.kind, s.state, s.as_written, s.rule) for s in found]
    assert (unmatched, left) == ([], []), row["why"]


_DENIALS = ("No", "There is no", "No evidence of", "Negative for", "Without")
_EVENTS = ("mutation", "mutations", "amplification", "rearrangement", "copy number gain", "exon 20 insertion")
_VERBS = ("", "detected", "was detected", "were identified", "found", "is present", "has been detected")
_JOINTS = ("or", "nor", ", or", "and/or")


def _denied() -> Iterator[str]:
    """Denials of one event and of two, with every verb that may end them."""
    for denial, verb in product(_DENIALS, _VERBS):
        ending = f" {verb}." if verb and denial in _DENIALS[:2] else "."
        for event in _EVENTS:
            yield f"{denial} ERBB2 {event}{ending}"
            yield f"{denial} {event} of ERBB2{ending}"
            yield f"ERBB2: {denial.lower()} {event}{ending}"
        for (one, other), joint in product(permutations(_EVENTS[1:4], 2), _JOINTS):
            yield f"{denial} ERBB2 {one} {joint} {other}{ending}".replace(" ,", ",")
            yield f"ERBB2: {denial.lower()} {one} {joint} {other}{ending}".replace(" ,", ",")


def test_what_is_denied_is_never_there_whatever_verb_ends_the_denial() -> None:
    found = {text: statements(text) for text in _denied()}
    assert {text for text, told in found.items() if any(s.state == "detected" for s in told)} == set()
    assert sum(bool(told) for told in found.values()) > 0.9 * len(found)
