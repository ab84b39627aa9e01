rule tables:
    input:
        placed="work/patients.jsonl",
        options="work/options.jsonl",
        plan="work/intake/plan.json",
        sheets="work/intake/sheets.json",
        settings="work/settings/outputs.json",
    output:
        expand("{name}.tsv", name=run.plain_tables),
        report(
            "her2.tsv",
            caption="report/her2.rst",
            category="3 Tables",
            labels={"table": "HER2 in each report"},
        ),
        report(
            "resistance.tsv",
            caption="report/resistance.rst",
            category="3 Tables",
            labels={"table": "mechanisms under an EGFR TKI"},
        ),
        report(
            "actionability.tsv",
            caption="report/actionability.rst",
            category="3 Tables",
            labels={"table": "therapies under dated rules"},
        ),
        report(
            "review.tsv",
            caption="report/review.rst",
            category="3 Tables",
            labels={"table": "for a person to look at"},
        ),
        expand("parquet/{name}.parquet", name=run.tables),
        "tables.xlsx",
        run="run.json",
    log:
        "logs/tables.log",
    benchmark:
        "logs/benchmarks/tables.tsv"
    conda:
        "her2parse.yaml"
    resources:
        mem_mb=run.streamed_memory,
        runtime=run.minutes,
    shell:
        "python3 -m her2parse.workflow tables"
        " {input.placed} {input.options} {input.plan} {input.sheets} {input.settings} {output.run} 2> {log}"


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
        index=report(
            "index.html",
            caption="report/cohort.rst",
            category="1 Cohort",
            labels={"page": "the whole cohort"},
        ),
        # update: Snakemake leaves what is there, and only pages that were made from something else are written anew.
        patients=update(
            report(
                directory("patients"),
                patterns=["{patient}.html"],
                caption="report/patient.rst",
                category="2 Patients",
                labels={"patient": "{patient}"},
            )
        ),
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
        "python3 -m her2parse.workflow pages {input.placed} {input.options} {input.plan}"
        " {input.sheets} {input.settings} {output.index} {input.pictures} 2> {log}"


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
        "python3 -m her2parse.workflow cbioportal {input.placed} {input.settings} {output} 2> {log}"


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
        "python3 -m her2parse.workflow phenopackets"
        " {input.placed} {input.options} {input.settings} {output} 2> {log}"
