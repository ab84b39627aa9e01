"""Pictures of the place on the page that a finding was read from: the words boxed, names painted over.

A page is drawn once; each finding on it gets a band of the page around its evidence. What the extraction masked is
painted over before a picture is encoded. A page whose words were not believed, or on which OCR saw lines that it could
not read, gives no picture, because its masks cannot be believed either; annotations and form fields are not drawn,
because they are not read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.model import Box, Document, Evidence, Finding, Page, Word, turned

if TYPE_CHECKING:
    from PIL import Image

_DPI = 110
_MARGIN = 26.0
"""Points of context above and below the evidence: about two lines of print."""
_MIN_BAND = 64.0
_MAX_BAND = 210.0
_MAX_PAGE_PIXELS = 6_000_000
_MASK_PAD = 1.5
_OCR_PAD = 0.3
"""The same on a page read by OCR, as a share of the word's height: its boxes are estimates."""
MAX_PER_REPORT = 400

# The picture's 16 colours: eight greys, five greys under a marker pen, the outline, the word boxes, the mask.
_GREYS = [round(255 * step / 7) for step in range(8)]
_MARKED = [(round(255 * s), round(232 * s), round(140 * s)) for s in (0.0, 0.3, 0.6, 0.85, 1.0)]
_OUTLINE, _WORD, _MASK = 13, 14, 15
_PALETTE = [
    *(value for grey in _GREYS for value in (grey, grey, grey)),
    *(value for colour in _MARKED for value in colour),
    *(0, 90, 160),
    *(213, 94, 0),
    *(60, 66, 74),
]


def crops(
    pdf: Path, document: Document, findings: Sequence[Finding], *, limit: int = MAX_PER_REPORT
) -> dict[str, bytes]:
    """PNG pictures by finding id, at most ``limit`` of them (HER2 findings first, then by place).

    A page that cannot be drawn gives no pictures; this never raises because of a file.
    """
    by_number = {page.number: page for page in document.pages}
    wanted = sorted(findings, key=_urgency)[:limit]
    by_page: dict[int, list[Finding]] = {}
    for finding in wanted:
        page = by_number.get(finding.statement.evidence.page)
        if page is not None and _maskable(page) and page.width > 0 and page.height > 0:
            by_page.setdefault(page.number, []).append(finding)
    if not by_page:
        return {}
    made: dict[str, bytes] = {}
    with _opened(pdf) as opened:
        for number in sorted(by_page) if opened is not None else ():
            made |= _of_page(opened, by_number[number], by_page[number])
    return {finding_id: made[finding_id] for finding_id in sorted(made)}


def pages(pdf: Path, document: Document, numbers: Sequence[int]) -> dict[int, bytes]:
    """PNG pictures of whole pages by number, masked words painted over; never raises because of a file."""
    made: dict[int, bytes] = {}
    with _opened(pdf) as opened:
        for page in document.pages if opened is not None else ():
            if page.number in numbers and _maskable(page) and page.width > 0 and page.height > 0:
                with suppress(Exception):  # a page that cannot be drawn costs its picture, nothing else
                    if (drawn := _draw(opened, page)) is not None:
                        made[page.number] = _png(drawn)
    return made


def _maskable(page: Page) -> bool:
    """Whether every word of the page was read, so that the names among them can be painted over."""
    return page.quality.read and "ocr_lost" not in page.quality.detail


@contextmanager
def _opened(pdf: Path) -> Iterator[Any]:
    """The file for drawing, or None where it does not open."""
    try:
        import pypdfium2 as pdfium

        opened = pdfium.PdfDocument(pdf)
    except Exception:  # any damage, whatever the library calls it: no picture
        yield None
        return
    try:
        yield opened
    finally:
        opened.close()


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True, bits=4)
    return buffer.getvalue()


def _urgency(finding: Finding) -> tuple[bool, bool, int, float, float, str]:
    place = finding.statement.evidence
    silent = finding.statement.state == "not_detected"
    return (not finding.her2_class, silent, place.page, place.top, place.x0, finding.finding_id)


def _of_page(opened: Any, page: Page, findings: Sequence[Finding]) -> Mapping[str, bytes]:
    try:
        drawn = _draw(opened, page)
    except Exception:  # a page that cannot be drawn costs its pictures, nothing else
        return {}
    if drawn is None:
        return {}
    made = {}
    for finding in findings:
        with suppress(ValueError):  # a box outside the page
            made[finding.finding_id] = _crop(drawn, page, _upright(finding.statement.evidence, page))
    return made


