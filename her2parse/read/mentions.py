"""Words to typed mentions: which words name a gene, a variant, an event, a state, a value.

A *segment* is a run of words that belong together (a table row, a sentence). Its mentions keep their place in the
segment, so that every statement can be traced back to the words that made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from her2parse.model import Word
from her2parse.read.dates import find_dates
from her2parse.read.eastern import HAN, KANA
from her2parse.read.geometry import Cell
from her2parse.read.lexicon import Lexicon, joints, names_drug, rows
from her2parse.read.remembered import by_word
from her2parse.read.tokenizer import fusion_partners, is_protein, pieces, plain


class Segment(NamedTuple):
    """Words that belong together, on one page; ``roles`` names each word's column (empty outside tables)."""

    page: int
    words: tuple[Word, ...]
    roles: tuple[str, ...] = ()

    def role(self, index: int) -> str:
        """The column role of a word."""
        return self.roles[index] if self.roles else ""


class Token(NamedTuple):
    """A piece of a segment's text; ``word`` and ``last`` are the indices of the words it lies in."""

    text: str
    word: int
    last: int


class Mention(NamedTuple):
    """Something the reader recognises. ``start`` and ``end`` are token indices (end exclusive)."""

    type: str
    value: str
    text: str
    start: int
    end: int
    words: tuple[int, ...]
    role: str = ""
    number: float | None = None
    gene: str = ""


_JOIN_NEXT = re.compile(r"(?:ins|del|dup|delins|>|_)$", re.IGNORECASE)
_PERCENT = re.compile(r"[<>≥≤~]?(\d+(?:[.,]\d+)?)%")
_NUMBER = re.compile(r"[<>≥≤~]?(\d+(?:[.,]\d+)*)")
_SCORE = re.compile(r"([0-3])\+|\+([1-3])|(\+{1,3})")
_STAGE_OR_DOSE = re.compile(r"Q(?:\d|1\d|2[0-4])[WDMH]|[TNM]\d[A-Z]?|S100[A-Z]\d*|[A-Z]\d[A-Z]")
_CODON = re.compile(r"[ACDEFGHIKLMNPQRSTVWY]\d{2,4}")
"""A residue whose changes are looked for (``BRAF | V600 | Not detected``)."""
_BAND = re.compile(r"\(?(?:chr)?(?:\d{1,2}|[XY])[pq]\d", re.IGNORECASE)
_UNSPACED = re.compile(rf"[{KANA}{HAN}]")
_LEADER = re.compile(r"[.…_·]{3,}")
"""Dots that lead the eye from a label to its value."""
_RUN_OF_DOTS = re.compile(r"[.…·]{4,}|_{4,}")
_EMPTY_BOXES = frozenset({"☐", "□", "◻", "❏", "▢", "[]", "()", "[_]"})
_BOX_SIGNS = frozenset("☐□◻❏▢☒☑■▣✓✔✗✘[(")
"""What every box, empty or ticked, begins with."""
_TICKED = re.compile(r"[☒☑■▣✓✔✗✘]|\[[xX✓✔]\]|\([xX]\)")
_ENSEMBL = re.compile(r"(?:[NX][MR]_|ENST|LRG_\d+t)")


@lru_cache(maxsize=1 << 5)
def tokens(segment: Segment) -> tuple[Token, ...]:
    """Cut a segment's words to tokens; a variant name that a line break or a stray space cut in two is whole again.

    Kept for the last segments: its mentions, statements and refusals ask for them in turn.
    """
    out: list[Token] = []
    skip = 0
    words = segment.words
    unticked = _unticked(words)
    ends = len(words) - 1
    for index, word in enumerate(words):
        if index in unticked:
            continue
        if word.masked:
            out.append(Token("█", index, index))
            continue
        if not (skip or segment.roles or _breaks_off(word.text)) and (
            index == ends or words[index + 1].top <= word.bottom - 1
        ):
            out += [Token(piece, index, index) for piece in _alone(word.text)]
            continue
        if _LEADER.fullmatch(word.text):
            continue
        if skip:
            skip -= 1
            continue
        text, last = _RUN_OF_DOTS.sub(" ", word.text), index
        for ahead in (1, 2):
            place = index + ahead
            if place >= len(segment.words) or not (
                segment.roles or _breaks_off(text) or segment.words[place].top > segment.words[place - 1].bottom - 1
            ):
                break
            if not _beside(segment, place - 1, place):
                break
            joined = _joined(text, segment.words[place].text) or _mended(text, segment, place)
            if not joined:
                break
            text, last, skip = joined, place, ahead
        # Chinese and Japanese break a line anywhere: what stands over its end is cut as one.
        parts = [(0, index, last)]
        while _breaks_anywhere(segment, last):
            last += 1
            parts.append((len(text), last, last))
            text += segment.words[last].text
        skip = last - index
        for piece, at in pieces(text):
            first = max(word for start, word, _ in parts if start <= at)
            end = max(word for start, _, word in parts if start < at + len(piece))
            out.append(Token(piece, first, end))
    return tuple(out)


