"""A document survives its file, and a damaged file is said to be damaged."""

from __future__ import annotations

import gzip

import pytest
from extract_drawing import KEY, grey_image, lines, pdf, read
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from her2parse.errors import DiskFullError, StageInputError
from her2parse.extract import Limits, cache_path, extract_version, read_document, write_document
from her2parse.extract.store import decode, encode
from her2parse.model import Box, Document, Page, TextQuality, Word

number = st.floats(0, 2000).map(lambda value: round(value, 2))
boxes = st.builds(Box, number, number, number, number)
text = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
words = st.builds(
    Word, text, number, number, number, number, number, st.sampled_from(["", "Arial", "Times"]), st.booleans()
)
qualities = st.builds(TextQuality, st.sampled_from(["ok", "blank", "image_only", "garbled", "unreadable"]), text)
pages = st.builds(
    Page,
    st.integers(1, 400),
    number,
    number,
    st.lists(words, max_size=6).map(tuple),
    st.lists(boxes, max_size=3).map(tuple),
    st.lists(boxes, max_size=3).map(tuple),
    qualities,
    st.booleans(),
)
documents = st.builds(
    Document,
    st.just("ab" * 32),
    st.integers(0, 400),
    st.lists(pages, max_size=4).map(tuple),
    st.sampled_from(["", "timeout"]),
    text,
    st.lists(st.tuples(text, st.integers(1, 9)), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(documents)
def test_round_trip(document):
    assert decode(encode(document)) == document


@settings(deadline=None, max_examples=20)
@given(documents)
def test_same_document_same_bytes(document):
    assert encode(document) == encode(document)
    assert encode(document)[4:8] == b"\0\0\0\0"  # no time in the gzip header


def test_real_document_through_a_file(tmp_path):
    def draw(canvas: Canvas) -> None:
        lines("Patient: Jane Okonjo", "DOB: 01/02/1956", "ERBB2 3+ \u2265 2.0")(canvas)
        canvas.drawImage(grey_image(), 100, 100, 30, 30)
        canvas.line(10, 10, 200, 10)

    document = read(tmp_path, pdf(draw))
    path = tmp_path / "deep" / "er" / "document.jsonl.gz"
    write_document(document, path)
    assert read_document(path) == document
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    lines_of_file = gzip.decompress(path.read_bytes()).decode().splitlines()
    assert len(lines_of_file) == 1 + document.n_pages
    assert "Okonjo" not in "".join(lines_of_file)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda _: gzip.compress(b"{}\n"),
        lambda data: gzip.compress(gzip.decompress(data).replace(b'"format":2', b'"format":99')),
        lambda data: gzip.compress(b"\n".join(gzip.decompress(data).splitlines()[:-1])),
        lambda _: b"not gzip at all",
    ],
    ids=["empty", "half", "no facts", "other format", "a page missing", "not gzip"],
)
def test_damaged_file(tmp_path, damage):
    document = Document("ab" * 32, 2, (Page(1, 10, 10, ()), Page(2, 10, 10, ())))
    path = tmp_path / "document.jsonl.gz"
    path.write_bytes(damage(encode(document)))
    with pytest.raises(StageInputError, match="document"):
        read_document(path)


def test_missing_file(tmp_path):
    with pytest.raises(StageInputError, match="missing"):
        read_document(tmp_path / "none.jsonl.gz")


def test_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFullError, match="No space"):
        write_document(Document("ab" * 32, 0, ()), tmp_path / "document.jsonl.gz")
    assert list(tmp_path.iterdir()) == []


def test_version_depends_on_what_the_document_depends_on():
    base = extract_version(KEY, Limits())
    assert extract_version(KEY, Limits()) == base
    assert extract_version(b"another key", Limits()) != base
    assert extract_version(KEY, Limits(max_pages=3)) != base
    assert extract_version(KEY, Limits(max_seconds=3)) == base  # a slow machine reads the same words
    assert KEY.hex() not in base


def test_cache_path(tmp_path):
    assert cache_path(tmp_path, "abcd", "1-x") == tmp_path / "ab" / "abcd-1-x.jsonl.gz"
