"""PDFium as fast as Python can call it: a second ctypes handle on pypdfium2's library, with argument types set.

pypdfium2's own bindings check and convert every argument, and words need a call for each character. Here everything
takes plain addresses and integers.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char_p, c_float, c_int, c_size_t, c_ulong, c_void_p
from dataclasses import dataclass
from functools import cache
from typing import Any

from her2parse.model import Box

OBJECT_TEXT, OBJECT_PATH, OBJECT_IMAGE, OBJECT_SHADING, OBJECT_FORM = 1, 2, 3, 4, 5
SEGMENT_LINE, SEGMENT_BEZIER, SEGMENT_MOVE = 0, 1, 2
ANNOTATION_WIDGET, ANNOTATION_FREE_TEXT, ANNOTATION_STAMP = 20, 3, 13
ERROR_PASSWORD, ERROR_SECURITY = 4, 5

_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "FPDF_LoadMemDocument64": (c_void_p, (c_void_p, c_size_t, c_char_p)),
    "FPDF_CloseDocument": (None, (c_void_p,)),
    "FPDF_GetLastError": (c_ulong, ()),
    "FPDF_GetPageCount": (c_int, (c_void_p,)),
    "FPDF_DocumentHasValidCrossReferenceTable": (c_int, (c_void_p,)),
    "FPDF_LoadPage": (c_void_p, (c_void_p, c_int)),
    "FPDF_ClosePage": (None, (c_void_p,)),
    "FPDF_GetPageWidthF": (c_float, (c_void_p,)),
    "FPDF_GetPageHeightF": (c_float, (c_void_p,)),
    "FPDF_GetPageBoundingBox": (c_int, (c_void_p, c_void_p)),
    "FPDFPage_GetMediaBox": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "FPDFPage_GetRotation": (c_int, (c_void_p,)),
    "FPDFPage_SetRotation": (None, (c_void_p, c_int)),
    "FPDFPage_GetAnnotCount": (c_int, (c_void_p,)),
    "FPDFPage_GetAnnot": (c_void_p, (c_void_p, c_int)),
    "FPDFPage_CloseAnnot": (None, (c_void_p,)),
    "FPDFAnnot_GetSubtype": (c_int, (c_void_p,)),
    "FPDFPage_Flatten": (c_int, (c_void_p, c_int)),
    "FPDFText_LoadPage": (c_void_p, (c_void_p,)),
    "FPDFText_ClosePage": (None, (c_void_p,)),
    "FPDFText_CountChars": (c_int, (c_void_p,)),
    "FPDFText_GetText": (c_int, (c_void_p, c_int, c_int, c_void_p)),
    "FPDFText_GetUnicode": (ctypes.c_uint, (c_void_p, c_int)),
    "FPDFText_GetLooseCharBox": (c_int, (c_void_p, c_int, c_void_p)),
    "FPDFText_GetMatrix": (c_int, (c_void_p, c_int, c_void_p)),
    "FPDFText_GetTextObject": (c_void_p, (c_void_p, c_int)),
    "FPDFTextObj_GetFont": (c_void_p, (c_void_p,)),
    "FPDFTextObj_GetFontSize": (c_int, (c_void_p, c_void_p)),
    "FPDFTextObj_GetTextRenderMode": (c_int, (c_void_p,)),
    "FPDFFont_GetBaseFontName": (c_size_t, (c_void_p, c_char_p, c_size_t)),
    "FPDFPage_CountObjects": (c_int, (c_void_p,)),
    "FPDFPage_GetObject": (c_void_p, (c_void_p, c_int)),
    "FPDFFormObj_CountObjects": (c_int, (c_void_p,)),
    "FPDFFormObj_GetObject": (c_void_p, (c_void_p, c_ulong)),
    "FPDFPageObj_GetType": (c_int, (c_void_p,)),
    "FPDFPageObj_GetBounds": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "FPDFPageObj_GetFillColor": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "FPDFPageObj_GetMatrix": (c_int, (c_void_p, c_void_p)),
    "FPDFPath_GetDrawMode": (c_int, (c_void_p, c_void_p, c_void_p)),
    "FPDFPath_CountSegments": (c_int, (c_void_p,)),
    "FPDFPath_GetPathSegment": (c_void_p, (c_void_p, c_int)),
    "FPDFPathSegment_GetType": (c_int, (c_void_p,)),
    "FPDFPathSegment_GetPoint": (c_int, (c_void_p, c_void_p, c_void_p)),
}

_BRIEF = ("FPDFText_GetLooseCharBox", "FPDFText_GetTextObject", "FPDFText_GetMatrix", "FPDFTextObj_", "FPDFPageObj_")
"""Calls so short, and so many, that letting other threads run meanwhile would cost more than they do."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@cache
def library() -> Any:
    """The PDFium library with argument types set. Importing pypdfium2 initialises it once per process."""
    import pypdfium2  # noqa: F401  (its import initialises PDFium)
    from pypdfium2_raw import bindings  # type: ignore[import-untyped]

    path = bindings._libs["pdfium"]._name
    handle, brief = ctypes.CDLL(path), ctypes.PyDLL(path)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(brief if name.startswith(_BRIEF) else handle, name)
        function.restype, function.argtypes = result, list(arguments)
        setattr(handle, name, function)
    return handle


