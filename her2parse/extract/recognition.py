"""What an OCR engine gives back, and how the reading program chooses one. Nothing heavy is imported here.

An engine is loaded in the worker that needs it, once; a run without a page for OCR never loads it.
"""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, Protocol

EngineName = Literal["auto", "rapidocr", "tesseract", "off"]

Image = Any
"""A picture as ``numpy`` holds it: rows, columns, three colours, 8 bits each."""


class OcrFault(Exception):
    """The engine could not be loaded or failed on this page; the page then stays unread."""


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """How pages without a believable text layer are read. ``languages`` are tesseract's; ``dpi`` is of the picture."""

    engine: EngineName = "auto"
    languages: tuple[str, ...] = ("eng",)
    dpi: int = 200

    @property
    def on(self) -> bool:
        """True when pages are read at all."""
        return self.engine != "off"


@dataclass(frozen=True, slots=True)
class SeenWord:
    """One word in the picture: its corners in pixels (top left, top right, bottom right, bottom left of the writing),
    the number of the line it stands on, and how sure the engine was (0-1)."""

    text: str
    corners: tuple[tuple[float, float], ...]
    line: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as read. Corners are pixels of the picture after it was turned: ``turn`` is the direction in which the
    writing ran before (0 right, 1 down, 2 left, 3 up), ``skew`` by how many degrees it still ran downhill after.
    ``lost`` counts lines that were seen and could not be read."""

    words: tuple[SeenWord, ...]
    turn: int = 0
    skew: float = 0.0
    lost: int = 0


class Engine(Protocol):
    """What reads a picture."""

    def read(self, image: Image) -> Seen:
        """The words in a picture of a page. Raises ``OcrFault``."""
        ...


def chosen(options: OcrOptions) -> str:
    """The engine's name, empty when OCR is off. ``auto`` is rapidocr, whose models come inside its package."""
    if options.engine == "auto":
        return "rapidocr" if importlib.util.find_spec("rapidocr") else ""
    return "" if options.engine == "off" else options.engine


def missing(options: OcrOptions) -> str:
    """What to do where the engine that was asked for is not there; empty where nothing is missing."""
    if options.engine == "rapidocr" and not importlib.util.find_spec("rapidocr"):
        return "Install it with: pip install rapidocr onnxruntime"
    if options.engine == "tesseract":
        from her2parse.extract.tesseract import missing_parts

        return missing_parts(options.languages)
    return ""


@cache
def identity(options: OcrOptions) -> str:
    """What the words of a page read by OCR depend on: the engine, its version and its settings."""
    name = chosen(options)
    if not name:
        return "off"
    if name == "tesseract":
        from her2parse.extract.tesseract import tesseract_version

        return f"tesseract {tesseract_version()} {'+'.join(options.languages)} {options.dpi}"
    parts = [f"{library} {_version(library)}" for library in ("rapidocr", "onnxruntime", "opencv-python-headless")]
    return f"{', '.join(parts)}, {options.dpi}"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "?"


@cache
def engine(name: str, languages: tuple[str, ...]) -> Engine:
    """The engine, loaded at the first call. Raises ``OcrFault``."""
    if name == "tesseract":
        from her2parse.extract.tesseract import Tesseract

        program = shutil.which("tesseract")
        if program is None:
            raise OcrFault("tesseract is not installed")
        return Tesseract(program, languages)
    from her2parse.extract.rapid import Rapid

    return Rapid()
