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
    conda:
        "her2parse.yaml"
    threads: 1
    resources:
        mem_mb=run.memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow extract --threads {threads} {input.manifest} {input.settings} {output} 2> {log}"
