from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from her2parse.errors import FolderError
from her2parse.intake.buckets import bucket_count, bucket_of
from her2parse.intake.folder import Hashes, walk


def test_any_case_any_depth_sorted_by_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.PDF", "b/a.Pdf", "a.pdf", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    entries = walk(tmp_path)
    assert [entry.name for entry in entries] == ["a.pdf", "b/a.Pdf", "notes.txt", "z.PDF"]
    assert [entry.name for entry in entries if entry.is_pdf] == ["a.pdf", "b/a.Pdf", "z.PDF"]


def test_links_and_special_files_are_listed_and_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"outside")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "gone.pdf").symlink_to(folder / "nowhere")
    entries = walk(folder)
    assert [entry.name for entry in entries] == ["gone.pdf", "link.pdf", "loop", "pipe.pdf"]
    assert set(Hashes().of(entries).values()) == {""}


def test_a_name_that_is_not_text_can_still_stand_in_a_table(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.pdf"))).write_bytes(b"%PDF-")
    (entry,) = walk(tmp_path)
    assert entry.name == "caf\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.pdf"
    assert Hashes().of((entry,))[entry.name] == hashlib.sha256(b"%PDF-").hexdigest()


def test_files_whose_names_print_alike_keep_their_own_content(tmp_path: Path) -> None:
    """They had one name, and so one content: the other was never read."""
    for name, content in (("a\nb.pdf", b"one"), ("a\tb.pdf", b"two"), ("a\N{REPLACEMENT CHARACTER}b.pdf", b"three")):
        (tmp_path / name).write_bytes(content)
    entries = walk(tmp_path)
    assert len({entry.name for entry in entries}) == 3
    assert all(entry.is_pdf for entry in entries)
    assert "a\N{REPLACEMENT CHARACTER}b.pdf" in [entry.name for entry in entries]
    expected = {entry.name: hashlib.sha256(entry.path.read_bytes()).hexdigest() for entry in entries}
    assert Hashes().of(entries) == expected


@pytest.mark.parametrize("make", ["nothing", "file"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, make: str) -> None:
    place = tmp_path / "reports"
    if make == "file":
        place.write_bytes(b"")
    with pytest.raises(FolderError, match="does not exist" if make == "nothing" else "is a file"):
        walk(place)


def test_contents_are_read_once_and_again_when_they_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"one")
    memory = tmp_path / "hashes.json"
    first = Hashes(memory)
    assert first.of(walk(folder)) == {"a.pdf": hashlib.sha256(b"one").hexdigest()}
    memory.write_bytes(first.memory())

    (folder / "b.pdf").write_bytes(b"two")
    read: list[str] = []
    from her2parse.intake import folder as module

    digest = module._digest
    monkeypatch.setattr(module, "_digest", lambda entry: read.append(entry.name) or digest(entry))
    assert set(Hashes(memory).of(walk(folder))) == {"a.pdf", "b.pdf"}
    assert read == ["b.pdf"]

    (folder / "a.pdf").write_bytes(b"ONE")
    assert Hashes(memory).of(walk(folder))["a.pdf"] == hashlib.sha256(b"ONE").hexdigest()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff"])
def test_a_damaged_memory_is_forgotten(tmp_path: Path, damage: bytes) -> None:
    memory = tmp_path / "hashes.json"
    memory.write_bytes(damage)
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"one")
    assert Hashes(memory).of(walk(folder)) == {"a.pdf": hashlib.sha256(b"one").hexdigest()}


@pytest.mark.parametrize(("n_files", "count"), [(0, 4), (128, 4), (129, 16), (2048, 16), (32768, 64), (10**6, 256)])
def test_bucket_count(n_files: int, count: int) -> None:
    assert bucket_count(n_files) == count


@pytest.mark.parametrize("count", [4, 16, 64, 256])
def test_buckets_share_the_reports_evenly(count: int) -> None:
    names = [bucket_of(f"{first:02x}" + "0" * 62, count) for first in range(256)]
    assert names == sorted(names)
    assert {names.count(name) for name in names} == {256 // count}
    assert len(set(names)) == count
