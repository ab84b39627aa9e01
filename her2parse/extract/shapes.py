"""The shapes of what identifies a person: names, birth dates, record numbers, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from her2parse.extract.identity import normal_date
from her2parse.extract.labels import Found, Lexicon, lexicon
from her2parse.extract.lines import TextLine, fold

_DATE = re.compile(
    r"""
      \d{1,4}\ ?[./\-年년]\ ?\d{1,2}\ ?[./\-月월]\ ?\d{1,4}\ ?[日일]?                           # 28/05/1944  1944-05-28
    | [^\W\d_]{3,10}[.\ \-]{1,2}\d{1,2}(?:st|nd|rd|th)?,?[\ \-]\d{4}                          # FEB-01-1956
    | \d{1,2}(?:st|nd|rd|th|er|\.)?[\ \-/]{1,2}(?:d[ei]\ |d')?[^\W\d_]{3,10}\.?,?[\ \-/]{1,2}(?:d[ei]l?\ )?['’]?\d{2,4}
    | \d{8}                                                                                   # 19560201
    | \b(?:19|20)\d\d\b                                                                       # 1956
    """,
    re.X,
)
_NUMBER = re.compile(
    r"\d(?: \d{2,3}){4,6}(?!\w)"  # 2 55 12 75 116 042 37
    r"|(?:[^\W\d_]{1,4}[ .\-]{1,2})?(?=[\w\-./*]*\d)[\w\-./*]{2,}(?: (?:\d[\d\-]*|\d+-\w{1,2})(?!\w))*"
)
_EAST_ASIAN = "\u3000"
_LONGEST_NAME = 5
"""Words of a name that stands without a colon before it."""
_PHONE = re.compile(r"[+(]?\d[\d ()./\-]{5,}\d(?: ?(?:ext|x)\.? ?\d+)?")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:[.'’\-]+[^\W\d_]+)*\.?")
_CHANGE = re.compile(
    r"\b[A-Z](?:[a-z]{2})?\d{1,4}(?:_[A-Z]|ins|del|dup|fs)|\d ?%$|\b[cpg]\.[(\[]?[A-Z]?[a-z]{0,2}\d|\bN[MRP]_\d", re.I
)
"""What a variant or a share has and a record number has not."""
_SHORT_CHANGE = re.compile(r"(?:p\.)?[A-Z]\d{1,4}[A-Z*]")
_DRUG = re.compile(r"(?:nib|mab|tecan|ciclib|parib|platin|taxel|rasib|limus|tinib|vedotin|emtansine|exed)$")


def full_dates(text: str) -> Iterator[tuple[int, int, int]]:
    """Every date with day, month and year in ``text``: first character, last + 1, and the year."""
    for match in _DATE.finditer(text):
        normal = normal_date(match.group())
        if normal:
            yield match.start(), match.end(), int(normal[:4])


def date_at(text: str) -> bool:
    """True when ``text`` begins with a date."""
    return bool(_DATE.match(text))


def number_at(text: str) -> bool:
    """True when ``text`` begins with a record number."""
    return bool(_NUMBER.match(text))


def is_phone(text: str) -> bool:
    """True for a telephone number and nothing else."""
    return bool(_PHONE.fullmatch(text))


def shaped(label: Found, line: TextLine, start: int, end: int) -> tuple[str, int, int] | None:
    """The part of a stretch of text that has the shape of the label's kind: kind, start, end."""
    text = line.text[start:end]
    lead = len(text) - len(text.lstrip(" \t:#.("))
    start, text = start + lead, text[lead:]
    kind = label.label.kind
    if not text.strip(" -–—"):
        return None
    if kind == "keep":
        return kind, start, start + len(text.rstrip())
    if kind == "birth_date":
        match = _DATE.search(text[:40])
        return (kind, start + match.start(), start + match.end()) if match else None
    if kind == "patient_id":
        return _number(start, text)
    if kind == "contact":
        return _contact(label, start, text)
    length = name_length(text, trusted=label.colon, patient=kind != "person")
    if length and not label.colon and text[length : length + 1] in (":", "："):
        return None  # a label of its own, in another column
    if length:
        return kind, start, start + length
    return _number(start, text) if kind == "name" and label.colon and text[:1].isdigit() else None


