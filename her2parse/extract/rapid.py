"""RapidOCR: PP-OCR's networks under onnxruntime, with the models that its wheel brings.

The lines are found once; their directions tell how the page lies and by how much it is tilted, so that only a page that
lies on its side or head is looked at a second time. Nothing is ever fetched: the models are named by their files in the
package, and the library's own download is taken out.
"""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median
from typing import Any

from her2parse.extract.misread import unglued
from her2parse.extract.recognition import Image, OcrFault, Seen, SeenWord

_SIDE = 1280
"""Pixels of the longer side of the picture in which lines are sought. On a page at 150, 200 and 300 dpi and on a dense
one, 1280 found all words that the whole picture gave, in half the time; the lines are read at full size."""
_SURE = 0.5
"""A line read with less confidence than this is not a reading: it counts as lost."""
_PADDING = 0.14
"""The detector's boxes stand off the print on each side by about this share of their height."""
_TALL = 1.5
"""A box this much taller than wide is a line of writing on its side (the library's own bound)."""
_ASKED = 8
"""So many of the longest lines are asked which way up they are."""
_STRAIGHT = 0.15
"""Degrees of tilt that no reader of lines notices: 1.6 points over the width of a page."""
_MOST = 8.0
"""A line tilted by more degrees than this is no line of the page's body."""
_MODELS = {"Det": "*det*.onnx", "Cls": "*cls*.onnx", "Rec": "*rec*.onnx"}


