"""The settings of a run: read, checked against their schema, paths made absolute."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse import resources
from her2parse.errors import ConfigError
from her2parse.intake.nearest import nearest_date, nearest_text, parse_date

if TYPE_CHECKING:
    from her2parse.extract import OcrOptions


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; every path is absolute, every default is filled in."""

    reports: Path
    outdir: Path
    samples: Path | None
    treatments: Path | None
    decisions: Path | None
    as_of: str
    buckets: int | None
    limits: dict[str, Any]
    passwords_file: Path | None
    knowledge_extra: Path | None
    layouts_extra: Path | None
    assays: Path
    genome_fasta: Path | None
    key_file: Path | None
    hash_file_names: bool
    pages: bool
    pictures: bool
    ocr: dict[str, Any]
    formats: tuple[str, ...]

    def as_config(self) -> dict[str, Any]:
        """The same settings as a configuration, for another process to start from."""
        return {
            "reports": str(self.reports),
            "outdir": str(self.outdir),
            "samples": str(self.samples or ""),
            "treatments": str(self.treatments or ""),
            "decisions": str(self.decisions or ""),
            "as_of": self.as_of,
            "buckets": self.buckets or "auto",
            "limits": self.limits,
            "passwords_file": str(self.passwords_file or ""),
            "knowledge": {"extra": str(self.knowledge_extra or "")},
            "layouts": {"extra": str(self.layouts_extra or "")},
            "assays": str(self.assays),
            "genome_fasta": str(self.genome_fasta or ""),
            "privacy": {"key_file": str(self.key_file or ""), "file_names": "hash" if self.hash_file_names else "keep"},
            "pages": {"write": self.pages, "pictures": self.pictures},
            "ocr": self.ocr,
            "write": list(self.formats),
        }


def load_config(path: Path) -> dict[str, Any]:
    """A configuration file as a mapping.

    Raises:
        ConfigError: the file cannot be read or is not YAML with keys and values.
    """
    import yaml

    try:
        loaded = yaml.load(path.read_text("utf-8"), _loader())
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", where=str(path), expected="a YAML file") from None
    except UnicodeDecodeError:
        raise ConfigError("holds bytes that are not UTF-8", where=str(path), expected="a YAML file") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise ConfigError(f"is not YAML: {problem}", where=where, expected="a line such as as_of: 2026-01-31") from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigError("holds no keys", where=str(path), expected="lines such as as_of: 2026-01-31")
    return loaded


def _loader() -> Any:
    """PyYAML's safe loader without dates: an impossible one would end it before it could be told where it stands."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Its own resolvers, so that PyYAML's stay as they are."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


def resolve(config: Mapping[str, Any], *, today: datetime.date, where: str = "configuration") -> Settings:
    """Check a configuration and fill in what it leaves out.

    Args:
        config: the user's keys and values; paths are relative to the working directory.
        today: what ``as_of`` means when it is empty.
        where: what error messages call the configuration.

    Raises:
        ConfigError: an unknown key (the nearest one is named) or a value that cannot be.
    """
    given = _plain(config)
    _check(given, where)
    full = _merged(load_config(resources.default_config()), given)
    full = _demo(full) if not full["reports"] else full
    as_of = str(full["as_of"]) or today.isoformat()
    if parse_date(as_of) is None:
        near = nearest_date(as_of)
        raise ConfigError(
            f'found "{as_of}"',
            where=f"{where}, as_of",
            expected="a date YYYY-MM-DD",
            todo=f"Nearest valid value: {near}." if near else "",
        )
    return Settings(
        reports=_path(full["reports"]) or Path.cwd(),
        outdir=_path(full["outdir"]) or Path.cwd(),
        samples=_path(full["samples"]),
        treatments=_path(full["treatments"]),
        decisions=_path(full["decisions"]),
        as_of=as_of,
        buckets=None if full["buckets"] == "auto" else int(full["buckets"]),
        limits=dict(full["limits"]),
        passwords_file=_path(full["passwords_file"]),
        knowledge_extra=_path(full["knowledge"]["extra"]),
        layouts_extra=_path(full["layouts"]["extra"]),
        assays=_path(full["assays"]) or resources.assay_catalogue(),
        genome_fasta=_path(full["genome_fasta"]),
        key_file=_path(full["privacy"]["key_file"]),
        hash_file_names=full["privacy"]["file_names"] == "hash",
        pages=bool(full["pages"]["write"]),
        pictures=bool(full["pages"]["pictures"]),
        ocr=_ocr(full["ocr"], where),
        formats=tuple(sorted(full["write"] or ())),
    )


def _ocr(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The OCR settings, once the engine that they ask for is there."""
    from her2parse.extract import missing_engine

    ocr = {**values, "engine": values["engine"] or "off", "languages": list(values["languages"])}
    todo = missing_engine(ocr_options(ocr))
    if todo:
        raise ConfigError(
            f'"{ocr["engine"]}" cannot be used',
            where=f"{where}, ocr.engine",
            expected="an engine that is on this machine, or auto",
            todo=todo,
        )
    return ocr


def ocr_identity(ocr: Mapping[str, Any]) -> str:
    """The engine with its version and settings, as the cache and the record of the run name it."""
    from her2parse.extract.recognition import identity

    return identity(ocr_options(ocr))


def ocr_options(ocr: Mapping[str, Any]) -> OcrOptions:
    """The settings as the extraction takes them."""
    from her2parse.extract import OcrOptions

    return OcrOptions(ocr["engine"], tuple(ocr["languages"]), int(ocr["dpi"]))


def _plain(value: Any) -> Any:
    """YAML's dates back to text, nothing (``null``) to an empty text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else value


def _check(config: Mapping[str, Any], where: str) -> None:
    from jsonschema import Draft202012Validator

    schema = load_config(resources.schema("config"))
    for error in sorted(Draft202012Validator(schema).iter_errors(config), key=lambda error: list(error.absolute_path)):
        place = ".".join(str(key) for key in error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            unknown = next(key for key in error.instance if key not in known)
            near = nearest_text(unknown, known)
            raise ConfigError(
                f'unknown key "{place + "." if place else ""}{unknown}"',
                where=where,
                expected="one of " + ", ".join(known),
                todo=f"Nearest valid key: {near}." if near else "",
            )
        raise ConfigError(
            f"found {json.dumps(error.instance, default=str)}", where=f"{where}, {place}", expected=_expected(error)
        )


def _expected(error: Any) -> str:
    schema = error.schema
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value is not False)
    if schema.get("type") == "object":
        return "keys and values: " + ", ".join(schema["properties"])
    what = {
        "array": "a list",
        "string": "a text",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
    }
    least = schema.get("minimum")
    text = what[schema["type"]] + (f" of at least {least}" if least is not None else "")
    text += " above 0" if "exclusiveMinimum" in schema else ""
    return f"{text} ({schema['description']})" if "description" in schema else text


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _demo(config: dict[str, Any]) -> dict[str, Any]:
    """With no reports given: the synthetic ones, when this is a checkout."""
    reports = resources.demo_reports()
    if not reports.is_dir():
        raise ConfigError("no folder of reports is given", where="reports", expected="a folder of report PDFs")
    sheets = {name: reports.parent / f"{name}.tsv" for name in ("samples", "treatments")}
    found = {name: str(path) for name, path in sheets.items() if path.is_file() and not config[name]}
    return {**config, **found, "reports": str(reports)}


def _path(text: str) -> Path | None:
    return Path(text).expanduser().absolute() if text else None
