"""Profiles of clusters: the graph can be drawn with each, and each says only what Snakemake knows. Slurm itself is run
by ``make test-slurm``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from workflow_runs import DEMO, ROOT, her2parse

PROFILES = ROOT / "profiles"
PLUGINS = {"slurm": "slurm", "kubernetes": "kubernetes", "aws-batch": "aws-batch"}


@pytest.mark.parametrize("name", sorted(PLUGINS))
def test_the_workflow_is_drawn_with_the_profile(name: str, tmp_path: Path) -> None:
    """A key that Snakemake or the executor's plugin does not know, or a plugin that is not there, ends this."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.pdf").write_bytes(sorted(DEMO.glob("*.pdf"))[0].read_bytes())
    out = tmp_path / "out"
    stored = ["--default-storage-prefix", str(out)] if "default-storage-provider" in _profile(name) else []
    done = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--dry-run", "--profile", str(PROFILES / name), *stored),
            *("--config", f"reports={reports}", f"outdir={out}"),
        ],
        cwd=ROOT,
        env={**os.environ, "HER2PARSE_KEY": "a key for tests only, no secret"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rule extract:" in done.stdout + done.stderr


@pytest.mark.parametrize("name", sorted(PLUGINS))
def test_a_profile_names_its_executor_and_keeps_going(name: str) -> None:
    profile = _profile(name)
    assert profile["executor"] == PLUGINS[name]
    assert profile["keep-going"] is True
    assert profile["retries"] >= 1, "a bucket killed for memory gets more at its next attempt"


def test_an_unknown_profile_is_told_before_anything_is_written(tmp_path: Path) -> None:
    result = her2parse("run", DEMO, "--out", tmp_path / "out", "--profile", "sulrm")
    assert result.returncode == 2
    assert "aws-batch, default, kubernetes, slurm" in result.stderr
    assert not (tmp_path / "out").exists()


def _profile(name: str) -> dict[str, object]:
    return dict(yaml.safe_load((PROFILES / name / "config.yaml").read_text()))
