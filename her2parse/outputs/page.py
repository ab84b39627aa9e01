"""The pages: the cohort on one page and every patient on its own, self-contained, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from her2parse import __version__
from her2parse.errors import PageError
from her2parse.files import write_atomic
from her2parse.knowledge.schema import OWN
from her2parse.model import AXES, Batch, Option, Patient, PlacedReport
from her2parse.outputs.audited import audited
from her2parse.outputs.board import board
from her2parse.outputs.charts.oncoprint import MOST_COLUMNS
from her2parse.outputs.codes import explain
from her2parse.outputs.cohort import cohort
from her2parse.outputs.rows import Rows, counts
from her2parse.outputs.schema import Cell
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import clean
from her2parse.outputs.timeline import timeline
from her2parse.outputs.views import MATCH_ORDER, PatientView, page_names, patient_views
from her2parse.resources import knowledge_folder

if TYPE_CHECKING:
    from jinja2 import Environment, Template

MAX_ROWS = 5_000
"""Patients of one page; the others follow on pages of their own."""
MAX_LISTED = 1_000
"""Rows of the cohort's other tables; beyond that a notice points to the TSV."""
_STAMP = "<!-- made from {} -->"


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
    told: Callable[[PageError, str], None] | None = None,
) -> tuple[Path, ...]:
    """Write ``index.html`` and ``patients/*.html``; remove pages of patients that are no longer there.

    A patient's page says in its last line what it was made from; where that is the same again, the page is left alone.
    ``made`` are the rows of ``her2parse.outputs.rows``; ``crops`` are PNG pictures by finding id.

    A page that cannot be drawn costs no other: it says so in words, the index names it, and ``told`` is called with the
    fault and the hash of the patient's newest file.
    """
    environment = _environment(settings)
    run = Run(settings.as_of, knowledge_version, knowledge_hash)
    names = page_names(patient.patient_key for patient in patients)
    views = patient_views(patients, options, made, names)
    basis = sha256(f"{_code()} {run!r} {settings.shown('')}".encode())
    written = []
    undrawn = []
    template = environment.get_template("patient.html.j2")
    for view in views:
        if view.page:
            written.append(out / "patients" / view.page)
            stamp = _stamp(basis, view, crops)
            if _stamped(written[-1]) != stamp:
                try:
                    text = f"{_drawn(template, view, run, _images(view, crops))}\n{stamp}\n"
                except PageError as fault:
                    # Without the stamp it is drawn again as soon as it can be.
                    undrawn.append(view)
                    text = environment.get_template("undrawn.html.j2").render(patient=view, fault=fault, run=run)
                    if told is not None:
                        told(fault, next((one.report.result.sha256 for one in view.reports), ""))
                write_atomic(written[-1], text.encode())
    more = []
    for number, first in enumerate(range(MAX_ROWS, len(views), MAX_ROWS), start=2):
        part = views[first : first + MAX_ROWS]
        more.append((f"cohort-{number}.html", first + 1, first + len(part)))
        text = environment.get_template("more.html.j2").render(
            run=run, patients=part, first=first + 1, last=first + len(part), total=len(views)
        )
        written.append(out / "patients" / more[-1][0])
        write_atomic(written[-1], text.encode("utf-8"))
    _remove_others(out / "patients", written)
    index = _index(environment, made, views, batch, settings, run, more, undrawn)
    write_atomic(out / "index.html", index.encode("utf-8"))
    return (out / "index.html", *written)


def _drawn(template: Template, view: PatientView, run: Run, images: Mapping[str, str]) -> str:
    """A patient's page.

    Raises:
        PageError: whatever this patient does to it, for the others still get drawn. Its traceback is that of the fault.
    """
    try:
        front = board(view, run.as_of)
        time = timeline(view, front.since)
        return template.render(patient=view, board=front, time=time, run=run, crops=images).rstrip()
    except MemoryError:
        raise  # no patient's fault: the job runs again with more
    except Exception as error:
        found = f"a page could not be drawn ({type(error).__name__})"
        raise PageError(found).with_traceback(error.__traceback__) from error


def _index(
    environment: Environment,
    made: Rows,
    views: Sequence[PatientView],
    batch: Batch,
    settings: RunSettings,
    run: Run,
    more: Sequence[tuple[str, int, int]],
    undrawn: Sequence[PatientView],
) -> str:
    pages = {view.key: view.page for view in views}
    files = [
        {**row, "codes": _split(row["reasons"]), "patient_page": pages.get(str(row["patient_key"]), "")}
        for row in sorted(made["reports"], key=lambda row: (str(row["source_file"]), int(row["part"] or 0)))
    ]
    owner = {str(row["report_id"]): str(row["patient_key"]) for row in made["reports"]}
    queue = [
        {**row, "patient_key": key, "patient_page": pages.get(key, "")}
        for row in made["review"]
        if not row["decision"]
        for key in (owner.get(str(row["report_id"]), ""),)
    ]
    audit = audited(made)
    return environment.get_template("index.html.j2").render(
        run=run,
        counts=counts(made, batch),
        audit=audit,
        files=files,
        failed=[row for row in files if row["status"] == "failed"],
        ignored=[settings.shown(name) for name in sorted(batch.ignored)],
        patients=views,
        undrawn=undrawn,
        cohort=cohort(views, made, audit.most_seen),
        queue=queue,
        n_decided=sum(1 for row in made["review"] if row["decision"]),
        pages=more,
        cap=MAX_ROWS,
        listed=MAX_LISTED,
        most_columns=MOST_COLUMNS,
    )


