"""``make licences``: the licence of every package that requirements.lock pins and that is installed here.

Ends with 1 where a package is under the AGPL, which the project may not depend on; GPL and packages that do not say are
listed. ``--write FILE`` keeps the list as a page.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
_AFFERO = re.compile(r"\bAGPL|\baffero\b", re.IGNORECASE)
_GPL = re.compile(r"\bL?GPL|GNU (?:Lesser )?General Public", re.IGNORECASE)
_CHOICE = re.compile(r"\sOR\s|;", re.IGNORECASE)
_HEAD = 300
"""Letters of a licence's text in which its name stands; further below other licences may be named."""


def normal(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, str]:
    """Names of the lock file, each with its version."""
    return {normal(name): version for name, version in _NAME.findall(lock)}


def licence_of(name: str, told: str) -> str:
    """What a package says of its licence: its metadata, else the head of the licence's text, else nothing."""
    if told and told != "UNKNOWN":
        return " ".join(told.split())[:100]
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ""
    said = package.metadata.get("License-Expression") or ""
    for file in package.files or ():
        if not said and re.match(r"(?i)(licen[cs]e|copying)", file.name):
            path = Path(str(package.locate_file(file)))
            head = path.read_text("utf-8", "replace")[:_HEAD] if path.is_file() else ""
            said = " ".join(head.split())[:60]
    return said


def is_affero(licence: str) -> bool:
    """True where the AGPL is named and no other licence may be chosen instead."""
    return bool(_AFFERO.search(licence)) and all(_AFFERO.search(part) for part in _CHOICE.split(licence))


def found(lock: str) -> list[tuple[str, str, str]]:
    """Name, version and licence of each installed package of the lock file."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system"]
    listed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    told = {normal(each["Name"]): (each["Name"], each["Version"], each["License"]) for each in listed}
    return [(*told[name][:2], licence_of(*told[name][::2])) for name in sorted(pinned(lock)) if name in told]


def page(packages: list[tuple[str, str, str]], absent: list[str]) -> str:
    """The list as Markdown."""
    lines = [
        "# Licences",
        "",
        "What the packages in `requirements.lock` say of their licences, on Linux, those of development too; by",
        "`make licences`, which fails where one is under the AGPL. The project's own licence is Apache-2.0.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
        *(
            f"| {name} | {version} | {licence.replace('|', '/') or 'does not say'} |"
            for name, version, licence in packages
        ),
        "",
        f"Pinned for other systems only: {', '.join(absent) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """List, write, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="page to write")
    given = parser.parse_args()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    packages = found(lock)
    here = {normal(name) for name, _, _ in packages}
    if given.write:
        given.write.write_text(page(packages, sorted(set(pinned(lock)) - here)), "utf-8")
    affero = [name for name, _, licence in packages if is_affero(licence)]
    gpl = [f"{name} ({licence})" for name, _, licence in packages if _GPL.search(licence) and name not in affero]
    silent = [name for name, _, licence in packages if not licence]
    print(f"{len(packages)} packages, {len(affero)} under the AGPL.")
    for title, names in (("GPL or LGPL named", gpl), ("Do not say", silent), ("AGPL, forbidden", affero)):
        if names:
            print(f"{title}: {', '.join(names)}")
    return 1 if affero or not packages else 0


if __name__ == "__main__":
    sys.exit(main())
