"""Where the workflow and its data lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from her2parse.errors import Her2ParseError

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder that holds ``Snakefile``, ``rules/``, ``config/`` and ``profiles/``.

    Raises:
        Her2ParseError: the installation is not whole.
    """
    for folder in (_PACKAGE / "_workflow", _PACKAGE.parent):
        if (folder / "Snakefile").is_file() and (folder / "config").is_dir():
            return folder
    raise Her2ParseError(
        "the workflow's files are missing from the installation",
        expected=f"a Snakefile in {_PACKAGE / '_workflow'} or beside the package",
        todo="Install her2parse again.",
    )


def snakefile() -> Path:
    """The workflow's entry."""
    return root() / "Snakefile"


def knowledge_folder() -> Path:
    """The dated clinical tables."""
    return root() / "config" / "knowledge"


def layouts_folder() -> Path:
    """The layout profiles."""
    return root() / "config" / "layouts"


def assay_catalogue() -> Path:
    """What each assay covers."""
    return root() / "config" / "assays.yaml"


def default_config() -> Path:
    """The settings that hold where the user says nothing."""
    return root() / "config" / "config.yaml"


def schema(name: str) -> Path:
    """The schema called ``name`` (config, decisions, layout, samples, treatments)."""
    return root() / "config" / "schemas" / f"{name}.schema.yaml"


def demo_reports() -> Path:
    """The synthetic reports of a checkout (a wheel does not carry them)."""
    return root() / "test_data" / "reports"