def _breaks_anywhere(segment: Segment, at: int) -> bool:
    """True where Chinese or Japanese runs over a line's end behind word ``at`` (Korean breaks between its words)."""
    if at + 1 >= len(segment.words):
        return False
    one, other = segment.words[at], segment.words[at + 1]
    if one.masked or other.masked or segment.role(at) != segment.role(at + 1):
        return False
    broken = other.top > one.bottom - 1 and other.x0 < one.x1
    return broken and bool(_UNSPACED.match(one.text[-1:])) and bool(_UNSPACED.match(other.text[:1]))


@by_word
def _alone(text: str) -> tuple[str, ...]:
    """The pieces of a word that no other word goes on with; none of dots that only lead the eye."""
    return () if _LEADER.fullmatch(text) else tuple([piece for piece, _ in pieces(_RUN_OF_DOTS.sub(" ", text))])


def _unticked(words: Sequence[Word]) -> set[int]:
    """The words behind an empty box (``☐ 1+ ☒ 3+``, ``[ ] negative [x] positive``), up to the next box or the line's
    end: choices that were not chosen. Empty where the segment shows no boxes."""
    if _BOX_SIGNS.isdisjoint([word.text[:1] for word in words]):
        return set()
    out: set[int] = set()
    empty: Word | None = None
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else ""
        if word.text in _EMPTY_BOXES or (word.text in ("[", "(") and following in ("]", ")")):
            empty = word
        elif _TICKED.fullmatch(word.text):
            empty = None
            out.add(index)
        if empty is not None and abs(word.top - empty.top) > 0.6 * (empty.bottom - empty.top):
            empty = None
        if empty is not None:
            out.add(index)
    return out


def is_ticked(text: str) -> bool:
    """True for a box that was ticked (``☒``, ``[x]``)."""
    return bool(_TICKED.fullmatch(text))


def is_box(text: str) -> bool:
    """True for a box to tick, ticked or not; of ``[ ]`` its first sign."""
    return text in _EMPTY_BOXES or text == "[" or is_ticked(text)


def _mended(left: str, segment: Segment, place: int) -> str:
    """A name or word that the edge of a narrow cell broke (``NOCAL`` / ``L``, ``c.2235_2249delGGAA`` / ``TTAAG``)."""
    right = segment.words[place].text
    if segment.words[place].top <= segment.words[place - 1].bottom - 1:
        return ""
    if left.endswith("-") and right[:1].islower() and (left[:-1] + right).lower().rstrip(".,;:") in _whole_words():
        return left[:-1] + right  # "amplifi-" / "cation"
    if left[-1:] >= "\u3000" and left + right in _east_words() and left not in _east_words():
        return left + right  # "融" / "合"
    if not segment.roles and left.startswith(("c.", "p.")):
        return ""
    if left.startswith(("c.", "p.")) and re.fullmatch(r"[A-Za-z0-9*_>]+\)?[,;.]?", right):
        bases = re.search(r"(?:del|ins|dup)[ACGT]+$", left) and re.fullmatch(r"[ACGT]+", right)
        residue = re.search(r"(?:ins|del|[a-z])[A-Z][a-z]?$", left) and right[:1].islower()
        return left + right if bases or residue else ""
    whole = (left + right).lower().rstrip(".,;:")
    broken = left.isalpha() and right.rstrip(".,;:").isalpha() and right[:1].islower() == left[-1:].islower()
    return left + right if broken and whole in _whole_words() and left.lower() not in _whole_words() else ""


