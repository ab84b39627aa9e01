"""Split what stands in a variant cell into gene, transcript, and names on the protein, coding and genomic level."""

from __future__ import annotations

import re
from dataclasses import dataclass

from her2parse.hgvs import coding_grammar, genes, genomic_name, protein_grammar, reference
from her2parse.hgvs.genomic_name import WrittenGenomic
from her2parse.hgvs.problems import Unreadable
from her2parse.hgvs.reference import Build

_ACCESSION = r"(?:N[MPR]_\d{4,9}|X[MP]_\d{4,9}|ENS[TP]\d{8,15}|LRG_\d{1,5}(?:[tp]\d{1,2})?)(?:\.\d{1,3})?"
_UNIPROT = r"[OPQ]\d[A-Z0-9]{3}\d(?:-\d{1,2})?(?=:)"
_CODING = re.compile(
    rf"(?:(?P<acc>{_ACCESSION}) ?(?:\((?P<gene>[A-Za-z0-9/.-]{{1,15}})\))?[ :,;]{{0,3}}"
    rf"(?P<gene2>(?:[A-Z][A-Z0-9]{{1,8}}:)?))?(?<![A-Za-z])\(?c\.\s?(?P<name>{coding_grammar.NAME})\)?",
    re.IGNORECASE,
)
_ANY_CODING = re.compile(r"(?<![A-Za-z0-9])c\.", re.IGNORECASE)
_ANY_ACCESSION = re.compile(
    rf"(?P<acc>{_ACCESSION}|(?<![A-Za-z0-9]){_UNIPROT}) ?(?:\((?P<gene>[A-Za-z0-9/.-]{{1,15}})\))?[:]?"
)
_BARE_CODING = re.compile(rf"(?P<name>{coding_grammar.NAME})\Z", re.IGNORECASE)
_ALLELE = re.compile(r"(?P<kind>[pcg])\.\[(?P<body>[^\[\]]{1,300})\]")
_IDS = re.compile(
    r"\b(?:COS[MVFN]\d{1,10}|rs\d{3,12}|(?:VCV|RCV|SCV|CA|HGMD:?)\d{3,12}(?:\.\d{1,3})?|tmp_\w{1,40})\b", re.IGNORECASE
)
_NOISE = re.compile(
    r"(?<![A-Za-z0-9_*>])(?:"
    r"\d{1,3}(?:[.,]\d{1,4})? ?%|(?:VAF|MAF|AF|VRF|NAF)[ :=]{0,3}(?:0[.,]\d{1,4})?"
    r"|(?:exons?|ex\.?) ?\d{1,2}(?: ?- ?\d{1,2})?"
    r"(?: (?:in-?frame )?(?:insertion|deletion|skipping|duplication|indel|mutation|variant)s?)?"
    r"|introns? \d{1,2}|[ACGT]{3} ?> ?[ACGT]{3}|codons? \d{1,4}|tier ?[IV1-4]{1,3}[A-D]?|\(?het\.?\)?|NM_?|"
    r"(?:known|known/likely|likely|probable|presumed|tyrosine|kinase|domain|mutations?|mutated|mutant|variants?"
    r"|alterations?|missense|nonsense|synonymous|silent|frame ?shift|in-?frame|substitutions?|heterozygous|homozygous"
    r"|hemizygous|hotspot|somatic|germline|pathogenic|oncogenic|activating|resistance|gene|protein|changes?|coding|splice|splicing|site|donor|acceptor|region|promoter|GOF|LOF"
    r"|gain|loss|of|function|detected|positive|present|subclonal|VUS|allele|frequency|fraction|in|the|at|on|with|aka"
    r"|also|as|cis|trans|previously|formerly|called|i\.e\.|e\.g\.|amplification|insertion|deletion|duplication|indel|point|sensitising|sensitizing|snv|gene)"
    r"(?![A-Za-z0-9_*>])|[=:] ?(?= |\Z))(?![A-Za-z0-9])",
    re.IGNORECASE,
)  # fmt: skip
_PLACE = r"[A-Z](?:[a-z]{2})?\d{1,4} ?[_-] ?[A-Z](?:[a-z]{2})?\d{1,4}"
_WORD_FORMS = (
    (re.compile(r"(?<=\d)\s+deletion\b(?:\s+of)?\s*", re.IGNORECASE), "del"),
    (re.compile(r"(?<=\d)\s+duplication\b(?:\s+of)?\s*", re.IGNORECASE), "dup"),
    (re.compile(r"(?<=\d)\s+insertion\b(?:\s+of)?\s+(?=[A-Z]{1,60}\b)", re.IGNORECASE), "ins"),
    (re.compile(rf"\bdeletion\s+(?:of\s+)?(?={_PLACE}(?![A-Za-z0-9]))"), "del"),
)
_EXON_PHRASE = re.compile(
    r"\(?\b(?:exon|ex\.?) ?\d{1,2} ?(?:in-?frame )?"
    r"(?:(?:insertion|deletion|skipping|duplication|indel)s?|(?:ins|del|dup)(?![A-Za-z0-9_]))\)?",
    re.IGNORECASE,
)
_RANGE = rf"(?P<place>(?:p\.)?{_PLACE})"
_EXON_DELETION = re.compile(rf"\b(?:exon ?|ex\.? ?)\d{{1,2}} ?del(?:etion)?s?[ :(,]+{_RANGE}(?=[ )]*\Z)", re.IGNORECASE)
"""``Ex19del E746_A750``: the class's word says what happened to the range."""
_SIZE = re.compile(r"\( ?\d{1,4} ?-?(?:bp|nt|aa|bases|base pairs) ?\)", re.IGNORECASE)
_UNIT = re.compile(r"(?<=(?:del|dup|ins)\d) ?(?:bp|nt)\b|(?<=(?:del|dup|ins)\d\d) ?(?:bp|nt)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;&|]|\+(?!\d)|(?<![A-Za-z])(?:and|plus|or|&)(?![A-Za-z]))\s*", re.IGNORECASE)
_P_PREFIX = re.compile(r"(?<![A-Za-z])p\.", re.IGNORECASE)
_GLUED_P = re.compile(r"(?<=[A-Za-z0-9])p\.(?=[A-Z(])")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What one cell mentions. ``proteins`` are groups: the members of one group stand in one slash list
    (``A775_G776insYVMA/Y772_A775dup``), groups were apart. ``codings`` pair an accession (or nothing) with a name."""

    gene: str = ""
    accession: str = ""
    protein_accession: str = ""
    proteins: tuple[tuple[str, ...], ...] = ()
    codings: tuple[tuple[str, str], ...] = ()
    genomics: tuple[WrittenGenomic, ...] = ()
    build: Build | None = None
    numeric: str = ""


def read(text: str, gene: str) -> Mentions:
    """Split a cleaned text. Raises Unreadable when a part of it is no name."""
    build, text = genomic_name.build_named(text)
    genomics, text = genomic_name.find(text, build)
    text = _ALLELE.sub(lambda f: "; ".join(f"{f['kind']}.{part.strip()}" for part in f["body"].split(";")), text)
    text = _UNIT.sub("", _SIZE.sub(" ", text))
    codings, text, found_gene = _take_codings(text)
    text = _IDS.sub(" ", text)
    accession, protein_accession, text, other_gene = _take_accessions(text)
    text = _EXON_DELETION.sub(r"\g<place>del", text)
    text = _EXON_PHRASE.sub(" ", text)
    for pattern, short in _WORD_FORMS:
        text = pattern.sub(short, text)
    text = _GLUED_P.sub(" p.", text)
    named, text = _take_gene(text, gene)
    text = _NOISE.sub(" ", text)
    if not named and any(map(genes.known, text.split())):  # the gene may stand behind words: "mutation BRAF V600E"
        named, text = _take_gene(text, gene)
    bare = _bare_coding(text)
    numeric = ""
    if bare and not _P_PREFIX.search(text):
        if _only_digits_known(bare):
            numeric = bare
        else:
            codings = (*codings, ("", bare))
        text = ""
    if _ANY_CODING.search(text):
        raise Unreadable("no rule for coding names reads it")
    groups = _groups(text)
    name = named or genes.known(found_gene or other_gene) or _gene_of(accession or protein_accession or _first(codings))
    return Mentions(name, accession, protein_accession, groups, codings, genomics, build, numeric)


def _first(codings: tuple[tuple[str, str], ...]) -> str:
    return codings[0][0] if codings else ""


def _take_codings(text: str) -> tuple[tuple[tuple[str, str], ...], str, str]:
    found = []
    gene = ""
    for match in _CODING.finditer(text):
        found.append((match["acc"] or "", match["name"]))
        gene = gene or match["gene"] or (match["gene2"] or "").rstrip(":")
    return tuple(dict.fromkeys(found)), (_CODING.sub(" ; ", text) if found else text), gene


def _take_accessions(text: str) -> tuple[str, str, str, str]:
    accession = protein_accession = gene = ""
    for match in _ANY_ACCESSION.finditer(text):
        name = match["acc"]
        gene = gene or match["gene"] or ""
        if name.startswith(("NP_", "XP_", "ENSP", "O", "P", "Q")) or re.match(r"LRG_\d+p", name):
            protein_accession = protein_accession or name
        else:
            accession = accession or name
    return accession, protein_accession, _ANY_ACCESSION.sub(" ", text), gene


def _gene_of(accession: str) -> str:
    """Gene of a bundled transcript or protein accession, its version ignored."""
    base = accession.partition(".")[0]
    if not base:
        return ""
    for row in reference.table("transcripts.tsv.gz"):
        if base in (row[k].partition(".")[0] for k in ("refseq_tx", "refseq_protein", "ensembl_tx", "ensembl_protein")):
            return row["gene"]
    lrg = re.sub(r"[tp]\d+\Z", "", base)
    for row in reference.table("numbering.tsv"):
        if {base, lrg} & set(row["accessions"].split(",")):
            return row["gene"]
    return ""


def _take_gene(text: str, gene: str) -> tuple[str, str]:
    """A gene name at the start (or in brackets after it) and the text behind it."""
    text = text.strip(" :,;-")
    words = text.replace(":", " ").split(" ")
    for size in (3, 2, 1):
        if len(words) >= size:
            head = " ".join(words[:size]).strip("(),;")
            known = genes.known(head)
            if known and not (size > 1 and genes.known(words[0].strip("(),;"))):
                return known, _after_gene(" ".join(words[size:]), known)
    first = words[0]
    for mark in ("_", "-", ".", "/", ","):
        head, found, tail = first.partition(mark)
        # ``Trp53_Phe54insPheThr`` is one protein name, although TRP53 is an alias of TP53.
        if found and genes.known(head) and _is_protein(tail.removeprefix("p.")) and not _is_protein(first):
            return genes.known(head), " ".join([tail, *words[1:]])
    glued = _glued(first, gene)
    if glued:
        return genes.known(glued), " ".join([first[len(glued) :], *words[1:]])
    if (
        len(words) > 1
        and not gene
        and genes.symbol(first)
        and not _is_protein(first)
        and _is_protein(words[1].removeprefix("p."))
    ):
        return genes.symbol(first), " ".join(words[1:])
    return "", text


def _after_gene(text: str, gene: str) -> str:
    """Drop a second name of the same gene: ``ERBB2 (HER2) S310F``."""
    text = text.strip(" :,;")
    head, _, rest = text.partition(" ")
    return rest if rest and genes.known(head.strip("()[]")) == gene and not _is_protein(head) else text


def _glued(word: str, gene: str) -> str:
    """The gene's name that a change is glued to (``EGFRL858R``, ``HER2A775_G776insYVMA``); else empty."""
    for size in range(min(len(word) - 3, 8), 2, -1):
        known = genes.known(word[:size])
        own = known == word[:size] or (known == gene and not _is_protein(word))
        if known and own and gene in ("", known) and _is_protein(word[size:]):
            return word[:size]
    return ""


