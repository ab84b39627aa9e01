"""The catalogues of resistance mechanisms: which findings are one, and for which TKI generations or HER2 drugs.

The mechanisms are data (``config/knowledge/resistance.tsv`` for EGFR TKIs, ``her2_resistance.tsv`` for HER2 drugs). A
row's ``pattern`` is a list of alternatives:

=====================  =================================================================================
``p.T790M``            exactly this protein change
``aa:797`` ``aa:12,13``  any missense at these residues
``del:745-753``        an in-frame deletion or delins that touches these residues
``ins:762-774``        an in-frame insertion, duplication or lengthening delins that touches these residues
``class:G719X``        a name that stands for many variants
``text:KDD``           the words, anywhere in the name as written
``splice:14``          a variant of a splice site of this exon
``missense``           any missense
``truncating``         nonsense, frameshift, splice site, start lost
``pathogenic``         reported, or held by us, to be (likely) pathogenic
``oncogenic``          held by us to be (likely) oncogenic; where we hold nothing, reported as (likely) pathogenic
``gain`` ``loss``      the direction of a copy number change
``3+``                 an immunohistochemistry score
``any``                whatever the report detects in this gene and event
``a/b+c/d``            (pairs) one of the rows a, b together with one of c, d
=====================  =================================================================================

Roles: ``resistance`` (a mechanism); ``driver`` (a truncal EGFR driver, never a mechanism by itself); ``loss`` (its
disappearance is the mechanism); ``member`` and ``pair`` (a mechanism only together, as RB1 with TP53); ``blood`` (in
plasma the gene's variants often come from blood cells, so that they do not show that the tumour sheds).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import read_table
from her2parse.model import Finding

if TYPE_CHECKING:
    from her2parse.knowledge.drugs import Drug

_TOKEN = re.compile(
    r"p\.[A-Z]\d+(?:[A-Z]|\*)|aa:\d+(?:,\d+)*|(?:del|ins):\d+-\d+|class:.+|text:.+|splice:\d+"
    r"|missense|truncating|pathogenic|oncogenic|gain|loss|3\+|any"
)
_MISSENSE = re.compile(r"(?:p\.)?\(?([A-Z])(\d+)([A-Z])\)?")
_MISSENSE_WORD = re.compile(r"(?<![A-Za-z0-9])(?:p\.)?\(?([A-Z])(\d{2,4})([A-Z])(?![A-Za-z0-9*])")
_SPLICE_SITE = re.compile(r"splice[ -](?:site|donor|acceptor)", re.I)
_DELINS = re.compile(r"p\.\(?[A-Z](\d+)(?:_[A-Z](\d+))?delins([A-Z]+)\)?")
_LOSS = re.compile(r"loss|delet|homozygous|\bdel\b|p[eé]rdida|deleci|verlust|perte", re.I)
_NOT_FOCAL = re.compile(r"polysom|aneuploid", re.I)
_TRUNCATING = frozenset({"nonsense", "frameshift", "splice", "start_lost"})
_PATHOGENIC = frozenset({"pathogenic", "likely_pathogenic"})
_ONCOGENIC = frozenset({"oncogenic", "likely_oncogenic", "resistance"})
_HARMLESS = frozenset({"benign", "likely_benign", "synonymous"})

Role = Literal["resistance", "driver", "loss", "member", "pair", "blood"]
MechanismClass = Literal["on_target", "bypass", "downstream", "cell_cycle", "fusion", "histologic"]
Her2Axis = Literal["", "mutation", "amplification", "overexpression"]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One row of the catalogue.

    ``tki_generations``: the generations that it is resistance to; ``target_of``: those that it is a target of.
    ``often_at_baseline``: commonly there before treatment. ``chip``: in plasma it may come from blood cells. For HER2
    drugs, ``against`` are names or classes of drugs; ``target``: the drug may be given for it.
    """

    key: str
    role: Role
    gene: str
    event: str
    patterns: tuple[str, ...]
    name: str
    mechanism_class: MechanismClass | Literal[""]
    tki_generations: tuple[int, ...]
    target_of: tuple[int, ...]
    her2_axis: Her2Axis
    often_at_baseline: bool
    chip: bool
    frequency: str
    evidence: tuple[str, ...]
    level: str
    note: str
    source: str
    checked: str
    verified: bool
    own: bool = False
    against: tuple[str, ...] = ()
    target: bool = False

    def label(self, finding: Finding) -> str:
        """The mechanism's name with the finding's own variant or fusion put in (``EGFR C797S``)."""
        return self.name.replace("{variant}", variant_label(finding)).replace("{fusion}", fusion_name(finding))

    def concerns(self, generation: int | None) -> bool:
        """Whether it is resistance to a TKI of this generation; an unknown one may be any, a fourth has no data yet."""
        return generation not in (1, 2, 3) or generation in self.tki_generations

    def is_against(self, drug: Drug) -> bool:
        """Whether it is resistance to this HER2 drug, by its name or its class."""
        return drug.name in self.against or drug.drug_class in self.against


