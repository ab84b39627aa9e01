"""Does every evidence box hold the words that the tables quote? Read again with another PDF reader than the program's.

pdfplumber gives the characters; those whose middle lies in the box are compared with the quote, white space left out.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pdfplumber

Row = dict[str, str]
Verdict = tuple[str, str]  # ("exact" | "words" | "wrong", what the box holds)
MASK = "█"  # stands for an identifier in a quote
SLACK = 0.6  # points: boxes are printed with two digits, and readers disagree on a glyph's height


def flat(text: str) -> str:
    """Text without white space and hyphen look-alikes, in one Unicode form."""
    plain = unicodedata.normalize("NFKC", text).replace("\ufffe", "-").replace("\u00ad", "-")
    plain = plain.replace("(cid:127)", "•")  # The bullet of the standard fonts: pdfplumber has no name for it.
    return re.sub(r"\s+", "", re.sub("[\u2010-\u2015\u2212]", "-", plain))


def held(chars: list[dict[str, object]], box: tuple[float, float, float, float]) -> str:
    """The text whose middle lies in the box, line by line from left to right."""
    x0, top, x1, bottom = box
    inside = []
    for c in chars:
        x = (float(c["x0"]) + float(c["x1"])) / 2  # type: ignore[arg-type]
        y = (float(c["top"]) + float(c["bottom"])) / 2  # type: ignore[arg-type]
        if x0 - SLACK <= x <= x1 + SLACK and top - SLACK <= y <= bottom + SLACK:
            inside.append((y, x, str(c["text"])))
    inside.sort()
    lines: list[list[tuple[float, float, str]]] = []
    for item in inside:
        if lines and item[0] - lines[-1][0][0] < 2.5:
            lines[-1].append(item)
        else:
            lines.append([item])
    return "\n".join("".join(t for _, _, t in sorted(line, key=lambda i: i[1])) for line in lines)


def judged(quote: str, text: str) -> str:
    """``exact``: the same characters; ``words``: every word of the quote and more; ``wrong``: a word is not there."""
    if Counter(flat(quote)) == Counter(flat(text)):
        return "exact"
    whole = flat(text)
    open_words = [word for word in quote.split() if MASK not in word]  # what hides a name cannot be compared
    return "words" if all(flat(word) in whole for word in open_words) else "wrong"


def reread(pdf: Path, rows: list[Row]) -> dict[str, Verdict]:
    """The verdict on each finding's box, by ``finding_id``; rows without a box or a quote are ``wrong``."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: dict[int, list[Row]] = defaultdict(list)
    out: dict[str, Verdict] = {}
    for row in rows:
        if row["page"] and row["x0"] and row["quote"]:
            pages[int(row["page"])].append(row)
        else:
            out[row["finding_id"]] = ("wrong", "no box or no quote")
    with pdfplumber.open(pdf) as document:
        for number, some in sorted(pages.items()):
            if number > len(document.pages):
                out |= {row["finding_id"]: ("wrong", f"no page {number}") for row in some}
                continue
            chars = document.pages[number - 1].chars
            for row in some:
                x0, top, x1, bottom = (float(row[k]) for k in ("x0", "top", "x1", "bottom"))
                text = held(chars, (x0, top, x1, bottom))
                out[row["finding_id"]] = (judged(row["quote"], text), text)
            document.pages[number - 1].close()
    return out
