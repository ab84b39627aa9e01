"""The pages: the cohort on one page and every patient on its own, self-contained, everything escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.knowledge.schema import OWN
from her2parse.model import Batch, Option, Patient, PlacedReport
from her2parse.outputs.audited import audited
from her2parse.outputs.codes import explain
from her2parse.outputs.rows import Rows, counts
from her2parse.outputs.schema import Cell
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import clean
from her2parse.outputs.views import PatientView, page_names, patient_views

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_ROWS = 5_000
"""Rows of one table on a page; beyond that a notice points to the TSV."""
MAX_PICTURES = 300
"""Pictures on the cohort's page; with more of them they stay on the patients' pages."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every page says about the run it comes from."""

    as_of: str
    knowledge_version: str
    knowledge_hash: str
    version: str = __version__


def write_pages(
    out: Path,
    made: Rows,
    *,
    patients: Sequence[Patient],
    options: Sequence[Option],
    batch: Batch,
    settings: RunSettings,
    crops: Mapping[str, bytes],
    knowledge_version: str,
    knowledge_hash: str,
) -> tuple[Path, ...]:
    """Write ``index.html`` and ``patients/*.html``; remove pages of patients that are no longer there.

    ``made`` are the rows of ``her2parse.outputs.rows``; ``crops`` are PNG pictures by finding id.
    """
    environment = _environment(settings)
    run = Run(settings.as_of, knowledge_version, knowledge_hash)
    names = page_names(patient.patient_key for patient in patients)
    views = patient_views(patients, options, made, names)
    written = []
    template = environment.get_template("patient.html.j2")
    for view in views:
        if view.page:
            text = template.render(patient=view, run=run, crops=_images(view, crops))
            written.append(out / "patients" / view.page)
            write_atomic(written[-1], text.encode("utf-8"))
    _remove_others(out / "patients", written)
    index = _index(environment, made, views, batch, settings, run, crops)
    write_atomic(out / "index.html", index.encode("utf-8"))
    return (out / "index.html", *written)


def _index(
    environment: Environment,
    made: Rows,
    views: Sequence[PatientView],
    batch: Batch,
    settings: RunSettings,
    run: Run,
    crops: Mapping[str, bytes],
) -> str:
    pages = {view.key: view.page for view in views}
    files = [
        {**row, "codes": _split(row["reasons"]), "patient_page": pages.get(str(row["patient_key"]), "")}
        for row in sorted(made["reports"], key=lambda row: (str(row["source_file"]), int(row["part"] or 0)))
    ]
    placed = {report.report.result.report_id for view in views for report in view.reports}
    here = sum(one in crops for view in views for one in view.by_id) <= MAX_PICTURES
    images = {key: url for view in views for key, url in _images(view, crops).items()} if here else {}
    return environment.get_template("index.html.j2").render(
        run=run,
        counts=counts(made, batch),
        audit=audited(made),
        files=files,
        failed=[row for row in files if row["status"] == "failed"],
        ignored=[settings.shown(name) for name in sorted(batch.ignored)],
        patients=views,
        detailed=_detailed(views),
        crops=images,
        pictures_here=here,
        loose=[row for row in made["review"] if row["report_id"] and row["report_id"] not in placed],
        cap=MAX_ROWS,
    )


def _split(codes: Cell) -> list[str]:
    return [code for code in str(codes or "").split(";") if code]


def _detailed(views: Sequence[PatientView]) -> frozenset[str]:
    """Patients that the cohort's page writes out: as many as fit into the limit of rows, in order."""
    keys, rows = [], 0
    for view in views:
        rows += view.n_rows
        if rows > MAX_ROWS:
            break
        keys.append(view.key)
    return frozenset(keys)


def _remove_others(folder: Path, kept: Sequence[Path]) -> None:
    if folder.is_dir():
        for path in sorted(set(folder.glob("*.html")) - set(kept)):
            path.unlink()


def _images(view: PatientView, crops: Mapping[str, bytes]) -> dict[str, str]:
    """The patient's pictures as data URLs by finding id."""
    return {
        one: "data:image/png;base64," + base64.b64encode(crops[one]).decode("ascii")
        for one in view.by_id
        if one in crops
    }


# ── the template environment ──────────────────────────────────────────────────────────────────────────────────────


def _environment(settings: RunSettings) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def source_file(report: PlacedReport) -> str:
        return settings.shown(report.source_file)

    environment.filters |= {
        "label": _label,
        "meaning": lambda code: explain(code).meaning if code else "",
        "short": _short,
        "long_word": lambda text: any(len(word) > 28 for word in clean(text).split()),
        "find": _find,
        "source_file": source_file,
    }
    environment.globals["own_mark"] = OWN
    return environment


def _finalize(value: object) -> object:
    """Every value that a template prints is cleaned; markup that a macro made is left alone."""
    return clean(value) if type(value) is str else value


_LABELS = {
    "vus": "VUS",
    "review": "Needs review",
    "pre_existing": "Pre-existing",
    "non_squamous": "Non-squamous",
    "her2_adc": "HER2 antibody-drug conjugate",
    "met_inhibitor": "MET inhibitor",
    "adc": "Antibody-drug conjugate",
}
_CAPITALS = {"egfr": "EGFR", "her2": "HER2", "tki": "TKI", "tkis": "TKIs", "alk": "ALK"}


def _label(code: str) -> str:
    """A code, or several joined with +, as people say it."""
    if " + " in code:
        return " + ".join(_label(part) for part in code.split(" + "))
    if code in _LABELS:
        return _LABELS[code]
    words = " ".join(_CAPITALS.get(word, word) for word in code.split("_"))
    return words[:1].upper() + words[1:]


def _short(text: str, limit: int) -> str:
    text = clean(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _find(patient: PatientView) -> str:
    """What the search box looks through, in small letters."""
    genes = sorted({view.finding.statement.gene for view in patient.findings["main"]})
    names = sorted({view.name for view in patient.findings["main"] if view.name})
    therapies = sorted({view.option.therapy for view in patient.options})
    return clean(" ".join([patient.key, patient.diagnosis, *genes, *names, *therapies]).lower())[:2000]
