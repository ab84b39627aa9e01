from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("licence", "forbidden"),
    [
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0-or-later", True),
        ("AGPL-3.0-only OR GNU Affero General Public License v3", True),
        ("AGPL-3.0-only AND MIT", True),
        ("AGPL-3.0-only OR MIT", False),  # the other one may be chosen
        ("GPL-3.0-only", False),
        ("MIT", False),
        ("", False),
    ],
)
def test_only_the_agpl_without_a_choice_is_forbidden(licence: str, forbidden: bool) -> None:
    assert _load("licences").is_affero(licence) is forbidden


def test_names_are_read_from_the_lock_with_extras_and_markers() -> None:
    lock = "a_b[x]==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nC.D==2\n# e==3\n"
    assert _load("licences").pinned(lock) == {"a-b": "1.0", "c-d": "2"}


_CLEAN = {"name": "a", "version": "1", "vulns": []}
_WEAK = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}]}
_SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("code", "packages", "errors", "expected", "says"),
    [
        (0, [_CLEAN], "", 0, "1 packages checked, 0 with"),
        (1, [_CLEAN, _WEAK], "", 1, "b 2: X-1 (mended in 3)"),
        (0, [_CLEAN, _SKIPPED], "", 0, "not checked: c"),
        (0, [_SKIPPED], "", 0, "nothing was checked"),
        (1, None, "requests.exceptions.ConnectionError: ...", 0, "nothing was checked"),
        (1, None, "invalid requirements file", 1, "invalid requirements file"),
    ],
)
def test_only_an_unreachable_service_is_forgiven(
    code: int, packages: list[object] | None, errors: str, expected: int, says: str
) -> None:
    told = "" if packages is None else json.dumps({"dependencies": packages})
    got, said = _load("audit").judge(code, told, errors)
    assert (got, says in said) == (expected, True)