@dataclass(frozen=True)
class MechanismCatalogue:
    """All mechanisms of one knowledge base."""

    mechanisms: tuple[Mechanism, ...]

    @classmethod
    def load(cls, path: Path, extra: Path | None = None, table: str = "resistance") -> MechanismCatalogue:
        """Read ``resistance.tsv`` (or another table of mechanisms); rows of the folder ``extra`` replace ours of the
        same key.

        Raises:
            KnowledgeError: a column, a vocabulary or a pattern is wrong; names the row and the column.
        """
        found = [_mechanism(row) for row in read_table(table, path, extra)]
        keys = {mechanism.key for mechanism in found}
        for mechanism in found:
            named = re.split("[+/]", mechanism.patterns[0]) if mechanism.role == "pair" else []
            for key in named:
                if key not in keys:
                    raise KnowledgeError(
                        f"the key {key!r} in the pair {mechanism.key}", expected="a key of the table", where=path.name
                    )
        return cls(tuple(found))

    @cached_property
    def _by_gene(self) -> dict[str, tuple[Mechanism, ...]]:
        genes: dict[str, list[Mechanism]] = {}
        for mechanism in self.mechanisms:
            genes.setdefault(mechanism.gene, []).append(mechanism)
        return {gene: tuple(rows) for gene, rows in genes.items()}

    @cached_property
    def blood_genes(self) -> frozenset[str]:
        """Genes whose variants in plasma often come from blood cells (clonal haematopoiesis)."""
        return frozenset(mechanism.gene for mechanism in self.mechanisms if mechanism.role == "blood")

    def match(self, finding: Finding, tki_generation: int | None) -> tuple[Mechanism, ...]:
        """The mechanisms that one detected finding is, for a TKI of this generation (None = not known which).

        Empty for what is not detected, benign, synonymous, or of unknown significance.
        """
        return tuple(m for m in self._matching(finding, ("resistance",)) if m.concerns(tki_generation))

    def match_drug(self, finding: Finding, drug: Drug) -> tuple[Mechanism, ...]:
        """The mechanisms that one detected finding is for a HER2 drug, those that name the drug itself first."""
        found = [m for m in self._matching(finding, ("resistance",)) if m.is_against(drug)]
        return tuple(sorted(found, key=lambda m: drug.name not in m.against))

    def losses_under(self, drug: Drug) -> tuple[Mechanism, ...]:
        """The alterations whose disappearance under a HER2 drug is itself a mechanism."""
        return tuple(m for m in self.mechanisms if m.role == "loss" and m.is_against(drug))

    def pairs_under(self, findings: Iterable[Finding], drug: Drug) -> tuple[tuple[Mechanism, tuple[Finding, ...]], ...]:
        """As ``pairs``, for a HER2 drug."""
        return tuple(pair for pair in self.pairs(findings, None) if pair[0].is_against(drug))

    def is_driver(self, finding: Finding) -> bool:
        """Whether the finding is a truncal EGFR driver."""
        return any(True for _ in self._matching(finding, ("driver",)))

    def losses(self, generation: int | None) -> tuple[Mechanism, ...]:
        """The alterations whose disappearance under a TKI of this generation is itself a mechanism."""
        return tuple(m for m in self.mechanisms if m.role == "loss" and m.concerns(generation))

    def is_instance(self, mechanism: Mechanism, finding: Finding) -> bool:
        """Whether the finding is a detected instance of this mechanism's event."""
        return counts(finding) and _fits(mechanism, finding)

    def pairs(
        self, findings: Iterable[Finding], generation: int | None
    ) -> tuple[tuple[Mechanism, tuple[Finding, ...]], ...]:
        """The mechanisms that several findings of one report make together, each with one finding for each member."""
        listed = tuple(findings)
        found = []
        for pair in self.mechanisms:
            if pair.role != "pair" or not pair.concerns(generation):
                continue
            members = [self._first(listed, side.split("/")) for side in pair.patterns[0].split("+")]
            if all(member is not None for member in members):
                found.append((pair, tuple(member for member in members if member is not None)))
        return tuple(found)

    def _first(self, findings: Sequence[Finding], keys: Sequence[str]) -> Finding | None:
        rows = [m for m in self.mechanisms if m.key in keys]
        fitting = [f for f in findings if counts(f) and any(_fits(m, f) for m in rows)]
        return min(fitting, key=lambda f: (-(f.statement.vaf or 0.0), f.finding_id), default=None)

    def _matching(self, finding: Finding, roles: Sequence[str]) -> Iterable[Mechanism]:
        if not counts(finding):
            return
        for gene in _genes(finding):
            for mechanism in self._by_gene.get(gene, ()):
                if mechanism.role in roles and _fits(mechanism, finding):
                    yield mechanism


