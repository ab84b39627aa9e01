"""Writing the packets; those of patients that are gone are removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from her2parse.files import write_atomic
from her2parse.model import Option, Patient
from her2parse.outputs.phenopackets.packet import packet
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.views import page_names


def write_phenopackets(
    out: Path, patients: Sequence[Patient], settings: RunSettings, options: Sequence[Option] = ()
) -> tuple[Path, ...]:
    """Write ``phenopackets/<patient_key>.json``; a file is called as the patient's page is. Returns the paths."""
    folder = out / "phenopackets"
    names = page_names(patient.patient_key for patient in patients)
    by_patient: dict[str, list[Option]] = {}
    for option in options:
        by_patient.setdefault(option.patient_key, []).append(option)
    written = []
    for patient in sorted(patients, key=lambda one: one.patient_key):
        if not patient.patient_key:
            continue
        path = folder / (names[patient.patient_key].removesuffix(".html") + ".json")
        data = packet(patient, by_patient.get(patient.patient_key, []), settings)
        if not path.is_file() or path.read_bytes() != data:
            write_atomic(path, data)
        written.append(path)
    for path in sorted(set(folder.glob("*.json")) - set(written)):
        path.unlink()
    return tuple(sorted(written))
