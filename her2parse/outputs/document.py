"""docs/output.md, made from the schema so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterator

from her2parse.knowledge import codes
from her2parse.outputs.fhir.codes import codes as fhir_codes
from her2parse.outputs.schema import Column, source, tables


def document() -> str:
    """The text of ``docs/output.md``."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Output files"
    yield ""
    yield "<!-- Made by `python -m her2parse.outputs` from outputs/tables.yaml and data/codes.tsv. Do not edit. -->"
    yield ""
    yield "Decision support and research use only - not a medical device."
    yield ""
    yield source()["preface"].strip()
    yield ""
    yield "## Text of reports in cells"
    yield ""
    yield source()["guard"].strip()
    for table in tables().values():
        yield ""
        yield f"## {table.name}.tsv"
        yield ""
        key = ", ".join(f"`{name}`" for name in table.key)
        yield f"{table.title}. One row is {table.row}. A row is named by {key}."
        yield ""
        yield "| column | type | filled | meaning |"
        yield "|---|---|---|---|"
        for column in table.columns:
            filled = "always" if column.required else "where known"
            yield f"| `{column.name}` | {_kind(column)} | {filled} | {_safe(column.description)} |"
    yield ""
    yield "## Other files"
    yield ""
    yield "| file | what it holds |"
    yield "|---|---|"
    for file in source()["files"]:
        yield f"| `{file['name']}` | {_safe(file['description'])} |"
    yield ""
    yield "## Formats for other programs"
    yield ""
    yield "`write: [fhir, cbioportal, phenopackets]` in the settings says which are written; the default is `[fhir]`."
    yield "A folder of a format that is not asked for any more is removed."
    for part in source()["formats"]:
        yield ""
        yield f"### {part['title']}"
        yield ""
        yield part["text"].strip()
    yield from _fhir_codes()
    yield ""
    yield "## Codes"
    yield ""
    yield "Codes in `reasons`, `review`, `code`, `origin_reason` and `caveats`."
    yield ""
    yield "| code | used in | meaning | what to do |"
    yield "|---|---|---|---|"
    for code in sorted(codes().values(), key=lambda one: one.code):
        yield f"| `{code.code}` | {_safe(code.used_in)} | {_safe(code.meaning)} | {_safe(code.todo)} |"


def _fhir_codes() -> Iterator[str]:
    yield ""
    yield "### Codes of the FHIR bundles"
    yield ""
    yield "Unverified codes are from memory; all others were seen in the source that is named."
    yield ""
    yield "| code | system | display | source |"
    yield "|---|---|---|---|"
    for code in fhir_codes().values():
        source_of = code.source if code.verified == "yes" else f"unverified: {code.source}"
        yield f"| `{code.code}` | {code.system} | {_safe(code.display)} | {_safe(source_of)} |"


def _kind(column: Column) -> str:
    kind: str = "free text" if column.free else column.type
    if column.values:
        kind = ", ".join(f"`{value}`" for value in column.values)
    elif column.type == "codes":
        kind = "codes, `;`"
    return f"{kind} ({column.unit})" if column.unit else kind


def _safe(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
