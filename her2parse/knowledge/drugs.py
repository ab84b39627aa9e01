"""Drug names: every synonym of a drug to its one canonical name, class and EGFR TKI generation.

The names are data (``config/knowledge/drugs.tsv``). A name is compared by its *key*: the letters and digits only,
without case, accents, hyphens, spaces or trade marks, so that ``AZD 9291`` and ``azd-9291`` are one name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import read_table

_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_GAP = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\ufffe/()®™]{0,3}")
_SEPARATOR = re.compile(
    r"[+/&,;|\n]|(?<![^\W_])(?:and|plus|with|combined with|followed by|then|und|mit|y|con|e|et|avec)(?![^\W_])", re.I
)
_DOSE = re.compile(
    r"\d+(?:mg|mcg|µg|μg|g|kg|m2|ml|w|wk|d|x|l)?|auc\d*|q\d*(?:d|w|wk|h)|m2|mg|mcg|kg|g|ml|d\d+|c\d+|l\d|\d(?:st|nd|rd|th)"
)
# Words that stand beside a drug's name without changing which drug it is. Anything else does ("no", "-rezetecan").
_BESIDE_WORDS = """
mesylate mesilate mesilato mesylat hydrochloride hcl clorhidrato hydrochlorid dihydrochloride dimaleate maleate
tosylate ditosylate besylate camsylate malate fumarate phosphate sodium disodium monohydrate hydrate hemihydrate
tablet tablets capsule capsules injection infusion comprimidos oral iv po sc subcutaneous intravenous
qd bid tid od prn daily once twice weekly day days d week weeks every cycle cycles ciclos zyklen per
maintenance mantenimiento rechallenge retreatment monotherapy monoterapia monotherapie mono single agent adjuvant
neoadjuvant adyuvante neoadyuvante palliative first second third fourth line linea ongoing continued continuation
combination therapy treatment tratamiento regimen generic biosimilar antibody based beyond progression
inhibitor inhibitors trial study
"""
_BESIDE = frozenset(_BESIDE_WORDS.split())
# The second word of an antibody-drug conjugate's name: it makes another drug of the antibody before it.
_PAYLOAD = re.compile(r"(?:tecan|tansine|vedotin|mazine|dotin|mafodotin|tesirine|govitecan|tirumotecan)\Z")


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug, or one word for a class of drugs (``chemotherapy``).

    ``egfr_tki_generation`` is 1-4 for EGFR tyrosine kinase inhibitors that have one, else None (exon 20 inhibitors,
    ``EGFR TKI`` without a name). ``verified`` is False where the row has not been checked against a source.
    """

    name: str
    aliases: tuple[str, ...]
    drug_class: str
    egfr_tki_generation: int | None
    her2_directed: bool
    source: str
    verified: bool
    checked: str = ""
    own: bool = False

    @property
    def is_class_word(self) -> bool:
        """Whether it is a word for a class of drugs rather than one drug."""
        return self.source.startswith("class word")


