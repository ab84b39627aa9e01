"""Tesseract, where it is on the machine and the settings ask for it: one process a picture, its words as TSV.

Tesseract wants upright, straight lines: the page's tilt is measured in the picture, and where the page reads badly the
three other ways to lay it are tried. Nothing but the picture is handed over, through a pipe.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from statistics import mean

from her2parse.extract.recognition import Image, OcrFault, Seen, SeenWord

_SECONDS = 100.0
"""For one picture; the pool's own limit for a page is 120 by default."""
_GOOD = 0.7
"""Mean confidence from which a page is taken to lie the right way."""
_STEPS = [step / 4 for step in range(-20, 21)]
"""Tilts that are tried, in degrees."""


class Tesseract:
    """The program and its languages."""

    def __init__(self, program: str, languages: tuple[str, ...]) -> None:
        self._program, self._languages = program, "+".join(languages)

    def read(self, image: Image) -> Seen:
        """The words in a picture of a page. Raises ``OcrFault``."""
        import numpy

        best = self._turned(image, 0)
        if _sureness(best) < _GOOD:
            others = [self._turned(numpy.ascontiguousarray(numpy.rot90(image, k=turn)), turn) for turn in (1, 2, 3)]
            best = max(best, *others, key=lambda seen: _sureness(seen) * min(len(seen.words), 50))
        return best

    def _turned(self, image: Image, turn: int) -> Seen:
        """The picture's words; their corners are laid back to the picture before it was straightened."""
        import cv2
        import numpy

        skew = tilt(image)
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
        if skew:
            image = cv2.warpAffine(image, matrix, (width, height), borderValue=(255, 255, 255))
        back = cv2.invertAffineTransform(matrix)

        def corner(x: float, y: float) -> tuple[float, float]:
            if not skew:
                return x, y
            a, b = back @ numpy.array([x, y, 1.0])
            return float(a), float(b)

        words, lost = [], 0
        for text, confidence, line, (x0, y0, x1, y1) in self._rows(image):
            if confidence < 0.3:
                lost += 1
                continue
            corners = (corner(x0, y0), corner(x1, y0), corner(x1, y1), corner(x0, y1))
            words.append(SeenWord(text, corners, line, confidence))
        return Seen(tuple(words), turn, skew, lost)

    def _rows(self, image: Image) -> list[tuple[str, float, int, tuple[float, float, float, float]]]:
        import cv2

        done, data = cv2.imencode(".png", image)
        command = [self._program, "stdin", "stdout", "-l", self._languages, "--psm", "3", "tsv"]
        try:
            answer = subprocess.run(
                command, input=data.tobytes(), capture_output=True, check=True, timeout=_SECONDS,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            ).stdout.decode("utf-8", "replace")  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise OcrFault(f"tesseract failed ({type(error).__name__})") from None
        return parsed(answer) if done else []


def parsed(tsv: str) -> list[tuple[str, float, int, tuple[float, float, float, float]]]:
    """Text, confidence (0-1), number of the line and box (pixels) of each word in tesseract's TSV.

    The box is the line's in height, so that the words of a line stand on one level.
    """
    lines: dict[tuple[str, ...], tuple[int, float, float]] = {}
    out = []
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12:
            continue
        left, top, width, height = map(float, cells[6:10])
        key = tuple(cells[1:5])
        if cells[0] == "4":
            lines[key] = len(lines), top, top + height
        elif cells[0] == "5" and cells[11].strip():
            number, upper, lower = lines.get(key, (len(lines), top, top + height))
            out.append((cells[11].strip(), float(cells[10]) / 100, number, (left, upper, left + width, lower)))
    return out


def tilt(image: Image) -> float:
    """By how many degrees the lines of a picture run downhill: the shear at which its rows are most uneven."""
    import cv2
    import numpy

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=min(1.0, 800 / max(grey.shape)), fy=min(1.0, 800 / max(grey.shape)))
    ink = (small < 160).astype("float32")
    height, width = ink.shape
    scores = []
    for step in _STEPS:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), step, 1.0)
        rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1)
        scores.append(float(numpy.square(numpy.diff(rows)).sum()))
    best = _STEPS[scores.index(max(scores))]
    return best if scores[_STEPS.index(best)] > 1.1 * scores[_STEPS.index(0.0)] else 0.0


def missing_parts(languages: tuple[str, ...]) -> str:
    """What to do where the program or one of its languages is not there; empty where nothing is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return (
            "Install it (Debian: apt install tesseract-ocr; conda: conda install tesseract), or set ocr.engine: auto."
        )
    known = _told(program, "--list-langs").split()
    absent = [language for language in languages if language not in known]
    return f"Install tesseract's data for {', '.join(absent)}, or change ocr.languages." if absent else ""


def tesseract_version() -> str:
    """The program's version, empty where it is not there."""
    program = shutil.which("tesseract")
    return _told(program, "--version").split("\n")[0].removeprefix("tesseract ") if program else ""


def _told(program: str, option: str) -> str:
    try:
        return subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _sureness(seen: Seen) -> float:
    return mean(word.confidence for word in seen.words) if seen.words else 0.0
