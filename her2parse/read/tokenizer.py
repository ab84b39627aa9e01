"""Cutting words into pieces without cutting a variant name: the reader's tokenizer.

A general tokenizer breaks ``p.(Leu858Arg)``, ``c.2573T>G`` and ``c.3028+1G>A``; this one keeps every name that a report
may print whole and splits everything else at punctuation. What is kept whole here is only *shaped* like a name; whether
it is one, the ``hgvs`` stage decides against the reference sequence.

A word is looked at by every floor of the reader, and reports repeat their words: what a word's text alone decides is
remembered, for so many words that memory stays bounded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from her2parse.read.eastern import EASTERN
from her2parse.read.lexicon import rows

_A1 = "ACDEFGHIKLMNPQRSTVWY"
_A3 = "Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter"
_EDIT = r"(?:delins|ins|del|dup|DELINS|INS|DEL|DUP|>)"
_FS = r"(?:fs|FS)(?:\*|X|Ter|ter)?\d*\??"

ONE_LETTER = re.compile(
    rf"""(?:del)?[{_A1}X*]\d{{1,5}}
    (?: (?:[-_–][{_A1}]?\d{{1,5}})? {_EDIT} [A-Za-z0-9*]* (?:/[{_A1}]\d+\S*)?   # E746_A750del, A775_G776insYVMA
      | [{_A1}]{_EDIT}[{_A1}]+                                                  # G776VinsC
      | [{_A1}]?{_FS}                                                           # K2331fs, T5PfsX60
      | (?:[{_A1}*X]|Ter|stop|STOP)(?:ext\S+)?(?:/[{_A1}*X])*                   # S310F/Y
      | [=?]
    )""",
    re.VERBOSE,
)
THREE_LETTER = re.compile(
    rf"""(?:{_A3}|\*)\d{{1,5}}
    (?: (?:[-_–](?:{_A3})?\d{{1,5}})? (?:delins|ins|del|dup|>) (?:(?:{_A3}|\*|\d|X)*)
      | (?:{_A3})?{_FS}
      | (?:{_A3}|\*|X|Stop|stop)(?:ext\S+)?(?:/(?:{_A3}))*
      | [=?]
    )""",
    re.VERBOSE,
)
RESIDUELESS = re.compile(r"\d{2,5}_\d{2,5}(?:delins|ins|del|dup)[A-Za-z0-9]*|\d{3}ins[A-Z]{1,8}")
BARE_CODING = re.compile(
    r"\*?-?\d{1,5}(?:[+-]\d{1,4})?(?:_\d{1,5}(?:[+-]\d{1,4})?)?(?:[ACGT]>[ACGT]|(?:del|dup|ins|delins)[ACGT]+)"
)
PREFIXED = re.compile(
    r"""(?:[NX][MPRC]_\d+(?:\.\d+)?|LRG_\d+(?:[tp]\d+)?|ENS[TP]\d+(?:\.\d+)?)\S*
      | p\.(?!-)\S+ | [cg]\.[-*(]*\d\S* | P\.\(?[A-Z]\S+\d\S*
      | chr[0-9XYM]{1,2}:\S+""",
    re.VERBOSE,
)
FUSION = re.compile(
    r"([A-Z][A-Za-z0-9]{1,11}(?:-\d)?)(?:\([a-z]{0,4}\d{1,2}[a-z]?\))?(::|--?|/)"
    r"([A-Z][A-Za-z0-9]{1,11}(?:-\d)?)(?:\([a-z]{0,4}\d{1,2}[a-z]?\))?(?:\.[EA-Z]\S+)?"
)
_NUMBER = re.compile(r"[<>≥≤~]?\d+(?:[.,]\d+)*%?\+?|\+\d(?!\d)|\+{1,3}")
_WORD = re.compile(rf"[^\W_{EASTERN}]+|[{EASTERN}]+")
_IS_EAST = re.compile(rf"[{EASTERN}]")
_TRAIL = ",;:.…)]}»”\"'†‡§#®™|"
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "\u00ad": ""})


def plain(text: str) -> str:
    """``text`` with every kind of dash as a hyphen and soft hyphens removed; as long as ``text`` or shorter."""
    return text.translate(_DASHES)


@lru_cache(maxsize=1 << 16)
def is_protein(text: str) -> bool:
    """True when ``text`` is shaped like a protein change without prefix (``L858R``, ``Tyr772_Ala775dup``)."""
    clean = plain(text)
    return bool(ONE_LETTER.fullmatch(clean) or THREE_LETTER.fullmatch(clean))


@lru_cache(maxsize=1)
def gene_names() -> frozenset[str]:
    """All HGNC symbols and one-word aliases of the lexicon."""
    names: set[str] = set()
    for row in rows("genes.tsv"):
        names.add(row["symbol"])
        names.update(alias for alias in row["aliases"].split(";") if alias and " " not in alias)
    return frozenset(names)


@lru_cache(maxsize=1 << 16)
def fusion_partners(text: str) -> tuple[str, str] | None:
    """The two genes of a fusion's name, or ``None`` when ``text`` is not one (``HER2-positive``, ``PD-L1``).

    >>> fusion_partners("EML4-ALK.E6aA20.AB374361")
    ('EML4', 'ALK')
    """
    found = FUSION.fullmatch(plain(text))
    if not found:
        return None
    left, sign, right = found.group(1, 2, 3)
    known = gene_names()
    if sign == "::" or (left in known and right in known):
        return (left, right)
    # An unknown 5' partner beside a known gene: KLC1-ALK.
    if sign != "/" and right in known and left.isupper() and len(left) > 2 and not is_protein(left):
        return (left, right)
    return None


@lru_cache(maxsize=1)
def _east_phrases() -> re.Pattern[str]:
    """The Chinese, Japanese and Korean words of the lexicon, longest first."""
    names = {word for row in rows("terms.tsv") for word in row["phrase"].split() if _IS_EAST.match(word)}
    return re.compile("|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name))))


def _east(run: str) -> list[str]:
    """A run of Chinese, Japanese or Korean, which writes no spaces, cut at the words that the lexicon knows.

    >>> _east("未检测到基因突变")
    ['未检测到', '基因', '突变']
    """
    out: list[str] = []
    at = 0
    for found in _east_phrases().finditer(run):
        out += [run[at : found.start()], found.group()]
        at = found.end()
    return [part for part in (*out, run[at:]) if part]


def _inside_word(text: str, at: int) -> bool:
    """True where a letter or digit stands just before ``at``; Chinese, Japanese and Korean put no space there."""
    return bool(at and text[at - 1].isalnum() and not _IS_EAST.match(text[at - 1]))


def _balanced(text: str) -> str:
    """Cut closing punctuation that does not belong to a name: ``p.(D1529E),`` → ``p.(D1529E)``."""
    while text and text[-1] in _TRAIL:
        if text[-1] == ")" and text.count("(") >= text.count(")"):
            break
        if text[-1] == "]" and text.count("[") >= text.count("]"):
            break
        text = text[:-1]
    return text


def _name_at(word: str, at: int) -> str:
    """The longest variant-shaped name that starts at ``at``, or an empty string."""
    rest = word[at:]
    if found := PREFIXED.match(rest):
        whole = _balanced(found.group())
        # Several names glued by separators are cut there: "c.2326G>T;p.G776C".
        cut = re.search(r"[;|](?=[cpgNXE])|,(?=[cpgN])", whole)
        return whole[: cut.start()] if cut else whole
    # Longer readings first; each must end at the word's end or before punctuation.
    for pattern in (ONE_LETTER, THREE_LETTER, RESIDUELESS, BARE_CODING):
        found = pattern.match(rest)
        if found:
            after = rest[found.end() :]
            if not after or not (after[0].isalnum() or after[0] in "_>*") or _IS_EAST.match(after[0]):
                return found.group()
    return ""


@lru_cache(maxsize=1 << 16)
def pieces(word: str) -> tuple[tuple[str, int], ...]:
    """Cut one printed word into pieces, each with its offset.

    >>> pieces("p.(D1529E),")
    (('p.(D1529E)', 0), (',', 10))
    >>> pieces("EGFR(T790M")
    (('EGFR', 0), ('(', 4), ('T790M', 5))
    >>> pieces("HER2-positive")
    (('HER2', 0), ('-', 4), ('positive', 5))
    """
    flat = plain(word)
    if len(flat) != len(word):
        word = flat
    out: list[tuple[str, int]] = []
    at = 0
    while at < len(flat):
        if flat[at].isspace():
            at += 1
            continue
        name = "" if _inside_word(flat, at) and not _after_gene(out, at) else _name_at(flat, at)
        if name:
            out.append((word[at : at + len(name)], at))
            at += len(name)
            continue
        fusion = FUSION.match(flat, at)
        if fusion and not _inside_word(flat, at):
            whole = _balanced(fusion.group())
            if fusion_partners(whole):
                out.append((word[at : at + len(whole)], at))
                at += len(whole)
                continue
        gene = _gene_at(flat, at)
        if gene:
            out.append((word[at : at + len(gene)], at))
            at += len(gene)
            continue
        for pattern in (_NUMBER, _WORD):
            found = pattern.match(flat, at)
            if found and _IS_EAST.match(found.group()):
                for part in _east(found.group()):
                    out.append((part, at))
                    at += len(part)
                break
            if found and not (pattern is _NUMBER and _runs_on(flat, found.end())):
                out.append((word[at : found.end()], at))
                at = found.end()
                break
        else:
            out.append((word[at], at))
            at += 1
    return tuple(out)


_GENE_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)?")
_GLUED = re.compile(r"(?:amplification|loss|fusion|rearrangement|mutation|c\.|p\.)", re.IGNORECASE)


def _gene_at(text: str, at: int) -> str:
    """A gene's name that starts here: one with a hyphen in it (``NKX2-1``, ``HER-2``), or one glued to what follows
    (``ERBB2amplification``, ``KRASG12C``), which would not be seen as a gene otherwise."""
    if _inside_word(text, at):
        return ""
    found = _GENE_WORD.match(text, at)
    if not found:
        return ""
    known = gene_names()
    whole = found.group()
    if "-" in whole and whole in known:
        return whole
    word = whole.split("-")[0]
    if word in known:
        return ""
    for cut in range(len(word) - 1, 2, -1):
        rest = text[at + cut :]
        if word[:cut] in known and (_GLUED.match(rest) or (is_protein(_WORDLIKE.match(rest).group()) and cut > 3)):  # type: ignore[union-attr]
            return word[:cut]
    return ""


_WORDLIKE = re.compile(r"[A-Za-z0-9_*]*")


def _after_gene(out: list[tuple[str, int]], at: int) -> bool:
    """True when the piece just before is a gene's name that was cut from what is glued to it."""
    return bool(out) and out[-1][1] + len(out[-1][0]) == at and out[-1][0] in gene_names()


def _runs_on(text: str, end: int) -> bool:
    """True when a number is only the beginning of a word (``2q11``, ``4B5``)."""
    return end < len(text) and text[end].isalpha() and not _IS_EAST.match(text[end])