def _number(start: int, text: str) -> tuple[str, int, int] | None:
    match = _NUMBER.match(text)
    if (
        match is None
        or _names_gene(match.group())
        or _CHANGE.search(text[: match.end() + 1])
        or sum(char.isdigit() for char in match.group()) < 3
        or (normal_date(match.group()) and not match.group().isdigit())
    ):
        return None
    return "patient_id", start, start + len(match.group().rstrip(".-/"))


def _names_gene(text: str) -> bool:
    """True for a gene with digits, or a fusion (``SLC34A2-ROS1``): all its parts are genes."""
    parts = [part for part in re.split(r"[-:/]+", text) if part]
    return all(part.isupper() and part in lexicon().genes for part in parts)


def looks_changed(text: str) -> bool:
    """True for what may be a change of a protein (``V777L``) as well as a short record number."""
    return bool(_SHORT_CHANGE.fullmatch(text))


def _contact(label: Found, start: int, text: str) -> tuple[str, int, int] | None:
    for shape in (_PHONE, _EMAIL):
        match = shape.match(text)
        if match:
            return "contact", start, start + match.end()
    if not label.first or not label.colon:
        return None
    return "contact", start, start + len(text.rstrip())


def common_words(text: str) -> int:
    """How many words of ``text`` reports say of other things than persons."""
    words = lexicon()
    parts = re.findall(r"[^\W\d_]+", fold(text))
    return sum(words.is_common(word) and word not in words.particles for word in parts)


def whole_name(text: str, *, common: int = 0) -> bool:
    """True when all of ``text`` is a given name and a surname, with at most ``common`` words that mean other things."""
    parts = text.replace(",", " ").split()
    if not 2 <= len(parts) <= _LONGEST_NAME or name_length(text, trusted=False) != len(text):
        return False
    return common_words(text) <= common


def name_length(text: str, *, trusted: bool, patient: bool = False) -> int:
    """How many characters of ``text`` are a person's name; 0 when it does not look like one.

    ``trusted``: a colon stands before it, so that a single word may be a name; ``patient``: so may two common words."""
    words = lexicon()
    end = telling = taken = 0
    at = 0
    while at < len(text) and taken < 12:
        while at < len(text) and text[at] in " ,;&/":
            at += 1
        match = _NAME_WORD.match(text, at)
        if match is None:
            break
        word, plain = match.group(), fold(match.group()).strip(".'-")
        if not (
            word[0].isupper()
            or not word.isascii()
            or plain in words.particles
            or (trusted and taken == 0 == at and len(word) > 2)
        ):
            break
        if plain in words.no_names or _no_name(word, plain, words, first=taken == 0):
            break
        if plain in words.organisations and taken < 3:
            return 0  # Guardant Health is nobody
        if words.ends_as_organisation(plain):
            if taken < 2:
                return 0
            break  # who stands before a hospital's name is somebody
        if taken >= 2 and _ends_name(plain, words):
            break
        if plain in words.particles and taken and text[:at].rstrip().endswith(","):
            break
        telling += (
            plain not in words.particles and not words.is_common(plain) and len(plain) > 1 and plain not in words.forms
        )
        at = match.end()
        if plain not in words.particles:
            end = at  # a name does not end with "de" or "von"
        taken += 1
    if telling == 0 and text[:1] >= _EAST_ASIAN:
        return 0  # one word may be a name there, but not one that reports use
    if taken == 0 or (not trusted and (telling == 0 or taken < 2) and text[:end].isascii()):
        return 0
    if trusted and telling == 0 and not _titled(text) and not (patient and taken == 2 and _capitals(text[:end])):
        return 0
    return end


def _capitals(text: str) -> bool:
    return all(word[0].isupper() for word in text.split() if word[0].isalpha())


def _titled(text: str) -> bool:
    words = lexicon()
    return text.startswith((*words.titles_patient, *words.titles_person))


def _no_name(word: str, plain: str, words: Lexicon, *, first: bool) -> bool:
    """True for gene symbols in capitals, drugs, and anything with a digit."""
    if word.isupper() and len(word) > 2 and word.upper() in words.genes:
        return True
    return bool(_DRUG.search(plain)) or (first and plain in ("the", "this", "see", "and"))


def _ends_name(plain: str, words: Lexicon) -> bool:
    return words.is_common(plain) and plain not in words.particles and plain not in words.forms
