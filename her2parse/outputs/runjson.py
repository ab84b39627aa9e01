"""run.json: what made these outputs, without a clock, a path or a key in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from her2parse import __version__
from her2parse.model import SCHEMA_VERSION
from her2parse.outputs.settings import Counts, RunSettings


def run_json(
    counts: Counts,
    settings: RunSettings,
    *,
    knowledge_version: str,
    knowledge_hash: str,
    versions: Mapping[str, str],
) -> bytes:
    """The file's bytes: sorted keys, two spaces, one line feed at the end."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "her2parse": __version__,
        "versions": dict(versions),
        "knowledge": {"version": knowledge_version, "sha256": knowledge_hash},
        "as_of": settings.as_of,
        "pseudonym_key": settings.key_source,
        "file_names": settings.file_names,
        "config": settings.config,
        "counts": asdict(counts),
    }
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")
