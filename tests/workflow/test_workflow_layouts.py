"""What a layout profile makes run again, and how a wrong one stops a run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from workflow_runs import DEMO, ROOT, her2parse, jobs, rows

from her2parse.errors import KnowledgeError
from her2parse.workflow import lock
from her2parse.workflow.prepare import prepare

PROFILE = (ROOT / "config" / "layouts" / "guardant360.yaml").read_text("utf-8")
DRIFTED = PROFILE.replace("expects:", "expects:\n  - A heading of another day")


def settings(folder: Path, profile: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What each stage depends on, with ``profile`` in the laboratory's own folder."""
    for name in ("PATH", "HER2PARSE_KEY", "HER2PARSE_KEY_SOURCE"):
        monkeypatch.setenv(name, os.environ.get(name, "a key for tests only"))
    (folder / "layouts").mkdir(exist_ok=True)
    (folder / "layouts" / "own.yaml").write_text(profile, "utf-8")
    (folder / "reports").mkdir(exist_ok=True)
    out = folder / "out"
    prepare({"reports": str(folder / "reports"), "outdir": str(out), "layouts": {"extra": str(folder / "layouts")}})
    lock.release(out)
    return {path.stem: path.read_bytes() for path in sorted((out / "work" / "settings").glob("*.json"))}


def test_only_reading_depends_on_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings(tmp_path, PROFILE, monkeypatch)
    after = settings(tmp_path, DRIFTED, monkeypatch)
    assert len(before) > 4
    assert [stage for stage in before if before[stage] != after[stage]] == ["read"]


def test_a_wrong_profile_stops_the_run_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KnowledgeError, match=r"own\.yaml.*nearest: fingerprint"):
        settings(tmp_path, PROFILE.replace("fingerprint:", "fingerprnt:"), monkeypatch)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_changed_profile_reads_again_and_extracts_nothing(tmp_path: Path) -> None:
    for name in ("reports", "layouts"):
        (tmp_path / name).mkdir()
    shutil.copy(DEMO / "g360_P024.pdf", tmp_path / "reports" / "a.pdf")
    (tmp_path / "my.yaml").write_text("layouts: {extra: layouts}\n")
    command = ("run", "reports", "--out", "out", "--config", "my.yaml", "--as-of", "2026-06-01")
    (tmp_path / "layouts" / "own.yaml").write_text(PROFILE, "utf-8")
    assert her2parse(*command, cwd=tmp_path).returncode == 0
    assert "layout_drift" not in rows(tmp_path / "out", "reports")[0]["reasons"]
    (tmp_path / "layouts" / "own.yaml").write_text(DRIFTED, "utf-8")
    assert her2parse(*command, cwd=tmp_path).returncode == 0
    assert "layout_drift" in rows(tmp_path / "out", "reports")[0]["reasons"]
    ran = {job.split()[0] for job in jobs(tmp_path / "out")}
    assert "read" in ran
    assert "extract" not in ran
