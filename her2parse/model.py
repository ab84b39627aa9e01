"""The nouns that the stages hand one another, and nothing else.

Everyone may import this module; it imports nobody. All records are frozen, hold plain values, and survive a round
trip through JSON (``pydantic.TypeAdapter``), because what stands between two workflow rules is a file that a person can
open.

Units: lengths are PDF points measured from the page's top left corner; fractions are 0-1; dates are ISO strings
(``2026-11-22``; an unknown date is an empty string, never a guess); an unknown value is ``""`` or ``None``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

SCHEMA_VERSION = 1

Specimen = Literal["tissue", "plasma", "fluid", "unknown"]
Histology = Literal["", "non_squamous", "squamous", "small_cell", "other"]
Kind = Literal["small_variant", "copy_number", "fusion", "splice", "expression", "signature"]
State = Literal["detected", "not_detected", "equivocal", "indeterminate"]
Significance = Literal[
    "", "pathogenic", "likely_pathogenic", "vus", "likely_benign", "benign", "synonymous", "germline"
]
NormalizationStatus = Literal["exact", "rewritten", "derived", "ambiguous", "invalid", "no_reference", "not_applicable"]
CopyNumberUnit = Literal["", "copies", "fold_change", "ratio", "plasma_copies", "level"]
Axis = Literal["mutation", "amplification", "overexpression"]
Call = Literal["positive", "negative", "equivocal", "not_assayed", "review"]
Oncogenicity = Literal["", "oncogenic", "likely_oncogenic", "vus", "likely_benign", "benign", "resistance"]
ReportStatus = Literal["parsed", "review", "failed"]
Origin = Literal["acquired", "apparently_acquired", "pre_existing", "unknown"]
EventType = Literal["small_variant", "gain", "loss", "fusion", "splice", "expression"]
Phase = Literal["before", "on_treatment", "after", "on_or_after", "unknown", "none"]
Situation = Literal[
    "seen_in_plasma",
    "seen_in_tissue",
    "seen_in_dna_only",
    "no_baseline",
    "doubtful",
    "not_assayed",
    "uninformative",
    "equivocal",
    "review",
    "options",
]
"""What is known of a HER2 axis after an EGFR TKI, as ``her2_settling.tsv`` names it."""
Answer = Literal["present", "absent", "partly", "uninformative", "not_assayed"]
Action = Literal["accept", "correct", "reject", "withdraw"]
Match = Literal["in_label", "off_label", "unknown", "investigational", "resistance", "not_supported"]

AXES: tuple[Axis, ...] = ("mutation", "amplification", "overexpression")

# ── intake ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One PDF of the input folder. ``problem`` is a reason code when it cannot even be opened as a file."""

    source_file: str
    sha256: str
    n_bytes: int
    bucket: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of the sample sheet; what it gives wins over what the PDF says."""

    source_file: str
    patient_id: str
    collected_on: str = ""
    specimen: Literal["", "tissue", "plasma", "fluid", "unknown"] = ""
    diagnosis: str = ""
    histology: Histology = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """One row of the treatment sheet. ``agents`` are canonical names (a combination has several);
    ``drug_class`` comes from the drug table, ``other`` when the drug is unknown there."""

    patient_id: str
    drug: str
    start_on: str
    stop_on: str = ""
    line: str = ""
    best_response: str = ""
    agents: tuple[str, ...] = ()
    drug_class: str = "other"
    egfr_tki_generation: int | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one row of the review queue, a finding or a report's facts; one row of
    ``decisions.tsv``.

    ``corrected`` are pairs of a field and its new value (``none`` = there is no value). ``evidence_hash`` binds the
    decision to what was read (``her2parse.evidence``); ``was_read`` says that in words. ``row`` is its place in the
    file: of two decisions about one thing the later row holds.
    """

    decision_id: str
    decided_at: str
    initials: str
    report_id: str
    finding_id: str
    code: str
    action: Action
    evidence_hash: str
    corrected: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    was_read: str = ""
    program: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that a run starts from."""

    files: tuple[SourceFile, ...]
    ignored: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    decisions: tuple[Decision, ...] = ()


# ── extract ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points from the page's top left corner (``top`` < ``bottom``)."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the page shows it. ``font`` is the font's name (subset prefix removed), ``size`` its size in points.
    ``masked``: the text named a person and has been replaced by full blocks. ``confidence``: how sure the OCR engine
    was (0-1); a text layer's word is sure."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 0.0
    font: str = ""
    masked: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TextQuality:
    """Whether a page's text layer can be believed.

    ``verdict``: ``ok``; ``blank`` (nothing is drawn at all); ``image_only`` (drawn, but no text); ``garbled`` (text
    that does not say what is drawn); ``unreadable`` (the page itself failed). Only ``ok`` and ``blank`` count as read.
    """

    verdict: Literal["ok", "blank", "image_only", "garbled", "unreadable"]
    detail: str = ""

    @property
    def read(self) -> bool:
        """True where nothing on the page has been missed."""
        return self.verdict in ("ok", "blank")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its words in the file's order, the ruling lines and filled boxes drawn on it, and its pictures.

    All places are on the page as it is read. ``turn``: the direction of writing on the page as it is shown (0 right,
    1 down, 2 left, 3 up), so many quarter turns from how it is read; ``skew``: by how many degrees its lines then still
    run downhill. ``ocr``: the words were recognised in a picture of the page.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    quality: TextQuality = TextQuality("ok")
    ocr: bool = False
    turn: int = 0
    skew: float = 0.0

    def unskewed(self, box: Box) -> Box:
        """A box on the page as it is read, as the box around it on the page turned upright only."""
        if not self.skew:
            return box
        angle = math.radians(self.skew)
        x, y = self.width / 2, self.height / 2
        corners = [(a - x, b - y) for a in (box.x0, box.x1) for b in (box.top, box.bottom)]
        xs = [x + a * math.cos(angle) - b * math.sin(angle) for a, b in corners]
        ys = [y + a * math.sin(angle) + b * math.cos(angle) for a, b in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def shown(self, box: Box) -> Box:
        """A box on the page as it is read, as the box around it on the page as a viewer shows it."""
        return turned_back(self.unskewed(box), self.turn, self.width, self.height)


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a shown page of this size, on the page turned so that writing in direction ``turn`` runs to the right.

    >>> turned(Box(10, 20, 30, 25), 1, 100, 200)
    Box(x0=20, top=70, x1=25, bottom=90)
    """
    if turn == 1:
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    if turn == 2:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    if turn == 3:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    return box


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """What undoes ``turned``; ``width`` and ``height`` are those of the page as it is read.

    >>> turned_back(Box(20, 70, 25, 90), 1, 200, 100)
    Box(x0=10, top=20, x1=30, bottom=25)
    """
    return turned(box, -turn % 4, width, height)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF after extraction. ``problem`` is a reason code when the file as a whole could not be read.

    ``identities`` are keyed pseudonyms (hexadecimal HMAC) of what identifies the patient on the pages, strongest first,
    each with the first page it was seen on; the identifying words themselves are masked and gone.
    """

    sha256: str
    n_pages: int
    pages: tuple[Page, ...]
    problem: str = ""
    detail: str = ""
    identities: tuple[tuple[str, int], ...] = ()


# ── read ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement was read: the page (1…), the box, and all the text inside that box, in reading order."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    quote: str


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """Something a person must look at. ``code`` stands in ``data/codes.tsv``; ``message`` says what was expected, what
    was found and what to do. ``finding_id`` is empty for a note about the whole report. ``decision`` is a person's
    answer; a note without one is open."""

    code: str
    message: str
    page: int | None = None
    quote: str = ""
    finding_id: str = ""
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class TherapyMention:
    """A treatment that the report's own history names, offered to the timeline. ``start_told`` and ``stop_told`` are
    what it tells where it does not tell the day: ``2023-03`` or ``2023``."""

    text: str
    start_on: str
    stop_on: str
    evidence: Evidence
    start_told: str = ""
    stop_told: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A progression, or a specimen, that the report's own history names. ``told_on`` is the date as far as it is told:
    ``2023-03-01``, ``2023-03``, ``2023`` or nothing."""

    kind: Literal["progression", "specimen"]
    text: str
    told_on: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Coverage:
    """What this report itself says it tested (its gene lists), by event: gene symbols, sorted.

    ``limits`` are sentences of the report that take something out ("does not detect copy number variants"), as codes:
    ``no_copy_number``, ``no_fusion``, ``no_insertions``, ``exon_20_only``; or that say what failed on this specimen
    (``failed_copy_number``), and that all which makes the report qualified is its RNA (``qualified_rna_only``) …
    """

    small_variant: tuple[str, ...] = ()
    copy_number: tuple[str, ...] = ()
    fusion: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """The report's own facts. ``assay_id`` is a key of ``config/assays.yaml`` or empty; ``lab`` and ``assay`` are names
    as people write them. ``qc``: ``ok``, ``qualified`` (findings valid, absence not informative) or ``failed``.
    ``evidence`` maps a field's name to where it was read."""

    lab: str = ""
    assay: str = ""
    assay_id: str = ""
    layout: str = ""
    specimen: Specimen = "unknown"
    diagnosis: str = ""
    histology: Histology = ""
    collected_on: str = ""
    received_on: str = ""
    reported_on: str = ""
    tumour_fraction: float | None = None
    qc: Literal["ok", "qualified", "failed"] = "ok"
    status: Literal["", "final", "preliminary", "amended", "addendum"] = ""
    report_number: str = ""
    amends_number: str = ""
    therapies: tuple[TherapyMention, ...] = ()
    coverage: Coverage = Coverage()
    evidence: dict[str, Evidence] = field(default_factory=dict)
    history: tuple[HistoryEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the report says about one gene (or signature) and one event.

    ``as_written`` is the event verbatim (``S216F``, ``amplification``, ``IHC 3+``); ``protein``, ``coding``,
    ``genomic`` and ``transcript`` are the names of a small variant as printed in their own columns. ``rule`` names the
    reading rule that made the statement; ``more`` are other places that say the same. ``variant_class`` is the English
    name of a class of variants, whatever language it was printed in (``exon 20 insertion``). ``specimen`` is the label
    of the specimen that the line speaks of where the report holds several (``specimen A``), else empty. ``confirmed``:
    a person compared the words with the page (``reading``), or said what the report says of the event (``status``).
    """

    gene: str
    kind: Kind
    state: State
    as_written: str
    evidence: Evidence
    rule: str
    significance: Significance = ""
    protein: str = ""
    coding: str = ""
    genomic: str = ""
    transcript: str = ""
    vaf: float | None = None
    copy_number: float | None = None
    copy_number_unit: CopyNumberUnit = ""
    copy_number_text: str = ""
    fusion: str = ""
    reads: int | None = None
    ihc_score: Literal["", "0", "1+", "2+", "3+"] = ""
    ihc_system: Literal["", "breast", "gastric", "tumour_specific", "not_stated"] = ""
    percent_cells: float | None = None
    ish_ratio: float | None = None
    ish_copies: float | None = None
    ish_group: int | None = None
    method: str = ""
    more: tuple[Evidence, ...] = ()
    review: tuple[str, ...] = ()
    variant_class: str = ""
    specimen: str = ""
    confirmed: Literal["", "reading", "status"] = ""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """One report as read (a PDF may hold several: ``part`` 1…). ``unread_pages`` are pages that could not be read,
    ``ocr_pages`` pages that were read by OCR."""

    sha256: str
    part: int
    first_page: int
    last_page: int
    header: ReportHeader
    statements: tuple[Statement, ...] = ()
    notes: tuple[ReviewNote, ...] = ()
    unread_pages: tuple[int, ...] = ()
    identities: tuple[str, ...] = ()
    ocr_pages: tuple[int, ...] = ()


# ── hgvs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NormalizedVariant:
    """A variant name checked against the reference and written as HGVS orders.

    ``variant_class`` is set for a name that stands for many variants and stays a class (``exon 20 insertion``,
    ``G719X``, ``exon 14 skipping``). ``consequence``: ``missense``, ``nonsense``, ``synonymous``, ``frameshift``,
    ``inframe_insertion`` (a duplication included), ``inframe_deletion``, ``delins``, ``splice``, ``start_lost``,
    ``stop_lost``, ``promoter``, ``intronic``, ``fusion`` or empty. ``aa_start``/``aa_end`` are residues of the protein
    named in ``hgvs_p``. ``vrs_id`` is the GA4GH VRS identifier of the protein allele or, where there is none, of the
    coding allele, ``vrs_id_c`` that of the coding allele; empty where the exact sequence is not bundled. ``review``
    holds codes that send the name to a person.
    """

    gene: str
    as_written: str
    status: NormalizationStatus
    note: str = ""
    hgvs_p: str = ""
    hgvs_p_short: str = ""
    hgvs_c: str = ""
    hgvs_g_grch38: str = ""
    hgvs_g_grch37: str = ""
    variant_class: str = ""
    consequence: str = ""
    aa_start: int | None = None
    aa_end: int | None = None
    exon: int | None = None
    fusion: str = ""
    vrs_id: str = ""
    vrs_id_c: str = ""
    review: tuple[str, ...] = ()


# ── her2 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement with its normalised name and its HER2 class; one row of ``findings.tsv``. ``evidence_hash`` names
    what was read, before any decision; ``decisions`` are those that made the finding what it is."""

    finding_id: str
    report_id: str
    statement: Statement
    variant: NormalizedVariant | None = None
    her2_class: Literal["", "mutation", "amplification", "overexpression"] = ""
    her2_detail: str = ""
    oncogenicity: Oncogenicity = ""
    oncogenicity_source: str = ""
    oncogenicity_points: str = ""
    review: tuple[str, ...] = ()
    evidence_hash: str = ""
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Her2Call:
    """One axis of one report. ``basis`` is one line in plain words."""

    report_id: str
    axis: Axis
    call: Call
    basis: str
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportResult:
    """Everything that the report's floors know about one report; what the cohort's floors start from. ``evidence_hash``
    names the report's own facts as read; ``decisions`` are those that corrected them."""

    report_id: str
    sha256: str
    part: int
    status: ReportStatus
    reasons: tuple[str, ...]
    n_pages: int
    n_ocr_pages: int
    header: ReportHeader
    findings: tuple[Finding, ...]
    calls: tuple[Her2Call, ...]
    notes: tuple[ReviewNote, ...]
    identities: tuple[str, ...] = ()
    first_page: int = 1
    last_page: int = 1
    unread_pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    evidence_hash: str = ""
    decisions: tuple[Decision, ...] = ()


# ── patients ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tested:
    """What one report can say about one sort of event, gene by gene; one row of ``assayed.tsv``.

    ``settled``: genes of which it would be believed that the event is absent. ``unsure``: genes that were tested and of
    which it would not (qualified, partly unread, read by OCR, equivocal, plasma without tumour DNA). Others were not
    assayed, as far as is known.
    """

    event_type: EventType
    settled: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """The event that a finding is about, under one name in all reports of its patient (``EGFR T790M``)."""

    finding_id: str
    event_type: EventType
    event: str


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report result laid on its patient's line of time, the sheets applied; one row of ``reports.tsv``.

    ``duplicate_of``, ``amends`` and ``replaced_by`` are report ids. A duplicate keeps no findings of its own, and
    neither ``tested`` nor ``events``. ``egfr_tki`` is the collection's place against the EGFR TKIs, ``tki…`` the latest
    one that had begun before it, ``baselines`` the reports from before that one.
    """

    source_file: str
    patient_key: str
    result: ReportResult
    specimen: Specimen
    diagnosis: str
    histology: Histology
    collected_on: str
    received_on: str
    reported_on: str
    duplicate_of: str = ""
    amends: str = ""
    replaced_by: str = ""
    egfr_tki: Phase = "unknown"
    tki: str = ""
    tki_generation: int | None = None
    tki_start: str = ""
    baselines: tuple[str, ...] = ()
    tested: tuple[Tested, ...] = ()
    events: tuple[NamedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Therapy:
    """A treatment on the timeline; ``source`` is ``sheet`` or ``report``. One that a report tells has that report's id
    and the place; ``start_told`` and ``stop_told`` are a month or a year where the day is not told, ``known_by`` is the
    day of the earliest report that knows of it."""

    agents: tuple[str, ...]
    drug: str
    drug_class: str
    egfr_tki_generation: int | None
    start_on: str
    stop_on: str
    line: str
    best_response: str
    source: str
    start_told: str = ""
    stop_told: str = ""
    report_id: str = ""
    evidence: Evidence | None = None
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One point on a patient's line of time; one row of ``timeline.tsv``.

    ``date`` is as exact as it is known (``precision``): ``2023-03-01``, ``2023-03``, ``2023`` or nothing.
    ``egfr_tki`` is where a specimen, a report or a progression lies against the EGFR TKIs: ``on_or_after`` is after the
    start of one whose end is not known, ``none`` a patient with no EGFR TKI on the line.
    """

    date: str
    precision: Literal["day", "month", "year", "unknown"]
    kind: Literal["therapy_start", "therapy_end", "specimen", "report", "progression"]
    detail: str
    source: Literal["sheet", "report"]
    egfr_tki: Literal["", "before", "on_treatment", "after", "on_or_after", "unknown", "none"] = ""
    agents: tuple[str, ...] = ()
    therapy_class: str = ""
    tki_generation: int | None = None
    line: str = ""
    specimen: Literal["", "tissue", "plasma", "fluid", "unknown"] = ""
    molecular: Literal["", "yes", "no"] = ""
    report_id: str = ""
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ResistanceMechanism:
    """A mechanism seen in a report collected after the start of an EGFR TKI; one row of ``resistance.tsv``.

    ``tki_line`` counts EGFR TKIs; ``between`` are the treatments begun between the baseline and the report; ``key`` is
    the catalogue's row.
    """

    patient_key: str
    report_id: str
    finding_id: str
    mechanism: str
    mechanism_class: Literal["on_target", "bypass", "downstream", "cell_cycle", "fusion", "histologic"]
    gene: str
    her2_axis: Literal["", "mutation", "amplification", "overexpression"]
    tki: str
    tki_generation: int | None
    tki_start: str
    tki_stop: str
    origin: Origin
    origin_reason: str
    baseline_report_id: str = ""
    trend: Literal["", "expanding", "stable", "declining"] = ""
    caveats: tuple[str, ...] = ()
    collected_on: str = ""
    phase: Literal["", "on_treatment", "after", "on_or_after"] = ""
    tki_line: int | None = None
    baseline_on: str = ""
    between: tuple[str, ...] = ()
    frequency: str = ""
    evidence_ids: tuple[str, ...] = ()
    level: str = ""
    verified: bool = True
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Her2AfterTki:
    """What is known of one HER2 axis after the start of an EGFR TKI; one row of ``her2_after_tki.tsv``.

    ``certainty``, of what was seen: ``shown`` (new, by one adequate assay), ``likely``, ``possible``, ``there_before``.
    ``situations`` say which tests would settle it.
    """

    patient_key: str
    axis: Axis
    state: Literal["seen", "not_seen", "equivocal", "uninformative", "not_assayed", "review"]
    mechanism: str = ""
    since: str = ""
    report_id: str = ""
    finding_ids: tuple[str, ...] = ()
    specimen: Literal["", "tissue", "plasma", "fluid", "unknown"] = ""
    tki: str = ""
    tki_generation: int | None = None
    origin: Literal["", "acquired", "apparently_acquired", "pre_existing", "unknown"] = ""
    certainty: Literal["", "shown", "likely", "possible", "there_before"] = ""
    basis: str = ""
    settled_by: tuple[str, ...] = ()
    note: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Her2DrugResistance:
    """A mechanism seen in a report collected after the start of a HER2 drug; one row of
    ``her2_therapy_resistance.tsv``."""

    patient_key: str
    report_id: str
    finding_id: str
    mechanism: str
    mechanism_class: Literal["on_target", "bypass", "downstream", "cell_cycle", "fusion", "histologic"]
    gene: str
    therapy: str
    therapy_class: str
    therapy_start: str
    therapy_stop: str
    origin: Origin
    origin_reason: str
    baseline_report_id: str = ""
    trend: Literal["", "expanding", "stable", "declining"] = ""
    caveats: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
    level: str = ""
    verified: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one report says about one event: ``present``, ``absent`` (assayed, not detected), ``partly`` (a group of
    events, of which some are absent and the others not assayed), ``uninformative`` (assayed, but silence proves
    nothing) or ``not_assayed``. ``finding_ids`` are the findings that say so."""

    report_id: str
    answer: Answer
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """One event, or one group of mechanisms, through the patient's reports in order of collection.

    ``kind`` is empty for a group; ``key`` names the group or, for an event, the finding that stands for it."""

    key: str
    gene: str
    kind: Kind | Literal[""]
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient: reports in order of collection, therapies in order of start, mechanisms, and what to look at.

    Each note is paired with the report it concerns (an empty id = the patient as a whole). ``course``: every harmful
    event that a report shows, followed through all of them; ``groups``: the groups of resistance mechanisms."""

    patient_key: str
    reports: tuple[PlacedReport, ...]
    therapies: tuple[Therapy, ...] = ()
    mechanisms: tuple[ResistanceMechanism, ...] = ()
    notes: tuple[tuple[str, ReviewNote], ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    her2_after_tki: tuple[Her2AfterTki, ...] = ()
    her2_resistance: tuple[Her2DrugResistance, ...] = ()
    course: tuple[Track, ...] = ()
    groups: tuple[Track, ...] = ()


# ── actionability ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule and whether the inputs settle it; ``why`` in plain words."""

    name: str
    state: Literal["met", "unmet", "unknown"]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A finding and a therapy under one dated rule; one row of ``actionability.tsv``."""

    patient_key: str
    report_id: str
    finding_id: str
    biomarker: str
    therapy: str
    therapy_class: str
    jurisdiction: str
    match: Match
    conditions: tuple[Condition, ...]
    approval: Literal["accelerated", "regular", "conditional", "none"]
    approved_on: str
    amp_tier: str
    evidence_ids: tuple[str, ...]
    monitoring: str
    rule_id: str
    kb_version: str
    as_of: str
    verified: bool = True
    note: str = ""
    companion_test: Literal["", "met", "unknown"] = ""
    tier_basis: str = ""
