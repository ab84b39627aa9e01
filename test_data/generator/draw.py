"""Draw the whole corpus: PDFs, truth, sheets and the list of planted identifiers."""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import sys
from pathlib import Path

from . import aside, scale, truth
from .broken import broken_files
from .corpus import patients
from .page import Book
from .patient import Patient
from .report import Report
from .wide import plan

ROOT = Path(__file__).resolve().parents[1]


def book(report: Report) -> Book:
    """One report laid out by its layout's module; the findings learn their spellings."""
    name, _, function = report.options["module"].partition(":")
    module = importlib.import_module(f"test_data.generator.{name if '.' in name else f'layouts.{name}'}")
    made: Book = getattr(module, function or "draw")(report)
    return made


def pdf(*reports: Report) -> bytes:
    """The reports drawn into one PDF; the findings learn their pages."""
    first, *more = map(book, reports)
    return first.save(*more)


def page_count(data: bytes) -> int:
    """Pages of a PDF that we drew."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as doc:
        return len(doc)


def tsv(rows: list[list[str]]) -> str:
    """Tab-separated text with LF line ends."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def sheets(people: list[Patient]) -> tuple[str, str]:
    """The sample sheet and the treatment sheet."""
    samples = [["source_file", "patient_id", "collected_on", "specimen", "diagnosis", "histology"]]
    treatments = [["patient_id", "drug", "start_on", "stop_on", "line", "best_response"]]
    for p in people:
        for r in p.reports:
            if r.on_sheet and r.part == 1:
                samples.append([r.source_file, p.id] + [r.sheet.get(k, "") for k in samples[0][2:]])
        if p.on_sheet:
            treatments += [[p.id, *t] for t in p.treatments]
    return tsv(samples), tsv(treatments)


def identifiers(people: list[Patient]) -> str:
    """What the reports print about people: (source_file, kind, text)."""
    rows = [["patient_id", "kind", "text"]]
    for p in people:
        rows += [[p.id, kind, text] for kind, text in p.person.identifiers()]
    return tsv(rows)


def main(argv: list[str] | None = None) -> int:
    """Command line: ``python -m test_data.generator [--out DIR] [--only STEM …]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT, help="folder that receives reports/, truth/ and the sheets")
    parser.add_argument("--only", nargs="*", help="draw only these stems (the sheets are left alone)")
    parser.add_argument("--scale", type=int, metavar="N", help="draw N reports of random content instead (needs --out)")
    parser.add_argument("--wide", type=int, metavar="N", help="draw N reports of the wide corpus instead (needs --out)")
    parser.add_argument("--aside", type=int, metavar="N", help="draw N reports of the layouts kept aside (needs --out)")
    parser.add_argument("--seed", type=int, default=1, help="seed of --scale, --wide and --aside")
    parser.add_argument(
        "--layouts", nargs="+", choices=scale.LAYOUTS, default=list(scale.LAYOUTS), help="layouts of --scale"
    )
    args = parser.parse_args(argv)
    drawn = args.scale or args.wide or args.aside
    if drawn and args.out == ROOT:
        parser.error("--scale, --wide and --aside need --out: they must not be mixed with the corpus")
    if args.wide:
        people = plan.everything(args.wide, args.seed)
    elif args.aside:
        people = aside.patients(args.aside, args.seed)
    else:
        people = scale.patients(args.scale, args.seed, args.layouts) if args.scale else patients()
    written: dict[str, bytes] = {}
    truths: dict[str, str] = {}
    for p in people:
        for r in p.reports:
            if r.duplicate_of or r.part > 1 or (args.only and r.stem not in args.only):
                continue
            parts = [r, *r.get("joined_with", [])]
            data = pdf(*parts)
            written[r.source_file] = data
            truths[r.stem] = truth.dumps(truth.document(parts, page_count(data)))
    for r, data, note in [] if drawn else broken_files(people, written, book):
        if not args.only or r.stem in args.only:
            written[r.source_file] = data
            truths[r.stem] = truth.dumps(note)
    for name, data in written.items():
        path = args.out / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (args.out / "truth").mkdir(parents=True, exist_ok=True)
    for stem, text in truths.items():
        (args.out / "truth" / f"{stem}.json").write_text(text, encoding="utf-8")
    if not args.only:
        samples, treatments = sheets(people)
        (args.out / "samples.tsv").write_text(samples, encoding="utf-8")
        (args.out / "treatments.tsv").write_text(treatments, encoding="utf-8")
        (args.out / "identifiers.tsv").write_text(identifiers(people), encoding="utf-8")
        (args.out / "truth" / "patients.json").write_text(truth.dumps(truth.patients(people)), encoding="utf-8")
        (args.out / "reports" / "notes.txt").write_text("Not a report: the intake lists this file as ignored.\n")
    size = sum(map(len, written.values()))
    print(f"{len(written)} files, {size / 1e6:.2f} MB, {len(people)} patients", file=sys.stderr)
    return 0
