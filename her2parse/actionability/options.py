"""Findings and dated rules to options: one row a finding and therapy."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from her2parse.actionability.biomarkers import Marker, marker
from her2parse.actionability.conditions import Setting, State, companion, conditions, egfr_driver, overall
from her2parse.actionability.evidence import civic_options, supporting
from her2parse.actionability.therapies import drugs_verified, evidence_order, monitoring, therapy_class
from her2parse.knowledge import Knowledge, Rule
from her2parse.knowledge.schema import OWN
from her2parse.model import Condition, Match, Option, Patient

_ONCOGENIC = ("oncogenic", "likely_oncogenic")


def options(patient: Patient, knowledge: Knowledge, as_of: datetime.date) -> tuple[Option, ...]:
    """Every option of a patient as the rules stood on a day, sorted.

    Duplicates, reports that a later one replaces, and findings that may match no therapy give no row.
    """
    day = as_of.isoformat()
    replaced = {placed.amends for placed in patient.reports if placed.amends}
    found: list[Option] = []
    for placed in patient.reports:
        if placed.duplicate_of or placed.result.report_id in replaced:
            continue
        setting = Setting(patient, placed, knowledge)
        for finding in placed.result.findings:
            mark = marker(finding, placed, knowledge)
            if mark is not None:
                found.extend(_of_rules(mark, setting, day))
                found.extend(civic_options(mark, setting, day, _ruled_out(mark, knowledge, day)))
    return tuple(sorted(found, key=_order))


_RANK: tuple[Match, ...] = ("in_label", "unknown", "off_label", "investigational", "resistance", "not_supported")


def _order(option: Option) -> tuple[str, str, str, int, str, str, str]:
    rank = _RANK.index(option.match)
    place = (option.therapy, option.jurisdiction, option.rule_id)
    return (option.patient_key, option.report_id, option.finding_id, rank, *place)


def _of_rules(mark: Marker, setting: Setting, day: str) -> Iterator[Option]:
    valid = [rule for rule in setting.knowledge.rules.rules if rule.valid_on(day) and _concerns(rule, mark)]
    labels = [_label(rule, mark, setting, day) for rule in valid if rule.kind == "label"]
    yield from labels
    labelled = {label.therapy for label in labels}
    held = {label.therapy for label in labels if label.match == "in_label"}
    for rule in valid:
        if rule.kind in ("resistance", "not_supported"):
            yield make_option(rule, mark, setting, day, rule.kind, (), rule.level)
        elif rule.kind == "trial" and rule.therapy not in (held if rule.beside_label else labelled):
            # Without beside_label a trial only stands in while no regulator has a label for this use.
            option = _trial(rule, mark, setting, day)
            if option is not None:
                yield option


def _concerns(rule: Rule, mark: Marker) -> bool:
    """Whether the rule speaks about this finding at all (its scope is a condition, judged later)."""
    asked = rule.biomarker
    if asked.gene != mark.finding.statement.gene or asked.kind != mark.kind:
        return False
    if asked.keys and not any(key in mark.keys for key in asked.keys):
        return False
    if asked.keys and not asked.scope:
        return True
    if rule.kind in ("resistance", "not_supported") or mark.kind != "mutation":
        return True
    if asked.scope and (asked.scope in mark.scope or f"{asked.scope}?" in mark.scope):
        return True
    activating = mark.finding.oncogenicity in _ONCOGENIC
    return activating and (not asked.scope or asked.outside_scope == "off_label")


def _biomarker(rule: Rule, mark: Marker) -> Condition:
    asked = rule.biomarker
    statement = mark.finding.statement
    if mark.open_why:
        return Condition("biomarker", "unknown", mark.open_why)
    if asked.percent_cells_from is not None:
        cells = statement.percent_cells
        if cells is None:
            return Condition("biomarker", "unknown", "percentage of cells not stated")
        state: State = "met" if cells >= asked.percent_cells_from else "unmet"
        return Condition("biomarker", state, f"{cells:g} % of cells, {asked.percent_cells_from:g} asked")
    if not asked.scope or asked.scope in mark.scope:
        return Condition("biomarker", "met", mark.name)
    if f"{asked.scope}?" in mark.scope:
        return Condition(
            "biomarker", "unknown", f"whether {mark.name} is {_words(asked.scope)} is for a person to decide"
        )
    return Condition("biomarker", "unmet", f"{mark.name} is not {_words(asked.scope)}")


def _words(scope: str) -> str:
    return {"activating": "an activating mutation", "tkd_activating": "an activating kinase-domain mutation"}.get(
        scope, scope.replace("_", " ")
    )


def _label(rule: Rule, mark: Marker, setting: Setting, day: str) -> Option:
    settled = (_biomarker(rule, mark), *conditions(rule, setting))
    return make_option(rule, mark, setting, day, overall(one.state for one in settled), settled, "label")


def _trial(rule: Rule, mark: Marker, setting: Setting, day: str) -> Option | None:
    settled = (_biomarker(rule, mark), *conditions(rule, setting))
    if any(one.state == "unmet" or (rule.beside_label and one.state != "met") for one in settled):
        return None
    return make_option(rule, mark, setting, day, "investigational", settled, "trial")


def make_option(
    rule: Rule,
    mark: Marker,
    setting: Setting,
    day: str,
    match: Match,
    settled: tuple[Condition, ...],
    level: str,
) -> Option:
    """The row of a rule and a finding."""
    knowledge, placed = setting.knowledge, setting.placed
    tier, basis = knowledge.rules.tier(match, level), knowledge.rules.tier_basis(match, level)
    why_none = _no_tier(match, settled, mark)
    if why_none:
        tier, basis = "", f"no tier: {why_none}"
    confirm = f"To confirm: {'; '.join(rule.confirm)}." if rule.confirm else ""
    test = companion(rule, setting)
    positive = match in ("in_label", "off_label", "unknown", "investigational")
    own = supporting(mark, rule.therapy, setting) if positive else ()
    verified = rule.verified and mark.verified and drugs_verified(rule.therapy, knowledge)
    return Option(
        patient_key=setting.patient.patient_key,
        report_id=placed.result.report_id,
        finding_id=mark.finding.finding_id,
        biomarker=mark.name,
        therapy=rule.therapy,
        therapy_class=therapy_class(rule.therapy, knowledge),
        jurisdiction=rule.jurisdiction,
        match=match,
        conditions=settled,
        approval=rule.approval,
        approved_on=rule.approved_on,
        amp_tier=tier,
        evidence_ids=tuple(sorted({*rule.evidence_ids, *own}, key=evidence_order)),
        monitoring=monitoring(rule.therapy, knowledge) if positive else "",
        rule_id=rule.rule_id,
        kb_version=knowledge.version,
        as_of=day,
        verified=verified,
        note=" ".join(
            part
            for part in (
                rule.text,
                *_about_test(test),
                confirm,
                *_seen(rule),
                *(_given(rule, settled, setting, day) if positive else ()),
                *_remarks(mark, setting),
            )
            if part
        ),
        companion_test="" if test is None else "met" if test.state == "met" else "unknown",
        tier_basis=basis,
    )


def _no_tier(match: Match, settled: tuple[Condition, ...], mark: Marker) -> str:
    """Why a match has no tier: its biomarker or tumour is open, or no label takes such a finding."""
    states = {one.name: one.state for one in settled}
    open_ones = [name for name in ("biomarker", "disease") if states.get(name) == "unknown"]
    if match in ("unknown", "off_label") and open_ones:
        return f"whether the label's {' and '.join(open_ones)} is met is open"
    settled_scope = any("?" not in token for token in mark.scope)
    if match == "off_label" and mark.kind == "mutation" and states["biomarker"] == "unmet" and not settled_scope:
        return "outside the label's biomarker, and not settled to be an activating mutation"
    return ""


def _about_test(test: Condition | None) -> Iterator[str]:
    if test is not None:
        todo = "" if test.state == "met" else "; confirm by a companion test"
        yield f"Companion test {test.state}: {test.why}{todo}."


def _seen(rule: Rule) -> Iterator[str]:
    """A trial's state is as old as its last look-up."""
    if rule.kind == "trial":
        yield f"In trial when checked on {rule.checked}."


