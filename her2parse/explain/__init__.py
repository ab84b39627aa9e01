"""What was seen in one report, and why it was believed or not: ``her2parse explain``.

Stands above the stages, as ``workflow`` does: ``explain`` has one file read and traced, ``seen`` turns the trace to
plain records, ``page`` and ``text`` show them. Nothing here decides anything about a report.
"""

from __future__ import annotations

from her2parse.explain.explain import Explained, explain

__all__ = ["Explained", "explain"]
