"""The text of a block, cut to sentences and list entries: at full stops, at bullets and labels, and where a line ends
although the next word would have stood on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Word
from her2parse.read.eastern import reads_as_text, runs_over
from her2parse.read.lexicon import Lexicon, functional
from her2parse.read.mentions import Segment, mentions

BULLET = re.compile(r"^(?:[•·▪◦●■□‣*–—-]|\d{1,2}[.)]|[a-h][.)])$")
SENTENCE_END = re.compile(r"(?:(?<![.…_·])[.!?]|。)[\"'”)]?$")
_ABBREVIATION = re.compile(
    r"(?:^|[(\s])(?:e\.g|i\.e|vs|dr|prof|no|nr|ca|approx|aprox|ungef|appr|env|fig|incl|resp|bzw|z\.b|u\.a|d\.h|o\.a|m\.n|bijv|p\.ej|p\.ex|"
    r"ad es|cfr|sr|sra|st|inc|[A-Z])\.$",
    re.I,
)


def entries(words: Sequence[Word], starts: set[int], right: float, edge: float, lex: Lexicon) -> list[list[Word]]:
    """Cut a block's words to sentences and list entries.

    Args:
        words: the block's words in reading order.
        starts: the first words of its lines, by their ``id``.
        right: where the block's longest line ends, points.
        edge: where the longest line of text ends that begins where the block's do, points.
        lex: the vocabularies.
    """
    little = functional(word.text.strip(".,;:()") for word in words)
    dense = len(words) >= 6 * max(1, len(starts)) and little >= 2
    runs: list[list[Word]] = [[]]
    for index, word in enumerate(words):
        at_line_start = id(word) in starts
        previous = words[index - 1] if index else None
        if runs[-1] and previous is not None:
            ended = SENTENCE_END.search(previous.text) and not _ABBREVIATION.search(previous.text)
            # Where there are no capitals, only a full stop of its own can be trusted.
            ended = ended and (word.text[:1].isupper() or not word.text[:1].isalpha() or previous.text[-1] == "。")
            on_line = words[index : index + _on_line(words, index, starts)] if at_line_start else ()
            label = at_line_start and _begins_entry(on_line, words[:index], lex)
            # A line that stops well before the block's edge ends a paragraph, unless it announces what follows.
            announces = previous.text.endswith(":") and len(runs[-1]) >= 5 and lex.gene(word.text.rstrip(":,;")) == ""
            # A word that would have stood on the line above begins something else.
            fits = at_line_start and previous.x1 + _BLANK * (word.bottom - word.top) + word.x1 - word.x0 < edge - 1
            fits = fits and not _leads_on(words[:index], lex)
            short = (
                not announces
                and at_line_start
                and (fits or right - previous.x1 > _WELL_BEFORE)
                and word.text[:1].isupper()
            )
            short = short and not _answers_above(runs[-1], _line(words, index, starts), lex)
            label = label or (short and not previous.text.endswith((",", "-", "/", "(")))
            if previous.x1 > right - _WELL_BEFORE and not ended and dense and not fits:
                label = False  # A full line of running text goes on in the next one.
            if not ended and runs_over(previous, word, right) and reads_as_text(runs[-1]):
                label = False
            # "Score HER2 :" / "0.": behind a colon, a number at a line's start is the value and not the next entry's.
            bullet = at_line_start and BULLET.match(word.text) and not previous.text.endswith(":")
            if ended or label or bullet:
                runs.append([])
        runs[-1].append(word)
    return [run for run in runs if run]


_WELL_BEFORE = 90.0
"""White behind a line that ends a paragraph, at least, points."""
_BLANK = 0.4
"""The width of a blank, at most, letter heights."""


def _line(words: Sequence[Word], index: int, starts: set[int]) -> Sequence[Word]:
    """The words of the line that begins with ``words[index]``."""
    end = next((at for at in range(index + 1, len(words)) if id(words[at]) in starts), len(words))
    return words[index:end]


def _answers_above(above: Sequence[Word], line: Sequence[Word], lex: Lexicon) -> bool:
    """True for a line that begins with an answer to the line above (``EGFR mutation`` / ``None detected``, ``DETECTED
    (CD74-ROS1)``), which asks and has none."""
    told = mentions(Segment(1, tuple(line)), lex)
    if not any(m.type in ("state", "preneg") and m.start == 0 for m in told):
        return False
    inside = {index for m in told if m.type == "gene" for index in m.words if not _in_brackets(line, index)}
    asked = mentions(Segment(1, tuple(above)), lex)
    asks = any(m.type in ("event", "method", "gene") for m in asked) and not any(m.type == "state" for m in asked)
    return asks and not inside


def _in_brackets(words: Sequence[Word], index: int) -> bool:
    before = "".join(word.text for word in words[: index + 1])
    return before.count("(") > before[: -len(words[index].text)].count(")")


def _on_line(words: Sequence[Word], index: int, starts: set[int]) -> int:
    """How many of the next four words stand on the line of ``words[index]``."""
    count = 1
    while count < min(4, len(words) - index) and id(words[index + count]) not in starts:
        count += 1
    return count


def _leads_on(before: Sequence[Word], lex: Lexicon) -> bool:
    """True for a line that ends in a preposition or a denial (``not detected in`` / ``EGFR``): it runs on. A ``No``
    denies where it begins a sentence, and answers elsewhere (``LOH: No``)."""
    last = before[-1].text
    types = {term.type for term in lex.terms.get(last.lower(), ())}
    if last.lower() == "no":
        return last == "No" and (len(before) == 1 or before[-2].text.endswith((".", ";", ",")))
    return bool(types & {"prep", "preneg", "negator"}) and not types & {"state", "event"}


def _begins_entry(words: Sequence[Word], before: Sequence[Word], lex: Lexicon) -> bool:
    """True when a line's first words begin a new entry: a gene or a label, and the line before did not run on."""
    first = words[0].text
    if before[-1].text.endswith((",", "-", "/", "(", "and", "or", "und", "y", "et")) or _leads_on(before, lex):
        return False
    name = first.rstrip(":,;").lstrip("(")
    if lex.gene(name):
        return True
    # "EGFR p.(Thr790Met):" / "not detected. EGFR …:": the answer that ends there is no label.
    stop = next((at for at, word in enumerate(words) if SENTENCE_END.search(word.text)), len(words))
    head = " ".join(word.text for word in words[:stop])
    return bool(re.match(r"^[^\s:]+(?:\s[^\s:]+){0,3}:", head))