@lru_cache(maxsize=1)
def _whole_words() -> frozenset[str]:
    """All single words of the lexicon's terms, in lower case."""
    return frozenset(word.lower() for row in rows("terms.tsv") for word in row["phrase"].split() if len(word) > 3)


@lru_cache(maxsize=1)
def _east_words() -> frozenset[str]:
    """The East Asian terms of the lexicon, which need no spaces."""
    return frozenset(row["phrase"] for row in rows("terms.tsv") if row["phrase"][:1] >= "\u3000")


def _beside(segment: Segment, left: int, right: int) -> bool:
    """True when two words may be halves of one: same column, and hardly a gap between them or a line break."""
    if segment.role(left) != segment.role(right):
        return False
    one, other = segment.words[left], segment.words[right]
    height = min(one.bottom - one.top, other.bottom - other.top)
    broken = other.top > one.top + 0.5 * height
    return broken or other.x0 - one.x1 < 0.6 * height


@by_word
def _breaks_off(text: str) -> bool:
    """True for the only words that ``_joined`` joins with the next one: an open ``p.(``, or a name cut at its edit."""
    flat = plain(text)
    stem = _STEM.search(flat)
    return "p.(" in flat or bool(stem and _JOIN_NEXT.search(stem.group()))


_STEM = re.compile(r"[A-Za-z0-9_.:(*>+-]+$")
_RESIDUES = re.compile(r"(?:[ACDEFGHIKLMNPQRSTVWY]{1,12}|(?:[A-Z][a-z]{2}){1,12})\)?[,;.]?")


def _joined(left: str, right: str) -> str:
    """``left`` and ``right`` as one variant name, when only together they are one; else an empty string.

    >>> _joined("A775_G776ins", "YVMA"), _joined("p.(Tyr772_", "Ala775dup)"), _joined("E746_A750del", "12.4%")
    ('A775_G776insYVMA', 'p.(Tyr772_Ala775dup)', '')
    """
    flat = plain(left)
    if "p.(" in flat and flat.count("(") > flat.count(")") and re.match(r"[A-Za-z0-9_*]+\)", right):
        return left + right
    stem = _STEM.search(flat)
    if not stem or not _JOIN_NEXT.search(stem.group()):
        return ""
    core = re.sub(r"^\(?[cp]\.\(?", "", stem.group())
    tail = re.sub(r"[),;.]+$", "", plain(right))
    if not is_protein(core + tail):
        return ""
    if re.search(r"(?:ins|>|delins)$", core, re.IGNORECASE):
        return left + right if _RESIDUES.fullmatch(right) else ""
    if core.endswith("_"):
        return left + right
    # "E746_A750del" is whole already; only the residues that it takes away may still belong to it (del|LREAT).
    # They begin and end with the residues of the span, unlike the label that stands below it ("HGVS VARIANT").
    span = re.fullmatch(r"([A-Z]?)[a-z]*(\d+)_([A-Z]?)[a-z]*(\d+)(?:del|dup)", core)
    length = int(span.group(4)) - int(span.group(2)) + 1 if span else 0
    if not span or not length or not re.fullmatch(rf"[A-Z]{{{length}}}", tail) or tail.lower() in _head_words():
        return ""
    return left + right if tail.startswith(span.group(1)) and tail.endswith(span.group(3)) else ""


@lru_cache(maxsize=1)
def _head_words() -> frozenset[str]:
    """The column heads of one word, in lower case."""
    return frozenset(row["phrase"].lower() for row in rows("columns.tsv") if " " not in row["phrase"])


@lru_cache(maxsize=1 << 12)
def mentions_of(cell: Cell, lex: Lexicon) -> tuple[Mention, ...]:
    """All mentions of a cell or a line, kept for it: headings, tables, cards and the net ask about the same ones."""
    words = cell.words
    if len(words) <= _MOST_WORDS and _told_by_texts(words):
        return _mentions_anywhere(tuple([word.text for word in words]), lex)
    return mentions(Segment(cell.page, words), lex)


