"""ISO dates in the styles that laboratories print."""

from __future__ import annotations

import datetime

MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "es": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    "long": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}
STYLES = ("iso", "guardant", "day_mon", "es", "us", "us_short", "eu", "dots", "dashes", "long", "nl", "fr")


def written(iso: str, style: str) -> str:
    """An ISO date in one of ``STYLES``; an empty date stays empty."""
    if not iso:
        return ""
    d = datetime.date.fromisoformat(iso)
    en, es = MONTHS["en"][d.month - 1], MONTHS["es"][d.month - 1]
    return {
        "iso": iso,
        "guardant": f"{en.upper()}-{d.day:02d}-{d.year}",
        "day_mon": f"{d.day:02d} {en} {d.year}",
        "es": f"{d.day:02d}-{es}-{d.year}",
        "us": f"{d.month:02d}/{d.day:02d}/{d.year}",
        "us_short": f"{d.month}/{d.day}/{d.year}",
        "eu": f"{d.day:02d}/{d.month:02d}/{d.year}",
        "dots": f"{d.day:02d}.{d.month:02d}.{d.year}",
        "dashes": f"{d.day:02d}-{d.month:02d}-{d.year}",
        "long": f"{MONTHS['long'][d.month - 1]} {d.day}, {d.year}",
        "nl": f"{d.day} {MONTHS['nl'][d.month - 1]} {d.year}",
        "fr": f"{d.day} {MONTHS['fr'][d.month - 1]} {d.year}",
    }[style]
