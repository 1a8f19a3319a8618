# Two commands for a fresh machine with Python 3.11 or later: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: run test check static bench lock clean

run: $(VENV)/run.stamp ## sweep the demo archive: the table here, the report in out/
	$(BIN)/tajawub demo --out out/demo --archive out/demo-archive.jsonl.gz

test: static ## every check and every test
	$(BIN)/pytest -q -n 2

check: static ## every check and the fast tests, in about a minute
	$(BIN)/pytest -q -n 2 -m "not slow"

static: $(VENV)/dev.stamp ## format, lint, types, room order
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## posts a second and peak memory, as ratios; see docs/benchmarks.md
	$(BIN)/python -m bench.sweep $(BENCH)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tajawub needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another: make run PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

lock: ## write both lock files anew (names, versions and hashes; no download addresses)
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --upgrade --extra build pyproject.toml -o requirements.lock
	$(LOCK) --upgrade --extra build --extra train --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) out dist build
