"""The study folder: meta files, data files and case lists, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.model import Patient
from her2parse.outputs.cbioportal import clinical
from her2parse.outputs.cbioportal.copies import LEVELS, copies
from her2parse.outputs.cbioportal.mutations import is_mutation, mutations
from her2parse.outputs.cbioportal.panels import genes, panels
from her2parse.outputs.cbioportal.structural import is_structural, structural
from her2parse.outputs.cbioportal.table import NAMESPACE, STUDY, Sample, meta, samples
from her2parse.outputs.cbioportal.timeline import DAYS, timelines
from her2parse.outputs.settings import RunSettings

_NOTICE = "Decision support and research use only - not a medical device."


def write_cbioportal(out: Path, patients: Sequence[Patient], settings: RunSettings) -> tuple[Path, ...]:
    """Write ``cbioportal/``; files of an earlier study there go. Returns the paths."""
    folder = out / "cbioportal"
    files = study(patients, settings)
    for name, data in files.items():
        write_atomic(folder / name, data)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)
    return tuple(folder / name for name in sorted(files))


def study(patients: Sequence[Patient], settings: RunSettings) -> dict[str, bytes]:
    """Every file of the study by its name; none of a profile about which no report says anything."""
    found = samples(patients)
    files = {"meta_study.txt": _study(settings)}
    if not found:
        return files
    for kind, data in (("patient", clinical.patients(found)), ("sample", clinical.sample_table(found))):
        fields = {"genetic_alteration_type": "CLINICAL", "datatype": f"{kind.upper()}_ATTRIBUTES"}
        _add(files, f"clinical_{kind}", data, **fields)
    lists: dict[str, list[Sample]] = {}
    if any(is_mutation(one) for sample in found for one in sample.findings):
        _add(files, "mutations", mutations(found), genetic_alteration_type="MUTATION_EXTENDED", datatype="MAF",
             stable_id="mutations", show_profile_in_analysis_tab="true", profile_name="Mutations",
             profile_description="Small variants that reports state as detected. An empty base or place is one that "
             "the report's variant name does not give; fractions are in a column of her2parse.",
             namespaces=NAMESPACE, variant_classification_filter="")  # fmt: skip
        lists["sequenced"] = [one for one in found if genes(one, "mutations")]
    table_of_copies, profiled = copies(found)
    if profiled:
        _add(files, "cna", table_of_copies, genetic_alteration_type="COPY_NUMBER_ALTERATION", datatype="DISCRETE",
             stable_id="cna", show_profile_in_analysis_tab="true", profile_name="Copy number as reported",
             profile_description=LEVELS)  # fmt: skip
        lists["cna"] = list(profiled)
    if any(is_structural(one) for sample in found for one in sample.findings):
        _add(files, "sv", structural(found), genetic_alteration_type="STRUCTURAL_VARIANT", datatype="SV",
             stable_id="structural_variants", show_profile_in_analysis_tab="true", profile_name="Structural variants",
             profile_description="Fusions and skipped exons that reports state as detected. SOMATIC stands where a "
             "tumour's report does not say germline.", namespaces=NAMESPACE)  # fmt: skip
        lists["sv"] = [one for one in found if genes(one, "structural_variants")]
    if "sequenced" in lists and "cna" in lists:
        both = {one.sample_id for one in lists["cna"]}
        lists["cnaseq"] = [one for one in lists["sequenced"] if one.sample_id in both]
    profiles = [name for name, key in (("mutations", "sequenced"), ("cna", "cna"), ("structural_variants", "sv"))
                if key in lists]  # fmt: skip
    if profiles:
        matrix, files_of_panels = panels(found, profiles)
        _add(files, "gene_panel_matrix", matrix, genetic_alteration_type="GENE_PANEL_MATRIX",
             datatype="GENE_PANEL_MATRIX")  # fmt: skip
        files |= {f"gene_panels/{name}.txt": data for name, data in files_of_panels.items()}
    for kind, data in timelines(patients, found).items():
        _add(files, f"timeline_{kind}", data, genetic_alteration_type="CLINICAL", datatype="TIMELINE")
    for suffix, members in lists.items():
        if members:
            files[f"case_lists/cases_{suffix}.txt"] = _case_list(suffix, members)
    return files


def _study(settings: RunSettings) -> bytes:
    return meta(
        type_of_cancer="mixed",
        cancer_study_identifier=STUDY,
        name="HER2 alterations in molecular-pathology reports (her2parse)",
        description=f"Read from report PDFs by her2parse {__version__}, rules as of {settings.as_of}. {_NOTICE} "
        f"A sample is a report. {DAYS}.",
        add_global_case_list="true",
        reference_genome="hg38",
    )


def _add(files: dict[str, bytes], name: str, data: bytes, **fields: str) -> None:
    files[f"meta_{name}.txt"] = meta(
        cancer_study_identifier=STUDY, **fields, data_filename=f"data_{name}.txt"
    )  # fmt: skip
    files[f"data_{name}.txt"] = data


_LISTS = {
    "sequenced": ("Samples with mutation data", "all_cases_with_mutation_data"),
    "cna": ("Samples with copy number data", "all_cases_with_cna_data"),
    "cnaseq": ("Samples with mutation and copy number data", "all_cases_with_mutation_and_cna_data"),
    "sv": ("Samples with structural variant data", "all_cases_with_sv_data"),
}


def _case_list(suffix: str, members: Sequence[Sample]) -> bytes:
    name, category = _LISTS[suffix]
    return meta(
        cancer_study_identifier=STUDY,
        stable_id=f"{STUDY}_{suffix}",
        case_list_name=name,
        case_list_description=f"{name} ({len(members)} samples)",
        case_list_category=category,
        case_list_ids="\t".join(sorted(one.sample_id for one in members)),
    )