def _is_protein(word: str) -> bool:
    try:
        return protein_grammar.parse(word.strip("(),;[]")).start > 0
    except Unreadable:
        return False


def _bare_coding(text: str) -> str:
    """The text as a coding name without ``c.``: it begins with a number, a minus or an asterisk and a number."""
    body = text.strip(" ():;,[]").replace(" ", "")
    if not re.match(r"[-*]?\d", body) or not _BARE_CODING.match(body):
        return ""
    return body


def _only_digits_known(body: str) -> bool:
    """``746_750del`` or ``776_777insGC``: residues or bases? (``2573T>G`` and intronic places are bases.)"""
    place = re.match(r"(\d+)-(\d+)(?=[A-Za-z])", body)
    if place and int(place[1]) < int(place[2]):  # a hyphen for the underscore, not a place in an intron
        body = body[place.end() :]
    return not re.search(r">|\d[+-]\d|^[-*]|=", body) or bool(re.match(r"\d+[ACGT]{2,}>", body, re.IGNORECASE))


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    text = _P_PREFIX.sub(" p.", text)
    plain = (
        text.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ").replace("{", " ").replace("}", " ")
    )
    groups: list[tuple[str, ...]] = []
    for piece in _BETWEEN.split(plain):
        piece = piece.strip(" :.,;-")
        if not piece:
            continue
        groups.extend(_piece(piece))
    return tuple(groups)[:20]


