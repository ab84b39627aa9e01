rule extract:
    input:
        manifest="work/intake/buckets/{bucket}.json",
        settings="work/settings/extract.json",
    output:
        "work/extract/{bucket}.jsonl",
    log:
        "logs/extract/{bucket}.log",
    benchmark:
        "logs/benchmarks/extract.{bucket}.tsv"
    threads: 1
    resources:
        mem_mb=run.memory,
        runtime=run.minutes,
    conda:
        "her2parse.yaml"
    shell:
        "python3 -m her2parse.workflow extract --threads {threads} {input.manifest} {input.settings} {output} 2> {log}"
