"""Runs that are killed at any moment go on with the same command and end in the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults import TODAY, command, differing, environment, left_behind, processes
from workflow_runs import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
_LATEST = 14.0
"""Seconds from the start of a run within which it is hit."""


def finish(reports: Path, out: Path) -> None:
    result = subprocess.run(
        command(reports, out), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def hit(reports: Path, out: Path, blows: list[tuple[str, float]], chance: random.Random) -> tuple[list[str], int]:
    """Start the run; kill one process of each kind, a time after the blow before or, where there is none of its kind
    then, the first that comes. What was killed before the run ended, and its exit code."""
    run = subprocess.Popen(
        command(reports, out), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    killed: list[str] = []
    for victim, seconds in blows:
        time.sleep(seconds)
        while run.poll() is None:
            kinds = {run.pid: "run", **processes(out)}
            wanted = sorted(number for number, kind in kinds.items() if kind == victim)
            if wanted:
                try:
                    os.kill(chance.choice(wanted), signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed.append(victim)
                break
            time.sleep(0.01)
    return killed, run.wait(120)


def batter(reports: Path, undisturbed: Path, folder: Path, victims: list[str], seed: int) -> list[str]:
    """One blow after another on one folder, each followed by the same command; a new folder where a run got through."""
    chance = random.Random(seed)
    done: list[str] = []
    number, out = 0, folder / "0"
    for victim in victims:
        killed, code = hit(reports, out, [(victim, chance.uniform(0.5, _LATEST))], chance)
        done += killed
        assert not left_behind(out), f"{victim} killed, and these live on: {processes(out)}"
        if killed and victim != "worker":
            assert code != 0, f"the run did not notice that its {victim} was killed"
        if code == 0:
            assert not differing(out, undisturbed), f"after {done}"
            number += 1
            out = folder / str(number)
    finish(reports, out)
    assert not differing(out, undisturbed), f"after {done}"
    return done


def test_a_killed_worker_costs_nothing_and_a_killed_run_leaves_nobody(
    few_reports: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed, code = hit(few_reports, out, [("worker", 0.0), ("run", 1.0)], random.Random(1))
    assert killed == ["worker", "run"]
    assert code == -signal.SIGKILL
    assert not left_behind(out), processes(out)
    finish(few_reports, out)
    assert not differing(out, undisturbed)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(4))
def test_twenty_kills_at_random_moments(few_reports: Path, undisturbed: Path, tmp_path: Path, seed: int) -> None:
    """Five a seed: the run, a worker, Snakemake, a job, and one of them again."""
    victims = ["run", "worker", "snakemake", "job", ("run", "worker", "snakemake", "job")[seed]]
    random.Random(seed).shuffle(victims)
    assert len(batter(few_reports, undisturbed, tmp_path, victims, seed)) >= 3


def test_snakemake_typed_by_hand_holds_the_folder_and_leaves_nobody(few_reports: Path, tmp_path: Path) -> None:
    """Its run and ``her2parse run`` refuse each other, and killing it ends its jobs."""
    out = tmp_path / "out"
    arguments = [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", "1", "--nolock"),
        *("--config", f"reports={few_reports}", f"outdir={out}", f"as_of={TODAY}"),
    ]
    settings = environment(XDG_CACHE_HOME=str(tmp_path / "cache"))
    first = subprocess.Popen(
        arguments, cwd=tmp_path, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while first.poll() is None and "worker" not in processes(out).values():
        time.sleep(0.02)
    for second in (command(few_reports, out), arguments):
        result = subprocess.run(second, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
        assert result.returncode == 2, result.stderr
        assert "H140" in result.stderr
        assert "another run is writing to this folder" in result.stderr
    first.kill()
    first.wait()
    assert not left_behind(out), processes(out)
