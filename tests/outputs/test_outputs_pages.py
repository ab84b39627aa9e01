"""The pages: everything escaped, nothing remote, bounded, and there even when there is little to show."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from outputs_factory import SETTINGS, YVMA, calls, cohort, finding, option, placed

from her2parse.errors import PageError
from her2parse.model import Batch, Option, Patient, ReportHeader, ReviewNote
from her2parse.outputs import page, rows, write_pages
from her2parse.outputs.views import page_names
from her2parse.workflow.joblog import places

PNG = b"\x89PNG\r\n\x1a\n fake"
VOID = {"meta", "input", "img", "br", "link"}


class Reader(HTMLParser):
    """Collects elements, attributes and text; fails on tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def made(
    out: Path,
    patients: tuple[Patient, ...],
    options: tuple[Option, ...] = (),
    batch: Batch | None = None,
    crops: dict[str, bytes] | None = None,
    told: Callable[[PageError, str], None] | None = None,
) -> tuple[Path, ...]:
    batch = batch or Batch(())
    return write_pages(
        out, rows(patients, options, batch, SETTINGS), patients=patients, options=options, batch=batch,
        settings=SETTINGS, crops=crops or {}, knowledge_version="2026.10", knowledge_hash="a" * 64, told=told,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reader]:
    out = tmp_path_factory.mktemp("out")
    patients, options, batch = cohort()
    crops = {f.finding_id: PNG for p in patients for r in p.reports for f in r.result.findings}
    made(out, patients, options, batch, crops)
    return {path.name: Reader(path.read_text("utf-8")) for path in out.rglob("*.html")}


def test_the_index_accounts_for_every_file_in_words(pages: dict[str, Reader]) -> None:
    text = pages["index.html"].text
    for file in cohort()[2].files:
        assert file.source_file in text
    assert "The PDF is cut off or damaged and cannot be opened." in text
    assert "notes.txt" in text
    for tile in ("6 files", "2 Parsed", "2 Needs review", "2 Failed"):
        assert tile in text


def test_a_patient_is_told_whole_on_the_own_page(pages: dict[str, Reader]) -> None:
    text = pages["P001.html"].text
    for said in (
        "A775_G776insYVMA", "p.Y772_A775dup", "NP_004439.2:p.(Tyr772_Ala775dup)", "1.235 %", "2.4 plasma copies",
        "zongertinib", "In label", "ZON-US-1", "2025-08-08", "Prior systemic therapy: unknown", "osimertinib",
        "No treatment sheet names this patient.", "Apparently acquired", "Test basis: mutation is positive.",
        "Pertinent negatives (1)", "Variants of uncertain significance (1)", "ERBB2 A775_G776insYVMA",
        "HER2 overexpression: no report of this patient", "the nearest known drug is 'Tagrisso'",
        "not a medical device", "as of 2026-11-01", "a" * 64, "Before osimertinib",
    ):  # fmt: skip
        assert said in text, said


def test_the_front_answers_what_a_board_asks_first(pages: dict[str, Reader]) -> None:
    text = pages["P001.html"].text
    front = text[text.index("HER2 now and before") : text.index("Therapies and specimens")]
    for said in (
        "Mutation Positive 2026-03-01 plasma p.Y772_A775dup (1.235 %) Negative 2025-01-10 tissue",
        "osimertinib , started 2025-02-01",
        "Apparently acquired ERBB2 exon 20 insertion 1.235 %",
        "zongertinib ERBB2 Y772_A775dup In label US ✓ every condition met",
        "trastuzumab deruxtecan ERBB2 Y772_A775dup Unknown US ? Prior systemic therapy: unknown",
        "2 reports (1 plasma, 1 tissue)",
        "HER2 amplification is not settled",
        "HER2 overexpression: not assayed in any report; that is not negative.",
    ):
        assert said in front, said


