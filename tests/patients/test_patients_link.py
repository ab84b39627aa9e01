"""Whose report it is."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patients_factory import ROOT

from her2parse.patients.link import Claim, link, pseudonym

with (ROOT / "tests/truth/patients_links.tsv").open(encoding="utf-8", newline="") as _stream:
    CASES = list(csv.DictReader(_stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def claims(text: str) -> list[Claim]:
    """``a sheet=X nb=1 id=9 | b failed`` to claims."""
    found = []
    for part in text.split(" | "):
        name, *flags = part.split()
        pairs = [flag.partition("=")[::2] for flag in flags]
        found.append(
            Claim(
                f"R{name}",
                next((value for key, value in pairs if key == "sheet"), ""),
                tuple(f"{key}:{value}" for key, value in pairs if key in ("nb", "id")),
                failed="failed" in flags,
            )
        )
    return found


def expected_key(text: str) -> str:
    if text.startswith("P("):
        return pseudonym(text[2:-1])
    return f"U-{text[2:-1]}" if text.startswith("U(") else text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_links(case: dict[str, str]) -> None:
    links = link(claims(case["claims"]))
    wanted = {f"R{name}": expected_key(key) for name, _, key in (p.partition("=") for p in case["keys"].split())}
    assert links.keys == wanted, case["why"]
    told = " ".join(sorted(f"{report_id[1:]}:{note.code}" for report_id, note in links.notes))
    assert told == case["notes"], case["why"]


def test_a_pseudonym_tells_nothing_and_is_stable() -> None:
    assert pseudonym("nb:00ff") == pseudonym("nb:00ff") != pseudonym("nb:00fe")
    assert len(pseudonym("nb:00ff")) == 12
    assert "00ff" not in pseudonym("nb:00ff")


CLAIM = st.builds(
    lambda sheet, nb, ids: (sheet, nb, ids),
    st.sampled_from(["", "", "X", "Y"]),
    st.sampled_from(["", "nb:1", "nb:2"]),
    st.lists(st.sampled_from(["id:8", "id:9"]), max_size=2, unique=True),
)


@given(st.lists(CLAIM, max_size=6), st.randoms())
def test_the_order_changes_nothing(raw: list[tuple[str, str, list[str]]], random: object) -> None:
    given_ = [Claim(f"R{i}", s, tuple(x for x in (nb, *ids) if x)) for i, (s, nb, ids) in enumerate(raw)]
    shuffled = given_[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert link(given_) == link(shuffled)


@given(st.lists(CLAIM, max_size=6))
def test_two_names_are_joined_by_the_sheet_only(raw: list[tuple[str, str, list[str]]]) -> None:
    given_ = [Claim(f"R{i}", s, tuple(x for x in (nb, *ids) if x)) for i, (s, nb, ids) in enumerate(raw)]
    keys = link(given_).keys
    for one in given_:
        for other in given_:
            names = {one.name_and_birth, other.name_and_birth}
            if "" not in names and len(names) == 2 and keys[one.report_id] == keys[other.report_id]:
                assert keys[one.report_id] in {c.patient_id for c in given_}