_LINES = ("prior_systemic_therapy", "first_line", "prior_egfr_tki", "prior_egfr_therapy", "prior_platinum")


def _given(rule: Rule, settled: tuple[Condition, ...], setting: Setting, day: str) -> Iterator[str]:
    """What the course adds to conditions of line, which are asked of the sample's day: the same drug already given,
    and what was begun since the sample, up to the day that the rules are asked of.
    """
    dated = [one for one in setting.patient.therapies if one.start_on and one.start_on <= day]
    agents = set(rule.therapy.split(" + "))
    same = [one for one in dated if agents <= set(one.agents)]
    if same:
        first = min(same, key=lambda one: one.start_on)
        yield f"{rule.therapy} was given from {first.start_on}: whether to give it again is for a person."
    since = sorted({(one.start_on, one.drug) for one in dated if setting.day and one.start_on >= setting.day})
    if since and any(one.name in _LINES and one.state != "met" for one in settled):
        told = ", ".join(f"{drug} from {start}" for start, drug in since)
        yield f"Conditions of line are asked of the sample's day, {setting.day}; begun since: {told}."


def _remarks(mark: Marker, setting: Setting) -> Iterator[str]:
    if OWN in mark.finding.oncogenicity_source:
        yield f"What {mark.name} is held to be is the {OWN}."
    if mark.finding.statement.gene != "ERBB2" or mark.kind != "mutation":
        return
    resisting = sorted(
        finding.variant.hgvs_p_short
        for finding in setting.placed.result.findings
        if finding.statement.gene == "ERBB2" and finding.oncogenicity == "resistance" and finding.variant is not None
    )
    if resisting:
        yield f"The same report shows ERBB2 {', '.join(resisting)}, a resistance mutation; see its own rows."
    driver = egfr_driver(setting)
    if driver:
        yield f"{driver} is reported too: the label's trials did not study such tumours (from memory); discuss."


def _ruled_out(mark: Marker, knowledge: Knowledge, day: str) -> frozenset[tuple[str, str]]:
    """(therapy, match) pairs that a rule already gives for this finding, so that CIViC does not repeat them."""
    return frozenset(
        (rule.therapy, rule.kind)
        for rule in knowledge.rules.rules
        if rule.kind in ("resistance", "not_supported") and rule.valid_on(day) and _concerns(rule, mark)
    )
