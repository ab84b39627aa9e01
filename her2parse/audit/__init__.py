"""The researcher's account of a cohort: who was counted, how often what was seen, how well two tests agree.

Stands beside the stages and reads nothing but the tables of a run, so that ``her2parse audit`` and the cohort's page
say the same. ``records`` are what it tells; ``statistics`` the two formulas; each of the others makes one table.
Nothing here decides anything about a report.
"""

from __future__ import annotations

from her2parse.audit.account import account
from her2parse.audit.audit import audit
from her2parse.audit.records import KINDS, MAX_DAYS, Audit, columns

__all__ = ["KINDS", "MAX_DAYS", "Audit", "account", "audit", "columns"]
