"""The command line of the contract: ``run``, ``status``, ``normalize``, ``explain``, ``diff``, ``audit``, ``review``,
``kb``. Composes stages, holds no logic.

Nothing heavy is imported before a command needs it: ``her2parse --help`` takes less than 0.3 seconds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from her2parse import __version__
from her2parse.errors import Her2ParseError, UsageError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Molecular-pathology report PDFs to HER2 actionability tables, each cell with the place it was read from. "
    "For decision support and research; not a medical device.",
    epilog="Exit codes: 0 every input is accounted for (failed files and review rows are results), "
    "2 the command, a sheet or the configuration is wrong (nothing is written) or the disk is full (H190), "
    "3 nothing could be read at all, "
    "1 a fault of ours.",
)


kb = typer.Typer(
    no_args_is_help=True,
    help="The knowledge base: what its rows say, whether they hold together, what changed in them.",
)
app.add_typer(kb, name="kb")

_Extra = Annotated[
    Path | None,
    typer.Option("--extra", metavar="FOLDER", help="A laboratory's own rows, which add to ours or replace them."),
]


def main() -> NoReturn:
    """The console script."""
    try:
        app()
    except Her2ParseError as error:
        sys.stderr.write(error.message + "\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run the same command again to go on from here.\n")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        _tell_fault(error)
        sys.exit(1)
    sys.exit(0)


def _tell_fault(error: Exception) -> None:
    """A fault of ours in one line; the whole trace only for who asks, because it may repeat words of a report."""
    if os.environ.get("HER2PARSE_TRACE"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "unknown place"
    fault = Her2ParseError(
        f"a fault of her2parse ({type(error).__name__})",
        where=place,
        todo="Please report it, with what HER2PARSE_TRACE=1 adds when the command is typed again.",
    )
    sys.stderr.write(fault.message + "\n")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"her2parse {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None: ...


@app.command()
def run(
    reports: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of report PDFs, searched recursively.")],
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="Folder that everything is written to.")],
    samples: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Sample sheet (TSV): source_file, patient_id, ...")
    ] = None,
    treatments: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Treatment sheet (TSV): patient_id, drug, start_on, stop_on, ..."),
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What people decided in the review (decisions.tsv).")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Judge labels and rules as of this day. Default: today.")
    ] = None,
    cores: Annotated[int | None, typer.Option(min=1, help="Processor cores to use. Default: all.")] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings (YAML), as described in config/config.yaml.")
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="Where the jobs run, e.g. slurm. Default: on this machine.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars, no summary line.")] = False,
) -> None:
    """Read a folder of reports and write tables, a workbook and pages.

    The same folder again does only what is new. A run that was stopped goes on where it was.
    """
    from her2parse.workflow.config import load_config
    from her2parse.workflow.launch import launch

    settings: dict[str, Any] = load_config(config) if config else {}
    given = {"reports": reports, "outdir": out, "samples": samples, "treatments": treatments, "decisions": decisions}
    settings.update({"as_of": as_of} if as_of is not None else {})
    settings.update({key: str(value) for key, value in given.items() if value is not None})
    where = str(config) if config else "configuration"
    summary = launch(settings, cores=cores or _available_cores(), quiet=quiet, where=where, profile=profile)
    if summary.warning:
        typer.echo(summary.warning, err=True)
    if not quiet:
        typer.echo(summary.line)
    summary.check()


@app.command()
def status(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of a run, going on or not.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Tell how far a run is, or how it ended: rate and time left of each stage, what was read so far, the slowest
    files, failed jobs and why, what the last run cost.

    Reads only; may be typed while a run is under way.
    """
    from her2parse.workflow.status import render
    from her2parse.workflow.status import status as standing

    told = standing(out)
    if as_json:
        import json

        typer.echo(json.dumps(told, indent=1))
    else:
        typer.echo(render(out, told))


@app.command()
def normalize(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GENE] NAME", help='A variant as written, e.g. "A775_G776insYVMA".'),
    ] = None,
    gene: Annotated[str, typer.Option(help="Gene symbol.")] = "ERBB2",
    tsv: Annotated[
        str | None, typer.Option("--tsv", metavar="FILE", help="Table with columns gene and variant; - reads stdin.")
    ] = None,
    genome: Annotated[
        Path | None,
        typer.Option(metavar="FASTA", help="GRCh38 or GRCh37 with its index, for genes and introns not bundled."),
    ] = None,
) -> None:
    """Give a variant's name as HGVS writes it, checked against the reference sequence.

    With --tsv, a table of names in and a table of HGVS names out: one row per input row, in order.
    """
    from her2parse.workflow.names import card, table, use_genome

    if genome is not None:
        use_genome(genome)
    if tsv is not None and not name:
        sys.stdout.writelines(table(tsv))
        return
    if tsv is not None or not name or len(name) > 2:
        raise UsageError(
            "found " + ("both" if tsv and name else "neither" if not name else f"{len(name)} names"),
            where="normalize",
            expected="one NAME (with --gene or GENE before it) or --tsv FILE",
        )
    typer.echo(card(name[0] if len(name) == 2 else gene, name[-1]))


