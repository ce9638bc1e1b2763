# Chime In. `make demo` shows it, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test setup lint types contracts widget-check unit browser bench bench-quick bench-growth torture torture-cluster scaling widget constraints screenshots clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/runs ## Set everything up and run a sample website with a lively conversation
	@$(BIN)/chimein demo

test: setup lint types contracts widget-check unit ## Set up what the tests need and pass them all

setup: $(VENV)/tests widget/node_modules/.package-lock.json ## Everything the tests need: packages, Node, a browser
	@sh tests/install-browser.sh
	@sh tests/install-proxies.sh $(BIN)

lint: ## Style and common mistakes
	ruff check .
	ruff format --check .

types: ## Strict types
	mypy

contracts: ## Which layer may import which
	lint-imports

widget-check: ## The widget's types, lint, tests, its budget in a real browser, and that dist is what src builds to
	cd widget && npm run --silent check && npm run --silent test && npm run --silent build -- --check
	@python tests/browser/check_budget.py

unit: ## Everything that pytest runs: rules, real servers, the real browser; in two processes
	@python tests/in_halves.py

browser: ## Only the tests in the real browser
	pytest tests/browser

bench: $(VENV)/tests ## Figures beside other systems, into docs/ and the README (half an hour; a quiet machine)
	@sh tests/install-browser.sh
	$(BIN)/python tests/bench/run.py --install --publish

bench-quick: $(VENV)/tests ## The same in small, in under five minutes, into .bench/quick
	$(BIN)/python tests/bench/run.py --pace quick --out .bench/quick

bench-growth: $(VENV)/tests ## Only growth, up to ten million comments (40 GB of disk, an hour), into .bench/growth
	$(BIN)/python tests/bench/run.py --pace growth --only growth --disk . --out .bench/growth

torture: $(VENV)/tests ## What takes longer: many kill -9 cycles, long random programs
	CHIMEIN_TORTURE=1 pytest tests/promises

torture-cluster: $(VENV)/tests ## A PostgreSQL cluster that fails over and over under load (Debian; ten minutes)
	$(BIN)/python tests/cluster/run.py

scaling: $(VENV)/runs ## Simulate the caches before a large instance anew, and what it takes: docs/scaling.md (minutes)
	$(BIN)/python docs/scaling/simulate.py
	$(BIN)/python docs/scaling/sizing.py

widget: widget/node_modules/.package-lock.json ## Build widget/dist from widget/src
	cd widget && npm run --silent build

screenshots: setup ## Take the README's pictures anew
	$(BIN)/python tests/browser/take_screenshots.py

constraints: $(VENV)/tests ## Pin the newest versions of what pyproject.toml allows
	$(BIN)/python tests/write_constraints.py

clean: ## Forget the environment and caches
	rm -rf $(VENV) widget/node_modules .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chime In needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt install python3-venv)." >&2; exit 1; }
	@touch $@

# The first part of the file is what runs, the second what tests.
$(VENV)/runs: $(VENV)/made constraints.txt pyproject.toml
	@echo "Installing what Chime In runs on into $(VENV) (a minute or so, once)."
	@sed '/^# What its tests need/,$$d' constraints.txt > $(VENV)/runtime.txt
	@$(BIN)/pip install --quiet --require-hashes --requirement $(VENV)/runtime.txt
	@$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/tests: $(VENV)/runs
	@echo "Installing what the tests need."
	@$(BIN)/pip install --quiet --require-hashes --requirement constraints.txt
	@touch $@

widget/node_modules/.package-lock.json: $(VENV)/made widget/package-lock.json
	@sh widget/install-node.sh $(BIN)
	@cd widget && npm ci --silent --no-fund --no-audit
	@touch $@
