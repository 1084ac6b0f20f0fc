# r40. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup score review train evaluate test lint format bench bench-checks docs samples lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
IN ?= data/samples
OUT ?= out
NLP ?= embedded-it

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMP) ## Make the virtual environment and install what requirements.lock pins

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

score: $(STAMP) ## Score relazioni: make score IN=folder OUT=folder
	$(BIN)/r40 score "$(IN)" --out "$(OUT)"

review: $(STAMP) ## Review scored relazioni in the browser: make review OUT=folder; scores data/samples first if there is nothing
	test -f "$(OUT)/scored.jsonl" || $(BIN)/r40 score "$(IN)" --out "$(OUT)" || test -f "$(OUT)/scored.jsonl"
	$(BIN)/r40 review "$(OUT)"

train: $(STAMP) ## Train the default model on data/corpus: make train NLP=it_core_news_lg for vectors
	$(BIN)/r40 train --nlp $(NLP)

evaluate: $(STAMP) ## Measure the default model on the frozen test split
	$(BIN)/r40 evaluate

test: $(STAMP) ## Run the tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

lint: $(STAMP) ## Style, types, layers, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check README.md docs/rules.md docs/configuration.md

format: $(STAMP) ## Format the code, refresh generated docs
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/cog -r README.md docs/rules.md docs/configuration.md

bench: $(STAMP) ## Speed, scaling, memory, start-up, against bare text extraction, in one run: make bench FILES=3000 for more than 1,000
	$(BIN)/python -m tests.bench $(FILES)

bench-checks: $(STAMP) ## Measure precision and recall of each rule, write docs/checks.md
	$(BIN)/python -m tests.bench_checks

samples: $(STAMP) ## Draw data/samples again
	$(BIN)/python -m tests.samples

lock: $(STAMP) ## Pin again what CI installs
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --extra train --extra web --extra postgresql --extra ocr --extra cluster --extra themes pyproject.toml --no-emit-index-url --generate-hashes --custom-compile-command "make lock" --output-file requirements.lock

clean: ## Remove what was generated
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache mlflow.db mlruns mlartifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
