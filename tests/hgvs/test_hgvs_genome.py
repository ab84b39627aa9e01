"""With a laboratory's genome: what becomes certain, what stays, and what is refused."""

from __future__ import annotations

import csv
import gzip
import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pyfaidx
import pytest
from genome_files import ABSENT, laboratory_genome
from synthetic_genome import SyntheticGenome, bgzip_block
from typer.testing import CliRunner

from her2parse.cli import app
from her2parse.errors import ConfigError
from her2parse.hgvs import Genome, card, normalize, normalize_row, reference, use
from her2parse.hgvs.coding_grammar import Point
from her2parse.hgvs.hgvs_pyhgvs import from_genome, to_genome
from her2parse.hgvs.windows import reverse_complement, sight
from her2parse.model import NormalizedVariant

_TRUTH = Path(__file__).parent.parent / "truth"


def _rows(name: str) -> list[dict[str, str]]:
    with (_TRUTH / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One FASTA file a build."""
    folder = tmp_path_factory.mktemp("genome")
    return {build: laboratory_genome(build).write(folder / f"{build}.fa") for build in reference.BUILDS}


@pytest.fixture(scope="module")
def genomes(files: dict[str, Path]) -> Iterator[dict[str, Genome]]:
    opened = {build: Genome(path) for build, path in files.items()}
    yield opened
    for genome in opened.values():
        genome.close()


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Every test begins and ends with the bundle alone."""
    use(None)
    yield
    use(None)


def _named(genome: Genome | None, gene: str, written: str) -> NormalizedVariant:
    use(genome)
    return normalize_row(gene, written)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "row", _rows("hgvs_genome.tsv"), ids=lambda row: f"{row['genome']}|{row['gene']}|{row['written']}"
)
def test_name(row: dict[str, str], genomes: dict[str, Genome]) -> None:
    found = _named(genomes[row["genome"]], row["gene"], row["written"])
    columns = ("status", "hgvs_p", "hgvs_c", "hgvs_g_grch38", "hgvs_g_grch37")
    assert [getattr(found, name) for name in columns] == [row[name] for name in columns], found.note
    assert row["says"] in found.note


_NEWLY_CERTAIN = {
    "ALK": "only its protein is bundled",
    "ATM": "its chromosome is not in the file: the note says so",
    "HRAS": "only its protein is bundled; the note says why it stays",
    "MET": "no intron is bundled",
    "MYC": "nothing is bundled",
    "TERT": "nothing is bundled",
}


@pytest.mark.parametrize("build", reference.BUILDS)
def test_what_was_certain_stays(build: str, genomes: dict[str, Genome]) -> None:
    """Every name of the truth table of names: the same record, but for what the bundle could not know."""
    for row in _rows("hgvs_names.tsv"):
        without = normalize_row(row["gene"], row["written"])
        with_genome = _named(genomes[build], row["gene"], row["written"])
        use(None)
        if "no build is written" in without.note and with_genome.status == "ambiguous":
            assert "fit both" in with_genome.note, "an intron that was unknown on the other build has the base too"
            continue
        if row["gene"] not in _NEWLY_CERTAIN:
            places = {"hgvs_g_grch38": without.hgvs_g_grch38, "hgvs_g_grch37": without.hgvs_g_grch37}
            assert replace(with_genome, **places) == without, row["written"]
        for field in ("hgvs_p_short", "hgvs_c", "hgvs_g_grch38", "hgvs_g_grch37", "consequence"):
            before, after = getattr(without, field), getattr(with_genome, field)
            assert before in ("", after) or (field == "hgvs_c" and after.endswith(f":{before}")), row["written"]


