"""One PDF file to a ``Document``: opened without trust, read page by page, assessed, masked.

Nothing in a PDF is followed or run: no link, no JavaScript, no attachment; form fields and stamps are read as drawn.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from her2parse.errors import UnreadableFile
from her2parse.extract.binding import (
    ANNOTATION_FREE_TEXT,
    ANNOTATION_STAMP,
    ANNOTATION_WIDGET,
    Frame,
    PdfiumError,
    frame_of,
    library,
    opened,
)
from her2parse.extract.expansion import expands_beyond
from her2parse.extract.glued import respaced
from her2parse.extract.limits import Limits
from her2parse.extract.mend import by_ocr, tables_as_pictures, upright, with_pictures
from her2parse.extract.privacy import mask
from her2parse.extract.quality import assess
from her2parse.extract.recognition import OcrOptions, chosen
from her2parse.extract.rules import Drawing, drawing_of
from her2parse.extract.unseen import ink_on, without_unseen
from her2parse.extract.words import TextLayer, text_layer
from her2parse.model import Box, Document, Page, TextQuality, Word

_HEADER_BYTES = 1024
"""Readers accept a PDF header within the first 1024 bytes (ISO 32000-1, annex H)."""
_TRAILER_BYTES = 4096
"""Where the end-of-file mark must stand, counted from the last byte that is no padding."""
_END = re.compile(rb"%%EOF|startxref")
_MAX_ANNOTATIONS = 2000
_MAX_SIDE = 14_400.0
"""Largest page side in points (ISO 32000-1, annex C)."""
_EAST_ASIAN = "\u2e80"
"""The first of the letters in whose fonts PDFium loses some."""
_NOT_DRAWN = ("cannot_be_loaded", "impossible_size")
"""Faults of pages of which there can be no picture either."""
_DRAWN_ANNOTATIONS = (ANNOTATION_WIDGET, ANNOTATION_FREE_TEXT, ANNOTATION_STAMP)


OFF = OcrOptions("off")


def extract_file(
    path: Path,
    sha256: str,
    *,
    key: bytes,
    limits: Limits | None = None,
    passwords: Sequence[str] = (),
    ocr: OcrOptions = OFF,
    before_ocr: Callable[[], object] | None = None,
) -> Document:
    """Read one PDF in this process.

    Args:
        path: the file; a symbolic link or a special file is refused.
        sha256: its hash as listed; a file that has changed since is refused. Empty = not known yet.
        key: secret of the run for the patients' pseudonyms.
        limits: bounds on bytes and pages (seconds and memory are the pool's to keep).
        passwords: tried in order when the file is encrypted.
        ocr: how pages without a believable text layer are read; off by default.
        before_ocr: called before each page that is read by OCR, which takes seconds and memory.

    Returns:
        the document; where the file cannot be read, one without pages and with ``problem`` set to a code of
        ``data/codes.tsv``. Never raises for a bad file.
    """
    limits = limits or Limits()
    try:
        data = _bytes_of(path, limits)
        found = hashlib.sha256(data).hexdigest()
        if sha256 and found != sha256:
            raise UnreadableFile("changed_file", "the file changed after it was listed")
        sha256 = found
        _check(data)
        if expands_beyond(data, limits.max_decompressed_bytes):
            raise UnreadableFile("decompression_bomb", f"unpacks to more than {limits.max_decompressed_bytes} bytes")
        return _read(data, sha256, key, limits, passwords, ocr, before_ocr or (lambda: None))
    except UnreadableFile as error:
        return Document(sha256, 0, (), problem=error.reason, detail=error.found)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise UnreadableFile("not_readable", error.strerror or "cannot be opened") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise UnreadableFile("not_readable", "not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > limits.max_bytes:
            raise UnreadableFile("too_large", f"{status.st_size} bytes, limit {limits.max_bytes}")
        try:
            data = file.read(min(status.st_size, limits.max_bytes) + 1)
        except OSError as error:
            raise UnreadableFile("not_readable", error.strerror or "cannot be read") from None
    if len(data) > limits.max_bytes:
        raise UnreadableFile("too_large", f"more than {limits.max_bytes} bytes")
    return data


def _check(data: bytes) -> None:
    if not data:
        raise UnreadableFile("empty_file", "0 bytes")
    if b"%PDF-" not in data[:_HEADER_BYTES]:
        raise UnreadableFile("not_a_pdf", "no PDF header in the first 1024 bytes")
    if not _END.search(data.rstrip(b"\x00\r\n\t ")[-_TRAILER_BYTES:]):
        # PDFium would rebuild what is left and show fewer pages than there were: a silent loss of findings.
        raise UnreadableFile("truncated_pdf", "no end-of-file mark")


def _read(
    data: bytes,
    sha256: str,
    key: bytes,
    limits: Limits,
    passwords: Sequence[str],
    ocr: OcrOptions,
    before_ocr: Callable[[], object],
) -> Document:
    lib = library()
    try:
        with opened(data, passwords) as document:
            n_pages = lib.FPDF_GetPageCount(document)
            if n_pages < 1:
                raise UnreadableFile("truncated_pdf", "no pages")
            if n_pages > limits.max_pages:
                detail = f"{n_pages} pages, limit {limits.max_pages}"
                return Document(sha256, n_pages, (), problem="too_many_pages", detail=detail)
            sights = [_sight(document, number) for number in range(n_pages)]
    except PdfiumError as error:
        if error.needs_password:
            raise UnreadableFile("encrypted_pdf", "no known password opens it") from None
        raise UnreadableFile("truncated_pdf", f"cannot be opened ({error})") from None
    sights = [_again(data, number, sight, passwords) if sight.fault else sight for number, sight in enumerate(sights)]
    sights = [_completed(data, number, sight, passwords) for number, sight in enumerate(sights)]
    sights = [_seen(data, number, sight, passwords) for number, sight in enumerate(sights)]
    layers = respaced([sight.layer for sight in sights])
    sights = [replace(sight, layer=layer) for sight, layer in zip(sights, layers, strict=True)]
    pages = [upright(page, sight.layer.directions) for page, sight in zip(_pages(sights), sights, strict=True)]
    if chosen(ocr):
        pages = _with_ocr(data, pages, sights, limits, passwords, ocr, before_ocr)
    masked, identities = mask([page for page, _ in pages], key, [directions for _, directions in pages])
    return Document(sha256, n_pages, masked, identities=identities)


def _with_ocr(
    data: bytes,
    pages: list[tuple[Page, tuple[int, ...]]],
    sights: Sequence[_Sight],
    limits: Limits,
    passwords: Sequence[str],
    ocr: OcrOptions,
    before_ocr: Callable[[], object],
) -> list[tuple[Page, tuple[int, ...]]]:
    """The pages, those that could not be believed and tables that are pictures read by OCR as far as the limit goes."""
    left = limits.max_ocr_pages
    out = []
    for (page, directions), sight in zip(pages, sights, strict=True):
        visible = sight.visible or Box(0.0, 0.0, sight.width, sight.height)
        pictures = tables_as_pictures(page, visible)
        if pictures and left > 0:
            left -= 1
            before_ocr()
            read = with_pictures(data, page, pictures, visible, ocr, passwords)
            count = len(read.words) - len(page.words)
            out.append((read, (*directions, *(0,) * count) if directions else ()))
        elif page.quality.read or sight.fault in _NOT_DRAWN:
            out.append((page, directions))
        elif left <= 0:
            quality = TextQuality(page.quality.verdict, f"{page.quality.detail};ocr_limit".lstrip(";"))
            out.append((replace(page, quality=quality), directions))
        else:
            left -= 1
            before_ocr()
            read = by_ocr(data, page, (sight.width, sight.height), visible, ocr, passwords)
            out.append((read, ()) if read.ocr else (read, directions))
    return out


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one page shows. ``fault``: why it could not be looked at; ``visible``: the part of it that is shown."""

    width: float = 0.0
    height: float = 0.0
    layer: TextLayer = field(default_factory=lambda: TextLayer(()))
    drawing: Drawing = field(default_factory=Drawing)
    fault: str = ""
    visible: Box | None = None


def _pages(sights: Sequence[_Sight]) -> tuple[Page, ...]:
    qualities = assess(
        [sight.layer for sight in sights],
        [sight.drawing for sight in sights],
        [(sight.width, sight.height) for sight in sights],
    )
    return tuple(
        Page(
            number,
            sight.width,
            sight.height,
            sight.layer.words,
            sight.drawing.rules,
            sight.drawing.images,
            _believed(sight, quality),
        )
        for number, (sight, quality) in enumerate(zip(sights, qualities, strict=True), start=1)
    )


def _believed(sight: _Sight, quality: TextQuality) -> TextQuality:
    return TextQuality("unreadable", sight.fault) if sight.fault else quality


def _sight(document: int, index: int) -> _Sight:
    """Look at page ``index`` (0…) of an open document."""
    lib = library()
    page = lib.FPDF_LoadPage(document, index)
    try:
        if page and _has_drawn_annotations(page) and lib.FPDFPage_Flatten(page, 0) == 1:
            # What stands in a filled form is part of the page only after flattening (in memory, not in the file).
            lib.FPDF_ClosePage(page)
            page = lib.FPDF_LoadPage(document, index)
        return _loaded(page) if page else _Sight(fault="cannot_be_loaded")
    finally:
        if page:
            lib.FPDF_ClosePage(page)


def _loaded(page: int) -> _Sight:
    lib = library()
    frame = frame_of(page)
    width, height = round(frame.width, 2), round(frame.height, 2)
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
        return _Sight(fault="impossible_size")
    try:
        layer = _layer(page, frame)
        turn = Counter(layer.directions).most_common(1)[0][0] if layer.directions else 0
        if turn:
            # PDFium takes words apart, even backwards, on a page that is shown turned; the places stay as displayed.
            lib.FPDFPage_SetRotation(page, (frame.turns - turn) % 4)
            try:
                layer = _layer(page, frame)
            finally:
                lib.FPDFPage_SetRotation(page, frame.turns)
    except LookupError:
        return _Sight(width, height, fault="no_text_page", visible=frame.visible)
    except ValueError:
        return _Sight(width, height, fault="too_many_characters", visible=frame.visible)
    east = any(not word.text.isascii() and max(word.text) >= _EAST_ASIAN for word in layer.words)
    return _Sight(width, height, layer, drawing_of(page, frame, texts=east), visible=frame.visible)


def _layer(page: int, frame: Frame) -> TextLayer:
    """The text of an open page. Raises ``LookupError`` where it has no text page, ``ValueError`` as ``text_layer``."""
    lib = library()
    text_page = lib.FPDFText_LoadPage(page)
    if not text_page:
        raise LookupError("no text page")
    try:
        return text_layer(text_page, frame)
    finally:
        lib.FPDFText_ClosePage(text_page)


def _completed(data: bytes, index: int, sight: _Sight, passwords: Sequence[str]) -> _Sight:
    """The page with the letters that PDFium left out (``Drawing.lost``), as pdfplumber sees them: words where PDFium
    has none. A ``not`` that is one letter on a line of its own must not be lost."""
    if not sight.drawing.lost:
        return sight
    from her2parse.extract.second import second_look

    seen = second_look(data, index, passwords)
    if not seen:
        return sight
    layer = sight.layer
    more = tuple(word for word in seen[2].words if not any(_meet(word, known) for known in layer.words))
    count = len(more)
    directions = (*layer.directions, *(0,) * count) if layer.directions else ()
    fonts = (*layer.fonts, *(-1,) * count) if layer.fonts else ()
    return replace(sight, layer=replace(layer, words=(*layer.words, *more), fonts=fonts, directions=directions))


def _meet(one: Word, other: Word) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > 0.3 * (one.bottom - one.top)


def _again(data: bytes, index: int, sight: _Sight, passwords: Sequence[str]) -> _Sight:
    """A second look at a page that PDFium could not load; the fault stays when that fails as well."""
    if sight.fault not in ("cannot_be_loaded", "no_text_page"):
        return sight
    from her2parse.extract.second import second_look

    seen = second_look(data, index, passwords)
    return _Sight(*seen) if seen else sight


def _seen(data: bytes, index: int, sight: _Sight, passwords: Sequence[str]) -> _Sight:
    """The page without the words that nobody sees; looked at only where a word may be one."""
    if not (sight.layer.unseen or sight.layer.pale) or sight.visible is None:
        return sight
    ink = ink_on(data, index, sight.visible, passwords)
    return replace(sight, layer=without_unseen(sight.layer, sight.drawing.images, sight.drawing.rules, ink))


def _has_drawn_annotations(page: int) -> bool:
    lib = library()
    for i in range(min(lib.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = lib.FPDFPage_GetAnnot(page, i)
        if annotation:
            subtype = lib.FPDFAnnot_GetSubtype(annotation)
            lib.FPDFPage_CloseAnnot(annotation)
            if subtype in _DRAWN_ANNOTATIONS:
                return True
    return False
