"""Whatever the machine is set to and whatever lies among the reports: same bytes, a row or a line for each file,
nothing executed, nothing written but in the output folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from faults import command, differing, environment
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from workflow_runs import DEMO, ROOT, rows

_YEAR = 365 * 24 * 3600
_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += SHIFT;
    return code;
}
time_t time(time_t *now) {
    struct timespec spec;
    clock_gettime(CLOCK_REALTIME, &spec);
    if (now) *now = spec.tv_sec;
    return spec.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec spec;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &spec);
    now->tv_sec = spec.tv_sec;
    now->tv_usec = spec.tv_nsec / 1000;
    return 0;
}
"""


def shifted_clock(folder: Path, seconds: int) -> dict[str, str]:
    """Environment in which every process sees the clock wrong; empty where there is no C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler or not sys.platform.startswith("linux"):
        return {}
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(_CLOCK)
    subprocess.run([compiler, "-shared", "-fPIC", f"-DSHIFT=({seconds})", "-o", library, source, "-ldl"], check=True)
    seen = subprocess.run(
        [sys.executable, "-c", "import datetime; print(datetime.date.today().year)"],
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() not in ("", str(2026)), "the clock was not moved"
    return {"LD_PRELOAD": str(library)}


def locale_of_the_machine() -> str:
    """The one of Turkish (whose i is not ours), German or C that is there."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower().split()
    return next((name for name in ("tr_TR.utf8", "de_DE.utf8") if name.lower() in there), "C")


