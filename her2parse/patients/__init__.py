"""Reports and treatments on each patient's line of time, and what arose under the EGFR TKI."""

from __future__ import annotations

from her2parse.patients.place import place

__all__ = ["place"]
