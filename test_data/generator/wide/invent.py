"""Variants made at random from the bundled reference sequences, named by code of our own.

The names follow HGVS (3' rule, duplication before insertion, first changed residue of a frameshift). Nothing of the
program is imported: only its reference *data* is read, so that a fault in its naming cannot hide in the truth.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
from functools import cache
from pathlib import Path

from ..findings import Variant

DATA = Path(__file__).resolve().parents[3] / "her2parse" / "data" / "reference"
BASES = "TCAG"
CODONS = {
    a + b + c: "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"[i * 16 + j * 4 + k]
    for i, a in enumerate(BASES)
    for j, b in enumerate(BASES)
    for k, c in enumerate(BASES)
}
MAIN = ("EGFR", "MET", "KRAS", "BRAF", "PIK3CA", "TP53")
OTHERS = ("STK11", "RB1", "PTEN", "SMAD4", "NRAS", "CTNNB1", "ATM", "BRCA2", "APC", "RET", "CDKN2A", "KIT", "BRCA1")


def translate(cds: str) -> str:
    """The protein with its stop (``*``); what follows the stop is left out."""
    out = []
    for i in range(0, len(cds) - 2, 3):
        out.append(CODONS[cds[i : i + 3]])
        if out[-1] == "*":
            break
    return "".join(out)


@cache
def coding() -> dict[str, tuple[str, str]]:
    """(transcript, coding sequence) by gene."""
    out: dict[str, tuple[str, str]] = {}
    for block in gzip.decompress((DATA / "cds.fasta.gz").read_bytes()).decode("utf-8").split(">")[1:]:
        head, _, body = block.partition("\n")
        match = re.search(r"gene=(\S+)", head)
        assert match is not None
        sequence = body.replace("\n", "").upper()
        if "mane=Select" in head and translate(sequence).endswith("*"):
            out[match.group(1)] = (head.split()[0], sequence)
    return out


@cache
def exon_ends() -> dict[str, tuple[int, ...]]:
    """The last coding position of every coding exon, in the order of the transcript, by gene."""
    out: dict[str, tuple[int, ...]] = {}
    text = gzip.decompress((DATA / "transcripts.tsv.gz").read_bytes()).decode("utf-8")
    for row in csv.DictReader(io.StringIO(text), delimiter="\t"):
        if (
            row["gene"] not in coding()
            or coding()[row["gene"]][0] != row["refseq_tx"]
            or not row["exon_starts_grch37_0based"]
        ):
            continue
        starts, ends = (
            [int(x) for x in re.split(r"[,;]", row[name]) if x]
            for name in ("exon_starts_grch37_0based", "exon_ends_grch37")
        )
        low, high = int(row["cds_start_grch37_0based"]), int(row["cds_end_grch37"])
        exons = sorted(zip(starts, ends, strict=True), reverse=row["strand"] in ("-", "-1"))
        done, seen = 0, []
        for start, end in exons:
            done += max(0, min(end, high) - max(start, low))
            seen.append(done)
        if done == len(coding()[row["gene"]][1]):
            out[row["gene"]] = tuple(seen)
    return out


def exon_of(gene: str, position: int) -> str:
    """The exon of a coding position as text, empty where the exons are not known."""
    ends = exon_ends().get(gene, ())
    return next((str(i) for i, end in enumerate(ends, 1) if position <= end), "")


def trimmed(old: str, new: str) -> tuple[int, str, str]:
    """(start, removed, put in): the common head is taken first, so that what is left lies as far 3' as it can."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, old[head : len(old) - tail], new[head : len(new) - tail]


def spans(first: str, last: str) -> str:
    """``a_b``, or ``a`` where both are the same."""
    return first if first == last else f"{first}_{last}"


def c_name(old: str, new: str) -> str:
    """The coding name of a changed sequence."""
    at, gone, put = trimmed(old, new)
    if len(gone) == len(put) == 1:
        return f"c.{at + 1}{gone}>{put}"
    if not gone and old[at - len(put) : at] == put:
        return "c." + spans(str(at - len(put) + 1), str(at)) + "dup"
    if not gone:
        return f"c.{at}_{at + 1}ins{put}"
    where = spans(str(at + 1), str(at + len(gone)))
    return f"c.{where}del" + (f"ins{put}" if put else "")


