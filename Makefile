# Two commands for a fresh machine with Python 3.11 or later: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: run sweep test check static browser css messages bench lock clean

run: $(VENV)/run.stamp ## open the desk with the demonstration in it, until Ctrl-C
	$(BIN)/tajawub run --data data

sweep: $(VENV)/run.stamp ## sweep the demo archive: the table here, the report in out/
	$(BIN)/tajawub demo --out out/demo --archive out/demo-archive.jsonl.gz

test: static browser ## every check and every test, then the desk's on the machine's own PostgreSQL
	$(BIN)/pytest -q -n 2
	tests/other-postgresql $(BIN)

check: static ## every check and the fast tests, in about a minute
	$(BIN)/pytest -q -n 2 -m "not slow"

static: $(VENV)/dev.stamp ## format, lint, types, room order
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: ## Chromium for the browser tests, where it can be had
	tests/get-chromium

css: $(VENV)/dev.stamp ## build the look (needs Node 20 or later), after a change in tajawub/ui/styles
	$(BIN)/python -m tajawub.ui.build_css

messages: $(VENV)/dev.stamp ## gather the texts, update and compile the Arabic
	$(BIN)/python -m tajawub.ui.messages

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
	rm -rf $(VENV) node_modules out dist build
