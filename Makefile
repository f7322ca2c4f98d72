# `make` checks everything. Needs Python 3.11 or newer; PYTHON=python3.12 chooses another one.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
TWO_AT_A_TIME := --numprocesses 2 --dist loadfile

.PHONY: check .venv lint types test test-long demo bench bench-full lock clean

check: test

# The locked packages, and the project itself as it stands in this folder.
.venv: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	if [ -f .importlinter ] || grep -q '^\[tool\.importlinter\]' pyproject.toml; then $(BIN)/lint-imports; fi

types: $(STAMP)
	$(BIN)/mypy

test: $(STAMP) lint types
	$(BIN)/python -m pytest $(TWO_AT_A_TIME)

# The long tests, which `make test` leaves out, and the thorough ones with more examples.
test-long: $(STAMP)
	$(BIN)/python -m pytest $(TWO_AT_A_TIME) --long -m "long or thorough"

demo: $(STAMP)
	rm -rf warehouse-demo
	$(BIN)/warehouse demo warehouse-demo

# The product against hand-written floors, in one run: small, and as large as the promises say.
# KEEP=--keep adds the ratios to benchmarks/history.jsonl and draws docs/plots.
bench: $(STAMP)
	$(BIN)/python -m benchmarks --times 1 --json build/bench.json $(KEEP)

bench-full: $(STAMP)
	$(BIN)/python -m benchmarks --full --json build/bench-full.json $(KEEP)

# Pins what pyproject.toml asks for, with hashes and without addresses; pins that still fit stay.
lock: $(STAMP)
	$(BIN)/uv pip compile pyproject.toml --quiet --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock

clean:
	rm -rf .venv build dist warehouse-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
