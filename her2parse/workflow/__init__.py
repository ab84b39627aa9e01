"""What the Snakemake rules call: the only place, with the command line, where the stages are put together."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from her2parse.workflow.prepare import Run


def prepared(config: Mapping[str, Any], *, main: bool = True) -> Run:
    """The run as the Snakefile sees it; ``main`` is False in a job on another machine, which leaves the lock to the run
    that sent it. What is wrong ends Snakemake here with one message and the contract's exit
    code: as an exception it would come with a trace of the Snakefile, which helps nobody to mend a sheet."""
    from her2parse.errors import Her2ParseError
    from her2parse.workflow.overseer import oversee
    from her2parse.workflow.prepare import prepare

    oversee()
    try:
        return prepare(config, main=main)
    except Her2ParseError as error:
        sys.stderr.write(error.message + "\n")
        raise SystemExit(error.exit_code) from None