def test_the_index_has_a_row_a_patient_with_a_link(pages: dict[str, Reader]) -> None:
    reader = pages["index.html"]
    links = [attrs.get("href") for tag, attrs in reader.elements if tag == "a"]
    for key in ("P001", "P002", "K9f2c"):
        assert f"patients/{key}.html" in links
    text = reader.text
    for said in ("Alterations", "Who was counted", "left out:"):
        assert said.lower() in text.lower(), said


def test_vus_and_negatives_stay_out_of_the_findings(pages: dict[str, Reader]) -> None:
    text = pages["P001.html"].text
    main = text[text.index("Findings 3 Newest") : text.index("Pertinent negatives")]
    assert "K2331fs" not in main
    assert "amplification: not detected" not in main
    assert text.index("K2331fs") > text.index("Variants of uncertain significance")


def test_pictures_are_on_the_patients_pages_once_each(pages: dict[str, Reader]) -> None:
    for name, number in (("index.html", 0), ("P001.html", 5), ("P002.html", 1), ("K9f2c.html", 0)):
        images = [attrs for tag, attrs in pages[name].elements if tag == "img"]
        assert len(images) == number
        assert all(str(one["src"]).startswith("data:image/png;base64,") and one["alt"] for one in images)


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Reader]) -> None:
    for name, reader in pages.items():
        policy = [a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy"]
        digest = r"'sha256-[A-Za-z0-9+/]{43}='"
        assert re.fullmatch(
            f"default-src 'none'; img-src data:; style-src {digest}; script-src {digest}; "
            "base-uri 'none'; form-action 'none'",
            str(policy[0]),
        )
        assert not [attrs for _, attrs in reader.elements if "style" in attrs]
        assert not {tag for tag, _ in reader.elements} & {"link", "iframe", "object", "embed", "base", "form"}, name
        for tag, attrs in reader.elements:
            assert "srcset" not in attrs
            assert tag != "script" or "src" not in attrs
            for key in ("src", "href"):
                assert not re.match(r"(?i)\s*(https?:|//|javascript:|file:)", attrs.get(key) or ""), (name, tag, attrs)


def test_inside_links_lead_somewhere(pages: dict[str, Reader]) -> None:
    for name, reader in pages.items():
        ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), name
        for tag, attrs in reader.elements:
            href = attrs.get("href") or ""
            if tag == "a" and href.startswith("#"):
                assert href[1:] in ids, (name, href)
            elif tag == "a":
                assert href.split("#")[0].split("/")[-1] in pages, (name, href)


def test_styles_and_script_hold_no_address(tmp_path: Path) -> None:
    made(tmp_path, ())
    text = (tmp_path / "index.html").read_text("utf-8")
    assert not re.findall(r"https?://|url\(|@import", text)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</style></script><svg onload=alert(1)>",
    "\u202eevil\u2066",
    "y" * 10_000,
    "\ud800\x00\x1b[31m",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str, tmp_path: Path) -> None:
    found = finding("h.pdf", gene=text, written=text, copy_number_text=text, review=("unknown_assay",))
    found = replace(found, finding_id="Rh-1", her2_detail=text, oncogenicity_source=text)
    place = replace(found.statement.evidence, quote=text)
    found = replace(found, statement=replace(found.statement, evidence=place))
    report = placed(
        "h.pdf", text, (found,), header=ReportHeader(lab=text, assay=text), diagnosis=text, source_file=text + ".pdf",
        calls=calls("h.pdf", "positive", ids=("Rh-1",)), notes=(ReviewNote("unknown_assay", text, 1, text),),
    )  # fmt: skip
    patient = Patient(text, (report,), notes=(("", ReviewNote("x_code", text)),))
    written = made(tmp_path, (patient,), batch=Batch((), (text,)), crops={"Rh-1": PNG})
    for path in written:
        reader = Reader(path.read_text("utf-8"))
        tags = [tag for tag, _ in reader.elements]
        assert tags.count("script") == 1
        assert tags.count("style") == 1
        assert not [a for _, attrs in reader.elements for a in attrs if a.startswith("on")]
        assert "\u202e" not in reader.text
        assert "7*7" not in text or "{{ 7*7 }}" in reader.text
        assert len(path.read_bytes()) < 400_000
        assert path.resolve().is_relative_to(tmp_path.resolve())


