"""A cell that is a sentence, or an annotation tool's row, with names in it that carry their prefix.

``Mutation du gène ERBB2, exon 20 : c.2313_2324dup, p.(Tyr772_Ala775dup)``: where the words around are not known,
names with ``c.`` or ``p.`` still say what they are. A bare ``L858R`` does not, and a sentence that may deny or compare
is left to a person.
"""

from __future__ import annotations

import re
import unicodedata

from her2parse.hgvs import coding_grammar, genes

_NAMED = re.compile(
    rf"(?:(?:N[MP]_\d{{4,9}}|ENS[TP]\d{{8,15}})(?:\.\d{{1,3}})?(?:\([A-Z0-9-]{{2,12}}\))?:)?"
    rf"(?<![A-Za-z0-9])(?:c\.{coding_grammar.NAME}|p\.\(?[A-Za-z*]{{1,3}}\d{{1,5}}[A-Za-z0-9_*>=?+]{{1,120}}\)?)"
)
_TRANSCRIPT = re.compile(r"(?<![A-Za-z0-9])(?:NM_\d{4,9}|ENST\d{8,15})(?:\.\d{1,3})?")
_WORD = re.compile(r"[^\W\d_]+")
_GENE = re.compile(r"[A-Za-z][A-Za-z0-9]{1,9}")
_OTHER_CHANGE = re.compile(r"(?<![A-Za-z0-9])[A-Z](?:[a-z]{2})?\d{2,4}(?:[A-Z*]|[_-]|del|ins|dup|fs)")
_DOUBTS = frozenset(
    [
        "absence",
        "absent",
        "ani",
        "assenza",
        "aucun",
        "aucune",
        "ausencia",
        "besides",
        "bez",
        "brak",
        "degil",
        "ej",
        "eller",
        "except",
        "excepto",
        "excluded",
        "failed",
        "geen",
        "hormis",
        "ikke",
        "ingen",
        "inte",
        "kein",
        "keine",
        "keinen",
        "like",
        "lub",
        "nao",
        "ne",
        "negativ",
        "negative",
        "nein",
        "neither",
        "nenhuma",
        "nessun",
        "nessuna",
        "nicht",
        "nie",
        "niet",
        "ningun",
        "ninguna",
        "no",
        "non",
        "none",
        "nor",
        "not",
        "o",
        "oder",
        "of",
        "ohne",
        "oppure",
        "or",
        "other",
        "ou",
        "pas",
        "possible",
        "probable",
        "sans",
        "sem",
        "senza",
        "similar",
        "sin",
        "suspected",
        "than",
        "utan",
        "uten",
        "versus",
        "vs",
        "without",
        "yok",
        "zonder",
    ]
)
"""Words that deny, compare or leave open, in the languages of the trade; accents are taken off before."""


def prefixed(text: str, gene: str) -> str:
    """The prefixed names, with the gene and transcript that the text names; empty where a person should read it."""
    named = tuple(dict.fromkeys(found[0].strip() for found in _NAMED.finditer(text)))
    rest = _NAMED.sub(" ", text)
    words = _WORD.findall(rest)
    if not named or _OTHER_CHANGE.search(rest) or {_bare(word) for word in words} & _DOUBTS:
        return ""
    told = {known for word in _GENE.findall(rest) if (known := genes.known(word))} - {gene}
    if len(told) > (0 if gene else 1):
        return ""
    transcript = _TRANSCRIPT.search(rest)
    return " ".join(part for part in (*told, transcript[0] if transcript else "", *named) if part)


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
