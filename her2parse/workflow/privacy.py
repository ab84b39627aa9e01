"""The secret from which pseudonyms are made. It travels in the environment only: never on a command line, in a log or
in a file of the output folder."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from her2parse.errors import ConfigError, Her2ParseError

VARIABLE = "HER2PARSE_KEY"
_SOURCE_VARIABLE = "HER2PARSE_KEY_SOURCE"
_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_APPLICATION = b"her2parse pseudonyms, version 1"
_BUILT_IN = "her2parse built-in key: not a secret"
_SHORTEST = 16

Source = Literal["key_file", "environment", "machine_id", "built_in"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret and where it comes from; ``built_in`` is not secret at all, and the outputs say so."""

    value: str
    source: Source

    def __repr__(self) -> str:
        return f"Secret({self.source})"

    @property
    def key(self) -> bytes:
        """The key (32 bytes) that the stages use."""
        return derive(self.value)

    def hand_on(self) -> None:
        """Put the secret, and where it came from, into the environment of the processes that this one starts."""
        os.environ[VARIABLE], os.environ[_SOURCE_VARIABLE] = self.value, self.source

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with the key and do not give it away."""
        return hmac.new(self.key, b"fingerprint", hashlib.sha256).hexdigest()[:12]


def derive(value: str) -> bytes:
    """The 32 bytes that a secret text stands for."""
    return hmac.new(_APPLICATION, value.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def find_secret(key_file: Path | None, machine_ids: tuple[Path, ...] = _MACHINE_IDS) -> Secret:
    """The key file's secret, else the environment's, else one derived from the machine's id, else the built-in one.

    The machine's id itself is confidential; machine-id(5) asks that applications use a keyed hash of it.

    Raises:
        ConfigError: the key file cannot be read or is too short to be a secret.
    """
    if key_file is not None:
        return Secret(_from_file(key_file), "key_file")
    if value := os.environ.get(VARIABLE, ""):
        given = os.environ.get(_SOURCE_VARIABLE, "")
        return Secret(value, next((source for source in get_args(Source) if source == given), "environment"))
    for path in machine_ids:
        try:
            machine = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if len(machine) == 32:
            return Secret(hmac.new(_APPLICATION, machine.encode(), hashlib.sha256).hexdigest(), "machine_id")
    return Secret(_BUILT_IN, "built_in")


def key_of_job() -> bytes:
    """The key inside a job of the workflow.

    Raises:
        Her2ParseError: the environment was not handed on to the job.
    """
    value = os.environ.get(VARIABLE, "")
    if not value:
        raise Her2ParseError(
            f"the job's environment has no {VARIABLE}",
            expected="the environment of the run",
            todo="Let the executor hand environment variables on.",
        )
    return derive(value)


def shown_name(name: str, key: bytes) -> str:
    """What stands for a file's name where names are not to be printed."""
    return f"file-{hmac.new(key, b'file name ' + name.encode(), hashlib.sha256).hexdigest()[:16]}.pdf"


def _from_file(path: Path) -> str:
    try:
        value = path.read_bytes().decode("utf-8", "surrogateescape").strip()
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})", where=f"privacy.key_file {path}", expected="a file with the secret"
        ) from None
    if len(value) < _SHORTEST:
        raise ConfigError(
            f"holds {len(value)} characters",
            where=f"privacy.key_file {path}",
            expected=f"at least {_SHORTEST}",
            todo="Make one with: head -c 32 /dev/urandom | base64",
        )
    return value
