"""Evidence pictures between two rules: one ZIP archive of PNGs a bucket, named by finding."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""An archive without times: the same pictures, the same bytes."""


def pack(pictures: Mapping[str, bytes]) -> bytes:
    """PNGs by finding id as a ZIP archive (stored, not compressed: PNGs are)."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for finding_id in sorted(pictures):
            target.writestr(zipfile.ZipInfo(f"{finding_id}.png", _EPOCH), pictures[finding_id])
    return archive.getvalue()


class Pictures(Mapping[str, bytes]):
    """All pictures of some archives by finding id; each is read when it is asked for."""

    def __init__(self, archives: Iterable[Path]) -> None:
        self._where: dict[str, Path] = {}
        for path in sorted(archives):
            with zipfile.ZipFile(path) as archive:
                self._where.update({name.removesuffix(".png"): path for name in archive.namelist()})

    def __getitem__(self, finding_id: str) -> bytes:
        with zipfile.ZipFile(self._where[finding_id]) as archive:
            return archive.read(f"{finding_id}.png")

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
