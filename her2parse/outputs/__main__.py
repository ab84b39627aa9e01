"""``python -m her2parse.outputs``: print docs/output.md."""

from __future__ import annotations

import sys

from her2parse.outputs.document import document

if __name__ == "__main__":
    sys.stdout.write(document())
