rule actionability:
    input:
        placed="work/patients.jsonl",
        settings="work/settings/actionability.json",
    output:
        "work/options.jsonl",
    log:
        "logs/actionability.log",
    benchmark:
        "logs/benchmarks/actionability.tsv"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    conda:
        "her2parse.yaml"
    shell:
        "python3 -m her2parse.workflow actionability {input.placed} {input.settings} {output} 2> {log}"
