"""How much a PDF's compressed streams come to, so that a small file that unpacks to gigabytes is refused unread.

Streams are found by their keywords, not through the file's own tables, which a hostile file may have written wrongly.
Pictures are left out: a scan legitimately unpacks to a hundred megabytes, PDFium unpacks none to find words, and a
picture of a page is drawn no larger than we ask.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_MOST = 1032
"""The most bytes that one compressed byte can stand for (the bound of the deflate format)."""
_CHUNK = 1 << 20
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 2048
"""Where a stream's dictionary is looked for: so many bytes before its keyword."""
_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z])")
_IMAGE = re.compile(rb"/Subtype\s*/Image(?![A-Za-z])")


def expands_beyond(data: bytes, limit: int) -> bool:
    """Whether the streams of a PDF, pictures left out, unpack to more than ``limit`` bytes.

    Unpacks piece by piece and stops at the limit, so memory stays at a megabyte. A file too small to reach the limit is
    answered without a look, unless it packs a stream twice.
    """
    twice = any(len(filters) > 1 for filters, _ in _streams(data)) if b"FlateDecode" in data else False
    if not twice and len(data) * _MOST <= limit:
        return False
    total = 0
    for filters, body in _streams(data):
        for size in _unpacked(body, len(filters)):
            total += size
            if total > limit:
                return True
    return False


def _streams(data: bytes) -> Iterator[tuple[list[bytes], memoryview]]:
    """Each compressed stream that is no picture: its deflate filters and its bytes, to the end of the file."""
    view = memoryview(data)
    for found in _STREAM.finditer(data):
        start = found.start()
        if data[max(0, start - 3) : start] == b"end":
            continue
        before = data[max(0, start - _DICTIONARY) : start]
        dictionary = before[before.rfind(b" obj") + 1 :]
        filters = _FLATE.findall(dictionary)
        if filters and not _IMAGE.search(dictionary):
            yield filters, view[found.end() :]


def _unpacked(body: memoryview, depth: int) -> Iterator[int]:
    """Sizes of what comes out of the last of ``depth`` decompressors, as it comes; ends where the data does or is
    damaged (what PDFium makes of damaged data is never more)."""
    first, *rest = [zlib.decompressobj() for _ in range(depth)]
    try:
        for start in range(0, len(body), _CHUNK):
            for piece in _pieces(first, bytes(body[start : start + _CHUNK])):
                yield from _through(rest, piece)
            if first.eof:
                return
    except zlib.error:
        return


def _through(chain: list[zlib._Decompress], piece: bytes) -> Iterator[int]:
    if not chain:
        yield len(piece)
        return
    for inner in _pieces(chain[0], piece):
        yield from _through(chain[1:], inner)


def _pieces(one: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """What one decompressor makes of ``data``, a megabyte at a time."""
    while data and not one.eof:
        made = one.decompress(data, _CHUNK)
        data = one.unconsumed_tail
        if made:
            yield made
