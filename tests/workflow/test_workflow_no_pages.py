from __future__ import annotations

import shutil
from pathlib import Path

from workflow_runs import DEMO, her2parse


def test_tables_alone_leave_no_pages_of_an_earlier_run(tmp_path: Path) -> None:
    reports, out, config = tmp_path / "reports", tmp_path / "out", tmp_path / "config.yaml"
    reports.mkdir()
    shutil.copy(sorted(DEMO.glob("*.pdf"))[0], reports)
    (out / "patients").mkdir(parents=True)
    (out / "patients" / "P1.html").write_text("an earlier run's", "utf-8")
    (out / "index.html").write_text("an earlier run's", "utf-8")
    config.write_text('{as_of: 2026-01-01, ocr: {engine: "off"}, pages: {write: false}, write: []}', "utf-8")
    result = her2parse("run", reports, "--config", config, "--out", out)
    assert result.returncode == 0, result.stderr
    assert result.stdout.rstrip().endswith("tables.xlsx")
    assert (out / "reports.tsv").is_file()
    assert not (out / "index.html").exists()
    assert not (out / "patients").exists()
    assert not (out / "work" / "pictures").exists()
    assert not (out / "fhir").exists()
