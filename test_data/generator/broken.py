"""Files that cannot be read, or only with care: they stand in ``reports/broken`` and ``reports/copies``.

A page that is a picture is drawn twice: once to be photographed, once with the photograph in its place.
"""

# ruff: noqa: E501 - the findings' lines read better unwrapped

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from . import truth
from .findings import Finding, ihc, ish, mut, plasma_amp
from .page import Book
from .patient import Patient
from .people import Person
from .report import Report

UNREAD = "read by OCR: what was not read is unknown, and no absence is negative"
Maker = Callable[[Report], Book]
Made = tuple[Report, bytes, dict[str, Any]]


def photographs(data: bytes, pages: Iterable[int], dpi: int = 130) -> dict[int, ImageReader]:
    """Black-and-white pictures of pages (1…), as a scanner without text recognition would store them."""
    import pypdfium2

    out = {}
    with pypdfium2.PdfDocument(data) as doc:
        for number in pages:
            picture = doc[number - 1].render(scale=dpi / 72, grayscale=True).to_pil()
            out[number] = ImageReader(picture.point(lambda v: 255 if v > 150 else 0).convert("1"))
    return out


def scanned(report: Report, book: Maker, pages: Iterable[int]) -> bytes:
    """The report with some of its pages as pictures."""
    pictures = photographs(book(report).save(), pages)
    second = book(report)
    second.pictures = pictures
    return second.save()


def document(report: Report, data: bytes, n_pages: int) -> Made:
    """A broken file with its truth. Findings of a page that only OCR can read must be found, and be marked."""
    for f in report.findings:
        f.optional = not n_pages
        f.pages = f.pages or [1]
    note = truth.document([report], n_pages)
    header = note["parts"][0]["header"]
    for key, value in header.items():  # what could not be read may stay empty
        if key != "status" and n_pages:
            header[key] = [value, "unknown"] if key == "specimen" else [value, ""] if value else value
    return report, data, note


def people() -> dict[str, Person]:
    """The people of the broken files; none is on the sample sheet."""
    return {
        "P041": Person("Isadora", "Pemberton-Hale", "Female", "1966-02-02", "MR6600412", "10 Elm Terrace, Springfield, IL 62704", "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "P042": Person("Lysander", "Moncrieff", "Male", "1951-06-16", "SB-600042", "3 Bell Yard, Northfield", "Dr. Beatrix Holloway", "St. Brigid University Hospital"),
        "P043": Person("Araminta", "Villanueva", "Female", "1959-04-18", "FH-4300431", "8 Juniper Road, Fairview, TX 75069", "Helena Castellane, MD", "Fairview Thoracic Institute"),
    }  # fmt: skip


def patient(key: str, story: str) -> Patient:
    """An off-sheet patient of the broken files."""
    return Patient(key, people()[key], story, on_sheet=False)


REVIEW: tuple[list[str], list[str], list[str]] = (["review"], ["review"], ["review"])


def plasma(p: Patient, stem: str, **options: Any) -> Report:
    """A Guardant360 report with an ERBB2 mutation and an amplification."""
    found: list[Finding] = [mut("ERBB2 S310F", 0.052), plasma_amp("ERBB2", "Medium (++)"), mut("TP53 R273H", 0.044)]
    calls: Any = (["review", "positive"], ["review", "positive"], ["review", "not_assayed"])
    return p.report(stem, "guardant360", ("2024-05-13", "2024-05-14", "2024-05-22"), found, calls, why=UNREAD, folder="broken", status=["review", "failed"], **options)  # fmt: skip


def garbled(book: Maker) -> list[Made]:
    """Headings extract well, values are a cipher (one report) or control characters (another)."""
    made = []
    for key, font, stem in (("P041", "Cipher", "garbled_cipher"), ("P043", "Control", "garbled_controls")):
        r = plasma(patient(key, "The text layer lies."), stem, value_font=font, traps=[10], reasons=["read_by_ocr"])
        data = book(r).save()
        made.append(document(r, data, pages(data)))
    return made


def pages(data: bytes) -> int:
    """Pages of a PDF that we drew."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as doc:
        return len(doc)


def pictures(book: Maker) -> list[Made]:
    """A report that is one picture, and one whose result pages are."""
    p = patient("P042", "A scan.")
    r = p.report(
        "image_only", "her2_pathology", ("2024-02-20", "2024-02-21", "2024-02-27"), [ihc("3+", "3+", percent=90), ish("AMPLIFIED", 4.1, 9.7, "detected")],
        (["review", "not_assayed"], ["review", "positive"], ["review", "positive"]), why=UNREAD, traps=[10, 11], folder="broken", status=["review", "failed"], reasons=["read_by_ocr"],
        ihc=[("Result", "Positive"), ("Score", "3+"), ("Percentage of cells", "90 %")], ish=[("HER2 gene status", "AMPLIFIED"), ("HER2/CEP17 ratio", "4.1"), ("Average HER2 copy number", "9.7")],
        conclusion="HER2 POSITIVE (3+), HER2 gene AMPLIFIED.",
    )  # fmt: skip
    data = scanned(r, book, [1])
    half = plasma(
        patient("P043", "Only the last pages have text."), "image_results", traps=[10, 11], reasons=["read_by_ocr"]
    )
    mixed = scanned(half, book, [1, 2, 3, 4])
    return [document(r, data, pages(data)), document(half, mixed, pages(mixed))]


def unreadable(book: Maker) -> list[Made]:
    """Encrypted, cut off, empty, and not a PDF at all."""
    made = []
    for stem, reason in (
        ("encrypted", "encrypted_pdf"),
        ("truncated", "truncated_pdf"),
        ("empty", "empty_file"),
        ("text_named", "not_a_pdf"),
    ):
        r = plasma(patient("P041", reason), stem)
        r.status, r.reasons, r.her2, r.why, r.printed = "failed", [reason], REVIEW, "", ()
        r.lab = r.assay = r.assay_id = r.diagnosis = r.histology = ""
        r.specimen = "unknown"
        drawn = book(r)
        if stem == "encrypted":
            drawn.encrypt = StandardEncryption("correct horse", canPrint=0, strength=128)
        data = drawn.save()
        data = {
            "encrypted": data,
            "truncated": data[: int(len(data) * 0.55)],
            "empty": b"",
            "text_named": b"This is a text file that somebody named .pdf. Synthetic.\n",
        }[stem]
        r.findings.clear()
        made.append(document(r, data, 0))
    return made


def duplicate(everyone: list[Patient], written: dict[str, bytes]) -> Made:
    """The same bytes under another name, with spaces and brackets in it."""
    original = next(r for p in everyone for r in p.reports if r.stem == "g360_P001_progression")
    copy = Report(
        **{
            **vars(original),
            "stem": "g360_P001_progression (copy)",
            "folder": "copies",
            "findings": [],
            "reasons": ["duplicate"],
            "status": ["parsed", "review"],
            "on_sheet": False,
            "duplicate_of": original.source_file,
        }
    )
    return copy, written[original.source_file], truth.document([copy], pages(written[original.source_file]))


def broken_files(everyone: list[Patient], written: dict[str, bytes], book: Maker) -> list[Made]:
    """(report, bytes, truth) of each."""
    made = [*garbled(book), *pictures(book), *unreadable(book)]
    return [*made, duplicate(everyone, written)] if "g360_P001_progression.pdf" in written else made