def mentions(segment: Segment, lex: Lexicon) -> tuple[Mention, ...]:
    """All mentions of a segment, in the order of its tokens; longer phrases win over shorter ones.

    Remembered for the last texts: where words stand matters only in a table, over a line's end, and for words that may
    go on in the next one or tick one of several; all else is found again by its texts alone.
    """
    words = segment.words
    if len(words) > _MOST_WORDS:
        return _mentions(segment, tokens(segment), lex)
    if segment.roles or not _told_by_texts(words):
        return _mentions_here(segment, lex)
    return _mentions_anywhere(tuple([word.text for word in words]), lex)


def _told_by_texts(words: Sequence[Word]) -> bool:
    """True for words of one line of which none is masked or read by what stands around it."""
    bottom = words[0].bottom - 1 if words else 0.0
    for at, word in enumerate(words):
        if word.masked or _needs_place(word.text) or (at and word.top > bottom):
            return False
    return True


_MOST_WORDS = 60
"""Words of a segment whose mentions are remembered, so that no file can fill the memory."""


@by_word
def _needs_place(text: str) -> bool:
    """True for a word that ``tokens`` reads by what stands around it."""
    if "AMP" in text:
        return True  # An amplification, or the association whose tiers these are.
    return text in _EMPTY_BOXES or text in ("[", "(") or bool(_TICKED.fullmatch(text)) or _breaks_off(text)


@lru_cache(maxsize=1 << 11)
def _mentions_here(segment: Segment, lex: Lexicon) -> tuple[Mention, ...]:
    return _mentions(segment, tokens(segment), lex)


@lru_cache(maxsize=1 << 12)
def _mentions_anywhere(texts: tuple[str, ...], lex: Lexicon) -> tuple[Mention, ...]:
    toks = [Token(piece, index, index) for index, text in enumerate(texts) for piece in _alone(text)]
    first, shaped = _beginnings(lex), _shaped(lex)
    if not any(shaped(tok.text) or tok.text.lower() in first for tok in toks):
        return ()  # Most texts name nothing.
    return _mentions(Segment(0, tuple([Word(text, 0.0, 0.0, 0.0, 0.0) for text in texts])), toks, lex)


def _mentions(segment: Segment, toks: Sequence[Token], lex: Lexicon) -> tuple[Mention, ...]:
    if not toks:
        return ()
    taken = [False] * len(toks)
    found: list[Mention] = []
    for start, end, key in _phrases(toks, lex):
        if any(taken[start:end]) or not _one_column(segment, toks, start, end) or _is_numero(toks, start, end):
            continue
        if any(term.type == "guideline" for term in lex.terms[key]):
            if _names_guideline(segment, toks, start, end, lex):
                taken[start:end] = [True] * (end - start)
            continue
        for term in lex.terms[key]:
            found.append(_mention(segment, toks, start, end, term.type, term.value, gene=term.gene))
        for index in range(start, end):
            taken[index] = True
    scored = {m.end for m in found if m.type == "label" and m.value == "score"}
    for mention in _single(segment, toks, taken, lex):
        if mention.type == "number" and mention.text == "0" and mention.start in scored:
            mention = mention._replace(type="score", value="0")  # "score 0" prints no sign
        found.append(mention)
    found += _outlooks(segment, found, toks)
    return tuple(sorted(_unconditioned(found, toks), key=lambda m: (m.start, m.end, m.type, m.value)))


def _is_numero(toks: Sequence[Token], start: int, end: int) -> bool:
    """True for the ``No.`` of a number (``Report No. M23-12724``), which denies nothing."""
    if end != start + 1 or toks[start].text.lower() != "no" or end + 1 >= len(toks) or not start:
        return False
    abbreviated = toks[end].text == "." and toks[end].word == toks[start].word
    numbered = any(ch.isdigit() or ch in "█#" for ch in toks[end + 1].text)
    return abbreviated and numbered and toks[start - 1].text[-1:].isalpha()


