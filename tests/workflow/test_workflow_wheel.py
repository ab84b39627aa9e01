from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from workflow_runs import DEMO, ROOT, rows


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_the_workflow_and_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = [*ROOT.glob("rules/*"), *ROOT.glob("config/**/*"), *ROOT.glob("profiles/**/*"), ROOT / "Snakefile"]
    wanted = {f"her2parse/_workflow/{path.relative_to(ROOT).as_posix()}" for path in inside if path.is_file()}
    wanted |= {path.relative_to(ROOT).as_posix() for path in ROOT.glob("her2parse/data/**/*") if path.is_file()}
    assert len(wanted) > 30
    assert wanted - names == set()
    assert "her2parse/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "test_data"))]


def test_two_builds_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    # Without the fixture's place, times of files or the order of a folder in it: from a copy, built at another moment.
    skipped = shutil.ignore_patterns(".git", ".venv*", "results", ".snakemake", "__pycache__", "*_cache", ".hypothesis")
    copied = shutil.copytree(ROOT, tmp_path / "copied", ignore=skipped, copy_function=shutil.copyfile)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(copied)],
        check=True,
        capture_output=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_an_installed_wheel_runs_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site, reports = tmp_path / "site", tmp_path / "reports"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    reports.mkdir()
    shutil.copy(sorted(DEMO.glob("*.pdf"))[0], reports)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    where = [sys.executable, "-c", "import her2parse, her2parse.resources as r; print(her2parse.__file__, r.root())"]
    told = subprocess.run(where, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout
    assert told.count(str(site)) == 2
    command = [sys.executable, "-m", "her2parse", "run", "reports", "--out", "out"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(rows(tmp_path / "out", "reports")) == 1
