"""The review that closes the loop: ``her2parse review OUT``.

Stands beside the stages: ``queue`` reads the tables of a run, ``log`` writes the decisions of people, ``server`` shows
the one and takes the other on this machine alone. Nothing here changes a result; ``her2parse run --decisions`` does.
"""

from __future__ import annotations

from her2parse.review.log import Log
from her2parse.review.queue import Item, read_queue
from her2parse.review.server import Review, serve

__all__ = ["Item", "Log", "Review", "read_queue", "serve"]
