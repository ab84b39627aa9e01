from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from faults import command, environment, reports_in
from workflow_runs import ROOT


@pytest.fixture(scope="session")
def few_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six short reports of two buckets."""
    return reports_in(tmp_path_factory.mktemp("faults") / "reports")


@pytest.fixture(scope="session")
def undisturbed(few_reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of them writes when nothing befalls it."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    result = subprocess.run(
        command(few_reports, out), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return out
