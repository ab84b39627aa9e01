"""The stages that see the whole cohort, patient by patient: where nothing changed, a patient comes from what is kept.

Each holds one patient at a time. What it must know of all (whose report is which) is short.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from her2parse.model import Decision, Option, Patient
from her2parse.workflow.decide import answered, decided
from her2parse.workflow.handover import dump, load, read_json, read_lines
from her2parse.workflow.kept import Kept, Piece
from her2parse.workflow.progress import Reporter
from her2parse.workflow.results import Results, patient_key_of
from her2parse.workflow.stages import batch, knowledge_of, layouts_of, use_genome
from her2parse.workflow.versions import digest


def patients(plan: Path, sheets: Path, settings_file: Path, results: Iterable[Path], output: Path) -> None:
    """All reports and treatments to patients, each on one line of time."""
    from her2parse.patients.place import Share, divide, patient_of

    progress = Reporter("patients")
    settings, given, read = read_json(settings_file), batch(plan, sheets), Results(results)
    if given.decisions:
        use_genome(settings["genome"])
    own = {one.name: one.copy_number_words for one in layouts_of(settings).all} if given.decisions else {}
    shares = divide(read.heads, given)
    by_report: dict[str, list[Decision]] = {}
    for decision in given.decisions:
        by_report.setdefault(decision.report_id, []).append(decision)
    version = digest(settings)

    def made(share: Share, ids: Iterable[str], mine: Sequence[Decision]) -> bytes:
        knowledge = knowledge_of(settings)
        found = {one.report_id: one for one in decided(read.read(ids), mine, knowledge, own)}
        (patient,) = answered([patient_of(share, found, knowledge)], mine)
        return dump(Patient, patient) + b"\n"

    def pieces() -> Iterator[Piece]:
        for share in shares:
            ids = tuple(dict.fromkeys(row.head.report_id for row in share.rows))
            # A decision that names no report may be about the patient as a whole.
            mine = [one for report_id in ("", *ids) for one in by_report.get(report_id, ())]
            said = [read.digest(report_id) for report_id in ids]
            made_from = repr((version, share, said, mine)).encode("utf-8", "surrogatepass")
            yield Piece(share.key, hashed(made_from), partial(made, share, ids, mine))

    _write(Kept("patients", output).pieces(pieces()))
    progress.finish()


def actionability(placed: Path, settings_file: Path, output: Path) -> None:
    """Patients to options, under the rules of one day."""
    from her2parse.actionability import options

    settings = read_json(settings_file)
    as_of = datetime.date.fromisoformat(settings["as_of"])
    progress = Reporter("actionability")
    version = digest(settings).encode()

    def made(line: bytes) -> bytes:
        patient = load(Patient, line, placed)
        return b"".join(dump(Option, one) + b"\n" for one in options(patient, knowledge_of(settings), as_of))

    _write(
        Kept("options", output).pieces(
            Piece(patient_key_of(line, placed), hashed(version, line), partial(made, line))
            for line in read_lines(placed)
        )
    )
    progress.finish()


def _write(pieces: Iterable[bytes]) -> None:
    """Take them all; they go to the output as they are taken."""
    for _ in pieces:
        pass


def hashed(*values: bytes) -> str:
    """A hash of lines."""
    made = hashlib.sha256()
    for value in values:
        made.update(value)
        made.update(b"\n")
    return made.hexdigest()[:32]