def _outlooks(segment: Segment, found: Sequence[Mention], toks: Sequence[Token]) -> list[Mention]:
    """Denials and doubts of what follows from a finding (``No approved drug``, ``Possible reduced benefit``), as words
    that say nothing of the finding itself. Where the noun only says which findings are meant (``No resistance
    mutation``, ``No treatment-relevant alteration``), they do."""
    out: list[Mention] = []
    for mention in found:
        if mention.type != "preneg" and (mention.type, mention.value) != ("state", "equivocal"):
            continue
        eventful = [m for m in found if m.type in _EVENTFUL and (m.start, m.end) != (mention.start, mention.end)]
        if any(m.start < mention.end and mention.start < m.end for m in eventful):
            continue  # "No mutation of therapeutic relevance"
        events = {m.start for m in eventful}
        end = 0
        for at in range(mention.end, min(len(toks), mention.end + _OUTLOOK)):
            text = toks[at].text.lower()
            if at in events or text in _CLOSING or segment.role(toks[at].word) != mention.role:
                break
            if text in joints("outlook"):
                end = at + 1
        cut = mention.end == len(toks) and mention.start and toks[mention.start - 1].text == "."
        if cut and mention.text.lower() in joints("attributive"):
            end = mention.end  # "… Possible", and the noun on the next line
        led = end < len(toks) and toks[end].text.lower() in joints("about")
        if end and (led or not events & {end, end + 1}):
            out.append(_mention(segment, toks, mention.start, end, "pseudo", "outlook"))
    return out


_EVENTFUL = frozenset({"event", "class", "variant", "coding", "splice", "fusion", "state"})
_CLOSING = frozenset(".,;:()|/")
_OUTLOOK = 6
"""Words from a denial to the noun of what it denies, at most."""


def _unconditioned(found: list[Mention], toks: Sequence[Token]) -> list[Mention]:
    """Mentions without the measures in brackets right behind a drug's name (``Trastuzumab deruxtecan (IHC 3+)``): they
    say who gets the drug, not what was found."""
    if not any(m.type in _MEASURES for m in found):
        return found
    inside: set[int] = set()
    for at in range(1, len(toks)):
        if toks[at].text == "(" and names_drug(toks[at - 1].text):
            end = next((to for to in range(at, len(toks)) if toks[to].text.startswith(")")), len(toks))
            inside.update(range(at, end))
    return [m for m in found if m.start not in inside or m.type not in _MEASURES] if inside else found


_MEASURES = frozenset({"score", "level", "state", "event", "method"})


def _names_guideline(segment: Segment, toks: Sequence[Token], start: int, end: int, lex: Lexicon) -> bool:
    """True where AMP is the Association for Molecular Pathology (``AMP Tier II``, ``AMP/ASCO/CAP``), which is no event.
    Right behind its gene, or with a column's white before its tier, it is an amplification (``ERBB2 AMP Tier I``)."""
    if not any(tok.text == "AMP" for tok in toks[start:end]):
        return False
    if any(tok.text in ("ASCO", "CAP") for tok in toks[start:end]):
        return True
    words = segment.words
    first = toks[start].word
    if start and lex.gene(toks[start - 1].text) and not _apart(words[toks[start - 1].last], words[first]):
        return False
    return not any(_apart(words[at], words[at + 1]) for at in range(first, toks[end - 1].last))


def _apart(one: Word, other: Word) -> bool:
    """True for words of one line with more white between them than a blank."""
    height = other.bottom - other.top
    return other.top < one.bottom - 1 and other.x0 - one.x1 > _BLANK * height


_BLANK = 0.6
"""The widest blank between words, as a share of their height."""


def _one_column(segment: Segment, toks: Sequence[Token], start: int, end: int) -> bool:
    """True when a phrase lies in one column: "Amplification | Not Detected" is two cells, not one phrase."""
    return not segment.roles or len({segment.role(tok.word) for tok in toks[start:end]}) == 1


def _mention(
    segment: Segment,
    toks: Sequence[Token],
    start: int,
    end: int,
    type_: str,
    value: str,
    *,
    number: float | None = None,
    gene: str = "",
) -> Mention:
    if end == start + 1:
        text, first, last = toks[start]
        words = (first,) if first == last else tuple(range(first, last + 1))
    else:
        words = tuple(sorted({index for tok in toks[start:end] for index in range(tok.word, tok.last + 1)}))
        text = " ".join([tok.text for tok in toks[start:end]])
    return Mention(type_, value, text, start, end, words, segment.role(words[0]), number, gene)


_OTHER = "\ufffc"
"""A word that no phrase holds."""


@lru_cache(maxsize=16)
def _phrase_words(lex: Lexicon) -> frozenset[str]:
    """All words of the lexicon's phrases."""
    return frozenset(word for key in lex.terms for word in key.split(" "))