def _split(codes: Cell) -> list[str]:
    return [code for code in str(codes or "").split(";") if code]


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


# ── what a page was made from ─────────────────────────────────────────────────────────────────────────────────────


@cache
def _code() -> str:
    """A hash of everything in this stage that makes a page."""
    digest = sha256()
    folder = Path(__file__).resolve().parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".j2", ".css", ".js"):
            digest.update(path.read_bytes())
    for extra in (knowledge_folder() / "regions.tsv", *sorted((folder.parent / "data").glob("*.tsv"))):
        digest.update(extra.read_bytes())
    return digest.hexdigest()


def _stamp(basis: hashlib._Hash, view: PatientView, crops: Mapping[str, bytes]) -> str:
    digest = basis.copy()
    for part in _material(view):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    for one in view.by_id:
        if one in crops:
            digest.update(sha256(crops[one]).digest())
    return _STAMP.format(digest.hexdigest())


def _material(view: PatientView) -> Iterator[object]:
    """Everything that a patient's page may show, in an order that does not follow that of the inputs."""
    yield view.key, view.page, view.diagnosis, view.histology, view.latest, view.tags, view.notes
    for one in view.reports:
        yield _shell(one.report), one.status, one.calls
    for report in view.duplicates:
        yield _shell(report)
    yield tuple(tuple(row.items()) for row in view.decided)
    yield view.now, view.therapies, view.mechanisms, view.course, view.groups, view.timeline
    for option in (*view.options, *view.against):
        yield option.option, option.earlier
    for group, findings in view.findings.items():
        for found in findings:
            yield group, found.finding, found.report.result.report_id, found.name, found.value


def _shell(report: PlacedReport) -> PlacedReport:
    """A report without what stands elsewhere in the view."""
    return replace(report, result=replace(report.result, findings=(), calls=(), notes=(), reasons=()))


def _stamped(path: Path) -> str:
    """The last line of a page that is there already."""
    try:
        with path.open("rb") as page:
            page.seek(0, os.SEEK_END)
            page.seek(max(0, page.tell() - 120))
            return page.read().decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]
    except OSError:
        return ""


# ── the template environment ──────────────────────────────────────────────────────────────────────────────────────


def _environment(settings: RunSettings) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

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

    folder = Path(__file__).resolve().parent / "templates"
    style, script = ((folder / name).read_text("utf-8") for name in ("style.css", "script.js"))
    environment.globals |= {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script)}
    environment.filters |= {
        "label": _label,
        "meaning": lambda code: explain(code).meaning if code else "",
        "short": _short,
        "long_word": lambda text: any(len(word) > 28 for word in clean(text).split()),
        "find": _find,
        "tags": lambda patient: " ".join(tag for tag in patient.tags if tag in _TAGS),
        "arisen": _arisen,
        "drawn": Markup,  # figures come from her2parse.outputs.charts, which escapes every word
        "sign": lambda code: _SIGNS.get(code, "dash"),
        "rank": _CALL_ORDER.index,
        "option_rank": lambda patient: MATCH_ORDER.index(patient.best.match) if patient.best else len(MATCH_ORDER),
        "source_file": source_file,
    }
    environment.globals["own_mark"] = OWN
    return environment


def _finalize(value: object) -> object:
    """Every value that a template prints is cleaned; markup that a macro made is left alone."""
    return clean(value) if type(value) is str else value


_SIGNS = {
    **dict.fromkeys(("positive", "in_label", "parsed", "acquired", "present"), "full"),
    **dict.fromkeys(("negative", "off_label", "plain", "absent", "pre_existing"), "ring"),
    **dict.fromkeys(("equivocal", "unknown", "apparently_acquired", "partly"), "half"),
    **dict.fromkeys(("failed", "resistance"), "x"),
    **dict.fromkeys(("investigational", "uninformative"), "diamond"),
    "review": "up",
}
"""The sign beside a word, so that no meaning rests on colour; everything else has a dash."""
_CALL_ORDER = ("positive", "equivocal", "review", "negative", "not_assayed")
_TAGS = frozenset({"positive", "review", "resistance", "match-in_label", *(f"{axis}-positive" for axis in AXES)})
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
    her2 = [view.title for view in patient.findings["main"] if view.finding.her2_class]
    genes = sorted({view.finding.statement.gene for view in patient.findings["main"]})
    therapy = [patient.best.therapy] if patient.best else []
    told = [patient.key, patient.diagnosis, *dict.fromkeys(her2), *genes, *therapy, _arisen(patient)]
    return clean(" ".join(told).lower())[:400]


def _arisen(patient: PatientView) -> str:
    """The mechanisms that are new, then those that may be, HER2 first."""
    new = sorted((m for m in patient.mechanisms if m.origin != "pre_existing"), key=lambda m: not m.her2_axis)
    sure = dict.fromkeys(m.mechanism for m in new if m.origin != "unknown")
    unsure = dict.fromkeys(m.mechanism for m in new if m.mechanism not in sure)
    return "; ".join(filter(None, (", ".join(sure), f"origin unknown: {', '.join(unsure)}" if unsure else "")))


def _policy(style: str, script: str) -> str:
    """The pages' content security policy: nothing is loaded, and only our own style and script are used."""

    def named(text: str) -> str:
        return "'sha256-" + base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"

    return (
        f"default-src 'none'; img-src data:; style-src {named(style)}; script-src {named(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
