"""Every kind of bad file is a document with a reason, never an exception."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from extract_drawing import KEY, lines, pdf, read, texts
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract import Limits, extract_file
from her2parse.knowledge import codes

GOOD = pdf(lines("EGFR L858R 12.4%"), lines("ERBB2 amplification not detected"))


def many_pages(n: int) -> bytes:
    return pdf(*[lines(f"page {i + 1}") for i in range(n)])


def problem(folder: Path, data: bytes, **options: object) -> str:
    document = read(folder, data, **options)
    assert document.pages == () or document.problem == ""
    return document.problem


def test_good_file(tmp_path):
    document = read(tmp_path, GOOD)
    assert (document.problem, document.n_pages, [page.number for page in document.pages]) == ("", 2, [1, 2])
    assert texts(document.pages[0]) == ["EGFR", "L858R", "12.4%"]
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"Patient: EGFR L858R\n" * 100, "not_a_pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "not_a_pdf"),
        (b"%PDF-1.4\n" + b"nothing in it", "truncated_pdf"),
        (b"%PDF-1.4\nnothing in it\nstartxref\n0\n%%EOF\n", "truncated_pdf"),
        (GOOD[: len(GOOD) // 2], "truncated_pdf"),
        (GOOD[:-40], "truncated_pdf"),
    ],
    ids=["empty", "text", "picture", "header only", "no objects", "half", "no end mark"],
)
def test_bad_bytes(tmp_path, data, code):
    assert problem(tmp_path, data) == code


def test_header_may_stand_a_little_later(tmp_path):
    # Mail gateways put lines before the header; offsets in the cross-reference table are then wrong and rebuilt.
    document = read(tmp_path, b"X-Mailer: nothing\r\n" + GOOD)
    assert document.problem == ""
    assert document.n_pages == 2


def test_padding_after_the_end_is_no_truncation(tmp_path):
    assert problem(tmp_path, GOOD + bytes(8000)) == ""


def encrypted(password: str) -> bytes:
    return pdf(lines("EGFR L858R"), encrypt=StandardEncryption(password, ownerPassword="owner", canPrint=0))


def test_encrypted(tmp_path):
    assert problem(tmp_path, encrypted("secret")) == "encrypted_pdf"
    assert problem(tmp_path, encrypted("secret"), passwords=["wrong"]) == "encrypted_pdf"


def test_known_password(tmp_path):
    assert texts(read(tmp_path, encrypted("secret"), passwords=["wrong", "secret"]).pages[0]) == ["EGFR", "L858R"]


def test_print_protection_alone_needs_no_password(tmp_path):
    assert problem(tmp_path, encrypted("")) == ""


def test_600_pages(tmp_path):
    document = read(tmp_path, many_pages(600))
    assert (document.problem, document.n_pages, document.pages) == ("too_many_pages", 600, ())


def test_page_limit_is_inclusive(tmp_path):
    assert problem(tmp_path, many_pages(3), limits=Limits(max_pages=3)) == ""
    assert problem(tmp_path, many_pages(4), limits=Limits(max_pages=3)) == "too_many_pages"


def test_too_large(tmp_path):
    assert problem(tmp_path, GOOD, limits=Limits(max_bytes=len(GOOD))) == ""
    assert problem(tmp_path, GOOD, limits=Limits(max_bytes=len(GOOD) - 1)) == "too_large"


def test_missing_link_folder_and_pipe(tmp_path):
    (tmp_path / "real.pdf").write_bytes(GOOD)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.pdf")
    for name in ("missing.pdf", "link.pdf", "folder.pdf", "pipe.pdf"):
        assert extract_file(tmp_path / name, "", key=KEY).problem == "not_readable", name


def test_changed_since_it_was_listed(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(GOOD)
    assert extract_file(path, "0" * 64, key=KEY).problem == "changed_file"


def test_a_page_that_cannot_be_loaded_is_a_row_of_its_own(tmp_path):
    good = pdf(lines("first"), lines("second"), compress=0)
    # The second page's dictionary becomes something that is no page.
    where = good.rindex(b"/Type /Page\n")
    broken = good[:where] + b"/Type /Xxxx\n" + good[where + 12 :]
    document = read(tmp_path, broken)
    assert document.problem or len(document.pages) == document.n_pages


def test_impossible_page_size(tmp_path):
    document = read(tmp_path, pdf(lines("word"), size=(20000, 20000)))
    assert document.pages[0].quality.detail == "impossible_size"


def test_scripts_and_links_are_left_alone(tmp_path):
    def draw(canvas: Canvas) -> None:
        lines("see the portal")(canvas)
        canvas.linkURL("http://127.0.0.1:9/", (0, 0, 500, 800))

    assert texts(read(tmp_path, pdf(draw)).pages[0]) == ["see", "the", "portal"]


def test_same_bytes_same_document(tmp_path):
    assert read(tmp_path, GOOD, "a.pdf") == read(tmp_path, GOOD, "b.pdf")


def test_mutated_files_never_raise(tmp_path):
    """Flipped and swapped bytes: any outcome but an exception (a crash of the process is the pool's business)."""
    random_bytes = random.Random(20261122)
    data = pdf(lines("EGFR L858R 12.4%"), lines("MET amplification"), compress=0)
    for _ in range(60):
        changed = bytearray(data)
        for _ in range(random_bytes.randint(1, 30)):
            changed[random_bytes.randrange(len(changed))] = random_bytes.randrange(256)
        document = read(tmp_path, bytes(changed))
        assert document.problem or len(document.pages) == document.n_pages


def test_every_problem_has_its_row_in_the_codes():
    known = {code.code for code in codes().values()} if isinstance(codes(), dict) else {code.code for code in codes()}
    ours = {
        "empty_file", "not_a_pdf", "truncated_pdf", "encrypted_pdf", "too_large", "too_many_pages", "not_readable",
        "changed_file", "timeout", "out_of_memory", "crashed",
    }  # fmt: skip
    assert ours <= known