def without_privileges() -> list[str]:
    """What goes before a command so that permissions hold for root too; empty where it is not needed."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to forbid it")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]


def run(
    arguments: Sequence[str], cwd: Path, settings: Mapping[str, str], umask: int = 0o022
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=cwd, env=environment(**settings), capture_output=True, text=True, check=False, umask=umask
    )


def test_clock_locale_zone_umask_order_and_a_read_only_folder_change_no_byte(
    few_reports: Path, undisturbed: Path, tmp_path: Path
) -> None:
    reports, out = tmp_path / "reports", tmp_path / "out"
    reports.mkdir()
    for path in sorted(few_reports.iterdir(), reverse=True):
        shutil.copy(path, reports)
        (reports / path.name).chmod(0o444)
    reports.chmod(0o555)
    before = tree(reports)
    settings = {
        "LC_ALL": locale_of_the_machine(),
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4711",
        "HOME": str(tmp_path / "no home"),
        **shifted_clock(tmp_path, -9 * _YEAR),
    }
    try:
        result = run([*without_privileges(), *command(reports, out)], ROOT, settings, umask=0o077)
        assert result.returncode == 0, result.stderr
        assert not differing(out, undisturbed)
        assert tree(reports) == before
        others = [path for path in out.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o077]
        assert not [path for path in others if ".snakemake" not in path.parts], "readable by others in spite of umask"
    finally:
        reports.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["clock ahead", "C", "POSIX", "C.UTF-8", "ASCII only"])
def test_settings_one_by_one(few_reports: Path, undisturbed: Path, tmp_path: Path, case: str) -> None:
    settings = {
        "clock ahead": shifted_clock(tmp_path, 11 * _YEAR),
        "ASCII only": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    }.get(case, {"LC_ALL": case})
    if not settings:
        pytest.skip("no C compiler to make a clock with")
    result = run(command(few_reports, tmp_path / "out"), ROOT, settings)
    assert result.returncode == 0, result.stderr
    assert not differing(tmp_path / "out", undisturbed)


# ── what lies among the reports ───────────────────────────────────────────────────────────────────────────────────

NAMES = (
    "$(touch executed).pdf",
    "`touch executed`;&|>.pdf",
    "-rf.pdf",
    "--help.pdf",
    "two words 'single' \"double\" \\.pdf",
    "{bucket} {input} %s.pdf",
    "a\nb.pdf",
    "a\tb.pdf",
    "-x $(touch executed) 'q'\n/..pdf",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Names that a shell, a format string or an option parser would trip over; links, a pipe, a socket, a device."""
    folder = tmp_path_factory.mktemp("hostile") / "re'p \"o$(touch executed)"
    reports = sorted(DEMO.glob("letter_*.pdf"), key=lambda path: path.stat().st_size)
    for name, report in zip(NAMES, reports, strict=False):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(report, folder / name)
    secret = folder.parent / "secret.pdf"
    shutil.copy(DEMO / "f1cdx_P007.pdf", secret)
    (folder / "link.pdf").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    (folder / "outside").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe.pdf")
    if sys.platform.startswith("linux"):
        descriptor = os.open(folder, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"/proc/self/fd/{descriptor}/socket.pdf")  # a path longer than a socket's may be
        os.close(descriptor)
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.mknod(folder / "device.pdf", 0o644 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero
    for password in ("known", "unknown"):
        encryption = StandardEncryption(password, ownerPassword="owner")
        canvas = Canvas(str(folder / f"{password}.pdf"), encrypt=encryption, invariant=1)
        canvas.drawString(72, 720, "Genomic findings: EGFR L858R detected")
        canvas.save()
    return folder


def tree(*folders: Path) -> dict[str, str]:
    """What lies below the folders: a file's size and time, a hash where it is small."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_symlink() or not path.is_file():
                found[str(path)] = "other"
            elif "__pycache__" not in path.parts and ".git" not in path.parts:
                status = path.stat()
                small = hashlib.sha256(path.read_bytes()).hexdigest() if status.st_size < 100_000 else ""
                found[str(path)] = f"{status.st_size} {status.st_mtime_ns} {status.st_mode} {small}"
    return found


def hostile_command(hostile: Path, out: Path, place: Path) -> list[str]:
    (place / "passwords").write_text("wrong\nknown\n")
    (place / "config.yaml").write_text(f"passwords_file: {place / 'passwords'}\nbuckets: 4\n")
    return [*command(hostile, out), "--config", str(place / "config.yaml")]


def test_hostile_names_and_files_are_listed_never_followed_and_nothing_else_is_written(
    hostile: Path, tmp_path: Path
) -> None:
    places = {name: tmp_path / name for name in ("home", "tmp", "cwd")}
    for place in places.values():
        place.mkdir()
    out = tmp_path / "-o 'u\" $(touch executed) {t}"
    arguments = hostile_command(hostile, out, tmp_path)
    watched = (*places.values(), hostile.parent, *(ROOT / name for name in ("her2parse", "rules", "config", "docs")))
    before, siblings = tree(*watched), sorted(path.name for path in ROOT.iterdir() if path.name != ".pytest_cache")
    settings = {"HOME": str(places["home"]), "TMPDIR": str(places["tmp"]), "PYTHONDONTWRITEBYTECODE": "1"}
    result = run(arguments, places["cwd"], settings)
    assert result.returncode == 0, result.stderr
    assert tree(*watched) == before
    assert sorted(path.name for path in ROOT.iterdir() if path.name != ".pytest_cache") == siblings
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*places, out.name, "passwords", "config.yaml"]
    )  # fmt: skip
    assert not list(tmp_path.rglob("executed"))
    # What a spreadsheet would take for a formula has an apostrophe before it.
    table = {row["source_file"].removeprefix("'"): row for row in rows(out, "reports")}
    plain = {name for name in NAMES if name.isprintable()}
    special = {path.name for path in hostile.glob("*.pdf") if path.is_symlink() or not path.is_file()}
    assert plain | special | {"known.pdf", "unknown.pdf"} <= set(table)
    assert len(table) == len(NAMES) + len(special) + 2
    assert len([name for name in table if re.fullmatch("a\ufffdb(~[0-9a-f]{8}).pdf", name)]) == 2
    assert len({table[name]["sha256"] for name in table if name.startswith("a\ufffdb")}) == 2
    assert {name: table[name]["reasons"] for name in special} == dict.fromkeys(special, "not_readable")
    assert table["unknown.pdf"]["reasons"] == "encrypted_pdf"
    assert table["known.pdf"]["status"] != "failed"
    assert any(row["gene"] == "EGFR" for row in rows(out, "findings"))
    ignored = json.loads((out / "work" / "intake" / "plan.json").read_text())["ignored"]
    assert ignored == ["loop", "outside"]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_every_call_that_writes_is_below_the_output_folder(few_reports: Path, tmp_path: Path) -> None:
    out, trace = tmp_path / "out", tmp_path / "trace"
    calls = "open,openat,creat,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,link,linkat,symlink,symlinkat"
    calls += ",truncate,chmod,fchmodat,utimensat,mknod,mknodat,connect"
    tracer = ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", f"trace={calls}", "-o", str(trace)]
    result = run([*tracer, *command(few_reports, out)], tmp_path, {"PYTHONDONTWRITEBYTECODE": "1"})
    if "ptrace" in result.stderr and not trace.read_text():
        pytest.skip("this machine does not let processes be traced")
    assert result.returncode == 0, result.stderr
    elsewhere = set()
    lines = trace.read_text("utf-8", "replace").splitlines()
    # Snakemake asks Slurm's own command for its version where both are there; it looks its controller up.
    slurm = {line.split()[0] for line in lines if "libslurm" in line}
    for line in lines:
        call = re.search(r"\b([a-z0-9]+)\(", line)
        if call is None or " = -1 " in line:
            continue
        if call[1] in ("open", "openat") and not re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", line):
            continue
        if call[1] == "connect":
            if "AF_INET" in line and line.split()[0] not in slurm:
                elsewhere.add(line)
            continue
        # A call without a folder is relative to the working directory, which is the output folder in all but the first
        # process; the test before this one looks at that one's.
        folder = re.search(r"(?:AT_FDCWD|\d+)<([^>]*)>", line)
        for path in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
            full = os.path.normpath(Path(folder[1] if folder else out) / path)
            if not full.startswith((f"{out}/", "/dev/", "/proc/")) and not out.is_relative_to(full):
                elsewhere.add(f"{call[1]} {full}")
    assert not elsewhere, "\n".join(sorted(elsewhere)[:40])
