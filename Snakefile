# A folder of report PDFs to HER2 actionability tables: what feeds what. Settings: config/config.yaml.
from pathlib import Path

from snakemake.utils import min_version

from her2parse.workflow import prepared, runlog

min_version("9.0")


configfile: workflow.source_path("config/config.yaml")


run = prepared(config, main=workflow.is_main_process)


workdir: run.outdir


report: "rules/report/run.rst"


include: "rules/extract.smk"  # a bucket's PDFs to words with their places
include: "rules/read.smk"  # words to findings and HER2 calls
include: "rules/patients.smk"  # reports and treatments on one line of time
include: "rules/actionability.smk"  # dated rules, each condition met, unmet or unknown
include: "rules/outputs.smk"  # tables, workbook, pictures, pages, and the formats of `write`


rule all:
    default_target: True
    input:
        rules.tables.output,
        rules.pages.output if run.pages else [],
        [getattr(rules, name).output for name in run.formats],


# What each job cost goes to logs/run.json, however the run ends.
onstart:
    if workflow.is_main_process:
        runlog.began(
            run,
            [
                (job.rule.name, job.wildcards.get("bucket", ""))
                for job in workflow.dag.needrun_jobs()
            ],
        )


onsuccess:
    runlog.ended(Path(run.outdir), well=True)


onerror:
    runlog.ended(Path(run.outdir), well=False)
