# `make` alone prints this help. Needs Python 3.11 or newer and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-bench
STAMP := $(VENV)/.made-from-lock
OUT := results/demo
DRAWN := results/evaluate
SEED := 1
N := 100 1000
BENCHED := results/bench_workflow.json
SOURCES := her2parse tests
SMK := Snakefile workflow/Snakefile $(wildcard rules/*.smk)

.DEFAULT_GOAL := help
.PHONY: help demo browser test test-all test-slurm lint format evaluate evaluate-aside bench bench-workflow bench-names licences audit-deps docs wheel lock clean

help: ## Print this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The exact environment of the lock file; a change of the lock or of the project's metadata makes it again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say which: make PYTHON=python3.11")'
	@echo "Installing into $(VENV) what requirements.lock pins (about a minute, once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Run the workflow on the synthetic reports in test_data/
	$(BIN)/her2parse run test_data/reports --samples test_data/samples.tsv --treatments test_data/treatments.tsv --out $(OUT)
	@echo "Open $(OUT)/index.html in a browser; $(OUT)/run.json says what was used."

# The browser tests skip, and say so, where there is no chromium; in a container of root's it is installed, quietly.
browser:
	@command -v chromium chromium-browser google-chrome > /dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null || \
	  (apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium) > /dev/null 2>&1 || true

test: $(STAMP) browser ## Run the tests that take seconds, with the same drawn examples each time
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow" --hypothesis-profile=ci

test-all: $(STAMP) browser ## Run every test, the slow ones too, with newly drawn examples
	$(BIN)/python -m pytest -q

test-slurm: $(STAMP) ## Run the workflow through a real Slurm of one node (Debian, as root)
	PYTHON=$(BIN)/python tests/cluster/slurm

lint: $(STAMP) ## Check style, types and the workflow
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check $(SMK)
	$(BIN)/snakemake --lint
	$(BIN)/python .ci/licences.py

licences: $(STAMP) ## List the licences of all packages in docs/licences.md; the AGPL is an error
	$(BIN)/python .ci/licences.py --write docs/licences.md

audit-deps: $(STAMP) ## Ask for known weaknesses of the pinned packages (needs the network)
	$(BIN)/python .ci/audit.py

format: $(STAMP) ## Put the sources into the project's format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/snakefmt $(SMK)

evaluate: demo ## Score the demo and 330 reports drawn at random against their truth (SEED=2: others)
	rm -rf $(DRAWN)/wide $(DRAWN)/wide_run
	$(BIN)/python -m test_data.generator --wide 330 --seed $(SEED) --out $(DRAWN)/wide
	$(BIN)/her2parse run $(DRAWN)/wide/reports --out $(DRAWN)/wide_run
	$(BIN)/python test_data/evaluate.py $(OUT)
	$(BIN)/python -m test_data.score --set committed $(OUT) test_data --set wide $(DRAWN)/wide_run $(DRAWN)/wide \
	  --tsv $(DRAWN)/scores.tsv --failures $(DRAWN)/failures.tsv

evaluate-aside: $(STAMP) ## Score the four layouts kept aside: only at the end of a piece of work (see test_data/README.md)
	rm -rf $(DRAWN)/aside $(DRAWN)/aside_run
	$(BIN)/python -m test_data.generator --aside 80 --seed $(SEED) --out $(DRAWN)/aside
	$(BIN)/her2parse run $(DRAWN)/aside/reports --out $(DRAWN)/aside_run
	$(BIN)/python -m test_data.score --set aside $(DRAWN)/aside_run $(DRAWN)/aside --tsv $(DRAWN)/scores_aside.tsv --need

bench: $(STAMP) ## Time extraction and reading against other readers of the same PDFs
	$(BIN)/python -m benchmarks.reading

# Programs that nothing but the benchmark needs stay out of the project's environment.
$(PEERS)/.made-from-lock: benchmarks/peers.lock
	@echo "Installing into $(PEERS) what benchmarks/peers.lock pins ..."
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/peers.lock
	@touch $@

bench-workflow: $(STAMP) $(PEERS)/.made-from-lock ## Time the whole workflow on N synthetic reports (N="100 1000"; add 10000 for an hour)
	$(BIN)/python -m benchmarks.workflow $(N) --out $(BENCHED) --picture docs/scale.svg

bench-names: $(STAMP) $(PEERS)/.made-from-lock ## Time variant names against other programs (about five minutes)
	$(BIN)/python -m benchmarks.names

docs: $(STAMP) ## Write the pages of docs/ that are made from data
	$(BIN)/python -m her2parse.outputs > docs/output.md
	$(BIN)/python -m her2parse.knowledge.document config docs/clinical-rules.md

wheel: $(STAMP) ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

lock: ## Pin all dependencies with their hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --no-emit-find-links --no-annotate --group dev pyproject.toml -o requirements.lock --custom-compile-command "make lock"
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --no-emit-find-links --no-annotate benchmarks/peers.in -o benchmarks/peers.lock --custom-compile-command "make lock"

clean: ## Remove what make and the tests have made, the environment too
	rm -rf $(VENV) $(PEERS) results build dist .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find her2parse tests -name __pycache__ -type d -prune -exec rm -rf {} +
