"""A ``Document`` as a file: gzip'd JSON Lines, the document's own facts on the first line, then a line for each page.

Words are rows ``[text, x0, top, x1, bottom, size, font number]`` with a trailing 1 when masked; the fonts' names stand
once on each page's line, and a page that OCR read has its words' confidences there. The same document gives the same
bytes. A file is written under another name and renamed.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from her2parse.errors import StageInputError
from her2parse.extract.labels import FILES, LEXICON
from her2parse.extract.limits import Limits
from her2parse.extract.recognition import OcrOptions, identity
from her2parse.files import write_atomic
from her2parse.model import Box, Document, Page, TextQuality, Word

EXTRACT_VERSION = "2"
"""Raise it whenever the code of this stage would read a PDF differently."""
_FORMAT = 2
_LEVEL = 4  # on 40 synthetic reports level 6 took 2.2 times as long for 4 % less, level 1 gave 12 % more
_OFF = OcrOptions("off")


@cache
def _data_hash() -> str:
    import pypdfium2

    parts = [hashlib.sha256((LEXICON / name).read_bytes()).hexdigest() for name in FILES]
    return hashlib.sha256("|".join([*parts, str(pypdfium2.version.PDFIUM_INFO)]).encode()).hexdigest()


def extract_version(key: bytes, limits: Limits, ocr: OcrOptions = _OFF) -> str:
    """What a cached document depends on besides its file: code, PDFium, lexicons, limits on reading, the OCR engine,
    the run's key."""
    mark = hmac.new(key, b"extract cache", hashlib.sha256).hexdigest()
    text = f"{_FORMAT}|{EXTRACT_VERSION}|{_data_hash()}|{limits.max_bytes}|{limits.max_pages}|{mark}"
    text += f"|{limits.max_ocr_pages}|{identity(ocr)}"
    return f"{EXTRACT_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def cache_path(cache_dir: Path, sha256: str, version: str) -> Path:
    """Where the document of a file with this hash lies: ``<dir>/<aa>/<sha256>-<version>.jsonl.gz``."""
    return cache_dir / sha256[:2] / f"{sha256}-{version}.jsonl.gz"


def encode(document: Document) -> bytes:
    """A document as gzip'd JSON Lines."""
    lines = [
        _json(
            {
                "format": _FORMAT,
                "version": EXTRACT_VERSION,
                "sha256": document.sha256,
                "n_pages": document.n_pages,
                "problem": document.problem,
                "detail": document.detail,
                "identities": [list(item) for item in document.identities],
                "lines": len(document.pages),
            }
        )
    ]
    lines.extend(_json(_page_record(page)) for page in document.pages)
    return gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=_LEVEL, mtime=0)


def decode(data: bytes, where: str = "") -> Document:
    """The document of ``encode``'s bytes.

    Raises:
        StageInputError: damaged, cut off, or of another format.
    """
    try:
        # Not splitlines(): a text may hold other characters that it takes for the end of a line.
        head, *rest = gzip.decompress(data).decode().removesuffix("\n").split("\n")
        facts = json.loads(head)
        if facts["format"] != _FORMAT or facts["lines"] != len(rest):
            raise ValueError("another format, or pages are missing")
        pages = tuple(_page(json.loads(line)) for line in rest)
        identities = tuple((text, page) for text, page in facts["identities"])
        return Document(facts["sha256"], facts["n_pages"], pages, facts["problem"], facts["detail"], identities)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, OSError, zlib.error) as error:
        raise StageInputError(
            f"an extracted document cannot be read ({error})",
            expected=f"gzip'd JSON Lines of format {_FORMAT}",
            where=where,
            todo="Delete it; it is made again.",
        ) from None


def write_document(document: Document, path: Path) -> None:
    """Write a document so that nobody ever sees half of it; makes the folder. Raises ``OSError`` (disk full …)."""
    write_atomic(path, encode(document), durable=True)


def read_document(path: Path) -> Document:
    """The document in a file of ``write_document``.

    Raises:
        StageInputError: the file is missing, damaged, or of another format.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StageInputError(f"the document is missing ({error.strerror})", where=path.name) from None
    return decode(data, path.name)


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _page_record(page: Page) -> dict[str, Any]:
    fonts: dict[str, int] = {}
    seen = {"turn": page.turn, "skew": page.skew} if page.turn or page.skew else {}
    sure = {"confidence": [word.confidence for word in page.words]} if page.ocr else {}
    return {
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "quality": [page.quality.verdict, page.quality.detail],
        "ocr": int(page.ocr),
        "words": list(_word_rows(page, fonts)),
        "fonts": list(fonts),
        "rules": [[box.x0, box.top, box.x1, box.bottom] for box in page.rules],
        "images": [[box.x0, box.top, box.x1, box.bottom] for box in page.images],
        **seen,
        **sure,
    }


def _word_rows(page: Page, fonts: dict[str, int]) -> Iterator[list[Any]]:
    for word in page.words:
        font = fonts.setdefault(word.font, len(fonts))
        row = [word.text, word.x0, word.top, word.x1, word.bottom, word.size, font]
        yield [*row, 1] if word.masked else row


def _page(record: dict[str, Any]) -> Page:
    fonts = record["fonts"]
    words = tuple(
        [
            Word(row[0], row[1], row[2], row[3], row[4], row[5], fonts[row[6]], len(row) > 7)
            for row in record["words"]
        ]
    )  # fmt: skip
    if "confidence" in record:
        sure = record["confidence"]
        words = tuple([replace(word, confidence=c) for word, c in zip(words, sure, strict=True)])
    verdict, detail = record["quality"]
    return Page(
        record["page"],
        record["width"],
        record["height"],
        words,
        tuple([Box(*row) for row in record["rules"]]),
        tuple([Box(*row) for row in record["images"]]),
        TextQuality(verdict, detail),
        bool(record["ocr"]),
        record.get("turn", 0),
        record.get("skew", 0.0),
    )
