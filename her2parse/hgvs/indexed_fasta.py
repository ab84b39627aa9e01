"""A FASTA file read by place through its index, plain or bgzipped. Nothing is ever written beside it.

pyfaidx does the arithmetic of the ``.fai``. It gets its bytes from a stream of ours: of its own it reads bgzip only
with Biopython, and makes indexes beside a file that may be nobody's to write to.
"""

from __future__ import annotations

import io
import os
import struct
import zlib
from bisect import bisect_right
from pathlib import Path
from typing import Any

from her2parse.errors import ConfigError

_GZIP = b"\x1f\x8b"
_FIXED_HEADER = 12  # bytes of a gzip header before its extra field
_HEAD = 512  # bytes in which a block's header ends


class IndexedFasta:
    """Contigs of a FASTA file.

    Args:
        path: the file; ``<path>.fai`` beside it, and ``<path>.gzi`` where it is bgzipped.
        where: what error messages call it.

    Raises:
        ConfigError: the file or its index is missing, is not what it says, or does not fit the other.
    """

    def __init__(self, path: Path, where: str) -> None:
        self._where = where
        stream = _opened(path, where)
        try:
            self._faidx = _index(path, where)
        except BaseException:
            stream.close()
            raise
        self._faidx.file.close()
        self._faidx.file = stream
        self.lengths: dict[str, int] = {name: entry.rlen for name, entry in self._faidx.index.items()}
        """Contig to its number of bases, in the file's order."""

    def close(self) -> None:
        """Let go of the file."""
        self._faidx.file.close()

    def read(self, contig: str, start: int, end: int) -> str:
        """Bases of ``start:end`` (from 0, end exclusive), cut at the contig's ends, as the file spells them.

        Raises:
            KeyError: there is no such contig.
            ConfigError: the file is damaged, or ends before its index says.
        """
        start, end = max(0, start), min(end, self.lengths[contig])
        if end <= start:
            return ""
        try:
            bases = str(self._faidx.from_file(contig, start + 1, end))
        except (OSError, EOFError, ValueError, zlib.error, struct.error) as error:
            raise self._unfit(f"cannot be read at {contig}:{start + 1}-{end} ({type(error).__name__})") from None
        if len(bases) != end - start or ">" in bases:
            raise self._unfit(f"does not hold {contig}:{start + 1}-{end} where its index says")
        return bases

    def _unfit(self, found: str) -> ConfigError:
        return ConfigError(
            found,
            where=self._where,
            expected="a whole FASTA file and the index of this very file",
            todo="Make the index again: samtools faidx FILE.",
        )


def _opened(path: Path, where: str) -> io.BufferedReader:
    try:
        stream = _File(path)
        head = stream.piece(0, _HEAD)
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})", where=where, expected="a FASTA file of the human genome"
        ) from None
    try:
        if head.startswith(b">"):
            return io.BufferedReader(stream)
        if _block_size(head):
            return io.BufferedReader(_Blocks(stream, _block_table(path, where)), 1 << 16)
        packed = head.startswith(_GZIP)
        raise ConfigError(
            "is packed with gzip, which cannot be read by place" if packed else "does not begin with >",
            where=where,
            expected="a FASTA file, plain or packed with bgzip",
            todo="gunzip FILE.gz, bgzip FILE, samtools faidx FILE.gz." if packed else "",
        )
    except ConfigError:
        stream.close()
        raise


def _index(path: Path, where: str) -> Any:
    import pyfaidx

    index = path.with_name(path.name + ".fai")
    if not index.is_file():
        raise ConfigError(
            f"has no index {index.name} beside it",
            where=where,
            expected="FASTA and .fai in one folder (her2parse writes nothing there)",
            todo="Make it once: samtools faidx FILE.",
        )
    try:
        # The index stands in for the file until ours takes its place; see the module's head.
        faidx = pyfaidx.Faidx(str(index), indexname=str(index), build_index=False, rebuild=False)
    except (OSError, ValueError, UnicodeDecodeError, pyfaidx.FastaIndexingError) as error:
        raise ConfigError(
            f"is no index of a FASTA file ({error})",
            where=f"{where}.fai",
            expected="contig, length, offset, bases and bytes a line in each row",
            todo="Make it again: samtools faidx FILE.",
        ) from None
    return faidx