def _draw(opened: Any, page: Page) -> Image.Image | None:
    """The page in eight greys with every masked word painted over, or None when it is not drawn as it was read."""
    from PIL import ImageDraw

    drawn = opened[page.number - 1]
    try:
        width, height = drawn.get_size()
        # Boxes were measured on the page as read; a page drawn in another shape would put the masks elsewhere.
        shown = (page.height, page.width) if page.turn % 2 else (page.width, page.height)
        if abs(width - shown[0]) > 1.0 or abs(height - shown[1]) > 1.0:
            return None
        scale = min(_DPI / 72, (_MAX_PAGE_PIXELS / (width * height)) ** 0.5)
        image = drawn.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil().convert("L")
    finally:
        drawn.close()
    if page.turn:
        from PIL import Image

        # A page whose writing runs down is turned to the left to be read; a slight tilt stays as it is.
        image = image.transpose(
            (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[page.turn - 1]
        )
    image = image.point([grey * 7 // 255 if grey < 255 else 7 for grey in range(256)])
    image = _with_palette(image)
    pen = ImageDraw.Draw(image)
    for word in page.words:
        if word.masked:
            place = _place(word, page)
            pad = _MASK_PAD + (_OCR_PAD * (place.bottom - place.top) if page.ocr else 0.0)
            box = (place.x0 - pad, place.top - pad, place.x1 + pad, place.bottom + pad)
            pen.rectangle([round(value * scale) for value in box], fill=_MASK)
    return image


def _with_palette(indexed: Image.Image) -> Image.Image:
    from PIL import Image

    made = Image.frombytes("P", indexed.size, indexed.tobytes())
    made.putpalette(_PALETTE)
    return made


def _crop(image: Image.Image, page: Page, place: Evidence) -> bytes:
    """The band of the page around ``place``, full page width, as a PNG of at most 16 colours."""
    from PIL import ImageDraw

    scale = image.width / page.width
    top, bottom = _band(place, page.height)
    band = image.crop((0, round(top * scale), image.width, round(bottom * scale)))

    def at(x0: float, y0: float, x1: float, y1: float, pad: float) -> tuple[int, int, int, int]:
        left, right = max(0, round((x0 - pad) * scale)), min(band.width - 1, round((x1 + pad) * scale))
        upper, lower = max(0, round((y0 - top - pad) * scale)), min(band.height - 1, round((y1 - top + pad) * scale))
        return left, upper, max(left + 1, right), max(upper + 1, lower)

    words = _words_inside(page, place)
    for box in words:
        _mark(band, at(box.x0, box.top, box.x1, box.bottom, 0.8))
    pen = ImageDraw.Draw(band)
    for box in words:
        pen.rectangle(at(box.x0, box.top, box.x1, box.bottom, 0.8), outline=_WORD)
    pen.rectangle(at(place.x0, place.top, place.x1, place.bottom, 3.0), outline=_OUTLINE, width=2)
    return _png(band)


def _band(place: Evidence, height: float) -> tuple[float, float]:
    """Upper and lower edge of the band in points: the evidence and some context, inside the page."""
    top, bottom = place.top - _MARGIN, place.bottom + _MARGIN
    if (missing := _MIN_BAND - (bottom - top)) > 0:
        top, bottom = top - missing / 2, bottom + missing / 2
    bottom = min(bottom, top + _MAX_BAND)
    top, bottom = max(0.0, top), min(height, bottom)
    if bottom - top < 8:
        raise ValueError("the evidence lies outside the page")
    return top, bottom


def _upright(place: Evidence, page: Page) -> Evidence:
    """A place on the page as it is shown, on the page as it was turned to be read."""
    if not page.turn:
        return place
    width, height = (page.height, page.width) if page.turn % 2 else (page.width, page.height)
    box = turned(Box(place.x0, place.top, place.x1, place.bottom), page.turn, width, height)
    return Evidence(place.page, box.x0, box.top, box.x1, box.bottom, place.quote)


def _place(word: Word, page: Page) -> Box:
    """Where a word stands in the picture, which is turned as the page is read, but not straightened."""
    return page.unskewed(Box(word.x0, word.top, word.x1, word.bottom))


def _words_inside(page: Page, place: Evidence) -> list[Box]:
    places = [_place(word, page) for word in page.words if not word.masked]
    return [
        box
        for box in places
        if place.x0 <= (box.x0 + box.x1) / 2 <= place.x1 and place.top <= (box.top + box.bottom) / 2 <= place.bottom
    ]


def _mark(band: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Lay a marker pen over a box: greys become the five marked tones; masks stay masks."""
    part = band.crop(box)
    pixels = part.tobytes().translate(bytes([8 + round(i * 4 / 7) if i < 8 else i for i in range(256)]))
    part.frombytes(pixels)
    band.paste(part, box)
