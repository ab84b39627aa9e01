"""The cBioPortal study: every rule of its documentation, nothing invented, nothing denied that nobody looked for."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cbioportal_rules
import pytest
from cbioportal_rules import CHECKS, header, meta, panel, table
from outputs_factory import SETTINGS, YVMA, calls, cohort, finding, placed, report_id

from her2parse.model import Coverage, NormalizedVariant, Patient, PlacedReport, ReportHeader, TimelineEvent
from her2parse.outputs.cbioportal import write_cbioportal
from her2parse.outputs.cbioportal.copies import level
from her2parse.outputs.cbioportal.mutations import classification, place
from her2parse.outputs.cbioportal.study import study

TRUTH = Path(__file__).parents[1] / "truth" / "cbioportal_rules.tsv"
RULES = [row["rule"] for row in csv.DictReader(TRUTH.read_text("utf-8").splitlines(), delimiter="\t")]


def files_of(patients: tuple[Patient, ...]) -> dict[str, str]:
    return {name: data.decode("utf-8") for name, data in study(patients, SETTINGS).items()}


def everything() -> tuple[Patient, ...]:
    """The cohort and one report with an alteration of every kind."""
    found = (
        finding("x.pdf", normalized=YVMA, oncogenicity="oncogenic", oncogenicity_source="a " * 90, vaf=0.2),
        finding("x.pdf", "EGFR", "L858R", significance="germline"),
        finding("x.pdf", "ALK", "EML4-ALK", kind="fusion", fusion="EML4::ALK", reads=214),
        finding("x.pdf", "ROS1", "positive", kind="fusion"),
        finding("x.pdf", "RET", "not detected", kind="fusion", state="not_detected"),
        finding("x.pdf", "MET", "Exon 14 skipping", kind="splice"),
        finding("x.pdf", "ERBB2", "amplification", kind="copy_number"),
        finding("x.pdf", "MET", "amplification", kind="copy_number", state="not_detected"),
        finding("x.pdf", "MYC", "Intermediate", kind="copy_number", state="equivocal"),
        finding("x.pdf", "CDKN2A", "loss", kind="copy_number"),
        finding("x.pdf", "ERBB2", "3+", kind="expression", ihc_score="3+"),
    )
    cover = ReportHeader(lab="Lab", assay="Panel", coverage=Coverage(small_variant=("KRAS", "EGFR"), fusion=("RET",)))
    report = placed("x.pdf", "ward 3/17", found, header=cover, calls=calls("x.pdf", "positive", "positive", "positive"))
    silent = placed("silent.pdf", "ward 3/17", collected_on="", calls=calls("silent.pdf"))
    return (*cohort()[0], Patient("ward 3/17", (report, silent)))


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return files_of(everything())


def test_every_rule_has_its_check_and_its_source() -> None:
    assert set(CHECKS) == set(RULES)
    assert all(row.count("\t") == 2 and row.split("\t")[2] for row in TRUTH.read_text("utf-8").splitlines())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_cbioportal(rule: str, files: dict[str, str]) -> None:
    assert list(CHECKS[rule](files)) == []


@pytest.mark.parametrize("patients", [(), (Patient("P", (placed("a.pdf", "P"),)),)], ids=["no patient", "no finding"])
def test_the_rules_hold_where_there_is_little(patients: tuple[Patient, ...]) -> None:
    made = files_of(patients)
    assert not {"data_mutations.txt", "data_cna.txt", "data_sv.txt"} & set(made)
    needed = [rule for rule in RULES if patients or not rule.startswith(("clinical", "banned"))]
    assert [problem for rule in needed for problem in CHECKS[rule](made)] == []


def instead(name: str, old: str, new: str) -> Callable[[dict[str, str]], dict[str, str]]:
    def broken(files: dict[str, str]) -> dict[str, str]:
        assert old in files[name], (name, old)
        return {**files, name: files[name].replace(old, new, 1)}

    return broken


def without(name: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda files: {key: text for key, text in files.items() if key != name}


_SAMPLE = "data_clinical_sample.txt"
_PANEL = "her2parse_"


@pytest.mark.parametrize(
    ("rule", "breaks"),
    [
        ("meta_study", instead("meta_study.txt", "type_of_cancer: mixed", "type_of_cancer: ")),
        ("same_study", instead("case_lists/cases_cna.txt", "identifier: her2parse", "identifier: other")),
        ("meta_fields", instead("meta_cna.txt", "DISCRETE", "DISCREET")),
        ("data_file", without("meta_sv.txt")),
        ("clinical_header", instead(_SAMPLE, "#Pseudonym", "Pseudonym")),
        ("clinical_header", instead(_SAMPLE, "\tDIAGNOSIS\t", "\tdiagnosis\t")),
        ("clinical_types", instead(_SAMPLE, "\tNUMBER", "\tFLOAT")),
        ("clinical_ids", instead(_SAMPLE, "P001\t", "P 001\t")),
        ("banned", instead(_SAMPLE, "\tDIAGNOSIS\t", "\tMUTATION_COUNT\t")),
        ("patients_known", instead("data_timeline_treatment.txt", "P001", "P009")),
        ("samples_known", instead("data_sv.txt", report_id("x.pdf"), "R000")),
        ("maf_columns", instead("data_mutations.txt", "HGVSp_Short", "Protein")),
        ("maf_values", instead("data_mutations.txt", "GRCh38", "hg38")),
        ("maf_alleles", instead("data_mutations.txt", "\t-\t", "\tdup\t")),
        ("driver", instead("data_mutations.txt", "Putative_Driver", "Driver")),
        ("namespaces", instead("meta_sv.txt", "namespaces: her2parse", "namespaces: other")),
        ("cna_values", instead("data_cna.txt", "\tNA", "\tgain")),
        ("cna_genes", instead("data_cna.txt", "MET\t", "ERBB2\t")),
        ("sv_values", instead("data_sv.txt", "SOMATIC", "UNKNOWN")),
        ("timeline", instead("data_timeline_specimen.txt", "STOP_DATE\t", "")),
        ("case_list", instead("case_lists/cases_cna.txt", "her2parse_cna", "cna")),
        ("required_lists", without("case_lists/cases_sequenced.txt")),
        ("categories", instead("case_lists/cases_cna.txt", "all_cases_with_cna_data", "cna_data")),
        ("panel_matrix", instead("data_gene_panel_matrix.txt", _PANEL, "gone_")),
        ("tabs", instead("data_mutations.txt", "L858R", "L858R\t")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_checks_see_what_is_wrong(
    rule: str, breaks: Callable[[dict[str, str]], dict[str, str]], files: dict[str, str]
) -> None:
    assert list(CHECKS[rule](breaks(files)))


def test_a_panel_that_lacks_a_gene_is_seen(files: dict[str, str]) -> None:
    name = next(name for name in files if name.startswith("gene_panels/") and "\tTP53" not in files[name])
    emptied = {**files, **{n: files[n].replace("EGFR", "XXXX") for n in files if n.startswith("gene_panels/")}}
    assert list(cbioportal_rules.sequenced_has_panel(emptied))
    assert list(cbioportal_rules.panel_file({**files, name: files[name].replace("gene_list", "genes")}))


# ── what is said, and what is not ─────────────────────────────────────────────────────────────────────────────────


def row_of(files: dict[str, str], name: str, **wanted: str) -> dict[str, str]:
    (found,) = [row for row in table(files, name) if all(row[key] == value for key, value in wanted.items())]
    return found


def test_what_a_report_does_not_give_stays_empty(files: dict[str, str]) -> None:
    row = row_of(files, "data_mutations.txt", Hugo_Symbol="EGFR", Tumor_Sample_Barcode=report_id("x.pdf"))
    assert row["Chromosome"] == "7"  # of the gene's reference sequence
    assert not any(row[column] for column in ("Start_Position", "End_Position", "Reference_Allele", "HGVSp_Short"))
    assert not {"t_alt_count", "t_ref_count"} & set(row)
    assert row["Mutation_Status"] == "Germline"
    assert row["Variant_Classification"] == "Unknown"
    yvma = row_of(files, "data_mutations.txt", HGVSp_Short="p.Y772_A775dup", Tumor_Sample_Barcode=report_id("x.pdf"))
    assert (yvma["Start_Position"], yvma["End_Position"]) == ("39724742", "39724743")
    assert (yvma["Reference_Allele"], yvma["Tumor_Seq_Allele2"]) == ("-", "")
    assert (yvma["Variant_Classification"], yvma["her2parse.vaf"]) == ("In_Frame_Ins", "0.2")
    assert (yvma["Entrez_Gene_Id"], yvma["cbp_driver"]) == ("2064", "Putative_Driver")


def test_copy_number_is_what_is_stated(files: dict[str, str]) -> None:
    levels = {row["Hugo_Symbol"]: row[report_id("x.pdf")] for row in table(files, "data_cna.txt")}
    assert levels == {"CDKN2A": "-1", "ERBB2": "2", "MET": "0", "MYC": "NA"}
    assert report_id("p2.pdf") not in header(files, "data_cna.txt")


@pytest.mark.parametrize(
    ("written", "state", "expected"),
    [("amplification", "detected", "2"), ("12.4", "detected", "2"), ("Copy number gain", "detected", "1"),
     ("Low (+)", "detected", "1"), ("High (+++)", "detected", "2"), ("Medium (++)", "detected", "2"),
     ("low-level amplification", "detected", "2"), ("loss", "detected", "-1"),
     ("homozygous deletion", "detected", "-2"),
     ("amplification", "not_detected", "0"), ("loss", "not_detected", ""), ("Intermediate", "equivocal", ""),
     ("pending", "indeterminate", "")],
)  # fmt: skip
def test_levels(written: str, state: str, expected: str) -> None:
    assert level(finding("a.pdf", written=written, kind="copy_number", state=state)) == expected


def test_two_statements_that_differ_are_not_settled_here() -> None:
    said = (
        finding("a.pdf", written="amplification", kind="copy_number"),
        finding("a.pdf", written="not amplified", kind="copy_number", state="not_detected"),
    )
    made = files_of((Patient("P", (placed("a.pdf", "P", said),)),))
    assert [row[report_id("a.pdf")] for row in table(made, "data_cna.txt")] == ["NA"]


def test_a_gene_that_nobody_looked_at_is_on_no_panel(files: dict[str, str]) -> None:
    matrix = {row["SAMPLE_ID"]: row for row in table(files, "data_gene_panel_matrix.txt")}
    full, silent = matrix[report_id("x.pdf")], matrix[report_id("silent.pdf")]
    assert panel(files, full["mutations"]) == {"EGFR", "ERBB2", "KRAS"}
    assert panel(files, full["structural_variants"]) == {"ALK", "EML4", "MET", "RET", "ROS1"}
    assert {silent[profile] for profile in ("mutations", "cna", "structural_variants")} == {"NA"}
    assert report_id("silent.pdf") not in meta(files, "case_lists/cases_sequenced.txt")["case_list_ids"]


def test_fusions_and_skipped_exons(files: dict[str, str]) -> None:
    rows = {row["Event_Info"]: row for row in table(files, "data_sv.txt")}
    assert set(rows) == {"EML4-ALK Fusion", "Fusion, partner not stated", "Exon 14 skipping"}
    assert rows["EML4-ALK Fusion"]["Tumor_Variant_Count"] == "214"
    assert rows["Fusion, partner not stated"]["Site1_Hugo_Symbol"] == "ROS1"
    assert not rows["Fusion, partner not stated"]["Site2_Hugo_Symbol"]


def test_days_begin_with_the_first_that_is_known(files: dict[str, str]) -> None:
    treated = row_of(files, "data_timeline_treatment.txt", PATIENT_ID="P001")
    assert (treated["START_DATE"], treated["STOP_DATE"]) == ("22", "406")
    assert (treated["AGENT"], treated["SUBTYPE"]) == ("osimertinib", "Targeted Therapy")
    days = {row["SAMPLE_ID"]: row["START_DATE"] for row in table(files, "data_timeline_specimen.txt")}
    assert (days[report_id("p1_base.pdf")], days[report_id("p1_prog.pdf")]) == ("0", "415")
    assert report_id("silent.pdf") not in days
    status = row_of(files, "data_timeline_status.txt", PATIENT_ID="P001")
    assert status["STATUS"] == "Resistance to osimertinib: ERBB2 exon 20 insertion (apparently acquired)"


def test_a_progression_is_told_where_its_day_is() -> None:
    seen = [TimelineEvent(date, precision, "progression", "progressed", "report", report_id="R1")
            for date, precision in (("2026-02-01", "day"), ("2026-02", "month"))]  # fmt: skip
    made = files_of((replace(cohort()[0][1], timeline=tuple(seen)),))
    status = row_of(made, "data_timeline_status.txt", STATUS="Progression")
    assert (status["START_DATE"], status["SOURCE"]) == ("-28", "R1")


def test_duplicates_failed_and_replaced_reports_are_no_samples(files: dict[str, str]) -> None:
    assert report_id("broken.pdf") not in files["data_clinical_sample.txt"]
    assert files["data_clinical_sample.txt"].count(report_id("p1_prog.pdf")) == 1
    first = placed("old.pdf", "P", (finding("old.pdf"),))
    later: PlacedReport = replace(placed("new.pdf", "P", (finding("new.pdf"),)), amends=report_id("old.pdf"))
    made = files_of((Patient("P", (first, later)),))
    assert [row["SAMPLE_ID"] for row in table(made, "data_clinical_sample.txt")] == [report_id("new.pdf")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("NC_000017.11:g.39723967T>C", ("17", "39723967", "39723967", "T", "C")),
     ("NC_000023.11:g.100_101insACG", ("X", "100", "101", "-", "ACG")),
     ("NC_000007.14:g.55174772_55174786del", ("7", "55174772", "55174786", None, "-")),
     ("NC_000017.11:g.39723966_39723967delinsCC", ("17", "39723966", "39723967", None, "CC")),
     ("NC_000017.11:g.5dup", ("17", "5", "6", "-", None)), ("NM_004448.4:c.2264T>C", (None,) * 5), ("", (None,) * 5)],
)  # fmt: skip
def test_places(name: str, expected: tuple[str | None, ...]) -> None:
    columns = ("Chromosome", "Start_Position", "End_Position", "Reference_Allele", "Tumor_Seq_Allele2")
    assert tuple(place(name).get(column) for column in columns) == expected


@pytest.mark.parametrize(
    ("consequence", "short", "coding", "expected"),
    [("missense", "p.L755S", "", "Missense_Mutation"), ("frameshift", "p.K1fs", "c.5del", "Frame_Shift_Del"),
     ("frameshift", "p.K1fs", "c.5dup", "Frame_Shift_Ins"), ("frameshift", "p.K1fs", "", "Unknown"),
     ("frameshift", "p.K1fs", "c.5_6delinsT", "Unknown"), ("delins", "p.G776delinsVC", "", "In_Frame_Ins"),
     ("delins", "p.L747_P753delinsS", "", "In_Frame_Del"), ("delins", "p.L755_E757delinsABC", "", "Missense_Mutation"),
     ("promoter", "", "c.-124C>T", "5'Flank"), ("", "", "", "Unknown")],
)  # fmt: skip
def test_classes(consequence: str, short: str, coding: str, expected: str) -> None:
    named = NormalizedVariant("ERBB2", "x", "exact", hgvs_p_short=short, hgvs_c=coding, consequence=consequence)
    assert classification(finding("a.pdf", normalized=named)) == expected


def test_the_same_bytes_twice_and_nothing_left_of_an_earlier_study(tmp_path: Path) -> None:
    first = {
        path.relative_to(tmp_path): path.read_bytes() for path in write_cbioportal(tmp_path, everything(), SETTINGS)
    }
    again = write_cbioportal(tmp_path, everything()[::-1], SETTINGS)
    assert first == {path.relative_to(tmp_path): path.read_bytes() for path in again}
    write_cbioportal(tmp_path, (), SETTINGS)
    assert [path.name for path in (tmp_path / "cbioportal").rglob("*")] == ["meta_study.txt"]


def test_it_says_what_it_is_for(files: dict[str, str]) -> None:
    assert "not a medical device" in files["meta_study.txt"]
    assert "not from the diagnosis" in files["meta_study.txt"]
