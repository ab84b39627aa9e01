"""PDFs that mean harm: small files that ask for much. Each maker gives a file that opens, so that it is not refused for
its form alone."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"


def assembled(objects: Iterable[bytes]) -> bytes:
    """Objects 1, 2, ... with their table; object 1 is the catalogue."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(body)


def one_page(page: bytes, *more: bytes) -> bytes:
    """A document of one page, whose further objects begin at 4."""
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", kids, PAGE % page, *more])


def stream(data: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object as it stands."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), dictionary, data)


def packed(data: bytes, times: int = 1) -> bytes:
    """A stream packed once or more often."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [%s]" % b" ".join([b"/FlateDecode"] * times))


def decompression(megabytes: int = 600, times: int = 1) -> bytes:
    """A content stream that unpacks to so many megabytes of spaces."""
    return one_page(b"/Contents 4 0 R", packed(b" " * (megabytes << 20), times))


def nesting(depth: int = 200_000) -> bytes:
    """Arrays in arrays where a number is expected, and in the page's content."""
    deep = b"[" * depth + b"]" * depth
    return one_page(b"/Rotate %s /Contents 4 0 R" % deep, stream(deep + b" TJ"))


def objects(count: int = 1_000_000) -> bytes:
    """A million small objects."""
    return one_page(b"", *(b"null" for _ in range(count)))


def pages(count: int = 50_000) -> bytes:
    """A tree that says it has so many pages, all of them the same."""
    kids = b" ".join([b"3 0 R"] * count)
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, PAGE % b""])


def circle() -> bytes:
    """A page tree that contains itself."""
    tree = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2000000000 /Parent 2 0 R >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, PAGE % b""])


def image(side: int = 60_000) -> bytes:
    """A picture of 3.6 billion dots in a few kilobytes of file, and nothing else on the page: asks for OCR."""
    row = zlib.compressobj(9)
    data = b"".join([row.compress(bytes(1 << 20)) for _ in range(side * side // 8 >> 20)] + [row.flush()])
    dots = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (side, side)
    picture = stream(data, b"/Filter /FlateDecode /BitsPerComponent 1 " + dots)
    content = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return one_page(b"/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>", content, picture)


def text(words: int = 3_000_000) -> bytes:
    """One page with millions of words over one another."""
    content = b"BT /F 9 Tf 60 700 Td " + b"(ERBB2) Tj " * words + b"ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return one_page(b"/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>", packed(content), font)


def forms(depth: int = 30, width: int = 10) -> bytes:
    """Forms that each draw the next ten times: 10 to the power of 30 drawings."""
    made = []
    for level in range(depth):
        draws = b"/X Do " * width if level < depth - 1 else b"0 0 m 9 9 l S"
        inner = b"/Resources << /XObject << /X %d 0 R >> >>" % (6 + level) if level < depth - 1 else b""
        made.append(stream(draws, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] " + inner))
    return one_page(b"/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>", stream(b"/X Do"), *made)


BOMBS: dict[str, Callable[[], bytes]] = {
    "decompression": decompression,
    "decompression_twice": lambda: decompression(700, 2),
    "nesting": nesting,
    "objects": objects,
    "pages": pages,
    "circle": circle,
    "image": image,
    "text": text,
    "forms": forms,
}


def mutated(data: bytes, seed: int) -> bytes:
    """One of five kinds of damage, drawn by ``seed``: flipped bits, a cut, a piece moved, a piece doubled, numbers
    of objects exchanged."""
    draw = random.Random(seed)
    kind = draw.choice(("flip", "cut", "move", "double", "swap"))
    changed = bytearray(data)
    if kind == "flip":
        for _ in range(draw.randint(1, 200)):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    elif kind == "cut":
        del changed[draw.randrange(len(changed)) :]
        if draw.random() < 0.5:
            changed += b"\nstartxref\n0\n%%EOF\n"
    elif kind in ("move", "double"):
        start = draw.randrange(len(changed))
        piece = changed[start : start + draw.randint(1, 4000)]
        if kind == "move":
            del changed[start : start + len(piece)]
        place = draw.randrange(len(changed) + 1)
        changed[place:place] = piece
    else:
        first, second = (b" %d 0 " % draw.randint(1, 20) for _ in range(2))
        changed = bytearray(bytes(changed).replace(first, b"\0").replace(second, first).replace(b"\0", second))
    return bytes(changed)
