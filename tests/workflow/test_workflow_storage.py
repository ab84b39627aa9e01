"""Outputs through a storage provider, as on a cluster whose jobs share one volume but not Snakemake's view of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from faults import TODAY, differing, environment
from workflow_runs import ROOT

RULES = (ROOT / "rules" / "outputs.smk").read_text()


def test_every_rule_is_told_where_its_outputs_go() -> None:
    """A command that does not name its output writes where Snakemake looks only as long as all is on one disk."""
    commands = [text.split("\nrule ")[0] for text in RULES.split("shell:")[1:]]
    assert not [command for command in commands if "{output" not in command]


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("rsync") or find_spec("snakemake_storage_plugin_fs") is None,
    reason="needs rsync and snakemake-storage-plugin-fs",
)
def test_a_storage_provider_gets_the_same_bytes(few_reports: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", "2"),
            *("--default-storage-provider", "fs", "--default-storage-prefix", str(out)),
            *("--shared-fs-usage", "persistence", "software-deployment", "sources", "source-cache"),
            *("--config", f"reports={few_reports}", f"outdir={out}", f"as_of={TODAY}"),
        ],
        cwd=tmp_path,
        env=environment(XDG_CACHE_HOME=str(tmp_path / "cache")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not differing(out, undisturbed)
