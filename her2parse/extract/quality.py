"""Is a page's text layer honest? Blank, a picture, a cipher, or words that can be believed.

The tests look at what the characters are (control, private use, replacement), at the plausibility of words font by font
(a heading's font may be fine while the values' font is a cipher) and at how much of the page is a picture. None of them
knows a language's words or a gene's name, so that gene tables, HGVS names and unknown languages pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.extract.letters import pair_cost
from her2parse.extract.rules import Drawing
from her2parse.extract.words import TextLayer
from her2parse.model import Box, TextQuality, Word

FEW_WORDS = 5
"""A page with a picture and fewer words than this is a picture; the words are a page number or a scanner's stamp."""
MANY_STAMPED = 20
"""A picture over most of the page and fewer words than this: a scan with a stamped header, or a cover."""
COVERS = 0.6
"""Share of the page under pictures from which the stamped-scan rule holds."""
LARGE_IMAGE = 0.35
"""A picture larger than this share of the page may hold text that no program reads: said, though the page is read."""
MANY_OUTLINES = 40
"""Curved outlines on a page with hardly any words: letters turned to curves (a logo has some 10)."""
DAMAGED_WORDS, DAMAGED_SHARE = 3, 0.01
"""Damaged words (control, private-use, replacement characters among others) that make a page garbled: this many, and
this share of all. One or two can be a stray mark of the producer's."""
CIPHER_COST, CIPHER_PAIRS = 5.2, 24
"""A font whose words' letter pairs cost more bits than this over at least so many pairs is a cipher. Four random words
of English, German, Spanish, French, Italian, Portuguese or Dutch never cost more than 4.8; six shifted English words
cost less than 5.2 once in a hundred."""
SHORT_COST, SHORT_PAIRS = 6.0, 12
"""The same for a font with few words, where one odd name weighs more."""
CAPITALS = 7
"""Capitals are weighed only in words of at least this length: gene symbols are shorter, and look like a cipher."""
STRANGE_TOKENS, STRANGE_SHARE = 3, 0.15
"""Tokens of jumbled symbols (``)')'``, ``'+``) that make a font a cipher: this many, and this share of its tokens."""

_SYMBOL_FONT = re.compile(r"symbol|dingbat|wingding|webding|icon|awesome|emoji|marlett|barcode|code39|code128", re.I)
_CID = re.compile(r"\(cid:\d+\)")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_EDGE = "()[]{}<>\"'“”‘’«»„.,;:!?*†‡§¶/|-–—•·"
_PLAIN_SYMBOLS = re.compile(
    r"""
      ([^"'()\[\]])\1*[.,;:]?                        # one sign, repeated: --- ... +++ ***
    | [-+|=_*.~/\\#<>:]+                             # a rule or a frame made of signs
    | [(\["'“”‘’«„]*[<>≤≥±~≈+\-–—−*†‡§¶\#%°®™©/=|^•·&$@.…]{0,4}["'“”’»]?[)\]]{0,2}["'“”’»]?[.,;:]{0,2}
    """,
    re.X,
)
_QUOTED_NOTHING = re.compile(r"""["']{2,}|.*[)\]]["'][)\]].*|["'][+\-*/%$&]+""")
_JUMBLED = re.compile(r"""[A-Za-z0-9]["!$?\\^`{}~¤¦¨¬¯¸][A-Za-z0-9"!$?\\^`{}~¤¦¨¬¯¸]""")
_ODD_CASE = re.compile(r"[A-Z]{3,}(?!wt$|mt$|fs$|[imsv]$)[a-z]{1,2}|[a-z]+[A-Z]{1,2}[a-z]+[A-Z][A-Za-z]*")


