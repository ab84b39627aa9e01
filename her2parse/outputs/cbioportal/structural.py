"""Detected fusions and transcripts with a skipped exon as structural variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from her2parse.model import Finding
from her2parse.outputs.alterations import fusion
from her2parse.outputs.cbioportal.mutations import is_mutation
from her2parse.outputs.cbioportal.table import NAMESPACE, Sample, free, is_symbol, table
from her2parse.outputs.genes import numbers
from her2parse.outputs.text import clean

COLUMNS = (
    "Sample_Id", "SV_Status", "Site1_Hugo_Symbol", "Site1_Entrez_Gene_Id", "Site2_Hugo_Symbol", "Site2_Entrez_Gene_Id",
    "Event_Info", "Annotation", "Tumor_Variant_Count", f"{NAMESPACE}.review",
)  # fmt: skip


def is_structural(one: Finding) -> bool:
    """True for a detected fusion, and for a splice event that has no coding name."""
    said = one.statement
    return (
        said.kind in ("fusion", "splice") and said.state == "detected" and is_symbol(said.gene) and not is_mutation(one)
    )


def structural(samples: Sequence[Sample]) -> bytes:
    """``data_sv.txt``. ``SV_Status`` must be one of two words; a report of a tumour that does not say germline is
    SOMATIC, as the profile's description says."""
    return table(COLUMNS, (row for sample in samples for row in _rows(sample)))


def _rows(sample: Sample) -> Iterator[dict[str, str]]:
    for one in sample.findings:
        if not is_structural(one):
            continue
        said = one.statement
        first, _, second = clean(fusion(one)).partition("::")
        if said.kind == "splice":
            first, second, event = clean(said.gene), clean(said.gene), clean(said.as_written)
        elif is_symbol(first) and is_symbol(second):
            event = f"{first}-{second} Fusion"
        else:
            first, second, event = said.gene, "", "Fusion, partner not stated"
        yield {
            "Sample_Id": sample.sample_id,
            "SV_Status": "GERMLINE" if said.significance == "germline" else "SOMATIC",
            "Site1_Hugo_Symbol": first,
            "Site1_Entrez_Gene_Id": numbers(first).ncbi,
            "Site2_Hugo_Symbol": second,
            "Site2_Entrez_Gene_Id": numbers(second).ncbi,
            "Event_Info": free(event),
            "Annotation": free(said.as_written),
            "Tumor_Variant_Count": str(said.reads) if said.reads is not None else "",
            f"{NAMESPACE}.review": ";".join(dict.fromkeys(one.review)),
        }