def counts(finding: Finding) -> bool:
    """Whether a finding may be a mechanism at all: detected, and neither harmless nor of unknown significance.

    A variant that the report calls of unknown significance counts where our own catalogue holds it to be oncogenic; a
    germline variant counts in EGFR only (inherited T790M).
    """
    statement = finding.statement
    if statement.state != "detected" or statement.significance in _HARMLESS:
        return False
    if finding.variant is not None and finding.variant.consequence == "synonymous":
        return False
    if statement.significance == "germline" and statement.gene != "EGFR":
        return False
    if finding.oncogenicity in ("vus", "likely_benign", "benign"):
        return False
    return statement.significance != "vus" or finding.oncogenicity in _ONCOGENIC


def protein_name(finding: Finding) -> str:
    """The short protein name (``p.T790M``), or an empty string.

    Without a normalised name, the only simple missense in the words as written ("no evidence of EGFR T790M").
    """
    if finding.variant is not None and finding.variant.hgvs_p_short:
        short = finding.variant.hgvs_p_short.replace("p.(", "p.").rstrip(")")
        # What a splice site variant does to the protein is not known: that is no name.
        return "" if "?" in short else short
    if finding.statement.kind != "small_variant":
        return ""
    for text in (finding.statement.protein, finding.statement.as_written):
        named = {match.groups() for match in _MISSENSE_WORD.finditer(text)}
        if len(named) == 1:
            return "p." + "".join(named.pop())
    return ""


def class_name(finding: Finding) -> str:
    """The name of a class of variants (``exon 19 deletion``), lower case, or an empty string."""
    return finding.variant.variant_class.lower() if finding.variant is not None else ""


def fusion_name(finding: Finding) -> str:
    """``CCDC6::RET``, or the gene alone where the partner is not known."""
    named = finding.statement.fusion or (finding.variant.fusion if finding.variant is not None else "")
    return named or finding.statement.gene


def variant_label(finding: Finding) -> str:
    """A small variant as people call it: ``C797S``, ``exon 19 deletion``, else as written."""
    short = protein_name(finding)
    if short:
        return short.removeprefix("p.")
    variant = finding.variant
    if variant is not None:
        return variant.variant_class or variant.hgvs_c.split(":")[-1] or finding.statement.as_written
    return finding.statement.as_written


def copy_number_direction(finding: Finding) -> Literal["gain", "loss", ""]:
    """The direction of a copy number statement; empty where the words are about whole chromosomes."""
    statement = finding.statement
    words = f"{statement.as_written} {statement.copy_number_text}"
    if _NOT_FOCAL.search(words):
        return ""
    if _LOSS.search(words):
        return "loss"
    low = {"copies": 1.5, "fold_change": 0.75, "ratio": 0.75}.get(statement.copy_number_unit)
    if low is not None and statement.copy_number is not None and statement.copy_number < low:
        return "loss"
    return "gain"


def _genes(finding: Finding) -> tuple[str, ...]:
    genes = [finding.statement.gene]
    if finding.statement.kind == "fusion":
        genes += [part.strip() for part in fusion_name(finding).split("::")]
    return tuple(dict.fromkeys(genes))


def _fits(mechanism: Mechanism, finding: Finding) -> bool:
    if mechanism.gene not in _genes(finding):
        return False
    kind = finding.statement.kind
    # A splice event is often reported as the small variant that causes it.
    same_event = mechanism.event in ("any", kind) or (mechanism.event == "splice" and kind == "small_variant")
    return same_event and any(_fits_pattern(pattern, finding) for pattern in mechanism.patterns)


