"""The reader's vocabulary, loaded from ``data/lexicon``: genes, zones, terms and column roles.

Everything here is data that a person reviews; this module only turns it into look-ups and spaCy matchers. The phrase
patterns are made with the reader's own tokenizer, so a phrase and a page are cut in the same places.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from her2parse.read.eastern import EASTERN
from her2parse.read.remembered import by_text, remembered

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab


@dataclass(frozen=True, slots=True)
class Term:
    """One reviewed phrase: what it is (``event``, ``state``, …), what it stands for, and the gene it names, if any."""

    type: str
    value: str
    gene: str = ""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All vocabularies of the reader; equal only to itself, so that answers can be remembered.

    What has a default comes from a layout profile only: ``labels`` of the header (field, phrase), the ``decimal`` sign
    (``comma`` or ``point``) and what a bare number in a VAF column is (``fraction`` or ``percent``).
    """

    genes: frozenset[str]
    aliases: Mapping[str, str]
    zones: Mapping[str, str]
    roles: Mapping[str, str]
    terms: Mapping[str, tuple[Term, ...]]
    vocab: Vocab
    matcher: PhraseMatcher
    labels: tuple[tuple[str, str], ...] = ()
    decimal: str = ""
    vaf: str = ""

    def gene(self, text: str) -> str:
        """The HGNC symbol that ``text`` names, or an empty string; symbols are case-sensitive, aliases as listed."""
        if text in self.genes:
            return text
        return self.aliases.get(text, "") or self.aliases.get(text.replace("‐", "-").replace("–", "-"), "")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one lexicon file as dictionaries."""
    text = (resources.files("her2parse") / "data" / "lexicon" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


_FOOTNOTE = re.compile(r"\s*[¹²³]|(?<=[a-z])\d$")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


@lru_cache(maxsize=1)
def _joints() -> tuple[tuple[str, str], ...]:
    """The rows of ``joints.tsv``: word and kind."""
    return tuple([(row["word"], row["kind"]) for row in rows("joints.tsv")])


@cache
def joints(*kinds: str) -> frozenset[str]:
    """The little words that join others, by what they do (``joints.tsv``): ``list``, ``or``, ``mark``, ``article``,
    ``copula``, ``being``, ``adverb``, ``range``, ``either``, ``filler``, ``by``; how drugs' names end, ``drug_ending``;
    how words for many people or tumours end, ``population``; what begins a ``condition``, and a remark, ``relative``;
    what only running text has, ``function``; what copies between two cut-offs are called, ``borderline``; what a sample
    is called, ``sample``, and what says that it is this report's, ``this_one``; what a stain shows, ``stained``, and
    what is told beside a hybridisation's result, ``side``; the ``part`` of a tumour that may differ from the rest; what
    a bare answer may be the answer of, ``answered``; what begins a heading over ``others``; what follows from a
    finding, ``outlook``, and what leads to its subject, ``about``; the words for yes and no, ``polar``, and those that
    belong to a noun behind them, ``attributive``."""
    return frozenset([word for word, kind in _joints() if kind in kinds])


def functional(texts: Iterable[str]) -> int:
    """How many of the words are such as stand in running text and hardly elsewhere (``the``, ``wurde``)."""
    known = joints("function")
    return sum(text.lower() in known for text in texts)


@by_text
def names_drug(text: str) -> bool:
    """True for a word that ends as the names of drugs do (``trastuzumab``, ``deruxtecan``): a new drug ends so too."""
    return text.casefold().rstrip(".,;:()").endswith(tuple(joints("drug_ending")))


@by_text
def normal(text: str) -> str:
    """Lower case, single spaces, outer punctuation and footnote signs removed: how headings are compared."""
    folded = " ".join(text.casefold().split()).strip(" :.;,-–—*†‡§#®™|▶►•")
    return folded.replace("®", "").replace("™", "")


_EAST = re.compile(rf"[{EASTERN}]+")
_CUT = 3
"""Signs that an East Asian head has at least, when its last one is missing."""
_BROKEN = re.compile(rf"(?<=[{EASTERN}]) (?=[{EASTERN}])")


def unbroken(text: str) -> str:
    """``text`` without the spaces between East Asian characters, whose words a cell breaks anywhere.

    >>> unbroken("アレル 頻度 (%)")
    'アレル頻度 (%)'
    """
    return _BROKEN.sub("", text)


@remembered
def role_of(text: str, lex: Lexicon) -> str:
    """The column role that a head's cell names, or an empty string."""
    clean = _FOOTNOTE.sub("", normal(text))
    if clean in lex.roles:
        return lex.roles[clean]
    joined = unbroken(clean)
    if joined in lex.roles:
        return lex.roles[joined]
    bare = _IN_BRACKETS.sub("", clean).strip()
    if bare in lex.roles:
        return lex.roles[bare]
    bare = _IN_BRACKETS.sub("", joined).strip()
    if bare in lex.roles:
        return lex.roles[bare]
    if len(joined) >= _CUT and _EAST.fullmatch(joined):
        # A head whose last sign alone stands in the next line, where it is lost when the machine lacks the font.
        cut = {role for phrase, role in lex.roles.items() if phrase[:-1] == joined}
        return cut.pop() if len(cut) == 1 else ""
    if (sample := _of_sample(clean, lex)) or len(clean.split(" ")) > 6:
        return sample
    words = clean.split(" ")
    for length in range(min(len(words), 5), 1, -1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length]).strip("() ,/")
            if phrase in lex.roles:
                return lex.roles[phrase]
    if len(words) <= 3:
        for word in words:
            if word.strip("()/,") in lex.roles:
                return lex.roles[word.strip("()/,")]
    return ""