class Rapid:
    """The engine, loaded. One thread: the pool runs as many workers as the user allows."""

    def __init__(self) -> None:
        try:
            import cv2
            import rapidocr
            from rapidocr.utils import download_file

            vars(download_file)["DownloadFile"].run = _no_download
            models = Path(rapidocr.__file__).resolve().parent / "models"
            options: dict[str, Any] = {
                "Global.log_level": "critical",
                "Global.text_score": 0.0,
                "Global.max_side_len": 20_000,
                "Global.return_word_box": True,
                "Det.limit_type": "max",
                "Det.limit_side_len": _SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
            for part, pattern in _MODELS.items():
                options[f"{part}.model_path"] = str(sorted(models.glob(pattern))[0])
            cv2.setNumThreads(1)
            self._cv2 = cv2
            self._engine: Any = rapidocr.RapidOCR(params=options)
        except Exception as error:  # whatever a library raises as it loads
            raise OcrFault(f"rapidocr cannot be loaded ({type(error).__name__})") from error

    def read(self, image: Image) -> Seen:
        """The words in a picture of a page. Raises ``OcrFault``."""
        try:
            return self._read(image)
        except MemoryError:
            raise
        except Exception as error:  # whatever a library raises on a picture
            raise OcrFault(f"rapidocr failed ({type(error).__name__})") from error

    def _read(self, image: Image) -> Seen:
        quads = self._lines(image)
        turn = self._direction(image, quads) if quads else 0
        if turn:
            import numpy

            # A page whose writing runs down is read after a quarter turn to the left.
            image = numpy.ascontiguousarray(numpy.rot90(image, k=turn))
            quads = self._lines(image)
        words: list[SeenWord] = []
        lost = 0
        for number, quad in enumerate(quads):
            crop = self._cut(image, quad)
            text, score, columns = self._text(crop)
            if text and score < _SURE:
                lost += 1
            elif text:
                words.extend(_words(text, score, columns, quad, number))
        return Seen(tuple(words), turn, _skew(quads), lost)

    def _lines(self, image: Image) -> list[Any]:
        """The four corners of each line, clockwise from the start of the writing if it were upright."""
        found = self._engine(image, use_det=True, use_cls=False, use_rec=False)
        return [] if found.boxes is None else [quad.astype("float32") for quad in found.boxes]

    def _cut(self, image: Image, quad: Any) -> Image:
        """The line, straightened."""
        import numpy

        width = max(2, round(max(_length(quad[0], quad[1]), _length(quad[2], quad[3]))))
        height = max(2, round(max(_length(quad[0], quad[3]), _length(quad[1], quad[2]))))
        goal = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], dtype="float32")
        matrix = self._cv2.getPerspectiveTransform(quad, goal)
        return self._cv2.warpPerspective(
            image, matrix, (width, height), borderMode=self._cv2.BORDER_REPLICATE, flags=self._cv2.INTER_CUBIC
        )

    def _text(self, crop: Image) -> tuple[str, float, tuple[float, ...]]:
        """A straightened line's text, the confidence, and where along the line each character stands (0-1)."""
        found = self._engine(crop, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
        if not found.txts:
            return "", 0.0, ()
        return found.txts[0], float(found.scores[0]), _columns(found)

    def _direction(self, image: Image, quads: list[Any]) -> int:
        """In which direction the page's writing runs: 0 right, 1 down, 2 left, 3 up."""
        import numpy

        sideways = sum(_is_tall(quad) for quad in quads) > len(quads) / 2
        longest = sorted((q for q in quads if _is_tall(q) == sideways), key=_extent, reverse=True)[:_ASKED]
        crops = [self._cut(image, quad) for quad in longest]
        if sideways:
            crops = [numpy.ascontiguousarray(numpy.rot90(crop)) for crop in crops]
        votes = [self._engine(crop, use_det=False, use_cls=True, use_rec=False).cls_res[0] for crop in crops]
        flipped = sum(label == "180" for label, _ in votes)
        if flipped > 0:
            # The classifier errs on short and odd lines; which way up they can be read settles it.
            asked = crops[:4]
            upright = sum(self._text(crop)[1] for crop in asked)
            turned = sum(self._text(numpy.ascontiguousarray(numpy.rot90(crop, k=2)))[1] for crop in asked)
            on_its_head = turned > upright
        else:
            on_its_head = False
        if sideways:
            return 3 if on_its_head else 1
        return 2 if on_its_head else 0


def _no_download(*_: object, **__: object) -> None:
    raise OcrFault("a model is not in the package; nothing is fetched")


def _columns(found: Any) -> tuple[float, ...]:
    """Where the characters of a line stand, spaces left out; empty where the library does not say."""
    try:
        info = found.word_results[0]
        length = float(info.line_txt_len)
        return tuple((float(column) + 0.5) / length for group in info.word_cols for column in group) if length else ()
    except (AttributeError, IndexError, TypeError):
        return ()


def _words(text: str, score: float, columns: tuple[float, ...], quad: Any, line: int) -> list[SeenWord]:
    """The words of a line, each with its part of the line's box."""
    parts = unglued(text).split()
    n = sum(map(len, parts))
    if len(columns) != n:
        columns = _even(text)
    step = 0.5 * (columns[-1] - columns[0]) / max(1, n - 1) if n > 1 else 0.5
    pad = _PADDING * _length(quad[0], quad[3]) / max(1.0, _length(quad[0], quad[1]))
    left, right = [_between(quad[i], quad[3 - i], _PADDING) for i in (0, 1)]
    low_left, low_right = [_between(quad[3 - i], quad[i], _PADDING) for i in (0, 1)]
    out: list[SeenWord] = []
    at = 0
    for part in parts:
        first, last = columns[at], columns[at + len(part) - 1]
        at += len(part)
        start = max(0.0, first - step) if out else min(pad, first)
        end = min(1.0, last + step) if at < n else max(1.0 - pad, last)
        upper = (_between(left, right, start), _between(left, right, end))
        lower = (_between(low_left, low_right, end), _between(low_left, low_right, start))
        out.append(SeenWord(part, (*upper, *lower), line, score))
    return out


def _even(text: str) -> tuple[float, ...]:
    """The places of a line's characters were they all of one width."""
    return tuple((i + 0.5) / len(text) for i, char in enumerate(text) if not char.isspace())


def _between(a: Any, b: Any, share: float) -> tuple[float, float]:
    return float(a[0] + (b[0] - a[0]) * share), float(a[1] + (b[1] - a[1]) * share)


def _length(a: Any, b: Any) -> float:
    return math.hypot(float(a[0] - b[0]), float(a[1] - b[1]))


def _extent(quad: Any) -> float:
    return max(_length(quad[0], quad[1]), _length(quad[1], quad[2]))


def _is_tall(quad: Any) -> bool:
    return _length(quad[1], quad[2]) >= _TALL * _length(quad[0], quad[1])


def _skew(quads: list[Any]) -> float:
    """By how many degrees the page's lines run downhill: the median over its longer lines, 0 where they disagree."""
    angles = []
    for quad in sorted(quads, key=_extent, reverse=True)[:40]:
        along, down = quad[1] + quad[2] - quad[0] - quad[3], _length(quad[1], quad[2])
        if _length(quad[0], quad[1]) > 4 * down:
            angles.append(math.degrees(math.atan2(float(along[1]), float(along[0]))))
    if not angles:
        return 0.0
    middle = median(angles)
    spread = median(abs(angle - middle) for angle in angles)
    return round(middle, 2) if _STRAIGHT < abs(middle) < _MOST and spread < 0.5 else 0.0