def _fits_pattern(pattern: str, finding: Finding) -> bool:
    head, _, rest = pattern.partition(":")
    if head in ("aa", "del", "ins") and rest:
        return _fits_residues(head, rest, finding)
    written = " ".join((finding.statement.as_written, finding.statement.protein, finding.statement.fusion)).lower()
    if head == "class":
        return class_name(finding) == rest.lower() or rest.lower() in written
    if head == "text":
        return rest.lower() in written
    variant = finding.variant
    consequence = variant.consequence if variant is not None else ""
    if head == "splice":
        return variant is not None and consequence == "splice" and str(variant.exon) == rest
    significance = finding.statement.significance
    if pattern == "any":
        return True
    if pattern in ("gain", "loss"):
        return copy_number_direction(finding) == pattern
    if pattern == "3+":
        score = finding.statement.ihc_score
        # Without a score, the report's own word counts where it is about protein and not about RNA.
        return score == "3+" or (not score and finding.her2_class == "overexpression")
    if pattern == "missense":
        return consequence == "missense" or (not consequence and bool(_MISSENSE.fullmatch(protein_name(finding))))
    if pattern == "truncating":
        return consequence in _TRUNCATING or bool(_SPLICE_SITE.search(finding.statement.as_written))
    if pattern == "pathogenic":
        return significance in _PATHOGENIC or finding.oncogenicity in _ONCOGENIC
    if pattern == "oncogenic":
        return finding.oncogenicity in _ONCOGENIC or (not finding.oncogenicity and significance in _PATHOGENIC)
    return protein_name(finding) == pattern


def _fits_residues(head: str, rest: str, finding: Finding) -> bool:
    name, variant = protein_name(finding), finding.variant
    if head == "aa":
        simple = _MISSENSE.fullmatch(name)
        return simple is not None and simple[1] != simple[3] and simple[2] in rest.split(",")
    if variant is None or variant.aa_start is None:
        return False
    first, last = (int(number) for number in rest.split("-"))
    start, end = variant.aa_start, variant.aa_end or variant.aa_start
    if end < first or start > last:
        return False
    changed = _DELINS.fullmatch(name)
    longer = changed is not None and len(changed[3]) > int(changed[2] or changed[1]) - int(changed[1]) + 1
    if head == "ins":
        return variant.consequence == "inframe_insertion" or longer
    return variant.consequence == "inframe_deletion" or (changed is not None and not longer and end > start)


def _mechanism(row: dict[str, str]) -> Mechanism:
    where = f"{row['_file']}, row {row['_row']}"
    patterns = tuple(part.strip() for part in row["pattern"].split(";") if part.strip())
    if row["role"] != "pair":
        for pattern in patterns:
            if not _TOKEN.fullmatch(pattern):
                raise KnowledgeError(
                    f"the pattern {pattern!r}",
                    expected="a form of knowledge/mechanisms.py",
                    where=f"{where}, column pattern",
                )
    if not patterns:
        raise KnowledgeError("no pattern", expected="at least one", where=f"{where}, column pattern")
    against = "against" if "against" in row else "tki_generations"
    if row["role"] in ("resistance", "loss", "pair") and not (row["mechanism_class"] and row[against]):
        raise KnowledgeError(
            "a mechanism without class or generations"
            if against == "tki_generations"
            else "a mechanism without class or drugs",
            expected="both filled",
            where=f"{where}, column mechanism_class",
        )
    return Mechanism(
        key=row["key"],
        role=cast(Role, row["role"]),
        gene=row["gene"],
        event=row["event"],
        patterns=patterns,
        name=row["mechanism"],
        mechanism_class=cast(MechanismClass, row["mechanism_class"]),
        tki_generations=_generations(row.get("tki_generations", "")),
        target_of=_generations(row.get("target_of", "")),
        her2_axis=cast(Her2Axis, row["her2_axis"]),
        often_at_baseline=row["often_at_baseline"] == "yes",
        chip=row["chip"] == "yes",
        frequency=row.get("frequency", ""),
        evidence=tuple(item for item in row["evidence"].split(";") if item),
        level=row["level"],
        note=row["note"],
        source=row["source"],
        checked=row["checked"],
        verified=row["verified"] == "yes",
        own=bool(row["_own"]),
        against=tuple(item for item in row.get("against", "").split(";") if item),
        target=row.get("target") == "yes",
    )


def _generations(cell: str) -> tuple[int, ...]:
    return tuple(int(part) for part in cell.split(";") if part)
