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
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.streamed_memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow actionability {input.placed} {input.settings} {output} 2> {log}"