@lru_cache(maxsize=16)
def _beginnings(lex: Lexicon) -> Mapping[str, frozenset[str]]:
    """The words that the lexicon's phrases begin with, and the second words of each; an empty one where the first is a
    phrase by itself."""
    out: dict[str, set[str]] = {}
    for key in lex.terms:
        first, _, rest = key.partition(" ")
        out.setdefault(first, set()).add(rest.partition(" ")[0])
    return {first: frozenset(second) for first, second in out.items()}


def _hold_beginning(words: Sequence[str], beginnings: Mapping[str, frozenset[str]]) -> bool:
    """True where a phrase may begin in ``words``; a third of the texts with a first word lack the second."""
    for at, word in enumerate(words):
        second = beginnings.get(word)
        if second is not None and ("" in second or (at + 1 < len(words) and words[at + 1] in second)):
            return True
    return False


def _phrases(toks: Sequence[Token], lex: Lexicon) -> Iterator[tuple[int, int, str]]:
    lower = [tok.text.lower().replace("’", "'") for tok in toks]  # The lexicon writes "l'exon".
    if not _hold_beginning(lower, _beginnings(lex)):
        return
    words = _phrase_words(lex)
    from spacy.tokens import Doc

    # Words of no phrase go in as one and the same, because the vocabulary keeps every word that it has ever seen.
    doc = Doc(lex.vocab, words=[text if text in words else _OTHER for text in lower])
    spans = [(start, end, lex.vocab.strings[key]) for key, start, end in lex.matcher(doc)]
    yield from sorted(set(spans), key=lambda span: (span[0] - span[1], span[0]))


@lru_cache(maxsize=16)
def _shaped(lex: Lexicon) -> Callable[[str], bool]:
    """``_has_shape`` with one lexicon."""
    return by_word(lambda text: _has_shape(text, lex))


def _has_shape(text: str, lex: Lexicon) -> bool:
    """True for a token that ``_single`` may make a mention of; most words are none."""
    return bool(
        fusion_partners(text)
        or lex.gene(text)
        or _variant_kind(text)
        or _PERCENT.fullmatch(text)
        or _SCORE.fullmatch(text)
        or _NUMBER.fullmatch(text)
    )


def _single(segment: Segment, toks: Sequence[Token], taken: list[bool], lex: Lexicon) -> Iterator[Mention]:
    """Mentions that one token (or a token and its unit) makes by its shape."""
    index = 0
    shaped = _shaped(lex)
    while index < len(toks):
        text = toks[index].text
        if not taken[index] and _CODON.fullmatch(text) and segment.role(toks[index].word) == "biomarker":
            yield _mention(segment, toks, index, index + 1, "label", "exon")
        if taken[index] or not shaped(text):
            index += 1
            continue
        step = 1
        if partners := fusion_partners(text):
            left, right = (lex.gene(name) or name for name in partners)
            type_ = "genes" if "/" in text and "::" not in text else "fusion"
            value = f"{left};{right}" if type_ == "genes" else f"{left}::{right}"
            if type_ == "genes" and left == right:
                type_, value = "gene", left  # "ERBB2/HER2": one gene by two names
            yield _mention(segment, toks, index, index + 1, type_, value)
        elif (gene := lex.gene(text)) and not _is_date(segment.words[toks[index].word].text):
            family = _family(toks, index, gene, lex)
            step = family[1] - index
            type_, value = ("genes", ";".join(family[0])) if len(family[0]) > 1 else ("gene", gene)
            yield _mention(segment, toks, index, family[1], type_, value)
        elif kind := _variant_kind(text):
            yield _mention(segment, toks, index, index + 1, kind, text)
        elif share := _PERCENT.fullmatch(text):
            yield _mention(segment, toks, index, index + 1, "percent", text, number=_share(share.group(1), lex.decimal))
        elif (score := _SCORE.fullmatch(text)) and not _is_sum(toks, index):
            yield _mention(segment, toks, index, index + 1, "score", score.group(1) or score.group(2) or text)
        elif _BAND.match(segment.words[toks[index].word].text):
            pass  # "17q21.1", a place on a chromosome
        elif plain_number := _NUMBER.fullmatch(text):
            number = _float(plain_number.group(1), lex.decimal)
            if _spaced_score(toks, index):
                yield _mention(segment, toks, index, index + 2, "score", text)
                index += 2
                continue
            if index + 1 < len(toks) and toks[index + 1].text == "%":
                number = _share(plain_number.group(1), lex.decimal)
                yield _mention(segment, toks, index, index + 2, "percent", text, number=number)
                step = 2
            else:
                yield _mention(segment, toks, index, index + 1, "number", text, number=number)
        index += step


