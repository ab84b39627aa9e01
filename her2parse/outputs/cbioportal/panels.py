"""Which genes a report says it looked at, as gene panels.

Without a panel cBioPortal takes every gene of a sequenced sample for tested, and a gene without a mutation for wild
type. A panel here holds the genes that the report itself lists or states something about; a report that tells of none
has no panel (``NA``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from her2parse.outputs.cbioportal.table import Sample, is_symbol, table

_COVERED = {"mutations": "small_variant", "cna": "copy_number", "structural_variants": "fusion"}
_KINDS = {"mutations": ("small_variant",), "cna": ("copy_number",), "structural_variants": ("fusion", "splice")}
_ASSAYED = ("positive", "negative", "equivocal")


def genes(sample: Sample, profile: str) -> tuple[str, ...]:
    """The genes that one report covers for one profile (``mutations``, ``cna``, ``structural_variants``)."""
    result = sample.report.result
    found = set(getattr(result.header.coverage, _COVERED[profile]))
    stated = [one.statement for one in sample.findings]
    found |= {said.gene for said in stated if said.kind in _KINDS[profile]}
    if profile == "structural_variants":
        found |= {name for said in stated for name in said.fusion.split("::")}
    axis = {"mutations": "mutation", "cna": "amplification"}.get(profile, "")
    if any(call.axis == axis and call.call in _ASSAYED for call in result.calls):
        found.add("ERBB2")
    return tuple(sorted(name for name in found if is_symbol(name)))


def stable_id(covered: Sequence[str]) -> str:
    """A panel's name, made from its genes; ``NA`` for none."""
    return f"her2parse_{sha256(' '.join(covered).encode()).hexdigest()[:10]}" if covered else "NA"


def panels(samples: Sequence[Sample], profiles: Sequence[str]) -> tuple[bytes, Mapping[str, bytes]]:
    """``data_gene_panel_matrix.txt``, and the panel files by their stable ids."""
    files: dict[str, bytes] = {}
    rows = []
    for sample in samples:
        row = {"SAMPLE_ID": sample.sample_id}
        for profile in profiles:
            covered = genes(sample, profile)
            name = row[profile] = stable_id(covered)
            if covered:
                files[name] = _file(name, covered)
        rows.append(row)
    return table(("SAMPLE_ID", *profiles), rows), {name: files[name] for name in sorted(files)}


def _file(name: str, covered: Sequence[str]) -> bytes:
    text = f"stable_id: {name}\ndescription: {len(covered)} genes that a report lists or states (her2parse)\n"
    return (text + "gene_list: " + "\t".join(covered) + "\n").encode("utf-8")