def test_zero_findings_one_patient_and_nothing_at_all(tmp_path: Path) -> None:
    made(tmp_path / "zero", (Patient("P", (placed("a.pdf", "P"),)),))
    assert "No detected alteration" in Reader((tmp_path / "zero" / "patients" / "P.html").read_text("utf-8")).text
    assert "No mechanism was seen in a report" in Reader((tmp_path / "zero" / "index.html").read_text("utf-8")).text
    made(tmp_path / "none", ())
    text = Reader((tmp_path / "none" / "index.html").read_text("utf-8")).text
    assert "The folder holds no PDF." in text
    assert "No patient: nothing could be read." in text


def test_a_patient_without_a_readable_report_says_so_and_stands_last(pages: dict[str, Reader]) -> None:
    assert "No report of this patient could be read" in pages["K9f2c.html"].text
    text = pages["index.html"].text
    overview = text[text.index("First option") : text.index("Alterations")]
    assert overview.index("K9f2c") > overview.index("P002")


def test_rows_beyond_the_limit_are_left_out_with_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_LISTED", 3)
    patients, options, batch = cohort()
    made(tmp_path, patients, options, batch)
    text = Reader((tmp_path / "index.html").read_text("utf-8")).text
    assert "Only the first 3 of 6 rows are shown here; reports.tsv holds all of them." in text


def test_patients_beyond_the_limit_are_on_further_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_ROWS", 2)
    patients, options, batch = cohort()
    written = made(tmp_path, patients, options, batch)
    index = Reader((tmp_path / "index.html").read_text("utf-8"))
    assert "The first 2 of 3 patients are listed here" in index.text
    more = tmp_path / "patients" / "cohort-2.html"
    assert more in written
    assert "patients/cohort-2.html" in [attrs.get("href") for _, attrs in index.elements]
    assert "K9f2c" in Reader(more.read_text("utf-8")).text
    assert page_names(["cohort-2"])["cohort-2"] != "cohort-2.html"
    monkeypatch.setattr(page, "MAX_ROWS", 3)
    made(tmp_path, patients, options, batch)
    assert not more.exists()


def test_a_page_made_from_the_same_things_is_left_alone(tmp_path: Path) -> None:
    patients, options, batch = cohort()
    crops = {f.finding_id: PNG for p in patients for r in p.reports for f in r.result.findings}

    def state(**changed: Any) -> dict[str, tuple[int, bytes]]:
        given = {"patients": patients, "options": options, "batch": batch, "crops": crops} | changed
        made(tmp_path, **given)
        files = sorted((tmp_path / "patients").iterdir())
        return {path.stem: (path.stat().st_ino, path.read_bytes()) for path in files}

    first = state()
    assert state() == first
    other = state(crops={**crops, next(iter(crops)): PNG + b"!"})
    assert {key for key in first if other[key] != first[key]} == {"P001"}
    assert {key for key, value in state(options=options[:1]).items() if value != other[key]} == {"P001"}


def test_a_page_that_cannot_be_drawn_says_so_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patients, options, batch = cohort()
    made(tmp_path, patients, options, batch)
    whole = {path.name: path.read_bytes() for path in (tmp_path / "patients").iterdir()}
    for name in whole:
        (tmp_path / "patients" / name).unlink()
    real, seen = page.timeline, []

    def broken(view: page.PatientView, since: str) -> object:
        if view.key == "P001":
            raise ZeroDivisionError("of a person")
        return real(view, since)

    monkeypatch.setattr(page, "timeline", broken)
    made(tmp_path, patients, options, batch, told=lambda fault, sha256: seen.append((fault, sha256)))
    now = {path.name: path.read_bytes() for path in (tmp_path / "patients").iterdir()}
    assert {name for name in whole if now[name] != whole[name]} == {"P001.html"}
    said = Reader(now["P001.html"].decode()).text
    for words in ("could not be drawn", "H230", "is not negative"):
        assert words in said
    for words in ("of a person", "Nothing could be read"):
        assert words not in said
    index = Reader((tmp_path / "index.html").read_text("utf-8")).text
    assert "1 patient's page could not be drawn (H230): P001" in index
    ((fault, sha256),) = seen
    assert str(fault) == "H230: a page could not be drawn (ZeroDivisionError)."
    assert sha256 in {report.result.sha256 for patient in patients for report in patient.reports}
    assert any(place.startswith("test_outputs_pages.py") for place in places(fault))  # where it was, for the log
    monkeypatch.undo()
    made(tmp_path, patients, options, batch)  # mended: it is drawn, though nothing of the patient has changed
    assert {path.name: path.read_bytes() for path in (tmp_path / "patients").iterdir()} == whole
    assert "could not be drawn" not in (tmp_path / "index.html").read_text("utf-8")


