"""What the Snakemake rules call: the only place, with the command line, where the stages are put together."""

from __future__ import annotations

from her2parse.workflow.prepare import prepare as prepare