@lru_cache(maxsize=1 << 14)
def _is_date(word: str) -> bool:
    """True for a word with a date in it: ``JUN-12-2024`` names a month, not the gene."""
    return len(word) > 6 and bool(find_dates(word))


def _spaced_score(toks: Sequence[Token], index: int) -> bool:
    """True for a score set apart from its sign: ``3 +``."""
    if toks[index].text not in ("1", "2", "3") or index + 1 >= len(toks) or toks[index + 1].text != "+":
        return False
    return index + 2 >= len(toks) or not toks[index + 2].text[:1].isalnum()


def _is_sum(toks: Sequence[Token], index: int) -> bool:
    """True for the plus signs of running text (``FISH + IHC``, ``D1 + D2``), which are no staining score."""
    return toks[index].text == "+" and not (index and toks[index - 1].text == "(")


def _float(text: str, decimal: str = "") -> float:
    """A number as people print it: ``12,5`` and ``12.5`` are the same, ``1,999`` is a thousand, unless the layout says
    which sign is the decimal one (``comma``, ``point``). No thousand begins with a nought: ``0,070`` is a fraction."""
    if decimal and text.count("," if decimal == "comma" else ".") <= 1:
        other, own = (".", ",") if decimal == "comma" else (",", ".")
        return float(text.replace(other, "").replace(own, "."))
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    clean = text.replace(",", ".")
    return float(clean) if clean.count(".") <= 1 else float(clean.split(".")[0])


def _share(text: str, decimal: str = "") -> float:
    """A percentage; one of a thousand and more has a decimal comma (``12,345 %``)."""
    number = _float(text, decimal)
    return number if number < 1000 or decimal or text.count(",") != 1 else float(text.replace(",", "."))


def _family(toks: Sequence[Token], index: int, gene: str, lex: Lexicon) -> tuple[list[str], int]:
    """Genes joined by a slash that share a stem: ``CDKN2A/B``, ``NTRK1/2/3``; returns the genes and the end."""
    genes, at = [gene], index + 1
    stem = re.sub(r"(?:\d+|[A-Z])$", "", gene)
    while at + 1 < len(toks) and toks[at].text == "/" and re.fullmatch(r"\d{1,2}|[A-D]", toks[at + 1].text):
        other = lex.gene(stem + toks[at + 1].text)
        if not other:
            break
        genes.append(other)
        at += 2
    return genes, at


@lru_cache(maxsize=1 << 16)
def _variant_kind(text: str) -> str:
    """``variant``, ``coding``, ``genomic``, ``transcript`` or nothing, by the shape of one token."""
    flat = plain(text)
    if re.search(r"(?:^|:)\(?p\.[(\[]*[A-Za-z*=?]", flat) or flat.startswith(("NP_", "ENSP")):
        return "variant"
    if re.search(r"(?:^|[:)])\(?c\.", flat):
        return "coding"
    if re.search(r"(?:^|:)\(?g\.", flat) or re.fullmatch(r"chr[0-9XYM]{1,2}:.*", flat):
        return "genomic"
    if _ENSEMBL.match(flat):
        return "transcript"
    if re.fullmatch(
        r"\d+[+-]\d+[ACGT]>[ACGT]|\*?-\d+[ACGT]>[ACGT]|\d+[ACGT]>[ACGT]|\d+(?:[+-]\d+)?_\d+(?:[+-]\d+)?(?:del|dup|ins)[ACGT]+",
        flat,
    ):
        return "coding"
    if (
        is_protein(flat) or re.fullmatch(r"\d{2,5}_\d{2,5}(?:delins|ins|del|dup)[A-Z]*|\d{3}ins[A-Z]{1,8}", flat)
    ) and not (_STAGE_OR_DOSE.fullmatch(flat)):
        return "variant"
    return ""
