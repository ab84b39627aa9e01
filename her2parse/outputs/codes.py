"""Reason and review codes in words."""

from __future__ import annotations

from her2parse.knowledge import Code, codes


def explain(code: str) -> Code:
    """The code's entry; a code without one explains itself by its own words."""
    return codes().get(code) or Code(code, "", code.replace("_", " ").capitalize() + ".", "")


def sentence(code: str) -> str:
    """Meaning and advice in one line."""
    found = explain(code)
    return f"{found.meaning} {found.todo}".strip()