class PdfiumError(Exception):
    """PDFium could not open the document; ``number`` is its FPDF_ERR code."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"PDFium error {number}")

    @property
    def needs_password(self) -> bool:
        """True when the file is encrypted and the password (or its security handler) does not open it."""
        return self.number in (ERROR_PASSWORD, ERROR_SECURITY)


@contextmanager
def opened(data: bytes, passwords: Sequence[str] = ()) -> Iterator[int]:
    """The address of the open document; tries no password first, then each of ``passwords`` in order.

    Raises ``PdfiumError`` when nothing opens it. ``data`` must stay alive meanwhile (it does: it is our argument).
    """
    lib = library()
    error = 0
    for password in (None, *(word.encode() for word in passwords)):
        document = lib.FPDF_LoadMemDocument64(data, len(data), password)
        if document:
            break
        error = lib.FPDF_GetLastError()
        if error != ERROR_PASSWORD:
            raise PdfiumError(error)
    else:
        raise PdfiumError(error)
    try:
        yield document
    finally:
        lib.FPDF_CloseDocument(document)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is shown: its media box in PDF space (y upwards) and its rotation in quarter turns clockwise.

    Places are measured from the media box, as ``pdftotext -bbox`` and pdfplumber do; ``crop`` is the part that a reader
    sees (left, bottom, right, top in PDF space).
    """

    left: float
    bottom: float
    right: float
    top: float
    turns: int
    crop: tuple[float, float, float, float]

    @property
    def visible(self) -> Box:
        """The part of the page that a reader sees."""
        return self.box(*self.crop)

    @property
    def width(self) -> float:
        """Width in points as displayed."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height in points as displayed."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of PDF space as a box measured from the displayed page's top left corner, to 0.01 point."""
        if self.turns == 0:
            x0, y0, x1, y1 = left - self.left, self.top - top, right - self.left, self.top - bottom
        elif self.turns == 1:
            x0, y0, x1, y1 = bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        elif self.turns == 2:
            x0, y0, x1, y1 = self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        else:
            x0, y0, x1, y1 = self.top - top, self.right - right, self.top - bottom, self.right - left
        return Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def frame_of(page: int) -> Frame:
    """The frame of an open page."""
    lib = library()
    turns = lib.FPDFPage_GetRotation(page) % 4
    rect = (c_float * 4)()
    if lib.FPDF_GetPageBoundingBox(page, ctypes.addressof(rect)):
        left, top, right, bottom = rect
        if right > left and top > bottom:
            media = _own_box(lib.FPDFPage_GetMediaBox, page) or (left, bottom, right, top)
            return Frame(*media, turns, (left, bottom, right, top))
    width, height = lib.FPDF_GetPageWidthF(page), lib.FPDF_GetPageHeightF(page)
    if turns % 2:
        width, height = height, width
    return Frame(0.0, 0.0, width, height, turns, (0.0, 0.0, width, height))


def _own_box(function: Any, page: int) -> tuple[float, float, float, float] | None:
    """A box that the page itself gives (PDFium does not look for an inherited one), edges in order."""
    edges = (c_float * 4)()
    at = ctypes.addressof(edges)
    if not function(page, at, at + 4, at + 8, at + 12):
        return None
    (left, right), (bottom, top) = sorted(edges[0::2]), sorted(edges[1::2])
    return (left, bottom, right, top) if right > left and top > bottom else None


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies ``first`` and then ``then`` (PDF order, row vectors)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point through a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def vertical_scale(matrix: Matrix) -> float:
    """By how much a matrix stretches heights."""
    return math.hypot(matrix[2], matrix[3])


_SUBSET_PREFIX_LENGTH = 7  # "ABCDEF+", ISO 32000-1, 9.6.4


def font_name(font: int) -> str:
    """A font's base name as the file has it, a subset's prefix included; empty when PDFium knows none."""
    buffer = ctypes.create_string_buffer(256)
    length = library().FPDFFont_GetBaseFontName(font, buffer, 256)
    return buffer.raw[: length - 1].decode("utf-8", "replace") if 1 < length <= 256 else ""


def subset_prefix(name: str) -> str:
    """The prefix (``ABCDEF+``) of an embedded subset's name, or an empty string."""
    head = name[: _SUBSET_PREFIX_LENGTH - 1]
    return name[:_SUBSET_PREFIX_LENGTH] if name[6:7] == "+" and head.isalpha() and head.isupper() else ""
