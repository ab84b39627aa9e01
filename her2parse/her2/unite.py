"""One variant under several names is one finding: what the reader could not see before the names were normalised.

``A775_G776insYVMA`` on page 1 and ``p.Y772_A775dup`` on page 4 are one row; so are ``exon 19 deletion`` in a comment
and ``E746_A750del`` in the table. Two DNA changes that give one protein stay two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import Evidence, NormalizedVariant, Statement

Pair = tuple[Statement, NormalizedVariant | None]

_CLASS_MEMBERS = {
    "exon 20 insertion": (20, {"inframe_insertion", "delins"}),
    "exon 19 deletion": (19, {"inframe_deletion", "delins"}),
    "exon 14 skipping": (14, {"splice"}),
    "exon 16 skipping": (16, {"splice"}),
}
"""For a name of a class: the exon and the consequences of the variants that it may stand for."""


_SEEN = ("not_detected", "indeterminate", "equivocal", "detected")
"""Of places that disagree on one variant the one that says most stays, whatever the order of the places."""


def unite(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Join the pairs that are one variant of one gene, in the order of their first places.

    The best-named pair stays; values that it lacks come from the others, and their places become ``more``. A variant
    that is said to be there in one place and not in another carries ``conflicting_statements``.
    """
    groups: list[list[Pair]] = []
    for pair in pairs:
        home = next((group for group in groups if any(_same(other, pair) for other in group)), None)
        if home is None:
            groups.append([pair])
        else:
            home.append(pair)
    named = [_one(group) for group in groups]
    return tuple(pair for pair in _without_classes(named))


def _same(one: Pair, other: Pair) -> bool:
    (a, x), (b, y) = one, other
    if x is None or y is None or a.gene != b.gene or a.kind == "fusion" or b.kind == "fusion":
        return False
    if x.hgvs_c and y.hgvs_c:
        return x.hgvs_c == y.hgvs_c
    if x.hgvs_p_short and x.hgvs_p_short != "p.?":
        return x.hgvs_p_short == y.hgvs_p_short
    return bool(x.variant_class) and x.variant_class == y.variant_class and not x.hgvs_p_short and not y.hgvs_p_short


def _one(group: Sequence[Pair]) -> Pair:
    if len(group) == 1:
        return group[0]
    best, variant = max(group, key=lambda pair: (_SEEN.index(pair[0].state), pair[0].vaf is not None, _named(pair)))
    richest = max(
        (v for _, v in group if v is not None), key=lambda v: (bool(v.hgvs_c), bool(v.hgvs_p)), default=variant
    )
    if variant is not None and richest is not None and richest.hgvs_c and not variant.hgvs_c:
        variant = replace(richest, as_written=variant.as_written, status="rewritten")
    states = {statement.state for statement, _ in group} - {"indeterminate"}
    review = {code for statement, _ in group for code in statement.review}
    if len(states) > 1:
        review.add("conflicting_statements")
    vaf = next((s.vaf for s, _ in [(best, None), *group] if s.vaf is not None and s.state == best.state), None)
    significance = next((s.significance for s, _ in [(best, None), *group] if s.significance), best.significance)
    more = _more(best, [s for s, _ in group])
    return replace(best, vaf=vaf, significance=significance, review=tuple(sorted(review)), more=more), variant


def _named(pair: Pair) -> int:
    statement, _ = pair
    return bool(statement.coding) + bool(statement.protein)


def _more(best: Statement, others: Sequence[Statement]) -> tuple[Evidence, ...]:
    places = [place for s in others for place in (s.evidence, *s.more)]
    return tuple(dict.fromkeys(place for place in (*best.more, *places) if place != best.evidence))


def _without_classes(pairs: Sequence[Pair]) -> list[Pair]:
    """Fold the name of a class into the one variant of the report that it stands for, when both are said alike."""
    out = list(pairs)
    for pair in pairs:
        statement, variant = pair
        if variant is None or not variant.variant_class or variant.hgvs_p_short:
            continue
        members = [
            index
            for index, (s, v) in enumerate(out)
            if s.gene == statement.gene and s.state == statement.state and v is not None and _member(v, variant)
        ]
        if not members:
            continue
        member, name = out[members[0]]
        out[members[0]] = (replace(member, more=_more(member, [statement, member])), name)
        out.remove(pair)
    return out


def _member(variant: NormalizedVariant, named: NormalizedVariant) -> bool:
    if variant.variant_class:
        return False
    exon, consequences = _CLASS_MEMBERS.get(named.variant_class, (0, set()))
    if exon:
        return variant.exon == exon and variant.consequence in consequences
    # A codon class: G719X.
    residue = named.variant_class[1:-1]
    return (
        named.variant_class.endswith("X")
        and residue.isdigit()
        and variant.aa_start == int(residue)
        and variant.consequence == "missense"
    )
