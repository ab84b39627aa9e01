from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from her2parse.model import Document
from her2parse.outputs import pictures
from her2parse.workflow import drawing
from her2parse.workflow.drawing import Drawer

DOCUMENT = Document("ab" * 32, 1, ())


def misbehave(path: Path, document: Document, findings: object) -> dict[str, bytes]:  # noqa: ARG001
    if path.name == "crash.pdf":
        os.abort()
    if path.name == "stall.pdf":
        time.sleep(60)
    if path.name == "bloat.pdf":
        return {"x": bytes(3_000_000_000)}
    return {path.name: b"PNG"}


def serve_badly(pipe: object, megabytes: int) -> None:
    pictures.crops = misbehave  # type: ignore[assignment]
    drawing._serve(pipe, megabytes)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["crash.pdf", "stall.pdf", "bloat.pdf"])
def test_a_bad_pdf_costs_its_own_pictures_only(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_serve", serve_badly)
    with Drawer(max_seconds=5.0, max_memory_mb=1500) as drawer:
        made = [drawer.pictures(Path(name), DOCUMENT, ()) for name in ("one.pdf", bad, "two.pdf")]
    assert made == [{"one.pdf": b"PNG"}, {}, {"two.pdf": b"PNG"}]
