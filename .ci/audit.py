"""``make audit-deps``: known weaknesses of the packages that requirements.lock pins, by pip-audit.

Needs the network. Where the service that knows them cannot be reached, or knows none of the packages (a mirror), a
notice says that nothing was checked and the end is 0; a weakness that was found, or any other fault, ends with 1.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_UNREACHED = re.compile(
    r"ServiceError|ConnectionError|Max retries exceeded|Name or service not known|Failed to establish|ProxyError"
    r"|Read timed out|Temporary failure in name resolution"
)
NOTICE = "NOTICE: the service that lists known weaknesses cannot be asked from here; nothing was checked."


def judge(code: int, told: str, errors: str) -> tuple[int, str]:
    """The exit code and what to print, from pip-audit's exit code, its JSON and its messages."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return (0, NOTICE) if _UNREACHED.search(errors) else (1, f"pip-audit failed ({code}):\n{errors}")
    checked = [each for each in packages if "skip_reason" not in each]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    lines = [
        f"{each['name']} {each['version']}: {weakness['id']}"
        f" (mended in {', '.join(weakness.get('fix_versions') or ()) or 'no version yet'})"
        for each in checked
        for weakness in each.get("vulns") or ()
    ]
    if not checked:
        return 0, NOTICE
    if skipped:
        lines.append(f"Not known to the service, not checked: {', '.join(skipped)}")
    weak = sum(bool(each.get("vulns")) for each in checked)
    lines.append(f"{len(checked)} packages checked, {weak} with a known weakness.")
    return (1 if weak else 0), "\n".join(lines)


def main() -> int:
    """Ask, judge, print."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock"), "--require-hashes"]
    options = ["--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "20"]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True)
    code, said = judge(done.returncode, done.stdout, done.stderr)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
