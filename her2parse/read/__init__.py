"""Words to statements: lines, columns, tables and zones; who said what, negated or not.

``read_document`` is the way in. Inside, one way down: ``geometry`` (lines, cells) → ``layout`` (zones) → ``tables`` and
``rows``, ``passages`` (segments) → ``mentions`` (what the words are) → ``items`` and ``implied`` (events and their
genes) → ``scope`` (said to be there or not) → ``values`` → ``compose`` (statements) → ``merge`` → ``net`` (what was
named and not read); ``header`` and its kin read the report's own facts.
"""

from __future__ import annotations

from her2parse.read.document import read_document

__all__ = ["read_document"]