@app.command()
def explain(
    report: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="One report.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER|FILE.html", help="Where to write. Default: the current folder.")
    ] = Path(),
    page: Annotated[int | None, typer.Option(min=1, metavar="N", help="Show page N only. Default: all.")] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings (YAML), as described in config/config.yaml.")
    ] = None,
) -> None:
    """Show what was seen in one report: its pages with parts, tables and statements, and why each gene was believed or
    not.

    Writes one HTML file and prints a summary. Names, record numbers and birth dates are masked.
    """
    from her2parse.explain import explain as explained
    from her2parse.workflow.config import load_config

    made = explained(report, out=out, page=page, config=load_config(config) if config else {})
    typer.echo(made.text)
    typer.echo(f"Written: {made.path}")


@app.command()
def diff(
    out_a: Annotated[Path, typer.Argument(metavar="OUT_A", help="Output folder of the (earlier) run.")],
    out_b: Annotated[Path | None, typer.Argument(metavar="[OUT_B]", help="Output folder of the later run.")] = None,
    as_of: Annotated[
        list[str] | None,
        typer.Option(metavar="YYYY-MM-DD", help="One run's findings on another day; given twice, from day to day."),
    ] = None,
    knowledge: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="One run's findings under other knowledge; given twice, from one to other."
        ),
    ] = None,
) -> None:
    """Tell what changed between two runs, or for one run's findings between two days or two knowledge bases.

    First the patients to look at again, then each changed call, finding and therapy with the rule behind it. No PDF is
    read again.
    """
    from her2parse.outputs.compare import diff as changes
    from her2parse.outputs.compare import render

    days, folders = as_of or [], knowledge or []
    asked = bool(days or folders)
    if (out_b is not None) == asked or len(days) > 2 or len(folders) > 2:
        raise UsageError(
            "two runs together with --as-of or --knowledge"
            if out_b and asked
            else "one run and nothing to compare"
            if not asked
            else "an option more than twice",
            where="diff",
            expected="OUT_A OUT_B, or OUT_A with --as-of or --knowledge once or twice",
        )
    if out_b is not None:
        found = changes(out_a, out_b)
    else:
        from her2parse.workflow.rejudge import Stand, differences

        before = Stand(days[0] if len(days) == 2 else "", folders[0] if len(folders) == 2 else None)
        after = Stand(days[-1] if days else "", folders[-1] if folders else None)
        found = differences(out_a, before, after)
    typer.echo(render(found).rstrip("\n"))


@app.command()
def audit(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of a run.")],
) -> None:
    """Count a run's cohort: who was counted and who was left out and why, mechanisms with 95 % intervals, tissue
    against plasma, re-biopsy against baseline, HER2 by time point.

    Writes OUT/audit/*.tsv and prints a short account. Reads the run's tables only.
    """
    from her2parse.audit import account
    from her2parse.outputs.audited import audit_folder, write_audit

    told = audit_folder(out)
    written = write_audit(out, told)
    typer.echo(account(told).rstrip("\n"))
    typer.echo(f"Written: {written[0].parent}")


@app.command()
def review(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of a run.")],
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where decisions are added. Default: OUT/decisions.tsv.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of this machine. Default: any that is free.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page, or only print its address.")
    ] = True,
) -> None:
    """Go through the review queue in a page on this machine: accept, correct or reject what was read.

    Each decision is added to decisions.tsv; her2parse run with --decisions applies them.
    """
    from her2parse.review import serve

    serve(out, decisions=decisions, port=port, browser=browser, tell=lambda text: typer.echo(text))


@kb.command("list")
def kb_list(
    drug: Annotated[str, typer.Option(metavar="NAME", help="Only rules with this drug, by any of its names.")] = "",
    gene: Annotated[str, typer.Option(metavar="SYMBOL", help="Only rules about this gene.")] = "",
    as_of: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Only rules whose wording held on this day. Default: all.")
    ] = "",
    extra: _Extra = None,
) -> None:
    """List the rules: therapy, finding, jurisdiction, days on which each held, verified or not."""
    from her2parse.workflow.kb import rules

    typer.echo(rules(drug=drug, gene=gene, as_of=as_of, extra=extra).rstrip("\n"))


@kb.command("show")
def kb_show(
    name: Annotated[
        list[str], typer.Argument(metavar="RULE|VARIANT|DRUG", help="Also a mechanism's key or an assay's id.")
    ],
    gene: Annotated[str, typer.Option(metavar="SYMBOL", help="Whose variant it is.")] = "ERBB2",
    extra: _Extra = None,
) -> None:
    """Show one row as a card: what it says and means, its conditions, days and source, verified or UNVERIFIED."""
    from her2parse.workflow.kb import shown

    typer.echo(shown(" ".join(name), gene=gene, extra=extra).rstrip("\n"))


@kb.command("verify")
def kb_verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A knowledge folder. Default: the built-in one.")
    ] = None,
    extra: _Extra = None,
) -> None:
    """Check every row: form, source, date, drugs, genes, spellings, overlapping versions, rules that never fire.

    Prints each problem with file, row and what was expected; exit code 2 when there is one.
    """
    from her2parse.workflow.kb import verified

    sound, told = verified(folder, extra)
    typer.echo(told)
    if not sound:
        raise typer.Exit(2)


@kb.command("diff")
def kb_diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A knowledge folder, or built-in.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another. Default: built-in.")] = "built-in",
) -> None:
    """Tell which rows were added, removed or changed from A to B."""
    from her2parse.workflow.kb import compared

    typer.echo(compared(a, b).rstrip("\n"))


def _available_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
