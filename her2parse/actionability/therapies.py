"""Therapies and evidence ids as the table prints them."""

from __future__ import annotations

from her2parse.knowledge import Knowledge
from her2parse.knowledge.drugs import Drug
from her2parse.knowledge.schema import own_words


def therapy_class(therapy: str, knowledge: Knowledge) -> str:
    """The drug class of each agent, joined with `` + ``."""
    classes = [_class_of(knowledge.drugs.get(agent)) for agent in therapy.split(" + ")]
    return " + ".join(dict.fromkeys(classes))


def _class_of(drug: Drug | None) -> str:
    if drug is None:
        return "other"
    return own_words(drug.drug_class) if drug.own else drug.drug_class


def drugs_verified(therapy: str, knowledge: Knowledge) -> bool:
    """Whether every agent's row of the drug table was checked against a source; its class is printed beside it."""
    drugs = [knowledge.drugs.get(agent) for agent in therapy.split(" + ")]
    return all(drug is None or drug.verified for drug in drugs)


def monitoring(therapy: str, knowledge: Knowledge) -> str:
    """What labels ask to watch, by drug, else by its class; never a dose."""
    notes = knowledge.rules.monitoring
    found: list[str] = []
    for agent in therapy.split(" + "):
        drug = knowledge.drugs.get(agent)
        text = notes.get(agent) or (notes.get(drug.drug_class) if drug is not None else None)
        if text:
            found.append(f"{agent}: {text}")
    return " ".join(dict.fromkeys(found))


def evidence_order(name: str) -> tuple[str, int, str]:
    """EIDs, then NCTs, then PMIDs, then the rest, each by number."""
    head = name.rstrip("0123456789")
    tail = name[len(head) :]
    return (head if head in ("EID", "NCT", "PMID") else "~", int(tail or 0), name)
