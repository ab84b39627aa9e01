"""Output folders for the page: one made of records in a moment, and real runs."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "outputs"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow"))
from outputs_factory import SETTINGS, calls, finding, placed
from workflow_runs import ROOT, her2parse, jobs
from workflow_runs import rows as table

from her2parse.model import Batch, Patient, ReviewNote
from her2parse.outputs import rows, write_tables
from her2parse.workflow import lock
from her2parse.workflow.__main__ import main
from her2parse.workflow.prepare import prepare

__all__ = ["PICTURE", "ROOT", "her2parse", "jobs", "run_stages", "table", "write_out"]


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (900, 80), 220).save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = _picture()


def write_out(out: Path, quote: str) -> None:
    """Tables and pictures of one patient whose three rows of the queue quote this text."""
    found = [
        finding("a.pdf", gene=gene, written=f"S310F {quote}", her2_class=her2, review=("ocr",))
        for gene, her2 in (("EGFR", ""), ("ERBB2", "mutation"))
    ]
    found = [
        replace(
            one,
            evidence_hash="E0123456789abcdef",
            statement=replace(one.statement, evidence=replace(one.statement.evidence, quote=quote)),
        )
        for one in found
    ]
    report = placed(
        "a.pdf", "P1", tuple(found), diagnosis=quote, calls=calls("a.pdf", "review", ids=(found[1].finding_id,)),
        notes=(ReviewNote("unknown_assay", quote, 1, quote),),
    )  # fmt: skip
    patients = (Patient("P1", (report,)),)
    made = rows(patients, (), Batch(()), SETTINGS)
    out.mkdir(parents=True)
    told = {"knowledge_version": "2026.10", "knowledge_hash": "a" * 64, "versions": {}}
    write_tables(out, made, batch=Batch(()), settings=SETTINGS, **told)
    (out / "work" / "pictures").mkdir(parents=True)
    with zipfile.ZipFile(out / "work" / "pictures" / "0.zip", "w") as archive:
        for one in found:
            archive.writestr(f"{one.finding_id}.png", PICTURE)


def run_stages(patch: pytest.MonkeyPatch, reports: Path, out: Path, decisions: Path | None = None) -> None:
    """The workflow's jobs one after another in this process; with decisions, those of the cohort alone."""
    patch.setenv("HER2PARSE_KEY", "a key for tests only, no secret")
    patch.setenv(lock.VARIABLE, str(out))
    config = {"reports": str(reports), "outdir": str(out), "as_of": "2026-06-01", "decisions": str(decisions or "")}
    buckets = prepare(config).buckets
    patch.chdir(out)
    plan, sheets = "work/intake/plan.json", "work/intake/sheets.json"
    chosen = {
        name: f"work/settings/{name}.json" for name in ("extract", "read", "pictures", "patients", "actionability")
    }
    written = "work/settings/outputs.json"
    for bucket in buckets if decisions is None else ():
        manifest, words = f"work/intake/buckets/{bucket}.json", f"work/extract/{bucket}.jsonl"
        read, pictures = f"work/read/{bucket}.jsonl", f"work/pictures/{bucket}.zip"
        assert main(["extract", manifest, chosen["extract"], words]) == 0
        assert main(["read", words, chosen["read"], read]) == 0
        assert main(["pictures", manifest, words, read, chosen["pictures"], pictures]) == 0
    (out / "patients").mkdir(exist_ok=True)
    found = [f"work/read/{bucket}.jsonl" for bucket in buckets]
    drawn = [f"work/pictures/{bucket}.zip" for bucket in buckets]
    placed, options = "work/patients.jsonl", "work/options.jsonl"
    assert main(["patients", plan, sheets, chosen["patients"], placed, *found]) == 0
    assert main(["actionability", placed, chosen["actionability"], options]) == 0
    assert main(["tables", placed, options, plan, sheets, written, "run.json"]) == 0
    assert main(["pages", placed, options, plan, sheets, written, "index.html", *drawn]) == 0
    assert main(["fhir", placed, options, written, "fhir/index.tsv"]) == 0
