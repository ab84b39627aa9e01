"""Running text in Chinese, Japanese and Korean: which words are a sentence, where no little words stand apart.

These languages write their articles, particles and endings together with the words that they belong to, so that a
sentence is known by its letters and not by whole words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Word

KANA, HAN, HANGUL = "\u3040-\u30ff", "\u3400-\u9fff", "\uac00-\ud7af"
"""The letters of Japanese, Chinese and Korean, as ranges to stand between a pattern's square brackets."""
EASTERN = KANA + HAN + HANGUL
_HAN = re.compile(rf"[{HAN}]")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_EAST = re.compile(rf"[{EASTERN}]")
_PARTICLES = re.compile(r"[的了在为與与可于於对對该該其及是以将將被由从從而并均亦之有使等已则則也]")
_ENDINGS = re.compile(r"(?:니다|이다|한다|된다|였다|었다|았다|있다|없다|하며|으며|되어|하여|이며)(?=[\s.,。]|$)")
_SHORT, _LONG, _MOST_KANA, _FEW_KANA = 12, 14, 5, 3


def reads_as_text(words: Sequence[Word]) -> bool:
    """True for a sentence in an East Asian language; a list of names and answers is none.

    >>> def said(text): return reads_as_text([Word(part, 0, 0, 0, 0) for part in text.split()])
    >>> said("HER2扩增亦为奥希替尼耐药机制之一,本次检测未检出"), said("ERBB2 扩增 未检出")
    (True, False)
    >>> said("ERBB2 p.V777L はキナーゼドメインの活性型変異であり"), said("ERBB2 変異 検出されず")
    (True, False)
    """
    text = " ".join([word.text for word in words])
    east = len(_EAST.findall(text))
    if east < _SHORT:
        return False
    if kana := len(_HIRAGANA.findall(text)):
        return kana >= _MOST_KANA or (kana >= _FEW_KANA and east >= _LONG)
    if _ENDINGS.search(text):
        return True
    return len(_HAN.findall(text)) >= _LONG and len(set(_PARTICLES.findall(text))) >= 2


def runs_over(previous: Word, word: Word, right: float) -> bool:
    """True when a line of East Asian text that reaches the right edge goes on in the next one: it breaks anywhere."""
    full = previous.x1 > right - 2 * (previous.bottom - previous.top)
    return full and bool(_EAST.search(previous.text[-1:])) and word.top > previous.top


def eastern_letters(words: Sequence[Word]) -> int:
    """How many Chinese, Japanese and Korean letters the words hold."""
    return sum(len(_EAST.findall(word.text)) for word in words)
