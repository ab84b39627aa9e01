"""The ground floor of facts: assays, drugs, variants, rules, CIViC items and codes, read from data and checked.

Everything here is mechanism; the facts stand in ``config/assays.yaml``, ``config/knowledge/`` and ``data/codes.tsv``,
each row with its source, the day it was checked and whether it was verified.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from her2parse.errors import KnowledgeError
from her2parse.knowledge.assays import Assay, AssayCatalogue, load_assays
from her2parse.knowledge.civic import CivicItem, CivicTable, load_civic
from her2parse.knowledge.codes import Code, codes
from her2parse.knowledge.points import PointsTable, load_points
from her2parse.knowledge.rules import Biomarker, Rule, RuleBook, load_rules
from her2parse.knowledge.schema import check_own_folder, read_table
from her2parse.knowledge.variants import Described, Judged, VariantCatalogue, load_variants
from her2parse.knowledge.words import CopyNumberWords, load_words

if TYPE_CHECKING:
    from her2parse.knowledge.drugs import DrugTable
    from her2parse.knowledge.mechanisms import MechanismCatalogue
    from her2parse.knowledge.resistance_facts import ResistanceFacts

__all__ = [
    "Assay",
    "AssayCatalogue",
    "Biomarker",
    "CivicItem",
    "CivicTable",
    "Code",
    "CopyNumberWords",
    "Described",
    "Judged",
    "Knowledge",
    "PointsTable",
    "Rule",
    "RuleBook",
    "VariantCatalogue",
    "codes",
    "content_hash",
    "load",
    "load_assays",
]

_SUFFIXES = (".tsv", ".yaml")


@dataclass(frozen=True)
class Knowledge:
    """One loaded knowledge base.

    ``sources`` are the citations behind the keys in square brackets; ``version`` is what ``VERSION`` says; ``hash`` is
    the SHA-256 over all its files.
    """

    assays: AssayCatalogue
    drugs: DrugTable
    mechanisms: MechanismCatalogue
    her2_mechanisms: MechanismCatalogue
    resistance_facts: ResistanceFacts
    variants: VariantCatalogue
    points: PointsTable
    rules: RuleBook
    civic: CivicTable
    words: CopyNumberWords
    sources: tuple[tuple[str, str], ...]
    version: str
    hash: str


def load(folder: Path, assays: Path, extra: Path | None = None) -> Knowledge:
    """Load and check a knowledge base.

    Args:
        folder: ``config/knowledge``.
        assays: ``config/assays.yaml``.
        extra: a laboratory's own folder: tables of our names, ``rules.yaml`` and ``assays.yaml`` in it add rows
            to ours or replace ours of the same key, and are marked as the laboratory's own.

    Raises:
        KnowledgeError: a file is missing or breaks its schema; names file, row, column and the nearest valid value.
    """
    from her2parse.knowledge.drugs import DrugTable
    from her2parse.knowledge.mechanisms import MechanismCatalogue
    from her2parse.knowledge.resistance_facts import ResistanceFacts

    if not folder.is_dir():
        raise KnowledgeError("no such folder", expected="the knowledge folder", where=folder.name)
    if extra is not None:
        check_own_folder(extra)
    drugs = DrugTable.load(folder / "drugs.tsv", extra)
    ours = load_assays(assays)
    own_assays = extra / "assays.yaml" if extra is not None else None
    if own_assays is not None and own_assays.exists():
        ours = ours.with_overrides(load_assays(own_assays, own=True))
    version = _version(folder / "VERSION")
    mechanisms = MechanismCatalogue.load(folder / "resistance.tsv", extra)
    return Knowledge(
        assays=ours,
        drugs=drugs,
        mechanisms=mechanisms,
        her2_mechanisms=MechanismCatalogue.load(folder / "her2_resistance.tsv", extra, "her2_resistance"),
        resistance_facts=ResistanceFacts.load(folder, (m.key for m in mechanisms.mechanisms), extra),
        variants=load_variants(folder / "variants.tsv", folder / "regions.tsv", extra),
        points=load_points(
            folder / "oncogenicity_criteria.tsv",
            folder / "oncogenicity_evidence.tsv",
            extra,
        ),
        rules=load_rules(folder, (drug.name for drug in drugs.drugs), extra),
        civic=load_civic(folder / "civic.tsv", folder / "civic_names.tsv"),
        words=load_words(folder / "copy_number_words.tsv", extra),
        sources=tuple((row["key"], row["citation"]) for row in read_table("sources", folder / "sources.tsv", extra)),
        # Two states of a laboratory's folder are two versions.
        version=version if extra is None else f"{version}+own.{content_hash(extra)[:8]}",
        hash=content_hash(folder, assays, extra),
    )


def _version(path: Path) -> str:
    try:
        version = path.read_text(encoding="utf-8").strip()
    except OSError:
        version = ""
    if not version:
        raise KnowledgeError("no version", expected="one line such as 2026.11.22", where=path.name)
    return version


def content_hash(folder: Path, assays: Path | None = None, extra: Path | None = None) -> str:
    """The SHA-256 over all tables and documents of a knowledge folder, the assay catalogue and a laboratory's rows."""
    beside = () if assays is None else (assays,)
    return _hash([*_files(folder), *beside, *(_files(extra) if extra is not None else ())])


def _files(folder: Path) -> list[Path]:
    return sorted((path for path in folder.iterdir() if path.suffix in _SUFFIXES), key=lambda path: path.name)


def _hash(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
