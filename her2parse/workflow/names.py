"""Single names for ``her2parse normalize``: a card for one, a table for many."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from her2parse.errors import SheetError
from her2parse.hgvs import TABLE_COLUMNS, Genome, card, table_row, use
from her2parse.intake.nearest import nearest_text

__all__ = ["card", "table", "use_genome"]

_NEEDED = ("gene", "variant")


def use_genome(path: Path) -> None:
    """Let this process name variants with a laboratory's genome.

    Raises:
        ConfigError: the file or its index cannot be read, or it is neither GRCh38 nor GRCh37.
    """
    use(Genome(path, where="--genome"))


def table(source: str) -> Iterator[str]:
    """Lines of the table of names, one a row of ``source`` (a file, or ``-`` for standard input), in order.

    Every row gets its line, an empty one too. Other columns of the input are left out.

    Raises:
        SheetError: no readable table with the columns ``gene`` and ``variant``.
    """
    # Not the csv module: a quote in a variant's name is a character of the name, and one line is one row.
    first, *rows = _text(source).removesuffix("\n").split("\n")
    header = [name.strip() for name in first.split("\t")]
    for name in _NEEDED:
        if header.count(name) != 1:
            near = nearest_text(name, header)
            raise SheetError(
                f'column "{name}" is missing' if name not in header else f'column "{name}" stands twice',
                where=f"{_called(source)}, row 1",
                expected="a tab separated table with the columns gene and variant",
                todo=f'Did you mean "{near}"?' if near else "",
            )
    gene, variant = (header.index(name) for name in _NEEDED)
    yield "\t".join(TABLE_COLUMNS) + "\n"
    for row in rows:
        cells = [cell.strip() for cell in row.split("\t")] + [""] * len(header)
        yield "\t".join(table_row(cells[gene], cells[variant])) + "\n"


def _text(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise SheetError(f"cannot be read ({error.strerror})", where=source, expected="a TSV file") from None
    except UnicodeDecodeError:
        raise SheetError("holds bytes that are not UTF-8", where=_called(source), expected="UTF-8 text") from None


def _called(source: str) -> str:
    return "standard input" if source == "-" else source
