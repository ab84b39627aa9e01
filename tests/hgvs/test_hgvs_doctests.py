"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import her2parse.hgvs

_MODULES = sorted(module.name for module in pkgutil.iter_modules(her2parse.hgvs.__path__))


@pytest.mark.parametrize("name", _MODULES)
def test_examples(name: str) -> None:
    module = importlib.import_module(f"her2parse.hgvs.{name}")
    assert doctest.testmod(module).failed == 0


def test_examples_of_the_page_about_names() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "hgvs.md"
    assert doctest.testfile(str(page), module_relative=False).failed == 0
