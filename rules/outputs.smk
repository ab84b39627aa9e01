rule tables:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        plan="work/intake/plan.json",
        sheets="work/intake/sheets.json",
        settings="work/settings/outputs.json",
    output:
        expand("{name}.tsv", name=run.tables),
        expand("parquet/{name}.parquet", name=run.tables),
        "tables.xlsx",
        "run.json",
    log:
        "logs/tables.log",
    benchmark:
        "logs/benchmarks/tables.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow tables"
        " {input.placed} {input.options} {input.plan} {input.sheets} {input.settings} 2> {log}"


rule pictures:
    input:
        manifest="work/intake/buckets/{bucket}.json",
        index="work/extract/{bucket}.jsonl",
        results="work/read/{bucket}.jsonl",
        settings="work/settings/pictures.json",
    output:
        "work/pictures/{bucket}.zip",
    log:
        "logs/pictures/{bucket}.log",
    benchmark:
        "logs/benchmarks/pictures.{bucket}.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow pictures"
        " {input.manifest} {input.index} {input.results} {input.settings} {output} 2> {log}"


rule pages:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        plan="work/intake/plan.json",
        sheets="work/intake/sheets.json",
        settings="work/settings/outputs.json",
        pictures=expand("work/pictures/{bucket}.zip", bucket=run.buckets),
    output:
        "index.html",
        update(directory("patients")),
    log:
        "logs/pages.log",
    benchmark:
        "logs/benchmarks/pages.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    shell:
        "mkdir -p patients && python3 -m her2parse.workflow pages {input.placed} {input.options} {input.plan}"
        " {input.sheets} {input.settings} {input.pictures} 2> {log}"


rule fhir:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        settings="work/settings/outputs.json",
    output:
        # The list, not the folder: Snakemake empties an output folder, and bundles that did not change stay.
        "fhir/index.tsv",
    log:
        "logs/fhir.log",
    benchmark:
        "logs/benchmarks/fhir.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow fhir {input.placed} {input.options} {input.settings} {output} 2> {log}"


rule cbioportal:
    input:
        placed="work/patients.jsonl",
        settings="work/settings/outputs.json",
    output:
        directory("cbioportal"),
    log:
        "logs/cbioportal.log",
    benchmark:
        "logs/benchmarks/cbioportal.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    shell:
        "mkdir -p cbioportal && python3 -m her2parse.workflow cbioportal {input.placed} {input.settings} 2> {log}"


rule phenopackets:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        settings="work/settings/outputs.json",
    output:
        directory("phenopackets"),
    log:
        "logs/phenopackets.log",
    benchmark:
        "logs/benchmarks/phenopackets.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.cohort_memory,
        runtime=run.minutes,
    shell:
        "mkdir -p phenopackets && python3 -m her2parse.workflow phenopackets"
        " {input.placed} {input.options} {input.settings} 2> {log}"
