"""``her2parse kb``: the knowledge base that the program carries, a laboratory's rows over it, and other folders."""

from __future__ import annotations

from pathlib import Path

from her2parse import resources
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.cards import card, listing, report
from her2parse.knowledge.changes import Folder, read_folder
from her2parse.knowledge.changes import render as render_changes
from her2parse.knowledge.verify import verify

BUILT_IN = "built-in"
"""The word for the knowledge base of this installation, where a folder is asked for."""


def loaded(extra: Path | None = None) -> Knowledge:
    """The built-in knowledge base with a laboratory's own rows. Raises ``KnowledgeError`` where a row is wrong."""
    return load(resources.knowledge_folder(), resources.assay_catalogue(), extra)


def rules(*, drug: str = "", gene: str = "", as_of: str = "", extra: Path | None = None) -> str:
    """The rules, one a line."""
    return listing(loaded(extra), drug=drug, gene=gene, as_of=as_of)


def shown(name: str, *, gene: str, extra: Path | None = None) -> str:
    """One card."""
    return card(loaded(extra), name, gene=gene, canonical=canonical)


def verified(folder: Path | None = None, extra: Path | None = None) -> tuple[bool, str]:
    """Whether everything is in order, and what to print."""
    where = folder if folder is not None else resources.knowledge_folder()
    beside = where.parent / "assays.yaml"
    assays = beside if beside.is_file() else resources.assay_catalogue()
    problems = verify(where, assays, extra, canonical)
    if problems:
        return False, report(problems, "")
    knowledge = load(where, assays, extra)
    return True, report((), f"Knowledge base {knowledge.version}, SHA-256 {knowledge.hash[:12]}")


def compared(a: str, b: str) -> str:
    """What changed from one folder to the other; either may be ``built-in``."""
    return render_changes(_folder(a), _folder(b))


def _folder(name: str) -> Folder:
    if name == BUILT_IN and not Path(name).exists():
        return read_folder(resources.knowledge_folder(), resources.assay_catalogue())
    return read_folder(Path(name))


def canonical(gene: str, name: str) -> str:
    """The short canonical name of a change as the catalogue writes it, or empty where no single one is certain."""
    from her2parse.hgvs import normalize

    found = normalize(gene, name)
    if len(found) != 1 or found[0].status in ("ambiguous", "invalid"):
        return ""
    coding = found[0].hgvs_c.split(":")[-1]
    return coding if name.startswith("c.") else found[0].hgvs_p_short or coding
