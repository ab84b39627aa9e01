"""A small validator: cBioPortal's rules for a study folder, one function a row of ``truth/cbioportal_rules.tsv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

Files = Mapping[str, str]
Problems = Iterator[str]
CHECKS: dict[str, Callable[[Files], Problems]] = {}

_META = {
    "clinical_patient": ("CLINICAL", "PATIENT_ATTRIBUTES", ""),
    "clinical_sample": ("CLINICAL", "SAMPLE_ATTRIBUTES", ""),
    "mutations": ("MUTATION_EXTENDED", "MAF", "mutations"),
    "cna": ("COPY_NUMBER_ALTERATION", "DISCRETE", "cna"),
    "sv": ("STRUCTURAL_VARIANT", "SV", "structural_variants"),
    "gene_panel_matrix": ("GENE_PANEL_MATRIX", "GENE_PANEL_MATRIX", ""),
    "timeline_specimen": ("CLINICAL", "TIMELINE", ""),
    "timeline_treatment": ("CLINICAL", "TIMELINE", ""),
    "timeline_status": ("CLINICAL", "TIMELINE", ""),
}
_CLASSES = {
    "Frame_Shift_Del", "Frame_Shift_Ins", "In_Frame_Del", "In_Frame_Ins", "Missense_Mutation", "Nonsense_Mutation",
    "Silent", "Splice_Site", "Translation_Start_Site", "Nonstop_Mutation", "3'UTR", "3'Flank", "5'UTR", "5'Flank",
    "IGR", "Intron", "RNA", "Targeted_Region", "De_novo_Start_InFrame", "De_novo_Start_OutOfFrame", "Splice_Region",
    "Unknown",
}  # fmt: skip
_CATEGORIES = {
    "all_cases_in_study", "all_cases_with_mutation_data", "all_cases_with_cna_data", "all_cases_with_log2_cna_data",
    "all_cases_with_methylation_data", "all_cases_with_mrna_array_data", "all_cases_with_mrna_rnaseq_data",
    "all_cases_with_rppa_data", "all_cases_with_microrna_data", "all_cases_with_mutation_and_cna_data",
    "all_cases_with_mutation_and_cna_and_mrna_data", "all_cases_with_gsva_data", "all_cases_with_sv_data", "other",
}  # fmt: skip
_MAF = ("Hugo_Symbol", "NCBI_Build", "Chromosome", "Variant_Classification", "Reference_Allele", "Tumor_Seq_Allele2",
        "Tumor_Sample_Barcode", "HGVSp_Short")  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9._-]+")


def check(check_: Callable[[Files], Problems]) -> Callable[[Files], Problems]:
    CHECKS[check_.__name__] = check_
    return check_


def meta(files: Files, name: str) -> dict[str, str]:
    return dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in files[name].splitlines())


def table(files: Files, name: str) -> list[dict[str, str]]:
    lines = [line for line in files.get(name, "").split("\n") if line and not line.startswith("#")]
    if not lines:
        return []
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=False)) for line in lines[1:]]


def header(files: Files, name: str) -> list[str]:
    return next(line for line in files[name].split("\n") if not line.startswith("#")).split("\t")


def samples(files: Files) -> set[str]:
    return {row["SAMPLE_ID"] for row in table(files, "data_clinical_sample.txt")}


def metas(files: Files) -> list[str]:
    return [name for name in files if name.startswith("meta_") and name != "meta_study.txt"]


def lists(files: Files) -> list[str]:
    return [name for name in files if name.startswith("case_lists/")]


@check
def meta_study(files: Files) -> Problems:
    given = meta(files, "meta_study.txt")
    yield from (
        key for key in ("type_of_cancer", "cancer_study_identifier", "name", "description") if not given.get(key)
    )


@check
def same_study(files: Files) -> Problems:
    study = meta(files, "meta_study.txt")["cancer_study_identifier"]
    for name in (*metas(files), *lists(files)):
        if meta(files, name).get("cancer_study_identifier") != study:
            yield name


@check
def meta_fields(files: Files) -> Problems:
    for name in metas(files):
        given = meta(files, name)
        wanted = _META[name.removeprefix("meta_").removesuffix(".txt")]
        found = (given.get("genetic_alteration_type"), given.get("datatype"), given.get("stable_id", ""))
        if found != wanted:
            yield f"{name}: {found}"
        if wanted[2] and not (
            given.get("profile_name") and given.get("profile_description")
            and given.get("show_profile_in_analysis_tab") == "true"
        ):  # fmt: skip
            yield f"{name}: profile"


@check
def data_file(files: Files) -> Problems:
    named = {meta(files, name).get("data_filename", "") for name in metas(files)}
    yield from sorted(named ^ {name for name in files if name.startswith("data_")})


@check
def clinical_header(files: Files) -> Problems:
    for name in ("data_clinical_patient.txt", "data_clinical_sample.txt"):
        lines = files[name].split("\n")
        width = len(lines[4].split("\t"))
        for line in lines[:4]:
            if not line.startswith("#") or len(line.split("\t")) != width:
                yield f"{name}: {line}"
        if lines[4] != lines[4].upper() or lines[4].startswith("#"):
            yield f"{name}: {lines[4]}"


@check
def clinical_types(files: Files) -> Problems:
    for name in ("data_clinical_patient.txt", "data_clinical_sample.txt"):
        lines = files[name].split("\n")
        types = dict(zip(lines[4].split("\t"), lines[2].removeprefix("#").split("\t"), strict=True))
        if set(types.values()) - {"STRING", "NUMBER", "BOOLEAN"}:
            yield f"{name}: datatype"
        if not all(cell.isdigit() for cell in lines[3].removeprefix("#").split("\t")):
            yield f"{name}: priority"
        for row in table(files, name):
            for column, kind in types.items():
                if kind == "NUMBER" and row[column] and not re.fullmatch(r"-?\d+(\.\d+)?", row[column]):
                    yield f"{name}: {column} {row[column]}"


@check
def clinical_ids(files: Files) -> Problems:
    rows = table(files, "data_clinical_sample.txt")
    for row in (*rows, *table(files, "data_clinical_patient.txt")):
        for column in ("PATIENT_ID", "SAMPLE_ID"):
            if not _ID.fullmatch(row.get(column, "x")):
                yield row[column]
    if len(samples(files)) != len(rows):
        yield "a sample twice"


@check
def banned(files: Files) -> Problems:
    for name in ("data_clinical_patient.txt", "data_clinical_sample.txt"):
        yield from set(header(files, name)) & {"MUTATION_COUNT", "FRACTION_GENOME_ALTERED"}


@check
def patients_known(files: Files) -> Problems:
    known = {row["PATIENT_ID"] for row in table(files, "data_clinical_patient.txt")}
    for name in files:
        if name.startswith(("data_timeline", "data_clinical_sample")):
            yield from (f"{name}: {row['PATIENT_ID']}" for row in table(files, name) if row["PATIENT_ID"] not in known)


@check
def samples_known(files: Files) -> Problems:
    used = {row["Tumor_Sample_Barcode"] for row in table(files, "data_mutations.txt")}
    used |= {row["Sample_Id"] for row in table(files, "data_sv.txt")}
    used |= {row["SAMPLE_ID"] for row in table(files, "data_gene_panel_matrix.txt")}
    used |= {row["SAMPLE_ID"] for row in table(files, "data_timeline_specimen.txt")}
    used |= set(header(files, "data_cna.txt")[2:]) if "data_cna.txt" in files else set()
    used |= {one for name in lists(files) for one in meta(files, name)["case_list_ids"].split("\t")}
    yield from sorted(used - samples(files))


@check
def maf_columns(files: Files) -> Problems:
    if "data_mutations.txt" in files:
        yield from (column for column in _MAF if column not in header(files, "data_mutations.txt"))


@check
def maf_values(files: Files) -> Problems:
    for row in table(files, "data_mutations.txt"):
        if row["NCBI_Build"] != "GRCh38" or row["Variant_Classification"] not in _CLASSES or not row["Hugo_Symbol"]:
            yield str(row)
        places = row["Start_Position"], row["End_Position"]
        if any(place and not place.isdigit() for place in places) or bool(places[0]) != bool(places[1]):
            yield str(places)
        if not re.fullmatch(r"[1-9]|1\d|2[0-2]|X|Y|", row["Chromosome"]):
            yield row["Chromosome"]


@check
def maf_alleles(files: Files) -> Problems:
    for row in table(files, "data_mutations.txt"):
        for column in ("Reference_Allele", "Tumor_Seq_Allele2"):
            if not re.fullmatch(r"[ACGT]*|-", row[column]):
                yield row[column]


@check
def driver(files: Files) -> Problems:
    for row in table(files, "data_mutations.txt"):
        if row["cbp_driver"] not in ("Putative_Driver", "Putative_Passenger", "Unknown", "NA", ""):
            yield row["cbp_driver"]
        if len(row["cbp_driver_annotation"]) > 80 or (row["cbp_driver_annotation"] and not row["cbp_driver"]):
            yield row["cbp_driver_annotation"]


@check
def namespaces(files: Files) -> Problems:
    for name in metas(files):
        given = meta(files, name)
        for space in filter(None, given.get("namespaces", "").split(",")):
            if not any(column.startswith(f"{space}.") for column in header(files, given["data_filename"])):
                yield f"{name}: {space}"


@check
def cna_values(files: Files) -> Problems:
    for row in table(files, "data_cna.txt"):
        yield from {cell for column, cell in row.items() if column in samples(files)} - {
            "-2",
            "-1",
            "0",
            "1",
            "2",
            "NA",
        }


@check
def cna_genes(files: Files) -> Problems:
    genes = [row["Hugo_Symbol"] for row in table(files, "data_cna.txt")]
    yield from {gene for gene in genes if genes.count(gene) > 1 or not gene}


@check
def sv_values(files: Files) -> Problems:
    for row in table(files, "data_sv.txt"):
        if row["SV_Status"] not in ("SOMATIC", "GERMLINE") or not (
            row["Site1_Hugo_Symbol"] or row["Site2_Hugo_Symbol"]
        ):
            yield str(row)


@check
def timeline(files: Files) -> Problems:
    for name in files:
        if name.startswith("data_timeline"):
            if header(files, name)[:4] != ["PATIENT_ID", "START_DATE", "STOP_DATE", "EVENT_TYPE"]:
                yield name
            for row in table(files, name):
                if not re.fullmatch(r"-?\d+", row["START_DATE"]) or not re.fullmatch(
                    r"(-?\d+)?", row.get("STOP_DATE", "")
                ):
                    yield str(row)
                if row["EVENT_TYPE"] != "TREATMENT" and row.get("STOP_DATE"):
                    yield str(row)


@check
def case_list(files: Files) -> Problems:
    study = meta(files, "meta_study.txt")["cancer_study_identifier"]
    for name in lists(files):
        given = meta(files, name)
        suffix = name.removeprefix("case_lists/cases_").removesuffix(".txt")
        if given.get("stable_id") != f"{study}_{suffix}" or not given.get("case_list_name"):
            yield name
        if not given.get("case_list_description") or not re.fullmatch(r"[^\t ]+(\t[^\t ]+)*", given["case_list_ids"]):
            yield name


@check
def required_lists(files: Files) -> Problems:
    for data, suffix in (("data_mutations.txt", "sequenced"), ("data_cna.txt", "cna")):
        if data in files and f"case_lists/cases_{suffix}.txt" not in files:
            yield suffix
    if meta(files, "meta_study.txt").get("add_global_case_list") != "true":
        yield "all"


@check
def categories(files: Files) -> Problems:
    yield from (name for name in lists(files) if meta(files, name)["case_list_category"] not in _CATEGORIES)


def panel(files: Files, name: str) -> set[str]:
    return set(meta(files, f"gene_panels/{name}.txt")["gene_list"].split("\t"))


@check
def panel_matrix(files: Files) -> Problems:
    if "data_gene_panel_matrix.txt" not in files:
        return
    profiles = header(files, "data_gene_panel_matrix.txt")
    known = {meta(files, name).get("stable_id") for name in metas(files)}
    if profiles[0] != "SAMPLE_ID" or not set(profiles[1:]) <= known:
        yield str(profiles)
    for row in table(files, "data_gene_panel_matrix.txt"):
        for profile in profiles[1:]:
            if row[profile] != "NA" and f"gene_panels/{row[profile]}.txt" not in files:
                yield row[profile]


@check
def panel_file(files: Files) -> Problems:
    for name in files:
        if name.startswith("gene_panels/"):
            given = meta(files, name)
            stable = given.get("stable_id", "")
            if f"gene_panels/{stable}.txt" != name or " " in stable or not given.get("description"):
                yield name
            if not given.get("gene_list"):
                yield name


@check
def sequenced_has_panel(files: Files) -> Problems:
    matrix = {row["SAMPLE_ID"]: row for row in table(files, "data_gene_panel_matrix.txt")}
    if "case_lists/cases_sequenced.txt" in files:
        for sample in meta(files, "case_lists/cases_sequenced.txt")["case_list_ids"].split("\t"):
            if matrix.get(sample, {}).get("mutations", "NA") == "NA":
                yield sample
    for row in table(files, "data_mutations.txt"):
        name = matrix.get(row["Tumor_Sample_Barcode"], {}).get("mutations", "NA")
        if name == "NA" or row["Hugo_Symbol"] not in panel(files, name):
            yield f"{row['Tumor_Sample_Barcode']} {row['Hugo_Symbol']}"


@check
def tabs(files: Files) -> Problems:
    for name in files:
        if name.startswith("data_"):
            lines = files[name].split("\n")
            width = {len(line.split("\t")) for line in lines if line}
            if len(width) != 1 or lines[-1] or "\r" in files[name]:
                yield f"{name}: {width}"
