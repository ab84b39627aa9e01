# A folder of report PDFs to HER2 actionability tables: what feeds what. Settings: config/config.yaml.
from snakemake.utils import min_version

from her2parse.workflow import prepared

min_version("9.0")


configfile: workflow.source_path("config/config.yaml")


run = prepared(config)


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
