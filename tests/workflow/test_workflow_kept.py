"""What is kept of a cohort: nothing is made twice, nothing that changed is kept, the bytes are those of a fresh run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from her2parse.model import (
    Batch,
    Decision,
    Her2Call,
    ReportHeader,
    ReportResult,
    ReviewNote,
    Sample,
    SourceFile,
    Treatment,
)
from her2parse.workflow import cohort, tabling
from her2parse.workflow.handover import dump, load, read_json, read_lines, write_lines
from her2parse.workflow.kept import Kept, Piece
from her2parse.workflow.results import Results, head_of

_INTAKE = Path("work/intake")


# ── pieces ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Maker:
    """Pieces from keys and what they are made from; ``made`` lists those that were not kept."""

    def __init__(self, folder: Path, output: Path | None = None) -> None:
        self.kept, self.made = Kept("stage", output, folder), list[str]()

    def __call__(self, **wanted: str) -> list[str]:
        self.made.clear()
        return [piece.decode() for piece in self.kept.pieces(self._pieces(wanted))]

    def _pieces(self, wanted: dict[str, str]) -> Iterator[Piece]:
        for key, made_from in sorted(wanted.items()):
            yield Piece(key, made_from, lambda key=key, made_from=made_from: self._make(key, made_from))  # type: ignore[misc]

    def _make(self, key: str, made_from: str) -> bytes:
        self.made.append(key)
        return f"{key}:{made_from}\n".encode()


@pytest.mark.parametrize("has_output", [False, True])
def test_only_what_changed_is_made(has_output: bool, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl" if has_output else None
    make = Maker(tmp_path / "kept", output)
    assert make(a="1", c="1", e="1") == ["a:1\n", "c:1\n", "e:1\n"]
    for wanted, made in (
        ({"a": "1", "c": "1", "e": "1"}, []),
        ({"a": "1", "b": "1", "c": "2", "e": "1"}, ["b", "c"]),
        ({"b": "1", "e": "1", "f": "1"}, ["f"]),
        ({"0": "1", "é/\n": "1"}, ["0", "é/\n"]),
        ({}, []),
        ({"a": "1"}, ["a"]),
    ):
        content = make(**wanted)
        assert make.made == made
        assert content == [f"{key}:{value}\n" for key, value in sorted(wanted.items())]
        if output is not None:
            assert output.read_text() == "".join(content)


@pytest.mark.parametrize("damage", ["data", "shorter", "index", "no index", "no data", "a line too few"])
def test_what_is_damaged_is_made_again(damage: str, tmp_path: Path) -> None:
    make = Maker(tmp_path)
    first = make(a="1", b="1", c="1")
    index, data = tmp_path / "stage.index", tmp_path / "stage.data"
    match damage:
        case "data":
            data.write_bytes(data.read_bytes().replace(b"b:1", b"b:2"))
        case "shorter":
            os.truncate(data, 9)
        case "index":
            index.write_bytes(b"\xff\n" + index.read_bytes())
        case "no index":
            index.unlink()
        case "no data":
            data.unlink()
        case "a line too few":
            index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[1:]))
    assert make(a="1", b="1", c="1") == first
    assert make.made
    assert make(a="1", b="1", c="1") == first
    assert make.made == []


def test_one_that_fails_leaves_what_was_kept(tmp_path: Path) -> None:
    make = Maker(tmp_path)
    make(a="1", b="1")

    def fails() -> bytes:
        raise ValueError("it fails")

    with pytest.raises(ValueError, match="it fails"):
        list(make.kept.pieces([Piece("a", "2", fails)]))
    make(a="1", b="1")
    assert make.made == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stage.data", "stage.index"]


def test_an_output_that_a_person_changed_is_not_taken_for_what_was_made(tmp_path: Path) -> None:
    make = Maker(tmp_path / "kept", tmp_path / "out.jsonl")
    make(a="1", b="1")
    with (tmp_path / "out.jsonl").open("r+b") as stream:
        stream.write(b"x")
    assert make(a="1", b="1") == ["a:1\n", "b:1\n"]
    assert make.made == ["a"]


# ── heads ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def result(name: str, *identities: str, **more: Any) -> ReportResult:
    sha256 = (name * 64)[:64]
    calls = (Her2Call(f"R{sha256[:12]}", "mutation", "not_assayed", "said nothing"),)
    made = ReportResult(
        f"R{sha256[:12]}", sha256, 1, "parsed", (), 1, 0, ReportHeader(lab="L"), (), calls, (), identities
    )
    return replace(made, **more)


@pytest.mark.parametrize(
    "given",
    [
        result("a", "nb:1", "id:2"),
        result("b"),
        result("c", status="failed", part=3),
        result("d", "nb:1", header=ReportHeader(lab='"],"identities":["nb:9"],"status":"failed"')),
        result("e", 'nb:\\"]', "id:ü\n"),
        result("f", "nb:1", notes=(ReviewNote("x", ',"identities":["nb:9"]'),)),
    ],
)
def test_a_head_is_that_of_the_whole_result(given: ReportResult) -> None:
    head = head_of(dump(ReportResult, given), Path("x"))
    assert (head.report_id, head.sha256, head.part, head.identities, head.failed) == (
        *(given.report_id, given.sha256, given.part, given.identities, given.status == "failed"),
    )


def test_results_are_read_from_where_they_lie(tmp_path: Path) -> None:
    one, two = [result("a", "nb:1"), result("b", "nb:ü")], [result("c")]
    for name, some in (("00", one), ("01", two)):
        write_lines(tmp_path / f"{name}.jsonl", [dump(ReportResult, each) for each in some])
    read = Results(tmp_path.glob("*.jsonl"))
    ids = [each.report_id for each in (*two, *one)]
    assert list(read.read([*ids, "R-not-here"])) == [*two, *one]
    assert len({read.digest(each) for each in (*ids, "R-not-here")}) == 4


# ── stages ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Stages:
    """The cohort's stages on results and sheets that a test sets; ``made`` counts what was not kept."""

    def __init__(self, undisturbed: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
        (out / "work/settings").mkdir(parents=True)
        for path in (undisturbed / "work/settings").glob("*.json"):
            (out / "work/settings" / path.name).write_bytes(path.read_bytes())
        patch.chdir(out)
        patch.setenv("HER2PARSE_KEY", "a key for tests only, no secret")
        self.out, self.made = out, list[str]()
        true = Kept.pieces

        def counted(kept: Kept, wanted: Any) -> Iterator[bytes]:
            def told(piece: Piece) -> bytes:
                self.made.append(f"{kept._index.stem} {piece.key}")
                return piece.make()

            return true(kept, (replace(one, make=lambda one=one: told(one)) for one in wanted))

        patch.setattr(Kept, "pieces", counted)

    def run(self, results: Sequence[ReportResult], **sheets: Any) -> dict[str, bytes]:
        """What the stages write; ``made`` is of this run."""
        files = tuple(SourceFile(f"{each.sha256[0]}.pdf", each.sha256, 1, "00") for each in results)
        write_lines(Path("work/read/00.jsonl"), [dump(ReportResult, each) for each in results])
        for name, given in (("plan", Batch(files)), ("sheets", replace(Batch(()), **sheets))):
            write_lines(_INTAKE / f"{name}.json", [dump(Batch, given)])
        self.made.clear()
        settings, placed, options = Path("work/settings"), Path("work/patients.jsonl"), Path("work/options.jsonl")
        plan, rest = _INTAKE / "plan.json", _INTAKE / "sheets.json"
        cohort.patients(plan, rest, settings / "patients.json", [Path("work/read/00.jsonl")], placed)
        cohort.actionability(placed, settings / "actionability.json", options)
        tabling.tables(placed, options, plan, rest, settings / "outputs.json", Path("run.json"))
        return {
            str(path): path.read_bytes() for path in (placed, options, *Path().glob("*.*"), *Path("parquet").iterdir())
        }


def test_each_change_makes_those_patients_again_that_it_concerns(
    undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = [load(ReportResult, line, undisturbed) for file in sorted((undisturbed / "work/read").glob("*.jsonl"))
            for line in read_lines(file)]  # fmt: skip
    a, b, c = result("a", "nb:1"), result("b", "nb:2"), result("c", "nb:1")
    (asked,) = [each for each in real if each.findings][:1]
    stages = Stages(undisturbed, tmp_path / "kept", monkeypatch)
    drug = Treatment("P-new", "osimertinib", "2025-01-01", agents=("osimertinib",), drug_class="egfr_tki")
    decision = Decision("D1", "2026-01-01", "AB", asked.report_id, "", "unlinked_report", "accept", "E", row=2)
    steps: list[tuple[str, Sequence[ReportResult], dict[str, Any], int]] = [
        ("first", [a, b, *real], {}, 2 + len(real)),
        ("again", [a, b, *real], {}, 0),
        ("a report of a known patient", [a, b, c, *real], {}, 1),
        ("a report was read otherwise", [a, replace(b, n_pages=2), c, *real], {}, 1),
        ("a report is gone", [a, c, *real], {}, 0),
        ("the sheet names a patient", [a, c, *real], {"samples": (Sample("a.pdf", "P-new"),)}, 1),
        ("and a treatment", [a, c, *real], {"samples": (Sample("a.pdf", "P-new"),), "treatments": (drug,)}, 1),
        ("a decision", [a, b, c, *real], {"decisions": (decision,)}, 3),
    ]
    for what, results, sheets, n_patients in steps:
        written = stages.run(results, **sheets)
        made = [each for each in stages.made if each.startswith("patients ")]
        assert len(made) == n_patients, (what, stages.made)
        assert {each.split()[0] for each in stages.made} <= {"patients", "options", "tables"}
        assert len(stages.made) <= 3 * len(made), what
        with monkeypatch.context() as context:
            fresh = Stages(undisturbed, tmp_path / f"fresh {what}", context)
            assert fresh.run(results, **sheets) == written, what


def test_another_version_of_a_stage_keeps_nothing(
    undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = [result("a", "nb:1"), result("b", "nb:2")]
    stages = Stages(undisturbed, tmp_path / "kept", monkeypatch)
    stages.run(results)
    for name, again in (("patients", {"patients"}), ("actionability", {"options"}), ("outputs", {"tables"})):
        path = Path("work/settings") / f"{name}.json"
        path.write_text(json.dumps(read_json(path) | {"version": "another"}))
        stages.run(results)
        assert {each.split()[0] for each in stages.made} == again
        assert len(stages.made) == 2
