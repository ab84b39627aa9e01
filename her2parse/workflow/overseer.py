"""A job ends when the Snakemake that started it does: a killed run leaves nobody writing into its folder.

The kernel can tell a child of its parent's end, but a shell stands between Snakemake and a job. So the job watches the
process itself. On a cluster's node the Snakemake of that node is watched, which the cluster ends.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time

VARIABLE = "HER2PARSE_OVERSEER"
_SECONDS = 0.5


def oversee() -> None:
    """In Snakemake: let the jobs that this process starts watch it."""
    os.environ[VARIABLE] = str(os.getpid())


def end_with_overseer() -> None:
    """In a job: from now on be killed when the overseer is gone. Nothing where a person typed the job's line."""
    number = os.environ.get(VARIABLE, "")
    if number.isdigit():
        threading.Thread(target=_watch, args=(int(number),), daemon=True).start()


def _watch(number: int) -> None:
    if hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(number)
        except ProcessLookupError:
            _end()
        except OSError:
            pass  # a kernel before 5.3, or a sandbox that forbids it: look now and then
        else:
            select.select([descriptor], [], [])
            _end()
    while True:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            _end()
        except PermissionError:
            pass  # there, and another user's
        time.sleep(_SECONDS)


def _end() -> None:
    # Not sys.exit: the main thread may be inside a library for long. Files are written whole or not at all.
    os.kill(os.getpid(), signal.SIGKILL)
