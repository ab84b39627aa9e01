"""A rule's conditions against what is known of the patient. What the inputs do not settle stays unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from her2parse.knowledge import Knowledge, Rule
from her2parse.model import Condition, Patient, PlacedReport, Therapy

State = Literal["met", "unmet", "unknown"]

_NOT_SYSTEMIC = ("radiotherapy", "surgery", "best supportive care", "placebo")
_NSCLC_HISTOLOGIES = ("non_squamous", "squamous")


@dataclass(frozen=True)
class Setting:
    """A report in its patient's course: what the conditions are asked of."""

    patient: Patient
    placed: PlacedReport
    knowledge: Knowledge

    @property
    def day(self) -> str:
        """The day that divides ``before`` from ``after``: collection, else receipt, else report; empty if unknown."""
        return self.placed.collected_on or self.placed.received_on or self.placed.reported_on


def conditions(rule: Rule, setting: Setting) -> tuple[Condition, ...]:
    """Every condition of the rule about the patient, each met, unmet or unknown, with the reason."""
    found: list[Condition] = []
    for name, wanted in rule.conditions:
        if name == "disease":
            state, why = disease(setting, wanted)
        elif name == "histology":
            state, why = _histology(setting, wanted)
        elif name == "prior_systemic_therapy":
            state, why = _prior(setting, "systemic therapy", _is_systemic)
        elif name == "first_line":
            state, why = _turned(_prior(setting, "systemic therapy", _is_systemic))
        elif name == "prior_egfr_tki":
            state, why = _prior(setting, "EGFR TKI", _is_egfr_tki)
        elif name == "no_prior_third_generation_egfr_tki":
            state, why = _turned(_prior(setting, "third-generation EGFR TKI", _is_third_generation))
        elif name == "prior_egfr_therapy":
            state, why = _prior(setting, "EGFR-directed therapy", _is_egfr_therapy)
        elif name == "prior_platinum":
            state, why = _prior(setting, "platinum", _is_platinum)
        else:
            state, why = _egfr_mutated(setting)
        found.append(Condition(name, state, why))
    return tuple(found)


def disease(setting: Setting, wanted: str) -> tuple[State, str]:
    """Whether the tumour is an NSCLC (``nsclc``) or a solid one (``solid_tumour``), from diagnosis and histology."""
    placed = setting.placed
    said = setting.knowledge.rules.disease(placed.diagnosis)
    if said in ("", "lung"):
        if placed.histology in _NSCLC_HISTOLOGIES and said == "lung":
            return "met", f"lung cancer of {placed.histology.replace('_', '-')} histology"
        if placed.histology in _NSCLC_HISTOLOGIES and not placed.diagnosis:
            return "met", f"histology {placed.histology.replace('_', '-')}; no diagnosis in words"
        if placed.histology in _NSCLC_HISTOLOGIES and placed.histology != placed.result.header.histology:
            return "met", f"the sample sheet gives {placed.histology.replace('_', '-')} histology, a kind of NSCLC"
        if placed.histology == "small_cell":
            said = "sclc"
        elif said == "lung" and wanted == "solid_tumour":
            return "met", f"diagnosis {placed.diagnosis!r}"
        else:
            what = f"the diagnosis {placed.diagnosis!r} does not settle it" if placed.diagnosis else "no diagnosis"
            return "unknown", what
    small_cell = {"nsclc": placed.histology == "small_cell", "sclc": placed.histology in _NSCLC_HISTOLOGIES}
    if wanted == "nsclc" and small_cell.get(said, False):
        header = placed.result.header
        if said == "nsclc" and placed.histology != header.histology and placed.diagnosis == header.diagnosis:
            return "unmet", "the sample sheet gives small-cell histology, which wins over the report's diagnosis"
        return "unknown", "diagnosis and histology disagree"
    met = said == "nsclc" or (wanted == "solid_tumour" and said != "blood")
    return ("met" if met else "unmet"), f"diagnosis {placed.diagnosis or placed.histology!r}"


def _histology(setting: Setting, wanted: str) -> tuple[State, str]:
    histology = setting.placed.histology
    if histology == wanted:
        return "met", histology.replace("_", "-")
    if histology in ("", "other"):
        return "unknown", "histology not stated" if not histology else "histology neither squamous nor non-squamous"
    return "unmet", histology.replace("_", "-")


def _is_systemic(therapy: Therapy) -> bool:
    """Any agent that is a drug. A name that the drug table does not know may be one or not: :func:`_may_count`."""
    return any(agent not in _NOT_SYSTEMIC for agent in therapy.agents)


def _is_egfr_tki(therapy: Therapy) -> bool:
    return therapy.egfr_tki_generation is not None or therapy.drug_class == "egfr_tki"


def _is_third_generation(therapy: Therapy) -> bool:
    return therapy.egfr_tki_generation == 3


def _is_egfr_therapy(therapy: Therapy) -> bool:
    """A TKI or an antibody against EGFR; an antibody-drug conjugate that only carries its drug there is neither."""
    return _is_egfr_tki(therapy) or therapy.drug_class == "egfr_antibody"


def _is_platinum(therapy: Therapy) -> bool:
    named = (*therapy.agents, therapy.drug.lower())
    return any("platin" in name for name in named)


