"""Is a page's text layer honest? Blank, a picture, a cipher, or words that can be believed.

The tests look at what the characters are (control, private use, replacement), at the plausibility of words font by font
(a heading's font may be fine while the values' font is a cipher) and at how much of the page is a picture. None of them
knows a language's words or a gene's name, so that gene tables, HGVS names and unknown languages pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from her2parse.extract.cipher import SYMBOL_FONT, font_fault
from her2parse.extract.rules import Drawing
from her2parse.extract.setting import setting_fault
from her2parse.extract.words import TextLayer
from her2parse.model import Box, TextQuality

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
DAMAGED_FONT_SHARE = 0.1
"""The same within one font over the whole document."""

FontId = tuple[str, int]
_CID = re.compile(r"\(cid:\d+\)")


def assess(
    layers: Sequence[TextLayer], drawings: Sequence[Drawing], sizes: Sequence[tuple[float, float]]
) -> tuple[TextQuality, ...]:
    """The verdict on each page of one document.

    The pages are judged together: a font that proves to be a cipher is one wherever a few words of it stand.
    ``detail`` holds codes joined by ``;``: on a page that is read ``large_image`` (may hold text) and ``drawing_cut``
    (too much is drawn to look at all of it), otherwise why it failed.
    """
    faults = _font_faults(layers)
    return tuple(
        _verdict(layer, drawing, width * height, faults)
        for layer, drawing, (width, height) in zip(layers, drawings, sizes, strict=True)
    )


def _verdict(layer: TextLayer, drawing: Drawing, area: float, faults: Mapping[FontId, str]) -> TextQuality:
    words = layer.words
    covered = _covered(drawing.images, area)
    if len(words) < FEW_WORDS and drawing.images:
        return TextQuality("image_only", "picture")
    if len(words) < MANY_STAMPED and covered >= COVERS:
        return TextQuality("image_only", "picture_with_stamp")
    if len(words) < FEW_WORDS and drawing.outlines >= MANY_OUTLINES:
        return TextQuality("image_only", "outlines")
    damaged = sum(_damage(layer).values())
    if not words:
        return TextQuality("garbled", "no_unicode") if damaged else TextQuality("blank")
    if damaged >= DAMAGED_WORDS and damaged >= DAMAGED_SHARE * len(words):
        return TextQuality("garbled", "damaged_characters")
    for font in layer.font_ids:
        if font in faults:
            return TextQuality("garbled", faults[font])
    if len(layer.unseen) >= DAMAGED_WORDS:
        # What another program took the picture for; nothing says how well, and a person sees the picture.
        return TextQuality("image_only", "hidden_text")
    if fault := setting_fault([word.text for word in words]):
        return TextQuality("garbled", fault)
    details = []
    if covered > LARGE_IMAGE:
        details.append("large_image")
    if drawing.cut:
        details.append("drawing_cut")
    return TextQuality("ok", ";".join(details))


def _font_faults(layers: Sequence[TextLayer]) -> dict[FontId, str]:
    """The fonts that cannot be believed over the whole document, and why."""
    texts: dict[FontId, list[str]] = {}
    damage: Counter[FontId] = Counter()
    for layer in layers:
        for number, group in _texts_by_font(layer).items():
            if number >= 0:
                texts.setdefault(layer.font_ids[number], []).extend(group)
        damage.update({layer.font_ids[number]: n for number, n in _damage(layer).items() if number >= 0})
    faults: dict[FontId, str] = {}
    for font in sorted({*texts, *damage}):
        own = texts.get(font, [])
        if damage[font] >= DAMAGED_WORDS and damage[font] >= DAMAGED_FONT_SHARE * (damage[font] + len(own)):
            faults[font] = "damaged_font"
        elif fault := font_fault(font[0], own):
            faults[font] = fault
    return faults


def _damage(layer: TextLayer) -> Counter[int]:
    """Damaged words by font number: those the text layer counted, and replacement and private-use characters."""
    damage = Counter(dict(layer.damaged))
    texts = " ".join([word.text for word in layer.words])
    if texts.isascii() and "(cid:" not in texts:
        return damage
    for number, word in zip(layer.fonts, layer.words, strict=True):
        if (not word.text.isascii() or "(cid:" in word.text) and _damaged(word.text, word.font):
            damage[number] += 1
    return damage


def _damaged(text: str, font: str) -> bool:
    """True for a word with replacement or private-use characters among others, letters of no living script, a cid."""
    if text.isascii():
        return "(cid:" in text and bool(_CID.search(text))
    if len(text) < 2:
        return False
    private = sum("\ue000" <= char <= "\uf8ff" for char in text)
    if private and not SYMBOL_FONT.search(font):
        return private < len(text) or private > 3
    return "\ufffd" in text or any("\u1200" <= char <= "\u16ff" or "\ua4d0" <= char <= "\uabff" for char in text)


def _texts_by_font(layer: TextLayer) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    for number, word in zip(layer.fonts, layer.words, strict=True):
        groups.setdefault(number, []).append(word.text)
    return groups


def _covered(images: Sequence[Box], area: float) -> float:
    """Share of the page under pictures: their areas added up (a scan may come in strips), at most 1."""
    total = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in images)
    return min(1.0, total / area) if area > 0 else 0.0
