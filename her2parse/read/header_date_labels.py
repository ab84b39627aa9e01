"""Date labels put together from words: ``Fecha de la toma de muestra``, ``Specimen received in laboratory``.

No list of labels is complete. A text that holds nothing but words for a date, for what was taken or written, for what
was done with it, and the small words between, names a date; one other word (``birth``, ``previous``, ``printed``,
``ordered``) and it is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from her2parse.read.dates import find_dates
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_text import Hit, PhraseIndex, fold, squeeze
from her2parse.read.remembered import by_text, remembered

_SURE, _LIKELY, _LOOSE = 3, 2, 1
_LONGEST, _TAIL = 60, 40
"""Letters of a label, at most, and of what may stand behind it: a bracket, dots, a colon."""
_LIST = re.compile(r"\s*[/&,+]\s*|\s+-\s+|\s+(?:and|y|und|et|e|en)\s+")
_CUT = re.compile(r"[|;·•([\]),:：]\s*|\s[-–—/]\s")
_CLOCK = re.compile(
    r"^(?:[\s,t]|at\b|um\b|a las\b|alle\b|as\b|om\b|a\b)*"
    r"(?:\d{1,2}(?:[:.h時时시]\s?\d\d?(?:[:.]\d\d)?[分분]?|h)|\d{4}\b(?!\s*[-/.]))"
    r"\s*(?:[ap]\.?m\.?\b|uhr\b|hrs?\b|h\b|uur\b|[ecmp][sd]t\b|utc\b|gmt\b)*"
)
_END = re.compile(r"(?:\s*\([^():]{0,30}\)|\s*\[[^\[\]:]{0,30}\])?[\s.…_·*†‡#-]*[:：=]?\s*$")
_WEEKDAY = re.compile(
    r"(?<=[\s:：(])(?:mon|tues?|wed|wednes|thurs?|thu|fri|satur|sat|sun)(?:day)?[.,]*\s*$|"
    r"(?<=[\s:：(])(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|lunedi|martedi|mercoledi|giovedi|"
    r"venerdi|domenica|(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|"
    r"zaterdag|zondag|mo|di|mi|do|fr|sa|so|ma|wo|vr|za|zo|lun|mar|mie|jue|vie|sab|dom|mer|gio|ven|jeu|dim)[.,]*\s*$"
)
_BEGIN = re.compile(r"^[\s.,;:：|/·•▪■*()\[\]–—-]*")


@dataclass(frozen=True)
class Part:
    """A row of ``header_date_words.tsv``.

    ``role``: ``act`` names a date by itself; ``taking`` too, but beside another act it names the specimen (``réception
    du prélèvement``); ``thing`` and ``event`` name one beside a word for date; ``state`` right before a date only
    (``Final: …``); ``present`` tells an event from earlier ones (``Current biopsy: …``); ``date``, ``object`` and
    ``joint`` may stand in any label.
    """

    role: str
    field: str
    languages: frozenset[str]


@dataclass(frozen=True)
class DateLabel:
    """A composed label at ``start``…``end`` of a text. ``value`` is where its date begins, -1 where the text holds the
    label only; ``field`` may be several, joined by ``+``."""

    start: int
    end: int
    value: int
    field: str
    weight: int
    language: str
    colon: bool


@cache
def _words() -> PhraseIndex[Part]:
    rows = rows_of("date_words", "phrase", "role", "field", "language")
    spoken: dict[str, set[str]] = {}
    for phrase, _, _, language in rows:
        spoken.setdefault(squeeze(phrase), set()).add(language)
    # "Réception" and "reception" are one key: the label's other words tell the language.
    return PhraseIndex((p, Part(role, field, frozenset(spoken[squeeze(p)]))) for p, role, field, _ in rows)


@by_text
def date_labels(text: str) -> tuple[DateLabel, ...]:
    """The composed labels of a cell's text: those right before a date, or the one that is the whole text."""
    return tuple(_date_labels(text))


def _date_labels(text: str) -> Iterator[DateLabel]:
    dates = find_dates(text, compact=True)
    at = 0
    for date in dates:
        label = _composed(text, at, date.start, before_date=True)
        if label is not None:
            yield label
        at = date.end
    if not dates and len(text) <= _LONGEST + _TAIL and _words().find(text):  # Most texts hold no word of a label.
        label = _composed(text, 0, len(text), before_date=False)
        if label is not None:
            yield label


