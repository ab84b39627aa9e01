rule patients:
    input:
        plan="work/intake/plan.json",
        sheets="work/intake/sheets.json",
        settings="work/settings/patients.json",
        results=expand("work/read/{bucket}.jsonl", bucket=run.buckets),
    output:
        "work/patients.jsonl",
    log:
        "logs/patients.log",
    benchmark:
        "logs/benchmarks/patients.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.streamed_memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow patients {input.plan} {input.sheets} {input.settings} {output} {input.results} 2> {log}"
