"""decisions.tsv: what a person may type into it, and what the page adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from her2parse import resources
from her2parse.errors import SheetError
from her2parse.intake.decisions import read_decisions
from her2parse.review import Item, Log
from her2parse.workflow.config import load_config

SCHEMA = load_config(resources.schema("decisions"))
HEAD = "decided_at\tinitials\treport_id\tfinding_id\tcode\taction\tvaf\tstatus\tcomment\tevidence_hash\n"
REPORT = "Rabababababab"
HASH = "E0123456789abcdef"


def read(folder: Path, rows: str, head: str = HEAD) -> tuple:
    (folder / "decisions.tsv").write_text(head + rows, "utf-8")
    return read_decisions(folder / "decisions.tsv", SCHEMA)


def item(**more: object) -> Item:
    values = dict.fromkeys(Item.__slots__, "") | {"rank": 1, "read": (), "taken": (), "calls": (), "fields": ()}
    values |= {"report_id": REPORT, "finding_id": f"{REPORT}-01234567", "code": "ocr", "evidence_hash": HASH}
    return Item(**(values | more))


def test_a_sheet_typed_by_hand_is_read(tmp_path: Path) -> None:
    one, two = read(
        tmp_path,
        f"2026-11-22\tAB\t{REPORT}\t{REPORT}-01234567\tocr\taccept\t\t\t\t{HASH}-01234567\n"
        f"2026-11-22T10:00\tmk\t{REPORT}\t{REPORT}-01234567\t\tcorrect\t0.12\tdetected\tseen\t{HASH}\n",
    )
    assert (one.action, one.row, one.corrected) == ("accept", 2, ())
    assert two.corrected == (("status", "detected"), ("vaf", "0.12"))
    assert one.decision_id.startswith("D")
    assert one.decision_id != two.decision_id


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"22.11.2026\tAB\t{REPORT}\t\tocr\taccept\t\t\t\t{HASH}", ["row 2, column decided_at", "22.11.2026"]),
        (f"2026-11-22\tAnna Berg\t{REPORT}\t\tocr\taccept\t\t\t\t{HASH}", ["column initials", "no name"]),
        (f"2026-11-22\tAB\t{REPORT}\t\tocr\tacept\t\t\t\t{HASH}", ["column action", "Nearest valid value: accept"]),
        (f"2026-11-22\tAB\t{REPORT}\t\tocr\taccept\t\t\t\t", ["column evidence_hash", "found nothing"]),
        (f"2026-11-22\tAB\t{REPORT}\t{REPORT}-0\tocr\tcorrect\t0,12\t\t\t{HASH}", ["column vaf", "decimal point"]),
        (f"2026-11-22\tAB\t{REPORT}\t{REPORT}-0\tocr\tcorrect\t1.2\t\t\t{HASH}", ["column vaf", '"1.2"']),
        (f"2026-11-22\tAB\t{REPORT}\t{REPORT}-0\tocr\tcorrect\t\t\t\t{HASH}", ["column action", "a new value"]),
        (f"2026-11-22\tAB\t{REPORT}\t{REPORT}-0\tocr\taccept\t0.1\t\t\t{HASH}", ["column vaf", "use correct"]),
        (f"2026-11-22\tAB\t{REPORT}\t{REPORT}-0\tocr\treject\t\t\t\t{HASH}", ["column comment", "why"]),
        (f"2026-11-22\tAB\t{REPORT}\t\tocr\tcorrect\t0.1\t\t\t{HASH}", ["column finding_id", "vaf is corrected"]),
        (f"2026-11-22\tAB\t{REPORT}\tRcdcdcdcdcdcd-0\tocr\taccept\t\t\t\t{HASH}", ["column finding_id"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, row: str, told: list[str]) -> None:
    with pytest.raises(SheetError) as error:
        read(tmp_path, row + "\n")
    assert error.value.exit_code == 2
    for words in ("decisions.tsv", *told):
        assert words in error.value.message


def test_a_decision_that_stands_twice_is_a_mistake(tmp_path: Path) -> None:
    row = f"D1\t2026-11-22\tAB\t{REPORT}\t\tocr\taccept\t\t\t\t{HASH}\n"
    with pytest.raises(SheetError, match="row 2 has the same"):
        read(tmp_path, row * 2, "decision_id\t" + HEAD)


def test_the_page_adds_rows_and_changes_none(tmp_path: Path) -> None:
    log = Log(tmp_path / "decisions.tsv")
    log.add(item(was_read='=HYPERLINK("x")\ttabbed'), "reject", "AB", "=1+1\nnext line")
    first = (tmp_path / "decisions.tsv").read_bytes()
    log.add(item(), "correct", "AB", corrected={"vaf": "0.12"})
    log.add(item(), "withdraw", "AB")
    assert (tmp_path / "decisions.tsv").read_bytes().startswith(first)
    assert b"\t'=1+1 next line\t'=HYPERLINK" in first.replace(b'"', b"")
    one, two, three = Log(tmp_path / "decisions.tsv").read()
    assert (one.comment, one.action, two.corrected, three.action) == (
        "=1+1 next line", "reject", (("vaf", "0.12"),), "withdraw",
    )  # fmt: skip
    assert (tmp_path / "decisions.tsv").stat().st_mode & 0o077 == 0


def test_the_page_goes_on_in_a_sheet_that_was_typed_by_hand(tmp_path: Path) -> None:
    read(tmp_path, f"2026-11-22\tAB\t{REPORT}\t\tocr\taccept\t\t\t\t{HASH}", HEAD)
    with pytest.raises(SheetError, match="has no column"):
        Log(tmp_path / "decisions.tsv").add(item(), "accept", "AB")
    columns = HEAD.rstrip("\n") + "\tdecision_id\tprogram\twas_read\n"
    read(tmp_path, f"2026-11-22\tAB\t{REPORT}\t\tocr\taccept\t\t\t\t{HASH}", columns)
    Log(tmp_path / "decisions.tsv").add(item(), "accept", "CD")
    assert [one.initials for one in read_decisions(tmp_path / "decisions.tsv", SCHEMA)] == ["AB", "CD"]


@pytest.mark.parametrize(
    "more", [{"initials": "Anna Berg"}, {"action": "delete"}, {"corrected": {"vaf": "12 %"}, "action": "correct"}]
)
def test_what_cannot_be_is_not_written(tmp_path: Path, more: dict[str, object]) -> None:
    log = Log(tmp_path / "decisions.tsv")
    with pytest.raises(SheetError):
        log.add(item(), **({"action": "accept", "initials": "AB"} | more))
    assert not (tmp_path / "decisions.tsv").exists()