def breaks_off(text: str) -> bool:
    """The text ends in a small word that leads to the rest of its label (``Fecha de``)."""
    hits = _words().find(text) if len(text) <= _LONGEST else ()
    return bool(hits) and hits[-1].entry.role == "joint" and not text[hits[-1].end :].strip()


def is_date_alone(text: str) -> bool:
    """The text is one date, perhaps with its time, and nothing else."""
    dates = find_dates(text)
    if len(dates) != 1 or text[: dates[0].start].strip(" (,-"):
        return False
    rest = fold(text)[dates[0].end :]
    clock = _CLOCK.match(rest)
    return not rest[clock.end() if clock else 0 :].strip(" .,)-")


def _composed(text: str, start: int, end: int, *, before_date: bool) -> DateLabel | None:
    """The label that fills ``start``…``end``, or what stands there behind the last bar, bracket or colon."""
    folded = fold(text)
    value = end if before_date else -1
    if start and (clock := _CLOCK.match(folded[start:end])):
        start += clock.end()
    if before_date and (weekday := _WEEKDAY.search(folded[start:end])):
        end = start + weekday.start()
    tail = _END.search(folded[start:end])
    stop = start + tail.start() if tail else end
    colon = any(sign in text[stop:end] for sign in ":：=")
    for cut in (None, *_CUT.finditer(folded, start, stop)):
        begin = cut.end() if cut else start
        lead = _BEGIN.match(folded[begin:stop])
        begin += lead.end() if lead else 0
        meant = _meant(text[begin:stop], before_date=before_date, colon=colon) if begin < stop else None
        if meant is not None:
            field, weight, language = meant
            return DateLabel(begin, stop, value, field, weight, language, colon)
        if not before_date:
            return None
    return None


@remembered
def _meant(text: str, *, before_date: bool, colon: bool) -> tuple[str, int, str] | None:
    """Field, weight and language of a text that is made of the words of date labels; None for any other."""
    hits = _words().find(text) if len(text) <= _LONGEST else ()
    if not hits or not _filled(text, hits) or (hits[0].entry.role == "joint" and not before_date):
        return None
    dated = any(hit.entry.role == "date" for hit in hits)
    joined = hits[-1].entry.role == "joint" and before_date
    fields: list[str] = []
    language = _language(hits)
    for part in _parts(text):
        words = [hit.entry for hit in _words().find(part)]
        acts = list(dict.fromkeys(word.field for word in words if word.role == "act"))
        if "amended_reported_on" in acts:
            acts = [field for field in acts if field != "reported_on"]
        acts = acts or list(dict.fromkeys(word.field for word in words if word.role == "taking"))
        if len(acts) > 1:
            return None
        named = acts or [w.field for w in words if w.role in ("thing", "event", "state")]
        if named:
            fields.append("reported_on" if "reported_on" in named else named[0])
    kinds = list(dict.fromkeys(fields))
    act = any(hit.entry.role in ("act", "taking") for hit in hits)
    event = any(hit.entry.role == "event" for hit in hits)
    if not kinds or (len(kinds) > 1 and not act):
        return None
    if act:
        return "+".join(kinds), _SURE if dated or len(kinds) > 1 else _LIKELY, language
    if dated or (joined and event):
        return kinds[0], _LIKELY, language
    alone = kinds == ["reported_on"] and all(hit.entry.role != "state" for hit in hits)
    now = any(hit.entry.role == "present" for hit in hits)
    own = colon and (now or not event) if before_date else alone
    return (kinds[0], _LOOSE, language) if own else None


def _language(hits: tuple[Hit[Part], ...]) -> str:
    """The one language that most of the words are of; empty where several are."""
    votes = Counter(language for hit in hits for language in hit.entry.languages)
    (best, most), *rest = votes.most_common(2)
    return best if not rest or most > rest[0][1] else ""


def _parts(text: str) -> Iterator[str]:
    """The items of a list of labels; one text, where it is no list (``Date/time``)."""
    yield from (part for part in _LIST.split(fold(text)) if part.strip())


_BETWEEN = re.compile(r"[\s/,&+.'’‐‑–-]")


def _filled(text: str, hits: tuple[Hit[Part], ...]) -> bool:
    """Nothing but the words that were found, spaces and the signs between words."""
    at, rest = 0, ""
    for hit in hits:
        rest += text[at : hit.start]
        at = hit.end
    return not _BETWEEN.sub("", rest + text[at:])
