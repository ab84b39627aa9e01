"""One exception tree with stable codes; every error says what was expected, what was found, where, and what to do.

``UsageError`` and its children end a command with exit code 2 (the user can mend it). ``UnreadableFile`` never leaves
the stage that raised it: it becomes the file's row in ``reports.tsv``. Anything else is a fault of ours (exit code 1).
"""

from __future__ import annotations


class Her2ParseError(Exception):
    """Base of all errors of the package.

    Args:
        found: what was found, in plain words.
        expected: what was expected instead.
        where: file, row and column, or the command's argument.
        todo: what the user can do about it.
    """

    code = "H000"
    exit_code = 1

    def __init__(self, found: str, *, expected: str = "", where: str = "", todo: str = "") -> None:
        self.found, self.expected, self.where, self.todo = found, expected, where, todo
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole message on as few lines as it needs, the code first."""
        head = f"{self.code}: {self.where + ': ' if self.where else ''}{self.found}"
        tail = [f"Expected {self.expected}." if self.expected else "", self.todo]
        return " ".join([head.rstrip(".") + ".", *[part for part in tail if part]])


class UsageError(Her2ParseError):
    """The command or one of its inputs is wrong; nothing is written."""

    code = "H100"
    exit_code = 2


class ConfigError(UsageError):
    """An unknown key or an impossible value in the configuration."""

    code = "H110"


class SheetError(UsageError):
    """The sample sheet or the treatment sheet is wrong; ``where`` names file, row and column."""

    code = "H120"


class FolderError(UsageError):
    """The reports' folder cannot be read or the output folder cannot be written."""

    code = "H130"


class BusyError(UsageError):
    """Another run is using the same output folder."""

    code = "H140"


class KnowledgeError(UsageError):
    """A row of the knowledge base, the assay catalogue or a layout breaks its schema."""

    code = "H150"


class ReferenceDataError(Her2ParseError):
    """The bundled reference data is missing or does not match its checksum."""

    code = "H160"


class NothingReadError(Her2ParseError):
    """Not one input file could be read."""

    code = "H170"
    exit_code = 3


class DiskFullError(Her2ParseError):
    """No room is left where the output goes. What is written is whole; the same command goes on from there."""

    code = "H190"
    exit_code = 2


class UnreadableFile(Her2ParseError):
    """One file cannot be read. ``reason`` is the code that its row carries."""

    code = "H200"

    def __init__(self, reason: str, found: str, *, expected: str = "", where: str = "", todo: str = "") -> None:
        self.reason = reason
        super().__init__(found, expected=expected, where=where, todo=todo)


class StageInputError(Her2ParseError):
    """A file between two stages is missing, of another version, or damaged."""

    code = "H210"


class PageError(Her2ParseError):
    """A patient's page could not be drawn. It never leaves the stage: the page says so, and the others are drawn."""

    code = "H230"
