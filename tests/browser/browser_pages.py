"""The pages that the browser opens: a small cohort, many patients, and a report that means harm."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "outputs"))
from outputs_factory import SETTINGS, calls, cohort, finding, placed

from her2parse.model import Batch, Option, Patient, ReviewNote
from her2parse.outputs import rows, write_pages

HOSTILE = (
    "<script>window.harmed=1</script>",
    '"><img src=x onerror="window.harmed=1">',
    '=HYPERLINK("https://example.invalid","click")',
    "\u202egnp.exe\u2066",
    "W" * 10_000,
    "javascript:window.harmed=1",
)


def picture() -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    Image.new("L", (900, 80), 220).save(buffer, "PNG")
    return buffer.getvalue()


def write(
    out: Path, patients: tuple[Patient, ...], options: tuple[Option, ...] = (), batch: Batch | None = None
) -> None:
    """All pages of these patients, every finding with a picture."""
    batch = batch or Batch(())
    crops = {f.finding_id: picture() for p in patients for r in p.reports for f in r.result.findings}
    write_pages(
        out, rows(patients, options, batch, SETTINGS), patients=patients, options=options, batch=batch,
        settings=SETTINGS, crops=crops, knowledge_version="2026.10", knowledge_hash="a" * 64,
    )  # fmt: skip


def write_small(out: Path) -> None:
    """The cohort of the outputs' own tests."""
    patients, options, batch = cohort()
    write(out, patients, options, batch)


def write_many(out: Path, number: int) -> None:
    """Many patients with one report each; every third is HER2 mutated."""
    patients = []
    for index in range(number):
        name, key = f"many{index}.pdf", f"M{index:05d}"
        found = finding(name, her2_class="mutation", oncogenicity="oncogenic", vaf=0.01 + index / 100_000)
        found = replace(found, finding_id=f"{found.report_id}-{index}")
        state = ("positive", "negative", "not_assayed")[index % 3]
        report = placed(name, key, (found,) if state == "positive" else (), calls=calls(name, state))
        patients.append(Patient(key, (report,)))
    write(out, tuple(patients))


def write_hostile(out: Path) -> None:
    """One patient a hostile text, which stands wherever a report's words can stand."""
    patients = []
    for index, text in enumerate(HOSTILE):
        name = f"h{index}.pdf"
        found = finding(name, gene=text, written=text, copy_number_text=text, her2_class="mutation")
        found = replace(found, finding_id=f"Rh-{index}", her2_detail=text, oncogenicity="oncogenic")
        found = replace(
            found, statement=replace(found.statement, evidence=replace(found.statement.evidence, quote=text))
        )
        report = placed(
            name, f"H{index}", (found,), diagnosis=text, source_file=f"{text[:60]}.pdf",
            calls=calls(name, "positive", ids=(found.finding_id,)), notes=(ReviewNote("unknown_assay", text, 1, text),),
        )  # fmt: skip
        patients.append(Patient(f"H{index}", (report,)))
    write(out, tuple(patients))