# ── bytes by place ────────────────────────────────────────────────────────────────────────────────────────────────


class _Placed(io.RawIOBase):
    """A stream that keeps its place itself, so that processes forked from this one do not move each other's."""

    _at = 0

    def piece(self, start: int, size: int) -> bytes:
        """At most ``size`` bytes from ``start`` on; none at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end is not known")
        self._at = offset if whence == io.SEEK_SET else self._at + offset
        return self._at

    def readinto(self, into: Any) -> int:
        found = self.piece(self._at, len(into))
        into[: len(found)] = found
        self._at += len(found)
        return len(found)


class _File(_Placed):
    """A file's own bytes."""

    _number = -1
    _shut = staticmethod(os.close)  # kept here: at the interpreter's end the module is emptied before its files close

    def __init__(self, path: Path) -> None:
        self._number = os.open(path, os.O_RDONLY)

    def piece(self, start: int, size: int) -> bytes:
        return os.pread(self._number, size, start)

    def close(self) -> None:
        if self._number >= 0:
            self._shut(self._number)
            self._number = -1
        super().close()


# ── bgzip (SAM specification, section 4.1: blocks of at most 64 kB, each a gzip member that says its size) ────────────


def _block_size(head: bytes) -> int:
    """Bytes of the block that ``head`` begins; 0 where it is not one of bgzip's."""
    if len(head) < _FIXED_HEADER or head[:4] != _GZIP + b"\x08\x04":
        return 0
    extra = head[_FIXED_HEADER : _FIXED_HEADER + int(struct.unpack_from("<H", head, 10)[0])]
    while len(extra) >= 6:
        size = int(struct.unpack_from("<H", extra, 2)[0])
        if extra[:2] == b"BC" and size == 2:
            return int(struct.unpack_from("<H", extra, 4)[0]) + 1
        extra = extra[4 + size :]
    return 0


def _block_table(path: Path, where: str) -> tuple[tuple[int, int], ...]:
    """Offsets (packed, unpacked) of every block, from the ``.gzi``."""
    index = path.with_name(path.name + ".gzi")
    try:
        data = index.read_bytes()
        (count,) = struct.unpack_from("<Q", data)
        numbers = struct.unpack_from(f"<{2 * count}Q", data, 8)
    except (OSError, struct.error, OverflowError, MemoryError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise ConfigError(
            f"has no index {index.name} beside it" if missing else f"{index.name} cannot be read",
            where=where,
            expected="the two indexes of a bgzipped FASTA beside it, .fai and .gzi",
            todo="Make them once: samtools faidx FILE.gz.",
        ) from None
    return ((0, 0), *zip(numbers[::2], numbers[1::2], strict=True))


class _Blocks(_Placed):
    """The unpacked bytes of a bgzipped file; one block is kept."""

    def __init__(self, packed: _File, table: tuple[tuple[int, int], ...]) -> None:
        self._packed, self._table = packed, table
        self._starts = [unpacked for _, unpacked in table]
        self._number, self._block = -1, b""

    def piece(self, start: int, size: int) -> bytes:
        number = bisect_right(self._starts, start) - 1
        if number != self._number:
            self._block, self._number = self._unpacked(self._table[number][0]), number
        return self._block[start - self._starts[number] :][:size]

    def _unpacked(self, offset: int) -> bytes:
        size = _block_size(self._packed.piece(offset, _HEAD))
        return zlib.decompress(self._packed.piece(offset, size), wbits=31) if size else b""

    def close(self) -> None:
        self._packed.close()
        super().close()
