"""What a report says that it tested: its gene lists by event, and the sentences that take something out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

from her2parse.model import Coverage
from her2parse.read.failures import failed_parts
from her2parse.read.geometry import Line
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_prose import Sentence, heading_zone
from her2parse.read.header_text import clean, fold
from her2parse.read.lexicon import rows
from her2parse.read.remembered import by_text

EVENTS = ("small_variant", "copy_number", "fusion")

_SIGNS = "†‡#*§¶^°"
_SIGNED = re.compile(rf"[{re.escape(_SIGNS)}]+")
_EXONS = re.compile(r"([A-Z][A-Z0-9]{1,9})\s*\((?:exons?\s*)?(\d[\d,\s–-]*)\)", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)")
_SERIES = re.compile(r"\b([A-Z]{2,6})(\d)((?:/\d)+)\b")
_SPLIT = re.compile(r"[\s,;/|•·]+")
_LEGEND = re.compile(rf"([{re.escape(_SIGNS)}])\s?([^{re.escape(_SIGNS)}]{{12,}})")
_LISTED = re.compile(
    r"\b(?:covers?|includes?|including|interrogat\w+|comprises?|consists? of|targets?|sequenced|analy[sz]ed|evaluat\w+|"
    r"assessed|assayed|tested|incluye|analiza|umfasst|untersucht|comprend|comprende|inclui|omvat|bevat|onderzocht)\b"
)
_TOLD = re.compile(
    r"\b(?:detected|identified|found|positive|negative|therap\w+|trial|patients?|inhibitor\w*|resist\w+|wild)\b"
)
_DETECT = (
    r"(?:detect|identif|assess|evaluat|report|cover|interrogat|determin|analy[sz]|call|measur|designed|validated|"
    r"intended|able|detecta|permite|evalua|incluye|erfass|nachgewiesen|nachweis|nachzuweisen|beurteil|untersuch|detecte|permet|evalue|rileva|"
    r"consente|valuta|deteta|avalia|gedetecteerd|aangetoond|beoordeel|aantonen)\w*"
)
_NOT = (
    r"(?:(?:does|do|can|could|is|are|was|were|will)(?: not|n't)|cannot|unable to|not able to|"
    r"not|no|nicht|ne|pas|non|nao|niet)"
)
# "does not detect X", "is not designed to detect X"; "X are not reported", "X werden nicht erfasst".
_ACTIVE = re.compile(rf"\b{_NOT} (?:\w+ ){{0,2}}{_DETECT}\b")
_NONE_FOUND = re.compile(r"\bno (?:other |further |additional )?(?:report|detect|identif|call)(?:able|ed|iable|ied)\b")
_PASSIVE = re.compile(
    rf"\b(?:are|is|cannot|can not|werden|wird|worden|wordt|sont|sono|sao|no se|nao sao|se)\b(?: \w+){{0,4}}? "
    rf"(?:not |nicht |niet |pas |non |no |nao |be )?(?:be )?{_DETECT}"
)
_ABOUT_TEST = re.compile(
    r"test|assay|panel|method|analysis|sequenc|technique|prueba|metodo|ensayo|analise|untersuchung|verfahren|technik|"
    r"methode|analyse|esame|metodica|teste|painel|bepaling|techniek|"
    r"\b(?:are|is) not (?:detected|reported|assessed|evaluated|covered)"
)
_EXON_20 = re.compile(r"\bexon 20 only|\bonly exon 20\b|\blimited to exon 20\b|\bsolo (?:el )?exon 20\b")
_PARTLY = re.compile(
    r"\b(?:all|some|certain|every|other|may|might|necessarily|always|reliably|in this (?:sample|specimen))\b"
)
_WAITING_LINES, _LOST_LINES = 5, 3
_PANEL_LINES, _PANEL_GENES, _TITLE_WORDS = 20, 8, 8
"""Lines below a title that are looked at, genes that make a panel, words of a title."""
_LISTED_BESIDE, _SAME_LEFT = 3, 6.0
"""How many genes make a cell beside others a list; how far (points) the cells of one column may begin apart."""
_SOUGHT = re.compile(
    r"\b(?:sought (?:in|for)|searched for in|looked for in|assessed (?:for|in)|tested (?:for|in)|evaluated (?:for|in)|"
    r"analy[sz]ed (?:for|in)|se (?:buscaron|buscan|estudiaron|analizaron|evaluaron)|"
    r"(?:untersucht|analysiert|getestet|gepruft) (?:wurden|wurde|werden)|"
    r"(?:wurden|wurde) (?:untersucht|gesucht|bestimmt|gepruft|analysiert)|"
    r"recherchee?s? (?:dans|pour|sur)|etudiee?s? (?:dans|pour|sur)|analysee?s? (?:dans|pour|sur)|"
    r"ricercat[aei] (?:in|nei|per|su)|analizzat[aei] (?:in|nei|per|su)|pesquisad[oa]s? em|"
    r"(?:gezocht|onderzocht) (?:in|op)|onderzocht (?:zijn|werden))\b"
)
"""What was looked for, before the genes that it was looked for in: ``Amplifications were sought in …``."""
_LOOKED = re.compile(
    r"\b(?:targets?|panel|scope|coverage|examined|interrogated|tested|screened|analy[sz]ed|assessed|assayed|evaluated|investigated|sequenced|surveyed|"
    r"untersucht\w*|analysiert\w*|getestet\w*|gepruft\w*|bestimmt|erfasst|onderzocht\w*|getest\w*|geanalyseerd\w*|"
    r"recherchee?s?|etudiee?s?|analysee?s?|testee?s?|explore\w*|analizad[oa]s?|estudiad[oa]s?|investigad[oa]s?|buscad[oa]s?|evaluad[oa]s?|"
    r"analizzat[aeio]|valutat[aeio]|indagat[aeio]|ricercat[aeio]|esaminat[aeio]|testat[aeio]|analisad[oa]s?|pesquisad[oa]s?|avaliad[oa]s?|testad[oa]s?)\b"
)
"""The same in any order (``Amplification was evaluated in``, ``Onderzocht op mutaties:``), before a list of genes."""
_FOUND = re.compile(
    r"(?<!can be )(?<!be )\b(?:detected|identified|found)\b|"
    r"\b(?:nachgewiesene?[nrs]?|detectad[oa]s?|rilevat[aeio]|detectee?s?|evidenziat[aeio]|gevonden|aangetoond)\b|检出|検出され|검출된"
)
"""What was found, which is no list of what was tested."""
_LIST = 4
"""Genes that make a list where nothing but such a word stands before them."""


@cache
def _genes() -> dict[str, str]:
    names = {}
    for row in rows("genes.tsv"):
        names[row["symbol"]] = row["symbol"]
        names.update(dict.fromkeys(filter(None, row["aliases"].split(";")), row["symbol"]))
    return names


@dataclass
class _Lists:
    """What has been collected so far."""

    genes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    signed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    legends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    partial: set[str] = field(default_factory=set)


def read_coverage(
    lines: Sequence[Sequence[Line]], prose: Sequence[Sentence], headings: Mapping[str, str] | None = None
) -> Coverage:
    """The genes that the report lists as tested, by event, and its limits.

    A list belongs to the events that its heading names, a footnote sign after a gene to those of the sign's legend, and
    a list without either to small variants. ``partial:ERBB2`` stands for a gene of which only some exons are covered.
    """
    found = _Lists()
    _read_lists(_running_on(lines), found, headings)
    for page_lines in lines:
        for column in _columns(page_lines):
            _read_lists(column, found, headings)
        _read_legends(page_lines, found)
    told = not found.genes
    for sentence in prose:
        if not _read_sought(sentence, found) and told:
            _read_listing(sentence, found)
    for sign, events in found.legends.items():
        for event in events:
            found.genes[event] |= found.signed[sign]
    limits = {
        limit
        for sentence in prose
        if sentence.zone not in ("references", "trials", "negatives", "vus")
        for limit in _limits(sentence.run.text)
    }
    limits |= failed_parts(prose)
    limits |= {f"partial:{gene}" for gene in found.partial}
    genes = {event: tuple(sorted(found.genes[event])) for event in EVENTS}
    return Coverage(**genes, limits=tuple(sorted(limits)))


def _running_on(lines: Sequence[Sequence[Line]]) -> list[str]:
    """The texts of all pages, one after the other, without the heads and feet that pages share: a list may begin on
    the page below its heading, and go on on the next."""
    counted = Counter(text for page in lines for text in {_DIGITS.sub("", line.text) for line in page})
    shared = {text for text, pages in counted.items() if pages > 1 and not _known(text)}
    return [line.text for page in lines for line in page if _DIGITS.sub("", line.text) not in shared]


_DIGITS = re.compile(r"\d+")


@by_text
def _meanings(text: str) -> frozenset[str]:
    return frozenset([hit.entry for hit in phrases("coverage", "meaning").find(text)])


def _columns(lines: Sequence[Line]) -> Iterator[list[str]]:
    """The texts of cells that begin at one place, from top to bottom, where a list stands beside something else."""
    columns: list[tuple[float, list[str], bool]] = []
    for line in lines:
        for cell in line.cells:
            listed = len(line.cells) > 1 and len(_known(cell.text)) >= _LISTED_BESIDE
            for at, (x0, texts, _) in enumerate(columns):
                if abs(x0 - cell.x0) < _SAME_LEFT:
                    texts.append(cell.text)
                    if listed:
                        columns[at] = (x0, texts, True)
                    break
            else:
                columns.append((cell.x0, [cell.text], listed))
    yield from (texts for _, texts, listed in columns if listed)


def _read_lists(lines: Sequence[str], found: _Lists, headings: Mapping[str, str] | None) -> None:
    events: AbstractSet[str] | None = None
    started, idle = False, 0
    for at, line in enumerate(lines):
        text = clean(line)
        head, _, tail = text.partition(":")
        genes = _gene_tokens(text)
        named = _meanings(head) & set(EVENTS) if tail else set()
        listed = bool(named) and not _known(head) and _is_gene_line(tail, _gene_tokens(tail))
        if listed and (events is not None or _was_looked_for(head, tail)):
            # "Copy number (amplification): CDK4, …" among the lists of a panel, or "Tested for amplification: CDK4 …":
            # each label says of which event.
            events = named
            _collect(tail, events, found)
            started, idle = True, 0
            continue
        if _is_gene_line(text, genes):
            if events is not None:
                events = _events_before(text) or events  # "Les mutations ont été recherchées dans ALK, …"
                _collect(text, events, found)
                started, idle = True, 0
            continue
        meanings = _meanings(text)
        if "failed_region" in meanings:
            events = None
        elif _is_list_heading(text, meanings, headings):
            events, started, idle = meanings & set(EVENTS), False, 0
            if tail and _is_gene_line(tail, _gene_tokens(tail)):
                _collect(tail, events | (_meanings(head) & set(EVENTS)), found)
                started = True
        elif events is not None and (meanings & set(EVENTS)) and len(text.split()) <= 12 and not _LEGEND.search(text):
            # The rest of a wrapped heading, or a heading of the next event in the same section.
            events, started, idle = (meanings & set(EVENTS)) | (set() if started else events), False, 0
        elif meanings & set(EVENTS) and _lists_panel(text, lines[at + 1 : at + 1 + _PANEL_LINES]):
            events, started, idle = meanings & set(EVENTS), False, 0
        elif heading_zone(text, headings) not in ("", "genes_tested"):
            events = None
        else:
            idle += 1
            if idle > (_LOST_LINES if started else _WAITING_LINES):
                events = None


def _events_before(text: str) -> AbstractSet[str]:
    """The events that a line of genes names before the first of them."""
    first = next((m.start() for m in re.finditer(r"\S+", text) if m[0].strip(".,;:()") in _genes()), 0)
    return _meanings(text[:first]) & set(EVENTS)


def _lists_panel(title: str, below: Sequence[str]) -> bool:
    """True for a short title of events over nothing but genes, so many and in such order as no findings stand in
    (``MUTATIONS`` / ``AKT1 ALK APC …``): what was tested, without a heading that says so."""
    if len(title.split()) > _TITLE_WORDS or _known(title):
        return False
    listed: list[str] = []
    for line in below:
        tokens = _gene_tokens(clean(line))
        if not tokens or any(token not in _genes() for token in tokens):
            break
        listed += tokens
    return len(listed) >= _PANEL_GENES and listed == sorted(set(listed))


def _is_list_heading(text: str, meanings: AbstractSet[str], headings: Mapping[str, str] | None) -> bool:
    zone = heading_zone(text, headings)
    opens = zone == "genes_tested"
    if zone in ("negatives", "vus") or _FOUND.search(fold(text)):
        return False  # "Genes tested and negative", "Gene mutations detected": results, whatever else they are.
    head, _, tail = text.partition(":")
    lists = bool(tail) and _is_gene_line(tail, _gene_tokens(tail))
    looked = lists and _was_looked_for(head, tail)
    if len((head if lists else text).split()) > 30:
        return False
    if not ("genes" in meanings or looked or (opens and headings is not None)):
        return False
    return bool(meanings & set(EVENTS)) or opens or bool(_LISTED.search(fold(text)))


def _was_looked_for(head: str, tail: str) -> bool:
    """True for words that say that something was looked for, over a list of genes (``Onderzocht op mutaties``), or for
    a list of so many in such order as no findings stand in."""
    known = _known(tail)
    listed = len(known) >= _PANEL_GENES and list(known) == sorted(set(known))
    return listed or (len(known) >= _LIST and asks(head))


def asks(head: str) -> bool:
    """True for words that say that something was looked for (``Genes examined for amplification:``)."""
    return bool(_LOOKED.search(fold(head))) and not _FOUND.search(fold(head))


@by_text
def _gene_tokens(text: str) -> tuple[str, ...]:
    text = _BRACKET.sub(" ", _SIGNED.sub(" ", _SERIES.sub(_series, text)))
    return tuple([token for token in _SPLIT.split(text.strip(" -–.:")) if token.strip(".:")])


@by_text
def _known(text: str) -> tuple[str, ...]:
    genes = _genes()
    return tuple([token for token in _gene_tokens(text) if token.strip(".:") in genes])


def _series(match: re.Match[str]) -> str:
    return " ".join(f"{match[1]}{digit}" for digit in [match[2], *match[3].strip("/").split("/")])


def _is_gene_line(text: str, tokens: Sequence[str]) -> bool:
    genes = _genes()
    known = sum([token.strip(".") in genes for token in tokens])
    return known >= 1 and known >= 0.6 * len(tokens) and not re.search(r"\d\s?%|p\.|c\.\d", text)


def _collect(text: str, events: AbstractSet[str], found: _Lists) -> None:
    for match in _EXONS.finditer(text):
        if match[1] in _genes():
            found.partial.add(_genes()[match[1]])
    spaced = _BRACKET.sub(" ", _SIGNED.sub(lambda m: f" {m.group()} ", _SERIES.sub(_series, text)))
    last = ""
    for token in _SPLIT.split(spaced):
        gene = _genes().get(token.strip(".:"), "")
        if gene:
            last = gene
            for event in events or {"small_variant"}:
                found.genes[event].add(gene)
        elif last and token and all(char in _SIGNS for char in token):
            for sign in token:
                found.signed[sign].add(last)


def _read_legends(lines: Sequence[Line], found: _Lists) -> None:
    for line in lines:
        for match in _LEGEND.finditer(clean(line.text)):
            meanings = _meanings(match[2])
            if meanings & {"copy_number", "fusion"} and re.search(r"gen|report", fold(match[2])):
                found.legends[match[1]] |= meanings & {"copy_number", "fusion"}


def _read_listing(sentence: Sentence, found: _Lists) -> None:
    """A list told in a sentence: ``The panel covers hotspots in EGFR, ERBB2 (exons 8, 19-21), …``."""
    text = sentence.run.text
    if sentence.zone in ("results", "vus", "negatives", "trials", "therapies", "references", "history", "definitions"):
        return
    listed = _LISTED.search(fold(text))
    if "failed_region" in _meanings(text):
        return  # "the following genes could not be assessed: …" is what was not covered
    if listed is None or _TOLD.search(fold(text)):
        return
    if "genes" not in _meanings(text) and "panel" not in fold(text):
        return
    genes = [token.strip(".:") for token in _gene_tokens(text) if token.strip(".:") in _genes()]
    if len(set(genes)) >= 4:
        _collect(text, _meanings(text) & set(EVENTS), found)


def _read_sought(sentence: Sentence, found: _Lists) -> bool:
    """A list told by what was looked for in it (``Se buscaron fusiones en ALK, RET``): nothing but genes at its end."""
    text = clean(sentence.run.text)
    if sentence.zone in ("trials", "therapies", "references", "history", "definitions"):
        return False
    sought, listed_only = _SOUGHT.search(fold(text)), False
    if sought is None:
        sought, listed_only = _LOOKED.search(fold(text)), True
    if sought is None:
        return False
    first = next((m for m in re.finditer(r"\S+", text) if m[0].strip(".,;:()") in _genes()), None)
    if first is None or sought.start() > first.start() or "failed_region" in _meanings(text):
        return False
    events = _meanings(text[: first.start()]) & set(EVENTS)
    listed = re.sub(r"\b(?:and|or|und|oder|et|ou|y|o|e|en|of)\b", " ", text[first.start() :])
    genes = _gene_tokens(listed)
    if not events or len(_known(listed)) < len(genes) or (listed_only and len(genes) < _LIST):
        return False
    _collect(listed, events, found)
    return True


@by_text
def _limits(text: str) -> tuple[str, ...]:
    """What a sentence says that the test does not find."""
    folded = fold(text)
    limits = ["exon_20_only"] if "exon 20" in folded and _EXON_20.search(folded) else []
    if not _ACTIVE.search(folded) or _PARTLY.search(folded) or not _ABOUT_TEST.search(folded):
        return tuple(limits)
    if _NONE_FOUND.search(folded):
        return tuple(limits)  # "No reportable sequence variant" is a result.
    names_gene = any(token.strip(".:") in _genes() for token in _gene_tokens(text))
    active, passive = _ACTIVE.search(folded), _PASSIVE.search(folded)
    if names_gene and active is not None and folded[: active.start()].rstrip().endswith(":"):
        return tuple(limits)  # "BRAF variant: not detected EGFR copy number gain: not detected": results, as a list
    codes = {
        "copy_number": "no_copy_number",
        "fusion": "no_fusion",
        "insertions": "no_insertions",
        "small_variant": "no_small_variant",
    }
    hits = phrases("coverage", "meaning").find(text)
    for hit in hits:
        after = active is not None and hit.start >= active.end()
        before = passive is not None and active is not None and hit.end <= passive.start() <= active.start()
        # "ERBB2 amplification is not detected" is a result, whatever it says of the test.
        before = before and not names_gene
        if hit.entry in codes and (after or before):
            limits.append(codes[hit.entry])
    return tuple(limits)