def assess(layer: TextLayer, drawing: Drawing, width: float, height: float) -> TextQuality:
    """The verdict on one page. ``detail`` holds codes joined by ``;``: ``large_image`` and ``hidden_text`` (the words
    are a scanner's own) on a page that is read, otherwise why it is not believed."""
    words = layer.words
    covered = _covered(drawing.images, width * height)
    if len(words) < FEW_WORDS and drawing.images:
        return TextQuality("image_only", "picture")
    if len(words) < MANY_STAMPED and covered >= COVERS:
        return TextQuality("image_only", "picture_with_stamp")
    if len(words) < FEW_WORDS and drawing.outlines >= MANY_OUTLINES:
        return TextQuality("image_only", "outlines")
    damaged = layer.damaged + sum(_damaged(word.text, word.font) for word in words)
    if not words:
        return TextQuality("garbled", "no_unicode") if damaged else TextQuality("blank")
    if damaged >= DAMAGED_WORDS and damaged >= DAMAGED_SHARE * len(words):
        return TextQuality("garbled", "damaged_characters")
    for _, group in sorted(_by_font(layer).items()):
        reason = font_fault(group)
        if reason:
            return TextQuality("garbled", f"{reason}:{group[0].font}")
    details = []
    if covered > LARGE_IMAGE:
        details.append("large_image")
    if layer.hidden > 0.5:
        details.append("hidden_text")
    if drawing.cut:
        details.append("drawing_cut")
    return TextQuality("ok", ";".join(details))


def font_fault(words: Sequence[Word]) -> str:
    """Why the words of one font cannot be believed: ``cipher_letters``, ``cipher_symbols`` or empty."""
    if _SYMBOL_FONT.search(words[0].font):
        return ""
    texts = [word.text for word in words]
    plain: dict[str, None] = {}
    strange = 0
    for text in texts:
        if not text.isascii() and not _LATIN.search(text):
            continue
        core = text.strip(_EDGE)
        if _strange(text, core):
            strange += 1
        elif core.isalpha() and len(core) >= (CAPITALS if core.isupper() else 4) and not _mixed_case(core):
            plain[core.lower()] = None
    # A placeholder (XXXXXXXX) is no word and no cipher.
    cost, pairs = pair_cost(word for word in plain if _LATIN.fullmatch(word) and len(set(word)) > 2)
    if (cost > CIPHER_COST and pairs >= CIPHER_PAIRS) or (cost > SHORT_COST and pairs >= SHORT_PAIRS):
        return "cipher_letters"
    if strange >= STRANGE_TOKENS and strange >= STRANGE_SHARE * len(texts):
        return "cipher_symbols"
    return ""


def _mixed_case(word: str) -> bool:
    return not (word.islower() or word.isupper() or word.istitle())


def _strange(text: str, core: str) -> bool:
    """True for a jumble of signs, signs inside a word, or capitals and small letters in no order."""
    if len(text) < 2 or not text.isascii():
        return False
    if not any(char.isalnum() for char in text):
        return bool(_QUOTED_NOTHING.fullmatch(text)) or not _PLAIN_SYMBOLS.fullmatch(text)
    if "@" in text or "://" in text or "www." in text:
        return False
    return bool(_JUMBLED.search(core)) or bool(core.isalpha() and len(core) >= 4 and _ODD_CASE.fullmatch(core))


def _damaged(text: str, font: str) -> bool:
    """True for a word with replacement or private-use characters among others, letters of no living script, a cid."""
    if text.isascii():
        return "(cid:" in text and bool(_CID.search(text))
    if len(text) < 2:
        return False
    private = sum("\ue000" <= char <= "\uf8ff" for char in text)
    if private and not _SYMBOL_FONT.search(font):
        return private < len(text) or private > 3
    return "\ufffd" in text or any("\u1200" <= char <= "\u16ff" or "\ua4d0" <= char <= "\uabff" for char in text)


def _by_font(layer: TextLayer) -> dict[int, list[Word]]:
    groups: dict[int, list[Word]] = {}
    for number, word in zip(layer.fonts, layer.words, strict=True):
        groups.setdefault(number, []).append(word)
    return groups


def _covered(images: Sequence[Box], area: float) -> float:
    """Share of the page under pictures: their areas added up (a scan may come in strips), at most 1."""
    total = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in images)
    return min(1.0, total / area) if area > 0 else 0.0
