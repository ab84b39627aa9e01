rule read:
    input:
        index="work/extract/{bucket}.jsonl",
        settings="work/settings/read.json",
    output:
        "work/read/{bucket}.jsonl",
    log:
        "logs/read/{bucket}.log",
    benchmark:
        "logs/benchmarks/read.{bucket}.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow read {input.index} {input.settings} {output} 2> {log}"
