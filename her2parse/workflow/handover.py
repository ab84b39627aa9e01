"""The files between two rules: JSON and JSON Lines, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from her2parse.errors import StageInputError
from her2parse.files import write_atomic, written_whole

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write only where the content differs, so that the file's time says when it last changed."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write_atomic(path, data)
    return True


def to_json(value: object) -> bytes:
    """Plain data as JSON for people: indented, keys in their order."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def read_json(path: Path) -> Any:
    """Plain data; raises ``StageInputError`` where the file is missing or damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from None


def dump(kind: type[T], value: T) -> bytes:
    """A record of ``her2parse.model`` as one line of JSON."""
    return _adapter(kind).dump_json(value)


def load(kind: type[T], data: bytes, where: Path) -> T:
    """The record that ``dump`` wrote; raises ``StageInputError`` where it is not one."""
    try:
        record: T = _adapter(kind).validate_json(data)
    except ValueError as error:
        raise _damaged(where, error) from None
    return record


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write JSON Lines, one after another: they are never all held at once."""
    with written_whole(path) as stream:
        stream.writelines(line + b"\n" for line in lines)


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a JSON Lines file; raises ``StageInputError`` where it is missing."""
    try:
        with path.open("rb") as stream:
            for line in stream:
                yield line.rstrip(b"\n")
    except OSError as error:
        raise _damaged(path, error) from None


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Building one takes longer than reading a report with it."""
    if kind not in _adapters:
        from pydantic import TypeAdapter

        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def _damaged(path: Path, error: Exception) -> StageInputError:
    return StageInputError(
        f"cannot be used ({type(error).__name__})",
        where=str(path),
        expected="what the stage before wrote",
        todo="Remove this file and run again.",
    )
