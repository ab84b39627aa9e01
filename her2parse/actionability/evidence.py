"""CIViC items beside the rules: what supports a therapy, and what speaks against one, in rows of its own."""

from __future__ import annotations

from collections.abc import Iterator

from her2parse.actionability.biomarkers import Marker
from her2parse.actionability.conditions import Setting, disease
from her2parse.actionability.therapies import drugs_verified, evidence_order, therapy_class
from her2parse.knowledge import CivicItem, Knowledge
from her2parse.model import Match, Option

_TARGETED = ("egfr_tki", "her2_tki", "her2_adc", "her2_antibody", "met_inhibitor", "adc", "egfr_antibody")
_LEVELS = ("A", "B", "C", "D")


def supporting(mark: Marker, therapy: str, setting: Setting) -> tuple[str, ...]:
    """The ids of items that report sensitivity of this finding to this therapy, in lung cancer or any tumour."""
    knowledge = setting.knowledge
    return tuple(
        item.evidence_id
        for item in _items(mark, setting)
        if item.effect == "sensitivity" and therapy in _regimens(item, knowledge)
    )


def civic_options(mark: Marker, setting: Setting, day: str, covered: frozenset[tuple[str, str]]) -> Iterator[Option]:
    """Rows for resistance and for evidence that does not support a targeted drug, one a therapy.

    A positive item alone makes no row: a therapy is offered by a rule, and CIViC then supports it.
    """
    knowledge = setting.knowledge
    grouped: dict[tuple[Match, str], list[CivicItem]] = {}
    for item in _items(mark, setting):
        if item.effect not in ("resistance", "not_supported"):
            continue
        match: Match = "resistance" if item.effect == "resistance" else "not_supported"
        for therapy in _regimens(item, knowledge):
            if _is_targeted(therapy, knowledge) and (therapy, match) not in covered:
                grouped.setdefault((match, therapy), []).append(item)
    for (match, therapy), items in sorted(grouped.items()):
        level = min(item.level for item in items)
        named = sorted({item.variant for item in items})
        yield Option(
            patient_key=setting.patient.patient_key,
            report_id=setting.placed.result.report_id,
            finding_id=mark.finding.finding_id,
            biomarker=mark.name,
            therapy=therapy,
            therapy_class=therapy_class(therapy, knowledge),
            jurisdiction="",
            match=match,
            conditions=(),
            approval="none",
            approved_on="",
            amp_tier=knowledge.rules.tier(match, level),
            tier_basis=knowledge.rules.tier_basis(match, level),
            evidence_ids=tuple(sorted({item.evidence_id for item in items}, key=evidence_order)),
            monitoring="",
            rule_id=f"CIVIC-{'RES' if match == 'resistance' else 'NEG'}-{mark.finding.statement.gene}",
            kb_version=knowledge.version,
            as_of=day,
            verified=mark.verified and drugs_verified(therapy, knowledge),
            note=f"CIViC level {level}: {mark.finding.statement.gene} {', '.join(named)}." + _hint(mark, setting),
        )


def _items(mark: Marker, setting: Setting) -> tuple[CivicItem, ...]:
    """Items about lung cancer, and about any tumour; of a tumour known to be another than NSCLC the latter only.

    What holds in the lung misleads elsewhere: trastuzumab has no support in amplified lung cancer and is the standard
    in amplified breast cancer.
    """
    found = setting.knowledge.civic.about(mark.finding.statement.gene, mark.keys)
    elsewhere = disease(setting, "nsclc")[0] == "unmet"
    return tuple(item for item in found if item.level in _LEVELS and (item.any_tumour if elsewhere else item.in_lung))


def _hint(mark: Marker, setting: Setting) -> str:
    """What an amplification asks for, where no report of the patient has looked at the protein."""
    if mark.kind != "amplification" or mark.finding.statement.gene != "ERBB2":
        return ""
    looked = ("positive", "negative", "equivocal")
    calls = (call for placed in setting.patient.reports for call in placed.result.calls)
    if any(call.axis == "overexpression" and call.call in looked for call in calls):
        return ""
    return " Amplification alone is on no label in NSCLC: consider HER2 IHC on tissue."


def _regimens(item: CivicItem, knowledge: Knowledge) -> tuple[str, ...]:
    """The item's therapies under the drug table's names; those that it does not know are left as CIViC writes them."""
    return tuple(" + ".join(map(knowledge.drugs.canonical, regimen.split(" + "))) for regimen in item.regimens)


def _is_targeted(therapy: str, knowledge: Knowledge) -> bool:
    drugs = [knowledge.drugs.get(agent) for agent in therapy.split(" + ")]
    return all(drug is not None and drug.drug_class in _TARGETED for drug in drugs)
