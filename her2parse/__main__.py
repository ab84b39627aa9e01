"""``python -m her2parse``."""

from __future__ import annotations

from her2parse.cli import main

main()
