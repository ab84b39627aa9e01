"""What became of each event from report to report: there, assayed and gone, not to be relied on, not assayed."""

from __future__ import annotations

import pytest
from patients_factory import patient

CASES = [
    # why | reports | gene and kind of the event | answers in order of collection
    ("the same panel no longer sees it", "b@2020-01-01 T f1: EGFR L858R 30% | c@2021-01-01 T f1: EGFR T790M 2%",
     "EGFR small_variant", [("present", "absent"), ("absent", "present")]),
    ("one gene by Sanger says nothing of another", "b@2020-01-01 T sanger: EGFR L858R 30% | "
     "c@2021-01-01 T f1: KRAS G12C 2%; EGFR L858R 3%",
     "KRAS small_variant", [("not_assayed", "present")]),
    ("plasma without tumour proves nothing", "b@2020-01-01 T f1: EGFR L858R 30% | c@2021-01-01 P g360: -EGFR T790M",
     "EGFR small_variant", [("present", "uninformative")]),
    ("a panel without fusions does not deny one", "b@2020-01-01 T f1: EGFR L858R 9%; MET amp x9.0 | "
     "c@2021-01-01 T sanger: EGFR L858R 9%",
     "MET copy_number", [("present", "not_assayed")]),
    ("a variant of unknown significance is not followed", "b@2020-01-01 T f1: ATM K2331R 2% vus",
     "ATM small_variant", []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "reports", "about", "answers"), CASES, ids=[case[0] for case in CASES])
def test_an_event_is_followed_through_every_report(
    why: str, reports: str, about: str, answers: list[tuple[str, ...]]
) -> None:
    gene, kind = about.split()
    tracks = [track for track in patient(reports, "").course if (track.gene, track.kind) == (gene, kind)]
    assert sorted(tuple(s.answer for s in track.sightings) for track in tracks) == sorted(answers), why


GROUPS = [
    ("seen under the TKI", "b@2020-01-01 T f1: EGFR L858R 30% | c@2021-01-01 T f1: EGFR L858R 9%; MET amp x9.0",
     "met", ("partly", "present")),
    ("the driver is no mechanism", "b@2020-01-01 T f1: EGFR L858R 30%", "egfr", ("absent",)),
    ("one gene is not the pathway", "b@2020-01-01 T sanger: EGFR L858R 30%", "ras_raf", ("not_assayed",)),
    ("HER2 is left to the calls", "b@2020-01-01 T f1: ERBB2 amp x9.0", "bypass", ("partly",)),
    ("no panel looks through the microscope", "b@2020-01-01 T f1: EGFR L858R 30%", "histologic", ("not_assayed",)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "reports", "group", "answers"), GROUPS, ids=[case[0] for case in GROUPS])
def test_a_group_is_absent_only_where_all_of_it_was_assayed(
    why: str, reports: str, group: str, answers: tuple[str, ...]
) -> None:
    track = next(track for track in patient(reports, "osimertinib 2020-02-01..").groups if track.key == group)
    assert tuple(s.answer for s in track.sightings) == answers, why
