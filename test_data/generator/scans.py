"""A report as a scanner or a fax machine hands it on: pictures of its pages, tilted, coarse, black and white, noisy.

The same report and the same way give the same bytes: the noise is drawn with a fixed seed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scan:
    """One way to make a picture of a page.

    ``dpi`` across and ``dpi_down`` down (0 = the same); ``tilt`` in degrees, positive = the lines run downhill;
    ``turn``: in how many quarter turns to the right the page lay; ``bits`` 8 = grey, 1 = black and white; ``noise``:
    share of pixels that flip (1 bit) or spread of the grey values (8 bits).
    """

    dpi: int = 200
    dpi_down: int = 0
    tilt: float = 0.0
    turn: int = 0
    bits: int = 8
    noise: float = 0.0


WAYS = {
    "150 dpi": Scan(150, noise=4),
    "200 dpi": Scan(200, noise=4),
    "300 dpi": Scan(300, noise=4),
    "tilted 2": Scan(200, tilt=2.0, noise=4),
    "fax fine": Scan(204, 196, tilt=0.4, bits=1, noise=0.002),
    "fax": Scan(204, 98, bits=1, noise=0.002),
}


def scanned(data: bytes, way: Scan, pages: int = 1000) -> bytes:
    """A PDF of pictures of the first ``pages`` pages of a PDF, in their size."""
    import pypdfium2

    pictures = []
    with pypdfium2.PdfDocument(data) as document:
        for page in list(document)[:pages]:
            pictures.append(picture(page, way))
    first, *rest = pictures
    target = io.BytesIO()
    # Pillow writes one resolution for both directions: a coarse fax was stretched back before.
    first.save(target, "PDF", resolution=way.dpi, save_all=True, append_images=rest)
    return target.getvalue()


def first_pages(data: bytes, pages: int) -> bytes:
    """The first pages of a PDF, their text layer included."""
    import pypdfium2

    target = io.BytesIO()
    with pypdfium2.PdfDocument(data) as source, pypdfium2.PdfDocument.new() as part:
        part.import_pages(source, list(range(min(pages, len(source)))))
        part.save(target)
    return target.getvalue()


def picture(page: Any, way: Scan) -> Any:
    """A page as Pillow's picture."""
    import numpy
    from PIL import Image

    image = page.render(scale=way.dpi / 72, grayscale=True).to_pil().convert("L")
    if way.tilt:
        image = image.rotate(-way.tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
    size = image.size
    if way.dpi_down:
        image = image.resize((size[0], size[1] * way.dpi_down // way.dpi), Image.Resampling.BOX)
    random = numpy.random.default_rng(7)
    values = numpy.asarray(image).astype("float32")
    if way.bits == 1:
        black = values < 128
        black ^= random.random(black.shape) < way.noise
        image = Image.fromarray(numpy.where(black, 0, 255).astype("uint8"))
    elif way.noise:
        values += random.normal(0.0, way.noise, values.shape)
        image = Image.fromarray(values.clip(0, 255).astype("uint8"))
    if image.size != size:
        image = image.resize(size, Image.Resampling.NEAREST)
    if way.turn:
        image = image.rotate(-90 * way.turn, expand=True)
    return image.convert("1") if way.bits == 1 else image
