"""Detected small variants as MAF lines.

A place on the genome is given where the variant's name on GRCh38 is known, bases where that name spells them; what it
does not spell (the deleted, the duplicated bases) stays empty. Read counts are not on a report, so the fraction stands
in a column of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from her2parse.model import Finding
from her2parse.outputs.cbioportal.table import NAMESPACE, Sample, free, is_symbol, table
from her2parse.outputs.genes import numbers
from her2parse.outputs.text import number

COLUMNS = (
    "Hugo_Symbol", "Entrez_Gene_Id", "Center", "NCBI_Build", "Chromosome", "Start_Position", "End_Position", "Strand",
    "Variant_Classification", "Reference_Allele", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode", "Mutation_Status",
    "HGVSp_Short", "HGVSc", "cbp_driver", "cbp_driver_annotation",
    *(f"{NAMESPACE}.{name}" for name in ("vaf", "as_written", "hgvs_g_grch37")),
    *(f"{NAMESPACE}.{name}" for name in ("oncogenicity", "her2_detail", "review")),
)  # fmt: skip
_DRIVER = {
    "oncogenic": "Putative_Driver",
    "likely_oncogenic": "Putative_Driver",
    "resistance": "Putative_Driver",
    "likely_benign": "Putative_Passenger",
    "benign": "Putative_Passenger",
    "vus": "Unknown",
}
_CLASS = {
    "missense": "Missense_Mutation",
    "nonsense": "Nonsense_Mutation",
    "synonymous": "Silent",
    "inframe_insertion": "In_Frame_Ins",
    "inframe_deletion": "In_Frame_Del",
    "splice": "Splice_Site",
    "start_lost": "Translation_Start_Site",
    "stop_lost": "Nonstop_Mutation",
    "promoter": "5'Flank",
    "intronic": "Intron",
}
_NAME = re.compile(
    r"NC_0000(?P<chromosome>\d\d)\.\d+:g\.(?P<first>\d+)(?:_(?P<last>\d+))?"
    r"(?:(?P<ref>[ACGT]+)>(?P<alt>[ACGT]+)|delins(?P<delins>[ACGT]+)|ins(?P<ins>[ACGT]+)|(?P<kind>del|dup|inv))"
)
_DELINS = re.compile(r"p\.[A-Z](\d+)(?:_[A-Z](\d+))?delins([A-Z]+)")


def is_mutation(one: Finding) -> bool:
    """True for what belongs into the MAF: a detected small variant, or a splice variant with a coding name."""
    said = one.statement
    named = said.kind == "small_variant" or (said.kind == "splice" and one.variant is not None and one.variant.hgvs_c)
    return bool(named) and said.state == "detected" and is_symbol(said.gene)


def mutations(samples: Sequence[Sample]) -> bytes:
    """``data_mutations.txt``."""
    return table(COLUMNS, (row for sample in samples for row in _rows(sample)))


def _rows(sample: Sample) -> Iterator[dict[str, str]]:
    for one in sample.findings:
        if not is_mutation(one):
            continue
        said, variant = one.statement, one.variant
        gene = numbers(said.gene)
        yield {
            "Hugo_Symbol": said.gene,
            "Entrez_Gene_Id": gene.ncbi,
            "Center": free(sample.report.result.header.lab),
            "NCBI_Build": "GRCh38",
            "Chromosome": gene.chromosome,
            "Strand": "+",
            "Variant_Classification": classification(one),
            "Tumor_Sample_Barcode": sample.sample_id,
            "Mutation_Status": "Germline" if said.significance == "germline" else "",
            "HGVSp_Short": free(variant.hgvs_p_short) if variant else "",
            "HGVSc": free(variant.hgvs_c) if variant else "",
            "cbp_driver": _DRIVER.get(one.oncogenicity, ""),
            "cbp_driver_annotation": free(one.oncogenicity_source)[:80] if one.oncogenicity in _DRIVER else "",
            f"{NAMESPACE}.vaf": number(said.vaf) if said.vaf is not None else "",
            f"{NAMESPACE}.as_written": free(said.as_written),
            f"{NAMESPACE}.hgvs_g_grch37": free(variant.hgvs_g_grch37) if variant else "",
            f"{NAMESPACE}.oncogenicity": one.oncogenicity,
            f"{NAMESPACE}.her2_detail": free(one.her2_detail),
            f"{NAMESPACE}.review": ";".join(dict.fromkeys(one.review)),
            **place(variant.hgvs_g_grch38 if variant else ""),
        }


def place(name: str) -> dict[str, str]:
    """Chromosome, positions and bases of a genomic name, as far as the name tells them.

    >>> place("NC_000017.11:g.39723967T>C")["Reference_Allele"]
    'T'
    >>> place("NC_000017.11:g.39724731_39724742dup")
    {'Chromosome': '17', 'Start_Position': '39724742', 'End_Position': '39724743', 'Reference_Allele': '-'}
    >>> place("p.S310F")
    {}
    """
    found = _NAME.fullmatch(name)
    if not found:
        return {}
    chromosome = {23: "X", 24: "Y"}.get(int(found["chromosome"]), str(int(found["chromosome"])))
    first, last = int(found["first"]), int(found["last"] or found["first"])
    made = {"Chromosome": chromosome, "Start_Position": str(first), "End_Position": str(last)}
    if found["ref"]:
        return {**made, "Reference_Allele": found["ref"], "Tumor_Seq_Allele2": found["alt"]}
    if found["delins"]:
        return {**made, "Tumor_Seq_Allele2": found["delins"]}
    if found["ins"]:
        return {**made, "Reference_Allele": "-", "Tumor_Seq_Allele2": found["ins"]}
    if found["kind"] == "del":
        return {**made, "Tumor_Seq_Allele2": "-"}
    if found["kind"] == "dup":
        # MAF writes a duplication as an insertion between two neighbours.
        return {**made, "Start_Position": str(last), "End_Position": str(last + 1), "Reference_Allele": "-"}
    return made


def classification(one: Finding) -> str:
    """The MAF's word for the effect; ``Unknown`` where the name does not settle it."""
    variant = one.variant
    if variant is None:
        return "Unknown"
    if variant.consequence == "frameshift":
        names = f"{variant.hgvs_c} {variant.hgvs_g_grch38}"
        gained, lost = re.search(r"(?<!del)ins|dup", names), re.search(r"del(?!ins)", names)
        if bool(gained) == bool(lost):
            return "Unknown"
        return "Frame_Shift_Ins" if gained else "Frame_Shift_Del"
    if variant.consequence == "delins":
        return _by_length(variant.hgvs_p_short)
    return _CLASS.get(variant.consequence, "Splice_Site" if one.statement.kind == "splice" else "Unknown")


def _by_length(short: str) -> str:
    found = _DELINS.fullmatch(short)
    if not found:
        return "Unknown"
    lost = int(found[2] or found[1]) - int(found[1]) + 1
    gained = len(found[3])
    return "Missense_Mutation" if gained == lost else "In_Frame_Ins" if gained > lost else "In_Frame_Del"
