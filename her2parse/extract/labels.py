"""The labels beside which a report prints who somebody is, as data, and where they stand on a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from her2parse.extract.lines import TextLine, fold
from her2parse.knowledge.tables import read_rows

LEXICON = Path(__file__).resolve().parent.parent / "data" / "lexicon"
FILES = ("privacy_labels.tsv", "privacy_keep_words.tsv", "genes.tsv", "header_months.tsv", "letter_pairs.tsv")
"""The lexicons that what extraction writes depends on."""

KINDS = (
    "name", "name_part", "birth_date", "patient_id", "person", "contact", "keep",
    "title_patient", "title_person", "credential", "particle", "no_name", "organisation", "organisation_end",
    "sex", "age",
)  # fmt: skip
_LABEL_KINDS = 7
NEEDS = ("colon", "cell", "value", "any")

_TOKEN = re.compile(r"[^\W_]+|#")
_AFTER = re.compile(r"[.#)°]*(?: ?\((?:[^()\t]{1,25})\))?[ \t]*[:：]")
_BEFORE = re.compile(r"(?:^|[\t|;,/•·:-] ?|\) |\. )$")


@dataclass(frozen=True, slots=True)
class Label:
    """One row of ``privacy_labels.tsv``; ``tokens`` is the folded wording."""

    kind: str
    needs: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A label on a line: where it starts and ends (a colon included), how it was recognised."""

    label: Label
    start: int
    end: int
    colon: bool
    first: bool  # at the start of its cell
    alone: bool  # nothing else in its cell


@dataclass(frozen=True)
class Lexicon:
    """Labels by their first token (longest first), forms of address, and words that are not names by themselves."""

    labels: Mapping[str, tuple[Label, ...]]
    titles_patient: tuple[str, ...]
    titles_person: tuple[str, ...]
    credentials: tuple[str, ...]
    forms: frozenset[str]  # the words of the three above
    particles: frozenset[str]
    no_names: frozenset[str]
    organisations: frozenset[str]
    organisation_ends: tuple[str, ...]  # folded, longest first
    sexes: tuple[str, ...]  # folded, longest first, as are
    ages: tuple[str, ...]
    common: frozenset[str]
    genes: frozenset[str]

    def is_common(self, word: str) -> bool:
        """True for a folded word that reports say of other things than persons, or that is a gene's symbol."""
        return word in self.common or word.upper() in self.genes

    def ends_as_organisation(self, word: str) -> bool:
        """True for a folded word made with one that names a hospital or a laboratory (``Kantonsspital``)."""
        return word.endswith(self.organisation_ends)


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package. Raises ``KnowledgeError`` when a file breaks its schema."""
    rows = read_rows(
        LEXICON / "privacy_labels.tsv",
        ("label", "kind", "language", "needs", "source", "verified"),
        choices={"kind": KINDS, "needs": NEEDS},
    )
    by_first: dict[str, list[Label]] = {}
    for row in rows:
        tokens = tuple(_TOKEN.findall(fold(row["label"])))
        if tokens and row["kind"] in KINDS[:_LABEL_KINDS]:
            by_first.setdefault(tokens[0], []).append(Label(row["kind"], row["needs"], tokens))
    words = read_rows(LEXICON / "privacy_keep_words.tsv", ("word", "source", "verified"))
    # The reader's table: only its first two columns, symbol and aliases, matter here.
    genes = [line.split("\t")[:2] for line in (LEXICON / "genes.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    symbols = {symbol for row in genes for cell in row for symbol in re.split(r"[|,; ]+", cell) if symbol}

    def of(kind: str) -> tuple[str, ...]:
        return tuple(sorted((row["label"] for row in rows if row["kind"] == kind), key=lambda text: (-len(text), text)))

    return Lexicon(
        {first: tuple(sorted(group, key=lambda label: -len(label.tokens))) for first, group in by_first.items()},
        of("title_patient"),
        of("title_person"),
        of("credential"),
        frozenset(
            part
            for kind in ("title_patient", "title_person", "credential")
            for text in of(kind)
            for part in (fold(text).strip("."), *re.findall(r"[^\W\d_]+", fold(text)))
        ),
        frozenset(fold(text) for text in of("particle")),
        frozenset(fold(text) for text in of("no_name")),
        frozenset(fold(text) for text in of("organisation")),
        tuple(fold(text) for text in of("organisation_end")),
        tuple(dict.fromkeys(fold(text) for text in of("sex"))),
        tuple(dict.fromkeys(fold(text) for text in of("age"))),
        frozenset(fold(row["word"]) for row in words),
        frozenset(symbol.upper() for symbol in symbols),
    )


def labels_on(line: TextLine) -> tuple[Found, ...]:
    """Every wording of the lexicon on a line, left to right, longest first, whether or not it serves as a label."""
    known = lexicon().labels
    words = tuple(_TOKEN.findall(line.folded))
    if known.keys().isdisjoint(words):
        return ()
    tokens = [match.span() for match in _TOKEN.finditer(line.folded)]
    found: list[Found] = []
    i = 0
    while i < len(tokens):
        if words[i] not in known:
            i += 1
            continue
        label = next(
            (
                label
                for label in known[words[i]]
                if words[i : i + len(label.tokens)] == label.tokens
                and "\t" not in line.text[tokens[i][0] : tokens[i + len(label.tokens) - 1][1]]
            ),
            None,
        )  # fmt: skip
        if label is None:
            i += 1
            continue
        start, end = tokens[i][0], tokens[i + len(label.tokens) - 1][1]
        i += len(label.tokens)
        after = _AFTER.match(line.folded, end)
        first = bool(_BEFORE.search(line.folded[max(0, start - 3) : start])) or start == 0
        stop = after.end() if after else end
        rest = line.text[stop:].partition("\t")[0].strip(" .#)°")
        alone = not rest and line.folded[:start].rpartition("\t")[2].strip(" •·-") == ""
        found.append(Found(label, start, stop, after is not None, first, alone))
    return tuple(found)