@pytest.mark.parametrize("build", reference.BUILDS)
@pytest.mark.parametrize("gene", ["ALK", "NTRK1", "ERBB2", "TP53", "ROS1"])
def test_intron_names_make_the_same_dna_as_far_3_prime_as_it_goes(
    build: str, gene: str, genomes: dict[str, Genome]
) -> None:
    """Deletions, duplications and insertions at random places in introns, against the sequence that they make."""
    use(genomes[build])
    target = reference.targets(gene)[0]
    model = target.model(target.home)
    assert model is not None
    assert target.home == build
    known, rng = sight(target, target.home), random.Random(f"{gene}{build}")
    inner = [
        (left[1], right[0])
        for left, right in zip(model.exons, model.exons[1:], strict=False)
        if model.cds_start < left[1] and right[0] < model.cds_end and right[0] - left[1] > 200
    ]
    for _ in range(40):
        low, high = rng.choice(inner)
        first = rng.choice((rng.randint(low + 4, low + 40), rng.randint(high - 60, high - 24), (low + high) // 2))
        last = first + rng.randint(1, 12)
        form = rng.choice(("del", "dup", "ins"))
        points = sorted(
            (
                from_genome(target, target.home, place)
                for place in ((first, last) if form != "ins" else (first, first + 1))
            ),
            key=lambda point: (point.base, point.offset),
        )
        bases = "".join(rng.choices("ACGT", k=3)) if form == "ins" else ""
        (found,) = normalize(gene, f"c.{points[0]}_{points[1]}{form}{bases}")
        assert found.status in ("exact", "rewritten"), found.note
        window = (low - 50, high + 50)
        strand = (lambda text: text) if model.strand == "+" else reverse_complement
        forward = strand(bases)
        wanted = _applied(known[slice(*window)], form, first - window[0], last - window[0], forward)
        made, ends = _read_back(target, found.hgvs_c, known[slice(*window)], window[0])
        assert made == wanted, found.hgvs_c
        assert "N" not in wanted
        _assert_most_3_prime(strand(known[slice(*window)]), found.hgvs_c, ends, window, model.strand)


def _applied(bases: str, form: str, first: int, last: int, inserted: str) -> str:
    """``first``..``last`` count from 1 within ``bases``; an insertion lies behind ``first``."""
    if form == "del":
        return bases[: first - 1] + bases[last:]
    if form == "dup":
        return bases[:last] + bases[first - 1 :]
    return bases[:first] + inserted + bases[first:]


def _read_back(target: reference.Target, name: str, bases: str, low: int) -> tuple[str, tuple[int, int]]:
    from her2parse.hgvs import coding_grammar

    written = coding_grammar.parse(name.partition("c.")[2])
    ends = sorted(to_genome(target, target.home, point) for point in (written.start, written.end))
    model = target.model(target.home)
    assert model is not None
    alt = written.alt if model.strand == "+" else reverse_complement(written.alt)
    return _applied(bases, written.form, ends[0] - low, ends[1] - low, alt), (ends[0], ends[1])


def _assert_most_3_prime(bases: str, name: str, ends: tuple[int, int], window: tuple[int, int], strand: str) -> None:
    """One step further would be another change; ``bases`` run in the transcript's direction."""
    low, high = window
    first, last = (ends[0] - low, ends[1] - low) if strand == "+" else (high - ends[1] + 1, high - ends[0] + 1)
    if name.endswith(("del", "dup")):
        assert bases[first - 1] != bases[last], f"{name} can be moved on"
    else:
        assert bases[first] != name.partition("ins")[2][0], f"{name} can be moved on"


def test_the_card_says_where_a_sequence_comes_from(genomes: dict[str, Genome]) -> None:
    use(genomes["GRCh38"])
    assert "coding sequence from the genome file (GRCh38)" in card("ALK", "c.3522C>A")
    use(None)
    assert "no c. and g. is derived or checked without genome_fasta" in card("ALK", "F1174L")
    assert "genome_fasta (normalize --genome) may give its coding sequence" in card("TERT", "C228T")


def test_every_usable_model_has_the_length_of_its_protein() -> None:
    """So that a sequence put together from it needs no other check of its length."""
    rows = {row["refseq_tx"]: row for row in reference.table("transcripts.tsv.gz")}
    for gene in reference.genes():
        for target in reference.bundled(gene):
            for _, model in target.models:
                spans = ((max(s, model.cds_start), min(e, model.cds_end)) for s, e in model.exons)
                coding = sum(max(0, end - start) for start, end in spans)
                assert coding == 3 * (int(rows[target.accession]["model_protein_length"]) + 1), gene


# ── the file: spellings that mean the same ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spelling",
    [{"contig": "{}"}, {"contig": "NC"}, {"lower": True}, {"packed": True}, {"packed": True, "lower": True}],
    ids=str,
)
def test_a_genome_is_its_bases(spelling: dict[str, object], genomes: dict[str, Genome], tmp_path: Path) -> None:
    """Contigs' names, lower case and packing change neither a name nor the fingerprint; nothing is written beside."""
    name = "g.fa.gz" if spelling.get("packed") else "g.fa"
    laboratory_genome("GRCh38").write(tmp_path / name, **spelling)  # type: ignore[arg-type]
    there = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    genome = Genome(tmp_path / name)
    assert genome.build == "GRCh38"
    assert genome.fingerprint == genomes["GRCh38"].fingerprint
    for gene, written in (("ALK", "c.667+8dup"), ("NTRK1", "c.1783G>A"), ("ERBB2", "c.2313_2324dup")):
        assert _named(genome, gene, written) == _named(genomes["GRCh38"], gene, written)
    genome.close()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == there


def test_the_fingerprint_follows_the_bases_around_genes(genomes: dict[str, Genome], tmp_path: Path) -> None:
    other = laboratory_genome("GRCh38")
    model = reference.bundled("ALK")[0].models[0][1]
    place = (model.exons[3][1] + model.exons[4][0]) // 2
    other.change("2", place, "A" if other.change("2", place, "C") != "A" else "G")
    genome = Genome(other.write(tmp_path / "g.fa"))
    assert genome.fingerprint != genomes["GRCh38"].fingerprint
    assert len({opened.fingerprint for opened in genomes.values()}) == 2
    genome.close()


def test_bases_are_those_that_pyfaidx_reads(files: dict[str, Path], genomes: dict[str, Genome]) -> None:
    rng = random.Random(7)
    with pyfaidx.Fasta(str(files["GRCh38"]), build_index=False, rebuild=False, sequence_always_upper=True) as referee:
        for gene in ("ALK", "ERBB2", "KRAS"):
            model = reference.bundled(gene)[0].models[0][1]
            for _ in range(50):
                start = rng.randint(model.exons[0][0], model.exons[-1][1])
                end = start + rng.choice((1, 59, 60, 61, 500))
                ours = genomes["GRCh38"].bases(model.chromosome, start, end)
                assert ours == str(referee[f"chr{model.chromosome}"][start:end])


def test_processes_that_share_a_genome_do_not_disturb_each_other(genomes: dict[str, Genome]) -> None:
    """A fork shares the file's description, and with it the place that the system keeps."""
    use(genomes["GRCh38"])
    work = [("ALK", f"c.667+{place}_667+{place + 3}del") for place in range(100, 4000, 13)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        here, there = [normalize_row(*one) for one in work], pool.starmap(_spliced_again, [("ALK",)] * 200, chunksize=1)
    assert set(there) == {reference.targets("ALK")[0].cds}
    assert {record.status for record in here} <= {"exact", "rewritten"}


def _spliced_again(gene: str) -> str:
    """Read from the file anew, whatever this process remembers."""
    reference.targets.cache_clear()  # type: ignore[attr-defined]
    return reference.targets(gene)[0].cds


def test_bases_outside_a_contig_are_unknown_never_short(genomes: dict[str, Genome]) -> None:
    genome = genomes["GRCh38"]
    end = genome._fasta.lengths["chr17"]
    assert genome.bases("17", end - 5, end + 5)[5:] == "N" * 5
    assert genome.bases(ABSENT, 10, 20) == "N" * 10
    assert genome.bases("17", 20, 20) == ""


# ── the genome that does not fit a gene ───────────────────────────────────────────────────────────────────────────


def _with_change(tmp_path: Path, gene: str, *places: tuple[int, str]) -> Genome:
    """The laboratory's genome with other bases (in the transcript's direction) at coding places."""
    made = laboratory_genome("GRCh38")
    target = reference.bundled(gene)[0]
    model = target.model("GRCh38")
    assert model is not None
    for place, base in places:
        position = to_genome(target, "GRCh38", Point(False, place))
        made.change(model.chromosome, position, base if model.strand == "+" else reverse_complement(base))
    return Genome(made.write(tmp_path / "g.fa"))


@pytest.mark.parametrize(
    ("gene", "place", "base", "written", "says"),
    [
        ("ALK", 3520, "C", "F1174L", "do not give the bundled protein: L1174, not F1174: not used"),
        ("ALK", 1, "C", "F1174L", "do not begin with ATG: not used"),
        ("ALK", 4861, "C", "F1174L", "do not end with a stop codon: not used"),
        ("ALK", 100, "N", "F1174L", "hold unknown bases (N): not used"),
        ("NTRK1", 1784, "N", "G595R", "hold unknown bases (N): not used"),
        ("NF1", 912, "G", "R304*", ""),
        ("NF1", 1, "G", "R304*", "do not begin with ATG"),
        ("NF1", 911, "C", "R304*", "do not give the older form of the protein"),
    ],
)
def test_a_damaged_base_leaves_the_gene_as_it_was(
    tmp_path: Path, gene: str, place: int, base: str, written: str, says: str
) -> None:
    without = normalize_row(gene, written)
    genome = _with_change(tmp_path, gene, (place, base))
    found = _named(genome, gene, written)
    genome.close()
    if not says:  # a change that nothing known speaks against
        assert found.hgvs_p.startswith("NP_")
        return
    assert says in found.note
    differing = [field.name for field in fields(found) if getattr(found, field.name) != getattr(without, field.name)]
    assert differing == ["note"]


def test_a_stop_within_the_exons_is_told(tmp_path: Path) -> None:
    genome = _with_change(tmp_path, "TERT", (7, "T"), (8, "A"), (9, "A"))
    assert "have a stop codon at residue 3: not used" in _named(genome, "TERT", "R631Q").note
    genome.close()


def test_a_bundled_sequence_is_kept_where_the_genome_differs(tmp_path: Path) -> None:
    target = reference.bundled("ERBB2")[0]
    there = {base: "ACGT".replace(base, "")[0] for base in "ACGT"}
    genome = _with_change(tmp_path, "ERBB2", (929, there[target.cds[928]]))
    found = _named(genome, "ERBB2", "S310F")
    assert found.hgvs_p == "NP_004439.2:p.(Ser310Phe)"
    assert "the genome file differs from NM_004448.4 (c.929 C, there A), which holds" in found.note
    assert _named(genome, "ERBB2", "c.929C>T").status == "derived"
    intron = _named(genome, "ERBB2", "c.1021+40del")
    assert "not checked" not in intron.note, "the introns are still the genome's"
    genome.close()


def test_a_genome_with_other_exons_is_not_used_for_the_gene(tmp_path: Path) -> None:
    target = reference.bundled("MET")[0]
    there = {base: "ACGT".replace(base, "")[0] for base in "ACGT"}
    places = [(place, there[target.cds[place - 1]]) for place in range(2000, 2012)]
    genome = _with_change(tmp_path, "MET", *places)
    found = _named(genome, "MET", "D1010N")
    assert found.hgvs_p == "NP_000236.2:p.(Asp1010Asn)"
    assert "differ from NM_000245.4 in 12 bases: not used" in found.note
    assert "not checked" in _named(genome, "MET", "c.3028+7del").note
    genome.close()


# ── the file that is refused ──────────────────────────────────────────────────────────────────────────────────────


def _moved(made: SyntheticGenome) -> SyntheticGenome:
    return SyntheticGenome(
        made.build, {c: {start + 1000: bases for start, bases in pieces.items()} for c, pieces in made.pieces.items()}
    )


def test_another_genome_is_refused(tmp_path: Path) -> None:
    path = _moved(laboratory_genome("GRCh38")).write(tmp_path / "g.fa")
    with pytest.raises(ConfigError) as caught:
        Genome(path)
    for part in (
        "neither GRCh38 nor GRCh37",
        "on GRCh38 0 of",
        "contigs are chr",
        "Expected the human genome",
        "H110",
    ):
        assert part in caught.value.message
    assert caught.value.exit_code == 2


def test_other_names_of_contigs_are_refused(tmp_path: Path) -> None:
    path = laboratory_genome("GRCh38").write(tmp_path / "g.fa", contig="scaffold_{}")
    with pytest.raises(ConfigError, match=r"0 of 0 genes.*contigs are scaffold_.*17, chr17 or NC_000017\.11"):
        Genome(path)


def test_one_chromosome_is_enough_to_tell_the_build(tmp_path: Path) -> None:
    made = laboratory_genome("GRCh37")
    made.pieces = {"17": made.pieces["17"]}
    genome = Genome(made.write(tmp_path / "g.fa"))
    assert genome.build == "GRCh37"
    assert "has no chromosome 2" in _named(genome, "ALK", "F1174L").note
    assert "has no chromosome 7" in _named(genome, "EGFR", "L858R").note
    genome.close()


def _without_index(path: Path) -> None:
    path.with_name(path.name + ".fai").unlink()


def _index_of_another(path: Path) -> None:
    index = path.with_name(path.name + ".fai")
    rows = [row.split("\t") for row in index.read_text().splitlines()]
    index.write_text("".join("\t".join([row[0], row[1], str(int(row[2]) + 7), *row[3:]]) + "\n" for row in rows))


def _index_of_nothing(path: Path) -> None:
    path.with_name(path.name + ".fai").write_text("this is\tno index\n")


def _cut(path: Path) -> None:
    os.truncate(path, 5000)


def _no_fasta(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(100))


def _only_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(b">chr17\nACGT\n"))


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _gone(path: Path) -> None:
    path.unlink()


def _packed_without_blocks_index(path: Path) -> None:
    path.write_bytes(bgzip_block(b">chr17\nACGT\n"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_without_index, r"has no index g\.fa\.fai beside it\. .*samtools faidx"),
        (_index_of_another, r"samtools faidx"),
        (_index_of_nothing, r"is no index of a FASTA file.*samtools faidx"),
        (_cut, r"does not hold chr.* where its index says.*samtools faidx"),
        (_no_fasta, r"does not begin with >"),
        (_only_gzip, r"packed with gzip, which cannot be read by place.*bgzip"),
        (_a_folder, r"cannot be read \(Is a directory\)"),
        (_gone, r"cannot be read \(No such file"),
        (_packed_without_blocks_index, r"has no index g\.fa\.gzi beside it.*samtools faidx"),
    ],
)
def test_a_damaged_file_is_refused_and_what_to_do_is_said(
    tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    made = SyntheticGenome("GRCh38")
    made.lay("ERBB2")
    path = made.write(tmp_path / "g.fa")
    damage(path)
    with pytest.raises(ConfigError, match=told) as caught:
        Genome(path)
    assert str(path) in caught.value.message
    assert caught.value.exit_code == 2


def test_a_damaged_block_is_told(tmp_path: Path) -> None:
    made = laboratory_genome("GRCh38")
    path = made.write(tmp_path / "g.fa.gz", packed=True)
    genome = Genome(path)
    data = bytearray(path.read_bytes())
    genome.close()
    for at in range(100, len(data), 997):
        data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(ConfigError, match=r"g\.fa\.gz"):
        _ = Genome(path).fingerprint


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_normalize_with_a_genome(files: dict[str, Path], tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["normalize", "ALK", "c.667+7del", "--genome", str(files["GRCh38"])])
    assert "NM_004304.5:c.667+11del" in found.stdout
    table = tmp_path / "names.tsv"
    table.write_text("gene\tvariant\nALK\tc.3522C>A\n")
    found = CliRunner().invoke(app, ["normalize", "--tsv", str(table), "--genome", str(files["GRCh37"])])
    assert "NC_000002.12:g.29220829G>T\tNC_000002.11:g.29443695G>T" in found.stdout
    command = [sys.executable, "-m", "her2parse", "normalize", "ALK", "F1174L", "--genome", str(files["GRCh38"])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "NP_004295.2:p.(Phe1174Leu)" in done.stdout
    assert done.stderr == "", "nothing is told when the process ends with the file open"
    (tmp_path / "g.fa").symlink_to(files["GRCh38"])
    found = CliRunner().invoke(app, ["normalize", "ALK", "F1174L", "--genome", str(tmp_path / "g.fa")])
    assert isinstance(found.exception, ConfigError)
    assert "--genome" in found.exception.message