def _prior(setting: Setting, what: str, counts: Callable[[Therapy], bool]) -> tuple[State, str]:
    therapies = setting.patient.therapies
    wanted = [therapy for therapy in therapies if counts(therapy)]
    day = setting.day
    if day:
        before = [therapy for therapy in wanted if therapy.start_on and therapy.start_on < day]
        if before:
            first = min(before, key=lambda therapy: (therapy.start_on, therapy.drug))
            return "met", f"{first.drug} from {first.start_on}, before the sample of {day}"
    named = _in_own_history(setting, counts)
    if named:
        return "met", f"the report's own history names {named}"
    from_sheet = [therapy for therapy in therapies if therapy.source == "sheet"]
    if not from_sheet:
        return "unknown", "no treatments given"
    if not day:
        return "unknown", "the sample's date is not known"
    undated = [therapy for therapy in wanted if not therapy.start_on]
    if undated:
        return "unknown", f"{undated[0].drug} has no start date"
    vague = [therapy for therapy in therapies if _may_count(therapy, what, day)]
    if vague:
        return "unknown", f"{vague[0].drug} before the sample may or may not be {what}"
    first_line = _first_listed_line(from_sheet)
    if first_line > 1:
        return "unknown", f"the treatment sheet begins with line {first_line}; what came before is not on it"
    same_day = [therapy for therapy in wanted if therapy.start_on == day]
    if same_day:
        return "unknown", f"{same_day[0].drug} began on the day of the sample"
    return "unmet", f"no {what} before the sample of {day} on the treatment sheet"


def _first_listed_line(therapies: Iterable[Therapy]) -> int:
    """The lowest line of treatment that the sheet numbers; 0 where it numbers none."""
    numbers = (re.match(r"\d+", therapy.line.strip()) for therapy in therapies)
    return min((int(number[0]) for number in numbers if number is not None), default=0)


def _turned(asked: tuple[State, str]) -> tuple[State, str]:
    """The other side of a question; unknown stays unknown."""
    state, why = asked
    turned: dict[State, State] = {"met": "unmet", "unmet": "met", "unknown": "unknown"}
    return turned[state], why


def _may_count(therapy: Therapy, what: str, day: str) -> bool:
    """Whether a therapy before the sample (or of no date) could be what is asked: a name that the drug table does not
    know could be anything, chemotherapy of no name could hold platinum, a TKI of no name could be of any generation.
    """
    if therapy.start_on and therapy.start_on >= day:
        return False
    if not therapy.agents:
        return True
    if what == "third-generation EGFR TKI":
        return therapy.drug_class == "egfr_tki" and therapy.egfr_tki_generation is None
    return what == "platinum" and bool({*therapy.agents, therapy.drug.lower()} & {"chemotherapy", "chemoradiotherapy"})


def _in_own_history(setting: Setting, counts: Callable[[Therapy], bool]) -> str:
    """A therapy that this very report's history names (dated before its sample, or not dated)."""
    drugs, day = setting.knowledge.drugs, setting.day
    for mention in setting.placed.result.header.therapies:
        if mention.start_on and day and mention.start_on >= day:
            continue
        for drug in drugs.resolve(mention.text):
            therapy = Therapy(
                (drug.name,), drug.name, drug.drug_class, drug.egfr_tki_generation, "", "", "", "", "report"
            )
            if counts(therapy):
                return drug.name
    return ""


def _egfr_mutated(setting: Setting) -> tuple[State, str]:
    """Whether any report of the patient detects an EGFR driver. Absence never makes it unmet."""
    driver = egfr_driver(setting)
    return ("met", driver) if driver else ("unknown", "no EGFR driver in any report")


def egfr_driver(setting: Setting) -> str:
    """The first EGFR driver that any report of the patient detects, with its report; empty where none does."""
    variants = setting.knowledge.variants
    for placed in setting.patient.reports:
        for finding in placed.result.findings:
            if finding.statement.gene != "EGFR" or finding.statement.state != "detected" or finding.variant is None:
                continue
            judged = variants.judge(finding.variant)
            if judged is not None and "egfr_driver" in judged.scope:
                name = finding.variant.hgvs_p_short or finding.variant.variant_class
                return f"EGFR {name} in {placed.result.report_id}"
    return ""


def companion(rule: Rule, setting: Setting) -> Condition | None:
    """Whether the report's own test is one that the label's wording rests on; None where the rule names no test.

    ``met`` or ``unknown``, never ``unmet``: our list holds the tests that were read of, and another may have been
    approved since. It stands beside the match and does not decide it: a patient fits a label's population whichever
    test found the change, and a person confirms the finding by a companion test.
    """
    if not rule.companion_tests:
        return None
    header, specimen = setting.placed.result.header, setting.placed.specimen
    catalogue = setting.knowledge.assays
    named = [(catalogue.get(assay), kind) for assay, kind in rule.companion_tests]
    wanted = " or ".join(f"{assay.name if assay else 'a test'} in {kind}" for assay, kind in named)
    asks = f"the label asks for a test that {rule.agency} approved for it, such as {wanted}"
    assay = catalogue.get(header.assay_id) if header.assay_id else None
    if assay is None:
        return Condition("companion_test", "unknown", f"the report's test is not known; {asks}")
    kinds = [kind for test, kind in rule.companion_tests if test == assay.assay_id]
    if specimen in kinds:
        return Condition("companion_test", "met", f"{assay.name} in {specimen}")
    if kinds and specimen == "unknown":
        return Condition("companion_test", "unknown", f"{assay.name}, specimen not stated; {asks}")
    if not kinds and assay.kind == "method":
        return Condition("companion_test", "unknown", f"{assay.name} names no product; {asks}")
    return Condition("companion_test", "unknown", f"{assay.name} in {specimen} is not known to be one; {asks}")


def overall(states: Iterable[State]) -> Literal["in_label", "off_label", "unknown"]:
    """Any unmet makes it off label, else any unknown makes it unknown."""
    seen = set(states)
    return "off_label" if "unmet" in seen else "unknown" if "unknown" in seen else "in_label"
