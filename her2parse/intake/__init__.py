"""Which files there are, what they are, and what the sheets say about them."""

from __future__ import annotations

from her2parse.intake.plan import plan as plan
