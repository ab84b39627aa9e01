"""The same report twice: the same file under two names, and a report that the laboratory issued again."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from her2parse.model import PlacedReport, SourceFile

_RANK = {"preliminary": 0, "": 1, "final": 1, "addendum": 2, "amended": 2}


def first_names(files: Iterable[SourceFile], on_sheet: Container[str] = ()) -> dict[str, str]:
    """For each content hash the one name that its findings are listed under.

    A name that the sample sheet lists comes first, then the one in the fewest folders, then alphabetical order without
    the extension, so that ``report.pdf`` comes before ``report (copy).pdf``.
    """

    def order(name: str) -> tuple[bool, int, str, str]:
        return name not in on_sheet, name.count("/"), re.sub(r"\.[^./]*$", "", name), name

    first: dict[str, str] = {}
    for file in files:
        first[file.sha256] = min(first.get(file.sha256, file.source_file), file.source_file, key=order)
    return first


def reissues(reports: Sequence[PlacedReport]) -> dict[str, str]:
    """For each report of one patient that replaces or completes an earlier one, the earlier one's id.

    A report amends the one whose number it names; else the laboratory's same number, in another file about the same
    specimen, is the same report issued again, the later one (by status, report date, name) amending the one before.
    """
    own = [report for report in reports if not report.duplicate_of]
    amends: dict[str, str] = {}
    by_number: dict[str, list[PlacedReport]] = {}
    for report in own:
        if report.result.header.report_number:
            by_number.setdefault(_number(report.result.header.report_number), []).append(report)
    for report in own:
        wanted = _number(report.result.header.amends_number)
        earlier = [r for r in by_number.get(wanted, ()) if _may_amend(report, r)] if wanted else []
        if earlier:
            amends[report.result.report_id] = max(earlier, key=_order).result.report_id
    for group in by_number.values():
        ordered = sorted(group, key=_order)
        for i, report in enumerate(ordered):
            if report.result.report_id in amends:
                continue
            before = [r for r in ordered[:i] if _may_amend(report, r)]
            if before:
                amends[report.result.report_id] = before[-1].result.report_id
    return amends


def superseded(reports: Sequence[PlacedReport], amends: Mapping[str, str]) -> frozenset[str]:
    """The ids of reports whose findings a later issue replaces (an addendum only adds to its report)."""
    additions = {r.result.report_id for r in reports if r.result.header.status == "addendum"}
    return frozenset(earlier for later, earlier in amends.items() if later not in additions)


def _may_amend(later: PlacedReport, earlier: PlacedReport) -> bool:
    one, other = later.result, earlier.result
    if one.sha256 == other.sha256 or _order(later) <= _order(earlier):
        return False
    labs = {_number(lab) for lab in (one.header.lab, other.header.lab) if lab}
    days = {day for day in (later.collected_on, earlier.collected_on) if day}
    return len(labs) <= 1 and len(days) <= 1


def _order(report: PlacedReport) -> tuple[int, str, str, int]:
    rank = _RANK.get(report.result.header.status, 1)
    return rank, report.reported_on, report.source_file, report.result.part


def _number(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
