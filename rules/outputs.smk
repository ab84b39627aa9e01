rule tables:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        plan="work/intake/plan.json",
        sheets="work/intake/sheets.json",
        settings="work/settings/outputs.json",
    output:
        "reports.tsv",
        "run.json",
    log:
        "logs/tables.log",
    benchmark:
        "logs/benchmarks/tables.tsv"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    conda:
        "her2parse.yaml"
    shell:
        "python3 -m her2parse.workflow tables {input.placed} {input.options} {input.plan} {input.sheets} {input.settings} 2> {log}"