def _of_sample(clean: str, lex: Lexicon) -> str:
    """``prior`` or ``result`` for a head that names its sample behind a label (``Previous: S24-1307 lung``, ``Present:
    S26-2210 liver``), else an empty string."""
    label, colon, _ = clean.partition(":")
    role = lex.roles.get(label) or lex.roles.get(f"{label} sample", "")
    return role if colon and role in ("prior", "result") else ""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The vocabularies, loaded once a process."""
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    from her2parse.read.tokenizer import pieces

    genes: set[str] = set()
    aliases: dict[str, str] = {}
    for row in rows("genes.tsv"):
        genes.add(row["symbol"])
        for alias in filter(None, row["aliases"].split(";")):
            aliases[alias] = row["symbol"]
            # Names with letters and digits in any case: HER2/neu, her2, Her-2/Neu.
            if any(ch.isdigit() for ch in alias) and len(alias) > 3:
                aliases.setdefault(alias.lower(), row["symbol"])
                aliases.setdefault(alias.upper(), row["symbol"])
                aliases.setdefault(alias.capitalize(), row["symbol"])
    terms: dict[str, list[Term]] = {}
    vocab = spacy.blank("xx").vocab
    matcher = PhraseMatcher(vocab, attr="LOWER")
    for row in rows("terms.tsv"):
        key = " ".join(piece.lower() for word in row["phrase"].split() for piece, _ in pieces(word))
        # The name of a fraction may carry its unit: "VAF (%)", "MAF %".
        units = ("", " ( % )", " [ % ]", " %", " in %") if (row["type"], row["value"]) == ("label", "vaf") else ("",)
        for unit in units:
            terms.setdefault(key + unit, []).append(Term(row["type"], row["value"], row["gene"]))
    for alias, symbol in list(aliases.items()):
        parts = [piece for word in alias.split() for piece, _ in pieces(word)]
        if len(parts) > 1:
            terms.setdefault(" ".join(part.lower() for part in parts), []).append(Term("gene", symbol))
    for key in terms:
        matcher.add(key, [Doc(vocab, words=key.split(" "))])
    return Lexicon(
        genes=frozenset(genes),
        aliases=aliases,
        zones={normal(row["phrase"]): row["zone"] for row in rows("zones.tsv")},
        roles={
            phrase: row["role"]
            for row in rows("columns.tsv")
            for phrase in (normal(row["phrase"]), unbroken(normal(row["phrase"])))
        },
        terms={key: tuple(dict.fromkeys(value)) for key, value in terms.items()},
        vocab=vocab,
        matcher=matcher,
    )