def test_pages_of_patients_that_are_gone_are_removed(tmp_path: Path) -> None:
    patients, options, batch = cohort()
    made(tmp_path, patients, options, batch)
    made(tmp_path, patients[1:], options, batch)
    assert sorted(path.name for path in (tmp_path / "patients").iterdir()) == ["K9f2c.html", "P002.html"]


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "CON:", ".hidden", "-rf", "ä", "x" * 300, " ", "a b"])
def test_page_names_are_safe(key: str) -> None:
    (name,) = page_names([key]).values()
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}\.html", name)


def test_page_names_keep_plain_keys_and_tell_cases_apart() -> None:
    assert page_names(["P001", "K-1.b"]) == {"P001": "P001.html", "K-1.b": "K-1.b.html"}
    names = page_names(["p1", "P1"])
    assert len({name.casefold() for name in names.values()}) == 2


def test_the_newest_call_that_says_something_stands_on_top(tmp_path: Path) -> None:
    old = placed("old.pdf", "P", calls=calls("old.pdf", "positive", "negative"), collected_on="2024-01-01")
    new = placed("new.pdf", "P", calls=calls("new.pdf", "negative"), collected_on="2026-01-01")
    made(tmp_path, (Patient("P", (old, new)),))
    text = Reader((tmp_path / "patients" / "P.html").read_text("utf-8")).text
    top: Any = text[text.index("HER2 now and before") : text.index("New since")]
    assert "Mutation Negative 2026-01-01 plasma Positive 2024-01-01" in top
    assert "Amplification Negative 2024-01-01" in top
    assert "Overexpression Not assayed" in top


def test_one_alteration_in_two_reports_is_one_option_judged_on_the_newest(tmp_path: Path) -> None:
    old_found, new_found = finding("old.pdf", normalized=YVMA), finding("new.pdf", normalized=YVMA)
    other = finding("new.pdf", "EGFR", "L858R")
    old = placed("old.pdf", "P", (old_found,), collected_on="2024-01-01")
    new = placed("new.pdf", "P", (new_found, other), collected_on="2026-01-01")
    chosen = (
        option("P", old_found, match="off_label"),
        option("P", new_found, match="in_label"),
        option("P", other, "gefitinib", "resistance", rule_id="RES-1"),
    )
    for options in (chosen, chosen[::-1]):
        made(tmp_path, (Patient("P", (old, new)),), options)
        text = Reader((tmp_path / "patients" / "P.html").read_text("utf-8")).text
        table = text[text.index("Options as of 2026-11-01 1 A condition") : text.index("HER2 in each report")]
        assert table.count("trastuzumab deruxtecan") == 1
        assert "In label 2024-01-01: off label" in table
        assert table.index("gefitinib") > table.index("Resistance and lack of benefit (1)")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not_assayed", "Not assayed"),
        ("egfr_tki", "EGFR TKI"),
        ("prior_egfr_tki", "Prior EGFR TKI"),
        ("egfr_antibody + egfr_tki", "EGFR antibody + EGFR TKI"),
        ("her2_adc", "HER2 antibody-drug conjugate"),
        ("pre_existing", "Pre-existing"),
        ("", ""),
    ],
)
def test_codes_are_said_in_words(code: str, words: str) -> None:
    assert page._label(code) == words