def p_name(old: str, new: str, shifted: bool) -> str:
    """The protein name in one-letter code (``old`` and ``new`` end with their stop); empty if nothing changes."""
    if old == new:
        return ""
    at, gone, put = trimmed(old, new)
    if shifted or new[at : at + 1] == "*":
        if new[at] == "*":
            return f"p.{old[at]}{at + 1}*"
        return f"p.{old[at]}{at + 1}{new[at]}fs*{len(new) - at}"
    if len(gone) == len(put) == 1:
        return f"p.{gone}{at + 1}{put}"
    if not gone and old[at - len(put) : at] == put:
        return "p." + spans(f"{put[0]}{at - len(put) + 1}", f"{put[-1]}{at}") + "dup"
    if not gone:
        return f"p.{old[at - 1]}{at}_{old[at]}{at + 1}ins{put}"
    where = spans(f"{gone[0]}{at + 1}", f"{gone[-1]}{at + len(gone)}")
    return f"p.{where}del" + (f"ins{put}" if put else "")


def named(gene: str, new: str, effect: str, position: int) -> Variant | None:
    """The changed coding sequence as a variant; None where its name would not be an ordinary one."""
    transcript, old = coding()[gene]
    before, after = translate(old), translate(new)
    if not after.endswith("*"):
        return None
    protein = p_name(before, after, effect.startswith("frameshift"))
    if not protein or re.match(r"p\.(M1\D|\*)", protein) or effect.startswith("frameshift") != ("fs" in protein):
        return None
    if effect == "missense" and protein.endswith("*"):
        return None
    if effect.startswith("nonframe") and ("*" in protein or len(after) == len(before)):
        return None
    name = re.sub(r"[A-Z*]?fs\*\d+$", "fs", protein.removeprefix("p."))
    return Variant(gene, name, protein, c_name(old, new), transcript, exon_of(gene, position), "", effect)


def substitution(gene: str, residue: int, to: str) -> Variant:
    """The change of one residue by the fewest bases (``S310Y``)."""
    _, old = coding()[gene]
    at = 3 * (residue - 1)
    codon = old[at : at + 3]
    best = min((sum(x != y for x, y in zip(codon, c, strict=True)), c) for c, aa in CODONS.items() if aa == to)[1]
    made = named(gene, old[:at] + best + old[at + 3 :], "missense", at + 1)
    assert made is not None
    return made


def splice(rng: random.Random, gene: str) -> Variant | None:
    """A change of the first two or last two bases of an intron (GT...AG)."""
    ends = [e for e in exon_ends().get(gene, ())[1:-1] if 0 < e < len(coding()[gene][1])]
    if not ends:
        return None
    end = rng.choice(ends)
    text = rng.choice((f"c.{end}+1G>A", f"c.{end}+1G>T", f"c.{end}+2T>C", f"c.{end + 1}-1G>A", f"c.{end + 1}-2A>G"))
    exon = exon_of(gene, end) if "+" in text else exon_of(gene, end + 1)
    return Variant(gene, f"splice site {text[2:]}", "", text, coding()[gene][0], exon, "", "splice")


def variant(rng: random.Random, gene: str) -> Variant:
    """A random variant of a gene: mostly missense, as tumours have them."""
    _, old = coding()[gene]
    while True:
        kind = rng.choices(
            ("missense", "nonsense", "del", "dup", "fs_del", "fs_dup", "delins"), (10, 3, 2, 2, 3, 1, 1)
        )[0]
        residue = rng.randint(5, len(old) // 3 - 20)
        at = 3 * (residue - 1)
        if kind in ("missense", "nonsense"):
            spot = at + rng.randint(0, 2)
            new = old[:spot] + rng.choice([b for b in BASES if b != old[spot]]) + old[spot + 1 :]
            stop = CODONS[new[at : at + 3]] == "*"
            made = (
                named(gene, new, "nonsense" if stop else "missense", spot + 1) if stop == (kind == "nonsense") else None
            )
        elif kind == "del":
            size = 3 * rng.randint(1, 6)
            made = named(gene, old[:at] + old[at + size :], "nonframeshiftDeletion", at + 1)
        elif kind == "dup":
            size = 3 * rng.randint(1, 4)
            made = named(
                gene, old[: at + size] + old[at : at + size] + old[at + size :], "nonframeshiftInsertion", at + 1
            )
        elif kind == "delins":
            put = "".join(rng.choice(BASES) for _ in range(3))
            made = named(gene, old[:at] + put + old[at + 6 :], "nonframeshiftBlockSubstitution", at + 1)
        elif kind == "fs_del":
            made = named(gene, old[:at] + old[at + rng.choice((1, 2, 4)) :], "frameshiftDeletion", at + 1)
        else:
            made = named(gene, old[: at + 1] + old[at] + old[at + 1 :], "frameshiftInsertion", at + 1)
        if made is not None and len(made.hgvs_p_short) < 40 and len(made.hgvs_c) < 32:
            return made
