"""``python3 -m her2parse.workflow STAGE ...``: what the rules in ``rules/`` run. People use ``her2parse``."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from her2parse.errors import Her2ParseError
from her2parse.files import disk_full, is_full
from her2parse.workflow import cohort, joblog, stages, tabling, writing
from her2parse.workflow.overseer import end_with_overseer

_STAGES: dict[str, Callable[..., None]] = {
    "extract": stages.extract,
    "read": stages.read,
    "patients": cohort.patients,
    "actionability": cohort.actionability,
    "tables": tabling.tables,
    "pictures": writing.pictures,
    "pages": writing.pages,
    "fhir": writing.fhir,
    "cbioportal": writing.cbioportal,
    "phenopackets": writing.phenopackets,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one stage in the working directory; 0, or the exit code of the error that stopped it."""
    chosen = vars(_parser().parse_args(arguments))
    stage = chosen.pop("stage")
    about = chosen.get("manifest") or chosen.get("index")
    with joblog.opened(stage, about.stem if about else "") as log:
        try:
            _STAGES[stage](**chosen)
        except Exception as error:
            full = isinstance(error, OSError) and is_full(error)
            told = disk_full(Path(error.filename or "."), error) if isinstance(error, OSError) and full else error
            log.fault(told)
            if os.environ.get("HER2PARSE_TRACE"):
                traceback.print_exc()
            log.ok = False
            return told.exit_code if isinstance(told, Her2ParseError) else 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m her2parse.workflow", description=__doc__)
    commands = parser.add_subparsers(dest="stage", required=True)
    extract = commands.add_parser("extract", help="PDFs of one bucket to words with their places")
    _paths(extract, "manifest", "settings_file", "output")
    extract.add_argument("--threads", type=int, default=1)
    read = commands.add_parser("read", help="words of one bucket to findings and HER2 calls")
    _paths(read, "index", "settings_file", "output")
    patients = commands.add_parser("patients", help="reports and treatments to patients on a line of time")
    _paths(patients, "plan", "sheets", "settings_file", "output")
    patients.add_argument("results", nargs="*", type=Path)
    actionability = commands.add_parser("actionability", help="patients to options under dated rules")
    _paths(actionability, "placed", "settings_file", "output")
    tables = commands.add_parser("tables", help="the tables, the workbook and run.json")
    _paths(tables, "placed", "options", "plan", "sheets", "settings_file", "output")
    pictures = commands.add_parser("pictures", help="the evidence of one bucket's findings, cut out of the pages")
    _paths(pictures, "manifest", "index", "results", "settings_file", "output")
    pages = commands.add_parser("pages", help="index.html and a page a patient")
    _paths(pages, "placed", "options", "plan", "sheets", "settings_file", "output")
    pages.add_argument("archives", nargs="*", type=Path)
    fhir = commands.add_parser("fhir", help="one FHIR bundle a report")
    _paths(fhir, "placed", "options", "settings_file", "output")
    cbioportal = commands.add_parser("cbioportal", help="a study folder for cBioPortal")
    _paths(cbioportal, "placed", "settings_file", "output")
    phenopackets = commands.add_parser("phenopackets", help="one GA4GH phenopacket a patient")
    _paths(phenopackets, "placed", "options", "settings_file", "output")
    return parser


def _paths(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        parser.add_argument(name, type=Path)


if __name__ == "__main__":
    end_with_overseer()  # only in a process of the job's own
    sys.exit(main())