def _piece(piece: str) -> list[tuple[str, ...]]:
    words = [word.strip(" :;,") for word in _P_PREFIX.sub(" ", piece).replace("p. ", " ").split(" ")]
    words = [word for word in words if word and word not in ("-", "_", "/", "p")]
    if not words:
        return []
    if len(words) > 1 and all(_is_protein(word) for word in words):
        return [tuple(_slashes(word)) for word in words]
    if not _may_join(words):
        raise Unreadable(f"{' '.join(words[1:])[:60]} is no part of a name")
    for joint in ("", "_"):
        joined = joint.join(words).replace("__", "_").replace("_-", "_")
        members = _slashes(joined)
        if members and all(_parses(member) for member in members):
            return [tuple(members)]
    return [("".join(words),)]


_GOES_ON = re.compile(r"[ACDEFGHIKLMNPQRSTVWY]+\Z|(?:[A-Z][a-z]{2})+\Z|\d{1,4}\Z")
_SHIFT_GOES_ON = re.compile(r"fs|[*X]\d", re.IGNORECASE)


def _may_join(words: list[str]) -> bool:
    """Whether the words behind a name that is whole already can belong to it: residues of an insertion that was
    wrapped, a shift written apart. ``C797S cis`` is no insertion of three residues."""
    try:
        first = protein_grammar.parse(words[0])
    except Unreadable:
        return True
    if first.form in ("ins", "delins", "+ins", "del", "dup"):
        return all(_GOES_ON.match(word) for word in words[1:])
    return all(_SHIFT_GOES_ON.match(word) for word in words[1:])


def _parses(word: str) -> bool:
    try:
        protein_grammar.parse(word)
    except Unreadable:
        return False
    return True


_SHORTHAND = re.compile(r"(?P<stem>[A-Za-z]{1,3}\d{1,5})(?P<alt>[A-Za-z*]{1,3})\Z")


def _slashes(word: str) -> list[str]:
    """``S310F/Y`` to S310F and S310Y; ``L755S/V777L`` to its two names."""
    parts = [part.removeprefix("p.") for part in word.split("/") if part]
    if len(parts) < 2:
        return parts
    stem = _SHORTHAND.match(parts[0])
    out = [parts[0]]
    for part in parts[1:]:
        if stem and re.fullmatch(r"[A-Za-z*]{1,3}", part):
            out.append(stem["stem"] + part)
        else:
            out.append(part)
    return out[:20]