@lru_cache(maxsize=1 << 12)
def drug_key(text: str) -> str:
    """The letters and digits of a name, without case and accents (``T-DXd`` to ``tdxd``)."""
    return "".join(_fold(token) for token in _TOKEN.findall(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=1 << 12)
def _token_key(token: str) -> str:
    return _fold(unicodedata.normalize("NFKC", token))


def _fold(token: str) -> str:
    decomposed = unicodedata.normalize("NFKD", token.casefold())
    # Only Latin accents are dropped: the voicing marks of Japanese kana are part of the letter.
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn" or not "\u0300" <= c <= "\u036f")


@dataclass(frozen=True)
class _Match:
    start: int
    end: int
    drug: Drug


@dataclass(frozen=True)
class DrugTable:
    """The drug names of one knowledge base."""

    drugs: tuple[Drug, ...]
    resolve_only: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path, extra: Path | None = None) -> DrugTable:
        """Read ``drugs.tsv``; rows of the folder ``extra`` replace ours of the same name.

        Raises:
            KnowledgeError: a column is missing, a value is outside its vocabulary, or two drugs share a name.
        """
        drugs: list[Drug] = []
        resolve_only: set[str] = set()
        owner: dict[str, str] = {}
        for row in read_table("drugs", path, extra):
            drug = _drug(row)
            for alias in (drug.name, *drug.aliases):
                key = drug_key(alias)
                if owner.setdefault(key, drug.name) != drug.name:
                    raise KnowledgeError(
                        f"{alias!r}, which already names {owner[key]}",
                        expected="one drug a name",
                        where=f"{row['_file']}, row {row['_row']}, column aliases",
                    )
            resolve_only.update(drug_key(alias) for alias in _split(row["resolve_only"]))
            drugs.append(drug)
        return cls(tuple(drugs), frozenset(resolve_only))

    @cached_property
    def by_key(self) -> dict[str, Drug]:
        """Every name's key to its drug."""
        return {drug_key(alias): drug for drug in self.drugs for alias in (drug.name, *drug.aliases)}

    @cached_property
    def _scripts(self) -> tuple[tuple[str, Drug], ...]:
        """Names in scripts that are written without spaces between words, longest first."""
        names = [(alias, drug) for drug in self.drugs for alias in drug.aliases if alias and ord(alias[0]) >= 0x3040]
        return tuple(sorted(names, key=lambda pair: (-len(pair[0]), pair[0])))

    @cached_property
    def _longest(self) -> int:
        return max((len(_TOKEN.findall(a)) for d in self.drugs for a in (d.name, *d.aliases)), default=1) + 1

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        return frozenset(key[:n] for key in self.by_key for n in range(1, len(key) + 1))

    def get(self, name: str) -> Drug | None:
        """The drug with exactly this name or synonym, or None."""
        return self.by_key.get(drug_key(name))

    def resolve(self, text: str) -> tuple[Drug, ...]:
        """The drugs of a sheet's cell, one per agent of a combination, in the order written, each once.

        Doses, salts and schedules are ignored. Parts that are not understood are left out (``unknown_parts`` gives
        them); the result is empty when nothing is known.
        """
        found: dict[str, Drug] = {}
        for drugs, _ in self._parts(text):
            for drug in drugs:
                found.setdefault(drug.name, drug)
        return tuple(found.values())

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {}

    def canonical(self, agent: str) -> str:
        """The table's name for one agent; the agent in small letters where the table knows none, or several.

        Remembered, because the evidence names the same few hundred agents again and again.
        """
        if agent not in self._canonical:
            drugs = self.resolve(agent)
            self._canonical[agent] = drugs[0].name if len(drugs) == 1 else agent.lower()
        return self._canonical[agent]

    def unknown_parts(self, text: str) -> tuple[str, ...]:
        """The parts of a sheet's cell that name no known drug, as written."""
        return tuple(part for drugs, part in self._parts(text) if not drugs)

    def nearest(self, text: str) -> str:
        """The canonical name whose synonym is written most like ``text`` (empty only for an empty table)."""
        key = drug_key(text)
        best = max(self.by_key, key=lambda k: (difflib.SequenceMatcher(None, key, k).ratio(), k), default="")
        return self.by_key[best].name if best else ""

    def find_in(self, text: str) -> tuple[tuple[int, int, Drug], ...]:
        """The drugs that a running text names: (start, end, drug) in order, never overlapping, longest name first.

        Names that are also ordinary words or look like variants (``resolve_only``) are not looked for.
        """
        return tuple((m.start, m.end, m.drug) for m in self._matches(text, self.resolve_only))

    def _parts(self, text: str) -> Iterator[tuple[tuple[Drug, ...], str]]:
        """Each part between separators: its drugs (empty when something in it is not understood) and its text."""
        whole = self.get(text)
        if whole is not None:
            yield (whole,), text.strip()
            return
        matches = list(self._matches(text, frozenset()))
        taken = [(m.start, m.end) for m in matches]
        cuts = [s.span() for s in _SEPARATOR.finditer(text) if not any(a < s.end() and s.start() < b for a, b in taken)]
        start = 0
        for cut_start, cut_end in [*cuts, (len(text), len(text))]:
            inside = [m for m in matches if start <= m.start and m.end <= cut_start]
            words = list(_words_outside(text, start, cut_start, inside))
            if inside and not words:
                yield tuple(m.drug for m in inside), text[start:cut_start].strip()
            elif words:
                yield (), text[start:cut_start].strip(" ()[]")
            start = cut_end

    def _matches(self, text: str, skip: frozenset[str]) -> Iterator[_Match]:
        tokens = [(m.start(), m.end(), _token_key(m.group())) for m in _TOKEN.finditer(text)]
        i = 0
        prefixes, spaced = self._prefixes, text.isascii()
        while i < len(tokens):
            match = self._longest_from(text, tokens, i, skip) if tokens[i][2] in prefixes else None
            if match is None:
                if not spaced:
                    yield from self._without_spaces(text, tokens[i][0], tokens[i][1])
                i += 1
                continue
            yield match
            while i < len(tokens) and tokens[i][0] < match.end:
                i += 1

    def _longest_from(
        self, text: str, tokens: list[tuple[int, int, str]], i: int, skip: frozenset[str]
    ) -> _Match | None:
        key, best, last = "", None, i
        for j in range(i, min(i + self._longest, len(tokens))):
            if j > i and not _GAP.fullmatch(text, tokens[j - 1][1], tokens[j][0]):
                break
            key += tokens[j][2]
            if key not in self._prefixes:
                break
            drug = self.by_key.get(key)
            if drug is not None and key not in skip:
                best, last = _Match(tokens[i][0], tokens[j][1], drug), j
        if best is None:
            return None
        if last + 1 < len(tokens) and _GAP.fullmatch(text, best.end, tokens[last + 1][0]):
            _, end, word = tokens[last + 1]
            if best.drug.name.endswith("mab") and _PAYLOAD.search(word):
                return None
            # FDA's four-letter suffix of a biological drug.
            if _is_biological(best.drug) and re.fullmatch("-[a-z]{4}", text[best.end : end]):
                return _Match(best.start, end, best.drug)
        return best

    def _without_spaces(self, text: str, start: int, end: int) -> Iterator[_Match]:
        if text[start:end].isascii():
            return
        at = start
        while at < end:
            for alias, drug in self._scripts:
                if text.startswith(alias, at, end):
                    yield _Match(at, at + len(alias), drug)
                    at += len(alias)
                    break
            else:
                at += 1


def _words_outside(text: str, start: int, end: int, inside: Iterable[_Match]) -> Iterator[str]:
    covered = [(m.start, m.end) for m in inside]
    for token in _TOKEN.finditer(text, start, end):
        if any(a <= token.start() < b for a, b in covered):
            continue
        word = _fold(unicodedata.normalize("NFKC", token.group()))
        if word not in _BESIDE and not _DOSE.fullmatch(word):
            yield token.group()


def _is_biological(drug: Drug) -> bool:
    return drug.name.endswith("mab") or drug.drug_class in ("her2_adc", "adc")


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _drug(row: dict[str, str]) -> Drug:
    aliases = dict.fromkeys([*_split(row["aliases"]), *_split(row["resolve_only"])])
    generation = row["egfr_tki_generation"]
    return Drug(
        name=row["name"],
        aliases=tuple(alias for alias in aliases if alias != row["name"]),
        drug_class=row["drug_class"],
        egfr_tki_generation=int(generation) if generation else None,
        her2_directed=row["her2_directed"] == "yes",
        source=row["source"],
        verified=row["verified"] == "yes",
        checked=row["checked"],
        own=bool(row["_own"]),
    )
